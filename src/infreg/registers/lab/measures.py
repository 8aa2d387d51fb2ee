"""What is counted of the laboratory database: tests and what they find, answers and how late they come, how
much of it is understood, and what isolates resist."""

import ibis
from ibis import _

from infreg.analysis.bodies import histogram, per_person, tally
from infreg.analysis.measure import Asked, Measure, Shape
from infreg.vocabulary.warehouse import UNKNOWN, Texts

_OF_ALL = (
    *("year", "quarter", "month", "week", "county", "municipality", "sex", "age", "age5"),
    "laboratory",
)
_TESTED = (*_OF_ALL, "organism", "method", "specimen")
_GROWN = (*_TESTED, "care")
_ALL = ibis.literal(value=True)

_NOBODY: Texts = {
    "nb": "Ingen: det er et antall, ikke en andel.",
    "en": "Nobody: this is a count, not a share.",
}
_TESTS: Texts = {
    "nb": "Resultater som er forstått, uansett utfall: én mikrobe sett etter på én måte i ett svar. Dagen er "
    "prøvedatoen. Undersøkelse av friske (screening) er med.",
    "en": "Results that were understood, whatever their outcome: one organism looked for in one way in one "
    "answer. The day is that of sampling. Tests of the healthy (screening) are counted too.",
}
_MARKERS: Texts = {
    "nb": "IgM og IgG, eller flere markører for samme mikrobe, er hvert sitt resultat: der de brukes, er det "
    "færre prøver enn resultater.",
    "en": "IgM and IgG, or several markers of one organism, are a result each: where they are used there are "
    "fewer tests than results.",
}
_UNNAMED: Texts = {
    "nb": "En dyrkning uten vekst nevner ofte ingen mikrobe. For mikrober som mest finnes ved dyrkning, blir "
    "andelen for høy.",
    "en": "A culture without growth often names no organism. Of organisms mostly found by culture the share "
    "is too high.",
}
_UNDERSTOOD: Texts = {
    "nb": "Det ingen har forklart ennå av laboratoriets egne ord, er ikke talt; når det blir det, telles det "
    "også bakover. Se «mapping_coverage».",
    "en": "What nobody has explained yet of a laboratory's own words is not counted; once it is, it is "
    "counted backwards too. See `mapping_coverage`.",
}
_SENDERS: Texts = {
    "nb": "Bare laboratorier som sender. Noen sender bare det som er påvist: de ser ut til å undersøke "
    "færre.",
    "en": "Only laboratories that send. Some send only what was found: they seem to test fewer.",
}
_LATE: Texts = {
    "nb": "De siste ukene er ufullstendige, fordi svar kommer dager til uker etter prøven.",
    "en": "The last weeks are incomplete, for answers come days to weeks after the sample.",
}
_ANSWERS: Texts = {
    "nb": "Prøvesvar som står: hvert svar én gang, i den versjonen som gjelder, på dagen den ble mottatt. Et "
    "tilleggssvar er et svar for seg.",
    "en": "Answers that stand: each once, in the version that holds, on the day it was received. An addition "
    "is an answer of its own.",
}
_MOVED: Texts = {
    "nb": "Et svar som rettes, flytter til dagen da rettelsen kom.",
    "en": "An answer that is corrected moves to the day of its correction.",
}
_ISOLATES: Texts = {
    "nb": "Isolater: én mikrobe fra ett prøvemateriale fra én person, også når flere laboratorier har "
    "arbeidet med det. Dagen er prøvedatoen.",
    "en": "Isolates: one organism from one specimen of one person, also where several laboratories worked on "
    "it. The day is that of sampling.",
}
_EVERY_ISOLATE: Texts = {
    "nb": "Alle isolater, ikke bare det første fra hver person: den som dyrkes ofte, teller ofte.",
    "en": "Every isolate, not each person's first alone: who is cultured often counts often.",
}
_READ: Texts = {
    "nb": "Isolater som er tolket S, I eller R mot middelet; er det tolket flere ganger, gjelder det mest "
    "resistente svaret.",
    "en": "Isolates that were read S, I or R against the agent; of several readings the most resistant "
    "holds.",
}
_CHOSEN: Texts = {
    "nb": "Laboratoriet velger hva det tester. Midler som bare prøves når andre ikke virker, ser dårligere "
    "ut enn de er.",
    "en": "The laboratory chooses what it tests. Agents tried only where others fail look worse than they "
    "are.",
}
_THIRTY: Texts = {
    "nb": "Under 30 isolater sier lite; vis antallet sammen med andelen.",
    "en": "Fewer than 30 isolates tell little; show the number with the share.",
}
_I: Texts = {
    "nb": "S, I og R er laboratoriets egen tolkning. Fra 2019 betyr I «følsom ved økt eksponering»; før det "
    "«intermediær».",
    "en": "S, I and R are the laboratory's own reading. Since 2019 I means “susceptible, increased "
    "exposure”; before that “intermediate”.",
}
_RESISTANCE = (_EVERY_ISOLATE, _CHOSEN, _THIRTY, _I, _UNDERSTOOD)


