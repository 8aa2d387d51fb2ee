"""MSIS: cases of notifiable diseases."""

from infreg.definitions.registers import read_charter
from infreg.vocabulary.answer import Answer
from infreg.vocabulary.register import Register


def _view(_: Answer) -> Answer | None:
    """Nothing of it: the answers that cases rest on are the laboratory database's."""
    return None


REGISTER = Register(charter=read_charter(__name__), view=_view)
