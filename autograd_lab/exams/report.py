"""Writes a verdict for people: in the notebook, in a terminal, in the instructor's feedback.

The page may be light or dark and is not ours, so the report takes the surrounding colours (`currentColor`) and says in
words and signs what others say in red and green.
"""

import re
from html import escape

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.verdict import Finding, PartResult, QuestionResult

_SUMMARY = "display:list-item;cursor:pointer"  # nbgrader's pages take the triangle away
_CELL = "text-align:left;padding:0.1em 1.2em 0.1em 0"
_LABELS = (
    ("evidence", "What your numbers show"),
    ("contradiction", "Test it"),
    ("question", "Ask yourself"),
)


def as_text(result: QuestionResult) -> str:
    """The verdict as plain text, one fact a line."""
    lines = [_headline(result)]
    lines += [f"  {_sign(part.points)} {part.name}: {_word(part)} ({_points(part.maximum)})" for part in result.parts]
    lines += [f"  {result.stopped}"] if result.stopped else []
    for finding in result.findings:
        lines.append(f"  {finding.line}")
        lines += [f"    {label}: {text}" for label, text in _texts(finding)]
    if result.findings and result.equation:
        lines.append(f"  Read again: {_reference(result)}")
    return "\n".join([*lines, *(f"  {note}" for note in _notes(result))])


def as_html(result: QuestionResult) -> str:
    """The verdict as a self-contained fragment of HTML; MathJax typesets its formula where it is loaded."""
    rows = "".join(
        f"<tr><th scope='row' style='{_CELL}'>{escape(part.name)}</th>"
        f"<td style='{_CELL}'>{_sign(part.points)} {_word(part)}</td>"
        f"<td style='{_CELL}'>{part.points} of {_points(part.maximum)}</td></tr>"
        for part in result.parts
    )
    stopped = f"<p>{_prose(result.stopped)}</p>" if result.stopped else ""
    body = as_written(stopped + "".join(map(_finding_html, result.findings)))
    if result.findings and result.equation:
        body += f"<p><b>Read again:</b> {escape(_reference(result))}: ${escape(result.formula)}$</p>"
    notes = "".join(f"<p><small>{_prose(note)}</small></p>" for note in _notes(result))
    return _frame(_headline(result), f"<table>{rows}</table>{body}{as_written(notes)}")


def as_written(fragment: str) -> str:
    """The fragment inside an element that MathJax ignores: a student's error message may hold $…$."""
    return f"<div class='tex2jax_ignore mathjax_ignore'>{fragment}</div>"


def trouble_html(text: str) -> str:
    """A message in the frame of a report, for a check that could not ask its question."""
    return _frame("The check could not ask", f"<p>{_prose(text)}</p>")


def cure_text(result: QuestionResult) -> str:
    """What to change, a line for each finding that has a cure."""
    cures = [f"{' and '.join(f.parts)}: {f.cure}" for f in result.findings if f.cure]
    if cures:
        return "\n".join(cures)
    return "Nothing to cure." if result.passed else "No single mistake stands out, so there is no cure to tell."


def _frame(title: str, inner: str) -> str:
    style = "border:1px solid currentColor;border-left-width:6px;padding:0.4em 1em;margin:0.3em 0;max-width:48em"
    return (
        f"<section class='autograd-lab-check' aria-label='{escape(title, quote=True)}' style='{style}'>"
        f"<p><strong>{escape(title)}</strong></p>{inner}</section>"
    )


def _prose(text: str) -> str:
    """A sentence as HTML: escaped, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _finding_html(finding: Finding) -> str:
    items = "".join(f"<p><b>{label}:</b> {_prose(text)}</p>" for label, text in _texts(finding))
    summary = f"<summary style='{_SUMMARY}'>What to change</summary>"
    cure = f"<details>{summary}<p>{_prose(finding.cure)}</p></details>" if finding.cure else ""
    return f"<p><b>{_prose(finding.line)}</b></p>{items}{cure}"


def _texts(finding: Finding) -> list[tuple[str, str]]:
    return [(label, getattr(finding, field)) for field, label in _LABELS if getattr(finding, field)]


def _headline(result: QuestionResult) -> str:
    if result.passed:
        return f"✓ {result.signature} is right on {_draws(result)}: {result.points} of {result.maximum} points"
    return f"✗ {result.signature} is not right yet: {result.points} of {result.maximum} points"


def _draws(result: QuestionResult) -> str:
    return "1 fresh draw" if result.cases == 1 else f"{result.cases} fresh draws"


def _sign(points: int) -> str:
    return "✓" if points else "✗"


def _points(count: int) -> str:
    return "1 point" if count == 1 else f"{count} points"


def _word(part: PartResult) -> str:
    return "right" if part.points else part.stopped or "not right yet"


def _reference(result: QuestionResult) -> str:
    return f"eq. {EQUATIONS[result.equation].number} (in this problem set)"


def _notes(result: QuestionResult) -> list[str]:
    notes = []
    if result.nudged:
        notes.append(
            f"What {result.name} returns holds in its first {result.nudged} digits and not beyond, as slopes from "
            "nudging or rounded ones do. It counts in full. If you nudge: a formula is exact, and has all slopes for "
            "the price of a few calls of the loss. Can you do without calling it?"
        )
    if result.printed:
        notes.append(
            f"{result.name} printed {result.printed} characters; the check hides them and judges what it returns."
        )
    if result.findings:
        again = f"check.{result.exam}({result.call}, seed={result.seed})"
        notes.append(
            f"Same numbers again: {again}" if result.exam else f"The inputs were drawn with seed {result.seed}."
        )
    return notes
