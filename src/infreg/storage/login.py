"""Attempts to log in, second factors and sessions: rows that are read before anybody acts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from infreg.storage.connection import raw_connection
from infreg.storage.models import LoginAttempt, RecoveryCode, SecondFactor, User


@dataclass(frozen=True, slots=True)
class Account:
    """Who logs in, by what they are called there. `role` is a code of `access.roles`."""

    id: int
    username: str
    role: str


@dataclass(frozen=True, slots=True)
class StoredFactor:
    """A second factor as it is kept."""

    body: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)
    last_step: int
    enrolled_at: datetime


def find_account(username: str) -> Account | None:
    """The account of a name, closed or not."""
    row = User.objects.filter(username=username).values_list("id", "username", "role").first()
    return Account(*row) if row else None


@contextmanager
def in_turn(who: bytes, address: bytes | None) -> Iterator[None]:
    """One transaction in which nobody else, in any process, counts attempts for this name, or from this
    address. Names before addresses, so that two never wait for each other."""
    with transaction.atomic():
        for place, counted in (("name", who), ("address", address)):
            if counted is not None:
                raw_connection().execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                    (f"login {place} {counted.hex()}",),
                )
        yield


def failures(who: bytes, device: bytes | None, since: datetime) -> tuple[datetime, ...]:
    """When attempts for a name failed, with the same known device or with none, after the last that did not;
    the latest last."""
    known = {"device": device} if device is not None else {"device__isnull": True}
    attempts = LoginAttempt.objects.filter(who=who, at__gt=since, **known).order_by("at", "id")
    failed: list[datetime] = []
    for at, succeeded in attempts.values_list("at", "succeeded"):
        failed = [] if succeeded else [*failed, at]
    return tuple(failed)


def failures_from(address: bytes, since: datetime) -> tuple[datetime, ...]:
    """When attempts from an address failed, with devices that no account has used; the latest last."""
    found = LoginAttempt.objects.filter(
        address=address, at__gt=since, succeeded=False, device__isnull=True
    ).order_by("at", "id")
    return tuple(found.values_list("at", flat=True))


def write_attempt(who: bytes, address: bytes | None, device: bytes | None, at: datetime) -> int:
    """An attempt, failed until it is said to have succeeded; its number."""
    return LoginAttempt.objects.create(at=at, who=who, address=address, device=device).pk


def succeed(attempt: int) -> None:
    """The attempt was the account's own."""
    LoginAttempt.objects.filter(pk=attempt).update(succeeded=True)


def forget_attempts(before: datetime) -> None:
    """Deletes what is not counted any more."""
    LoginAttempt.objects.filter(at__lt=before).delete()


def find_factor(account: int) -> StoredFactor | None:
    """The second factor of an account, if it has one."""
    row = SecondFactor.objects.filter(user_id=account).first()
    if row is None:
        return None
    return StoredFactor(bytes(row.body), bytes(row.wrapped_key), row.last_step, row.enrolled_at)


def use_step(account: int, step: int) -> bool:
    """Remembers that a step's code was used; False where it, or a later one, was used before. One statement,
    so that of two who come with the same code at once one is refused."""
    return bool(SecondFactor.objects.filter(user_id=account, last_step__lt=step).update(last_step=step))


def enrol(account: int, factor: StoredFactor, recovery: Sequence[bytes]) -> None:
    """Gives an account a second factor and spare codes, in place of what it had."""
    drop_factor(account)
    SecondFactor.objects.create(
        user_id=account,
        body=factor.body,
        wrapped_key=factor.wrapped_key,
        last_step=factor.last_step,
        enrolled_at=factor.enrolled_at,
    )
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=account, hash=each) for each in recovery)


def drop_factor(account: int) -> bool:
    """Takes the second factor away, spare codes and all; False where there was none."""
    RecoveryCode.objects.filter(user_id=account).delete()
    return bool(SecondFactor.objects.filter(user_id=account).delete()[0])


def use_recovery(account: int, hashed: bytes) -> bool:
    """Uses a spare code up; False where the account has no such."""
    return bool(RecoveryCode.objects.filter(user_id=account, hash=hashed).delete()[0])


def count_recovery(account: int) -> int:
    """How many spare codes are left."""
    return RecoveryCode.objects.filter(user_id=account).count()


def set_password(account: int, password: str) -> None:
    """A new password, hashed."""
    user = User.objects.get(pk=account)
    user.set_password(password)
    user.save(update_fields=["password"])


def end_sessions(account: int) -> int:
    """Ends every session of an account; the number of those that begin from now on."""
    User.objects.filter(pk=account).update(session_round=F("session_round") + 1)
    return User.objects.get(pk=account).session_round
