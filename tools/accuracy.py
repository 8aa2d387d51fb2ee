"""Measures how right the register is and writes docs/reference/accuracy.md. It takes minutes.

    make accuracy ARGS="--messages 100000 --persons 60000 --months 24 --seed 2026"

A fresh trial in a temporary folder receives a Synthetic Norway; it is measured before anybody has explained a
word, and after a scripted officer has explained the most frequent ones, each time with the warehouse made of
what was known then. Through the commands alone, as anybody can.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any

from infreg.doors.cli import distance_lines
from infreg.storage import server
from infreg.vocabulary.accuracy import MEANINGS, Reason
from infreg.vocabulary.distance import Scale

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/accuracy.md"
INFREG = Path(sys.executable).with_name("infreg")
#: More organisms than these are summed up.
MOST_ORGANISMS = 40
Row = Mapping[str, Any]
#: The command: its words in, what it says out.
Infreg = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What Synthetic Norway is asked for, and how many words are explained."""

    messages: int
    persons: int
    months: int
    seed: int
    most: int

    @property
    def command(self) -> tuple[str, ...]:
        """How the folder is made."""
        said = {"messages": self.messages, "persons": self.persons, "months": self.months, "seed": self.seed}
        return tuple(word for name, value in said.items() for word in (f"--{name}", str(value)))


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures before and after words were explained, and what the officer said."""

    before: Sequence[Row]
    after: Sequence[Row]
    officer: str


def main() -> int:
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="infreg-accuracy-") as folder:
        measured = measure(asked, Path(folder))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(asked, measured), "utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


def _asked() -> Asked:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, standard in (("messages", 100_000), ("persons", 60_000), ("months", 24), ("seed", 2026)):
        arguments.add_argument(f"--{name}", type=int, default=standard)
    arguments.add_argument("--most", type=int, default=50, help="how many words are explained")
    return Asked(**vars(arguments.parse_args()))


def measure(asked: Asked, folder: Path) -> Measured:
    norway = folder / "norway"
    with _trial(folder / "home") as infreg:
        print(infreg("synthetic", "write", str(norway), *asked.command), flush=True)
        infreg("receive", str(norway / "messages"))
        before = _measured(infreg, norway)
        officer = infreg("synthetic", "map", str(norway), "--most", str(asked.most))
        print(officer, flush=True)
        after = _measured(infreg, norway)
    return Measured(before, after, officer)


@contextmanager
def _trial(home: Path) -> Iterator[Infreg]:
    """The command, in an installation of its own that is gone afterwards."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFREG_")}
    kept.pop("DATABASE_URL", None)
    environment = kept | {"INFREG_HOME": str(home), "INFREG_KIND": "trial"}

    def infreg(*words: str) -> str:
        done = subprocess.run(
            [INFREG, *words], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout.strip()

    try:
        yield infreg
    finally:
        database = server.folder(home)  # root's lies elsewhere
        server.stop(home)
        for made in (database, home):
            shutil.rmtree(made, ignore_errors=True)


def _measured(infreg: Infreg, norway: Path) -> list[Row]:
    infreg("warehouse", "refresh")
    lines = infreg("synthetic", "accuracy", str(norway), "--json")
    return [json.loads(line) for line in lines.splitlines()]


# --- the page ---


def page(asked: Asked, measured: Measured) -> str:
    """What docs/reference/accuracy.md says."""
    lines = [
        "<!-- Made by tools/accuracy.py: make accuracy. -->",
        "",
        "# How right the register is",
        "",
        "Measured against the truth of Synthetic Norway, whose rules share nothing with the register's:",
        "",
        "```text",
        f"infreg synthetic write norway {' '.join(asked.command)}",
        "infreg receive norway/messages",
        "infreg warehouse refresh",
        "infreg synthetic accuracy norway",
        f"infreg synthetic map norway --most {asked.most}",
        "infreg warehouse refresh",
        "infreg synthetic accuracy norway",
        "```",
        "",
        *_method(),
        "",
        "## In all",
        "",
        *_whole(measured),
        "",
        *_after(asked, measured),
        "",
        "## Measures",
        "",
        *_measures(measured),
    ]
    return "\n".join(lines) + "\n"


def _method() -> list[str]:
    return [
        "A case or an isolate is found when the register holds one of the same disease (and state, where",
        "infection and carriage are told apart) or organism that rests on at least one of the same answers;",
        "the laboratories' ids of answers link the two, never a person. One to one: one truth held as two is",
        "one found and one invented, two held as one are one found and one missed.",
        "",
        "*Sensitivity*: the share of what is true that the register holds. *PPV*: the share of what it holds",
        "that is true. ≥: the lower limit of Wilson's two-sided 95 % interval.",
    ]


def _whole(measured: Measured) -> list[str]:
    lines = _heading("what")
    for when, rows in (("before any word is explained", measured.before), ("after", measured.after)):
        lines += [_figures(f"{row['kind']}, {when}", row) for row in _whole_of(rows)]
    return lines


def _whole_of(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] in {"cases", "isolates"} and _name(row) is None]


