"""The number whoever asked is called on: theirs, never the laboratory's, never the patient's."""

from pathlib import Path

import pytest

from infreg.parsing import parse
from tests.parsing import made_messages as made
from tests.parsing.understanding import only_answer

pytestmark = pytest.mark.requirement("NIR-2", "NIR-6")

SURGERY = "<Name>Bakken legekontor</Name><Id>7002</Id><TypeId V='HER'/>"


def address(*urls: str, name: str = "Address") -> str:
    numbers = "".join(f'<TeleAddress V="{url}"/>' for url in urls)
    return f'<{name}><Type V="WP"/>{numbers}</{name}>'


def asked_by(inside: str, tag: str = "Requester", relation: str = "") -> str:
    return f"<{tag}>{relation}<HCP>{inside}</HCP></{tag}>"


def surgery(*urls: str) -> str:
    return asked_by(f"<Inst>{SURGERY}</Inst>{address(*urls)}")


def responsible(name: str, *urls: str, number: str = "", relation: str = "REK") -> str:
    ids = f"<Id>{number}</Id><TypeId V='HER'/>" if number else ""
    inside = f"<Inst><Name>{name}</Name>{ids}</Inst>{address(*urls) if urls else ''}"
    return asked_by(inside, "ResponsibleHcp", f'<Relation V="{relation}"/>')


def telephone(requester: str = made.REQUESTER, **parts: str) -> str | None:
    answer, problems = only_answer(requester=requester, **parts)
    assert problems == []
    return answer.requester.telephone


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("tel:20123456", "20123456"),
        ("tel:+47 20 12 34 56", "+4720123456"),
        ("TEL:(20) 12-34-56", "20123456"),
        ("tel:20%2012%2034%2056", "20123456"),
        ("tel:20\u00a012\u00a034\u00a056", "20123456"),
        ("  20.12.34.56 ", "20123456"),
        ("tel:06800", "06800"),
        ("tel:20123456;ext=17", "20123456"),
        ("20123456 / 20123457", "20123456"),
        ("20 12 34 56 (vakt)", "20123456"),
    ],
)
def test_a_telephone_keeps_its_digits_and_its_plus(said: str, called: str) -> None:
    assert telephone(surgery(said)) == called


@pytest.mark.parametrize(
    "said",
    [
        *("fax:20123456", "mailto:post@example.invalid", "http://example.invalid/20123456"),
        *("", "tel:", "tel:12", "tel:" + "2" * 16, "tel:00000000", "tel:+0000", "sentralbord"),
        *("20 12 34 56x", "20 12 34 5%", "tel:٢٠١٢٣٤٥٦"),
    ],
)
def test_what_is_no_telephone_or_no_whole_one_is_left_out(said: str) -> None:
    assert telephone(surgery(said)) is None
    assert telephone(surgery(said, "tel:20123456")) == "20123456"  # the first that can be called


def test_a_number_of_a_million_digits_costs_no_time() -> None:
    assert telephone(surgery("1 " * 1_000_000)) is None
    assert telephone(surgery("1" + " " * 1_000_000 + "x")) is None


def test_the_professionals_own_number_goes_before_the_institutions() -> None:
    """The standard has one place for it, beside them all; some put it in whom it belongs to."""
    person = f"<HCPerson><Name>Kari Prøve</Name>{address('tel:20000001')}</HCPerson>"
    ward = f"<Dept><Name>Sengepost</Name>{address('tel:20000003')}</Dept>"
    beside = address("tel:20000002")
    house = address("tel:20000004")
    for expected, parts in (
        ("20000001", (house, ward, person, beside)),
        ("20000002", (house, ward, "", beside)),
        ("20000003", (house, ward, "", "")),
        ("20000004", (house, "", "", "")),
    ):
        inside, around = "".join(parts[:3]), parts[3]
        assert telephone(asked_by(f"<Inst>{SURGERY}{inside}</Inst>{around}")) == expected
    alone = f"<HCProf><Name>Kari Prøve</Name></HCProf>{beside}"
    assert telephone(asked_by(alone)) == "20000002"


