-- A clinician looks a patient up by number, for treatment: what the vault tells then, and which rows are seen.
-- As in policies.sql: closed by default, the conditions bare.

GRANT USAGE ON SCHEMA identity TO app;
GRANT CREATE ON SCHEMA identity TO vault;
SET LOCAL ROLE vault;

-- The key of the person with one encrypted number; null where the vault knows nobody by it, and nobody is made.
-- `event` is the look as the log has it, written before, in this transaction, by who acts: one event is good for
-- one number. Without it nothing is told, so that nobody can try numbers out unseen.
CREATE FUNCTION identity.find(number bytea, event uuid)
RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    used constant text := coalesce(current_setting('infreg.looks', true), '');
BEGIN
    IF current_setting('infreg.purpose', true) IS DISTINCT FROM 'treatment'
        OR strpos(used, find.event::text) > 0
        OR NOT EXISTS (
            SELECT FROM registry.audit_event AS written
            WHERE written.id = find.event AND written.transaction = pg_current_xact_id()::text::bigint
            AND written.account = current_setting('infreg.actor', true)
            AND written.purpose = 'treatment' AND written.action = 'look-up' AND written.outcome = 'done')
    THEN
        RAISE EXCEPTION 'a look that the log does not have' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('infreg.looks', used || find.event::text, true);
    RETURN (
        SELECT person.key FROM identity.number AS known JOIN identity.person AS person ON person.id = known.person
        WHERE known.number = find.number);
END $$;

REVOKE ALL ON FUNCTION identity.find(bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find(bytea, uuid) TO app;
RESET ROLE;
SET LOCAL ROLE owner;
REVOKE CREATE ON SCHEMA identity FROM vault;

-- Of one patient at a time, whichever laboratory answered: what names the patient, what lies below the answers,
-- and below the isolates. Read as a role of its own, which `app` becomes for the reading: policies of one role are
-- OR-ed, and an OR beside `unit` took the index from every laboratory's list (measured: its count 13 times slower).
DO $policies$
DECLARE
    treating constant text := $$ AND current_setting('infreg.reach', true) = 'patient'
        AND current_setting('infreg.purpose', true) = 'treatment' $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['registry.answer', 'registry.finding', 'registry.isolate'] LOOP
        EXECUTE format('CREATE POLICY patient ON %s FOR SELECT TO lookup USING (%s %s)', place,
            $$ subject = ANY (nullif(current_setting('infreg.subjects', true), '')::bytea[]) $$, treating);
    END LOOP;
    FOREACH place IN ARRAY ARRAY['registry.specimen', 'registry.result', 'registry.susceptibility',
        'registry.term'] LOOP
        EXECUTE format('CREATE POLICY patient ON %s FOR SELECT TO lookup USING (%s %s)', place,
            $$ answer = ANY (nullif(current_setting('infreg.answers', true), '')::bigint[]) $$, treating);
    END LOOP;
    EXECUTE format('CREATE POLICY patient ON registry.isolate_test FOR SELECT TO lookup USING (%s %s)',
        $$ isolate = ANY (nullif(current_setting('infreg.isolates', true), '')::bigint[]) $$, treating);
END $policies$;

-- Which laboratory answered; what institutions are called is no secret.
CREATE POLICY patient ON registry.institution FOR SELECT TO lookup USING (
    current_setting('infreg.reach', true) = 'patient'
    AND current_setting('infreg.purpose', true) = 'treatment');

GRANT USAGE ON SCHEMA registry TO lookup;
GRANT SELECT ON registry.answer, registry.finding, registry.isolate, registry.specimen, registry.result,
    registry.susceptibility, registry.term, registry.isolate_test, registry.institution
    TO lookup;
