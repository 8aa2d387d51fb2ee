"""Measures what the house promises, each figure beside its limit in the same run; writes bench/results.md.

    make bench ARGS="--messages 2000 --results 100000"
    make bench ARGS="--only warehouse --results 10000000"

Seconds are medians of five; machines differ and drift, so the ratios are what to read.
"""

import argparse
import os
import platform
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
django.setup()

from bench import parsing, policies, reception, warehouse  # noqa: E402 - Django's settings come first
from bench.figures import Figure, as_markdown  # noqa: E402

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=2000, help="how many are received (default 2000)")
    asked.add_argument(
        "--results", type=int, default=100_000, help="how many the warehouse holds (default 100000; 0: none)"
    )
    asked.add_argument(
        "--only", choices=("parsing", "policies", "reception", "warehouse"), help="print these, write nothing"
    )
    said = asked.parse_args()
    works = {
        "parsing": partial(parsing.measure, said.messages),
        "policies": partial(policies.measure, said.messages),
        "reception": partial(reception.measure, said.messages),
        "warehouse": partial(warehouse.measure, said.results),
    }
    figures: list[Figure] = []
    for work in (works[said.only],) if said.only else works.values():
        for figure in work():
            print(figure.line(), flush=True)
            figures.append(figure)
    if said.only:
        return
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.write_text(as_markdown(figures, machine, datetime.now(UTC).date()), encoding="utf-8")


if __name__ == "__main__":
    main()
