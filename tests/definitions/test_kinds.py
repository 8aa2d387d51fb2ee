"""A new kind of definition is one declaration: everything else follows it."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from infreg.definitions.checking import check
from infreg.definitions.checking.laws import LAWS
from infreg.definitions.conditions import Kind as ConditionKind
from infreg.definitions.conditions import parse
from infreg.definitions.json_schema import header_schema, table_schema
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.case_names import (
    CASE_NAMES,
    CODED_NAMES,
    NO_FINDING,
    check_case_condition,
)
from infreg.definitions.kinds.rule_names import RULE_NAMES
from infreg.definitions.kinds.shape import (
    EXAMPLES,
    CodeForm,
    Kind,
    choice,
    code,
    day,
    fits,
    number,
    text,
    texts,
    yes_no,
)
from infreg.definitions.kinds.values import OUTCOMES
from infreg.definitions.reading import read
from tests.definitions.broken import DISEASE
from tests.definitions.made import definition

pytestmark = pytest.mark.requirement("B-6")

FORM = Kind(
    name="form",
    title={"nb": "Skjema", "en": "Form"},
    about="Declared questions.",
    columns=(
        code("id", about="Names the question.", required=True, form=CodeForm.KEBAB),
        text("nb", about="The question.", required=True, within="text"),
        text("en", about="The question.", required=True, within="text"),
        yes_no("required", about="Whether it must be answered."),
        number("most", about="The greatest answer.", least=1),
        texts("codes", about="The answers.", form=CodeForm.KEBAB),
        day("asked_from", about="The first day it is asked."),
        choice("type", about="What the answer is.", values=("number", "word")),
    ),
    key=("id",),
    rows_table="question",
)
KINDS_WITH_FORM = {**KINDS, "form": FORM}
QUESTION = """\
kind = "form"
name = "surgery"
valid_from = 2012-01-01
valid_to = 2030-12-31
source = "The test"
status = "unverified"
title = { nb = "Operasjon", en = "Operation" }

[[question]]
id = "asa"
text = { nb = "ASA-klasse", en = "ASA class" }
required = true
most = 5
codes = ["one", "two"]
asked_from = 2013-01-01
type = "number"

