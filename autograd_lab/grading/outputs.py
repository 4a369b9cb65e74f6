"""Writes what happened into the notebook's outputs, where nbgrader, formgrader and the feedback page look for it.

nbgrader reads a graded cell's score from its `execute_result`: the text must be a Python float between 0 and the cell's
points. Anything else, `nan` or `np.float64(0.5)` say, would silently give full points, and anything on stderr none; so
the message is a `display_data` before it, and nothing else is written.
"""

import html

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograd_lab.exams.report import as_html, as_text, trouble_html
from autograd_lab.grading.session import CellRun
from autograd_lab.grading.verdicts import Verdict

UNREADABLE = "What came back from your code could not be read as an answer."


def of_cell(run: CellRun) -> list[NotebookNode]:
    """Outputs of a cell that the worker ran: what it printed, and the error that stopped it."""
    printed = [
        new_output("stream", name=name, text=text)
        for name, text in (("stdout", run.stdout), ("stderr", run.stderr))
        if text
    ]
    if run.error is None:
        return printed
    kind, message, trace = (str(run.error[key]) for key in ("type", "message", "traceback"))
    lines = (trace or f"{kind}: {message}").splitlines()
    return [*printed, new_output("error", ename=kind, evalue=message, traceback=lines)]


def of_verdict(verdict: Verdict, max_points: float) -> list[NotebookNode]:
    """Outputs of a graded cell: the message, then the score."""
    text, shown = _report(verdict)
    notes = _notes(verdict)
    shown += "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return [
        new_output("display_data", data={"text/plain": "\n".join([text, *notes]), "text/html": shown}),
        new_output("execute_result", data={"text/plain": repr(verdict.score(max_points))}, execution_count=None),
    ]


def _report(verdict: Verdict) -> tuple[str, str]:
    """The exam's own report as text and as HTML, the same as the instant check gives."""
    if verdict.result is None:
        return UNREADABLE, trouble_html(UNREADABLE)
    return as_text(verdict.result), as_html(verdict.result)


def _notes(verdict: Verdict) -> list[str]:
    """What the exam cannot know: how the worker was lost, and which cells before the question did not run."""
    lost = [f"{verdict.question.function} {verdict.lost}."] if verdict.lost else []
    return lost + [_stopped(run) for run in verdict.failed]


def _stopped(run: CellRun) -> str:
    """A cell that did not run to its end, in one sentence."""
    error = run.error or {}
    where = f" at its line {error['line']}" if error.get("line") else ""
    return f"Before this question the cell {run.name} stopped{where}: {error.get('type')}: {error.get('message')}"
