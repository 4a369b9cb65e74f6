"""The learner's working copy: what they have changed is never overwritten, whatever an update brings.

Learners who worked in `notebooks/` itself would lose work, or could not `git pull`. So they get copies, in a folder
that git ignores. `.autograd-lab.json` in it remembers the hash of each file as it was handed out:

- a file they have not touched is brought up to date;
- a file they have changed stays, and a newer edition is laid beside it once, as `name.new.ipynb`;
- a file they have deleted or renamed is handed out afresh;
- a file that we did not hand out is not touched, and nothing is ever deleted.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.lab.files import write_whole

FOLDERS = ("notebooks", "assignments")
MANIFEST = ".autograd-lab.json"


class WorkbookError(LabError, OSError):
    """The working copy cannot be made or brought up to date; nothing of the learner's was changed."""


@dataclass
class Summary:
    """What `prepare` did; its text is for the learner. Paths are below the working copy.

    new      handed out for the first time, or again after they were deleted
    updated  not touched by the learner, so replaced by a newer edition
    news     newer editions laid beside files that the learner has changed
    kept     how many files were left exactly as they are
    """

    target: Path
    new: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    news: list[Path] = field(default_factory=list)
    kept: int = 0

    def __str__(self) -> str:
        lines = [f"{self.target}: {len(self.new)} new, {len(self.updated)} updated, {self.kept} left as they are"]
        if self.news:
            lines.append("Newer editions lie beside files that you have changed; yours are untouched:")
            lines += [f"    {path.as_posix()}" for path in self.news]
        return "\n".join(lines)


@dataclass
class _Record:
    """Hashes of one file: as handed out, and of the newer edition that was last laid beside it."""

    given: str | None = None
    beside: str | None = None


def prepare(root: Path, target: Path) -> Summary:
    """Make the working copy `target` of the course at `root`, or bring it up to date.

    root    the course: its `notebooks/` and `assignments/` are copied
    target  the learner's folder; made if it is missing
    raises  WorkbookError when a file cannot be read or written, or when `target` would be the course itself or is the
            working copy of another one
    """
    root, target = root.resolve(), target.resolve()
    if target == root or any(target.is_relative_to(root / folder) for folder in FOLDERS):
        raise WorkbookError(
            f"{target} is part of the course itself: choose a folder of your own, e.g. {root / 'workbook'}"
        )
    summary = Summary(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        records = _read_manifest(target)
        _refuse_other_course(root, target, records)
        try:
            for path in _course_files(root):
                _hand_out(path, root, records.setdefault(path.as_posix(), _Record()), summary)
        finally:
            _write_manifest(target, records)
    except WorkbookError:
        raise
    except OSError as error:
        raise WorkbookError(
            f"the working copy {target} cannot be written: {error.strerror or error} ({error.filename or target}).\n"
            "Give yourself write permission there, or name another folder: autograd-lab lab --workbook FOLDER"
        ) from error
    return summary


def _refuse_other_course(root: Path, target: Path, records: Mapping[str, _Record]) -> None:
    """Raise WorkbookError where what was handed out in `target` is mostly not of this course, nor this course of it.

    Two courses share some names, those of problem sets for one; two editions of one course share most of the smaller.
    """
    course = {path.as_posix() for path in _course_files(root)}
    ours = len(course & records.keys())
    if 2 * ours < min(len(course), len(records)):
        raise WorkbookError(
            f"{target} is the working copy of another course: of {len(records)} files that were handed out there, "
            f"this one has {ours}. Nothing was changed.\nName a folder of your own: autograd-lab lab --workbook FOLDER"
        )


def _course_files(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            path = file.relative_to(root)
            if file.is_file() and not any(part.startswith(".") for part in path.parts):
                yield path


def _hand_out(path: Path, root: Path, record: _Record, summary: Summary) -> None:
    """Bring one file up to date, by the course's edition, the learner's file and the hash of what was handed out."""
    edition = (root / path).read_bytes()
    now, mine = _hash(edition), summary.target / path
    if not mine.exists():
        write_whole(mine, edition)
        summary.new.append(path)
    elif (have := _hash(mine.read_bytes())) == now or record.given == now:
        summary.kept += 1
    elif have == record.given:
        write_whole(mine, edition)
        summary.updated.append(path)
    else:
        _lay_beside(path, edition, record, summary)
        return
    record.given = now


def _lay_beside(path: Path, edition: bytes, record: _Record, summary: Summary) -> None:
    """Offer a newer edition once; an earlier offer that the learner has worked in is not overwritten either."""
    summary.kept += 1
    if record.beside == _hash(edition):
        return
    for number in count(1):
        offer = path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}")
        there = summary.target / offer
        if not there.exists() or _hash(there.read_bytes()) == record.beside:
            break
    write_whole(there, edition)
    record.beside = _hash(edition)
    summary.news.append(offer)


def _read_manifest(target: Path) -> dict[str, _Record]:
    """The records by path. A missing or broken manifest gives none, so that every file counts as changed."""
    try:
        entries = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return {path: _Record(entry["given"], entry["beside"]) for path, entry in entries.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_manifest(target: Path, records: dict[str, _Record]) -> None:
    entries = {path: {"given": record.given, "beside": record.beside} for path, record in sorted(records.items())}
    write_whole(target / MANIFEST, (json.dumps(entries, indent=1) + "\n").encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
