"""What the measures' texts say, counted in plain SQL over `registry`: written from the texts and the models,
by somebody who looked at no body. A relation a table; its strata as text; one SELECT a measure."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import psycopg

Counted = dict[tuple[str, ...], tuple[int, int | None]]

#: Joinings as of the moment, chains followed; and who is protected today, under every pseudonym of theirs.
_PERSONS = """
    WITH RECURSIVE said AS (
        SELECT subject, person FROM registry.same_person
        WHERE register = 'lab' AND known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)
    ), chain (subject, person) AS (
        SELECT subject, person FROM said
        UNION SELECT chain.subject, said.person FROM chain JOIN said ON said.subject = chain.person
    ), resolved AS (
        SELECT subject, person FROM chain WHERE person NOT IN (SELECT subject FROM said)
    ), hidden (subject) AS (
        SELECT subject FROM registry.protected_person WHERE known_to IS NULL
        UNION SELECT CASE WHEN j.subject = hidden.subject THEN j.person ELSE j.subject END
        FROM hidden JOIN registry.same_person AS j ON hidden.subject IN (j.subject, j.person)
        WHERE j.register = 'lab' AND j.known_to IS NULL
    )"""

_KNOWN = "{0}.known_from <= %(at)s AND ({0}.known_to IS NULL OR {0}.known_to > %(at)s)"
#: The day in Oslo.
_DAY = "({} AT TIME ZONE 'Europe/Oslo')::date"
_WHOM = "{0}.subject, {0}.sex, {0}.birth_year, {0}.municipality"

#: Each table's rows as known at the moment: whom, when, of which laboratory, and what else is asked for.
RELATIONS = {
    "case": f"""
        SELECT {_WHOM.format("c")}, c.event AS day, NULL::bigint AS unit, c.disease, c.classification,
            c.state, c."group", c.organism, c.infected_in, (cardinality(c.doubts) > 0)::text AS doubtful,
            c.onset, c.sampled, {_DAY.format("c.received")} - c.sampled AS days
        FROM registry."case" AS c WHERE c.register = 'msis' AND {_KNOWN.format("c")}""",
    "finding": f"""
        SELECT f.subject, a.sex, a.birth_year, a.municipality, f.day, f.unit, f.organism, f.method,
            f.specimen_type AS specimen, f.outcome, f.counts
        FROM registry.finding AS f JOIN registry.answer AS a ON a.id = f.answer
        WHERE {_KNOWN.format("f")}""",
    "isolate": f"""
        SELECT {_WHOM.format("i")}, i.day, i.unit, i.organism, i.method, i.specimen, i.care
        FROM registry.isolate AS i WHERE {_KNOWN.format("i")}""",
    "read": f"""
        SELECT {_WHOM.format("i")}, i.day, i.unit, i.organism, i.method, i.specimen, i.care, t.agent,
            bool_or(t.sir = 'R') AS is_r, bool_or(t.sir IN ('R', 'I')) AS is_r_or_i
        FROM registry.isolate AS i JOIN registry.isolate_test AS t ON t.isolate = i.id
        WHERE {_KNOWN.format("i")} AND t.sir IN ('S', 'I', 'R') AND t.agent IS NOT NULL
        GROUP BY i.id, t.agent""",
    "answer": f"""
        SELECT {_WHOM.format("a")}, {_DAY.format("a.known_from")} AS day, a.unit, a.discipline,
            {_DAY.format("a.known_from")} - (
                SELECT min({_DAY.format("s.collected_at")}) FROM registry.specimen AS s WHERE s.answer = a.id
            ) AS days,
            NOT EXISTS (
                SELECT FROM registry.answer AS b
                WHERE (b.unit, b.answer_id, b.part) = (a.unit, a.answer_id, a.part)
                AND (b.known_from, b.id) < (a.known_from, a.id)
                AND (b.known_to IS NULL OR b.known_to > b.known_from)
                AND (b.aside_from IS NULL OR b.aside_from > b.known_from)
            ) AS first
        FROM registry.answer AS a
        WHERE {_KNOWN.format("a")} AND (a.aside_from IS NULL OR a.aside_from > %(at)s)""",
}
#: Columns of a relation that are strata as they stand.
PLAIN = {
    "case": "disease classification state group organism infected_in doubtful days".split(),
    "finding": "organism method specimen outcome".split(),
    "isolate": "organism method specimen care".split(),
    "read": "organism method specimen care agent".split(),
    "answer": "discipline days".split(),
}
#: How the other strata are written, of `seen`; {borders} is now or then.
_MADE = {
    "year": "to_char(day, 'YYYY')",
    "quarter": "to_char(day, 'YYYY\"-Q\"Q')",
    "month": "to_char(day, 'YYYY-MM')",
    "week": "to_char(day, 'IYYY\"-W\"IW')",
    "sex": "CASE WHEN sex IN ('female', 'male') THEN sex END",
    "age": "CASE WHEN years >= 80 THEN '80+' ELSE years / 10 * 10 || '-' || years / 10 * 10 + 9 END",
    "age5": "CASE WHEN years >= 90 THEN '90+' ELSE years / 5 * 5 || '-' || years / 5 * 5 + 4 END",
    "municipality": "number_{borders}",
    "county": "county_{borders}",
    "laboratory": "CASE WHEN NOT is_hidden THEN unit::text END",
}


@dataclass(frozen=True)
class Said:
    """A measure as its text says it: of which relation, which rows, and what is counted of them."""

    relation: str
    numerator: str = "count(*)"
    denominator: str = "NULL::bigint"
    where: str = "true"
    always: tuple[str, ...] = ()


_IS_R = Said("read", "count(*) FILTER (WHERE is_r)", "count(*)", always=("organism", "agent"))
_SAYS_BOTH = """
    counts AND outcome IN ('positive', 'negative') AND EXISTS (
        SELECT FROM told AS other WHERE other.counts AND other.outcome = 'negative'
        AND other.laboratory = told.laboratory AND other.organism = told.organism
        AND 'unknown' NOT IN (other.laboratory, other.organism))"""
MEASURES = {
    "cases": Said("case"),
    "case_delay": Said("case", always=("days",)),
    "tests": Said("finding", where="counts"),
    "tests_per_person": Said("finding", denominator="count(DISTINCT person)", where="counts"),
    "positivity": Said(
        "finding", "count(*) FILTER (WHERE outcome = 'positive')", "count(*)", where=_SAYS_BOTH
    ),
    "mapping_coverage": Said("finding", "count(*) FILTER (WHERE counts)", "count(*)"),
    "answers": Said("answer"),
    "answer_delay": Said("answer", where="first", always=("days",)),
    "isolates": Said("isolate"),
    "resistant": _IS_R,
    "resistant_or_increased": Said(
        "read", "count(*) FILTER (WHERE is_r_or_i)", "count(*)", always=_IS_R.always
    ),
}
#: What completeness is told of, and when it is known.
FIELDS = {
    **{name: f"{name} <> 'unknown'" for name in ("municipality", "sex", "age", "infected_in")},
    "onset": "onset IS NOT NULL",
    "sampled": "sampled IS NOT NULL",
}


@dataclass(frozen=True)
class Hand:
    """Counts on a connection that no policy stops."""

    bare: "psycopg.Connection[Any]"

    def prepare(self) -> None:
        """Tables of its own for what the registry does not hold: places by number, and people by county."""
        self.bare.execute(
            "CREATE TEMPORARY TABLE place (number text PRIMARY KEY, county_then text, number_now text,"
            " county_now text)"
        )
        with self.bare.cursor() as cursor:
            cursor.executemany("INSERT INTO place VALUES (%s, %s, %s, %s)", list(_places()))
            cursor.execute(
                "CREATE TEMPORARY TABLE people (year int, county text, age5 text, sex text, n int)"
            )
            cursor.executemany("INSERT INTO people VALUES (%s, %s, %s, %s, %s)", list(_people()))

    def count(
        self,
        measure: str,
        by: Sequence[str],
        at: datetime,
        *,
        borders: str = "now",
        period: tuple[date, date] | None = None,
    ) -> Counted:
        """A measure's integers by strata, of what was known at a moment."""
        said = MEASURES[measure]
        strata = [*by, *(name for name in said.always if name not in by)]
        return self._ask(said, strata, at, borders, period)

    def completeness(self, by: Sequence[str], at: datetime, *, borders: str = "now") -> Counted:
        """Of cases: how many know each field."""
        found: Counted = {}
        for field, known in FIELDS.items():
            said = Said("case", f"count(*) FILTER (WHERE {known})", "count(*)")
            counted = self._ask(said, by, at, borders, None)
            found |= {(*strata, field): numbers for strata, numbers in counted.items()}
        return found

    def person_days(
        self, by: Sequence[str], first: date, last: date
    ) -> dict[tuple[str, ...], tuple[int, int]]:
        """By strata of people: person-days from one day to another, and days."""
        strata = {
            "age": "CASE WHEN age5 IN ('80-84', '85-89', '90+') THEN '80+' ELSE youngest / 10 * 10 || '-'"
            " || youngest / 10 * 10 + 9 END"
        }
        names = [f"{strata.get(name, name)} AS {name}" for name in by]
        grouped = ", ".join(map(str, range(1, len(by) + 1)))
        rows = self.bare.execute(
            f"""
            SELECT {", ".join([*names, ""])} sum(n), count(DISTINCT day)
            FROM (SELECT *, substring(age5 FROM '[0-9]+')::int AS youngest FROM people) AS people
            JOIN (
                SELECT day::date, extract(year FROM day)::int AS year
                FROM generate_series(%s::timestamp, %s::timestamp, '1 day') AS day
            ) AS calendar USING (year) {"GROUP BY " + grouped if by else ""}
            """.encode(),
            (first, last),
        )
        return {tuple(row[:-2]): (int(row[-2]), int(row[-1])) for row in rows}

    def _ask(
        self, said: Said, strata: Sequence[str], at: datetime, borders: str, period: tuple[date, date] | None
    ) -> Counted:
        columns = ", ".join(f'"{name}"' for name in strata)
        # What is dated after the day of knowledge has not happened yet.
        within = f"(day IS NULL OR day <= {_DAY.format('%(at)s')})"
        if period:
            within = "day BETWEEN %(first)s AND %(last)s"
        rows = self.bare.execute(
            f"""
            {_told(said.relation, borders, within)}
            SELECT {columns}{"," if strata else ""} {said.numerator}, {said.denominator} FROM told
            WHERE {said.where} {"GROUP BY " + columns if strata else ""}
            """.encode(),
            {"at": at, "first": period and period[0], "last": period and period[1]},
        )
        return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}


