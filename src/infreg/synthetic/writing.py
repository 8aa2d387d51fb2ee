"""Writes Synthetic Norway into a folder: messages as the laboratories send them, and the truth beside them.

A block of persons is the unit of work: any process may do any block, and what one writes does not depend on
the others. Only one block is in a process's memory at a time.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

from infreg.synthetic.events import Infection, Outbreak
from infreg.synthetic.laboratories.desk import Calendar, Desk
from infreg.synthetic.laboratories.laboratory import Own, laboratories
from infreg.synthetic.laboratories.messages import Sent
from infreg.synthetic.looked_for import looked_for_rows
from infreg.synthetic.svarrapport import write
from infreg.synthetic.truth import (
    Row,
    Standing,
    case_rows,
    infection_row,
    isolate_rows,
    person_row,
)
from infreg.synthetic.world import Block, Plan, World
from infreg.vocabulary.time import OSLO, in_oslo

#: The truth's files that every block adds to.
PARTS = ("persons", "infections", "cases", "isolates", "tests", "messages")


class FolderNotEmpty(Exception):
    """The folder to write into has something in it, which would be mixed with what is made up."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is written."""

    messages: int
    of: int


@dataclass(frozen=True, slots=True)
class _Written:
    """What a block left: lines for the truth's files, the words nobody knows, and what of it belongs to
    outbreaks."""

    messages: int
    lines: Mapping[str, bytes]
    words: Counter[Own]
    infections: Mapping[str, list[str]]
    cases: Mapping[str, list[str]]


def write_world(
    folder: Path, plan: Plan, processes: int = 1, progress: Callable[[Progress], None] = lambda _: None
) -> Row:
    """Writes all of a plan, and returns what `world.json` says of it. Raises FolderNotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder)
    world = World(plan)
    truth = folder / "truth"
    truth.mkdir(parents=True)
    words: Counter[Own] = Counter()
    infections: dict[str, list[str]] = {}
    cases: dict[str, list[str]] = {}
    done = 0
    with ExitStack() as open_files:
        files = {name: open_files.enter_context((truth / f"{name}.jsonl").open("xb")) for name in PARTS}
        for written in _blocks(folder, plan, world.blocks, processes):
            for name, file in files.items():
                file.write(written.lines[name])
            words += written.words
            _gather(infections, written.infections)
            _gather(cases, written.cases)
            done += written.messages
            progress(Progress(done, plan.messages))
    _write_lines(truth / "words.jsonl", _word_rows(words))
    _write_lines(
        truth / "outbreaks.jsonl", (_outbreak_row(each, infections, cases) for each in world.outbreaks)
    )
    said = _world_row(plan, done)
    (truth / "world.json").write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2))
    return said


def _blocks(folder: Path, plan: Plan, blocks: int, processes: int) -> Iterator[_Written]:
    """Every block's work, in their order."""
    if processes <= 1 or blocks == 1:
        yield from map(partial(_write_block, folder, World(plan)), range(blocks))
        return
    # Spawned, not forked: nothing that this process has open or started is shared.
    context = get_context("spawn")
    with context.Pool(min(processes, blocks), initializer=_begin, initargs=(folder, plan)) as pool:
        yield from pool.imap(_write_one, range(blocks))


_mine: dict[str, Any] = {}


def _begin(folder: Path, plan: Plan) -> None:
    _mine["folder"], _mine["world"] = folder, World(plan)


def _write_one(number: int) -> _Written:
    return _write_block(_mine["folder"], _mine["world"], number)


# --- One block -------------------------------------------------------------------------------------


def _write_block(folder: Path, world: World, number: int) -> _Written:
    block = world.block(number)
    calendar = Calendar(world.plan.seed, world.period.first, world.period.last)
    desk = Desk(calendar, number, block.persons, world.messages(number))
    rows: list[Row] = []
    tests: list[Row] = []
    words: Counter[Own] = Counter()
    answers: list[Standing] = []
    for sent in desk.answer(block.specimens, block.fillers()):
        rows += _write_answer(folder, sent, words)
        answers += standing(sent)
        tests += looked_for_rows(sent)
    return _told(block, answers, {"tests": tests, "messages": rows}, words)


def _write_answer(folder: Path, sent: Sequence[Sent], words: Counter[Own]) -> Iterator[Row]:
    """A file for every message of an answer. Names within a day are in the order of sending."""
    for place, each in enumerate(sent, start=1):
        day = f"{each.leaves:%Y-%m-%d}"
        name = f"{each.leaves:%H%M%S}-{each.laboratory.key}-{each.answer_id}-{place}.xml"
        content = write(each.message, each.laboratory.style)
        try:
            _put(folder / "messages" / day / name, content)
        except FileNotFoundError:
            (folder / "messages" / day).mkdir(parents=True, exist_ok=True)
            _put(folder / "messages" / day / name, content)
        words.update(dict.fromkeys(each.own, 1))
        yield _message_row(f"{day}/{name}", each)


