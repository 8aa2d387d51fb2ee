"""Opens the two files of a definition, on disk, in a package or in memory, and decodes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath, PureWindowsPath

from infreg.definitions.faults import Wrong

#: Of one file.
MEGABYTES = 20
_LIMIT = MEGABYTES * 1024 * 1024
#: How Excel's files of today and of old begin.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a folder and those below it, by name with slashes; nothing outside it."""

    place: Traversable | Mapping[str, bytes]

    def read(self, name: str) -> bytes | Wrong:
        """At most one byte past the limit is read."""
        if not _stays_inside(name):
            return Wrong("rows-outside", value=name)
        held = self._held(name)
        if isinstance(held, bytes) and len(held) > _LIMIT:
            return Wrong("file-too-large", {"megabytes": MEGABYTES})
        return Wrong("file-missing", value=name) if held is None else held

    def _held(self, name: str) -> bytes | Wrong | None:
        if isinstance(self.place, Mapping):
            return self.place.get(name)
        file = self.place.joinpath(*name.split("/"))
        if not file.is_file():
            return None
        if isinstance(self.place, Path) and not Path(str(file)).resolve().is_relative_to(
            self.place.resolve()
        ):
            # By a link.
            return Wrong("rows-outside", value=name)
        with file.open("rb") as opened:
            return opened.read(_LIMIT + 1)


def decoded(content: bytes) -> str | tuple[Wrong, int | None]:
    """The text, without its byte order mark; or what is wrong and on which line."""
    if content.startswith(_WORKBOOKS):
        return Wrong("file-workbook"), None
    if content.startswith(_UTF16):
        return Wrong("file-utf16"), None
    if b"\0" in content:
        return Wrong("file-nul"), _line(content, content.index(b"\0"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Wrong("file-not-utf8", {"byte": f"0x{content[error.start]:02X}"}), _line(content, error.start)
    return text if text.strip() else (Wrong("file-empty"), None)


def _stays_inside(name: str) -> bool:
    """Whether a name can only be of this folder or one below it, on any system."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    odd = "\\" in name or "\0" in name or posix.is_absolute() or bool(windows.drive)
    return not odd and all(part not in {"", ".", ".."} for part in name.split("/"))


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
