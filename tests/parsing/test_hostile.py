"""What is made to do harm: every trait, alone and planted in good answers, has a code that names it; costs
little; and nothing of it is repeated."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infreg.parsing import parse
from infreg.vocabulary.problem import Level
from tests.parsing import made_messages as made

pytestmark = [pytest.mark.requirement("NIR-2", "B-2")]

ECOLI = made.row(made.text("Escherichia coli"), id="1")
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Ingen</p><p>vekst</p></div>'
GOOD: dict[str, bytes] = {
    "culture": made.message(made.report(ECOLI + made.resistance("Ampicillin", "R", ref="1"))),
    "two reports": made.message(
        made.report(ECOLI) + made.report(id="<ServProvId>S-2</ServProvId>"), version="1.3"
    ),
    "latin 1": b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    + made.message(made.report(made.row(made.text("Påvist"), id="1"))).decode().encode("latin-1"),
    "formatted": made.message(
        made.report(made.row(f"<TextResult><TextResultValue>{XHTML}</TextResultValue></TextResult>", id="1"))
    ),
    "envelope": made.envelope(made.document(made.message(made.report(ECOLI)).decode())).encode(),
}
SECRET = b"HEMMELIG"


def before_root(planted: bytes) -> Callable[[bytes], bytes]:
    def plant(content: bytes) -> bytes:
        end = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
        return content[:end] + planted + content[end:]

    return plant


def in_a_name(planted: bytes) -> Callable[[bytes], bytes]:
    """In the patient's name."""
    return lambda content: content.replace(b"<Name>Furuset", b"<Name>" + planted + b"Furuset", 1)


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


LAUGHS = b"<!ENTITY a0 'HEMMELIG'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11)
)
TRAITS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "doctype": (before_root(b"<!DOCTYPE Message>"), "xml-doctype"),
    "billion laughs": (before_root(b"<!DOCTYPE Message [" + LAUGHS + b"]>"), "xml-entity-bomb"),
    "external entity": (
        before_root(b"<!DOCTYPE Message [<!ENTITY HEMMELIG SYSTEM 'file:///etc/passwd'>]>"),
        "xml-entity-external",
    ),
    "external type": (
        before_root(b"<!DOCTYPE Message SYSTEM 'http://HEMMELIG.example/x.dtd'>"),
        "xml-entity-external",
    ),
    "undeclared entity": (in_a_name(b"&HEMMELIG;"), "xml-not-well-formed"),
    "depth": (in_a_name(b"<HEMMELIG>" * 200_000 + b"</HEMMELIG>" * 200_000), "xml-too-many-elements"),
    "less depth": (in_a_name(b"<a>" * 90_000 + b"</a>" * 90_000), "xml-too-deep"),
    "attributes": (
        in_a_name(b"<a " + b" ".join(b"HEMMELIG%d=''" % n for n in range(200_000)) + b"/>"),
        "xml-too-many-attributes",
    ),
    "elements": (in_a_name(b"<HEMMELIG/>" * 200_000), "xml-too-many-elements"),
    "30 MB of text": (in_a_name(SECRET * (30 << 17)), "content-too-large"),
    "12 MB of text": (in_a_name(SECRET * (12 << 17)), "xml-text-too-long"),
    "instruction": (before_root(b"<?xml-stylesheet href='http://HEMMELIG'?>"), "xml-instruction-ignored"),
    "NUL": (in_a_name(b"HEMMELIG\0"), "xml-not-well-formed"),
    "NUL reference": (in_a_name(b"HEMMELIG&#0;"), "xml-not-well-formed"),
    "broken UTF-8": (in_a_name(b"HEMMELIG\xff\xfe\xc3("), "xml-encoding-wrong"),
    "cut off": (cut, "xml-not-well-formed"),
}
#: In these a good answer is still an answer, and says what was ignored.
HARMLESS = {"instruction"}


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("name", GOOD)
def test_a_hostile_trait_in_a_good_answer_is_named(name: str, trait: str) -> None:
    assert parse(GOOD[name]).problems == ()
    plant, code = TRAITS[trait]
    reading = parse(plant(GOOD[name]))
    if (name, trait) == ("latin 1", "broken UTF-8"):
        # Every byte is a letter there.
        assert reading.message
        return
    assert code in [problem.code for problem in reading.problems]
    assert (reading.message is None) is (trait not in HARMLESS)
    assert "HEMMELIG" not in repr(reading.problems)
    if reading.message is None:
        assert {problem.level for problem in reading.problems} == {Level.REJECTED}


