"""Numbers as people write them in words: ">100.000 pr.ml.", "0,25", "100 000 CFU/ml", "<5 mg/L".

Norwegian rules: a comma begins the decimals; dots, spaces and apostrophes set off thousands. A text is a
number only when the whole of it is one and nothing else it could be; titres, ranges, dates, times,
telephone numbers and ids are words.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from infreg.vocabulary.answer import Concentration

_SPACES = " \u00a0\u2007\u2009\u202f"
SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_AMOUNTS = (
    r"k?g|[mµμun]g|mcg|pg|[dcmµμunf]?l|[mµμunp]?mol|k?mmol|[mµμuk]?i?[ue]|cfu|kde|kopier|copies|celler|cells"
    r"|bakterier|kolonier|eksemplarer|[mµμun]?m[²³23]?|cm|sek|min|timer|t|h|døgn|d|dager|uker|mnd|år|%|‰|°c"
    r"|k?pa|mmhg|mosm|meq|log|log10|au|bau|ct|synsfelt|index|indeks|ratio"
)
_AMOUNT = rf"(?:{_AMOUNTS})\.?"
_EACH = rf"(?:/|pr\.?|per)\s?(?:[0-9]{{1,6}}\s?)?{_AMOUNT}"
_POWER = r"(?:(?:x\s?)?10(?:\^|\*|e)[0-9]{1,2}\s?)?"
_UNIT = (
    rf"(?:log(?:10)?\s)?{_POWER}{_AMOUNT}(?:\s?{_EACH}){{0,2}}"
    rf"|{_POWER}{_EACH}"
)
_WRITTEN = re.compile(
    rf"(?:(?P<sign>{'|'.join(sorted(map(re.escape, SIGNS), key=len, reverse=True))})[{_SPACES}]*)?"
    rf"(?P<minus>[-−])?(?P<number>[0-9](?:[0-9.,'’{_SPACES}]{{0,38}}[0-9])?)"
    rf"(?:[{_SPACES}]*(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_BEGINNINGS = "0123456789-−" + "".join(SIGNS)
_LONGEST = 80
# A single letter behind a number is as often a serotype or part of an id: these are units, set apart.
_LETTER_UNITS = frozenset("gdhtlm")
# Thousands in threes, all set off alike, then perhaps decimals behind a comma.
_THOUSANDS = re.compile(
    rf"([1-9][0-9]{{0,2}})((?P<by>[.'’{_SPACES}])[0-9]{{3}}(?:(?P=by)[0-9]{{3}}){{0,4}})(,[0-9]{{1,12}})?"
)
_PLAIN = re.compile(r"(0|[1-9][0-9]{0,14})(?:[.,]([0-9]{1,12}))?")
_ONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUPS_ONLY = re.compile(rf"[0-9]{{1,3}}(?:[.'’,{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?")
# Bare digits longer than this are telephone numbers, ids and person numbers more often than amounts.
_MOST_BARE_DIGITS = 7
_CONCENTRATION = re.compile(
    rf"(?:({'|'.join(sorted(SIGNS, key=len, reverse=True))})\s*)?([0-9]{{1,9}}(?:[.,][0-9]{{1,9}})?)"
    r"\s*(?:mg/l|[µμu]g/ml)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A number read out of words. `number` is None when it could mean two numbers."""

    number: Decimal | None
    comparator: str | None = None
    unit: str | None = None


def written_number(text: str, *, has_unit: bool = False) -> Written | None:
    """The number that a text as a whole is; None when it is words. `has_unit` when its unit stands beside."""
    # Most texts are words, and told by their first letter.
    if text[:1] not in _BEGINNINGS or len(text) > _LONGEST or not any(map(str.isdigit, text[:20])):
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    sign, minus, said, unit = found.groups()
    if unit and len(unit) == 1 and unit.isalpha() and not _is_letter_unit(found):
        return None
    is_bare = not (sign or unit or has_unit)
    if is_bare and _ONE_DOT.fullmatch(said):
        return Written(None)
    number = _number(said, is_bare=is_bare)
    if number is None:
        return Written(None) if _GROUPS_ONLY.fullmatch(said) else None
    return Written(-number if minus else number, SIGNS[sign] if sign else None, unit)


def concentration(text: str) -> Concentration | None:
    """A concentration as laboratories write it ("0,25", ">256", "<=0,016 mg/L"); None for other words.

    Instruments write it: a dot is a decimal point here, as a comma is.
    """
    found = _CONCENTRATION.fullmatch(text)
    if not found:
        return None
    sign = SIGNS.get(found[1], "=")
    return Concentration(Decimal(found[2].replace(",", ".")), None if sign == "=" else sign)


def _is_letter_unit(found: re.Match[str]) -> bool:
    return found["unit"] in _LETTER_UNITS and found.end("number") < found.start("unit")


def _number(said: str, *, is_bare: bool) -> Decimal | None:
    if found := _THOUSANDS.fullmatch(said):
        whole = found[1] + "".join(filter(str.isdigit, found[2]))
        spaced_id = is_bare and not found[4] and found["by"] not in ".'’" and len(whole) > _MOST_BARE_DIGITS
        return None if spaced_id else Decimal(whole + (found[4] or "").replace(",", "."))
    if found := _PLAIN.fullmatch(said):
        if is_bare and len(found[1]) > _MOST_BARE_DIGITS and not found[2]:
            return None
        return Decimal(said.replace(",", "."))
    return None
