"""`autograd-lab grade psN`, `feedback psN` and `report psN`: a class from what was handed in to pages that are read."""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from autograd_lab.errors import INTERRUPTED
from autograd_lab.grading.cli_collect import GUIDE, set_name
from autograd_lab.grading.collecting.give_back import pack_pages
from autograd_lab.grading.command_errors import EXPECTED, error_text
from autograd_lab.grading.course_folder import CourseFolder, CourseFolderError
from autograd_lab.grading.nbgrader_commands import commands_path
from autograd_lab.grading.pages.feedback import write_feedback
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.pages.stale import delete_pages, page_sentences
from autograd_lab.grading.release import NotReleasedError, release_assignment
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.grading_run import (
    RunOutcome,
    RunPlan,
    RunRequest,
    enter_times,
    grade_class,
    no_submission_error,
    plan_run,
)
from autograd_lab.grading.sandbox.bubblewrap_command import KINDS, SandboxError, choose_sandbox
from autograd_lab.grading.sandbox.bubblewrap_processes import why_not_started
from autograd_lab.grading.sentences import first_few_names

STOPPING = "Stopping: what is graded is written first, which takes some seconds."
PURPOSES = {
    "grade": "Grade all that was handed in and is not graded yet, in parallel, each student's code in a sandbox. What "
    "is graded stands when it is interrupted (Ctrl+C): the same command goes on. Scores given by hand stay.",
    "feedback": "Write a page for each student: points, the mistakes named, and what was graded by hand by now.",
    "report": "Write the page and the table that show where the class stands, as `grade` does after each run.",
}
PER_CORE = 8  # processes that one may ask for; more only wait for each other, and fill the memory


def usable_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _worker_count(text: str) -> int:
    """A number of workers from the command line; more than PER_CORE for each processor are refused."""
    most = PER_CORE * usable_processors()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} was given: give a number from 1 to {most} on this machine")
    return int(text)


def _seed(text: str) -> int:
    """A seed from the command line, a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} was given: give a whole number, such as a run told") from None


def parser() -> argparse.ArgumentParser:
    """The three commands and their options."""
    top = argparse.ArgumentParser(prog="autograd-lab", description="For instructors: see docs/instructors.md.")
    commands = top.add_subparsers(dest="command", required=True)
    grade, feedback, report = (
        commands.add_parser(command, description=purpose, epilog=GUIDE) for command, purpose in PURPOSES.items()
    )
    for command in (grade, feedback, report):
        command.add_argument("name", type=set_name, help="the problem set, e.g. ps3")
        command.add_argument("--course", type=Path, default=Path(), help="the course folder (default: this one)")
        command.add_argument(
            "--db-url", default="", help="another gradebook than the one that nbgrader_config.py names"
        )
    for command in (grade, feedback):
        command.add_argument("--student", action="append", default=[], metavar="ID", help="only this one; repeatable")
    upload = "put the pages into this archive too, to be uploaded to Moodle or Canvas where the work came from"
    feedback.add_argument("--zip", type=Path, metavar="FILE", help=upload)
    clean = "delete the pages of those who handed nothing in, or have no grade any more"
    feedback.add_argument("--clean", action="store_true", help=clean)
    whom = grade.add_mutually_exclusive_group()
    whom.add_argument(
        "--only-failed", action="store_true", help="only those not graded, or whose code broke its worker"
    )
    whom.add_argument("--again", action="store_true", help="grade again what stands")
    grade.add_argument("--dry-run", action="store_true", help="say who would be graded, and stop")
    grade.add_argument("--seed", type=_seed, help="repeat a run with its random inputs (default: a new seed)")
    grade.add_argument(
        "--workers",
        type=_worker_count,
        default=usable_processors(),
        help="processes on this machine (default: its cores)",
    )
    grade.add_argument("--scheduler", default="", metavar="tcp://…", help="use this Dask cluster, not this machine")
    grade.add_argument("--sandbox", choices=KINDS, help="where students' code runs (default: bubblewrap)")
    grade.add_argument("--i-trust-these-students", action="store_true", help="needed for --sandbox=none")
    grade.add_argument("--feedback", action="store_true", help="write the students' pages too")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 when all is done, 1 with a message on stderr when something is not, 130 when interrupted.

    Invalid options, such as no workers, end in argparse's message and exit code 2.
    """
    options = parser().parse_args(argv)
    console = Console(stderr=True, markup=False)  # names and messages may hold brackets
    os.environ["PATH"] = commands_path()
    try:
        folder = CourseFolder(options.course, options.db_url)
        with _open_grades(folder, options.name, console) as grades:
            assignment = Assignment(folder, options.name, grades)
            if options.command == "grade":
                return _grade(assignment, options, console)
            if options.command == "feedback":
                return _feedback(assignment, options, console, archive=options.zip, clean=options.clean)
            _write_report(assignment, console)
            return 0
    except EXPECTED as error:
        print(f"autograd-lab {options.command}: {error_text(error)}", file=sys.stderr)
    return 1


