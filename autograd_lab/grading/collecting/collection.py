"""`autograd-lab collect psN`: from a download or nbgrader's exchange to submissions that can be graded.

What students handed in is copied to `received/`, as it is and under the names that they chose, and never changed. From
it, `submitted/` is derived: one notebook a student, under the name that nbgrader looks for, with a note of what had to
be put right to find it.
"""

import json
import re
import shutil
import stat
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting import downloads, platforms
from autograd_lab.grading.collecting.renaming import (
    EARLIER,
    RECEIVED,
    new_ids,
    refuse_two_ids,
    rename_student,
    settled_ids,
)
from autograd_lab.grading.collecting.roster import Roster
from autograd_lab.grading.course_folder import CourseFolder, copy_notes
from autograd_lab.grading.intake import archives
from autograd_lab.grading.intake.editions import other_edition_sentence, unknown_edition_sentence
from autograd_lab.grading.intake.files import COLLECTED, file_mode, read_note, read_regular_file, read_repairs
from autograd_lab.grading.intake.picking import pick
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.nbgrader_commands import run_nbgrader
from autograd_lab.grading.sentences import os_error_text
from autograd_lab.lab.files import write_whole

FAILED = "not collected"
ARCHIVE = re.compile(r"\.(zip|tar|gz|bz2|xz|tgz|tbz2?|txz)$", re.IGNORECASE)


class CollectError(LabError, RuntimeError):
    """Nothing was collected; the text says what to do."""


@dataclass(frozen=True)
class Collected:
    """One student's submission: the file that was taken, everything that was put right, and whether it is new."""

    student: str
    file: str
    repairs: tuple[Repair, ...]
    state: str  # "new", "changed", "as before", or FAILED, with the reason for the file
    unreadable: str = ""  # why no cell could be read from the file


def collect(
    course: Path,
    name: str,
    source: Path | None = None,
    roster: Roster | None = None,
    *,
    dry_run: bool = False,
    tell: Callable[[str], object] = lambda said: None,
) -> list[Collected]:
    """Copy the submissions to `name` in `source` to received/, if one is given, and derive submitted/ from received/.

    A `dry_run` changes nothing in the course folder, and returns what a run would. `tell` is called with a sentence
    for each student who gets another id, by the class list.

    Raises CourseFolderError when the problem set is not released, DownloadError when the download cannot be read, and
    CollectError when nothing was handed in, a student would have two ids, or the library does not know the edition of
    the released notebook.
    """
    folder = CourseFolder(course)
    _, released = folder.released_notebook(name)
    if unknown := unknown_edition_sentence(released):
        raise CollectError(unknown)
    if source is not None:
        _refuse_course_folder(folder, source)
    known = roster.known if roster else {}
    renamed = new_ids(course / RECEIVED, known)
    _rename(folder, renamed, dry_run, tell)
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as scratch:
        into = Path(scratch) if dry_run else course / RECEIVED
        failed = {} if source is None else receive(course, name, source, known, into)
        found = _places(into, name)
        if dry_run:  # who is not in the download is in received/, with the id from before
            there = {place.parent.name for place in found} | set(failed)
            there |= {old for old, new in renamed.items() if new in there}
            found += [one for one in _places(course / RECEIVED, name) if one.parent.name not in there]
        if not found and not failed:
            raise CollectError(
                f"there is no submission to {name} in {course / RECEIVED}: name the zip archive or the folder that "
                f"you downloaded, or use --exchange"
            )
        lost = [Collected(student, why, (), FAILED) for student, why in failed.items()]
        taken = [
            _derive_or_fail(one, folder, name, released, dry_run) for one in found if one.parent.name not in failed
        ]
    return sorted([*lost, *taken], key=lambda one: one.student)


def _rename(folder: CourseFolder, renamed: Mapping[str, str], dry_run: bool, tell: Callable[[str], object]) -> None:
    """Give students their new ids, once no two would have the same; CollectError before anything is changed."""
    for old, new in renamed.items():
        refuse_two_ids(folder, old, new)
    for old, new in renamed.items():
        if not dry_run:
            refuse_two_ids(folder, old, new)  # another one may have got that id a moment ago
            rename_student(folder, old, new)
        tell(f"{old} {'would be' if dry_run else 'is'} {new} now, by the class list, in all folders and the gradebook.")


def _places(top: Path, name: str) -> list[Path]:
    """The folders below received/, or in its place, that hold what students handed in for a problem set."""
    everybody = sorted(top.iterdir()) if top.is_dir() else []
    return [place / name for place in everybody if _may_exist(place / name)]


