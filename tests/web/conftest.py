"""The pages without a database: `flow`'s answers are given, everything around them is real."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import django
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
django.setup()

from infreg.access.actor import Actor  # noqa: E402 - Django's settings come first
from infreg.access.roles import Permission  # noqa: E402
from infreg.flow import control, intake  # noqa: E402
from infreg.vocabulary.installation import Installation  # noqa: E402
from infreg.vocabulary.reception import Status  # noqa: E402
from infreg.vocabulary.shown import Arrival, ShownMessage  # noqa: E402
from tests.web.made_pages import TRIAL, MadeVisitor  # noqa: E402


@dataclass
class Register:
    """What `flow` answers in a test. `fails` is raised instead, by whatever asks for rows."""

    came: tuple[Arrival, ...] = ()
    today: Mapping[Status, int] = field(default_factory=dict)
    messages: Mapping[str, ShownMessage] = field(default_factory=dict)
    installation: Installation = TRIAL
    visitor: Any = field(default_factory=MadeVisitor)
    fails: Exception | None = None

    def arrivals(
        self, actor: Actor, *, page: int, size: int, status: Status | None
    ) -> tuple[tuple[Arrival, ...], int]:
        self._may(actor, Permission.SEE_ARRIVALS)
        chosen = [arrival for arrival in self.came if status in (None, arrival.status)]
        return tuple(chosen[(page - 1) * size : page * size]), len(chosen)

    def counts(self, actor: Actor, *, day: date) -> Mapping[Status, int]:
        del day
        self._may(actor, Permission.SEE_ARRIVALS)
        return self.today

    def show(self, actor: Actor, receipt: str) -> ShownMessage | None:
        self._may(actor, Permission.SEE_ANSWERS)
        return self.messages.get(receipt)

    def _may(self, actor: Actor, permission: Permission) -> None:
        if self.fails:
            raise self.fails
        actor.check(permission)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The register as these tests want it, and somebody logged in (`visitor`)."""
    made = Register()

    def find_user(request: HttpRequest) -> Any:
        del request
        return made.visitor or AnonymousUser()

    for name in ("arrivals", "counts", "show"):
        monkeypatch.setattr(intake, name, getattr(made, name))
    monkeypatch.setattr(control, "installation", lambda: made.installation)
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", find_user)
    return made


@pytest.fixture
def client(register: Register) -> Client:
    """A browser that shows error pages as people see them."""
    del register
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture(autouse=True)
def bokmaal() -> Iterator[None]:
    """The pages' first language, also for what is asked without a request."""
    with translation.override("nb"):
        yield
