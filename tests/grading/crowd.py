"""A machine that is busy with others, and whether this system counts how long a process waits on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COUNTED = Path("/proc/self/schedstat").exists() and hasattr(os, "sched_setaffinity")
needs_the_count = pytest.mark.skipif(not COUNTED, reason="needs a Linux that counts how long processes wait")

OTHERS = 8  # beside the worker on its processor: it gets a ninth of it, less where the machine is busy anyway


@contextmanager
def a_crowd() -> Iterator[None]:
    """Others that compute on this processor, each in a session of its own: some systems share out by session."""
    loop = [sys.executable, "-S", "-c", "print(flush=True)\nwhile True: pass"]
    others = [
        subprocess.Popen(loop, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(OTHERS)
    ]
    try:
        for other in others:
            assert other.stdout is not None
            other.stdout.readline()
        yield
    finally:
        for other in others:
            other.kill()
            other.communicate()
