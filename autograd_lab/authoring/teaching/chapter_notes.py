"""Reads `course/teaching/NN.toml`: what a teacher of a chapter has to know, beside what it says itself.

[[shows]]                       # in the chapter's order: every prediction, and the figures for class
cell = "ch08-plain-lines-2"     # the id of its code cell in the notebook
ask = "Which neuron gathers most?"              # what to ask before anybody touches it
line = "Wait for hands before you run it."      # the speaker's line
[[shows.guesses]]               # wrong guesses to expect
says = "the first, it stands nearest to the input"
of = "belief:wrong-layer"       # where it stands in the catalogue (catalogue.py)

[[skip]]                        # what may be left out, and what is lost with it
what = "Exercise 8.4"           # a heading of the chapter, or its beginning
why = "The bypass comes back in chapter 17."

[exam]                          # a question for an exam, on paper
minutes = 10
question = "…"                  # Markdown
answer = "…"
check = "…"                     # Python with asserts, with numpy as np and math at hand: the answer's numbers
[[exam.marks]]                  # the mark scheme: points, and for what
points = 2
for = "…"
[[exam.slips]]                  # a wrong answer, and what is in the catalogue of it
says = "…"
of = "mistake:…"
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.authoring.teaching.catalogue import entry_text
from autograd_lab.mistakes import MISTAKES

FOLDER = Path("course/teaching")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_TABLES: dict[str, tuple[dict[str, type], dict[str, type]]] = {
    "": ({"shows": list, "exam": dict}, {"skip": list}),
    "shows": ({"cell": str, "ask": str, "line": str}, {"guesses": list}),
    "guesses": ({"says": str, "of": str}, {}),
    "skip": ({"what": str, "why": str}, {}),
    "exam": ({"minutes": int, "question": str, "answer": str, "marks": list}, {"slips": list, "check": str}),
    "marks": ({"points": int, "for": str}, {}),
}


@dataclass(frozen=True)
class Guess:
    """A wrong answer to expect, the name of its entry in the catalogue, and what that says."""

    says: str
    of: str
    entry: str

    @property
    def kind(self) -> str:
        """Where the entry stands, for people to read: "belief", "mistake", "exercise 8.1"."""
        kind, _, rest = self.of.partition(":")
        return f"exercise {rest.partition(':')[0]}" if kind == "slip" else kind

    @property
    def meaning(self) -> str:
        """What the entry says, in words: of a mistake its name, since its line is a template."""
        kind, _, key = self.of.partition(":")
        return MISTAKES[key].name if kind == "mistake" else self.entry


@dataclass(frozen=True)
class Show:
    """A cell for class: what to ask before it is touched, the speaker's line, and wrong guesses to expect."""

    cell: str
    ask: str
    line: str
    guesses: tuple[Guess, ...]
    predicted: bool


@dataclass(frozen=True)
class ExamQuestion:
    """A question on paper with its answer, marks as (points, for what), and wrong answers that the catalogue knows.

    check  Python that asserts the numbers of the answer; a test runs it
    """

    minutes: int
    question: str
    answer: str
    marks: tuple[tuple[int, str], ...]
    slips: tuple[Guess, ...]
    check: str = ""


@dataclass(frozen=True)
class ChapterNotes:
    """The notes to one chapter; `skip` has pairs of a heading and what is lost with it."""

    source: Source
    shows: tuple[Show, ...]
    skip: tuple[tuple[str, str], ...]
    exam: ExamQuestion


