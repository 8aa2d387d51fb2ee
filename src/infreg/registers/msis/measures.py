"""What MSIS counts: cases, how often they come, how late, and how much is known of them."""

import ibis
from ibis import _

from infreg.analysis.bodies import completeness, histogram, rates, tally
from infreg.analysis.measure import Asked, Measure, Shape
from infreg.vocabulary.warehouse import UNKNOWN, Texts

_PERIODS = ("year", "quarter", "month", "week")
_KINDS = ("disease", "classification", "state", "group", "organism", "infected_in", "doubtful")
_OF_ANY_AGE = (*_PERIODS, "county", "municipality", "sex", *_KINDS)
_STRATA = (*_OF_ANY_AGE, "age", "age5")
_LIVED = ("case", "population", "calendar")

_CASES: Texts = {
    "nb": "Tilfeller: én person, én sykdom, én episode, bekreftet eller sannsynlig etter definisjonen som "
    "gjaldt da det skjedde. Dagen er hendelsesdagen.",
    "en": "Cases: one person, one disease, one episode, confirmed or probable by the definition in force "
    "when it happened. The day is the day of the event.",
}
_NOBODY: Texts = {
    "nb": "Ingen: det er et antall, ikke en andel.",
    "en": "Nobody: this is a count, not a share.",
}
_TESTED_ALONE: Texts = {
    "nb": "Bare den som er prøvetatt, kan bli et tilfelle. Flere prøver gir flere tilfeller: sammenlign med "
    "antall undersøkelser.",
    "en": "Only who was tested can become a case. More tests give more cases: compare with the number of "
    "tests.",
}
_LATE: Texts = {
    "nb": "De siste ukene er ufullstendige, fordi svar kommer dager til uker etter prøven.",
    "en": "The last weeks are incomplete, for answers come days to weeks after the sample.",
}
_CARRIERS: Texts = {
    "nb": "Bærerskap telles med der sykdommen skiller syke fra bærere; spør etter «state» for å skille dem.",
    "en": "Carriage is counted too where a disease tells the ill from carriers; ask by `state` to part them.",
}
_WAITING: Texts = {
    "nb": "Tilfeller som venter på avklaring, er med; spør etter «doubtful» for å skille dem ut.",
    "en": "Cases that wait to be settled are counted; ask by `doubtful` to part them.",
}
_COUNTED = (_TESTED_ALONE, _LATE, _CARRIERS, _WAITING)
_NEW_YEAR: Texts = {
    "nb": "Folketallet er det 1. januar hvert år, hele året. Er årets folketall ikke kommet, brukes det "
    "siste.",
    "en": "The population is that of 1 January, all through the year. Until a year's has come, the last is "
    "used.",
}
_PER: Texts = {
    "nb": "Per år: regnet om til 365,25 døgn, også når perioden er kortere, så en uke og et år kan "
    "sammenlignes. Per periode: slik det var, uten omregning.",
    "en": "Per year: as of 365.25 days, also where the period is shorter, so that a week and a year can be "
    "compared. Per period: as it was, without that.",
}
_NO_PLACE: Texts = {
    "nb": "Tilfeller med ukjent bosted, kjønn eller alder er med i antallet, men hører til ingen "
    "folkemengde: summen av delene er hele landet, snittet av ratene er det ikke.",
    "en": "Cases of unknown residence, sex or age are counted, and belong to no population: the parts' "
    "numbers sum to the whole, the mean of their rates is not the country's.",
}
_AGE: Texts = {
    "nb": "Alder er året minus fødselsåret, folketallets alder den 1. januar: én årgang kan skille.",
    "en": "Age is the year minus the year of birth, the population's that of 1 January: a year may part "
    "them.",
}
_RATED = (*_COUNTED, _NEW_YEAR, _PER, _NO_PLACE, _AGE)
_PERSON_TIME: Texts = {
    "nb": "Alle som bor i landet, og hvor mange døgn de har bodd der (persondøgn).",
    "en": "Everybody who lives in the country, and how many days they did (person-days).",
}


def _cases(asked: Asked) -> ibis.Table:
    return tally(asked, "case")


def _incidence(asked: Asked) -> ibis.Table:
    return rates(asked, "case")


def _case_delay(asked: Asked) -> ibis.Table:
    return histogram(asked, "case", "delay")


