"""Every address that the site knows, filled in with something that is there, and some that it does not."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

_PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
#: What stands in an address where the register at hand has nothing of the kind.
SAMPLES = {
    "receipt": "7K3F-9QX2-M4TD-0WZH",
    "case": "0123456789abcdef",
    "term": "0123abcd",
    "table": "place",
    "int": "1",
    "slug": "made-up",
    "str": "made-up",
    "uuid": "01234567-89ab-cdef-0123-456789abcdef",
}
#: Nothing is there; the last two are a file that is there and one that is not.
ELSEWHERE = ("/finnes-ikke", "/leveranser/", "/.git/config", "/static/infreg.css", "/static/finnes-ikke.css")


@dataclass(frozen=True)
class Address:
    """One pattern, and an address that it leads from."""

    name: str
    pattern: str
    path: str


def every_address(there: Mapping[str, str] | None = None) -> Iterator[Address]:
    """All patterns. `there`: by converter, what the register at hand really has."""
    known = SAMPLES | dict(there or {})
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern), f"{pattern} includes others: look into it here"
        written = str(pattern.pattern)
        path = _PART.sub(lambda part: known[part["converter"] or "str"], written)
        yield Address(pattern.name or "", written, f"/{path}")


def parameters(pattern: str) -> list[tuple[str, str]]:
    """The converters and names of what an address holds."""
    return [(part["converter"] or "str", part["name"]) for part in _PART.finditer(pattern)]
