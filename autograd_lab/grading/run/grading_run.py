"""Grades a class: decides who has to be graded, hands the work to a cluster, and is the only one that writes.

A grade stands when the gradebook has it and the graded notebook names the file that was handed in and the notebook that
was released. So a run that was interrupted goes on where it stopped, and a student who hands in again is graded again.
"""

import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, overload

from nbformat import NotebookNode
from sqlalchemy.exc import InterfaceError, OperationalError

from autograd_lab.grading.course_folder import CourseFolderError, Submitted, copy_notes, exclusive
from autograd_lab.grading.intake.editions import other_edition_sentence
from autograd_lab.grading.intake.picking import pick_submission
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.cluster import ClusterError, dask_client, grade_jobs
from autograd_lab.grading.run.exam_preprocessor import SEED_BITS
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.submission import Graded, Job
from autograd_lab.grading.run.unchanged import unchanged_cells
from autograd_lab.grading.sentences import first_few_names, os_error_text
from autograd_lab.lab.files import write_whole

BATCH_STUDENTS, BATCH_SECONDS = 50, 5.0  # what an interruption can cost


@dataclass(frozen=True)
class RunRequest:
    """What the instructor asked for; the names are those of the command's options."""

    students: Sequence[str] = ()
    only_failed: bool = False
    again: bool = False
    seed: int | None = None
    workers: int = 1
    scheduler: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class JobsToRead(Sequence[Job]):
    """The jobs of a run, each read from its folder when it is asked for: a large class would fill the memory."""

    students: Sequence[str]
    read: Callable[[str], Job]

    def __len__(self) -> int:
        return len(self.students)

    @overload
    def __getitem__(self, place: int) -> Job: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Job]: ...
    def __getitem__(self, place: int | slice) -> Job | Sequence[Job]:
        if isinstance(place, slice):
            return replace(self, students=self.students[place])
        return self.read(self.students[place])


@dataclass(frozen=True)
class RunPlan:
    """Who is to be graded, whose grade stands, and whose work cannot be graded, with the reason."""

    jobs: JobsToRead
    submitted: dict[str, Submitted]
    standing: Sequence[str]
    seed: int
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass
class RunOutcome:
    """What a run did: how many it graded, whom it could not grade and why, and what stopped it before the end."""

    graded: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    stopped: str = ""


def plan_run(assignment: Assignment, request: RunRequest) -> RunPlan:
    """Compare what was handed in with what is graded.

    Raises CourseFolderError when nothing was handed in, or a student is named who handed nothing in.
    """
    name = assignment.name
    released, notebook = assignment.folder.released_notebook(name)
    submitted = {one.student: one for one in assignment.submissions()}
    if not submitted:
        place = assignment.folder.step_folder("submitted", "<student>", name)
        raise CourseFolderError(
            f"nobody has handed in {name}: there is no {place}. "
            f"`autograd-lab collect {name} DOWNLOAD` fills it from a platform's zip archive"
        )
    if unknown := sorted(set(request.students) - set(submitted)):
        raise no_submission_error(unknown, submitted, name)
    seed = secrets.randbits(SEED_BITS) if request.seed is None else request.seed
    in_book = assignment.grades.sheets()
    blank = Job("", name, "", b"", released, seed, request.settings)
    to_grade: list[str] = []
    standing: list[str] = []
    unreadable: dict[str, str] = {}
    for student, one in submitted.items():
        if request.students and student not in request.students:
            continue
        try:
            student.encode()
            job = _job(blank, one, notebook)
        except OSError as error:
            unreadable[student] = f"what was handed in cannot be read: {os_error_text(error)}"
            continue
        except UnicodeEncodeError:
            unreadable[student] = "the name of the folder is no text in UTF-8: give it another"
            continue
        if other := other_edition_sentence(notebook, job.data):
            unreadable[student] = other
            continue
        due = student not in in_book or _is_to_be_graded(assignment, job, request)
        (to_grade if due else standing).append(student)
    jobs = JobsToRead(to_grade, lambda student: _job_or_refusal(blank, submitted[student], notebook))
    return RunPlan(jobs, submitted, standing, seed, unreadable)


def _job(blank: Job, one: Submitted, released: NotebookNode) -> Job:
    """The job of one student's work; OSError where it cannot be read."""
    found = pick_submission(one.folder, blank.name, released)
    return replace(
        blank, student=one.student, filename=found.path, data=found.data, notes=(*one.repairs, *found.repairs)
    )


def _job_or_refusal(blank: Job, one: Submitted, released: NotebookNode) -> Job:
    """The job of one student's work; where it has gone since the run was planned, one whose grading says so."""
    try:
        return _job(blank, one, released)
    except OSError as error:
        return replace(blank, student=one.student, refused=f"what was handed in cannot be read: {os_error_text(error)}")


def _is_to_be_graded(assignment: Assignment, job: Job, request: RunRequest) -> bool:
    """Whether what was graded last is other work than the job's, or is to be graded again as the request says."""
    record = assignment.run_record(job.student)
    if record is None or record.submission != job.key:
        return True
    return any(one.failure for one in record.questions) if request.only_failed else request.again


