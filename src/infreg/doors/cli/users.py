"""Accounts from the command line: made, given what they reach for a time, ended. Every change is logged with
who made it and why."""

import re
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.starting import end as stop
from infreg.doors.cli.starting import operator, start
from infreg.vocabulary.account import Wish
from infreg.vocabulary.time import OSLO, in_oslo

if TYPE_CHECKING:
    from infreg.access.actor import Actor
    from infreg.flow.access import Account, Given

_JSON = click.option("--json", "as_json", is_flag=True, help="One object a line.")
_BECAUSE = click.option("--because", required=True, help="Why, for whoever asks later.")


class Moment(click.ParamType[datetime]):
    """A day or a minute on Norway's clocks; a day given as the end is the last one."""

    name = "DAY[Thh:mm]"

    def __init__(self, *, is_end: bool = False) -> None:
        self._is_end = is_end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        if not re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d)?", value):
            self.fail(f"{value} is neither 2026-12-24 nor 2026-12-24T15:30", param, ctx)
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not in the calendar", param, ctx)
        whole_day = timedelta(days=self._is_end and len(value) == len("2026-12-24"))
        return (at + whole_day).replace(tzinfo=OSLO)


@click.group()
def users() -> None:
    """Accounts, and what they are given: for how long, why and by whom.

    \b
    Example: infreg users list
    """


@users.command()
@click.argument("name")
@click.option("--name", "full_name", required=True, help="What the person is called.")
@click.option("--role", required=True, help="A role's code (docs/roles.md).")
def add(*, name: str, full_name: str, role: str) -> None:
    """Makes the account NAME. It opens nothing until it has a password and is assigned something.

    \b
    Example: infreg users add kari --name "Kari Nordmann" --role municipal_medical_officer
             infreg users password kari
             infreg users assign kari --municipality 3201 --because "kommuneoverlege fra 1. januar"
    """
    start("app")
    from infreg.flow import access

    try:
        access.add_user(_manager(), name, full_name, role)
    except access.CannotAssign as fault:
        stop(str(fault))
    click.echo(f"made {name}. Next: infreg users password {name}; infreg users assign {name} … --because …")


@users.command("list")
@_JSON
def listed(*, as_json: bool) -> None:
    """Lists every account: its role, whether it has access now, and to what.

    \b
    Example: infreg users list
    """
    start("app")
    from infreg.flow import access

    found = access.users(_manager())
    for account in found:
        click.echo(orjson.dumps(row(account)).decode() if as_json else _line(account))
    if not as_json:
        click.echo(f"{sum(account.has_access for account in found)} of {len(found)} have access now")


@users.command()
@click.argument("name")
@click.option("--at", type=Moment(), help="As it was at a moment (default: now).")
@_JSON
def show(*, name: str, at: datetime | None, as_json: bool) -> None:
    """Shows what NAME was ever given, and what of it counts.

    \b
    Example: infreg users show kari
             infreg users show kari --at 2026-03-14T12:00
    """
    start("app")
    from infreg.flow import access

    account = access.access_of(_manager(), name, at)
    if account is None:
        stop(f"There is no account {name}. infreg users list shows those there are.")
    if as_json:
        click.echo(orjson.dumps(row(account)).decode())
        return
    click.echo(_line(account))
    for given in account.given:
        click.echo(f"  {_given_line(given)}")


@users.command()
@click.argument("name")
@click.option("--unit", metavar="TYPE:ID", help="An institution by its official identifier, e.g. HER:13.")
@click.option(
    "--municipality", "municipalities", multiple=True, help="Its number, e.g. 0301. May be repeated."
)
@click.option("--office", help="An office's code among the definitions, with its municipalities.")
@click.option("--person", is_flag=True, help="Asks for the person's own number; only a pseudonym is kept.")
@click.option("--protected", is_flag=True, help="What protected addresses hide, beside what else is given.")
@click.option(
    "--kind", type=click.Choice(["regular", "deputy", "on-call"]), default="regular", show_default=True
)
@click.option("--from", "valid_from", type=Moment(), help="When it begins (default: now).")
@click.option("--to", "valid_to", type=Moment(is_end=True), help="Its last day, or the minute it ends.")
@click.option("--agreement", help="The agreement that a processor's account works under, and ends with.")
@_BECAUSE
def assign(*, name: str, because: str, person: bool, **said: Any) -> None:
    """Gives NAME something from a time to a time. Without --unit, --municipality, --office or --person: what
    the account's role reaches, whole.

    \b
    Example: infreg users assign kari --municipality 3201 --municipality 3203 --because "ansatt"
             infreg users assign kari --municipality 0301 --kind on-call
                 --from 2026-12-24T15:30 --to 2026-12-27T08:00 --because "julevakt"
    """
    start("intake")
    from infreg.flow import access

    subject = _pseudonym() if person else None
    try:
        given = access.assign(
            _manager(), name, Wish(subject=subject, protected=said.pop("protected"), **said), because
        )
    except access.CannotAssign as fault:
        stop(str(fault))
    for each in given:
        click.echo(f"assignment {each.id} given to {name}, {period(each.valid_from, each.valid_to)}")


