"""The list of what came, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from infreg.vocabulary.reception import Status
from infreg.vocabulary.shown import Arrival

#: The links that choose a status, what needs somebody first. A duplicate is no line of its own, and what
#: is only sealed is not listed yet.
CHOICES = (
    Status.HELD,
    Status.REJECTED,
    Status.ACCEPTED_WITH_WARNINGS,
    Status.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list of several pages one is: `total` counts every page, `page` begins at 1, `here` is how
    many stand on it."""

    SIZE: ClassVar[int] = 25

    total: int
    page: int
    here: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.SIZE))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.SIZE + 1

    @property
    def last(self) -> int:
        return self.first + self.here - 1

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list of what came."""

    arrivals: tuple[Arrival, ...]
    place: Pages
    status: Status | None

    @property
    def latest(self) -> datetime | None:
        """When the newest of all came; None where this page does not show it."""
        whole = self.arrivals and self.place.page == 1 and self.status is None
        return self.arrivals[0].received_at if whole else None

    @property
    def choices(self) -> tuple[Status, ...]:
        return CHOICES


@dataclass(frozen=True, slots=True)
class Today:
    """How many came today, by what became of them."""

    counts: Mapping[Status, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def held(self) -> int:
        return self.counts.get(Status.HELD, 0)

    @property
    def rejected(self) -> int:
        return self.counts.get(Status.REJECTED, 0)

    @property
    def sealed(self) -> int:
        return self.counts.get(Status.SEALED, 0)


def wanted_status(text: str | None) -> Status | None:
    """The status an address asks for; None (all) when it asks for none, or for none that there is."""
    return Status(text) if text in set(Status) else None


def wanted_page(text: str | None) -> int:
    """The page an address asks for; the first when it does not say a number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 and int(text) else 1
