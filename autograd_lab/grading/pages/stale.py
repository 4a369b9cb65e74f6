"""Pages in feedback/ that should not be given out as they are: the grade is another by now, or there is none."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from autograd_lab.grading.course_folder import HANDLE, TIMESTAMP
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.sheet import Sheet
from autograd_lab.grading.sentences import first_few_names

STAMP = re.compile(rb'<meta name="graded" content="(\w+)">')
HEAD = 1000  # bytes of a page, in which its stamp stands


def page_stamp(sheet: Sheet, record: RunRecord) -> str:
    """A hash of all that a page says of a grade: the page is up to date as long as it stays the same."""
    tree = [asdict(sheet), record.to_json()]
    return hashlib.sha256(json.dumps(tree, sort_keys=True, default=sorted).encode()).hexdigest()[:32]


def stale_pages(assignment: Assignment, graded: Mapping[str, tuple[Sheet, RunRecord]]) -> list[str]:
    """The students of `graded` whose page says something else than their grade does now."""
    there = assignment.folder.students_of("feedback", assignment.name)
    return [student for student in there if student in graded and _is_stale(assignment, student, *graded[student])]


def _is_stale(assignment: Assignment, student: str, sheet: Sheet, record: RunRecord) -> bool:
    """Whether a student's page bears another stamp or, if it is nbgrader's and has none, is older than the grade."""
    page = assignment.feedback_path(student)
    try:
        with page.open("rb") as file:
            stamp = STAMP.search(file.read(HEAD))
        if stamp:
            return stamp[1].decode() != page_stamp(sheet, record)
        return page.stat().st_mtime < assignment.graded_path(student).stat().st_mtime
    except FileNotFoundError:
        return False
    except OSError:
        return True


def page_sentences(name: str, stale: Sequence[str], leftover: Sequence[str]) -> list[str]:
    """What to do about pages that say something else than the grade, and about those without a grade."""
    said = []
    if stale:
        again = f"`autograd-lab feedback {name}` writes them again"
        said.append(f"pages older than the grade: {first_few_names(stale)}: {again}")
    if leftover:
        gone = (
            f"delete feedback/<student>/{name}, so that nobody gives them out; `autograd-lab feedback {name} --clean`"
        )
        said.append(f"pages without a grade: {first_few_names(leftover)}: {gone} does")
    return said


def delete_pages(assignment: Assignment, students: Sequence[str]) -> list[str]:
    """Delete the pages of these students, with nbgrader's notes beside them; returns whose are gone."""
    gone = []
    for student in students:
        page = assignment.feedback_path(student)
        with suppress(OSError):
            for path in (page, page.with_name(TIMESTAMP), page.with_name(HANDLE)):
                path.unlink(missing_ok=True)
            _remove_empty(page.parent)
            gone.append(student)
    return gone


def _remove_empty(folder: Path) -> None:
    """Remove a folder and the student's around it, where nothing else is in them."""
    for place in (folder, folder.parent):
        if not any(place.iterdir()):
            place.rmdir()
