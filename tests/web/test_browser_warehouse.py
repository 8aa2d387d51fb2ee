"""What figures are made of, in a real browser, by telephone and at a desk, in light and in dark, on paper."""

import os
import subprocess
import tempfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.flow.made_warehouse import refreshed
from tests.register import Register
from tests.web.browsing import IN_A_BROWSER, Visit
from tests.web.conftest import INFREG, free_port, wait_until_it_listens

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("NIR-7", "NIR-12")]


@pytest.fixture(scope="module")
def site(demo: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a warehouse that nobody else writes."""
    home = tmp_path_factory.mktemp("home")
    refreshed(demo, home)
    for shared in ("passwords", "keys"):
        (home / shared).symlink_to(demo.home / shared)
    environment = os.environ | demo.environ | {"INFREG_HOME": str(home)}
    environment.pop("INFREG_ROLE", None)
    port = free_port()
    with tempfile.TemporaryFile() as said:
        serving = subprocess.Popen([INFREG, "serve", "--port", str(port)], env=environment, stdout=said)
        try:
            wait_until_it_listens(port, serving)
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()
            serving.wait(timeout=30)


def log_in(visit: Visit, user: str) -> None:
    visit.page.context.clear_cookies()
    visit.page.goto(f"{visit.site}/")
    visit.page.get_by_label("Brukernavn").fill(user)
    visit.page.get_by_label("Passord").fill("prøv-infreg-her")
    visit.page.get_by_role("button", name="Logg inn", exact=True).click()
    visit.page.wait_for_url("**/tilfeller")


def unfold(visit: Visit) -> None:
    visit.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_nobody_is_shut_out_of_what_figures_are_made_of(visit: Visit, language: str) -> None:
    log_in(visit, "epi")
    if language == "en":
        visit.page.get_by_role("button", name="English").click()
    for path in ("/varehus", "/varehus/case", "/varehus/population"):
        visit.page.goto(f"{visit.site}{path}")
        unfold(visit)
        assert visit.page.locator("html").get_attribute("lang") == language
        assert visit.violations() == []
        assert visit.overflow() <= 0
    assert visit.complaints == []


def test_an_epidemiologist_reads_what_a_column_may_hold_without_javascript(plain_visit: Visit) -> None:
    log_in(plain_visit, "epi")
    page = plain_visit.page
    page.get_by_role("link", name="Datagrunnlag").click()
    page.get_by_role("link", name="Tilfeller", exact=True).last.click()
    page.wait_for_url("**/varehus/case")
    row = page.get_by_role("row").filter(has=page.get_by_text("disease", exact=True))
    assert row.get_by_text("person", exact=True).is_visible()
    assert not row.get_by_text("Meslinger").is_visible()
    row.get_by_text("Meldingspliktige sykdommer").first.click()
    assert row.get_by_text("Meslinger").is_visible()


def test_on_paper_nothing_is_folded(plain_visit: Visit) -> None:
    log_in(plain_visit, "kommune")
    plain_visit.page.goto(f"{plain_visit.site}/varehus")
    limitation = plain_visit.page.get_by_text("Bare den som er prøvetatt, kan bli et tilfelle.").first
    assert not limitation.is_visible()
    plain_visit.page.emulate_media(media="print")
    expect(limitation).to_be_visible()
    expect(plain_visit.page.get_by_text("Skrevet ut")).to_be_visible()


def test_a_measure_leads_to_its_tables_and_a_table_to_its_measures(visit: Visit) -> None:
    log_in(visit, "kommune")
    visit.page.goto(f"{visit.site}/varehus")
    visit.page.get_by_text("Insidens per 100 000").first.click()
    visit.page.get_by_role("link", name="population").last.click()
    visit.page.wait_for_url("**/varehus/population")
    assert visit.page.get_by_text("Insidens per 100 000").first.is_visible()
