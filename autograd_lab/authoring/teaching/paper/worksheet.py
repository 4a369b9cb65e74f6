"""A chapter's worksheet as HTML: its tasks with room to write, and behind them, on a new page, the answers."""

import html
from collections.abc import Sequence

from autograd_lab.authoring.teaching.paper.markdown import code, to_html
from autograd_lab.authoring.teaching.paper.tasks import Field, Task

WHAT = "Worksheet. Guess first, in ink. Then work it out, and look at what comes out."


def worksheet(title: str, tasks: Sequence[Task]) -> str:
    """The body of a worksheet.

    title   of the chapter, e.g. "8 · The delta recursion"
    """
    asked = "".join(_task(number, task) for number, task in enumerate(tasks, 1))
    answers = "".join(_answer(number, task) for number, task in enumerate(tasks, 1))
    top = html.escape(title)
    return (
        f'<main class="paper"><section class="asked"><header><h1>{top}</h1><p>Name</p></header>'
        f'<p class="what">{WHAT}</p>{asked}</section>'
        f'<section class="answers"><header><h1>{top}: answers</h1></header>{answers}</section></main>'
    )


def _heading(number: int, task: Task) -> str:
    return f"<h2><b>{number}</b> {to_html(task.title).strip().removeprefix('<p>').removesuffix('</p>')}</h2>"


def _task(number: int, task: Task) -> str:
    parts = [_heading(number, task), to_html(task.asked)]
    if task.picture:
        parts.append(f'<div class="picture" data-cell="{task.cell}">{task.picture}</div>')
    parts += map(to_html, task.given)
    if task.fields:
        parts.append(f'<div class="fields">{"".join(map(_field, task.fields))}</div>')
    parts.append(f'<div class="room">{"<div></div>" * task.lines}</div>')
    return f'<section class="task" data-cell="{task.cell}">{"".join(parts)}</section>'


def _field(one: Field) -> str:
    """A name and a line to write on, longer for more numbers; what is filled in already stands in its place."""
    given = one.given.split(", ")
    if one.given and len(given) == one.count:
        places = ", ".join(html.escape(entry) or '<i class="gap"></i>' for entry in given)
    else:
        places = f'<i class="f{min(one.count, 6)}"></i>'
    return f'<span class="field"><code>{html.escape(one.name)}</code><span>{places}</span></span>'


def _answer(number: int, task: Task) -> str:
    parts = [_heading(number, task)]
    if task.numbers:
        rows = [(f"<code>{html.escape(name)}</code>", html.escape(value)) for name, value in task.numbers]
        parts.append(f'<div class="numbers">{"".join(f"<span>{name} = {value}</span>" for name, value in rows)}</div>')
    parts.append(to_html(task.answer))
    if task.printed:
        parts.append(code(task.printed))
    return f'<section class="answer" data-cell="{task.cell}">{"".join(parts)}</section>'
