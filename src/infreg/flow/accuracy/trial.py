"""Synthetic Norway is for trials alone: of real persons nobody knows the truth."""

from infreg.flow import control
from infreg.vocabulary.installation import InstallationKind


class OnlyInTrial(Exception):
    """Synthetic Norway was asked about in a production installation."""


def check_trial() -> None:
    """Raises OnlyInTrial unless this installation is a trial."""
    if control.installation().kind is not InstallationKind.TRIAL:
        raise OnlyInTrial(
            "This installation is in production; Synthetic Norway has no place in it. "
            "Set INFREG_HOME to another folder to measure."
        )
