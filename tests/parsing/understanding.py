"""What a message of our own was understood as."""

from infreg.parsing import parse
from infreg.vocabulary.answer import Answer, Message
from infreg.vocabulary.problem import Problem
from tests.parsing import made_messages as made

ECOLI = made.row(made.text("Escherichia coli"), id="1")
KLEBSIELLA = made.row(made.text("Klebsiella pneumoniae"), id="2")


def understood(content: bytes) -> tuple[Message, tuple[Problem, ...]]:
    reading = parse(content)
    assert reading.message is not None
    return reading.message, reading.problems


def only_answer(rows: str = "", **parts: str) -> tuple[Answer, list[str]]:
    """The one answer of a message with these rows or parts, and the codes of its problems."""
    message, problems = understood(made.message(made.report(rows, **parts)))
    (answer,) = message.answers
    return answer, [problem.code for problem in problems]
