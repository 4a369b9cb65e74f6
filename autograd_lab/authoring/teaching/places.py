"""Places of the course to be read: a chapter, a section, a set, a page for instructors; each with its minutes.

Written `05`, `04 The slope of σ`, `ps2`, `docs/instructors.md Collecting`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.authoring import minutes
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.sections import anchor
from autograd_lab.authoring.source import Source, read
from autograd_lab.authoring.teaching.ways import Idea, fault

_PLACE = re.compile(r"(\d\d|ps\d+|docs/\S+\.md)(?: (.+))?")
_TITLE = re.compile(r"^# +(?:\d+ · |Problem set \d+: )?(.+?)\s*$", re.MULTILINE)
_MINUTES_OF_HEADING = re.compile(r" \((?:optional, )?\d+ minutes?\)$")
_BEFORE = re.compile(r"\*\*Before you start:\*\* ([^.;]+)")
_OPTIONAL_PART = re.compile(r", for parts? .+")


@dataclass(frozen=True)
class Place:
    """One place.

    kind      "chapter", "section", "set" or "page"
    source    the chapter or set; None for a page
    heading   of a section, or of a part of a page; "" for the whole
    """

    written: str
    kind: str
    minutes: int
    title: str
    heading: str = ""
    source: Source | None = None

    @property
    def chapter(self) -> int | None:
        """The number of the chapter that it is, or is in."""
        return self.source.chapter if self.source else None

    def teaches(self, idea: Idea) -> bool:
        """Whether an idea is explained here."""
        return idea.chapter == self.chapter and (self.kind == "chapter" or self.heading in idea.headings)

    def link(self, to: "Roads") -> str:
        """The place as a Markdown link; a problem set or page that cannot be linked from there is named."""
        if self.kind in ("page", "set") and to.root is None:
            return f"{self.title}, in `assignments/{self.written}`" if self.kind == "set" else self.title
        behind = f"#{anchor(self.heading)}" if self.heading else ""
        if self.kind == "page":
            return f"[{self.title}]({to.root}{self.written.partition(' ')[0]}{behind})"
        if self.kind == "set":
            return f"[{self.title}]({to.root}assignments/{self.written}/{self.written}.ipynb)"
        name = self.source.name if self.source else ""
        return f"[{self.title}]({to.notebooks}{name}.ipynb{behind})"


@dataclass(frozen=True)
class Roads:
    """How a page gets to the notebooks, and to the repository's folder; None where that has no address."""

    notebooks: str
    root: str | None


FROM_DOCS = Roads("../../notebooks/", "../../")
FROM_NOTEBOOKS = Roads("", None)


class Places:
    """All places of a course, looked up by how they are written."""

    def __init__(self, root: Path, course: Mapping[int, Source], sets: Mapping[str, Source]) -> None:
        self.root, self.chapters, self.sets = root, course, sets

    def place(self, written: str) -> Place:
        """The place of that name. Raises CourseError where there is none."""
        parts = _PLACE.fullmatch(written)
        if not parts:
            cure = "write 05, 04 The slope of σ, ps2, or docs/instructors.md Collecting"
            raise CourseError([fault(f"{written!r} is no place of the course", cure)])
        name, heading = parts[1], parts[2] or ""
        if name.startswith("docs/"):
            return self._page(written, name, heading)
        if name.startswith("ps"):
            return self._set(written, name, heading)
        source = self.chapters.get(int(name))
        if source is None:
            raise CourseError([fault(f"{written!r}: there is no chapter {name}", "name one that there is")])
        if not heading:
            title = f"chapter {name}, {chapter_title(source)}"
            return Place(written, "chapter", minutes.stated_minutes(source), title, "", source)
        try:
            part = minutes.section(source, heading)
        except CourseError as error:
            raise CourseError([fault(f"{written!r}: {each.what}", each.cure) for each in error.problems]) from None
        title = f"{name} · {_MINUTES_OF_HEADING.sub('', heading)}"
        return Place(written, "section", minutes.section_minutes(part), title, heading, source)

    def _set(self, written: str, name: str, heading: str) -> Place:
        if heading or name not in self.sets:
            raise CourseError([fault(f"{written!r} is no problem set", "name a whole one, such as ps2")])
        source = self.sets[name]
        title = f"problem set {name.removeprefix('ps')}, {chapter_title(source)}"
        return Place(written, "set", minutes.set_minutes(source), title, "", source)

    def _page(self, written: str, name: str, heading: str) -> Place:
        file = self.root / name
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if heading:
            found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
            text = found[2] if found else ""
        if not text:
            raise CourseError([fault(f"{written!r} is not there", "name a page below docs/, and one of its headings")])
        return Place(written, "page", minutes.text_minutes(text), heading or name, heading)

    def before_set(self, name: str) -> tuple[set[int], set[str]]:
        """The chapters and the sets that a problem set wants done first, as its title cell says.

        >>> _numbers("chapters 07 to 09, and problem sets 3 and 4") == ({7, 8, 9}, {"ps3", "ps4"})
        True
        """
        found = _BEFORE.search(self.sets[name].cells[0].source)
        return _numbers(_OPTIONAL_PART.sub(_required_sets, found[1])) if found else (set(), set())


def _required_sets(match: re.Match[str]) -> str:
    """What stays of "for parts 4 and 5 chapter 14, and problem set 4": chapters and sets, no parts."""
    return re.sub(r"parts? \d(?: and \d)?", "", match[0])


def _numbers(text: str) -> tuple[set[int], set[str]]:
    chapters = {int(number) for number in re.findall(r"\b\d\d\b", text)}
    for first, last in re.findall(r"\b(\d\d) to (\d\d)\b", text):
        chapters |= set(range(int(first), int(last)))
    sets = {
        f"ps{number}" for group in re.findall(r"sets? (\d(?: and \d)?)\b", text) for number in re.findall(r"\d", group)
    }
    return chapters, sets


def chapter_title(source: Source) -> str:
    """The title of a chapter or problem set, without its number."""
    found = _TITLE.search(source.cells[0].source)
    return found[1] if found else source.name


def chapters_by_number(root: Path) -> dict[int, Source]:
    """The chapters of a course, in order."""
    found = [read(file) for file in sorted(root.glob("course/lessons/*.py"))]
    return {source.chapter: source for source in found if source.chapter is not None}
