"""Which pages each visitor is let into, and what each role may do, written by hand: whoever adds or takes
away a permission writes it here, too."""

import pytest

from infreg.access.purposes import Purpose
from infreg.access.roles import ROLES
from infreg.flow import cases, control
from infreg.storage.models import User
from tests.flow.made_cases import OFFICER
from tests.register import Register
from tests.web.every_address import every_address
from tests.web.test_every_address import ask, browser_of

pytestmark = pytest.mark.requirement("NOIS-4-1", "NOIS-1-4")

#: By role, its permissions.
MAY = {
    "reception": "see_arrivals see_answers reconcile",
    "refresh": "count",
    "operator": "manage_access see_access",
    "laboratory": "see_arrivals see_answers deliver reconcile see_definitions see_codes count",
    "registry_officer": "see_arrivals see_answers reconcile settle join see_definitions define see_codes map "
    "see_cases settle_cases reveal count",
    "municipal_medical_officer": "see_cases reveal see_definitions count",
    "clinician": "look_up",
    "epidemiologist": "see_cases see_codes see_definitions count",
    "person": "see_own",
    "supervisor": "see_access see_log see_definitions",
}
OPEN = "login login_code logout language"
OWN = f"{OPEN} home account account_password account_sessions second_factor second_factor_off"
DEFINED = "definitions definition"
COUNTED = "warehouse warehouse_table"
SEEN = "arrivals message compare reconcile"
CODED = "codes codes_history coverage term"
#: By user of the demo (and one of a role without access), the addresses that do not refuse them.
LET_IN = {
    "lab": f"{OWN} {SEEN} deliver refresh {CODED} {COUNTED} {DEFINED}",
    "register": f"{OWN} {SEEN} join undo held settle cases cases_to_settle case_question case reveal "
    f"case_settle case_undo {CODED} codes_undo {COUNTED} {DEFINED}",
    "kommune": f"{OWN} cases case reveal {COUNTED} {DEFINED}",
    "lege": f"{OWN} lookup",
    "epi": f"{OWN} cases case {CODED} {COUNTED} {DEFINED}",
    "tilsyn": f"{OWN} access {DEFINED}",
    "innbygger": f"{OWN} own",
    "researcher": OPEN,
}
#: A form's address takes no GET, and refuses who may not send it.
REFUSED = ({403}, {403, 405})


def test_each_role_may_do_what_is_written_and_nothing_else() -> None:
    found = {code: {each.value for each in role.permissions} for code, role in ROLES.items()}
    assert {code: may for code, may in found.items() if may} == {
        code: set(may.split()) for code, may in MAY.items()
    }


@pytest.mark.parametrize("who", LET_IN)
def test_each_visitor_is_let_into_these_pages_and_refused_at_all_others(demo: Register, who: str) -> None:
    with demo.superuser() as bare:
        row = bare.execute("SELECT receipt FROM registry.answer ORDER BY receipt LIMIT 1").fetchone()
    found, _ = cases.find_cases(OFFICER, size=50)
    assert row
    municipalities = User.objects.get(username="kommune").actor(Purpose.SURVEILLANCE).municipalities
    near = next(each.id for each in found if each.municipality_code in municipalities)
    let_in = set()
    for address in every_address({"receipt": str(row[0]), "case": near}):
        with browser_of(who) as client:
            statuses = {ask(client, method, address.path).status_code for method in ("GET", "POST")}
        let_in |= set() if statuses in REFUSED else {address.name}
    assert let_in == set(LET_IN[who].split())


def test_there_is_a_user_of_the_demo_for_each_role_that_people_have() -> None:
    people = {code for code in MAY if code not in {"reception", "refresh", "operator"}}
    assert {user.role for user in control.DEMO_USERS} == people
