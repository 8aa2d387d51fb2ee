"""Whether two sides can be compared: asked when a definition is loaded, so that no evaluation can fail."""

from infreg.definitions.conditions.faults import advice, quoted
from infreg.definitions.conditions.kinds import Kind
from infreg.definitions.conditions.tree import Constant, Operand, printed

_ORDERED = (Kind.NUMBER, Kind.DAY)
_REMEDIES = {
    frozenset({Kind.DAY, Kind.TEXT}): 'write a day as day("2024-01-31")',
    frozenset({Kind.NUMBER, Kind.TEXT}): "write a number without quotes, a text within them",
    frozenset({Kind.YES_NO, Kind.TEXT}): "write yes and no without quotes",
}
#: What is wrong, and what to write instead.
Disagreement = tuple[str, str]


def find_disagreement(left: Operand, sign: str, right: Operand) -> Disagreement | None:
    """None where the comparison has a meaning. A value in a list is compared with ==."""
    if sign in {"in", "not in"}:
        return _find_outside(left, right) or _find_unknown_code(left, right)
    return (
        _find_list(left)
        or _find_list(right)
        or _find_other_type(left, right)
        or _find_no_order(left, sign)
        or _find_unknown_code(left, right)
        or _find_fraction(left, right)
    )


def _find_outside(left: Operand, right: Operand) -> Disagreement | None:
    if right.type.kind is not Kind.TEXTS:
        return f"{_said(right)}, and nothing is in it", 'write a list after in, such as ["a", "b"]'
    if left.type.kind is not Kind.TEXT:
        return f"{_said(left)}, and {_said(right)}", "ask for a text in it"
    return None


def _find_list(side: Operand) -> Disagreement | None:
    if side.type.kind is Kind.TEXTS:
        return _said(side), f'write "…" in {printed(side)}'
    return None


def _find_other_type(left: Operand, right: Operand) -> Disagreement | None:
    kinds = frozenset({left.type.kind, right.type.kind})
    if len(kinds) > 1:
        return f"{_said(left)}, and {_said(right)}", _REMEDIES.get(kinds, "compare values of one type")
    return None


def _find_no_order(left: Operand, sign: str) -> Disagreement | None:
    if sign not in {"==", "!="} and left.type.kind not in _ORDERED:
        return f"{_said(left)}, and has no order", "compare it with == or !="
    return None


def _find_unknown_code(left: Operand, right: Operand) -> Disagreement | None:
    for name, other in ((left, right), (right, left)):
        choices = name.type.choices
        if isinstance(other, Constant) and choices is not None and other.value not in choices:
            return f"unknown code {quoted(str(other.value))}", advice(str(other.value), choices)
    if left.type.choices and right.type.choices and not left.type.choices & right.type.choices:
        return f"{printed(left)} and {printed(right)} share no code", "compare names of one code list"
    return None


def _find_fraction(left: Operand, right: Operand) -> Disagreement | None:
    for name, other in ((left, right), (right, left)):
        if isinstance(name, Constant) or not isinstance(other, Constant):
            continue
        if name.type.whole and not other.type.whole:
            return f"{printed(name)} is a whole number", "write a number without decimals"
    return None


def _said(side: Operand) -> str:
    shown = printed(side) if isinstance(side, Constant) else quoted(printed(side))
    return f"{shown} is {side.type.kind.value}"
