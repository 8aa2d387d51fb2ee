-- Cases of a municipality, and from a case to its person. As in policies.sql: closed by default.

-- Pseudonyms of whom a protected address hides something, joinings followed both ways. Asked once a query.
CREATE FUNCTION registry.hidden_subjects() RETURNS SETOF bytea
LANGUAGE sql STABLE ROWS 1000 SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE hidden (subject) AS (
        SELECT subject FROM registry.protected_person WHERE known_to IS NULL
        UNION
        SELECT CASE WHEN j.subject = h.subject THEN j.person ELSE j.subject END
        FROM hidden AS h JOIN registry.same_person AS j
            ON j.register = 'lab' AND j.known_to IS NULL AND (j.subject = h.subject OR j.person = h.subject)
    )
    SELECT subject FROM hidden
$$;
REVOKE ALL ON FUNCTION registry.hidden_subjects() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.hidden_subjects() TO app;

-- What depends on the actor alone stands in a subquery, so that it is asked once a query and not once a row:
-- policies of one table are joined by OR, which no index can follow. So queries for a municipality name it, too.
DO $policies$
DECLARE
    country constant text := $$ (SELECT current_setting('infreg.reach', true) = 'country'
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL) $$;
    officer constant text := $$ (SELECT current_setting('infreg.reach', true) = 'municipalities'
        AND current_setting('infreg.purpose', true) = 'surveillance') $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.case', 'registry.case_evidence', 'registry.case_question', 'registry.case_decision'
    ] LOOP
        EXECUTE format('ALTER POLICY country ON %s USING (%s)', place, country);
    END LOOP;
    EXECUTE format('CREATE POLICY municipality ON registry.case FOR SELECT TO app USING (%s AND %s)', officer,
        $$ municipality = ANY ((SELECT nullif(current_setting('infreg.municipalities', true), '')::text[])::text[])
        AND ((SELECT current_setting('infreg.protected', true) = 'yes')
            OR subject NOT IN (SELECT registry.hidden_subjects())) $$);
    -- What belongs to a case follows it: the case is looked for under its own policies.
    EXECUTE format('CREATE POLICY municipality ON registry.case_evidence FOR SELECT TO app USING (%s AND %s)',
        officer, $$ EXISTS (SELECT FROM registry.case AS c WHERE c.id = case_evidence."case") $$);
    FOREACH place IN ARRAY ARRAY['case_question', 'case_decision'] LOOP
        EXECUTE format('CREATE POLICY municipality ON registry.%I FOR SELECT TO app USING (%s AND %s)', place,
            officer, format($$ EXISTS (SELECT FROM registry.case_evidence AS e
                JOIN registry.case AS c ON c.id = e."case"
                WHERE e.answer = %1$I.answer AND c.disease = %1$I.disease) $$, place));
    END LOOP;
    -- Of what the answers said, as much as the page of a case shows: flow opens the case's own.
    EXECUTE format('CREATE POLICY shown_with_case ON registry.finding FOR SELECT TO app USING (%s AND %s)', officer,
        $$ answer = ANY ((SELECT nullif(current_setting('infreg.answers', true), '')::bigint[])::bigint[]) $$);
    -- Which laboratory answered; what institutions are called is no secret.
    EXECUTE format('CREATE POLICY municipality ON registry.institution FOR SELECT TO app USING (%s)', officer);
END $policies$;

-- With a second policy the columns that it asks for are read of every row; these hold them beside the key.
CREATE INDEX case_listed ON registry.case (event) INCLUDE (municipality, subject) WHERE known_to IS NULL;
CREATE INDEX case_listed_by_disease ON registry.case (disease, event) INCLUDE (municipality, subject)
    WHERE known_to IS NULL;

-- Who looks at what others did with their own data is told for which institution.
CREATE POLICY own ON registry.institution FOR SELECT TO app USING (
    current_setting('infreg.reach', true) = 'self' AND current_setting('infreg.purpose', true) = 'own');

-- A delivery is hidden by whom its answers are about, those that do not stand included.
CREATE INDEX answer_aside ON registry.answer (receipt) WHERE aside_from IS NOT NULL;

-- A register's pseudonym cannot be turned back by computing. The vault keeps whom each is about, as reception
-- told it, and tells it again only to a look that the log has.
CREATE TABLE identity.pseudonym (
    register text,
    pseudonym bytea CHECK (octet_length(pseudonym) = 32),
    person bigint NOT NULL REFERENCES identity.person,
    PRIMARY KEY (register, pseudonym)
);
ALTER TABLE identity.pseudonym ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY vault ON identity.pseudonym TO vault USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON identity.pseudonym TO vault;

-- The vault sees as much of cases and answers as tells which case a pseudonym belongs to, and who asked.
CREATE POLICY vault ON registry.case FOR SELECT TO vault USING (true);
CREATE POLICY vault ON registry.case_evidence FOR SELECT TO vault USING (true);
CREATE POLICY vault ON registry.answer FOR SELECT TO vault USING (true);
CREATE POLICY vault ON registry.same_person FOR SELECT TO vault USING (true);
CREATE POLICY vault ON registry.protected_person FOR SELECT TO vault USING (true);
GRANT SELECT (id, name, subject, "group", municipality, known_to) ON registry.case TO vault;
GRANT SELECT ("case", "order", key, unit) ON registry.case_evidence TO vault;
GRANT SELECT (id, subject, subject_known, requester_name, requester_id, requester_id_type)
    ON registry.answer TO vault;
