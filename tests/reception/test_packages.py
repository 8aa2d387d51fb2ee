"""Zip files from outside: opened within limits, or refused by the name of their fault."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from infreg.reception import packages
from infreg.reception.packages import find_fault, is_package, open_members

pytestmark = pytest.mark.requirement("NIR-2", "NOIS-4-1")


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


def fault(content: bytes) -> str | None:
    problem = find_fault(content)
    return problem.code if problem else None


def test_members_come_whole_and_in_the_order_of_their_names() -> None:
    content = zipped(
        {"b/2.xml": b"two", "a.xml": b"one", "b/": b"", "__MACOSX/._a.xml": b"x", ".DS_Store": b"x"}
    )
    assert is_package(content)
    assert fault(content) is None
    assert [(m.name, m.content) for m in open_members(content)] == [("a.xml", b"one"), ("b/2.xml", b"two")]


@pytest.mark.parametrize(
    "name", ["../out.xml", "/etc/x", "a/../../b", "..\\out.xml", "C:\\x.xml", "\\\\host\\x"]
)
@pytest.mark.control("5.3.2")
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    assert fault(zipped({"good.xml": b"x", name: b"x"})) == "package-path-escapes"


@pytest.mark.control("5.2.5")
def test_a_link_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    assert fault(made.getvalue()) == "package-path-escapes"


@pytest.mark.control("5.2.3")
def test_a_bomb_is_refused_before_it_goes_off() -> None:
    assert fault(zipped({"zeros.xml": bytes(50 * 1024 * 1024)})) == "package-bomb"


def test_a_package_in_a_package_is_refused() -> None:
    assert fault(zipped({"inner.zip": zipped({"a.xml": b"x"})})) == "package-in-package"


@pytest.mark.control("5.2.3")
def test_an_empty_package_and_one_of_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault(zipped({})) == "package-empty"
    monkeypatch.setattr(packages, "MOST_MEMBERS", 2)
    assert fault(zipped({f"{n}.xml": b"x" for n in range(3)})) == "package-too-many"


def test_too_much_altogether_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = zipped({f"{n}.xml": bytes(1000) for n in range(3)}, zipfile.ZIP_STORED)
    monkeypatch.setattr(packages, "MOST_BYTES", 2000)
    assert fault(stored) == "package-too-large"
    monkeypatch.setattr(packages, "MEMBER_BYTES", 999)
    assert fault(stored) == "package-too-large"


def test_a_locked_package_is_refused() -> None:
    content = bytearray(zipped({"a.xml": b"x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert fault(bytes(content)) == "package-encrypted"


@pytest.mark.parametrize("cut", [10, 40, 60, -1, -30])
def test_a_damaged_package_is_refused_whole(cut: int) -> None:
    content = zipped({"a.xml": b"some text " * 20, "b.xml": b"more text " * 20})
    assert is_package(content)
    assert fault(content[:cut]) == "package-damaged"


def test_a_flipped_byte_is_seen_before_anything_is_taken_in() -> None:
    content = bytearray(zipped({"a.xml": b"abcdefgh" * 9}, zipfile.ZIP_STORED))
    content[content.index(b"abcd") + 2] ^= 1
    assert fault(bytes(content)) == "package-damaged"


@pytest.mark.control("5.2.2")
def test_an_office_document_is_no_package() -> None:
    assert not is_package(zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert not is_package(b"<Message/>")


def test_the_hostile_ones_are_refused_by_name(shared: Path) -> None:
    folder = shared / "data/hostile/zip"
    assert {file.name: fault(file.read_bytes()) for file in folder.iterdir()} == {
        "gen_100MB_zeros.zip": "package-bomb",
        "gen_path_traversal.zip": "package-path-escapes",
    }
