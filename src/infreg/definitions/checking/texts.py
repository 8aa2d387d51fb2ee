"""The laws of translated texts."""

from collections.abc import Iterable, Iterator

from infreg.definitions.checking.placed import Placed, PlacedRows, grouped
from infreg.definitions.faults import Fault


def a_list_is_translated_whole_or_not_at_all(rows: PlacedRows) -> Iterator[Fault]:
    """A version of a list with English for some and not for others was left half done."""
    for together in grouped(rows.get("code-system", ()), lambda row: row.version).values():
        if any(row["en"] for row in together):
            for row in together:
                if not row["en"]:
                    yield row.fault("code-untranslated", {"code": str(row["code"])})


def sentences_are_translated(rows: PlacedRows) -> Iterator[Fault]:
    """Two equal sentences are one that nobody translated. A single word may be the same in both."""
    return untranslated(rows.get("finding-rules", ()))


def untranslated(rules: Iterable[Placed]) -> Iterator[Fault]:
    """Those whose sentence is the same in both languages."""
    for row in rules:
        if row["nb"] == row["en"] and " " in str(row["nb"]):
            yield row.fault("sentence-untranslated", {"id": str(row["id"])})