def _open_grades(folder: CourseFolder, name: str, console: Console) -> AssignmentGrades:
    """The grades of the problem set; a set that the gradebook does not know yet is released first."""
    try:
        return AssignmentGrades(folder.db_url, folder.course_id, name, folder.config)
    except NotReleasedError:
        console.print(release_assignment(folder.root, name, folder.db_url), highlight=False, soft_wrap=True)
    return AssignmentGrades(folder.db_url, folder.course_id, name, folder.config)


def _grade(assignment: Assignment, options: argparse.Namespace, console: Console) -> int:
    """Grade the class as the options say, then write pages and the report; returns the exit code."""
    request = RunRequest(
        students=options.student,
        only_failed=options.only_failed,
        again=options.again,
        seed=options.seed,
        workers=options.workers,
        scheduler=options.scheduler,
        settings=_preprocessor_settings(assignment.folder, options),
    )
    plan = plan_run(assignment, request)
    console.print(_plan_sentence(plan), highlight=False, soft_wrap=True)
    if options.dry_run:
        for student in plan.jobs.students:
            print(student)
        return _print_by_reason(plan.unreadable, "not graded", console)
    enter_times(assignment, plan)
    code, failed = 0, plan.unreadable
    if plan.jobs or failed:
        with _progress_bar(console, f"grading {options.name}", len(plan.jobs)) as tell:
            outcome = grade_class(assignment, plan, request, tell, lambda: console.print(STOPPING))
        code, failed = _print_outcome(outcome, plan, console), outcome.failed
        if outcome.stopped:
            return code
    if options.feedback:
        code = max(code, _feedback(assignment, options, console, failed))
    _write_report(assignment, console)
    if outlived := sorted(assignment.grades.students(overruled=True)):
        said = "scores given by hand before, which still count; the report names them"
        console.print(f"to be looked at: {first_few_names(outlived)}: {said}", highlight=False, soft_wrap=True)
    return code


def _preprocessor_settings(folder: CourseFolder, options: argparse.Namespace) -> dict[str, Any]:
    """The settings of ExamPreprocessor in nbgrader_config.py and the options, but for the seed, which is the run's.

    Raises SandboxError where the students' code could not run, once and before anybody is graded.
    """
    settings = {name: value for name, value in folder.config.ExamPreprocessor.items() if name != "seed"}
    if options.sandbox:
        settings["sandbox"] = options.sandbox
    if options.i_trust_these_students:
        settings["trust_students"] = True
    sandbox = choose_sandbox(settings.get("sandbox", KINDS[0]), trusted=settings.get("trust_students", False))
    if not options.scheduler and not options.dry_run and (why := why_not_started(sandbox)):
        raise SandboxError(why)
    return settings


def _plan_sentence(plan: RunPlan) -> str:
    """How many are to be graded, how many grades stand, and the seed."""
    count = len(plan.standing)
    stands = f"; {count} {'stands as it is' if count == 1 else 'stand as they are'}" if count else ""
    return f"{len(plan.jobs)} to grade{stands}." + (f" The run's seed is {plan.seed}." if plan.jobs else "")


