"""The lists that the warehouse's columns take their codes from: every code that ever held, with its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infreg.definitions.definition import Definition
from infreg.definitions.kinds import KINDS
from infreg.definitions.snapshot import Row

_LANGUAGES = ("nb", "en")
#: The column that says what a row is called in every language, where its kind has one.
_NAME = "name"
_SYSTEMS = "code-system"


class UnknownList(Exception):
    """No definition has codes of this name."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code, and what it is called by language."""

    code: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list by the name that columns know it by. `kind` and `definition` are where its codes stand;
    `definition` is None where each code is a definition of its own."""

    name: str
    title: Mapping[str, str]
    kind: str
    definition: str | None
    codes: tuple[Code, ...]


def code_list(definitions: Iterable[Definition], name: str) -> CodeList:
    """The list of a name: that of a kind, or of a code system. A code that several versions have is called
    what the latest calls it. Raises UnknownList."""
    mine = sorted(
        (each for each in definitions if each.kind == name or (each.kind, each.name) == (_SYSTEMS, name)),
        key=lambda each: (each.name, each.valid_from),
    )
    if not mine:
        raise UnknownList(name)
    kind = KINDS[mine[0].kind]
    if kind.rows_table:
        found = {each.name: each.title for each in mine}
        return CodeList(name, kind.title, kind.name, None, _codes(found))
    column = kind.key[-1]
    found = {str(row[column]): _texts(row, column) for each in mine for row in each.rows}
    title = mine[-1].title if kind.name == _SYSTEMS else kind.title
    return CodeList(name, title, kind.name, mine[0].name, _codes(found))


def _texts(row: Row, column: str) -> Mapping[str, str]:
    """What a row is called; its code where it is called nothing."""
    named = row.get(_NAME)
    return {language: str(named or row.get(language) or row[column]) for language in _LANGUAGES}


def _codes(found: Mapping[str, Mapping[str, str]]) -> tuple[Code, ...]:
    return tuple(Code(code, found[code]) for code in sorted(found))
