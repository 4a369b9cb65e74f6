"""The page that a student gets: what each part earned, which mistake was made, and what to read again.

It is one file that loads nothing. It says what the instant check says, with the scores and comments of the gradebook,
those given by hand too; so it is written again after grading by hand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup
from nbformat import NotebookNode

from autograd_lab.equations import EQUATIONS
from autograd_lab.grading.course_folder import copy_notes
from autograd_lab.grading.intake.cells import grade_id, is_autograded
from autograd_lab.grading.intake.unreadable import HAND_IN
from autograd_lab.grading.pages.rendering import points_text, render
from autograd_lab.grading.pages.stale import page_stamp
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.outputs import UNREADABLE
from autograd_lab.grading.run.record import QuestionRecord, RunRecord
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet
from autograd_lab.grading.run.submission import is_as_released
from autograd_lab.grading.sentences import os_error_text
from autograd_lab.lab.files import write_whole


def write_feedback(assignment: Assignment, students: Sequence[str], tell: Callable[[str], None]) -> dict[str, str]:
    """Write the pages of these students; returns who has none, and why."""
    assignment.grades.reckon_penalties()
    sheets = assignment.grades.sheets()
    missing = {}
    for student in students:
        notebook = assignment.graded_notebook(student)
        if student in sheets and notebook is not None:
            target = assignment.feedback_path(student)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                # release_feedback of nbgrader's exchange needs them
                copy_notes(assignment.graded_path(student).parent, target.parent)
                page = feedback_page(student, assignment.name, notebook, sheets[student])
                write_whole(target, page.encode(errors="backslashreplace"))
            except OSError as error:
                missing[student] = f"cannot be written: {os_error_text(error)}"
        else:
            missing[student] = "not graded yet"
        tell(student)
    return missing


@dataclass
class Entry:
    """One part of the page: a cell that gives points, and what became of it.

    id         nbgrader's name of the cell
    score      points that count, `extra` among them; `maximum` without it
    by_hand    whether a person gave the points
    waiting    whether a person still has to grade it, and nobody has yet
    title      the question, or the cell's name in words
    result     the exam's result, where an exam was asked
    commented  the cells whose comments stand in `comment`
    answer     the student's answer; `words` where it is no code
    unread     whether the whole file could not be read, so that the check says nothing about the answer
    scale      what a point of the exam counts in this notebook, whose cells may be worth other points than the exam's
    """

    id: str
    score: float
    maximum: float
    extra: float
    by_hand: bool
    waiting: bool
    title: str
    comment: str
    commented: Sequence[str]
    answer: str
    words: bool = False
    result: Mapping[str, Any] | None = None
    stopped: Sequence[str] = ()
    lost: str = ""
    notice: str = ""
    formula: Markup = field(default_factory=Markup)
    reference: str = ""
    unread: bool = False
    scale: float = 1.0

    @property
    def lacks(self) -> bool:
        """Whether points are missing, extra credit apart."""
        return self.score - self.extra < self.maximum

    @property
    def short(self) -> str:
        """What became of the part, in a few words."""
        extra = f", with {points_text(self.extra)} of extra credit" if self.extra else ""
        if self.by_hand and not self.lacks:
            return f"all points, given by a person{extra}"
        return f"{self._check_sentence}{extra}"

    @property
    def _check_sentence(self) -> str:
        """What the check found, in a few words; where it found nothing, what became of the points."""
        findings = self.result["findings"] if self.result else []
        if self.unread:
            return "the file could not be read"
        if findings and findings[0]["mistake"] == "not-written":
            return "not written yet"
        if self.stopped:
            return str(self.stopped[0])
        if self.notice and findings:
            return self.notice.partition(". ")[0]
        if findings:
            more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
            return f"{findings[0]['line']}{more}"
        if self.waiting:
            return "to be read by a person"
        if self.lost:
            return f"{self.title} {self.lost}"
        if not self.lacks:
            return "right"
        return "see below" if self.answer or self.comment else "no answer"


def feedback_page(student: str, name: str, notebook: NotebookNode, sheet: Sheet) -> str:
    """The page of one student, from the graded notebook and the student's sheet of the gradebook."""
    record = RunRecord.of_notebook(notebook)
    entries = list(_entries(notebook, sheet, record))
    shown = {cell for entry in entries for cell in entry.commented}
    return render(
        "feedback.html.j2",
        {
            "student": student,
            "name": name,
            "stamp": page_stamp(sheet, record),
            "sheet": sheet,
            "entries": entries,
            "remarks": {
                cell: comment for cell, comment in sheet.comments.items() if cell not in shown and comment != NO_ANSWER
            },
            "repairs": record.put_right,
            "unreadable": record.unreadable,
            "hand_in": HAND_IN,
        },
    )


