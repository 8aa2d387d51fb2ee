-- What the warehouse has to refresh, and what its refresh may read. As in policies.sql: closed by default.

-- Named by the very transaction that changes something: nothing that was committed can be missed. Who writes a
-- row writes here too, and cannot see or take away what stands; no month tells of a person or an institution
-- (storage.policies).
GRANT INSERT ("table", month) ON registry.changed TO app, intake;
GRANT SELECT ON registry.changed TO intake;
GRANT SELECT, DELETE ON registry.changed TO insight;

-- One row a month and statement. The rows that a statement touched are at hand, and of them the months alone are
-- asked for: a batch of reception touches some, whatever its size.
DO $triggers$
DECLARE
    -- Table; the words written for it; the month of a row; what else a row concerns.
    told constant text[][] := ARRAY[
        ['case', 'case', 'touched.event::timestamp', ''],
        ['finding', 'finding', 'touched.day::timestamp', ''],
        ['isolate', 'isolate,susceptibility', 'touched.day::timestamp', ''],
        -- The isolate of a row that is deleted or added with it may be gone, or new: it was or is told of itself.
        ['isolate_test', 'susceptibility', 'above.day::timestamp',
            'JOIN registry.isolate AS above ON above.id = touched.isolate'],
        -- Which version is an answer's first depends on the others.
        ['answer', 'answer', $$ each.known_from AT TIME ZONE 'Europe/Oslo' $$,
            $$ CROSS JOIN LATERAL (
                SELECT touched.known_from UNION ALL
                SELECT v.known_from FROM registry.answer AS v
                WHERE (v.unit, v.answer_id, v.part) = (touched.unit, touched.answer_id, touched.part)
            ) AS each $$],
        -- Added with its answer; taken away or changed alone, it moves the answer's day of sampling.
        ['specimen', 'answer', $$ above.known_from AT TIME ZONE 'Europe/Oslo' $$,
            'JOIN registry.answer AS above ON above.id = touched.answer'],
        ['institution', 'institution', 'NULL::timestamp', '']
    ];
    verbs constant text[][] := ARRAY[
        ['INSERT', 'NEW TABLE AS touched'], ['DELETE', 'OLD TABLE AS touched'],
        ['UPDATE', 'OLD TABLE AS touched NEW TABLE AS became']
    ];
    each text[];
    verb text[];
    writing text;
BEGIN
    FOREACH each SLICE 1 IN ARRAY told LOOP
        writing := format('INSERT INTO registry.changed ("table", month)
            SELECT DISTINCT word, date_trunc(''month'', %s)::date
            FROM unnest(string_to_array(%L, '','')) AS word CROSS JOIN %%s AS touched %s',
            each[3], each[2], each[4]);
        EXECUTE format('CREATE FUNCTION registry.%I() RETURNS trigger LANGUAGE plpgsql
            SET search_path = pg_catalog, pg_temp AS %L', each[1] || '_changed', format(
            'BEGIN IF TG_OP = ''UPDATE'' THEN %s; %s ELSE %s; END IF; RETURN NULL; END',
            format(writing, '(TABLE touched UNION ALL TABLE became)'),
            -- What a finding has from its answer.
            CASE each[1] WHEN 'answer' THEN $$
                INSERT INTO registry.changed ("table", month)
                SELECT DISTINCT 'finding', date_trunc('month', f.day::timestamp)::date
                FROM touched AS o JOIN became AS n USING (id) JOIN registry.finding AS f ON f.answer = n.id
                WHERE (o.sex, o.birth_year, o.municipality, o.known_from)
                    IS DISTINCT FROM (n.sex, n.birth_year, n.municipality, n.known_from); $$
            ELSE '' END,
            format(writing, 'touched')));
        EXECUTE format('REVOKE ALL ON FUNCTION registry.%I() FROM PUBLIC', each[1] || '_changed');
        FOREACH verb SLICE 1 IN ARRAY verbs LOOP
            CONTINUE WHEN each[1] = 'specimen' AND verb[1] = 'INSERT';
            EXECUTE format('CREATE TRIGGER %I AFTER %s ON registry.%I REFERENCING %s
                FOR EACH STATEMENT EXECUTE FUNCTION registry.%I()',
                'changed_by_' || lower(verb[1]), verb[1], each[1], verb[2], each[1] || '_changed');
        END LOOP;
    END LOOP;
END $triggers$;

-- Who is one person, and what a protected address hides, concern every row of those persons: as
-- registry.hidden_subjects follows joinings, here also along the one that is made or undone.
DO $people$
DECLARE
    noting constant text := $body$
        WITH RECURSIVE met (subject) AS (
            SELECT start.subject FROM (%1$s) AS start (subject)
            UNION
            SELECT CASE WHEN j.subject = m.subject THEN j.person ELSE j.subject END
            FROM met AS m JOIN registry.same_person AS j
                ON j.register = 'lab' AND j.known_to IS NULL AND (j.subject = m.subject OR j.person = m.subject)
        ), concerned (subject) AS (SELECT subject FROM met WHERE %2$s), touching (word, month) AS (
            SELECT 'case', event FROM registry.case JOIN concerned USING (subject)
            UNION SELECT 'finding', day FROM registry.finding JOIN concerned USING (subject)
            UNION SELECT word, i.day FROM unnest(ARRAY['isolate', 'susceptibility']) AS word
                CROSS JOIN registry.isolate AS i JOIN concerned USING (subject)
            UNION SELECT 'answer', (known_from AT TIME ZONE 'Europe/Oslo')::date
                FROM registry.answer JOIN concerned USING (subject)
        )
        INSERT INTO registry.changed ("table", month)
        SELECT DISTINCT word, date_trunc('month', month::timestamp)::date FROM touching;
    $body$;
    -- Only where somebody among them is protected does a joining hide or show anything.
    hides constant text := $$ EXISTS (SELECT FROM met AS one JOIN registry.protected_person AS p
        ON p.subject = one.subject AND p.known_to IS NULL) $$;
    verb text;
