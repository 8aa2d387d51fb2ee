"""Measures what the house promises, each figure beside its limit in the same run; writes bench/results.md.

    make bench ARGS="--messages 2000"

Seconds are medians of five; machines differ and drift, so the ratios are what to read.
"""

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
django.setup()

from bench import parsing, policies, reception  # noqa: E402 - Django's settings come first
from bench.figures import Figure, as_markdown  # noqa: E402

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=2000, help="how many are received (default 2000)")
    count = asked.parse_args().messages
    figures: list[Figure] = []
    for measure in (parsing.measure, policies.measure, reception.measure):
        for figure in measure(count):
            print(figure.line(), flush=True)
            figures.append(figure)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    RESULTS.write_text(as_markdown(figures, machine, datetime.now(UTC).date()), encoding="utf-8")


if __name__ == "__main__":
    main()
