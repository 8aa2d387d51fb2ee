"""How right the register is, beside the truth of Synthetic Norway; and words explained as that truth says."""

from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli import distance_lines
from infreg.doors.cli.starting import operator, start, told

if TYPE_CHECKING:
    from infreg.vocabulary.accuracy import Accuracy, Explained, Share
    from infreg.vocabulary.distance import Distances

_FOLDER = click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_NAMED = {"cases": "disease", "isolates": "organism"}


@click.command()
@_FOLDER
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def accuracy(folder: Path, *, as_json: bool) -> None:
    """Measures what was received of DIR (made by `infreg synthetic write`) against its truth: cases by
    disease and isolates by organism, linked by the laboratories' ids of answers.

    Sensitivity is the share of what is true that the register holds, PPV the share of what it holds that is
    true; each with the lower limit of Wilson's two-sided 95 % interval. What is missed or invented is told
    with its reason, the words to blame (infreg codes suggest TERM) and some messages to look at.

    Then how far every measure is from the truth, as the warehouse last knew things (infreg warehouse
    refresh): in how many strata both are equal, the median distance, the stratum that is farthest, and why
    any differ.

    \b
    Example: infreg synthetic accuracy norway --json
    """
    start("app")
    from infreg.flow import accuracy as measured

    with told(measured.TruthUnusable, measured.OnlyInTrial):
        rows = measured.measure(operator(), folder)
        distances = _distances(folder)
    if waiting := measured.waiting(operator()):
        click.echo(f"{waiting} answers or persons wait to be derived again; figures may change.", err=True)
    if as_json:
        # In all first: whoever wants no more reads two lines.
        for row in sorted(rows, key=lambda each: each.name is not None):
            click.echo(orjson.dumps(_row(row)).decode())
        for said in distance_lines.as_rows(distances) if distances else ():
            click.echo(orjson.dumps(said).decode())
        return
    for row in rows:
        for line in _lines(row):
            click.echo(line)
    for line in distance_lines.as_lines(distances) if distances else ():
        click.echo(line)


def _distances(folder: Path) -> "Distances | None":
    """None where the warehouse is empty, which is said."""
    from infreg.flow import accuracy as measured

    try:
        return measured.distances(operator(), folder)
    except measured.NoWarehouse:
        click.echo("The warehouse is empty, so no measure is compared: infreg warehouse refresh.", err=True)
        return None


def _row(one: "Accuracy") -> dict[str, Any]:
    named = {_NAMED[one.subject]: one.name} if one.name else {}
    return {
        "kind": one.subject.value,
        **named,
        "truth": one.truth,
        "found": one.found,
        "register": one.register,
        "sensitivity": one.sensitivity and one.sensitivity.value,
        "sensitivity_lower": one.sensitivity and one.sensitivity.lower,
        "ppv": one.ppv and one.ppv.value,
        "ppv_lower": one.ppv and one.ppv.lower,
        "missed": one.missed,
        "invented": one.invented,
        "explained": [_explained(each) for each in one.explained],
    }


def _explained(one: "Explained") -> dict[str, Any]:
    return {
        "fault": one.fault.value,
        "reason": one.reason.value,
        "count": one.count,
        "terms": [{"term": term, "count": count} for term, count in one.terms],
        "examples": [{"laboratory": sent_by, "message_id": name} for sent_by, name in one.examples],
    }


def _lines(one: "Accuracy") -> "list[str]":
    """A line of figures; of the whole also its heading before it and its reasons after."""
    figures = (
        f"{one.name or 'in all':<28} {one.truth:>7} {one.register:>8}  {_percent(one.sensitivity)}"
        f"  {_percent(one.ppv)} {one.missed:>7} {one.invented:>8}"
    )
    if one.name:
        return [figures]
    heading = f"{one.subject.value:<28} {'truth':>7} {'register':>8}  {'sensitivity':<15}  {'PPV':<15}"
    return [f"{heading} {'missed':>7} {'invented':>8}", figures, *map(_reason, one.explained)]


def _percent(share: "Share | None") -> str:
    """Rounded down: what is not all is never 100 %, and no bound is told too high."""
    if share is None:
        return f"{'-':>6}{'':9}"
    value, lower = (floor(each * 1000) / 10 for each in (share.value, share.lower))
    return f"{value:>5.1f}% (≥ {lower:>4.1f}%)"


def _reason(one: "Explained") -> str:
    from infreg.vocabulary.accuracy import MEANINGS

    terms = " ".join(f"{term} ({count})" for term, count in one.terms)
    examples = " ".join(f"{sent_by}/{name}" for sent_by, name in one.examples)
    more = "; ".join(filter(None, (terms and f"words {terms}", examples and f"e.g. {examples}")))
    return f"  {one.count:>6} {one.fault.value:<8} {one.reason.value}: {MEANINGS[one.reason]}; {more}"


@click.command("map")
@_FOLDER
@click.option("--most", type=click.IntRange(1, 10_000), default=50, show_default=True, metavar="N")
def map_words(folder: Path, *, most: int) -> None:
    """Explains the N most frequent unknown words as the truth of DIR says they mean, as an officer would
    with `infreg codes map`. For trials alone: it measures what such work is worth.

    \b
    Example: infreg synthetic map norway --most 50
    """
    start("intake")
    from infreg.flow import accuracy as measured
    from infreg.flow import deriving

    with told(measured.TruthUnusable, measured.OnlyInTrial):
        done = measured.explain_words(operator(), folder, most)
    again = sum(deriving.derive_all_stale())
    click.echo(f"{done.looked_up} words looked up, {done.mapped} mappings made, {again} answers read again")
    if done.unknown:
        click.echo(f"{len(done.unknown)} the truth does not explain: {' '.join(done.unknown)}")
    if done.refused:
        click.echo(f"{len(done.refused)} mean what no definition knows: {' '.join(done.refused)}")
