"""The names that the conditions of rules for findings may ask for, and their types: what
`infreg.interpretation` knows of a result when the rules are asked."""

from collections.abc import Mapping

from infreg.definitions.conditions import ConditionFault, Type, parse
from infreg.definitions.kinds.values import MARKERS, METHODS, OUTCOMES, SITES

#: What a value says of an organism, as `infreg.interpretation` reads it.
WORDS = (*OUTCOMES, *"weak growth named number current rise normal-flora mixed-flora".split())
#: What said it.
SOURCES = tuple("code text comment mapping number".split())
_COMPANION = tuple("positive negative inconclusive".split())

RULE_NAMES: Mapping[str, Type] = {
    "word": Type.text(WORDS),
    "source": Type.text(SOURCES),
    "method": Type.text(METHODS),
    "marker": Type.text(MARKERS),
    "screening": Type.yes_no(),
    "organism": Type.text(),
    "has_organism": Type.yes_no(),
    #: Flags (ESBL, MRSA) are told.
    "flagged": Type.yes_no(),
    #: Anything at all is known of what was looked for, or how.
    "investigation_known": Type.yes_no(),
    "quantitative": Type.yes_no(),
    "specimen": Type.text(),
    "site": Type.text(SITES),
    "number_known": Type.yes_no(),
    "number": Type.number(),
    #: It is less than the number.
    "below": Type.yes_no(),
    "unit": Type.text(),
    "confirmed": Type.yes_no(),
    #: The row's comment doubts it.
    "doubted": Type.yes_no(),
    #: A control sample is asked for, for this organism.
    "control_advised": Type.yes_no(),
    #: What the same answer says of the same organism's IgG, IgM … and nucleic acid.
    "companion_igg": Type.text(_COMPANION),
    "companion_igm": Type.text(_COMPANION),
    "companion_total": Type.text(_COMPANION),
    "companion_other": Type.text(_COMPANION),
    "companion_nat": Type.text(_COMPANION),
}


def check_rule_condition(text: str) -> list[str]:
    """Why a text is no condition over these names; nothing where it is."""
    try:
        parse(text, RULE_NAMES)
    except ConditionFault as fault:
        return [str(fault)]
    return []
