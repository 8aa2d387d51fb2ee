-- The proof of the log. As in policies.sql: closed by default. Leaves and checkpoints are appended by the
-- program that numbers events, read by it and by supervisors, and changed by nobody.

DO $policies$
DECLARE
    program constant text := $$ current_setting('infreg.role', true) = 'reception'
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL $$;
    supervisor constant text := $$ current_setting('infreg.role', true) = 'supervisor'
        AND current_setting('infreg.purpose', true) = 'supervision' $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['registry.audit_leaf', 'registry.audit_checkpoint'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY sequencing ON %s FOR SELECT TO intake USING (%s)', place, program);
        EXECUTE format('CREATE POLICY appending ON %s FOR INSERT TO intake WITH CHECK (%s)', place, program);
        EXECUTE format('CREATE POLICY supervising ON %s FOR SELECT TO app, auditor USING (%s)',
            place, supervisor);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO intake', place);
        EXECUTE format('GRANT SELECT ON %s TO app, auditor', place);
    END LOOP;
END $policies$;

-- Who reads the log writes that they did, and nothing else.
CREATE POLICY reading_is_written ON registry.audit_event FOR INSERT TO auditor WITH CHECK (
    account = current_setting('infreg.actor', true) AND role = 'supervisor' AND purpose = 'supervision'
    AND action = 'see-log' AND current_setting('infreg.role', true) = 'supervisor'
    AND current_setting('infreg.purpose', true) = 'supervision');
GRANT INSERT (id, at, account, role, purpose, action, outcome, permission, relation, unit, subject, object,
    reason, salt, commitment) ON registry.audit_event TO auditor;

-- The law may have erased what an event says of a person: these five columns, together, to nothing.
CREATE POLICY erasing ON registry.audit_event FOR UPDATE TO intake USING (
    current_setting('infreg.role', true) = 'reception'
    AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
) WITH CHECK (
    subject IS NULL AND object IS NULL AND reason IS NULL AND relation IS NULL AND salt IS NULL);
GRANT UPDATE (subject, object, reason, relation, salt) ON registry.audit_event TO intake;

-- What waits for a number is asked for every round, by the transaction that wrote it.
CREATE INDEX audit_event_transaction ON registry.audit_event (transaction);
