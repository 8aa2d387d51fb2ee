"""The mapping bench: which words nobody understands yet, and one of them with what it may mean."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.coverage import understood
from infreg.doors.web.frame import actor, may
from infreg.doors.web.listing import Pages, wanted_page
from infreg.doors.web.mapping_forms import MappingForm
from infreg.doors.web.ranking import address, find_rank, find_said, pending, wanted_kind
from infreg.doors.web.targets import Names, Target, find_names, numbered, usual
from infreg.flow import codes
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.mapping import Suggestion, TermPage


@require_safe
def bench(request: HttpRequest) -> HttpResponse:
    """Which words do we not understand yet, and whom do they concern?"""
    at_work = actor(request, Permission.SEE_CODES)
    page, kind = wanted_page(request.GET.get("side")), wanted_kind(request.GET.get("slag"))
    found, total = codes.unmapped(at_work, kind=kind, page=page, size=Pages.SIZE)
    pages = Pages(total, page, len(found))
    if page > pages.pages:
        raise Http404
    waiting, said = pending(at_work, found), find_said(at_work, request)
    context = {
        "terms": found,
        "pages": pages,
        "kind": kind,
        "kinds": tuple(TermKind),
        "understood": understood(codes.coverage(at_work)),
        "pending": waiting,
        "begin": next((each.id for each in found if each.id not in waiting), None),
        "rereading": codes.waiting(at_work),
        "said": said,
        "names": find_names(at_work) if said else None,
        "may_map": may(request, Permission.MAP),
        "now": timezone.now(),
    }
    return render(request, "web/codes_bench.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, term_id: str) -> HttpResponse:
    """One word: whom it concerns, what it may mean. What is chosen is carried out at once, and the next
    word shown, since it can be undone and there may be hundreds."""
    at_work = actor(request, Permission.SEE_CODES)
    found = codes.find_term(at_work, term_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, at_work, found, None)
    at_work.check(Permission.MAP)
    rank = find_rank(at_work, term_id, wanted_kind(request.GET.get("slag")))
    form = _form(at_work, found, request)
    if form.is_valid():
        answers = _map(at_work, term_id, form)
        if answers is not None:
            return redirect(address(rank.next, rank.kind, fra=term_id, svar=answers))
    return _page(request, at_work, found, form, status=409 if form.non_field_errors() else 200)


def _map(at_work: Actor, term_id: str, form: MappingForm) -> int | None:
    """How many answers are read again; None where it was refused, which the form then says."""
    said = form.cleaned_data
    try:
        return codes.map_term(at_work, term_id, said["target"], said["because"], said["unit"])
    except codes.UnknownTarget:
        form.add_error("target", _("No definition knows this meaning. Search for it, and choose a result."))
    except codes.UnknownTerm:
        form.add_error(None, _("No answer says this word any more. Go on to the next one."))
    return None


def _form(at_work: Actor, found: TermPage, request: HttpRequest | None) -> MappingForm:
    def find_organisms(words: str) -> tuple[Suggestion, ...]:
        return codes.search_targets(at_work, TermKind.ORGANISM, words)

    posted = request.POST if request else None
    own = found.laboratories[0][0] if len(found.laboratories) == 1 else ""
    return MappingForm(
        posted,
        laboratories=found.laboratories,
        find_organisms=find_organisms,
        initial={"unit": own},  # what one laboratory alone says is not said for those that may say it later
    )


def _page(
    request: HttpRequest, at_work: Actor, found: TermPage, form: MappingForm | None, *, status: int = 200
) -> HttpResponse:
    """The whole page, or the search's results alone where the script asks for that part."""
    kind, names = found.unmapped.term.kind, find_names(at_work)
    suggested = numbered(kind, names, found.suggestions)
    wanted = " ".join(request.GET.get("ord", "").split())[:100]
    context = {
        "found": found,
        "names": names,
        "suggested": suggested,
        "wanted": wanted,
        "results": _results(at_work, kind, wanted, names, suggested),
    }
    if request.headers.get("X-Part") == "results":
        return render(request, "web/codes_results.html", context)
    context |= {
        "rank": find_rank(at_work, found.unmapped.id, wanted_kind(request.GET.get("slag"))),
        "stands": next((each for each in found.history if each.known_to is None), None),
        "usual": usual(kind, names, before=suggested),
        "form": form or _form(at_work, found, None),
        "said": find_said(at_work, request),
        "may_map": may(request, Permission.MAP),
        "may_see_answers": may(request, Permission.SEE_ANSWERS),
        "now": timezone.now(),
    }
    return render(request, "web/codes_term.html", context, status=status)


def _results(
    at_work: Actor, kind: TermKind, wanted: str, names: Names, before: tuple[Target, ...]
) -> tuple[Target, ...]:
    """What the search found beside what was suggested; none without words."""
    found = codes.search_targets(at_work, kind, wanted) if wanted else ()
    return numbered(kind, names, found, before=before)
