"""Makes `docs/teaching/NN.md`, the notes to each chapter: what to show, what to expect, what to leave out, what to ask.

What the chapter, the exercises and the catalogues know is read from there; the rest is `course/teaching/NN.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.answers import EXERCISES
from autograd_lab.authoring import addresses, inventory
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.minutes import stated_time
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching.after_class import after_class
from autograd_lab.authoring.teaching.chapter_notes import FOLDER as NOTES, ChapterNotes, Guess, Show, load
from autograd_lab.authoring.teaching.class_minutes import about, minutes_in_class, what_fits
from autograd_lab.authoring.teaching.difficulty import difficulty
from autograd_lab.authoring.teaching.links import FOLDER, Place, page_link, places, text_with_links_from_here
from autograd_lab.authoring.teaching.words import literal, sentence

_TITLE = re.compile(r"^# (.+?)\s*$", re.MULTILINE)
_NEEDS = re.compile(r"^(\*\*You need\*\*.+?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_CURES = re.compile(r"^(\*\*The mistakes? this chapter cures.+?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r"\btitle\s*=\s*\"([^\"]+)\"")
_EXERCISE = re.compile(r"Exercise (\d+\.\d+): (.+)")


@dataclass(frozen=True)
class _Shown:
    """A cell for class with its place in the chapter, and the minutes that it takes there."""

    show: Show
    place: Place
    minutes: int


def pages(root: Path, course: Sequence[Source], exhibits: Sequence[Mapping[str, Any]]) -> dict[Path, str]:
    """The notes to every chapter that has some, by path. Raises CourseError with the faults of all of them.

    exhibits  those of the bug zoo, as `exhibits.json` has them
    """
    known = addresses.load(root / "book")
    found: dict[Path, str] = {}
    faults: list[Problem] = []
    for source in course:
        try:
            if source.chapter is not None and (notes := load(root, source)):
                found[FOLDER / f"{source.chapter:02d}.md"] = _page(root, notes, known, exhibits)
        except CourseError as error:
            faults += error.problems
    if faults:
        raise CourseError(faults)
    return found


def missing_notes(root: Path, course: Iterable[Source]) -> Iterator[Problem]:
    """A fault for each chapter without notes, in a course whose chapters have some."""
    files = [(source, NOTES / f"{source.chapter:02d}.toml") for source in course if source.chapter is not None]
    there = [(root / file).exists() for _, file in files]
    for (source, file), found in zip(files, there, strict=True):
        if any(there) and not found:
            cure = f"write {file}: autograd_lab/authoring/teaching/chapter_notes.py says what it holds"
            yield source.problem(source.cells[0], "this chapter has no notes for those who teach it", cure)


def _page(root: Path, notes: ChapterNotes, known: Addresses, exhibits: Sequence[Mapping[str, Any]]) -> str:
    source = notes.source
    title = chapter_title(source)
    beliefs = inventory.load(root)
    parts = [
        f"# Notes to chapter {title}",
        f"[Open the chapter]({page_link(source.name, known)}), or go back to [all chapters](README.md).",
        *_minutes(notes),
        *_before(source, known),
        *_shows(notes, known),
        *_exercises(notes, known),
        *_skips(notes),
        *_exam(notes),
        *after_class(source, beliefs, exhibits, known),
    ]
    return "\n\n".join(parts) + "\n"


def chapter_title(source: Source) -> str:
    """The title of a chapter, as it stands at its head: `5 · The computational graph`."""
    found = _TITLE.search("\n\n".join(cell.source for cell in source.cells if cell.kind == "markdown"))
    return found[1] if found else source.name


def _minutes(notes: ChapterNotes) -> Iterator[str]:
    yield f"**Time for a reader:** {stated_time(notes.source)}."
    yield f"**Time in class:** {what_fits([one.minutes for one in _shown(notes)])}."


def _shown(notes: ChapterNotes) -> list[_Shown]:
    found = list(places(notes.source))
    at = {place.name: number for number, place in enumerate(found)}
    return [_Shown(show, found[at[show.cell]], minutes_in_class(found, at[show.cell])) for show in notes.shows]


def _before(source: Source, known: Addresses) -> Iterator[str]:
    head = source.cells[0].source
    yield "## Before class"
    needs, cures = _NEEDS.search(head), _CURES.search(head)
    if not needs and not cures:
        yield "Nothing: the course begins here."
    for found in (needs, cures):
        if found:
            yield text_with_links_from_here(" ".join(found[1].split()), known)


def _shows(notes: ChapterNotes, known: Addresses) -> Iterator[str]:
    yield "## Show"
    for number, one in enumerate(_shown(notes), start=1):
        link = page_link(notes.source.name, known, one.place.heading)
        kind = "prediction" if one.show.predicted else "figure"
        caption = _CAPTION.search(one.place.cell.source)
        named = f", “{caption[1]}”" if caption else ""
        outcome = "open *Reveal* in the book" if one.show.predicted else "watch it there"
        lines = [
            f"### {number}. {one.place.words}",
            "",
            f"A {kind}{named}, {about(one.minutes)}: [in the chapter]({link}), cell `{one.show.cell}`.",
            "",
            f"- **Ask:** {_in_one_line(one.show.ask)}",
            f"- **What comes out:** {outcome}, or run the cell.",
            f"- **Then:** {_in_one_line(one.show.line)}",
        ]
        if one.show.guesses:
            lines += ["- **Wrong guesses to expect:**", *(f"  - {text}" for text in _guesses(one.show.guesses))]
        yield "\n".join(lines)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _guesses(guesses: Iterable[Guess]) -> Iterator[str]:
    for guess in guesses:
        yield f"“{guess.says}” ({guess.kind}): *{literal(guess.meaning)}*"


def _exercises(notes: ChapterNotes, known: Addresses) -> Iterator[str]:
    rows = []
    for place in places(notes.source):
        if place.cell.kind == "markdown" and (found := _EXERCISE.fullmatch(place.heading)) and found[1] in EXERCISES:
            row = _exercise_row(found[1], found[2], page_link(notes.source.name, known, place.heading))
            rows += [row] if row not in rows else []
    yield "## Exercises"
    if not rows:
        yield "This chapter has none."
        return
    yield "\n".join(["| exercise | minutes | separates |", "|---|---|---|", *rows])
    yield "What *separates* means stands in [the overview](README.md#difficulty)."


def _exercise_row(number: str, heading: str, link: str) -> str:
    title, _, stated = heading.removesuffix(")").rpartition(" (")
    found = difficulty(number)
    share = f"{found.separated} of {found.own} of its own; {found.separated} of the chapter's {found.chapter}"
    separates = f"{share} ({found.separated / found.chapter:.0%})" if found.own else "by what comes out alone"
    return f"| [{number}]({link}): {title} | {stated.removesuffix(' minutes')} | {separates} |"


def _skips(notes: ChapterNotes) -> Iterator[str]:
    yield "## What to skip"
    rows = [f"- **{sentence(what)}** {_in_one_line(why)}" for what, why in notes.skip]
    yield "\n".join(rows) or "Nothing: each part is used later in the chapter."


def _exam(notes: ChapterNotes) -> Iterator[str]:
    exam = notes.exam
    total = sum(points for points, _ in exam.marks)
    yield "## For the exam"
    yield f"On paper, {exam.minutes} minutes, {total} points."
    yield exam.question
    folded = [
        "<details><summary>Answer and mark scheme</summary>",
        exam.answer,
        "\n".join(
            [
                "| points | for |",
                "|---|---|",
                *(f"| {points} | {_in_one_line(what).replace('|', '∣')} |" for points, what in exam.marks),
                f"| **{total}** | **in all** |",
            ]
        ),
    ]
    if exam.slips:
        folded += ["Wrong answers to expect:", "\n".join(f"- {text}" for text in _guesses(exam.slips))]
    yield "\n\n".join([*folded, "</details>"])


def index(root: Path, course: Iterable[Source], texts: Mapping[Path, str]) -> str:
    """The text of `docs/teaching/README.md`: the chapters with notes, and every other page that stands beside them.

    texts  the pages that are derived, by path; those that lie in the folder already are listed too
    """
    numbered = {source.chapter: source for source in course if source.chapter is not None}
    rows = []
    for number, source in sorted(numbered.items()):
        if FOLDER / f"{number:02d}.md" in texts:
            rows.append(
                f"| [{chapter_title(source)}]({number:02d}.md) | {stated_time(source).removeprefix('estimated at ')} |"
            )
    others = {file.relative_to(root): file.read_text(encoding="utf-8") for file in (root / FOLDER).glob("*.md")}
    others |= {path: text for path, text in texts.items() if path.parent == FOLDER and path.suffix == ".md"}
    listed = [
        f"- [{found[1]}]({path.name})"
        for path, text in sorted(others.items())
        if not re.fullmatch(r"\d\d|README", path.stem) and (found := _TITLE.search(text))
    ]
    parts = [_HEAD, *(["## Other pages\n\n" + "\n".join(listed)] if listed else [])]
    return "\n\n".join(
        [
            *parts,
            "\n".join(
                ["## The chapters", "", "| notes to chapter | time for a reader, estimated |", "|---|---|", *rows]
            ),
            _DIFFICULTY,
        ]
    )


_HEAD = """\
# For those who teach with it

For each chapter: what to show and what to ask before it is touched, the wrong guesses that will come, how long it all
takes, how hard each exercise is, what may be left out, and a question for the exam with its mark scheme.

In class, begin with the numbers under *Show*. Put the cell on the wall with its output folded, ask, and wait until
everybody has written a guess down; then open it. A wrong guess that is expected stands there with what the course says
of it elsewhere, so you have an answer ready."""
_DIFFICULTY = """\
## Difficulty

An exercise *separates* a wrong idea when every wrong answer that the course knows to come from it is refused and told
its own sentence, and no other wrong answer is told that sentence. “Its own” are the wrong ideas that `tell` knows of
the exercise; “the chapter's” are those of all its exercises, together with the mistakes that the problem sets' exams
know and this chapter teaches. An exercise that separates many asks for many things at once, and says more of a class.

## Minutes

A reader's minutes are those that the chapter states. In class a prediction, a figure or an answer is taken to last
twice as long as alone, since guesses are said aloud.
"""
