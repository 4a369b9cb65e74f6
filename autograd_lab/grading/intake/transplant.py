"""Puts a student's answers into the notebook as it was released.

What the student wrote keeps its order, with the cells that they added; everything that nbgrader relies on (ids, points,
locks, the questions themselves) comes from the released notebook, whatever the file says. A question that stands above
its answer is moved below it, and what was deleted is put back.
"""

import copy
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograd_lab.exams import illustrations
from autograd_lab.grading.intake.handed_in import HandedCell
from autograd_lab.grading.intake.matching import Matching
from autograd_lab.grading.intake.repairs import Repair
from autograd_lab.grading.intake.skeleton import Skeleton, Slot

ANOTHER_NOTEBOOK = "None of this problem set's answers is in it: is it another notebook?"

NEW_CELL: dict[str, Callable[..., NotebookNode]] = {
    "code": new_code_cell,
    "markdown": new_markdown_cell,
    "raw": new_raw_cell,
}


@dataclass
class Placed:
    """A cell of the new notebook, and the released cell that it stands for, if any."""

    cell: NotebookNode
    index: int | None = None
    answered: bool = False  # it holds what the student wrote


def transplant(released: NotebookNode, cells: Sequence[HandedCell]) -> tuple[NotebookNode, list[Repair]]:
    """The released notebook with the answers and the own cells of `cells`, and what was put right on the way."""
    work = _Transplant(Skeleton.of(released), cells)
    placed = work.placed()
    notebook = new_notebook(cells=[item.cell for item in placed], metadata=copy.deepcopy(released.metadata))
    return notebook, work.repairs