FILES = {
    "defusedxml_cyclic.xml": ["xml-doctype", "xml-entity-bomb"],
    "defusedxml_dtd_element.xml": ["xml-doctype"],
    "defusedxml_external_file.xml": ["xml-doctype", "xml-entity-external"],
    "defusedxml_simple-ns.xml": ["format-unknown"],
    "defusedxml_xalan_exec.xsl": ["format-unknown"],
    "defusedxml_xmlbomb.xml": ["xml-doctype", "xml-entity-bomb"],
    "gen_billion_laughs.xml": ["xml-doctype", "xml-entity-bomb"],
    "hapi_extracmp_xml.xml": ["format-unknown"],
    "hapi_get_version.xml": ["xml-doctype", "xml-entity-external"],
    "hapi_weird_message.xml": ["format-unknown"],
}


@pytest.mark.parametrize("name", FILES)
def test_the_code_of_each_hostile_file_names_its_fault(shared: Path, name: str) -> None:
    reading = parse((shared / "data/hostile/xml" / name).read_bytes())
    assert [problem.code for problem in reading.problems] == FILES[name]


@pytest.mark.control("1.5.1")
def test_every_hostile_file_of_every_kind_is_refused_with_a_code(shared: Path) -> None:
    files = [each for each in sorted((shared / "data/hostile").rglob("*")) if each.is_file()]
    assert set(FILES) == {each.name for each in files if each.parent.name == "xml"}
    for file in files:
        reading = parse(file.read_bytes())
        assert reading.message is None, file.name
        assert {problem.level for problem in reading.problems} == {Level.REJECTED}, file.name


#: Seconds. Some two on a quiet machine; what grew faster than the message would take minutes.
MOST_CPU = 20
CHILD = """
import json, resource, sys
from pathlib import Path
from infreg.parsing import parse

floor = resource.getrusage(resource.RUSAGE_SELF)
codes = [[p.code for p in parse(Path(name).read_bytes()).problems] for name in sys.argv[1:]]
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - floor.ru_utime - floor.ru_stime
# Of this program alone: ru_maxrss would count the process that started it.
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(json.dumps({"codes": codes, "cpu": cpu, "megabytes": int(peak) // 1024}))
"""


@pytest.mark.parametrize("trait", TRAITS)
def test_hostile_content_costs_a_process_little_and_is_not_repeated(trait: str, tmp_path: Path) -> None:
    names = []
    for number, good in enumerate(GOOD.values()):
        file = tmp_path / f"{number}.xml"
        file.write_bytes(TRAITS[trait][0](good))
        names.append(str(file))
    child = subprocess.run([sys.executable, "-c", CHILD, *names], capture_output=True, check=True, timeout=60)
    assert child.stderr == b""
    assert SECRET not in child.stdout
    told = json.loads(child.stdout)
    assert len(told["codes"]) == len(GOOD)
    assert told["megabytes"] < 250  # the tests' own measuring takes some ten of them
    assert told["cpu"] < MOST_CPU


@pytest.mark.requirement("NIR-2")
def test_a_packed_bomb_costs_no_more_than_its_file(tmp_path: Path) -> None:
    """An envelope full of Base64, each file as large as a text may be."""
    inner = base64.b64encode(b"<Message>" + b"<a/>" * 60_000 + b"</Message>").decode()
    documents = made.document(made.base64_container(inner)) * 40
    file = tmp_path / "envelope.xml"
    file.write_text(made.envelope(documents))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], capture_output=True, check=True, timeout=60
    )
    told = json.loads(child.stdout)
    assert child.stderr == b""
    assert told["megabytes"] < 250  # the tests' own measuring takes some ten of them
    assert told["cpu"] < MOST_CPU


CROWDED = {
    "empty rows": made.message(made.report("<ResultItem/>" * 198_000)),
    "rows of one id": made.message(made.report(made.row(made.text("x"), id="1", ref="1") * 9_000)),
    "rows in a chain": made.message(
        made.report("".join(made.row(made.text("x"), id=f"{n}", ref=f"{n + 1}") for n in range(9_000)))
    ),
    "codes of one row": made.message(
        made.report(
            made.row(
                "<TextResult>"
                + "".join(made.coded("TextCode", code=f"{n}") for n in range(150_000))
                + "</TextResult>"
            )
        )
    ),
    "specimens": made.message(made.report("<AnalysedSubject/>" * 150_000)),
    "reports": made.message("<ServReport/>" * 100_000, version="1.3"),
    "documents": made.envelope(made.document(made.message(made.report()).decode()) * 1_900).encode(),
}


@pytest.mark.parametrize("name", CROWDED)
def test_a_message_as_crowded_as_may_be_is_read_in_its_time(name: str, tmp_path: Path) -> None:
    """Within every limit of the XML: what costs is what is made of it, and that may grow no faster."""
    file = tmp_path / "crowded.xml"
    file.write_bytes(CROWDED[name])
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], capture_output=True, check=True, timeout=60
    )
    told = json.loads(child.stdout)
    assert child.stderr == b""
    assert told["megabytes"] < 250  # the tests' own measuring takes some ten of them
    assert told["cpu"] < MOST_CPU
