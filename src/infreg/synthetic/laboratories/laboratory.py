"""The laboratories of Synthetic Norway: who they are, how their systems write, and how they speak."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from infreg.synthetic.panels import LABORATORIES
from infreg.synthetic.svarrapport import Style
from infreg.vocabulary.answer import Party, Provider

FOLDER = Path(__file__).parent
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Own:
    """A word of a laboratory's own that no definition knows. `at` is what it stands for where it is used (a
    code, `nat/INFA`, a panel, or how a value turned out), `means` what somebody would map it to, `share` how
    often it is said there instead of the usual word."""

    laboratory: str
    kind: str
    at: str
    text: str
    means: str
    share: float


@dataclass(frozen=True, slots=True)
class Speech:
    """How a laboratory speaks. `names`, `targets`, `specimens` and `titles` choose among the common names;
    `said` are words of its own that anybody understands, by kind and what they stand for; `own` those that
    nobody does. `growth` is how a culture tells what grew; `rows`: a row for each agent looked for, or one
    for all; `screened`: whether a search for MRSA names the microbe or only says yes; `flags`: resistance
    told in the name or in a row of its own; `codes`: where its codes are from; `counted`: how it writes how
    many copies there are."""

    names: int
    targets: int
    specimens: int
    titles: int
    capitals: bool
    growth: str
    rows: bool
    screened: str
    flags: str
    codes: str
    counted: str
    patterns: Mapping[str, str]
    values: Mapping[str, tuple[Any, ...]]
    said: Mapping[str, Words]
    own: Mapping[tuple[str, str], tuple[Own, ...]]


@dataclass(frozen=True, slots=True)
class Habits:
    """What a laboratory does, as shares of its answers. `hours` is how much longer a test takes it than
    others, `opens` and `until` its day; `weekends`: it answers on Saturdays and Sundays too. `marks` is the
    day from which it marks what is notifiable (Volven 8269), None for never; `silences` how many times a year
    nothing leaves it for a week or two. `clock`: it says when in the day a specimen was taken; `births` and
    `homes`: when the patient was born, and in which municipality the patient lives. `forwards`: isolates go
    to the reference laboratory."""

    hours: float
    opens: int
    until: int
    weekends: bool
    preliminary: float
    addition: float
    correction: float
    renumbered: float
    cancelled: float
    resent: float
    repeated: float
    silences: float
    marks: date | None
    clock: bool
    births: bool
    homes: bool
    forwards: bool


@dataclass(frozen=True, slots=True)
class Laboratory:
    """`key` is the world's name of it, `her_id` its HER-id. `ids`: how it makes the ids of its messages."""

    key: str
    her_id: str
    provider: Provider
    message_type: str
    ids: str
    letter: str
    style: Style
    speech: Speech
    habits: Habits

    @property
    def name(self) -> str:
        institution = self.provider.institution
        return (institution.name if institution else None) or self.key


@cache
def laboratories() -> Mapping[str, Laboratory]:
    """All of them, by key."""
    return MappingProxyType({key: _laboratory(key, _read(f"{key}.toml")) for key in LABORATORIES})


@cache
def common(part: str) -> Words:
    """What things are called in any laboratory: `organisms`, `specimens` and `agents` by code, `titles` by
    panel, `tests` by what they look for; `national` and `national-specimens` are national codes and names."""
    file = "names.toml" if part in {"organisms", "specimens", "agents"} else "titles.toml"
    return MappingProxyType({code: tuple(names) for code, names in _read(file)[part].items()})


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / file).read_text("utf-8"))


def _laboratory(key: str, said: dict[str, Any]) -> Laboratory:
    institution = Party(said["name"], said["her_id"], "HER")
    department = said.get("department")
    return Laboratory(
        key=key,
        her_id=said["her_id"],
        provider=Provider(
            institution, Party(department, f"{said['her_id']}1", "HER") if department else None
        ),
        message_type=said["message_type"],
        ids=said["ids"],
        letter=said["letter"],
        style=Style(**said["style"]),
        speech=_speech(key, said),
        habits=Habits(**{"marks": None, **said["habits"]}),
    )


def _speech(key: str, said: dict[str, Any]) -> Speech:
    own: dict[tuple[str, str], tuple[Own, ...]] = {}
    for each in said["own"]:
        word = Own(key, each["kind"], each["at"], each["text"], each.get("means", each["at"]), each["share"])
        own[word.kind, word.at] = (*own.get((word.kind, word.at), ()), word)
    return Speech(
        **said["speech"],
        patterns=MappingProxyType(said["patterns"]),
        values=MappingProxyType({name: tuple(each) for name, each in said["values"].items()}),
        said=MappingProxyType(
            {
                kind: MappingProxyType({at: tuple(each) for at, each in words.items()})
                for kind, words in said["said"].items()
            }
        ),
        own=MappingProxyType(own),
    )
