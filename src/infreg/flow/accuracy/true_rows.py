"""The truth of Synthetic Norway as rows to count: what its files say, and nothing of the register's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from infreg.flow.accuracy import truth
from infreg.flow.accuracy.truth import TruthUnusable
from infreg.vocabulary.accuracy import AnswerKey

#: Messages that replace nothing and add nothing: the same once more.
_ONCE_MORE = frozenset({"resend", "duplicate"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrueCase:
    """A case; `onset` and `infected_in` as they truly are, whether or not anybody tells."""

    id: str
    disease: str
    day: date
    municipality: str | None
    born: int
    sex: str
    onset: str | None
    infected_in: str | None
    answers: tuple[AnswerKey, ...]


@dataclass(frozen=True, slots=True)
class TrueIsolate:
    """An isolate; `read` is S, I or R by agent."""

    id: str
    organism: str
    read: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TrueAnswer:
    """An answer that was sent: when its specimen was taken, how many were added to it, and whether no later
    version took its place."""

    key: AnswerKey
    sampled: date
    additions: int
    one_version: bool


@dataclass(frozen=True, slots=True)
class TrueTest:
    """One organism looked for in one answer. Where nothing grew of whatever may grow, it is None."""

    answer: AnswerKey
    person: str
    organism: str | None
    outcome: str


@dataclass(frozen=True)
class TrueRows:
    """All that is counted of a folder."""

    folder: Path
    first: date
    last: date
    cases: tuple[TrueCase, ...]
    isolates: tuple[TrueIsolate, ...]
    answers: tuple[TrueAnswer, ...]
    #: None: the folder was written before this truth was told.
    tests: tuple[TrueTest, ...] | None
    #: The county today by municipality, as the definitions tell.
    county_of: Mapping[str, str] = field(default_factory=dict)

    def county(self, municipality: str | None) -> str:
        return self.county_of.get(municipality or "", "unknown")

    @cached_property
    def case_of(self) -> Mapping[str, TrueCase]:
        return {each.id: each for each in self.cases}


def read_rows(folder: Path, county_of: Mapping[str, str]) -> TrueRows:
    """Reads what lies in `truth`. Raises TruthUnusable."""
    first, last = _days(folder)
    return TrueRows(
        folder=folder,
        first=first,
        last=last,
        cases=tuple(_cases(folder)),
        isolates=tuple(truth.read(folder, "isolates", _isolate)),
        answers=tuple(_answers(folder)),
        tests=_all_tests(folder),
        county_of=county_of,
    )


def _days(folder: Path) -> tuple[date, date]:
    file = folder / "truth" / "world.json"
    try:
        said = orjson.loads(file.read_bytes())
        return date.fromisoformat(said["from"]), date.fromisoformat(said["to"])
    except (OSError, KeyError, TypeError, ValueError):
        raise TruthUnusable(
            f"{file} is not there, or cannot be read. infreg synthetic write makes a folder with its truth."
        ) from None


def _cases(folder: Path) -> Iterator[TrueCase]:
    people = dict(truth.read(folder, "persons", _person))
    infections = dict(truth.read(folder, "infections", _infection))

    def case(row: Row) -> TrueCase:
        onset, infected_in = infections[row["infection"]]
        born, sex = people[row["person"]]
        return TrueCase(
            id=str(row["case"]),
            disease=row["disease"],
            day=date.fromisoformat(row["event"]),
            municipality=row["municipality"],
            born=born,
            sex=sex,
            onset=onset,
            infected_in=infected_in,
            answers=tuple((str(laboratory), str(answer)) for laboratory, answer in row["answers"]),
        )

    return truth.read(folder, "cases", case)


def _person(row: Row) -> tuple[str, tuple[int, str]]:
    return row["person"], (int(row["born"][:4]), row["sex"])


def _infection(row: Row) -> tuple[str, tuple[str | None, str | None]]:
    return row["infection"], (row["onset"], row["infected_in"])


def _isolate(row: Row) -> TrueIsolate:
    return TrueIsolate(str(row["isolate"]), row["organism"], dict(row["tested"]))


def _answers(folder: Path) -> Iterator[TrueAnswer]:
    kinds: dict[AnswerKey, list[str]] = {}
    sampled: dict[AnswerKey, date] = {}
    for key, day, kind in truth.read(folder, "messages", _message):
        kinds.setdefault(key, []).append(kind)
        sampled.setdefault(key, day)
    for key, told in kinds.items():
        versions = [kind for kind in told if kind not in _ONCE_MORE and kind != "addition"]
        yield TrueAnswer(key, sampled[key], told.count("addition"), one_version=len(versions) == 1)


def _message(row: Row) -> tuple[AnswerKey, date, str]:
    key = str(row["laboratory"]), str(row["answer_id"])
    return key, date.fromisoformat(row["sampled"][:10]), row["kind"]


def _all_tests(folder: Path) -> tuple[TrueTest, ...] | None:
    if not (folder / "truth" / "tests.jsonl").exists():
        return None
    return tuple(each for several in truth.read(folder, "tests", _tests) for each in several)


def _tests(row: Row) -> Sequence[TrueTest]:
    key = str(row["laboratory"]), str(row["answer_id"])
    return [TrueTest(key, row["person"], organism, outcome) for organism, outcome in row["tests"]]