@users.command()
@click.argument("what", metavar="NAME|ASSIGNMENT")
@_BECAUSE
def end(*, what: str, because: str) -> None:
    """Ends one assignment by its number, or all that an account has by its name. What was, stays readable.

    \b
    Example: infreg users end 12 --because "byttet kommune"
             infreg users end kari --because "sluttet"
    """
    start("app")
    from infreg.flow import access

    try:
        ended = access.end(_manager(), what, because)
    except access.CannotAssign as fault:
        stop(str(fault))
    for each in ended:
        click.echo(f"assignment {each.id} of {each.account} ended")


@users.command()
@click.argument("name")
def password(*, name: str) -> None:
    """Gives NAME a new password, asked for at the terminal or read from what is piped in: never an argument,
    which others on the machine could see.

    \b
    Example: infreg users password kari
    """
    start("app")
    from infreg.flow import access

    try:
        access.set_password(_manager(), name, _secret("New password", twice=True))
    except (access.CannotAssign, access.WeakPassword) as fault:
        stop(str(fault))
    click.echo(f"{name} has a new password.")


@users.command()
@click.argument("name")
@_BECAUSE
def deactivate(*, name: str, because: str) -> None:
    """Closes the account NAME for good and ends all that it was given. It stays in the lists.

    \b
    Example: infreg users deactivate kari --because "sluttet 31. desember"
    """
    start("app")
    from infreg.flow import access

    try:
        ended = access.deactivate(_manager(), name, because)
    except access.CannotAssign as fault:
        stop(str(fault))
    click.echo(f"{name} is closed; {len(ended)} assignments ended")


def _manager() -> "Actor":
    """Whoever works at this machine, as the one who gives access."""
    from infreg.access.actor import Actor, Purpose
    from infreg.access.roles import OPERATOR

    return Actor(operator().name, OPERATOR, Purpose.SUPERVISION)


def _pseudonym() -> bytes:
    from infreg.flow import binding
    from infreg.flow.intake import KeysUnusable

    try:
        return binding.find_pseudonym(_secret("National identity number"))
    except (binding.NoSuchPerson, KeysUnusable) as fault:
        stop(str(fault))


def _secret(question: str, *, twice: bool = False) -> str:
    """What nobody else may read: typed unseen, or the first line piped in."""
    if sys.stdin.isatty():
        return str(click.prompt(question, hide_input=True, confirmation_prompt=twice))
    return sys.stdin.readline().strip()


def row(account: "Account") -> dict[str, Any]:
    """An account as JSON has it. Of a person's own pseudonym only that there is one."""
    return {
        "user": account.username,
        "name": account.name,
        "role": account.role.code,
        "active": account.is_active,
        "has_access": account.has_access,
        "last_login": account.last_login.isoformat() if account.last_login else None,
        "assignments": [_given_row(given) for given in account.given],
    }


def _given_row(given: "Given") -> dict[str, Any]:
    one = given.assignment
    return {
        "assignment": one.id,
        "state": given.state.value,
        "kind": one.kind.value,
        "target": one.target.value,
        "unit": given.unit_name,
        "municipality": one.municipality,
        "office": one.office,
        "agreement": one.agreement,
        "from": one.valid_from.isoformat(),
        "to": one.valid_to.isoformat() if one.valid_to else None,
        "because": one.because,
        "by": one.by,
        "ended": one.known_to.isoformat() if one.known_to else None,
        "ended_because": one.ended_because,
        "ended_by": one.ended_by,
    }


def _line(account: "Account") -> str:
    access = "access" if account.has_access else "closed" if not account.is_active else "no access"
    counting = ", ".join(_what(given) for given in account.given if given.state.value == "in_force")
    return f"{account.username:<16} {account.role.code:<26} {access:<10} {counting}".rstrip()


def _given_line(given: "Given") -> str:
    one = given.assignment
    under = f", under {one.agreement}" if one.agreement else ""
    ended = f"; ended by {one.ended_by}: {one.ended_because}" if one.known_to else ""
    what = f"{one.id:>4}  {given.state.replace('_', ' '):<12} {one.kind.replace('_', '-'):<8} {_what(given)}"
    return f"{what}, {period(one.valid_from, one.valid_to)}{under}, by {one.by}: {one.because}{ended}"


def _what(given: "Given") -> str:
    one = given.assignment
    named = {
        "unit": given.unit_name or f"institution {one.unit}",
        "municipality": f"municipality {one.municipality}",
        "office": f"office {one.office}",
        "self": "their own data",
        "protected": "protected addresses",
        "role": "the role's whole reach",
    }
    return named[one.target.value]


def period(first: datetime, last: datetime | None) -> str:
    """On Norway's clocks."""
    until = f" to {in_oslo(last):%Y-%m-%d %H:%M}" if last else ""
    return f"from {in_oslo(first):%Y-%m-%d %H:%M}{until}"