def _entries(notebook: NotebookNode, sheet: Sheet, record: RunRecord) -> Iterator[Entry]:
    """One entry for each cell that gives points, in the order of the notebook."""
    if record.unreadable:
        yield from (_unread_entry(cell, sheet) for cell in notebook.cells if _gives_points(cell))
        return
    questions = record.questions_by_cell(notebook.cells)
    answers: dict[str, NotebookNode] = {}
    fresh: list[NotebookNode] = []  # answers since the last question; a class is asked about piece by piece
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            answers[grade_id(cell)] = cell
            fresh.append(cell)
        if not _gives_points(cell):
            continue
        if is_autograded(cell):
            question = questions.get(grade_id(cell), QuestionRecord())
            own = [answers[question.function]] if question.function in answers else fresh
            yield _checked_entry(cell, sheet, question, own)
        else:
            yield _entry_by_hand(cell, sheet)
        fresh = []


def _gives_points(cell: NotebookNode) -> bool:
    """Whether nbgrader has points for a cell."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("grade") or about.get("task"))


def _unread_entry(cell: NotebookNode, sheet: Sheet) -> Entry:
    """The entry of a cell about which the check can say nothing, since no answer could be read from the file."""
    comment = sheet.comments.get(grade_id(cell), "")
    said = "" if comment == NO_ANSWER else comment
    title = grade_id(cell).removeprefix("check_").removeprefix("check-")
    return Entry(**_points(cell, sheet), title=title, comment=said, commented=[grade_id(cell)], answer="", unread=True)


def _points(cell: NotebookNode, sheet: Sheet) -> dict[str, Any]:
    """The fields of an entry that the gradebook gives."""
    identity = grade_id(cell)
    return {
        "id": identity,
        "score": sheet.scores.get(identity, 0.0),
        "maximum": sheet.maxima.get(identity, 0.0),
        "extra": sheet.extra.get(identity, 0.0),
        "by_hand": identity in sheet.by_hand,
        "waiting": identity in sheet.unread,
    }


def _checked_entry(cell: NotebookNode, sheet: Sheet, question: QuestionRecord, own: Sequence[NotebookNode]) -> Entry:
    """The entry of a cell that an exam judged; `own` are the cells with the student's answer to it."""
    comments = [sheet.comments.get(grade_id(one), "") for one in own]
    is_blank = bool(comments) and all(comment == NO_ANSWER for comment in comments)
    return Entry(
        **_points(cell, sheet),
        title=question.function or grade_id(cell),
        comment="\n".join(comment for comment in comments if comment != NO_ANSWER),
        commented=[grade_id(one) for one in own],
        answer="" if is_blank else "\n\n".join(one.source for one in own),
        result=question.result,
        stopped=[UNREADABLE] if question.incident else question.stopped,
        lost=question.lost,
        notice=question.notice,
        formula=_formula(question.result),
        scale=_scale(cell, question.result),
        reference=_reference(question.result),
    )


def _entry_by_hand(cell: NotebookNode, sheet: Sheet) -> Entry:
    """The entry of a cell that a person grades."""
    identity = grade_id(cell)
    comment = sheet.comments.get(identity, "")
    # nbgrader's words, not a person's: they stand where nothing was written, unless a person wrote something
    is_blank = comment == NO_ANSWER or is_as_released(cell)
    return Entry(
        **_points(cell, sheet),
        title=identity,
        comment="" if comment == NO_ANSWER else comment,
        commented=[identity],
        answer=cell.source if cell.metadata["nbgrader"].get("solution") and not is_blank else "",
        words=cell.cell_type != "code",
    )


def _scale(cell: NotebookNode, result: Mapping[str, Any] | None) -> float:
    """What a point of the exam counted when the cell was graded: its points may have been changed."""
    whole = sum(part["maximum"] for part in result.get("parts", ())) if result else 0
    return float(cell.metadata["nbgrader"].get("points") or whole) / whole if whole else 1.0


def _formula(result: Mapping[str, Any] | None) -> Markup:
    """The equation of a question as MathML; empty where the answer is right or the question names none."""
    if not result or not result["findings"] or not result["formula"]:
        return Markup("")
    try:
        return Markup(convert(result["formula"], display="block"))  # noqa: S704 - the exam's own formula
    except Exception:  # a private exam may write LaTeX that the converter does not know
        return Markup("<code>{}</code>").format(result["formula"])


def _reference(result: Mapping[str, Any] | None) -> str:
    """Where the equation stands: "equation 3.2, chapter 03"."""
    known = EQUATIONS.get(str(result["equation"])) if result else None
    return f"equation {known.number}, chapter {known.chapter:02d}" if known else ""
