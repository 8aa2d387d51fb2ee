"""Municipalities through time: which there were, what each has become, and what a later was made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from infreg.definitions.book import Book
from infreg.definitions.definition import row_period
from infreg.definitions.period import ONE_DAY, Period
from infreg.definitions.snapshot import Row
from infreg.definitions.succession import in_force

#: By number: how much of it. The parts are of one whole.
Parts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality's number, with its county then and what it is today: None where it was split;
    `county_today` only where its parts lie in several counties."""

    municipality: str
    name: str
    county: str
    county_name: str
    today: str | None
    county_today: str | None


@dataclass(frozen=True, slots=True)
class _Change:
    day: date
    successor: str
    share: Fraction | None


class Places:
    """What the definitions of a book, as they are known now, say of municipalities until `today`."""

    def __init__(self, book: Book, today: date) -> None:
        self.today = today
        self._book = book
        self._changes: dict[str, list[_Change]] = defaultdict(list)
        for row in book.as_of(today).rows("municipality-changes"):
            change = _change(row)
            if change.day <= today:
                self._changes[str(row["number"])].append(change)

    def on(self, day: date) -> Mapping[str, str]:
        """The county of every municipality there was on a day."""
        return {
            str(row["number"]): str(row["county"]) for row in self._book.as_of(day).rows("municipalities")
        }

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Of all there are or have been."""
        return frozenset(self._latest("municipalities"))

    @cached_property
    def every(self) -> tuple[Place, ...]:
        """All there are or have been, by number. One that had several names is told by its last."""
        now, counties = self.on(self.today), self._latest("counties")
        return tuple(
            _place(number, row, counties, self._became(number, now), now)
            for number, row in sorted(self._latest("municipalities").items())
        )

    def became(self, number: str, since: date, until: date) -> Parts:
        """What a municipality of one day was on a later one: itself, its successor, or its parts by share."""
        steps = sorted(
            (each for each in self._changes.get(number, ()) if since < each.day <= until),
            key=lambda each: (each.day, each.successor),
        )
        if not steps:
            return {number: Fraction(1)}
        together = [each for each in steps if each.day == steps[0].day]
        # A share that nobody has said is like the others'.
        shares = [each.share if each.share is not None else Fraction(1, len(together)) for each in together]
        found: dict[str, Fraction] = defaultdict(Fraction)
        for step, share in zip(together, shares, strict=True):
            for part, of_it in self.became(step.successor, step.day, until).items():
                found[part] += share / sum(shares) * of_it
        return dict(sorted(found.items()))

    def today_of(self, parts: Parts) -> Parts:
        """The same parts, those that are no more followed to what they are today."""
        now = self.on(self.today)
        found: dict[str, Fraction] = defaultdict(Fraction)
        for number, share in parts.items():
            for part, of_it in self._became(number, now).items():
                found[part] += share * of_it
        return dict(sorted(found.items()))

    def day_of(self, numbers: Collection[str], year: int) -> date | None:
        """The day by whose borders figures of 1 January of a year were made: the nearest on which all these
        numbers were in use. None when there is no such day."""
        first = date(year, 1, 1)
        days = sorted({first, *self._days_of_change}, key=lambda day: (abs(day - first), day))
        return next((day for day in days if self.on(day).keys() >= set(numbers)), None)

    def brought_back(self, day: date, made: date) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The municipality, and the county, that numbers of the later day `made` were within on `day`.

        Only those are told of which all was within one, and that one had no part in any but such: figures by
        the later borders then sum to just what lived in the earlier.
        """
        then = self.on(day)
        pairs = [(number, later) for number in then for later in self.became(number, day, made)]
        return wholes(pairs), wholes((then[number], later) for number, later in pairs)

    def counties_by(self, day: date, made: date) -> Mapping[str, str]:
        """The county of a day, earlier or later, that each county of the day `made` was or is; those alone
        whose figures sum to just what lives there."""
        first, last = min(day, made), max(day, made)
        before, after = self.on(first), self.on(last)
        pairs = {
            (county, after[part])
            for number, county in before.items()
            for part in self.became(number, first, last)
            if part in after
        }
        return wholes(pairs if day < made else {(later, earlier) for earlier, later in pairs})

    def _became(self, number: str, now: Mapping[str, str]) -> Parts:
        return {number: Fraction(1)} if number in now else self.became(number, date.min, self.today)

    def _latest(self, kind: str) -> Mapping[str, Row]:
        """The last that was said of each number of a kind."""
        found: dict[str, tuple[date, Row]] = {}
        for row, period in self._held(kind):
            number = str(row["number"])
            if number not in found or found[number][0] < period.first:
                found[number] = period.first, row
        return {number: row for number, (_, row) in found.items()}

    def _held(self, kind: str) -> Iterable[tuple[Row, Period]]:
        """Rows with the days they hold for, those alone that have begun."""
        latest = [each.definition for each in self._book.latest() if each.definition.kind == kind]
        for definition, held in in_force(latest):
            for row in definition.rows:
                period = row_period(row).common(held)
                if period and period.first <= self.today:
                    yield row, period

    @cached_property
    def _days_of_change(self) -> frozenset[date]:
        """The first day of every set of municipalities, and the last."""
        first = {period.first for _, period in self._held("municipalities")}
        return frozenset(first | {day - ONE_DAY for day in first})


def wholes(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Of pairs of an earlier and a later that share people: for each later the one earlier that it, and all
    that is tied to it, was within."""
    earlier_of: dict[str, set[str]] = defaultdict(set)
    for earlier, later in pairs:
        earlier_of[later].add(earlier)
    torn = _torn(earlier_of.values())
    return {later: min(within) for later, within in earlier_of.items() if not within & torn}


def _torn(groups: Iterable[set[str]]) -> set[str]:
    """Whatever stands in a group with others, and so is not to be told from them."""
    return {each for group in groups if len(group) > 1 for each in group}


def _change(row: Row) -> _Change:
    day, share = row["day"], row["share"]
    if not isinstance(day, date):
        raise TypeError("a change without a day was loaded")
    return _Change(day, str(row["successor"]), None if share is None else Fraction(str(share)))


def _place(number: str, row: Row, counties: Mapping[str, Row], parts: Parts, now: Mapping[str, str]) -> Place:
    county = str(row["county"])
    [first, *others] = parts
    counties_now = {now.get(part) for part in parts}
    return Place(
        municipality=number,
        name=str(row["name"]),
        county=county,
        county_name=str(counties[county]["name"]) if county in counties else county,
        today=first if not others and first in now else None,
        county_today=counties_now.pop() if len(counties_now) == 1 else None,
    )
