"""In which encoding XML is written, whatever it says of itself.

Laboratories' systems get this wrong in a few well-known ways, each of which can be told for certain; what
cannot be told is left to the parser, which refuses it.
"""

from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
ACCEPTED = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-", "latin1", "windows-125", "cp125")

_PLAIN_LATIN = "windows-1252"
# Windows' quotation marks, dashes and ellipsis: in ISO-8859-1 these bytes are control characters.
_WINDOWS_ONLY = (b"\x80", b"\x85", b"\x91", b"\x92", b"\x93", b"\x94", b"\x95", b"\x96", b"\x97")
_LATIN_1 = ("iso-8859-1", "latin1", "us-ascii", "ascii")
# What European letters and signs begin with in UTF-8; rare in Latin-1, and looked for quickly.
_UTF_8_LEADS = (b"\xc2", b"\xc3", b"\xc4", b"\xc5", b"\xe2")
# What Nordic text holds beside ASCII. No two of these letters in a row make UTF-8, and broken UTF-8
# nearly always has a byte that is not among them.
_NORDIC = "æøåÆØÅäöüÄÖÜéèêóòôÉµ°±§½²³·" + "\u00a0\u2013\u2019"
_NORDIC_BYTES = bytes(range(128)) + _NORDIC.encode(_PLAIN_LATIN)


@dataclass(frozen=True, slots=True)
class Encoding:
    """`forced` is what the parser must be told; None when it finds out by itself. `corrected` is whether
    the message says something else of itself than it is."""

    forced: str | None = None
    corrected: bool = False


_AS_DECLARED = Encoding()
_UTF_8_NOT_AS_DECLARED = Encoding("utf-8", corrected=True)
_LATIN_NOT_AS_DECLARED = Encoding(_PLAIN_LATIN, corrected=True)


def encoding_of(content: bytes, declared: str | None) -> Encoding:
    """The encoding of content, by its first bytes and by what it declares."""
    said = (declared or "").lower()
    if wide := UTF_16.get(content[:2]):
        # With a mark, or when it is UTF-32, the parser knows by itself.
        is_plain = content[:1] <= b"<" and content[2:4] != b"\0\0"
        forced = wide.upper().replace("16-", "16") if is_plain else None
        return Encoding(forced, bool(said) and not said.startswith(("utf-16", "utf-32")))
    is_utf_8 = said.startswith(("utf-8", "utf8")) or not said
    if content.startswith(BOM):
        return _AS_DECLARED if is_utf_8 else _UTF_8_NOT_AS_DECLARED
    if is_utf_8:
        return _AS_DECLARED
    if said.startswith("utf-16"):
        # .NET's StringWriter declares UTF-16 whatever the file becomes.
        return _UTF_8_NOT_AS_DECLARED
    return _AS_DECLARED if content.isascii() else _single_byte(content, said)


def _single_byte(content: bytes, said: str) -> Encoding:
    """One byte a letter, they say; text that is valid UTF-8 beyond ASCII is UTF-8."""
    if any(each in content for each in _UTF_8_LEADS) and _is_utf_8(content):
        return _UTF_8_NOT_AS_DECLARED
    if said in _LATIN_1 and any(each in content for each in _WINDOWS_ONLY):
        return _LATIN_NOT_AS_DECLARED
    return _AS_DECLARED


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_plain_latin(content: bytes) -> bool:
    """Whether content that is no UTF-8 is Norwegian text with one byte a letter: nothing beyond ASCII but
    the letters and signs of such text."""
    return content[:2] not in UTF_16 and not content.translate(None, _NORDIC_BYTES)


PLAIN_LATIN = _LATIN_NOT_AS_DECLARED
