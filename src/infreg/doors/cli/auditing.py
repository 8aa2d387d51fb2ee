"""The log from the command line: listed, exported, its proof checked, its checkpoints printed."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from infreg.access.actor import Actor, Purpose
from infreg.access.roles import SUPERVISOR
from infreg.doors.cli.starting import end, operator, start, told
from infreg.vocabulary.time import OSLO, in_oslo

if TYPE_CHECKING:
    from infreg.flow.proof import Found, PublicKey, Verdict
    from infreg.vocabulary.audit import LogEntry

_JSON = click.option("--json", "as_json", is_flag=True, help="One object a line.")
_MOST_NAMED = 20
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def supervisor() -> Actor:
    """Whoever works at this machine, at work to check the log."""
    return Actor(operator().name, SUPERVISOR, Purpose.SUPERVISION)


@click.group()
def audit() -> None:
    """The log of who did what with personal data, and the proof that it is whole.

    \b
    Example: infreg audit verify
    """


@audit.command("list")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="From this day, in Oslo.")
@click.option("--account", help="Of one account only.")
@click.option("--refused", is_flag=True, help="Only what was refused.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True)
@_JSON
def listed(*, since: datetime | None, account: str | None, refused: bool, limit: int, as_json: bool) -> None:
    """Lists the latest events, oldest first, with their numbers. That it was read is itself written.

    \b
    Example: infreg audit list --since 2026-11-01 --refused
    """
    start("auditor")
    from infreg.flow import auditing

    asked = auditing.Wanted(
        since=since.replace(tzinfo=OSLO) if since else None, account=account, refused=refused
    )
    for entry in auditing.find_events(supervisor(), asked, limit=limit):
        click.echo(_row(entry) if as_json else event_line(entry))


def _row(entry: "LogEntry") -> str:
    from infreg.flow import auditing

    row = {"number": entry.number, "event": auditing.event_row(entry.logged) if entry.logged else None}
    return orjson.dumps(row, option=orjson.OPT_UTC_Z).decode()


def event_line(entry: "LogEntry") -> str:
    """An event on one line, whatever somebody typed into it."""
    if entry.logged is None:
        return f"{entry.number:>8}  gone"
    event = entry.logged.event
    number = "-" if entry.number is None else str(entry.number)
    what = " ".join(filter(None, (event.object, event.permission and f"({event.permission})")))
    about = f"  about {event.subject.hex()[:12]}" if event.subject else ""
    erased = "  erased" if entry.logged.salt is None else ""
    why = f'  "{event.reason}"' if event.reason else ""
    who = f"{event.account} ({event.role}, {event.purpose})"
    line = (
        f"{number:>8}  {in_oslo(event.at):%Y-%m-%d %H:%M:%S}  {who}  "
        f"{event.action} {event.outcome}  {what}{about}{why}{erased}"
    )
    # A line's end, or what moves a terminal's cursor, would make it another line.
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line).rstrip()


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Writes the whole log to FILE, as lines of JSON that audit verify --export checks anywhere. It names
    pseudonyms and accounts: keep it as you keep the register.

    \b
    Example: infreg audit export log.jsonl
    """
    start("auditor")
    from infreg.flow import auditing

    lines = 0
    try:
        with file.open("xb") as handle:
            file.chmod(0o600)
            for line in auditing.export(supervisor(), _own_key()):
                handle.write(line)
                lines += 1
    except FileExistsError:
        end(f"There is a file {file} already. Name another, or take it away first.")
    except OSError as fault:
        end(f"Cannot write {file}: {fault.strerror}.")
    click.echo(f"{lines} lines written to {file}")