def _print_outcome(outcome: RunOutcome, plan: RunPlan, console: Console) -> int:
    """Print how the run ended; returns its exit code."""
    code = _print_by_reason(outcome.failed, "not graded", console)
    console.print(f"{outcome.graded} of {len(plan.jobs)} graded.", highlight=False)
    if outcome.stopped == "interrupted":
        console.print("Interrupted. What was graded stands: the same command goes on with the rest.", highlight=False)
        return INTERRUPTED
    if outcome.stopped:
        console.print(outcome.stopped, highlight=False, soft_wrap=True)
    return 1 if outcome.stopped else code


def _print_by_reason(students: Mapping[str, str], what: str, console: Console) -> int:
    """Print the students who lack something, grouped by the reason; returns the exit code, 1 if there are any."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for student, why in sorted(students.items()):
        reasons[why].append(student)
    for why, names in reasons.items():
        console.print(f"{what}: {', '.join(names)}: {why}", highlight=False, soft_wrap=True)
    return 1 if students else 0


def _feedback(
    assignment: Assignment,
    options: argparse.Namespace,
    console: Console,
    failed: Collection[str] = (),
    archive: Path | None = None,
    *,
    clean: bool = False,
) -> int:
    """Write pages, and pack them into `archive` if one is named; `clean` deletes those without a grade.

    Returns the exit code. `failed` are those whom the run just failed to grade: a page would be about earlier work.
    """
    name = assignment.name
    everybody = [one.student for one in assignment.submissions()]
    if unknown := sorted(set(options.student) - set(everybody)):
        raise no_submission_error(unknown, everybody, name)
    if not everybody:
        raise CourseFolderError(f"nobody has handed in {name}, so there is nobody to write to")
    wanted = [student for student in everybody if not options.student or student in options.student]
    missing = {student: "not graded yet" for student in wanted if student in failed}
    written_to = [student for student in wanted if student not in failed]
    with _progress_bar(console, "writing feedback", len(written_to)) as tell:
        missing |= write_feedback(assignment, written_to, tell)
    if written := len(wanted) - len(missing):
        _print_written(console, [f"{written} of {assignment.feedback_path('<student>')}"])
    code = _print_by_reason(missing, "no feedback", console)
    leftover = assignment.pages_without_grade(assignment.grades.students())
    if clean and (gone := delete_pages(assignment, leftover)):
        console.print(f"pages without a grade, deleted: {first_few_names(gone)}", highlight=False, soft_wrap=True)
        leftover = [student for student in leftover if student not in gone]
    for said in page_sentences(name, (), leftover):
        console.print(said, highlight=False, soft_wrap=True)
    if archive:
        have_pages = [student for student in written_to if student not in missing]
        packed = pack_pages(assignment.folder, name, have_pages, archive)
        pages = "1 page" if packed.count == 1 else f"{packed.count} pages"
        _print_written(console, [f"{archive}, {pages} for {packed.platform}: {packed.advice}"])
        code = max(code, _print_by_reason(packed.left_out, "not in the archive", console))
    return code


def _write_report(assignment: Assignment, console: Console) -> None:
    """Write the report, and print what it has to say beside."""
    _print_written(console, write_report(assignment, partial(console.print, highlight=False, soft_wrap=True)))


def _print_written(console: Console, files: Sequence[Path | str]) -> None:
    """Print the paths of files that were written, or what else says which they are."""
    for file in files:
        console.print(f"written: {file}", highlight=False, soft_wrap=True)


@contextmanager
def _progress_bar(console: Console, what: str, total: int) -> Iterator[Callable[[str], None]]:
    """A progress bar with the time left; yields a function that takes a name and moves the bar on by one."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, TextColumn("left"), TimeRemainingColumn(), console=console)
    task = progress.add_task(what, total=total)
    with progress:
        yield lambda name: progress.advance(task)
