"""FHIR shows a question exactly when the condition holds, or we do not tell FHIR at all."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import given

from infreg.definitions.conditions import enable_when
from infreg.definitions.conditions.tree import Tree, printed
from tests.definitions.conditions.made_conditions import TREES, VALUES, made

pytestmark = pytest.mark.requirement("B-6")


def line(question: str, operator: str, **answer: object) -> dict[str, object]:
    return {"question": question, "operator": operator, **answer}


def exists(question: str) -> dict[str, object]:
    return line(question, "exists", answerBoolean=True)


WEAK, POSITIVE = ({"system": "urn:oid:1.2", "code": code} for code in ("weak", "positive"))
TOLD = [
    ("icu", [line("icu", "=", answerBoolean=True)], None),
    ("not icu", [line("icu", "=", answerBoolean=False)], None),
    ("icu != yes", [line("icu", "=", answerBoolean=False)], None),
    (
        "icu in [yes, no]",
        [line("icu", "=", answerBoolean=True), line("icu", "=", answerBoolean=False)],
        "any",
    ),
    ("known(age)", [exists("age")], None),
    ("not known(age)", [line("age", "exists", answerBoolean=False)], None),
    ("18 <= age", [line("age", ">=", answerInteger=18)], None),
    ("mic < 2", [line("mic", "<", answerDecimal=2.0)], None),
    ("mic == 0.25", [line("mic", "=", answerDecimal=0.25)], None),
    ('sampled > day("2024-01-31")', [line("sampled", ">", answerDate="2024-01-31")], None),
    ('note == "æ"', [line("note", "=", answerString="æ")], None),
    ('result == "weak"', [line("result", "=", answerCoding=WEAK)], None),
    ('result in ["weak"]', [line("result", "=", answerCoding=WEAK)], None),
    (
        'result in ["weak", "positive"]',
        [line("result", "=", answerCoding=WEAK), line("result", "=", answerCoding=POSITIVE)],
        "any",
    ),
    ('result != "weak"', [exists("result"), line("result", "!=", answerCoding=WEAK)], "all"),
    (
        'result not in ["weak", "positive"]',
        [
            exists("result"),
            line("result", "!=", answerCoding=WEAK),
            line("result", "!=", answerCoding=POSITIVE),
        ],
        "all",
    ),
    ('"ESBL" in flags', [line("flags", "=", answerCoding={"code": "ESBL"})], None),
    (
        '"ESBL" not in flags',
        [exists("flags"), line("flags", "!=", answerCoding={"code": "ESBL"})],
        "all",
    ),
    ("icu and age < 1", [line("icu", "=", answerBoolean=True), line("age", "<", answerInteger=1)], "all"),
    ("icu or age < 1", [line("icu", "=", answerBoolean=True), line("age", "<", answerInteger=1)], "any"),
    ("18 <= age < 65", [line("age", ">=", answerInteger=18), line("age", "<", answerInteger=65)], "all"),
    (
        "not (icu or vaccinated)",
        [line("icu", "=", answerBoolean=False), line("vaccinated", "=", answerBoolean=False)],
        "all",
    ),
    (
        'icu or result in ["weak", "positive"]',
        [
            line("icu", "=", answerBoolean=True),
            line("result", "=", answerCoding=WEAK),
            line("result", "=", answerCoding=POSITIVE),
        ],
        "any",
    ),
]


@pytest.mark.parametrize(("text", "lines", "behavior"), TOLD, ids=[row[0] for row in TOLD])
def test_a_flat_condition_is_told_to_fhir(text: str, lines: list[object], behavior: str | None) -> None:
    told = enable_when(made(text), {"result": "urn:oid:1.2"})
    assert told == {"enableWhen": lines} | ({"enableBehavior": behavior} if behavior else {})


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "age < mic",
        "days(admitted, sampled) > 2",
        "1 == 1",
        "note in remarks",
        "result in []",
        "result not in []",
        "icu and (vaccinated or known(age))",
        "icu or vaccinated and known(age)",
        'icu and result in ["weak", "positive"]',
        'icu or result != "weak"',
        "icu and age < mic",
    ],
)
def test_what_fhir_cannot_say_is_not_told(text: str) -> None:
    assert enable_when(made(text)) is None


def test_what_always_holds_needs_no_line() -> None:
    assert enable_when(made("yes")) == {}


@given(TREES, VALUES)
def test_fhir_shows_a_question_exactly_when_the_condition_holds(
    tree: Tree, values: dict[str, object]
) -> None:
    told = enable_when(made(printed(tree)))
    if told is None:
        return
    answered = {name: value for name, value in values.items() if value != ()}
    assert shown(json.loads(json.dumps(told)), answered) is (made(printed(tree)).holds(answered) is True)


def shown(item: Mapping[str, Any], answers: Mapping[str, object]) -> bool:
    """Whether a FHIR client shows the item (Questionnaire.item.enableWhen and its operators, R4)."""
    said = [enabled(when, answers.get(when["question"])) for when in item.get("enableWhen", [])]
    assert len(said) < 2 or item["enableBehavior"] in {"all", "any"}  # que-12
    return any(said) if item.get("enableBehavior") == "any" else all(said)


_MEETS: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def enabled(when: Mapping[str, Any], answer: object) -> bool:
    (expected,) = (read(kind, said) for kind, said in when.items() if kind.startswith("answer"))
    answers = () if answer is None else answer if isinstance(answer, tuple) else (answer,)
    if when["operator"] == "exists":
        return bool(answers) is expected
    if when["operator"] == "!=":
        return all(one != expected for one in answers)
    return any(_MEETS[when["operator"]](one, expected) for one in answers)


def read(kind: str, said: Any) -> object:
    match kind:
        case "answerDate":
            return date.fromisoformat(said)
        case "answerDecimal":
            return Decimal(repr(said))
        case "answerCoding":
            return said["code"]
    return said
