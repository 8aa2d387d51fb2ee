"""The mapping bench and the definitions in a real browser, on the real site with its worker."""

import itertools
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from infreg.synthetic.handful import handful
from tests.web.browsing import DESK, IN_A_BROWSER, STILL, Visit

pytestmark = IN_A_BROWSER

TWO_MINUTES = 120
#: Not the complex that it belongs to.
THE_SPECIES = re.compile("Klebsiella pneumoniae(?! complex)")
_numbers = itertools.count(1)


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Visit]:
    """A registry officer at a desk."""
    context = browser.new_context(viewport={"width": DESK, "height": 900}, reduced_motion=STILL)
    yield Visit(context.new_page(), site)
    context.close()


def made_up(words: str) -> FilePayload:
    """An answer in which a laboratory names a microbe as nobody else does."""
    number = next(_numbers)
    content = dict(handful(datetime(2026, 3, 14, 9, tzinfo=UTC)))["lokalt-navn.xml"]
    fresh = content.replace(b"handful-", b"kode%d-" % number).replace(b"fjord-", b"kodesvar%d-" % number)
    return {
        "name": f"{number}.xml",
        "mimeType": "text/xml",
        "buffer": fresh.replace(b"KLEBPN-fj", words.encode()),
    }


def deliver(visit: Visit, *words: str) -> list[str]:
    """Delivers an answer for each, as the laboratory; the addresses of the deliveries."""
    visit.log_in("lab")
    visit.page.goto(f"{visit.site}/lever")
    visit.page.get_by_label("Filer med svar").set_input_files([made_up(each) for each in words])
    visit.page.get_by_role("button", name="Lever", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Dette skjedde")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Oppdater")).to_have_count(0, timeout=30_000)
    links = visit.page.locator("#result tbody").get_by_role("link")
    return [str(link.get_attribute("href")) for link in links.all()]


def sound(visit: Visit) -> None:
    """Nobody is shut out of the page as it stands, it fits, and the browser complained of nothing."""
    assert visit.violations() == []
    assert visit.overflow() <= 0
    assert visit.complaints == []


def open_word(visit: Visit, words: str) -> None:
    """Follows the link to a word, and waits until its keys work."""
    visit.page.get_by_role("link", name=words, exact=True).click()
    expect(visit.page.get_by_text("Hurtigtaster")).to_be_visible()


def until(visit: Visit, address: str, words: str) -> None:
    """Opens a page again and again until the worker has done its part."""
    for _ in range(60):
        visit.page.goto(f"{visit.site}{address}")
        if words in visit.page.locator("main").inner_text():
            return
        time.sleep(0.5)
    pytest.fail(f"{address} never said {words}")


@pytest.mark.requirement("B-3", "NOIS-1-8a")
def test_ten_words_are_mapped_by_keyboard_in_two_minutes_counted_and_taken_out_again(desk: Visit) -> None:
    answers = deliver(desk, *(f"KLEBPN-{letter}" for letter in "klmnopqrst"))
    desk.log_in("register")
    desk.page.goto(f"{desk.site}{answers[0]}")
    waits = desk.page.locator(".understood")
    expect(waits).to_contain_text("Registeret har lest ett funn. Det telles ikke ennå.")
    open_word(desk, "«klebpn-k»")
    began = time.monotonic()
    for _ in range(10):
        key = desk.page.locator("label", has_text=THE_SPECIES).locator("kbd").first.inner_text()
        desk.page.keyboard.press(key)
        expect(desk.page.get_by_label("Hvorfor")).to_have_value(THE_SPECIES)
        desk.page.keyboard.press("Enter")
        expect(desk.page.get_by_role("status").first).to_contain_text("Ett svar leses på nytt.")
    assert time.monotonic() - began < TWO_MINUTES
    for address in answers:
        until(desk, address, "Registeret har lest ett funn, og det telles.")
    expect(desk.page.locator(".understood")).to_contain_text("Klebsiella pneumoniae: påvist")

    desk.page.goto(f"{desk.site}/koder/historikk")
    row = desk.page.get_by_role("row").filter(has_text="klebpn-k")
    expect(row).to_contain_text("register, ")
    sound(desk)
    row.get_by_role("link", name="Angre").click()
    sound(desk)
    desk.page.get_by_label("Hvorfor").fill("Laboratoriet mente noe annet.")
    desk.page.get_by_role("button", name="Angre").click()
    expect(desk.page.get_by_role("status")).to_contain_text(
        "Forklaringen er tatt tilbake. Ett svar leses på nytt."
    )
    until(desk, answers[0], "Det telles ikke ennå.")
    until(desk, answers[1], "og det telles.")


