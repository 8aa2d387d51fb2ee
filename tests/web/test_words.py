"""How dates, numbers and names read."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from infreg.doors.web.latin import is_latin
from infreg.doors.web.templatetags import shown
from infreg.vocabulary.answer import Coded, Party, ValueKind
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import ShownValue
from tests.web.made_pages import AMPICILLIN, nlk, quantity, tried, words

MIDNIGHT = datetime(2026, 3, 13, 23, 0, tzinfo=UTC)


def test_a_time_is_oslos_and_a_day_is_not_midnight() -> None:
    assert shown.moment(MIDNIGHT) == '<time datetime="2026-03-14T00:00+01:00">14. mars 2026 kl. 00.00</time>'
    assert (
        shown.moment(Moment(MIDNIGHT, date_only=True)) == '<time datetime="2026-03-14">14. mars 2026</time>'
    )
    assert shown.moment(None) == ""
    with translation.override("en"):
        assert "14 March 2026, 00:00" in shown.moment(MIDNIGHT)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (1503, "1\u202f503"), (Decimal("1234567.50"), "1\u202f234\u202f567,50")]
)
def test_numbers_have_thin_spaces_and_a_decimal_comma(value: int | Decimal, said: str) -> None:
    assert shown.number(value) == said


def test_numbers_in_english_have_a_point() -> None:
    with translation.override("en"):
        assert shown.number(Decimal("1234.5")) == "1\u202f234.5"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (quantity("13.2", "g/dL"), "13,2\u00a0g/dL"),
        (quantity("5", "mg/L", "<="), "≤\u202f5\u00a0mg/L"),
        (quantity("5", None, "="), "5"),
        (
            ShownValue(ValueKind.INTERVAL, None, None, Decimal(2), Decimal(4), None, "mmol/L"),
            "2–4\u00a0mmol/L",
        ),
        (ShownValue(ValueKind.CODED, None, Coded(display="Påvist"), None, None, None, None), "Påvist"),
        (words(">100.000 pr.ml."), ">100.000 pr.ml."),
        (words(None), "Ingen verdi oppgitt"),
    ],
)
def test_a_value_reads_as_one_says_it(value: ShownValue, said: str) -> None:
    assert shown.shown_value(value) == said


def test_a_measure_stands_with_its_unit() -> None:
    assert shown.measured(tried("1", "x", AMPICILLIN, "S", "0.25")) == "0,25\u00a0mg/L"
    assert shown.measured(tried("1", "x", AMPICILLIN, "S")) == ""


def test_an_agent_loses_the_old_prefix_and_may_break_after_a_plus() -> None:
    assert (
        shown.agent(nlk("NPU57715", "Us-Trimetoprim+Sulfametoksazol")) == "Trimetoprim+<wbr>Sulfametoksazol"
    )
    assert shown.agent(nlk("x", "<b>+c")) == "&lt;b&gt;+<wbr>c"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Coded(code="U", display="Urin", text="x"), "Urin"),
        (Coded(text="Mengde"), "Mengde"),
        (Coded(system="2.16.578.1.12.4.1.1.8271", code="R"), "Resistent"),
        (Coded(system="urn:local", code="Q7"), "Q7"),
        (Coded(), ""),
        (None, ""),
    ],
)
def test_a_code_reads_as_its_words(value: Coded | None, said: str) -> None:
    assert shown.coded(value) == said


@pytest.mark.parametrize(
    "name",
    [
        "Escherichia coli",
        "Klebsiella pneumoniae",
        "Staphylococcus aureus",
        "Candida auris",
        "Enterococcus faecium",
    ],
)
def test_latin_names_are_known_by_their_form(name: str) -> None:
    assert is_latin(name)


@pytest.mark.parametrize(
    "name",
    [
        "Gule stafylokokker",
        "Influensa virus",
        "Normal flora",
        "SARS-CoV-2",
        "Ingen vekst",
        "Ikke påvist",
        "E. coli",
    ],
)
def test_other_names_are_not_taken_for_latin(name: str) -> None:
    assert not is_latin(name)


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("A",), "A"), (("A", "B"), "A og B"), (("A", "B", "C"), "A, B og C")]
)
def test_names_are_listed_as_in_a_sentence(names: tuple[str, ...], said: str) -> None:
    assert shown.listed(names) == said


def test_a_party_without_a_name_is_its_identifier() -> None:
    assert shown.party(Party(None, "56704", "HER")) == "HER 56704"


@pytest.mark.parametrize(
    ("name", "said"), [("svarrapport-1.4", "Svarrapport 1.4"), ("hl7v2-2.5", "HL7 v2 2.5"), ("fhir", "FHIR")]
)
def test_formats_are_called_what_people_call_them(name: str, said: str) -> None:
    assert shown.format_name(name) == said


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_word_of_its_own_in_both_languages(status: Status) -> None:
    bokmaal = {shown.status_word(each) for each in Status}
    with translation.override("en"):
        english = {shown.status_word(each) for each in Status}
    assert len(bokmaal) == len(english) == len(Status)
    assert shown.status_word(status) in bokmaal
