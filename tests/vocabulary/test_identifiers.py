"""A personal number is revealed on purpose or not at all."""

import logging
import pickle
import traceback
from dataclasses import dataclass

import pytest

from infreg.vocabulary.identifiers import NationalId, NumberType, Pseudonym, ReceiptNumber

# Synthetic: the month has 80 added, and nobody was ever given it.
DIGITS = "13926098765"
PERSON = NationalId(DIGITS, NumberType.FNR)


@dataclass(frozen=True, slots=True)
class Holder:
    """Anything that holds a number, such as a patient in a laboratory answer."""

    number: NationalId


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize(
    "shown",
    [
        str(PERSON),
        repr(PERSON),
        f"{PERSON}",
        f"{PERSON!r}",
        f"{PERSON!s:>40}",
        "%s %r" % (PERSON, PERSON),  # noqa: UP031 - the old way of formatting must not leak either
        repr([PERSON]),
        repr({"patient": PERSON}),
        repr(Holder(PERSON)),
    ],
)
def test_a_national_number_never_shows_itself(shown: str) -> None:
    assert DIGITS not in shown
    assert DIGITS[:6] not in shown, "the birth date is part of the secret"
    assert "NationalId(***********, FNR)" in shown


@pytest.mark.requirement("NOIS-4-1")
def test_a_national_number_does_not_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger(__name__).warning("could not resolve %s for %r", PERSON, Holder(PERSON))
    assert "could not resolve" in caplog.text
    assert DIGITS not in caplog.text


@pytest.mark.requirement("NOIS-4-1")
def test_a_national_number_does_not_reach_a_traceback() -> None:
    told = "".join(traceback.format_exception(ValueError("no such person", PERSON)))
    assert "no such person" in told
    assert DIGITS not in told


def test_a_national_number_is_revealed_on_purpose() -> None:
    assert PERSON.reveal() == DIGITS


def test_the_same_digits_of_another_kind_are_another_number() -> None:
    assert NationalId(DIGITS, NumberType.HNR) != PERSON
    assert NationalId(DIGITS, NumberType.FNR) == PERSON


def test_a_number_survives_being_stored_and_read_back() -> None:
    assert pickle.loads(pickle.dumps(PERSON)) == PERSON  # noqa: S301 - our own bytes


def test_a_pseudonym_is_written_as_64_hex_digits() -> None:
    assert str(Pseudonym(bytes(range(32)))) == bytes(range(32)).hex()


def test_a_receipt_number_is_written_as_it_is() -> None:
    assert str(ReceiptNumber("7H2K-9QXM-0TBC-4DEF")) == "7H2K-9QXM-0TBC-4DEF"
