"""What one scalar node costs: time in a chain of a million, bytes, objects for the collector, and the import."""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc

from autograd_lab import Value

LONG, SHORT = 1_000_000, 50_000


def chain(length: int) -> tuple[Value, Value]:
    """x and the end of x·1.0000001·…, one node a step and one constant for all of them."""
    x = y = Value(1.0)
    factor = Value(1.0000001)
    for _ in range(length):
        y = y * factor
    return x, y


def microseconds_an_operation(rounds: int = 3) -> float:
    """Forward and backward through a chain of a million multiplications, per multiplication; collector on."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        _, y = chain(LONG)
        y.backward()
        times.append(time.perf_counter() - start)
        del y
    return 1e6 * statistics.median(times) / LONG


def bytes_a_node() -> float:
    """What a multiplication keeps allocated after the backward pass."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        _, y = chain(SHORT)
        y.backward()
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / SHORT
    finally:
        tracemalloc.stop()


def objects_a_node() -> float:
    """How many objects the cyclic collector has to look at for each multiplication."""
    gc.collect()
    before = len(gc.get_objects())
    _, y = chain(SHORT)
    y.backward()
    gc.collect()
    return (len(gc.get_objects()) - before) / SHORT


def garbage() -> int:
    """What the cyclic collector finds after a graph was dropped: 0 when reference counting freed it all."""
    gc.collect()
    gc.disable()
    try:
        _, y = chain(SHORT)
        y.backward()
        del y
        return gc.collect()
    finally:
        gc.enable()


def import_milliseconds(rounds: int = 15) -> float:
    """`from autograd_lab import Value` in a fresh interpreter, over one that imports nothing; bytecode is cached."""
    extra = []
    with tempfile.TemporaryDirectory() as cache:
        _start("from autograd_lab import Value", cache)
        for _ in range(rounds):
            bare, ours = _start("pass", cache), _start("from autograd_lab import Value", cache)
            extra.append(ours - bare)
    return 1e3 * statistics.median(extra)


def _start(code: str, cache: str) -> float:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-S", "-c", code], env=environment, check=True)
    return time.perf_counter() - start


def figures() -> dict[str, tuple[float, str]]:
    """Name -> (figure, unit)."""
    return {
        f"{LONG:,} chained operations, forward and backward, each": (microseconds_an_operation(), "µs"),
        "memory of a node after backward": (bytes_a_node(), "bytes"),
        "objects the cyclic collector looks at, a node": (objects_a_node(), "objects"),
        "objects the collector finds after a graph is dropped": (garbage(), "objects"),
        "import of Value over a bare interpreter": (import_milliseconds(), "ms"),
    }
