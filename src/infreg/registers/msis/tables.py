"""What MSIS gives the warehouse: its cases."""

from infreg.vocabulary.columns import PERSON, VERSION, WHO, days
from infreg.vocabulary.warehouse import Column, Kind, Sensitivity, Table

_OPEN = Sensitivity.OPEN

CASE = Table(
    name="case",
    register="msis",
    title={"nb": "Tilfeller", "en": "Cases"},
    row={
        "nb": "Én versjon av ett tilfelle: én person, én sykdom, én episode.",
        "en": "One version of one case: one person, one disease, one episode.",
    },
    columns=(
        Column(
            "case",
            Kind.TEXT,
            {"nb": "Tilfellet, gjennom alle versjoner", "en": "The case, through all its versions"},
            required=True,
        ),
        PERSON,
        Column("disease", Kind.TEXT, {"nb": "Sykdom", "en": "Disease"}, codes="diseases", required=True),
        Column(
            "classification",
            Kind.TEXT,
            {"nb": "Hvor sikkert", "en": "How sure"},
            words={
                "confirmed": {"nb": "bekreftet", "en": "confirmed"},
                "probable": {"nb": "sannsynlig", "en": "probable"},
            },
            required=True,
        ),
        Column(
            "state",
            Kind.TEXT,
            {"nb": "Syk eller bærer", "en": "Ill or carrying"},
            words={
                "infection": {"nb": "infeksjon", "en": "infection"},
                "carriage": {"nb": "bærerskap", "en": "carriage"},
            },
        ),
        Column("group", Kind.TEXT, {"nb": "MSIS-gruppe", "en": "MSIS group"}, _OPEN, required=True),
        Column("organism", Kind.TEXT, {"nb": "Mikrobe", "en": "Organism"}, codes="organisms"),
        *days({"nb": "Hendelsesdato", "en": "Day of the event"}, required=True),
        Column("onset", Kind.DAY, {"nb": "Sykdomsdebut", "en": "Onset"}),
        Column("sampled", Kind.DAY, {"nb": "Prøvedato", "en": "Day of sampling"}),
        Column("received", Kind.DAY, {"nb": "Mottatt", "en": "Received"}, required=True),
        Column(
            "delay",
            Kind.INTEGER,
            {"nb": "Døgn fra prøve til mottak", "en": "Days from sampling to reception"},
        ),
        Column("infected_in", Kind.TEXT, {"nb": "Smittested", "en": "Place of infection"}),
        *WHO,
        Column(
            "doubtful",
            Kind.BOOLEAN,
            {"nb": "Venter på avklaring", "en": "Waits to be settled"},
            required=True,
        ),
        Column(
            "rule",
            Kind.TEXT,
            {"nb": "Regelen som gjelder", "en": "The rule that was met"},
            _OPEN,
            required=True,
        ),
        Column(
            "definition",
            Kind.TEXT,
            {"nb": "Definisjonen, og fra når den gjelder", "en": "The definition, and since when it holds"},
            _OPEN,
            required=True,
        ),
        *VERSION,
    ),
    event="day",
    scope={"country": "", "municipalities": "municipality"},
    lag={
        "nb": "Et svar er med innen to minutter etter at det er mottatt. Svarene selv kommer dager til "
        "uker etter prøven; kolonnen «delay» sier hvor mange. De siste ukene er derfor ufullstendige.",
        "en": "An answer is here within two minutes of reception. Answers themselves come days to weeks "
        "after the sample; the column `delay` says how many. The last weeks are therefore incomplete.",
    },
    limitations=(
        {
            "nb": "Bare det laboratoriene har sendt: den som ikke er prøvetatt, er ikke med.",
            "en": "Only what laboratories have sent: who was not tested is not here.",
        },
        {
            "nb": "Alder er året minus fødselsåret; fødselsdatoen er ikke kjent her.",
            "en": "Age is the year minus the year of birth; the day of birth is not known here.",
        },
        {
            "nb": "Kommune mangler for dem som har beskyttet adresse, og der laboratoriet ikke har skrevet "
            "den.",
            "en": "The municipality is missing for whoever has a protected address, and where the laboratory "
            "did not write it.",
        },
    ),
)

TABLES = (CASE,)
