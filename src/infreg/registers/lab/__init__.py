"""The laboratory database: every laboratory answer, positive and negative."""

from infreg.definitions.registers import read_charter
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.register import Register


def _view(answer: Answer) -> Answer | None:
    """All of it: the database is given every answer in full."""
    return answer


REGISTER = Register(charter=read_charter(__name__), view=_view)
