-- Who sees which rows. Grants say which tables and verbs, policies which rows; both are closed by default.
-- `infreg.units` and the rest are set by storage.acting, local to one transaction. Unset and empty both deny.
-- The condition is bare on purpose: wrapped in a function or coalesce it would not be an index condition.

GRANT USAGE ON SCHEMA registry TO app, intake, insight, auditor;
GRANT USAGE ON SCHEMA sealed TO app, intake;

DO $policies$
DECLARE
    reach constant text := $$ unit = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.answer', 'registry.specimen', 'registry.result', 'registry.susceptibility',
        'registry.decision', 'sealed.receipt', 'sealed.original', 'sealed.waiting', 'sealed.message', 'sealed.outcome', 'sealed.outbox'
    ] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY reception ON %s TO intake USING (%s) WITH CHECK (%s)', place, reach, reach);
    END LOOP;
    FOREACH place IN ARRAY ARRAY[
        'registry.answer', 'registry.specimen', 'registry.result', 'registry.susceptibility', 'sealed.outcome',
        'registry.decision', 'sealed.receipt', 'sealed.waiting', 'sealed.message'
    ] LOOP
        EXECUTE format('CREATE POLICY own_units ON %s FOR SELECT TO app USING (%s)', place, reach);
        EXECUTE format('GRANT SELECT ON %s TO app', place);
    END LOOP;
    -- The web seals what people hand it and queues what they decide; it never opens an original.
    FOREACH place IN ARRAY ARRAY['registry.decision', 'sealed.receipt', 'sealed.original', 'sealed.waiting'] LOOP
        EXECUTE format('CREATE POLICY own_deliveries ON %s FOR INSERT TO app WITH CHECK (%s)', place, reach);
        EXECUTE format('GRANT INSERT ON %s TO app', place);
    END LOOP;
END $policies$;

GRANT SELECT, INSERT ON registry.answer, registry.specimen, registry.result, registry.susceptibility TO intake;
GRANT UPDATE (known_to, aside_from) ON registry.answer TO intake;
GRANT SELECT ON registry.decision TO intake;
-- Settled by a decision, a message id may pass to the later delivery.
GRANT UPDATE (receipt) ON sealed.message TO intake;
GRANT SELECT, INSERT ON sealed.receipt, sealed.original, sealed.message, sealed.outcome, sealed.outbox TO intake;
GRANT UPDATE (known_to) ON sealed.outcome TO intake;
-- A row lock asks for a column that may be updated.
GRANT SELECT, INSERT, UPDATE (again), DELETE ON sealed.waiting TO intake;
-- Ids that are asked for by name; an identity column's own need no right.
GRANT USAGE ON SEQUENCE registry.answer_id_seq, sealed.receipt_arrival_seq TO intake;
GRANT USAGE ON SEQUENCE sealed.receipt_arrival_seq TO app;

-- Institutions: one's own, or all for a role that reaches the country. The table is small.
ALTER TABLE registry.institution ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_units ON registry.institution FOR SELECT TO app USING (
    nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
    AND (id = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])
        OR current_setting('infreg.reach', true) = 'country'));
CREATE POLICY reception ON registry.institution TO intake
    USING (current_setting('infreg.role', true) = 'reception')
    WITH CHECK (current_setting('infreg.role', true) = 'reception');
GRANT SELECT ON registry.institution TO app;
GRANT SELECT, INSERT ON registry.institution TO intake;

-- Joinings of pseudonyms belong to no institution: whoever acts for a purpose may follow them, and only who
-- reaches the country may make or undo one.
ALTER TABLE registry.same_person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY following ON registry.same_person FOR SELECT TO app, intake USING (
    nullif(current_setting('infreg.purpose', true), '') IS NOT NULL);
CREATE POLICY joining ON registry.same_person FOR INSERT TO app WITH CHECK (
    current_setting('infreg.reach', true) = 'country');
CREATE POLICY undoing ON registry.same_person FOR UPDATE TO app
    USING (current_setting('infreg.reach', true) = 'country')
    WITH CHECK (current_setting('infreg.reach', true) = 'country');
GRANT SELECT, INSERT, UPDATE (known_to, undone_because, undone_by) ON registry.same_person TO app;
GRANT SELECT ON registry.same_person TO intake;

-- Accounts, sessions and Django's own bookkeeping have no policy; storage.policies gives the reasons.
GRANT SELECT ON registry.installation, registry.django_migrations TO app, intake, insight, auditor;
GRANT UPDATE (key_check) ON registry.installation TO intake, app;
GRANT SELECT ON registry."user", registry.user_institution TO app;
GRANT UPDATE (last_login, password) ON registry."user" TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON registry.django_session TO app;