def _tests(asked: Asked) -> ibis.Table:
    return tally(asked, asked["finding"].filter(_.counts))


def _tests_per_person(asked: Asked) -> ibis.Table:
    return per_person(asked, asked["finding"].filter(_.counts))


def _positivity(asked: Asked) -> ibis.Table:
    """Counted by laboratory and organism first: which send negatives is then asked of few rows."""
    strata = asked.strata_of("finding")
    found = asked["finding"].filter(
        _.counts, _.laboratory != UNKNOWN, _.organism != UNKNOWN, _.outcome.isin(("positive", "negative"))
    )
    positive, negative = ((_.outcome == said).cast("int64").sum() for said in ("positive", "negative"))
    counted = found.group_by(*dict.fromkeys((*strata, "laboratory", "organism"))).agg(
        positive=positive, negative=negative
    )
    sent = counted.group_by("laboratory", "organism").agg(sent=_.negative.sum()).filter(_.sent > 0)
    tested = counted.semi_join(sent, ["laboratory", "organism"])
    return tested.aggregate(
        by=list(strata),
        numerator=_.positive.sum().fill_null(0),
        denominator=(_.positive + _.negative).sum().fill_null(0),
    )


def _answers(asked: Asked) -> ibis.Table:
    return tally(asked, "answer")


def _answer_delay(asked: Asked) -> ibis.Table:
    return histogram(asked, asked["answer"].filter(_.first), "delay")


def _mapping_coverage(asked: Asked) -> ibis.Table:
    return tally(asked, "finding", numerator=_.counts, denominator=_ALL)


def _isolates(asked: Asked) -> ibis.Table:
    return tally(asked, "isolate")


def _resistant(asked: Asked) -> ibis.Table:
    return tally(asked, _read(asked), numerator=_.worst == 2, denominator=_ALL)


def _resistant_or_increased(asked: Asked) -> ibis.Table:
    return tally(asked, _read(asked), numerator=_.worst >= 1, denominator=_ALL)


def _read(asked: Asked) -> ibis.Table:
    """Each isolate once for each agent, by its `worst` answer: 0 is S, 1 is I, 2 is R."""
    read = asked["susceptibility"].filter(_.sir.isin(("S", "I", "R")), _.agent != UNKNOWN)
    worst = ibis.cases((read.sir == "R", 2), (read.sir == "I", 1), else_=0)
    return read.group_by("isolate", *asked.strata_of("susceptibility")).agg(worst=worst.max())


