"""A pause of Python's cyclic garbage collector, for the time in which a large graph becomes data.

Each collection visits every live Value; while a hundred thousand new nodes are made, there are so many collections
that they take as long as everything else. Nothing made here is a cycle, so they would find nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Disable the cyclic garbage collector inside the block, and restore its earlier state afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
