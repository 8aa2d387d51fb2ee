"""The notifiable diseases that come with the package: what makes a case of them, and what does not."""

from collections import defaultdict
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.definitions.book import Book, Version
from infreg.definitions.conditions import Kind, parse
from infreg.definitions.kinds.values import MARKERS, METHODS, SITES
from infreg.definitions.reading import read
from infreg.definitions.shipped import shipped_definitions
from infreg.definitions.snapshot import Row
from infreg.registers.msis import REGISTER
from infreg.registers.msis.diseases import CASE_NAMES, Disease, Diseases, Rule, case_values, diseases_of
from infreg.vocabulary.answer import Answer, Patient, Provider
from infreg.vocabulary.case import Classification, DefinitionRef, State, Told
from infreg.vocabulary.finding import Finding, Outcome
from infreg.vocabulary.identifiers import ReceiptNumber
from tests.registers.msis.examples import Example, examples

pytestmark = pytest.mark.requirement("B-6")

LOADED = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 3, 1)
EXAMPLES = tuple(examples())
STATES = {"mrsa", "vre", "esbl-carba", "candida-auris"}
#: Clinicians' notices alone, a case that follows from two others, and cancers.
WITHOUT_RULES = {"aids", "hus", "hpv-cancer", "prion-disease", "tb-hiv-coinfection"}
CODES = (
    "mpox botulism brucellosis campylobacteriosis chlamydia clostridioides-difficile prion-disease "
    "cryptosporidiosis covid-19 dengue hus diphtheria ecoli-enteritis ehec echinococcosis typhus "
    "tick-borne-encephalitis giardiasis gonorrhoea yellow-fever haemophilus-influenzae haemorrhagic-fever "
    "hepatitis-a hepatitis-b hepatitis-c hepatitis-d hepatitis-e hiv hpv-cancer influenza pertussis cholera "
    "smallpox mumps legionellosis leprosy listeriosis lyme-borreliosis lymphogranuloma-venereum malaria "
    "meningococcal-disease measles mers anthrax mrsa vre esbl-carba candida-auris nephropathia-epidemica "
    "paratyphoid plague pneumococcal-disease poliomyelitis q-fever rabies rotavirus rubella salmonellosis "
    "sars shigellosis streptococcus-a streptococcus-b syphilis tetanus relapsing-fever trichinosis "
    "tuberculosis tularaemia typhoid west-nile-fever viral-cns-infection yersiniosis zika aids "
    "tb-hiv-coinfection"
).split()
ALERTED = set(
    "mpox botulism hus diphtheria typhus ehec haemorrhagic-fever cholera smallpox legionellosis "
    "meningococcal-disease measles mers anthrax plague poliomyelitis rabies rubella sars trichinosis".split()
)


@cache
def book() -> Book:
    return Book(Version(number, LOADED, each) for number, each in enumerate(shipped_definitions(), 1))


DISEASES_ON = diseases_of(book())


@cache
def rows(kind: str) -> dict[str, Row]:
    return {str(row["code"]): row for row in book().as_of(TODAY).rows(kind)}


@cache
def ancestors(organism: str) -> tuple[str, ...]:
    parent = rows("organisms")[organism]["parent"]
    return () if parent is None else (str(parent), *ancestors(str(parent)))


def told(
    organism: str | None,
    method: str | None = None,
    specimen: str | None = None,
    *,
    marker: str | None = None,
    outcome: Outcome = Outcome.POSITIVE,
    flags: tuple[str, ...] = (),
    resistant: tuple[str, ...] = (),
    screening: bool = False,
    marks: tuple[str, ...] = (),
    day: date | None = TODAY,
    birth_year: int | None = None,
    unmapped: bool = False,
) -> Told:
    """A finding as it stands in an answer, with what definitions say of its organism and specimen."""
    where = rows("specimens")[specimen] if specimen else {"site": None, "sterile": None}
    site, sterile = where["site"], where["sterile"]
    return Told(
        answer="0123456789abcdef",
        key=1,
        position=1,
        receipt=ReceiptNumber("R-1"),
        unit=1,
        finding=Finding(("1",), "1", organism, outcome, "r", method, marker, screening, flags=flags),
        day=day,
        sampled=day,
        issued=None,
        received=LOADED,
        known=LOADED,
        ancestors=ancestors(organism) if organism else (),
        specimen_type=specimen,
        specimen_unmapped=unmapped,
        site=None if site is None else str(site),
        sterile=None if sterile is None else bool(sterile),
        marks=marks,
        resistant=resistant,
        birth_year=birth_year,
    )


OUTCOMES = {
    "immunity": Outcome.IMMUNITY,
    "inconclusive": Outcome.INCONCLUSIVE,
    "awaited": Outcome.SCREENING,
}


