"""The definitions that come with the package (definitions/lists)."""

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
    """All of them, by file, read and checked once. Raises ShippedDefinitionsBroken."""
    return checked(files("infreg.definitions").joinpath("lists"))


def checked(folder: Traversable) -> tuple[Definition, ...]:
    """The definitions of a folder that hold together by themselves. Raises ShippedDefinitionsBroken."""
    definitions, faults = read_folder(folder)
    faults = faults or check(definitions)
    if faults:
        raise ShippedDefinitionsBroken(faults)
    return definitions
