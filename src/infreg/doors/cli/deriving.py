"""Commands that derive again what is known from what was sealed."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import click
import orjson

from infreg.doors.cli.case_rows import case_row
from infreg.doors.cli.starting import operator, start, told

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Writes nothing: tells which cases were known at the end of this day.",
)
@click.option("--json", "as_json", is_flag=True, help="With --as-of: each case, one object a line.")
def rebuild(*, as_of: datetime | None, as_json: bool) -> None:
    """Reads every sealed original anew, and derives findings, isolates and cases again. What is understood as
    before changes nothing; what is understood otherwise takes its place from now on, and what stood stays in
    the history.

    With --as-of nothing is changed: all that was known at the end of a day in Oslo (answers, definitions,
    what people had said and decided) is derived again, and the cases are counted.

    \b
    Example: infreg rebuild
             infreg rebuild --as-of 2026-10-01 --json
    """
    if as_of:
        _as_of(as_of, as_json=as_json)
    else:
        _rebuild()


def _rebuild() -> None:
    start("intake")
    from infreg.flow import cases, intake
    from infreg.flow import deriving as findings
    from infreg.flow.rebuild import Broken, side_by_side
    from infreg.flow.rebuild import rebuild as read_anew

    with told(intake.KeysUnusable):
        reception = intake.open_reception()
    with told(Broken):
        done = _counted(read_anew(reception), "read anew")
        click.echo(f"{done} deliveries read anew")
        findings.ask_for_all()
        done = _counted(findings.derive_all_stale(), "derived again")
        click.echo(f"{done} answers derived again")
        cases.ask_for_everybody()
        done = _counted(side_by_side(cases.derive_all_stale_people), "persons' cases derived again")
        click.echo(f"{done} persons' cases derived again")


def _counted(batches: "Iterable[int]", what: str) -> int:
    done = 0
    for count in batches:
        done += count
        click.echo(f"{done} {what}", err=True)
    return done


def _as_of(day: datetime, *, as_json: bool) -> None:
    start("app")
    from infreg.flow import asof

    found = asof.cases_as_of(operator(), asof.end_of(day.date()))
    if as_json:
        for case in found:
            click.echo(orjson.dumps(case_row(case)).decode())
        return
    counts = Counter(case.disease for case in found)
    for disease, count in sorted(counts.items()):
        click.echo(f"{count:>7}  {disease}")
    click.echo(f"{counts.total():>7}  cases were known at the end of {day.date().isoformat()}")
