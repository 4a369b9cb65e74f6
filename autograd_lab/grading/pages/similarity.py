"""Submissions that look the same once names of files, comments and blanks are gone.

It shows where to look, and proves nothing: short right answers are alike by themselves.
"""

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from nbformat import NotebookNode
from nbgrader import utils

from autograd_lab.grading.intake.cells import LONGEST_PARSED, UNREADABLE, is_code
from autograd_lab.grading.run.submission import is_as_released

SHORT = 400  # characters of normalised code below which two answers may well be equal by chance


def fingerprint(cells: Iterable[NotebookNode]) -> str:
    """A hash of the student's normalised answers; "" where they are too short to prove anything."""
    answers = [cell for cell in cells if is_code(cell) and utils.is_solution(cell) and not is_as_released(cell)]
    text = "\n".join(normalised(cell.source) for cell in answers)
    return hashlib.sha256(text.encode()).hexdigest() if len(text) >= SHORT else ""


def normalised(source: str) -> str:
    """Code without comments, blanks and docstrings; a text that does not parse, or is too long, without blanks only."""
    try:
        tree = ast.parse(source if len(source) <= LONGEST_PARSED else "(")
    except UNREADABLE:
        return "".join(source.split())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_docstring(body[0]):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
    try:
        return ast.unparse(tree)
    except (RecursionError, ValueError):
        return "".join(source.split())


def _is_docstring(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def identical_submissions(fingerprints: Mapping[str, str]) -> list[Sequence[str]]:
    """Groups of students with the same fingerprint, the largest first.

    >>> identical_submissions({"ada": "f3", "ben": "", "cleo": "f3", "dora": ""})
    [['ada', 'cleo']]
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for student, print_ in fingerprints.items():
        if print_:
            groups[print_].append(student)
    return sorted(
        (sorted(group) for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group)
    )
