"""The pages in a real browser: they work, break no policy of ours, and shut nobody out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PHONE, DESK = 390, 1280
SEEN = [(width, scheme) for width in (PHONE, DESK) for scheme in ("light", "dark")]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium here (Debian: chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Visit:
    """One visitor's browser window, and what it complained of."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))

    def log_in(self) -> None:
        self.page.goto(f"{self.site}/")
        self.page.get_by_label("Brukernavn").fill("lab")
        self.page.get_by_label("Passord").fill("prøv-infreg-her")
        self.page.get_by_role("button", name="Logg inn", exact=True).click()
        self.page.wait_for_url("**/leveranser")

    def open_answer(self) -> None:
        """The culture among what came: the one line that names *Escherichia coli*."""
        row = self.page.get_by_role("row").filter(has_text="Escherichia coli").first
        row.get_by_role("link").click()
        self.page.wait_for_url("**/leveranser/*")

    def violations(self) -> list[dict[str, Any]]:
        """What axe-core finds serious or critical, after it is sure that contrast was among its tests."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run()")
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}
        return [each for each in found["violations"] if each["impact"] in ("serious", "critical")]

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture(params=SEEN, ids=[f"{width}-{scheme}" for width, scheme in SEEN])
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield Visit(context.new_page(), site)
    context.close()


@pytest.fixture
def plain_visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor whose browser runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield Visit(context.new_page(), site)
    context.close()


@pytest.mark.requirement("NIR-1", "B-2")
def test_a_demo_user_logs_in_sees_what_came_and_opens_an_answer(visit: Visit) -> None:
    visit.log_in()
    assert visit.page.get_by_role("heading", level=1).inner_text() == "Leveranser"
    visit.open_answer()
    sentence = visit.page.get_by_role("heading", level=1).inner_text()
    assert re.search(r"^Urin, tatt \d+\. \w+ \d{4}: Escherichia coli og Klebsiella pneumoniae\.$", sentence)
    row = visit.page.get_by_role("row").filter(has_text="Mecillinam").first
    assert "0,25" in row.inner_text()
    assert visit.complaints == []
    assert visit.overflow() <= 0


@pytest.mark.requirement("NOIS-4-1")
def test_no_page_shuts_anybody_out(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/logg-inn")
    assert visit.violations() == []
    visit.log_in()
    assert visit.violations() == []
    visit.open_answer()
    visit.page.locator("summary").click()
    assert visit.violations() == []
    assert visit.complaints == []


@pytest.mark.requirement("NOIS-4-1")
def test_everything_works_without_javascript(plain_visit: Visit) -> None:
    plain_visit.log_in()
    plain_visit.page.get_by_role("button", name="English").click()
    assert plain_visit.page.get_by_role("heading", level=1).inner_text() == "Deliveries"
    plain_visit.page.get_by_role("button", name="Log out").click()
    plain_visit.page.wait_for_url("**/logg-inn")


@pytest.mark.requirement("NOIS-4-1")
def test_the_keyboard_reaches_the_content_first_and_everything_after(visit: Visit) -> None:
    visit.log_in()
    visit.page.goto(f"{visit.site}/leveranser")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Hopp til innholdet"
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Alle"
