"""What is stored, as the warehouse's tables are declared: one question a table, its columns in the declared
order. The days and hours of Oslo are made here, once: no engine is asked to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

#: The first of a month; None: rows without a day.
Month = date | None


@dataclass(frozen=True, slots=True)
class Source:
    """`question` has `{within}` where it says of which rows; `within` are those of one month, `without` those
    that have no day. Rows come sorted by day, and of one day in the order in which they were written."""

    question: LiteralString
    within: LiteralString
    without: LiteralString

    def of_all(self) -> tuple[LiteralString, Mapping[str, str]]:
        """What is asked of every row, and with which arguments."""
        return self.question.format(within="true"), _bounds("-infinity", "infinity")

    def of(self, month: Month) -> tuple[LiteralString, Mapping[str, str]]:
        """The same of the rows of one month alone."""
        if month is None:
            return self.question.format(within=self.without), _bounds("infinity", "infinity")
        last = month.year == date.max.year and month.month == date.max.month
        after = (
            "infinity" if last else date(month.year + month.month // 12, month.month % 12 + 1, 1).isoformat()
        )
        return self.question.format(within=self.within), _bounds(month.isoformat(), after)


def _bounds(first: str, after: str) -> Mapping[str, str]:
    return {"first": first, "after": after}


def _number(column: LiteralString, name: LiteralString) -> LiteralString:
    """As much of a pseudonym as tells persons apart, and no key to anything."""
    return f"('x' || encode(substring({column} FROM 1 FOR 8), 'hex'))::bit(64)::bigint AS {name}"


#: Asked once, and for every version: what the law hides from now on is hidden of what was, too.
_HIDDEN = "WITH hidden AS MATERIALIZED (SELECT registry.hidden_subjects() AS subject)"
_PERSON = _number("subject", "person")
_LABORATORY = "CASE WHEN NOT hidden THEN unit END AS laboratory"
_DAYS = """
    day, extract(year FROM day)::bigint AS year, to_char(day, 'YYYY"-Q"Q') AS quarter,
    to_char(day, 'YYYY-MM') AS month, to_char(day, 'IYYY"-W"IW') AS week
"""
_WHO = """
    CASE WHEN NOT hidden THEN municipality END AS municipality,
    CASE WHEN sex IN ('female', 'male') THEN sex END AS sex,
    CASE WHEN extract(year FROM day) - birth_year BETWEEN 0 AND 120
        THEN (extract(year FROM day) - birth_year)::bigint END AS age
"""
_VERSION = "known_from, known_to"
#: When a month begins in Oslo, and when the next.
_BEGINS = "(%(first)s::date::timestamp AT TIME ZONE 'Europe/Oslo')"
_ENDS = "(%(after)s::date::timestamp AT TIME ZONE 'Europe/Oslo')"

#: A version that was overtaken or set aside as it came never stood, and is left out.
_STOOD = "(known_to IS NULL OR known_to > known_from)"
#: `case` is already about the person whom its answers' patients are joined to.
_CASE: LiteralString = f"""
    {_HIDDEN}, found AS (
        SELECT *, event AS day, (received AT TIME ZONE 'Europe/Oslo')::date AS received_on,
            subject IN (SELECT subject FROM hidden) AS hidden
        FROM (
            SELECT id, name, subject, disease, classification, state, "group", organism, event, onset,
                sampled, received, municipality, infected_in, sex, birth_year,
                cardinality(doubts) > 0 AS doubtful, rule, definition_name, definition_valid_from, known_from,
                known_to
            FROM registry.case WHERE register = 'msis' AND {_STOOD} AND {{within}}
        ) AS stood ORDER BY event, id
    )
    SELECT name AS "case", {_PERSON}, disease, classification, state, "group", organism, {_DAYS}, onset,
        sampled, received_on AS received, (received_on - sampled)::bigint AS delay, infected_in, {_WHO},
        doubtful, rule, definition_name || ' ' || to_char(definition_valid_from, 'YYYY-MM-DD') AS definition,
        {_VERSION}
    FROM found
