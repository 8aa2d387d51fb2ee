"""Logging in: attempts and how long to wait, the second factor, the end of sessions; each told to the log.

Whether a password is right is asked by the door (its hash is Django's); this journey says whether it may be
asked now, and remembers what came of it. A name that no account has is counted, waits and is logged as one
that an account has.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import RECEPTION, ROLES, Permission
from infreg.flow import auditing
from infreg.flow.control import installation
from infreg.identity import sealing, totp
from infreg.identity.keyed import content_hash
from infreg.identity.keys import Keys, read_or_make
from infreg.storage import login
from infreg.storage.connection import acting
from infreg.storage.home import find_home
from infreg.storage.login import Account
from infreg.vocabulary.audit import Action
from infreg.vocabulary.installation import InstallationKind

__all__ = ["Attempt", "Device", "Factor", "MustWait", "UnknownAccount"]

#: How many may be wrong in a row before an account waits, and how long after each further one.
FREE = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
#: A row of wrong ones is forgotten with the day.
MEMORY = timedelta(days=1)
#: A hospital comes from one address, and many of its people mistype on a Monday.
FREE_FROM_ADDRESS = 50
MEMORY_OF_ADDRESS = timedelta(minutes=15)
#: Why a role tries that works for nothing: in vain, which is for those to see who supervise.
WITHOUT_PURPOSE = Purpose.SUPERVISION
#: What the log calls a name that no account has. What was typed is not kept: it may be a password.
NOBODY = Actor(name="unknown", role=RECEPTION, purpose=Purpose.RECEPTION)


class MustWait(Exception):
    """Too many attempts were wrong; the right password does not help until `wait` is over."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many attempts were wrong")
        self.wait = wait


class UnknownAccount(Exception):
    """No account has this name."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which an account was logged in before: what others do in its name does not shut it out."""

    account: int
    name: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that may go on. It counts as failed until it is said to be the account's own."""

    number: int


@dataclass(frozen=True, slots=True)
class Factor:
    """An account's second factor: since when, and how many spare codes are left."""

    enrolled_at: datetime
    recovery_left: int


def wait(failures: Sequence[datetime], now: datetime, *, free: int = FREE) -> timedelta:
    """How much longer to wait after failures, the latest last: nothing, or what is left of one, five and at
    most fifteen minutes."""
    if len(failures) < free:
        return timedelta(0)
    over = failures[-1] + WAITS[min(len(failures) - free, len(WAITS) - 1)]
    return max(over - now, timedelta(0))


def begin(
    username: str, address: str | None, device: Device | None, *, now: datetime | None = None
) -> Attempt:
    """Counts an attempt before it is judged, so that of many at once no more are judged than may be.
    `address` is None where it is nobody's own. Raises MustWait, and tells the log."""
    now, keys, account = now or datetime.now(UTC), _keys(), login.find_account(username)
    who = content_hash(keys, b"login name\0" + username.encode("utf-8"))
    known = device.name if device and account and device.account == account.id else None
    place = (
        content_hash(keys, b"login address\0" + address.encode("utf-8")) if address and not known else None
    )
    with login.in_turn(who, place):
        login.forget_attempts(now - MEMORY)
        left = wait(login.failures(who, known, now - MEMORY), now)
        if place:
            from_there = login.failures_from(place, now - MEMORY_OF_ADDRESS)
            left = max(left, wait(from_there, now, free=FREE_FROM_ADDRESS))
        if not left:
            return Attempt(login.write_attempt(who, place, known, now))
    _tell_refused(account, "waiting")
    raise MustWait(left)


def refuse(username: str, what: str) -> None:
    """Tells the log that somebody did not get in; `what` was wrong ("password", "second factor")."""
    _tell_refused(login.find_account(username), what)


def succeed(actor: Actor, attempts: Sequence[Attempt]) -> None:
    """The actor is logged in: the attempts were their own."""
    with acting(actor) as connection:
        for attempt in attempts:
            login.succeed(attempt.number)
        auditing.looked(connection, actor, Action.LOG_IN, None)


def confirm(attempt: Attempt) -> None:
    """The attempt was the account's own, in the middle of a session: what needs the password anew."""
    login.succeed(attempt.number)


def refuse_change(actor: Actor, what: str) -> None:
    """Tells the log that the actor could not change their account; `what` was wrong."""
    auditing.refused(actor, Action.CHANGE_ACCESS, object=what)


def log_out(actor: Actor) -> None:
    """Tells the log that the actor has logged out."""
    with acting(actor) as connection:
        auditing.looked(connection, actor, Action.LOG_OUT, None)


