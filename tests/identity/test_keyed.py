"""Numbers, persons and contents are recognised again by a key, and by nobody without it."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from hypothesis import given
from hypothesis import strategies as st

from infreg.identity.keyed import (
    NotOurNumber,
    content_hash,
    decrypt_number,
    encrypt_number,
    mask_token,
    pseudonym,
)
from infreg.identity.keys import Keys
from infreg.identity.numbers import CheckedNumber, check
from tests.vocabulary.made_numbers import synthetic_numbers

KEYS = Keys.of(bytes(range(32)))
OTHERS = Keys.of(bytes(32))
PERSON = bytes(range(100, 132))


def checked(number: str, number_type: str = "FNR") -> CheckedNumber:
    found = check(number, number_type)
    assert isinstance(found, CheckedNumber)
    return found


@pytest.mark.control("11.2.1", "11.3.2")
def test_the_cipher_is_the_one_of_rfc_5297() -> None:
    """RFC 5297, appendix A.1."""
    key = bytes.fromhex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
    associated = bytes.fromhex("101112131415161718191a1b1c1d1e1f2021222324252627")
    plaintext = bytes.fromhex("112233445566778899aabbccddee")
    expected = "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"
    assert AESSIV(key).encrypt(plaintext, [associated]).hex() == expected


@pytest.mark.requirement("NOIS-4-1")
@given(synthetic_numbers())
def test_an_encrypted_number_is_always_the_same_and_opens_again(number: str) -> None:
    encrypted = encrypt_number(KEYS, checked(number))
    assert encrypted == encrypt_number(KEYS, checked(number, "DNR")), "one person has one row"
    assert len(encrypted) == 27
    assert number.encode() not in encrypted
    assert decrypt_number(KEYS, encrypted) == checked(number).id


@pytest.mark.requirement("NOIS-4-1")
def test_a_number_of_another_space_opens_there_alone() -> None:
    duf = checked("201512345678", "DUF")
    encrypted = encrypt_number(KEYS, duf)
    assert decrypt_number(KEYS, encrypted, "DUF") == duf.id
    with pytest.raises(NotOurNumber):
        decrypt_number(KEYS, encrypted)


@given(synthetic_numbers(), synthetic_numbers())
def test_different_numbers_are_encrypted_differently(one: str, other: str) -> None:
    assert (encrypt_number(KEYS, checked(one)) == encrypt_number(KEYS, checked(other))) == (one == other)


@pytest.mark.requirement("NOIS-4-1")
def test_a_number_opens_with_the_key_it_was_encrypted_with_only() -> None:
    encrypted = encrypt_number(KEYS, checked("13916903833"))
    assert encrypted != encrypt_number(OTHERS, checked("13916903833"))
    for keys, taken in (
        (OTHERS, encrypted),
        (KEYS, encrypted[:-1] + bytes([encrypted[-1] ^ 1])),
        (KEYS, b""),
    ):
        with pytest.raises(NotOurNumber) as told:
            decrypt_number(keys, taken)
        assert "13916903833" not in str(told.value)


@pytest.mark.requirement("B-9")
def test_a_pseudonym_is_one_persons_in_one_register() -> None:
    assert pseudonym(KEYS, "lab", PERSON) == pseudonym(KEYS, "lab", PERSON)
    made = {
        pseudonym(KEYS, "lab", PERSON).value,
        pseudonym(KEYS, "msis", PERSON).value,
        pseudonym(KEYS, "lab", PERSON[::-1]).value,
        pseudonym(OTHERS, "lab", PERSON).value,
    }
    assert len(made) == 4
    assert all(len(value) == 32 for value in made)


@pytest.mark.requirement("B-1")
@given(st.binary(), st.binary())
def test_equal_contents_and_no_others_have_equal_hashes(one: bytes, other: bytes) -> None:
    assert (content_hash(KEYS, one) == content_hash(KEYS, other)) == (one == other)
    assert content_hash(KEYS, one) != content_hash(OTHERS, one)


@pytest.mark.requirement("NOIS-1-7b")
def test_a_mark_tells_equal_numbers_from_different_ones_and_nothing_more() -> None:
    token = mask_token(KEYS, "13916903833")
    assert token == mask_token(KEYS, "13916903833")
    assert len(token) == 10
    assert int(token, 16) >= 0
    assert token not in {mask_token(KEYS, "10915596784"), mask_token(OTHERS, "13916903833")}
