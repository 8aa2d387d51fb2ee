"""Cases from the command line: listed, shown with all that made them, decided about."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.case_rows import line_row, question_row, shown_row
from infreg.doors.cli.starting import end, operator, start
from infreg.vocabulary.case import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infreg.vocabulary.shown_case import CaseLine, ShownCase, ShownDecision, ShownQuestion

_JSON = click.option("--json", "as_json", is_flag=True, help="One object a line.")
_BECAUSE = click.option("--because", required=True, help="Why, for whoever asks later.")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def cases() -> None:
    """Cases of notifiable diseases: one person, one disease, one episode.

    \b
    Example: infreg cases list --doubt
    """


@cases.command("list")
@click.option("--disease", help="Of one disease only, such as measles.")
@click.option("--doubt", is_flag=True, help="Only those that a person should look at.")
@click.option("--since", type=_DAY, help="The first day of the event.")
@click.option("--until", type=_DAY, help="The last day of the event.")
@click.option("--municipality", metavar="NUMBER", help="Of residents of one municipality only.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@_JSON
def listed(*, doubt: bool, limit: int, as_json: bool, **wanted: Any) -> None:
    """Lists the cases that stand, the latest event first.

    \b
    Example: infreg cases list --disease measles --since 2026-01-01
    """
    start("app")
    from infreg.flow import cases as journey

    asked = journey.Wanted(
        disease=wanted["disease"],
        doubted=doubt,
        since=_day(wanted["since"]),
        until=_day(wanted["until"]),
        municipality=wanted["municipality"],
    )
    found, total = journey.find_cases(operator(), asked, size=limit)
    for line in found:
        click.echo(orjson.dumps(line_row(line)).decode() if as_json else _line(line))
    if not as_json:
        click.echo(f"{len(found)} of {total} cases" if total else "No such cases.")


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None


def _line(line: "CaseLine") -> str:
    state = f", {line.state}" if line.state else ""
    doubts = "  ! " + ", ".join(doubt.value for doubt in line.doubts) if line.doubts else ""
    answers = f"{line.answers} answer{'s' if line.answers > 1 else ''}"
    place = "hidden" if line.hidden else line.municipality or "-"
    return (
        f"{line.id}  {line.event.isoformat()}  {line.disease:<26} {line.classification + state:<22} "
        f"{place:<18} {answers}{doubts}"
    )


@cases.command()
@click.argument("case")
@_JSON
def show(*, case: str, as_json: bool) -> None:
    """Shows CASE (an id of `infreg cases list`) with the answers, rules, versions and decisions that made it.

    \b
    Example: infreg cases show 1f3a5c7e90b2d4f6
    """
    start("app")
    from infreg.flow import cases as journey

    shown = journey.find_case(operator(), case)
    if shown is None:
        end(f"There never was a case {case}. infreg cases list shows those that stand.", 1)
    if as_json:
        click.echo(orjson.dumps(shown_row(shown)).decode())
        return
    for line in _lines(shown):
        click.echo(line)


def _lines(shown: "ShownCase") -> "Iterator[str]":
    case = shown.case
    state = f", {case.state.value}" if case.state else ""
    yield f"{shown.titles['en']}: {case.classification.value}{state}, {case.event.isoformat()}"
    if shown.closed_at:
        became = f" infreg cases show {shown.became[0]} is what became of it." if shown.became else ""
        yield f"  It does not stand any more.{became}"
    yield f"  {shown.rule_text['en']} ({case.rule})"
    yield f"  {shown.organism or 'no organism'}, {_place(shown)}"
    yield (
        f"  group {case.group}, {'alert' if case.alert else 'no alert'}, "
        f"{'clinicians notify' if case.clinician_notice else 'laboratories alone notify'}"
    )
    version = case.definition
    yield f"  defined by {version.name}, valid from {version.valid_from.isoformat()}, {version.hash[:12]}"
    for doubt in case.doubts:
        yield f"  ! {doubt.value}"
    for each in shown.evidence:
        said = "; ".join(
            " ".join(filter(None, (one.organism, one.outcome, one.method, one.specimen)))
            for one in each.findings
        )
        laboratory = each.laboratory or ("laboratory hidden" if shown.hidden else "unknown laboratory")
        yield f"  {each.day or 'no day':<12} {laboratory}, receipt {each.receipt}, {each.answer}: {said}"
    for decision in shown.decisions:
        yield f"  {_decision(decision)}"
    for number, made in enumerate(shown.versions, 1):
        changes = [f"{one.field}: {one.before} → {one.after}" for one in made.changes]
        changes += [f"+ {receipt}" for receipt in made.gained] + [f"- {receipt}" for receipt in made.lost]
        yield f"  version {number}, {made.known_from.isoformat(timespec='seconds')}: " + ", ".join(changes)


def _place(shown: "ShownCase") -> str:
    if shown.hidden:
        return "municipality hidden: the address is protected"
    return shown.municipality or "municipality unknown"


def _decision(shown: "ShownDecision") -> str:
    said = shown.decision
    to = f" to {said.to}" if said.to else ""
    undone = f"; undone by {shown.undone_by}: {shown.undone_because}" if said.undone_at else ""
    at = said.at.isoformat(timespec="seconds")
    return f"decision {said.id}: {said.move.value}{to}, {said.by}, {at}: {said.because}{undone}"


@cases.command()
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@_JSON
def questions(*, limit: int, as_json: bool) -> None:
    """Lists what waits for a person and is no case: marked answers in which no disease is found, decisions
    that lost their case, and what came later and speaks against there being none.

    \b
    Example: infreg cases questions
    """
    start("app")
    from infreg.flow import cases as journey

    found, total = journey.find_questions(operator(), size=limit)
    for one in found:
        click.echo(orjson.dumps(question_row(one)).decode() if as_json else _question(one))
    if not as_json:
        click.echo(f"{len(found)} of {total} questions" if total else "Nothing waits for a person.")


def _question(one: "ShownQuestion") -> str:
    decided = f"  {_decision(one.decision)}" if one.decision else ""
    where = f"{'hidden' if one.hidden else one.laboratory or '-'}, receipt {one.receipt or '-'}"
    return f"{one.id:>6}  {one.doubt.value:<24} {one.disease or '-':<24} {where}{decided}"


@cases.command()
@click.argument("case")
@click.argument("move", type=click.Choice([move.value for move in Move]))
@click.option("--to", help="confirmed, probable, infection, carriage or none; or a municipality's number.")
@click.option("--other", help="The case to merge with, or the answer that another episode begins with.")
@_BECAUSE
def decide(*, case: str, move: str, because: str, to: str | None, other: str | None) -> None:
    """Decides about CASE: merge it with another, split it at an answer, reclassify it, move it to another
    municipality, or confirm it as it is. The decision holds whenever the case is derived again.

    \b
    Example: infreg cases decide 1f3a5c7e90b2d4f6 reclassify --to probable --because "contaminated"
    """
    start("app")
    from infreg.flow import cases as journey

    _do(lambda: journey.decide(operator(), case, Move(move), because, to=to, other=other))


@cases.command()
@click.argument("decision", type=int)
@_BECAUSE
def undo(*, decision: int, because: str) -> None:
    """Takes a decision back (its number is in `infreg cases show`).

    \b
    Example: infreg cases undo 12 --because "it was not contaminated"
    """
    start("app")
    from infreg.flow import cases as journey

    _do(lambda: journey.undo_decision(operator(), decision, because))


@cases.command()
@click.argument("question", type=int)
@click.option("--to", type=click.Choice(["confirmed", "probable"]), help="It is a case after all.")
@_BECAUSE
def settle(*, question: int, because: str, to: str | None) -> None:
    """Settles a question (its number is in `infreg cases questions`): a decision without a case is taken
    back; anything else has been looked at, and is right as it is or, with --to, a case.

    \b
    Example: infreg cases settle 7 --because "the laboratory marked the wrong answer"
    """
    start("app")
    from infreg.flow import cases as journey

    _do(lambda: journey.settle_question(operator(), question, because, to=to))


def _do(work: "Callable[[], str | None]") -> None:
    from infreg.flow import cases as journey

    try:
        now = work()
    except (journey.UnknownCase, journey.CannotDecide) as fault:
        end(str(fault))
    click.echo(f"Done. infreg cases show {now} shows the case." if now else "Done. No case stands of it.")
