"""The warehouse from the command line: brought up to now, and what lies in it."""

import os
from typing import TYPE_CHECKING

import click
import orjson

from infreg.doors.cli.serving import end_with
from infreg.doors.cli.starting import end, start, told
from infreg.vocabulary.time import in_oslo

if TYPE_CHECKING:
    from infreg.flow.refreshing import Refreshed, TableState

_EMPTY = "The warehouse is empty. infreg warehouse refresh fills it; the worker keeps it fresh."


@click.group()
def warehouse() -> None:
    """The tables that figures are made of: Parquet files by table and month, without names, in the folder
    `warehouse` of the installation. R, DuckDB and Polars read `warehouse/current/TABLE/*.parquet` as it lies.

    \b
    Example: infreg warehouse show
    """


@warehouse.command()
@click.option(
    "--full", is_flag=True, help="Writes everything anew, also what has not changed, and what was lost."
)
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.option("--parent", type=int, hidden=True)
def refresh(*, full: bool, as_json: bool, parent: int | None) -> None:
    """Brings the warehouse up to now: what has changed is written anew, and all of it takes the place of what
    was there in one step. The worker does this while it runs. Cut off, it leaves what was there.

    \b
    Example: infreg warehouse refresh
    """
    end_with(parent)
    start("insight")
    from infreg.flow import refreshing

    with told(refreshing.Unusable):
        done = refreshing.refresh(os.environ, full=full)
    if parent is not None:  # nobody reads it: the worker started this
        return
    if as_json:
        click.echo(orjson.dumps(_refreshed(done)).decode())
        return
    for name, written in sorted(done.tables.items()):
        click.echo(f"{name:<16}{written.rows:>12} rows in {written.files} files")
    what = "Written" if done.tables else "Nothing had changed"
    at = in_oslo(done.known_at)
    click.echo(
        f"{what} in {done.seconds:.1f} seconds. The warehouse shows what was known {at:%Y-%m-%d %H:%M:%S}."
    )


def _refreshed(done: "Refreshed") -> dict[str, object]:
    return {
        "generation": done.generation,
        "known_at": done.known_at,
        "seconds": round(done.seconds, 3),
        "tables": {
            name: {"rows": written.rows, "files": written.files} for name, written in done.tables.items()
        },
    }


@warehouse.command()
@click.option("--json", "as_json", is_flag=True, help="A table a line.")
def show(*, as_json: bool) -> None:
    """Tells what lies in the warehouse: tables, how many rows, the months that they are of, and until when
    the warehouse knows.

    \b
    Example: infreg warehouse show
    """
    start("insight")
    from infreg.flow import refreshing

    found = refreshing.find(os.environ)
    if found is None:
        end(_EMPTY, 1)
    known_at, tables = found
    if as_json:
        for each in tables:
            click.echo(orjson.dumps({**_state(each), "known_at": known_at}).decode())
        return
    for each in tables:
        months = " to ".join(each.months) if each.months else "-"
        click.echo(
            f"{each.table:<28}{each.rows:>12}  {months:<20}{each.bytes / 1e6:>9.1f} MB  {each.title['en']}"
        )
    click.echo(f"\nAs known {in_oslo(known_at):%Y-%m-%d %H:%M:%S}.")


def _state(each: "TableState") -> dict[str, object]:
    first, last = each.months or (None, None)
    return {
        "table": each.table,
        "rows": each.rows,
        "files": each.files,
        "bytes": each.bytes,
        "first": first,
        "last": last,
    }
