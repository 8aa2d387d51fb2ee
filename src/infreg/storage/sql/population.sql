-- Population figures tell of no person and no institution; storage.policies gives the reason. Who loads them works at
-- the machine itself, as with definitions; a year is closed and never rewritten.
GRANT SELECT ON registry.population_year, registry.population, registry.population_weight TO app, intake, insight;
GRANT INSERT ON registry.population_year, registry.population, registry.population_weight TO intake;
GRANT UPDATE (known_to) ON registry.population_year TO intake;
