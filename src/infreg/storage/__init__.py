"""Rows: the one PostgreSQL, its schemas, policies and roles. The only Django app with models.

Nothing here decides anything about health. `acting` is the only way to rows about persons or
institutions: without it the database shows none.
"""
