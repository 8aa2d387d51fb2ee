"""A visitor with a real browser: what it sees, and what it complains of."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Request

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
#: Nothing glides: a click on what is still unfolding hits beside it.
STILL: Literal["reduce"] = "reduce"
PHONE, DESK = 390, 1280
SEEN = [(width, scheme) for width in (PHONE, DESK) for scheme in ("light", "dark")]

#: Of the rules that a page keeps it tells the names alone: with every element that each was tried on, the
#: answer of a long page is megabytes, and takes four times as long.
_LOOK_FOR_VIOLATIONS = """
    axe.run({resultTypes: ["violations"]}).then(({passes, violations}) => (
        {passes: passes.map(({id}) => id), violations}
    ))
"""

#: The marks of a module whose tests need a browser.
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium here (Debian: chromium)"),
]


class Visit:
    """One visitor's browser window, and what it complained of."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        """What was broken off because the visitor went on, or a download began, is no complaint."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}")

    def log_in(self, user: str = "lab") -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/")
        self.page.get_by_label("Brukernavn").fill(user)
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
        found: dict[str, Any] = self.page.evaluate(_LOOK_FOR_VIOLATIONS)
        assert "color-contrast" in found["passes"]
        return [each for each in found["violations"] if each["impact"] in ("serious", "critical")]

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
