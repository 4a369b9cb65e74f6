"""`autograd-lab grade psN`, `feedback psN` and `report psN`: a class from what was handed in to pages that are read."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from autograd_lab.errors import LabError
from autograd_lab.grading import cli as release_cli
from autograd_lab.grading.class_report import write_report
from autograd_lab.grading.class_run import Outcome, Plan, Wish, plan, run
from autograd_lab.grading.feedback import write_feedback
from autograd_lab.grading.folder import CourseFolder, CourseFolderError
from autograd_lab.grading.pool import missing
from autograd_lab.grading.records import NotReleasedError, Records
from autograd_lab.grading.sandbox import KINDS, SandboxError, chosen

INTERRUPTED = 130  # the exit code of a command that was stopped with Ctrl+C


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} workers grade nothing: give 1 or more")
    return number


def parser() -> argparse.ArgumentParser:
    """The three commands and their options."""
    top = argparse.ArgumentParser(prog="autograd-lab", description="For instructors: see docs/instructors.md.")
    commands = top.add_subparsers(dest="command", required=True)
    grade = commands.add_parser("grade", help="grade all that was handed in, in parallel")
    feedback = commands.add_parser("feedback", help="write a page for each student, with what was graded by hand")
    report = commands.add_parser("report", help="write the page and the table that show where the class stands")
    for command in (grade, feedback, report):
        command.add_argument("name", help="the problem set, e.g. ps3")
        command.add_argument("--course", type=Path, default=Path(), help="the course folder (default: this one)")
        command.add_argument(
            "--db-url", default="", help="another gradebook than the one that nbgrader_config.py names"
        )
    for command in (grade, feedback):
        command.add_argument("--student", action="append", default=[], metavar="ID", help="only this one; repeatable")
    grade.add_argument(
        "--only-failed", action="store_true", help="only those not graded, or whose code broke its worker"
    )
    grade.add_argument("--again", action="store_true", help="grade again what stands")
    grade.add_argument("--dry-run", action="store_true", help="say who would be graded, and stop")
    grade.add_argument("--seed", type=int, help="repeat a run with its random inputs (default: a new seed)")
    grade.add_argument("--workers", type=_count, default=cores(), help="processes on this machine (default: its cores)")
    grade.add_argument("--scheduler", default="", metavar="tcp://…", help="use this Dask cluster, not this machine")
    grade.add_argument("--sandbox", choices=KINDS, help="where students' code runs (default: bubblewrap)")
    grade.add_argument("--i-trust-these-students", action="store_true", help="needed for --sandbox=none")
    grade.add_argument("--feedback", action="store_true", help="write the students' pages too")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 when all is done, 1 with a message on stderr when something is not, 130 when interrupted."""
    options = parser().parse_args(argv)
    console = Console(stderr=True, markup=False)  # names and messages may hold brackets
    os.environ["PATH"] = release_cli.commands_path()
    try:
        folder = CourseFolder(options.course, options.db_url)
        with _records(folder, options.name, console) as records:
            if options.command == "grade":
                return _grade(folder, records, options, console)
            if options.command == "feedback":
                return _feedback(folder, records, options, console)
            _say(console, write_report(folder, options.name, records))
            return 0
    except LabError as error:
        print(f"autograd-lab {options.command}: {error}", file=sys.stderr)
        return 1
    except SQLAlchemyError as error:  # without the address, which may hold a password
        why = getattr(error, "orig", None) or type(error).__name__
        print(f"autograd-lab {options.command}: the gradebook cannot be used: {why}", file=sys.stderr)
        return 1


def _records(folder: CourseFolder, name: str, console: Console) -> Records:
    """The gradebook of the problem set; one that does not know the set yet is told."""
    try:
        return Records(folder.db_url, folder.course_id, name, folder.config)
    except NotReleasedError:
        console.print(release_cli.release(folder.root, name, folder.db_url), highlight=False, soft_wrap=True)
    return Records(folder.db_url, folder.course_id, name, folder.config)


