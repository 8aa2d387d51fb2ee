"""Who may do what, from the command line: what the auditor's page shows."""

from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.starting import operator, start
from infreg.doors.cli.users import row

if TYPE_CHECKING:
    from infreg.flow.overseeing import Agreement, Overview
    from infreg.vocabulary.catalogue import CatalogueTable, TableGrant


@click.group()
def access() -> None:
    """Who may do what, on which basis, and what the database itself says of it.

    \b
    Example: infreg access show
    """


@access.command()
@click.option("--json", "as_json", is_flag=True, help="One object: roles, accounts, tables, agreements.")
def show(*, as_json: bool) -> None:
    """Shows roles, accounts, tables with their policies and grants, and agreements, as they are now. The look
    is logged.

    \b
    Example: infreg access show --json
    """
    start("app")
    from infreg.access.actor import Actor, Purpose
    from infreg.access.roles import OPERATOR
    from infreg.flow import overseeing

    found = overseeing.overview(Actor(operator().name, OPERATOR, Purpose.SUPERVISION))
    if as_json:
        click.echo(orjson.dumps(_row(found)).decode())
        return
    for line in _lines(found):
        click.echo(line)


def _row(found: "Overview") -> dict[str, Any]:
    return {
        "at": found.at.isoformat(),
        "roles": [
            {
                "role": held.role.code,
                "reach": held.role.reach.value,
                "purposes": [purpose.value for purpose in held.role.purposes],
                "permissions": sorted(permission.value for permission in held.role.permissions),
                "accounts": held.accounts,
                "with_access": held.with_access,
            }
            for held in found.roles
        ],
        "accounts": [row(account) for account in found.accounts],
        "tables": [_table_row(table) for table in found.tables],
        "registers": [
            {
                "register": charter.name,
                "controller": charter.controller,
                "processor": charter.processor,
                "legal_basis": charter.legal_basis,
                "identified": charter.identified,
                "valid_from": charter.valid_from.isoformat(),
            }
            for charter in found.registers
        ],
        "agreements": [_agreement_row(agreement) for agreement in found.agreements],
    }


def _table_row(table: "CatalogueTable") -> dict[str, Any]:
    return {
        "table": table.name,
        "policy": table.is_forced,
        "reason": _reason(table),
        "policies": [
            {
                "name": policy.name,
                "logins": policy.logins,
                "verb": policy.verb,
                "using": policy.using,
                "check": policy.check,
            }
            for policy in table.policies
        ],
        "grants": {grant.login: dict(grant.verbs) for grant in table.grants},
    }


def _agreement_row(agreement: "Agreement") -> dict[str, Any]:
    return {
        "agreement": agreement.name,
        "controller": agreement.controller,
        "processor": agreement.processor,
        "registers": [str(one["register"]) for one in agreement.scope],
        "valid_from": agreement.first.isoformat(),
        "valid_to": agreement.last.isoformat() if agreement.last else None,
        "in_force": agreement.is_in_force,
        "assignments": agreement.assignments,
    }


def _lines(found: "Overview") -> list[str]:
    kept = sum(table.is_forced for table in found.tables)
    lines = [
        f"{found.with_access} of {len(found.accounts)} accounts have access now.",
        f"{kept} of {len(found.tables)} tables are under a policy.",
        *(f"{table.name} has neither a policy nor a reason" for table in found.unexplained),
        "",
    ]
    lines += [f"{held.role.code:<28} {held.with_access:>4} of {held.accounts}" for held in found.roles]
    lines.append("")
    for table in found.tables:
        policies = ", ".join(policy.name for policy in table.policies) if table.is_forced else _reason(table)
        lines.append(f"{table.name:<34} {policies or 'NO POLICY, AND NO REASON'}")
        lines += [f"    {_granted(grant)}" for grant in table.grants]
    return lines


def _reason(table: "CatalogueTable") -> str | None:
    return table.reason["en"] if table.reason else None


def _granted(grant: "TableGrant") -> str:
    verbs = (f"{verb} ({', '.join(columns)})" if columns else verb for verb, columns in grant.verbs.items())
    return f"{grant.login:<8} {', '.join(verbs)}"
