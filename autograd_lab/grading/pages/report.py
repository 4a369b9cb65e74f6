"""Where the class stands: one page and one table, written after each run from what is graded by then."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from nbformat import NotebookNode

from autograd_lab.grading.collecting.give_back import download_origin
from autograd_lab.grading.collecting.platforms import Owner
from autograd_lab.grading.course_folder import CourseFolderError
from autograd_lab.grading.mark_schemes import MarkScheme, schemes_in
from autograd_lab.grading.pages.histogram import points_histogram
from autograd_lab.grading.pages.left_to_do import left_to_do_sentences
from autograd_lab.grading.pages.outlived import outlived_sentence
from autograd_lab.grading.pages.rendering import points_text, render
from autograd_lab.grading.pages.similarity import (
    SHORT,
    SHORT_WORDS,
    Likeness,
    given_answers,
    identical_code,
    identical_words,
    likeness,
    short_words,
)
from autograd_lab.grading.pages.stale import page_sentences, stale_pages
from autograd_lab.grading.points import earlier_points
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.record import QuestionRecord, RunRecord
from autograd_lab.grading.run.sheet import Sheet
from autograd_lab.grading.run.times import time_faults, time_sentences
from autograd_lab.grading.sentences import first_few_names, spreadsheet_text
from autograd_lab.lab.files import write_whole
from autograd_lab.mistakes import MISTAKES

SHOWN = 5  # names in one cell of a table
MANY = 20  # rows or names; a longer list is folded, or nobody gets past it to what stands below
NUDGED = "found-by-nudging"  # in the report alone: an answer right to some digits, told in a notice
FORMAL = {  # faults of form, as an instructor would say them
    "missing": "the function is not there; often its cell stopped",
    "none": "returns nothing",
    "not-written": "not written yet",
    NUDGED: "found by nudging, and not within the tolerance",
    "raised": "stops with an error",
    "timeout": "takes too long",
    "crash": "ends the whole process",
}


@dataclass
class Standing:
    """One student's part of the report."""

    student: str
    sheet: Sheet
    record: RunRecord
    answers: Likeness = field(default_factory=Likeness)
    mistakes: list[tuple[str, str]] = field(default_factory=list)  # (question, mistake)
    owner: Owner | None = None  # as the platform names the student, where a download came from one
    time: str = ""  # what is wrong with the time of handing in
    earlier: Mapping[str, Sequence[float]] = field(default_factory=dict)  # points that cells were worth before

    @property
    def trouble(self) -> list[str]:
        """What went wrong beside the mathematics; first that the file could not be read."""
        return [f"could not be read: {self.record.unreadable}"] * bool(self.record.unreadable) + self.failures

    @property
    def failures(self) -> list[str]:
        """What the student's code did to its worker."""
        return [one.failure for one in self.record.questions if one.failure]

    @property
    def notices(self) -> list[str]:
        """What costs no points and should be known."""
        unguarded = ["graded without a sandbox"] if self.record.sandbox == "none" else []
        time = [self.time] if self.time else []
        outlived = [outlived_sentence(cell, self.sheet, self.earlier.get(cell, ())) for cell in self.sheet.overruled]
        return unguarded + time + outlived + [one.notice for one in self.record.questions if one.notice]


@dataclass
class Difficulty:
    """The difficulty of a question: the mean share of its points, and how many students earned all and none.

    `by_hand` counts whom a person has to grade, also once more.
    """

    name: str
    maximum: float
    mean: float
    full: int
    none: int
    by_hand: int
    is_open: bool  # too few are graded to say how it went


