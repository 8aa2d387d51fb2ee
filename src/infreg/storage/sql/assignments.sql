-- What accounts are given was a list of institutions before; now it says since when, why and by whom.
-- An account that reaches more than institutions was given its role's whole reach by being made.
INSERT INTO registry.assignment ("user", kind, unit, sees_protected, valid_from, because, by, known_from)
    SELECT user_id, 'regular', institution_id, false, now(), 'gitt før tildelinger ble ført', 'infreg', now()
    FROM registry.user_institution ORDER BY user_id, institution_id;
INSERT INTO registry.assignment ("user", kind, sees_protected, valid_from, because, by, known_from)
    SELECT id, 'regular', false, now(), 'gitt før tildelinger ble ført', 'infreg', now()
    FROM registry."user" WHERE role IN ('registry_officer', 'epidemiologist', 'supervisor', 'clinician') ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;

-- Accounts, and what they are given, are written by `owner` alone, whose password only this machine's operator
-- has; in the same transaction the log is told. No process that reads messages or serves pages can do either.
CREATE POLICY managing ON registry.audit_event FOR INSERT TO owner WITH CHECK (
    action = 'change-access'
    AND account = current_setting('infreg.actor', true)
    AND purpose = nullif(current_setting('infreg.purpose', true), ''));
-- Who checks access sees what institutions are called: no health data stand there.
CREATE POLICY supervising ON registry.institution FOR SELECT TO app USING (
    current_setting('infreg.role', true) IN ('supervisor', 'operator')
    AND current_setting('infreg.purpose', true) = 'supervision');
-- What is given is ended, never rewritten.
CREATE FUNCTION registry.assignment_is_only_ended() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.known_to IS NOT NULL
        OR (to_jsonb(NEW) - ARRAY['known_to', 'ended_because', 'ended_by'])
            IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['known_to', 'ended_because', 'ended_by'])
    THEN
        RAISE EXCEPTION 'an assignment is ended once, and never rewritten';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION registry.assignment_is_only_ended() FROM PUBLIC;
CREATE TRIGGER only_ended BEFORE UPDATE OR DELETE ON registry.assignment
    FOR EACH ROW EXECUTE FUNCTION registry.assignment_is_only_ended();
