"""Python's collector of cycles, while much is made that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """
    Pause the collection of cycles: what is read here makes many objects and no cycles.

    Each collection would look at all of them again, which makes a large document cost more than
    many small ones.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
