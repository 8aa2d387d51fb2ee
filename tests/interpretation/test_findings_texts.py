"""What Norwegian texts say: tables of sentences of our own, each with what it says of which microbe."""

import pytest

from infreg.interpretation import Codes
from infreg.vocabulary.finding import Outcome
from tests.interpretation.made_answers import found, outcomes

pytestmark = pytest.mark.requirement("NOIS-1-8a")

POSITIVE = """
Påvist
PÅVIST
påvist.
Positiv
Pos.
Positivt funn
Salmonella påvist
Salmonella: Påvist
Salmonella - POSITIV
Påvist Salmonella
Det er i prøven påvist Salmonella
Det vart påvist Salmonella i prøva
DNA fra Salmonella er påvist.
PCR mot Salmonella er positiv.
Positiv for Salmonella
Funn av Salmonella
Salmonella gjenfunnet
Det er isolert Salmonella fra avføring
Oppvekst av Salmonella
Det vokser Salmonella
Rikelig vekst av Salmonella
Salmonella påvist. Isolatet sendes FHI for typing.
Salmonella påvist (meldepliktig).
Salmonella påvist. Kontrollprøve anbefales.
Salmonella påvist. Resistensbestemmelse ikke utført.
Salmonella ble påvist. Shigella, Yersinia og Campylobacter ble ikke påvist.
Salmonella påvist, øvrige negative
Salmonella påvist. Ingen andre tarmpatogene bakterier påvist.
Salmonella påvist, men ikke Shigella
Salmonella påvist. Ikke tidligere påvist hos pasienten.
Salmonella påviist
Salmonella pavist
Salmonela påvist
Påvist (Ct-verdi 31)
Svakt positiv
Ja
+
Salmonella påvist hos pasienten i avføringsprøve fra sommerleir
Bekreftet Salmonella
""".strip().splitlines()

NOT_POSITIVE = """
Ikke påvist
Ikkje påvist
Ikke-påvist
Ikkepåvist
ikke pavist
ikek påvist
ike påvist
ikke  p å v i s t
Upåvist
Ureaktiv
Negativ
NEG.
Vekst ikke påvist
Det er ikke gjort funn av Salmonella
Salmonella kunne ikke påvises
Fravær av Salmonella
Ingen holdepunkter for infeksjon med Salmonella
Verken Salmonella, Shigella eller Yersinia påvist
Ingen av følgende agens ble påvist: Salmonella, Shigella, Yersinia
Salmonella, Shigella, Campylobacter og Yersinia: alle negative
Påvisning av Salmonella: Ikke påvist
Salmonella ble ikke påvist, men kan ikke utelukkes
Salmonella kan ikke utelukkes
Salmonella?
? Salmonella
Obs Salmonella
Mistanke om Salmonella
Ved mistanke om Salmonella bør ny prøve tas
Mulig Salmonella
Usikkert funn av Salmonella
Inkonklusiv
Grenseverdi
Uspesifikk positiv reaksjon
Falskt positiv reaksjon
Positivt resultat ikke bekreftet
Kan ikke tolkes
Ikke utført
Se kommentar
Foreløpig: Salmonella
Salmonella under identifikasjon
Tidligere påvist Salmonella
Kjent Salmonella-bærer
Som før
Positiv i 2019
Salmonella påvist i tidligere prøve
Kliniske opplysninger: Salmonella påvist hos samboer
Kontroll etter påvist Salmonella: negativ
Kontrollprøve anbefales ved påvist Salmonella
Hvis prøven er positiv, ta kontakt
Metoden påviser Salmonella, Shigella og Yersinia
Negativ test utelukker ikke Salmonella
Salmonella påvist: Nei
No Salmonella detected
Salmonella i.p.
Salmonella: ipv
Salmonella: -
(+)
+/-
Positiv kontroll godkjent
Resistens mot ciprofloxacin påvist
Leukocytter påvist
Normal flora
Blandingsflora påvist
Forenlig med gjennomgått infeksjon
Annullert: Salmonella påvist
Tidligere svar (Salmonella påvist) er feil
Ikke (foreløpig) påvist
Salmonella eksludert
Salmonella: ikke utført
""".strip().splitlines()
BROKEN = [
    "INGEN TARMPATOGENE\nBAKTERIER PÅVIST",
    "Ikke\npåvist",
    "Salmonella\nShigella\nYersinia\nIkke påvist",
]
NAMING = ("Salmonella PCR", "Tarmpatogene bakterier dyrkning", "Identifikasjon", "Svar", "Luftveis-PCR")