GRANT SELECT (register, subject, person, known_to) ON registry.same_person TO vault;
GRANT SELECT (subject, known_to) ON registry.protected_person TO vault;
GRANT EXECUTE ON FUNCTION registry.hidden_subjects() TO vault;

GRANT USAGE ON SCHEMA identity TO app;
GRANT CREATE ON SCHEMA identity TO vault;
SET LOCAL ROLE vault;

-- Keeps whom pseudonyms of a register are about. Sorted, as in resolve.
CREATE FUNCTION identity.known_as(register text, pseudonyms bytea[], keys bytea[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO identity.pseudonym (register, pseudonym, person)
    SELECT DISTINCT ON (news.pseudonym) known_as.register, news.pseudonym, person.id
    FROM unnest(known_as.pseudonyms, known_as.keys) AS news (pseudonym, key)
    JOIN identity.person AS person ON person.key = news.key
    WHERE NOT EXISTS (
        SELECT FROM identity.pseudonym AS kept
        WHERE kept.register = known_as.register AND kept.pseudonym = news.pseudonym)
    ORDER BY news.pseudonym
    ON CONFLICT DO NOTHING;
$$;

-- The open case that the calling transaction has written a look at this very pseudonym for: one that may be
-- shown with name (group A on its day), within the actor's reach, of that person. Raises where there is none.
CREATE FUNCTION identity.looked_case(pseudonym bytea)
RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found bigint;
BEGIN
    SELECT c.id INTO found
    FROM registry.audit_event AS look JOIN registry.case AS c ON c.name = look.object
    WHERE look.transaction = pg_current_xact_id()::text::bigint AND look.subject = looked_case.pseudonym
    AND look.action = 'reveal' AND look.outcome = 'done' AND look.reason <> ''
    AND look.account = current_setting('infreg.actor', true)
    AND look.purpose = 'surveillance' AND current_setting('infreg.purpose', true) = 'surveillance'
    AND c.known_to IS NULL AND c."group" = 'A'
    AND (current_setting('infreg.reach', true) = 'country'
        OR current_setting('infreg.reach', true) = 'municipalities'
        AND c.municipality = ANY (nullif(current_setting('infreg.municipalities', true), '')::text[])
        AND (current_setting('infreg.protected', true) = 'yes'
            OR c.subject NOT IN (SELECT registry.hidden_subjects())))
    AND looked_case.pseudonym IN (
        SELECT c.subject UNION ALL
        SELECT a.subject FROM registry.case_evidence AS e JOIN registry.answer AS a ON a.id = e.key
        WHERE e."case" = c.id)
    LIMIT 1;
    IF found IS NULL THEN
        RAISE EXCEPTION 'a look that the log does not have' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN found;
END $$;

-- One person, still encrypted; no row where the vault knows nobody by the pseudonym.
CREATE FUNCTION identity.reveal(register text, pseudonym bytea)
RETURNS TABLE (person_key bytea, wrapped_key bytea, body bytea, numbers bytea[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM identity.looked_case(reveal.pseudonym);
    RETURN QUERY
        SELECT person.key, kept.wrapped_key, kept.body,
            ARRAY(SELECT n.number FROM identity.number AS n WHERE n.person = person.id ORDER BY n.known_from)
        FROM identity.pseudonym AS known JOIN identity.person AS person ON person.id = known.person
        LEFT JOIN identity.particulars AS kept ON kept.person = person.id
        WHERE known.register = reveal.register AND known.pseudonym = reveal.pseudonym;
END $$;

-- Who asked for the answers that the case of that look rests on, and whether each names its patient; in the
-- order of the case's evidence.
CREATE FUNCTION identity.requesters(pseudonym bytea)
RETURNS TABLE (unit bigint, subject bytea, subject_known boolean, name text, id text, id_type text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE looked constant bigint := identity.looked_case(requesters.pseudonym);
BEGIN
    RETURN QUERY
        SELECT e.unit, a.subject, a.subject_known, a.requester_name, a.requester_id, a.requester_id_type
        FROM registry.case_evidence AS e JOIN registry.answer AS a ON a.id = e.key
        WHERE e."case" = looked ORDER BY e."order";
END $$;

REVOKE ALL ON FUNCTION identity.known_as(text, bytea[], bytea[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.looked_case(bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.reveal(text, bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.requesters(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.known_as(text, bytea[], bytea[]) TO intake;
GRANT EXECUTE ON FUNCTION identity.reveal(text, bytea), identity.requesters(bytea) TO app;
-- Made before looks were logged, and granted to nobody.
DROP FUNCTION identity.particulars(bytea, text);

RESET ROLE;
SET LOCAL ROLE owner;
REVOKE CREATE ON SCHEMA identity FROM vault;
