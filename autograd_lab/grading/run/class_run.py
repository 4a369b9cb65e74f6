"""Grades a class: decides who has to be graded, hands the work to a cluster, and is the only one that writes.

A grade stands when the gradebook has it and the graded notebook names the file that was handed in and the notebook that
was released. So a run that was interrupted goes on where it stopped, and a student who hands in again is graded again.
"""

import json
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError

from autograd_lab.grading.collecting.roster import some
from autograd_lab.grading.intake.picking import of_submission
from autograd_lab.grading.preprocessor import SEED_BITS
from autograd_lab.grading.run.cluster import ClusterError, cluster, graded
from autograd_lab.grading.run.folder import (
    CourseFolder,
    CourseFolderError,
    Submitted,
    alone,
    carry,
    trouble,
    write_whole,
)
from autograd_lab.grading.run.records import Records
from autograd_lab.grading.run.submission import RECORD, Graded, Job

BATCH_STUDENTS, BATCH_SECONDS = 50, 5.0  # what an interruption can cost
Tree = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What the instructor asked for; the names are those of the command's options."""

    students: Sequence[str] = ()
    only_failed: bool = False
    again: bool = False
    seed: int | None = None
    workers: int = 1
    scheduler: str = ""
    settings: Tree = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Who is to be graded, whose grade stands, and whose submission cannot be read, with the reason."""

    jobs: Sequence[Job]
    submitted: dict[str, Submitted]
    standing: Sequence[str]
    seed: int
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a run did: how many it graded, whom it could not grade and why, and what stopped it before the end."""

    graded: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    stopped: str = ""


def record_of(path: Path) -> Tree | None:
    """The record of the run that wrote this graded notebook; None when there is none that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))["metadata"][RECORD]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return record if isinstance(record, dict) else None


def trouble_of(question: Tree) -> str:
    """How a question lost its worker, ran out of time or gave what cannot be judged; empty if it did not."""
    if question.get("lost"):
        return f"{question['function']} {question['lost']}"
    late = f"{question['function']} did not return in time" if "timeout" in question.get("mistakes", []) else ""
    return str(question.get("incident") or late)


def plan(folder: CourseFolder, name: str, records: Records, wish: Wish) -> Plan:
    """Compare what was handed in with what is graded.

    Raises CourseFolderError when nothing was handed in, or a student is named who handed nothing in.
    """
    released, given = folder.released(name)
    submitted = {one.student: one for one in folder.submissions(name)}
    if not submitted:
        raise CourseFolderError(
            f"nobody has handed in {name}: there is no {folder.of('submitted', '<student>', name)}. "
            f"`autograd-lab collect {name} DOWNLOAD` fills it from a platform's zip archive"
        )
    if unknown := sorted(set(wish.students) - set(submitted)):
        raise nothing_from(unknown, submitted, name)
    seed = secrets.randbits(SEED_BITS) if wish.seed is None else wish.seed
    in_book = records.sheets()
    jobs: list[Job] = []
    standing: list[str] = []
    unreadable: dict[str, str] = {}
    for student, one in submitted.items():
        if wish.students and student not in wish.students:
            continue
        try:
            student.encode()
            found, notes = of_submission(one.folder, name, given), one.repairs
        except OSError as error:
            unreadable[student] = f"what was handed in cannot be read: {trouble(error)}"
            continue
        except UnicodeEncodeError:
            unreadable[student] = "the name of the folder is no text in UTF-8: give it another"
            continue
        job = Job(student, name, found.path, found.data, released, seed, wish.settings, (*notes, *found.repairs))
        record = record_of(graded_path(folder, student, name))
        stands = record is not None and record.get("submission") == job.key and student in in_book
        redo = any(map(trouble_of, (record or {}).get("questions", []))) if wish.only_failed else wish.again
        wanted = redo or not stands
        if wanted:
            jobs.append(job)
        else:
            standing.append(student)
    return Plan(jobs, submitted, standing, seed, unreadable)


def nothing_from(students: Sequence[str], handed_in: Collection[str], name: str) -> CourseFolderError:
    """The error for names that handed nothing in: in quotes, since one may be empty, with those most like them."""
    near = [one for student in students for one in get_close_matches(student, handed_in, cutoff=0.5)]
    there = f"did you mean {some(list(dict.fromkeys(near)))}?" if near else f"there are {some(sorted(handed_in))}"
    return CourseFolderError(f"{', '.join(map(repr, students))} handed nothing in for {name}: {there}")


def graded_path(folder: CourseFolder, student: str, name: str) -> Path:
    """Where a student's graded notebook is."""
    return folder.of("autograded", student, name) / f"{name}.ipynb"


def run(
    folder: CourseFolder,
    name: str,
    records: Records,
    work: Plan,
    wish: Wish,
    tell: Callable[[str], None],
    stopping: Callable[[], object] = lambda: None,
) -> Outcome:
    """Grade what the plan names; `tell` hears each student's name when it is done.

    `stopping` is called at once when the run is interrupted: to write what is graded and to end the cluster takes some
    seconds, and who hears nothing would press Ctrl+C again.

    An interruption or a lost cluster ends the run early: what was graded is written first, and `stopped` says why.
    """
    outcome = Outcome(failed=dict(work.unreadable))
    if not work.jobs:
        return outcome
    try:
        with cluster(min(wish.workers, len(work.jobs)), wish.scheduler, stopping) as client:
            for batch in _batches(graded(client, work.jobs), outcome, tell, stopping):
                refused = _write(folder, name, records, work, batch)
                outcome.failed |= refused
                outcome.graded += len(batch) - len(refused)
    except KeyboardInterrupt:
        outcome.stopped = "interrupted"
    except ClusterError as error:
        outcome.stopped = str(error)
    return outcome


def _batches(
    results: Iterator[tuple[Job, Graded | Exception]],
    outcome: Outcome,
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


def _write(folder: CourseFolder, name: str, records: Records, work: Plan, batch: Sequence[Graded]) -> dict[str, str]:
    """Write what can be written; returns who could not be, and why.

    The new notebook comes last: it says that the grade stands, so the gradebook must have it, penalty and all.
    Whatever stops this halfway leaves no notebook, and the next run grades the student again.
    """
    failed: dict[str, str] = {}
    cleared = []
    with alone(folder.root):  # another run must not write the grade to this one's notebook
        for one in batch:
            path = graded_path(folder, one.student, name)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
            except OSError as error:
                failed[one.student] = f"cannot be written: {trouble(error)}"
            else:
                cleared.append(replace(one, timestamp=work.submitted[one.student].timestamp))
        for one in _entered(records, cleared, failed):
            path = graded_path(folder, one.student, name)
            try:
                carry(work.submitted[one.student].folder, path.parent)
                write_whole(path, one.notebook)
            except OSError as error:
                failed[one.student] = f"cannot be written: {trouble(error)}"
    return failed


def _entered(records: Records, batch: Sequence[Graded], failed: dict[str, str]) -> list[Graded]:
    """Enter the scores, all at once; where the gradebook refuses one, singly, so that it costs no other."""
    try:
        if batch:
            records.write(batch)
    except (OperationalError, InterfaceError):  # the gradebook is away, locked or full: for everybody
        raise
    except Exception as error:  # an id that is too long for it, a late penalty of the instructor's own that fails
        if len(batch) > 1:
            return [done for one in batch for done in _entered(records, [one], failed)]
        why = getattr(error, "orig", None) or f"{type(error).__name__}: {error}"
        failed[batch[0].student] = f"the gradebook refused the grade: {why}"
        return []
    return list(batch)
