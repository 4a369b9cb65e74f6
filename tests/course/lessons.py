"""The chapters as tests see them: their exercises, with the stub, the hints and the solution of each."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from autograd_lab.authoring.source import Cell, Source, read
from tests.support.lab import REPO

LESSONS = [read(path) for path in sorted((REPO / "course/lessons").glob("*.py"))]
_TOLD = re.compile(r'^tell\("(\d+\.\d+)", (\w+)\)', re.MULTILINE)
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Exercise:
    """One exercise of a chapter that is judged by `tell`."""

    lesson: Source
    number: str  # "1.2"
    name: str  # of what the learner fills in
    stub: Cell
    before: tuple[Cell, ...]  # the chapter's cells up to the stub
    after: tuple[Cell, ...]  # from the stub to the next exercise

    @property
    def hints(self) -> list[Cell]:
        return [cell for cell in self.after if "hint" in cell.tags]

    @property
    def solution(self) -> str:
        """The code that stands in for the stub."""
        [cell] = [cell for cell in self.after if "solution" in cell.tags and cell.kind == "markdown"]
        return _BLOCK.findall(cell.source)[0]

    def filled_in(self, code: str) -> Any:
        """What `code`, in place of the stub, hands over to `tell`; all cells before it have run."""
        names = dict(_ran(self.number))
        exec(code, names)
        return names[self.name]


def exercises() -> list[Exercise]:
    """All exercises of all chapters, in the order of the text."""
    return [found for lesson in LESSONS for found in _of(lesson)]


@cache
def _ran(number: str) -> dict[str, Any]:
    """The names that a chapter has when it comes to an exercise: run once, for the stub and for the solution."""
    [exercise] = [found for found in exercises() if found.number == number]
    names: dict[str, Any] = {"__name__": "lesson"}
    for cell in exercise.before:
        if cell.kind == "code" and not _TOLD.search(cell.source):
            exec(cell.source, names)
    return names


def _of(lesson: Source) -> list[Exercise]:
    cells = lesson.cells
    stubs = [i for i, cell in enumerate(cells) if cell.kind == "code" and "exercise" in cell.tags]
    found = []
    for place, i in enumerate(stubs):
        end = stubs[place + 1] if place + 1 < len(stubs) else len(cells)
        told = next((m for c in cells[i:end] if c.kind == "code" and (m := _TOLD.search(c.source))), None)
        if told:
            found.append(Exercise(lesson, told[1], told[2], cells[i], cells[:i], cells[i:end]))
    return found
