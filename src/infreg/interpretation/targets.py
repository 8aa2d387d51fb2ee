"""What a term can be mapped to, as it is written: a code of the definitions, or, for an investigation, what
it looks for and how (`organism=INFA;method=nat;marker=nucleic-acid;screening=no`, each part optional)."""

from collections.abc import Mapping
from dataclasses import dataclass

from infreg.definitions.kinds.values import MARKERS, METHODS, SAYS
from infreg.definitions.snapshot import Row, Snapshot
from infreg.vocabulary.finding import TermKind

#: Where each kind's codes stand; a value's are the words themselves.
CODES = {
    TermKind.ORGANISM: "organisms",
    TermKind.SPECIMEN: "specimens",
    TermKind.AGENT: "agents",
}


class UnknownTarget(Exception):
    """No definition knows this target. The message says what was expected."""


@dataclass(frozen=True, slots=True)
class LookedFor:
    """What an investigation looks for: a code of the organisms (None: whatever is there), how, and whether it
    is of a healthy person or a carrier. `none` when it looks for no infection at all."""

    organism: str | None = None
    method: str | None = None
    marker: str | None = None
    screening: bool = False
    none: bool = False

    def __str__(self) -> str:
        said = {"organism": self.organism, "method": self.method, "marker": self.marker}
        parts = [f"{name}={value}" for name, value in said.items() if value]
        return "none" if self.none else ";".join([*parts, f"screening={'yes' if self.screening else 'no'}"])


def looked_for(target: str) -> LookedFor:
    """Reads what `LookedFor` writes. Raises UnknownTarget."""
    if target == "none":
        return LookedFor(none=True)
    parts = dict(_part(part) for part in target.split(";") if part)
    method, marker, screening = parts.get("method"), parts.get("marker"), parts.get("screening", "no")
    for value, known in ((method, METHODS), (marker, MARKERS), (screening, ("yes", "no"))):
        if value is not None and value not in known:
            raise UnknownTarget(f"{value} is none of {', '.join(known)}.")
    return LookedFor(parts.get("organism"), method, marker, screening == "yes")


def _part(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals or name not in {"organism", "method", "marker", "screening"}:
        raise UnknownTarget(
            "An investigation is written organism=CODE;method=…;marker=…;screening=yes|no, each part "
            "optional; or none, when it looks for no infection."
        )
    return name, value


def check_target(kind: TermKind, target: str, snapshot: Snapshot) -> None:
    """Raises UnknownTarget unless a term of this kind can mean it."""
    if kind is TermKind.VALUE:
        if target not in SAYS:
            raise UnknownTarget(f"A value says one of {', '.join(SAYS)}.")
        return
    code, where = target, CODES.get(kind, "organisms")
    if kind is TermKind.INVESTIGATION:
        organism = looked_for(target).organism
        if organism is None:
            return
        code = organism
    if not any(row["code"] == code for row in snapshot.rows(where)):
        raise UnknownTarget(
            f"{code} is no code of {where}; infreg definitions show {where} {where} lists them."
        )


def titles(snapshot: Snapshot, where: str) -> Mapping[str, str]:
    """What people call the codes of a kind: Norwegian where there is a name, else the scientific one."""
    return {str(row["code"]): _title(row) for row in snapshot.rows(where)}


def _title(row: Row) -> str:
    """Microbes by their scientific name, which everybody in the field reads first."""
    return str(row.get("name") or row.get("nb") or row["code"])