BEGIN
    EXECUTE format('CREATE FUNCTION registry.protected_person_changed() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS %L',
        format('BEGIN %s RETURN NULL; END', format(noting, 'SELECT subject FROM touched', 'true')));
    EXECUTE format('CREATE FUNCTION registry.same_person_changed() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS %L', format(
        'BEGIN INSERT INTO registry.changed ("table") SELECT ''joined'' WHERE EXISTS (SELECT FROM touched); %s RETURN NULL; END',
        format(noting, 'SELECT subject FROM touched UNION SELECT person FROM touched', hides)));
    REVOKE ALL ON FUNCTION registry.protected_person_changed(), registry.same_person_changed() FROM PUBLIC;
    FOREACH verb IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        -- Subjects are never rewritten: of a row that is closed either version names the persons.
        EXECUTE format('CREATE TRIGGER changed_by_%1$s AFTER %1$s ON registry.protected_person
            REFERENCING %2$s TABLE AS touched FOR EACH STATEMENT
            EXECUTE FUNCTION registry.protected_person_changed()', verb,
            CASE verb WHEN 'INSERT' THEN 'NEW' ELSE 'OLD' END);
        EXECUTE format('CREATE TRIGGER changed_by_%1$s AFTER %1$s ON registry.same_person
            REFERENCING %2$s TABLE AS touched FOR EACH STATEMENT
            EXECUTE FUNCTION registry.same_person_changed()', verb,
            CASE verb WHEN 'INSERT' THEN 'NEW' ELSE 'OLD' END);
    END LOOP;
END $people$;

-- The refresh reads the country, to count it, and writes nothing. What depends on the actor alone stands in a
-- subquery, so that it is asked once a query. It is granted no column that it does not write: no receipt, no
-- answer's, specimen's or requester's id, no word of a laboratory's own.
DO $policies$
DECLARE
    country constant text := $$ (SELECT current_setting('infreg.reach', true) = 'country'
        AND current_setting('infreg.purpose', true) = 'surveillance') $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'case', 'finding', 'isolate', 'isolate_test', 'answer', 'specimen', 'same_person', 'protected_person',
        'institution'
    ] LOOP
        EXECUTE format('CREATE POLICY refreshing ON registry.%I FOR SELECT TO insight USING (%s)', place, country);
    END LOOP;
END $policies$;
GRANT SELECT (id, name, register, subject, disease, classification, state, "group", organism, event, onset, sampled,
    received, municipality, infected_in, sex, birth_year, rule, definition_name, definition_valid_from, doubts,
    known_from, known_to) ON registry.case TO insight;
GRANT SELECT (id, unit, answer, subject, day, organism, outcome, method, specimen_type, screening, counts, known_from,
    known_to) ON registry.finding TO insight;
GRANT SELECT (id, unit, subject, day, organism, specimen, method, care, sex, birth_year, municipality, known_from,
    known_to) ON registry.isolate TO insight;
GRANT SELECT (id, isolate, agent, sir) ON registry.isolate_test TO insight;
GRANT SELECT (id, unit, discipline, issued_at, subject, sex, birth_year, municipality, known_from, known_to, aside_from)
    ON registry.answer TO insight;
GRANT SELECT (answer, collected_at) ON registry.specimen TO insight;
GRANT SELECT (register, subject, person, known_from, known_to) ON registry.same_person TO insight;
GRANT SELECT (subject, known_to) ON registry.protected_person TO insight;
GRANT SELECT (id, name) ON registry.institution TO insight;
GRANT EXECUTE ON FUNCTION registry.hidden_subjects() TO insight;

-- Versions of answers that are not the first that stood: by the answer's id, which the refresh does not see.
GRANT SELECT (id, unit, answer_id, part, known_from, known_to, aside_from) ON registry.answer TO vault;
GRANT CREATE ON SCHEMA registry TO vault;
SET LOCAL ROLE vault;
CREATE FUNCTION registry.later_answers(since timestamptz, until timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.id FROM registry.answer AS a
    WHERE a.known_from >= since AND a.known_from < until
    AND (SELECT current_setting('infreg.reach', true) = 'country'
        AND current_setting('infreg.purpose', true) = 'surveillance')
    AND EXISTS (
        SELECT FROM registry.answer AS b
        WHERE b.unit = a.unit AND b.answer_id = a.answer_id AND b.part = a.part
        AND (b.known_from, b.id) < (a.known_from, a.id)
        AND (least(b.known_to, b.aside_from) > b.known_from OR b.known_to IS NULL AND b.aside_from IS NULL))
$$;
REVOKE ALL ON FUNCTION registry.later_answers(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.later_answers(timestamptz, timestamptz) TO insight;
RESET ROLE;
SET LOCAL ROLE owner;
REVOKE CREATE ON SCHEMA registry FROM vault;

-- One month among all: rows lie roughly as they came, a few of them with days long past. Small, and cheap to keep.
CREATE INDEX answer_month ON registry.answer USING brin (known_from timestamptz_minmax_multi_ops)
    WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX finding_month ON registry.finding USING brin (day date_minmax_multi_ops)
    WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX isolate_month ON registry.isolate USING brin (day date_minmax_multi_ops)
    WITH (pages_per_range = 32, autosummarize = on);
