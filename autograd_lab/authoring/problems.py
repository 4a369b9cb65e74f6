"""Faults in the course text as records: file and cell, what is there, what to do; and the error that lists them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.errors import LabError


@dataclass(frozen=True)
class Problem:
    """One fault in a source file; `cell` is the line of the file on which the cell begins."""

    file: str
    cell: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.cell}: {self.what}\n    {self.cure}"


class CourseError(LabError, ValueError):
    """The course text cannot be derived as it stands; the message lists every fault with its place and cure."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def toml_table(root: Path, file: Path) -> dict[str, Any]:
    """What a course's TOML file holds; nothing where the course has none. Raises CourseError for what is no TOML."""
    if not (root / file).exists():
        return {}
    try:
        return tomllib.loads((root / file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError([Problem(str(file), 1, f"this is no TOML: {error}", "mend it at that place")]) from None
