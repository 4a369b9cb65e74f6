"""`python -m benchmarks.grading [students]`: a class of ps3, with its pages, against stock nbgrader in the same run.

Grades are compared with the truth that benchmarks/a_class.py writes down. Stock nbgrader (its own kernel, no sandbox,
one after another) grades a few of the same submissions, those that do not stop it.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from autograd_lab.exams.registry import own_names
from benchmarks import a_class, results, timing
from benchmarks.memory import highest

#: what is measured -> what it may be
GOALS = {"grade_s": 100.0, "with_feedback_s": 180.0, "peak_gb": 4.0, "wrong": 0}
TIMES_FASTER = 8.0
OTHER_MS = 150.0  # a submission of another set
STUDENTS, STOCK = 1000, 10
OTHERS = tuple(name for name in own_names() if name != a_class.NAME)
SOLVED = 1000  # apart: their classes are not mixed, but all solved; of fewer, the start would be most of a submission
REPO = Path(__file__).parents[1]


def command(course: Path, *words: str) -> None:
    """Run a command of this Python in the course folder; what it says is shown only when it fails."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(REPO)}
    job = [sys.executable, "-m", *words]
    done = subprocess.run(job, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")


def memory_of_all() -> dict[str, float]:
    """Memory of all processes that this one started, in GB; shared pages are counted once (PSS)."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return {"gb": total / 1e9}


def fresh(folder: Path, name: str = a_class.NAME) -> Path:
    """A course folder as the instructor's guide says, with a problem set released."""
    shutil.copytree(REPO / "solutions" / name, folder / "solutions" / name)
    shutil.copy(REPO / "nbgrader_config.py", folder)
    command(folder, "autograd_lab.cli", "release", name)
    return folder


def given(course: Path, name: str = a_class.NAME) -> dict[str, float]:
    """The points that the machine gave, from the report's table; hand-graded ones are not among them."""
    with (course / "reports" / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        row["student"]: sum(float(points) for cell, points in row.items() if cell.startswith("check_")) for row in rows
    }


def solved(course: Path, name: str) -> dict[str, float]:
    """Seconds that a solved submission of this problem set takes, with a share of the start; how many are wrong."""
    points = a_class.write_solved(fresh(course, name), name, SOLVED)
    start = time.perf_counter()
    command(course, "autograd_lab.cli", "grade", name, "--seed", "1")
    each = (time.perf_counter() - start) / SOLVED
    got = given(course, name)
    return {"each": each, "wrong": SOLVED - sum(score == points for score in got.values())}


def stock(course: Path, folder: Path) -> float:
    """Seconds a submission of nbgrader's own autograde, for some that it can grade."""
    shutil.copytree(REPO / "solutions" / a_class.NAME, folder / "source" / a_class.NAME)
    command(folder, "nbgrader", "generate_assignment", a_class.NAME)
    truth = given(course)
    best = sorted(truth, key=lambda student: -truth[student])
    readable = [s for s in best if (course / "submitted" / s / a_class.NAME / f"{a_class.NAME}.ipynb").is_file()]
    usable = [s for s in readable if int(s[-4:]) % 25 != 24 and int(s[-4:]) % 40 != 39][:STOCK]
    for student in usable:
        shutil.copytree(course / "submitted" / student, folder / "submitted" / student)
    start = time.perf_counter()
    command(folder, "nbgrader", "autograde", a_class.NAME)
    return (time.perf_counter() - start) / len(usable)


def figures(students: int = STUDENTS) -> dict[str, Any]:
    """Grade the class, write its pages, and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        course = fresh(Path(scratch) / "class")
        truth = a_class.write(course, students)
        print(f"grading {students} submissions …", flush=True)
        with highest(memory_of_all) as memory:
            start = time.perf_counter()
            command(course, "autograd_lab.cli", "grade", a_class.NAME, "--seed", "1")
            graded = time.perf_counter() - start
            command(course, "autograd_lab.cli", "feedback", a_class.NAME)
            whole = time.perf_counter() - start
        got = given(course)
        wrong = sorted(student for student in truth if got.get(student) != truth[student])
        print(f"stock nbgrader, {STOCK} of them …", flush=True)
        each = stock(course, Path(scratch) / "stock")
        others = {}
        for name in OTHERS:
            print(f"grading {SOLVED} submissions of {name} …", flush=True)
            others[name] = solved(Path(scratch) / name, name)
    return {
        "students": students,
        "grade_s": graded,
        "with_feedback_s": whole,
        "peak_gb": memory["gb"],
        "wrong": len(wrong) + sum(other["wrong"] for other in others.values()),
        "which": wrong[:10],
        "each_ms": 1e3 * graded / students,
        "stock_ms": 1e3 * each,
        "times_faster": each * students / graded,
        "others": SOLVED,
        "others_ms": {name: 1e3 * other["each"] for name, other in others.items()},
        "machine": f"{len(os.sched_getaffinity(0))} cores of {timing.machine()['processor']}",
    }


def section(found: dict[str, Any]) -> str:
    """The part of benchmarks/README.md."""
    rows = [
        ("grading, the class report with it", f"{found['grade_s']:.0f} s"),
        ("and a feedback page for each", f"{found['with_feedback_s']:.0f} s"),
        ("a submission", f"{found['each_ms']:.0f} ms"),
        ("a submission in stock `nbgrader autograde`, one after another", f"{found['stock_ms']:.0f} ms"),
        ("times faster", f"{found['times_faster']:.1f}"),
        ("memory of all processes at its highest", f"{found['peak_gb']:.2f} GB"),
        *(
            (f"a submission of {name}, {found['others']:,} of them", f"{each:.0f} ms")
            for name, each in found["others_ms"].items()
        ),
        ("grades that differ from the truth", f"{found['wrong']}"),
    ]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    return (
        "## Grading a class\n\n"
        f"{found['students']:,} submissions of ps3 on {found['machine']}, in the sandbox: right, wrong and "
        "broken answers, a few endless loops among them (`python -m benchmarks.grading`). The other problem sets "
        "are apart, solved by everybody; while ps6 is graded, networks are trained.\n\n"
        f"| what | figure |\n|---|---|\n{table}"
    )


def main() -> int:
    """Measure, and renew this part of results.json and README.md; 1 when a figure misses its goal."""
    students = int(sys.argv[1]) if sys.argv[1:] else STUDENTS
    found = figures(students)
    print(section(found))
    missed = [f"{name}: {found[name]:.4g} > {goal}" for name, goal in GOALS.items() if found[name] > goal]
    if found["times_faster"] < TIMES_FASTER:
        missed.append(f"times_faster: {found['times_faster']:.1f} < {TIMES_FASTER}")
    missed += [f"{name}: {each:.4g} > {OTHER_MS}" for name, each in found["others_ms"].items() if each > OTHER_MS]
    if found["wrong"]:
        print("wrong:", ", ".join(found["which"]), file=sys.stderr)
    if students == STUDENTS:
        results.renew("grading", found, section)
    print("\n".join(missed) or "all within their goals", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
