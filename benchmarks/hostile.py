"""`python -m benchmarks.hostile`: a class in which nobody hands in a plain notebook, and how long the slowest takes.

128 submissions, spread over the bank of tests/grading/bank: broken files, crashes, loops, sleep, cheats. The command
grades them as a class. Then those that sleep, loop or take all there is are graded by themselves, with the others of
their kinds, for the time that the slowest takes. What each deserves is written in deserved.toml, beside the bank.
"""

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from autograd_lab.grading.intake.picking import pick_submission
from autograd_lab.grading.run.submission import Job, grade
from benchmarks import results, timing
from benchmarks.grading import command, fresh, given
from tests.grading.bank import CASES, Case, write

#: what is measured -> what it may be
GOALS = {"slowest_s": 25.0, "grade_s": 90.0, "wrong": 0}
STUDENTS, WORKERS = 128, 2
NAME = "ps1"
LONG = ("time", "bombs")  # the kinds in the bank that may take their whole time


def class_of_cases() -> list[Case]:
    """The class: so many cases, at equal distances in the bank."""
    found = list(CASES.values())
    return [found[number * len(found) // STUDENTS] for number in range(STUDENTS)]


def jobs(course: Path) -> Iterator[Job]:
    """What there is to grade, as the command takes it from the folder."""
    import nbformat

    text = (course / "assignments" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    released = nbformat.reads(text, as_version=4)
    for folder in sorted((course / "submitted").iterdir()):
        picked = pick_submission(folder / NAME, NAME, released)
        yield Job(folder.name, NAME, picked.path, picked.data, text, 1, notes=picked.repairs)


def seconds_of(job: Job) -> float:
    """Seconds on the clock that one submission takes, in a process that may have graded others before."""
    start = time.perf_counter()
    grade(job)
    return time.perf_counter() - start


def course_with(folder: Path, chosen: list[Case]) -> Path:
    """A course folder in which these submissions wait to be graded."""
    course = fresh(folder, NAME)
    for case in chosen:
        write(case, course / "submitted" / case.name / NAME, course)
    return course


def figures() -> dict[str, Any]:
    """Grade the class by the command, and the long ones by themselves."""
    with tempfile.TemporaryDirectory() as scratch:
        chosen = class_of_cases()
        course = course_with(Path(scratch) / "class", chosen)
        print(f"grading {len(chosen)} hostile submissions …", flush=True)
        start = time.perf_counter()
        command(course, "autograd_lab.cli", "grade", NAME, "--seed", "1", f"--workers={WORKERS}")
        whole = time.perf_counter() - start
        got = given(course, NAME)
        long = [case for case in CASES.values() if case.kind in LONG]
        print(f"and {len(long)} that sleep, loop or take all there is, one by one …", flush=True)
        asked = list(jobs(course_with(Path(scratch) / "long", long)))
        each = dict(zip((job.student for job in asked), _seconds(asked), strict=True))
    wrong = sorted(case.name for case in chosen if got.get(case.name) != sum(case.points.values()))
    slowest = sorted(each, key=lambda name: -each[name])
    return {
        "students": len(chosen),
        "grade_s": whole,
        "long": len(long),
        "slowest_s": each[slowest[0]],
        "slowest": {name: each[name] for name in slowest[:5]},
        "share": each[slowest[0]] / (WORKERS * whole),
        "wrong": len(wrong),
        "which": wrong[:10],
        "machine": f"{len(os.sched_getaffinity(0))} cores of {timing.machine()['processor']}",
    }


def _seconds(asked: list[Job]) -> list[float]:
    """The seconds of each job, graded by so many processes at a time as the command has."""
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(seconds_of, asked))


def section(found: dict[str, Any]) -> str:
    """The part of benchmarks/README.md."""
    slow = ", ".join(f"{name} {each:.1f} s" for name, each in found["slowest"].items())
    rows = [
        (f"{found['students']} submissions, the class report with it", f"{found['grade_s']:.0f} s"),
        (f"the slowest of {found['long']} that sleep, loop or take all there is", f"{found['slowest_s']:.1f} s"),
        ("its share of the time that the class has on all cores", f"{100 * found['share']:.0f} %"),
        ("the slowest five", slow),
        ("grades that differ from the truth", f"{found['wrong']}"),
    ]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    return (
        "## Grading a hostile class\n\n"
        f"Submissions to ps1 on {found['machine']}, by {WORKERS} processes, with the limits that a class has: broken "
        "files, crashes, loops, sleep, alarms switched off, cheats (`python -m benchmarks.hostile`).\n\n"
        f"| what | figure |\n|---|---|\n{table}"
    )


def main() -> int:
    """Measure, and renew this part of results.json and README.md; 1 when a figure misses its goal."""
    found = figures()
    print(section(found))
    missed = [f"{name}: {found[name]:.4g} > {goal}" for name, goal in GOALS.items() if found[name] > goal]
    if found["wrong"]:
        print("wrong:", ", ".join(found["which"]), file=sys.stderr)
    results.renew("hostile", found, section)
    print("\n".join(missed) or "all within their goals", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
