"""Reads a file of course text (py:percent) into cells with tags, slug and line number."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext

from autograd_lab.authoring.problems import CourseError, Problem

_HEADER = re.compile(r"^# ?%%")
_LESSON = re.compile(r"(\d\d)_[a-z0-9_]+")
_PROBLEM_SET = re.compile(r"(ps\d+)_[a-z0-9_]+")
_BESIDE = re.compile(r"[a-z]+")
#: what a file is called, by its folder: the pattern, and how to say it
_NAMES = {"problem_sets": (_PROBLEM_SET, "psN_name.py"), "beside": (_BESIDE, "name.py, of letters alone")}
_DROPPED = ("lines_to_next_cell", "slug", "tags", "nbgrader")


@dataclass(frozen=True)
class Cell:
    """One cell of a source file.

    kind      "markdown", "code" or "raw"
    source    the text as the author wrote it, placeholders and all
    line      the line of the file on which its `# %%` stands
    metadata  what the header says beside tags, slug and nbgrader
    """

    kind: str
    source: str
    line: int
    tags: tuple[str, ...] = ()
    slug: str | None = None
    nbgrader: dict[str, Any] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def grade_id(self) -> str | None:
        """The name by which nbgrader knows the cell, if it does."""
        return self.nbgrader.get("grade_id") if self.nbgrader else None


@dataclass(frozen=True)
class Source:
    """One chapter, problem set or page beside the chapters, as its author wrote it."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """File name without suffix: `05_computational_graph`, `ps1_linear_regression`."""
        return self.path.stem

    @property
    def short(self) -> str:
        """Short name, the prefix of its cell ids: `ch05`, `ps1`."""
        lesson = _LESSON.fullmatch(self.name)
        return f"ch{lesson.group(1)}" if lesson else self.name.partition("_")[0]

    @property
    def chapter(self) -> int | None:
        """The chapter's number; None for what belongs to no single chapter: a problem set, or a page beside them."""
        lesson = _LESSON.fullmatch(self.name)
        return int(lesson.group(1)) if lesson else None

    def problem(self, cell: Cell, what: str, cure: str) -> Problem:
        """A fault found in one of the cells."""
        return Problem(_short_path(self.path), cell.line, what, cure)


def read(path: Path) -> Source:
    """Read a py:percent file. Raises CourseError for a file name that is none of a lesson, a problem set, or a page."""
    expected, shape = _NAMES.get(path.parent.name, (_LESSON, "NN_name.py"))
    if not expected.fullmatch(path.stem):
        what = "the name of this file gives it no place in the course"
        raise CourseError([Problem(_short_path(path), 1, what, f"rename it to the form {shape}")])
    text = path.read_text(encoding="utf-8")
    if not (nodes := jupytext.reads(text, fmt="py:percent").cells):
        raise CourseError(
            [Problem(_short_path(path), 1, "this file holds no cell", "begin with `# %% [markdown]` and a title")]
        )
    lines = _header_lines(text, len(nodes))
    return Source(path, tuple(_cell(node, line) for node, line in zip(nodes, lines, strict=True)))


def _cell(node: Any, line: int) -> Cell:
    metadata = dict(node.metadata)
    return Cell(
        kind=node.cell_type,
        source=node.source,
        line=line,
        tags=tuple(metadata.get("tags", ())),
        slug=metadata.get("slug"),
        nbgrader=dict(metadata["nbgrader"]) if "nbgrader" in metadata else None,
        metadata={key: value for key, value in metadata.items() if key not in _DROPPED},
    )


def _header_lines(text: str, cells: int) -> list[int]:
    """Line number of each cell's header; 1 for all of them if lines of text look like headers."""
    found = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    return found if len(found) == cells else [1] * cells


def _short_path(path: Path) -> str:
    """Last three parts of a path: `course/lessons/05_graph.py`."""
    return "/".join(path.parts[-3:])
