"""`python -m benchmarks.scale`: how grading grows with the class, what each part of it can take, and what 100,000 need.

Three measurements: whole classes of several sizes, one after another, on all cores; one class on one, two and four
workers; and the writer alone, which is the one part that no further machine helps. `--sizes`, `--workers` and
`--writer` choose; a PostgreSQL server is named by `--postgresql URL`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import nbformat
import psutil
from nbgrader.utils import is_solution

from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.pages.report import write_report
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.gradebook import AssignmentGrades
from autograd_lab.grading.run.grading_run import BATCH_STUDENTS, RunRequest, plan_run, write_batch
from autograd_lab.grading.run.submission import Graded, grade
from benchmarks import a_class, scale_page
from benchmarks.grading import command, fresh
from benchmarks.memory import highest

SIZES = (1000, 5000, 20000)
WORKERS, SHARED = (1, 2, 4), 400  # the class that is graded by different numbers of workers
WRITTEN = (1000, 5000, 20000)
NAME = a_class.NAME


def memory_by_role() -> dict[str, float]:
    """Memory in GB of the command (scheduler, client and writer), its workers, the sandboxes, and all together.

    Shared pages are counted once (PSS). A worker is a Python process of Dask; what it started is a sandbox.
    """
    found: dict[str, float] = defaultdict(float)
    me = psutil.Process()
    for child in me.children():
        for process in [child, *child.children(recursive=True)]:
            try:
                steps = [parent.pid for parent in process.parents()]
                depth = steps.index(me.pid)  # 0 the command, 1 its workers, more: what they started
                found[("command", "workers")[depth] if depth < 2 else "sandboxes"] += (
                    process.memory_full_info().pss / 1e9
                )
            except (psutil.Error, ValueError):
                continue
    found["all"] = sum(found.values())
    return found


def whole_class(folder: Path, students: int) -> dict[str, float]:
    """A class graded from the files to the report: seconds, memory by role, size of the gradebook, wrong grades."""
    course = fresh(folder)
    truth = a_class.write(course, students)
    print(f"grading {students:,} submissions …", flush=True)
    with highest(memory_by_role) as memory:
        start = time.perf_counter()
        command(course, "autograd_lab.cli", "grade", NAME, "--seed", "1")
        graded = time.perf_counter() - start
    start = time.perf_counter()
    command(course, "autograd_lab.cli", "report", NAME)
    reported = time.perf_counter() - start
    return {
        "students": students,
        "seconds": graded,
        "each_ms": 1e3 * graded / students,
        "report_s": reported,
        "gradebook_mb": (course / "gradebook.db").stat().st_size / 1e6,
        "wrong": wrong_grades(course, truth),
        **{f"{role}_gb": gigabytes for role, gigabytes in memory.items()},
    }


def command_ms(folder: Path) -> float:
    """Milliseconds that the command itself computes for a submission: Dask's scheduler, the client and the writer.

    From the first graded submissions on, so without the start and the report.
    """
    course = fresh(folder)
    a_class.write(course, SHARED, endless_every=10**9)
    print(f"{SHARED} submissions, for what the command computes …", flush=True)
    job = [sys.executable, "-m", "autograd_lab.cli", "grade", NAME, "--seed", "1"]
    seen: list[tuple[int, float]] = []
    with subprocess.Popen(job, cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            written = len(list((course / "autograded").glob("*")))
            if 0 < written < SHARED:
                spent = psutil.Process(process.pid).cpu_times()
                seen.append((written, spent.user + spent.system))
            time.sleep(0.2)
    (first, before), (last, after) = seen[0], seen[-1]
    return 1e3 * (after - before) / (last - first)


def wrong_grades(course: Path, truth: dict[str, float]) -> int:
    """How many students' points by the machine differ from the truth, read from the gradebook."""
    with open_assignment(course) as assignment:
        sheets = assignment.grades.sheets()
    checks = {
        student: sum(score for cell, score in sheet.scores.items() if cell.startswith("check_"))
        for student, sheet in sheets.items()
    }
    return sum(checks.get(student) != points for student, points in truth.items())


@contextmanager
def open_assignment(course: Path, db_url: str = "") -> Iterator[Assignment]:
    """The problem set of a course folder, with its gradebook open."""
    folder = CourseFolder(course, db_url)
    with AssignmentGrades(folder.db_url, folder.course_id, NAME, folder.config) as grades:
        yield Assignment(folder, NAME, grades)


