"""The bank through a stock `nbgrader autograde`, without this package's configuration, beside what each case deserves.

    python -m tests.grading.side_by_side FOLDER     runs every case in FOLDER and writes docs/submissions.md

Each case is graded alone with an honest student behind it, so that it is seen whether the honest one is graded too.
Half an hour on two cores. The cases that would take the whole machine are not run: stock nbgrader holds nothing back.
"""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from tests.grading.bank import CASES, Case, write
from tests.grading.bank.case import QUESTIONS, REPO, truth
from tests.grading.course import NAME, Course
from tests.support.lab import isolated

HONEST = "zoe"  # graded last: nbgrader goes by the alphabet
MEMORY = 6 * 2**30
SECONDS = 150
PAGE = REPO / "docs" / "submissions.md"
KINDS = {
    "encoding": "not UTF-8",
    "json": "not quite JSON, cut, damaged",
    "format": "no notebook of today",
    "cells": "cells deleted, copied, moved, split, merged",
    "metadata": "metadata stripped, swapped, made up",
    "names": "other names, several files, links",
    "wrong": "wrong answers of odd types",
    "failing": "answers that fail or hang",
    "noise": "warnings, plots, magics, errors beside the answers",
    "harm": "an attempt on others",
    "steal": "others' work run or copied",
    "cheat": "patched tests, lying objects, forged results",
    "bombs": "all memory, processes, disk",
    "time": "code that sleeps, or takes no notice of its limits",
}


INTRODUCTION = f"""# Broken and hostile submissions

{len(CASES)} submissions to ps1 that are broken, hostile, or odd and honest. What each deserves was written down before
the code that reads them, in `tests/grading/bank/deserved.toml`, with a sentence that says why; the files are built by
the modules beside it. The tests grade all of them, each alone and all together in one run.

This package: **no undeserved point, no deserved point lost, nobody left ungraded, nothing touched**
(`make full ARGS="-k bank"`).

Stock `nbgrader autograde`, with the same problem set and without this package's `nbgrader_config.py`: see below. Each
case is graded alone, with an honest student behind it who is graded last. The questions are the same, so that a wrong
answer fails there too; what differs is that the file handed in is executed as it is, in a kernel with the instructor's
rights. What would take the whole machine was not run, nor were the 97 cases that came later: the columns count the
others.

"""
BETWEEN = """

*Gain points*: a question got more than it deserves. *Lose points*: a question got less, or the submission was not
graded at all. *Cost others their grade*: the honest student was not graded in the same run. *Harm*: a file outside of
the student's own was written, deleted or copied.

`python -m tests.grading.side_by_side FOLDER` measures it again and writes this page.

## Case by case
"""


@dataclass(frozen=True)
class Outcome:
    """What stock nbgrader made of one case: points by question (None if it was not graded), and of its neighbour."""

    points: dict[str, float] | None
    honest_graded: bool
    harm: bool

    def gained(self, case: Case) -> bool:
        """Whether a question got more than it deserves."""
        return self.points is not None and any(self.points[name] > case.points[name] for name in QUESTIONS)

    def lost(self, case: Case) -> bool:
        """Whether a question got less than it deserves, or nothing was graded where something was deserved."""
        points = self.points or dict.fromkeys(QUESTIONS, 0.0)
        return any(points[name] < case.points[name] for name in QUESTIONS)


def template(root: Path) -> Course:
    """A stock course folder with ps1 in its gradebook and one honest submission."""
    course = Course.stock(root)
    course.run("nbgrader", "generate_assignment", NAME)
    for place in ("received/right", "submitted/right", f"submitted/{HONEST}"):
        write(Case("right", "names", CASES["subfolder"].build), root / place, root)
    shutil.rmtree(root / "submitted" / "right")
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.ExecutePreprocessor.timeout = 10\n")
    return course


def outcome(case: Case, course: Course, folder: Path) -> Outcome:
    """Run one case in a copy of the course."""
    shutil.copytree(course.root, folder)
    student = f"a-{case.name}"
    write(case, folder / "submitted" / student / NAME, folder)
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            cwd=folder,
            env=isolated(folder.with_name(f"{folder.name}-jupyter"), PYTHONPATH=str(REPO)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            start_new_session=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            check=False,
        )
    harmed = (folder / "left-behind").exists() or not (folder / "received" / "right").exists()
    shutil.copy(folder / "gradebook.db", folder / "copy.db")  # a student's process may still lock the other
    with Gradebook(f"sqlite:///{folder / 'copy.db'}") as gradebook:
        mine, honest = scores(gradebook, folder, student), scores(gradebook, folder, HONEST)
    return Outcome(mine, honest is not None, harmed or (honest is not None and sum(honest.values()) != 16.0))


