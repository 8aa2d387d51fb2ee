"""The pages without a database: `flow`'s answers are given, everything around them is real."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.definitions.book import Book
from infreg.flow import cases, casework, codes, control, definitions, demonstration, intake
from infreg.vocabulary.casework import Preview, Reconciliation
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.installation import Installation
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import Arrival, ShownMessage
from infreg.vocabulary.shown_case import CaseLine
from tests.register import Register as RealRegister
from tests.register import Server
from tests.web import made_codes
from tests.web.browsing import ARGUMENTS, CHROMIUM, SEEN, STILL, Visit
from tests.web.made_casework import Casework
from tests.web.made_codes import Codes
from tests.web.made_pages import TRIAL, MadeVisitor

INFREG = str(Path(sys.executable).with_name("infreg"))


@dataclass
class Register:
    """What `flow` answers in a test. `fails` is raised instead, by whatever asks for rows."""

    came: tuple[Arrival, ...] = ()
    today: Mapping[Status, int] = field(default_factory=dict)
    messages: Mapping[str, ShownMessage] = field(default_factory=dict)
    installation: Installation = TRIAL
    visitor: Any = field(default_factory=MadeVisitor)
    fails: Exception | None = None
    casework: Casework = field(default_factory=Casework)
    codes: Codes = field(default_factory=Codes)
    definitions: Book = field(default_factory=made_codes.book)
    handed_over: list[intake.Delivery] = field(default_factory=list)
    previews: tuple[Preview, ...] = ()
    delivered: tuple[intake.Delivered, ...] = ()
    later: Mapping[str, Status] = field(default_factory=dict)
    reconciliation: Reconciliation = field(default_factory=lambda: Reconciliation(0, (), ()))
    asked: list[tuple[tuple[str, ...], date]] = field(default_factory=list)

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

    def show_held(self, actor: Actor, receipt: str) -> ShownMessage | None:
        self._may(actor, Permission.SETTLE)
        return self.messages.get(receipt)

    def preview(self, actor: Actor, deliveries: Iterable[intake.Delivery]) -> tuple[Preview, ...]:
        self._may(actor, Permission.DELIVER)
        self.handed_over += deliveries
        return self.previews

    def deliver(self, actor: Actor, deliveries: Iterable[intake.Delivery]) -> tuple[intake.Delivered, ...]:
        self._may(actor, Permission.DELIVER)
        self.handed_over += deliveries
        return self.delivered

    def fates(self, actor: Actor, receipts: Iterable[str]) -> tuple[intake.Delivered, ...]:
        self._may(actor, Permission.SEE_ARRIVALS)
        return tuple(
            intake.Delivered("", ReceiptNumber(r), self.later.get(r, Status.SEALED)) for r in receipts
        )

    def reconcile(self, actor: Actor, message_ids: Iterable[str], day: date) -> Reconciliation:
        self._may(actor, Permission.RECONCILE)
        self.asked.append((tuple(message_ids), day))
        return self.reconciliation

    def book(self, actor: Actor) -> Book:
        self._may(actor, Permission.SEE_DEFINITIONS)
        return self.definitions

    def cases_of(self, actor: Actor, receipt: str) -> tuple[CaseLine, ...]:
        del receipt
        self._may(actor, Permission.SEE_CASES)
        return ()

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

    for name in ("arrivals", "counts", "show", "show_held", "preview", "deliver", "fates", "reconcile"):
        monkeypatch.setattr(intake, name, getattr(made, name))
    for name in ("held", "find_held", "decisions", "settle", "join", "undo", "joined"):
        monkeypatch.setattr(casework, name, getattr(made.casework, name))
    for name in made_codes.ASKED:
        monkeypatch.setattr(codes, name, getattr(made.codes, name))
    monkeypatch.setattr(cases, "cases_of", made.cases_of)
    monkeypatch.setattr(definitions, "book", made.book)
    monkeypatch.setattr(control, "installation", lambda: made.installation)
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", find_user)
    return made


@pytest.fixture
def client(register: Register) -> Client:
    """A browser that shows error pages as people see them."""
    del register
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture(scope="module")
def demo(embedded: Server) -> Iterator[RealRegister]:
    """The demo's real register, filled in this process: answers, cases and users."""
    with embedded.fresh() as filled:
        filled.use("intake")
        assert list(demonstration.fill())
        definitions.ask_for_new()
        while cases.derive_stale_people():
            pass
        filled.use("app")
        yield filled


@pytest.fixture(autouse=True)
def bokmaal() -> Iterator[None]:
    """The pages' first language, also for what is asked without a request."""
    with translation.override("nb"):
        yield


@pytest.fixture(scope="module")
def site(demo: RealRegister) -> Iterator[str]:
    """The real site, worker and all, on a register of the file's own that the demo filled; its address."""
    environment = os.environ | demo.environ
    environment.pop("INFREG_ROLE", None)
    port = free_port()
    with tempfile.TemporaryFile() as said:
        serving = subprocess.Popen([INFREG, "serve", "--port", str(port)], env=environment, stdout=said)
        try:
            wait_until_it_listens(port, serving)
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()
            serving.wait(timeout=30)


@pytest.fixture(scope="module")
def browser(site: str) -> Iterator[Browser]:
    """One browser a file, opened after the site and closed with the file: while it runs, Django's database
    cannot be used from this process."""
    del site
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=SEEN, ids=[f"{width}-{scheme}" for width, scheme in SEEN])
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor, by telephone and at a desk, in light and in dark."""
    width, scheme = request.param
    viewport: ViewportSize = {"width": width, "height": 900}
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion=STILL)
    yield Visit(context.new_page(), site)
    context.close()


@pytest.fixture
def plain_visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor whose browser runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, reduced_motion=STILL)
    yield Visit(context.new_page(), site)
    context.close()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_until_it_listens(port: int, serving: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert serving.poll() is None, "infreg serve ended by itself"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the site did not listen within 30 s")
