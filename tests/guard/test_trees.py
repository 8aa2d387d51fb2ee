"""In an understood message a national identity number stands in the patient's number and nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.guard.numbers import find_numbers
from infreg.guard.trees import mask_tree
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Concentration,
    Message,
    Organism,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from tests.vocabulary.made_numbers import synthetic_numbers

NUMBER = "13916903833"
MARK = "⟨nr:abc⟩"
WHEN = Moment(datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
OID = "2.16.578.1.12.4.1.1.7280"

PARTY = Party("Sykehuset i Vestfold HF", "69", "HER")
PROVIDER = Provider(PARTY, Party("Mikrobiologi", "89583", "HER"), Party("Rita Lin", "258521", "HPR"))
CODED = Coded(OID, "7280.41", "NOR25017", "Dyrkning", "dyrkning av sår")
RESULT = Result(
    "1",
    None,
    "S1",
    CODED,
    Value(ValueKind.CODED, "Påvist", CODED, unit="mg/L", date=WHEN),
    Organism("Staphylococcus aureus", "112283007"),
    "3",
    "Se også tidligere svar",
)
SUSCEPTIBILITY = Susceptibility(
    "1", CODED, "S", "Sensitiv", Concentration(Decimal("0.25"), "<="), Decimal(21), "S1", "3", "fritekst"
)
MESSAGE = Message(
    "svarrapport-1.4",
    "f6d24037-a43f-4509-8dfa-88b578554858",
    "SVAR_MBIO",
    WHEN,
    PROVIDER,
    (
        Answer(
            "2026-1",
            "N",
            "F",
            "MBIO",
            WHEN,
            PROVIDER,
            PROVIDER,
            Patient(NationalId(NUMBER, NumberType.FNR), "FNR", "Kari Prøve", WHEN, "2", "0301", "Storgata 1"),
            (Specimen("S1", CODED, WHEN),),
            (RESULT, replace(RESULT, id="2", parent="1")),
            (SUSCEPTIBILITY,),
        ),
    ),
)


def token(_digits: str) -> str:
    return "abc"


def places_of_texts(node: object, place: str = "") -> Iterator[str]:
    """Every place of the tree that holds a text, found without the guard's plans."""
    if isinstance(node, NationalId | ValueKind):
        return
    if isinstance(node, str):
        yield place
    elif isinstance(node, tuple):
        for n, row in enumerate(node):
            yield from places_of_texts(row, f"{place}[{n}]")
    elif is_dataclass(node):
        for field in fields(node):
            yield from places_of_texts(getattr(node, field.name), f"{place}.{field.name}".lstrip("."))


def planted(node: object, place: str, text: object) -> object:
    """The tree with `text` at the place."""
    if not place:
        return text
    if place.startswith("["):
        assert isinstance(node, tuple)
        number, _, rest = place[1:].partition("]")
        n = int(number)
        return (*node[:n], planted(node[n], rest.removeprefix("."), text), *node[n + 1 :])
    name = place.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    rest = place[len(name) :].removeprefix(".")
    return replace(node, **{name: planted(getattr(node, name), rest, text)})  # type: ignore[type-var]


PLACES = sorted(places_of_texts(MESSAGE))


def test_a_message_without_a_number_comes_back_itself() -> None:
    masked, places = mask_tree(MESSAGE, token)
    assert masked is MESSAGE
    assert places == ()


@pytest.mark.requirement("NOIS-1-7b")
@given(
    st.sampled_from(PLACES),
    synthetic_numbers(),
    st.sampled_from(["{}", "X{}Y", "før {} etter", "nr\u00a0{}0"]),
)
def test_a_number_in_any_text_of_any_field_is_masked_and_its_place_told(
    place: str, number: str, around: str
) -> None:
    tree = planted(MESSAGE, place, around.format(number))
    masked, places = mask_tree(tree, token)
    assert number not in repr(masked)
    assert place in places
    text = around.format(number)
    if text.endswith(number):
        assert masked == planted(MESSAGE, place, text.replace(number, MARK))


@pytest.mark.requirement("NOIS-1-7b")
def test_a_place_reads_as_a_path() -> None:
    assert "answers[0].results[1].value.coded.display" in PLACES
    assert "answers[0].patient.name" in PLACES
    assert not any("number" in place for place in PLACES)


@pytest.mark.requirement("NOIS-1-7b")
def test_the_patients_own_number_stays() -> None:
    tree = planted(MESSAGE, "answers[0].patient.name", f"Kari {NUMBER}")
    masked, places = mask_tree(tree, token)
    assert isinstance(masked, Message)
    assert places == ("answers[0].patient.name",)
    assert masked.answers[0].patient.name == f"Kari {MARK}"
    assert masked.answers[0].patient.number == MESSAGE.answers[0].patient.number


