"""The sandbox of this machine, for tests of other things: bubblewrap where it works, none elsewhere."""

import functools
import os
from pathlib import Path

import pytest

from autograd_lab.grading.sandbox import bubblewrap_processes
from autograd_lab.grading.sandbox.bubblewrap_command import Sandbox


@functools.cache
def missing() -> str:
    """Why there is no sandbox here; empty when there is one."""
    return bubblewrap_processes.why_not_started(Sandbox())


def here() -> Sandbox:
    """The sandbox to use."""
    return Sandbox("none" if missing() else "bubblewrap")


def settings() -> dict[str, object]:
    """The same for ExamPreprocessor."""
    return {"sandbox": here().kind, "trust_students": not here().is_real}


needs_sandbox = pytest.mark.usefixtures("real_sandbox")  # of conftest.py: skips where there is none


def descendants(of: int = 0) -> set[int]:
    """Every process that descends from this one, or from another."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    top = of or os.getpid()
    found = {top}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {top}
