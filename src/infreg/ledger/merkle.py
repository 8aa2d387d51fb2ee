"""Merkle trees over a log that only grows (RFC 6962 § 2, RFC 9162 § 2): SHA-256, leaves in order."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_SIZE = 32
#: The root of a log without entries.
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry; begun with another byte than a node's, so that neither passes for the other."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the whole subtrees that a log of `size` leaves is made of, the largest first: all that is
    needed to go on, one hash for each bit set in the size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError("a frontier has one hash for each bit set in its size")

    def grow(self, leaves: Iterable[bytes]) -> "Frontier":
        """With these leaf hashes after it. Memory is that of a frontier, however many they are."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            node, step = leaf, size
            while step & 1:
                node = node_hash(hashes.pop(), node)
                step >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """The Merkle tree hash of the log so far."""
        if not self.hashes:
            return EMPTY
        *larger, root = self.hashes
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of these leaf hashes."""
    return Frontier().grow(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """What shows that leaf `index` is among these leaf hashes (RFC 9162 § 2.1.3.1), from the leaf upwards."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    if len(leaves) == 1:
        return ()
    half = _half(len(leaves))
    if index < half:
        return (*inclusion_proof(leaves[:half], index), root_of(leaves[half:]))
    return (*inclusion_proof(leaves[half:], index - half), root_of(leaves[:half]))


def consistency_proof(leaves: Sequence[bytes], older: int) -> tuple[bytes, ...]:
    """What shows that the log of the first `older` of these leaf hashes only grew (RFC 9162 § 2.1.4.1)."""
    if not 0 < older <= len(leaves):
        raise IndexError("no such older log")
    return _subproof(leaves, older, known=True)


def _subproof(leaves: Sequence[bytes], older: int, *, known: bool) -> tuple[bytes, ...]:
    if older == len(leaves):
        return () if known else (root_of(leaves),)
    half = _half(len(leaves))
    if older <= half:
        return (*_subproof(leaves[:half], older, known=known), root_of(leaves[half:]))
    return (*_subproof(leaves[half:], older - half, known=False), root_of(leaves[:half]))


def _half(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def is_included(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows a leaf hash at its index in the log of a size and root (RFC 9162 § 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_SIZE:
        return False
    place, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0 or len(other) != HASH_SIZE:
            return False
        if place & 1 or place == last:
            found = node_hash(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    older: int, newer: int, older_root: bytes, newer_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the older log is the beginning of the newer one (RFC 9162 § 2.1.4.2). That
    the empty log is the beginning of every log says nothing, and is not taken for a proof."""
    if not 0 < older <= newer:
        return False
    if older == newer:
        return not proof and older_root == newer_root
    path = list(proof) if older & (older - 1) else [older_root, *proof]
    if not path or any(len(each) != HASH_SIZE for each in path):
        return False
    place, last = older - 1, newer - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = became = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, became = node_hash(other, was), node_hash(other, became)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            became = node_hash(became, other)
        place, last = place >> 1, last >> 1
    return last == 0 and was == older_root and became == newer_root
