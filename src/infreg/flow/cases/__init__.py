"""Cases of notifiable diseases: derived of each person, shown with all that made them, decided about."""

from infreg.flow.cases.deciding import CannotDecide, UnknownCase, decide, settle_question, undo_decision
from infreg.flow.cases.deriving import (
    ask_for_everybody,
    concerned_people,
    derive_all_stale_people,
    derive_people,
    derive_stale_people,
)
from infreg.flow.cases.showing import (
    Wanted,
    cases_of,
    find_case,
    find_cases,
    find_line,
    find_questions,
)

__all__ = [
    "CannotDecide",
    "UnknownCase",
    "Wanted",
    "ask_for_everybody",
    "cases_of",
    "concerned_people",
    "decide",
    "derive_all_stale_people",
    "derive_people",
    "derive_stale_people",
    "find_case",
    "find_cases",
    "find_line",
    "find_questions",
    "settle_question",
    "undo_decision",
]
