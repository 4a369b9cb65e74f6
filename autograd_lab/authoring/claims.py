"""Makes the page of claims from `course/claims.toml`: what an article asks and says, and where the course answers.

Its rows are those of the article's contents, A1 to A15, and of its errors, E1 to E35. Each names sections of chapters,
and one that is not there is a fault.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from autograd_lab.authoring import cell_forms
from autograd_lab.authoring.problems import CourseError, Problem, toml_table
from autograd_lab.authoring.sections import Sections, links
from autograd_lab.authoring.source import Cell, Source

FILE = Path("course/claims.toml")
NAME = "claims"

_FIELDS = {
    "topics": {"id", "title", "sections", "points"},
    "points": {"asks", "says", "where"},
    "claims": {"id", "section", "claim", "truth", "where"},
}
_OPTIONAL = {"claims": {"audit"}}

_PARTS = {
    "2": "What it is",
    "3": "One neuron and one step",
    "4": "A deep network, and an example in numbers",
    "5": "The program",
    "6": "Uses",
    "7": "Where it comes from",
    "8": "What may come",
    "9": "Remedies and limits",
}
"""The headings of the claims, by the chapter of the article that makes them."""

_HEAD = """\
# Is that so?

Have you read or heard something about backpropagation, and want to know whether it is so? First come questions, with
their answers in a clause; then claims that sound right, with what is true instead. Each leads to the section where you
can see it.

They are those of one article, “Micrograd: understanding machine learning and backpropagation” (in Chinese, signed “Zen
and the Art of Computer Programming”), and the numbers in brackets are its sections. Its *example* has the inputs 1, 2
and 3, hidden layers of sigmoids, the outputs 0.5, 0.7 and 0.3, and targets of 1; its *program* is a small classifier in
PyTorch. You may have met the like of most of it elsewhere.

**Problem set 5** has you find much of this out by nudging, and its numbers stand behind the answers: W1, S6 and so on.
If you have not done it yet, do it first. The answers are here, as is much of what the chapters let you guess.
"""
_ASKED = """\
## What it asks
"""
_SAID = """\
## What it says

Each of these claims is wrong, or says less than it seems to. What is it? Say it first, then open.
"""


def load(root: Path) -> dict[str, Any]:
    """The topics and claims of a course as the file has them; empty without one. Raises CourseError for a bad row."""
    if not (found := toml_table(root, FILE)):
        return {}
    text = (root / FILE).read_text(encoding="utf-8")
    if faults := list(_faults(text, found)):
        raise CourseError(faults)
    return found


def _faults(text: str, found: Mapping[str, Any]) -> Iterator[Problem]:
    for kind, letter in (("topics", "A"), ("claims", "E")):
        rows = found.get(kind, [])
        for number, row in enumerate(rows, start=1):
            name = f"{letter}{number}"
            if row.get("id") != name:
                yield _problem(
                    text, row, f"row {number} of {kind} is {row.get('id')!r}", f"number them: {name} is next"
                )
            yield from _field_faults(text, kind, row, row)
            for point in row.get("points", ()):
                yield from _field_faults(text, "points", point, row)


def _field_faults(text: str, kind: str, row: Mapping[str, Any], named: Mapping[str, Any]) -> Iterator[Problem]:
    wrong = (set(row) ^ _FIELDS[kind]) - _OPTIONAL.get(kind, set())
    empty = {name for name, value in row.items() if not value}
    if wrong or empty:
        cure = f"give {', '.join(sorted(_FIELDS[kind]))}, and nothing else"
        yield _problem(text, named, f"{kind}: missing, unknown or empty: {', '.join(sorted(wrong | empty))}", cure)


def lint(found: Mapping[str, Any], known: Sections) -> Iterator[Problem]:
    """Faults in where the rows point."""
    for name, place in places(found):
        if fault := known.fault(place):
            cure = "write the heading as the chapter has it, or point elsewhere"
            yield Problem(str(FILE), 1, f"{name} points at {place!r}: {fault}", cure)


def places(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each row's id, and a place at which it points."""
    for topic in found.get("topics", ()):
        yield from ((topic["id"], place) for point in topic["points"] for place in point["where"])
    for claim in found.get("claims", ()):
        yield from ((claim["id"], place) for place in claim["where"])


def page(found: Mapping[str, Any], known: Sections) -> Source:
    """The page as a source: questions with their answers, then the claims, each folded over what is true."""
    asked = [_ASKED, *(_topic(topic, known) for topic in found["topics"])]
    said = [_SAID]
    numbered = enumerate(sorted(found["claims"], key=_part), start=1)
    for part, claims in groupby(numbered, key=lambda each: _part(each[1])):
        said += [f"### {_PARTS[part]}", *(_claim(number, claim, known) for number, claim in claims)]
    cells = [_HEAD, "\n\n".join(asked), "\n\n".join(said)]
    return Source(FILE.with_name(NAME), tuple(Cell("markdown", text, 1) for text in cells))


def _part(claim: Mapping[str, Any]) -> str:
    """The chapter of the article in which a claim stands."""
    return str(claim["section"][0])


def _topic(topic: Mapping[str, Any], known: Sections) -> str:
    points = [f"- **{point['asks']}** {point['says']} {_see(point, known)}" for point in topic["points"]]
    return "\n".join([f"### {topic['title']} ({topic['sections']})", "", *points])


def _claim(number: int, claim: Mapping[str, Any], known: Sections) -> str:
    """A claim, folded over what is true."""
    asked = f" In problem set 5: {claim['audit']}." if "audit" in claim else ""
    summary = f"{number}. {claim['claim']} ({claim['section']})"
    return cell_forms.details("answer", summary, f"{claim['truth']}{asked} {_see(claim, known)}")


def _see(row: Mapping[str, Any], known: Sections) -> str:
    return f"→ {links(row['where'], known)}"


def _problem(text: str, row: Mapping[str, Any], what: str, cure: str) -> Problem:
    line = next((i for i, found in enumerate(text.splitlines(), 1) if found == f'id = "{row.get("id")}"'), 1)
    return Problem(str(FILE), line, what, cure)
