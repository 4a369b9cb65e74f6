"""Which graded cells ask about the same answer as when they were graded last.

nbgrader flags a score that a person gave whenever it grades again. Here the flag stays as it was where the answer has
not changed: nobody has to read twice what stands as it stood.
"""

import json
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode

from autograd_lab.grading.intake.answers import function_asked
from autograd_lab.grading.intake.cells import grade_id, is_autograded, is_code


def unchanged_cells(before: str, after: str) -> frozenset[str]:
    """The grade_ids of the cells with points whose answer is the same in two graded notebooks, given as texts.

    None of them where one text is no notebook, as after a full disk.
    """
    if not before:
        return frozenset()
    try:
        old, new = (_answers(nbformat.v4.reads(text)) for text in (before, after))
    except (ValueError, AttributeError, LookupError, TypeError):
        return frozenset()
    return frozenset(name for name, answer in new.items() if old.get(name) == answer)


def _parts(cell: NotebookNode) -> tuple[str, ...]:
    """The text of a cell, and the pictures in it: another picture has the same name as a rule."""
    return cell.source, json.dumps(cell.get("attachments", {}), sort_keys=True)


def _answers(notebook: NotebookNode) -> Mapping[str, tuple[str, ...]]:
    """The texts that answer each cell with points: its own, its function's, or all that stand above it."""
    named: dict[str, str] = {}
    above: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    everything = tuple(part for cell in notebook.cells for part in _parts(cell))
    for cell in notebook.cells:
        about, name = cell.metadata.get("nbgrader", {}), grade_id(cell)
        if about.get("task"):
            found[name] = everything  # it may be answered anywhere
        elif about.get("solution") and about.get("grade"):
            found[name] = _parts(cell)
        elif about.get("solution") and is_code(cell):
            named[name] = cell.source
            above.append(cell.source)
        elif is_autograded(cell):
            function = function_asked(cell)
            found[name] = (named[function],) if function in named else tuple(above)
    return found
