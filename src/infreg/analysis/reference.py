"""Tables of the warehouse that no register owns: places, people, days, who reports, who is one person."""

from infreg.vocabulary.columns import SEXES, VERSION
from infreg.vocabulary.warehouse import Column, Kind, Sensitivity, Table

_OPEN, _INSTITUTION, _PERSON = Sensitivity.OPEN, Sensitivity.INSTITUTION, Sensitivity.PERSON
_EVERYBODY = {"country": "", "municipalities": "", "own": ""}
_AT_ONCE = {"nb": "Følger hver oppfriskning.", "en": "Follows every refresh."}

POPULATION = Table(
    name="population",
    register=None,
    title={"nb": "Folkemengde", "en": "Population"},
    row={
        "nb": "Hvor mange som bor et sted 1. januar, etter alder og kjønn.",
        "en": "How many live in a place on 1 January, by age and sex.",
    },
    columns=(
        Column(
            "borders",
            Kind.TEXT,
            {"nb": "Dagens eller datidens grenser", "en": "Today's borders or those of the time"},
            _OPEN,
            words={
                "now": {"nb": "dagens", "en": "today's"},
                "then": {"nb": "datidens", "en": "those of the time"},
            },
            required=True,
        ),
        Column(
            "year", Kind.INTEGER, {"nb": "År (1. januar)", "en": "Year (1 January)"}, _OPEN, required=True
        ),
        Column("county", Kind.TEXT, {"nb": "Fylke", "en": "County"}, _OPEN, codes="counties"),
        Column(
            "municipality", Kind.TEXT, {"nb": "Kommune", "en": "Municipality"}, _OPEN, codes="municipalities"
        ),
        Column("sex", Kind.TEXT, {"nb": "Kjønn", "en": "Sex"}, _OPEN, words=SEXES, required=True),
        Column(
            "age", Kind.INTEGER, {"nb": "Alder 1. januar", "en": "Age on 1 January"}, _OPEN, required=True
        ),
        Column("persons", Kind.INTEGER, {"nb": "Personer", "en": "Persons"}, _OPEN, required=True),
        *VERSION,
    ),
    lag={
        "nb": "Statistikken for 1. januar kommer i februar.",
        "en": "Figures for 1 January come in February.",
    },
    limitations=(
        {
            "nb": "Uten en innlest fil: bare fylker, avrundet, i femårsgrupper (alderen er gruppens første).",
            "en": "Without a loaded file: counties alone, rounded, by five years of age (the first is said).",
        },
    ),
    scope={"country": "", "municipalities": "municipality", "own": ""},
)

PLACE = Table(
    name="place",
    register=None,
    title={"nb": "Kommuner", "en": "Municipalities"},
    row={
        "nb": "Ett kommunenummer i den tiden det gjaldt.",
        "en": "A municipality's number while it was in use.",
    },
    columns=(
        Column("municipality", Kind.TEXT, {"nb": "Kommunenummer", "en": "Number"}, _OPEN, required=True),
        Column("name", Kind.TEXT, {"nb": "Navn", "en": "Name"}, _OPEN, required=True),
        Column("county", Kind.TEXT, {"nb": "Fylke", "en": "County"}, _OPEN, required=True),
        Column(
            "county_name", Kind.TEXT, {"nb": "Fylkets navn", "en": "The county's name"}, _OPEN, required=True
        ),
        Column(
            "today",
            Kind.TEXT,
            {
                "nb": "Kommunen i dag; tom når den ble delt",
                "en": "The municipality today; empty when it was split",
            },
            _OPEN,
        ),
        Column(
            "county_today",
            Kind.TEXT,
            {"nb": "Fylket i dag; tomt når det ble delt", "en": "The county today; empty when it was split"},
            _OPEN,
        ),
    ),
    lag=_AT_ONCE,
    versioned=False,
    scope=_EVERYBODY,
)

CALENDAR = Table(
    name="calendar",
    register=None,
    title={"nb": "Kalender", "en": "Calendar"},
    row={"nb": "Én dag.", "en": "One day."},
    columns=(
        Column("day", Kind.DAY, {"nb": "Dag", "en": "Day"}, _OPEN, required=True),
        Column("year", Kind.INTEGER, {"nb": "År", "en": "Year"}, _OPEN, required=True),
        Column("quarter", Kind.TEXT, {"nb": "Kvartal", "en": "Quarter"}, _OPEN, required=True),
        Column("month", Kind.TEXT, {"nb": "Måned", "en": "Month"}, _OPEN, required=True),
        Column("week", Kind.TEXT, {"nb": "ISO-uke", "en": "ISO week"}, _OPEN, required=True),
    ),
    lag=_AT_ONCE,
    versioned=False,
    scope=_EVERYBODY,
)

JOINED = Table(
    name="joined",
    register=None,
    title={"nb": "Sammenslåtte personer", "en": "Joined persons"},
    row={
        "nb": "Et pseudonym som i en tid regnes som en annen persons.",
        "en": "A pseudonym that for a time is taken for another person's.",
    },
    columns=(
        Column("subject", Kind.INTEGER, {"nb": "Pseudonymet", "en": "The pseudonym"}, _PERSON, required=True),
        Column("person", Kind.INTEGER, {"nb": "Personen", "en": "The person"}, _PERSON, required=True),
        *VERSION,
    ),
    lag=_AT_ONCE,
    scope=_EVERYBODY,
)

INSTITUTION = Table(
    name="institution",
    register=None,
    title={"nb": "Laboratorier", "en": "Laboratories"},
    row={"nb": "En virksomhet som har sendt svar.", "en": "An institution that has sent answers."},
    columns=(
        Column(
            "laboratory",
            Kind.INTEGER,
            {"nb": "Nummeret her", "en": "Its number here"},
            _INSTITUTION,
            required=True,
        ),
        Column("name", Kind.TEXT, {"nb": "Navn", "en": "Name"}, _INSTITUTION, required=True),
    ),
    lag=_AT_ONCE,
    versioned=False,
    scope={"country": "", "own": "laboratory"},
)

TABLES = (POPULATION, PLACE, CALENDAR, JOINED, INSTITUTION)