def no_submission_error(students: Sequence[str], handed_in: Collection[str], name: str) -> CourseFolderError:
    """An error for students without a submission; names are quoted (one may be empty), close matches suggested."""
    near = [one for student in students for one in get_close_matches(student, handed_in, cutoff=0.5)]
    close, everybody = first_few_names(list(dict.fromkeys(near))), first_few_names(sorted(handed_in))
    advice = f"did you mean {close}?" if near else f"there are {everybody}"
    return CourseFolderError(f"{', '.join(map(repr, students))} handed nothing in for {name}: {advice}")


def grade_class(
    assignment: Assignment,
    plan: RunPlan,
    request: RunRequest,
    tell: Callable[[str], None],
    stopping: Callable[[], object] = lambda: None,
) -> RunOutcome:
    """Grade what the plan names; `tell` is called with each student's name when it is done.

    `stopping` is called at once when the run is interrupted: to write what is graded and to end the cluster takes some
    seconds, and without a word an instructor would press Ctrl+C again.

    An interruption or a lost cluster ends the run early: what was graded is written first, and `stopped` says why.
    """
    outcome = RunOutcome(failed=dict(plan.unreadable))
    if not plan.jobs:
        return outcome
    try:
        with dask_client(min(request.workers, len(plan.jobs)), request.scheduler, stopping) as client:
            for batch in _batches(grade_jobs(client, plan.jobs), outcome, tell, stopping):
                refused = write_batch(assignment, plan, batch)
                outcome.failed |= refused
                outcome.graded += len(batch) - len(refused)
    except KeyboardInterrupt:
        outcome.stopped = "interrupted"
    except ClusterError as error:
        outcome.stopped = str(error)
    return outcome


def _batches(
    results: Iterator[tuple[Job, Graded | Exception]],
    outcome: RunOutcome,
    tell: Callable[[str], None],
    stopping: Callable[[], object],
) -> Iterator[list[Graded]]:
    """The results in batches to be written; the last one also when the run ends early."""
    batch: list[Graded] = []
    began = time.monotonic()
    try:
        for job, result in results:
            if isinstance(result, Graded):
                batch.append(result)
            else:
                outcome.failed[job.student] = f"{type(result).__name__}: {result}"
            tell(job.student)
            if len(batch) >= BATCH_STUDENTS or time.monotonic() - began > BATCH_SECONDS:
                yield batch
                batch, began = [], time.monotonic()
    except (KeyboardInterrupt, ClusterError) as why:
        if isinstance(why, KeyboardInterrupt):
            stopping()
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def write_batch(assignment: Assignment, plan: RunPlan, batch: Sequence[Graded]) -> dict[str, str]:
    """Write these results into the gradebook and the course folder; returns whose could not be written, and why.

    The new notebook comes last: it says that the grade stands, so the gradebook must have it, penalty and all.
    Whatever stops this halfway leaves no notebook, and the next run grades the student again.
    """
    failed: dict[str, str] = {}
    cleared = []
    with exclusive(assignment.folder.root):  # another run must not write the grade to this one's notebook
        for one in batch:
            path = assignment.graded_path(one.student)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                before = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
                handed_in = plan.submitted[one.student].timestamp
                path.unlink(missing_ok=True)
            except OSError as error:
                failed[one.student] = f"cannot be written: {os_error_text(error)}"
            else:
                unchanged = unchanged_cells(before, one.notebook)
                cleared.append(replace(one, timestamp=handed_in, unchanged=unchanged))
        for one in _enter_in_gradebook(assignment.grades, cleared, failed):
            path = assignment.graded_path(one.student)
            try:
                copy_notes(plan.submitted[one.student].folder, path.parent)
                write_whole(path, one.notebook.encode(errors="backslashreplace"))
            except OSError as error:
                failed[one.student] = f"cannot be written: {os_error_text(error)}"
    return failed


def enter_times(assignment: Assignment, plan: RunPlan) -> None:
    """Enter the times of handing in of those whose grade stands: a time that was mended since changes the penalty."""
    standing = [plan.submitted[student] for student in plan.standing]
    with exclusive(assignment.folder.root):
        assignment.grades.set_times({one.student: one.timestamp for one in standing})
        assignment.grades.reckon_penalties()
        for one in standing:
            with suppress(OSError):
                copy_notes(one.folder, assignment.graded_path(one.student).parent)


def _enter_in_gradebook(grades: AssignmentGrades, batch: Sequence[Graded], failed: dict[str, str]) -> list[Graded]:
    """Enter the scores all at once or, where the gradebook refuses one, singly; returns those that it took.

    `failed` gets the others, with the reason.
    """
    try:
        if batch:
            grades.write(batch)
    except (OperationalError, InterfaceError):  # the gradebook is away, locked or full: for everybody
        raise
    except Exception as error:  # an id that is too long for it, a late penalty of the instructor's own that fails
        if len(batch) > 1:
            return [done for one in batch for done in _enter_in_gradebook(grades, [one], failed)]
        why = getattr(error, "orig", None) or f"{type(error).__name__}: {error}"
        failed[batch[0].student] = f"the gradebook refused the grade: {why}"
        return []
    return list(batch)