[[question]]
id = "weight"
valid_from = 2020-01-01
status = "verified"
most = 300.5
[question.text]
nb = '''
Vekt
id = "ikke en linje"'''
en = "Weight"
"""


def form(old: str = "", new: str = "") -> Mapping[str, bytes]:
    assert old in QUESTION
    return {"surgery.toml": QUESTION.replace(old, new, 1).encode() if old else QUESTION.encode()}


def test_a_kind_made_of_one_declaration_is_read_with_its_types() -> None:
    found, faults = read(form(), KINDS_WITH_FORM)
    assert not faults
    assert found is not None
    assert found.lines == (9, 18)
    assert dict(found.rows[0]) == {
        "id": "asa",
        "nb": "ASA-klasse",
        "en": "ASA class",
        "required": True,
        "most": Decimal(5),
        "codes": ("one", "two"),
        "asked_from": date(2013, 1, 1),
        "type": "number",
        "valid_from": date(2012, 1, 1),
        "valid_to": date(2030, 12, 31),
        "source": "The test",
        "status": "unverified",
    }
    second = found.rows[1]
    assert (second["most"], second["required"], second["status"]) == (Decimal("300.5"), None, "verified")
    assert (second["valid_from"], second["valid_to"]) == (date(2020, 1, 1), date(2030, 12, 31))
    assert check([found], KINDS_WITH_FORM) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("required = true", 'required = "yes"', 12, "field-not-yes-no"),
        ("required = true", "required = 1", 12, "field-not-yes-no"),
        ("most = 5", 'most = "5"', 13, "field-not-number"),
        ("most = 5", "most = true", 13, "field-not-number"),
        ("most = 5", "most = inf", 13, "cell-not-number"),
        ("most = 5", "most = 0", 13, "number-too-small"),
        ('["one", "two"]', '"one;two"', 14, "field-not-list"),
        ('["one", "two"]', '["one", "one"]', 14, "list-twice"),
        ('["one", "two"]', '["one", 2]', 14, "list-gap"),
        ('["one", "two"]', '["one", "two words"]', 14, "code-form"),
        ("asked_from = 2013-01-01", "asked_from = 2013", 15, "field-not-day"),
        ('nb = "ASA-klasse"', "nb = 4", 11, "field-not-text"),
        ('id = "weight"', 'id = "asa"', 18, "key-twice"),
        ('en = "Weight"', "", 23, "field-missing"),
        ('en = "Weight"', 'en = "Weight"\nnn = "Vekt"', 28, "field-unknown"),
        ("valid_from = 2020-01-01", "valid_from = 2031-01-01", 18, "row-never-valid"),
    ],
)
def test_a_kind_made_of_one_declaration_is_checked(old: str, new: str, line: int, code: str) -> None:
    found, faults = read(form(old, new), KINDS_WITH_FORM)
    told = faults or check([found] if found else [], KINDS_WITH_FORM)
    assert [(each.line, each.code) for each in told] == [(line, code)]


def test_every_law_a_kind_names_is_there_and_every_law_is_named() -> None:
    assert {law for kind in KINDS.values() for law in kind.laws} == set(LAWS)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_holds_together(kind: Kind) -> None:
    assert set(kind.title) == {"nb", "en"}
    assert {*kind.key, *kind.means} <= set(kind.by_name)
    columns = [column.name for column in (*kind.header, *kind.row_columns)]
    assert len(columns) == len(set(columns)), "a row has one value of each name"
    for column in kind.columns:
        target = KINDS[column.refers_to] if column.refers_to else None
        assert target is None or len(target.key) == 1
        assert column.about.endswith((".", "…"))


@pytest.mark.parametrize("form", CodeForm)
def test_a_code_is_told_by_an_example_that_fits(form: CodeForm) -> None:
    assert fits(form, EXAMPLES[form])


@pytest.mark.parametrize("name", RULE_NAMES)
def test_a_rule_may_ask_for_every_name(name: str) -> None:
    assert parse(f"known({name})", RULE_NAMES).names == {name}


@pytest.mark.parametrize("name", CASE_NAMES)
def test_a_rule_for_cases_may_ask_for_every_name(name: str) -> None:
    assert check_case_condition(f"known({name})") == []


def test_what_a_rule_for_cases_names_by_code_is_a_kind_or_a_choice() -> None:
    assert set(CODED_NAMES) <= set(CASE_NAMES)
    assert set(CODED_NAMES.values()) <= set(KINDS)
    assert set(NO_FINDING) < set(OUTCOMES)
    for name, type_ in CASE_NAMES.items():
        if type_.kind in {ConditionKind.TEXT, ConditionKind.TEXTS}:
            assert (type_.choices is None) == (name in {*CODED_NAMES, "flags"})


def test_a_condition_for_cases_that_is_none_is_refused_with_its_reason() -> None:
    [reason] = check_case_condition('outcome == "positiv"')
    assert "positive" in reason


@pytest.mark.requirement("NOIS-1-8b")
def test_each_code_shows_its_system_and_version_and_its_norwegian_text() -> None:
    found = definition(
        "code,nb\nM,Mann\n",
        "code-system",
        "sex",
        more='system = "2.16.578.1.12.4.1.1.3101"\nversion = "2020"\n',
    )
    assert dict(found.header) == {"system": "2.16.578.1.12.4.1.1.3101", "version": "2020"}
    [row] = found.rows
    assert (row["system"], row["version"], row["code"], row["nb"]) == (
        "2.16.578.1.12.4.1.1.3101",
        "2020",
        "M",
        "Mann",
    )


def test_an_editor_is_told_the_fields_of_each_kind() -> None:
    schema = json.loads(json.dumps(header_schema(KINDS_WITH_FORM)))
    by_kind = {each["if"]["properties"]["kind"]["const"]: each["then"] for each in schema["allOf"]}
    assert set(by_kind) == set(schema["properties"]["kind"]["enum"]) == set(KINDS_WITH_FORM)
    organisms, questions = by_kind["organisms"], by_kind["form"]
    assert {"kind", "name", "valid_from", "source", "status", "rows", "title"} == set(organisms["required"])
    assert {"system", "version"} <= set(by_kind["code-system"]["required"])
    assert organisms["properties"]["status"]["enum"] == ["verified", "unverified"]
    assert organisms["additionalProperties"] is False
    assert "rows" not in questions["properties"]
    assert set(questions["properties"]["question"]["items"]["required"]) == {"id", "text"}
    assert re.search(organisms["properties"]["name"]["pattern"], "own-organisms")
    assert not re.search(organisms["properties"]["name"]["pattern"], "Own organisms")


def test_rows_that_may_be_absent_are_told_so() -> None:
    [diseases] = [
        each["then"]
        for each in json.loads(json.dumps(header_schema()))["allOf"]
        if each["if"]["properties"]["kind"]["const"] == "diseases"
    ]
    assert "rule" not in diseases["required"]
    assert {"group", "alert", "clinician_notice", "states"} <= set(diseases["required"])
    assert diseases["properties"]["rule"]["minItems"] == 0
    assert diseases["properties"]["episode_days"]["minimum"] == 1
    assert "disease" not in diseases["properties"]


def test_a_row_has_the_name_of_its_definition_where_the_kind_says_so() -> None:
    found, faults = read({"ehec.toml": DISEASE.encode()})
    assert found, faults
    assert [(row["disease"], row["group"], row["organisms"]) for row in found.rows] == [
        ("ehec", "A", ("ESCCOL", "STX"))
    ]
    assert "disease" not in found.header


def test_a_table_is_described_by_its_columns() -> None:
    schema = json.loads(json.dumps(table_schema(KINDS["municipalities"])))
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields)[:2] == ["number", "name"]
    assert fields["number"]["constraints"] == {"required": True, "pattern": "^(?:[0-9]{4})$"}
    assert (fields["population"]["type"], fields["population"]["constraints"]) == ("integer", {"minimum": 1})
    assert (fields["neighbours"]["type"], fields["neighbours"]["delimiter"]) == ("list", ";")
    assert schema["uniqueKeys"] == [["number", "valid_from"]]
    assert schema["foreignKeys"] == [
        {"fields": ["county"], "reference": {"resource": "counties", "fields": ["number"]}}
    ]
    of_organisms = table_schema(KINDS["organisms"])
    assert of_organisms["foreignKeys"] == [{"fields": ["parent"], "reference": {"fields": ["code"]}}]
