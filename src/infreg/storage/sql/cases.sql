-- Cases belong to no laboratory: whoever reaches the country for a purpose sees them, and nobody else. As in
-- policies.sql: closed by default; grants say which verbs.

DO $policies$
DECLARE
    country constant text := $$ current_setting('infreg.reach', true) = 'country'
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.case', 'registry.case_evidence', 'registry.case_question', 'registry.case_decision',
        'registry.stale_person'
    ] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY country ON %s TO app, intake USING (%s) WITH CHECK (%s)',
            place, country, country);
        -- Who decides about a case sees at once what became of it: the web, too, derives that one person.
        EXECUTE format('GRANT SELECT, INSERT ON %s TO app, intake', place);
    END LOOP;
END $policies$;

GRANT UPDATE (known_to) ON registry.case, registry.case_question TO app, intake;
GRANT UPDATE (known_to, undone_because, undone_by) ON registry.case_decision TO app, intake;
-- A row lock asks for a column that may be updated.
GRANT UPDATE (subject), DELETE ON registry.stale_person TO intake;

-- Whom a new disease concerns is asked by organism, of what was found.
CREATE INDEX finding_found ON registry.finding (organism)
    WHERE known_to IS NULL AND outcome = 'positive' AND counts;
-- What a laboratory marked as notifiable, or not: one answer in some hundreds.
CREATE INDEX answer_marked ON registry.answer (subject) WHERE comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV'];
