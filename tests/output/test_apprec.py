"""The answer to a message is valid, always the same, and tells our work from the sender's."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from infreg.output.apprec import NoAppRec, Version, render
from infreg.vocabulary.answer import Party, Provider
from infreg.vocabulary.identifiers import ReceiptNumber
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem
from infreg.vocabulary.reception import MessageReceipt, Status
from tests.output.receipts import ACCEPTED, REFUSAL, THEM, US, WARNING

VERSIONS: tuple[Version, ...] = get_args(Version)
odd = st.text(alphabet=st.characters(), max_size=20) | st.sampled_from(
    ["\x00", "\ud800", "\ufffe", "a\x1fb", "\r\n"]
)
parties = st.builds(Party, st.none() | odd, st.none() | odd, st.none() | odd)
providers = st.builds(Provider, st.none() | parties, st.none() | parties, st.none() | parties)
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 31), timezones=st.just(UTC)).map(Moment)  # noqa: DTZ001
odd_receipts = st.builds(
    MessageReceipt,
    number=st.just(ReceiptNumber("7H2K-9QXM-0TBC-4DEF")),
    received_at=st.just(ACCEPTED.received_at),
    taken_in_at=st.just(ACCEPTED.taken_in_at),
    status=st.sampled_from([status for status in Status if status is not Status.SEALED]),
    problems=st.lists(st.builds(Problem, odd, st.sampled_from(Level), odd), max_size=3).map(tuple),
    message_id=odd,
    message_type=st.none() | odd,
    generated_at=st.none() | moments,
    sender=st.none() | providers,
)


@pytest.fixture(scope="session")
def schemas(shared: Path) -> dict[Version, etree.XMLSchema]:
    folder = shared / "data" / "schemas"
    return {version: etree.XMLSchema(etree.parse(folder / f"apprec-v{version}.xsd")) for version in VERSIONS}


def tree(receipt: MessageReceipt, version: Version = "1.1", language: str = "nb") -> etree._Element:
    """The AppRec without namespaces, for reading."""
    root = etree.fromstring(render(receipt, version, US, language))
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root


def attribute(root: etree._Element, path: str, name: str = "V") -> str | None:
    element = root.find(path)
    assert element is not None, path
    return element.get(name)


def line(root: etree._Element, path: str) -> str | None:
    element = root.find(path)
    assert element is not None, path
    return element.text


@pytest.mark.shared
@pytest.mark.requirement("B-2", "NIR-15")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "receipt",
    [
        ACCEPTED,
        replace(ACCEPTED, status=Status.ACCEPTED_WITH_WARNINGS, problems=(WARNING, REFUSAL)),
        replace(ACCEPTED, status=Status.REJECTED, problems=(REFUSAL,)),
        replace(ACCEPTED, sender=None, message_type=None, generated_at=None),
        replace(ACCEPTED, sender=Provider(professional=Party("Rita Lin", "258521", None))),
        replace(ACCEPTED, sender=Provider(department=Party(None, "89583", "HER"))),
    ],
)
def test_an_apprec_is_valid_by_its_schema(
    schemas: dict[Version, etree.XMLSchema], receipt: MessageReceipt, version: Version
) -> None:
    for language in ("nb", "en"):
        schemas[version].assertValid(etree.fromstring(render(receipt, version, US, language)))


@pytest.mark.shared
@pytest.mark.requirement("B-2")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd_receipts, providers, st.sampled_from(VERSIONS))
@pytest.mark.control("1.2.1")
def test_no_character_a_sender_can_send_makes_an_apprec_invalid(
    schemas: dict[Version, etree.XMLSchema], receipt: MessageReceipt, us: Provider, version: Version
) -> None:
    schemas[version].assertValid(etree.fromstring(render(receipt, version, us, "nb")))


@pytest.mark.shared
@pytest.mark.requirement("NIR-15")
@pytest.mark.parametrize("version", VERSIONS)
def test_an_apprec_has_the_shape_of_the_published_example(shared: Path, version: Version) -> None:
    example = etree.parse(shared / "data" / "apprec" / version / "all-data.xml").getroot()
    people = Provider(Party("a", "1", "HER"), Party("b", "2", "HER"), Party("c", "3", "HER"))
    ours = etree.fromstring(render(replace(ACCEPTED, sender=people), version, people, "nb"))
    assert [element.tag for element in ours.iter()] == [element.tag for element in example.iter()]
    for path in ("MIGversion", "Status"):
        one, other = ours.find(f"{{*}}{path}"), example.find(f"{{*}}{path}")
        assert one is not None
        assert other is not None
        assert (one.text, one.items()) == (other.text, other.items())


@pytest.mark.requirement("B-1", "B-2")
@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_receipt_gives_the_same_bytes(version: Version) -> None:
    assert render(ACCEPTED, version, US, "nb") == render(replace(ACCEPTED), version, US, "nb")
    assert render(ACCEPTED, version, US, "nb").startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<AppRec xmlns='
    )


@pytest.mark.requirement("B-1")
def test_an_apprec_id_is_one_receipts_in_one_version() -> None:
    another = replace(ACCEPTED, number=ReceiptNumber("0000-0000-0000-0001"))
    ids = {line(tree(receipt, version), "Id") for receipt in (ACCEPTED, another) for version in VERSIONS}
    assert len(ids) == 4
    assert line(tree(ACCEPTED), "Id") == "5ca6bde3-7c0f-5599-8e21-76fa90153d95"


@pytest.mark.requirement("B-2", "B-3")
@pytest.mark.parametrize(
    ("status", "problems", "code", "errors"),
    [
        (Status.ACCEPTED, (), "1", 0),
        (Status.ACCEPTED_WITH_WARNINGS, (WARNING,), "1", 0),
        (Status.HELD, (Problem("not-understood", Level.HELD),), "1", 0),
        (Status.DUPLICATE, (), "1", 0),
        (Status.REJECTED, (REFUSAL,), "2", 1),
        (Status.REJECTED, (WARNING, REFUSAL, REFUSAL), "2", 2),
        (Status.REJECTED, (WARNING,), "2", 1),
        (Status.ACCEPTED_WITH_WARNINGS, (WARNING, REFUSAL), "3", 1),
        (Status.HELD, (REFUSAL,), "3", 1),
    ],
)
def test_only_what_the_sender_must_mend_is_an_error(
    status: Status, problems: tuple[Problem, ...], code: str, errors: int
) -> None:
    root = tree(replace(ACCEPTED, status=status, problems=problems))
    assert attribute(root, "Status") == code
    assert len(root.findall("Error")) == errors


@pytest.mark.requirement("B-2")
@pytest.mark.parametrize(
    ("language", "said"), [("nb", "syntetisk testnummer"), ("en", "synthetic test number")]
)
def test_an_error_explains_itself_in_the_asked_language(language: str, said: str) -> None:
    root = tree(replace(ACCEPTED, status=Status.REJECTED, problems=(REFUSAL,)), language=language)
    assert said in (attribute(root, "Error", "DN") or "")
    assert attribute(root, "Error", "OT") == "number-synthetic-in-production ServReport[2]/Patient"
    assert attribute(root, "Error", "S") == "2.16.578.1.12.4.1.1.8221"


@pytest.mark.requirement("NIR-15")
def test_an_apprec_names_what_it_answers_and_who_speaks_to_whom() -> None:
    root = tree(ACCEPTED)
    assert line(root, "OriginalMsgId/Id") == ACCEPTED.message_id
    assert attribute(root, "OriginalMsgId/MsgType") == "SVAR_MBIO"
    assert line(root, "Sender/HCP/Inst/Name") == "Folkehelseinstituttet"
    assert line(root, "Receiver/HCP/Inst/Dept/Id") == "89583"
    assert line(root, "Receiver/HCP/Inst/HCPerson/Name") == "Rita Lin"
    assert attribute(root, "Receiver/HCP/Inst/TypeId", "DN") == "HER-id"


def test_times_are_those_of_oslo_in_summer_and_winter() -> None:
    root = tree(ACCEPTED)
    assert line(root, "GenDate") == "2026-07-01T12:00:01"
    assert line(root, "OriginalMsgId/IssueDate") == "2026-02-01T00:30:15"


def test_a_clock_at_the_end_of_time_stops_no_receipt() -> None:
    root = tree(replace(ACCEPTED, generated_at=Moment(datetime(9999, 12, 31, 23, 30, tzinfo=UTC))))
    assert line(root, "OriginalMsgId/IssueDate") == "9999-12-31T23:30:00"


def test_a_message_without_a_time_is_answered_with_the_time_it_was_received() -> None:
    root = tree(replace(ACCEPTED, generated_at=None))
    assert line(root, "OriginalMsgId/IssueDate") == "2026-07-01T12:00:00.123456"


def test_a_person_alone_is_answered_as_a_person() -> None:
    root = tree(replace(ACCEPTED, sender=Provider(professional=THEM.professional)))
    assert line(root, "Receiver/HCP/HCProf/Id") == "258521"


def test_an_id_always_has_a_type() -> None:
    root = tree(replace(ACCEPTED, sender=Provider(Party("Et legekontor", "12", None))))
    assert attribute(root, "Receiver/HCP/Inst/TypeId") == "XXX"


@pytest.mark.parametrize(
    "receipt",
    [
        replace(ACCEPTED, message_id=None),
        replace(ACCEPTED, status=Status.SEALED),
    ],
)
def test_where_there_is_nothing_to_answer_no_apprec_is_made_up(receipt: MessageReceipt) -> None:
    with pytest.raises(NoAppRec):
        render(receipt, "1.1", US, "nb")
