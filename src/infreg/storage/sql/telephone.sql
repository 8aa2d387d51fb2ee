-- Who asked for the answers of a case is told with their telephone.
GRANT SELECT (requester_telephone) ON registry.answer TO vault;

-- A function that returns more is another function: whoever may ask the old one may ask the new one.
SELECT set_config('infreg.asking', string_agg(may.grantee::regrole::text, ','), true)
FROM pg_proc AS asked, aclexplode(asked.proacl) AS may
WHERE asked.oid = 'identity.requesters(bytea)'::regprocedure
    AND may.grantee NOT IN (0, asked.proowner) AND may.privilege_type = 'EXECUTE';

GRANT CREATE ON SCHEMA identity TO vault;
SET LOCAL ROLE vault;
DROP FUNCTION identity.requesters(bytea);

-- Who asked for the answers that the case of that look rests on, the number they are called on, and whether each
-- answer names its patient; in the order of the case's evidence.
CREATE FUNCTION identity.requesters(pseudonym bytea)
RETURNS TABLE (
    unit bigint, subject bytea, subject_known boolean, name text, id text, id_type text, telephone text
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE looked constant bigint := identity.looked_case(requesters.pseudonym);
BEGIN
    RETURN QUERY
        SELECT e.unit, a.subject, a.subject_known, a.requester_name, a.requester_id, a.requester_id_type,
            a.requester_telephone
        FROM registry.case_evidence AS e JOIN registry.answer AS a ON a.id = e.key
        WHERE e."case" = looked ORDER BY e."order";
END $$;
REVOKE ALL ON FUNCTION identity.requesters(bytea) FROM PUBLIC;

DO $grants$
DECLARE asking text;
BEGIN
    FOREACH asking IN ARRAY string_to_array(current_setting('infreg.asking'), ',') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION identity.requesters(bytea) TO %s', asking);
    END LOOP;
END $grants$;

RESET ROLE;
SET LOCAL ROLE owner;
REVOKE CREATE ON SCHEMA identity FROM vault;
