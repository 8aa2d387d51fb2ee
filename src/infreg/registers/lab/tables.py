"""What the laboratory database gives the warehouse: answers, findings, isolates and what these resist."""

from infreg.vocabulary.columns import LABORATORY, PERSON, VERSION, WHO, days
from infreg.vocabulary.warehouse import Column, Kind, Sensitivity, Table, Texts

_OPEN = Sensitivity.OPEN
_SCOPE = {"country": "", "own": "laboratory"}
_LAG: Texts = {
    "nb": "Med innen to minutter etter mottak. Svarene selv kommer dager til uker etter prøven.",
    "en": "Here within two minutes of reception. Answers themselves come days to weeks after the sample.",
}
_SAMPLED: Texts = {"nb": "Prøvedato", "en": "Day of sampling"}
_CARE = Column(
    "care",
    Kind.TEXT,
    {"nb": "Hvem som ba om prøven", "en": "Who asked for the test"},
    _OPEN,
    words={
        "primary": {"nb": "primærhelsetjenesten", "en": "primary care"},
        "specialist": {"nb": "spesialisthelsetjenesten", "en": "specialist care"},
    },
)
_ORGANISM = Column("organism", Kind.TEXT, {"nb": "Mikrobe", "en": "Organism"}, codes="organisms")
_SPECIMEN = Column("specimen", Kind.TEXT, {"nb": "Prøvemateriale", "en": "Specimen"}, codes="specimens")
_METHOD = Column("method", Kind.TEXT, {"nb": "Metode", "en": "Method"}, _OPEN)
_DELAY = Column(
    "delay", Kind.INTEGER, {"nb": "Døgn fra prøve til mottak", "en": "Days from sampling to reception"}
)
_UNMAPPED: Texts = {
    "nb": "Det laboratoriene har sagt med egne ord, og som ingen har forklart ennå, telles ikke.",
    "en": "What laboratories said in words of their own that nobody has explained yet is not counted.",
}
_ISOLATE = Column(
    "isolate",
    Kind.INTEGER,
    {"nb": "Isolatet, i denne versjonen", "en": "The isolate, in this version"},
    required=True,
)

ANSWER = Table(
    name="answer",
    register="lab",
    title={"nb": "Svar", "en": "Answers"},
    row={"nb": "Én versjon av ett prøvesvar.", "en": "One version of one laboratory answer."},
    columns=(
        PERSON,
        LABORATORY,
        *days({"nb": "Mottatt", "en": "Received"}, required=True),
        Column("sampled", Kind.DAY, _SAMPLED),
        Column("issued", Kind.DAY, {"nb": "Utstedt", "en": "Issued"}),
        _DELAY,
        Column(
            "first",
            Kind.BOOLEAN,
            {"nb": "Første versjon av svaret", "en": "The answer's first version"},
            _OPEN,
            required=True,
        ),
        Column("discipline", Kind.TEXT, {"nb": "Fag", "en": "Discipline"}, _OPEN, codes="volven-8202"),
        *WHO,
        *VERSION,
    ),
    event="day",
    scope=_SCOPE,
    lag=_LAG,
    limitations=(
        {
            "nb": "Hendelsesdatoen er mottaksdatoen, ikke prøvedatoen.",
            "en": "The event day is the day of reception, not of sampling.",
        },
    ),
)

FINDING = Table(
    name="finding",
    register="lab",
    title={"nb": "Funn", "en": "Findings"},
    row={
        "nb": "Én ting et svar sier om smitte: påvist, ikke påvist eller ikke avgjort.",
        "en": "One thing that an answer tells of infection: found, not found or not decided.",
    },
    columns=(
        PERSON,
        LABORATORY,
        *days(_SAMPLED),
        _ORGANISM,
        Column(
            "outcome",
            Kind.TEXT,
            {"nb": "Utfall", "en": "Outcome"},
            words={
                "positive": {"nb": "påvist", "en": "positive"},
                "negative": {"nb": "ikke påvist", "en": "negative"},
                "inconclusive": {"nb": "ikke avgjort", "en": "inconclusive"},
                "immunity": {"nb": "tegn på immunitet", "en": "immunity"},
                "previous": {"nb": "påvist tidligere", "en": "found before"},
                "screening": {"nb": "reaktiv, ikke bekreftet", "en": "reactive, unconfirmed"},
            },
        ),
        _METHOD,
        _SPECIMEN,
        Column(
            "screening",
            Kind.BOOLEAN,
            {"nb": "Undersøkelse av friske eller bærere", "en": "Of the healthy, or of carriers"},
            required=True,
        ),
        Column(
            "counts",
            Kind.BOOLEAN,
            {"nb": "Forstått, og derfor talt", "en": "Understood, and therefore counted"},
            _OPEN,
            required=True,
        ),
        Column("received", Kind.DAY, {"nb": "Mottatt", "en": "Received"}, required=True),
        _DELAY,
        *WHO,
        *VERSION,
    ),
    event="day",
    scope=_SCOPE,
    lag=_LAG,
    limitations=(
        _UNMAPPED,
        {
            "nb": "Noen laboratorier sender bare det som er påvist; andel positive regnes ikke av dem.",
            "en": "Some laboratories send only what was found; no positivity is made of theirs.",
        },
    ),
)

_ISOLATE_COLUMNS = (
    _ISOLATE,
    PERSON,
    LABORATORY,
    *days(_SAMPLED),
    Column("organism", Kind.TEXT, {"nb": "Mikrobe", "en": "Organism"}, codes="organisms", required=True),
    _SPECIMEN,
    _METHOD,
    _CARE,
    *WHO,
)

ISOLATE = Table(
    name="isolate",
    register="lab",
    title={"nb": "Isolater", "en": "Isolates"},
    row={
        "nb": "Én versjon av ett isolat: én mikrobe fra ett prøvemateriale fra én person.",
        "en": "One version of one isolate: one organism from one specimen of one person.",
    },
    columns=(*_ISOLATE_COLUMNS, *VERSION),
    event="day",
    scope=_SCOPE,
    lag=_LAG,
    limitations=(
        _UNMAPPED,
        {
            "nb": "Alle isolater, ikke bare det første fra hver person.",
            "en": "Every isolate, not each person's first alone.",
        },
    ),
)

SUSCEPTIBILITY = Table(
    name="susceptibility",
    register="lab",
    title={"nb": "Følsomhet", "en": "Susceptibility"},
    row={"nb": "Ett isolat mot ett middel.", "en": "One isolate against one agent."},
    columns=(
        *_ISOLATE_COLUMNS,
        Column("agent", Kind.TEXT, {"nb": "Middel", "en": "Agent"}, codes="agents"),
        Column(
            "sir",
            Kind.TEXT,
            {"nb": "S, I eller R", "en": "S, I or R"},
            words={
                "S": {"nb": "følsom", "en": "susceptible"},
                "I": {"nb": "følsom ved økt eksponering", "en": "susceptible, increased exposure"},
                "R": {"nb": "resistent", "en": "resistant"},
            },
        ),
        *VERSION,
    ),
    event="day",
    scope=_SCOPE,
    lag=_LAG,
    limitations=(
        _UNMAPPED,
        {
            "nb": "S, I og R er laboratoriets egen tolkning; før 2019 betydde I «intermediær».",
            "en": "S, I and R are the laboratory's own reading; before 2019 I meant “intermediate”.",
        },
    ),
)

TABLES = (ANSWER, FINDING, ISOLATE, SUSCEPTIBILITY)
