"""The demo: made-up answers through the real reception, and the users who may look at them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from infreg.flow import control, intake
from infreg.storage import institutions
from infreg.storage.connection import acting
from infreg.synthetic.handful import LABORATORY, handful
from infreg.vocabulary.installation import InstallationKind


class OnlyInTrial(Exception):
    """Made-up answers were asked for in a production installation."""


def fill() -> Iterator[intake.Delivered]:
    """Receives the handful and makes the demo's users. Run again the same day, it finds duplicates.

    Raises OnlyInTrial, and intake.KeysUnusable.
    """
    if control.installation().kind is not InstallationKind.TRIAL:
        raise OnlyInTrial(
            "This installation is in production; made-up answers have no place in it. "
            "Set INFREG_HOME to another folder to try infreg."
        )
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    deliveries = (intake.Delivery(name, content) for name, content in handful(midnight))
    yield from intake.receive(intake.open_reception(), deliveries)
    control.make_demo_users(_laboratory())


def _laboratory() -> int:
    """The institution that the handful is from."""
    with acting(intake.ACTOR) as connection:
        return institutions.meet(connection, [LABORATORY], datetime.now(UTC))[institutions.key_of(LABORATORY)]
