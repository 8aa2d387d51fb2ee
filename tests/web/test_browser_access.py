"""The auditor's page in a real browser, by telephone and at a desk, in light and in dark, and on paper."""

import pytest

from tests.web.browsing import IN_A_BROWSER, Visit

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("NOIS-4-1")]


def log_in(visit: Visit) -> None:
    visit.page.context.clear_cookies()
    visit.page.goto(f"{visit.site}/")
    visit.page.get_by_label("Brukernavn").fill("tilsyn")
    visit.page.get_by_label("Passord").fill("prøv-infreg-her")
    visit.page.get_by_role("button", name="Logg inn", exact=True).click()
    visit.page.wait_for_url("**/tilgang")


def test_nobody_is_shut_out_of_the_auditors_page(visit: Visit) -> None:
    log_in(visit)
    visit.page.locator("details.rule summary").first.click()
    assert visit.violations() == []
    assert visit.overflow() <= 0
    assert visit.complaints == []


def test_an_auditor_finds_one_roles_accounts_without_javascript(plain_visit: Visit) -> None:
    log_in(plain_visit)
    plain_visit.page.get_by_label("Rolle", exact=True).select_option(label="Kommuneoverlege (1)")
    plain_visit.page.get_by_role("button", name="Vis").click()
    accounts = plain_visit.page.get_by_role("table", name="Kontoer og hva de har fått")
    assert accounts.get_by_text("Kari Kommuneoverlege").is_visible()
    assert accounts.get_by_text("Lars Lege").count() == 0


def test_on_paper_the_page_has_its_date_and_no_controls(plain_visit: Visit) -> None:
    log_in(plain_visit)
    plain_visit.page.emulate_media(media="print")
    assert plain_visit.page.get_by_text("Skrevet ut").is_visible()
    assert not plain_visit.page.get_by_role("button", name="Vis").is_visible()
    assert plain_visit.page.get_by_text("registry.answer", exact=True).is_visible()