@audit.command()
@click.option("--export", "exported", metavar="FILE", type=_FILE, help="Checks an export; needs no database.")
@click.option(
    "--checkpoint",
    "kept",
    metavar="FILE",
    type=_FILE,
    multiple=True,
    help="Checkpoints that were kept elsewhere. May be given several times.",
)
@click.option("--key", metavar="PUBLICKEY", help="The key as infreg audit key printed it, or a file with it.")
@_JSON
def verify(*, exported: Path | None, kept: tuple[Path, ...], key: str | None, as_json: bool) -> None:
    """Proves that nothing in the log was changed, removed, inserted or moved since it was signed, or names
    the numbers where something was. Ends with code 1 when something is wrong.

    What was signed proves itself only against checkpoints that were kept where the log's keeper cannot change
    them: name them. Without --export those in the installation's own folder are checked against too.

    \b
    Example: infreg audit verify --checkpoint from-the-supervisor.txt
             infreg audit verify --export log.jsonl --key "$(cat key)" --checkpoint from-the-supervisor.txt
    """
    from infreg.flow import proof

    with told(proof.NoKey):
        known = proof.read_key(_text(key)) if key else None
    outside = [note for file in kept for note in _notes(file)]
    if exported:
        with exported.open("rb") as lines, told(proof.NoKey):
            verdict = proof.verify_export(lines, outside, known)
    else:
        verdict = _verified(outside, known)
    if as_json:
        click.echo(orjson.dumps(_said(verdict), option=orjson.OPT_UTC_Z).decode())
    else:
        for line in _told(verdict, own_key=bool(exported) and known is None):
            click.echo(line)
    sys.exit(1 if verdict.found else 0)


def _verified(outside: list[str], known: "PublicKey | None") -> "Verdict":
    start("auditor")
    from infreg.flow import auditing, sequencing

    try:
        own = list(sequencing.notes_kept())
    except OSError as fault:
        end(f"The folder of checkpoints cannot be read: {fault.strerror}.")
    return auditing.verify(supervisor(), known or _own_key(), [*own, *outside])


def _own_key() -> "PublicKey":
    from infreg.flow import sequencing

    with told(sequencing.KeysUnusable):
        return sequencing.public_key()


def _text(said: str) -> str:
    """A key is said itself, or in a file."""
    try:
        return Path(said).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return said


def _notes(file: Path) -> list[str]:
    from infreg.flow import proof

    notes = list(proof.find_notes(file.read_text(encoding="utf-8", errors="replace")))
    if not notes:
        end(f"{file} holds no checkpoint.")
    return notes


def _said(verdict: "Verdict") -> dict[str, Any]:
    """As programs read it."""
    found = [asdict(each) | {"text": each.text} for each in verdict.found]
    return asdict(verdict) | {"whole": not verdict.found, "found": found}


def _told(verdict: "Verdict", *, own_key: bool) -> Iterator[str]:
    for each in verdict.found:
        yield f"WRONG  {_numbers(each)}{each.text}"
    waiting = ""
    if verdict.unnumbered:
        since = (
            f", the oldest of {in_oslo(verdict.waiting_since):%Y-%m-%d %H:%M:%S}"
            if verdict.waiting_since
            else ""
        )
        waiting = f"; {verdict.unnumbered} wait for a number{since}"
    erased = f"; {verdict.erased} erased as the law asks" if verdict.erased else ""
    head = "NOT WHOLE" if verdict.found else "whole"
    by = "; checked by the key that the export names, not by one you hold" if own_key else ""
    yield (
        f"{head}: {verdict.size} events, the first {verdict.signed} of them signed for "
        f"({verdict.checkpoints} checkpoints, {verdict.outside} kept outside){waiting}{erased}{by}"
    )
    if verdict.out_of_time:
        numbers = ", ".join(map(str, verdict.out_of_time[:_MOST_NAMED]))
        left = len(verdict.out_of_time) - _MOST_NAMED
        more = f" and {left} more" if left > 0 else ""
        yield f"look at {numbers}{more}: older by their own word than what was signed before them"


def _numbers(found: "Found") -> str:
    if found.first is None:
        return ""
    return f"{found.first}: " if found.first == found.last else f"{found.first} to {found.last}: "


@audit.command()
def checkpoint() -> None:
    """Signs the log as it stands now, and prints the latest checkpoint: keep it where nobody who rules this
    machine can change it. It says nothing of any person.

    \b
    Example: infreg audit checkpoint | mail -s checkpoint log@example.org
    """
    start("intake")
    from infreg.flow import sequencing

    with told(sequencing.KeysUnusable):
        sequencer = sequencing.open_sequencer()
    sequencer.number_waiting()
    try:
        with told(sequencing.LogBroken):
            sequencer.sign(at_once=True)
    except OSError as fault:
        end(f"Checkpoints cannot be written to {sequencer.folder}: {fault.strerror}.")
    click.echo(sequencer.latest() or "Nothing was logged yet.", nl=False)


@audit.command()
def key() -> None:
    """Prints the public key that checkpoints are checked by. Whoever holds it needs nothing else of ours.

    \b
    Example: infreg audit key > key
    """
    start("auditor", prepare=False)
    click.echo(str(_own_key()))
