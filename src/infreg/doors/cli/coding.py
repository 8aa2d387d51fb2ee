"""The mapping bench from the command line: what nobody understands, what it may mean, and saying so."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.starting import end, operator, start
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.time import in_oslo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infreg.vocabulary.finding import Term
    from infreg.vocabulary.mapping import MappedTerm, Unmapped

_JSON = click.option("--json", "as_json", is_flag=True, help="One object a line.")
_BECAUSE = click.option("--because", required=True, help="Why, for whoever asks later.")


@click.group()
def codes() -> None:
    """Words and codes of laboratories that no definition knows: ranked, explained, taken back.

    \b
    Example: infreg codes unmapped
    """


@codes.command()
@click.option("--kind", type=click.Choice([kind.value for kind in TermKind]), help="Of one kind only.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@_JSON
def unmapped(*, kind: str | None, limit: int, as_json: bool) -> None:
    """Lists what nobody understands, by how many persons it concerns.

    \b
    Example: infreg codes unmapped --kind organism
    """
    start("app")
    from infreg.flow import codes as bench

    ranked, total = bench.unmapped(operator(), kind=TermKind(kind) if kind else None, size=limit)
    _print(ranked, _ranked_row, _ranked_line, as_json=as_json)
    if not as_json:
        click.echo(f"{len(ranked)} of {total} terms" if total else "Everything is understood.")


def _ranked_row(one: "Unmapped") -> dict[str, Any]:
    return {
        "term": one.id,
        **_said(one.term),
        "persons": one.persons,
        "answers": one.answers,
        "laboratories": one.laboratories,
        "first_day": one.first_day.isoformat() if one.first_day else None,
        "last_day": one.last_day.isoformat() if one.last_day else None,
    }


def _ranked_line(one: "Unmapped") -> str:
    concerns = f"{one.persons:>6} persons {one.answers:>6} answers"
    return f"{one.id}  {concerns}  {one.term.kind.value:<13} {_words(one.term)}"


def _said(term: "Term") -> dict[str, str]:
    return {"kind": term.kind.value, "system": term.system, "code": term.code, "text": term.text}


def _words(term: "Term") -> str:
    return " ".join(
        part for part in (term.text, term.code, f"({term.system})" if term.system else "") if part
    )


@codes.command()
@click.argument("term")
@click.option("--search", metavar="WORDS", help="Look for other meanings by these words.")
@_JSON
def suggest(*, term: str, search: str | None, as_json: bool) -> None:
    """Shows what TERM (an id of `infreg codes unmapped`) may mean, the likeliest first.

    \b
    Example: infreg codes suggest 1f3a5c7e
    """
    start("app")
    from infreg.flow import codes as bench

    page = bench.find_term(operator(), term)
    if page is None:
        end(f"No answer says the term {term}. infreg codes unmapped lists those that wait.")
    found = bench.search_targets(operator(), page.unmapped.term.kind, search) if search else page.suggestions
    if not as_json:
        click.echo(f"{page.unmapped.term.kind.value}: {_words(page.unmapped.term)}")
        for example in page.examples:
            around = (example.investigation, example.specimen, example.value, example.comment)
            click.echo(f"  {example.laboratory}: " + " · ".join(part for part in around if part))
    for one in found:
        row = {"target": one.target, "title": one.title, "score": one.score, "why": one.why, "like": one.like}
        line = f"{one.score:>4}  {one.target:<24} {one.title}  ({one.why}: {one.like})"
        click.echo(orjson.dumps(row).decode() if as_json else line)


@codes.command("map")
@click.argument("term")
@click.argument("target")
@click.option("--laboratory", metavar="ID", type=int, help="For one laboratory's own word (institution id).")
@_BECAUSE
def map_term(*, term: str, target: str, laboratory: int | None, because: str) -> None:
    """Says that TERM means TARGET, for all laboratories or for one; what says it is counted at once.

    \b
    Example: infreg codes map 1f3a5c7e KLEPNE --because "misspelt"
    """
    start("intake")
    from infreg.flow import codes as bench

    _do(lambda: bench.map_term(operator(), term, target, because, laboratory))


@codes.command()
@click.argument("mapping", type=int)
@_BECAUSE
def undo(*, mapping: int, because: str) -> None:
    """Takes a mapping back (its number is in `infreg codes history`); what leaned on it is no longer counted.

    \b
    Example: infreg codes undo 12 --because "another genus"
    """
    start("intake")
    from infreg.flow import codes as bench

    _do(lambda: bench.undo(operator(), mapping, because))


def _do(work: "Callable[[], int]") -> None:
    """Maps or takes back, and derives again what says the term."""
    from infreg.flow import codes as bench
    from infreg.flow import deriving

    try:
        concerned = work()
    except (bench.UnknownTerm, bench.UnknownTarget) as fault:
        end(str(fault))
    sum(deriving.derive_all_stale())
    click.echo(f"{concerned} answers read again")


@codes.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@_JSON
def history(*, limit: int, as_json: bool) -> None:
    """Lists what was said and taken back, newest first, with who and why.

    \b
    Example: infreg codes history
    """
    start("app")
    from infreg.flow import codes as bench

    _print(bench.history(operator(), limit=limit), _history_row, _history_line, as_json=as_json)


def _history_row(one: "MappedTerm") -> dict[str, Any]:
    return {
        "mapping": one.id,
        "term": one.term.id,
        **_said(one.term),
        "laboratory": one.unit,
        "target": one.target,
        "by": one.by,
        "because": one.because,
        "at": _time(one.known_from),
        "undone_at": _time(one.known_to),
        "undone_by": one.undone_by,
        "undone_because": one.undone_because,
    }


def _history_line(one: "MappedTerm") -> str:
    undone = f"; undone by {one.undone_by}: {one.undone_because}" if one.known_to else ""
    said = f"{one.by}, {_time(one.known_from)}: {one.because}"
    return f"{one.id:>5}  {_words(one.term)} → {one.target}  {said}{undone}"


def _time(moment: datetime | None) -> str | None:
    return in_oslo(moment).isoformat(timespec="seconds") if moment else None


@codes.command()
@_JSON
def coverage(*, as_json: bool) -> None:
    """Shows how much of each laboratory's findings is understood and counted, by month of sampling.

    \b
    Example: infreg codes coverage --json
    """
    start("app")
    from infreg.flow import codes as bench

    for row in bench.coverage(operator()):
        month = row.month.strftime("%Y-%m") if row.month else None
        said = {
            "laboratory": row.laboratory,
            "month": month,
            "findings": row.findings,
            "counted": row.counted,
        }
        line = f"{month or 'no day':<8} {row.counted:>7} of {row.findings:<7} {row.laboratory}"
        click.echo(orjson.dumps(said).decode() if as_json else line)


def _print(
    rows: "Iterable[Any]",
    as_row: "Callable[[Any], dict[str, Any]]",
    as_line: "Callable[[Any], str]",
    *,
    as_json: bool,
) -> None:
    for row in rows:
        click.echo(orjson.dumps(as_row(row)).decode() if as_json else as_line(row))
