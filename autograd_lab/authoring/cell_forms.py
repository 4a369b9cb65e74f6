"""Writes a cell as its tags ask, in the design of `course/README.md`, which no other module knows."""

import html
import re
import string
import textwrap
from collections.abc import Sequence
from typing import Any

from autograd_lab.exams import illustrations

TAGS: dict[str, tuple[str, ...]] = {
    "predict": ("code",),
    "answer": ("markdown", "code"),
    "exercise": ("markdown", "code"),
    "hint": ("markdown",),
    "solution": ("markdown", "code"),
    "quiz": ("markdown",),
    "withheld": ("markdown",),
    "lettered": ("markdown",),
    "asserts": ("code",),
    illustrations.TAG: ("code",),
    "equation": ("markdown",),
    "in-notebook": ("markdown", "code"),
    "not-in-book": ("markdown",),
}
"""Each tag, and the kinds of cell that may bear it."""

ANSWER = "What comes out, and why"
"""The line to click on, behind which the answer to a prediction is folded."""

OURS = "Our version; the chapter goes on with it"
"""The line to click on, behind which the code of a solution is folded: the next cells use it, not the reader's."""

_HIDDEN_CODE = {"asserts": "# This checks the numbers in the text.", "solution": f"# {OURS}", "answer": f"# {ANSWER}"}
"""Tags of code that JupyterLab collapses, and the comment put before it: its one visible line."""


def text(kind: str, tags: tuple[str, ...], source: str, order: Sequence[int] = ()) -> str:
    """The cell's text as the notebook shows it: hints, answers and solutions are folded, hidden code is announced.

    `order` says which option of a quiz comes first, second and so on; without it they stay as they were written.
    """
    if kind == "code":
        return "\n".join([*(line for tag, line in _HIDDEN_CODE.items() if tag in tags), source])
    if "answer" in tags:
        return details("answer", ANSWER, source)
    if "hint" in tags:
        first, _, rest = source.strip().partition("\n")
        return details("hint", hint_summary(first), rest)
    if "solution" in tags:
        return details("solution", "Solution", source)
    if "quiz" in tags:
        question, options = quiz(source)
        options = [options[at] for at in order or range(len(options))]
        if "withheld" in tags:
            listed = (f"- **{string.ascii_lowercase[at]}.** {option}" for at, (option, _) in enumerate(options))
            return "\n".join([question, "", *listed])
        if "lettered" in tags:
            options = [(f"{string.ascii_lowercase[at]}. {option}", reply) for at, (option, reply) in enumerate(options)]
        return "\n\n".join([question, *(details("choice", option, reply) for option, reply in options)])
    return source


def quiz(source: str) -> tuple[str, list[tuple[str, str]]]:
    """Parse a quiz cell: the question, and for each option its text and the reply that opens on a click."""
    question, *items = re.split(r"^- ", source.strip(), flags=re.MULTILINE)
    parts = (item.partition("\n") for item in items)
    options = [(option.strip(), textwrap.dedent(reply).strip()) for option, _, reply in parts]
    return question.strip(), options


def metadata(kind: str, tags: tuple[str, ...]) -> dict[str, Any]:
    """Metadata of a cell with these tags: the tags, and `source_hidden` for code that JupyterLab is to collapse."""
    found: dict[str, Any] = {"tags": sorted(tags)} if tags else {}
    if kind == "code" and any(tag in _HIDDEN_CODE for tag in tags):
        found["jupyter"] = {"source_hidden": True}
    return found


def hint_summary(first_line: str) -> str:
    """Summary line of a folded hint: plain text that begins with the word hint."""
    plain = first_line.strip().lstrip("#").strip()
    return plain if plain.lower().startswith("hint") else f"Hint: {plain}"


def details(kind: str, summary: str, body: str) -> str:
    """An HTML `<details>` block. The empty lines matter: after them the body is read as Markdown."""
    shown = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(summary, quote=False))
    return f'<details class="al-{kind}">\n<summary>{shown}</summary>\n\n{body.strip()}\n\n</details>'
