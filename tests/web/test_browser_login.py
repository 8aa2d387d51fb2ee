"""Logging in with a second factor, and what was typed when a session had ended, in a real browser."""

import base64

import pytest

from tests.accounts import code
from tests.web.browsing import IN_A_BROWSER, Visit

pytestmark = [*IN_A_BROWSER, pytest.mark.requirement("NOIS-4-1")]

LISTED = "m-1\nm-2 med mellomrom"


def forget_session(visit: Visit) -> None:
    """What the browser has left of a session that ended: all but its cookie."""
    kept = [each for each in visit.page.context.cookies() if not each["name"].endswith("infreg_session")]
    visit.page.context.clear_cookies()
    visit.page.context.add_cookies(kept)  # type: ignore[arg-type]


def typed_comes_back(visit: Visit) -> None:
    visit.log_in("lab")
    visit.page.goto(f"{visit.site}/avstemming")
    visit.page.locator("[name=ids]").fill(LISTED)
    visit.page.locator("[name=day]").fill("2026-11-20")
    forget_session(visit)
    visit.page.get_by_role("button", name="Sammenlign").click()
    assert visit.page.get_by_text("Det du skrev, er tatt vare på: logg inn").is_visible()
    visit.page.get_by_role("button", name="Logg inn som Liv Laborant").click()
    assert visit.page.get_by_role("heading", level=1).inner_text() == "Det du skrev, er tatt vare på"
    visit.page.get_by_role("button", name="Tilbake til skjemaet").click()
    visit.page.wait_for_url("**/avstemming")
    assert visit.page.get_by_text("Ingenting er sendt ennå").is_visible()
    assert visit.page.locator("[name=ids]").input_value() == LISTED
    assert visit.page.locator("[name=day]").input_value() == "2026-11-20"


def test_what_was_typed_comes_back_after_the_login(visit: Visit) -> None:
    typed_comes_back(visit)
    assert visit.violations() == []
    assert visit.overflow() <= 0


def test_what_was_typed_comes_back_without_javascript(plain_visit: Visit) -> None:
    typed_comes_back(plain_visit)


def test_a_second_factor_is_made_used_and_taken_away(visit: Visit) -> None:
    page = visit.page
    visit.log_in("lab")
    page.get_by_role("link", name="Liv Laborant").click()
    assert visit.violations() == []
    page.get_by_role("link", name="Slå på").click()
    assert visit.violations() == []
    assert visit.overflow() <= 0
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 100
    secret = base64.b32decode(page.locator("code.key").inner_text().replace(" ", ""))
    page.get_by_label("Kode på seks sifre").fill(code(secret))
    page.get_by_role("button", name="Slå på").click()
    assert visit.violations() == []
    assert visit.overflow() <= 0
    spare = page.locator(".recovery code").first.inner_text()
    page.get_by_role("button", name="Logg ut", exact=True).click()
    page.get_by_role("button", name="Logg inn som Liv Laborant").click()
    assert visit.violations() == []
    page.get_by_role("textbox", name="Kode").fill(spare)
    page.get_by_role("button", name="Gå videre").click()
    page.wait_for_url("**/leveranser")
    page.goto(f"{visit.site}/konto")
    page.get_by_role("link", name="Slå av").click()
    page.get_by_label("Passord").fill("prøv-infreg-her")
    page.get_by_role("button", name="Slå av").click()
    assert page.get_by_text("Totrinnsinnlogging er av.").is_visible()
    assert [each for each in visit.complaints if not each.startswith("info: Clear-Site-Data")] == []