@pytest.mark.requirement("NOIS-1-7b")
def test_ids_that_held_a_number_still_point_at_each_other() -> None:
    tree = replace(RESULT, id=NUMBER, parent=NUMBER, specimen=f"{NUMBER}-1")
    masked, places = mask_tree(tree, token)
    assert (masked.id, masked.parent, masked.specimen) == (MARK, MARK, f"{MARK}-1")
    assert places == ("id", "parent", "specimen")


@pytest.mark.requirement("NOIS-1-7b")
@pytest.mark.parametrize("number", [NUMBER, "03851598730", "3851598730.0", "-13916903833"])
def test_a_number_sent_as_a_figure_becomes_a_marked_text(number: str) -> None:
    value = Value(ValueKind.NUMBER, None, number=Decimal(number), comparator="=", unit="mg/L")
    masked, places = mask_tree(replace(RESULT, value=value), token)
    assert masked.value == Value(ValueKind.TEXT, MARK, comparator="=", unit="mg/L")
    assert places == ("value.number",)


def test_the_words_of_a_figure_are_kept_where_there_are_any() -> None:
    value = Value(ValueKind.INTERVAL, f"fra {NUMBER}", number=Decimal(1), high=Decimal(NUMBER))
    masked, places = mask_tree(value, token)
    assert masked == Value(ValueKind.TEXT, f"fra {MARK}")
    assert places == ("text", "high")


@pytest.mark.requirement("NOIS-1-7b")
def test_a_number_sent_as_a_concentration_or_a_zone_goes() -> None:
    tree = replace(SUSCEPTIBILITY, mic=Concentration(Decimal(NUMBER), "<="), zone_mm=Decimal(NUMBER))
    masked, places = mask_tree(tree, token)
    assert masked == replace(SUSCEPTIBILITY, mic=None, zone_mm=None)
    assert set(places) == {"mic.value", "zone_mm"}


@pytest.mark.parametrize(
    "number", ["0.13916903833", "1391690383.3", "139169038330", "NaN", "Infinity", "1E+10"]
)
def test_other_figures_stay(number: str) -> None:
    value = Value(ValueKind.NUMBER, None, number=Decimal(number))
    masked, places = mask_tree(value, token)
    assert masked is value
    assert places == ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A type that the vocabulary may get one day."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """A type whose field the guard cannot look into."""

    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Either:
    """A type whose field may be one thing or another."""

    word: str | list[str]


@dataclass(frozen=True, slots=True)
class Anything:
    """A type that does not say what it holds."""

    word: object


@pytest.mark.requirement("NOIS-1-7b")
def test_a_field_added_later_is_looked_at_too() -> None:
    masked, places = mask_tree(Remark(("ren", f"nr {NUMBER}")), token)
    assert masked == Remark(("ren", f"nr {MARK}"))
    assert places == ("lines[1]",)


@pytest.mark.requirement("NOIS-1-7b")
@pytest.mark.parametrize(
    "tree", [Opaque({"nr": NUMBER}), Either(NUMBER), Anything(NUMBER), {"nr": NUMBER}, 7]
)
def test_what_the_guard_cannot_look_into_is_refused_aloud(tree: object) -> None:
    with pytest.raises(TypeError):
        mask_tree(tree, token)


@given(st.text(alphabet='0123456789 .-,xø×²\u200b٣"\\\n\t\x01', max_size=60))
def test_no_text_with_a_number_passes_unseen(text: str) -> None:
    """The quick look at a whole tree never misses what the slow one finds."""
    masked, places = mask_tree(Coded(text=text), token)
    assert bool(places) == bool(find_numbers(text))
    assert not find_numbers(masked.text or "")


_AROUND = st.text(alphabet='0123456789 .-,xøµ–²\u200b٣"\\\n\t\x01', max_size=15)


@pytest.mark.requirement("NOIS-1-7b")
@given(
    synthetic_numbers(),
    st.sampled_from(["", " ", "-", "\n", "\u200b", "–", "\x01"]),
    st.integers(0, 10),
    st.booleans(),
    _AROUND,
    _AROUND,
)
def test_the_quick_look_sees_every_number_that_the_slow_one_finds(
    number: str, gap: str, at: int, odd: bool, before: str, after: str
) -> None:
    """Parted, written with another script's digits, and among whatever else."""
    written = number.translate({ord("3"): "٣"}) if odd else number
    text = f"{before}{written[:at]}{gap}{written[at:]}{after}"
    masked, places = mask_tree(Coded(text=text), token)
    assert bool(places) == bool(find_numbers(text))
    assert not find_numbers(masked.text or "")
