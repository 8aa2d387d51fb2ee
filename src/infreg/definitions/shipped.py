"""The definitions that come with the package: definitions/lists, and the folders of the registers' rooms."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from infreg.definitions.checking import check
from infreg.definitions.definition import Definition
from infreg.definitions.faults import Fault, text
from infreg.definitions.reading import read_folder


class ShippedDefinitionsBroken(Exception):
    """The package's own definitions do not hold together: nothing may run on them. Says every fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(text(fault, "en") for fault in faults))
        self.faults = faults


@cache
def shipped_definitions() -> tuple[Definition, ...]:
    """All of them, by folder and file, read and checked once. Raises ShippedDefinitionsBroken."""
    return checked(*shipped_folders())


def shipped_folders() -> tuple[Traversable, ...]:
    """The lists of this package, and the folders with definitions in each room. They are opened as files:
    no room is imported for them."""
    package = files("infreg")
    return (package.joinpath("definitions", "lists"), *_of_rooms(package.joinpath("registers")))


def checked(*folders: Traversable) -> tuple[Definition, ...]:
    """The definitions of folders that hold together by themselves. Raises ShippedDefinitionsBroken."""
    read = [read_folder(folder) for folder in folders]
    definitions = tuple(definition for found, _ in read for definition in found)
    faults = tuple(fault for _, told in read for fault in told) or check(definitions)
    if faults:
        raise ShippedDefinitionsBroken(faults)
    return definitions


def _of_rooms(registers: Traversable) -> Iterator[Traversable]:
    for room in sorted((each for each in registers.iterdir() if each.is_dir()), key=_name):
        yield from sorted(
            (each for each in room.iterdir() if each.is_dir() and _has_definitions(each)), key=_name
        )


def _has_definitions(folder: Traversable) -> bool:
    return any(each.name.endswith(".toml") for each in folder.iterdir())


def _name(entry: Traversable) -> str:
    return entry.name
