"""Codes, numbers, serology, and rows that belong together."""

from dataclasses import replace

import pytest

from infreg.interpretation import Codes, interpret
from infreg.vocabulary.answer import Coded, Result, Value
from infreg.vocabulary.finding import Finding, Outcome
from tests.interpretation.made_answers import (
    VOLVEN,
    answer,
    coded,
    found,
    nothing,
    number,
    outcomes,
    row,
    susceptibility,
)

pytestmark = pytest.mark.requirement("NOIS-1-8a")
P, N, OPEN = Outcome.POSITIVE, Outcome.NEGATIVE, Outcome.INCONCLUSIVE


def told(
    codes: Codes, *rows: Result, kind: str = "Serum"
) -> list[tuple[str | None, str | None, Outcome | None]]:
    """Organism, marker (or method) and outcome of each finding, in order."""
    findings = interpret(answer(rows, kind), codes, 1)
    return [(each.organism, each.marker or each.method, each.outcome) for each in findings]


@pytest.mark.parametrize(
    ("value", "outcome", "rule"),
    [
        (coded("T001", "Påvist"), P, "coded-value"),
        (coded("T003", "Svakt positiv"), P, "coded-value"),
        (coded("T007"), N, "coded-negative"),
        (coded("T009"), OPEN, "laboratory-undecided"),
        (coded("260373001", "Detected", "http://snomed.info/sct"), P, "coded-value"),
        (coded("NEG", "Negativ", VOLVEN + "8212"), N, "text-negated"),
        (coded("POS", None, VOLVEN + "8212"), P, "coded-value"),
        (coded("T001", "Ikke påvist"), None, "undecided"),
        (coded("T099"), None, "undecided"),
        (coded("T010", "Se kommentar"), None, None),
    ],
)
def test_a_code_says_what_its_list_says_unless_its_words_contradict_it(
    codes: Codes, value: Value, outcome: Outcome | None, rule: str | None
) -> None:
    findings = found(codes, "SARS-CoV-2 PCR", value, "Hals")
    told = [(each.organism, each.outcome, each.rule) for each in findings]
    assert told == ([("SARS2", outcome, rule)] if rule else [])


def test_codes_are_known_under_every_way_of_writing_their_system(codes: Codes) -> None:
    for system in (f"urn:oid:{VOLVEN}8340", "http://helsedir.no/fhir/CodeSystem/no-kodeverk-8340"):
        (finding,) = found(codes, "SARS-CoV-2 PCR", coded("T007", system=system), "Hals")
        assert finding.outcome is N
    for sent_as in (VOLVEN + "7280", VOLVEN + "7230", VOLVEN + "8212", None):
        antigen = row("1", Coded(sent_as, None, "NPU59390", "Ukjente ord"), "Påvist")
        (finding,) = interpret(answer([antigen], "Hals"), codes)
        assert (finding.organism, finding.method, finding.outcome) == ("SARS2", "antigen", P)


@pytest.mark.parametrize(
    ("investigation", "value", "outcome"),
    [
        ("HCV RNA kvantitering", number("230000", unit="IU/mL"), P),
        ("HCV RNA kvantitering", number("0", unit="IU/mL"), N),
        ("HCV RNA kvantitering", number("15", "<", "IU/mL"), OPEN),
        ("HCV RNA kvantitering", "<15 IU/mL, ikke påvist", N),
        ("HCV RNA kvantitering", "2,5 x 10^5 IU/mL", P),
        ("HCV RNA kvantitering", "1 250 000 IU/mL", P),
        ("HCV RNA", number("34", unit="Ct"), None),
        ("CMV IgG", number("250", unit="AU/mL"), None),
        ("Anti-HBs", number("1000", ">", "IU/L"), None),
        ("CMV IgG", "titer 1:80", None),
    ],
)
def test_a_number_decides_only_where_nucleic_acid_is_counted(
    codes: Codes, investigation: str, value: str | Value, outcome: Outcome | None
) -> None:
    (finding,) = found(codes, investigation, value, "Plasma")
    assert finding.outcome is outcome


CONTROL = (
    "IgM er positiv, IgG negativ. Det kan være en fersk infeksjon; vi anbefaler kontrollprøve om to uker."
)


