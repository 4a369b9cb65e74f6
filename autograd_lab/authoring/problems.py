"""Faults in the course text as records: file and cell, what is there, what to do; and the error that lists them."""

from collections.abc import Iterable
from dataclasses import dataclass

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
