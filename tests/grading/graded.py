"""Classes that are graded as if: the results that grading would give, without running any code of students."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import nbformat

from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.grading_run import RunPlan, RunRequest, plan_run, write_batch
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.submission import Graded, Job


@contextmanager
def assignment_in(folder: CourseFolder, name: str = "ps1") -> Iterator[Assignment]:
    """A problem set of a course folder, with its gradebook open."""
    with AssignmentGrades(folder.db_url, folder.course_id, name, folder.config) as grades:
        yield Assignment(folder, name, grades)


def as_if(jobs: Sequence[Job], maxima: Mapping[str, float], score: float) -> list[Graded]:
    """The results of these jobs, with this score for every cell."""
    found = []
    for job in jobs:
        notebook = nbformat.reads(job.released, as_version=4)
        repairs = tuple(repair.text for repair in job.notes)
        RunRecord(submission=job.key, repairs=repairs).write_to(notebook)
        found.append(Graded(job.student, nbformat.writes(notebook), dict.fromkeys(maxima, score), frozenset()))
    return found


def to_grade(assignment: Assignment) -> list[str]:
    """The students whom a run would grade."""
    return [job.student for job in plan_run(assignment, RunRequest()).jobs]


def write_as_if(assignment: Assignment, plan: RunPlan, score: float, order: int = 1) -> dict[str, str]:
    """Write what the plan's jobs would give; returns whose could not be written, and why."""
    return write_batch(assignment, plan, as_if(plan.jobs, assignment.grades.maxima, score)[::order])
