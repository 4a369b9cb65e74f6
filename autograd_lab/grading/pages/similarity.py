"""Submissions that look the same: the code that was added to what was given, and the answers in words.

It shows where to look, and proves nothing: short right answers are alike by themselves. So it says how much was
compared, and where there was too little to compare.
"""

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from nbformat import NotebookNode
from nbgrader import utils

from autograd_lab.grading.intake.cells import LONGEST_PARSED, UNREADABLE, grade_id, is_code
from autograd_lab.grading.run.submission import is_as_released

SHORT = 60  # characters of added code, blanks apart, below which it is not compared
LONG = 400  # from here on it is unlikely that two write the same by themselves
SHORT_WORDS = 60  # letters of an answer in words
IMPORT_LINE = re.compile(r"^[ \t]*(?:import|from)[ \t].*$", re.MULTILINE)


@dataclass(frozen=True)
class Likeness:
    """What of a submission is compared with others': hashes, equal where the answers are.

    code    of the code added to what was given; "" where that is too short to be compared
    length  of that code in characters, without blanks, comments, docstrings and imports
    words   of each answer in words, by grade_id; "" for one that is too short
    """

    code: str = ""
    length: int = 0
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Alike:
    """Students whose answers are equal; `length` of the code, or the `cell` that was answered in words."""

    students: Sequence[str]
    length: int = 0
    cell: str = ""

    @property
    def is_short(self) -> bool:
        """Whether two may well have written so little alike."""
        return not self.cell and self.length < LONG


def likeness(cells: Iterable[NotebookNode], given: Mapping[str, str]) -> Likeness:
    """What of a student's cells is compared; `given` are the released sources of the answers, by grade_id."""
    answers = [cell for cell in cells if utils.is_solution(cell) and not is_as_released(cell)]
    added = "\n".join(_lines_beyond(cell.source, given.get(grade_id(cell), "")) for cell in answers if is_code(cell))
    length = sum(map(len, added.split()))
    texts = {grade_id(cell): _letters(cell.source) for cell in answers if not is_code(cell)}
    return Likeness(
        _hash(added) if length >= SHORT else "",
        length,
        {name: _hash(text) if len(text) >= SHORT_WORDS else "" for name, text in texts.items()},
    )


def given_answers(released: NotebookNode) -> dict[str, str]:
    """The sources of the answers as they were released, by grade_id."""
    return {grade_id(cell): cell.source for cell in released.cells if utils.is_solution(cell)}


def _hash(text: str) -> str:
    """A hash by which equal texts are found."""
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()


def _letters(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _lines_beyond(source: str, given: str) -> str:
    """The lines of the normalised code that are not among those given."""
    there = set(normalised(given).splitlines())
    return "\n".join(line for line in normalised(source).splitlines() if line not in there)


@lru_cache(maxsize=1024)  # the code as it was released comes with each submission
def normalised(source: str) -> str:
    """Code without comments, blanks, docstrings and imports, since one that nobody uses would hide a copy.

    A text that does not parse, or is too long, is left without lines of imports and without blanks.
    """
    try:
        tree = ast.parse(source if len(source) <= LONGEST_PARSED else "(")
    except UNREADABLE:
        return "".join(IMPORT_LINE.sub("", source).split())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_docstring(body[0]):
            node.body = body[1:]  # type: ignore[attr-defined]
        for name in ("body", "orelse", "finalbody"):
            _drop_imports(node, name)
    try:
        return ast.unparse(tree)
    except (RecursionError, ValueError):
        return "".join(source.split())


def _drop_imports(node: ast.AST, name: str) -> None:
    """Take the imports out of a block of statements; an empty body holds `pass`."""
    block = getattr(node, name, None)
    if isinstance(block, list):
        kept = [one for one in block if not isinstance(one, ast.Import | ast.ImportFrom)]
        setattr(node, name, kept or [ast.Pass()] * (name == "body" and not isinstance(node, ast.Module)))


def _is_docstring(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def identical_code(found: Mapping[str, Likeness]) -> list[Alike]:
    """Groups of students with the same code: the longest code first, since it proves most, then the largest group.

    >>> identical_code({"ada": Likeness("f3", 120), "ben": Likeness(), "cleo": Likeness("f3", 120)})
    [Alike(students=['ada', 'cleo'], length=120, cell='')]
    """
    groups = _groups({student: one.code for student, one in found.items()})
    alike = [Alike(group, found[group[0]].length) for group in groups]
    return sorted(alike, key=lambda one: (one.is_short, -len(one.students), one.students))


def identical_words(found: Mapping[str, Likeness]) -> list[Alike]:
    """Groups of students who answered in the same words, by cell."""
    cells = dict.fromkeys(cell for one in found.values() for cell in one.words)
    return [
        Alike(group, cell=cell)
        for cell in cells
        for group in _groups({student: one.words.get(cell, "") for student, one in found.items()})
    ]


def short_words(found: Mapping[str, Likeness]) -> list[Alike]:
    """The students whose answer in words is too short to be compared, by cell."""
    short: dict[str, list[str]] = defaultdict(list)
    for student, one in sorted(found.items()):
        for cell in (cell for cell, words in one.words.items() if not words):
            short[cell].append(student)
    return [Alike(students, cell=cell) for cell, students in short.items()]


def _groups(hashes: Mapping[str, str]) -> list[list[str]]:
    """The students with the same hash, where there are two or more; the largest group first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for student, one in hashes.items():
        if one:
            groups[one].append(student)
    found = (sorted(group) for group in groups.values() if len(group) > 1)
    return sorted(found, key=lambda group: (-len(group), group))
