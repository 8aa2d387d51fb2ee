"""Deliver, settle, compare and reconcile in a real browser, on the real site with its worker."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import FilePayload, expect

from infreg.synthetic.handful import handful
from tests.web.browsing import IN_A_BROWSER, Visit

pytestmark = IN_A_BROWSER

RECEIPT = re.compile(r"^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$")
_numbers = itertools.count(1)


def made_up() -> Iterator[tuple[str, bytes]]:
    """The handful under ids that no other test uses, so that each is a new message and a new answer."""
    number = next(_numbers)
    for name, content in handful(datetime(2026, 3, 14, 9, tzinfo=UTC)):
        fresh = content.replace(b"handful-", b"nett%d-" % number).replace(b"fjord-", b"nettsvar%d-" % number)
        yield name, fresh


def packed() -> FilePayload:
    """A zip of made-up answers, and a note that is no answer."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in (*made_up(), ("notat.txt", b"hei %d" % next(_numbers))):
            package.writestr(name, content)
    return {"name": "svar.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def xml(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/xml", "buffer": content}


def deliver(visit: Visit, *files: FilePayload) -> None:
    """Hands files over, and waits until every one of them is taken in."""
    visit.page.goto(f"{visit.site}/lever")
    visit.page.get_by_label("Filer med svar").set_input_files(list(files))
    visit.page.get_by_role("button", name="Lever", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Dette skjedde")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Oppdater")).to_have_count(0, timeout=30_000)


def conflict(visit: Visit) -> str:
    """Delivers two contents under one message id; returns the later one's receipt."""
    content = dict(made_up())["blodkultur.xml"]
    other = content.replace(b"Staphylococcus aureus", b"Staphylococcus lugdunensis")
    assert other != content
    deliver(visit, xml("den-forste.xml", content))
    deliver(visit, xml("den-siste.xml", other))
    row = visit.page.get_by_role("row").filter(has_text="den-siste.xml")
    expect(row).to_contain_text("Holdt tilbake")
    return row.get_by_role("link").inner_text()


def sound(visit: Visit) -> None:
    """Nobody is shut out of the page as it stands, it fits, and the browser complained of nothing."""
    assert visit.violations() == []
    assert visit.overflow() <= 0
    assert visit.complaints == []


@pytest.mark.requirement("NIR-2", "NIR-12", "B-2")
def test_a_zip_is_seen_through_and_then_delivered_line_by_line(visit: Visit) -> None:
    visit.log_in()
    visit.page.get_by_role("link", name="Lever", exact=True).click()
    sound(visit)
    visit.page.get_by_label("Filer med svar").set_input_files(packed())
    visit.page.get_by_role("button", name="Se hva som vil skje").click()
    expect(visit.page.locator(".lead").last).to_contain_text("Ingenting er lagret ennå.")
    rows = visit.page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(8)
    urine = rows.filter(has_text="urinkultur.xml")
    expect(urine).to_contain_text("1 svar: Escherichia coli og Klebsiella pneumoniae")
    expect(rows.filter(has_text="notat.txt")).to_contain_text("Blir avvist")
    sound(visit)

    visit.page.get_by_role("button", name="Lever", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Dette skjedde")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Oppdater")).to_have_count(0, timeout=30_000)
    expect(visit.page.locator(".lead").last).to_contain_text("8 filer: 7 er tatt imot og 1 er avvist.")
    receipts = [link.inner_text() for link in rows.get_by_role("link").all()]
    assert len(set(receipts)) == 8
    assert all(map(RECEIPT.match, receipts))
    sound(visit)
    rows.filter(has_text="blodkultur.xml").get_by_role("link").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Staphylococcus aureus")


@pytest.mark.requirement("NIR-2")
def test_a_file_can_be_dropped_on_the_page(visit: Visit) -> None:
    visit.log_in()
    visit.page.goto(f"{visit.site}/lever")
    dropped = visit.page.evaluate_handle(
        """() => {
            const held = new DataTransfer();
            held.items.add(new File(["hei"], "sluppet.txt", { type: "text/plain" }));
            return held;
        }"""
    )
    visit.page.dispatch_event(".zone", "drop", {"dataTransfer": dropped})
    visit.page.get_by_role("button", name="Se hva som vil skje").click()
    expect(visit.page.get_by_role("row").filter(has_text="sluppet.txt")).to_contain_text("Blir avvist")
    assert visit.complaints == []


@pytest.mark.requirement("NIR-2", "NOIS-4-1")
def test_delivering_works_without_javascript(plain_visit: Visit) -> None:
    visit = plain_visit
    visit.log_in()
    visit.page.goto(f"{visit.site}/lever")
    visit.page.get_by_label("Filer med svar").set_input_files(packed())
    visit.page.get_by_role("button", name="Se hva som vil skje").click()
    expect(visit.page.get_by_text("Velg filene på nytt for å levere dem.")).to_be_visible()
    visit.page.get_by_label("Filer med svar").set_input_files(packed())
    visit.page.get_by_role("button", name="Lever", exact=True).click()
    update = visit.page.get_by_role("button", name="Oppdater")
    for _ in range(30):
        if not update.count():
            break
        visit.page.wait_for_timeout(500)
        update.click()
    expect(visit.page.get_by_text("7 er tatt imot og 1 er avvist.")).to_be_visible()


