"""Commands of Synthetic Norway: made-up people and answers, with the truth beside them."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from infreg.doors.cli.starting import end

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from infreg.flow.synthesis import Progress


@click.group()
def synthetic() -> None:
    """Synthetic Norway: people nobody is, and what laboratories would say of them.

    \b
    Example: infreg synthetic write norway --messages 20000 --persons 10000 --months 24 --seed 1
    """


@synthetic.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--messages", type=click.IntRange(100, 100_000_000), required=True, help="So many, exactly.")
@click.option("--persons", type=click.IntRange(100, 10_000_000), required=True, help="How many live there.")
@click.option(
    "--months", type=click.IntRange(1, 600), required=True, help="From the first specimen to the last."
)
@click.option("--seed", type=int, required=True, help="The same seed, the same bytes.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2026-10-31",
    show_default=True,
    help="The last day: nothing leaves a laboratory after it.",
)
@click.option(
    "--population",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV with number,population of municipalities (default: as the definitions tell).",
)
@click.option("--processes", type=click.IntRange(1, 256), help="Default: one for each core.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as one object.")
def write(  # noqa: PLR0913 - one for each option
    *,
    folder: Path,
    messages: int,
    persons: int,
    months: int,
    seed: int,
    until: datetime,
    population: Path | None,
    processes: int | None,
    as_json: bool,
) -> None:
    """Writes FOLDER/messages/DAY/*.xml and FOLDER/truth. FOLDER must be empty or not there yet. What is
    written depends on nothing but the numbers asked for: not on the day, the machine, or the processes.

    \b
    Example: infreg synthetic write norway --messages 20000 --persons 10000 --months 24 --seed 1
    """
    from infreg.flow import synthesis

    wish = synthesis.Wish(persons, months, messages, seed, until.date(), population, processes)
    try:
        world = synthesis.write(folder, wish, _show)
    except synthesis.FolderNotEmpty:
        end(f"{folder} is not empty. Give the name of a folder that is, or of one that is not there yet.")
    except synthesis.PopulationUnusable as fault:
        end(str(fault))
    except OSError as fault:
        end(f"{folder} cannot be written: {fault.strerror}. What was written so far is of no use.")
    click.echo(orjson.dumps(world).decode() if as_json else _line(folder, world))


def _show(progress: "Progress") -> None:
    click.echo(f"{progress.messages} of {progress.of} messages", err=True)


def _line(folder: Path, world: "Mapping[str, Any]") -> str:
    return f"{world['messages']} messages of {world['from']} to {world['to']} in {folder}"
