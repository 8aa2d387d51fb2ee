"""Protected addresses from the command line. Numbers come by standard input or a file, never as arguments:
those stand in the shell's history and the machine's list of processes."""

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

import click
import orjson

from infreg.doors.cli.starting import end, operator, start, told
from infreg.vocabulary.time import in_oslo

if TYPE_CHECKING:
    from infreg.access.actor import Actor

_NUMBERS = click.option(
    "--file",
    "numbers",
    type=click.File("r", encoding="utf-8", errors="replace"),
    default="-",
    help="A file with one number a line; without it, standard input.",
)


@click.group()
def protected() -> None:
    """Persons whose address is protected: where they live, who takes samples of them and who asks for them is
    hidden from all but the officers named to see it.

    \b
    Example: infreg protected list
    """


@protected.command()
@_NUMBERS
def add(*, numbers: IO[str]) -> None:
    """Protects the persons whose numbers are given, one a line.

    \b
    Example: infreg protected add --file numbers.txt
    """
    start("intake")
    from infreg.flow import protecting

    _each(numbers, protecting.protect, "protected", "protected already")


@protected.command()
@_NUMBERS
def remove(*, numbers: IO[str]) -> None:
    """Ends the protection of the persons whose numbers are given, one a line.

    \b
    Example: infreg protected remove --file numbers.txt
    """
    start("intake")
    from infreg.flow import protecting

    _each(numbers, protecting.unprotect, "no longer protected", "not protected before")


@protected.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def listed(*, as_json: bool) -> None:
    """Tells how many persons are protected, and since when. Never who they are.

    \b
    Example: infreg protected list
    """
    start("app")
    from infreg.flow import protecting

    since = [in_oslo(each).date().isoformat() for each in protecting.protected_since(operator())]
    if as_json:
        click.echo(orjson.dumps({"protected": len(since), "since": since}).decode())
    elif since:
        click.echo(f"{len(since)} protected, the first since {since[0]}, the latest since {since[-1]}.")
    else:
        click.echo("Nobody is protected.")


def _each(numbers: IO[str], do: "Callable[[Actor, str], bool]", done: str, already: str) -> None:
    """Does it for each number. What is no number is told by its line, never repeated."""
    from infreg.flow import protecting

    counts = {done: 0, already: 0}
    wrong = []
    with told(protecting.KeysUnusable):
        for place, number in _lines(numbers):
            try:
                counts[done if do(operator(), number) else already] += 1
            except protecting.NoSuchPerson as fault:
                wrong.append(f"line {place}: {fault}")
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    if wrong:
        end("\n".join(wrong), 1)


def _lines(numbers: IO[str]) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(numbers, 1):
        if line.strip():
            yield place, line.strip()
