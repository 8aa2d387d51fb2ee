"""Finds addresses: a street with a house number, a postal code with its place, a post-office box.

- A word that ends as streets do (*-veien*, *-gata*, *gt.* …) with a number of its own. Endings that houses,
  wards and nursing homes also have (*-bakken*, *-svingen*, *-lia* …) and abbreviations ask for a capital
  letter. *vei*, *gate*, *plass* as words of their own ask for a capitalised word before them.
- A number with a unit (*luftveien 3 dager*) is no house number, and ways of the body are no streets.
- Four digits and a place count together when codes of that place begin so; `2019 Bergen` is a year.
"""

import re
from collections.abc import Iterator

from infreg.guard.numbers import Span
from infreg.guard.texts import postal_places, words_of

_S = r"[ \t\xa0]"
_NUMBERED = re.compile(
    rf"\b(?P<word>[^\W\d_](?:[^\W\d_]|['’\-](?=[^\W\d_])){{0,60}})"
    rf"(?P<end>\.?,?{_S}{{0,2}}|\x1f)(?:nr\.?{_S}?)?(?P<number>\d{{1,4}})"
    rf"(?:{_S}?[A-Za-zÆØÅæøå](?![^\W_]))?(?![^\W_])(?![.,:/]\d)"
)
_UNIT = re.compile(
    rf"{_S}?(?:%|°|-?{_S}?\d+{_S}?(?:dager|døgn|timer|år|mg|mm|cm|uker)|\.?{_S}?etg|\.?{_S}?etasje"
    r"|(?:stk|dag|dager|dg|dgr|døgn|uke|uker|mnd|måneder?|år|timer?|minutter|min|sek|mg|ug|µg|g|gram|kg|ml|dl|cl|l|liter"
    r"|mm|cm|m|x|ganger|prosent|ie|e|mmol|poeng|pasienter|prøver|av|av\.|mot|til|og|eller|operasjoner|postop\w*|d|t|h)"
    r"(?![^\W\d_]))",
    re.IGNORECASE,
)
_STREETS = tuple(sorted(words_of("street-endings"), key=len, reverse=True))
_PLACES = tuple(words_of("place-endings"))
_NOT_BEGINNINGS = words_of("not-street-beginnings")
#: As words of their own.
_WAYS = frozenset(
    "gate gata vei veg veien vegen gaten gt vn plass allé alle terrasse torg brygge bakke".split()
)
_NO_SHORT = tuple("lagt sagt bragt valgt fulgt solgt søgt navn havn jevn søvn ovn revn".split())
_ENDINGS = (*_STREETS, *_PLACES, "gt", "vn")
_BEFORE = re.compile(rf"(?:[A-ZÆØÅÁ][^\W\d_]*[sxzSXZ]['’]?|[^\W\d_]{{4,}}s)\.?{_S}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_POSTAL = re.compile(
    rf"(?<![\w.,/\-])(?:NO?-?)?(?P<code>\d{{4}})(?P<gap>,?{_S}+|\x1f)"
    rf"(?P<place>[^\W\d_]+(?:{_S}(?:i{_S})?[^\W\d_]+){{0,2}})"
)
_BOX = re.compile(
    rf"(?<![^\W\d_])(?:post(?:boks|b\.)|poboks|p\.?{_S}?o\.?{_S}?box){_S}*\d{{1,5}}|(?<![^\W\d_])Pb\.{_S}*\d{{1,5}}",
    re.IGNORECASE,
)


def find_addresses(text: str) -> Iterator[Span]:
    r"""Every address in the text. Cells may be joined by `\x1f`: a street and its number, a postal code and
    its place, may be parted so."""
    for match in _NUMBERED.finditer(text):
        if _is_street(text, match):
            yield Span(*match.span())
    for match in _POSTAL.finditer(text):
        if _is_postal(match):
            yield Span(match.start(), match.start("place") + len(match["place"].split()[0]))
    for match in _BOX.finditer(text):
        yield Span(*match.span())


def _is_street(text: str, match: re.Match[str]) -> bool:
    word = match["word"].casefold()
    if not word.endswith(_ENDINGS) or _YEAR.fullmatch(match["number"]) or _UNIT.match(text, match.end()):
        return False
    parted = match["end"] == "\x1f"
    if word in _WAYS:
        before = _BEFORE.search(text, max(0, match.start() - 30), match.start())
        return before is not None and not parted
    if word in words_of("not-streets"):
        return False
    large = match["word"][0].isupper()
    for ending in _STREETS:
        if word.endswith(ending):
            return _names_street(word.removesuffix(ending)) and (large or ending != "alle")
    return large and not parted and _names_place(word, match["number"])


def _names_street(stem: str) -> bool:
    """Whether what stands before *-veien* may be a street's: *luft-* and *urin-* are not."""
    return len(stem) > 1 and stem not in _NOT_BEGINNINGS


def _names_place(word: str, number: str) -> bool:
    """Whether a word written large is a street's by a weaker ending: `Granlia 4`, `Storgt 4`."""
    if word.endswith(_PLACES):
        return len(number) < 4
    return len(word) > 4 and not word.endswith(_NO_SHORT)


def _is_postal(match: re.Match[str]) -> bool:
    """Whether codes of the place begin as this one does. Over a border of cells no year is taken for one."""
    if match["gap"] == "\x1f" and _YEAR.fullmatch(match["code"]):
        return False
    words = match["place"].casefold().split()
    places = (" ".join(words[:length]) for length in range(1, len(words) + 1))
    return any((match["code"][:2], place) in postal_places() for place in places)
