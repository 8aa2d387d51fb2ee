"""Signed checkpoints: what a log held at a time, as a signed note that outsiders keep.

The text is that of C2SP's tlog-checkpoint (the log's origin, its size, its root in base64), with a line for
the time, and the signature that of C2SP's signed-note (Ed25519), so that other programs can check it too.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from infreg.ledger.merkle import HASH_SIZE, Frontier

_ED25519 = b"\x01"
_KEY_SIZE, _ID_SIZE = 32, 4
_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)\n)"
    r"\n— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)\n"
)
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class NotSigned(Exception):
    """A text is no checkpoint, or was not signed by the key it was asked for; the message says which."""


class NoKey(Exception):
    """A text is no public key of a log; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`root` proves the first `size` entries of the log `origin`, as it was `at` a time."""

    origin: str
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a log's checkpoints are checked by, written as C2SP's verifier key: name, id, key."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """Signs a log's checkpoints. Its name is made of its key, so that two installations have two names."""

    _key: Ed25519PrivateKey
    public: PublicKey

    @classmethod
    def of(cls, seed: bytes) -> "Signer":
        """The signer of a secret of 32 bytes."""
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public = key.public_key().public_bytes_raw()
        return cls(key, PublicKey(f"infreg.log/{hashlib.sha256(public).hexdigest()[:16]}", public))

    def sign(self, frontier: Frontier, at: datetime) -> tuple[Checkpoint, str]:
        """The checkpoint of a log as it stands, and its signed note."""
        checkpoint = Checkpoint(self.public.name, frontier.size, frontier.root(), at.astimezone(UTC))
        body = _body(checkpoint)
        signature = base64.b64encode(self.public.id + self._key.sign(body.encode())).decode()
        return checkpoint, f"{body}\n— {self.public.name} {signature}\n"

    def __repr__(self) -> str:
        return f"Signer({self.public.name})"


def read_key(text: str) -> PublicKey:
    """A public key as `infreg audit key` prints it. Raises NoKey."""
    name, _, rest = text.strip().partition("+")
    said, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    key = PublicKey(name, raw[1:])
    if raw[:1] != _ED25519 or len(raw) != 1 + _KEY_SIZE or said != key.id.hex():
        raise NoKey("That is no public key of a log. One looks as infreg audit key prints it: NAME+ID+KEY")
    return key


def read_note(text: str, key: PublicKey) -> Checkpoint:
    """The checkpoint of a signed note. Raises NotSigned."""
    found = _NOTE.fullmatch(text)
    if found is None:
        raise NotSigned("it is no signed checkpoint")
    try:
        signature = base64.b64decode(found["signature"], validate=True)
        root = base64.b64decode(found["root"], validate=True)
        at = datetime.strptime(found["at"], _TIME).replace(tzinfo=UTC)
    except (binascii.Error, ValueError):
        raise NotSigned("it is no signed checkpoint") from None
    if found["name"] != key.name or found["origin"] != key.name or signature[:_ID_SIZE] != key.id:
        raise NotSigned("another key signed it")
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature[_ID_SIZE:], found["body"].encode())
    except InvalidSignature:
        raise NotSigned("its signature does not fit: it was changed or forged") from None
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != found["root"]:
        raise NotSigned("it is no signed checkpoint")
    return Checkpoint(found["origin"], int(found["size"]), root, at)


def find_notes(text: str) -> Iterator[str]:
    """Each note in a text that holds one after another. What is no note comes as it stands, so that whoever
    checks it says so."""
    body: list[str] = []
    for line in text.replace("\r\n", "\n").splitlines(keepends=True):
        body.append(line)
        if line.startswith("— "):
            *torn, signature = "".join(body).strip("\n").split("\n\n")
            said = torn.pop() if torn else ""
            yield from torn
            yield f"{said}\n\n{signature}\n"
            body = []
    rest = "".join(body).strip("\n")
    if rest:
        yield rest


def _body(checkpoint: Checkpoint) -> str:
    root = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\ntime {checkpoint.at.strftime(_TIME)}\n"
