"""Where people live, by which borders, and how many live there."""

from datetime import date

from ibis import _

from infreg.analysis.bodies import rates, tally
from infreg.analysis.measure import Shape
from infreg.vocabulary.figures import Borders
from tests.analysis.world import Spec

_LIVED = {
    "event": """
        day        | municipality
        2026-01-05 | 0301
        2026-01-06 | 0211
        2026-01-07 | 3001
        2026-01-08 | 0231
        2026-01-09 | 9999
        2026-01-10 | -
    """
}
_RATED = {
    "event": """
        day        | disease | municipality | sex    | age
        2024-02-29 | measles | 0301         | female | 34
        2024-07-01 | measles | 0301         | male   | 81
        2025-07-01 | measles | 0301         | -      | -
        2025-07-01 | rubella | -            | female | 5
    """,
    "population": """
        borders | year | county | municipality | sex    | age | persons
        now     | 2024 | 03     | 0301         | female | 30  | 100
        now     | 2024 | 03     | 0301         | male   | 80  | 10
        now     | 2024 | 30     | 3001         | male   | 85  | 5
        now     | 2025 | 03     | 0301         | female | 30  | 200
        now     | 2025 | 30     | 3001         | male   | 85  | 7
        then    | 2024 | 03     | 0301         | female | 30  | 1
    """,
}
_FIRST, _LAST = date(2024, 1, 1), date(2024, 12, 31)

SPECS = (
    Spec(
        "by today's borders a number is what became of it, and a split one nobody's heir",
        lambda asked: tally(asked, "event"),
        by=("county", "municipality"),
        tables=_LIVED,
        answer="""
            county  | municipality | numerator | denominator
            03      | 0301         | 1         | -
            30      | 3001         | 2         | -
            30      | unknown      | 1         | -
            unknown | unknown      | 2         | -
        """,
    ),
    Spec(
        "by the borders of the time a number stands as it stood",
        lambda asked: tally(asked, "event"),
        by=("county", "municipality"),
        borders=Borders.THEN,
        tables=_LIVED,
        answer="""
            county  | municipality | numerator | denominator
            02      | 0211         | 1         | -
            02      | 0231         | 1         | -
            03      | 0301         | 1         | -
            30      | 3001         | 1         | -
            unknown | unknown      | 2         | -
        """,
    ),
    Spec(
        "a year's person-days are all who live, each through every day; nobody falls ill somewhere, too",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        by=("county",),
        first=_FIRST,
        last=_LAST,
        tables=_RATED,
        answer="""
            county | numerator | denominator | days
            03     | 2         | 40260       | 366
            30     | 0         | 1830        | 366
        """,
    ),
    Spec(
        "29 February is a day that people live",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        by=("month",),
        first=date(2024, 2, 1),
        last=date(2024, 3, 1),
        where={"county": ("03",)},
        tables=_RATED,
        answer="""
            month   | numerator | denominator | days
            2024-02 | 1         | 3190        | 29
            2024-03 | 0         | 110         | 1
        """,
    ),
    Spec(
        "who is unknown has no population, and parts sum to the whole",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        by=("sex", "year"),
        first=date(2024, 1, 1),
        last=date(2025, 12, 31),
        tables=_RATED,
        answer="""
            sex     | year | numerator | denominator | days
            female  | 2024 | 1         | 36600       | 366
            female  | 2025 | 1         | 73000       | 365
            male    | 2024 | 1         | 5490        | 366
            male    | 2025 | 0         | 2555        | 365
            unknown | 2025 | 1         | -           | -
        """,
    ),
    Spec(
        "every disease that came at all has every stratum of the population",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        by=("disease", "age"),
        first=date(2025, 1, 1),
        last=date(2025, 1, 10),
        tables={
            **_RATED,
            "event": "day | disease | age\n2025-01-02 | measles | 34\n2025-01-03 | rubella | -",
        },
        answer="""
            disease | age     | numerator | denominator | days
            measles | 30-39   | 1         | 2000        | 10
            measles | 80+     | 0         | 70          | 10
            rubella | 30-39   | 0         | 2000        | 10
            rubella | 80+     | 0         | 70          | 10
            rubella | unknown | 1         | -           | -
        """,
    ),
    Spec(
        "without a beginning the days are counted from the first event in the country",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        last=date(2025, 1, 1),
        where={"disease": ("rubella",)},
        tables=_RATED,
        answer="""
            numerator | denominator | days
            0         | 35512       | 308
        """,
    ),
    Spec(
        "a year that is not loaded takes the latest before it; before the first nobody is known to live",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        by=("year",),
        first=date(2023, 12, 31),
        last=date(2026, 1, 2),
        tables={**_RATED, "event": "day | disease\n2023-12-31 | measles\n2026-01-02 | measles"},
        answer="""
            year | numerator | denominator | days
            2023 | 1         | -           | -
            2024 | 0         | 42090       | 366
            2025 | 0         | 75555       | 365
            2026 | 1         | 414         | 2
        """,
    ),
    Spec(
        "a part without a population leaves the whole without",
        lambda asked: rates(asked, "event"),
        shape=Shape.RATE,
        first=date(2023, 12, 31),
        last=date(2024, 1, 2),
        tables={**_RATED, "event": "day | disease\n2023-12-31 | measles\n2024-01-02 | measles"},
        answer="""
            numerator | denominator | days
            2         | -           | 3
        """,
    ),
    Spec(
        "the population is by the borders that are asked for",
        lambda asked: rates(asked, "event", numerator=_.sex == "female"),
        shape=Shape.RATE,
        by=("municipality",),
        borders=Borders.THEN,
        first=_FIRST,
        last=_LAST,
        tables=_RATED,
        answer="""
            municipality | numerator | denominator | days
            0301         | 1         | 366         | 366
        """,
    ),
    Spec(
        "ages are groups of ten years and of five, the last open",
        lambda asked: tally(asked, "event"),
        by=("age", "age5"),
        tables={
            "event": "day | age\n"
            + "\n".join(f"2026-01-01 | {age}" for age in ("0", "9", "10", "79", "80", "89", "90", "120", "-"))
        },
        answer="""
            age     | age5    | numerator | denominator
            0-9     | 0-4     | 1         | -
            0-9     | 5-9     | 1         | -
            10-19   | 10-14   | 1         | -
            70-79   | 75-79   | 1         | -
            80+     | 80-84   | 1         | -
            80+     | 85-89   | 1         | -
            80+     | 90+     | 2         | -
            unknown | unknown | 1         | -
        """,
    ),
)
