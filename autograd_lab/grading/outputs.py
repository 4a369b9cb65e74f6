"""Writes what happened into the notebook's outputs, where nbgrader, formgrader and the feedback page look for it.

nbgrader reads a graded cell's score from its `execute_result`: the text must be a Python float between 0 and the cell's
points. Anything else, `nan` or `np.float64(0.5)` say, would silently give full points, and anything on stderr none; so
the message is a `display_data` before it, and nothing else is written.
"""

import html

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograd_lab.exams.verdict import Finding, QuestionResult
from autograd_lab.grading.session import CellRun
from autograd_lab.grading.verdicts import Verdict


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
    score = verdict.score(max_points)
    paragraphs = message(verdict)
    head = f"{verdict.question.function}: {score:g} of {max_points:g} points"
    text = "\n".join([head, *paragraphs])
    items = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    shown = f"<div><p><strong>{html.escape(head)}</strong></p>{items}</div>"
    return [
        new_output("display_data", data={"text/plain": text, "text/html": shown}),
        new_output("execute_result", data={"text/plain": repr(float(score))}, execution_count=None),
    ]


def message(verdict: Verdict) -> list[str]:
    """What the student is told, a paragraph each."""
    told = [] if verdict.result is None else _told(verdict.result)
    if verdict.result is None:
        told.append("What came back from your code could not be read as an answer.")
    if verdict.lost:
        told.append(f"{verdict.question.function} {verdict.lost}.")
    return told + [_stopped(run) for run in verdict.failed]


def _told(result: QuestionResult) -> list[str]:
    """The verdict, the points by part when only some are earned, and what each mistake shows."""
    told = [result.message] if result.passed else []
    if 0 < result.points < result.maximum:
        told.append(", ".join(f"{part.name}: {part.points} of {part.maximum}" for part in result.parts) + " points.")
    for finding in result.findings:
        told.extend(_finding(finding))
    return told


def _finding(finding: Finding) -> list[str]:
    """One mistake: its line, what the student's own numbers show, what to try, and where it is taught."""
    read_again = f"It is taught in chapter {finding.chapter}." if finding.chapter else ""
    texts = (finding.line, finding.evidence, finding.contradiction, finding.question, read_again)
    return list(dict.fromkeys(text for text in texts if text))


def _stopped(run: CellRun) -> str:
    """A cell that did not run to its end, in one sentence."""
    error = run.error or {}
    where = f" at its line {error['line']}" if error.get("line") else ""
    return f"The cell {run.name} stopped{where}: {error.get('type')}: {error.get('message')}."
