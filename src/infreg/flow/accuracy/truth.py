"""The truth of Synthetic Norway, as it lies beside its messages: one object a line."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import orjson

from infreg.vocabulary.accuracy import AnswerKey, OwnWord, SentMessage, TrueThing

T = TypeVar("T")
Row = Mapping[str, Any]


class TruthUnusable(Exception):
    """The folder has no truth that can be read; the message says which file, and what to do."""


def cases(folder: Path) -> Iterator[TrueThing]:
    """What the register should hold of notifiable diseases, once all that was sent is understood."""
    return read(folder, "cases", _case)


def isolates(folder: Path) -> Iterator[TrueThing]:
    """The isolates that the register should hold."""
    return read(folder, "isolates", _isolate)


def messages(folder: Path, answers: Collection[AnswerKey]) -> dict[AnswerKey, list[SentMessage]]:
    """Every message of these answers, in the order they were sent."""
    return _messages(folder, lambda key: key in answers)


def messages_but(folder: Path, answers: Collection[AnswerKey]) -> dict[AnswerKey, list[SentMessage]]:
    """Every message of all other answers, in the order they were sent."""
    return _messages(folder, lambda key: key not in answers)


def _messages(folder: Path, wanted: Callable[[AnswerKey], bool]) -> dict[AnswerKey, list[SentMessage]]:
    found: dict[AnswerKey, list[SentMessage]] = {}
    for each in read(folder, "messages", _message):
        if wanted(key := (each.laboratory, each.answer_id)):
            found.setdefault(key, []).append(each)
    return found


def two_numbers(folder: Path, persons: Collection[str]) -> frozenset[str]:
    """Those of these persons who have had two national numbers."""
    counted = read(folder, "persons", lambda row: (str(row["person"]), len(row["numbers"])))
    return frozenset(person for person, count in counted if count > 1 and person in persons)


def words(folder: Path) -> Iterator[OwnWord]:
    """Words of the laboratories' own that the package's definitions do not know."""
    return read(folder, "words", _word)


def read(folder: Path, name: str, understand: Callable[[Row], T]) -> Iterator[T]:
    """What is understood of each row of a file of the truth, a line at a time: a nation's messages would not
    fit in memory. Raises TruthUnusable."""
    file = folder / "truth" / f"{name}.jsonl"
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield understand(orjson.loads(line))
                except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
                    raise TruthUnusable(
                        f"{file}, line {number}, is not as Synthetic Norway writes it."
                    ) from None
    except OSError:
        raise TruthUnusable(
            f"{file} is not there, or cannot be read. infreg synthetic write makes a folder with its truth."
        ) from None


def _case(row: Row) -> TrueThing:
    return TrueThing(
        id=str(row["case"]),
        name=row["disease"],
        state=row["state"],
        answers=_answers(row),
        organism=row["organism"],
        person=str(row["person"]),
        traits=(row["event"],),
    )


def _isolate(row: Row) -> TrueThing:
    return TrueThing(
        id=str(row["isolate"]),
        name=row["organism"],
        state=None,
        answers=_answers(row),
        organism=row["organism"],
        person=str(row["person"]),
        traits=(str(row["sampled"])[:10], row["specimen"]),
    )


def _answers(row: Row) -> frozenset[AnswerKey]:
    return frozenset((str(laboratory), str(answer)) for laboratory, answer in row["answers"])


def _message(row: Row) -> SentMessage:
    return SentMessage(str(row["laboratory"]), row["message_id"], str(row["answer_id"]), row["kind"])


def _word(row: Row) -> OwnWord:
    return OwnWord(str(row["laboratory"]), row["kind"], row["text"], row["means"])
