"""What nobody knows is kept, grouped so that a person can explain it, and counts once they have."""

import pytest

from infreg.definitions.snapshot import Snapshot
from infreg.interpretation import WITHOUT_RULE, Codes, Mappings, interpret
from infreg.interpretation.terms import term_of
from infreg.vocabulary.answer import Answer, Coded
from infreg.vocabulary.finding import Finding, Outcome, Term, TermKind
from tests.interpretation.made_answers import (
    VOLVEN,
    answer,
    coded,
    found,
    number,
    row,
    specimen,
    susceptibility,
)

pytestmark = pytest.mark.requirement("B-3")
MINE, OTHERS = 1, 2


def text_term(kind: TermKind, text: str) -> Term:
    return Term(kind, "", "", text)


def read(
    snapshot: Snapshot, sent: Answer, term: Term, target: str, unit: int | None = None
) -> tuple[Finding, ...]:
    return interpret(sent, Codes(snapshot, Mappings({(unit, term): target})), MINE)


PACKAGE = text_term(TermKind.INVESTIGATION, "pakke 7")
PANEL = answer([row("1", "Pakke 7", "Påvist")], "Hals")


@pytest.mark.parametrize("said", ["Påvist", "Ikke påvist", "Ukjenteord", number("7")])
def test_an_unknown_investigation_decides_nothing(codes: Codes, said: str) -> None:
    (finding,) = found(codes, "Pakke 7", said, "Hals")
    assert finding.outcome is None
    assert not finding.counts
    assert PACKAGE in finding.unmapped


def test_mapping_an_investigation_decides_what_leans_on_it(snapshot: Snapshot) -> None:
    (finding,) = read(snapshot, PANEL, PACKAGE, "organism=RSV;method=nat;marker=nucleic-acid;screening=no")
    assert (finding.organism, finding.method, finding.outcome) == ("RSV", "nat", Outcome.POSITIVE)
    assert finding.counts
    assert (finding.unmapped, finding.mapped) == ((), (PACKAGE,))


def test_a_laboratorys_own_mapping_goes_before_the_general_one(snapshot: Snapshot) -> None:
    targets = {(None, PACKAGE): "organism=RSV;method=nat", (MINE, PACKAGE): "organism=INFA;method=nat"}
    codes = Codes(snapshot, Mappings(targets))
    assert [each.organism for each in interpret(PANEL, codes, MINE)] == ["INFA"]
    assert [each.organism for each in interpret(PANEL, codes, OTHERS)] == ["RSV"]


def test_an_investigation_of_no_infection_is_kept_so_that_it_can_be_taken_back(snapshot: Snapshot) -> None:
    (finding,) = read(snapshot, PANEL, PACKAGE, "none")
    assert (finding.outcome, finding.unmapped, finding.mapped) == (None, (), (PACKAGE,))
    assert finding.rule in WITHOUT_RULE


def test_a_mapping_changes_nothing_that_could_be_decided_without_it(snapshot: Snapshot, codes: Codes) -> None:
    sent = answer([row("1", "RSV rask", "Ikke påvist")], "Nasofarynks")
    term = text_term(TermKind.INVESTIGATION, "rsv rask")
    assert read(snapshot, sent, term, "organism=INFA;method=nat") == interpret(sent, codes, MINE)


@pytest.mark.parametrize(
    "said", ["KLEBPN-fj (se merknad)", "KLEBPN-fj se kommentar", "KLEBPN-fj, se kommentar"]
)
def test_a_name_nobody_knows_does_not_vanish_for_a_reference_beside_it(
    snapshot: Snapshot, codes: Codes, said: str
) -> None:
    sent = answer([row("1", "Dyrkning", said)], "Urin")
    term = text_term(TermKind.ORGANISM, "klebpn-fj")
    (finding,) = interpret(sent, codes, MINE)
    assert (finding.organism, finding.outcome, finding.unmapped) == (None, None, (term,))
    (finding,) = read(snapshot, sent, term, "KLEPNE")
    assert (finding.organism, finding.outcome) == ("KLEPNE", Outcome.POSITIVE)


@pytest.mark.parametrize("said", ["Se kommentar", "Se egen rapport fra referanselaboratoriet"])
def test_a_reference_alone_is_no_name(codes: Codes, said: str) -> None:
    assert all(not finding.unmapped for finding in found(codes, "Dyrkning", said, "Urin"))