def by_workers(folder: Path, workers: Sequence[int]) -> list[dict[str, float]]:
    """One class without endless loops, graded by each number of workers: seconds, and the efficiency against one."""
    found: list[dict[str, float]] = []
    for count in workers:
        course = fresh(folder / str(count))
        a_class.write(course, SHARED, endless_every=10**9)
        print(f"{SHARED} submissions by {count} of the workers …", flush=True)
        start = time.perf_counter()
        command(course, "autograd_lab.cli", "grade", NAME, "--seed", "1", "--workers", str(count))
        seconds = time.perf_counter() - start
        first = found[0] if found else {"workers": count, "seconds": seconds}
        gain = first["seconds"] * first["workers"] / (seconds * count)
        found.append({"workers": count, "seconds": seconds, "efficiency": gain})
    return found


def writer(folder: Path, students: int, db_url: str = "") -> dict[str, float]:
    """The writer alone, with results that are there already: students and rows a second, and the report after it.

    The results are those of one graded submission under many names; no student's code runs while it is timed.
    """
    course = fresh(folder)
    if db_url:
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
            settings.write(f'\nc.CourseDirectory.db_url = "{db_url}"\n')
        command(course, "autograd_lab.cli", "release", NAME)
    a_class.write(course, students)
    with open_assignment(course, db_url) as assignment:
        plan = plan_run(assignment, RunRequest(seed=1))
        example = grade(replace(plan.jobs[0], settings={"sandbox": "none", "trust_students": True}))
        book = assignment.grades
        batches = [plan.jobs.students[at : at + BATCH_STUDENTS] for at in range(0, students, BATCH_STUDENTS)]
        took = []
        print(f"writing {students:,} results …", flush=True)
        for names in batches:
            batch = [_under(example, name) for name in names]
            start = time.perf_counter()
            refused = write_batch(assignment, plan, batch)
            took.append(time.perf_counter() - start)
            if refused:
                raise RuntimeError(f"the writer refused {refused}")
        start = time.perf_counter()
        book.write([_under(example, name) for name in batches[-1]])  # once more, the gradebook alone
        rows = len(batches[-1]) * (len(example.scores) + _answers(example))  # a grade or a comment each
        alone = time.perf_counter() - start
        start = time.perf_counter()
        write_report(assignment)
        reported = time.perf_counter() - start
    tenth = max(1, len(took) // 10)
    return {
        "students": students,
        "students_a_second": students / sum(took),
        "first_ms": 1e3 * median(took[:tenth]) / BATCH_STUDENTS,
        "last_ms": 1e3 * median(took[-tenth:]) / BATCH_STUDENTS,
        "rows_a_second": rows / alone,
        "report_s": reported,
    }


def _answers(example: Graded) -> int:
    """How many cells hold an answer, to which a comment belongs."""
    return sum(is_solution(cell) for cell in nbformat.reads(example.notebook, as_version=4).cells)


def _under(example: Graded, student: str) -> Graded:
    """The same result for another student."""
    return replace(example, student=student)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="whole classes to grade")
    parser.add_argument("--workers", type=int, nargs="*", default=WORKERS, help=f"for a class of {SHARED}")
    parser.add_argument("--writer", type=int, nargs="*", default=WRITTEN, help="results to write")
    parser.add_argument("--postgresql", default="", metavar="URL", help="a database for the writer, empty")
    parser.add_argument("--write", action="store_true", help=f"put the figures into {scale_page.PAGE.name}")
    options = parser.parse_args(argv)
    if options.write and not (len({*options.sizes}) > 1 and options.writer and options.workers):
        parser.error("--write fills a page: it needs --sizes of two classes or more, --workers and --writer")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a grade is wrong."""
    options = _options(argv)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        written = [{"book": "SQLite", **writer(root / f"sqlite-{count}", count)} for count in options.writer]
        if options.postgresql:
            most = max(options.writer)
            written.append({"book": "PostgreSQL", **writer(root / "postgresql", most, options.postgresql)})
        shared = by_workers(root / "workers", options.workers)
        command_alone = command_ms(root / "command")
        classes = []
        for students in options.sizes:
            classes.append(whole_class(root / str(students), students))
            print(json.dumps(classes[-1]), flush=True)  # the next one takes long
    found = {
        **scale_page.machine(),
        "students_shared": SHARED,
        "command_ms": command_alone,
        "classes": classes,
        "shared": shared,
        "written": written,
    }
    print(scale_page.tables(found))
    if options.write:
        scale_page.keep(found)
    wrong = sum(one["wrong"] for one in classes)
    print(f"{wrong:.0f} wrong grades" if wrong else "no wrong grade", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, subprocess.SubprocessError) as error:
        sys.exit(f"python -m benchmarks.scale: {error}")
