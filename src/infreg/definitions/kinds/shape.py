"""What a kind of definition is made of. A new kind is one `Kind`, and everything that reads, checks, stores,
asks and describes definitions follows it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial


class CellType(StrEnum):
    """What a cell holds, and as what it is read: text, code, choice and condition as str, yes-no as bool,
    day as date, number as Decimal, texts as a tuple of str. An empty cell is None."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    CONDITION = "condition"
    YES_NO = "yes-no"
    DAY = "day"
    NUMBER = "number"
    TEXTS = "texts"


class CodeForm(StrEnum):
    """How codes are written, as regular expressions."""

    UPPER = r"[A-Z0-9][A-Z0-9_-]{0,19}"
    KEBAB = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    #: A code of somebody else's system.
    FREE = r"\S+(?: \S+)*"
    COUNTY = r"[0-9]{2}"
    MUNICIPALITY = r"[0-9]{4}"
    #: An official identifier after its type, as messages name parties.
    OFFICIAL = r"[A-Z]{2,10}:[A-Za-z0-9][A-Za-z0-9.-]{0,39}"


#: One of each, to tell people how a code is written.
EXAMPLES: Mapping[CodeForm, str] = {
    CodeForm.UPPER: "ESCCOL",
    CodeForm.KEBAB: "joint-fluid",
    CodeForm.FREE: "2.16.578.1.12.4.1.1.8340",
    CodeForm.COUNTY: "03",
    CodeForm.MUNICIPALITY: "0301",
    CodeForm.OFFICIAL: "HER:13",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows, or a field of the header.

    `refers_to` names the kind whose key the value must be, on every day that the row holds for; with
    `law_checks_reference` the kind's laws say when instead. `by_normal`: values are the same when
    `infreg.vocabulary.words.normal` makes them so. `within` is the table of a `[[rule]]` it stands in.
    """

    name: str
    type: CellType
    about: str
    required: bool = False
    values: tuple[str, ...] = ()
    form: CodeForm = CodeForm.FREE
    least: int | None = None
    whole: bool = False
    refers_to: str | None = None
    law_checks_reference: bool = False
    by_normal: bool = False
    within: str = ""
    #: Why a condition cannot be read, as sentences; empty when it can.
    check_condition: Callable[[str], list[str]] | None = None


text = partial(Column, type=CellType.TEXT)
code = partial(Column, type=CellType.CODE)
choice = partial(Column, type=CellType.CHOICE)
condition = partial(Column, type=CellType.CONDITION)
yes_no = partial(Column, type=CellType.YES_NO)
day = partial(Column, type=CellType.DAY)
number = partial(Column, type=CellType.NUMBER)
texts = partial(Column, type=CellType.TEXTS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition.

    `key` are the columns (or fields of the header) that are together unique on any one day, in all
    definitions of the kind; `means` what a key stands for: one key with two meanings is a contradiction, one
    told twice only superfluous. `laws` are names of functions in `checking`, over all rows of the kind.
    `rows_table` is the array of tables that has the rows; empty where they stand in a CSV. With
    `rows_optional` there may be none of them. `named_in` is a column of every row that nobody writes: it has
    the definition's name.
    """

    name: str
    title: Mapping[str, str]
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    means: tuple[str, ...] = ()
    header: tuple[Column, ...] = ()
    laws: tuple[str, ...] = ()
    rows_table: str = ""
    rows_optional: bool = False
    named_in: str = ""
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = (code(self.named_in, about="The definition's name."),) if self.named_in else ()
        columns = (*named, *self.header, *self.row_columns)
        object.__setattr__(self, "by_name", {each.name: each for each in columns})

    @property
    def has_rules(self) -> bool:
        """Whether its rows are rules, tried in their order, rather than a table's."""
        return "when" in self.by_name

    @property
    def row_columns(self) -> tuple[Column, ...]:
        """The kind's own, and those that every row may have."""
        return (*self.columns, *ROW_COLUMNS)

    @property
    def header_fields(self) -> tuple[Column, ...]:
        """Those of every definition (but `title` and the rows themselves), and the kind's own."""
        return (*HEADER_FIELDS, *(() if self.rows_table else (ROWS_FIELD,)), *self.header)


STATUSES = ("verified", "unverified")

HEADER_FIELDS = (
    code("kind", about="Which kind of definition this is.", required=True, form=CodeForm.KEBAB),
    code("name", about="Unique within the kind.", required=True, form=CodeForm.KEBAB),
    day("valid_from", about="The first day, of events (sampling), that it holds for.", required=True),
    day("valid_to", about="The last day it holds for; absent: until a later version."),
    text("source", about="Where the facts are from.", required=True),
    choice(
        "status", about="Whether somebody has compared it with its source.", required=True, values=STATUSES
    ),
)
ROWS_FIELD = text("rows", about="The CSV file with the rows, in the same folder.", required=True)

ROW_COLUMNS = (
    day("valid_from", about="The first day the row holds for; empty: as the file."),
    day("valid_to", about="The last day the row holds for; empty: as the file."),
    text("source", about="Where this row is from; empty: as the file."),
    choice("status", about="Of this row; empty: as the file.", values=STATUSES),
)


def fits(form: CodeForm, value: str) -> bool:
    """Whether a code is written in its form."""
    return re.fullmatch(form.value, value) is not None