def _told(relation: str, borders: str, within: str) -> str:
    """The relation with every stratum as text, `unknown` where nothing is known."""
    plain = {name: f'"{name}"::text' for name in PLAIN[relation]}
    made = {name: said.format(borders=borders) for name, said in _MADE.items()}
    strata = ", ".join(f"coalesce({said}, 'unknown') AS \"{name}\"" for name, said in (made | plain).items())
    others = {
        "case": "onset, sampled",
        "finding": "counts",
        "isolate": "day",
        "read": "is_r, is_r_or_i",
        "answer": "first",
    }
    return f"""
        {_PERSONS}, given AS ({RELATIONS[relation]}), seen AS (
            SELECT given.*, coalesce(resolved.person, given.subject) AS person, place.*,
                hidden.subject IS NOT NULL AS is_hidden,
                CASE WHEN extract(year FROM given.day)::int - given.birth_year BETWEEN 0 AND 120
                    THEN extract(year FROM given.day)::int - given.birth_year END AS years
            FROM given
            LEFT JOIN resolved ON resolved.subject = given.subject
            LEFT JOIN hidden ON hidden.subject = given.subject
            LEFT JOIN (SELECT number, number AS number_then, county_then, number_now, county_now FROM place)
                AS place ON place.number = given.municipality AND hidden.subject IS NULL
            WHERE {within}
        ), told AS (SELECT person, {others[relation]}, {strata} FROM seen)"""


def _listed(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("infreg.definitions.lists") / name).read_text("utf-8").splitlines()))


def _places() -> Iterator[tuple[str, str, str | None, str | None]]:
    """A number; its county then; the municipality it has become, and that one's county. Split, none."""
    counties = {
        row["number"]: row["county"] for name in ("-2012", "") for row in _listed(f"municipalities{name}.csv")
    }
    heirs: dict[str, set[str]] = {}
    for row in _listed("municipality-changes.csv"):
        heirs.setdefault(row["number"], set()).add(row["successor"])
    for number, county in counties.items():
        now: str | None = number
        while now in heirs:
            now = next(iter(heirs[now])) if len(heirs[now]) == 1 else None
        yield number, county, now, counties[now] if now else None


def _people() -> Iterator[tuple[int, str, str, str, int]]:
    for row in _listed("county-population.csv"):
        for sex in ("female", "male"):
            yield int(row["year"]), row["county"], row["age"], sex, int(row[sex])
