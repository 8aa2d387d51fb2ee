"""Envelopes: a content under a data key of its own, the data key wrapped by the installation's key.

To destroy a wrapped key is to destroy everything sealed under it; a backup from before has it still, so
`restore` destroys it again before it opens.
Contents are AES-256-GCM with a random nonce in front; wrapping is AES-SIV (RFC 5297, made for keys), which
has no nonce to use up however many originals a country sends. Both are bound to a context (a receipt
number, a person's key), so that nothing opens in another's place.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from infreg.identity.keys import Keys

Random = Callable[[int], bytes]
_DATA_KEY_SIZE = 32
_NONCE_SIZE = 12
_ORIGINAL = "original"
_PARTICULARS = "particulars"


class CannotOpen(Exception):
    """A sealed content does not open: changed on disk, moved to another row, or sealed with other keys.

    The message says what to compare, and never what was sealed.
    """

    def __init__(self) -> None:
        super().__init__(
            "A sealed content does not open: it was changed, moved to another row, or sealed with other "
            "keys. Compare the key file with the one this database was made with, then the database with "
            "its backup."
        )


@dataclass(frozen=True, slots=True)
class Sealed:
    """A content nobody can read without the wrapping key. Both parts may be stored."""

    body: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)


def seal(keys: Keys, plaintext: bytes, context: bytes, random: Random = secrets.token_bytes) -> Sealed:
    """The content under a fresh data key; opens only with the same keys and context."""
    return _seal(keys, plaintext, context, _ORIGINAL, random)


def open_sealed(keys: Keys, sealed: Sealed, context: bytes) -> bytes:
    """The content again. Raises CannotOpen."""
    return open_with(keys, sealed.wrapped_key, sealed.body, context, _ORIGINAL)


def seal_with(
    keys: Keys,
    wrapped_key: bytes,
    plaintext: bytes,
    context: bytes,
    part: str,
    random: Random = secrets.token_bytes,
) -> bytes:
    """A further content (`part`, such as an outgoing receipt) under the data key of one already sealed.

    It lives and dies with that key, and opens only as the same part. Raises CannotOpen.
    """
    return _encrypt(_unwrap(keys, wrapped_key, context), plaintext, _bound(part, context), random)


def open_with(keys: Keys, wrapped_key: bytes, body: bytes, context: bytes, part: str) -> bytes:
    """What `seal_with` sealed. Raises CannotOpen."""
    return _decrypt(_unwrap(keys, wrapped_key, context), body, _bound(part, context))


def encrypt_particulars(
    keys: Keys, plaintext: bytes, person_key: bytes, random: Random = secrets.token_bytes
) -> Sealed:
    """A person's particulars under a data key of their own, bound to that person."""
    return _seal(keys, plaintext, person_key, _PARTICULARS, random)


def decrypt_particulars(keys: Keys, sealed: Sealed, person_key: bytes) -> bytes:
    """The particulars again. Raises CannotOpen."""
    return open_with(keys, sealed.wrapped_key, sealed.body, person_key, _PARTICULARS)


def _seal(keys: Keys, plaintext: bytes, context: bytes, part: str, random: Random) -> Sealed:
    data_key = random(_DATA_KEY_SIZE)
    wrapped = AESSIV(keys.wrapping).encrypt(data_key, [b"data-key", context])
    return Sealed(_encrypt(data_key, plaintext, _bound(part, context), random), wrapped)


def _unwrap(keys: Keys, wrapped_key: bytes, context: bytes) -> bytes:
    try:
        return AESSIV(keys.wrapping).decrypt(wrapped_key, [b"data-key", context])
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _encrypt(data_key: bytes, plaintext: bytes, bound: bytes, random: Random) -> bytes:
    nonce = random(_NONCE_SIZE)
    return nonce + AESGCM(data_key).encrypt(nonce, plaintext, bound)


def _decrypt(data_key: bytes, body: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(data_key).decrypt(body[:_NONCE_SIZE], body[_NONCE_SIZE:], bound)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _bound(part: str, context: bytes) -> bytes:
    """Part and context so joined that no other pair gives the same bytes."""
    name = part.encode("utf-8")
    return len(name).to_bytes(2, "big") + name + context
