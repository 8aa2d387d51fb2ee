"""What was known, of which days, and within whose reach."""

from datetime import UTC, date, datetime

from infreg.analysis.asking import Scope
from infreg.analysis.bodies import distinct_persons, tally
from tests.analysis.world import Spec

_VERSIONS = """
    day        | disease | municipality | known_from       | known_to
    2026-01-05 | measles | 0301         | 2026-01-06T10:00 | 2026-03-01T10:00
    2026-01-05 | rubella | 0301         | 2026-03-01T10:00 | -
    2026-02-01 | measles | 0301         | 2026-02-02T10:00 | 2026-02-20T10:00
"""
_YEARS_END = """
    day        | disease
    2020-12-31 | measles
    2021-01-01 | measles
    2021-01-03 | measles
    2021-01-04 | measles
    2024-12-29 | measles
    2024-12-30 | measles
"""
_JOINED = {
    "event": """
        person | day        | disease
        11     | 2026-01-05 | measles
        12     | 2026-01-06 | measles
        13     | 2026-01-07 | measles
    """,
    "joined": """
        subject | person | known_from       | known_to
        12      | 11     | 2026-02-01T00:00 | 2026-05-01T00:00
    """,
}
_WHERE = {
    "event": """
        day        | municipality | laboratory
        2026-01-05 | 0301         | 7
        2026-01-06 | 3001         | 8
        2026-01-07 | -            | 7
        2026-01-08 | 0211         | -
    """
}


def _at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


SPECS = (
    Spec(
        "what came later is not known yet",
        lambda asked: tally(asked, "event"),
        by=("disease",),
        tables={"event": _VERSIONS},
        moment=_at(2, 10),
        answer="""
            disease | numerator | denominator
            measles | 2         | -
        """,
    ),
    Spec(
        "what was corrected and taken back is known so, and only so",
        lambda asked: tally(asked, "event"),
        by=("disease",),
        tables={"event": _VERSIONS},
        answer="""
            disease | numerator | denominator
            rubella | 1         | -
        """,
    ),
    Spec(
        "a version is known from its first moment, and no more at its last",
        lambda asked: tally(asked, "event"),
        by=("disease",),
        tables={"event": _VERSIONS},
        moment=_at(3, 1, 10),
        answer="""
            disease | numerator | denominator
            rubella | 1         | -
        """,
    ),
    Spec(
        "before anything was known there is nothing to count",
        lambda asked: tally(asked, "event"),
        tables={"event": _VERSIONS},
        moment=_at(1, 1),
        answer="""
            numerator | denominator
            0         | -
        """,
    ),
    Spec(
        "a period holds its first day and its last",
        lambda asked: tally(asked, "event"),
        by=("month",),
        first=date(2021, 1, 1),
        last=date(2021, 1, 3),
        tables={"event": _YEARS_END},
        answer="""
            month   | numerator | denominator
            2021-01 | 2         | -
        """,
    ),
    Spec(
        "an ISO week is of the year of its Thursday",
        lambda asked: tally(asked, "event"),
        by=("week", "year"),
        tables={"event": _YEARS_END},
        answer="""
            week     | year | numerator | denominator
            2020-W53 | 2020 | 1         | -
            2020-W53 | 2021 | 2         | -
            2021-W01 | 2021 | 1         | -
            2024-W52 | 2024 | 1         | -
            2025-W01 | 2024 | 1         | -
        """,
    ),
    Spec(
        "who has no day is counted when no period is asked for, and tomorrow is not counted today",
        lambda asked: tally(asked, "event"),
        by=("quarter",),
        tables={
            "event": """
                day        | disease
                -          | measles
                2026-06-30 | measles
                2026-07-01 | measles
            """
        },
        answer="""
            quarter | numerator | denominator
            2026-Q2 | 1         | -
            unknown | 1         | -
        """,
    ),
    Spec(
        "who has no day is of no period with an edge",
        lambda asked: tally(asked, "event"),
        by=("quarter",),
        first=date(2026, 6, 1),
        last=date(2027, 1, 1),
        tables={
            "event": """
                day        | disease
                -          | measles
                2026-06-30 | measles
                2026-07-01 | measles
            """
        },
        answer="""
            quarter | numerator | denominator
            2026-Q2 | 1         | -
        """,
    ),
    Spec(
        "two pseudonyms are two persons before they are joined",
        lambda asked: distinct_persons(asked, "event"),
        tables=_JOINED,
        moment=_at(1, 20),
        answer="""
            numerator | denominator
            3         | -
        """,
    ),
    Spec(
        "two pseudonyms are one person once they are joined",
        lambda asked: distinct_persons(asked, "event"),
        tables=_JOINED,
        moment=_at(2, 1, 0),
        answer="""
            numerator | denominator
            2         | -
        """,
    ),
    Spec(
        "who was joined and parted again are two",
        lambda asked: distinct_persons(asked, "event"),
        tables=_JOINED,
        answer="""
            numerator | denominator
            3         | -
        """,
    ),
    Spec(
        "a municipality counts its own",
        lambda asked: tally(asked, "event"),
        by=("municipality",),
        scope=Scope("municipalities", ("3001",)),
        tables=_WHERE,
        answer="""
            municipality | numerator | denominator
            3001         | 1         | -
        """,
    ),
    Spec(
        "today's borders do not widen a municipality's reach, and numbers that it was given do",
        lambda asked: tally(asked, "event"),
        by=("municipality",),
        scope=Scope("municipalities", ("3001", "0211")),
        tables=_WHERE,
        answer="""
            municipality | numerator | denominator
            3001         | 2         | -
        """,
    ),
    Spec(
        "a laboratory counts what it sent",
        lambda asked: tally(asked, "event"),
        by=("laboratory",),
        scope=Scope("own", (7,)),
        tables=_WHERE,
        answer="""
            laboratory | numerator | denominator
            7          | 2         | -
        """,
    ),
    Spec(
        "a reach of nowhere counts nothing",
        lambda asked: tally(asked, "event"),
        scope=Scope("municipalities", ()),
        tables=_WHERE,
        answer="""
            numerator | denominator
            0         | -
        """,
    ),
)
