"""Merkle trees: RFC 6962's own hashes, published vectors, and laws against the definition written out."""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.ledger.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
)

pytestmark = pytest.mark.requirement("NOIS-6-1")

LOGS = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(
    lambda each: [leaf_hash(entry) for entry in each]
)
#: How many vectors of each kind the shared folder holds.
VECTORS = 98


def defined(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash, as RFC 6962 § 2.1 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()


def test_the_empty_log_and_the_empty_entry_have_the_rfcs_hashes() -> None:
    assert (
        root_of([])
        == EMPTY
        == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )
    assert leaf_hash(b"") == bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")


@given(LOGS)
@pytest.mark.control("11.4.3")
def test_a_root_is_what_the_rfc_defines(leaves: list[bytes]) -> None:
    assert root_of(leaves) == defined(leaves)


@given(LOGS, st.data())
def test_a_frontier_grows_to_the_same_root_however_it_is_cut(
    leaves: list[bytes], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    grown = Frontier().grow(leaves[:cut]).grow(leaves[cut:])
    assert grown.root() == root_of(leaves)
    assert len(grown.hashes) == len(leaves).bit_count()


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="one hash for each bit"):
        Frontier(3, (leaf_hash(b"x"),))


@given(LOGS)
def test_every_leaf_is_shown_by_its_proof_and_no_other_leaf_or_place_is(leaves: list[bytes]) -> None:
    root, size = root_of(leaves), len(leaves)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert is_included(index, size, leaf, proof, root)
        assert not is_included(index, size, leaf_hash(b"another"), proof, root)
        assert not is_included(index, size, leaf, [*proof, leaf], root)
        assert not proof or not is_included(index, size, leaf, proof[:-1], root)
        assert not is_included(size, size, leaf, proof, root)


@given(LOGS)
def test_every_beginning_of_a_log_is_shown_to_be_one(leaves: list[bytes]) -> None:
    root, size = root_of(leaves), len(leaves)
    for older in range(1, size + 1):
        was, proof = root_of(leaves[:older]), consistency_proof(leaves, older)
        assert is_consistent(older, size, was, root, proof)
        other = leaf_hash(b"a node of another log")
        assert not is_consistent(older, size, other, root, proof)
        assert not is_consistent(older, size, was, other, proof)
        assert not is_consistent(older, size, was, root, [*proof, other])
    assert not is_consistent(0, size, EMPTY, root, ())
    assert not is_consistent(size + 1, size, root, root, ())


@given(LOGS, st.data())
def test_a_log_that_was_rewritten_is_the_beginning_of_nothing(
    leaves: list[bytes], data: st.DataObject
) -> None:
    changed = data.draw(st.integers(0, len(leaves) - 1))
    rewritten = [*leaves[:changed], leaf_hash(b"rewritten"), *leaves[changed + 1 :]]
    grown = [*rewritten, leaf_hash(b"more")]
    proof = consistency_proof(grown, len(leaves))
    assert is_consistent(len(leaves), len(grown), root_of(rewritten), root_of(grown), proof)
    assert not is_consistent(len(leaves), len(grown), root_of(leaves), root_of(grown), proof)


def test_nothing_is_proved_of_what_is_not_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof([leaf_hash(b"x")], 1)
    with pytest.raises(IndexError):
        consistency_proof([leaf_hash(b"x")], 2)


def vectors(shared: Path, kind: str) -> list[dict[str, Any]]:
    with gzip.open(shared / "data/merkle/rfc6962_vectors.json.gz") as packed:
        return [each for each in json.load(packed) if each["file"].startswith(f"{kind}/")]


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def test_published_inclusion_vectors_are_judged_as_published(shared: Path) -> None:
    found = vectors(shared, "inclusion")
    assert len(found) == VECTORS
    for each in found:
        proof = [decoded(step) for step in each["proof"] or ()]
        held = is_included(
            each["leafIdx"], each["treeSize"], decoded(each["leafHash"]), proof, decoded(each["root"])
        )
        assert held is not each["wantErr"], each["file"]


def test_published_consistency_vectors_are_judged_as_published(shared: Path) -> None:
    found = vectors(shared, "consistency")
    assert len(found) == VECTORS
    for each in found:
        proof = [decoded(step) for step in each["proof"] or ()]
        roots = decoded(each["root1"]), decoded(each["root2"])
        held = is_consistent(each["size1"], each["size2"], *roots, proof)
        assert held is not each["wantErr"], each["file"]
