"""The page that a student gets: what each part earned, which mistake was made, and what to read again.

It is one file that loads nothing. It says what the instant check says, with the scores and comments of the gradebook,
those given by hand too; so it is written again after grading by hand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup
from nbformat import NotebookNode

from autograd_lab.equations import EQUATIONS
from autograd_lab.grading.bindings import defined
from autograd_lab.grading.cells import grade_id, is_autograded
from autograd_lab.grading.class_run import graded_path
from autograd_lab.grading.folder import CourseFolder, carry, trouble, write_whole
from autograd_lab.grading.pages import render
from autograd_lab.grading.records import NO_ANSWER, Records, Sheet
from autograd_lab.grading.submission import RECORD, graded_notebook

Tree = dict[str, Any]


def write_feedback(
    folder: CourseFolder, name: str, records: Records, students: Sequence[str], tell: Callable[[str], None]
) -> dict[str, str]:
    """Write the pages of these students; returns who has none, and why."""
    sheets = records.sheets()
    missing = {}
    for student in students:
        path = graded_path(folder, student, name)
        notebook = graded_notebook(path)
        if student in sheets and notebook is not None:
            target = folder.of("feedback", student, name) / f"{name}.html"
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                carry(path.parent, target.parent)  # release_feedback of nbgrader's exchange needs them
                write_whole(target, page(student, name, notebook, sheets[student]))
            except OSError as error:
                missing[student] = f"cannot be written: {trouble(error)}"
        else:
            missing[student] = "not graded yet"
        tell(student)
    return missing


def page(student: str, name: str, notebook: NotebookNode, sheet: Sheet) -> str:
    """The page of one student, from the graded notebook and what the gradebook holds."""
    record = notebook.metadata.get(RECORD, {})
    entries = list(_entries(notebook, sheet, record))
    told = {entry["commented"] for entry in entries}
    return render(
        "feedback.html.j2",
        {
            "student": student,
            "name": name,
            "sheet": sheet,
            "entries": entries,
            "remarks": {
                cell: comment for cell, comment in sheet.comments.items() if cell not in told and comment != NO_ANSWER
            },
            "repairs": record.get("repairs", []),
            "version": record.get("version", ""),
        },
    )


def _entries(notebook: NotebookNode, sheet: Sheet, record: Mapping[str, Any]) -> Iterator[Tree]:
    """One entry for each cell that gives points, in the order of the notebook."""
    asked = iter(record.get("questions", []))
    answers: dict[str, NotebookNode] = {}  # by grade_id, and by the functions that they define
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            answers |= dict.fromkeys((*defined(cell.source), grade_id(cell)), cell)
        if not (about.get("grade") or about.get("task")):
            continue
        identity = grade_id(cell)
        score, maximum = sheet.scores.get(identity, 0.0), sheet.maxima.get(identity, 0.0)
        extra = sheet.extra.get(identity, 0.0)
        entry: Tree = {
            "id": identity,
            "score": score,
            "maximum": maximum,
            "extra": extra,
            "lacks": score - extra < maximum,
            "by_hand": identity in sheet.by_hand,
            "commented": identity,
            "comment": sheet.comments.get(identity, ""),
            "waiting": identity in sheet.waiting,
            "notice": "",
            "answer": cell.source if about.get("solution") else "",
        }
        if is_autograded(cell):
            question: Tree = next(asked, {})
            result = question.get("result")
            own = answers.get(question.get("function", ""))
            commented = grade_id(own) if own else ""
            yield entry | {
                "title": question.get("function", identity),
                "result": result,
                "lost": question.get("lost", ""),
                "notice": question.get("notice", ""),
                "answer": own.source if own else "",
                "commented": commented,
                "comment": sheet.comments.get(commented, ""),
                "formula": _formula(result),
                "reference": _reference(result),
            }
        else:
            yield entry | {"title": identity.replace("_", " ").replace("-", " "), "result": None, "lost": ""}


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