def finding_of(said: tuple[str, ...]) -> Told:
    organism, how, specimen, *more = said
    method, _, marker = how.partition("/")
    named = dict(each.split("=") for each in more if "=" in each)
    day = date.fromisoformat(named.get("day", TODAY.isoformat()))
    outcomes = [OUTCOMES[each] for each in more if each in OUTCOMES]
    return told(
        organism,
        None if method == "?" else method,
        None if specimen in {"?", "??"} else specimen,
        unmapped=specimen == "??",
        marker=marker or None,
        outcome=outcomes[0] if outcomes else Outcome.POSITIVE,
        flags=tuple(each for each in more if each.isupper() and "=" not in each),
        resistant=tuple(named["R"].split(",")) if "R" in named else (),
        screening="screening" in more,
        marks=("MSIS-M",) if "marked" in more else (),
        day=day,
        birth_year=day.year - int(named["age"]) if "age" in named else None,
    )


def decided(diseases: Diseases, finding: Told) -> dict[str, Rule]:
    """The rule of each disease that a finding makes a case of."""
    concerned = diseases.concerned(finding.finding.organism, finding.ancestors)
    found = {disease.code: disease.decide(finding) for disease in concerned}
    return {code: rule for code, rule in found.items() if rule}


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.line for each in EXAMPLES])
def test_a_finding_makes_the_case_it_should(example: Example) -> None:
    finding = finding_of(example.said)
    assert finding.day
    rule = decided(DISEASES_ON(finding.day), finding).get(example.disease)
    assert (rule.id if rule else None) == example.rule


def test_every_rule_makes_a_case_and_every_disease_has_a_near_miss() -> None:
    made: dict[str, set[str]] = defaultdict(set)
    missed: set[str] = set()
    for example in EXAMPLES:
        made[example.disease] |= {example.rule} if example.rule else set()
        missed |= set() if example.rule else {example.disease}
    with_rules = {code for code, each in DISEASES_ON(TODAY).all.items() if each.rules}
    assert missed == with_rules
    for code in with_rules:
        assert made[code] == {rule.id for rule in DISEASES_ON(TODAY).all[code].rules}
        sure = [r for r in DISEASES_ON(TODAY).all[code].rules if r.classification is Classification.CONFIRMED]
        assert sure, "some finding makes the disease certain"


def test_the_diseases_are_those_of_the_regulation() -> None:
    diseases = DISEASES_ON(TODAY).all
    assert set(diseases) == set(CODES)
    assert len(CODES) == 75
    assert {code for code, each in diseases.items() if not each.rules} == WITHOUT_RULES
    assert {code for code, each in diseases.items() if each.states} == STATES
    assert {code for code, each in diseases.items() if each.alert} == ALERTED
    assert {each.group for each in diseases.values()} == {"A"}
    for each in diseases.values():
        assert set(each.titles) == {"nb", "en"}


def test_laboratories_alone_notify_chlamydia_cancers_of_hpv_and_influenza() -> None:
    silent = {code for code, each in DISEASES_ON(TODAY).all.items() if not each.clinician_notice}
    assert silent == {"chlamydia", "hpv-cancer", "influenza"}


@pytest.mark.parametrize(
    ("code", "last", "group"),
    [
        ("hiv", date(2019, 2, 28), "B"),
        ("gonorrhoea", date(2019, 2, 28), "B"),
        ("syphilis", date(2019, 2, 28), "B"),
        ("chlamydia", date(2018, 12, 31), "C"),
        ("clostridioides-difficile", date(2018, 12, 31), "C"),
    ],
)
def test_a_case_of_an_old_day_stays_in_its_group(code: str, last: date, group: str) -> None:
    before, after = DISEASES_ON(last).all[code], DISEASES_ON(date.fromordinal(last.toordinal() + 1)).all[code]
    assert (before.group, after.group) == (group, "A")
    assert before.reference.valid_from < after.reference.valid_from
    assert before.reference.hash != after.reference.hash


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("covid-19", date(2020, 1, 31)),
        ("rotavirus", date(2019, 1, 1)),
        ("lymphogranuloma-venereum", date(2019, 1, 1)),
        ("mpox", date(2022, 1, 1)),
        *((code, date(2012, 1, 1)) for code in ("dengue", "west-nile-fever", "cryptosporidiosis", "q-fever")),
        ("tb-hiv-coinfection", date(2012, 1, 1)),
    ],
)
def test_a_disease_is_notifiable_from_its_day(code: str, first: date) -> None:
    assert code not in DISEASES_ON(date.fromordinal(first.toordinal() - 1)).all
    assert code in DISEASES_ON(first).all


