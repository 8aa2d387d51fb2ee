"""A municipal medical officer opens a name, a clinician looks a patient up, and the person sees it: in a real
browser, on the real site."""

import pytest
from playwright.sync_api import expect

from infreg.synthetic.handful import first_person
from tests.web.browsing import IN_A_BROWSER, Visit
from tests.web.test_browser_casework import sound

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("B-8")]


def log_in(visit: Visit, user: str) -> None:
    visit.page.context.clear_cookies()
    visit.page.goto(f"{visit.site}/")
    visit.page.get_by_label("Brukernavn").fill(user)
    visit.page.get_by_label("Passord").fill("prøv-infreg-her")
    visit.page.get_by_role("button", name="Logg inn", exact=True).click()
    expect(visit.page.get_by_role("button", name="Logg ut")).to_be_visible()


def test_a_municipal_officer_opens_the_name_behind_a_case(visit: Visit) -> None:
    log_in(visit, "kommune")
    visit.page.goto(f"{visit.site}/tilfeller?periode=alle")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Hvilke tilfeller har jeg?")
    sound(visit)
    visit.page.get_by_role("link", name="Covid-19").first.click()
    sound(visit)
    visit.page.get_by_role("link", name="Vis navn").click()
    sound(visit)
    visit.page.get_by_role("button", name="Vis navn").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("Ingenting er vist ennå")
    sound(visit)
    visit.page.get_by_label("Smittesporing").check()
    visit.page.get_by_label("Hva skal du gjøre?").fill("Ringer for å finne nærkontakter.")
    visit.page.get_by_role("button", name="Vis navn").click()
    expect(visit.page.get_by_text("er logget, og personen kan se det.")).to_be_visible()
    expect(visit.page.get_by_text("Nordlia legesenter")).to_be_visible()
    assert visit.page.url.endswith("/navn")
    sound(visit)


def test_a_person_sees_who_has_looked_as_soon_as_they_have(visit: Visit) -> None:
    log_in(visit, "lege")
    visit.page.goto(f"{visit.site}/oppslag")
    visit.page.get_by_label("Pasientens nummer").fill(first_person().reveal())
    visit.page.locator("#why-other").check()
    visit.page.locator("#words").fill("Spørsmål fra sykehjemmet")
    visit.page.locator("#relation-on-call").check()
    visit.page.get_by_role("button", name="Slå opp").click()
    expect(visit.page.locator("#number")).to_have_count(0)
    log_in(visit, "innbygger")
    visit.page.goto(f"{visit.site}/min-side")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Hvem har sett på opplysninger om meg?")
    newest = visit.page.locator(".looks li").first
    expect(newest).to_contain_text("Slo opp prøvesvarene dine")
    expect(newest).to_contain_text("konto lege")
    expect(newest).to_contain_text("Noe annet: «Spørsmål fra sykehjemmet»")
    expect(visit.page.get_by_role("region", name="Dine egne besøk")).to_contain_text("Det loggføres også.")
    sound(visit)


def test_a_persons_page_is_read_without_javascript(plain_visit: Visit) -> None:
    log_in(plain_visit, "innbygger")
    plain_visit.page.goto(f"{plain_visit.site}/min-side")
    expect(plain_visit.page.locator(".lead")).to_be_visible()
    assert plain_visit.complaints == []