def write_report(assignment: Assignment, tell: Callable[[str], object] = lambda said: None) -> list[Path]:
    """Write reports/<name>.html and reports/<name>.csv into the course folder; returns their paths.

    `tell` is called with a sentence on whose time of handing in is in doubt, on pages that should not be given out, and
    on what is left for a person to do.
    """
    folder, name, maxima = assignment.folder, assignment.name, assignment.grades.maxima
    assignment.grades.reckon_penalties()
    try:
        released = folder.released_notebook(name)[1]
        given, earlier = given_answers(released), earlier_points(released)
    except CourseFolderError:  # moved away since; then what was given counts as added
        given, earlier = {}, {}
    standings, sheets, faults = [], assignment.grades.sheets(), time_faults(assignment)
    for student, sheet in sorted(sheets.items()):
        if (notebook := assignment.graded_notebook(student)) is not None:
            _, _, owner = download_origin(folder, student, name)
            standing = _standing(student, sheet, notebook, owner, given)
            standings.append(replace(standing, time=faults.get(student, ""), earlier=earlier))
    missing = sorted({one.student for one in assignment.submissions()} - {one.student for one in standings})
    schemes = schemes_in(folder.step_folder("source", ".", name) / f"{name}.ipynb")
    page, table = (folder.root / "reports" / f"{name}.{kind}" for kind in ("html", "csv"))
    leftover = assignment.pages_without_grade(sheets)
    graded = {one.student: (one.sheet, one.record) for one in standings}
    stale = stale_pages(assignment, graded)
    stale = [student for student in stale if student not in leftover]
    made = report_page(name, standings, missing, maxima, schemes, leftover, stale)
    write_whole(page, made.encode(errors="backslashreplace"))
    write_whole(table, as_csv(standings, list(maxima)).encode(errors="backslashreplace"))
    left = left_to_do_sentences(graded.values(), page)
    for said in (*time_sentences(faults), *page_sentences(name, stale, leftover), *left):
        tell(said)
    return [page, table]


def _standing(
    student: str, sheet: Sheet, notebook: NotebookNode, owner: Owner | None, given: Mapping[str, str]
) -> Standing:
    """A student's part of the report, from the sheet and the graded notebook."""
    record = RunRecord.of_notebook(notebook)
    return Standing(student, sheet, record, likeness(notebook.cells, given), mistakes_of(record), owner)


def mistakes_of(record: RunRecord) -> list[tuple[str, str]]:
    """The mistakes of a student, each behind its question; none of a file in which nothing could be read."""
    questions = () if record.unreadable else record.questions
    return [(one.function, mistake) for one in questions for mistake in _mistakes_to_name(one)]


def _mistakes_to_name(question: QuestionRecord) -> list[str]:
    """The mistakes of a question: of a derivative found by nudging that alone, since it explains what is wrong."""
    return [NUDGED if question.notice and not mistake else mistake for mistake in question.mistakes]


def report_page(
    name: str,
    standings: Sequence[Standing],
    missing: Sequence[str],
    maxima: Mapping[str, float],
    schemes: Mapping[str, MarkScheme] | None = None,
    leftover: Sequence[str] = (),
    stale: Sequence[str] = (),
) -> str:
    """The page about the class; `missing` are the students whose submission is not graded.

    `schemes` are the mark schemes of the answers that a person grades, `leftover` those who have a page and no grade,
    `stale` those whose page says something else than the grade.
    """
    totals = [one.sheet.total for one in standings]
    records = [one.record for one in standings]
    maximum = sum(maxima.values())
    answers = {one.student: one.answers for one in standings if not one.record.unreadable}
    return render(
        "class_report.html.j2",
        {
            "name": name,
            "count": len(standings),
            "missing": missing,
            "leftover": leftover,
            "stale": stale,
            "many": MANY,
            "maximum": maximum,
            "mean": sum(totals) / len(totals) if totals else 0.0,
            "median": median(totals) if totals else 0.0,
            "waiting": sum(bool(one.sheet.unread) for one in standings),
            "again": sum(bool(one.sheet.waiting & one.sheet.by_hand) for one in standings),
            "unreadable": [(one.student, one.record.unreadable) for one in standings if one.record.unreadable],
            "histogram": points_histogram(totals, maximum),
            "questions": difficulties(standings, maxima),
            "schemes": list((schemes or {}).values()),
            "mistakes": common_mistakes(standings),
            "repairs": [
                (one.student, one.record.put_right)
                for one in standings
                if one.record.put_right and not one.record.unreadable
            ],
            "troubles": [(one.student, one.failures) for one in standings if one.failures],
            "notices": [(one.student, one.notices) for one in standings if one.notices],
            "alike": identical_code(answers),
            "alike_words": identical_words(answers),
            "short": SHORT,
            "too_short": sorted(student for student, one in answers.items() if not one.code),
            "short_letters": SHORT_WORDS,
            "too_short_words": short_words(answers),
            "runs": sorted({(one.version, "" if one.run_seed is None else str(one.run_seed)) for one in records}),
        },
    )


