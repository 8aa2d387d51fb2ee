"""A person's number planted anywhere in a delivery stays in the vault and the seal."""

import copy
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from lxml import etree

from infreg.flow import control, intake
from infreg.flow.intake import Delivery
from infreg.storage import server
from infreg.synthetic.handful import LABORATORY, handful
from infreg.vocabulary.person_number import completed
from tests.register import Register

pytestmark = pytest.mark.requirement("NOIS-4-1", "B-2")

HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))
#: Nobody can have it: month + 80. It is no patient's of the handful.
PLANTED = completed("128577111")[0]
PATIENT = etree.fromstring(HANDFUL["urinkultur.xml"]).findtext(".//{*}OffId") or ""
#: Where a number may stand: the vault and the seal, which hold ciphertext.
SEALED = {"sealed.original", "sealed.outbox"}


def planted() -> Iterator[bytes]:
    """The answer once for each text and each attribute in it, with the number there."""
    root = etree.fromstring(HANDFUL["urinkultur.xml"])
    places = [(place, name) for place, node in enumerate(root.iter()) for name in (None, *node.attrib)]
    for number, (place, name) in enumerate(places):
        tree = copy.deepcopy(root)
        message_id = tree.find("{*}MsgId")
        assert message_id is not None
        message_id.text = f"planted-{number}"
        node = list(tree.iter())[place]
        if name is not None:
            node.set(name, PLANTED)
        elif len(node):
            node.text = f"løs tekst {PLANTED}"
        elif not (node.text or "").strip():
            continue
        elif etree.QName(node).localname != "OffId":
            node.text = f"{node.text} {PLANTED}"
        yield etree.tostring(tree)
    yield HANDFUL["urinkultur.xml"].replace(b"<ServReport>", f"<ServReport><!-- {PLANTED} -->".encode())
    yield HANDFUL["urinkultur.xml"][:900] + PLANTED.encode()


@pytest.fixture
def received(register: Register) -> list[intake.Delivered]:
    register.use("intake")
    deliveries = [Delivery(f"{PLANTED}-{n}.xml", content) for n, content in enumerate(planted())]
    return list(intake.receive(intake.open_reception(), deliveries))


@pytest.mark.control("14.2.4")
def test_it_is_in_no_table_outside_vault_and_seal(
    register: Register, received: list[intake.Delivered]
) -> None:
    assert len(received) > 100
    with register.superuser() as bare:
        tables = bare.execute(
            "SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('registry', 'sealed', 'identity', 'public')"
        ).fetchall()
        for (table,) in tables:
            with bare.cursor().copy(f"COPY (SELECT t::text FROM {table} AS t) TO STDOUT".encode()) as rows:
                text = b"".join(bytes(row) for row in rows)
            assert PLANTED.encode() not in text, table
            assert PATIENT.encode() not in text, table
    assert register.count("registry.answer") > 80


@pytest.mark.control("14.2.4")
def test_it_is_nowhere_in_the_bytes_on_disk(register: Register, received: list[intake.Delivered]) -> None:
    """Tables, indexes, write-ahead log, temporary files and the server's own log."""
    with register.superuser() as bare:
        bare.execute("CHECKPOINT")
    hit, control_hit = [], 0
    for file in server.folder(register.home).rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            hit += [file.name for number in (PLANTED, PATIENT) if number.encode() in content]
            control_hit += b"Fjordlaboratoriet" in content
    assert hit == []
    assert control_hit, "the search would find what is there"
    assert received


@pytest.mark.control("16.2.5")
def test_it_is_in_no_log_line_and_no_answer_to_the_sender(
    register: Register, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    register.use("intake")
    deliveries = [Delivery(f"{PLANTED}-{n}.xml", content) for n, content in enumerate(planted())]
    delivered = list(intake.receive(intake.open_reception(), deliveries))
    out, err = capfd.readouterr()
    for said in (caplog.text, out, err, repr(delivered)):
        assert PLANTED not in said
        assert PATIENT not in said


def test_an_error_that_quotes_a_row_is_not_repeated(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL's own messages quote values: a constraint made to fail shows that nobody repeats them."""
    with register.superuser() as bare:
        bare.execute("ALTER TABLE registry.result ADD CHECK (text NOT LIKE '%Escherichia%')")
    caplog.set_level(logging.DEBUG)
    delivered = register.receive(HANDFUL["urinkultur.xml"], HANDFUL["covid.xml"])
    assert [one.status.value for one in delivered] == ["held", "accepted"]
    assert [problem.code for problem in delivered[0].problems] == ["not-understood"]
    assert "CheckViolation" in caplog.text
    log = (server.folder(register.home) / "log").read_text()
    for said in (caplog.text, log):
        assert "Escherichia" not in said


@pytest.mark.requirement("NIR-2")
def test_it_is_on_no_page_and_in_no_address(register: Register, received: list[intake.Delivered]) -> None:
    control.make_demo_users(LABORATORY)
    register.use("app")
    client = Client(headers={"host": "localhost"})
    assert client.login(username="register", password=control.DEMO_PASSWORD)
    for one in received[::6]:
        response = client.get(f"/leveranser/{one.receipt}")
        assert response.status_code == 200
        assert PLANTED not in response.text
        assert PATIENT not in response.text
    listing = client.get("/leveranser")
    assert PLANTED not in listing.text
