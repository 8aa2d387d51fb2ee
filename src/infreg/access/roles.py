"""Roles as readable classes: what each is for, and what it may do. An auditor reads this file."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What can be allowed. A role that lacks one is refused before the database is asked."""

    RECEIVE = "receive"  # take deliveries in
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
    SETTLE_CASES = "settle_cases"  # decide about cases, and take it back
    JOIN = "join"  # say that two answers are about the same person, and take it back


class Reach(StrEnum):
    """Whose rows a role reaches."""

    OWN = "own"  # the institutions the user belongs to
    COUNTRY = "country"  # every institution


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of visitor. `name` and `description` by language, nb first."""

    code: str
    name: dict[str, str]
    description: dict[str, str]
    reach: Reach
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
    permissions=frozenset(
        {Permission.RECEIVE, Permission.SEE_ARRIVALS, Permission.SEE_ANSWERS, Permission.RECONCILE}
    ),
)
LABORATORY = Role(
    code="laboratory",
    name={"nb": "Laboratorium", "en": "Laboratory"},
    description={
        "nb": "Leverer, og ser hva eget laboratorium har sendt, hva som feilet og hva som må gjøres.",
        "en": "Delivers, and sees what their own laboratory sent, what failed and what to do.",
    },
    reach=Reach.OWN,
    permissions=frozenset(
        {
            Permission.SEE_ARRIVALS,
            Permission.SEE_ANSWERS,
            Permission.DELIVER,
            Permission.RECONCILE,
            Permission.SEE_DEFINITIONS,
            Permission.SEE_CODES,
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
        }
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in (RECEPTION, LABORATORY, REGISTRY_OFFICER)}