@pytest.mark.requirement("B-3", "NOIS-4-1")
def test_the_pages_of_codes_shut_nobody_out(visit: Visit) -> None:
    visit.log_in("register")
    visit.page.get_by_role("link", name="Koder", exact=True).click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Hvilke ord forstår vi ikke ennå")
    sound(visit)
    open_word(visit, "klebpn-fj")
    visit.page.keyboard.press("?")
    expect(visit.page.get_by_text("velger en betydning")).to_be_visible()
    sound(visit)
    visit.page.goto(f"{visit.site}/koder/dekning")
    sound(visit)


@pytest.mark.requirement("B-3")
def test_the_search_answers_while_one_types_and_keys_leave_the_fields_alone(desk: Visit) -> None:
    desk.log_in("register")
    desk.page.goto(f"{desk.site}/koder?slag=organism")
    open_word(desk, "klebpn-fj")
    desk.page.keyboard.press("/")
    expect(desk.page.get_by_label("Søk etter noe annet")).to_be_focused()
    desk.page.keyboard.type("raoultella n1")
    expect(desk.page).to_have_url(re.compile("/koder/"))
    desk.page.get_by_label("Søk etter noe annet").fill("raoultella")
    found = desk.page.locator("#results")
    expect(found).to_contain_text("treff på «raoultella»")
    assert not desk.page.locator("input[name=target]:checked").count()
    desk.page.keyboard.press("Enter")
    expect(found.locator("input").first).to_be_focused()
    desk.page.keyboard.press("Space")
    expect(desk.page.get_by_label("Hvorfor")).to_have_value(re.compile("^Samme som .*aoultella"))
    desk.page.get_by_label("Hvorfor").fill("Spurte laboratoriet.")
    found.locator("input").nth(1).check()
    expect(desk.page.get_by_label("Hvorfor")).to_have_value("Spurte laboratoriet.")
    sound(desk)
    desk.page.keyboard.press("?")
    desk.page.get_by_label("Bruk hurtigtastene").uncheck()
    before = desk.page.locator("input[name=target]:checked").get_attribute("value")
    desk.page.keyboard.press("1")
    assert desk.page.locator("input[name=target]:checked").get_attribute("value") == before


@pytest.mark.requirement("B-3", "NOIS-4-1")
def test_a_word_is_mapped_without_javascript(plain_visit: Visit) -> None:
    visit = plain_visit
    visit.log_in("lab")
    visit.page.goto(f"{visit.site}/lever")
    visit.page.get_by_label("Filer med svar").set_input_files(made_up("ACNTB-zz"))
    visit.page.get_by_role("button", name="Lever", exact=True).click()
    until(visit, "/koder", "acntb-zz")
    visit.log_in("register")
    visit.page.goto(f"{visit.site}/koder?slag=organism")
    visit.page.get_by_role("row").filter(has_text="acntb-zz").get_by_role("link").click()
    visit.page.get_by_label("Søk etter noe annet").fill("acinetobacter baumannii")
    visit.page.get_by_role("button", name="Søk").click()
    visit.page.locator("#results").get_by_role("radio").first.check()
    visit.page.get_by_label("Hvorfor").fill("Spurte laboratoriet.")
    visit.page.get_by_role("button", name="Bruk", exact=True).click()
    expect(visit.page.get_by_role("status").first).to_contain_text("«acntb-zz» betyr nå Acinetobacter")


@pytest.mark.requirement("B-6", "NOIS-4-1")
def test_definitions_are_read_by_everybody(visit: Visit) -> None:
    visit.log_in("lab")
    visit.page.get_by_role("link", name="Definisjoner", exact=True).click()
    sound(visit)
    visit.page.get_by_role("link", name="Mikrober", exact=True).click()
    visit.page.get_by_label("Rader med disse ordene").fill("Escherichia coli")
    visit.page.get_by_role("button", name="Vis", exact=True).click()
    visit.page.get_by_role("link", name="ESCCOL", exact=True).first.click()
    expect(visit.page.get_by_role("heading", name="Her brukes ESCCOL")).to_be_visible()
    sound(visit)
    visit.page.goto(f"{visit.site}/definisjoner/finding-rules/finding-rules")
    expect(visit.page.get_by_text("Den første som stemmer, avgjør.")).to_be_visible()
    sound(visit)