def is_demanded() -> bool:
    """Whether every account of this installation must have a second factor: in production."""
    return installation().kind is InstallationKind.PRODUCTION


def find_factor(account: int) -> Factor | None:
    """The second factor of an account, if it has one."""
    found = login.find_factor(account)
    return Factor(found.enrolled_at, login.count_recovery(account)) if found else None


def make_secret() -> bytes:
    """A secret for an authenticator, before anybody has it."""
    return totp.make_secret()


def in_letters(secret: bytes) -> str:
    """The secret in groups of four, for who types it."""
    letters = totp.in_letters(secret)
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def otpauth(secret: bytes, issuer: str, username: str) -> str:
    """The secret as an authenticator reads it from a picture."""
    return totp.otpauth(secret, issuer, username)


def enrol(
    actor: Actor, account: int, secret: bytes, code: str, *, now: datetime | None = None
) -> tuple[str, ...] | None:
    """Gives the actor's account a second factor, when the code shows that their authenticator has the secret;
    None when it does not. What is returned are the spare codes, which nobody can be shown again."""
    now = now or datetime.now(UTC)
    step = totp.find_step(secret, code, now.timestamp())
    if step is None:
        return None
    keys, recovery = _keys(), totp.make_recovery_codes()
    sealed = sealing.seal(keys, secret, _context(account))
    with acting(actor) as connection:
        login.enrol(
            account,
            login.StoredFactor(sealed.body, sealed.wrapped_key, step, now),
            [_recovery_hash(keys, account, each) for each in recovery],
        )
        auditing.looked(connection, actor, Action.CHANGE_ACCESS, None, object="second factor on")
    return recovery


def check_code(account: int, code: str, *, now: datetime | None = None) -> bool:
    """Whether a code from the authenticator, or a spare one, is right; it is used up by that."""
    found = login.find_factor(account)
    if found is None:
        return False
    keys, now = _keys(), now or datetime.now(UTC)
    secret = sealing.open_sealed(keys, sealing.Sealed(found.body, found.wrapped_key), _context(account))
    step = totp.find_step(secret, code, now.timestamp())
    if step is not None:
        return login.use_step(account, step)
    return login.use_recovery(account, _recovery_hash(keys, account, code))


def drop_factor(actor: Actor, account: int) -> None:
    """The actor does without a second factor from now on; their sessions elsewhere end."""
    with acting(actor) as connection:
        login.drop_factor(account)
        login.end_sessions(account)
        auditing.looked(connection, actor, Action.CHANGE_ACCESS, None, object="second factor off")


def reset_factor(actor: Actor, username: str, because: str) -> bool:
    """Takes somebody's second factor away, so that they enrol anew, and ends their sessions; False where
    there was none. Raises UnknownAccount, or Refused for who may not manage access."""
    actor.check(Permission.MANAGE_ACCESS)
    account = login.find_account(username)
    if account is None:
        raise UnknownAccount
    with acting(actor) as connection:
        had = login.drop_factor(account.id)
        login.end_sessions(account.id)
        told = f"second factor reset: {username}"
        auditing.looked(connection, actor, Action.CHANGE_ACCESS, None, object=told, reason=because)
    return had


def change_password(actor: Actor, account: int, password: str) -> None:
    """The actor's new password, which the door has found good enough; all their sessions end."""
    with acting(actor) as connection:
        login.set_password(account, password)
        login.end_sessions(account)
        auditing.looked(connection, actor, Action.CHANGE_ACCESS, None, object="password")


def end_sessions(actor: Actor, account: int) -> None:
    """Ends all the actor's sessions."""
    with acting(actor) as connection:
        login.end_sessions(account)
        auditing.looked(connection, actor, Action.LOG_OUT, None, object="all sessions")


def _tell_refused(account: Account | None, what: str) -> None:
    auditing.refused(_actor(account) if account else NOBODY, Action.LOG_IN, object=what)


def _actor(account: Account) -> Actor:
    """The account for the log alone, reaching nothing."""
    role = ROLES[account.role]
    return Actor(account.username, role, role.purposes[0] if role.purposes else WITHOUT_PURPOSE)


def _keys(environ: Mapping[str, str] = os.environ) -> Keys:
    return read_or_make(find_home(environ) / "keys")


def _context(account: int) -> bytes:
    """What a secret is bound to, so that it opens for no other account."""
    return f"second factor/{account}".encode()


def _recovery_hash(keys: Keys, account: int, code: str) -> bytes:
    return content_hash(keys, f"recovery/{account}\0".encode() + totp.plain_recovery_code(code))
