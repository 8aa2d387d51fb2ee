-- What policies cost, and a role of its own for cases of a municipality. Who sees what is as it was: closed by
-- default, unset and empty both deny.

-- What depends on the actor alone is asked once a query and not once a row: PostgreSQL puts a subquery's answer
-- where the column's index takes it as a condition. Bare, the list of units was worked out for each row
-- that an index of the unit had not found: a list of what came last 3 times slower for a laboratory, and all
-- answers 38 times for an officer of 200. Its one price: how many units there are is guessed (ten), not known.
DO $policies$
DECLARE
    reach constant text := $$ unit = ANY ((SELECT CASE
        WHEN nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
        THEN nullif(current_setting('infreg.units', true), '')::bigint[] END)::bigint[]) $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.answer', 'registry.specimen', 'registry.result', 'registry.susceptibility', 'registry.decision',
        'registry.finding', 'registry.term', 'registry.isolate', 'registry.isolate_source', 'registry.isolate_test',
        'registry.stale', 'sealed.receipt', 'sealed.waiting', 'sealed.message', 'sealed.outcome'
    ] LOOP
        EXECUTE format('ALTER POLICY own_units ON %s USING (%s)', place, reach);
    END LOOP;
END $policies$;

-- A patient's rows are few, and much of such a query's time is planning: a function in place of the conditions
-- that it holds took 1.15 of the time without a policy, where they took 1.36. Stable, it is an index condition;
-- run as whoever asks, it opens nothing by itself. It sets no search_path, and needs none (no difference was
-- measured): pg_catalog is looked into first, and whoever asks may make nothing anywhere.
DO $patient$
DECLARE
    opened constant text[][] := ARRAY[['subjects', 'bytea[]'], ['answers', 'bigint[]'], ['isolates', 'bigint[]']];
    each text[];
    place text;
BEGIN
    FOREACH each SLICE 1 IN ARRAY opened LOOP
        EXECUTE format('CREATE FUNCTION registry.%I() RETURNS %s LANGUAGE plpgsql STABLE PARALLEL SAFE AS %L',
            'looked_up_' || each[1], each[2], format($$
            BEGIN
                IF current_setting('infreg.reach', true) = 'patient'
                    AND current_setting('infreg.purpose', true) = 'treatment'
                THEN
                    RETURN nullif(current_setting(%L, true), '')::%s;
                END IF;
                RETURN NULL;
            END $$, 'infreg.' || each[1], each[2]));
        EXECUTE format('REVOKE ALL ON FUNCTION registry.%I() FROM PUBLIC', 'looked_up_' || each[1]);
        EXECUTE format('GRANT EXECUTE ON FUNCTION registry.%I() TO lookup', 'looked_up_' || each[1]);
    END LOOP;
    FOREACH place IN ARRAY ARRAY['answer', 'finding', 'isolate'] LOOP
        EXECUTE format('ALTER POLICY patient ON registry.%I USING (subject = ANY (registry.looked_up_subjects()))', place);
    END LOOP;
    FOREACH place IN ARRAY ARRAY['specimen', 'result', 'susceptibility', 'term'] LOOP
        EXECUTE format('ALTER POLICY patient ON registry.%I USING (answer = ANY (registry.looked_up_answers()))', place);
    END LOOP;
    ALTER POLICY patient ON registry.isolate_test USING (isolate = ANY (registry.looked_up_isolates()));
END $patient$;

-- Cases of a municipality are read in a role of their own, which `app` becomes for the reading, as `lookup` for a
-- patient: its policies are joined by OR with nobody's, and find their index without the query's help.
DO $municipal$
DECLARE
    officer constant text := $$ current_setting('infreg.reach', true) = 'municipalities'
        AND current_setting('infreg.purpose', true) = 'surveillance' $$;
    within constant text := format($$ %%s = ANY ((SELECT CASE WHEN %s
        THEN nullif(current_setting(%%L, true), '')::%%s END)::%%s) $$, officer);
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['case', 'case_evidence', 'case_question', 'case_decision', 'institution'] LOOP
        EXECUTE format('DROP POLICY municipality ON registry.%I', place);
    END LOOP;
    DROP POLICY shown_with_case ON registry.finding;
    EXECUTE format('CREATE POLICY municipality ON registry.case FOR SELECT TO municipal USING (%s AND %s)',
        format(within, 'municipality', 'infreg.municipalities', 'text[]', 'text[]'),
        $$ ((SELECT current_setting('infreg.protected', true) = 'yes')
            OR subject NOT IN (SELECT registry.hidden_subjects())) $$);
    -- What belongs to a case follows it: the case is looked for under its own policy.
    CREATE POLICY municipality ON registry.case_evidence FOR SELECT TO municipal USING (
        EXISTS (SELECT FROM registry.case AS c WHERE c.id = case_evidence."case"));
    FOREACH place IN ARRAY ARRAY['case_question', 'case_decision'] LOOP
        EXECUTE format('CREATE POLICY municipality ON registry.%1$I FOR SELECT TO municipal USING (
            EXISTS (SELECT FROM registry.case_evidence AS e JOIN registry.case AS c ON c.id = e."case"
                WHERE e.answer = %1$I.answer AND c.disease = %1$I.disease))', place);
    END LOOP;
    -- Of what the answers said, as much as the page of a case shows: flow opens the case's own.
    EXECUTE format('CREATE POLICY shown_with_case ON registry.finding FOR SELECT TO municipal USING (%s)',
        format(within, 'answer', 'infreg.answers', 'bigint[]', 'bigint[]'));
    -- Which laboratory answered; whom a pseudonym is joined to, and whose address is protected.
    FOREACH place IN ARRAY ARRAY['institution', 'same_person', 'protected_person'] LOOP
        EXECUTE format('CREATE POLICY municipality ON registry.%I FOR SELECT TO municipal USING ((SELECT %s))',
            place, officer);
    END LOOP;
END $municipal$;

GRANT USAGE ON SCHEMA registry TO municipal;
GRANT SELECT ON registry.case, registry.case_evidence, registry.case_question, registry.case_decision,
    registry.finding, registry.institution, registry.same_person, registry.protected_person TO municipal;
GRANT EXECUTE ON FUNCTION registry.hidden_subjects() TO municipal;
