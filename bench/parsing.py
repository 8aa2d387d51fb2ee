"""Parsing a laboratory answer into our tree, beside the bare parse of the same bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bench.figures import Figure, seconds
from infreg.parsing import parse
from infreg.synthetic import handful

SHARED = Path(__file__).resolve().parents[2] / "shared/data/lab_messages"
REPEATS = 40


def measure(count: int) -> Iterator[Figure]:
    """Our handful, and the real messages where they are."""
    del count
    corpora = {
        "made-up Svarrapport 1.4": [content for _, content in handful(datetime(2026, 11, 22, tzinfo=UTC))]
    }
    if SHARED.is_dir():
        corpora["real Svarrapport 1.3 and 1.4"] = [f.read_bytes() for f in sorted(SHARED.glob("*.xml"))]
    for name, contents in corpora.items():
        yield _compare(name, contents)


def _compare(name: str, contents: list[bytes]) -> Figure:
    many = contents * max(1, REPEATS * 6 // len(contents))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)

    def bare() -> None:
        for content in many:
            etree.fromstring(content, parser)

    def ours() -> None:
        for content in many:
            parse(content)

    rates = [len(many) / seconds(work) for work in (ours, bare)]
    return Figure(f"parse {name}", rates[0], "lxml's bare parse", rates[1], "messages/s", goal=0.5)
