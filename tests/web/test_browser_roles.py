"""A user of each role, in a real browser: what the head leads to, what lies there, and what is refused."""

import pytest
from playwright.sync_api import Browser, expect

from infreg.flow.control import DEMO_PASSWORD, DEMO_USERS
from tests.web.browsing import DESK, IN_A_BROWSER, STILL, Visit
from tests.web.every_address import every_address
from tests.web.test_who_goes_where import LET_IN

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("NOIS-4-1", "NOIS-1-4")]

#: By user, what the head leads to, in order; where there is one place alone it is the page itself.
PLACES = {
    "lab": "Leveranser, Lever, Avstemming, Koder, Datagrunnlag, Definisjoner",
    "register": "Leveranser, Avstemming, Holdt tilbake, Tilfeller, Koder, Datagrunnlag, Definisjoner",
    "kommune": "Tilfeller, Datagrunnlag, Definisjoner",
    "lege": "",
    "epi": "Tilfeller, Koder, Datagrunnlag, Definisjoner",
    "tilsyn": "Tilgang, Definisjoner",
    "innbygger": "",
}
FIRST = {
    "lab": "leveranser",
    "register": "leveranser",
    "kommune": "tilfeller",
    "lege": "oppslag",
    "epi": "tilfeller",
    "tilsyn": "tilgang",
    "innbygger": "min-side",
}


@pytest.mark.parametrize("who", [user.username for user in DEMO_USERS])
def test_a_user_of_each_role_sees_their_places_and_is_refused_at_the_others(
    browser: Browser, site: str, who: str
) -> None:
    context = browser.new_context(viewport={"width": DESK, "height": 900}, reduced_motion=STILL)
    visit = Visit(context.new_page(), site)
    visit.page.goto(f"{site}/")
    visit.page.get_by_label("Brukernavn").fill(who)
    visit.page.get_by_label("Passord").fill(DEMO_PASSWORD)
    visit.page.get_by_role("button", name="Logg inn", exact=True).click()
    visit.page.wait_for_url(f"**/{FIRST[who]}")
    places = visit.page.get_by_role("navigation", name="Registerets sider").get_by_role("link")
    assert ", ".join(places.all_inner_texts()) == PLACES[who]
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    assert visit.violations() == []
    for address in every_address():
        # What takes no GET, or names something that is not there, tells nothing of who may see it.
        status = context.request.get(f"{site}{address.path}", max_redirects=0).status
        allowed = address.name in LET_IN[who].split()
        assert (status == 403) <= (not allowed), (address.name, status)
        assert allowed or status in {403, 404, 405}, (address.name, status)
    context.close()
