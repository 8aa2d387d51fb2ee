"""A folder that is watched, a list that is compared, what is held tried again: by the command."""

import json
import os
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infreg.doors.cli.reconciling import lines
from infreg.doors.cli.watching import receive_folder
from infreg.flow import intake
from infreg.synthetic.handful import handful
from tests.register import Register

HANDFUL = dict(handful(datetime(2026, 11, 22, tzinfo=UTC)))


def put(file: Path, content: bytes) -> None:
    """A file as if it had lain there for a minute."""
    file.write_bytes(content)
    os.utime(file, (time.time() - 60, time.time() - 60))


@pytest.mark.requirement("NIR-2", "NIR-16")
def test_what_is_put_in_the_folder_is_received_and_its_receipt_laid_beside(
    register: Register, tmp_path: Path
) -> None:
    register.use("intake")
    put(tmp_path / "a.xml", HANDFUL["covid.xml"])
    put(tmp_path / ".hidden.xml", HANDFUL["blodkultur.xml"])
    (tmp_path / "being-written.xml").write_bytes(HANDFUL["blodkultur.xml"][:100])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as package:
        for name, content in HANDFUL.items():
            package.writestr(name, content)
    now = time.time()  # however long the taking in takes, what is being written is as new as it was
    os.utime(tmp_path / "all.zip", (now - 60, now - 60))
    (tmp_path / "link.xml").symlink_to("/etc/hostname")
    reception = intake.open_reception()
    assert receive_folder(reception, tmp_path, now) == 2
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {".hidden.xml", "being-written.xml", "link.xml", "receipts"}
    receipts = {file.name for file in (tmp_path / "receipts").iterdir()}
    assert len([name for name in receipts if name.endswith(".json")]) == len(HANDFUL)
    assert len([name for name in receipts if name.endswith(".apprec.xml")]) == len(HANDFUL)
    assert receive_folder(reception, tmp_path, now) == 0
    assert register.count("registry.answer") == len(HANDFUL)


def test_what_cannot_be_sealed_is_laid_aside_and_not_tried_for_ever(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.use("intake")
    put(tmp_path / "large.xml", HANDFUL["covid.xml"])
    monkeypatch.setattr("infreg.flow.intake.receiving.LIMIT_MB", 0)
    reception = intake.open_reception()
    assert receive_folder(reception, tmp_path, time.time()) == 1
    assert (tmp_path / "refused/large.xml").read_bytes() == HANDFUL["covid.xml"]
    assert receive_folder(reception, tmp_path, time.time()) == 0


@pytest.mark.requirement("NIR-12", "NIR-16")
def test_a_manifest_tells_what_never_came_and_what_is_not_listed(register: Register) -> None:
    register.receive(HANDFUL["covid.xml"], HANDFUL["blodkultur.xml"])

    listed = ["handful-covid-20261121\n", "never-came\n"]
    told = [json.loads(line) for line in lines(listed, None, None, as_json=True)]
    assert [(row["message_id"], row["status"]) for row in told] == [
        ("never-came", "missing"),
        ("handful-blood-20261120", "unexpected"),
    ]
    first, *_ = lines(listed, None, None, as_json=False)
    assert first.startswith("1 of the list came, 1 never came; 1 came on ")