class _Transplant:
    """One submission on its way into the released notebook."""

    def __init__(self, skeleton: Skeleton, cells: Sequence[HandedCell]) -> None:
        self.skeleton, self.cells = skeleton, cells
        self.matching = Matching.of(skeleton, cells)
        self.repairs: list[Repair] = []
        self.found: list[str] = []  # answers that stood in other cells than theirs
        self.by_place = {place: index for index, place in self.matching.texts.items()}
        self.answering: dict[int, list[Slot]] = {}  # cell → the slots that it answers
        for index, place in sorted(self.matching.answers.items()):
            self.answering.setdefault(place, []).append(skeleton.slots[index])

    def placed(self) -> list[Placed]:
        """The cells of the new notebook in their order."""
        out = [item for place in range(len(self.cells)) for item in self._from(place)]
        self._tell_about_tags()
        self._put_back(out)
        self._raise_preamble(out)
        self._lower_checks(out)
        return out

    def _from(self, place: int) -> list[Placed]:
        """What becomes of one cell that was handed in: usually one cell, for some none."""
        cell, tag = self.cells[place], self.matching.tags[place]
        if place in self.answering:
            return self._answer(place, self.answering[place])
        if place in self.by_place:
            return self._words(self.by_place[place], place)
        if tag is None:
            return [self._own(place)]
        if tag in self.skeleton.slots:
            return self._unanswered(self.skeleton.slots[tag], place)
        if tag in self.skeleton.written:
            return self._words(tag, place)
        if tag in self.skeleton.locked:
            return self._locked(tag, place)
        return [self._filled(tag, cell)]

    def _unanswered(self, slot: Slot, place: int) -> list[Placed]:
        """A cell of a slot that is not the answer: a blank stays where nothing else was written, an attempt always."""
        if not slot.is_blank(self.cells[place].source):
            return [self._own(place)]
        if slot.index in self.matching.answers or self.matching.place(slot.index) != place:
            return []
        return [Placed(self._filled(slot.index, self.cells[place]).cell, slot.index)]

    def _own(self, place: int) -> Placed:
        """A cell that the student added, carried along."""
        cell = self.cells[place]
        return Placed(self._pictured(NEW_CELL[cell.kind](cell.source, id=f"own-{place}"), cell), answered=True)

    def _filled(self, index: int, cell: HandedCell) -> Placed:
        """A released cell with the text that the student gave it."""
        new = copy.deepcopy(self.skeleton.cells[index])
        if new.source.strip() != cell.source.strip():
            illustrations.unmark(new.metadata)
        new.source = cell.source
        return Placed(self._pictured(new, cell), index, answered=True)

    @staticmethod
    def _pictured(new: NotebookNode, cell: HandedCell) -> NotebookNode:
        """The cell with the pictures that the student put into it."""
        if cell.attachments and new.cell_type != "code":
            new["attachments"] = {name: dict(bundle) for name, bundle in cell.attachments.items()}
        return new

    def _answer(self, place: int, slots: list[Slot]) -> list[Placed]:
        """The cell that answers these slots takes the place of one; the others say where their answer is."""
        cell, tag = self.cells[place], self.matching.tags[place]
        first = next((slot for slot in slots if slot.index == tag), slots[0])
        if cell.kind != "code":
            self._tell("cells", f"The answer {first.name} was a {cell.kind} cell: made code again.")
        if first.index != tag:
            self.found.append(first.name)
        out = [self._filled(first.index, cell)]
        for slot in slots:
            if slot is not first:
                self.found.append(slot.name)
                out.append(self._note(slot, first))
        return out

    def _note(self, slot: Slot, first: Slot) -> Placed:
        """In the place of a slot whose answer stands in another's cell: its blank would undo the answer."""
        new = copy.deepcopy(self.skeleton.cells[slot.index])
        new.source = f"# answered in the cell of {first.name}"
        return Placed(new, slot.index)

    def _words(self, index: int, place: int) -> list[Placed]:
        """An answer in words; copies of it that were not written in are dropped."""
        cell, released = self.cells[place], self.skeleton.cells[index]
        if self.matching.texts.get(index) == place:
            if self.matching.tags[place] != index:
                self._tell("cells", f"The answer {self._name(index)} was found by its place.")
            if cell.kind != released.cell_type:
                self._tell(
                    "cells", f"The answer {self._name(index)} was a {cell.kind} cell: made {released.cell_type}."
                )
            return [self._filled(index, cell)]
        return [] if cell.source.strip() in ("", released.source.strip()) else [self._own(place)]

    def _locked(self, index: int, place: int) -> list[Placed]:
        """A locked cell as it was released, once."""
        if self.matching.place(index) != place:
            self._tell("cells", f"A copy of the locked cell {self._name(index)} was left out.")
            return []
        cell, released = self.cells[place], self.skeleton.cells[index]
        if cell.source.strip() != released.source.strip() or cell.kind != released.cell_type:
            self._tell("cells", f"The locked cell {self._name(index)} was changed: put back.")
        return [Placed(copy.deepcopy(released), index)]

    def _put_back(self, out: list[Placed]) -> None:
        """Released cells that are not there, each behind the one before it; not code that would undo the student's."""
        own = frozenset[str]().union(*(names for place, names in enumerate(self.matching.names) if self._runs(place)))
        there = {item.index for item in out}
        missing = [index for index in range(len(self.skeleton.cells)) if index not in there]
        behind = -1  # the place of the released cell before
        for index, cell in enumerate(self.skeleton.cells):
            if index in there:
                behind = next(place for place, item in enumerate(out) if item.index == index)
            elif index not in self.skeleton.plain or cell.cell_type != "code" or not self.skeleton.names(index) & own:
                behind += 1
                out.insert(behind, Placed(copy.deepcopy(cell), index))
        if self.cells:
            self._tell_about_missing([index for index in missing if not self._typed_over(index)])

    def _stood(self, index: int) -> bool:
        """Whether a question stood in the submission as a question."""
        return self.matching.place(index) is not None and not self._typed_over(index)

    def _typed_over(self, index: int) -> bool:
        """Whether an answer stands in a question's own cell."""
        return self.matching.place(index) in self.answering

    def _runs(self, place: int) -> bool:
        """Whether the cell is one of the student's that runs: an answer, or of their own."""
        return place in self.answering or self.matching.tags[place] is None

    def _raise_preamble(self, out: list[Placed]) -> None:
        """Released code from above the first answer, imports and data, to the top if it stands below an answer."""
        answers = [place for place, item in enumerate(out) if item.index in self.skeleton.slots and item.answered]
        low = [item for item in out[min(answers, default=len(out)) :] if item.index in self.skeleton.preamble]
        if low:
            self._tell("cells", "The released imports and data stood below an answer: moved to the top.")
            out[:] = sorted(low, key=lambda item: item.index or 0) + [item for item in out if item not in low]

    def _lower_checks(self, out: list[Placed]) -> None:
        """Each question below the answers that it waits for."""
        moved: list[Placed] = []
        for index, waits in self.skeleton.checks.items():
            check = next(item for item in out if item.index == index)
            lowest = max((place for place, item in enumerate(out) if item.index in waits), default=-1)
            if out.index(check) > lowest:
                continue
            out.remove(check)  # it stood above, so the answer is now one place higher
            while lowest < len(out) and out[lowest] in moved:
                lowest += 1
            out.insert(lowest, check)
            moved.append(check)
        if stood := [self._name(item.index) for item in moved if item.index is not None and self._stood(item.index)]:
            self._tell("cells", f"Moved below the answer, which stood further down: {', '.join(stood)}.")

    def _name(self, index: int) -> str:
        """nbgrader's name of a released cell."""
        return str(self.skeleton.cells[index].metadata.nbgrader["grade_id"])

    def _tell(self, kind: str, text: str) -> None:
        self.repairs.append(Repair(kind, text))

    def _tell_about_tags(self) -> None:
        """Answers in other cells, copies of answers, and metadata that are not as they were released."""
        if self.found:
            self._tell("cells", f"Found in another cell than its own, by the name it defines: {', '.join(self.found)}.")
        tags = Counter(tag for tag in self.matching.tags if tag in self.skeleton.slots)
        for index, count in tags.items():
            if count > 1 and index is not None:
                self._tell("cells", f"The cell {self._name(index)} is there {count} times: the last one above its "
                           "question that was written in counts.")  # fmt: skip
        changed = [
            place for place, tag in enumerate(self.matching.tags) if tag is not None and self._changed(place, tag)
        ]
        if changed:
            self._tell("metadata", f"Grading metadata, changed or missing, were put back in {_cells(len(changed))}.")

    def _changed(self, place: int, tag: int) -> bool:
        """Whether nbgrader's metadata of a cell differ from those released, the checksum apart."""
        return _essence(self.cells[place].about) != _essence(self.skeleton.cells[tag].metadata.get("nbgrader"))

    def _tell_about_missing(self, missing: Sequence[int]) -> None:
        """What was deleted or lost, by name where it has one."""
        named = [self._name(index) for index in missing if index not in self.skeleton.plain]
        if named:
            self._tell("cells", f"Missing, and put back as released: {', '.join(named)}.")
        if others := len(missing) - len(named):
            self._tell("cells", f"Of the rest of the released notebook, {_cells(others)} were missing.")
        if not self.answering and self.skeleton.slots.keys() <= set(missing):
            self._tell("file", ANOTHER_NOTEBOOK)


def _cells(count: int) -> str:
    """The number with its noun."""
    return f"{count} cell{'s' if count > 1 else ''}"


def _essence(about: object) -> object:
    """nbgrader's metadata without the checksum, which is the same for no two versions of nbgrader."""
    if not isinstance(about, dict):
        return about or None
    return {key: value for key, value in about.items() if key != "checksum"}
