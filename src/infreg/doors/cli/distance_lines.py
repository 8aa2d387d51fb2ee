"""How far measures are from the truth, as lines for people and as objects for programs."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from infreg.vocabulary.accuracy import MEANINGS
from infreg.vocabulary.distance import CAUSES, Apart, Distance, Distances, Scale, Side, Why
from infreg.vocabulary.time import OSLO

_MEANINGS = {str(each): said for several in (MEANINGS, CAUSES) for each, said in several.items()}


def as_lines(distances: Distances) -> Iterator[str]:
    """A line a measure, its farthest stratum in it, and under it why strata differ."""
    known = distances.known_at.astimezone(OSLO).isoformat(sep=" ", timespec="minutes")
    yield f"{f'measures, as known {known}':<46} {'strata':>6} {'equal':>6} {'median':>10} {'farthest':>10}"
    for one in distances.compared:
        yield _line(one)
        if one.note:
            yield f"  {one.note}"
        for why in one.why:
            yield f"  {why.fewer:>6} fewer {why.more:>6} more  {why.reason}: {meaning(why.reason)}"
    for silent in distances.silent:
        yield f"{silent.measure:<46} {silent.because}"


def _line(one: Distance) -> str:
    name = f"{one.measure} by {', '.join(one.by)}" if one.by else one.measure
    median = told(one.median, one.scale)
    start = f"{name:<46} {one.strata:>6} {one.equal:>6} {median:>10}"
    if one.farthest is None:
        return f"{start} {told(0.0, one.scale):>10}"
    stratum = farthest_of(_apart(one.farthest), one.scale)
    return f"{start} {told(one.farthest.distance, one.scale):>10}  {stratum}"


def told(distance: float, scale: Scale) -> str:
    """Rounded up: what is not equal is never told as no distance."""
    if scale is Scale.DAYS:
        return f"{distance:g} days"
    return f"{ceil(round(distance * 1000, 6)) / 10:.1f} {'pp' if scale is Scale.POINTS else '%'}"


def farthest_of(row: Mapping[str, Any], scale: Scale) -> str:
    """The stratum of an object (`as_rows`, in `apart`), and what either side says."""
    stratum = " ".join(row["strata"].values()) or "in all"
    return f"{stratum}: {_side(row['truth'], scale)} in truth, {_side(row['register'], scale)} held"


def _side(side: Mapping[str, Any] | None, scale: Scale) -> str:
    if side is None:
        return "none"
    if days := side.get("quantiles"):
        return f"{side['numerator']:,} ({', '.join(map(str, days.values()))} days)"
    if scale is Scale.POINTS:
        return f"{side['numerator']:,} of {side['denominator']:,}"
    return f"{side['numerator']:,}" + ("" if side["value"] is None else f" ({side['value']:.3g})")


def meaning(reason: str) -> str:
    """What a reason means, for a person."""
    return _MEANINGS[str(reason)]


def as_rows(distances: Distances) -> Iterator[dict[str, Any]]:
    """An object a measure, of another `kind` than cases and isolates."""
    for one in distances.compared:
        yield {
            "kind": "distance",
            "measure": one.measure,
            "by": list(one.by),
            "known_at": distances.known_at.isoformat(),
            "scale": one.scale.value,
            "strata": one.strata,
            "equal": one.equal,
            "median": one.median,
            "apart": [_apart(each) for each in one.apart],
            "why": _why(one.why),
            "note": one.note,
        }
    for silent in distances.silent:
        yield {"kind": "silent", "measure": silent.measure, "because": silent.because}


def _apart(one: Apart) -> dict[str, Any]:
    return {
        "strata": dict(one.strata),
        "truth": _counted(one.truth),
        "register": _counted(one.register),
        "difference": one.difference,
        "distance": one.distance,
        "why": _why(one.why),
    }


def _counted(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    days = {f"{share:g}": day for share, day in (side.quantiles or {}).items()}
    counted = {"numerator": side.numerator, "denominator": side.denominator, "value": side.value}
    return counted | ({"quantiles": days} if days else {})


def _why(several: tuple[Why, ...]) -> list[dict[str, Any]]:
    return [{"reason": str(why.reason), "fewer": why.fewer, "more": why.more} for why in several]
