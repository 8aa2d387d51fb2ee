"""The documents about the warehouse, for tools/docs.py: a page a table, one of all measures, and the list of
tables in the page that says how they are read. Made of declarations, and of the definitions that come with
the package.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from infreg.analysis.measure import Measure, Shape
from infreg.definitions.code_lists import CodeList, code_list
from infreg.definitions.shipped import shipped_definitions
from infreg.flow import describing, insight
from infreg.registers import lab, msis
from infreg.storage.warehouse.schema import TYPES
from infreg.vocabulary.warehouse import Column, Kind, Sensitivity, Table, Texts

FOLDER = "docs/warehouse"
#: So many files of a list are named; of more, their folder.
MOST_FILES = 3
MADE = (
    "<!-- Made by tools/docs.py from the declared tables and measures: change those, then `make docs`. -->\n"
)
BEGINS = "<!-- The tables from here to the next mark are made by tools/docs.py. -->"
ENDS = "<!-- So far made by tools/docs.py; the rest is written by hand. -->"

KINDS_OF_VALUE = {
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.DAY: "date in Oslo",
    Kind.TIME: "time in UTC",
    Kind.BOOLEAN: "yes or no",
}
SENSITIVITIES = {
    Sensitivity.OPEN: "nobody's: may stand anywhere",
    Sensitivity.INSTITUTION: "one institution's",
    Sensitivity.PERSON: "one person's, under a pseudonym",
}
REACHES = {
    "country": "the whole country",
    "municipalities": "their own municipalities",
    "own": "their own institutions",
}
SHAPES = {
    Shape.COUNT: "a number",
    Shape.SHARE: "a share, 0 to 1, with Wilson's 95 % interval",
    Shape.RATE: "a rate per 100,000, with the exact 95 % Poisson interval (Garwood)",
    Shape.RATIO: "numerator per denominator, without an interval",
    Shape.DELAY: "days by which half have come, and nine of ten",
}
STANDARDISED = "a rate per 100,000, with the 95 % interval of Fay and Feuer"
REGISTERS = {each.REGISTER.charter.name: each.REGISTER.charter.title for each in (msis, lab)}


def documents(root: Path) -> Iterator[tuple[str, str]]:
    """Each document's path and what it should say today."""
    tables = tuple(insight.tables().values())
    yield f"{FOLDER}/README.md", overview(tables, (root / FOLDER / "README.md").read_text("utf-8"))
    for table in tables:
        yield f"{FOLDER}/{table.name}.md", about(table, root)
    yield f"{FOLDER}/measures.md", measures(insight.measures())


# --- the overview


def overview(tables: Sequence[Table], by_hand: str) -> str:
    """The page with its tables made anew; the rest is written by hand."""
    counted = [table for table in tables if table.name.startswith(describing.AGGREGATE)]
    events = [table for table in tables if table.register and table not in counted]
    beside = [table for table in tables if not table.register and table not in counted]
    sections = [
        ("What has happened", events),
        ("To count by and divide by", beside),
        ("Counted in advance, for pages", counted),
    ]
    lines: list[str] = []
    for title, mine in sections:
        if mine:
            lines += ["", f"## {title}", "", "| table | a row | rows are read by who reaches |"]
            lines += ["| --- | --- | --- |"]
            lines += [
                f"| [`{each.name}`]({each.name}.md) | {each.row['en']} | {readers(each)} |" for each in mine
            ]
    above, _, rest = by_hand.partition(BEGINS)
    return "\n".join([above + BEGINS, *lines, "", ENDS + rest.partition(ENDS)[2]])


def readers(table: Table) -> str:
    """Who reads rows of it through infreg, and by which column."""
    told = []
    for reach, column in table.scope.items():
        told.append(f"{REACHES.get(reach, reach)} (`{column}`)" if column else REACHES.get(reach, reach))
    if table.scope.keys() == REACHES.keys() and not any(table.scope.values()):
        return "everybody who may count"
    return "; ".join(told)


# --- a table


