"""`python -m benchmarks.hostile`: a class of which every submission sleeps, loops, cheats or breaks something.

It is graded twice, with the limits as they are: by the command, for the time of the whole class, and one by one by as
many processes, for the time that the slowest takes. What each deserves is written in tests/grading/bank/deserved.toml.
"""

import itertools
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
KINDS = ("time", "bombs", "cheat", "harm", "steal", "failing", "format")  # the last fills up
# the bank's tests stop it on the clock; by the limits of a class it is stopped after ten seconds, and what it has
# defined above its loop stays
LEFT_OUT = {"endless-loop-below-answer"}


def cases() -> list[Case]:
    """The class: all that is hostile in the bank, and then what cannot be read."""
    found = [case for kind in KINDS for case in CASES.values() if case.kind == kind and case.name not in LEFT_OUT]
    return found[:STUDENTS]


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


def figures() -> dict[str, Any]:
    """Grade the class by the command, and each submission by itself."""
    with tempfile.TemporaryDirectory() as scratch:
        course = fresh(Path(scratch) / "class", NAME)
        chosen = cases()
        for case in chosen:
            write(case, course / "submitted" / case.name / NAME, course)
        print(f"grading {len(chosen)} hostile submissions …", flush=True)
        start = time.perf_counter()
        command(course, "autograd_lab.cli", "grade", NAME, "--seed", "1", f"--workers={WORKERS}")
        whole = time.perf_counter() - start
        got = given(course, NAME)
        print("and one by one …", flush=True)
        each = dict(zip((job.student for job in jobs(course)), _seconds(list(jobs(course))), strict=True))
    truth = {case.name: sum(case.points.values()) for case in chosen}
    slowest = sorted(each, key=lambda name: -each[name])
    wrong = sorted(name for name, points in truth.items() if got.get(name) != points)
    return {
        "students": len(chosen),
        "grade_s": whole,
        "slowest_s": each[slowest[0]],
        "slowest": {name: each[name] for name in slowest[:10]},
        "share": each[slowest[0]] / sum(each.values()),
        "median_s": sorted(each.values())[len(each) // 2],
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
    slow = ", ".join(f"{name} {each:.1f} s" for name, each in itertools.islice(found["slowest"].items(), 5))
    rows = [
        ("grading, the class report with it", f"{found['grade_s']:.0f} s"),
        ("the slowest submission", f"{found['slowest_s']:.1f} s"),
        ("its share of the time of all", f"{100 * found['share']:.0f} %"),
        ("the slowest five", slow),
        ("the median submission", f"{found['median_s']:.2f} s"),
        ("grades that differ from the truth", f"{found['wrong']}"),
    ]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    return (
        "## Grading a hostile class\n\n"
        f"{found['students']} submissions of ps1 on {found['machine']}, by {WORKERS} processes, with the limits that a "
        "class has: each sleeps, loops, switches off alarms, crashes, takes all there is, cheats or cannot be read "
        "(`python -m benchmarks.hostile`).\n\n"
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
