-- Who writes: a role that reaches the country to look at it (an epidemiologist) may change nothing there. The
-- policies before asked for reach alone; these ask for the role too. Who sees is as it was.

DO $policies$
DECLARE
    country constant text := $$ (SELECT current_setting('infreg.reach', true) = 'country'
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL) $$;
    settling constant text := $$ (SELECT current_setting('infreg.reach', true) = 'country'
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
        AND current_setting('infreg.role', true) IN ('registry_officer', 'reception')) $$;
    reach constant text := $$ unit = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])
        AND nullif(current_setting('infreg.purpose', true), '') IS NOT NULL $$;
    delivering constant text := $$ AND current_setting('infreg.role', true) IN ('laboratory', 'registry_officer') $$;
    officer constant text := $$ AND current_setting('infreg.role', true) = 'registry_officer' $$;
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY[
        'registry.case', 'registry.case_evidence', 'registry.case_question', 'registry.case_decision',
        'registry.stale_person'
    ] LOOP
        EXECUTE format('DROP POLICY country ON %s', place);
        EXECUTE format('CREATE POLICY country ON %s FOR SELECT TO app, intake USING (%s)', place, country);
        EXECUTE format('CREATE POLICY adding ON %s FOR INSERT TO app, intake WITH CHECK (%s)', place, settling);
        EXECUTE format('CREATE POLICY closing ON %s FOR UPDATE TO app, intake USING (%s) WITH CHECK (%s)',
            place, settling, settling);
    END LOOP;
    EXECUTE format('CREATE POLICY taking ON registry.stale_person FOR DELETE TO intake USING (%s)', settling);
    EXECUTE format('ALTER POLICY mapping ON registry.mapping WITH CHECK (%s)', settling);
    EXECUTE format('ALTER POLICY joining ON registry.same_person WITH CHECK (%s)', settling);
    FOREACH place IN ARRAY ARRAY['registry.mapping', 'registry.same_person'] LOOP
        EXECUTE format('ALTER POLICY undoing ON %s USING (%s) WITH CHECK (%s)', place, settling, settling);
    END LOOP;
    FOREACH place IN ARRAY ARRAY['sealed.receipt', 'sealed.original', 'sealed.waiting'] LOOP
        EXECUTE format('ALTER POLICY own_deliveries ON %s WITH CHECK (%s %s)', place, reach, delivering);
    END LOOP;
    EXECUTE format('ALTER POLICY own_deliveries ON registry.decision WITH CHECK (%s %s)', reach, officer);
    EXECUTE format('ALTER POLICY mapped ON registry.stale WITH CHECK (%s %s)', reach, officer);
    -- What words mean is asked by who reads answers as they came; whom pseudonyms are joined to, and whose address
    -- is protected, by whoever reaches somebody at all.
    EXECUTE format('ALTER POLICY following ON registry.mapping USING (%s AND %s)',
        $$ nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
        AND (unit IS NULL OR unit = ANY (nullif(current_setting('infreg.units', true), '')::bigint[])) $$,
        $$ current_setting('infreg.reach', true) IN ('own', 'country') $$);
    FOREACH place IN ARRAY ARRAY['registry.same_person', 'registry.protected_person'] LOOP
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)',
            CASE place WHEN 'registry.same_person' THEN 'following' ELSE 'asking' END, place,
            $$ (SELECT nullif(current_setting('infreg.purpose', true), '') IS NOT NULL
            AND current_setting('infreg.reach', true) IN ('own', 'country', 'municipalities', 'patient', 'self')) $$);
    END LOOP;
    EXECUTE format('ALTER POLICY telling ON registry.protected_person USING (%s) WITH CHECK (%s)',
        settling, settling);
END $policies$;