@pytest.mark.parametrize("said", POSITIVE)
def test_what_is_told_as_found_is_positive(codes: Codes, said: str) -> None:
    assert outcomes(found(codes, "Salmonella PCR", said))["SALSPP"] == "positive"


@pytest.mark.parametrize("said", NOT_POSITIVE + BROKEN)
def test_what_is_not_clearly_told_as_found_is_never_positive(codes: Codes, said: str) -> None:
    for investigation in (*NAMING, "Salmonella IgM", "Konklusjon"):
        assert "positive" not in outcomes(found(codes, investigation, said)).values(), investigation


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Influensa A påvist, influensa B ikke påvist", {"INFA": "positive", "INFB": "negative"}),
        ("Influensa A påvist og B ikke påvist", {"INFA": "positive", "INFB": "negative"}),
        ("Influensa A påvist Influensa B ikke påvist", {"INFA": "positive", "INFB": "negative"}),
        ("Påvist influensa A, ikke influensa B", {"INFA": "positive", "INFB": "negative"}),
        (
            "Påvist: RSV. Ikke påvist: HMPV, adenovirus",
            {"RSV": "positive", "HMPV": "negative", "ADENO": "negative"},
        ),
        ("RSV: POS; Influensa A: NEG", {"RSV": "positive", "INFA": "negative"}),
        ("RSV\nIkke påvist\nInfluensa A\nPåvist", {"RSV": "negative", "INFA": "positive"}),
        ("Rhino- og enterovirus påvist", {"RHINO": "positive", "ENTERO": "positive"}),
        ("Verken RSV eller adenovirus påvist", {"RSV": "negative", "ADENO": "negative"}),
        (
            "Ingen RSV, adenovirus eller parechovirus",
            {"RSV": "negative", "ADENO": "negative", "PARECHO": "negative"},
        ),
        ("Undersøkt for RSV og adenovirus. Ikke påvist.", {"RSV": "negative", "ADENO": "negative"}),
        ("Følgende ble ikke påvist\nRSV\nAdenovirus", {"RSV": "negative", "ADENO": "negative"}),
        ("Tidligere påvist RSV. Ikke påvist i denne prøven.", {"RSV": "negative"}),
        ("RSV tidligere påvist, adenovirus påvist", {"RSV": "previous", "ADENO": "positive"}),
        ("Påvist RSV, adenovirus ikke påvist", {"RSV": "positive", "ADENO": "negative"}),
        ("Påvist RSV og ingen adenovirus", {"RSV": "positive", "ADENO": "negative"}),
        (
            "Påvist: RSV, parechovirus, ingen adenovirus",
            {"RSV": "positive", "PARECHO": "positive", "ADENO": "negative"},
        ),
        ("Ikke RSV, adenovirus påvist", {"RSV": None, "ADENO": None}),
        ("RSV\nAdenovirus\nPåvist", {"RSV": None, "ADENO": None}),
        ("Ikke påvist. Undersøkt for RSV og adenovirus.", {"RSV": "negative", "ADENO": "negative"}),
        ("Adenovirus bekreftet", {"ADENO": "positive"}),
        ("Adenovirus er ikke blitt bekreftet", {"ADENO": "inconclusive"}),
        ("RSV påvist. Påvist andre virus.", {"RSV": "positive", None: None}),
        ("Noro og rota påvist", {"NORO": "positive", "ROTA": "positive"}),
        ("Norovirusinfeksjon påvist", {"NORO": "positive"}),
    ],
)
def test_each_microbe_has_its_own_verdict(codes: Codes, said: str, told: dict[str, str]) -> None:
    assert outcomes(found(codes, "Luftveis-PCR", said, "Nasofarynks")) == told


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("Escherichia coli", "Urin", {"ESCCOL": "positive"}),
        ("E. coli >100 000/ml og Klebsiella oxytoca", "Urin", {"ESCCOL": "positive", "KLEOXY": "positive"}),
        ("E. coli i blandingsflora", "Urin", {"ESCCOL": "positive"}),
        ("Escherichia coli, ellers ingen vekst", "Urin", {"ESCCOL": "positive"}),
        ("S. aureus, MRSA ikke påvist", "Sår", {"STAAUR": "positive"}),
        ("Staphylococcus epidermidis, sannsynlig forurensning", "Blod", {"STAEPI": "inconclusive"}),
        ("NORMAL HALSFLORA", "Hals", {None: "negative"}),
        ("Blandingsflora", "Sår", {None: "negative"}),
        ("Blandingsflora", "Urin", {None: "inconclusive"}),
        ("Ingen vekst etter 5 døgn", "Blod", {None: "negative"}),
        ("Foreløpig ingen vekst", "Blod", {None: "negative"}),
        ("Vekst i aerob flaske", "Blod", {None: None}),
    ],
)
def test_a_culture_tells_what_grew(codes: Codes, said: str, kind: str, told: dict[str | None, str]) -> None:
    assert outcomes(found(codes, "Dyrkning", said, kind)) == told


