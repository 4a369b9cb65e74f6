"""What is derived from `course/ways.toml`: a page of the course, pages for those who teach, and the map's picture."""

from collections.abc import Iterable
from pathlib import Path

from autograd_lab.authoring import glossary
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import idea_map, map_picture, routes, syllabus_pages, ways_pages
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.ways import Ways, load


def notebooks(root: Path, course: Iterable[Source]) -> list[Source]:
    """The page of the course as a source; none where the course has no ways. Raises CourseError with every fault."""
    found = _faultless_ways(root, course)
    return [ways_pages.reader_page(*found)] if found else []


def documents(root: Path, course: Iterable[Source]) -> dict[Path, str]:
    """The texts of the pages for those who teach and of the picture, by path. Raises CourseError with every fault."""
    if not (found := _faultless_ways(root, course)):
        return {}
    ways, places = found
    folder = ways_pages.FOLDER
    texts = {
        folder / "ways.md": ways_pages.teachers_page(ways, places),
        folder / "map.svg": map_picture.svg(root, ways.ideas, places.chapters),
    }
    asks = syllabus_pages.questions(places)
    for syllabus in ways.syllabi:
        texts[folder / f"syllabus_{syllabus.weeks}_weeks.md"] = syllabus_pages.page(syllabus, ways, places, asks)
    return texts


def _faultless_ways(root: Path, course: Iterable[Source]) -> tuple[Ways, Places] | None:
    """The ways of a course and its places, both without a fault."""
    course = list(course)
    chapters = {source.chapter: source for source in course if source.chapter is not None}
    ways = load(root, chapters, glossary.load(root))
    if ways is None:
        return None
    places = Places(root, chapters, {source.short: source for source in course if source.chapter is None})
    faults = list(idea_map.lint(ways.ideas, chapters))
    faults = faults or [*idea_map.lint_lines(ways.ideas, chapters), *routes.lint(ways, places)]
    if faults:
        raise CourseError(faults)
    return ways, places