def _after(asked: Asked, measured: Measured) -> list[str]:
    cases = [row for row in measured.after if row["kind"] == "cases"]
    isolates = [row for row in measured.after if row["kind"] == "isolates"]
    lines = [f"## After {asked.most} words are explained", "", "```text", measured.officer, "```", ""]
    lines += ["### Cases, by disease", "", *_heading("disease", "why")]
    lines += [_figures(str(_name(row)), row, _why(row)) for row in cases if _name(row)]
    lines += ["", "### Isolates, by organism", "", *_heading("organism", "why"), *_organisms(isolates)]
    lines += ["", "### What is missed or invented, and why", ""]
    lines += ["| what | how | reason | how many | messages to look at |", "| --- | --- | --- | ---: | --- |"]
    lines += [_reason(row["kind"], each) for row in _whole_of(measured.after) for each in row["explained"]]
    return lines


def _organisms(rows: Sequence[Row]) -> Iterator[str]:
    """The most frequent ones by the alphabet, and how many more there are."""
    counted = [(-max(row["truth"], row["register"]), str(_name(row)), row) for row in rows if _name(row)]
    named = [row for *_, row in sorted(counted, key=lambda each: each[:2])]
    for row in sorted(named[:MOST_ORGANISMS], key=lambda row: str(_name(row))):
        yield _figures(str(_name(row)), row, _why(row))
    if rest := named[MOST_ORGANISMS:]:
        sums = {name: sum(row[name] for row in rest) for name in ("truth", "register", "missed", "invented")}
        yield _figures(f"{len(rest)} rarer", sums, "")


def _heading(first: str, *last: str) -> list[str]:
    names = [first, "true", "held", "sensitivity", "≥", "PPV", "≥", "missed", "invented", *last]
    return [_line(names), _line(["---", *["---:"] * 8, *["---"] * len(last)])]


def _figures(name: str, row: Row, *last: str) -> str:
    shares = [_percent(row.get(each)) for each in ("sensitivity", "sensitivity_lower", "ppv", "ppv_lower")]
    counts = [f"{row[each]:,}" for each in ("truth", "register", "missed", "invented")]
    return _line([name, *counts[:2], *shares, *counts[2:], *last])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _percent(share: float | None) -> str:
    """Rounded down: what is not all is never 100 %, and no bound is told too high."""
    return "" if share is None else f"{floor(share * 1000) / 10:.1f} %"


def _why(row: Row) -> str:
    return ", ".join(f"{each['count']} {each['reason']}" for each in row["explained"])


def _reason(kind: str, each: Row) -> str:
    examples = " ".join(f"`{one['laboratory']}/{one['message_id']}`" for one in each["examples"])
    meaning = MEANINGS[Reason(each["reason"])]
    return _line([kind, each["fault"], f"`{each['reason']}`: {meaning}", f"{each['count']:,}", examples])


# --- measures ---

_ABOUT_MEASURES = (
    "Each measure as `infreg measure` tells it, once words are explained, beside the same counted of the",
    "truth by another hand. *Equal*: strata in which both have the same numbers; *before*: so many, before",
    "any word was explained. *Median* and *farthest* are over all strata: the difference as a share of the",
    "truth, of shares in percentage points (pp), of delays in days (the larger of what parts the medians and",
    "what parts the days by which nine of ten have come). A stratum that only one side has is 100 % away.",
    "The population is the register's on both sides. By what the truth does not tell nothing is compared: a",
    "case's classification, group and doubts, a test's method, who asked for an isolate.",
)


def _measures(measured: Measured) -> Iterator[str]:
    """A line a measure, then what accounts for the differences."""
    yield from (*_ABOUT_MEASURES, "")
    names = ["measure", "by", "strata", "equal", "before", "median", "farthest", "which"]
    yield from (_line(names), _line(["---", "---", *["---:"] * 5, "---"]))
    rows = [row for row in measured.after if row["kind"] == "distance"]
    before = {_asked_by(row): row["equal"] for row in measured.before if row["kind"] == "distance"}
    for row in rows:
        yield _distance(row, before.get(_asked_by(row)))
    yield from ("", "### Why measures differ from the truth", "")
    yield from (_line(["measure", "reason", "fewer", "more"]), _line(["---", "---", "---:", "---:"]))
    for row in rows:
        for why in row["why"]:
            said = f"`{why['reason']}`: {distance_lines.meaning(why['reason'])}"
            counts = (f"{why[name]:,}" for name in ("fewer", "more"))
            yield _line([" by ".join(filter(None, (row["measure"], _by(row)))), said, *counts])
    yield ""
    for note, of in _notes(rows).items():
        yield f"- {', '.join(of)}: {note}"
    for row in measured.after:
        if row["kind"] == "silent":
            yield f"- {row['measure']}: {row['because']}"


def _notes(rows: Sequence[Row]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["note"]:
            found.setdefault(row["note"], []).append(row["measure"])
    return found


def _asked_by(row: Row) -> tuple[str, ...]:
    return (row["measure"], *row["by"])


def _by(row: Row) -> str:
    return ", ".join(row["by"])


def _distance(row: Row, before: int | None) -> str:
    scale = Scale(row["scale"])
    counts = (f"{row[name]:,}" for name in ("strata", "equal"))
    median = distance_lines.told(row["median"], scale)
    first = next(iter(row["apart"]), None)
    farthest = distance_lines.told(first["distance"] if first else 0.0, scale)
    which = distance_lines.farthest_of(first, scale) if first else ""
    was = "" if before is None else f"{before:,}"
    return _line([row["measure"], _by(row), *counts, was, median, farthest, which])


def _name(row: Row) -> str | None:
    return row.get("disease") or row.get("organism")


if __name__ == "__main__":
    sys.exit(main())
