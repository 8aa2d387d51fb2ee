"""Roles as readable classes: what each is for, and what it may do. An auditor reads this file."""

from dataclasses import dataclass
from enum import StrEnum

from infreg.access.purposes import Purpose


class Permission(StrEnum):
    """What can be allowed. A role that lacks one is refused before the database is asked."""

    SEE_ARRIVALS = "see_arrivals"  # the list of what came, and what was wrong with it
    SEE_ANSWERS = "see_answers"  # an answer, pseudonymous
    DELIVER = "deliver"  # hand deliveries over on a page
    RECONCILE = "reconcile"  # compare a list of what was sent with what came
    SETTLE = "settle"  # decide what becomes of what is held
    SEE_DEFINITIONS = "see_definitions"  # code lists and rules, in every version
    DEFINE = "define"  # load code lists and rules
    SEE_CODES = "see_codes"  # what of the answers is understood, and which words are not
    MAP = "map"  # say what a laboratory's word means, and take it back
    SEE_CASES = "see_cases"  # cases of notifiable diseases, pseudonymous, with what made them
    COUNT = "count"  # figures from the warehouse, of what the role reaches
    SETTLE_CASES = "settle_cases"  # decide about cases, and take it back
    JOIN = "join"  # say that two answers are about the same person, and take it back
    LOOK_UP = "look_up"  # one patient's results, from the whole country, by the patient's number
    REVEAL = "reveal"  # name, contact and requester of one case at a time
    SEE_OWN = "see_own"  # who has looked at what is registered about oneself
    SEE_ACCESS = "see_access"  # who may do what, and why
    MANAGE_ACCESS = "manage_access"  # make accounts, give them what they reach, and end it
    SEE_LOG = "see_log"  # what was done, and the proof that the log is whole


