"""The map of what needs what: arrows between ideas, the arrows between chapters that follow, and the lines held to it.

A chapter needs another *directly* where one of its ideas needs, or recalls, an idea of the other. Its line
**You need** links exactly these chapters. No idea names a need that follows from another of its needs; so what a
chapter needs only by way of a chapter that its line links is not in the line, unless an idea of its own rests on it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from autograd_lab.authoring.problems import Problem
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching.ways import Idea, fault

_LINE = re.compile(r"^\*\*You need\*\*.+?(?=\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)
_CHAPTER_LINK = re.compile(r"\]\((\d\d)_\w+\.ipynb")
Arrow = tuple[int, int]


def arrows(ideas: Mapping[str, Idea]) -> set[Arrow]:
    """(chapter, chapter that it needs directly)."""
    return {
        (idea.chapter, ideas[need].chapter)
        for idea in ideas.values()
        for need in idea.needs
        if ideas[need].chapter != idea.chapter
    }


def recalled(ideas: Mapping[str, Idea]) -> set[Arrow]:
    """(chapter, chapter of which it tells something again), needs left out."""
    told = {(idea.chapter, ideas[other].chapter) for idea in ideas.values() for other in idea.recalls}
    return told - arrows(ideas)


def line_of(source: Source) -> str:
    """A chapter's line **You need**, "" where it has none."""
    found = _LINE.search(source.cells[0].source)
    return found[0] if found else ""


def all_needs(ideas: Mapping[str, Idea], key: str) -> set[str]:
    """All ideas that one rests on, through others too; the map must have no circle."""

    @cache
    def below(name: str) -> frozenset[str]:
        return frozenset().union(*({need} | below(need) for need in ideas[name].needs))

    return set(below(key))


def lint(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> Iterator[Problem]:
    """Faults of the map itself: needs that are unknown, come later or are said twice; chapters without an idea."""
    at = {key: number for number, key in enumerate(ideas)}
    broken = False
    for key, idea in ideas.items():
        for need in (*idea.needs, *idea.recalls):
            if need not in ideas:
                broken = True
                yield fault(f"{key!r} needs {need!r}, which is no idea of the map", "write its name as [ideas] has it")
            elif at[need] >= at[key] or ideas[need].chapter > idea.chapter:
                broken = True
                yield fault(f"{key!r} needs {need!r}, which comes later", "put ideas in the order of the course")
    if broken:
        return
    for key, idea in ideas.items():
        for need in idea.needs:
            if through := [other for other in idea.needs if need in all_needs(ideas, other)]:
                yield fault(f"{key!r} needs {need!r} by way of {through[0]!r} already", "leave it out")
    taught = {idea.chapter for idea in ideas.values()}
    for chapter in sorted(set(course) - taught - {0}):
        yield fault(f"no idea of the map is taught in chapter {chapter:02d}", "add what it teaches")


def lint_lines(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> Iterator[Problem]:
    """Chapters whose line **You need** links others than the map has."""
    mapped = arrows(ideas) | recalled(ideas)
    for chapter, source in course.items():
        linked = {int(number) for number in _CHAPTER_LINK.findall(line_of(source))}
        needed = {other for one, other in mapped if one == chapter}
        for other in sorted(linked - needed):
            what = f"“You need” links chapter {other:02d}, and no idea of this chapter needs one of that directly"
            yield source.problem(source.cells[0], what, "leave the link out, or mend course/ways.toml")
        for other in sorted(needed - linked):
            pairs = [
                f"{idea.words} needs {ideas[need].words}"
                for idea in ideas.values()
                for need in (*idea.needs, *idea.recalls)
                if (idea.chapter, ideas[need].chapter) == (chapter, other)
            ]
            what = f"“You need” does not link chapter {other:02d}, of which it needs something: {'; '.join(pairs)}"
            yield source.problem(source.cells[0], what, "link it, or mend course/ways.toml")
