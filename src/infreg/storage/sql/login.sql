-- Second factors and attempts to log in. Without policies (storage.policies says why): the web alone reads and
-- writes them; reception, the figures and the auditor have nothing to do with them.
GRANT SELECT, INSERT, DELETE ON registry.login_attempt, registry.second_factor, registry.recovery_code TO app;
GRANT UPDATE (succeeded) ON registry.login_attempt TO app;
GRANT UPDATE (last_step) ON registry.second_factor TO app;
GRANT UPDATE (session_round) ON registry."user" TO app;