def about(table: Table, root: Path) -> str:
    lines = [
        MADE,
        f"# `{table.name}`: {table.title['en']} ({table.title['nb']})",
        "",
        f"{table.row['en']} *{table.row['nb']}*",
        "",
        *(f"- {line}" for line in facts(table)),
        "",
        "## Lag and backfill",
        "",
        table.lag["en"],
        "",
        f"*{table.lag['nb']}*",
    ]
    if table.limitations:
        lines += ["", "## Limitations", "", *limitations(table.limitations)]
    lines += ["", "## Columns", "", "| column | title | holds | sensitivity |", "| --- | --- | --- | --- |"]
    lines += [row(column, root) for column in table.columns]
    closed = [column for column in table.columns if column.words]
    for column in closed:
        lines += ["", f"### Words of `{column.name}`", "", "| word | nb | en |", "| --- | --- | --- |"]
        lines += [
            f"| `{word}` | {texts['nb']} | {texts['en']} |" for word, texts in (column.words or {}).items()
        ]
    reading = [each for each in insight.measures() if table.name in each.tables]
    if reading:
        named = ", ".join(f"[`{each.name}`](measures.md#{each.name})" for each in reading)
        lines += ["", "## Measures counted from it", "", named]
    return "\n".join(lines) + "\n"


def facts(table: Table) -> Iterator[str]:
    """What holds for the table as a whole."""
    register = REGISTERS.get(table.register or "")
    if register:
        yield f"Register: {register['en']} (`{table.register}`)."
    yield (
        f"Files: one a month of `{table.event}`, and `unknown.parquet`."
        if table.event
        else "Files: `all.parquet`."
    )
    yield (
        "Versions: all, with `known_from` and `known_to`; see [what was known on a day]"
        "(README.md#what-was-known-on-a-day)."
        if table.versioned
        else "Versions: none; the file shows what holds now."
    )
    yield f"Read by: {readers(table)}."


def limitations(said: Sequence[Texts]) -> Iterator[str]:
    return (f"- {each['en']} *{each['nb']}*" for each in said)


def row(column: Column, root: Path) -> str:
    name = f"**`{column.name}`**, required" if column.required else f"`{column.name}`"
    title = f"{column.title['en']} / {column.title['nb']}"
    return f"| {name} | {title} | {holds(column, root)} | {column.sensitivity.value} |"


def holds(column: Column, root: Path) -> str:
    kind = f"{KINDS_OF_VALUE[column.kind]} (`{TYPES[column.kind]}`)"
    if column.words:
        return f"{kind}: {', '.join(f'`{word}`' for word in column.words)}"
    if column.codes:
        return f"{kind}: {codes(code_list(shipped_definitions(), column.codes), root)}"
    return kind


def codes(found: CodeList, root: Path) -> str:
    """How many codes a list has as it comes with the package, and where they stand."""
    count = f"{len(found.codes):,} codes of `{found.name}`"
    files = sorted(path for name in files_of(found) for path in (root / "src/infreg").rglob(name))
    places = files if len(files) <= MOST_FILES else sorted({path.parent for path in files})
    links = ", ".join(f"[{path.name}](../../{path.relative_to(root).as_posix()})" for path in places)
    return f"{count} ({links})"


def files_of(found: CodeList) -> set[str]:
    return {
        each.rows_file
        for each in shipped_definitions()
        if each.kind == found.kind and found.definition in (None, each.name)
    }


# --- measures

ABOUT_MEASURES = """
What may be asked with `infreg measure NAME`, in [Python](../tutorial.md), and on pages. An engine counts the
two integers, numerator and denominator; dividing, intervals and rounding come once, after it, so that every
engine gives the same figure. What is not known is the stratum `unknown`. A measure whose meaning changes gets
a new version.
""".strip().splitlines()


def measures(every: Sequence[Measure]) -> str:
    lines = [
        MADE,
        "# Measures",
        "",
        *ABOUT_MEASURES,
        "",
        "| measure | title | told as |",
        "| --- | --- | --- |",
    ]
    lines += [f"| [`{each.name}`](#{each.name}) | {each.title['en']} | {told_as(each)} |" for each in every]
    for each in every:
        lines += ["", *measure(each)]
    return "\n".join(lines) + "\n"


def measure(each: Measure) -> Iterator[str]:
    yield f"## {each.name}"
    yield ""
    yield f"**{each.title['en']}** (*{each.title['nb']}*), version {each.version}"
    yield ""
    yield f"- Numerator: {each.counts['en']} *{each.counts['nb']}*"
    yield f"- Denominator: {each.population['en']} *{each.population['nb']}*"
    yield f"- Told as: {told_as(each)}."
    yield f"- Counted from: {', '.join(f'[`{name}`]({name}.md)' for name in each.tables)}."
    if each.always:
        yield f"- Always by: {names(each.always)}."
    yield f"- Strata: {names(each.strata)}."
    if each.limitations:
        yield ""
        yield "Limitations:"
        yield ""
        yield from limitations(each.limitations)


def told_as(each: Measure) -> str:
    return STANDARDISED if each.standardised else SHAPES[each.shape]


def names(strata: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in strata)
