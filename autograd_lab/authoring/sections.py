"""Links to sections of the course, written as `04 The slope of σ`: a chapter, and the heading as its file has it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograd_lab.authoring.source import Source

_PLACE = re.compile(r"(\d\d)(?: (.+))?")
_HEADING = re.compile(r"^#{2,3} (.+?)\s*$", re.MULTILINE)
_ANY_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*")
_FENCED = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_WORD = "glossary "


@dataclass(frozen=True)
class Sections:
    """The headings of a course by their chapters, the terms of its glossary, and its pages beside the chapters."""

    names: dict[int, str]
    headings: dict[int, tuple[str, ...]]
    terms: frozenset[str]
    pages: dict[str, str]

    def fault(self, place: str) -> str | None:
        """What is wrong with a place, None if nothing is; a chapter that is still to come is no fault."""
        if place in self.pages:
            return None
        if place.startswith(_WORD):
            term = place.removeprefix(_WORD)
            return None if term in self.terms else f"the glossary has no term {term!r}"
        if not (parts := _PLACE.fullmatch(place)):
            return f"{place!r} is not a chapter's two digits and a heading"
        chapter, heading = int(parts[1]), parts[2]
        if chapter not in self.names:
            return None if chapter > max(self.names) else f"there is no chapter {chapter:02d}"
        if heading is None:
            return None
        count = self.headings[chapter].count(heading)
        return None if count == 1 else f"chapter {chapter:02d} has {count} headings {heading!r}, not one"

    def link(self, place: str) -> str:
        """The link to a place, as Markdown of a notebook beside the chapters; words alone for a chapter to come."""
        if place in self.pages:
            return f"[{self.pages[place]}]({place}.ipynb)"
        if place.startswith(_WORD):
            term = place.removeprefix(_WORD)
            return f"[glossary · {term.replace('-', ' ')}](glossary.ipynb#{term})"
        chapter, _, heading = place.partition(" ")
        name = self.names.get(int(chapter))
        if name is None:
            return f"chapter {chapter}, not in this edition yet"
        if not heading:
            return f"[chapter {chapter}]({name}.ipynb)"
        return f"[{chapter} · {_link_words(heading)}]({name}.ipynb#{anchor(heading)})"


def sections(course: Iterable[Source], terms: Iterable[str] = (), pages: dict[str, str] | None = None) -> Sections:
    """All places that a course has: headings of level 2 and 3, since the book has anchors for no others.

    pages  what the link to a page beside the chapters says, by its name
    """
    chapters = {source.chapter: source for source in course if source.chapter is not None}
    return Sections(
        {number: source.name for number, source in chapters.items()},
        {number: tuple(_headings(source)) for number, source in chapters.items()},
        frozenset(terms),
        pages or {},
    )


def anchor(heading: str) -> str:
    """The anchor that the book gives to a heading, formulas left out.

    >>> anchor("Is that so? At $z$, and `a`")
    'is-that-so-at--and-a'
    """
    words = re.sub(r"[`*]", "", re.sub(r"\$[^$]*\$", "", heading)).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def _link_words(heading: str) -> str:
    """A heading as the words of a link: an exercise without its minutes."""
    return re.sub(r" \((?:optional, )?\d+ minutes\)$", "", heading)


def _headings(source: Source) -> Iterator[str]:
    for cell in source.cells:
        if cell.kind == "markdown" and not {"in-notebook", "not-in-book"} & set(cell.tags):
            yield from _HEADING.findall(_FENCED.sub("", cell.source))


def headings_above(source: Source) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each line of a chapter's text with the headings over it, the largest first; the title is none of them."""
    above: list[tuple[int, str]] = []
    for cell in source.cells:
        for line in _FENCED.sub("", cell.source).splitlines() if cell.kind == "markdown" else ():
            if title := _ANY_HEADING.fullmatch(line):
                level = len(title[1])
                above = [(size, words) for size, words in above if size < level] + [(level, title[2])] * (level > 1)
            yield tuple(words for _, words in above), line


def links(places: Sequence[str], known: Sections) -> str:
    """The links to several places, in one line of Markdown."""
    return ", ".join(known.link(place) for place in places)
