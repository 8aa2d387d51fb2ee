"""The pages in a real browser: they work, break no policy of ours, and shut nobody out."""

import re

import pytest

from tests.web.browsing import IN_A_BROWSER, Visit

pytestmark = IN_A_BROWSER


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
