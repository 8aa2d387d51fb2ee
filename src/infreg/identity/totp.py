"""The second factor: codes of six digits that change with time (TOTP, RFC 6238), and codes for who has lost
what shows them.

SHA-1, six digits, thirty seconds: what every authenticator understands. HMAC does not lean on what SHA-1 has
lost.
"""

import base64
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

Random = Callable[[int], bytes]
DIGITS = 6
STEP_SECONDS = 30
SECRET_SIZE = 20
RECOVERY_CODES = 10
#: Steps of time to each side whose codes count as well: clocks differ, and people type slowly.
_DRIFT = 1
#: 120 bits, so that a keyed hash is enough to keep of it (ASVS 6.5.2 asks for 112).
_RECOVERY_SIZE = 15
_GROUP = 4


def make_secret(random: Random = secrets.token_bytes) -> bytes:
    """What an authenticator is given once."""
    return random(SECRET_SIZE)


def in_letters(secret: bytes) -> str:
    """The secret as people type it (base 32)."""
    return base64.b32encode(secret).decode("ascii")


def otpauth(secret: bytes, issuer: str, account: str) -> str:
    """The address that an authenticator reads from a QR code."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    query = urlencode({"secret": in_letters(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def find_step(secret: bytes, code: str, at: float) -> int | None:
    """The step of time that a code belongs to, within one of `at` (seconds since 1970); None for a wrong one.
    The caller remembers it, and refuses it and all before it from then on."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    generator = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - see the head of this file
    now = int(at) // STEP_SECONDS
    found = None
    for step in range(now + _DRIFT, now - _DRIFT - 1, -1):
        if hmac.compare_digest(generator.generate(step * STEP_SECONDS), digits.encode("ascii")):
            found = step
    return found


def make_recovery_codes(random: Random = secrets.token_bytes) -> tuple[str, ...]:
    """Ten codes to write down, each good for once."""
    return tuple(_grouped(in_letters(random(_RECOVERY_SIZE))) for _ in range(RECOVERY_CODES))


def plain_recovery_code(typed: str) -> bytes:
    """A recovery code as it is hashed, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).encode("utf-8")


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
