"""What is asked of the register when it is measured against the truth: everything at once, in sets."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

import psycopg

from infreg.storage.cases import REGISTER
from infreg.storage.casework import roots
from infreg.vocabulary.accuracy import AnswerKey, HeldThing, ReadAnswer, ReadFinding
from infreg.vocabulary.case import Move, answer_name
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.reception import Status

T = TypeVar("T")
Connection = psycopg.Connection[Any]

#: As many are asked for in one statement.
_CHUNK = 20_000
#: How laboratories are named in the truth.
_HER = "HER"
#: What decides whether there is a case, or which: to confirm or move one does not.
_DECIDING = [Move.MERGE.value, Move.SPLIT.value, Move.RECLASSIFY.value]
_BESIDE = frozenset({TermKind.SPECIMEN.value, TermKind.AGENT.value})
#: Of several deliveries under one message id: the one that waits, else the one that came in.
_WEIGHT = (Status.HELD, Status.ACCEPTED, Status.ACCEPTED_WITH_WARNINGS, Status.REJECTED)


def held_cases(connection: Connection) -> Iterator[HeldThing]:
    """The open cases."""
    deciding = {row[0] for row in _deciding(connection)}
    rows = connection.execute(
        """
        SELECT c.id, c.name, c.disease, c.state, c.organism, c.decisions, c.event, i.identifier, a.answer_id
        FROM registry.case AS c
        JOIN registry.case_evidence AS e ON e.case = c.id
        JOIN registry.answer AS a ON a.id = e.key
        JOIN registry.institution AS i ON i.id = a.unit
        WHERE c.known_to IS NULL AND c.register = %s ORDER BY c.id
        """,
        (REGISTER,),
    )
    for _, each in groupby(rows, key=itemgetter(0)):
        of_case = list(each)
        _, name, disease, state, organism, decisions, event, *_ = of_case[0]
        yield HeldThing(
            id=name,
            name=disease,
            state=state,
            answers=frozenset((row[-2], row[-1]) for row in of_case),
            organism=organism,
            decided=not deciding.isdisjoint(decisions),
            traits=(event.isoformat(),),
        )


def held_isolates(connection: Connection) -> Iterator[HeldThing]:
    """The open isolates, named by a finding that they rest on: the same in whatever order answers came."""
    rows = connection.execute(
        """
        SELECT o.id, o.organism, o.day, o.specimen, a.part, s.position, i.identifier, a.answer_id
        FROM registry.isolate AS o
        JOIN registry.isolate_source AS s ON s.isolate = o.id
        JOIN registry.answer AS a ON a.id = s.answer
        JOIN registry.institution AS i ON i.id = a.unit
        WHERE o.known_to IS NULL ORDER BY o.id
        """
    )
    for _, each in groupby(rows, key=itemgetter(0)):
        of_isolate = list(each)
        _, organism, day, specimen, *_ = of_isolate[0]
        yield HeldThing(
            id=min(f"{row[-2]}/{row[-1]}/{row[-4]}/{row[-3]}" for row in of_isolate),
            name=organism,
            state=None,
            answers=frozenset((row[-2], row[-1]) for row in of_isolate),
            organism=organism,
            traits=(day.isoformat() if day else None, specimen),
        )


def decided(connection: Connection) -> frozenset[tuple[str, str]]:
    """Disease and name of an answer, for every standing decision on whether there is a case, or which."""
    rows = _deciding(connection)
    return frozenset((row[1], answer) for row in rows for answer in row[2:] if answer)


def _deciding(connection: Connection) -> Sequence[tuple[Any, ...]]:
    return connection.execute(
        """
        SELECT id, disease, answer, other FROM registry.case_decision
        WHERE known_to IS NULL AND register = %s AND move = ANY(%s)
        """,
        (REGISTER, _DECIDING),
    ).fetchall()


def find_statuses(
    connection: Connection, messages: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Status]:
    """What became of messages (laboratory's HER-id, message id); one that never came is left out."""
    found: dict[tuple[str, str], Status] = {}
    for chunk in _chunks(sorted(messages)):
        rows = connection.execute(
            """
            SELECT i.identifier, o.message_id, o.status
            FROM unnest(%s::text[], %s::text[]) AS asked (laboratory, message_id)
            JOIN registry.institution AS i ON (i.id_type, i.identifier) = (%s, asked.laboratory)
            JOIN sealed.outcome AS o ON (o.unit, o.message_id) = (i.id, asked.message_id)
            WHERE o.known_to IS NULL
            """,
            (*_columns(chunk), _HER),
        )
        for laboratory, message_id, said in rows:
            status, key = Status(said), (laboratory, message_id)
            found[key] = min(status, found.get(key, status), key=_WEIGHT.index)
    return found


def find_answers(
    connection: Connection, register: str, keys: Collection[AnswerKey]
) -> dict[AnswerKey, ReadAnswer]:
    """What the register has of answers; one that it has never had is left out."""
    found: dict[AnswerKey, ReadAnswer] = {}
    withdrawing = _withdrawing(connection, register)
    for chunk in _chunks(sorted(keys)):
        versions = _versions(connection, chunk)
        open_ids = [row["id"] for rows in versions.values() for row in rows if row["standing"]]
        subjects = {bytes(row["subject"]) for rows in versions.values() for row in rows}
        people = roots(connection, register, sorted(subjects))
        findings = _findings(connection, open_ids)
        for key, rows in versions.items():
            found[key] = _answer(rows, people, findings, withdrawing)
    return found


def _versions(connection: Connection, keys: Sequence[AnswerKey]) -> Mapping[AnswerKey, list[dict[str, Any]]]:
    """Every version of these answers and of additions to them, in the order they came."""
    rows = connection.execute(
        """
        SELECT i.identifier, a.answer_id, a.id, a.unit, a.part, a.service_type, a.subject,
            a.known_to IS NULL AND a.aside_from IS NULL AS standing, o.message_id
        FROM unnest(%s::text[], %s::text[]) AS asked (laboratory, answer_id)
        JOIN registry.institution AS i ON (i.id_type, i.identifier) = (%s, asked.laboratory)
        JOIN registry.answer AS a ON (a.unit, a.answer_id) = (i.id, asked.answer_id)
        LEFT JOIN sealed.outcome AS o ON o.receipt = a.receipt AND o.known_to IS NULL
        ORDER BY a.id
        """,
        (*_columns(keys), _HER),
    )
    names = "id unit part service_type subject standing message_id".split()
    found: dict[AnswerKey, list[dict[str, Any]]] = defaultdict(list)
    for laboratory, answer_id, *rest in rows:
        found[laboratory, answer_id].append(dict(zip(names, rest, strict=True)) | {"answer_id": answer_id})
    return found


def _answer(
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[bytes, bytes],
    findings: Mapping[int, Sequence[ReadFinding]],
    withdrawing: Collection[tuple[int, bytes]],
) -> ReadAnswer:
    standing = [row for row in rows if row["standing"]]
    persons = {(row["unit"], people.get(bytes(row["subject"]), bytes(row["subject"]))) for row in standing}
    own = [row for row in standing if not row["part"]]
    return ReadAnswer(
        standing=bool(standing),
        cancelled=bool(own) and own[0]["service_type"] == "C",
        withdrawn=not persons.isdisjoint(withdrawing),
        persons=frozenset(person for _, person in persons),
        names=tuple(sorted({answer_name(row["unit"], row["answer_id"], row["part"]) for row in rows})),
        message_ids=tuple(dict.fromkeys(row["message_id"] for row in rows if row["message_id"])),
        findings=tuple(each for row in standing for each in findings.get(row["id"], ())),
    )


def _withdrawing(connection: Connection, register: str) -> set[tuple[int, bytes]]:
    """Laboratory and person of every answer that takes a notification back."""
    rows = connection.execute(
        """
        SELECT DISTINCT unit, subject FROM registry.answer
        WHERE comments && ARRAY['MSIS-M', 'MSIS-UM', 'MSIS-AV'] -- as the index says
        AND 'MSIS-AV' = ANY(comments) AND known_to IS NULL AND aside_from IS NULL
        """
    ).fetchall()
    people = roots(connection, register, sorted({bytes(row[1]) for row in rows}))
    return {(row[0], people.get(bytes(row[1]), bytes(row[1]))) for row in rows}


def _findings(connection: Connection, answers: Sequence[int]) -> Mapping[int, list[ReadFinding]]:
    """The open findings of these rows, with the words that nobody has explained."""
    terms: dict[int, list[Term]] = defaultdict(list)
    for row in connection.execute(
        """
        SELECT t.finding, t.kind, t.system, t.code, t.text
        FROM registry.finding AS f JOIN registry.term AS t ON t.finding = f.id
        WHERE f.answer = ANY(%s) AND f.known_to IS NULL AND t.known_to IS NULL AND t.mapping IS NULL
        ORDER BY t.id
        """,
        (list(answers),),
    ):
        terms[row[0]].append(Term(TermKind(row[1]), *row[2:]))
    found: dict[int, list[ReadFinding]] = defaultdict(list)
    for answer, key, organism, outcome, counts in connection.execute(
        """
        SELECT answer, id, organism, outcome, counts FROM registry.finding
        WHERE answer = ANY(%s) AND known_to IS NULL ORDER BY answer, position
        """,
        (list(answers),),
    ):
        said = terms.get(key, ())
        beside = tuple(term.id for term in said if term.kind in _BESIDE)
        own = tuple(term.id for term in said if term.kind not in _BESIDE)
        found[answer].append(ReadFinding(organism, outcome, counts, own, beside))
    return found


def find_her_ids(connection: Connection, units: Sequence[int]) -> dict[int, str]:
    """The HER-ids of institutions, by their ids here; one that has none is left out."""
    rows = connection.execute(
        "SELECT id, identifier FROM registry.institution WHERE id_type = %s AND id = ANY(%s)",
        (_HER, list(units)),
    )
    return {row[0]: row[1] for row in rows}


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