def difficulties(standings: Sequence[Standing], maxima: Mapping[str, float]) -> list[Difficulty]:
    """How each question went, hardest first; last what a person has still to grade for half of the class or more."""
    found = []
    # a record of format 1 that nbgrader's own command wrote notes no grade_id
    questions = [one for standing in standings for one in standing.record.questions]
    asked = {one.grade_id: one.function for one in questions if one.grade_id}
    for name, maximum in maxima.items():
        scores = [one.sheet.scores.get(name, 0.0) for one in standings if name not in one.sheet.unread]
        share = sum(scores) / (len(scores) * maximum) if scores and maximum else 0.0
        unread, by_hand = len(standings) - len(scores), sum(name in one.sheet.waiting for one in standings)
        full, none = sum(score >= maximum for score in scores), sum(score <= 0 for score in scores)
        found.append(Difficulty(asked.get(name, name), maximum, share, full, none, by_hand, unread > len(scores)))
    return sorted(found, key=lambda one: (one.is_open, one.mean))


def common_mistakes(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """The mistakes that were named, the commonest first, each with the question where it was made most."""
    students: dict[str, set[str]] = defaultdict(set)
    where: dict[str, Counter[str]] = defaultdict(Counter)
    findings: dict[str, Mapping[str, Any]] = {}
    for one in standings:
        for question, mistake in one.mistakes:
            students[mistake].add(one.student)
            where[mistake][question] += 1
        for finding in (finding for asked in one.record.questions for finding in asked.findings):
            findings.setdefault(finding["mistake"], finding)
    rows = [
        {
            "mistake": _mistake_name(mistake, findings.get(mistake, {})),
            "students": len(names),
            "who": first_few_names(sorted(names), SHOWN),
            "where": first_few_names([f"{name} ({count})" for name, count in where[mistake].most_common()], SHOWN),
            "chapter": findings.get(mistake, {}).get("chapter", ""),
        }
        for mistake, names in students.items()
    ]
    return sorted(rows, key=lambda row: (-int(row["students"]), str(row["mistake"])))


def _mistake_name(mistake: str, finding: Mapping[str, Any]) -> str:
    """The name of a mistake for an instructor: the catalogue's, a fault of form, or a private exam's own."""
    if not mistake:
        return "wrong, and no single mistake stands out"
    if mistake in MISTAKES:
        return MISTAKES[mistake].name
    return FORMAL.get(mistake) or str(finding.get("name", "")) or mistake.replace("-", " ")


def as_csv(standings: Sequence[Standing], names: Sequence[str]) -> str:
    """The class as CSV: a row for each student, a column for each cell in `names` between COLUMNS and LAST_COLUMNS."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *names, *LAST_COLUMNS])
    for one in standings:
        scores = ["" if name in one.sheet.unread else points_text(one.sheet.scores.get(name, 0.0)) for name in names]
        before, after = ([column(one) for column in table.values()] for table in (COLUMNS, LAST_COLUMNS))
        writer.writerow([*before, *scores, *after])
    return out.getvalue()


def _mistakes_text(mistakes: Sequence[tuple[str, str]]) -> str:
    """The mistakes of a student in one line, each behind its question."""
    return "; ".join(f"{question}: {mistake or 'unnamed'}" for question, mistake in mistakes)


# The columns of reports/psN.csv, which docs/instructors.md names too; whatever students chose goes through
# `spreadsheet_text`.
COLUMNS: dict[str, Callable[[Standing], str]] = {
    "student": lambda one: spreadsheet_text(one.student),
    "score": lambda one: points_text(one.sheet.total),
    "max_score": lambda one: points_text(one.sheet.maximum),
    "late_penalty": lambda one: points_text(one.sheet.penalty),
}
LAST_COLUMNS: dict[str, Callable[[Standing], str]] = {
    "to_grade_by_hand": lambda one: str(len(one.sheet.waiting)),
    "mistakes": lambda one: spreadsheet_text(_mistakes_text(one.mistakes)),
    "repairs": lambda one: spreadsheet_text("; ".join(one.record.put_right)),
    "trouble": lambda one: spreadsheet_text("; ".join([*one.trouble, *one.notices])),
    "platform_name": lambda one: spreadsheet_text(one.owner.student) if one.owner else "",
    "platform_number": lambda one: one.owner.number if one.owner else "",
}
