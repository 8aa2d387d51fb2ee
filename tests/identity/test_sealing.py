"""What is sealed opens in its own place with its own keys, and never again once its key is destroyed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.identity.keys import Keys
from infreg.identity.sealing import (
    CannotOpen,
    Sealed,
    decrypt_particulars,
    encrypt_particulars,
    open_sealed,
    open_with,
    seal,
    seal_with,
)

KEYS = Keys.of(bytes(range(32)))
OTHERS = Keys.of(bytes(32))
RECEIPT = b"7H2K-9QXM-0TBC-4DEF"
ANSWER = b"<Message>what a laboratory said</Message>"


@given(st.binary(), st.binary())
def test_what_is_sealed_opens_again(plaintext: bytes, context: bytes) -> None:
    sealed = seal(KEYS, plaintext, context)
    assert open_sealed(KEYS, sealed, context) == plaintext
    beside = seal_with(KEYS, sealed.wrapped_key, plaintext, context, "outbox")
    assert open_with(KEYS, sealed.wrapped_key, beside, context, "outbox") == plaintext
    particulars = encrypt_particulars(KEYS, plaintext, context)
    assert decrypt_particulars(KEYS, particulars, context) == plaintext


@pytest.mark.requirement("NOIS-4-1")
def test_sealing_hides_the_content_and_even_that_two_are_equal() -> None:
    one, other = seal(KEYS, ANSWER, RECEIPT), seal(KEYS, ANSWER, RECEIPT)
    assert ANSWER not in one.body
    assert one.body != other.body
    assert one.wrapped_key != other.wrapped_key
    assert "body" not in repr(one)


@pytest.mark.requirement("NOIS-4-1")
@given(st.data())
@pytest.mark.control("11.3.3")
def test_one_flipped_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = seal(KEYS, ANSWER, RECEIPT)
    part = data.draw(st.sampled_from(["body", "wrapped_key"]))
    changed = bytearray(getattr(sealed, part))
    bit = data.draw(st.integers(0, 8 * len(changed) - 1))
    changed[bit // 8] ^= 1 << bit % 8
    parts = {"body": sealed.body, "wrapped_key": sealed.wrapped_key, part: bytes(changed)}
    with pytest.raises(CannotOpen):
        open_sealed(KEYS, Sealed(**parts), RECEIPT)


SEALED = seal(KEYS, ANSWER, RECEIPT)
ANOTHER = seal(KEYS, ANSWER, RECEIPT)
OUTBOX = seal_with(KEYS, SEALED.wrapped_key, ANSWER, RECEIPT, "outbox")


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize(
    "attempt",
    [
        lambda: open_sealed(OTHERS, SEALED, RECEIPT),
        lambda: open_sealed(KEYS, SEALED, b"another receipt"),
        lambda: open_sealed(KEYS, Sealed(SEALED.body, ANOTHER.wrapped_key), RECEIPT),
        lambda: open_sealed(KEYS, Sealed(b"", SEALED.wrapped_key), RECEIPT),
        lambda: open_sealed(KEYS, Sealed(SEALED.body[:20], SEALED.wrapped_key), RECEIPT),
        lambda: open_sealed(KEYS, Sealed(OUTBOX, SEALED.wrapped_key), RECEIPT),
        lambda: open_with(KEYS, SEALED.wrapped_key, SEALED.body, RECEIPT, "outbox"),
        lambda: open_with(KEYS, SEALED.wrapped_key, OUTBOX, RECEIPT, "another part"),
        lambda: seal_with(KEYS, SEALED.wrapped_key, ANSWER, b"another receipt", "outbox"),
        lambda: decrypt_particulars(KEYS, SEALED, RECEIPT),
    ],
)
def test_nothing_opens_in_anothers_place(attempt: Callable[[], bytes]) -> None:
    with pytest.raises(CannotOpen) as told:
        attempt()
    assert ANSWER.decode() not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.requirement("NOIS-5-1")
def test_with_its_wrapped_key_everything_sealed_under_it_is_gone() -> None:
    for destroyed in (b"", bytes(len(SEALED.wrapped_key))):
        with pytest.raises(CannotOpen):
            open_sealed(KEYS, Sealed(SEALED.body, destroyed), RECEIPT)
        with pytest.raises(CannotOpen):
            open_with(KEYS, destroyed, OUTBOX, RECEIPT, "outbox")


def test_a_given_source_of_randomness_decides_the_bytes() -> None:
    assert seal(KEYS, ANSWER, RECEIPT, bytes) == seal(KEYS, ANSWER, RECEIPT, bytes)
