"""Reads the course's references, `course/references.toml`, holds the citations to them, and makes their page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from autograd_lab.authoring.citations import Passage, bare
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.source import Cell, Source

FILE = Path("course/references.toml")
NAME = "references"
OTHERS = "others"
_NEEDED = {"authors": list, "title": str, "venue": str, "checked": str}
_OPTIONAL = {"year": int, "link": str, "also": list}
_SHORT = re.compile(r" \([A-Z]+(?: [A-Z]+)?\)")
_UP_TO_SHORT = re.compile(r"^.* \(([A-Z]+(?: [A-Z]+)?)\)")

_HEAD = """\
# References

What chapters, problem sets, formulas and code cite, in the order of the first authors' names. Each says where it is
cited, and against what authors, title, year and place were checked: where a text could not be seen itself, against
what others say of it.
"""


@dataclass(frozen=True)
class Reference:
    """One entry.

    year     None for pages that change
    twins    whether another entry has this year and a first author of this name
    """

    key: str
    authors: tuple[str, ...]
    title: str
    venue: str
    checked: str
    year: int | None = None
    link: str = ""
    also: tuple[str, ...] = ()
    twins: bool = False

    @property
    def people(self) -> list[tuple[str, str]]:
        """First names and surname of each author, others left out; what stands in braces is one name."""
        names = [name for name in self.authors if name != OTHERS]
        parted = (("", "", name.strip("{}")) if name.startswith("{") else name.rpartition(" ") for name in names)
        return [(given, family) for given, _, family in parted]

    @property
    def first_surname(self) -> str:
        """The first author's surname, by which it is cited and by which the page is in order."""
        return self.people[0][1]

    @cached_property
    def venues(self) -> str:
        """The venue as `bare` has it, a short name in brackets left out, and once more with the short name alone."""
        return f" {bare(_SHORT.sub('', self.venue))} | {bare(_UP_TO_SHORT.sub(_short_name, self.venue))} "

    @cached_property
    def _name(self) -> str:
        """A pattern of its authors as they are cited: the first and, behind, the second or "and others"."""
        others = [family for _, family in self.people[1:2]] + [OTHERS, "et al"] * (len(self.authors) > 2)
        behind = rf".{{0,60}}?\b(?:{'|'.join(map(re.escape, others))})\b" if len(self.authors) > 1 else ""
        return rf"\b{re.escape(self.first_surname)}\b{behind}"

    def is_named(self, passage: Passage) -> bool:
        """Whether a passage names its first author, and behind him the second or "and others"."""
        return re.search(self._name, passage.plain) is not None

    def holds(self, link: str) -> bool:
        """Whether an address is this entry's, or lies below it."""
        return any(link.startswith(own.rstrip("/")) for own in (self.link, *self.also) if own)

    def has_title(self, text: str) -> bool:
        """Whether a text is the beginning of its title, or stands in title or venue."""
        return f" {bare(text)} " in f" {bare(self.title)} | {self.venues} "

    def is_cited(self, passage: Passage) -> bool:
        """Whether a passage cites it: its link; or its authors, with its title or its year.

        Where another work of the year is by an author of that name, the year needs the title's beginning or the volume.
        """
        if any(self.holds(link) for link in passage.links):
            return True
        if not self.is_named(passage):
            return False
        if any(f" {bare(title)} " in f" {bare(self.title)} " for title in passage.titles):
            return True
        near = rf"\b{self.year}\b.{{0,60}}{self._name}|{self._name}.{{0,250}}?\b{self.year}\b"
        if self.year is None or not re.search(near, passage.plain):
            return False
        marks = [" ".join(bare(self.title).split()[:2]), *re.findall(r"\w+ \d+(?= )", self.venues)]
        return not self.twins or any(f" {mark} " in f" {bare(passage.plain)} " for mark in marks)


def _short_name(found: re.Match[str]) -> str:
    return str(found[1])


def load(root: Path) -> dict[str, Reference]:
    """The references in the order of the file; none without a file. Raises CourseError for a bad entry."""
    if not (entries := toml_table(root, FILE)):
        return {}
    text = (root / FILE).read_text(encoding="utf-8")
    if faults := [fault for key, entry in entries.items() for fault in _faults(text, key, entry)]:
        raise CourseError(faults)
    read = {key: Reference(key=key, **_with_tuples(entry)) for key, entry in entries.items()}
    counts = Counter((entry.first_surname, entry.year) for entry in read.values())
    return {key: replace(entry, twins=counts[entry.first_surname, entry.year] > 1) for key, entry in read.items()}


