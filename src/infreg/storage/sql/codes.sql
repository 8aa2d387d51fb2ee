-- Who sees which rows of what is derived, and who may say what a word means. As in policies.sql: closed by
-- default, the condition bare so that it is an index condition.

DO $policies$
DECLARE
    reach constant text := $$ unit = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.finding', 'registry.term', 'registry.isolate', 'registry.isolate_source',
        'registry.isolate_test', 'registry.stale'
    ] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY reception ON %s TO intake USING (%s) WITH CHECK (%s)', place, reach, reach);
        EXECUTE format('CREATE POLICY own_units ON %s FOR SELECT TO app USING (%s)', place, reach);
        EXECUTE format('GRANT SELECT ON %s TO app, intake', place);
        EXECUTE format('GRANT INSERT ON %s TO intake', place);
    END LOOP;
    -- Who maps a word asks for what leans on it to be derived again.
    EXECUTE format('CREATE POLICY mapped ON registry.stale FOR INSERT TO app WITH CHECK (%s)', reach);
END $policies$;

GRANT UPDATE (known_to) ON registry.finding, registry.term, registry.isolate TO intake;
GRANT INSERT ON registry.stale TO app;
-- A row lock asks for a column that may be updated.
GRANT UPDATE (unit), DELETE ON registry.stale TO intake;
-- Ids that are asked for by name.
GRANT USAGE ON SEQUENCE registry.finding_id_seq, registry.isolate_id_seq TO intake;

-- What words mean: a laboratory's own words are its own, the rest everybody's; only who reaches the country
-- may say or unsay it.
ALTER TABLE registry.mapping ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY following ON registry.mapping FOR SELECT TO app, intake USING (
    nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
    AND (unit IS NULL OR unit = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])));
CREATE POLICY mapping ON registry.mapping FOR INSERT TO app, intake WITH CHECK (
    current_setting('infreg.reach', true) = 'country');
CREATE POLICY undoing ON registry.mapping FOR UPDATE TO app, intake
    USING (current_setting('infreg.reach', true) = 'country')
    WITH CHECK (current_setting('infreg.reach', true) = 'country');
GRANT SELECT, INSERT, UPDATE (known_to, undone_because, undone_by) ON registry.mapping TO app, intake;

-- Definitions tell of no person and no institution; storage.policies gives the reason.
GRANT SELECT ON registry.definition TO app, intake, insight, auditor;
GRANT INSERT ON registry.definition TO intake;

-- Whoever maps or defines at the machine itself does so in the worker's role, and reaches every institution.
CREATE POLICY country ON registry.institution FOR SELECT TO intake USING (
    nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
    AND current_setting('infreg.reach', true) = 'country');
