"""The addresses. They name receipts, never a person."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from infreg.doors.web import (
    access,
    account,
    case_page,
    case_questions,
    cases,
    defining,
    delivering,
    joining,
    logging_in,
    looking_up,
    mapped,
    mapping,
    own_page,
    reconciling,
    revealing,
    settling,
    settling_cases,
    views,
    warehouse,
)


class ReceiptPath:
    """A receipt number in an address, loosely: what is no receipt is not found by `flow`."""

    regex = "[0-9A-Za-z-]{1,40}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: object) -> str:
        return str(value)


class TermPath:
    """The short name of a term in an address."""

    regex = "[0-9a-f]{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class CasePath:
    """The name of a case in an address."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class TablePath:
    """The name of one of the warehouse's tables in an address."""

    regex = "[a-z][a-z0-9_]{0,59}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(ReceiptPath, "receipt")
register_converter(CasePath, "case")
register_converter(TermPath, "term")
register_converter(TablePath, "table")

urlpatterns = [
    path("", views.home, name="home"),
    path("logg-inn", logging_in.Login.as_view(), name="login"),
    path("logg-inn/kode", logging_in.Code.as_view(), name="login_code"),
    path("logg-ut", logging_in.Logout.as_view(), name="logout"),
    path("konto", account.account, name="account"),
    path("konto/passord", account.password, name="account_password"),
    path("konto/okter", account.sessions, name="account_sessions"),
    path("konto/totrinn", account.second_factor, name="second_factor"),
    path("konto/totrinn/av", account.without_second_factor, name="second_factor_off"),
    path("sprak", login_not_required(require_POST(set_language)), name="language"),
    path("leveranser", views.arrivals, name="arrivals"),
    path("leveranser/<receipt:receipt>", views.message, name="message"),
    path("leveranser/<receipt:receipt>/sammenlign/<receipt:other>", views.comparison, name="compare"),
    path("leveranser/<receipt:receipt>/samme-person", joining.join, name="join"),
    path("leveranser/<receipt:receipt>/samme-person/angre", joining.undo, name="undo"),
    path("oppslag", looking_up.look_up, name="lookup"),
    path("lever", delivering.deliver, name="deliver"),
    path("lever/utfall", delivering.refresh, name="refresh"),
    path("avstemming", reconciling.reconcile, name="reconcile"),
    path("holdt-tilbake", settling.held, name="held"),
    path("holdt-tilbake/<receipt:receipt>", settling.settle, name="settle"),
    path("tilfeller", cases.listing, name="cases"),
    path("tilfeller/avgjor", cases.to_settle, name="cases_to_settle"),
    path("tilfeller/avgjor/<int:question_id>", case_questions.question, name="case_question"),
    path("tilfeller/<case:case_id>", case_page.case, name="case"),
    path("tilfeller/<case:case_id>/navn", revealing.reveal, name="reveal"),
    path("tilfeller/<case:case_id>/avgjor/<slug:way>", settling_cases.settle, name="case_settle"),
    path("tilfeller/<case:case_id>/angre/<int:decision>", settling_cases.undo, name="case_undo"),
    path("koder", mapping.bench, name="codes"),
    path("koder/historikk", mapped.history, name="codes_history"),
    path("koder/historikk/<int:mapping>/angre", mapped.undo, name="codes_undo"),
    path("koder/dekning", mapped.coverage, name="coverage"),
    path("koder/<term:term_id>", mapping.term, name="term"),
    path("min-side", own_page.own_page, name="own"),
    path("tilgang", access.overview, name="access"),
    path("varehus", warehouse.overview, name="warehouse"),
    path("varehus/<table:name>", warehouse.table, name="warehouse_table"),
    path("definisjoner", defining.overview, name="definitions"),
    path("definisjoner/<slug:kind>/<slug:name>", defining.definition, name="definition"),
]

handler400 = "infreg.doors.web.errors.bad_request"
handler403 = "infreg.doors.web.errors.forbidden"
handler404 = "infreg.doors.web.errors.not_found"
handler500 = "infreg.doors.web.errors.server_error"