def test_igm_without_igg_is_not_confirmed_when_a_control_sample_is_advised(codes: Codes) -> None:
    igg, igm = row("1", "Kusma IgG", "Ikke påvist", comment=CONTROL), row("2", "Kusma IgM", "Påvist")
    assert told(codes, igg, igm) == [("MUMPS", "igg", N), ("MUMPS", "igm", OPEN)]
    (_, finding) = interpret(answer([igg, igm], "Serum"), codes)
    assert finding.rule == "igm-awaits-control"


def test_igm_alone_is_a_finding_when_nobody_asks_for_more(codes: Codes) -> None:
    igg, igm = row("1", "Kusma IgG", "Ikke påvist"), row("2", "Kusma IgM", "Påvist")
    assert told(codes, igg, igm) == [("MUMPS", "igg", N), ("MUMPS", "igm", P)]


@pytest.mark.parametrize(
    ("investigation", "said", "outcome"),
    [
        ("Rubella IgG", "Påvist", Outcome.IMMUNITY),
        ("Rubella immunstatus", "Positiv", Outcome.IMMUNITY),
        ("Anti-HBs", "Positiv", Outcome.IMMUNITY),
        ("Anti-HBc", "Positiv", Outcome.IMMUNITY),
        ("Hepatitt A antistoff total", "Påvist", Outcome.IMMUNITY),
        ("SARS-CoV-2 antistoff", "Påvist", Outcome.IMMUNITY),
        ("CMV IgM", "Svakt positiv", OPEN),
        ("Borrelia IgM", "Påvist", OPEN),
        ("HBsAg", "Positiv", P),
        ("Hepatitt A IgM", "Påvist", P),
        ("Anti-HCV", "Reaktiv", Outcome.SCREENING),
        ("HIV Ag/Ab", "Reaktiv", Outcome.SCREENING),
        ("HIV Ag/Ab", "Reaktiv. Sendes til konfirmasjonstest.", Outcome.SCREENING),
        ("HIV immunblot", "Positiv", P),
        ("Syfilis antistoff", "Positiv", Outcome.SCREENING),
        ("Quantiferon", "Positiv", Outcome.SCREENING),
        ("HIV Ag/Ab", "Ikke reaktiv", N),
    ],
)
def test_antibodies_are_immunity_or_await_confirmation(
    codes: Codes, investigation: str, said: str, outcome: Outcome
) -> None:
    (finding,) = found(codes, investigation, said, "Serum")
    assert finding.outcome is outcome


def test_syphilis_takes_two_tests(codes: Codes) -> None:
    treponemal = row("1", "Treponema pallidum antistoff", "Positiv")
    rpr = row("2", "RPR", "Positiv")
    assert told(codes, treponemal, rpr) == [("TREPAL", "total", P), ("TREPAL", "other", P)]
    negative = replace(rpr, value=Value(rpr.value.kind, "Negativ"))
    assert told(codes, treponemal, negative)[0] == ("TREPAL", "total", Outcome.SCREENING)


def test_two_markers_in_one_text_are_two_findings(codes: Codes) -> None:
    said = "IgG påvist, IgM ikke påvist. Forenlig med tidligere gjennomgått infeksjon."
    assert told(codes, row("1", "CMV antistoff", said)) == [
        ("CMV", "igg", Outcome.IMMUNITY),
        ("CMV", "igm", N),
    ]


def culture(*children: Result, said: str | Value = "Vekst") -> tuple[Result, ...]:
    return (row("1", "Aerob dyrkning", said), *children)


def test_growth_is_told_by_what_grew(codes: Codes) -> None:
    rows = culture(
        row("2", "Identifikasjon", "Staphylococcus aureus", parent="1"),
        row("3", "Mengde", "Rikelig", parent="2"),
    )
    (finding,) = interpret(answer(rows, "Sår"), codes)
    assert (finding.organism, finding.outcome, finding.method) == ("STAAUR", P, "culture")
    assert finding.quantity == "Rikelig"
    assert finding.results == ("2", "1", "3")


def test_an_identification_without_a_parent_belongs_to_the_culture_before_it(codes: Codes) -> None:
    rows = culture(row("2", "Identifikasjon", "Escherichia coli"))
    (finding,) = interpret(answer(rows, "Urin"), codes)
    assert (finding.organism, finding.method, finding.results) == ("ESCCOL", "culture", ("2", "1"))