def test_covid_was_alerted_of_in_the_pandemic() -> None:
    assert DISEASES_ON(date(2020, 3, 12)).all["covid-19"].alert
    assert not DISEASES_ON(TODAY).all["covid-19"].alert


def test_lymphogranuloma_was_chlamydia_before_it_was_a_disease_of_its_own() -> None:
    finding = told("CHLLGV", "nat", "rectum")
    assert set(decided(DISEASES_ON(date(2018, 12, 31)), finding)) == {"chlamydia"}
    assert set(decided(DISEASES_ON(date(2019, 1, 1)), finding)) == {"lymphogranuloma-venereum"}


def test_what_stays_for_life_has_no_episodes() -> None:
    lifelong = {code for code, each in DISEASES_ON(TODAY).all.items() if each.episode_days is None}
    assert {"hiv", "hepatitis-b", "hepatitis-c", *STATES} <= lifelong
    assert {"tuberculosis", "chlamydia", "influenza", "covid-19", "salmonellosis"}.isdisjoint(lifelong)


def test_where_states_are_told_apart_each_has_findings_of_its_own_and_an_isolate_tells_neither() -> None:
    for code in STATES:
        rules = DISEASES_ON(TODAY).all[code].rules
        assert {rule.state for rule in rules} == {State.INFECTION, State.CARRIAGE, None}
        assert [rule.id for rule in rules if rule.state is None] == [
            "isolate",
            "unknown-specimen-by-nucleic-acid",
        ]
    others = (each for code, each in DISEASES_ON(TODAY).all.items() if code not in STATES)
    assert not [rule for each in others for rule in each.rules if rule.state]


SPECIMENS = (None, "blood-culture", "csf", "faeces", "urine", "wound", "sputum", "bacterial-isolate")


def test_a_finding_without_special_resistance_makes_a_case_of_one_disease() -> None:
    diseases = DISEASES_ON(TODAY)
    for organism, method, specimen in product(rows("organisms"), (None, *METHODS), SPECIMENS):
        if diseases.concerned(organism, ancestors(organism)):
            made = decided(diseases, told(organism, method, specimen, marker="igm"))
            assert len(made) <= 1, (organism, method, specimen, set(made))


NOTHING = [Outcome.NEGATIVE, Outcome.INCONCLUSIVE, Outcome.PREVIOUS]


@given(
    st.sampled_from(sorted(DISEASES_ON(TODAY).organisms)),
    st.sampled_from(NOTHING),
    st.none() | st.sampled_from(METHODS),
    st.none() | st.sampled_from(MARKERS),
    st.sampled_from(SPECIMENS),
    st.sampled_from([(), ("MRSA", "VANA", "KPC", "STX2", "EPEC")]),
    st.booleans(),
)
def test_no_case_is_made_of_what_was_not_found(
    organism: str,
    outcome: Outcome,
    method: str | None,
    marker: str | None,
    specimen: str | None,
    flags: tuple[str, ...],
    marked: bool,
) -> None:
    marks = ("MSIS-M",) if marked else ()
    finding = told(organism, method, specimen, marker=marker, outcome=outcome, flags=flags, marks=marks)
    assert decided(DISEASES_ON(TODAY), finding) == {}


@given(
    st.sampled_from(sorted(rows("organisms"))), st.sampled_from([TODAY, date(2018, 6, 1), date(1995, 6, 1)])
)
def test_what_is_concerned_is_what_each_disease_says_of_itself(organism: str, day: date) -> None:
    diseases = DISEASES_ON(day)
    groups = ancestors(organism)
    expected = [each for each in diseases.all.values() if each.concerns(organism, groups)]
    assert sorted(expected, key=_code) == list(diseases.concerned(organism, groups))
    assert diseases.concerned(organism, groups) == diseases.concerned(organism, (organism, *groups))


def _code(disease: Disease) -> str:
    return disease.code


def test_nothing_is_concerned_by_an_organism_nobody_named() -> None:
    assert DISEASES_ON(TODAY).concerned(None, ()) == ()
    assert DISEASES_ON(TODAY).concerned("STAEPI", ancestors("STAEPI")) == ()


def test_a_condition_may_ask_for_every_name_and_is_given_no_other() -> None:
    values = case_values(
        told("STAAUR", "culture", "nose", flags=("MRSA",), resistant=("FOX",), birth_year=1980)
    )
    assert set(values) == set(CASE_NAMES)
    for name, type_ in CASE_NAMES.items():
        assert parse(f"known({name})", CASE_NAMES).names == {name}
        value = values[name]
        fitting = {
            Kind.TEXT: str,
            Kind.TEXTS: tuple,
            Kind.YES_NO: bool,
            Kind.NUMBER: int,
            Kind.DAY: date,
        }
        assert value is None or isinstance(value, fitting[type_.kind])
    assert values["groups"] == ("STAAUR", *ancestors("STAAUR"))
    assert (values["resistant"], values["flags"], values["age"]) == (("FOX",), ("MRSA",), 45)
    assert (values["site"], values["sterile"]) == ("respiratory-upper", False)


