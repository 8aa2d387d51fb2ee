"""The versions an answer goes through: preliminary, final, added to, corrected, cancelled, sent again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from infreg.synthetic.chance import stream
from infreg.synthetic.diseases import DISEASES
from infreg.synthetic.events import Found, Person, Sampled
from infreg.synthetic.laboratories.answers import ALL, ISOLATES, Content, Told, compose, isolate
from infreg.synthetic.laboratories.clock import at_work, local
from infreg.synthetic.laboratories.laboratory import Laboratory
from infreg.synthetic.panels import PANELS, Panel

#: Hours that a test takes, by method, and the panels that take much longer.
_HOURS = {"culture": 52, "nat": 20, "antigen": 6, "antibody": 40, "microscopy": 18, "toxin": 10}
_LONG = {"tb-culture": 24 * 24, "blood-culture": 78, "legionella-culture": 130, "ehec-confirmation": 150}
#: What one microbe is taken for.
_MISTAKEN_FOR_ANOTHER = {
    "ESCCOL": "KLEPNE",
    "KLEPNE": "ESCCOL",
    "STAAUR": "STAEPI",
    "ENCFAE": "ENCFAI",
}
_REISSUED = 0.5


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an answer, before it is a message. `at` is when it is written, on Oslo's clocks;
    `person` whose number it is sent under (None: a cancellation that names nobody); `anew`: under an id of
    its own, as the one before was cancelled; `stands`: what it tells is true. `again`: when the very same
    message leaves once more; `repeated`: when the same answer leaves in a message of its own."""

    kind: str
    service_type: str
    status: str
    at: datetime
    content: Content
    person: Person | None
    anew: bool = False
    stands: bool = True
    marks: tuple[str, ...] = ()
    again: datetime | None = None
    repeated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A specimen in a laboratory, with what it takes to answer it. `stranger` is somebody whose number may be
    written by mistake; `last`: nothing is written after it; `plain`: one final answer, and nothing else. Of
    an isolate that was sent on `types` is what it is typed as, and `since` when the first laboratory
    answered."""

    laboratory: Laboratory
    sampled: Sampled
    number: str
    seed: int
    last: datetime
    stranger: Person | None = None
    plain: bool = False
    types: tuple[tuple[str, str], ...] | None = None
    since: datetime | None = None

    @property
    def panel(self) -> Panel:
        return ISOLATES if self.types is not None else PANELS[self.sampled.panel]

    def content(self, found: Sequence[Found], told: Told = ALL) -> Content:
        """In the same words each time."""
        words = stream(self.seed, "words", self.sampled.id)
        if self.types is not None:
            return isolate(self.laboratory, found[0], self.number, words, self.types)
        return compose(self.laboratory, self.panel, (self.sampled.specimen, self.number), found, words, told)


def versions(order: Order) -> tuple[Version, ...]:
    """Every version that is written in time, in order; none when the first is not. What would only be put
    right afterwards goes right at once."""
    random = stream(order.seed, "habits", order.sampled.id)
    received = order.since or local(order.sampled.at) + timedelta(hours=2 + random.expovariate(1 / 9))
    written = _written(order, received, _hours(order) * random.lognormvariate(0, 0.25), random)
    habits, chance = order.laboratory.habits, random.random()
    course: tuple[Version, ...] | None = None
    if not order.plain:
        if (chance := chance - habits.cancelled) < 0:
            course = _cancelled(order, written, random)
        elif (chance := chance - habits.renumbered) < 0:
            course = _renumbered(order, written, random)
        elif (chance := chance - habits.correction) < 0:
            course = _corrected(order, written, random)
        if course and course[-1].at > order.last:
            course = None
    course = course or _usual(order, received, written, random)
    course = tuple(_sent_again(order, each, random) for each in course if each.at <= order.last)
    return _repeated(order, course, random) if course else ()


def _hours(order: Order) -> float:
    if order.types is not None:
        return 24 * (3 + stream(order.seed, "typing", order.sampled.id).expovariate(1 / 6))
    found = order.sampled.found or order.panel.key != "tb-culture"
    hours = _LONG.get(order.panel.key, _HOURS[order.panel.method]) * order.laboratory.habits.hours
    return hours if found else hours * 2


def _written(order: Order, received: datetime, hours: float, random: Random) -> datetime:
    return at_work(order.laboratory, received + timedelta(hours=hours), random).replace(microsecond=0)


def _later(order: Order, than: datetime, random: Random, days: float) -> datetime:
    """Some days afterwards, at least half an hour."""
    return _written(order, than, 0.5 + 24 * random.expovariate(1 / days), random)


def _final(order: Order, at: datetime, found: Sequence[Found], kind: str = "first") -> Version:
    content = order.content(found)
    service_type = "N" if kind == "first" else "M"
    return Version(kind, service_type, "F", at, content, order.sampled.person, marks=_marks(order, content))


def _usual(order: Order, received: datetime, written: datetime, random: Random) -> tuple[Version, ...]:
    """The final answer, at times a preliminary one before it or an addition after it."""
    habits, found = order.laboratory.habits, order.sampled.found
    final = _final(order, written, found)
    if order.plain:
        return (final,)
    course = [final]
    grows = order.panel.method == "culture"
    early = _written(order, received, _hours(order) * 0.45, random)
    if grows and random.random() < habits.preliminary and early < written:
        seen = found if found and random.random() < 0.7 else ()
        told = Told("none", unfinished=True)
        first = Version("preliminary", "N", "P", early, order.content(seen, told), order.sampled.person)
        course = [first, replace(final, kind="final", service_type="M")]
    tested = len(found) == 1 and len(found[0].tested) > 5
    if grows and tested and random.random() < habits.addition:
        rest = order.content(found, Told("rest"))
        course[-1] = replace(course[-1], content=order.content(found, Told("first")))
        at = _later(order, written, random, 1.5)
        course.append(Version("addition", "A", "A", at, rest, order.sampled.person))
    return tuple(course)


def _cancelled(order: Order, written: datetime, random: Random) -> tuple[Version, ...]:
    """An answer taken back: given for the wrong person and told anew, or of a specimen that was spoilt."""
    at = _later(order, written, random, 1.2)
    stranger = order.stranger if random.random() < _REISSUED else None
    wrong = replace(
        _final(order, written, order.sampled.found), stands=False, person=stranger or order.sampled.person
    )
    named = wrong.person if random.random() < 0.6 else None
    cancelled = replace(wrong, kind="cancellation", service_type="C", at=at, person=named, marks=())
    if stranger is None:
        return wrong, cancelled
    right = replace(_final(order, at + timedelta(minutes=11), order.sampled.found), anew=True)
    return wrong, cancelled, right


def _renumbered(order: Order, written: datetime, random: Random) -> tuple[Version, ...] | None:
    """An answer under somebody else's number, and then under the right one."""
    if order.stranger is None:
        return None
    right = _final(order, _later(order, written, random, 2), order.sampled.found, "correction")
    wrong = replace(_final(order, written, order.sampled.found), person=order.stranger, stands=False)
    return wrong, right


