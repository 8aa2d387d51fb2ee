"""Commands of reception: hand over, see what was understood, fetch the receipt."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import REGISTRY_OFFICER
from infreg.definitions.problem_texts import text
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
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@_LANGUAGE
def receive(paths: tuple[Path, ...], sender: str | None, *, as_json: bool, lang: "Language") -> None:
    """Takes files and folders in: seals each, understands it, writes its receipt.

    A line for each file, in order, after it is safe. Ends with code 0 unless something could not even be
    sealed; a file that was received before is a duplicate and has the first one's receipt.

    \b
    Example: infreg receive answers/ --json
    """
    start("intake")
    from infreg.flow import intake

    with told(intake.KeysUnusable):
        reception = intake.open_reception(deliverer=_party(sender))
    unsealed = 0
    for delivered in intake.receive(reception, _deliveries(paths)):
        unsealed += delivered.receipt is None
        click.echo(_line(delivered, lang, as_json=as_json))
    # What an earlier process sealed and was cut off from is taken in by whoever comes next.
    while intake.take_in_waiting(reception):
        pass
    sys.exit(1 if unsealed else 0)


def _party(sender: str | None) -> Party | None:
    """`TYPE:ID`, or a bare organisation number; None is whoever works at this machine."""
    if sender is None:
        return None
    id_type, _, identifier = sender.rpartition(":")
    if not identifier.strip():
        end("--sender needs an identifier, e.g. ENH:974760924 or HER:13.")
    return Party(id=identifier.strip(), id_type=id_type.strip().upper() or "ENH")


def _deliveries(paths: Iterable[Path]) -> "Iterator[Delivery]":
    """Files as named; of a folder every file below it, sorted, hidden ones left out."""
    from infreg.flow.intake import Delivery

    for path in paths:
        for file in _files(path):
            yield Delivery(str(file), file.read_bytes())


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


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

    shown = intake.show(OPERATOR, number)
    if shown is None:
        end(f"Nothing is known under receipt {_safe(number)}. Receipts look like 2F7K-9QXD-3MZT-8WPA.", 1)
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

    with told(intake.KeysUnusable):
        reception = intake.open_reception()
    if form == "json":
        body = intake.find_receipt(reception, number, lang)
    else:
        with told(intake.NoAppRec):
            body = intake.find_sent(reception, number, version, lang)
    if body is None:
        end(f"No receipt {_safe(number)}. Receipts look like 2F7K-9QXD-3MZT-8WPA.", 1)
    sys.stdout.buffer.write(body.rstrip(b"\n") + b"\n")


def _safe(number: str) -> str:
    """A receipt number as typed, unless it is something that should not be repeated."""
    return number if re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", number) else "of that number"
