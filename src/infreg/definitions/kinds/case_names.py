"""The names that the conditions of rules for cases may ask for, and their types: what a register of diseases
knows of a finding and of the answer it stands in."""

from collections.abc import Mapping
from functools import lru_cache

from infreg.definitions.conditions import Condition, ConditionFault, Type, parse
from infreg.definitions.kinds.values import CARE, MARKERS, METHODS, OUTCOMES, SITES

CASE_NAMES: Mapping[str, Type] = {
    "outcome": Type.text(OUTCOMES),
    "method": Type.text(METHODS),
    "marker": Type.text(MARKERS),
    #: The investigation is of a healthy person or a carrier.
    "screening": Type.yes_no(),
    "organism": Type.text(),
    #: The organism and every group that it belongs to.
    "groups": Type.texts(),
    #: What the laboratory says of the microbe: MRSA, STX2, KPC, in capitals.
    "flags": Type.texts(),
    #: The agents that the microbe is resistant to (R), of those that were reported.
    "resistant": Type.texts(),
    "specimen": Type.text(),
    #: What was taken is told in words that are not understood yet.
    "specimen_unmapped": Type.yes_no(),
    "site": Type.text(SITES),
    #: The specimen is from where there should be no microbes.
    "sterile": Type.yes_no(),
    #: Who asked for the test.
    "care": Type.text(CARE),
    #: The laboratory has marked the answer as notifiable.
    "marked": Type.yes_no(),
    #: In whole years, by birth year alone.
    "age": Type.number(whole=True),
}
#: Names whose values are codes of a kind of definitions.
CODED_NAMES: Mapping[str, str] = {
    "organism": "organisms",
    "groups": "organisms",
    "resistant": "agents",
    "specimen": "specimens",
}
#: What was looked for and not found, or is no news: no case can rest on it.
NO_FINDING = ("negative", "inconclusive", "previous")


@lru_cache(4096)
def case_condition(text: str) -> Condition:
    """The condition of a rule for cases; ConditionFault where it is none. Parsed once, however often it is
    checked and asked."""
    return parse(text, CASE_NAMES)


def check_case_condition(text: str) -> list[str]:
    """Why a text is no condition over these names; nothing where it is."""
    try:
        case_condition(text)
    except ConditionFault as fault:
        return [str(fault)]
    return []
