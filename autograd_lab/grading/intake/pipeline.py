"""The door through which every submission comes: bytes as they were handed in, out comes a notebook to be graded.

The file itself is never graded and never changed. Its answers are put into the notebook as it was released; what had to
be put right is listed, for the instructor and for the student.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.decoding import MOST_BYTES
from autograd_lab.grading.intake.repairs import Repair
from autograd_lab.grading.intake.transplant import transplant

RECORD = "autograd_lab_intake"  # the key of the record in the notebook's metadata
COLLECTED = "collected.json"  # beside a notebook that `autograd-lab collect` put there: where it came from
NOTE_ID = "intake-note"


@dataclass(frozen=True)
class Intake:
    """What the intake made of one file."""

    notebook: NotebookNode
    repairs: tuple[Repair, ...]
    sha256: str  # of the file as handed in
    readable: bool  # whether any cell could be read from it


def take_in(released: NotebookNode, data: bytes, before: Iterable[Repair] = ()) -> Intake:
    """Put the answers in `data` into the released notebook; `before` are repairs made when the file was collected.

    Never raises, whatever the bytes are: what cannot be read is a blank, and the repairs say so.
    """
    cells, reading = handed_in.read(data)
    before = tuple(before)
    if not data and any(repair.kind == "file" for repair in before):  # said already: there is no file
        reading = []
    notebook, mending = transplant(released, cells)
    repairs = (*before, *reading, *mending)
    digest = hashlib.sha256(data).hexdigest()
    notebook.metadata[RECORD] = {
        "sha256": digest,
        "repairs": [{"kind": repair.kind, "text": repair.text} for repair in repairs],
    }
    if repairs:
        notebook.cells.insert(0, note(repairs))
    return Intake(notebook, repairs, digest, bool(cells))


def take_in_file(released: NotebookNode, path: Path) -> Intake:
    """Take in what `autograd-lab collect`, or nbgrader, put at `path`; links and pipes are not opened."""
    return take_in(released, contents(path), noted(path.parent))


def contents(path: Path) -> bytes:
    """The bytes of a regular file, up to one more than are read; of anything else nothing.

    Raises OSError for a file that is there and cannot be read: it is no empty one.
    """
    if not is_regular(path):
        return b""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_BYTES + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""


def is_regular(path: Path) -> bool:
    """Whether it is a file itself, and neither a link nor a pipe; raises OSError where nobody may look."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def unseen(error: OSError) -> None:
    """For `os.walk`, which else passes over a folder that it may not open as if it were empty."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def noted(folder: Path) -> list[Repair]:
    """What was put right when the notebook in this folder was collected."""
    return read_repairs(folder / COLLECTED)


def read_repairs(path: Path) -> list[Repair]:
    """The repairs in a note that `autograd-lab collect` wrote; none if there is no such note."""
    try:
        return [Repair(str(repair["kind"]), str(repair["text"])) for repair in read_note(path)["repairs"]]
    except (KeyError, TypeError):
        return []


def read_note(path: Path) -> dict[str, Any]:
    """A note that `autograd-lab collect` wrote; empty if there is no such note."""
    try:
        note = json.loads(contents(path))
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}


def note(repairs: Iterable[Repair]) -> NotebookNode:
    """The cell that tells whoever opens the notebook what was put right."""
    lines = "\n".join(f"- {_plain(repair.text)}" for repair in repairs)
    source = f"**Put right before grading** (the file as handed in is unchanged):\n\n{lines}"
    return cast(NotebookNode, new_markdown_cell(source, id=NOTE_ID))


def _plain(text: str) -> str:
    """A sentence that Markdown shows as it is, whatever names a file gave itself."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]<>#|!$&" else character for character in text)
