"""A condition as FHIR R4's Questionnaire.item.enableWhen."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from infreg.definitions.conditions.condition import Condition
from infreg.definitions.conditions.tree import (
    Compared,
    Constant,
    Joined,
    Known,
    Listed,
    Name,
    Not,
    Tree,
    plain,
)

Line = dict[str, object]
#: Lines, and which behaviours they need: all, any, or (of one line) none.
_Lines = tuple[list[Line], set[str]]
_BEHAVIOR = {"and": "all", "or": "any"}


def enable_when(condition: Condition, systems: Mapping[str, str] | None = None) -> dict[str, object] | None:
    """The item's `enableWhen` and, for more than one line, `enableBehavior`: it is shown when the condition
    holds, and neither when it does not nor when that is unknown. Nothing at all for `yes`.

    What can be told: comparisons of a name with a value, `in` with a list, a value `in` a name, `known`,
    names of yes and no, and the opposite of each; one of them, or several with only `and` or only `or`
    between. A list is an `or` of its own, and its opposite an `and`; so are `!=` and `not in`, since an
    unanswered question is unequal in FHIR and unknown here: they need `exists` beside.
    None for the rest: two names compared, `days`, `and` within `or` or the reverse, `no`.

    A linkId is the name. A name with choices is a Coding, of the system that `systems` has for it. An empty
    list of texts counts as unanswered.
    """
    tree = plain(condition.tree)
    if isinstance(tree, Constant):
        return {} if tree.value is True else None
    parts = tree.parts if isinstance(tree, Joined) else (tree,)
    told = [_lines(part, systems or {}) for part in parts]
    lines = [line for group in told if group for line in group[0]]
    behaviors = {_BEHAVIOR[tree.word]} if isinstance(tree, Joined) else set()
    behaviors.update(*(group[1] for group in told if group))
    if None in told or len(behaviors) > 1:
        return None
    return {"enableWhen": lines} | ({"enableBehavior": behaviors.pop()} if behaviors else {})


def _lines(tree: Tree, systems: Mapping[str, str]) -> _Lines | None:
    match tree:
        case Known(Name(name)) | Not(Known(Name(name))):
            return [_exists(name, answered=isinstance(tree, Known))], set()
        case Name(name) | Not(Name(name)):
            return [_line(name, "=", {"answerBoolean": isinstance(tree, Name)})], set()
        case Compared():
            return _comparison(tree, systems)
    return None


def _comparison(compared: Compared, systems: Mapping[str, str]) -> _Lines | None:
    match compared:
        case Compared(Name() as name, sign, Listed(members)) if members:
            pass
        case Compared(Name() as name, sign, Constant() as value):
            members = (value,)
        case Compared(Constant() as value, sign, Name() as name):
            members = (value,)
        case _:
            return None
    if sign in {"!=", "not in"}:
        return _none_of(name, members, systems)
    if sign in {"==", "in"}:
        return _any_of(name, members, systems)
    return [_line(name.name, sign, _answer(name, members[0], systems))], set()


def _any_of(name: Name, members: tuple[Constant, ...], systems: Mapping[str, str]) -> _Lines:
    lines = [_line(name.name, "=", _answer(name, member, systems)) for member in members]
    return lines, {"any"} if len(lines) > 1 else set()


def _none_of(name: Name, members: tuple[Constant, ...], systems: Mapping[str, str]) -> _Lines:
    lines = [_line(name.name, "!=", _answer(name, member, systems)) for member in members]
    return [_exists(name.name, answered=True), *lines], {"all"}


def _exists(name: str, *, answered: bool) -> Line:
    return _line(name, "exists", {"answerBoolean": answered})


def _line(name: str, sign: str, answer: Line) -> Line:
    return {"question": name, "operator": sign, **answer}


def _answer(name: Name, constant: Constant, systems: Mapping[str, str]) -> Line:
    match constant.value:
        case bool(said):
            return {"answerBoolean": said}
        case date() as day:
            return {"answerDate": day.isoformat()}
        case Decimal() as number:
            return {"answerInteger": int(number)} if name.type.whole else {"answerDecimal": float(number)}
        case str(code) if name.type.choices is not None:
            system = {"system": systems[name.name]} if name.name in systems else {}
            return {"answerCoding": {**system, "code": code}}
        case str(text):
            return {"answerString": text}
