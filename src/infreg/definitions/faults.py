"""What can be wrong with a definition's files, and what is said of it (faults.toml, by code and language)."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

LANGUAGES = ("nb", "en")
#: How many faults of one file are told; the rest are counted.
LIMIT = 100
_MORE = "more-faults"
#: How much of a wrong value is shown.
_SHOWN = 60
_LINE = {"nb": "linje", "en": "line"}
_NEAREST = {"nb": " Mente du «{nearest}»?", "en": " Did you mean “{nearest}”?"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and where: a file by its name, and a line of it as an editor counts (None: the whole
    file). A row in quotes over several lines is told by its first."""

    file: str
    line: int | None
    code: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault that does not yet know where it stands. Where the value is likely to be one of the `options`
    misspelt, the nearest is told."""

    code: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)
    value: str = ""
    options: Collection[str] = ()

    def at(self, file: str, line: int | None) -> Fault:
        arguments = dict(self.arguments)
        nearest = get_close_matches(self.value, self.options, n=1) if self.options else []
        if self.value:
            arguments["value"] = shown(self.value)
        if nearest:
            arguments["nearest"] = nearest[0]
        return Fault(file, line, self.code, arguments)


def shown(value: str) -> str:
    """A value as a text may quote it: on one line, short, with what cannot be seen written out."""
    seen = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in value[: _SHOWN + 1])
    return f"{seen[:_SHOWN]}…" if len(seen) > _SHOWN else seen


def text(fault: Fault, language: str) -> str:
    """`organisms.csv, linje 14: what is wrong. What to do.` Bokmål for a language we lack."""
    chosen = language if language in LANGUAGES else "nb"
    what, mend = templates(fault.code, chosen)
    place = fault.file if fault.line is None else f"{fault.file}, {_LINE[chosen]} {fault.line}"
    nearest = _NEAREST[chosen] if fault.arguments.get("nearest") else ""
    # The file's name was given by people and may hold braces: it is never a template.
    return f"{place}: " + f"{what}.{nearest} {mend}".format_map(fault.arguments)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """By file and line, at most `LIMIT` a file; what is left out is counted in a last fault of the file."""
    by_file: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_file[fault.file].append(fault)
    return tuple(fault for file in sorted(by_file) for fault in _told(by_file[file]))


def more(file: str, count: int) -> tuple[Fault, ...]:
    """That there are so many more; nothing for none."""
    return (Fault(file, None, _MORE, {"count": count}),) if count else ()


def _told(of_file: list[Fault]) -> Iterator[Fault]:
    listed = sorted(
        (fault for fault in of_file if fault.code != _MORE),
        key=lambda each: (each.line or 0, each.code, str(each.arguments)),
    )
    left_out = sum(int(fault.arguments["count"]) for fault in of_file if fault.code == _MORE)
    yield from listed[:LIMIT]
    yield from more(of_file[0].file, len(listed[LIMIT:]) + left_out)


def templates(code: str, language: str) -> tuple[str, str]:
    """What is wrong and what to do, with placeholders; KeyError for a code without a text."""
    entry = _texts()[code][language]
    return entry["what"].rstrip("."), entry["mend"]


def known_codes() -> frozenset[str]:
    """The codes that have a text."""
    return frozenset(_texts())


@cache
def _texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("infreg.definitions").joinpath("faults.toml").read_text("utf-8"))
