"""The mapping bench: which words of laboratories nobody understands yet, what they may mean, and what a
person says they do. What leans on a word is derived again by the worker."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from infreg.access.actor import Actor
from infreg.access.roles import Permission, Reach
from infreg.flow import protection
from infreg.flow.understanding import Understanding, find_understanding
from infreg.interpretation.suggesting import search, suggest
from infreg.interpretation.targets import UnknownTarget, check_target
from infreg.storage import answers, findings, mappings, shown_findings
from infreg.storage import unmapped as ranked
from infreg.storage.connection import acting
from infreg.storage.rows import Connection
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.mapping import (
    Count,
    Coverage,
    Example,
    MappedTerm,
    ShownFinding,
    ShownIsolate,
    ShownTest,
    Suggestion,
    TermPage,
    Unmapped,
)

__all__ = ["UnknownTarget"]


class UnknownTerm(Exception):
    """No answer says this term (any more), or the mapping does not stand (any more). Load the page again."""


def unmapped(
    actor: Actor, *, kind: TermKind | None = None, page: int = 1, size: int = 25
) -> tuple[tuple[Unmapped, ...], int]:
    """One page of what nobody has explained, most persons first; and how many terms there are in all."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return ranked.rank(connection, kind, limit=size, skip=(page - 1) * size)


def find_term(actor: Actor, term_id: str) -> TermPage | None:
    """A term with all one needs to say what it means; None when no answer says it (any more)."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        term = ranked.find_term(connection, term_id)
        if term is None:
            return None
        earlier = mappings.of_term(connection, term)
        hides = not actor.sees_protected and actor.role.reach is not Reach.OWN
        laboratories = ranked.find_laboratories(connection, term, but_hidden=hides)
        own = mappings.of_laboratories(connection, [unit for unit, _ in laboratories], term.kind)
        return TermPage(
            unmapped=ranked.measure(connection, term),
            laboratories=laboratories,
            examples=_examples(connection, actor, term),
            suggestions=suggest(term, find_understanding(connection).today, own),
            history=earlier,
        )


def _examples(connection: Connection, actor: Actor, term: Term) -> tuple[Example, ...]:
    """Rows where a term stands; without the laboratory where the patient's address is protected."""
    found = ranked.examples(connection, term)
    hidden = protection.hidden_deliveries(connection, actor, [each.receipt for each in found])
    return tuple(replace(each, laboratory="") if each.receipt in hidden else each for each in found)


def search_targets(actor: Actor, kind: TermKind, words: str) -> tuple[Suggestion, ...]:
    """What a term of a kind may be mapped to, by words, the likest first."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return search(kind, words, find_understanding(connection).today)


def map_term(actor: Actor, term_id: str, target: str, because: str, unit: int | None = None) -> int:
    """Says what a term means, in one laboratory or in all; how many answers are read again because of it.

    Raises UnknownTerm and UnknownTarget.
    """
    actor.check(Permission.MAP)
    with acting(actor) as connection:
        answers.take_turn_alone(connection)  # or what is being taken in would not know of it
        term = ranked.find_term(connection, term_id)
        if term is None:
            raise UnknownTerm(f"No answer says the term {term_id} any more. Look over its id.")
        check_target(term.kind, target, find_understanding(connection).today)
        said = MappedTerm(0, unit, term, target, because, actor.name, datetime.now(UTC))
        mappings.add(connection, said)
        return findings.mark_using(connection, term, unit)


def undo(actor: Actor, mapping: int, because: str) -> int:
    """Takes a mapping back; how many answers are read again because of it. Raises UnknownTerm."""
    actor.check(Permission.MAP)
    with acting(actor) as connection:
        answers.take_turn_alone(connection)
        undone = mappings.undo(connection, mapping, because, actor.name, datetime.now(UTC))
        if undone is None:
            raise UnknownTerm(f"The mapping {mapping} does not stand any more.")
        return findings.mark_using(connection, undone.term, undone.unit)


def history(actor: Actor, *, limit: int = 50) -> tuple[MappedTerm, ...]:
    """The latest mappings and what became of them, newest first."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return mappings.history(connection, limit=limit)


def coverage(actor: Actor) -> tuple[Coverage, ...]:
    """By laboratory and month of sampling: findings, and those that count."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return ranked.coverage(connection)


def counts(actor: Actor) -> tuple[Count, ...]:
    """The findings that count, by organism and outcome."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return ranked.counts(connection)


def waiting(actor: Actor) -> int:
    """How many answers are still to be read again."""
    actor.check(Permission.SEE_CODES)
    with acting(actor) as connection:
        return findings.count_stale(connection)


def show_findings(actor: Actor, receipt: str) -> tuple[ShownFinding, ...]:
    """What a delivery's answers tell of infection, and the rule that decided each."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        known = find_understanding(connection)
        rows = shown_findings.find_findings(connection, ReceiptNumber(receipt))
        return tuple(shown_finding(row, known) for row in rows)


def shown_finding(row: shown_findings.FindingRow, known: Understanding) -> ShownFinding:
    """A finding with the names of its codes."""
    return ShownFinding(
        results=row.results,
        organism=known.name_of("organisms", row.organism),
        organism_code=row.organism,
        outcome=row.outcome,
        method=row.method,
        screening=row.screening,
        quantity=row.quantity,
        flags=row.flags,
        rule=row.rule,
        rule_text=_rule_text(known, row.rule),
        counts=row.counts,
        unmapped=row.unmapped,
        day=row.day,
    )


def _rule_text(known: Understanding, rule: str) -> Mapping[str, str]:
    return known.rule_texts.get(rule, {"nb": rule, "en": rule})


def show_isolates(actor: Actor, receipt: str) -> tuple[ShownIsolate, ...]:
    """The isolates that a delivery tells of, with what other laboratories added."""
    actor.check(Permission.SEE_ANSWERS)
    with acting(actor) as connection:
        known = find_understanding(connection)
        rows = shown_findings.find_isolates(connection, ReceiptNumber(receipt))
        return tuple(shown_isolate(row, known) for row in rows)


def shown_isolate(row: shown_findings.IsolateRow, known: Understanding) -> ShownIsolate:
    """An isolate with the names of its codes."""
    return ShownIsolate(
        organism=known.name_of("organisms", row.organism) or row.organism,
        organism_code=row.organism,
        specimen=known.name_of("specimens", row.specimen),
        day=row.day,
        quantity=row.quantity,
        flags=row.flags,
        typing=row.typing,
        method=row.method,
        care=row.care,
        receipts=row.receipts,
        tested=tuple(
            ShownTest(
                agent=known.name_of("agents", test.agent) or test.agent_text,
                agent_code=test.agent,
                sir=test.sir,
                sir_text=test.sir_text,
                mic_comparator=test.mic_comparator,
                mic=test.mic,
                zone_mm=test.zone_mm,
            )
            for test in row.tested
        ),
    )
