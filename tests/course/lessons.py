"""The chapters as tests see them: their exercises, with the stub, the hints and the solution of each."""

import dis
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from autograd_lab.authoring.source import Cell, Source
from tests.support.course_text import course

LESSONS = [source for source in course() if source.chapter is not None]
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
        """The code that stands in for the stub: of the first solution; a question of the text may have one later."""
        cell, *_ = (cell for cell in self.after if "solution" in cell.tags and cell.kind == "markdown")
        return _BLOCK.findall(cell.source)[0]

    def filled_in(self, code: str) -> Any:
        """What `code`, in place of the stub, hands over to `tell`; the cells before it have run.

        Cells that reveal or assert are left out where nothing of theirs is used later: some train for seconds.
        """
        names: dict[str, Any] = {"__name__": "lesson"}
        last = compile(code, self.number, "exec")
        wanted, needed = set(_names(last, "LOAD")), [last]
        for cell in reversed(self.before):
            if cell.kind != "code" or _TOLD.search(cell.source):
                continue
            compiled = compile(cell.source, cell.slug or self.number, "exec")
            if not {"predict", "asserts"} & set(cell.tags) or wanted & set(_names(compiled, "STORE")):
                wanted |= set(_names(compiled, "LOAD"))
                needed.append(compiled)
        for compiled in reversed(needed):
            exec(compiled, names)
        return names[self.name]


def run_for(cells: Sequence[Cell], place: int, names: dict[str, Any]) -> None:
    """Run one cell of a chapter, and of those before it only what defines a name that it uses: some take seconds."""
    last = compile(cells[place].source, "lesson", "exec")
    wanted, needed = set(_names(last, "LOAD")) - set(_names(last, "STORE")), [last]
    for cell in reversed(cells[:place]):
        if cell.kind == "code":
            compiled = compile(cell.source, "lesson", "exec")
            if found := wanted & set(_names(compiled, "STORE")):
                wanted = wanted - found | set(_names(compiled, "LOAD"))
                needed.append(compiled)
    for compiled in reversed(needed):
        exec(compiled, names)


def _names(code: CodeType, what: str) -> Iterator[str]:
    """The global names that a cell, and every function in it, loads or stores."""
    for step in dis.get_instructions(code):
        if step.opname in (f"{what}_NAME", f"{what}_GLOBAL"):
            yield str(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner, what)


def exercises() -> list[Exercise]:
    """All exercises of all chapters, in the order of the text."""
    return [found for lesson in LESSONS for found in _of(lesson)]


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
