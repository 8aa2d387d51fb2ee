"""What is said to people about each `Problem`: definitions/problems/*.toml, by code and language.

A text has two parts, what is wrong and what to do now; where it stands comes from the problem itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from infreg.vocabulary.problem import Level, Problem

LANGUAGES = ("nb", "en")
_PLACE = {"nb": "Sted", "en": "At"}
#: For a code that no file knows: an older installation reading a newer one's receipts.
_UNKNOWN_CODE = {
    "nb": ("Noe er galt, men vi mangler en forklaring", "Ta kontakt med registeret og oppgi koden {code}."),
    "en": (
        "Something is wrong, but we have no explanation",
        "Contact the register and give the code {code}.",
    ),
}


@dataclass(frozen=True, slots=True)
class ProblemText:
    """The level of a problem, and by language what is wrong and how to mend it."""

    level: Level
    texts: Mapping[str, tuple[str, str]]


class _Arguments(dict[str, str | int]):
    """A missing argument leaves an ellipsis: a receipt must go out even where a text asks for too much."""

    def __missing__(self, name: str) -> str:
        return "…"


def text(problem: Problem, language: str) -> str:
    """What is wrong, where, and what to do now, as sentences; Norwegian bokmål for a language we lack."""
    chosen = language if language in LANGUAGES else "nb"
    known = _all().get(problem.code)
    what, mend = known.texts[chosen] if known else _UNKNOWN_CODE[chosen]
    arguments = _Arguments(problem.arguments if known else {"code": problem.code})
    place = f"{_PLACE[chosen]}: {problem.at}." if problem.at else ""
    parts = (f"{what.format_map(arguments)}.", place, mend.format_map(arguments))
    return " ".join(part for part in parts if part)


def known_codes() -> frozenset[str]:
    """The codes that have a text."""
    return frozenset(_all())


def level_of(code: str) -> Level:
    """The level that the definitions give this code; KeyError for a code without a text."""
    return _all()[code].level


def templates(code: str, language: str) -> tuple[str, str]:
    """The two parts of a text as written, with their placeholders; KeyError where there is none."""
    return _all()[code].texts[language]


def read_texts(folder: Traversable) -> Mapping[str, ProblemText]:
    """Every text of every file; ValueError names the code and file that do not hold together."""
    found: dict[str, ProblemText] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            if code in found:
                raise ValueError(
                    f"problems/{file.name}: the code {code} stands in another file too; keep one"
                )
            found[code] = _read(entry, f"problems/{file.name}, {code}")
    return found


@cache
def _all() -> Mapping[str, ProblemText]:
    return read_texts(files("infreg.definitions").joinpath("problems"))


def _read(entry: Mapping[str, object], place: str) -> ProblemText:
    try:
        return ProblemText(
            level=Level(str(entry["level"])), texts={name: _parts(entry[name]) for name in LANGUAGES}
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{place}: needs level, and what and mend in each of {', '.join(LANGUAGES)} ({error})"
        ) from None


def _parts(texts: object) -> tuple[str, str]:
    """What and mend, without the full stop of the first: the place follows it."""
    if not isinstance(texts, Mapping):
        raise TypeError("a language is a table")
    return str(texts["what"]).rstrip("."), str(texts["mend"])
