"""Puts a student's answers into the notebook as it was released.

What the student wrote keeps its order, with the cells that they added; everything that nbgrader relies on (ids, points,
locks, the questions themselves) comes from the released notebook, whatever the file says. A question that stands above
its answer is moved below it, and what was deleted is put back.
"""

import copy
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograd_lab.exams import illustrations
from autograd_lab.grading.intake.handed_in import HandedCell
from autograd_lab.grading.intake.matching import Matching
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.intake.skeleton import Skeleton, Slot
from autograd_lab.grading.points import earlier_points, is_earlier

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


def transplant_answers(released: NotebookNode, cells: Sequence[HandedCell]) -> tuple[NotebookNode, list[Repair]]:
    """The released notebook with the answers and the own cells of `cells`, and what was put right on the way."""
    work = _Transplant(Skeleton.of(released), cells, earlier_points(released))
    placed = work.placed_cells()
    notebook = new_notebook(cells=[item.cell for item in placed], metadata=copy.deepcopy(released.metadata))
    return notebook, work.repairs


class _Transplant:
    """The state of one transplant: the matching, and the repairs so far."""

    def __init__(self, skeleton: Skeleton, cells: Sequence[HandedCell], earlier: Mapping[str, Sequence[float]]) -> None:
        self.skeleton, self.cells, self.earlier = skeleton, cells, earlier
        self.matching = Matching.of(skeleton, cells)
        self.repairs: list[Repair] = []
        self.found: list[str] = []  # answers that stood in other cells than theirs
        self.by_place = {place: index for index, place in self.matching.texts.items()}
        self.answering: dict[int, list[Slot]] = {}  # cell → the slots that it answers
        for index, place in sorted(self.matching.answers.items()):
            self.answering.setdefault(place, []).append(skeleton.slots[index])

    def placed_cells(self) -> list[Placed]:
        """The cells of the new notebook in their order."""
        out = [item for place in range(len(self.cells)) for item in self._placed_from(place)]
        self._report_tags()
        self._put_back(out)
        self._raise_preamble(out)
        self._lower_checks(out)
        return out

    def _placed_from(self, place: int) -> list[Placed]:
        """The cells of the new notebook that one handed-in cell becomes: usually one, for some none."""
        cell, tag = self.cells[place], self.matching.tags[place]
        if place in self.answering:
            return self._answer_cells(place, self.answering[place])
        if place in self.by_place:
            return self._words_cells(self.by_place[place], place)
        if tag is None:
            return [self._own_cell(place)]
        if tag in self.skeleton.slots:
            return self._unanswered(self.skeleton.slots[tag], place)
        if tag in self.skeleton.written:
            return self._words_cells(tag, place)
        if tag in self.skeleton.locked:
            return self._locked_cells(tag, place)
        return [self._filled(tag, cell)]

    def _unanswered(self, slot: Slot, place: int) -> list[Placed]:
        """A slot's cell that is not the answer: an attempt is kept, a stub only where the slot has no answer."""
        if not slot.is_blank(self.cells[place].source):
            return [self._own_cell(place)]
        if slot.index in self.matching.answers or self.matching.place(slot.index) != place:
            return []
        return [Placed(self._filled(slot.index, self.cells[place]).cell, slot.index)]

    def _own_cell(self, place: int) -> Placed:
        """A cell that the student added, with an id of ours."""
        cell = self.cells[place]
        return Placed(self._with_attachments(NEW_CELL[cell.kind](cell.source, id=f"own-{place}"), cell), answered=True)

    def _filled(self, index: int, cell: HandedCell) -> Placed:
        """A released cell with the text that the student gave it."""
        new = copy.deepcopy(self.skeleton.cells[index])
        if new.source.strip() != cell.source.strip():
            illustrations.unmark(new.metadata)
        new.source = cell.source
        return Placed(self._with_attachments(new, cell), index, answered=True)

    @staticmethod
    def _with_attachments(new: NotebookNode, cell: HandedCell) -> NotebookNode:
        """The cell with the pictures that the student put into it."""
        if cell.attachments and new.cell_type != "code":
            new["attachments"] = {name: dict(bundle) for name, bundle in cell.attachments.items()}
        return new

    def _answer_cells(self, place: int, slots: list[Slot]) -> list[Placed]:
        """The cell that answers these slots, in the place of one of them, and notes in the places of the others."""
        cell, tag = self.cells[place], self.matching.tags[place]
        first = next((slot for slot in slots if slot.index == tag), slots[0])
        if cell.kind != "code":
            self._add_repair("cells", f"The answer {first.name} was a {cell.kind} cell: made code again.")
        if first.index != tag:
            self.found.append(first.name)
        out = [self._filled(first.index, cell)]
        for slot in slots:
            if slot is not first:
                self.found.append(slot.name)
                note = copy.deepcopy(self.skeleton.cells[slot.index])
                note.source = f"# answered in the cell of {first.name}"  # the stub would overwrite the answer
                out.append(Placed(note, slot.index))
        return out

    def _words_cells(self, index: int, place: int) -> list[Placed]:
        """An answer in words, without copies of it that were not written in; an empty one is as it was released."""
        cell, released = self.cells[place], self.skeleton.cells[index]
        if self.matching.texts.get(index) == place:
            if not cell.source.strip() and not cell.attachments:
                return [Placed(copy.deepcopy(released), index)]
            if self.matching.tags[place] != index:
                self._add_repair("cells", f"The answer {self._name(index)} was found by its place.")
            if cell.kind != released.cell_type:
                self._add_repair(
                    "cells", f"The answer {self._name(index)} was a {cell.kind} cell: made {released.cell_type}."
                )
            return [self._filled(index, cell)]
        return [] if cell.source.strip() in ("", released.source.strip()) else [self._own_cell(place)]

    def _locked_cells(self, index: int, place: int) -> list[Placed]:
        """A locked cell as it was released; nothing for a second copy."""
        if self.matching.place(index) != place:
            self._add_repair("cells", f"A copy of the locked cell {self._name(index)} was left out.")
            return []
        cell, released = self.cells[place], self.skeleton.cells[index]
        if cell.source.strip() != released.source.strip() or cell.kind != released.cell_type:
            self._add_repair("cells", f"The locked cell {self._name(index)} was changed: put back.")
        return [Placed(copy.deepcopy(released), index)]

    def _put_back(self, out: list[Placed]) -> None:
        """Insert missing released cells, each behind the one before it, but no code that rebinds a student's name."""
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
            self._report_missing([index for index in missing if not self._typed_over(index)])

    def _stood(self, index: int) -> bool:
        """Whether a question was handed in as a question, and not typed over."""
        return self.matching.place(index) is not None and not self._typed_over(index)

    def _typed_over(self, index: int) -> bool:
        """Whether an answer stands in a question's own cell."""
        return self.matching.place(index) in self.answering

    def _runs(self, place: int) -> bool:
        """Whether the cell is one of the student's that runs: an answer, or of their own."""
        return place in self.answering or self.matching.tags[place] is None

    def _raise_preamble(self, out: list[Placed]) -> None:
        """Move the preamble, imports and data, back to the top where it stands below an answer."""
        answers = [place for place, item in enumerate(out) if item.index in self.skeleton.slots and item.answered]
        if low := [item for item in out[min(answers, default=len(out)) :] if item.index in self.skeleton.preamble]:
            self._add_repair("cells", "The released imports and data stood below an answer: moved to the top.")
            out[:] = sorted(low, key=lambda item: item.index or 0) + [item for item in out if item not in low]

    def _lower_checks(self, out: list[Placed]) -> None:
        """Move each question below the answers that it waits for."""
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
            self._add_repair("cells", f"Moved below the answer, which stood further down: {', '.join(stood)}.")

    def _name(self, index: int) -> str:
        """nbgrader's name of a released cell."""
        return str(self.skeleton.cells[index].metadata.nbgrader["grade_id"])

    def _add_repair(self, kind: str, text: str) -> None:
        """Add a repair to the list."""
        self.repairs.append(Repair(kind, text))

    def _report_tags(self) -> None:
        """Add repairs for answers in other cells, copies of answers, and metadata that were changed."""
        if self.found:
            self._add_repair(
                "cells", f"Found in another cell than its own, by the name it defines: {', '.join(self.found)}."
            )
        tags = Counter(tag for tag in self.matching.tags if tag in self.skeleton.slots)
        for index, count in tags.items():
            if count > 1 and index is not None:
                counts = "the last one above its question that was written in counts."
                self._add_repair("cells", f"The cell {self._name(index)} is there {count} times: {counts}")
        tagged = [(place, tag) for place, tag in enumerate(self.matching.tags) if tag is not None]
        if changed := sum(self._is_changed(place, tag) for place, tag in tagged):
            self._add_repair(
                "metadata", f"Grading metadata, changed or missing, were put back in {_count_of_cells(changed)}."
            )

    def _is_changed(self, place: int, tag: int) -> bool:
        """Whether nbgrader's metadata of a cell differ from those released, the checksum and earlier points apart."""
        about = _without_checksum(self.cells[place].about)
        released = _without_checksum(self.skeleton.cells[tag].metadata.get("nbgrader"))
        return about != released and not (isinstance(released, dict) and is_earlier(about, released, self.earlier))

    def _report_missing(self, missing: Sequence[int]) -> None:
        """Add repairs for what was deleted or lost, by name where it has one."""
        if named := [self._name(index) for index in missing if index not in self.skeleton.plain]:
            self._add_repair("cells", f"Missing, and put back as released: {', '.join(named)}.")
        if others := len(missing) - len(named):
            verb = "was" if others == 1 else "were"
            self._add_repair(
                "cells", f"Of the rest of the released notebook, {_count_of_cells(others)} {verb} missing."
            )
        if not self.answering and self.skeleton.slots.keys() <= set(missing):
            self._add_repair("file", ANOTHER_NOTEBOOK)


def _count_of_cells(count: int) -> str:
    """The number with its noun, "1 cell" or "3 cells"."""
    return f"{count} cell{'s' if count > 1 else ''}"


def _without_checksum(about: object) -> object:
    """nbgrader's metadata without the checksum, which differs between versions of nbgrader."""
    if not isinstance(about, dict):
        return about or None
    return {key: value for key, value in about.items() if key != "checksum"}