def _corrected(order: Order, written: datetime, random: Random) -> tuple[Version, ...] | None:
    """A wrong result, and the right one."""
    wrong = _mistaken(order, random)
    if wrong is None:
        return None
    right = _final(order, _later(order, written, random, 4), order.sampled.found, "correction")
    first = replace(_final(order, written, wrong), stands=False)
    back = ("MSIS-AV",) if first.marks and not right.marks else ()
    return first, replace(right, marks=(*right.marks, *back, "VA") if first.marks or right.marks else ())


def _mistaken(order: Order, random: Random) -> tuple[Found, ...] | None:
    """What is told by mistake: something missed, taken for something else, or found where nothing is."""
    found, panel = order.sampled.found, order.panel
    if len(found) == 1:
        other = _MISTAKEN_FOR_ANOTHER.get(found[0].organism)
        if other and not panel.organisms and not found[0].flags:
            return (replace(found[0], organism=other, infection=None, tested=found[0].tested[:2]),)
        return ()
    if found or panel.screening or panel.awaits or not panel.organisms:
        return None
    return (Found(panel.organisms[int(random.random() * len(panel.organisms))], None),)


def _marks(order: Order, content: Content) -> tuple[str, ...]:
    """Of Volven 8269, where the laboratory marks: what is notifiable in an answer, as far as it can see."""
    since = order.laboratory.habits.marks
    if since is None or local(order.sampled.at).date() < since:
        return ()
    diseases = {disease for each in content.reported if (disease := _disease(order.panel, each.found))}
    if not diseases:
        return ()
    return ("MSIS-UM",) if diseases <= _LABORATORY_ALONE else ("MSIS-M",)


def _disease(panel: Panel, found: Found) -> str | None:
    """The notifiable disease that a find in a panel tells of."""
    if panel.awaits:
        return None
    if panel is ISOLATES:
        return _OF_ISOLATES.get(found.organism) or next(
            (_RESISTANT[f] for f in found.flags if f in _RESISTANT), None
        )
    resistant = next((_RESISTANT[flag] for flag in found.flags if flag in _RESISTANT), None)
    return resistant or _NOTIFIABLE.get((panel.key, found.organism))


#: Diseases that no clinician need notify.
_LABORATORY_ALONE = frozenset({"chlamydia", "influenza"})
_RESISTANT = {"MRSA": "mrsa", "VRE": "vre", "ESBL-CARBA": "esbl-carba"}
#: (panel, organism as it calls it) → the disease it is taken for.
_NOTIFIABLE = {
    (take.panel, seen): disease.code
    for disease in DISEASES.values()
    if disease.resistance is None
    for way in disease.ways
    for take in way.takes
    for organism, _ in disease.organisms
    if (seen := PANELS[take.panel].sees(organism))
}

_OF_ISOLATES = {
    organism: disease
    for (panel, organism), disease in _NOTIFIABLE.items()
    if PANELS[panel].method == "culture"
}


def _sent_again(order: Order, version: Version, random: Random) -> Version:
    """At times the same message leaves twice."""
    if order.plain or random.random() >= order.laboratory.habits.resent:
        return version
    again = _later(order, version.at, random, 1)
    return replace(version, again=again) if again <= order.last else version


def _repeated(order: Order, course: Sequence[Version], random: Random) -> tuple[Version, ...]:
    """At times an answer leaves in two messages. What replaces an answer, or stands beside it, does not."""
    last = course[-1]
    if (
        order.plain
        or last.service_type not in {"N", "M"}
        or random.random() >= order.laboratory.habits.repeated
    ):
        return tuple(course)
    at = last.at + timedelta(minutes=int(1 + random.random() * 50))
    return (*course[:-1], replace(last, repeated=at if at <= order.last else None))
