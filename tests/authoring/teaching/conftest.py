"""The ways of the course itself, and its places, read once."""

import pytest

from autograd_lab.authoring import glossary
from autograd_lab.authoring.teaching import ways
from autograd_lab.authoring.teaching.places import Places
from tests.support.course_text import course
from tests.support.repo import REPO


@pytest.fixture(scope="session")
def places() -> Places:
    """The course's chapters and sets as places to be read."""
    chapters = {source.chapter: source for source in course() if source.chapter is not None}
    return Places(REPO, chapters, {source.short: source for source in course() if source.chapter is None})


@pytest.fixture(scope="session")
def found(places: Places) -> ways.Ways:
    """What course/ways.toml holds."""
    read = ways.load(REPO, places.chapters, glossary.load(REPO))
    assert read is not None
    return read
