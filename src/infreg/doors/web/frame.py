"""What stands around every page: the visitor, where they may go, the controller, the languages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext_lazy

from infreg.access.actor import Actor, Purpose, Refused
from infreg.access.roles import ROLES, Permission, Role
from infreg.doors.web.code_systems import Systems, find_systems
from infreg.flow import control

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is logged in, as the page's head says it; `role` is a code of `access.roles`."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere the head leads: the name of its address, what it is called, and who may go there."""

    address: str
    label: "StrOrPromise"
    permission: Permission


PLACES = (
    Place("lookup", pgettext_lazy("place", "Look-up"), Permission.LOOK_UP),
    Place("arrivals", pgettext_lazy("place", "Deliveries"), Permission.SEE_ARRIVALS),
    Place("deliver", pgettext_lazy("place", "Deliver"), Permission.DELIVER),
    Place("reconcile", pgettext_lazy("place", "Reconciliation"), Permission.RECONCILE),
    Place("held", pgettext_lazy("place", "Held back"), Permission.SETTLE),
    Place("cases", pgettext_lazy("place", "Cases"), Permission.SEE_CASES),
    Place("codes", pgettext_lazy("place", "Codes"), Permission.SEE_CODES),
    Place("own", pgettext_lazy("place", "My page"), Permission.SEE_OWN),
    Place("access", pgettext_lazy("place", "Access"), Permission.SEE_ACCESS),
    Place("warehouse", pgettext_lazy("place", "Basis of figures"), Permission.COUNT),
    Place("definitions", pgettext_lazy("place", "Definitions"), Permission.SEE_DEFINITIONS),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all pages made with a request."""
    role = find_role(request)
    return {
        "installation": control.installation(),
        "visitor": find_visitor(request),
        "places": tuple(place for place in PLACES if role and role.may(place.permission)),
        "place_here": request.resolver_match.url_name if request.resolver_match else None,
        "section_here": next((place.address for place in PLACES if _is_below(request.path, place)), None),
        "here": request.get_full_path(),
        "systems": SimpleLazyObject(lambda: _systems(request)),
    }


def _is_below(path: str, place: Place) -> bool:
    """Whether a page belongs to a place: an answer to the deliveries, a case to the cases."""
    return path.startswith(f"{reverse(place.address)}/")


def _systems(request: HttpRequest) -> Systems:
    """What code systems are called, for who may see definitions; asked only where a page needs it."""
    return find_systems(actor(request)) if may(request, Permission.SEE_DEFINITIONS) else {}


def find_visitor(request: HttpRequest) -> Visitor | None:
    """The visitor; None before login."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Visitor(user.name, user.role)


def find_role(request: HttpRequest) -> Role | None:
    """The visitor's role; None before login."""
    visitor = find_visitor(request)
    return ROLES[visitor.role] if visitor else None


def may(request: HttpRequest, permission: Permission) -> bool:
    """Whether to show the visitor the way to something. What lies there refuses by itself."""
    role = find_role(request)
    return role is not None and role.may(permission)


def actor(
    request: HttpRequest, permission: Permission | None = None, purpose: Purpose | None = None
) -> Actor:
    """The visitor at work for what their role ordinarily is, or for a `purpose` that the page is about.
    Raises Refused for who is not logged in, or lacks the permission."""
    if not request.user.is_authenticated:
        raise Refused("not logged in")
    role = ROLES[request.user.role]
    if not role.purposes:
        raise Refused(f"role {role.code} has no access")
    at_work = request.user.actor(purpose or role.purposes[0])
    if permission:
        at_work.check(permission)
    return at_work
