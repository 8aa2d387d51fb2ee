"""What may be done, what is reached, and how an assignment stands, in the page's language."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from infreg.access.assignments import AssignmentKind, State
from infreg.access.roles import Permission, Reach

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PERMISSIONS: "dict[Permission, StrOrPromise]" = {
    Permission.SEE_ARRIVALS: _("see which deliveries came, and what was wrong with them"),
    Permission.SEE_ANSWERS: _("see answers, without who they are about"),
    Permission.DELIVER: _("deliver files on a page"),
    Permission.RECONCILE: _("compare what was sent with what came"),
    Permission.SETTLE: _("decide about deliveries that are held back"),
    Permission.SEE_DEFINITIONS: _("see definitions"),
    Permission.DEFINE: _("load definitions"),
    Permission.SEE_CODES: _("see which words and codes are not understood"),
    Permission.MAP: _("say what words and codes mean"),
    Permission.SEE_CASES: _("see cases, without who they are about"),
    Permission.COUNT: _("ask for figures of what the role reaches"),
    Permission.SETTLE_CASES: _("decide about cases"),
    Permission.JOIN: _("say that two answers are about the same person"),
    Permission.LOOK_UP: _("look up one patient’s results by number"),
    Permission.REVEAL: _("open name and contact of one case at a time"),
    Permission.SEE_OWN: _("see what is registered about oneself, and who has looked"),
    Permission.SEE_ACCESS: _("see who may do what"),
    Permission.MANAGE_ACCESS: _("make accounts, and give and end access"),
    Permission.SEE_LOG: _("see the log, and check that it is whole"),
}
REACHES: "dict[Reach, StrOrPromise]" = {
    Reach.NONE: _("no rows about persons or institutions"),
    Reach.OWN: _("the institutions that the account is given"),
    Reach.MUNICIPALITIES: _("the municipalities that the account is given"),
    Reach.PATIENT: _("one patient at a time, looked up by number"),
    Reach.SELF: _("oneself"),
    Reach.COUNTRY: _("the whole country"),
}
KINDS: "dict[AssignmentKind, StrOrPromise]" = {
    AssignmentKind.REGULAR: pgettext_lazy("assignment", "regular"),
    AssignmentKind.DEPUTY: pgettext_lazy("assignment", "deputy"),
    AssignmentKind.ON_CALL: pgettext_lazy("assignment", "on call"),
}
STATES: "dict[State, StrOrPromise]" = {
    State.IN_FORCE: pgettext_lazy("assignment", "in force"),
    State.COMING: pgettext_lazy("assignment", "not yet"),
    State.OVER: pgettext_lazy("assignment", "period over"),
    State.ENDED: pgettext_lazy("assignment", "ended"),
    State.NO_AGREEMENT: pgettext_lazy("assignment", "agreement not in force"),
    State.NO_OFFICE: pgettext_lazy("assignment", "office closed"),
}
#: What PostgreSQL calls them.
VERBS: "dict[str, StrOrPromise]" = {
    "ALL": pgettext_lazy("database", "everything granted"),
    "SELECT": pgettext_lazy("database", "read"),
    "INSERT": pgettext_lazy("database", "add"),
    "UPDATE": pgettext_lazy("database", "change"),
    "DELETE": pgettext_lazy("database", "delete"),
}
#: The database's logins, by what works with them.
LOGINS: "dict[str, StrOrPromise]" = {
    "app": pgettext_lazy("database login", "the pages"),
    "intake": pgettext_lazy("database login", "reception"),
    "insight": pgettext_lazy("database login", "statistics"),
    "lookup": pgettext_lazy("database login", "the look-up function"),
    "municipal": pgettext_lazy("database login", "the pages, for a municipality’s cases"),
    "auditor": pgettext_lazy("database login", "the auditor"),
    "vault": pgettext_lazy("database login", "the vault"),
    "owner": pgettext_lazy("database login", "the operator"),
}
