"""Decisions about cases: asked for, shown with what they do, carried out, and taken back with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infreg.access.actor import Actor
from infreg.access.roles import Permission
from infreg.doors.web.case_forms import CaseForm, Choices, case_form
from infreg.doors.web.case_page import find_case, find_cases
from infreg.doors.web.case_words import (
    CHANGED_MEANWHILE,
    CLOSED_MEANWHILE,
    TARGETS,
    UNDONE_MEANWHILE,
    WAYS,
    refusal,
)
from infreg.doors.web.forms import ReasonForm
from infreg.doors.web.frame import actor
from infreg.doors.web.municipalities import Municipalities, municipalities
from infreg.flow import cases, definitions
from infreg.vocabulary.case import Move
from infreg.vocabulary.shown_case import ShownCase, ShownDecision, ShownEvidence


@dataclass(frozen=True, slots=True)
class Settling:
    """A case about to be decided: `others` are those it may be merged with, `later` the answers that a new
    case may begin with, `targets` what it may be reclassified to."""

    shown: ShownCase
    way: str
    move: Move
    municipalities: Municipalities
    others: tuple[ShownCase, ...]
    later: tuple[ShownEvidence, ...]
    targets: tuple[str, ...]

    @property
    def choices(self) -> Choices:
        match self.move:
            case Move.MERGE:
                values: Sequence[str] = [each.case.id for each in self.others]
            case Move.SPLIT:
                values = [each.answer for each in self.later]
            case _:
                values = self.targets
        return [(value, value) for value in values]

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to choose, and a case to decide about."""
        if self.shown.closed_at:
            return False
        return bool(self.choices) or self.move in (Move.MOVE, Move.CONFIRM)

    def form(self, request: HttpRequest) -> CaseForm:
        posted = request.POST if request.method == "POST" else None
        return case_form(self.move, posted, choices=self.choices, municipalities=self.municipalities)

    def chosen(self, target: str) -> "Chosen":
        """What was chosen, as the page that asks once more tells it."""
        merged = next((each for each in self.others if each.case.id == target), None)
        split = next((place for place, each in enumerate(self.shown.evidence) if each.answer == target), None)
        return Chosen(
            target=target,
            other=merged,
            before=self.shown.evidence[:split] if split else (),
            after=self.shown.evidence[split:] if split else (),
            place=self.municipalities.called(target) if self.move is Move.MOVE else "",
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to become of a case: the other one of a merge, the answers before and after a split, the
    municipality it is moved to."""

    target: str
    other: ShownCase | None
    before: tuple[ShownEvidence, ...]
    after: tuple[ShownEvidence, ...]
    place: str

    @property
    def first(self) -> "ShownEvidence | None":
        """The answer that the new case begins with."""
        return self.after[0] if self.after else None


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, case_id: str, way: str) -> HttpResponse:
    """Asks what a decision needs, shows what it does, and carries it out when it is confirmed."""
    at_work = actor(request, Permission.SETTLE_CASES)
    if way not in WAYS:
        raise Http404
    settling = _settling(at_work, case_id, way)
    form = settling.form(request)
    if request.method != "POST":
        return _page(request, settling, form)
    refused = _refused_already(settling, form)
    if refused or not form.is_valid():
        return _page(request, settling, form, refused=refused, status=409 if refused else 200)
    if request.POST.get("do") != "settle":
        return _confirmation(request, settling, form)
    try:
        became = _decide(at_work, settling, form)
    except cases.UnknownCase:
        refused = _(CLOSED_MEANWHILE)
    except cases.CannotDecide as said:
        refused = refusal(said)
    else:
        return redirect(f"{reverse('case', args=[became or case_id])}?gjort={way}")
    return _page(request, _settling(at_work, case_id, way), form, refused=refused, status=409)


def _refused_already(settling: Settling, form: CaseForm) -> str:
    """Why nothing can be decided on what the visitor saw; empty where nothing came between."""
    if settling.shown.closed_at:
        return _(CLOSED_MEANWHILE)
    if form.is_valid() and form.cleaned_data["seen"] != settling.shown.case.evidence_digest:
        return _(CHANGED_MEANWHILE)
    return ""


def _settling(at_work: Actor, case_id: str, way: str) -> Settling:
    shown, move = find_case(at_work, case_id), WAYS[way]
    now = {shown.case.classification.value, shown.case.state.value if shown.case.state else ""}
    fits = [each for each in TARGETS if shown.told_apart or each not in ("infection", "carriage")]
    return Settling(
        shown=shown,
        way=way,
        move=move,
        municipalities=municipalities(definitions.book(at_work), timezone.localdate()),
        others=tuple(find_cases(at_work, shown.others)) if move is Move.MERGE else (),
        later=shown.evidence[1:] if move is Move.SPLIT else (),
        targets=tuple(each for each in fits if each not in now) if move is Move.RECLASSIFY else (),
    )


def _decide(at_work: Actor, settling: Settling, form: CaseForm) -> str | None:
    said, move = form.cleaned_data, settling.move
    target = said.get("target")
    return cases.decide(
        at_work,
        settling.shown.case.id,
        move,
        said["because"],
        to=target if move in (Move.RECLASSIFY, Move.MOVE) else None,
        other=target if move in (Move.MERGE, Move.SPLIT) else None,
        seen=said["seen"],
    )


def _confirmation(request: HttpRequest, settling: Settling, form: CaseForm) -> HttpResponse:
    context = {
        "settling": settling,
        "shown": settling.shown,
        "case": settling.shown.case,
        "chosen": settling.chosen(form.cleaned_data.get("target", "")),
        "because": form.cleaned_data["because"],
        "now": timezone.now(),
    }
    return render(request, "web/case_confirm.html", context)


def _page(
    request: HttpRequest, settling: Settling, form: CaseForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "settling": settling,
        "shown": settling.shown,
        "case": settling.shown.case,
        "form": form,
        "refused": refused,
        "now": timezone.now(),
    }
    return render(request, "web/case_settle.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, case_id: str, decision: int) -> HttpResponse:
    """Takes a decision back."""
    at_work = actor(request, Permission.SETTLE_CASES)
    shown = find_case(at_work, case_id)
    told = _decision(shown, decision)
    form = ReasonForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            became = cases.undo_decision(at_work, decision, form.cleaned_data["because"])
            return redirect(f"{reverse('case', args=[became or case_id])}?gjort=angret")
        except cases.UnknownCase:
            form.add_error(None, _(UNDONE_MEANWHILE))
            status = 409
    context = {
        "shown": shown,
        "case": shown.case,
        "told": told,
        "municipalities": municipalities(definitions.book(at_work), timezone.localdate()),
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "web/case_undo.html", context, status=status)


def _decision(shown: ShownCase, decision: int) -> ShownDecision:
    for each in shown.decisions:
        if each.decision.id == decision:
            return each
    raise Http404
