"""The database's own word on its tables: what no list of ours remembers is told too."""

from collections import defaultdict

from infreg.storage.policies import WITHOUT_POLICY
from infreg.storage.rows import Connection
from infreg.vocabulary.catalogue import CatalogueTable, TableGrant, TablePolicy

#: Every schema but the server's own; a session's temporary tables are nobody else's.
_TABLES = """
    SELECT n.nspname || '.' || c.relname, c.relrowsecurity AND c.relforcerowsecurity
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1
"""
_POLICIES = """
    SELECT schemaname || '.' || tablename, policyname, roles::text[], cmd, qual, with_check
    FROM pg_catalog.pg_policies ORDER BY 1, 2
"""
#: Of whole tables, and of single columns; what an owner may is not granted.
_GRANTS = """
    SELECT n.nspname || '.' || c.relname,
        CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(given.grantee) END,
        given.privilege_type, given.attname
    FROM (
        SELECT oid, NULL AS attname, (pg_catalog.aclexplode(relacl)).* FROM pg_catalog.pg_class
        UNION ALL
        SELECT attrelid, attname, (pg_catalog.aclexplode(attacl)).* FROM pg_catalog.pg_attribute
    ) AS given
    JOIN pg_catalog.pg_class AS c ON c.oid = given.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE given.grantee <> c.relowner AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1, 2, 3, given.attname
"""


def find_tables(connection: Connection) -> tuple[CatalogueTable, ...]:
    """Every table there is, by name, with its policies and grants. Any login may ask."""
    policies: dict[str, list[TablePolicy]] = defaultdict(list)
    for table, name, logins, verb, using, check in connection.execute(_POLICIES):
        policies[table].append(TablePolicy(name, tuple(sorted(logins)), verb, using, check))
    grants = _grants(connection)
    return tuple(
        CatalogueTable(
            name=name,
            is_forced=is_forced,
            policies=tuple(policies[name]),
            grants=grants.get(name, ()),
            reason=WITHOUT_POLICY.get(name),
        )
        for name, is_forced in connection.execute(_TABLES).fetchall()
    )


def _grants(connection: Connection) -> dict[str, tuple[TableGrant, ...]]:
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for table, login, verb, column in connection.execute(_GRANTS):
        columns = found.setdefault(table, {}).setdefault(login, {}).setdefault(verb, [])
        if column is not None:
            columns.append(column)
    return {
        table: tuple(
            TableGrant(login, {verb: tuple(columns) for verb, columns in verbs.items()})
            for login, verbs in logins.items()
        )
        for table, logins in found.items()
    }
