"""What each tag turns a cell into in the notebook: the one place that knows the design in `course/README.md`."""

import html
import re
import textwrap
from typing import Any

from autograd_lab.exams import illustrations

TAGS: dict[str, tuple[str, ...]] = {
    "predict": ("code",),
    "exercise": ("markdown", "code"),
    "hint": ("markdown",),
    "solution": ("markdown", "code"),
    "quiz": ("markdown",),
    "asserts": ("code",),
    illustrations.TAG: ("code",),
    "equation": ("markdown",),
}
"""Each tag, and the kinds of cell that may bear it."""

_HIDDEN_CODE = {"asserts": "# This checks the numbers in the text.", "solution": "# Solution"}
"""Code that JupyterLab collapses, and the first line put before it: it is all that shows."""


def text(kind: str, tags: tuple[str, ...], source: str) -> str:
    """The cell's text as the notebook shows it: hints and written solutions are folded, hidden code is announced."""
    if kind == "code":
        return "\n".join([*(line for tag, line in _HIDDEN_CODE.items() if tag in tags), source])
    if "hint" in tags:
        first, _, rest = source.strip().partition("\n")
        return _folded("hint", hint_summary(first), rest)
    if "solution" in tags:
        return _folded("solution", "Solution", source)
    if "quiz" in tags:
        question, options = quiz(source)
        return "\n\n".join([question, *(_folded("choice", option, reply) for option, reply in options)])
    return source


def quiz(source: str) -> tuple[str, list[tuple[str, str]]]:
    """A question, and for each of its options what is clicked on and what opens: the reply to it."""
    question, *items = re.split(r"^- ", source.strip(), flags=re.MULTILINE)
    options = []
    for item in items:
        option, _, reply = item.partition("\n")
        options.append((option.strip(), textwrap.dedent(reply).strip()))
    return question.strip(), options


def metadata(kind: str, tags: tuple[str, ...]) -> dict[str, Any]:
    """The metadata a notebook needs for these tags; JupyterLab folds a code cell whose source is hidden."""
    found: dict[str, Any] = {"tags": sorted(tags)} if tags else {}
    if kind == "code" and any(tag in _HIDDEN_CODE for tag in tags):
        found["jupyter"] = {"source_hidden": True}
    return found


def hint_summary(first_line: str) -> str:
    """The line that shows while a hint is folded: plain text, always beginning with the word hint."""
    plain = first_line.strip().lstrip("#").strip()
    return plain if plain.lower().startswith("hint") else f"Hint: {plain}"


def _folded(kind: str, summary: str, body: str) -> str:
    """A block that opens on a click. The empty lines matter: Markdown is read again after them."""
    shown = re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(summary, quote=False))
    return f'<details class="al-{kind}">\n<summary>{shown}</summary>\n\n{body.strip()}\n\n</details>'
