"""Which of the files that a student handed in is the notebook to grade, whatever it is called.

Links are not followed: a link hands in nothing, and could point at a solution or at a neighbour's work.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from nbformat import NotebookNode

from autograd_lab.grading.intake import handed_in
from autograd_lab.grading.intake.archives import Room, is_archive, notebooks_in
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
POSSIBLE = re.compile(r"(\.ipynb.*|\.json|\.txt|\.py|^[^.]+)$", re.IGNORECASE)
FIRST_BYTES = 512  # by which an archive is recognised


@dataclass(frozen=True)
class Picked:
    """The file to grade: its path below the folder (empty if there is none), its bytes, and what is to be said."""

    path: str
    data: bytes
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class _Candidate:
    """A file that may be the notebook: its path as it is shown, how to read it, and when it was changed."""

    path: str
    read: Callable[[], bytes]
    modified: float = 0.0

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def pick(folder: Path, name: str, released: NotebookNode) -> Picked:
    """The notebook `name`.ipynb among the files in `folder`, in those of its archives if it stands in none of them.

    The one with that name, if it is there and not blank; else the one with the most answers, then the newest.
    """
    files = list(_files(folder))
    regular = [path for path in files if is_regular(path)]
    links = [path for path in files if path not in regular]
    repairs = [Repair("name", f"{_shown(path, folder)} is a link or no file: it was not opened.") for path in links]
    candidates = [_on_disk(path, folder) for path in regular if LIKELY.search(path.name)]
    if not candidates:
        candidates, refused = _in_archives([path for path in regular if is_archive(_first_bytes(path))], folder)
        repairs += refused
    candidates = candidates or [_on_disk(path, folder) for path in regular if POSSIBLE.search(path.name)]
    del candidates[MOST_OPENED:]
    if not candidates:
        instead = ", ".join(_shown(path, folder) for path in regular[:5])
        text = f"No notebook was handed in, but {instead}." if instead else "No file was handed in."
        return Picked("", b"", (*repairs, Repair("file", text)))
    best = max(candidates, key=lambda one: _rank(one, name, released)) if len(candidates) > 1 else candidates[0]
    return Picked(best.path, best.read(), (*repairs, *_choice_repairs(best, candidates, name)))


def pick_submission(folder: Path, name: str, released: NotebookNode) -> Picked:
    """The notebook to grade in a folder below submitted/: the one that `collect` put there, else the likeliest file.

    Where nobody collected, a blank notebook of the right name may lie beside the answers.
    """
    right = folder / f"{name}.ipynb"
    if is_regular(right) and is_regular(folder / COLLECTED):
        return Picked(right.name, read_regular_file(right), tuple(collection_repairs(folder)))
    return pick(folder, name, released)


def _choice_repairs(best: _Candidate, candidates: list[_Candidate], name: str) -> Iterator[Repair]:
    """Repairs that name the file which was taken, and those which were not."""
    if best.path != f"{name}.ipynb":
        yield Repair("name", f"The file is called {best.path}: taken as {name}.ipynb.")
    if others := [one.path for one in candidates if one is not best]:
        what = "notebooks" if LIKELY.search(best.name) else "files"
        yield Repair("name", f"{len(candidates)} {what} were handed in; not graded: {', '.join(others)}.")


def _rank(one: _Candidate, name: str, released: NotebookNode) -> tuple[bool, int, bool, float, str]:
    """A sort key, highest for the likeliest: the exact name with answers in it, the most answers, the newest."""
    cells, _ = handed_in.read_cells(one.read())
    answers = len(Matching.of(Skeleton.of(released), cells).answers)
    exact = one.name == f"{name}.ipynb"
    return exact and answers > 0, answers, name.lower() in one.name.lower(), one.modified, one.name


def _on_disk(path: Path, folder: Path) -> _Candidate:
    """A file in the folder as a candidate."""
    return _Candidate(_shown(path, folder), partial(read_regular_file, path), path.stat().st_mtime)


def _in_archives(packed: list[Path], folder: Path) -> tuple[list[_Candidate], list[Repair]]:
    """The notebooks in a submission's archives, as far as one room holds them, and repairs for what was refused."""
    room, candidates, repairs = Room(), list[_Candidate](), list[Repair]()
    by_size = sorted(packed, key=lambda path: path.stat().st_size)  # a heap of pictures leaves no room for the others
    for number, path in enumerate(by_size):
        if room.is_used_up or len(candidates) >= MOST_OPENED:
            left = f"{len(by_size) - number} of {len(by_size)} archives were not opened"
            repairs.append(Repair("file", f"{left}: the others hold as much as is unpacked of one submission."))
            break
        found, refused = notebooks_in(read_regular_file(path), _shown(path, folder), room)
        candidates += [_Candidate(inside, partial(bytes, data)) for inside, data in found]
        repairs += refused
    return candidates, repairs


def _first_bytes(path: Path) -> bytes:
    """The first bytes of a regular file."""
    with path.open("rb") as file:
        return file.read(FIRST_BYTES)


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
