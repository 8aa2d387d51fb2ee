"""The lists of organisms and agents hold together, and no name of theirs is found where none was meant."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import infreg
from infreg.vocabulary.words import normal

LISTS = Path(infreg.__file__).parent / "definitions" / "lists"
KINDS = ("organisms", "organism-names", "organism-codes", "agents", "agent-names", "agent-codes")
RANKS = {"species", "subspecies", "serotype", "genus", "family", "group", "complex", "virus", "toxin", "none"}
LIVING = {"bacterium", "virus", "fungus", "parasite", "prion", "none"}
# HAV is not here: the sea, but in a laboratory always hepatitis A.
ORDINARY = """
    normal normalt ingen negativ positiv vekst funn flora prøve svar test påvist ikke sopper virus bakterie
    bakterier kokker staver toksin type gruppe gen van par pen mem sag pest kopper kopp gass visa sår hals
    urin blod avføring puss hud tarm dyrkning mikroskopi antistoff antigen resistens sensitiv resistent
    streptokokkinfeksjon hepatitt feber infeksjon forurensning kontaminasjon ukjent annet andre
""".split()
FLORA = ("NORMAL HALSFLORA", "Normal halsflora", "Blandingsflora", "normalflora", "Hudflora", "Tarmflora")


def rows(kind: str) -> list[dict[str, str]]:
    with (LISTS / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meant(kind: str, column: str) -> dict[str, str]:
    """What each text of a list of names leads to, by the text as it is compared."""
    return {normal(row["text"]): row[column] for row in rows(kind)}


ORGANISMS = {row["code"]: row for row in rows("organisms")}
AGENTS = {row["code"]: row for row in rows("agents")}
NAMES = meant("organism-names", "organism")
AGENT_NAMES = meant("agent-names", "agent")


def above(code: str) -> list[str]:
    """The organism, its parent, and so on; ends where one comes again."""
    line: list[str] = []
    while code and code not in line:
        line.append(code)
        code = ORGANISMS[code]["parent"]
    return [*line, code] if code else line


@pytest.mark.requirement("B-3")
def test_every_organism_has_its_own_scientific_name_among_the_names() -> None:
    lost = {code for code, row in ORGANISMS.items() if NAMES.get(normal(row["name"])) != code}
    assert lost == set()


@pytest.mark.requirement("B-3")
def test_every_agent_has_its_norwegian_and_its_english_name_among_the_names() -> None:
    lost = {
        code for code, row in AGENTS.items() for it in ("nb", "en") if AGENT_NAMES[normal(row[it])] != code
    }
    assert lost == set()


@pytest.mark.requirement("B-3")
@pytest.mark.parametrize("kind", ["organism-names", "agent-names"])
def test_no_name_is_an_ordinary_word_or_a_letter_or_two(kind: str) -> None:
    texts = [normal(row["text"]) for row in rows(kind)]
    assert set(texts) & set(ORDINARY) == set()
    assert [text for text in texts if len(text.replace(" ", "")) < len("GAS")] == []


@pytest.mark.requirement("B-3")
@pytest.mark.parametrize("text", FLORA)
def test_flora_is_no_organism(text: str) -> None:
    assert ORGANISMS[NAMES[normal(text)]]["rank"] == "none"
    assert ORGANISMS[NAMES[normal(text)]]["kind"] == "none"


@pytest.mark.requirement("B-3")
def test_resistance_is_told_of_the_organism_it_names_and_esbl_names_none() -> None:
    assert NAMES["mrsa"] == "STAAUR"
    assert NAMES["vre"] == "ENCSPP"
    assert "esbl" not in NAMES
    assert "esbl" not in AGENT_NAMES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E. coli", "ESCCOL"),
        ("Enterobacter aerogenes", "KLEAER"),
        ("Propionibacterium acnes", "CUTACN"),
        ("Candidozyma auris", "CANAUR"),
        ("Streptococcus pyogenes (gr. A)", "STRPYO"),
        ("Betahemolytiske streptokokker, gruppe B", "STRAGA"),
        ("hvite stafylokokker", "STACNS"),
        ("Salmonella enterica ser. Typhimurium", "SALTYM"),
        ("Covid-19", "SARS2"),
        ("røde hunder", "RUBELLA"),
    ],
)
def test_what_laboratories_write_leads_to_the_organism_they_mean(text: str, code: str) -> None:
    assert NAMES[normal(text)] == code


@pytest.mark.parametrize("kind", ["organism-names", "agent-names"])
def test_no_text_is_two_things(kind: str) -> None:
    twice = {text for text, times in Counter(normal(row["text"]) for row in rows(kind)).items() if times > 1}
    assert twice == set()


@pytest.mark.parametrize("kind", ["organism-codes", "agent-codes"])
def test_no_code_of_a_system_is_two_things(kind: str) -> None:
    codes = Counter((row["system"], row["code"]) for row in rows(kind))
    assert codes == Counter(set(codes))


def test_names_and_codes_lead_to_what_exists() -> None:
    led = {row["organism"] for kind in ("organism-names", "organism-codes") for row in rows(kind)}
    assert led - ORGANISMS.keys() == set()
    led = {row["agent"] for kind in ("agent-names", "agent-codes") for row in rows(kind)}
    assert led - AGENTS.keys() == set()


def test_the_family_tree_ends_and_stays_within_a_kind() -> None:
    lines = [above(code) for code in ORGANISMS]
    assert [line for line in lines if line[-1] in line[:-1]] == []
    assert [line for line in lines if len({ORGANISMS[code]["kind"] for code in line}) > 1] == []


def test_organisms_are_written_in_the_words_of_the_contract() -> None:
    assert {row["rank"] for row in ORGANISMS.values()} <= RANKS
    assert {row["kind"] for row in ORGANISMS.values()} <= LIVING
    codes = [*ORGANISMS, *AGENTS]
    assert [code for code in codes if not code.isascii() or code != code.upper() or " " in code] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_lists_are_sorted_and_say_where_they_are_from(kind: str) -> None:
    order = [tuple(row.values())[:2] for row in rows(kind)]
    assert order == sorted(order)
    header = tomllib.loads((LISTS / f"{kind}.toml").read_text("utf-8"))
    assert (header["kind"], header["rows"]) == (kind, f"{kind}.csv")
    assert header["source"]
    assert header["status"] == "unverified"
    assert header["title"].keys() == {"nb", "en"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_verified_row_says_where_it_was_verified(kind: str) -> None:
    assert [row for row in rows(kind) if row.get("status") == "verified" and not row["source"]] == []
