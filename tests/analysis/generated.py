"""Many small worlds in one table, told apart by its column `case`, and what is asked of them all at once."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from ibis import _

from infreg.analysis import asking, bodies
from infreg.analysis.asking import Scope
from infreg.analysis.engine import Engine
from infreg.analysis.measure import Body, Shape
from infreg.vocabulary.figures import Borders, Question
from tests.analysis.drawn import Row
from tests.analysis.world import TABLES, calendar, measure

FIRST, DAYS = date(2024, 12, 20), 420
_NUMBERS = ("0301", "0211", "3001", "0231", "9999", None)
COUNTRY = Scope("country")
#: Beyond what a float tells apart.
_FAR = 2**60


@dataclass(frozen=True)
class Asking:
    """One question to every world, by one body. The plain count knows the body by its `kind`."""

    kind: str
    body: Body
    by: tuple[str, ...]
    shape: Shape = Shape.COUNT
    always: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    borders: Borders = Borders.NOW
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scope: Scope = COUNTRY
    moment: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def ask(self, engine: Engine) -> pa.Table:
        question = Question(
            "tried", self.by, self.first, self.last, None, self.borders, where=dict(self.where)
        )
        asked = measure(self.body, self.shape, always=self.always)
        return asking.count(engine, asked, question, TABLES, self.scope, moment=self.moment)


ASKED = (
    Asking("tally", lambda asked: bodies.tally(asked, "event"), ("case", "week", "sex", "doubtful")),
    Asking(
        "tally",
        lambda asked: bodies.tally(asked, "event"),
        ("county", "age", "case"),
        borders=Borders.THEN,
        moment=datetime(2025, 6, 1, 10, tzinfo=UTC),
        where=(("disease", ("measles", "unknown")),),
    ),
    Asking(
        "shares",
        lambda asked: bodies.shares(asked, "event", of=_.positive, among=_.positive.notnull()),
        ("case", "municipality", "age5"),
        Shape.SHARE,
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
    ),
    Asking(
        "persons",
        lambda asked: bodies.per_person(asked, "event"),
        ("case", "quarter"),
        Shape.RATIO,
        scope=Scope("own", (7, 8)),
        moment=datetime(2025, 9, 1, tzinfo=UTC),
    ),
    Asking(
        "persons",
        lambda asked: bodies.per_person(asked, "event"),
        ("case",),
        Shape.RATIO,
        scope=Scope("municipalities", ("0301", "3001")),
    ),
    Asking(
        "histogram",
        lambda asked: bodies.histogram(asked, "event", "delay"),
        ("case", "laboratory"),
        Shape.DELAY,
        last=date(2025, 8, 1),
    ),
    Asking(
        "rates",
        lambda asked: bodies.rates(asked, "event"),
        ("case", "month", "county", "sex"),
        Shape.RATE,
        first=date(2025, 1, 5),
    ),
    Asking(
        "rates",
        lambda asked: bodies.rates(asked, "event"),
        ("case", "week", "age"),
        Shape.RATE,
        first=date(2024, 12, 25),
        last=date(2025, 2, 2),
        borders=Borders.THEN,
    ),
)


def worlds(count: int, seed: int = 7) -> dict[str, list[Row]]:
    """The same tables for the same seed: events of so many cases, and the country that they share."""
    chance = random.Random(seed)  # noqa: S311 - worlds, no secrets
    events, joined = [], []
    for case in range(count):
        first = _FAR + case * 10
        events += [_event(chance, f"{case}", first) for _ in range(chance.randrange(12))]
        joined += [row for number in (1, 2) for row in _joined(chance, first + number, first)]
    return {
        "event": events,
        "joined": joined,
        "population": _population(chance),
        "calendar": calendar(FIRST, FIRST + timedelta(days=DAYS)),
    }


def _event(chance: random.Random, case: str, first: int) -> Row:
    known = _moment(chance)
    return {
        "case": case,
        "person": first + chance.randrange(4),
        "laboratory": chance.choice((7, 8, 9, None)),
        "day": chance.choice((None, *[FIRST + timedelta(days=chance.randrange(DAYS))] * 9)),
        "disease": chance.choice(("measles", "rubella", "Ærespest", "", None)),
        "positive": chance.choice((True, False, None)),
        "doubtful": chance.choice((True, False, None)),
        "delay": chance.choice((None, -3, 0, 1, 14)),
        "municipality": chance.choice(_NUMBERS),
        "sex": chance.choice(("female", "male", None)),
        "age": chance.choice((None, 0, 9, 10, 34, 79, 80, 90, 120)),
        "known_from": known,
        "known_to": chance.choice((None, None, known + timedelta(days=chance.randrange(1, 200)))),
    }


def _joined(chance: random.Random, subject: int, person: int) -> list[Row]:
    """At most one row a subject at any moment."""
    start = _moment(chance)
    middle = start + timedelta(days=chance.randrange(1, 90))
    rows = [
        {"subject": subject, "person": person, "known_from": start, "known_to": middle},
        {"subject": subject, "person": person + 3, "known_from": middle, "known_to": None},
    ]
    return rows[: chance.randrange(3)]


def _population(chance: random.Random) -> list[Row]:
    places = [("now", "03", "0301"), ("now", "30", "3001"), ("now", "30", None), ("then", "02", "0211")]
    return [
        {
            "borders": borders,
            "year": year,
            "county": county,
            "municipality": number,
            "sex": sex,
            "age": age,
            "persons": chance.randrange(1, 500),
            "known_from": datetime(2025, month, 1, tzinfo=UTC),
            "known_to": None,
        }
        for borders, county, number in places
        for sex in ("female", "male")
        for age in (0, 34, 85)
        for year, month in ((2025, 2), (2026, 2)) + (((2024, 2),) if borders == "then" else ())
    ]


def _moment(chance: random.Random) -> datetime:
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(9000))