def test_an_unknown_value_waits_and_is_decided_once_explained(snapshot: Snapshot, codes: Codes) -> None:
    term = text_term(TermKind.VALUE, "zwopp")
    sent = answer([row("1", "RSV PCR", "Zwopp!")], "Nasofarynks")
    (finding,) = interpret(sent, codes, MINE)
    assert (finding.organism, finding.outcome, finding.unmapped) == ("RSV", None, (term,))
    (finding,) = read(snapshot, sent, term, "positive", MINE)
    assert (finding.outcome, finding.rule, finding.mapped) == (Outcome.POSITIVE, "text-found", (term,))
    (finding,) = read(snapshot, sent, term, "not-done")
    assert (finding.outcome, finding.unmapped, finding.mapped) == (None, (), (term,))


def test_an_unknown_microbe_waits_and_counts_once_explained(snapshot: Snapshot, codes: Codes) -> None:
    rows = [
        row("1", "Aerob dyrkning", "Vekst"),
        row("2", "Identifikasjon", "Fabulla fabulosa", parent="1", organism="Fabulla fabulosa"),
    ]
    sent, term = answer(rows, "Sår"), text_term(TermKind.ORGANISM, "fabulla fabulosa")
    (finding,) = interpret(sent, codes, MINE)
    assert (finding.organism, finding.outcome, finding.counts) == (None, Outcome.POSITIVE, False)
    assert finding.unmapped == (term,)
    (finding,) = read(snapshot, sent, term, "STAAUR")
    assert (finding.organism, finding.outcome, finding.counts) == ("STAAUR", Outcome.POSITIVE, True)


def test_unknown_agents_and_specimens_are_kept_beside_what_was_found(
    snapshot: Snapshot, codes: Codes
) -> None:
    rows = [row("1", "Dyrkning", "Escherichia coli")]
    sent = answer(rows, [specimen("Blomsterpotte")], susceptibilities=[susceptibility("1", "Fabulocillin")])
    kind, agent = text_term(TermKind.SPECIMEN, "blomsterpotte"), text_term(TermKind.AGENT, "fabulocillin")
    findings = interpret(sent, codes, MINE)
    assert findings[0].counts
    assert {term for each in findings[1:] for term in each.unmapped} == {kind, agent}
    assert not any(each.counts for each in findings[1:])
    mapped = read(snapshot, sent, agent, "AMP")
    assert agent in {term for each in mapped for term in each.mapped}
    assert agent not in {term for each in mapped for term in each.unmapped}


@pytest.mark.parametrize(
    ("named", "term"),
    [
        (
            Coded("urn:oid:" + VOLVEN + "8340", None, "T099", "Ord"),
            Term(TermKind.VALUE, VOLVEN + "8340", "T099", ""),
        ),
        (Coded(VOLVEN + "8212", None, "XY", "Noe, lokalt"), text_term(TermKind.VALUE, "noe lokalt")),
        (Coded(VOLVEN + "8212", None, "XY"), Term(TermKind.VALUE, VOLVEN + "8212", "XY", "")),
        (
            Coded(VOLVEN + "8212", None, "npu12345", "Navn"),
            Term(TermKind.VALUE, VOLVEN + "7280", "NPU12345", ""),
        ),
        (Coded(None, None, None, None, "Bare  ORD"), text_term(TermKind.VALUE, "bare ord")),
        ("Bare ord", text_term(TermKind.VALUE, "bare ord")),
    ],
)
def test_a_national_code_is_its_own_term_and_a_local_one_is_its_words(named: Coded | str, term: Term) -> None:
    assert term_of(TermKind.VALUE, named) == term


def test_an_unknown_national_code_is_grouped_by_the_code(codes: Codes) -> None:
    (finding,) = found(codes, "RSV PCR", coded("T099", "Frabbulig"), "Nasofarynks")
    assert finding.unmapped == (Term(TermKind.VALUE, VOLVEN + "8340", "T099", ""),)


def test_nothing_that_is_understood_has_terms_to_explain(codes: Codes) -> None:
    (finding,) = found(codes, "RSV PCR", "Ikke påvist", "Nasofarynks")
    assert (finding.unmapped, finding.mapped, finding.counts) == ((), (), True)