@pytest.mark.requirement("B-2", "B-4")
def test_a_conflict_is_seen_side_by_side_and_settled_by_a_person(visit: Visit) -> None:
    visit.log_in()
    receipt = conflict(visit)
    visit.log_in("register")
    visit.page.get_by_role("link", name="Holdt tilbake").first.click()
    sound(visit)
    visit.page.get_by_role("link", name=receipt).click()
    table = visit.page.get_by_role("table")
    expect(table).to_contain_text("Staphylococcus aureus")
    expect(table).to_contain_text("Staphylococcus lugdunensis")
    sound(visit)
    visit.page.get_by_label("Den siste gjelder").check()
    visit.page.get_by_label("Hvorfor").fill("Laboratoriet rettet arten.")
    visit.page.get_by_role("button", name="Gå videre").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Du avgjør: Den siste gjelder")
    sound(visit)
    visit.page.get_by_role("button", name="Bekreft").click()
    decided = visit.page.get_by_role("region", name="Avgjort")
    expect(decided).to_contain_text("Laboratoriet rettet arten.")
    sound(visit)
    for _ in range(30):
        visit.page.goto(f"{visit.site}/leveranser/{receipt}")
        if "lugdunensis" in visit.page.get_by_role("heading", level=1).inner_text():
            break
        visit.page.wait_for_timeout(500)
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Staphylococcus lugdunensis")
    expect(visit.page.get_by_role("region", name="Avgjort")).to_contain_text("Den siste gjelder")


@pytest.mark.requirement("B-5")
def test_two_versions_of_an_answer_stand_side_by_side(visit: Visit) -> None:
    visit.log_in()
    content = dict(made_up())
    deliver(
        visit, xml("forst.xml", content["urinkultur.xml"]), xml("sa.xml", content["urinkultur-endelig.xml"])
    )
    visit.page.get_by_role("row").filter(has_text="sa.xml").get_by_role("link").click()
    visit.page.get_by_role("link", name="Sammenlign").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("To versjoner side om side")
    mecillinam = visit.page.get_by_role("row").filter(has_text="Mecillinam")
    expect(mecillinam).to_contain_text("0,25 mg/L")
    expect(mecillinam).to_contain_text("endret")
    sound(visit)


@pytest.mark.requirement("NIR-2", "B-1")
def test_a_list_of_what_was_sent_is_compared_with_what_came(visit: Visit) -> None:
    visit.log_in()
    name, content = next(made_up())
    deliver(visit, xml(name, content))
    found = re.search(rb"<MsgId>(.*?)</MsgId>", content)
    assert found
    visit.page.get_by_role("link", name="Avstemming").click()
    sound(visit)
    visit.page.get_by_label("Meldings-ID-er").fill(f"MsgId\n{found[1].decode()}\naldri-sendt-1")
    visit.page.get_by_label("Dagen det ble sendt").fill(datetime.now().astimezone().date().isoformat())
    visit.page.get_by_role("button", name="Sammenlign").click()
    expect(visit.page.get_by_role("region", name="Mangler hos oss")).to_contain_text("aldri-sendt-1")
    expect(visit.page.locator(".lead")).to_contain_text("1 av 2 meldinger")
    sound(visit)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Last ned forskjellene").click()
    assert re.fullmatch(r"avstemming-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)


@pytest.mark.requirement("B-4")
def test_two_answers_are_joined_as_one_person_and_parted_again(visit: Visit) -> None:
    visit.log_in()
    content = dict(made_up())
    deliver(visit, xml("en.xml", content["hals-negativ.xml"]), xml("to.xml", content["covid.xml"]))
    rows = visit.page.get_by_role("row")
    one, two = (rows.filter(has_text=name).get_by_role("link").inner_text() for name in ("en.xml", "to.xml"))
    visit.log_in("register")
    visit.page.goto(f"{visit.site}/leveranser/{one}/samme-person")
    sound(visit)
    visit.page.get_by_label("Kvitteringsnummeret til det andre svaret").fill(two.lower())
    visit.page.get_by_label("Hvorfor").fill("Samme prøve.")
    visit.page.get_by_role("button", name="Gå videre").click()
    sound(visit)
    visit.page.get_by_role("button", name="Ja, samme person").click()
    joined = visit.page.get_by_role("region", name="Samme person?")
    expect(joined).to_contain_text("Samme prøve.")
    joined.get_by_role("link", name="Angre").first.click()
    visit.page.get_by_label("Hvorfor").fill("Likevel ikke.")
    visit.page.get_by_role("button", name="Angre").click()
    expect(visit.page.get_by_role("region", name="Samme person?")).to_contain_text("angret")
    assert visit.complaints == []
