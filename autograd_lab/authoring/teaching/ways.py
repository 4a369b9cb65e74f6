"""Reads `course/ways.toml`: ideas and what they need, paths by goal, and syllabi; the file says how it is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring import placeholders
from autograd_lab.authoring.glossary import Term
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.sections import headings_above
from autograd_lab.authoring.source import Source

FILE = Path("course/ways.toml")

Fields = dict[str, type]
_TABLES: dict[str, tuple[Fields, Fields]] = {
    "": ({"ideas": dict, "paths": list, "syllabi": list}, {}),
    "ideas": ({"needs": list}, {"words": str, "where": str, "recalls": list}),
    "paths": (
        {"title": str, "whom": str, "bring": list, "read": list},
        {"stated_hours": int, "then": str, "teachers": bool},
    ),
    "syllabi": (
        {
            "weeks": int,
            "title": str,
            "whom": str,
            "bring": list,
            "class_minutes": int,
            "form_a": int,
            "form_b": int,
            "hours": list,
            "sets": list,
        },
        {"then": str},
    ),
    "hours": ({"day": int, "show": list, "read": list}, {"prepare": str}),
    "sets": ({"set": str, "out": int, "due": int, "back": int}, {}),
}
_LISTS = ("paths", "syllabi", "hours", "sets")


@dataclass(frozen=True)
class Idea:
    """An idea of the course.

    headings  those under which its chapter teaches it, the largest first
    term      whether the glossary has it
    """

    key: str
    words: str
    chapter: int
    headings: tuple[str, ...]
    needs: tuple[str, ...]
    recalls: tuple[str, ...]
    term: bool


@dataclass(frozen=True)
class GoalPath:
    """A path: its goal, for whom, ideas taken for granted, places in order; hours where the title states them."""

    title: str
    whom: str
    bring: tuple[str, ...]
    read: tuple[str, ...]
    stated_hours: int | None
    then: str
    teachers: bool


@dataclass(frozen=True)
class ClassHour:
    """An hour in class: its day, the cells that are shown, and what students read before the next one."""

    day: int
    show: tuple[str, ...]
    read: tuple[str, ...]
    prepare: str


@dataclass(frozen=True)
class SetDates:
    """A problem set's days."""

    name: str
    out: int
    due: int
    back: int


@dataclass(frozen=True)
class Syllabus:
    """A course in class; days are counted from the Monday of week 1, which is day 0."""

    weeks: int
    title: str
    whom: str
    bring: tuple[str, ...]
    class_minutes: int
    form_a: int
    form_b: int
    hours: tuple[ClassHour, ...]
    sets: tuple[SetDates, ...]
    then: str


@dataclass(frozen=True)
class Ways:
    """All of the file."""

    ideas: Mapping[str, Idea]
    paths: tuple[GoalPath, ...]
    syllabi: tuple[Syllabus, ...]


def load(root: Path, course: Mapping[int, Source], terms: Mapping[str, Term]) -> Ways | None:
    """The ways of a course, whose chapters are given by number; None where it has none.

    Raises CourseError with each field that is missing, unknown or of another kind, and each idea that stands nowhere.
    """
    if not (found := toml_table(root, FILE)):
        return None
    if faults := list(_wrong_fields("", "the file", found)):
        raise CourseError(faults)
    ideas, unplaced = {}, []
    for key, row in found["ideas"].items():
        placed = _idea(key, row, course, terms)
        if isinstance(placed, Problem):
            unplaced.append(placed)
        else:
            ideas[key] = placed
    if unplaced:
        raise CourseError(unplaced)
    paths = (
        GoalPath(
            row["title"],
            row["whom"],
            tuple(row["bring"]),
            tuple(row["read"]),
            row.get("stated_hours"),
            row.get("then", ""),
            row.get("teachers", False),
        )
        for row in found["paths"]
    )
    return Ways(ideas, tuple(paths), tuple(map(_syllabus, found["syllabi"])))


def _syllabus(row: Mapping[str, Any]) -> Syllabus:
    hours = (
        ClassHour(hour["day"], tuple(hour["show"]), tuple(hour["read"]), hour.get("prepare", ""))
        for hour in row["hours"]
    )
    sets = (SetDates(each["set"], each["out"], each["due"], each["back"]) for each in row["sets"])
    return Syllabus(
        row["weeks"],
        row["title"],
        row["whom"],
        tuple(row["bring"]),
        row["class_minutes"],
        row["form_a"],
        row["form_b"],
        tuple(hours),
        tuple(sets),
        row.get("then", ""),
    )


def fault(what: str, cure: str) -> Problem:
    """A fault of the file."""
    return Problem(str(FILE), 1, what, cure)


def _idea(key: str, row: Mapping[str, Any], course: Mapping[int, Source], terms: Mapping[str, Term]) -> Idea | Problem:
    term, where = terms.get(key), row.get("where", "")
    if term is None and not (where and row.get("words")):
        return fault(f"the idea {key!r} is no term of the glossary", "give its words, and where it is taught")
    if term and "words" in row:
        return fault(f"the idea {key!r} has words in the glossary", "leave its words out")
    number, _, heading = where.partition(" ")
    chapter = term.chapter if term else int(number) if number.isdecimal() else -1
    source = course.get(chapter)
    if source is None or (where and number != f"{chapter:02d}"):
        place = repr(where) if where else f"chapter {chapter:02d}"
        return fault(f"{key!r} is taught in {place}, which is no place of its chapter", "name chapter and heading")
    headings = next(
        (
            above
            for above, line in headings_above(source)
            if (above and above[-1] == heading if heading else key in placeholders.labels(line, "term"))
        ),
        None,
    )
    if headings is None:
        return fault(f"{key!r}: chapter {chapter:02d} has no such place: {where or 'a link to the term'}", "name one")
    words = term.words if term else row["words"]
    return Idea(key, words, chapter, headings, tuple(row["needs"]), tuple(row.get("recalls", ())), term is not None)


def _wrong_fields(table: str, name: str, row: Any) -> Iterator[Problem]:
    needed, optional = _TABLES[table]
    known, given = {**needed, **optional}, row if isinstance(row, dict) else {}
    wrong = [field for field in needed if type(given.get(field)) is not needed[field]]
    wrong += [field for field in given if field not in known or type(given[field]) is not known[field]]
    if wrong:
        cure = f"give {', '.join(needed)}" + (f", and {', '.join(optional)} where there are any" if optional else "")
        yield fault(f"{name} has wrong or missing: {', '.join(dict.fromkeys(wrong))}", cure)
        return
    for field, value in given.items():
        if field == "ideas":
            for key, idea in value.items():
                yield from _wrong_fields("ideas", f"the idea {key!r}", idea)
        elif field in _LISTS:
            for at, one in enumerate(value, start=1):
                yield from _wrong_fields(field, f"{name}, {field} {at}", one)
        elif isinstance(value, list) and not all(isinstance(one, str) for one in value):
            yield fault(f"{name}: {field} holds something that is no text", "write each in quotation marks")
