"""What stands around every page: the visitor, the installation and its controller, the languages."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from infreg.flow import control


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is logged in, as the page's head says it; `role` is a code of `access.roles`."""

    name: str
    role: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all pages made with a request."""
    return {
        "installation": control.installation(),
        "visitor": find_visitor(request),
        "here": request.get_full_path(),
    }


def find_visitor(request: HttpRequest) -> Visitor | None:
    """The visitor; None before login."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Visitor(user.name, user.role)
