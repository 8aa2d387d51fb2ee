"""An open shelf: it keeps an account's number and no rights; these are read when a question is asked."""

import getpass
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, Unpack

import ibis
import pyarrow as pa
from django.contrib.auth import authenticate, get_user_model

from infreg.access.actor import Actor, Ended, Refused
from infreg.access.roles import ROLES, Permission
from infreg.doors.figure_lines import as_lines
from infreg.flow import auditing, control, insight, login
from infreg.vocabulary.figures import Figures, Options, question

T = TypeVar("T")

_NOT_IN = "The user name, the password or the code is wrong. Check them and try again."
_NO_ACCESS = "This account may not ask for figures now. Ask whoever gave you the account."
_NO_FACTOR = "This account has no second factor yet. Log in on the site and make one first."
_MUST_WAIT = "There have been too many failed attempts. Wait {wait}, and try again."


@dataclass(frozen=True)
class Answer:
    """See `infreg.analysis.Answer`."""

    figures: Figures

    @property
    def table(self) -> pa.Table:
        return insight.as_table(self.figures)

    def write(self, form: str) -> bytes:
        return insight.written(self.figures, form)

    def __str__(self) -> str:
        return "\n".join(as_lines(self.figures))


@dataclass(frozen=True)
class Shelf:
    """See `infreg.analysis.Shelf`."""

    account: int
    engine: str

    def measures(self) -> Mapping[str, str]:
        return {measure.name: measure.counts["en"] for measure in insight.measures()}

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        reached = as_account(self.account, insight.tables_of)
        return {
            table.name: {column.name: column.title["en"] for column in table.columns} for table in reached
        }

    def measure(self, name: str, **asked: Unpack[Options]) -> Answer:
        wanted = question(name, asked)
        return Answer(as_account(self.account, lambda actor: insight.ask(actor, wanted, engine=self.engine)))

    def count(
        self, body: Callable[[Any], ibis.Table], *, of: Sequence[str], **asked: Unpack[Options]
    ) -> Answer:
        wanted = question("own", asked)
        own = insight.own_measure(body, tuple(of))
        return Answer(
            as_account(self.account, lambda actor: insight.count(actor, own, wanted, engine=self.engine))
        )


def log_in(user: str, password: str | None, code: str | None, engine: str) -> Shelf:
    """The shelf of an account that is who it says. Raises PermissionError, RuntimeError."""
    try:
        control.prepare()
    except control.Unusable as fault:
        raise RuntimeError(str(fault)) from None
    attempts = [_begin(user)]
    said = getpass.getpass(f"Password of {user}: ") if password is None else password
    found = authenticate(username=user, password=said)
    if found is None:
        login.refuse(user, "password")
        raise PermissionError(_NOT_IN)
    if login.find_factor(found.pk) is not None:
        attempts.append(_begin(user))
        if not login.check_code(found.pk, code or getpass.getpass("Code of the second factor: ")):
            login.refuse(user, "second factor")
            raise PermissionError(_NOT_IN)
    elif login.is_demanded():
        login.refuse(user, "second factor")
        raise PermissionError(_NO_FACTOR)
    as_account(found.pk, lambda actor: _enter(actor, attempts))
    return Shelf(found.pk, engine)


def as_account(account: int, ask: Callable[[Actor], T]) -> T:
    """Asks as the account stands now. A refusal is written in the log, and becomes a PermissionError."""
    user: Any = get_user_model().objects.filter(pk=account, is_active=True).first()
    if user is None:
        raise PermissionError(_NO_ACCESS)
    role = ROLES[user.role]
    try:
        if not role.purposes:
            raise Ended(Actor(user.username, role, login.WITHOUT_PURPOSE))
        return ask(user.actor(role.purposes[0]))
    except Refused as refusal:
        auditing.refused_visitor(user.username, role, refusal, object="shelf")
        raise PermissionError(_NO_ACCESS) from None


def _enter(actor: Actor, attempts: Sequence[login.Attempt]) -> None:
    actor.check(Permission.COUNT)
    login.succeed(actor, attempts)


def _begin(user: str) -> login.Attempt:
    """From no address: a shelf is opened at the machine."""
    try:
        return login.begin(user, None, None)
    except login.MustWait as refused:
        minutes = -(-refused.wait // timedelta(minutes=1))
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        raise PermissionError(_MUST_WAIT.format(wait=wait)) from None
