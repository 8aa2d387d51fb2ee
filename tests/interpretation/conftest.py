"""The package's own definitions, as they hold on a day: what reading is tested with."""

from datetime import date

import pytest

from infreg.definitions.shipped import shipped_definitions
from infreg.definitions.snapshot import Snapshot
from infreg.definitions.timeline import Timeline
from infreg.interpretation import Codes


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return Timeline(shipped_definitions()).on(date(2024, 3, 1))


@pytest.fixture(scope="session")
def codes(snapshot: Snapshot) -> Codes:
    return Codes(snapshot)
