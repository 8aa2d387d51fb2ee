"""What holds of every text and every answer."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infreg.definitions.kinds.rule_names import RULE_NAMES
from infreg.definitions.snapshot import Snapshot
from infreg.interpretation import WITHOUT_RULE, Codes, interpret
from infreg.interpretation.reading import read
from infreg.interpretation.spelling import Near, one_away
from infreg.vocabulary.answer import Result
from infreg.vocabulary.finding import Outcome
from tests.interpretation.made_answers import answer, found, row
from tests.interpretation.test_findings_texts import BROKEN, NOT_POSITIVE, POSITIVE

pytestmark = pytest.mark.requirement("NOIS-1-8a")

MICROBES = ["Salmonella", "Shigella", "Campylobacter", "Yersinia", "Influensa A", "RSV", "E. coli"]
VERBS = ["påvist", "er påvist", "ble påvist", "funnet", "detektert", "isolert", "positiv", "påvises"]
INVESTIGATIONS = [
    "Salmonella PCR",
    "Dyrkning",
    "Identifikasjon",
    "Luftveis-PCR",
    "Svar",
    "Rubella IgM",
    "Ukjent",
]
VALUES = [*POSITIVE, *NOT_POSITIVE, *BROKEN]

lists = st.lists(st.sampled_from(MICROBES), min_size=1, max_size=4, unique=True)
sentences = st.one_of(
    st.builds(lambda names, verb: f"{_listed(names)} {verb}", lists, st.sampled_from(VERBS)),
    st.builds(lambda names: f"Det er påvist {_listed(names)} i prøven", lists),
    st.builds(lambda names: f"Vekst av {_listed(names)}", lists),
    st.builds(lambda names: f"Positiv for {_listed(names)}", lists),
)
texts = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [*MICROBES, *VERBS, *VALUES, "ikke", "og", "men", ",", ".", "\n", ":", "?", "(", "IgG", "ESBL"]
        ),
        max_size=12,
    ).map(" ".join),
)


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} og {last}" if first else last


def positive(codes: Codes, investigation: str, said: str) -> bool:
    return any(each.outcome is Outcome.POSITIVE for each in found(codes, investigation, said))


@given(said=sentences)
def test_a_plain_sentence_finds_what_it_names(codes: Codes, said: str) -> None:
    findings = found(codes, "Dyrkning", said)
    assert {each.outcome for each in findings} == {Outcome.POSITIVE}


@given(said=sentences, negation=st.sampled_from(["ikke", "ikkje", "ingen", "Ikke", "INGEN", "verken"]))
def test_negating_a_sentence_never_finds(codes: Codes, said: str, negation: str) -> None:
    words = said.split()
    verb = next((place for place, word in enumerate(words) if word.lower() in {*VERBS, "vekst"}), 0)
    for denied in (
        f"{negation} {said}",
        " ".join([*words[:verb], negation, *words[verb:]]),
        f"{said}: nei",
        f"Det er ikke slik at {said}",
        f"{said}?",
    ):
        for investigation in ("Dyrkning", "Salmonella PCR", "Identifikasjon"):
            assert not positive(codes, investigation, denied), denied


@given(said=sentences, place=st.integers(0, 3), letter=st.sampled_from("aekxi"))
def test_a_mistyped_negation_never_finds(codes: Codes, said: str, place: int, letter: str) -> None:
    mistyped = "ikke"[:place] + letter + "ikke"[place + 1 :]
    assert not positive(codes, "Dyrkning", f"{mistyped} {said}")


TOLD = {
    "positive": (
        ["påvist", "ble påvist", "pos", ": påvist", " - påvist", "=POS"],
        ["påvist ", "Positiv for ", "Vekst av ", "Påvist: "],
    ),
    "negative": (
        ["ikke påvist", "negativ", ": Negativ", " - ikke påvist", "=NEG", "kunne ikke påvises"],
        ["ikke påvist ", "Negativ for ", "Ingen vekst av ", "Ikke påvist: ", "ingen ", "Uten funn av "],
    ),
    "inconclusive": (["inkonklusiv", ": gråsone", "muligens påvist"], ["mulig ", "usikkert funn av "]),
    "previous": (["tidligere påvist", ": som før"], ["tidligere påvist ", "kjent "]),
}
CODES = {
    "Salmonella": "SALSPP",
    "Shigella": "SHISPP",
    "Campylobacter": "CAMSPP",
    "Yersinia": "YERSPP",
    "RSV": "RSV",
}
CODES |= {"Influensa A": "INFA", "E. coli": "ESCCOL"}
ENDS = ["", ". Kontrollprøve anbefales.", ". Se kommentar.", ". Negativ prøve utelukker ikke infeksjon."]
ENDS += [". Ved mistanke om Legionella bør ny prøve tas.", ".\nResistensbestemmelse følger."]


@st.composite
def texts_with_truth(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A text made of clauses, each of some microbes, and what it says of each."""
    names = draw(st.lists(st.sampled_from(sorted(CODES)), min_size=1, max_size=5, unique=True))
    separator = draw(st.sampled_from([". ", ", ", "; ", "\n", " og "]))
    before = draw(st.booleans())
    clauses: list[str] = []
    truth: dict[str, str] = {}
    while names:
        word = draw(st.sampled_from(sorted(TOLD)))
        count = 1 if word in {"inconclusive", "previous"} else draw(st.integers(1, min(3, len(names))))
        group, names = names[:count], names[count:]
        after, first = TOLD[word]
        if before:
            clause = draw(st.sampled_from(first)) + _listed(group)
        else:
            end = draw(st.sampled_from(after))
            clause = _listed(group) + (end if end[0] in ":= " else f" {end}")
        clauses.append(clause[0].upper() + clause[1:] if separator in {". ", "\n"} else clause)
        truth |= {CODES[name]: word for name in group}
    return separator.join(clauses) + draw(st.sampled_from(ENDS)), truth


