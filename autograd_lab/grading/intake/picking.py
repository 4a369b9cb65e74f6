"""Which of the files that a student handed in is the notebook to grade, whatever it is called.

Links are not followed: a link hands in nothing, and could point at a solution or at a neighbour's work.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nbformat import NotebookNode

from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.files import (
    COLLECTED,
    collection_repairs,
    is_regular,
    read_regular_file,
    walk_files,
)
from autograd_lab.grading.intake.matching import Matching
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.intake.skeleton import Skeleton

MOST_FILES = 2000  # that are looked at in one submission
MOST_OPENED = 40  # of them, that may be the notebook
LIKELY = re.compile(r"\.ipynb$", re.IGNORECASE)
POSSIBLE = re.compile(r"(\.ipynb.*|\.json|\.txt|\.py|\.zip|\.gz|^[^.]+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Picked:
    """The file to grade: its path below the folder (empty if there is none), its bytes, and what is to be said."""

    path: str
    data: bytes
    repairs: tuple[Repair, ...]


def pick(folder: Path, name: str, released: NotebookNode) -> Picked:
    """The notebook `name`.ipynb among the files in `folder`.

    The one with that name, if it is there and not blank; else the one with the most answers, then the newest.
    """
    files = list(_files(folder))
    regular = [path for path in files if is_regular(path)]
    links = [path for path in files if path not in regular]
    likely = [path for path in regular if LIKELY.search(path.name)]
    candidates = (likely or [path for path in regular if POSSIBLE.search(path.name)])[:MOST_OPENED]
    refused = [Repair("name", f"{_shown(path, folder)} is a link or no file: it was not opened.") for path in links]
    if not candidates:
        found = ", ".join(_shown(path, folder) for path in regular[:5]) or "no file"
        return Picked("", b"", (*refused, Repair("file", f"No notebook was handed in, but {found}.")))
    best = max(candidates, key=lambda path: _rank(path, name, released)) if len(candidates) > 1 else candidates[0]
    return Picked(
        _shown(best, folder), read_regular_file(best), (*refused, *_choice_repairs(best, candidates, folder, name))
    )


def pick_submission(folder: Path, name: str, released: NotebookNode) -> Picked:
    """The notebook to grade in a folder below submitted/: the one that `collect` put there, else the likeliest file."""
    right = folder / f"{name}.ipynb"
    if is_regular(right):
        return Picked(right.name, read_regular_file(right), tuple(collection_repairs(folder)))
    return pick(folder, name, released)


def _choice_repairs(best: Path, candidates: list[Path], folder: Path, name: str) -> Iterator[Repair]:
    """Repairs that name the file which was taken, and those which were not."""
    if best != folder / f"{name}.ipynb":
        yield Repair("name", f"The file is called {_shown(best, folder)}: taken as {name}.ipynb.")
    if others := [_shown(path, folder) for path in candidates if path != best]:
        yield Repair("name", f"{len(candidates)} notebooks were handed in; not graded: {', '.join(others)}.")


def _rank(path: Path, name: str, released: NotebookNode) -> tuple[bool, int, bool, float, str]:
    """A sort key, highest for the likeliest: the exact name with answers in it, the most answers, the newest."""
    cells, _ = handed_in.read_cells(read_regular_file(path))
    answers = len(Matching.of(Skeleton.of(released), cells).answers)
    exact = path.name == f"{name}.ipynb"
    return exact and answers > 0, answers, name.lower() in path.name.lower(), path.stat().st_mtime, path.name


def _files(folder: Path) -> Iterator[Path]:
    """The first MOST_FILES files below the folder, but for hidden ones and the notes of the graders' programs."""
    if folder.is_symlink():
        return
    notes = ("timestamp.txt", COLLECTED)
    yield from islice(
        (path for path in walk_files(folder) if not path.name.startswith((".", "~")) and path.name not in notes),
        MOST_FILES,
    )


def _shown(path: Path, folder: Path) -> str:
    """The path below the folder as text, with U+FFFD for bytes that are not UTF-8."""
    return os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", errors="replace")