def test_the_laboratorys_number_is_never_the_requesters() -> None:
    """Whoever answers for the report is there to be asked about it, by whoever asked for it."""
    lab = f"<Inst><Name>Fjellaboratoriet</Name><Id>7001</Id><TypeId V='HER'/></Inst>{address('tel:20111111')}"
    for relation in ("ARP", "AHP", "LAB"):
        told = asked_by(lab, "RelServProv", f'<Relation V="{relation}"/>')
        assert telephone(after=told) is None
        assert telephone(laboratory=asked_by(lab, "ServProvider"), after=told) is None
        # Not even when a hospital answers what its own ward asked.
        own = asked_by("<Inst><Name>Fjellaboratoriet</Name><Id>7001</Id><TypeId V='HER'/></Inst>")
        assert telephone(own, laboratory=asked_by(lab, "ServProvider"), after=told) is None


def test_the_patients_number_is_never_the_requesters() -> None:
    assert telephone(person=made.PATIENT + address("tel:20111111")) is None


def test_whoever_follows_the_patient_without_having_asked_is_not_called() -> None:
    other = responsible("Lia legekontor", "tel:20111111", relation="FLE")
    assert telephone(person=made.PATIENT + other) is None


def test_the_addressed_lend_their_number_to_the_responsible_of_the_same_institution_alone() -> None:
    """Copies are addressed to registers: whoever asked is not called on theirs."""
    asked = surgery("tel:20123456")
    for name, number in (("BAKKEN  legekontor", ""), ("Legene på Bakken", "7002")):
        assert telephone(asked, person=made.PATIENT + responsible(name, number=number)) == "20123456"
    for name, number in (("Lia legekontor", ""), ("Bakken legekontor", "7003")):
        assert telephone(asked, person=made.PATIENT + responsible(name, number=number)) is None
    own = responsible("Bakken legekontor", "tel:20999999", number="7002")
    assert telephone(asked, person=made.PATIENT + own) == "20999999"


#: Read by a person in the 14 real messages that give any telephone: the end of the requester's, and how many
#: numbers of others stand there (of the laboratory's staff, or of those who answer for its report).
READ = {
    "2_-_2019.05_Borg_Thale_-_Svarrapport.v1.4.xml": (None, 1),
    "3_-_2019.09_Bonden_Lars_-_Svarrapport.v1.4.xml": (None, 1),
    "5_-_2021.10_August_DDFL_September_-_Svarrapport.v1.4_NY_.xml": (None, 1),
    "Svar_Hurtigtest_Covid-19_antigen_v1-4.xml": (None, 1),
    "Svar_biokjemi_v1-4_Ny.xml": (None, 1),
    "Svar_mikrobiologi_dyrkning_v1-4_Ny.xml": (None, 1),
    "Svar_mikrobiologi_v1-4_Ny.xml": (None, 1),
    "Svar_mikrobiologi_virologi_v1-4_Ny.xml": ("8355", 1),
    "Svar_patologi_histologi_v1-4_Ny.xml": (None, 2),
    "Svar_radiologi_v1-4_Ny.xml": (None, 2),
    "fagmelding.Svarrapport.v1.4.ENDRING.xml": (None, 1),
    "fagmelding.Svarrapport.v1.4.KANSELLERING.xml": (None, 1),
    "fagmelding.Svarrapport.v1.4.NY.xml": (None, 1),
    "fagmelding.Svarrapport.v1.4.NY_2021.xml": (None, 1),
}


@pytest.mark.shared
def test_of_the_real_messages_telephones_the_requesters_alone_is_taken(shared: Path) -> None:
    found = {}
    for path in sorted((shared / "data/lab_messages").iterdir()):
        content = path.read_bytes()
        message = parse(content).message
        assert message
        (answer,) = message.answers
        called = answer.requester.telephone
        others = content.count(b"<TeleAddress ") - (called is not None)
        if called or others:
            found[path.name] = (called and called[-4:], others)
    assert found == READ