def scores(gradebook: Gradebook, folder: Path, student: str) -> dict[str, float] | None:
    """The points of each question; None if the student was not graded."""
    if not (folder / "autograded" / student / NAME / f"{NAME}.ipynb").is_file():
        return None
    try:
        grades = {question: gradebook.find_grade(f"check_{question}", NAME, NAME, student) for question in QUESTIONS}
    except MissingEntry:
        return None
    return {question: float(grade.score or 0.0) for question, grade in grades.items()}


def run(folder: Path, names: Iterable[str] = (), workers: int = 2) -> dict[str, Outcome]:
    """Run the cases, or those that are named, and keep each outcome in the folder, so that a second run goes on."""
    kept = folder / "outcomes"
    kept.mkdir(parents=True, exist_ok=True)
    if not (folder / "template" / "gradebook.db").exists():
        template(folder / "template")
    course = Course(folder / "template", "release")

    def one(name: str) -> None:
        if (kept / f"{name}.json").exists() or CASES[name].kind == "bombs":
            return
        shutil.rmtree(folder / name, ignore_errors=True)
        found = outcome(CASES[name], course, folder / name)
        (kept / f"{name}.json").write_text(json.dumps(asdict(found)))
        shutil.rmtree(folder / name, ignore_errors=True)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, list(names) or list(CASES)))
    return {path.stem: Outcome(**json.loads(path.read_text())) for path in sorted(kept.glob("*.json"))}


def summary(outcomes: dict[str, Outcome]) -> Iterator[str]:
    """A row for each class of cases."""
    yield "| class | cases | gain points | lose points | cost others their grade | harm |"
    yield "|---|---:|---:|---:|---:|---:|"
    total: Counter[str] = Counter()
    for kind, words in KINDS.items():
        cases = [case for case in CASES.values() if case.kind == kind]
        ran = [(case, outcomes[case.name]) for case in cases if case.name in outcomes]
        count = Counter(
            cases=len(cases),
            gained=sum(found.gained(case) for case, found in ran),
            lost=sum(found.lost(case) for case, found in ran),
            others=sum(not found.honest_graded for _, found in ran),
            harm=sum(found.harm for _, found in ran),
        )
        total += count
        shown = [str(count[key]) if ran else "not run" for key in ("gained", "lost", "others", "harm")]
        yield f"| {words} | {len(cases)} | {' | '.join(shown)} |"
    shown = [f"**{total[key]}**" for key in ("cases", "gained", "lost", "others", "harm")]
    yield f"| **all** | {' | '.join(shown)} |"


def details(outcomes: dict[str, Outcome]) -> Iterator[str]:
    """A table for each class, a row for each case."""
    for kind, words in KINDS.items():
        yield f"\n### {words[0].upper()}{words[1:]}\n"
        yield "| case | deserves | stock nbgrader gives | why |"
        yield "|---|---:|---|---|"
        for case in CASES.values():
            if case.kind == kind:
                found = outcomes.get(case.name)
                why = truth()[kind][case.name]["why"]
                yield f"| {case.name} | {sum(case.points.values()):g} | {_given(case, found)} | {why} |"


def _given(case: Case, found: Outcome | None) -> str:
    """What stock nbgrader did with a case, in a few words."""
    if found is None:
        return "not run"
    words = ["not graded" if found.points is None else f"{sum(found.points.values()):g}"]
    words += ["**undeserved**"] if found.gained(case) else []
    words += ["**lost**"] if found.lost(case) else []
    words += ["**nor is the next student**"] if not found.honest_graded else []
    words += ["**harm done**"] if found.harm else []
    return ", ".join(words)


def page(outcomes: dict[str, Outcome]) -> str:
    """docs/submissions.md."""
    return INTRODUCTION + "\n".join(summary(outcomes)) + BETWEEN + "\n".join(details(outcomes)) + "\n"


def main() -> None:
    """Run the comparison and write its page."""
    os.nice(10)
    PAGE.write_text(page(run(Path(sys.argv[1]).resolve(), sys.argv[2:])), encoding="utf-8")


if __name__ == "__main__":
    main()
