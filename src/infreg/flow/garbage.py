"""When Python looks for rings of objects that nobody holds."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_until_later() -> Iterator[None]:
    """A batch makes some hundred thousand objects and hardly a ring among them; what nobody holds is freed as
    ever. To look for rings all the while took an eighth of reception."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()
