"""Which database this process uses; apart from `control`, because Django asks before models can be read."""

from collections.abc import Mapping
from typing import Any

from infreg.storage import connection, server
from infreg.storage.home import find_home

__all__ = ["Unusable", "databases", "find_home"]

#: Why it cannot be said which; every message tells what to do.
Unusable = (connection.DatabaseUnusable, server.ServerFailed)


def databases(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES. Reads the environment, opens nothing."""
    return connection.databases(environ)