class Reach(StrEnum):
    """Whose rows a role reaches."""

    NONE = "none"  # nobody's
    OWN = "own"  # the institutions the user belongs to
    MUNICIPALITIES = "municipalities"  # cases of persons who live or stay in the user's municipalities
    PATIENT = "patient"  # one patient at a time, looked up by number
    SELF = "self"  # the user's own
    COUNTRY = "country"  # every institution


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of visitor. `name` and `description` by language, nb first. `purposes`: what the role may be
    at work for, what it ordinarily is first."""

    code: str
    name: dict[str, str]
    description: dict[str, str]
    reach: Reach
    purposes: tuple[Purpose, ...]
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


RECEPTION = Role(
    code="reception",
    name={"nb": "Mottak", "en": "Reception"},
    description={
        "nb": "Programmet som tar imot leveranser. Ingen person har denne rollen.",
        "en": "The program that takes deliveries in. No person has this role.",
    },
    reach=Reach.COUNTRY,
    purposes=(Purpose.RECEPTION,),
    permissions=frozenset({Permission.SEE_ARRIVALS, Permission.SEE_ANSWERS, Permission.RECONCILE}),
)
REFRESH = Role(
    code="refresh",
    name={"nb": "Oppfriskning", "en": "Refresh"},
    description={
        "nb": "Programmet som skriver varehuset tall lages av, uten navn. Ingen person har denne rollen.",
        "en": "The program that writes the warehouse that figures are made of, without names. No person has "
        "this role.",
    },
    reach=Reach.COUNTRY,
    purposes=(Purpose.SURVEILLANCE,),
    permissions=frozenset({Permission.COUNT}),
)
LABORATORY = Role(
    code="laboratory",
    name={"nb": "Laboratorium", "en": "Laboratory"},
    description={
        "nb": "Leverer, og ser hva eget laboratorium har sendt, hva som feilet og hva som må gjøres.",
        "en": "Delivers, and sees what their own laboratory sent, what failed and what to do.",
    },
    reach=Reach.OWN,
    purposes=(Purpose.QUALITY,),
    permissions=frozenset(
        {
            Permission.SEE_ARRIVALS,
            Permission.SEE_ANSWERS,
            Permission.DELIVER,
            Permission.RECONCILE,
            Permission.SEE_DEFINITIONS,
            Permission.SEE_CODES,
            Permission.COUNT,
        }
    ),
)
REGISTRY_OFFICER = Role(
    code="registry_officer",
    name={"nb": "Registermedarbeider", "en": "Registry officer"},
    description={
        "nb": "Følger mottaket for hele landet, rydder i det som er holdt tilbake, sier hva "
        "laboratorienes egne ord betyr, og avgjør tvil om tilfeller.",
        "en": "Follows reception for the whole country, settles what is held, says what laboratories' own "
        "words mean, and settles doubts about cases.",
    },
    reach=Reach.COUNTRY,
    purposes=(Purpose.QUALITY, Purpose.SURVEILLANCE),
    permissions=frozenset(
        {
            Permission.SEE_ARRIVALS,
            Permission.SEE_ANSWERS,
            Permission.RECONCILE,
            Permission.SETTLE,
            Permission.JOIN,
            Permission.SEE_DEFINITIONS,
            Permission.DEFINE,
            Permission.SEE_CODES,
            Permission.MAP,
            Permission.SEE_CASES,
            Permission.SETTLE_CASES,
            Permission.REVEAL,
            Permission.COUNT,
        }
    ),
)

MUNICIPAL_MEDICAL_OFFICER = Role(
    code="municipal_medical_officer",
    name={"nb": "Kommuneoverlege", "en": "Municipal medical officer"},
    description={
        "nb": "Følger opp meldingspliktige sykdommer hos dem som bor eller oppholder seg i kommunen, og kan "
        "åpne navn, ett tilfelle om gangen.",
        "en": "Follows up notifiable diseases among those who live or stay in the municipality, and may open "
        "names, one case at a time.",
    },
    reach=Reach.MUNICIPALITIES,
    purposes=(Purpose.SURVEILLANCE,),
    permissions=frozenset(
        {Permission.SEE_CASES, Permission.REVEAL, Permission.SEE_DEFINITIONS, Permission.COUNT}
    ),
)
CLINICIAN = Role(
    code="clinician",
    name={"nb": "Kliniker", "en": "Clinician"},
    description={
        "nb": "Slår opp prøvesvar fra hele landet for en pasient til behandling.",
        "en": "Looks up a patient's laboratory results from the whole country, for treatment.",
    },
    reach=Reach.PATIENT,
    purposes=(Purpose.TREATMENT,),
    permissions=frozenset({Permission.LOOK_UP}),
)
EPIDEMIOLOGIST = Role(
    code="epidemiologist",
    name={"nb": "Epidemiolog", "en": "Epidemiologist"},
    description={
        "nb": "Overvåker smittsomme sykdommer i hele landet, uten navn.",
        "en": "Watches communicable diseases in the whole country, without names.",
    },
    reach=Reach.COUNTRY,
    purposes=(Purpose.SURVEILLANCE,),
    permissions=frozenset(
        {Permission.SEE_CASES, Permission.SEE_CODES, Permission.SEE_DEFINITIONS, Permission.COUNT}
    ),
)
PERSON = Role(
    code="person",
    name={"nb": "Innbygger", "en": "The person registered"},
    description={
        "nb": "Ser hvem som har sett på opplysninger om en selv, når og hvorfor.",
        "en": "Sees who has looked at what is registered about oneself, when and why.",
    },
    reach=Reach.SELF,
    purposes=(Purpose.OWN,),
    permissions=frozenset({Permission.SEE_OWN}),
)
SUPERVISOR = Role(
    code="supervisor",
    name={"nb": "Tilsyn", "en": "Supervisor"},
    description={
        "nb": "Kontrollerer hvem som kan gjøre hva, og at loggen er hel. Ser ingen helseopplysninger.",
        "en": "Checks who may do what and that the log is whole. Sees no health data.",
    },
    reach=Reach.NONE,
    purposes=(Purpose.SUPERVISION,),
    permissions=frozenset({Permission.SEE_ACCESS, Permission.SEE_LOG, Permission.SEE_DEFINITIONS}),
)

OPERATOR = Role(
    code="operator",
    name={"nb": "Drift", "en": "Operator"},
    description={
        "nb": "Den som har maskinen: lager kontoer og gir og avslutter tilgang, med kommandoer. Ingen logger "
        "inn med denne rollen.",
        "en": "Who has the machine: makes accounts, gives and ends access, by commands. Nobody logs in with "
        "this role.",
    },
    reach=Reach.NONE,
    purposes=(Purpose.SUPERVISION,),
    permissions=frozenset({Permission.SEE_ACCESS, Permission.MANAGE_ACCESS}),
)


def _without_access(code: str, nb: str, en: str, does_nb: str, does_en: str) -> Role:
    """A visitor whom the law or the field knows, and who has no access until a permission is written here."""
    return Role(
        code=code,
        name={"nb": nb, "en": en},
        description={"nb": does_nb, "en": does_en},
        reach=Reach.NONE,
        purposes=(),
        permissions=frozenset(),
    )


#: Named, so that nobody invents them; what they may do comes with the pages they need.
WITHOUT_ACCESS = (
    _without_access(
        "reporter",
        "Innmelder",
        "Reporter",
        "Melder fra sykehus, sykehjem eller klinikk, og ser hva som mangler.",
        "Reports from a hospital, nursing home or clinic, and sees what is missing.",
    ),
    _without_access(
        "management",
        "Ledelse",
        "Management",
        "Følger egen institusjons deltakelse og resultater.",
        "Follows their own institution's participation and results.",
    ),
    _without_access(
        "hospital_infection_control",
        "Smittevern i sykehus",
        "Hospital infection control",
        "Følger smitte og resistens i eget sykehus.",
        "Follows infection and resistance in their own hospital.",
    ),
    _without_access(
        "release_officer",
        "Utleveringsansvarlig",
        "Release officer",
        "Behandler søknader om data, og passer fristene.",
        "Handles applications for data, and keeps the clocks.",
    ),
    _without_access(
        "researcher",
        "Forsker",
        "Researcher",
        "Søker om data og henter det som er utlevert.",
        "Applies for data and fetches what was released.",
    ),
    _without_access(
        "regional_infection_control",
        "Regionalt kompetansesenter for smittevern",
        "Regional infection control centre",
        "Bestiller data; har ikke stående innsyn.",
        "Orders data; has no standing view.",
    ),
    _without_access(
        "reference_laboratory",
        "Referanselaboratorium",
        "Reference laboratory",
        "Typer isolater som er sendt videre.",
        "Types isolates that were sent on.",
    ),
    _without_access(
        "food_safety_authority",
        "Mattilsynet",
        "The Food Safety Authority",
        "Oppklarer smitte fra mat, vann og dyr.",
        "Traces infection from food, water and animals.",
    ),
    _without_access(
        "defence",
        "Forsvarets sanitet",
        "The Armed Forces' medical services",
        "Smittevern i Forsvaret.",
        "Infection control in the Armed Forces.",
    ),
)

#: Programs and whoever has the machine: no account has these.
NOBODYS = (RECEPTION, REFRESH, OPERATOR)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        RECEPTION,
        REFRESH,
        LABORATORY,
        REGISTRY_OFFICER,
        MUNICIPAL_MEDICAL_OFFICER,
        CLINICIAN,
        EPIDEMIOLOGIST,
        PERSON,
        SUPERVISOR,
        OPERATOR,
        *WITHOUT_ACCESS,
    )
}
