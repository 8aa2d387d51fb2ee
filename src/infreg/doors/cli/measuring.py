"""Measures from the command line: which there are, and the figures of one."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.starting import end, operator, start
from infreg.doors.figure_lines import as_lines
from infreg.vocabulary.figures import Borders, Per, Question

if TYPE_CHECKING:
    from infreg.flow.insight import Measure
    from infreg.vocabulary.figures import Figures

_DAY = click.DateTime(["%Y-%m-%d"])
_NO_WAREHOUSE = "The warehouse is empty. infreg warehouse refresh fills it; the worker keeps it fresh."


class Kept(click.ParamType[tuple[str, str]]):
    """A stratum and one of its values."""

    name = "STRATUM=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        stratum, separator, kept = str(value).partition("=")
        if not separator or not stratum or not kept:
            self.fail(f"{value} is not written as disease=measles", param, ctx)
        return stratum, kept


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="Which measures there are, and what each counts.")
@click.option("--by", multiple=True, help="A stratum; may be said again, or several with commas between.")
@click.option("--from", "first", type=_DAY, help="The first day of the event.")
@click.option("--to", "last", type=_DAY, help="The last day of the event.")
@click.option("--as-of", "as_of", type=_DAY, help="Only what was known when this day ended.")
@click.option(
    "--where", multiple=True, type=Kept(), help="Keeps some values of a stratum; may be said again."
)
@click.option(
    "--borders", type=click.Choice([each.value for each in Borders]), default="now", show_default=True
)
@click.option("--per", type=click.Choice([each.value for each in Per]), default="year", show_default=True)
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "csv", "json", "parquet"]), default="text")
@click.option("--json", "as_json", is_flag=True, help="With --list: one object a line.")
def measure(*, name: str | None, listed: bool, as_json: bool, form: str, engine: str, **asked: Any) -> None:
    """Counts the measure NAME in the warehouse, by strata, for a period, as known on a day.

    A rate is per 100,000 and year; with --per period it is per 100,000 through the period asked for. By
    today's municipalities, or with --borders then by those there were. What is not known is a stratum of its
    own, so that the parts sum to the whole.

    \b
    Example: infreg measure incidence --by county --by year --where disease=salmonellosis
             infreg measure resistant --by year --as-of 2026-03-14 --format csv
    """
    if listed or name is None:
        _list(as_json=as_json)
        return
    start("app")
    question = Question(
        name,
        by=tuple(part for said in asked["by"] for part in said.split(",") if part),
        first=_day(asked["first"]),
        last=_day(asked["last"]),
        as_of=_day(asked["as_of"]),
        borders=Borders(asked["borders"]),
        per=Per(asked["per"]),
        where=_where(asked["where"]),
    )
    _write(_figures(question, engine), form)


def _list(*, as_json: bool) -> None:
    from infreg.flow import insight

    for each in insight.measures():
        click.echo(orjson.dumps(_row(each)).decode() if as_json else f"{each.name:<24}  {each.counts['en']}")


def _row(each: "Measure") -> dict[str, Any]:
    return {
        "name": each.name,
        "version": each.version,
        "title": dict(each.title),
        "counts": dict(each.counts),
        "population": dict(each.population),
        "shape": each.shape.value,
        "tables": each.tables,
        "strata": each.strata,
        "always": each.always,
        "limitations": [dict(said) for said in each.limitations],
    }


def _figures(question: Question, engine: str) -> "Figures":
    from infreg.flow import insight

    try:
        return insight.ask(operator(), question, engine=engine)
    except insight.NotAsked as refused:
        end(f"{refused} (infreg measure --list --json says what may be asked)")
    except insight.NoWarehouse:
        end(_NO_WAREHOUSE, 1)


def _write(figures: "Figures", form: str) -> None:
    from infreg.flow import insight

    if form == "text":
        for line in as_lines(figures):
            click.echo(line)
        return
    sys.stdout.buffer.write(insight.written(figures, form))


def _where(said: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]] | None:
    kept: dict[str, tuple[str, ...]] = {}
    for stratum, value in said:
        kept[stratum] = (*kept.get(stratum, ()), value)
    return kept or None


def _day(said: datetime | None) -> date | None:
    return said.date() if said else None
