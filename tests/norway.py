"""A register that has received a small Synthetic Norway, with its warehouse, for tests that only ask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infreg.flow import intake, refreshing, synthesis
from infreg.flow.synthesis import Wish
from tests.register import Register, Server

WISH = Wish(persons=2_000, months=12, messages=700, seed=11, processes=1)


@contextmanager
def with_norway(server: Server, folder: Path, wish: Wish = WISH) -> Iterator[Register]:
    synthesis.write(folder / "norway", wish, lambda _: None)
    with server.fresh() as register:
        register.use("intake")
        files = sorted((folder / "norway" / "messages").glob("*/*.xml"))
        deliveries = (intake.Delivery(file.name, file.read_bytes()) for file in files)
        assert sum(1 for _ in intake.receive(intake.open_reception(), deliveries)) == wish.messages
        refresh(register)
        yield register


def refresh(register: Register) -> None:
    """Brings the register's warehouse up to now, as role insight; then this process is `app` again."""
    register.use("insight")
    refreshing.refresh(os.environ)
    register.use("app")