def _with_tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _faults(text: str, key: str, entry: object) -> Iterator[Problem]:
    line = next((i for i, found in enumerate(text.splitlines(), start=1) if found == f"[{key}]"), 1)
    fields = entry if isinstance(entry, dict) else {}
    kinds = _NEEDED | _OPTIONAL
    wrong = [name for name in fields if not isinstance(fields[name], kinds.get(name, type(None)))]
    empty = [name for name in _NEEDED if not fields.get(name)]
    if wrong or empty:
        cure = f"give {', '.join(_NEEDED)}, if it has them {', '.join(_OPTIONAL)}, and nothing else"
        yield Problem(str(FILE), line, f"the entry {key!r} has wrong or missing: {', '.join(wrong + empty)}", cure)


def lint(references: Mapping[str, Reference], passages: Sequence[Passage]) -> Iterator[Problem]:
    """Citations that lead to no entry, or say something else than it does; and entries that nothing cites."""
    cited = set()
    for passage in passages:
        here = [entry for entry in references.values() if entry.is_cited(passage)]
        cited |= {entry.key for entry in here}
        for what in _differences(passage, here, [entry for entry in references.values() if entry.is_named(passage)]):
            cure = f"mend the one that is wrong, the passage or {FILE}, or add the entry"
            yield Problem(passage.place, int(passage.place.rpartition(":")[2]), what, cure)
    for entry in references.values():
        if entry.key not in cited:
            yield Problem(str(FILE), 1, f"nothing cites {entry.key!r}", "cite it, or leave it out")


def _differences(passage: Passage, here: Sequence[Reference], named: Sequence[Reference]) -> Iterator[str]:
    """What a passage says that none of the entries which it cites says; for a year, of those whose authors it names."""
    for year in passage.years:
        if not any(entry.year == year or str(year) in entry.venue for entry in (*here, *named)):
            yield f"no entry that is cited here is of {year}: {passage.plain[:90]!r}"
    if not passage.careful:
        return
    for family, given in _given_names(passage, here):
        yield f"{given} {family} has another first name in the references"
    for title in passage.titles:
        if not any(entry.has_title(title) for entry in here):
            yield f"no entry that is cited here has the title or place {title!r}"
    for pages in passage.pages:
        if not any(pages in entry.venue for entry in here):
            yield f"no entry that is cited here has the pages {pages}"
    for journal, volume in passage.volumes:
        if not any(f" {bare(journal)} {volume} " in entry.venues for entry in here):
            yield f"no entry that is cited here is in {journal} {volume}"
    for link in passage.links:
        if not any(entry.holds(link) for entry in here):
            yield f"no entry has the link {link}"


def _given_names(passage: Passage, here: Sequence[Reference]) -> Iterator[tuple[str, str]]:
    """First names in a passage that differ from those of its entries, each with the surname."""
    people: dict[str, set[str]] = {}
    for entry in here:
        for given, family in entry.people:
            people.setdefault(family, set()).update(given.split())
    for family, firsts in people.items():
        for before in re.findall(rf"\b([A-Z][\w’-]+) (?:[A-Z]\. )*{re.escape(family)}\b", passage.plain):
            if firsts and before not in people and not any(_is_short_for(before, first) for first in firsts):
                yield family, before


def _is_short_for(one: str, other: str) -> bool:
    """Whether two first names are the same, or one is a short form of the other, as Josh is of Joshua."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 3 and long.startswith(short))


def page(references: Mapping[str, Reference], passages: Sequence[Passage], names: Mapping[int, str]) -> Source:
    """The page as a source: a list for each letter; `names` are the chapters' files."""
    ordered = sorted(references.values(), key=lambda entry: (bare(entry.first_surname), entry.year or 9999, entry.key))
    cells = [_HEAD]
    for letter, entries in groupby(ordered, key=lambda entry: bare(entry.first_surname)[0].upper()):
        listed = "\n".join(f"- {_list_item(entry, passages, names)}" for entry in entries)
        cells.append(f"## {letter}\n\n{listed}")
    return Source(FILE.with_name(NAME), tuple(Cell("markdown", text, 1) for text in cells))


def _list_item(entry: Reference, passages: Iterable[Passage], names: Mapping[int, str]) -> str:
    people = ", ".join(f"{given} {family}".strip() for given, family in entry.people)
    who = people + (" and others" if OTHERS in entry.authors else "")
    title = f"[{entry.title}]({entry.link})" if entry.link else f"*{entry.title}*"
    stop = "" if entry.title.endswith("?") else "."
    year = f", {entry.year}" if entry.year and str(entry.year) not in entry.venue else ""
    places = dict.fromkeys(passage.where for passage in passages if entry.is_cited(passage))
    where = ", ".join(_place_link(place, names) for place in places)
    return f"{who}: {title}{stop} {entry.venue}{year}. *Cited in:* {where}. *Compared with:* {entry.checked}."


def _place_link(place: str, names: Mapping[int, str]) -> str:
    number = place.removeprefix("chapter ")
    return f"[{place}]({names[int(number)]}.ipynb)" if number.isdigit() else place
