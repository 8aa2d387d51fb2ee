"""Definitions: what stands, one of them as of a day, its versions, its uses, and rules in words."""

from dataclasses import replace

import pytest
from django.test import Client

from infreg.definitions.book import Book
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.case_names import CASE_NAMES
from infreg.definitions.kinds.rule_names import RULE_NAMES
from infreg.definitions.kinds.shape import CellType
from infreg.doors.web import rule_words
from infreg.doors.web.value_words import OF_COLUMN, column_name
from tests.web.conftest import Register
from tests.web.made_casework import OFFICER
from tests.web.test_pages import seen

ORGANISMS = "/definisjoner/organisms/organisms"


@pytest.mark.requirement("B-6")
def test_what_stands_is_told_by_kind_with_rows_period_and_source(client: Client) -> None:
    response = client.get("/definisjoner").content
    told = seen(response)
    assert "4 definisjoner gjelder i dag, med 12 rader." in told
    assert "organisms 4 rader fra 1. januar 2012 The test Kontrollert mot kilden" in told
    assert "organisms 4 rader 1. januar 1990 til 31. desember 2011 ikke i dag" in told
    assert f'href="{ORGANISMS}?dag=1990-01-01"' in response.decode()


@pytest.mark.requirement("B-6")
def test_a_definition_is_asked_as_of_a_day_in_the_address(client: Client) -> None:
    today, before = (
        seen(client.get(ORGANISMS).content),
        seen(client.get(f"{ORGANISMS}?dag=2011-12-31").content),
    )
    assert "ESCCOL Escherichia coli art ESCSPP bakterie kolibakterie" in today
    assert "4 rader gjelder 31. desember 2011." in before
    assert "ESCCOL Escherichia coli art ESCSPP bakterie koli " in before
    assert "Ingenting gjelder 1. januar 1980." in seen(client.get(f"{ORGANISMS}?dag=1980-01-01").content)


def test_what_is_no_day_is_told_at_the_field_and_today_is_shown(client: Client) -> None:
    told = seen(client.get(f"{ORGANISMS}?dag=14.3.2026").content)
    assert "Dette er ikke en dato." in told
    assert "4 rader gjelder" in told


@pytest.mark.requirement("B-6")
def test_rows_are_searched_in_any_cell(client: Client) -> None:
    told = seen(client.get(f"{ORGANISMS}?ord=KOLIBAK").content)
    assert "ESCCOL" in told
    assert "ESCALB" not in told
    assert "Ingen rad inneholder «finnes ikke»." in seen(client.get(f"{ORGANISMS}?ord=finnes+ikke").content)
    assert client.get(f"{ORGANISMS}?side=2").status_code == 404


@pytest.mark.requirement("B-6")
def test_a_code_tells_which_definitions_use_it(client: Client) -> None:
    response = client.get(f"{ORGANISMS}?kode=ESCCOL").content
    assert "Her brukes ESCCOL Liste : 2 rader (linje 2, 3)" in seen(response)
    assert "/definisjoner/organism-names/organism-names?ord=ESCCOL" in response.decode()
    unused = seen(client.get(f"{ORGANISMS}?kode=INFA").content)
    assert "Ingen rad i noen definisjon viser til den." in unused


@pytest.mark.requirement("B-6")
def test_every_version_is_kept_and_shown_also_those_that_were_replaced(
    register: Register, client: Client
) -> None:
    told = seen(client.get(ORGANISMS).content)
    assert "2. mars 2026 kl. 09.00 fra 1. januar 2012 4 rader" in told
    assert "1. mars 2026 kl. 09.00 1. januar 1990 til 31. desember 2011 4 rader" in told
    standing = register.definitions.latest()
    *_, newest = (version for version in standing if version.definition.kind == "organisms")
    again = replace(newest, id=99, known_from=newest.known_from.replace(year=2027))
    register.definitions = Book([*standing, again])
    assert "erstattet" in seen(client.get(ORGANISMS).content)


@pytest.mark.requirement("B-6")
def test_a_rule_is_told_in_both_languages_with_its_condition(client: Client) -> None:
    told = seen(client.get("/definisjoner/finding-rules/finding-rules").content)
    assert "Antistoff av klasse IgG tyder på immunitet. immunitet" in told
    assert "Når ordet i svaret er «påvist», og markøren er IgG eller anti-HBs." in told
    assert "På engelsk IgG antibodies tell of immunity." in told
    assert "word == &quot;positive&quot; and marker in" in told


@pytest.mark.requirement("NOIS-1-8b")
def test_every_column_value_and_name_of_a_rule_has_words() -> None:
    own = {"system", "code", "id", "when", "outcome"}
    for kind in KINDS.values():
        for column in kind.columns:
            assert column.name in own or column_name(column.name, column.refers_to) != column.name, column
            if column.type is CellType.CHOICE:
                assert set(column.values) <= OF_COLUMN[column.name].keys(), column
    worded = rule_words._names().keys() | rule_words._clauses().keys()
    assert RULE_NAMES.keys() | CASE_NAMES.keys() == worded


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("address", ["/definisjoner", ORGANISMS])
def test_who_may_not_see_definitions_is_refused(register: Register, client: Client, address: str) -> None:
    register.visitor = replace(OFFICER, role="reception")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", ["/definisjoner/organisms/finnes-ikke", "/definisjoner/ingen/organisms"])
def test_a_definition_that_nobody_made_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.requirement("NOIS-1-8b")
def test_definitions_are_in_english_for_who_chose_it(client: Client) -> None:
    client.cookies["infreg_language"] = "en"
    told = seen(client.get("/definisjoner/finding-rules/finding-rules").content)
    assert "IgG antibodies tell of immunity. immunity" in told
    assert "When the answer's word is “found”, and the marker is IgG or anti-HBs." in told.replace(
        "&#x27;", "'"
    )
