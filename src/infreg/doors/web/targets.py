"""What a term may be mapped to, as people read it: targets are codes, and pages name what they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from infreg.access.actor import Actor
from infreg.definitions.snapshot import Row
from infreg.doors.web.value_words import OUTCOMES, SAYS, value_text
from infreg.flow import definitions
from infreg.vocabulary.finding import TermKind
from infreg.vocabulary.mapping import Suggestion

#: An investigation that looks for no infection, as it is mapped.
NO_INFECTION = "none"
#: What a value is usually found to say, where nothing like it is known: the rest is found by searching.
USUAL_VALUES = (*OUTCOMES, "not-done", "insufficient", "normal-flora", "mixed-flora", "see-comment", "none")
#: The keys 1 to 9 choose.
_KEYS = 9
_NAMED_BY = {TermKind.ORGANISM: "organisms", TermKind.SPECIMEN: "specimens", TermKind.AGENT: "agents"}


@dataclass(frozen=True, slots=True)
class Target:
    """A choice on the page of a term. `number` is the key that chooses it, None past the ninth; `why` is
    `similar` or `earlier` with the words it is like, else empty."""

    target: str
    title: str
    number: int | None = None
    why: str = ""
    like: str = ""

    @property
    def is_own_name(self) -> bool:
        """Whether what it is like is its own name: who searched for it need not be told."""
        return self.like == self.title.casefold()


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called today, by kind of definition."""

    by_kind: Mapping[str, Mapping[str, str]]

    def title(self, kind: TermKind, target: str) -> str:
        """A target in words; as it is written where no definition names it (any more)."""
        match kind:
            case TermKind.VALUE:
                return str(SAYS.get(target, target))
            case TermKind.INVESTIGATION:
                return self._looked_for(target)
            case _:
                return self.by_kind[_NAMED_BY[kind]].get(target, target)

    def _looked_for(self, target: str) -> str:
        if target == NO_INFECTION:
            return _("Does not look for infection")
        said = dict(part.partition("=")[::2] for part in target.split(";"))
        code = said.get("organism", "")
        whom = self.by_kind["organisms"].get(code, code) or _("Whatever is there")
        how = [str(value_text(part, said[part])) for part in ("method", "marker") if said.get(part)]
        screening = [pgettext("investigation", "screening")] if said.get("screening") == "yes" else []
        return " – ".join(filter(None, (whom, ", ".join(how + screening))))


def find_names(at_work: Actor) -> Names:
    """The names that definitions give today."""
    today = definitions.book(at_work).as_of(timezone.localdate())
    return Names({kind: {str(r["code"]): _name(r) for r in today.rows(kind)} for kind in _NAMED_BY.values()})


def _name(row: Row) -> str:
    """Microbes by their scientific name, which everybody in the field reads first."""
    return str(row.get("name") or row.get("nb") or row["code"])


def numbered(
    kind: TermKind, names: Names, suggestions: Sequence[Suggestion], *, before: Iterable[Target] = ()
) -> tuple[Target, ...]:
    """Suggestions as choices, numbered on after those that stand `before` them; what stands there already
    keeps its number."""
    keys = {each.target: each.number for each in before}
    for each in suggestions:
        keys.setdefault(each.target, len(keys) + 1 if len(keys) < _KEYS else None)
    return tuple(
        Target(each.target, names.title(kind, each.target), keys[each.target], each.why, each.like)
        for each in suggestions
    )


def usual(kind: TermKind, names: Names, *, before: Iterable[Target]) -> tuple[Target, ...]:
    """What such terms often mean, whatever they are like, as choices without a key."""
    often = {TermKind.VALUE: USUAL_VALUES, TermKind.INVESTIGATION: (NO_INFECTION,)}.get(kind, ())
    already = {each.target for each in before}
    return tuple(Target(each, names.title(kind, each)) for each in often if each not in already)


def composed(organism: str, method: str, marker: str, *, screening: bool) -> str:
    """What an investigation looks for, as it is mapped; parts that are empty are left out."""
    parts = {"organism": organism, "method": method, "marker": marker}
    said = [f"{name}={value}" for name, value in parts.items() if value]
    return ";".join([*said, f"screening={'yes' if screening else 'no'}"])
