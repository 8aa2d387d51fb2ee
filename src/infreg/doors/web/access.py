"""The auditor's page: who may do what, on which basis, and what the database itself says of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from infreg.access.assignments import State
from infreg.access.roles import Permission
from infreg.doors.web.frame import actor
from infreg.flow import overseeing
from infreg.flow.access import Account, Given
from infreg.flow.overseeing import Overview


@dataclass(frozen=True, slots=True)
class GivenLine:
    """An assignment as the page says it: what it is for by name, where it has one."""

    given: Given
    named: str

    @property
    def is_in_force(self) -> bool:
        return self.given.state is State.IN_FORCE


@dataclass(frozen=True, slots=True)
class AccountGroup:
    """An account with what it was given: what counts first, then the latest."""

    account: Account
    lines: tuple[GivenLine, ...]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything on one page, so that it can be printed and kept as it was."""
    found = overseeing.overview(actor(request, Permission.SEE_ACCESS))
    wanted = request.GET.get("rolle", "")
    held = tuple(each for each in found.roles if each.accounts)
    chosen = next((each.role for each in held if each.role.code == wanted), None)
    context = {
        "found": found,
        "chosen": chosen,
        "held": held,
        "groups": groups(found, chosen.code if chosen else None),
        "working": tuple(each for each in found.roles if each.role.purposes),
        "without_access": tuple(each.role for each in found.roles if not each.role.purposes),
        "under_policy": sum(table.is_forced for table in found.tables),
        "with_reason": sum(not table.is_forced and table.reason is not None for table in found.tables),
        "agreements_in_force": sum(each.is_in_force for each in found.agreements),
        "now": found.at,
    }
    return render(request, "web/access.html", context)


def groups(found: Overview, role: str | None) -> tuple[AccountGroup, ...]:
    """The accounts, of one role or of all: who has access first, by name."""
    chosen = (account for account in found.accounts if role in (None, account.role.code))
    ordered = sorted(chosen, key=lambda account: (not account.has_access, account.name.casefold()))
    return tuple(AccountGroup(account, _lines(found, account)) for account in ordered)


def _lines(found: Overview, account: Account) -> tuple[GivenLine, ...]:
    lines = [GivenLine(given, _named(found, given)) for given in account.given]
    counting = (line for line in lines if line.is_in_force)
    return (*counting, *(line for line in reversed(lines) if not line.is_in_force))


def _named(found: Overview, given: Given) -> str:
    one = given.assignment
    if one.municipality:
        name = found.municipalities.get(one.municipality)
        return f"{name} ({one.municipality})" if name else one.municipality
    if one.office:
        return found.offices.get(one.office, one.office)
    return given.unit_name or ""
