"""`autograd-lab collect psN`: from a download or nbgrader's exchange to submissions that can be graded.

What students handed in is copied to `received/`, as it is and under the names that they chose, and never changed. From
it, `submitted/` is derived: one notebook a student, under the name that nbgrader looks for, with a note of what had to
be put right to find it.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograd_lab.grading.collecting.receiving import (
    CollectError,
    Received,
    may_exist,
    note_bytes,
    note_path,
    receive,
)
from autograd_lab.grading.collecting.renaming import RECEIVED, new_ids, refuse_two_ids, rename_student
from autograd_lab.grading.collecting.roster import Roster
from autograd_lab.grading.course_folder import CourseFolder, copy_notes
from autograd_lab.grading.intake.editions import other_edition_sentence, unknown_edition_sentence
from autograd_lab.grading.intake.files import COLLECTED, read_regular_file, read_repairs
from autograd_lab.grading.intake.picking import pick
from autograd_lab.grading.intake.pipeline import take_in
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.nbgrader_commands import run_nbgrader
from autograd_lab.grading.sentences import os_error_text
from autograd_lab.lab.files import write_whole

FAILED = "not collected"


@dataclass(frozen=True)
class Collected:
    """One student's submission: the file that was taken, all that is to be said of it, and whether it is new."""

    student: str
    file: str
    repairs: tuple[Repair, ...]
    state: str  # "new", "changed", "as before", or FAILED, with the reason for the file
    unreadable: str = ""  # why no cell could be read from the file
    left_out: str = ""  # why the work of the download is older than this, which stays
    elsewhere: bool = False  # whether it is not in the download, but was collected before
    returned: bool = False  # whether it had been taken out of received/, and is back

    @property
    def put_right(self) -> list[str]:
        """The repairs proper, a sentence each: a file that could not be read is none."""
        return [repair.text for repair in self.repairs if repair.text != self.unreadable]


def collect(
    course: Path,
    name: str,
    source: Path | None = None,
    roster: Roster | None = None,
    *,
    dry_run: bool = False,
    older: bool = False,
    tell: Callable[[str], object] = lambda said: None,
) -> list[Collected]:
    """Copy the submissions to `name` in `source` to received/, if one is given, and derive submitted/ from received/.

    A `dry_run` changes nothing in the course folder, and returns what a run would. `tell` is called with a sentence
    for each student who gets another id, by the class list. Work in the download that is older than what is in
    received/ is left out, and said, unless `older` wants it.

    Raises CourseFolderError when the problem set is not released, DownloadError when the download cannot be read,
    TwoIdsError when there is work of a student under two ids, and CollectError when nothing was handed in, or the
    library does not know the edition of the released notebook.
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
        before = _ids_before(folder, renamed, name) if dry_run else {}
        got = Received() if source is None else receive(course, name, source, known, into, before=before, older=older)
        found = _places(into, name)
        if dry_run:  # who is not in the download is in received/, with the id from before
            there = {place.parent.name for place in found} | set(got.failed)
            there |= {old for old, new in renamed.items() if new in there}
            found += [one for one in _places(course / RECEIVED, name) if one.parent.name not in there]
        if not found and not got.failed:
            raise CollectError(
                f"there is no submission to {name} in {course / RECEIVED}: name the zip archive or the folder that "
                f"you downloaded, or use --exchange"
            )
        lost = [Collected(student, why, (), FAILED) for student, why in got.failed.items()]
        taken = []
        for place in found:
            student = renamed.get(place.parent.name, place.parent.name) if dry_run else place.parent.name
            if student not in got.failed:
                target = folder.step_folder("submitted", before.get(student, student), name)
                one = _derive_or_fail(student, place, target, name, released, dry_run)
                elsewhere = source is not None and student not in got.students
                left_out, returned = got.left_out.get(student, ""), student in got.returned
                taken.append(replace(one, left_out=left_out, elsewhere=elsewhere, returned=returned))
    return sorted([*lost, *taken], key=lambda one: one.student)


def _rename(folder: CourseFolder, renamed: Mapping[str, str], dry_run: bool, tell: Callable[[str], object]) -> None:
    """Give students their new ids, once no two would have the same; TwoIdsError before anything is changed."""
    for old, new in renamed.items():
        refuse_two_ids(folder, old, new)
    for old, new in renamed.items():
        if not dry_run:
            rename_student(folder, old, new)  # which refuses two ids too: another may have got that id a moment ago
        tell(f"{old} {'would be' if dry_run else 'is'} {new} now, by the class list, in all folders and the gradebook.")


def _ids_before(folder: CourseFolder, renamed: Mapping[str, str], name: str) -> dict[str, str]:
    """The ids under which the work of those lies who would get another one, by that: a dry run renames nobody."""
    there = folder.root / RECEIVED
    return {new: old for old, new in renamed.items() if may_exist(there / old / name)}


def _places(top: Path, name: str) -> list[Path]:
    """The folders below received/, or in its place, that hold what students handed in for a problem set."""
    everybody = sorted(top.iterdir()) if top.is_dir() else []
    return [place / name for place in everybody if may_exist(place / name)]


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


def _derive_or_fail(
    student: str, place: Path, target: Path, name: str, released: NotebookNode, dry_run: bool
) -> Collected:
    """Derive one student's submission; an OSError is its state, so that it costs this student only."""
    try:
        return derive(student, place, target, name, released, dry_run=dry_run)
    except OSError as error:
        return Collected(student, os_error_text(error), (), FAILED)


def derive(
    student: str, folder: Path, target: Path, name: str, released: NotebookNode, *, dry_run: bool = False
) -> Collected:
    """Write `target`/<name>.ipynb from what the student handed in, which lies in `folder`; not in a dry run.

    Nor for a notebook of another edition.
    """
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
    write_whole(target / COLLECTED, note_bytes({"from": f"{RECEIVED}/{student}/{name}/{picked.path}"}, notes))
    if not note_path(folder).exists():  # from the exchange: in a download such files would be the student's own
        copy_notes(folder, target)
    return collected


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