def _grade(folder: CourseFolder, records: Records, options: argparse.Namespace, console: Console) -> int:
    wish = Wish(
        students=options.student,
        only_failed=options.only_failed,
        again=options.again,
        seed=options.seed,
        workers=options.workers,
        scheduler=options.scheduler,
        settings=_settings(folder, options),
    )
    work = plan(folder, options.name, records, wish)
    console.print(_intention(work), highlight=False, soft_wrap=True)
    if options.dry_run:
        for job in work.jobs:
            print(job.student)
        return 0
    code = 0
    if work.jobs:
        with _bar(console, f"grading {options.name}", len(work.jobs)) as tell:
            outcome = run(folder, options.name, records, work, wish, tell)
        code = _conclude(outcome, work, console)
        if outcome.stopped:
            return code
    if options.feedback:
        _feedback(folder, records, options, console)
    _say(console, write_report(folder, options.name, records))
    return code


def _settings(folder: CourseFolder, options: argparse.Namespace) -> dict[str, Any]:
    """What nbgrader_config.py and the command say of ExamPreprocessor; the seed is the run's business.

    Raises SandboxError where the students' code could not run, once and before anybody is graded.
    """
    settings = {name: value for name, value in folder.config.ExamPreprocessor.items() if name != "seed"}
    if options.sandbox:
        settings["sandbox"] = options.sandbox
    if options.i_trust_these_students:
        settings["trust_students"] = True
    sandbox = chosen(settings.get("sandbox", KINDS[0]), trusted=settings.get("trust_students", False))
    if not options.scheduler and not options.dry_run and (why := missing(sandbox)):
        raise SandboxError(why)
    return settings


def _intention(work: Plan) -> str:
    stands = f"; {len(work.standing)} stand as they are" if work.standing else ""
    return f"{len(work.jobs)} to grade{stands}. The run's seed is {work.seed}."


def _conclude(outcome: Outcome, work: Plan, console: Console) -> int:
    """Say how the run ended, and give its exit code."""
    for student, why in sorted(outcome.failed.items()):
        console.print(f"not graded: {student}: {why}", highlight=False, soft_wrap=True)
    console.print(f"{outcome.graded} of {len(work.jobs)} graded.", highlight=False)
    if outcome.stopped == "interrupted":
        console.print("Interrupted. What was graded stands: the same command goes on with the rest.", highlight=False)
        return INTERRUPTED
    if outcome.stopped:
        console.print(outcome.stopped, highlight=False, soft_wrap=True)
    return 1 if outcome.stopped or outcome.failed else 0


def _feedback(folder: CourseFolder, records: Records, options: argparse.Namespace, console: Console) -> int:
    graded = [one.student for one in folder.submissions(options.name)]
    if unknown := sorted(set(options.student) - set(graded)):
        raise CourseFolderError(f"{', '.join(unknown)} handed nothing in for {options.name}")
    chosen = [student for student in graded if not options.student or student in options.student]
    with _bar(console, "writing feedback", len(chosen)) as tell:
        missing = write_feedback(folder, options.name, records, chosen, tell)
    if missing:
        console.print(f"no feedback for {', '.join(missing)}: not graded yet", highlight=False, soft_wrap=True)
    return 1 if missing else 0


def _say(console: Console, paths: Sequence[Path]) -> None:
    for path in paths:
        console.print(f"written: {path}", highlight=False, soft_wrap=True)


class _bar:  # noqa: N801 - it reads as a function in a `with`
    """A progress bar with the time left; calling it with a name moves it on by one."""

    def __init__(self, console: Console, what: str, total: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, TextColumn("left"), TimeRemainingColumn(), console=console)
        self._task = self._progress.add_task(what, total=total)

    def __enter__(self) -> Callable[[str], None]:
        self._progress.start()
        return lambda name: self._progress.advance(self._task)

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()
