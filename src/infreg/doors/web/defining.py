"""The pages of definitions: what stands, one of them as of a day, and what refers to its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from infreg.access.roles import Permission
from infreg.definitions.book import Book
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.case_names import CODED_NAMES
from infreg.definitions.kinds.shape import Kind
from infreg.doors.web.definition_page import (
    Held,
    columns,
    find_held,
    groups,
    header,
    homes,
    line,
    matching,
    names,
    used_by,
    versions,
)
from infreg.doors.web.frame import actor
from infreg.doors.web.listing import Pages, wanted_page
from infreg.doors.web.rule_words import rules
from infreg.flow import definitions


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a definition: the day it is to hold for, words to look for in its rows, a code
    to find the uses of. `is_no_day`: a day was written that is none, and today is shown instead."""

    day: date
    written: str
    is_no_day: bool
    words: str
    code: str
    page: int


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What stands, kind by kind."""
    book = definitions.book(actor(request, Permission.SEE_DEFINITIONS))
    found, today = groups(book), timezone.localdate()
    standing = [each for group in found for each in group.held if each.period and today in each.period]
    context = {
        "groups": found,
        "standing": len(standing),
        "rows": sum(len(each.definition.rows) for each in standing),
        "verified": sum(each.verified for each in standing),
        "today": today,
        "now": timezone.now(),
    }
    return render(request, "web/definitions.html", context)


@require_safe
def definition(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One definition as it holds on a day, its versions, and who uses one of its codes."""
    book = definitions.book(actor(request, Permission.SEE_DEFINITIONS))
    found = versions(book, kind, name)
    if not found:
        raise Http404
    asked = _asked(request)
    held = find_held(found, asked.day)
    named = names(book.as_of(asked.day), set(CODED_NAMES.values())) if KINDS[kind].has_rules else {}
    context = {
        "asked": asked,
        "kind": KINDS[kind],
        "name": name,
        "title": found[0].definition.title,
        "versions": found,
        "held": held,
        "today": timezone.localdate(),
        "now": timezone.now(),
        "uses": used_by(book, kind, asked.code) if asked.code else (),
        "homes": homes(book),
        "header": header(KINDS[kind], held.definition, named) if held else (),
    }
    rows = _rows(book, KINDS[kind], name, asked, held, named)
    return render(request, "web/definition.html", context | rows)


def _asked(request: HttpRequest) -> Asked:
    written = request.GET.get("dag", "").strip()[:20]
    day = wanted_day(written)
    return Asked(
        day=day or timezone.localdate(),
        written=written,
        is_no_day=bool(written) and day is None,
        words=" ".join(request.GET.get("ord", "").split())[:100],
        code=" ".join(request.GET.get("kode", "").split())[:100],
        page=wanted_page(request.GET.get("side")),
    )


def wanted_day(text: str) -> date | None:
    """The day an address asks for; None when it asks for none, or writes it otherwise than 2026-11-22."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


def _rows(
    book: Book,
    kind: Kind,
    name: str,
    asked: Asked,
    held: Held | None,
    named: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """The rows that hold on the day, one page of them: as rules, or as a table's lines."""
    standing = definitions.rows_on(book, kind.name, name, asked.day)
    if held is None or kind.has_rules:
        return {"rules": rules(kind, standing, named) if held else (), "total": len(standing)}
    found = matching(standing, asked.words)
    here = found[(asked.page - 1) * Pages.SIZE : asked.page * Pages.SIZE]
    pages = Pages(len(found), asked.page, len(here))
    if asked.page > pages.pages:
        raise Http404
    shown = columns(kind, standing)
    lines = [line(row, shown, kind, held.definition) for row in here]
    return {"columns": shown, "lines": lines, "pages": pages, "total": len(standing)}
