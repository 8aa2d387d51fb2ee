"""The demo: Synthetic Norway and a handful of answers to begin with, through the real reception; and the
users who may look at them."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infreg.flow import control, intake, synthesis
from infreg.flow.binding import find_pseudonym
from infreg.storage.home import find_home
from infreg.synthetic.handful import LABORATORY, first_person, handful
from infreg.vocabulary.installation import InstallationKind
from infreg.vocabulary.time import in_oslo

#: A message for so many months of a person's life: 10,000 persons and 24 months are 12,000 messages.
_MONTHS_A_MESSAGE = 20


class OnlyInTrial(Exception):
    """Made-up answers were asked for in a production installation."""


@dataclass(frozen=True, slots=True)
class Country:
    """Synthetic Norway as it lies in the installation's folder: `folder` has its messages and its truth."""

    folder: Path
    messages: int


def fill() -> Iterator[intake.Delivered]:
    """Receives the handful and makes the demo's users. Run again the same day, it finds duplicates.

    Raises OnlyInTrial, and intake.KeysUnusable.
    """
    _only_in_trial()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    deliveries = (intake.Delivery(name, content) for name, content in handful(midnight))
    yield from intake.receive(intake.open_reception(), deliveries)
    control.make_demo_users(LABORATORY, find_pseudonym(first_person().reveal()))


def write_country(
    persons: int, months: int, seed: int, progress: Callable[[synthesis.Progress], None]
) -> Country:
    """Writes Synthetic Norway up to yesterday into the installation's folder. Written before, it stays as it
    is: another day's, or another size's, would be other people in the same country.

    Raises OnlyInTrial.
    """
    _only_in_trial()
    folder = find_home(os.environ) / "norway"
    written = folder / "truth" / "world.json"
    if not written.exists():
        shutil.rmtree(folder, ignore_errors=True)  # half a country, by a demo that was cut off
        messages = max(synthesis.FEWEST_MESSAGES, persons * months // _MONTHS_A_MESSAGE)
        yesterday = in_oslo(datetime.now(UTC)).date() - timedelta(days=1)
        synthesis.write(folder, synthesis.Wish(persons, months, messages, seed, yesterday), progress)
    return Country(folder, int(json.loads(written.read_bytes())["messages"]))


def receive_country(country: Country) -> Iterator[intake.Delivered]:
    """Receives it in the order in which it was sent. What came before is found to be a duplicate, so that a
    demo that was cut off goes on. Raises intake.KeysUnusable."""
    files = sorted((country.folder / "messages").glob("*/*.xml"))
    deliveries = (intake.Delivery(file.name, file.read_bytes()) for file in files)
    yield from intake.receive(intake.open_reception(), deliveries)


def _only_in_trial() -> None:
    if control.installation().kind is not InstallationKind.TRIAL:
        raise OnlyInTrial(
            "This installation is in production; made-up answers have no place in it. "
            "Set INFREG_HOME to another folder to try infreg."
        )
