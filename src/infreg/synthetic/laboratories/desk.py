"""The laboratories' work for one block of persons: every specimen answered, every answer sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property

from infreg.synthetic.chance import stream
from infreg.synthetic.events import Person, Sampled
from infreg.synthetic.laboratories.clock import Silence, local, silences
from infreg.synthetic.laboratories.laboratory import laboratories
from infreg.synthetic.laboratories.messages import Filed, Sent, messages, provider
from infreg.synthetic.laboratories.reference import is_sent_on, sent_on, types
from infreg.synthetic.laboratories.versions import Order, versions

#: No answer becomes more messages than this; where fewer are left, one each.
_MOST = 8


@dataclass(frozen=True)
class Calendar:
    """The days of a world: nothing is written before the first or leaves after the last."""

    seed: int
    first: date
    last: date

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last, time(23, 59, 59))

    @cached_property
    def silent(self) -> Mapping[str, Sequence[Silence]]:
        """When nothing leaves, by laboratory."""
        return {
            key: silences(laboratory, self.seed, self.first, self.last)
            for key, laboratory in laboratories().items()
        }


class Desk:
    """Answers specimens until a number of messages is reached. The same specimens are answered alike,
    whoever asks, and whatever else is answered."""

    def __init__(self, calendar: Calendar, block: int, persons: Sequence[Person], quota: int) -> None:
        self._calendar, self._block, self._persons = calendar, block, persons
        self._left = quota
        self._count = 0
        self._sent_on: set[tuple[str, str]] = set()

    @property
    def left(self) -> int:
        """How many messages are still to be sent."""
        return self._left

    def answer(self, specimens: Sequence[Sampled], others: Iterator[Sampled]) -> Iterator[tuple[Sent, ...]]:
        """The messages of one answer after the other: first those that must be, then of `others` as many as
        it takes."""
        waiting = len(specimens)
        for sampled in specimens:
            if self._left <= 0:
                return
            waiting -= 1
            yield from self._answered(sampled, plain=self._left - waiting < _MOST)
        for sampled in others:
            if self._left <= 0:
                return
            yield from self._answered(sampled, plain=self._left < _MOST)

    def _answered(self, sampled: Sampled, *, plain: bool) -> Iterator[tuple[Sent, ...]]:
        sent = self._send(self._order(sampled, plain=plain))
        if sent:
            yield sent
            if not plain and (isolate := self._isolate(sent)):
                yield isolate

    def _order(self, sampled: Sampled, *, plain: bool) -> Order:
        self._count += 1
        laboratory = laboratories()[sampled.laboratory]
        number = f"{local(sampled.at):%y}{laboratory.letter}{self._block:03}{self._count:05}"
        return Order(
            laboratory=laboratory,
            sampled=sampled,
            number=f"{number}-1",
            seed=self._calendar.seed,
            last=self._calendar.end,
            stranger=self._stranger(sampled),
            plain=plain,
        )

    def _stranger(self, sampled: Sampled) -> Person | None:
        """Somebody of the same sex who has a number: whom a label may be mistaken for."""
        drawn = int(stream(self._calendar.seed, "stranger", sampled.id).random() * len(self._persons))
        person, day = self._persons[drawn], local(sampled.at).date()
        fits = person.sex == sampled.person.sex and person is not sampled.person and person.number_on(day)
        return person if fits and (person.died is None or person.died > day) else None

    def _send(self, order: Order) -> tuple[Sent, ...]:
        """The messages that leave in time. What would not be put right in time goes right at once."""
        sent = self._messages(order)
        if any(each.leaves > self._calendar.end for each in sent) and not order.plain:
            sent = self._messages(replace(order, plain=True))
        sent = tuple(each for each in sent if each.leaves <= self._calendar.end)
        self._left -= len(sent)
        return sent

    def _messages(self, order: Order) -> tuple[Sent, ...]:
        laboratory, sampled = order.laboratory, order.sampled
        filed = Filed(order.number.removesuffix("-1"), provider(sampled.requester))
        silent = self._calendar.silent[laboratory.key]
        return tuple(messages(laboratory, sampled, filed, versions(order), silent))

    def _isolate(self, sent: Sequence[Sent]) -> tuple[Sent, ...]:
        """What the reference laboratory says of an isolate that the answer tells of: of each infection one
        from every laboratory."""
        last = next(
            (each for each in reversed(sent) if each.kind not in {"resend", "duplicate", "addition"}), None
        )
        if last is None or last.content is None or not last.stands or last.kind == "cancellation":
            return ()
        if not last.laboratory.habits.forwards:
            return ()
        sampled = last.sampled
        for grown in last.content.reported:
            if not grown.grown or not is_sent_on(self._calendar.seed, sampled, sampled.panel, grown):
                continue
            key = (grown.found.infection or sampled.id, last.laboratory.key)
            if key in self._sent_on:
                continue
            self._sent_on.add(key)
            drawn = types(grown, stream(self._calendar.seed, "types", sampled.id))
            order = self._order(sent_on(last.laboratory, sampled, grown), plain=True)
            written = local(last.message.generated_at.at) if last.message.generated_at else None
            return self._send(replace(order, types=drawn, since=written))
        return ()
