"""The course's own sources, read once for all tests of a process: to parse them takes a second."""

from functools import cache

from autograd_lab.authoring.source import Source
from autograd_lab.authoring.sync import sources
from tests.support.repo import REPO


@cache
def course() -> tuple[Source, ...]:
    """Every chapter and problem set, lessons first, in the order of their names."""
    return tuple(sources(REPO))
