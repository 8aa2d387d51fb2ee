"""What bodies count: rows, shares, persons, days."""

from ibis import _

from infreg.analysis.bodies import completeness, histogram, per_person, shares, tally
from infreg.analysis.measure import Shape
from tests.analysis.world import Spec

_TESTED = {
    "event": """
        person | day        | disease | positive | doubtful | onset      | delay
        1      | 2026-01-05 | measles | yes      | no       | 2026-01-01 | 2
        1      | 2026-01-06 | measles | no       | yes      | -          | 2
        2      | 2026-01-07 | measles | -        | -        | -          | -1
        2      | 2026-01-08 | -       | -        | no       | 2026-01-01 | -
    """
}

SPECS = (
    Spec(
        "unknown is a stratum, and the parts sum to the whole",
        lambda asked: tally(asked, "event"),
        by=("disease", "doubtful"),
        tables=_TESTED,
        answer="""
            disease | doubtful | numerator | denominator
            measles | false    | 1         | -
            measles | true     | 1         | -
            measles | unknown  | 1         | -
            unknown | false    | 1         | -
        """,
    ),
    Spec(
        "what is not known fulfils no condition, and its stratum stands with nothing",
        lambda asked: tally(asked, "event", numerator=_.positive, denominator=_.positive.notnull()),
        by=("disease",),
        shape=Shape.SHARE,
        tables=_TESTED,
        answer="""
            disease | numerator | denominator
            measles | 1         | 2
            unknown | 0         | 0
        """,
    ),
    Spec(
        "there is no share of nothing",
        lambda asked: shares(asked, "event", of=_.positive, among=_.positive.notnull()),
        by=("disease",),
        shape=Shape.SHARE,
        tables=_TESTED,
        answer="""
            disease | numerator | denominator
            measles | 1         | 2
        """,
    ),
    Spec(
        "tests are of persons, each of them once",
        lambda asked: per_person(asked, "event"),
        by=("disease",),
        shape=Shape.RATIO,
        tables=_TESTED,
        answer="""
            disease | numerator | denominator
            measles | 3         | 2
            unknown | 1         | 1
        """,
    ),
    Spec(
        "delays are counted by their days, also below nought, also where there is none",
        lambda asked: histogram(asked, "event", "delay"),
        shape=Shape.DELAY,
        tables=_TESTED,
        answer="""
            days    | numerator | denominator
            -1      | 1         | -
            2       | 2         | -
            unknown | 1         | -
        """,
    ),
    Spec(
        "how complete a field is, of all rows",
        lambda asked: completeness(asked, "event", {"onset": _.onset.notnull(), "delay": _.delay.notnull()}),
        by=("disease",),
        always=("field",),
        shape=Shape.SHARE,
        tables=_TESTED,
        answer="""
            disease | field | numerator | denominator
            measles | delay | 3         | 3
            measles | onset | 1         | 3
            unknown | delay | 0         | 1
            unknown | onset | 1         | 1
        """,
    ),
    Spec(
        "a stratum that the body makes can be picked, too",
        lambda asked: completeness(asked, "event", {"onset": _.onset.notnull(), "delay": _.delay.notnull()}),
        always=("field",),
        where={"field": ("onset",), "disease": ("measles",)},
        shape=Shape.SHARE,
        tables=_TESTED,
        answer="""
            field | numerator | denominator
            onset | 1         | 3
        """,
    ),
)
