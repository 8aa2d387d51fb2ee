"""Commands for dated definitions: code lists, names, rules."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson

from infreg.doors.cli.case_rows import effect_row
from infreg.doors.cli.starting import end, operator, start
from infreg.vocabulary.time import OSLO

if TYPE_CHECKING:
    from infreg.definitions.book import Version
    from infreg.definitions.definition import Definition
    from infreg.flow.definitions import Refused

_JSON = click.option("--json", "as_json", is_flag=True, help="One object a line.")
_AS_OF = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="What holds for events of this day (default: today)."
)


@click.group()
def definitions() -> None:
    """Dated definitions: loaded into the running register, kept in every version.

    \b
    Example: infreg definitions list
    """


@definitions.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Loads nothing: tells which cases it would gain, lose, change.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: one object a line.")
def load(*, paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Loads definitions: each PATH a TOML file, its CSV beside it; a folder for all that are in it. All of
    them or none. What was not understood before is read again at once, and the cases of whom they concern are
    derived again.

    \b
    Example: infreg definitions load my-disease.toml --dry-run
             infreg definitions load my-disease.toml
    """
    start("intake")
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    if dry_run:
        _try(files, as_json=as_json)
    else:
        _load(files)


def _try(files: list[Path], *, as_json: bool) -> None:
    from infreg.flow import trying
    from infreg.flow.definitions import Refused

    try:
        effects = trying.try_definitions(operator(), files)
    except Refused as refused:
        _refuse(refused)
    for one in effects:
        line = f"{one.disease:<26} gained {one.gained}, lost {one.lost}, changed {one.changed}"
        click.echo(orjson.dumps(effect_row(one)).decode() if as_json else line)
    if not as_json:
        click.echo("Nothing was loaded." if effects else "Nothing was loaded, and no case would change.")


def _refuse(refused: "Refused") -> NoReturn:
    for line in refused.lines("en"):
        click.echo(line, err=True)
    end(f"{len(refused.faults)} faults; nothing was loaded, and the register is as before.")


def _load(files: list[Path]) -> None:
    from infreg.flow import cases, deriving
    from infreg.flow import definitions as journey

    try:
        loaded = journey.load(operator(), files)
    except journey.Refused as refused:
        _refuse(refused)
    for definition in loaded.added:
        click.echo(f"loaded     {_named(definition)}, {len(definition.rows)} rows")
    for definition in loaded.unchanged:
        click.echo(f"unchanged  {_named(definition)}")
    done = sum(deriving.derive_all_stale())
    if done:
        click.echo(f"{done} answers read again")
    done = sum(cases.derive_all_stale_people())
    if done:
        click.echo(f"{done} persons' cases derived again")


def _named(definition: "Definition") -> str:
    return f"{definition.kind} {definition.name}, valid from {definition.valid_from.isoformat()}"


@definitions.command("list")
@click.option("--kind", help="Of one kind only, such as organism-names.")
@_JSON
def listed(*, kind: str | None, as_json: bool) -> None:
    """Lists the definitions that stand, in every period they hold for.

    \b
    Example: infreg definitions list --kind code-system
    """
    start("app")
    from infreg.flow import definitions as journey

    for version in journey.book(operator()).latest():
        if kind in (None, version.definition.kind):
            click.echo(orjson.dumps(_row(version)).decode() if as_json else _line(version))


def _row(version: "Version") -> dict[str, Any]:
    definition = version.definition
    return {
        "kind": definition.kind,
        "name": definition.name,
        "valid_from": definition.valid_from.isoformat(),
        "valid_to": definition.valid_to.isoformat() if definition.valid_to else None,
        "status": definition.status,
        "rows": len(definition.rows),
        "known_from": version.known_from.isoformat(),
        "title": dict(definition.title),
        "source": definition.source,
        "hash": definition.hash,
    }


def _line(version: "Version") -> str:
    definition = version.definition
    until = f" to {definition.valid_to.isoformat()}" if definition.valid_to else ""
    return (
        f"{definition.kind:<20} {definition.name:<24} {len(definition.rows):>6} rows  {definition.status:<10}"
        f" valid from {definition.valid_from.isoformat()}{until}"
    )


@definitions.command()
@click.argument("kind")
@click.argument("name")
@_AS_OF
@_JSON
def show(*, kind: str, name: str, as_of: datetime | None, as_json: bool) -> None:
    """Shows the rows of a definition as they hold on a day.

    \b
    Example: infreg definitions show code-system volven-8271 --as-of 2018-05-17
    """
    start("app")
    from infreg.flow import definitions as journey

    book = journey.book(operator())
    if not book.history(kind, name):
        end(f"There is no definition {kind} {name}. infreg definitions list shows which there are.")
    day = as_of.date() if as_of else datetime.now(OSLO).date()
    for row in journey.rows_on(book, kind, name, day):
        said = {column: _plain(cell) for column, cell in row.items() if cell is not None}
        click.echo(orjson.dumps(said).decode() if as_json else "  ".join(f"{k}={v}" for k, v in said.items()))


def _plain(cell: object) -> object:
    """A cell as JSON has it."""
    if isinstance(cell, date):
        return cell.isoformat()
    return list(cell) if isinstance(cell, tuple) else cell if isinstance(cell, bool | str) else str(cell)


@definitions.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--classification", type=int, required=True, help="Its number in KLASS, e.g. 131.")
@click.option(
    "--kind", type=click.Choice(["code-system", "counties", "municipalities"]), default="code-system"
)
@click.option("--name", help="What the definition is called (default: klass-NUMBER).")
@click.option("--title-nb", required=True, help="Its title in Norwegian.")
@click.option("--title-en", required=True, help="Its title in English.")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Its first day.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder for it."
)
def klass(*, file: Path, into: Path, **said: Any) -> None:
    """Makes a definition of an official list: FILE is the CSV that Statistics Norway's KLASS gives out, or
    that ssb-klass-python writes. Look at it, then load it.

    \b
    Example: infreg definitions klass 131.csv --classification 131 --title-nb "Kommuner"
             --title-en "Municipalities" --valid-from 2020-01-01
    """
    from infreg.definitions.klass import NotKlass, Wanted, from_klass

    number = said["classification"]
    wanted = Wanted(
        kind=said["kind"],
        name=said["name"] or f"klass-{number}",
        classification=number,
        title={"nb": said["title_nb"], "en": said["title_en"]},
        valid_from=said["valid_from"].date(),
    )
    try:
        files = from_klass(file.read_bytes(), wanted)
    except NotKlass as fault:
        end(f"{file.name}: {fault}")
    into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (into / name).write_bytes(content)
        click.echo(f"wrote {into / name}")
    click.echo(f"Look at them, then say: infreg definitions load {into / wanted.name}.toml")
