"""Commands for population figures: how many live where, which rates are divided by."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.doors.cli.starting import end, operator, start

if TYPE_CHECKING:
    from infreg.flow.population import Loaded, PopulationYear

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def population() -> None:
    """Population figures: loaded from files, kept in every version. Where none are loaded, rounded figures of
    the counties stand in.

    \b
    Example: infreg population show
    """


@population.command()
@click.argument("file", type=_FILE)
@click.option("--weights", type=_FILE, help="What became of old municipalities, where it is known better.")
@click.option("--source", help="Where the figures are from (default: the file's name).")
@click.option("--because", help="Why, for whoever asks later.")
def load(*, file: Path, weights: Path | None, source: str | None, because: str | None) -> None:
    """Loads FILE, Parquet or CSV, with the columns municipality, year, age, sex (F, M) and population, as of
    1 January. Every year of it takes over for what was loaded of that year before; all of them or none. What
    is wrong stands at FILE:LINE (of Parquet: the number of the row).

    The municipalities of a year may be those of that time or of today. Figures of the time are divided among
    today's by --weights, a CSV with municipality_original, year, municipality_2024 and weighting, else by the
    definition municipality-changes.

    \b
    Example: infreg population load population.parquet --source "Statistics Norway, table 07459"
    """
    start("intake")
    from infreg.definitions.problem_texts import text
    from infreg.flow import population as journey

    try:
        loaded = journey.load(operator(), file, weights=weights, source=source, because=because)
    except journey.Refused as refused:
        for line in refused.lines("en"):
            click.echo(line, err=True)
        end(f"{len(refused.problems)} faults; nothing was loaded, and the figures are as before.")
    _tell(loaded)
    for note in loaded.notes:
        click.echo(text(note, "en"), err=True)


def _tell(loaded: "Loaded") -> None:
    for word, years in (("loaded", loaded.added), ("unchanged", loaded.unchanged)):
        for one in years:
            click.echo(f"{word:<9}  {one.year}  {one.places:>3} municipalities  {one.persons:>9} persons")


@population.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def show(*, as_json: bool) -> None:
    """Shows which years there are figures for, of how many places and people, and where they are from.

    \b
    Example: infreg population show --json
    """
    start("app")
    from infreg.flow import population as journey

    for one in journey.years(operator()):
        click.echo(orjson.dumps(_row(one)).decode() if as_json else _line(one))


def _row(one: "PopulationYear") -> dict[str, Any]:
    return {
        "year": one.year,
        "of": "municipalities" if one.municipal else "counties",
        "places": one.places,
        "persons": one.persons,
        "rounded": not one.municipal,
        "source": one.source,
        "by": one.by,
        "because": one.because,
        "known_from": one.known_from.isoformat(),
        "hash": one.hash,
    }


def _line(one: "PopulationYear") -> str:
    of = "municipalities" if one.municipal else "counties, rounded"
    return f"{one.year}  {one.persons:>9} persons in {one.places:>3} {of:<17}  {one.source}"