"""  # noqa: S608 - our own words alone
_ANSWER: LiteralString = f"""
    {_HIDDEN}, stood AS (
        SELECT a.id, a.subject, a.unit, (a.known_from AT TIME ZONE 'Europe/Oslo')::date AS day,
            (min(s.collected_at) AT TIME ZONE 'Europe/Oslo')::date AS sampled,
            (a.issued_at AT TIME ZONE 'Europe/Oslo')::date AS issued, a.discipline, a.municipality, a.sex,
            a.birth_year, a.known_from, least(a.known_to, a.aside_from) AS known_to
        FROM registry.answer AS a LEFT JOIN registry.specimen AS s ON s.answer = a.id
        WHERE {{within}} GROUP BY a.id
    ), found AS (
        SELECT *, id NOT IN (SELECT registry.later_answers({_BEGINS}, {_ENDS})) AS first,
            subject IN (SELECT subject FROM hidden) AS hidden
        FROM stood WHERE {_STOOD} ORDER BY day, id
    )
    SELECT {_PERSON}, {_LABORATORY}, {_DAYS}, sampled, issued, (day - sampled)::bigint AS delay, first,
        discipline, {_WHO}, {_VERSION}
    FROM found
"""  # noqa: S608 - our own words alone
#: Who the patient is, and when the answer came, stand in the answer.
_FINDING: LiteralString = f"""
    {_HIDDEN}, stood AS (
        SELECT f.id, f.subject, f.unit, f.day, f.organism, f.outcome, f.method, f.specimen_type AS specimen,
            f.screening, f.counts, (a.known_from AT TIME ZONE 'Europe/Oslo')::date AS received,
            a.municipality, a.sex, a.birth_year, f.known_from, f.known_to
        FROM registry.finding AS f JOIN registry.answer AS a ON a.id = f.answer WHERE {{within}}
    ), found AS (
        SELECT *, subject IN (SELECT subject FROM hidden) AS hidden FROM stood WHERE {_STOOD} ORDER BY day, id
    )
    SELECT {_PERSON}, {_LABORATORY}, {_DAYS}, organism, outcome, method, specimen, screening, counts,
        received, (received - day)::bigint AS delay, {_WHO}, {_VERSION}
    FROM found
"""  # noqa: S608 - our own words alone
_ISOLATED = """
    i.id, i.subject, i.unit, i.day, i.organism, i.specimen, i.method, i.care, i.municipality, i.sex,
    i.birth_year, i.known_from, i.known_to
"""
_ISOLATE: LiteralString = f"""
    {_HIDDEN}, found AS (
        SELECT {_ISOLATED}, i.subject IN (SELECT subject FROM hidden) AS hidden
        FROM registry.isolate AS i WHERE {_STOOD} AND {{within}} ORDER BY i.day, i.id
    )
    SELECT id AS isolate, {_PERSON}, {_LABORATORY}, {_DAYS}, organism, specimen, method, care, {_WHO},
        {_VERSION}
    FROM found
"""  # noqa: S608 - our own words alone
_SUSCEPTIBILITY: LiteralString = f"""
    {_HIDDEN}, found AS (
        SELECT {_ISOLATED}, t.agent, CASE WHEN t.sir IN ('S', 'I', 'R') THEN t.sir END AS sir,
            i.subject IN (SELECT subject FROM hidden) AS hidden
        FROM registry.isolate AS i JOIN registry.isolate_test AS t ON t.isolate = i.id
        WHERE {_STOOD} AND {{within}} ORDER BY i.day, i.id, t.id
    )
    SELECT id AS isolate, {_PERSON}, {_LABORATORY}, {_DAYS}, organism, specimen, method, care, {_WHO}, agent,
        sir, {_VERSION}
    FROM found
"""  # noqa: S608 - our own words alone
_BY_DAY: LiteralString = "{day} >= %(first)s::date AND {day} < %(after)s::date"


def _by(day: LiteralString, question: LiteralString) -> Source:
    """Rows whose month is that of a column."""
    return Source(question, _BY_DAY.format(day=day), f"{day} IS NULL")


SOURCES: Mapping[str, Source] = {
    "case": _by("event", _CASE),
    "answer": Source(
        _ANSWER, f"a.known_from >= {_BEGINS} AND a.known_from < {_ENDS}", "a.known_from IS NULL"
    ),
    "finding": _by("f.day", _FINDING),
    "isolate": _by("i.day", _ISOLATE),
    "susceptibility": _by("i.day", _SUSCEPTIBILITY),
}
#: Tables of one file. Who is joined to whom is read as it was said, and followed to the end (`joined`).
INSTITUTION: LiteralString = "SELECT id AS laboratory, name FROM registry.institution ORDER BY id"
JOINED: LiteralString = f"""
    SELECT {_number("subject", "subject")}, {_number("person", "person")}, {_VERSION}
    FROM registry.same_person WHERE register = 'lab'
"""  # noqa: S608 - our own words alone
