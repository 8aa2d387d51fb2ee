"""A figure beside what it is measured against."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

RUNS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `theirs` in `unit`; for a rate the ratio is ours / theirs, so that more is better. `goal`
    is what the architecture asks of the ratio, None when nothing."""

    name: str
    ours: float
    against: str
    theirs: float | None
    unit: str
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    def line(self) -> str:
        ratio = "" if self.ratio is None else f"  ratio {self.ratio:.2f}"
        goal = "" if self.goal is None else f" (goal {self.goal})"
        return f"{self.name}: {self.ours:,.0f} {self.unit}{ratio}{goal}"


def as_markdown(figures: Sequence[Figure], machine: str, day: date) -> str:
    """The table of results."""
    lines = [
        "# Results",
        "",
        f"`make bench`, {day.isoformat()}, {machine}. Medians of {RUNS}; read the ratios.",
        "",
        "| what | ours | against | theirs | ratio | goal |",
        "| --- | ---: | --- | ---: | ---: | ---: |",
    ]
    for figure in figures:
        theirs = "" if figure.theirs is None else f"{figure.theirs:,.0f} {figure.unit}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        goal = "" if figure.goal is None else str(figure.goal)
        ours = f"{figure.ours:,.0f} {figure.unit}"
        lines.append(f"| {figure.name} | {ours} | {figure.against} | {theirs} | {ratio} | {goal} |")
    return "\n".join(lines) + "\n"


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of some runs, after one that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
