"""What the book's first page says of a chapter: title, minutes and outcome, read from the chapter's own notebook."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograd_lab.errors import LabError

_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_ABOUT = re.compile(r"^# [^\n]+\n\n(.+?\.)(?=\s|$)", re.DOTALL | re.MULTILINE)
_AFTERWARDS = re.compile(r"\*\*After this chapter,?\*\*,? you can (.+?)(?:;|\.(?=\s|$))", re.DOTALL)
_TIME = re.compile(r"\*\*Time:\*\* (?:estimated at )?(\d+) minutes of [a-z ]+?((?:,\s+\d+ for [a-z0-9 ]+)+)")
_PART = re.compile(r"(\d+) for (?:the )?([a-z0-9 ]+)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FORMULA = re.compile(r"\$([^$]+)\$")
_SIGNS = {r"\partial": "∂", r"\sigma": "σ", r"\delta": "δ", r"\eta": "η", "'": "′", " ": ""}


@dataclass(frozen=True)
class Chapter:
    """A page of the book: what it states of itself, "" where it does not; `about` is its first sentence."""

    page: str  # 05_computational_graph
    title: str
    minutes: str = ""
    afterwards: str = ""
    about: str = ""

    @property
    def number(self) -> int | None:
        """The chapter's number; None for the glossary and other pages beside the chapters."""
        return int(self.page[:2]) if self.page[:2].isdigit() else None

    @property
    def outcome(self) -> str:
        """One sentence about it: what one can do afterwards, else its first."""
        return f"Afterwards you can {self.afterwards}." if self.afterwards else self.about

    @property
    def address(self) -> str:
        """Where it stands, from the book's first page."""
        return f"notebooks/{self.page}.html"


def chapters(folder: Path) -> list[Chapter]:
    """The pages that a folder of notebooks makes, in order of their names. Raises LabError for one without title."""
    return [_chapter(path) for path in sorted(folder.glob("*.ipynb"))]


def _chapter(path: Path) -> Chapter:
    notebook = nbformat.read(path, as_version=4)
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title, about, afterwards, time = (found.search(text) for found in (_TITLE, _ABOUT, _AFTERWARDS, _TIME))
    if not title:
        raise LabError(f"{path.name} has no title; begin it with `# …`")
    return Chapter(
        path.stem,
        title[1].strip(),
        _minutes(int(time[1]), _PART.findall(time[2])) if time else "",
        _plain(afterwards[1], path.name) if afterwards else "",
        _plain(about[1], path.name) if about and not afterwards else "",
    )


def _minutes(reading: int, parts: list[tuple[str, str]]) -> str:
    """All the minutes of a chapter, and the first of what they hold beside reading."""
    return f"{reading + sum(int(minutes) for minutes, _ in parts)} minutes, with {parts[0][1].strip()}"


def _plain(markdown: str, where: str) -> str:
    """Markdown of one line as text: links are their words, small formulas are written out."""

    def formula(match: re.Match[str]) -> str:
        text = match[1]
        for sign, letter in _SIGNS.items():
            text = text.replace(sign, letter)
        if re.search(r"[\\{}^_]", text):
            raise LabError(
                f"{where}: the book's first page has no formulas, and what one can do afterwards holds ${match[1]}$.\n"
                "  Say it in words, or teach autograd_lab/authoring/chapters.py the sign."
            )
        return text

    return _FORMULA.sub(formula, " ".join(_LINK.sub(r"\1", markdown).split()))
