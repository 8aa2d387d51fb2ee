"""Birth dates, addresses and names are recognised, and what only looks like them is not."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.guard.addresses import find_addresses
from infreg.guard.dates import find_birth_dates
from infreg.guard.names import find_names, is_only_names
from infreg.guard.numbers import Span
from infreg.guard.texts import plain, words_of
from tests.guard.made_rows import SINCE, a_comment
from tests.guard.made_sightings import (
    BORN,
    COMPACT,
    DONE,
    HOMES,
    LONG_AGO,
    NAMED,
    NAMES,
    NO_ADDRESSES,
    NO_NAMES,
    NUMBERED,
    POSTAL,
    STREETS,
    TITLED,
    UNSAID,
    WRITTEN,
    a_birthday,
)

pytestmark = pytest.mark.requirement("NOIS-1-7b")

Finder = Callable[[str], Iterator[Span]]
#: Of what was planted, at least.
RECALL = 0.98
IN_SENTENCES = ("{}", "{}, kontroll uke 4", "Se {}.")


def birth_dates(text: str) -> Iterator[Span]:
    return find_birth_dates(plain(text), SINCE)


def share(find: Finder, texts: Iterable[str]) -> float:
    """The share of texts in which something is found."""
    found = [any(True for _ in find(text)) for text in texts]
    assert len(found) >= 100
    return sum(found) / len(found)


def days(sentences: Iterable[str], first: int, last: int) -> list[str]:
    """Every sentence with a day written in every way."""
    random = Random(21)  # noqa: S311 - made-up days
    return [
        sentence.format(write(a_birthday(random, first, last)))
        for sentence in sentences
        for write in WRITTEN
        for _ in range(4)
    ]


def test_a_day_that_is_said_to_be_of_a_birth_is_found_however_young_the_person() -> None:
    assert len(days(BORN, 1925, 2024)) >= 300
    assert share(birth_dates, days(BORN, 1925, 2024)) == 1


def test_six_bare_digits_are_a_birth_date_after_such_a_word_alone() -> None:
    random = Random(22)  # noqa: S311 - made-up days
    born = [f"{a_birthday(random):%d%m%y}" for _ in range(50)]
    assert share(birth_dates, [text.format(day) for day in born for text in COMPACT]) == 1
    assert share(birth_dates, [f"rekv {day} mottatt" for day in born * 2]) == 0


def test_a_day_of_long_ago_is_found_without_a_word() -> None:
    assert share(birth_dates, days(UNSAID, 1925, 2006)) >= RECALL


def test_a_day_of_what_was_done_is_no_birth_date() -> None:
    assert share(birth_dates, days(DONE, 2021, 2025)) == 0


def test_an_operation_of_long_ago_is_no_birth_date() -> None:
    assert share(birth_dates, days(LONG_AGO, 1970, 2020)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "140361-*****",
        "140361 XXXXX",
        "14-MAR-1961",
        "March 14, 1961",
        "03/25/1961",
        "1961/3/14",
        "19610314",
        "Sårinfeksjon hos pas. 14.03.1961",
        "Innlagt med sårinfeksjon, 14.03.1961",
        "Operert pasient 14.03.1961",
        "14. njukčamánnu 1961",
        "født 29.02.1960",
        "Født: ١٤.٠٣.١٩٦١",
        "1\u200b4.03.1961",
        "født 61-03-14",
        "Født14.03.1961",
        "f.14031961",
    ],
)
def test_odd_ways_to_write_a_birth_date_are_known(text: str) -> None:
    assert list(birth_dates(text))


@pytest.mark.parametrize(
    "text",
    [
        "31.02.1961",
        "født 1961",
        "født i mars",
        "12.30.45",
        "kl 08.10.45",
        "protokoll v. 2.1.61",
        "BT 120/80-75",
        "MIC 0,25",
        "22 03 61 12",
        "Født 1961. Reop. 14.02.2024",
        "rekv 14031961",
        "3.2.1961.4",
        "førstegangs op. 14.02.2024",
        "født, op 120224",
        "Rekv.nr 240115-0034, ordre 2024000123456",
        "LOT 98765432 exp 2026-05-31",
        "Hofteprotese venstre 2011, høyre 14.10.2023",
    ],
)
def test_what_is_no_birth_date_is_left(text: str) -> None:
    assert not list(birth_dates(text))


def test_the_rule_moves_with_the_year_of_the_table() -> None:
    text = "Merknad: 14.03.1961"
    assert not list(find_birth_dates(text, date(1975, 1, 1)))
    assert list(find_birth_dates(text, date(1977, 1, 1)))


def test_streets_with_a_number_are_found() -> None:
    streets = [street.replace("_", " ") for street in STREETS]
    written = [
        home.format(number.format(street)) for street in streets for number in NUMBERED for home in HOMES
    ]
    assert len(written) >= 300
    assert share(find_addresses, written) >= RECALL
    assert share(find_addresses, [text.upper() for text in written if "nr" not in text]) >= RECALL


def test_postal_codes_with_their_place_and_boxes_are_found() -> None:
    assert share(find_addresses, [home.format(postal) for postal in POSTAL for home in HOMES]) >= RECALL


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_rooms_sizes_and_ways_of_the_body_are_no_addresses(text: str) -> None:
    assert not any(list(find_addresses(sentence.format(text))) for sentence in IN_SENTENCES)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("Storgata", "12"), True),
        (("3110", "Tønsberg"), True),
        (("1961", "Oslo"), False),
        (("Solbakken", "2"), False),
        (("luftvei", "2"), False),
        (("7030", "Tønsberg"), False),
    ],
)
def test_an_address_parted_over_two_cells_is_found(cells: tuple[str, str], *, found: bool) -> None:
    assert bool(list(find_addresses("\x1f".join(cells)))) is found


def test_names_are_found_however_they_are_written() -> None:
    written = [sentence.format(name) for name in NAMES for sentence in NAMED]
    assert share(find_names, [*written, *TITLED]) >= RECALL


def test_any_two_names_of_the_lists_are_a_name_together() -> None:
    random = Random(23)  # noqa: S311 - made-up names
    given = sorted(name.title() for name in words_of("given-names"))
    family = sorted(name.title() for name in words_of("surnames"))
    assert len(given) >= 400
    assert len(family) >= 400
    pairs = [f"ringt {random.choice(given)} {random.choice(family)} igjen" for _ in range(1_000)]
    assert share(find_names, pairs) >= RECALL


@pytest.mark.parametrize("text", NO_NAMES)
def test_eponyms_and_words_that_are_names_do_not_warn(text: str) -> None:
    assert not any(list(find_names(sentence.format(text))) for sentence in IN_SENTENCES)


def test_no_eponym_warns_alone() -> None:
    sentences = ("{} brukt", "Se {}.", "reoperert a.m. {}", "{}s metode", "dr. {}")
    only_eponyms = words_of("eponyms") - words_of("given-names") - words_of("surnames")
    words = sorted(word.title() for word in only_eponyms if "-" not in word)
    texts = [text.format(word) for word in words for text in sentences]
    assert share(find_names, texts) == 0


def test_comments_with_nobody_in_them_warn_of_nobody() -> None:
    random = Random(24)  # noqa: S311 - made-up comments
    assert share(find_names, [a_comment(random) for _ in range(2_000)]) == 0


def test_a_given_name_and_a_surname_in_neighbouring_cells_are_a_name() -> None:
    assert list(find_names("Stein\x1fBerg"))
    assert not list(find_names("Stein\x1fOrtopedi"))


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Kari Nordmann", True),
        ("Berg", True),
        ("Hansen, Per", True),
        ("Kari ringte", False),
        ("", False),
        ("7", False),
    ],
)
def test_a_cell_of_names_alone_is_told_from_a_sentence(text: str, *, only: bool) -> None:
    assert is_only_names(text) is only


@given(st.text(max_size=60))
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
