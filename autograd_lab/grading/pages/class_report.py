"""Where the class stands: one page and one table, written after each run from what is graded by then."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from nbformat import NotebookNode

from autograd_lab.grading.collecting.give_back import as_downloaded
from autograd_lab.grading.collecting.platforms import Owner
from autograd_lab.grading.pages.alike import alike, fingerprint
from autograd_lab.grading.pages.histogram import histogram
from autograd_lab.grading.pages.rendering import points, render
from autograd_lab.grading.run.class_run import graded_path, trouble_of
from autograd_lab.grading.run.folder import CourseFolder, write_whole
from autograd_lab.grading.run.records import Records, Sheet
from autograd_lab.grading.run.submission import RECORD, graded_notebook
from autograd_lab.mistakes import MISTAKES

Tree = dict[str, Any]
SHOWN = 5  # names in one cell of a table
MANY = 20  # rows or names; a longer list is folded, or nobody gets past it to what stands below
FORMAL = {  # faults of form, as an instructor would say them
    "missing": "the function is not there; often its cell stopped",
    "none": "returns nothing",
    "not-written": "not written yet",
    "raised": "stops with an error",
    "timeout": "takes too long",
    "crash": "ends the whole process",
}


@dataclass
class Standing:
    """One student's part of the report."""

    student: str
    sheet: Sheet
    record: Tree
    answers: str
    mistakes: list[tuple[str, str]] = field(default_factory=list)  # (question, mistake)
    owner: Owner | None = None  # as the platform names the student, where a download came from one

    @property
    def trouble(self) -> list[str]:
        """What went wrong beside the mathematics."""
        return [told for one in self.record.get("questions", []) if (told := trouble_of(one))]

    @property
    def notices(self) -> list[str]:
        """What costs no points and should be known."""
        open_air = ["graded without a sandbox"] if self.record.get("sandbox") == "none" else []
        return open_air + [str(one["notice"]) for one in self.record.get("questions", []) if one.get("notice")]


@dataclass
class Difficulty:
    """How a question went: the mean share of its points, and how many earned all and none."""

    name: str
    maximum: float
    mean: float
    full: int
    none: int
    by_hand: int
    is_open: bool  # too few are graded to say how it went


def write_report(folder: CourseFolder, name: str, records: Records) -> list[Path]:
    """Write reports/<name>.html and reports/<name>.csv into the course folder; returns their paths."""
    sheets = records.sheets()
    standings = []
    for student, sheet in sorted(sheets.items()):
        path = graded_path(folder, student, name)
        if (notebook := graded_notebook(path)) is not None:
            _, _, owner = as_downloaded(folder, student, name)
            standings.append(_standing(student, sheet, notebook, owner))
    missing = sorted({one.student for one in folder.submissions(name)} - {one.student for one in standings})
    target = folder.root / "reports"
    target.mkdir(exist_ok=True)
    page, table = target / f"{name}.html", target / f"{name}.csv"
    write_whole(page, report(name, standings, missing, records.maxima))
    write_whole(table, as_csv(standings, list(records.maxima)))
    return [page, table]


def _standing(student: str, sheet: Sheet, notebook: NotebookNode, owner: Owner | None) -> Standing:
    record = notebook["metadata"].get(RECORD, {})
    mistakes = [(one["function"], mistake) for one in record.get("questions", []) for mistake in one["mistakes"]]
    return Standing(student, sheet, record, fingerprint(notebook.cells), mistakes, owner)


def report(name: str, standings: Sequence[Standing], missing: Sequence[str], maxima: Mapping[str, float]) -> str:
    """The page; `missing` are the students whose submission is not graded."""
    totals = [one.sheet.total for one in standings]
    maximum = sum(maxima.values())
    return render(
        "class_report.html.j2",
        {
            "name": name,
            "count": len(standings),
            "missing": missing,
            "many": MANY,
            "maximum": maximum,
            "mean": sum(totals) / len(totals) if totals else 0.0,
            "median": median(totals) if totals else 0.0,
            "waiting": sum(bool(one.sheet.waiting) for one in standings),
            "histogram": histogram(totals, maximum),
            "questions": difficulties(standings, maxima),
            "mistakes": commonest(standings),
            "repairs": [(one.student, one.record["repairs"]) for one in standings if one.record.get("repairs")],
            "troubles": [(one.student, one.trouble) for one in standings if one.trouble],
            "notices": [(one.student, one.notices) for one in standings if one.notices],
            "alike": alike({one.student: one.answers for one in standings}),
            "runs": sorted({(one.record.get("version", ""), str(one.record.get("run_seed", ""))) for one in standings}),
        },
    )


