"""The laws of populations: what is missing would be counted as nobody."""

from collections.abc import Iterator, Sequence

from infreg.definitions.checking.placed import Placed, PlacedRows, grouped
from infreg.definitions.faults import Fault
from infreg.vocabulary.ages import AGE5

#: What the weights of a standard population amount to.
WHOLE = 100_000


def a_county_has_every_age_group(rows: PlacedRows) -> Iterator[Fault]:
    """In every year that it is there."""
    by_county = grouped(
        rows.get("county-population", ()), lambda row: (row.version, row["year"], row["county"])
    )
    for (_, year, county), together in by_county.items():
        yield from _missing(together, f"{county}, {year}")


def a_standard_population_is_whole(rows: PlacedRows) -> Iterator[Fault]:
    """Every age group is there, and the weights sum to 100,000."""
    for (name, _), together in grouped(rows.get("standard-population", ()), lambda row: row.version).items():
        yield from _missing(together, name)
        sum_ = sum(int(str(row["weight"])) for row in together)
        if sum_ != WHOLE:
            yield together[0].fault("standard-not-whole", {"sum": sum_})


def _missing(together: Sequence[Placed], whose: str) -> Iterator[Fault]:
    there = {row["age"] for row in together}
    missing = [group for group in AGE5 if group not in there]
    if missing:
        yield together[0].fault("age-group-missing", {"groups": ", ".join(missing), "whose": whose})
