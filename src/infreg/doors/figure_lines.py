"""Figures as lines of text, for a terminal: columns under each other, numbers to the right."""

from collections.abc import Callable, Iterator, Sequence

from infreg.vocabulary.figures import Figure, Figures

_NOTHING = "-"
#: How a value is told, by the measure's shape: its heading and its digits.
_VALUES: dict[str, tuple[str, Callable[[float], str]]] = {
    "share": ("share", lambda value: f"{100 * value:.1f} %"),
    "rate": ("per 100,000", lambda value: f"{value:.1f}"),
    "ratio": ("ratio", lambda value: f"{value:.2f}"),
}

#: What is divided by, where "of" would not say it.
_OF = {"rate": "person-days"}


def as_lines(figures: Figures) -> Iterator[str]:
    """A heading, the figures by strata, and what has to be known of them."""
    known = figures.known_at.astimezone().isoformat(sep=" ", timespec="minutes")
    yield f"{figures.title['en']}, as known {known}"
    if not figures.rows:
        yield "Nothing to count."
    else:
        yield from _columns([_heading(figures), *(_cells(row, figures.shape) for row in figures.rows)])
    for _, texts in figures.notes:
        yield f"! {texts['en']}"


def _heading(figures: Figures) -> list[str]:
    strata = list(figures.rows[0].strata)
    match figures.shape:
        case "count":
            return [*strata, "number"]
        case "delay":
            return [*strata, "number", *(f"{share:.0%} within" for share in _shares(figures))]
        case shape:
            return [*strata, "number", _OF.get(shape, "of"), _VALUES[shape][0], "95 % interval"]


def _shares(figures: Figures) -> list[float]:
    return sorted({share for row in figures.rows for share in row.quantiles or {}})


def _cells(row: Figure, shape: str) -> list[str]:
    strata = list(row.strata.values())
    number = f"{row.numerator:,}"
    if shape == "count":
        return [*strata, number]
    if shape == "delay":
        return [*strata, number, *(f"{days} days" for _, days in sorted((row.quantiles or {}).items()))]
    tell = _VALUES[shape][1]
    of = _NOTHING if row.denominator is None else f"{row.denominator:,}"
    value = _NOTHING if row.value is None else tell(row.value)
    between = _NOTHING if row.low is None or row.high is None else f"{tell(row.low)} – {tell(row.high)}"
    return [*strata, number, of, value, between]


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column that holds a number, and all after it, to the right."""
    most = max(map(len, rows))
    full = [[*row, *[_NOTHING] * (most - len(row))] for row in rows]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    numbers = next((at for at, name in enumerate(full[0]) if name == "number"), most)
    for row in full:
        cells = [
            cell.rjust(width) if at >= numbers else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
