"""Signed checkpoints: whoever holds the public key knows a true one from every other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.ledger.checkpoints import NoKey, NotSigned, Signer, find_notes, read_key, read_note
from infreg.ledger.merkle import Frontier, leaf_hash

pytestmark = pytest.mark.requirement("NOIS-6-1")

SIGNER = Signer.of(bytes(range(32)))
AT = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
FRONTIER = Frontier().grow([leaf_hash(b"one"), leaf_hash(b"two"), leaf_hash(b"three")])
CHECKPOINT, NOTE = SIGNER.sign(FRONTIER, AT)


def test_a_note_says_what_was_signed() -> None:
    assert read_note(NOTE, SIGNER.public) == CHECKPOINT
    assert (CHECKPOINT.size, CHECKPOINT.root, CHECKPOINT.at) == (3, FRONTIER.root(), AT)
    origin, size, _root, time, empty, signature = NOTE.splitlines()
    assert (origin, size, time, empty) == (SIGNER.public.name, "3", "time 2026-11-22T12:00:00.123456Z", "")
    assert signature.startswith(f"— {SIGNER.public.name} ")


def test_the_public_key_is_read_as_it_is_printed() -> None:
    assert read_key(f"{SIGNER.public}\n") == SIGNER.public


@pytest.mark.parametrize("text", ["", "key", "a+b", "a+00000000+AQ==", "a+b+%%%", str(SIGNER.public)[:-4]])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(NoKey, match="NAME\\+ID\\+KEY"):
        read_key(text)


def test_a_key_under_another_name_is_another_key() -> None:
    with pytest.raises(NoKey):
        read_key(str(SIGNER.public).replace("infreg.log/", "other.log/"))
    with pytest.raises(NotSigned, match="another key"):
        read_note(NOTE, replace(SIGNER.public, name="other"))


def test_another_installations_note_is_not_ours() -> None:
    other = Signer.of(bytes(32))
    assert other.public.name != SIGNER.public.name
    with pytest.raises(NotSigned, match="another key"):
        read_note(other.sign(FRONTIER, AT)[1], SIGNER.public)


def test_a_signature_of_another_key_under_our_name_is_forged() -> None:
    theirs = Signer.of(bytes(32))
    forger = Signer(theirs._key, SIGNER.public)
    with pytest.raises(NotSigned, match="changed or forged"):
        read_note(forger.sign(FRONTIER, AT)[1], SIGNER.public)


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
@pytest.mark.control("11.6.1")
def test_a_note_with_any_letter_changed_is_refused(place: int, letter: str) -> None:
    changed = NOTE[:place] + letter + NOTE[place + 1 :]
    if changed != NOTE:
        with pytest.raises(NotSigned):
            read_note(changed, SIGNER.public)


@given(st.text())
def test_a_text_that_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NotSigned):
        read_note(text, SIGNER.public)


def test_notes_are_found_one_after_another_and_what_is_torn_comes_apart() -> None:
    second = SIGNER.sign(FRONTIER.grow([leaf_hash(b"four")]), AT)[1]
    assert list(find_notes(f"{NOTE}\n{second}\n")) == [NOTE, second]
    assert list(find_notes(f"{NOTE}{second}".replace("\n", "\r\n"))) == [NOTE, second]
    torn = NOTE[:40]
    assert list(find_notes(f"{NOTE}\n{torn}\n\n{second}\n")) == [NOTE, torn, second]
    assert list(find_notes(f"{NOTE}\n{torn}")) == [NOTE, torn]
    assert list(find_notes("")) == []
    assert list(find_notes("— alone")) == ["\n\n— alone\n"]


def test_a_signer_does_not_show_its_key() -> None:
    assert repr(SIGNER) == f"Signer({SIGNER.public.name})"