@pytest.mark.parametrize(
    ("marks", "marked"),
    [((), False), (("TA",), False), (("MSIS-AV",), False), (("TA", "MSIS-M"), True), (("MSIS-UM",), True)],
)
def test_a_notifiable_mark_is_one_of_two(marks: tuple[str, ...], marked: bool) -> None:
    assert case_values(told("LISMON", marks=marks))["marked"] is marked


def test_age_is_unknown_without_birth_year_or_day() -> None:
    assert case_values(told("LISMON"))["age"] is None
    assert case_values(told("LISMON", day=None, birth_year=1980))["age"] is None


def test_sites_of_conditions_are_those_of_specimens() -> None:
    assert {str(row["site"]) for row in rows("specimens").values() if row["site"]} <= set(SITES)


def test_the_diseases_of_equal_days_are_made_once() -> None:
    assert DISEASES_ON(TODAY) is DISEASES_ON(date(2024, 6, 1))
    assert DISEASES_ON(TODAY) is not DISEASES_ON(date(2018, 6, 1))
    # Other definitions change between these days, and no disease does.
    first, second = book().as_of(date(2023, 12, 31)), book().as_of(date(2024, 1, 1))
    assert first.edition != second.edition
    assert DISEASES_ON(first.day) is DISEASES_ON(second.day)


OROPOUCHE = """\
kind = "diseases"
name = "oropouche-fever"
valid_from = 2024-08-01
source = "The test"
status = "unverified"
group = "A"
alert = false
clinician_notice = true
organisms = ["OROV"]
episode_days = 180
states = false
title = { nb = "Oropouchefeber", en = "Oropouche fever" }

[[rule]]
id = "virus-detected"
class = "confirmed"
when = 'outcome == "positive" and method == "nat"'
text.nb = "Oropouchevirus er påvist."
text.en = "Oropouche virus is detected."
"""


def with_loaded(text: str, known: datetime) -> Book:
    """The package's definitions, and one that was loaded later."""
    found, faults = read({"new.toml": text.encode()})
    assert found, faults
    shipped = (Version(number, LOADED, each) for number, each in enumerate(shipped_definitions(), 1))
    return Book([*shipped, Version(10_000, known, found)])


@pytest.mark.requirement("B-5")
def test_a_new_disease_is_one_file_and_was_not_known_before_it_was_loaded() -> None:
    later = datetime(2026, 2, 1, tzinfo=UTC)
    changed = with_loaded(OROPOUCHE, later)
    finding = told("OROV", "nat", "serum")
    assert set(decided(diseases_of(changed)(TODAY), finding)) == {"oropouche-fever"}
    assert "oropouche-fever" not in diseases_of(changed)(date(2024, 7, 31)).all
    assert decided(diseases_of(changed, LOADED)(TODAY), finding) == {}


def test_a_disease_names_the_version_it_was_made_of() -> None:
    changed = with_loaded(OROPOUCHE.replace("2024-08-01", "2025-01-01"), LOADED)
    [version] = changed.history("diseases", "oropouche-fever")
    reference = diseases_of(changed)(TODAY).all["oropouche-fever"].reference
    expected = DefinitionRef("diseases", "oropouche-fever", date(2025, 1, 1), version.definition.hash)
    assert reference == expected
    assert [field.name for field in fields(reference)] == ["kind", "name", "valid_from", "hash"]


def test_a_rule_of_a_disease_may_hold_for_days_of_its_own() -> None:
    ended = OROPOUCHE.replace('class = "confirmed"', 'class = "confirmed"\nvalid_to = 2024-12-31')
    on = diseases_of(with_loaded(ended, LOADED))
    finding = told("OROV", "nat", "serum")
    assert set(decided(on(date(2024, 12, 31)), finding)) == {"oropouche-fever"}
    assert decided(on(TODAY), finding) == {}
    assert "oropouche-fever" in on(TODAY).all


def test_msis_holds_cases_under_its_regulation_and_no_answers() -> None:
    answer = Answer("A", "N", "F", "MBIO", None, Provider(), Provider(), Patient(), (), ())
    assert REGISTER.view(answer) is None
    assert REGISTER.charter.name == "msis"
    assert "MSIS-forskriften" in REGISTER.charter.legal_basis
    assert REGISTER.charter.identified