def _put(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def standing(sent: Iterable[Sent]) -> list[Standing]:
    """What stands at the end of an answer's messages: the latest version, and what was added to it."""
    latest: dict[str, Sent] = {}
    additions: list[Sent] = []
    for each in sent:
        if each.kind == "addition":
            additions.append(each)
        elif each.kind not in {"resend", "duplicate"}:
            latest[each.answer_id] = each
    found: dict[str, Standing] = {}
    for each in (*latest.values(), *additions):
        if each.content and each.kind != "cancellation" and each.content.reported:
            answer = found.setdefault(each.answer_id, _standing(each))
            answer.reported += each.content.reported
    return list(found.values())


def _standing(sent: Sent) -> Standing:
    typed = sent.sampled.specimen == "bacterial-isolate"
    return Standing(sent.laboratory.her_id, sent.answer_id, sent.sampled, typed)


def _told(
    block: Block, answers: Sequence[Standing], rows: Mapping[str, Sequence[Row]], words: Counter[Own]
) -> _Written:
    infections = {each.id: each for each in block.infections}
    persons = {each.id: each for each in block.persons}
    cases = list(case_rows(answers, infections, persons))
    lines = {
        "persons": _lines(map(person_row, block.persons)),
        "infections": _lines(map(infection_row, block.infections)),
        "cases": _lines(cases),
        "isolates": _lines(isolate_rows(answers)),
        **{name: _lines(each) for name, each in rows.items()},
    }
    planted: list[Infection] = [each for each in block.infections if each.outbreak]
    return _Written(
        messages=len(rows["messages"]),
        lines=lines,
        words=words,
        infections=_by_outbreak((each.outbreak, each.id) for each in planted),
        cases=_by_outbreak((each["outbreak"], each["case"]) for each in cases),
    )


def _message_row(file: str, sent: Sent) -> Row:
    answer = sent.message.answers[0]
    return {
        "file": file,
        "message_id": sent.message.message_id,
        "laboratory": sent.laboratory.her_id,
        "answer_id": answer.answer_id,
        "person": sent.sampled.person.id,
        "sampled": _clock(sent.sampled.at),
        "answered": _clock(answer.issued_at.at) if answer.issued_at else None,
        "sent": sent.leaves.replace(tzinfo=OSLO, microsecond=0).isoformat(),
        "kind": sent.kind,
    }


def _clock(at: datetime) -> str:
    return in_oslo(at).isoformat(timespec="seconds")


# --- All blocks ------------------------------------------------------------------------------------


def _by_outbreak(pairs: Iterable[tuple[str | None, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for outbreak, name in pairs:
        if outbreak:
            found.setdefault(outbreak, []).append(name)
    return found


def _gather(into: dict[str, list[str]], more: Mapping[str, list[str]]) -> None:
    for outbreak, names in more.items():
        into.setdefault(outbreak, []).extend(names)


def _outbreak_row(
    outbreak: Outbreak, infections: Mapping[str, list[str]], cases: Mapping[str, list[str]]
) -> Row:
    return {
        "outbreak": outbreak.id,
        "kind": outbreak.kind,
        "disease": outbreak.disease,
        "organism": outbreak.organism,
        "first": outbreak.first.isoformat(),
        "last": outbreak.last.isoformat(),
        "municipalities": list(outbreak.municipalities),
        "setting": outbreak.setting,
        "infections": infections.get(outbreak.id, []),
        "cases": cases.get(outbreak.id, []),
    }


def _word_rows(words: Counter[Own]) -> Iterator[Row]:
    """Every word of the laboratories' own that was said, the most frequent first."""
    for own, count in sorted(words.items(), key=lambda each: (-each[1], tuple(asdict(each[0]).values()))):
        her_id = laboratories()[own.laboratory].her_id
        yield {"laboratory": her_id, "kind": own.kind, "text": own.text, "means": own.means, "count": count}


def _world_row(plan: Plan, messages: int) -> Row:
    return {
        "seed": plan.seed,
        "persons": plan.persons,
        "months": plan.months,
        "messages": messages,
        "from": plan.period.first.isoformat(),
        "to": plan.period.last.isoformat(),
        "laboratories": [
            {"laboratory": each.key, "her_id": each.her_id, "name": each.name}
            for each in laboratories().values()
        ],
    }


def _lines(rows: Iterable[Row]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _write_lines(path: Path, rows: Iterable[Row]) -> None:
    path.write_bytes(_lines(rows))
