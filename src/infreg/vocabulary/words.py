"""Words made comparable: how texts of laboratories are looked up."""

import re
import unicodedata

_KEPT = re.compile(r"[^\w/+\-]|_")


def normal(text: str) -> str:
    """The text as it is compared: NFKC, without case, punctuation as spaces (but / + - stay), one space
    between words. Equal results mean that people would call the texts the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_KEPT.sub(" ", folded).split())
