"""Mappings that people have accepted: what a term of a laboratory means while no definition knows it."""

from collections.abc import Mapping

from infreg.vocabulary.finding import Term


class Mappings:
    """`targets` by laboratory (None: for all) and term, written as `targets` reads them. Never changes."""

    __slots__ = ("_targets",)

    def __init__(self, targets: Mapping[tuple[int | None, Term], str] | None = None) -> None:
        self._targets = dict(targets or {})

    def find(self, term: Term, unit: int | None) -> str | None:
        """What a term means in a laboratory: its own mapping goes before the general one."""
        if not self._targets:
            return None
        own = self._targets.get((unit, term))
        return self._targets.get((None, term)) if own is None else own


NO_MAPPINGS = Mappings()
