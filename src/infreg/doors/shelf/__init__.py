"""The analysts' door: the warehouse in Python, with an account's own rights."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infreg.doors.shelf.opened import Shelf


def open_shelf(user: str, *, password: str | None, code: str | None, engine: str) -> "Shelf":
    """See `infreg.analysis.open_shelf`, which finds it by the package's entry points."""
    os.environ.setdefault("INFREG_ROLE", "app")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infreg.doors.settings")
    import django  # noqa: PLC0415 - its settings come first

    django.setup()
    from infreg.doors.shelf.opened import log_in  # noqa: PLC0415 - it needs Django

    return log_in(user, password, code, engine)
