"""Figures written for a program: whole, unrounded, the same bytes every time."""

import csv
import io

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from infreg.analysis.rim import QUANTILES
from infreg.vocabulary.figures import Figure, Figures, Question

_NUMBERS = (
    ("numerator", pa.int64()),
    ("denominator", pa.int64()),
    ("value", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
)


def as_table(figures: Figures) -> pa.Table:
    """A row a figure: the strata, numerator, denominator, value, low and high; of a delay its quantiles
    instead of the last three (`days_50` is the day by which half have come). What is not there is NULL."""
    columns = {
        name: pa.array([row.strata[name] for row in figures.rows], pa.string()) for name in figures.strata
    }
    delay = figures.shape == "delay"
    for name, kind in _NUMBERS[:2] if delay else _NUMBERS:
        columns[name] = pa.array([getattr(row, name) for row in figures.rows], kind)
    for share in QUANTILES if delay else ():
        days = [row.quantiles[share] if row.quantiles else None for row in figures.rows]
        columns[f"days_{round(share * 100)}"] = pa.array(days, pa.int64())
    return pa.table(columns)


def as_csv(figures: Figures) -> bytes:
    """RFC 4180 in UTF-8: a header, lines that end in CR LF, a decimal point, nothing where all is unknown."""
    table = as_table(figures)
    written = io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(table.column_names)
    lines.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return written.getvalue().encode()


def as_json(figures: Figures) -> bytes:
    """One object: the question, what the measure is, as of when, the figures, the notes; one line."""
    said = {
        "measure": figures.question.measure,
        "version": figures.version,
        "title": dict(figures.title),
        "shape": figures.shape,
        "known_at": figures.known_at.isoformat(),
        "question": _question(figures.question),
        "strata": list(figures.strata),
        "figures": [_figure(row) for row in figures.rows],
        "notes": [{"code": code, "text": dict(texts)} for code, texts in figures.notes],
    }
    return orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)


def as_parquet(figures: Figures) -> bytes:
    """The table of `as_table`; its metadata say what was asked, of which version, as of when."""
    about = {
        "measure": figures.question.measure,
        "version": str(figures.version),
        "known_at": figures.known_at.isoformat(),
        "question": orjson.dumps(_question(figures.question)),
    }
    written = io.BytesIO()
    pq.write_table(as_table(figures).replace_schema_metadata(about), written)
    return written.getvalue()


def _question(question: Question) -> dict[str, object]:
    return {
        "measure": question.measure,
        "by": list(question.by),
        "first": question.first.isoformat() if question.first else None,
        "last": question.last.isoformat() if question.last else None,
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "borders": question.borders.value,
        "per": question.per.value,
        "where": {name: list(values) for name, values in sorted((question.where or {}).items())},
    }


def _figure(row: Figure) -> dict[str, object]:
    quantiles = {str(share): day for share, day in row.quantiles.items()} if row.quantiles else None
    return {
        "strata": dict(row.strata),
        "numerator": row.numerator,
        "denominator": row.denominator,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "quantiles": quantiles,
    }
