"""A clinician in a real browser, on the real site: looks up by number, reads, and leaves no number behind."""

import re

import pytest
from playwright.sync_api import expect

from infreg.vocabulary.person_number import completed
from tests.web.browsing import IN_A_BROWSER, PHONE, Visit
from tests.web.test_browser_casework import sound

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("NIR-10", "B-8")]

#: The handful's first person, and somebody nobody has heard of.
PETRA, NOBODY = completed("148575402")[0], completed("148575777")[0]


def log_in(visit: Visit) -> None:
    visit.page.context.clear_cookies()
    visit.page.goto(f"{visit.site}/")
    visit.page.get_by_label("Brukernavn").fill("lege")
    visit.page.get_by_label("Passord").fill("prøv-infreg-her")
    visit.page.get_by_role("button", name="Logg inn", exact=True).click()
    visit.page.wait_for_url("**/oppslag")


def look_up(visit: Visit, number: str) -> None:
    visit.page.get_by_label("Pasientens nummer").fill(number)
    visit.page.get_by_label("Undersøkelse eller behandling nå").check()
    visit.page.get_by_label("Min egen pasient").check()
    visit.page.get_by_role("button", name="Slå opp", exact=True).click()


def test_a_patient_is_looked_up_and_read(visit: Visit) -> None:
    log_in(visit)
    sound(visit)
    look_up(visit, f"{PETRA[:6]} {PETRA[6:]}")
    heading = visit.page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("1 svar siste 90 dager, 2 nye positive funn:")
    expect(heading).to_contain_text("Escherichia coli og Klebsiella pneumoniae")
    sound(visit)
    assert PETRA not in visit.page.content()
    assert PETRA not in visit.page.url
    coli = visit.page.get_by_role("row").filter(has=visit.page.get_by_role("rowheader", name="ampicillin"))
    expect(coli.first).to_contain_text("R")
    visit.page.get_by_text("Det laboratoriet skrev").click()
    expect(visit.page.get_by_text(">100 000 CFU/ml").last).to_be_visible()
    sound(visit)


def test_the_grid_scrolls_by_itself_on_a_telephone_and_by_keyboard(visit: Visit) -> None:
    log_in(visit)
    look_up(visit, PETRA)
    grid = visit.page.get_by_role("group", name="Hva som vokste, og hva som virker")
    grid.focus()
    expect(grid).to_be_focused()
    if visit.page.viewport_size and visit.page.viewport_size["width"] == PHONE:
        first = visit.page.get_by_role("rowheader", name="ampicillin").first
        assert first.evaluate("cell => getComputedStyle(cell).position") == "sticky"


def test_a_form_that_lacks_something_says_what_and_keeps_what_was_typed(visit: Visit) -> None:
    log_in(visit)
    visit.page.get_by_label("Pasientens nummer").fill(NOBODY[:-1] + str((int(NOBODY[-1]) + 1) % 10))
    visit.page.get_by_label("Jeg har vakt").check()
    visit.page.get_by_role("button", name="Slå opp", exact=True).click()
    expect(visit.page.get_by_text("Velg hvorfor du slår opp pasienten.")).to_be_visible()
    expect(visit.page.get_by_label("Jeg har vakt")).to_be_checked()
    sound(visit)
    visit.page.get_by_label("Oppfølging").check()
    visit.page.get_by_role("button", name="Slå opp", exact=True).click()
    expect(visit.page.get_by_text("kontrollsifferet stemmer ikke")).to_be_visible()
    assert re.search(r"/oppslag$", visit.page.url)
    sound(visit)


def test_nobody_found_is_told_and_the_way_back_forgets_the_number(plain_visit: Visit) -> None:
    visit = plain_visit
    log_in(visit)
    look_up(visit, NOBODY)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(
        "Ingen svar om denne personen er registrert."
    )
    visit.page.get_by_role("link", name="Slå opp en annen pasient").click()
    expect(visit.page.get_by_label("Pasientens nummer")).to_have_value("")
    assert visit.complaints == []