@settings(max_examples=400)
@given(made=texts_with_truth(), investigation=st.sampled_from(["Dyrkning", "Luftveis-PCR", "Svar"]))
def test_a_microbe_is_read_as_it_was_told_or_left_undecided(
    codes: Codes, made: tuple[str, dict[str, str]], investigation: str
) -> None:
    said, truth = made
    for finding in found(codes, investigation, said):
        assert finding.outcome in {None, truth.get(finding.organism or "")}, said


@settings(max_examples=300)
@given(said=texts, investigation=st.one_of(st.sampled_from(INVESTIGATIONS), st.text(max_size=40)))
def test_no_text_raises_and_equal_texts_say_the_same(codes: Codes, said: str, investigation: str) -> None:
    assert found(codes, investigation, said) == found(codes, investigation, said)
    assert read(said, codes.lexicon) == read(said, codes.lexicon)


def _rows(values: Sequence[tuple[str, str]]) -> list[Result]:
    return [row(str(place), name, said) for place, (name, said) in enumerate(values)]


@given(
    values=st.lists(
        st.tuples(
            st.sampled_from(["RSV PCR", "HMPV PCR", "Salmonella PCR", "Kusma IgG", "Kusma IgM"]),
            st.sampled_from(VALUES),
        ),
        max_size=6,
        unique_by=lambda pair: pair[0],
    ),
    data=st.data(),
)
def test_rows_that_stand_alone_say_the_same_in_any_order(
    codes: Codes, values: list[tuple[str, str]], data: st.DataObject
) -> None:
    rows = _rows(values)
    shuffled = data.draw(st.permutations(rows))
    key = lambda finding: (finding.results, finding.organism or "", finding.marker or "")  # noqa: E731
    first, second = interpret(answer(rows), codes, 1), interpret(answer(shuffled), codes, 1)
    assert sorted(first, key=key) == sorted(second, key=key)


@given(values=st.lists(st.tuples(st.sampled_from(INVESTIGATIONS), st.sampled_from(VALUES)), max_size=5))
def test_findings_stand_in_the_order_of_their_rows_and_name_their_rule(
    codes: Codes, snapshot: Snapshot, values: list[tuple[str, str]]
) -> None:
    findings = interpret(answer(_rows(values)), codes, 1)
    places = [int(each.results[0]) for each in findings]
    assert places == sorted(places)
    rules = {str(each["id"]) for each in snapshot.rows("finding-rules")}
    assert all(each.rule in (rules if each.outcome else {*WITHOUT_RULE}) for each in findings)
    assert all(each.outcome is not None or not each.counts for each in findings)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("salmonella", "salmonela", True),
        ("positiv", "postiiv", True),
        ("positiv", "positiv", True),
        ("positiv", "postv", False),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_a_typing_mistake_is_one_letter_or_two_that_changed_places(
    one: str, other: str, *, near: bool
) -> None:
    assert one_away(one, other) is one_away(other, one) is near


@given(known=st.lists(st.text("abc", max_size=6), max_size=8), word=st.text("abcd", max_size=7))
def test_a_word_is_near_others_when_one_of_them_is_a_typing_mistake_away(known: list[str], word: str) -> None:
    assert (word in Near(known)) is any(one_away(word, each) for each in known)


def test_rules_ask_only_for_what_reading_tells_and_for_microbes_that_are_defined(snapshot: Snapshot) -> None:
    from infreg.definitions.conditions import parse
    from infreg.definitions.conditions.tree import Compared, Joined, Listed, Name, Not

    def organisms(node: object) -> set[str]:
        match node:
            case Joined(_, parts):
                return {each for part in parts for each in organisms(part)}
            case Not(part):
                return organisms(part)
            case Compared(Name("organism"), _, Listed(members)):
                return {str(each.value) for each in members}
            case Compared(Name("organism"), _, right):
                return {str(getattr(right, "value", ""))}
        return set()

    known = {row["code"] for row in snapshot.rows("organisms")}
    for rule in snapshot.rows("finding-rules"):
        assert organisms(parse(str(rule["when"]), RULE_NAMES).tree) <= known, rule["id"]
