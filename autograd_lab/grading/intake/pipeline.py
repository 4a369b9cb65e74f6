"""The door through which every submission comes: bytes as they were handed in, out comes a notebook to be graded.

The file itself is never graded and never changed. Its answers are put into the notebook as it was released; what had to
be put right is listed, for the instructor and for the student.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.files import collection_repairs, read_regular_file
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.intake.transplant import transplant_answers

RECORD = "autograd_lab_intake"  # the key of the record in the notebook's metadata
NOTE_ID = "intake-note"
NOTHING_READ = "No cell of a notebook could be read from the file."


@dataclass(frozen=True)
class Intake:
    """The result of taking in one file: the notebook to be graded, and all that is to be said of the file."""

    notebook: NotebookNode
    repairs: tuple[Repair, ...]  # with the sentence that it could not be read, if it could not
    sha256: str  # of the file as handed in
    readable: bool  # whether any cell could be read from it

    @property
    def unreadable(self) -> str:
        """The sentence that says why no cell could be read from the file; "" where any could."""
        why = [repair.text for repair in self.repairs if repair.kind == "file"]
        return "" if self.readable else [NOTHING_READ, *why][-1]

    @property
    def put_right(self) -> tuple[Repair, ...]:
        """The repairs proper: a file that could not be read is none."""
        return tuple(repair for repair in self.repairs if repair.text != self.unreadable)


def take_in(released: NotebookNode, data: bytes, before: Iterable[Repair] = ()) -> Intake:
    """Put the answers in `data` into the released notebook; `before` are repairs made when the file was collected.

    Never raises, whatever the bytes are: what cannot be read is a blank, and the repairs say so.
    """
    cells, reading = handed_in.read_cells(data)
    before = tuple(before)
    if not data and any(repair.kind == "file" for repair in before):  # said already: there is no file
        reading = []
    notebook, mending = transplant_answers(released, cells)
    repairs = (*before, *reading, *mending)
    intake = Intake(notebook, repairs, hashlib.sha256(data).hexdigest(), bool(cells))
    notebook.metadata[RECORD] = {
        "sha256": intake.sha256,
        "repairs": [{"kind": repair.kind, "text": repair.text} for repair in repairs],
        "unreadable": intake.unreadable,
    }
    if repairs:
        notebook.cells.insert(0, _note_cell(intake))
    return intake


def take_in_file(released: NotebookNode, path: Path) -> Intake:
    """Take in what `autograd-lab collect`, or nbgrader, put at `path`; links and pipes are not opened."""
    return take_in(released, read_regular_file(path), collection_repairs(path.parent))


def _note_cell(intake: Intake) -> NotebookNode:
    """The text cell at the top of the notebook: that the file could not be read, and what was put right."""
    said = [f"**The file could not be read.** {_markdown_escaped(intake.unreadable)}"] * bool(intake.unreadable)
    if intake.put_right:
        lines = "\n".join(f"- {_markdown_escaped(repair.text)}" for repair in intake.put_right)
        said.append(f"**Put right before grading** (the file as handed in is unchanged):\n\n{lines}")
    return cast(NotebookNode, new_markdown_cell("\n\n".join(said), id=NOTE_ID))


def _markdown_escaped(text: str) -> str:
    """The text with Markdown's special characters escaped: it may hold names that a student chose."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]<>#|!$&" else character for character in text)