def _refuse_course_folder(folder: CourseFolder, source: Path) -> None:
    """Raise CollectError for a folder of the course itself: each folder in it would become a student who handed in.

    Those of received/ and submitted/ hold what was handed in, and may be read again.
    """
    place = source.resolve()
    steps = ("source", "release", "autograded", "feedback")
    if folder.root.is_relative_to(place) or (place / "nbgrader_config.py").is_file():
        raise CollectError(f"{source} is a course folder, or holds one: name the download, a zip archive or a folder")
    tops = [folder.step_folder(step, "", "") for step in steps]
    if any(place.is_relative_to(top) or top.is_relative_to(place) for top in tops):
        raise CollectError(f"{source} holds no hand-ins, but work of this course: name the download instead")


def receive(course: Path, name: str, source: Path, roster: Mapping[str, str], into: Path) -> dict[str, str]:
    """Copy the files of a download to `into`/<student>/<name>/, the latest attempt of each, with a note beside.

    `into` is received/, or what stands for it. Who has an id in received/ keeps it, unless the class list has another.

    Returns whose files could not be read or written, and why: an error costs its own student only.
    """
    files = downloads.members(source)
    platform, owners = platforms.recognise_platform([member.path for member in files], name)
    folders = downloads.empty_folders(source)
    platform, nobodys = platforms.owners_of_empty_folders(platform, folders, [member.path for member in files], name)
    fresh = platforms.student_ids([*owners.values(), *nobodys.values()], roster)
    ids = settled_ids(course / RECEIVED, name, platform, fresh, roster)
    of_student: defaultdict[str, dict[str, list[tuple[downloads.Member, platforms.Owner]]]]
    of_student = defaultdict(lambda: defaultdict(list))
    for member in files:
        if owner := owners.get(member.path):
            attempt = "" if platform == "Canvas" else owner.attempt  # there it numbers files, not attempts
            of_student[ids[owner.student, owner.number]][attempt].append((member, owner))
    for path, owner in nobodys.items():
        student = ids[owner.student, owner.number]
        if student not in of_student and not _may_exist(course / RECEIVED / student / name):
            of_student[student][""] = [(downloads.Member(path, bytes), owner)]
    if not of_student:
        what = "no file in it says" if files else "it is empty, so nothing says"
        raise CollectError(f"{source}: {what} whose it is: put each student's files into a folder of their own")
    failed = {}
    for student, attempts in of_student.items():
        try:
            _receive_student(into / student / name, platform, attempts)
        except OSError as error:
            failed[student] = os_error_text(error)
    return failed


def _receive_student(
    place: Path, platform: str, attempts: Mapping[str, list[tuple[downloads.Member, platforms.Owner]]]
) -> None:
    """Copy the last of a student's attempts to `place`, and write the note beside it."""
    last = attempts[max(attempts)]
    notes = _copy_files(place, last)
    if any(owner.late for _, owner in last):
        notes.append(Repair("name", f"{platform} marks it as late."))
    if len(attempts) > 1:
        notes.append(Repair("name", f"{len(attempts)} attempts were handed in: the last one is graded."))
    named = min((member.path for member, _ in last), key=lambda path: (not path.lower().endswith(".ipynb"), path))
    owner = last[0][1]
    about: Mapping[str, object] = {
        "platform": platform,
        "download": named,
        "student": owner.student,
        "number": owner.number,
    }
    before = read_note(note_path(place))
    if platform not in platforms.PLATFORMS and before.get("platform") in platforms.PLATFORMS:
        # by which the student still gets pages and grades back
        about = {key: before[key] for key in about if key in before}
    write_whole(note_path(place), _note_bytes(about, notes))


def _copy_files(folder: Path, files: list[tuple[downloads.Member, platforms.Owner]]) -> list[Repair]:
    """Write a student's files into their folder, setting an earlier collection aside; returns what was refused."""
    notes = [
        Repair("name", f"{owner.file} is {member.refused}: it was not opened.")
        for member, owner in files
        if member.refused
    ]
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as scratch:
        fresh = Path(scratch) / "fresh"
        fresh.mkdir()
        for member, owner in files:
            if not member.refused and owner.file != platforms.NOTHING:
                notes += _unpack(fresh, owner.file, member.read())
        if folder.exists() and _holds_same_files(fresh, folder):
            return notes
        if folder.exists():
            _set_aside(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, folder)
    return notes


