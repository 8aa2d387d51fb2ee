"""What was tried against the site, told in the program's log: what and from where, never what was written."""

import logging
from enum import StrEnum

log = logging.getLogger("infreg.security")


class SecurityEvent(StrEnum):
    """Words that a log's reader may search for; they keep their meaning."""

    NUMBER_IN_ADDRESS = "number-in-address"
    FOREIGN_FORM = "foreign-form"
    TOO_MANY_REQUESTS = "too-many-requests"
    TOO_MUCH_UPLOADED = "too-much-uploaded"


def note(event: SecurityEvent, who: str = "") -> None:
    """One line. `who` is a network address or the number of an account."""
    log.warning("%s %s", event, who or "-")
