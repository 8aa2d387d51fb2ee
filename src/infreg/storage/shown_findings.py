"""What pages read of findings and isolates, under the actor's policies. Names of codes are not known here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from infreg.storage.rows import Connection, Row, find_rows
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.identifiers import ReceiptNumber


@dataclass(frozen=True, slots=True)
class FindingRow:
    """An open finding of an answer that came with a receipt; codes as they are stored."""

    results: tuple[str, ...]
    organism: str | None
    outcome: str | None
    method: str | None
    screening: bool
    quantity: str | None
    flags: tuple[str, ...]
    rule: str
    counts: bool
    day: date | None
    unmapped: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class TestRow:
    """One row of an isolate's susceptibilities."""

    agent: str | None
    agent_text: str | None
    sir: str | None
    sir_text: str | None
    mic_comparator: str | None
    mic: Decimal | None
    zone_mm: Decimal | None


@dataclass(frozen=True, slots=True)
class IsolateRow:
    """An open isolate that an answer tells of, with every delivery that does."""

    organism: str
    specimen: str | None
    day: date | None
    quantity: str | None
    flags: tuple[str, ...]
    typing: tuple[str, ...]
    method: str | None
    care: str | None
    receipts: tuple[str, ...]
    tested: tuple[TestRow, ...]


def find_findings(connection: Connection, receipt: ReceiptNumber) -> tuple[FindingRow, ...]:
    """The open findings of a delivery's answers, in their order."""
    rows = find_rows(
        connection,
        """
        SELECT f.* FROM registry.finding AS f JOIN registry.answer AS a ON a.id = f.answer
        WHERE a.receipt = %(receipt)s AND f.known_to IS NULL ORDER BY a.position, f.position
        """,
        {"receipt": receipt.value},
    )
    return as_findings(connection, rows)


def as_findings(connection: Connection, rows: Sequence[Row]) -> tuple[FindingRow, ...]:
    """Rows of findings, each with those of its terms that nobody has explained."""
    terms: dict[int, list[Term]] = defaultdict(list)
    for row in find_rows(
        connection,
        "SELECT * FROM registry.term WHERE finding = ANY(%(findings)s) AND mapping IS NULL ORDER BY id",
        {"findings": [row["id"] for row in rows]},
    ):
        terms[row["finding"]].append(Term(TermKind(row["kind"]), row["system"], row["code"], row["text"]))
    return tuple(_finding(row, tuple(terms[row["id"]])) for row in rows)


def _finding(row: Row, unmapped: tuple[Term, ...]) -> FindingRow:
    return FindingRow(
        results=tuple(row["results"]),
        organism=row["organism"],
        outcome=row["outcome"],
        method=row["method"],
        screening=row["screening"],
        quantity=row["quantity"],
        flags=tuple(row["flags"]),
        rule=row["rule"],
        counts=row["counts"],
        day=row["day"],
        unmapped=unmapped,
    )


def find_isolates(connection: Connection, receipt: ReceiptNumber) -> tuple[IsolateRow, ...]:
    """The open isolates that a delivery tells of."""
    rows = find_rows(
        connection,
        """
        SELECT * FROM registry.isolate AS i WHERE known_to IS NULL AND EXISTS (
            SELECT FROM registry.isolate_source AS s JOIN registry.answer AS a ON a.id = s.answer
            WHERE s.isolate = i.id AND a.receipt = %(receipt)s)
        ORDER BY id
        """,
        {"receipt": receipt.value},
    )
    return tuple(_isolate(connection, row) for row in rows)


def _isolate(connection: Connection, row: Row) -> IsolateRow:
    asked = {"isolate": row["id"]}
    sources = find_rows(
        connection,
        """
        SELECT a.receipt FROM registry.isolate_source AS s JOIN registry.answer AS a ON a.id = s.answer
        WHERE s.isolate = %(isolate)s ORDER BY s."order"
        """,
        asked,
    )
    tested = find_rows(
        connection, "SELECT * FROM registry.isolate_test WHERE isolate = %(isolate)s ORDER BY id", asked
    )
    return as_isolate(row, tested, (source["receipt"] for source in sources))


def as_isolate(row: Row, tested: Iterable[Row], receipts: Iterable[str] = ()) -> IsolateRow:
    """A row of isolates with its tests; without receipts, for who opens no deliveries."""
    return IsolateRow(
        organism=row["organism"],
        specimen=row["specimen"],
        day=row["day"],
        quantity=row["quantity"],
        flags=tuple(row["flags"]),
        typing=tuple(row["typing"]),
        method=row["method"],
        care=row["care"],
        receipts=tuple(dict.fromkeys(receipts)),
        tested=tuple(map(_test, tested)),
    )


def _test(row: Row) -> TestRow:
    return TestRow(
        agent=row["agent"],
        agent_text=row["agent_text"],
        sir=row["sir"],
        sir_text=row["sir_text"],
        mic_comparator=row["mic_comparator"],
        mic=row["mic"],
        zone_mm=row["zone_mm"],
    )
