"""Without looking for garbage while much is made and nothing thrown away."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collection of cyclic garbage, if it runs.

    Composing makes millions of objects that live until its end. The collector looks at all of them again and again,
    finds nothing, and takes longer than the composition itself. What is no cycle is freed as ever.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
