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
from autograd_lab.grading.intake.cells import grade_id, is_autograded
from autograd_lab.grading.pages.rendering import points, render
from autograd_lab.grading.run.class_run import graded_path
from autograd_lab.grading.run.folder import CourseFolder, carry, trouble, write_whole
from autograd_lab.grading.run.outputs import UNREADABLE
from autograd_lab.grading.run.records import NO_ANSWER, Records, Sheet
from autograd_lab.grading.run.submission import RECORD, graded_notebook

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
    told = {cell for entry in entries for cell in entry["commented"]}
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
    answers: dict[str, NotebookNode] = {}
    fresh: list[NotebookNode] = []  # answers since the last question; a class is asked about piece by piece
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            answers[grade_id(cell)] = cell
            fresh.append(cell)
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
            "commented": [identity],
            "comment": sheet.comments.get(identity, ""),
            "waiting": identity in sheet.waiting,
            "result": None,
            "stopped": [],
            "lost": "",
            "notice": "",
            "answer": cell.source if about.get("solution") else "",
            "words": cell.cell_type != "code",
        }
        if is_autograded(cell):
            question: Tree = next(asked, {})
            result = question.get("result")
            name = question.get("function", "")
            own = [answers[name]] if name in answers else fresh
            said = [sheet.comments.get(grade_id(one), "") for one in own]
            blank = bool(said) and all(comment == NO_ANSWER for comment in said)
            entry |= {
                "title": question.get("function", identity),
                "result": result,
                "stopped": [UNREADABLE] if question.get("incident") else question.get("stopped", []),
                "lost": question.get("lost", ""),
                "notice": question.get("notice", ""),
                "answer": "" if blank else "\n\n".join(one.source for one in own),
                "comment": "\n".join(comment for comment in said if comment != NO_ANSWER),
                "formula": _formula(result),
                "reference": _reference(result),
                "commented": [grade_id(one) for one in own],
            }
        else:
            entry["title"] = identity.replace("_", " ").replace("-", " ")
            if entry["comment"] == NO_ANSWER:  # nbgrader's, not a person's: it stands where nothing was written
                entry |= {"comment": "", "answer": ""}
        fresh = []
        yield entry | {"short": _short(entry)}


def _short(entry: Tree) -> str:
    """What became of a part, in a few words."""
    extra = f", with {points(entry['extra'])} of extra credit" if entry["extra"] else ""
    if entry["by_hand"] and not entry["lacks"]:
        return f"all points, given by a person{extra}"
    return f"{_checked(entry)}{extra}"


def _checked(entry: Tree) -> str:
    """The same, where the check had the last word or points are missing."""
    findings = entry["result"]["findings"] if entry["result"] else []
    if findings and findings[0]["mistake"] == "not-written":
        return "not written yet"
    if entry["stopped"]:
        return str(entry["stopped"][0])
    if findings:
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        return f"{findings[0]['line']}{more}"
    if entry["waiting"]:
        return "to be read by a person"
    if entry["lost"]:
        return f"{entry['title']} {entry['lost']}"
    if not entry["lacks"]:
        return "right"
    return "see below" if entry["answer"] or entry["comment"] else "no answer"


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