MEASURES = (
    Measure(
        name="tests",
        version=1,
        title={"nb": "Undersøkelser", "en": "Tests"},
        counts=_TESTS,
        population=_NOBODY,
        shape=Shape.COUNT,
        tables=("finding",),
        strata=(*_TESTED, "outcome"),
        body=_tests,
        limitations=(_MARKERS, _UNDERSTOOD, _SENDERS, _LATE),
    ),
    Measure(
        name="tests_per_person",
        version=1,
        title={"nb": "Undersøkelser per undersøkt person", "en": "Tests per person tested"},
        counts=_TESTS,
        population={
            "nb": "Personer med minst én slik undersøkelse. Samme person telles én gang i hver gruppe.",
            "en": "Persons with at least one such test. One person is counted once in each group.",
        },
        shape=Shape.RATIO,
        tables=("finding",),
        strata=_TESTED,
        body=_tests_per_person,
        limitations=(
            _MARKERS,
            {
                "nb": "Personene kan ikke summeres over gruppene: den som er prøvetatt i to måneder, er med "
                "i begge.",
                "en": "Persons cannot be summed over groups: who was tested in two months is in both.",
            },
            _UNDERSTOOD,
            _SENDERS,
            _LATE,
        ),
    ),
    Measure(
        name="positivity",
        version=1,
        title={"nb": "Andel positive", "en": "Positivity"},
        counts={
            "nb": "Undersøkelser der mikroben er påvist. Dagen er prøvedatoen.",
            "en": "Tests in which the organism was found. The day is that of sampling.",
        },
        population={
            "nb": "Undersøkelser med utfallet påvist eller ikke påvist, fra laboratorier som i perioden har "
            "sendt minst ett negativt svar om den samme mikroben.",
            "en": "Tests whose outcome is positive or negative, of laboratories that in the period have sent "
            "at least one negative of the same organism.",
        },
        shape=Shape.SHARE,
        tables=("finding",),
        strata=_TESTED,
        body=_positivity,
        limitations=(
            _MARKERS,
            _UNNAMED,
            {
                "nb": "Undersøkelser teller, ikke personer: den som er prøvetatt fem ganger, er med fem "
                "ganger.",
                "en": "Tests are counted, not persons: who was tested five times is in five times.",
            },
            {
                "nb": "Uavklarte svar, tegn på immunitet, tidligere påviste og ubekreftede screeningfunn er "
                "ikke med, verken over eller under brøkstreken. Heller ikke svar der laboratoriet er skjult "
                "(beskyttet adresse) eller mikroben ikke er nevnt.",
                "en": "Undecided answers, immunity, what was found before and unconfirmed screening are "
                "neither above nor below the line; nor are answers whose laboratory is hidden (protected "
                "address) or that name no organism.",
            },
            {
                "nb": "Hvem som prøvetas, avgjør andelen: bredere testing senker den uten at smitten er "
                "mindre.",
                "en": "Who is tested decides it: wider testing lowers it while the infection is no rarer.",
            },
            _UNDERSTOOD,
            _LATE,
        ),
    ),
    Measure(
        name="answers",
        version=1,
        title={"nb": "Prøvesvar", "en": "Answers"},
        counts=_ANSWERS,
        population=_NOBODY,
        shape=Shape.COUNT,
        tables=("answer",),
        strata=(*_OF_ALL, "discipline"),
        body=_answers,
        limitations=(
            _MOVED,
            {
                "nb": "Svar som er trukket tilbake, står og er talt: tilbaketrekkingen er svarets siste "
                "versjon.",
                "en": "An answer withdrawn stands and is counted: the withdrawal is its last version.",
            },
        ),
    ),
    Measure(
        name="answer_delay",
        version=1,
        title={
            "nb": "Døgn fra prøve til svaret er mottatt",
            "en": "Days from sample to the answer's reception",
        },
        counts={
            "nb": "Svar etter antall døgn fra den tidligste prøven til svaret ble mottatt. Bare første "
            "versjon.",
            "en": "Answers by days from the earliest sample to reception. First versions alone.",
        },
        population={
            "nb": "Svar som står i sin første versjon, på dagen det ble mottatt.",
            "en": "Answers that stand in their first version, on the day of reception.",
        },
        shape=Shape.DELAY,
        tables=("answer",),
        strata=(*_OF_ALL, "discipline"),
        body=_answer_delay,
        limitations=(
            {
                "nb": "Svar som siden er rettet, er ikke med: når rettelsen kom, sier lite om ventetiden.",
                "en": "Answers corrected since are left out: when a correction came tells little of the "
                "wait.",
            },
            {
                "nb": "Hele døgn, uten klokkeslett. Datoen er den laboratoriet har skrevet.",
                "en": "Whole days, without the hour. The date is what the laboratory wrote.",
            },
        ),
    ),
    Measure(
        name="mapping_coverage",
        version=1,
        title={"nb": "Andel funn som er forstått", "en": "Share of findings understood"},
        counts={
            "nb": "Funn der alt er forstått: utfall, mikrobe, prøvemateriale. Bare de telles i andre mål.",
            "en": "Findings wholly understood: outcome, organism, specimen. Other measures count these "
            "alone.",
        },
        population={
            "nb": "Alle funn i svar som står, etter prøvedato.",
            "en": "All findings of answers that stand, by day of sampling.",
        },
        shape=Shape.SHARE,
        tables=("finding",),
        strata=_TESTED,
        body=_mapping_coverage,
        limitations=(
            {
                "nb": "Forstått er ikke det samme som riktig forstått.",
                "en": "Understood is not the same as rightly understood.",
            },
            _LATE,
        ),
    ),
    Measure(
        name="isolates",
        version=1,
        title={"nb": "Isolater", "en": "Isolates"},
        counts=_ISOLATES,
        population=_NOBODY,
        shape=Shape.COUNT,
        tables=("isolate",),
        strata=_GROWN,
        body=_isolates,
        limitations=(_EVERY_ISOLATE, _UNDERSTOOD, _LATE),
    ),
    Measure(
        name="resistant",
        version=1,
        title={"nb": "Andel resistente (R)", "en": "Share resistant (R)"},
        counts={
            "nb": "Isolater som er resistente (R) mot middelet.",
            "en": "Isolates that are resistant (R) to the agent.",
        },
        population=_READ,
        shape=Shape.SHARE,
        tables=("susceptibility",),
        strata=(*_GROWN, "agent"),
        body=_resistant,
        always=("organism", "agent"),
        limitations=_RESISTANCE,
    ),
    Measure(
        name="resistant_or_increased",
        version=1,
        title={
            "nb": "Andel resistente eller følsomme ved økt eksponering (R + I)",
            "en": "Share resistant or susceptible at increased exposure (R + I)",
        },
        counts={
            "nb": "Isolater som er R eller I mot middelet: de som ikke er følsomme ved vanlig dosering.",
            "en": "Isolates that are R or I to the agent: those not susceptible at standard dosing.",
        },
        population=_READ,
        shape=Shape.SHARE,
        tables=("susceptibility",),
        strata=(*_GROWN, "agent"),
        body=_resistant_or_increased,
        always=("organism", "agent"),
        limitations=(
            *_RESISTANCE,
            {
                "nb": "I er følsom når dosen er høy nok: dette er ikke andelen som behandlingen svikter hos.",
                "en": "I is susceptible when exposure is high enough: this is not the share in whom "
                "treatment fails.",
            },
        ),
    ),
)