def difficulties(standings: Sequence[Standing], maxima: Mapping[str, float]) -> list[Difficulty]:
    """How each question went, hardest first; last what a person has still to grade for half of the class or more."""
    found = []
    # a notebook that nbgrader's own command graded notes no grade_id
    questions = [one for standing in standings for one in standing.record.get("questions", [])]
    asked = {one["grade_id"]: one["function"] for one in questions if "grade_id" in one}
    for name, maximum in maxima.items():
        scores = [one.sheet.scores.get(name, 0.0) for one in standings if name not in one.sheet.waiting]
        share = sum(scores) / (len(scores) * maximum) if scores and maximum else 0.0
        by_hand = sum(name in one.sheet.waiting for one in standings)
        full, none = sum(score >= maximum for score in scores), sum(score <= 0 for score in scores)
        found.append(Difficulty(asked.get(name, name), maximum, share, full, none, by_hand, by_hand > len(scores)))
    return sorted(found, key=lambda one: (one.is_open, one.mean))


def commonest(standings: Sequence[Standing]) -> list[Tree]:
    """The mistakes that were named, the commonest first, each with the question where it was made most."""
    students: dict[str, set[str]] = defaultdict(set)
    where: dict[str, Counter[str]] = defaultdict(Counter)
    told: dict[str, Tree] = {}
    for one in standings:
        for question, mistake in one.mistakes:
            students[mistake].add(one.student)
            where[mistake][question] += 1
        for question in one.record.get("questions", []):
            for finding in (question.get("result") or {}).get("findings", []):
                told.setdefault(finding["mistake"], finding)
    rows = [
        {
            "mistake": _name(mistake, told.get(mistake, {})),
            "students": len(names),
            "who": _some(sorted(names)),
            "where": _some([f"{question} ({count})" for question, count in where[mistake].most_common()]),
            "chapter": told.get(mistake, {}).get("chapter", ""),
        }
        for mistake, names in students.items()
    ]
    return sorted(rows, key=lambda row: (-int(row["students"]), str(row["mistake"])))


def _some(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _name(mistake: str, finding: Mapping[str, Any]) -> str:
    if not mistake:
        return "wrong, and no single mistake stands out"
    if mistake in MISTAKES:
        return MISTAKES[mistake].name
    return FORMAL.get(mistake) or str(finding.get("name", "")) or mistake.replace("-", " ")


def as_csv(standings: Sequence[Standing], names: Sequence[str]) -> str:
    """One row for each student; what begins like a formula of a spreadsheet is quoted as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    last = ["to_grade_by_hand", "mistakes", "repairs", "trouble", "platform_name", "platform_number"]
    writer.writerow(["student", "score", "max_score", "late_penalty", *names, *last])
    for one in standings:
        sheet = one.sheet
        mistakes = "; ".join(f"{question}: {mistake or 'unnamed'}" for question, mistake in one.mistakes)
        repairs, trouble = "; ".join(one.record.get("repairs", [])), "; ".join([*one.trouble, *one.notices])
        scores = [points(sheet.scores.get(name, 0.0)) for name in names]
        start = [_text(one.student), points(sheet.total), points(sheet.maximum), points(sheet.penalty)]
        there = [_text(one.owner.student), one.owner.number] if one.owner else ["", ""]
        rest = [_text(mistakes), _text(repairs), _text(trouble), *there]
        writer.writerow([*start, *scores, len(sheet.waiting), *rest])
    return out.getvalue()


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
