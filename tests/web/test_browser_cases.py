"""Cases in a real browser, on the real site with its worker: seen, decided about, and taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browsing import IN_A_BROWSER, Visit
from tests.web.test_browser_casework import made_up, sound, xml

pytestmark = IN_A_BROWSER

#: A disease that everybody is told of at once.
DISEASE, MICROBE = "Meningokokksykdom", b"Neisseria meningitidis"


def meningococci(visit: Visit) -> None:
    """Delivers a blood culture as the laboratory, and opens its case as the officer."""
    content = dict(made_up())["blodkultur.xml"].replace(b"Staphylococcus aureus", MICROBE)
    assert MICROBE in content
    visit.log_in()
    visit.page.goto(f"{visit.site}/lever")
    visit.page.get_by_label("Filer med svar").set_input_files([xml("blod.xml", content)])
    visit.page.get_by_role("button", name="Lever", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Dette skjedde")).to_be_visible()
    visit.log_in("register")
    open_case(visit)


def open_case(visit: Visit) -> None:
    """Opens the list again and again until the worker has done its part, and then the case."""
    link = visit.page.get_by_role("link", name=re.compile(DISEASE))
    for _ in range(60):
        visit.page.goto(f"{visit.site}/tilfeller?periode=alle&sykdom=meningococcal-disease")
        if link.count():
            break
        visit.page.wait_for_timeout(500)
    link.first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text(DISEASE)


@pytest.mark.requirement("B-4", "NIR-12")
def test_a_case_is_found_read_and_followed_to_what_it_rests_on(visit: Visit) -> None:
    meningococci(visit)
    sound(visit)
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("bekreftet tilfelle")
    expect(visit.page.get_by_role("region", name="Fra symptomstart til kjent")).to_contain_text("Ukjent")
    evidence = visit.page.get_by_role("region", name="Hva det bygger på")
    expect(evidence).to_contain_text("Neisseria meningitidis: påvist, dyrkning")
    visit.page.get_by_role("link", name="Vis definisjonen").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(DISEASE)
    sound(visit)
    visit.page.go_back()
    evidence.get_by_role("link").first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Neisseria meningitidis")


@pytest.mark.requirement("NIR-12")
def test_filters_are_in_the_address_and_an_empty_list_is_an_answer(visit: Visit) -> None:
    visit.log_in("register")
    visit.page.get_by_role("link", name="Tilfeller", exact=True).click()
    sound(visit)
    visit.page.get_by_label("Sykdom").select_option(label="Pest")
    visit.page.get_by_label("Kommune").fill("Oslo")
    visit.page.get_by_role("button", name="Vis", exact=True).click()
    expect(visit.page.locator(".lead")).to_contain_text("Pest, Oslo: ingen tilfeller siste tolv måneder.")
    assert "sykdom=plague" in visit.page.url
    sound(visit)
    visit.page.get_by_label("Kommune").fill("Våler")
    visit.page.get_by_role("button", name="Vis", exact=True).click()
    expect(visit.page.get_by_text("Flere kommuner heter dette")).to_be_visible()
    sound(visit)


@pytest.mark.requirement("B-4")
def test_a_case_is_reclassified_by_keyboard_and_the_decision_taken_back(visit: Visit) -> None:
    meningococci(visit)
    visit.page.get_by_role("link", name="Endre klassifisering").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Endre klassifiseringen?")
    sound(visit)
    visit.page.get_by_label("Sannsynlig").focus()
    visit.page.keyboard.press("Space")
    visit.page.get_by_label("Hvorfor").fill("Venter på bekreftelse fra referanselaboratoriet.")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".lead")).to_contain_text("Det telles som sannsynlig fra nå av.")
    sound(visit)
    visit.page.get_by_role("button", name="Bekreft").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("sannsynlig tilfelle")
    decided = visit.page.get_by_role("region", name="Avgjørelser")
    expect(decided).to_contain_text("Venter på bekreftelse fra referanselaboratoriet.")
    sound(visit)
    decided.get_by_role("link", name="Angre").first.click()
    sound(visit)
    visit.page.get_by_label("Hvorfor").fill("Bekreftet likevel.")
    visit.page.get_by_role("button", name="Angre").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("bekreftet tilfelle")
    expect(visit.page.get_by_role("region", name="Hva vi visste når")).to_contain_text(
        "Klassifikasjon: bekreftet → sannsynlig"
    )
    sound(visit)


@pytest.mark.requirement("B-4", "NOIS-4-1")
def test_a_case_is_moved_without_javascript_and_what_waits_has_a_page(plain_visit: Visit) -> None:
    visit = plain_visit
    meningococci(visit)
    visit.page.get_by_role("link", name="Flytt", exact=True).click()
    visit.page.get_by_label("Kommune").fill("Ingensteds")
    visit.page.get_by_label("Hvorfor").fill("Studerer i Bergen.")
    visit.page.get_by_role("button", name="Gå videre").click()
    expect(visit.page.get_by_text("Ingen kommune heter dette")).to_be_visible()
    visit.page.get_by_label("Kommune").fill("bergen")
    visit.page.get_by_role("button", name="Gå videre").click()
    expect(visit.page.locator(".lead")).to_contain_text("Tilfellet telles i Bergen (4601) fra nå av")
    visit.page.get_by_role("button", name="Bekreft").click()
    expect(visit.page.locator(".lead")).to_contain_text("bosatt i Bergen")
    visit.page.get_by_role("link", name="Alle tilfeller").click()
    visit.page.get_by_role("link", name="Til avgjørelse").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Hva må noen avgjøre?")
    assert visit.complaints == []