def _case_completeness(asked: Asked) -> ibis.Table:
    strata = {name: asked["case"][name] != UNKNOWN for name in ("municipality", "sex", "age", "infected_in")}
    return completeness(asked, "case", {**strata, "onset": _.onset.notnull(), "sampled": _.sampled.notnull()})


MEASURES = (
    Measure(
        name="cases",
        version=1,
        title={"nb": "Tilfeller", "en": "Cases"},
        counts=_CASES,
        population=_NOBODY,
        shape=Shape.COUNT,
        tables=("case",),
        strata=_STRATA,
        body=_cases,
        limitations=_COUNTED,
    ),
    Measure(
        name="incidence",
        version=1,
        title={"nb": "Insidens per 100 000", "en": "Incidence per 100,000"},
        counts=_CASES,
        population=_PERSON_TIME,
        shape=Shape.RATE,
        tables=_LIVED,
        strata=_STRATA,
        body=_incidence,
        limitations=_RATED,
    ),
    Measure(
        name="incidence_standardised",
        version=1,
        title={
            "nb": "Aldersstandardisert insidens per 100 000",
            "en": "Age-standardised incidence per 100,000",
        },
        counts=_CASES,
        population={
            "nb": "Persondøgn i femårsgrupper, veid sammen etter den europeiske standardbefolkningen 2013 "
            "(direkte standardisering; intervall etter Fay og Feuer).",
            "en": "Person-days by five years of age, weighted by the European standard population of 2013 "
            "(direct standardisation; interval by Fay and Feuer).",
        },
        shape=Shape.RATE,
        tables=_LIVED,
        strata=_OF_ANY_AGE,
        body=_incidence,
        limitations=(
            *_RATED,
            {
                "nb": "Et regnet tall til å sammenligne steder og år med, ikke den raten som folk der "
                "opplever. Tilfeller uten kjent alder er ikke med.",
                "en": "A made figure, for comparing places and years, not the rate that people there live "
                "with. Cases of unknown age are left out.",
            },
        ),
        standardised=True,
    ),
    Measure(
        name="case_delay",
        version=1,
        title={
            "nb": "Døgn fra prøve til tilfellet er mottatt",
            "en": "Days from sample to the case's reception",
        },
        counts={
            "nb": "Tilfeller etter antall døgn fra prøvedatoen til det første svaret var mottatt.",
            "en": "Cases by days from the sample to the reception of the first answer.",
        },
        population=_CASES,
        shape=Shape.DELAY,
        tables=("case",),
        strata=_STRATA,
        body=_case_delay,
        limitations=(
            {
                "nb": "De trege som ikke er kommet ennå, mangler: de siste ukene ser raskere ut enn de er.",
                "en": "The slow that have not come yet are missing: the last weeks look quicker than they "
                "are.",
            },
            {
                "nb": "Hele døgn, uten klokkeslett. Datoen er den laboratoriet har skrevet.",
                "en": "Whole days, without the hour. The date is what the laboratory wrote.",
            },
        ),
    ),
    Measure(
        name="case_completeness",
        version=1,
        title={"nb": "Hvor komplette tilfellene er", "en": "How complete cases are"},
        counts={
            "nb": "Tilfeller der opplysningen er kjent: kommune, kjønn, alder, smittested, sykdomsdebut, "
            "prøvedato.",
            "en": "Cases of which it is known: municipality, sex, age, place of infection, onset, day of "
            "sampling.",
        },
        population=_CASES,
        shape=Shape.SHARE,
        tables=("case",),
        strata=_STRATA,
        body=_case_completeness,
        always=("field",),
        limitations=(
            {
                "nb": "Kjent er ikke det samme som riktig.",
                "en": "Known is not the same as right.",
            },
            {
                "nb": "Smittested og sykdomsdebut meldes av den som behandler, sjelden av laboratoriet. "
                "Kommunen er skjult for dem som har beskyttet adresse.",
                "en": "Place of infection and onset come from who treats, seldom from a laboratory. The "
                "municipality is hidden of whoever has a protected address.",
            },
            {
                "nb": "Med dagens grenser er en kommune som er delt, ukjent; spør med datidens for å måle "
                "meldingene selv.",
                "en": "By today's borders a municipality that was split is unknown; ask by those of the time "
                "to measure the reports themselves.",
            },
        ),
    ),
)
