"""Where a term stands among those nobody has explained: which is the next, and what was said of the last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from infreg.access.actor import Actor
from infreg.flow import codes
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.mapping import MappedTerm, Unmapped

#: How far down the ranking a term is looked for. Who is further down has skipped for days.
_LONGEST = 1000
#: How many of the latest mappings may still wait to take effect: the worker takes seconds.
_LATEST = 50


@dataclass(frozen=True, slots=True)
class Rank:
    """A term's place (from 1; None when it is not among them) of `total`, in the ranking of a kind or of
    all, and the term that follows it."""

    place: int | None
    total: int
    next: str | None
    kind: TermKind | None


@dataclass(frozen=True, slots=True)
class Said:
    """The mapping that was just made, and how many answers are read again because of it."""

    mapping: MappedTerm
    answers: int


def find_rank(at_work: Actor, term_id: str, kind: TermKind | None) -> Rank:
    """The term's place, and the next that waits for somebody: below it, or from the top where it is not
    there any more."""
    found, total = codes.unmapped(at_work, kind=kind, page=1, size=_LONGEST)
    said = pending(at_work, found)
    ids = [each.id for each in found]
    place = ids.index(term_id) + 1 if term_id in ids else None
    following = (each for each in ids[place or 0 :] if each not in said)
    return Rank(place, total, next(following, None), kind)


def pending(at_work: Actor, terms: Iterable[Unmapped]) -> frozenset[str]:
    """The ids of those that somebody explained a moment ago for every laboratory that says them: their
    answers wait to be read again."""
    whose: dict[str, set[int | None]] = defaultdict(set)
    for each in codes.history(at_work, limit=_LATEST):
        if each.known_to is None:
            whose[each.term.id].add(each.unit)
    return frozenset(
        each.id for each in terms if None in whose[each.id] or len(whose[each.id]) >= each.laboratories
    )


def find_said(at_work: Actor, request: HttpRequest) -> Said | None:
    """What the visitor did on the page before, as the address tells; None when nothing of it stands."""
    term_id, answers = request.GET.get("fra"), request.GET.get("svar", "")
    if not term_id or not (answers.isascii() and answers.isdigit() and len(answers) < 9):
        return None
    stands = (each for each in codes.history(at_work, limit=_LATEST) if each.known_to is None)
    return next((Said(each, int(answers)) for each in stands if each.term.id == term_id), None)


def wanted_kind(text: str | None) -> TermKind | None:
    """The kind an address asks for; None (all) when it asks for none, or for none that there is."""
    return TermKind(text) if text in set(TermKind) else None


def address(term_id: str | None, kind: TermKind | None, **more: object) -> str:
    """Where a term is, or the list when there is none; the ranking of a kind is kept."""
    place = reverse("term", args=[term_id]) if term_id else reverse("codes")
    asked = ({"slag": kind.value} if kind else {}) | more
    return f"{place}?{urlencode(asked)}" if asked else place
