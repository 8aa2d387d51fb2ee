"""The pages about what figures are made of: the warehouse's tables and measures, and one table."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from infreg.access.roles import Permission
from infreg.doors.web import warehouse_page
from infreg.doors.web.frame import actor, may
from infreg.flow import describing
from infreg.registers import lab, msis

_REGISTERS = {each.REGISTER.charter.name: each.REGISTER.charter.title for each in (msis, lab)}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The tables and measures that the visitor reads anything of."""
    at_work = actor(request, Permission.COUNT)
    found = describing.overview(at_work)
    context = {
        "found": found,
        "groups": tuple(warehouse_page.groups(found.tables)),
        "reach": at_work.role.reach,
        "registers": _REGISTERS,
        "now": timezone.now(),
    }
    return render(request, "web/warehouse.html", context)


@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table: what a row is, its columns, and how fresh and how well filled it is."""
    at_work = actor(request, Permission.COUNT)
    page = describing.find_table(at_work, name)
    if page is None:
        raise Http404
    described = page.described
    context = {
        "page": page,
        "table": described.table,
        "register": _REGISTERS.get(described.table.register or ""),
        "columns": warehouse_page.columns(page),
        "reach": at_work.role.reach,
        "may_see_definitions": may(request, Permission.SEE_DEFINITIONS),
        "now": timezone.now(),
    }
    return render(request, "web/warehouse_table.html", context)
