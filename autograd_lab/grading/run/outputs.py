"""Writes what happened into the notebook's outputs, where nbgrader, formgrader and the feedback page look for it.

nbgrader reads a graded cell's score from its `execute_result`: the text must be a Python float between 0 and the cell's
points. Anything else, `nan` or `np.float64(0.5)` say, would silently give full points, and anything on stderr none; so
the message is a `display_data` before it, and nothing else is written.
"""

import html
from typing import Any, cast

from nbformat import NotebookNode, from_dict

from autograd_lab.exams.report import as_html, as_text, as_written, trouble_html
from autograd_lab.grading.run.cell_scores import Verdict
from autograd_lab.grading.sandbox.session import CellRun

UNREADABLE = "What came back from your code could not be read as an answer."
NOT_RUN = "Not run while grading: this cell only shows something, and no other cell uses what it makes."
NOT_HERE = "That module is not there while grading: write this part with NumPy."


def _output(kind: str, **fields: Any) -> NotebookNode:
    """An output of a cell, not checked against nbformat's schema as `new_output` does: the notebook is, as a whole."""
    return cast(NotebookNode, from_dict({"output_type": kind, **fields}))


def cell_outputs(run: CellRun) -> list[NotebookNode]:
    """Outputs of a cell that the worker ran: what it printed, and the error that stopped it."""
    printed = [
        _output("stream", name=name, text=text)
        for name, text in (("stdout", run.stdout), ("stderr", run.stderr))
        if text
    ]
    if run.error is None:
        return printed
    kind, message, trace = (str(run.error[key]) for key in ("type", "message", "traceback"))
    lines = (trace or f"{kind}: {message}").splitlines()
    return [*printed, _output("error", ename=kind, evalue=message, traceback=lines)]


def illustration_outputs() -> list[NotebookNode]:
    """Outputs of an illustration that was not run: one sentence that says so."""
    return [_output("display_data", data={"text/plain": NOT_RUN}, metadata={})]


def verdict_outputs(verdict: Verdict, max_points: float, number: int) -> list[NotebookNode]:
    """Outputs of the graded cell with this execution count: the message, as the instant check gives it, then the score.

    The score becomes text here and a number again when it is entered: nbgrader's gradebook takes it from the cell's
    outputs and from nowhere else (nbgrader.utils.determine_grade). `repr` keeps every bit of a float on that way.
    """
    text = UNREADABLE if verdict.result is None else as_text(verdict.result)
    shown = trouble_html(UNREADABLE) if verdict.result is None else as_html(verdict.result)
    notes = _notes(verdict)
    score = verdict.score(max_points)
    message = {
        "text/plain": "\n".join([*notes, text]),
        "text/html": as_written("".join(f"<p>{html.escape(note)}</p>" for note in notes)) + shown,
    }
    result = {"text/plain": repr(score), "text/html": f"Score: {score:.4g} of {max_points:g}"}
    return [
        _output("display_data", data=message, metadata={}),
        _output("execute_result", data=result, metadata={}, execution_count=number),
    ]


def _notes(verdict: Verdict) -> list[str]:
    """What the exam cannot know: how the worker was lost, a cell before the question that did not run, a notice."""
    notice = [verdict.notice] if verdict.notice else []
    if verdict.result is not None and verdict.result.passed:
        return notice
    lost = [f"{verdict.cell.function} {verdict.lost}."] if verdict.lost else []
    return [_stopped_sentence(run) for run in _causes(verdict)] + lost + notice


def _causes(verdict: Verdict) -> list[CellRun]:
    """The failed cells worth telling: the question's own answer, else the first, since others fail in its wake."""
    own = [run for run in verdict.failed if run.name == verdict.cell.function]
    return own or list(verdict.failed[:1])


def stopped_cell_sentences(verdict: Verdict) -> list[str]:
    """A sentence for each answer that stopped, which is why its function is missing or is an older one."""
    if verdict.result is None or verdict.result.passed:
        return []
    absent = any(finding.mistake == "missing" for finding in verdict.result.findings)
    answers = [run for run in verdict.failed if not run.name.startswith("In [")]
    return [_stopped_sentence(run) for run in answers or (_causes(verdict) if absent else [])]


def _stopped_sentence(run: CellRun) -> str:
    """The cell, its line and its error, in one sentence; a second one for a module that is not there."""
    error = run.error or {}
    where = f" at its line {error['line']}" if error.get("line") else ""
    sentence = f"The cell {run.name} stopped{where}: {error.get('type')}: {error.get('message')}"
    return f"{sentence}. {NOT_HERE}" if error.get("type") == "ModuleNotFoundError" else sentence