def _unpack(folder: Path, name: str, data: bytes) -> list[Repair]:
    """Write a file, and beside it the files in it if it is an archive; returns what was refused."""
    _write_below(folder, name, data)
    refused = []
    for found in archives.unpacked_files(data, name) if ARCHIVE.search(name) else ():
        if found.refused:
            refused.append(found.as_repair())
        else:
            _write_below(folder, found.path, found.data)
    return refused


def _holds_same_files(fresh: Path, folder: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    old, new = ({path.relative_to(top): path for path in top.rglob("*") if path.is_file()} for top in (folder, fresh))
    return old.keys() == new.keys() and all(old[name].read_bytes() == new[name].read_bytes() for name in new)


def _set_aside(folder: Path) -> None:
    """Move what was collected earlier to received/<student>/.earlier/<name>-1 and so on."""
    earlier = folder.parent / EARLIER
    earlier.mkdir(exist_ok=True)
    count = len(list(earlier.glob(f"{folder.name}-*")))
    folder.rename(earlier / f"{folder.name}-{count + 1}")


def _write_below(folder: Path, path: str, data: bytes) -> None:
    """Write a file below the folder at a path that the student chose; `..` and a leading `/` in it are dropped."""
    parts = [part.encode("utf-8", "replace")[:200].decode("utf-8", "ignore") for part in PurePosixPath(path).parts]
    target = folder.joinpath(*(part for part in parts if part not in ("/", "..", ".")))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError:  # a file where this one needs a folder
        target = folder / f"{len(list(folder.iterdir()))}-{target.name}"
        target.write_bytes(data)


def _may_exist(path: Path) -> bool:
    """Whether the path exists and is no link, or cannot be looked at and so may exist."""
    try:
        mode = file_mode(path)
    except OSError:
        return True
    return bool(mode) and not stat.S_ISLNK(mode)


def _derive_or_fail(place: Path, folder: CourseFolder, name: str, released: NotebookNode, dry_run: bool) -> Collected:
    """Derive one student's submission; an OSError is its state, so that it costs this student only."""
    student = place.parent.name
    try:
        return derive(place, folder.step_folder("submitted", student, name), name, released, dry_run=dry_run)
    except OSError as error:
        return Collected(student, os_error_text(error), (), FAILED)


def derive(folder: Path, target: Path, name: str, released: NotebookNode, *, dry_run: bool = False) -> Collected:
    """Write `target`/<name>.ipynb from what the student handed in, which lies in `folder`; not in a dry run.

    Nor for a notebook of another edition.
    """
    student = folder.parent.name
    picked = pick(folder, name, released)
    if other := other_edition_sentence(released, picked.data):
        return Collected(student, other, (), FAILED)
    notes = list(dict.fromkeys([*read_repairs(note_path(folder)), *picked.repairs]))
    written = target / f"{name}.ipynb"
    state = "new" if not written.exists() else "as before" if read_regular_file(written) == picked.data else "changed"
    intake = take_in(released, picked.data, notes)
    collected = Collected(student, picked.path, intake.repairs, state, intake.unreadable)
    if dry_run:
        return collected
    if target.is_symlink():
        target.unlink()
    write_whole(written, picked.data)
    write_whole(target / COLLECTED, _note_bytes({"from": f"{RECEIVED}/{student}/{name}/{picked.path}"}, notes))
    if not note_path(folder).exists():  # from the exchange: in a download such files would be the student's own
        copy_notes(folder, target)
    return collected


def note_path(folder: Path) -> Path:
    """The path of the note beside a student's received files: their platform, a name there, and repairs."""
    return folder.with_name(f"{folder.name}.json")


def _note_bytes(about: Mapping[str, object], repairs: list[Repair]) -> bytes:
    """A note on a submission as JSON; lone surrogates of odd file names are written with a backslash."""
    noted = {**about, "repairs": [{"kind": repair.kind, "text": repair.text} for repair in repairs]}
    return (json.dumps(noted, indent=1, ensure_ascii=False) + "\n").encode(errors="backslashreplace")


def from_exchange(course: Path, name: str, *, update: bool) -> None:
    """Run nbgrader's own collect, into received/."""
    options = [f"--CourseDirectory.submitted_directory={RECEIVED}", *(["--update"] if update else [])]
    done = run_nbgrader("collect", name, *options, folder=course)
    if done.returncode:
        raise CollectError(
            f"nbgrader could not collect {name} from the exchange:\n{(done.stderr or done.stdout).strip()}\n"
            "The exchange is the folder c.Exchange.root, the same for you and the students (docs/instructors.md). "
            f"Without one: autograd-lab collect {name} DOWNLOAD"
        )
