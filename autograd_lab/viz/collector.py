"""Python's cyclic collector, told to wait while a large graph becomes data.

Each of its rounds visits every Value alive; while a hundred thousand new nodes are made, there are so many rounds
that they take as long as everything else. Nothing made here is a cycle, so nothing is left for them to find.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No rounds of the cyclic collector inside the block; afterwards it runs as it did before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