def load(root: Path, source: Source) -> ChapterNotes | None:
    """The notes to a chapter; None where it has none. Raises CourseError with every fault of the file."""
    file = FOLDER / f"{source.chapter:02d}.toml"
    if not (found := toml_table(root, file)):
        return None
    faults = list(_wrong_fields(file, "", found))
    faults = faults or [*_wrong_cells(file, source, found["shows"]), *_wrong_headings(file, source, found)]
    if faults := faults or list(_unknown_guesses(root, file, found)):
        raise CourseError(faults)
    predicted = {name for name, cell in _cells(source) if "predict" in cell.tags}
    shows = tuple(
        Show(
            row["cell"],
            row["ask"].strip(),
            row["line"].strip(),
            _guesses(root, row.get("guesses", ())),
            row["cell"] in predicted,
        )
        for row in found["shows"]
    )
    asked = found["exam"]
    marks = tuple((mark["points"], mark["for"].strip()) for mark in asked["marks"])
    exam = ExamQuestion(
        asked["minutes"],
        asked["question"].strip(),
        asked["answer"].strip(),
        marks,
        _guesses(root, asked.get("slips", ())),
        asked.get("check", ""),
    )
    skip = tuple((row["what"], row["why"].strip()) for row in found.get("skip", ()))
    return ChapterNotes(source, shows, skip, exam)


def _guesses(root: Path, rows: Iterable[Mapping[str, str]]) -> tuple[Guess, ...]:
    return tuple(Guess(row["says"], row["of"], entry_text(root, row["of"]) or "") for row in rows)


def _wrong_fields(file: Path, table: str, row: Any) -> Iterator[Problem]:
    """A fault for each table whose fields are missing, of another kind, or without a meaning; depth first."""
    needed, optional = _TABLES[table]
    given = row if isinstance(row, dict) else {}
    known = {**needed, **optional}
    wrong = [field for field in needed if not isinstance(given.get(field), needed[field])]
    wrong += [field for field in given if field not in known or not isinstance(given[field], known[field])]
    if wrong:
        cure = f"give {', '.join(needed)}" + (f", and {', '.join(optional)} where there are any" if optional else "")
        name = f"a table [{table}]" if table else "the file"
        yield Problem(str(file), 1, f"{name} has wrong or missing: {', '.join(dict.fromkeys(wrong))}", cure)
        return
    for field, value in given.items():
        inner = "guesses" if field == "slips" else field
        if inner in _TABLES:
            for one in value if isinstance(value, list) else [value]:
                yield from _wrong_fields(file, inner, one)


def _cells(source: Source) -> list[tuple[str, Cell]]:
    return list(zip(cell_ids(source), source.cells, strict=True))


def _wrong_cells(file: Path, source: Source, rows: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    code = [name for name, cell in _cells(source) if cell.kind == "code"]
    named = [row["cell"] for row in rows]
    for name in dict.fromkeys(named):
        if name not in code or named.count(name) > 1:
            what = "is named twice" if name in code else "is no code cell of the chapter"
            yield Problem(str(file), 1, f"{name!r} {what}", "name each cell once, by its id in the notebook")
    for name, cell in _cells(source):
        if "predict" in cell.tags and name not in named:
            yield Problem(str(file), 1, f"the prediction {name!r} is not there", "every prediction has its [[shows]]")
    at = [code.index(name) for name in named if name in code]
    if at != sorted(at):
        yield Problem(str(file), 1, "the cells of [[shows]] are not in the chapter's order", "put them in its order")


def _wrong_headings(file: Path, source: Source, found: Mapping[str, Any]) -> Iterator[Problem]:
    headings = [title for cell in source.cells if cell.kind == "markdown" for title in _HEADING.findall(cell.source)]
    for row in found.get("skip", ()):
        if sum(title.startswith(row["what"]) for title in headings) != 1:
            yield Problem(
                str(file), 1, f"{row['what']!r} begins no heading, or several", "write one heading's beginning"
            )


def _unknown_guesses(root: Path, file: Path, found: Mapping[str, Any]) -> Iterator[Problem]:
    rows = [guess for row in found["shows"] for guess in row.get("guesses", ())] + found["exam"].get("slips", [])
    for row in rows:
        if entry_text(root, row["of"]) is None:
            what = f"{row['of']!r}, of the wrong guess {row['says']!r}, is not in the catalogue"
            yield Problem(str(file), 1, what, "name a belief:, a mistake: or a slip: that is there (catalogue.py)")
