"""What a key makes of a number, a person or a content: the same in gives the same out, for ever.

Plain hashes are never used: the whole space of national numbers is searched in minutes.
"""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from infreg.identity.keys import Keys
from infreg.identity.numbers import NATIONAL_SPACE, CheckedNumber
from infreg.vocabulary.identifiers import NationalId, NumberType, Pseudonym
from infreg.vocabulary.person_number import is_d_number

_MASK_LENGTH = 10


class NotOurNumber(Exception):
    """An encrypted number does not open: another installation's key, or the database was changed."""


def encrypt_number(keys: Keys, number: CheckedNumber) -> bytes:
    """AES-SIV (RFC 5297), equal for equal numbers of one space, so that the vault can look a person up;
    16 bytes longer than the number."""
    return AESSIV(keys.number).encrypt(number.id.reveal().encode(), [number.space.encode()])


def decrypt_number(keys: Keys, encrypted: bytes, space: str = NATIONAL_SPACE) -> NationalId:
    """A number of a space again (a national one, unless another is given), for whom the law lets see it.
    Raises NotOurNumber."""
    try:
        digits = AESSIV(keys.number).decrypt(encrypted, [space.encode()]).decode("ascii")
    except (InvalidTag, ValueError):
        raise NotOurNumber("An encrypted number does not open with this installation's key.") from None
    if space != NATIONAL_SPACE:
        return NationalId(digits, NumberType(space))
    return NationalId(digits, NumberType.DNR if is_d_number(digits) else NumberType.FNR)


def pseudonym(keys: Keys, register: str, person_key: bytes) -> Pseudonym:
    """One person in one register: HMAC-SHA-256(the register's key, the person's random key)."""
    return Pseudonym(hmac.digest(keys.register_key(register), person_key, "sha256"))


def content_hash(keys: Keys, content: bytes) -> bytes:
    """32 bytes that recognise the same content without telling what it was."""
    return hmac.digest(keys.content, content, "sha256")


def mask_token(keys: Keys, digits: str) -> str:
    """10 hexadecimal digits in a masked number's place: the same number is seen to be the same."""
    return hmac.digest(keys.mask, digits.encode("utf-8"), "sha256").hex()[:_MASK_LENGTH]
