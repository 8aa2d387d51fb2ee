-- What was done, whose address is protected, and what accounts reach. As in policies.sql: closed by default.

-- The log is appended to by whoever acts, in their own name and for their own purpose, and by nobody changed.
-- `transaction` is the database's own word: it cannot be given, so that an event cannot stand for a look
-- in another transaction.
ALTER TABLE registry.audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.audit_event ALTER COLUMN transaction SET DEFAULT pg_current_xact_id()::text::bigint;
CREATE POLICY appending ON registry.audit_event FOR INSERT TO app, intake WITH CHECK (
    account = current_setting('infreg.actor', true)
    AND purpose = nullif(current_setting('infreg.purpose', true), ''));
CREATE POLICY supervising ON registry.audit_event FOR SELECT TO app, auditor USING (
    current_setting('infreg.role', true) = 'supervisor'
    AND current_setting('infreg.purpose', true) = 'supervision');
CREATE POLICY own ON registry.audit_event FOR SELECT TO app USING (
    subject = ANY (nullif(current_setting('infreg.subjects', true), '')::bytea[])
    AND current_setting('infreg.reach', true) = 'self'
    AND current_setting('infreg.purpose', true) = 'own');
CREATE POLICY sequencing ON registry.audit_event FOR SELECT TO intake USING (
    current_setting('infreg.role', true) = 'reception');
CREATE POLICY vault ON registry.audit_event FOR SELECT TO vault USING (true);
GRANT INSERT (id, at, account, role, purpose, action, outcome, permission, relation, unit, subject, object,
    reason, salt, commitment) ON registry.audit_event TO app, intake;
GRANT SELECT ON registry.audit_event TO app, intake, auditor, vault;
GRANT USAGE ON SCHEMA registry TO vault;

-- Whose address is protected is asked by whoever shows anything of a person, and told by the operator alone.
ALTER TABLE registry.protected_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY asking ON registry.protected_person FOR SELECT TO app, intake USING (
    nullif(current_setting('infreg.purpose', true), '') IS NOT NULL);
CREATE POLICY telling ON registry.protected_person TO intake
    USING (current_setting('infreg.reach', true) = 'country')
    WITH CHECK (current_setting('infreg.reach', true) = 'country');
GRANT SELECT ON registry.protected_person TO app, intake;
GRANT INSERT, UPDATE (known_to) ON registry.protected_person TO intake;

-- Assignments have no policy; storage.policies gives the reason.
GRANT SELECT ON registry.assignment TO app, intake, auditor;
