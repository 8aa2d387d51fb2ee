"""The names that the conditions of rules for findings may ask for, and their types: what
`infreg.interpretation` knows of a result when the rules are asked."""

from collections.abc import Mapping

from infreg.definitions.conditions import ConditionFault, Type, parse
from infreg.definitions.kinds.values import MARKERS, METHODS, OUTCOMES

RULE_NAMES: Mapping[str, Type] = {
    "word": Type.text((*OUTCOMES, "not-done", "none")),
    "method": Type.text(METHODS),
    "marker": Type.text(MARKERS),
    "screening": Type.yes_no(),
    "organism": Type.text(),
    "specimen": Type.text(),
    "has_organism": Type.yes_no(),
    "number_known": Type.yes_no(),
}


def check_rule_condition(text: str) -> list[str]:
    """Why a text is no condition over these names; nothing where it is."""
    try:
        parse(text, RULE_NAMES)
    except ConditionFault as fault:
        return [str(fault)]
    return []
