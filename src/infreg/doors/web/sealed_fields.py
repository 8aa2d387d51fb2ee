"""What a page carries to the next through the visitor's own browser: nobody can read or change it there, and
it is worth nothing after a while. Never in an address."""

import base64
import json
import secrets
import time
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_SIZE = 12


def seal(purpose: str, content: Any) -> str:
    """Content that JSON knows, as the value of a hidden field; opens for the same purpose alone."""
    said = json.dumps([int(time.time()), content], separators=(",", ":")).encode("utf-8")
    nonce = secrets.token_bytes(_NONCE_SIZE)
    sealed = AESGCM(_key()).encrypt(nonce, zlib.compress(said), purpose.encode("ascii"))
    return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def find(purpose: str, field: str, *, max_age: int) -> Any:
    """The content of a hidden field; None when it is not ours, or older than `max_age` seconds."""
    try:
        whole = base64.urlsafe_b64decode(field.encode("ascii"))
        opened = AESGCM(_key()).decrypt(whole[:_NONCE_SIZE], whole[_NONCE_SIZE:], purpose.encode("ascii"))
    except (ValueError, InvalidTag):
        return None
    at, content = json.loads(zlib.decompress(opened))
    return content if 0 <= time.time() - at + 1 <= max_age + 1 else None


def _key() -> bytes:
    """A key of its own, of the one that sessions are signed with."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"infreg/1/hidden-field")
    return derive.derive(settings.SECRET_KEY.encode("utf-8"))
