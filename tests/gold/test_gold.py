"""The parser against what people read in 47 real messages: codes, values and links, met wholly."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infreg.parsing import parse
from infreg.vocabulary.answer import Answer, Coded, Message, Organism, Result, Susceptibility, Value
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.time import in_oslo

pytestmark = [pytest.mark.shared, pytest.mark.requirement("NIR-1", "NIR-2", "B-3")]

GOLD = sorted(Path(__file__).parent.glob("[0-9][0-9].json"))


@pytest.fixture(scope="session")
def files(shared: Path) -> dict[str, bytes]:
    """The messages by the hash of their bytes: their names may tell who they are about."""
    contents = [file.read_bytes() for file in (shared / "data/lab_messages").glob("*.xml")]
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


def test_every_message_has_been_read(files: dict[str, bytes]) -> None:
    assert {json.loads(file.read_text())["file_sha256"] for file in GOLD} == set(files)


@pytest.mark.parametrize("file", GOLD, ids=lambda file: file.stem)
def test_a_real_message_says_what_a_reader_found_in_it(file: Path, files: dict[str, bytes]) -> None:
    gold = json.loads(file.read_text("utf-8"))
    message = parse(files[gold["file_sha256"]]).message
    assert message
    assert list(differences(gold["says"], said(message))) == []


def differences(gold: Any, found: Any, path: str = "") -> "list[str]":
    """Where two values differ. What a reader left open is not compared: an id or parent of a row that has
    none in the message, and a specimen that no row names."""
    if isinstance(gold, dict):
        if not isinstance(found, dict):
            return [] if not any(gold.values()) else [f"{path}: gold {gold!r}, found nothing"]
        return [
            line
            for name, value in gold.items()
            if not (name in {"id", "parent", "specimen"} and value is None)
            for line in differences(value, found[name], f"{path}.{name}")
        ]
    if isinstance(gold, list):
        if len(gold) != len(found):
            return [f"{path}: {len(gold)} in gold, {len(found)} found"]
        pairs = enumerate(zip(gold, found, strict=True))
        return [line for i, (g, f) in pairs for line in differences(g, f, f"{path}[{i}]")]
    return [] if same(gold, found) else [f"{path}: gold {gold!r}, found {found!r}"]


def same(gold: Any, found: Any) -> bool:
    if isinstance(found, datetime):
        return isinstance(gold, str) and "T" in gold and datetime.fromisoformat(gold) == found
    if isinstance(found, date):
        return bool(gold == found.isoformat())
    if isinstance(found, Decimal):
        return gold is not None and Decimal(str(gold)) == found
    return bool(gold == found)


def said(message: Message) -> dict[str, Any]:
    """A message in the shape of the gold."""
    sender = message.sender.institution
    return {
        "format": message.format,
        "message_id": message.message_id,
        "generated_at": when(message.generated_at),
        "sender": {"id": sender and sender.id, "id_type": sender and sender.id_type},
        "answers": [answer(one) for one in message.answers],
    }


def answer(one: Answer) -> dict[str, Any]:
    patient = one.patient
    return {
        "answer_id": one.answer_id,
        "service_type": one.service_type,
        "status": one.status,
        "discipline": one.discipline,
        "patient": {
            "id_type": patient.id_type,
            "sex": patient.sex,
            "birth_year": in_oslo(patient.birth_date.at).year if patient.birth_date else None,
            "municipality": patient.municipality,
        },
        "specimens": [
            {"id": s.id, "type": coded(s.type), "collected_at": when(s.collected_at)} for s in one.specimens
        ],
        "results": [result(row) for row in one.results],
        "susceptibilities": [
            susceptibility(row, {r.id: r.organism for r in one.results}) for row in one.susceptibilities
        ],
    }


def result(row: Result) -> dict[str, Any]:
    return {
        "id": row.id,
        "parent": row.parent,
        "specimen": row.specimen,
        "investigation": coded(row.investigation),
        "value": value(row.value),
        "organism": row.organism and row.organism.name,
        "status": row.status,
        "cancelled": row.service_type == "C",
    }


def value(one: Value) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "code": one.coded and one.coded.code,
        "number": one.number,
        "comparator": one.comparator,
        "unit": one.unit,
    }


def susceptibility(row: Susceptibility, organisms: dict[str, Organism | None]) -> dict[str, Any]:
    organism = organisms.get(row.organism_result or "")
    return {
        "organism_result": row.organism_result,
        "organism": organism and organism.name,
        "agent": {"code": row.agent.code, "text": row.agent.text if row.agent.code is None else None},
        "sir": row.sir,
        "sir_text": row.sir_text,
        "mic": {"comparator": row.mic.comparator, "value": row.mic.value} if row.mic else None,
        "zone_mm": row.zone_mm,
    }


def coded(one: Coded) -> dict[str, Any] | None:
    """Gold has nothing where there is nothing in the message."""
    if one == Coded():
        return None
    return {"system": one.system, "code": one.code, "text": one.text}


def when(moment: Moment | None) -> datetime | date | None:
    if moment is None:
        return None
    return in_oslo(moment.at).date() if moment.date_only else moment.at
