"""Population figures by other borders than they were made by. A person is whole, and nobody is lost."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

#: Shares with longer denominators than this are rounded: products with a country's people stay whole numbers.
_FINEST = 10**9

Shares = Mapping[str, Mapping[str, Fraction]]


def redistributed(counts: pa.Table, shares: Shares) -> pa.Table:
    """Counts by municipality, sex, age and persons, every municipality replaced by its parts; one that
    `shares` lacks stays as it is. One row for each municipality, sex and age.

    The people of a sex and age that come from one municipality are divided among its parts by the largest
    remainder, so that they sum to what they were. Equal remainders take turns by age and sex: otherwise every
    odd person would go to the same part.
    """
    split = {number: parts for number, parts in shares.items() if len(parts) > 1}
    moved = {number: next(iter(parts)) for number, parts in shares.items() if len(parts) == 1}
    of_split = pc.is_in(counts["municipality"], pa.array(sorted(split), pa.string()))
    pieces = [_renamed(counts.filter(pc.invert(of_split)), moved)]
    pieces += [
        _divided(counts.filter(pc.equal(counts["municipality"], number)), parts)
        for number, parts in sorted(split.items())
    ]
    keys = ["municipality", "sex", "age"]
    summed = pa.concat_tables(pieces).group_by(keys).aggregate([("persons", "sum")])
    return summed.rename_columns([*keys, "persons"]).sort_by([(key, "ascending") for key in keys])


def _renamed(counts: pa.Table, names: Mapping[str, str]) -> pa.Table:
    if not names:
        return counts
    places = pc.index_in(counts["municipality"], pa.array(list(names), pa.string()))
    new = pa.array(list(names.values()), pa.string()).take(places.combine_chunks())
    return _with(counts, pc.coalesce(new, counts["municipality"]), counts["persons"])


def _divided(counts: pa.Table, parts: Mapping[str, Fraction]) -> pa.Table:
    persons = counts["persons"].to_numpy()
    turns = counts["age"].to_numpy() + (pc.equal(counts["sex"], "male").to_numpy()).astype(np.int64)
    divided = largest_remainder(persons, list(parts.values()), turns)
    return pa.concat_tables(
        _with(counts, pa.array([part] * len(counts), pa.string()), pa.array(divided[:, place]))
        for place, part in enumerate(parts)
    )


def _with(counts: pa.Table, municipality: pa.ChunkedArray, persons: pa.ChunkedArray) -> pa.Table:
    return pa.table(
        {"municipality": municipality, "sex": counts["sex"], "age": counts["age"], "persons": persons}
    )


def largest_remainder(
    counts: NDArray[np.int64], shares: list[Fraction], turns: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Each count (a row) divided among shares (a column each) in whole numbers that sum to it; no part is a
    whole person from its share. Of equal remainders the first is that of the column that `turns` says."""
    weights = _whole(shares)
    exact = counts[:, None] * weights[None, :]
    divided = exact // weights.sum()
    remainders = exact - divided * weights.sum()
    columns = len(shares)
    in_turn = (np.arange(columns)[None, :] - turns[:, None]) % columns
    order = np.lexsort((in_turn, -remainders))
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(columns)[None, :], axis=1)
    left = counts - divided.sum(axis=1)
    return np.asarray(divided + (rank < left[:, None]), dtype=np.int64)


def _whole(shares: list[Fraction]) -> NDArray[np.int64]:
    """Whole numbers in the ratio of the shares."""
    finest = min(lcm(*(share.denominator for share in shares)), _FINEST)
    return np.asarray([round(share * finest) for share in shares], dtype=np.int64)
