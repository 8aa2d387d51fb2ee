"""Commands of reception: hand over, see what was understood, fetch the receipt."""

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
import orjson

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.definitions.problem_texts import text
from infreg.doors.cli import reconciling
from infreg.doors.cli.shown import as_promised
from infreg.doors.cli.starting import end, start, told
from infreg.vocabulary.answer import Party

if TYPE_CHECKING:
    from infreg.flow.intake import AppRecVersion, Delivered, Delivery, Language

_LANGUAGE = click.option("--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True)
#: Whoever may run commands here works as a registry officer.
OPERATOR = Actor(name="operator", role=REGISTRY_OFFICER, purpose=Purpose.QUALITY)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--sender", metavar="ORG", help="Who hands the files over, e.g. ENH:974760924 or HER:13.")
@click.option("--held", is_flag=True, help="Try again what is held, first.")
@click.option(
    "--manifest",
    type=click.File(encoding="utf-8-sig"),
    help="The sender's list of message ids, one a line: told is what never came, and what is not listed.",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The manifest's day (default: today).")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@_LANGUAGE
def receive(
    paths: tuple[Path, ...],
    sender: str | None,
    *,
    held: bool,
    manifest: TextIO | None,
    day: datetime | None,
    as_json: bool,
    lang: "Language",
) -> None:
    """Takes files, folders and zip files in: seals each message, understands it, writes its receipt.

    A line for each, in order, after it is safe. Ends with code 0 unless something could not even be sealed;
    what was received before is a duplicate and has the first one's receipt.

    \b
    Example: infreg receive answers/ --json
             infreg receive --manifest sent-today.txt --sender HER:13
    """
    start("intake")
    from infreg.flow import intake
    from infreg.flow.rebuild import retry_held

    party = party_of(sender)
    with told(intake.KeysUnusable):
        reception = intake.open_reception(deliverer=party)
    if held:
        click.echo(f"{sum(retry_held(reception))} held deliveries tried again", err=as_json)
    unsealed = 0
    for delivered in intake.receive(reception, _deliveries(paths)):
        unsealed += delivered.receipt is None
        click.echo(_line(delivered, lang, as_json=as_json))
    # What an earlier process sealed and was cut off from is taken in by whoever comes next.
    while intake.take_in_waiting(reception):
        pass
    if manifest:
        for line in reconciling.lines(manifest, day, party, as_json=as_json):
            click.echo(line)
    sys.exit(1 if unsealed else 0)


def party_of(sender: str | None) -> Party | None:
    """`TYPE:ID`, or a bare organisation number; None is whoever works at this machine."""
    if sender is None:
        return None
    id_type, _, identifier = sender.rpartition(":")
    if not identifier.strip() or not sender.isprintable():
        end("--sender needs an identifier, e.g. ENH:974760924 or HER:13.")
    return Party(id=identifier.strip(), id_type=id_type.strip().upper() or "ENH")


def _deliveries(paths: Iterable[Path]) -> "Iterator[Delivery]":
    """Files as named; of a folder every file below it, sorted, hidden ones left out."""
    for path in paths:
        yield from map(delivery_of, _files(path))


def _files(path: Path) -> Iterator[Path]:
    """A folder that cannot be looked into stands for itself, as something that cannot be read. Pipes and
    the like in a folder are no deliveries; one named alone is read to its end."""
    if not path.is_dir():
        yield path
        return
    closed: list[OSError] = []
    walked = os.walk(path, onerror=closed.append)
    found = [Path(folder, name) for folder, _, names in walked for name in names]
    shown = [f for f in found if not any(part.startswith(".") for part in f.relative_to(path).parts)]
    files = [file for file in shown if not _is_special(file)]
    yield from sorted([*files, *(Path(error.filename) for error in closed)])


def _is_special(file: Path) -> bool:
    """A pipe, socket or device, which would hold us up. What leads nowhere is a file that cannot be read."""
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return False


def delivery_of(file: Path) -> "Delivery":
    """As much of a file as can be sealed, and one byte more to tell that it cannot. It may lead nowhere, be
    closed to us, or be moved away meanwhile."""
    from infreg.flow.intake import LIMIT_BYTES, Delivery

    try:
        with file.open("rb") as handle:
            return Delivery(_name(file), handle.read(LIMIT_BYTES + 1))
    except OSError:
        return Delivery(_name(file), b"", unreadable=True)


def _name(file: Path) -> str:
    """A file's name for one line of a screen or of JSON: what is no text, or moves the cursor, escaped."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in str(file)
    )


def _line(delivered: "Delivered", lang: str, *, as_json: bool) -> str:
    problems = [
        {"code": p.code, "level": p.level.value, "at": p.at, "text": text(p, lang)}
        for p in delivered.problems
    ]
    receipt = str(delivered.receipt) if delivered.receipt else None
    if as_json:
        row = {
            "file": delivered.name,
            "receipt": receipt,
            "status": delivered.status.value,
            "problems": problems,
        }
        return orjson.dumps(row).decode()
    lines = [f"{receipt or '-':<19}  {delivered.status.value:<22}  {delivered.name}"]
    return "\n".join([*lines, *(f"    {p['code']}: {p['text']}" for p in problems)])


@click.command()
@click.argument("number", metavar="RECEIPT")
@click.option("--json", "as_json", is_flag=True, help="The promise to other programs; the default too.")
def show(number: str, *, as_json: bool) -> None:
    """What was understood of a message: pseudonymous, with the history of its answers, as JSON.

    \b
    Example: infreg show 2F7K-9QXD-3MZT-8WPA --json
    """
    del as_json
    start("app")
    from infreg.flow import intake

    number = _number(number)
    shown = intake.show(OPERATOR, number)
    if shown is None:
        end(f"Nothing is known under receipt {number}.", 1)
    click.echo(orjson.dumps(as_promised(shown), option=orjson.OPT_INDENT_2).decode())


@click.command()
@click.argument("number", metavar="RECEIPT")
@click.option("--format", "form", type=click.Choice(["apprec", "json"]), default="json", show_default=True)
@click.option("--apprec", "version", type=click.Choice(["1.0", "1.1"]), default="1.0", show_default=True)
@_LANGUAGE
def receipt(number: str, form: str, version: "AppRecVersion", lang: "Language") -> None:
    """The receipt that went back to the sender; an AppRec in Norwegian is the very bytes that were made.

    \b
    Example: infreg receipt 2F7K-9QXD-3MZT-8WPA --format apprec --apprec 1.1
    """
    start("intake")
    from infreg.flow import intake

    number = _number(number)
    with told(intake.KeysUnusable):
        reception = intake.open_reception()
    if form == "json":
        body = intake.find_receipt(reception, number, lang)
    else:
        with told(intake.NoAppRec):
            body = intake.find_sent(reception, number, version, lang)
    if body is None:
        end(f"No receipt {number}.", 1)
    click.echo(body.rstrip(b"\n"))


def _number(typed: str) -> str:
    """A receipt's number as it is stored. What is none may be something that should not be repeated."""
    number = typed.strip().upper()
    if not re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", number):
        end("Nothing is known under that number. Receipts look like 2F7K-9QXD-3MZT-8WPA.", 1)
    return number
