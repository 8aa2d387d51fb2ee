"""One root, kept by its owner alone; every purpose has a key of its own."""

import stat
import threading
from pathlib import Path

import pytest

from infreg.identity.keys import Keys, KeysUnusable, read, read_or_make

ROOT = bytes(range(32))


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    folder.mkdir(mode=0o700)
    file = folder / "root"
    file.write_text(text)
    file.chmod(mode)
    return file


@pytest.mark.requirement("NOIS-4-1")
def test_the_root_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "keys"
    first = read_or_make(folder)
    assert read_or_make(folder) == first == read(folder)
    assert stat.S_IMODE((folder / "root").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == ["root"], "no draft is left behind"
    assert len(bytes.fromhex((folder / "root").read_text())) == 32


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert read_or_make(tmp_path / "one") != read_or_make(tmp_path / "two")


@pytest.mark.requirement("NOIS-4-1")
def test_those_who_come_first_at_once_agree(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    at_once = threading.Barrier(8)
    found: list[Keys] = []

    def slowly(size: int) -> bytes:
        at_once.wait()  # everybody has seen that there is no file before anybody makes one
        return threading.get_ident().to_bytes(size, "big")

    threads = [threading.Thread(target=lambda: found.append(read_or_make(folder, slowly))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [read(folder)] * 8


@pytest.mark.requirement("NOIS-4-1")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
@pytest.mark.control("13.3.2")
def test_a_key_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    file = key_file(tmp_path / "keys", ROOT.hex(), mode)
    with pytest.raises(KeysUnusable, match=f"chmod 600 '{file}'"):
        read_or_make(file.parent)


@pytest.mark.requirement("NOIS-4-1")
def test_a_key_folder_that_others_can_change_is_refused(tmp_path: Path) -> None:
    file = key_file(tmp_path / "keys", ROOT.hex())
    file.parent.chmod(0o770)
    with pytest.raises(KeysUnusable, match="chmod 700"):
        read(file.parent)


@pytest.mark.parametrize("text", ["", "not hexadecimal", ROOT.hex()[:-2], ROOT.hex() + "00", "ø" * 64])
def test_a_damaged_key_file_is_refused_and_never_replaced(tmp_path: Path, text: str) -> None:
    file = key_file(tmp_path / "keys", text)
    with pytest.raises(KeysUnusable, match="Bring back the right one") as told:
        read_or_make(file.parent)
    assert file.read_text() == text
    assert not text or text not in str(told.value)


def test_a_key_that_must_be_there_is_never_made_anew(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="is missing"):
        read(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_out_of_reach_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")
    for attempt in (read, read_or_make):
        with pytest.raises(KeysUnusable, match="cannot be read or made"):
            attempt(tmp_path / "keys")


@pytest.mark.requirement("NOIS-4-1")
def test_keys_show_nothing() -> None:
    keys = Keys.of(ROOT)
    assert repr(keys) == str(keys) == "Keys(***)"


@pytest.mark.requirement("B-9")
def test_no_two_purposes_share_a_key() -> None:
    keys = Keys.of(ROOT)
    made = [
        keys.number,
        keys.content,
        keys.wrapping,
        keys.mask,
        keys.register_key("lab"),
        keys.register_key("msis"),
    ]
    halves = [key[n : n + 16] for key in made for n in range(0, len(key), 16)]
    assert len(set(halves)) == len(halves)
    assert [len(key) for key in made] == [64, 32, 64, 32, 32, 32]


def test_the_keys_of_a_root_are_fixed_for_ever() -> None:
    """Another value here would make every database unreadable."""
    keys = Keys.of(ROOT)
    assert keys.register_key("lab") == Keys.of(ROOT).register_key("lab")
    assert keys.content.hex() == "86aa49fe6c74660bc9dc2e961eb129376b153f439db81ede8e790adb05520734"
    assert (
        keys.register_key("lab").hex() == "0575c1564e42a328e7d7efa820912196fb89d2c1f1a31fbab4bb1bcc94e2daef"
    )


@pytest.mark.control("11.2.3")
def test_a_root_of_another_size_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keys.of(b"short")