def test_quantities_beside_their_microbes_are_told_apart(codes: Codes) -> None:
    rows = culture(
        row("2", "Identifikasjon", "Escherichia coli", parent="1"),
        row("3", "Mengde", number("100000", ">", "pr. ml"), parent="1"),
        row("4", "Identifikasjon", "Klebsiella oxytoca", parent="1"),
        row("5", "Mengde", "10 000", parent="1"),
    )
    findings = interpret(answer(rows, "Urin"), codes)
    assert [(each.organism, each.quantity) for each in findings] == [
        ("ESCCOL", ">100000 pr. ml"),
        ("KLEOXY", "10 000"),
    ]


@pytest.mark.requirement("NIR-4")
def test_a_flag_under_a_microbe_is_the_microbes(codes: Codes) -> None:
    grew = row("2", "Identifikasjon", "Escherichia coli", parent="1")
    positive = culture(grew, row("3", "ESBL", "Påvist", parent="2"))
    negative = culture(grew, row("3", "ESBL", "Negativ", parent="2"))
    assert [each.flags for each in interpret(answer(positive, "Urin"), codes)] == [("ESBL",)]
    assert [each.flags for each in interpret(answer(negative, "Urin"), codes)] == [()]


def test_a_serotype_makes_the_microbe_more_specific(codes: Codes) -> None:
    rows = culture(
        row("2", "Identifikasjon", "Salmonella", parent="1"),
        row("3", "Serotype", "Salmonella Typhimurium", parent="2"),
    )
    (finding,) = interpret(answer(rows), codes)
    assert (finding.organism, finding.outcome) == ("SALTYM", P)


def test_rows_of_a_panel_have_its_method(codes: Codes) -> None:
    rows = [
        row("1", "Luftveis-PCR", nothing()),
        row("2", "Influensa A", "Ikke påvist", parent="1"),
        row("3", "RSV", "Påvist", parent="1"),
    ]
    assert told(codes, *rows, kind="Nasofarynks") == [("INFA", "nucleic-acid", N), ("RSV", "nucleic-acid", P)]


def test_an_investigation_of_two_denies_both_and_finds_neither(codes: Codes) -> None:
    both = "Chlamydia trachomatis og Neisseria gonorrhoeae PCR"
    assert outcomes(found(codes, both, "Ikke påvist", "Urin")) == {"CHLTRA": "negative", "NEIGON": "negative"}
    assert outcomes(found(codes, both, "Påvist", "Urin")) == {None: None}


def test_see_comment_leads_to_the_comment(codes: Codes) -> None:
    rows = [row("1", "Salmonella PCR", "Se kommentar", comment="Salmonella påvist")]
    (finding,) = interpret(answer(rows), codes)
    assert (finding.outcome, finding.rule) == (P, "text-found")


def test_a_comment_that_takes_back_the_value_leaves_it_open(codes: Codes) -> None:
    rows = [row("1", "Salmonella PCR", "Påvist", comment="Sannsynlig kontaminasjon i laboratoriet")]
    assert [each.outcome for each in interpret(answer(rows), codes)] == [OPEN]


def test_a_conclusion_tells_what_no_other_row_does(codes: Codes) -> None:
    alone = [row("1", "Dyrkning", "Se konklusjon"), row("2", "Konklusjon", "Salmonella påvist")]
    assert [each.organism for each in interpret(answer(alone), codes)] == ["SALSPP"]
    twice = [row("1", "Salmonella PCR", "Negativ"), row("2", "Konklusjon", "Salmonella ikke påvist")]
    assert [each.results for each in interpret(answer(twice), codes)] == [("1",)]


@pytest.mark.parametrize(
    "value",
    ["Ikke utført", "Utgår", "For lite materiale", "Se eget svar", "Kontrollprøve anbefales", nothing()],
)
def test_what_is_no_finding_gives_none(codes: Codes, value: str | Value) -> None:
    assert found(codes, "Salmonella PCR", value) == ()


def test_what_the_laboratory_cancelled_tells_nothing(codes: Codes) -> None:
    standing, cancelled = (
        row("1", "RSV PCR", "Påvist"),
        row("2", "Salmonella PCR", "Påvist", service_type="C"),
    )
    under = row("3", "Serotype", "Salmonella Typhimurium", parent="2")
    assert [each.organism for each in interpret(answer([standing, cancelled, under]), codes)] == ["RSV"]
    assert interpret(answer([standing], service_type="C"), codes) == ()


