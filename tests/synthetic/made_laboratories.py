"""All that the laboratories of a world send, as it leaves them and as our own reception reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from infreg.interpretation import Codes, Mappings, interpret
from infreg.parsing import parse
from infreg.synthetic.laboratories import Calendar, Desk, Own, Sent, laboratories
from infreg.synthetic.svarrapport import write
from infreg.synthetic.world import Plan, World
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.finding import Finding, Outcome, Term, TermKind
from infreg.vocabulary.problem import Problem
from infreg.vocabulary.words import normal
from tests.interpretation.known import codes
from tests.synthetic.made_world import plan

#: Tests that are no finding until they are confirmed.
AWAITING = {"hiv", "syphilis", "hepatitis-c"}


@dataclass(frozen=True)
class Arrived:
    """A message as it was sent, and as it was read."""

    sent: Sent
    content: bytes
    answer: Answer
    problems: tuple[Problem, ...]

    @property
    def own(self) -> set[tuple[str, str]]:
        """The words in it that nobody knows, by kind."""
        return {(each.kind, normal(each.text)) for each in self.sent.own}

    @property
    def told(self) -> set[str]:
        """The microbes that it tells as found, finally and for certain."""
        content = self.sent.content
        if content is None or self.sent.kind == "cancellation" or self.sent.sampled.panel in AWAITING:
            return set()
        return {each.organism for each in content.reported}

    def findings(self, known: Codes) -> tuple[Finding, ...]:
        return interpret(self.answer, known, 1)


def answers(asked: Plan) -> Iterator[tuple[Sent, ...]]:
    """Every answer's messages."""
    world = World(asked)
    calendar = Calendar(asked.seed, world.period.first, world.period.last)
    for number in range(world.blocks):
        block = world.block(number)
        desk = Desk(calendar, number, block.persons, world.messages(number))
        yield from desk.answer(block.specimens, block.fillers())


@cache
def sent(seed: int = 7, messages: int = 10_000) -> tuple[tuple[Sent, ...], ...]:
    return tuple(answers(plan(messages, 24, messages, seed)))


@cache
def arrived(seed: int = 7) -> tuple[Arrived, ...]:
    return tuple(map(read, (each for of_answer in sent(seed) for each in of_answer)))


def read(each: Sent) -> Arrived:
    content = write(each.message, each.laboratory.style)
    reading = parse(content)
    assert reading.message is not None, each.kind
    (answer,) = reading.message.answers
    return Arrived(each, content, answer, reading.problems)


def positives(findings: tuple[Finding, ...]) -> set[str | None]:
    """The microbes that would be counted as found."""
    return {each.organism for each in findings if each.outcome is Outcome.POSITIVE and each.counts}


def owns() -> tuple[Own, ...]:
    """Every word that a laboratory has for itself."""
    return tuple(own for one in laboratories().values() for words in one.speech.own.values() for own in words)


@cache
def mapped() -> Codes:
    """The definitions, with every such word explained."""
    targets: dict[tuple[int | None, Term], str] = {
        (None, Term(TermKind(each.kind), "", "", normal(each.text))): each.means for each in owns()
    }
    return Codes(codes().snapshot, Mappings(targets))