def test_a_name_alone_is_no_find_where_it_only_repeats_what_was_looked_for(codes: Codes) -> None:
    (finding,) = found(codes, "Salmonella PCR", "Salmonella")
    assert (finding.organism, finding.outcome) == ("SALSPP", None)


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ("ESBL-produserende E. coli påvist", ("ESBL",)),
        ("E. coli, ESBL påvist", ("ESBL",)),
        ("E. coli, ESBL ikke påvist", ()),
        ("E. coli påvist, ESBL", ("ESBL",)),
        ("ESBL. Vekst av E. coli.", ("ESBL",)),
        ("E. coli, ikke ESBL", ()),
        ("Vekst av E. coli med ESBL og KPC", ("ESBL", "KPC")),
    ],
)
@pytest.mark.requirement("NIR-4")
def test_flags_are_kept_as_sent_and_denied_ones_are_not(
    codes: Codes, said: str, flags: tuple[str, ...]
) -> None:
    (finding,) = found(codes, "Dyrkning", said, "Urin")
    assert (finding.organism, finding.outcome, finding.flags) == ("ESCCOL", "positive", flags)


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("Escherichia coli, mer enn 10 000 pr. ml", "mer enn 10 000 pr. ml"),
        ("Rikelig vekst av Escherichia coli", "Rikelig"),
        ("Escherichia coli", None),
    ],
)
def test_how_much_grew_is_kept_in_the_texts_own_words(codes: Codes, said: str, quantity: str | None) -> None:
    (finding,) = found(codes, "Dyrkning", said, "Urin")
    assert finding.quantity == quantity


@pytest.mark.parametrize(
    "said", ["Enterococcus faecium, VRE, vanA", "Enterococcus faecium (VRE, vanA)", "VRE, vanA. E. faecium"]
)
def test_a_group_named_for_its_resistance_is_no_second_microbe(codes: Codes, said: str) -> None:
    (finding,) = found(codes, "Dyrkning", said, "Feces")
    assert (finding.organism, finding.outcome, finding.flags) == ("ENCFAI", Outcome.POSITIVE, ("VRE", "VANA"))


@pytest.mark.parametrize(
    ("said", "organism"),
    [
        ("Yersinia enterocolitica O:3", "YERENO3"),
        ("Haemophilus influenzae, ikke typbar", "HAEINFN"),
        ("H. influenzae, non-typeable", "HAEINFN"),
    ],
)
def test_a_name_is_a_name_whatever_marks_stand_inside_it(codes: Codes, said: str, organism: str) -> None:
    (finding,) = found(codes, "Artsidentifikasjon", said, "Bakterieisolat")
    assert (finding.organism, finding.outcome) == (organism, Outcome.POSITIVE)