def test_other_disciplines_are_read_only_where_an_infection_is_looked_for(codes: Codes) -> None:
    rows = [
        row("1", "CRP", number("5", unit="mg/L")),
        row("2", "HBsAg", "Negativ"),
        row("3", "Vurdering", "Salmonella påvist"),
        row("4", "Aspergillus fumigatus IgE", "Positiv"),
        row("5", "Noe annet", "Påvist"),
    ]
    findings = interpret(answer(rows, "Serum", discipline="CLIN"), codes)
    assert [(each.results, each.organism, each.outcome) for each in findings] == [(("2",), "HBV", N)]


@pytest.mark.parametrize(
    ("kind", "outcome"), [("Nasofarynks", P), ("Serum", None)], ids=["where it sits", "in blood"]
)
def test_without_a_method_a_find_in_blood_may_be_antibodies(
    codes: Codes, kind: str, outcome: Outcome | None
) -> None:
    rows = [row("1", "Meslingvirus", "Påvist")]
    (finding,) = interpret(answer(rows, kind), codes)
    assert (finding.organism, finding.method, finding.outcome) == ("MEASLES", None, outcome)


def test_what_was_tested_for_resistance_was_found_whatever_its_row_is_called(codes: Codes) -> None:
    rows = [row("1", "U-Bakterier dyrkning", "Escherichia coli", organism="Escherichia coli")]
    sent = answer(rows, "Urin", susceptibilities=[susceptibility("1", "Ampicillin")])
    (finding,) = interpret(sent, codes)
    assert (finding.organism, finding.outcome) == ("ESCCOL", P)


def test_a_coded_microbe_is_named_by_its_code(codes: Codes) -> None:
    grew = coded("ESCOLI", "Noe annet", VOLVEN + "8271")
    (finding,) = interpret(answer([row("1", "Dyrkning", grew)], "Urin"), codes)
    assert (finding.organism, finding.outcome) == ("ESCCOL", P)


def test_the_message_may_name_what_its_value_only_measures(codes: Codes) -> None:
    rows = [row("1", "Dyrkning", "Rikelig vekst", organism="Escherichia coli")]
    (finding,) = interpret(answer(rows, "Urin"), codes)
    assert (finding.organism, finding.outcome, finding.quantity) == ("ESCCOL", P, "Rikelig")


def test_resistance_and_types_alone_are_no_findings(codes: Codes) -> None:
    rows = [
        row("1", "Resistensbestemmelse", "Utført"),
        row("2", "MLST", "ST131"),
        row("3", "ESBL", "Påvist"),
        row("4", "Serotype", "Salmonella Typhimurium"),
    ]
    findings = interpret(answer(rows), codes)
    assert [(each.organism, each.flags) for each in findings] == [(None, ("ESBL",)), ("SALTYM", ())]


def test_definitions_are_asked_by_code_and_by_name(codes: Codes) -> None:
    assert codes.find_organism("E. coli >100 000") == "ESCCOL"
    assert codes.find_organism("E. coli og Klebsiella") is None
    assert codes.find_agent(Coded(text="Us-Ampicillin")) == "AMP"
    assert codes.find_specimen(Coded(VOLVEN + "8351", None, "U")) == "urine"
    assert codes.find_specimen("Urin (med borsyre)") == "urine"
    assert codes.find_specimen("Blomsterpotte") is None
    assert codes.find_specimen(Coded()) is None
    assert codes.find_investigation(Coded(text="S-anti-HBs (kvant.)")).marker == "anti-hbs"
    assert codes.find_investigation(Coded(text="Halsprøve")).means == "finding"
    assert codes.related("SALTYM", "SALSPP")
    assert not codes.related("SALTYM", "ESCCOL")


def test_a_ring_of_rows_is_read_once(codes: Codes) -> None:
    rows = [row("1", "RSV PCR", "Påvist", parent="2"), row("2", "HMPV PCR", "Negativ", parent="1")]
    findings: tuple[Finding, ...] = interpret(answer(rows, "Nasofarynks"), codes)
    assert outcomes(findings) == {"RSV": "positive", "HMPV": "negative"}
