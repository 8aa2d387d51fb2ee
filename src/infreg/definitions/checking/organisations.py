"""The law of agreements."""

from collections.abc import Iterator

from infreg.definitions.checking.placed import PlacedRows, headers_of
from infreg.definitions.faults import Fault
from infreg.vocabulary.words import normal


def an_agreement_is_between_two(rows: PlacedRows) -> Iterator[Fault]:
    """Who processes their own data needs no agreement, and nobody can be bound by one with themselves."""
    for header in rows.get(headers_of("agreements"), ()):
        controller, processor = str(header["controller"]), str(header["processor"])
        if normal(controller) == normal(processor):
            yield header.at("processor").fault("agreement-with-oneself", {}, processor)
