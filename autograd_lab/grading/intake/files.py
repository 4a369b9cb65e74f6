"""Reads what was handed in from the disk: regular files only, no links and no pipes, and the notes beside them."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd_lab.grading.intake.archives import MOST_BYTES, NOT_HANDED_IN
from autograd_lab.grading.intake.repair_notes import Repair

COLLECTED = "collected.json"  # beside a notebook that `autograd-lab collect` put there: where it came from


def read_regular_file(path: Path) -> bytes:
    """The bytes of a regular file, one more than MOST_BYTES at most; b"" for a link, a pipe, a folder or nothing.

    Raises OSError for a file that may not be read: an unreadable file must not be graded as an empty one.
    """
    if not is_regular(path):
        return b""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_BYTES + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""


def is_regular(path: Path) -> bool:
    """Whether the path is a regular file, links not followed; raises OSError for a folder that may not be searched."""
    return stat.S_ISREG(file_mode(path))


def file_mode(path: Path, *, follow_symlinks: bool = False) -> int:
    """The st_mode of a path, 0 where nothing is there; raises OSError for a folder that may not be searched."""
    try:
        return path.stat(follow_symlinks=follow_symlinks).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def walk_files(folder: Path) -> Iterator[Path]:
    """All files below a folder in the order of their names; links are listed and not followed.

    Folders in NOT_HANDED_IN are passed over. Raises OSError for a folder that may not be read.
    """
    for place, folders, names in os.walk(folder, onerror=raise_walk_error):
        linked = [name for name in folders if Path(place, name).is_symlink()]
        folders[:] = sorted(set(folders) - NOT_HANDED_IN - set(linked))
        yield from (Path(place, name) for name in sorted([*names, *linked]))


def raise_walk_error(error: OSError) -> None:
    """The `onerror` of os.walk, which by default skips unreadable folders silently; a vanished one may be skipped."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


def collection_repairs(folder: Path) -> list[Repair]:
    """The repairs made when the notebook in this folder was collected."""
    return read_repairs(folder / COLLECTED)


def read_repairs(path: Path) -> list[Repair]:
    """The repairs in a note of `autograd-lab collect`; none without a note."""
    try:
        return [Repair(str(repair["kind"]), str(repair["text"])) for repair in read_note(path)["repairs"]]
    except (KeyError, TypeError):
        return []


def read_note(path: Path) -> dict[str, Any]:
    """The JSON object of a note of `autograd-lab collect`; empty without a note."""
    try:
        note = json.loads(read_regular_file(path))
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}
