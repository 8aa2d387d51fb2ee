"""What an analyst may ask for in Python. The door that keeps it is `infreg.doors.shelf`."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, Unpack

from infreg.vocabulary.figures import Figures, Options

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from infreg.analysis.measure import Asked


class Answer(Protocol):
    """Figures as they were asked for. Printed, they are a table."""

    figures: Figures

    @property
    def table(self) -> "pa.Table":
        """The figures as an Arrow table: the strata, numerator, denominator, value, low and high."""

    def write(self, form: str) -> bytes:
        """The figures as csv, json or parquet; the same bytes every time."""


class Shelf(Protocol):
    """The warehouse, as far as an account reaches. What it is given is asked anew for each question: an
    assignment that has ended answers nothing more."""

    def measures(self) -> Mapping[str, str]:
        """What each measure counts, by name."""

    def tables(self) -> Mapping[str, Mapping[str, str]]:
        """What each column holds, by the names of tables that the account reaches anything of, and by its
        own."""

    def measure(self, name: str, **asked: Unpack[Options]) -> Answer:
        """A measure's figures: `by` strata, from `first` to `last`, as known when the day `as_of` ended, by
        `borders` of now or then, a rate `per` year or period, `where` strata have some values."""

    def count(
        self, body: "Callable[[Asked], ibis.Table]", *, of: Sequence[str], **asked: Unpack[Options]
    ) -> Answer:
        """Figures of one's own making: `body` is given the tables `of`, of the account's own rows alone, and
        returns the strata with integers `numerator` and `denominator`."""
