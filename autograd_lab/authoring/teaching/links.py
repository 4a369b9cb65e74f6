"""Links from `docs/teaching/` to cells, headings and pages of the course."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.authoring.addresses import Addresses
from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.sections import anchor
from autograd_lab.authoring.source import Cell, Source

FOLDER = Path("docs/teaching")
_UP = "../" * len(FOLDER.parts)
_HEADING = re.compile(r"^(#{1,3}) (.+?)\s*$", re.MULTILINE)
_FENCED = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_MINUTES = re.compile(r" \((?:optional, )?\d+ minutes\)$")
_NOTEBOOK = re.compile(r"\]\((\w+\.ipynb)(#[\w-]+)?\)")
_TERM = re.compile(r"\{\{term:([^|}]*)(?:\|([^}]*))?\}\}")


@dataclass(frozen=True)
class Place:
    """A cell of a chapter, and the last heading above it; "" where that is the chapter's title."""

    name: str
    cell: Cell
    heading: str

    @property
    def words(self) -> str:
        """The heading without an exercise's minutes."""
        return _MINUTES.sub("", self.heading) or "At the beginning"


def places(source: Source) -> Iterator[Place]:
    """Every cell of a chapter by its id in the notebook, under the heading that the book has an anchor for."""
    heading = ""
    for name, cell in zip(cell_ids(source), source.cells, strict=True):
        if cell.kind == "markdown" and (found := _HEADING.findall(_FENCED.sub("", cell.source))):
            heading = found[-1][1] if len(found[-1][0]) > 1 else ""
        yield Place(name, cell, heading)


def page_link(notebook: str, known: Addresses, heading: str = "") -> str:
    """The address of a notebook, or of a heading in it: in the published book where there is one, else beside it."""
    path = f"notebooks/{notebook}.ipynb" + (f"#{anchor(heading)}" if heading else "")
    return known.file(path) or _UP + path


def file_link(path: str, known: Addresses) -> str:
    """The address of another file of the repository."""
    return known.file(path) or _UP + path


def text_with_links_from_here(text: str, known: Addresses) -> str:
    """A chapter's Markdown with its links led from this folder, and the glossary's words as plain ones."""
    plain = _TERM.sub(lambda term: term[2] or term[1].replace("-", " "), text)
    return _NOTEBOOK.sub(lambda link: f"]({page_link(link[1].removesuffix('.ipynb'), known)}{link[2] or ''})", plain)
