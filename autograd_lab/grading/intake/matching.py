"""Which cell of a submission is which cell of the released notebook, and which one holds the answer that counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograd_lab.grading.intake.bindings import bound_names, bound_names_of_python
from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.handed_in import HandedCell
from autograd_lab.grading.intake.skeleton import Skeleton, Slot


@dataclass
class Matching:
    """The cells of a submission beside those of the released notebook.

    tags     for each cell, the released cell that it is an edition of; None for a cell of the student's own
    answers  for each slot that is answered, the cell that answers it
    texts    for each cell to be graded by hand, the cell with the student's words
    """

    skeleton: Skeleton
    cells: Sequence[HandedCell]
    tags: list[int | None] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)  # slot → cell
    texts: dict[int, int] = field(default_factory=dict)  # cell to be graded by hand → cell

    @classmethod
    def of(cls, skeleton: Skeleton, cells: Sequence[HandedCell]) -> "Matching":
        """Match the cells of a submission."""
        matching = cls(skeleton, cells)
        matching._tag_cells()
        found_cells = {slot.index: matching._answering_cell(slot) for slot in skeleton.slots.values()}
        matching.answers = {index: found for index, found in found_cells.items() if found is not None}
        for index in skeleton.written:
            if (found := matching._words_cell(index)) is not None:
                matching.texts[index] = found
        return matching

    @cached_property
    def names(self) -> list[frozenset[str]]:
        """The names that each cell binds; of a cell that is no longer code, only if it parses as Python."""
        return [
            bound_names(cell.source) if cell.kind == "code" else bound_names_of_python(cell.source)
            for cell in self.cells
        ]

    def place(self, index: int) -> int | None:
        """Where the released cell stands in the submission: its first cell with that tag."""
        return self.tags.index(index) if index in self.tags else None

    def _tag_cells(self) -> None:
        """Set `tags`: by cell id, since nobody else draws ours; else by text; else by grade_id, which copies keep."""
        released = self.skeleton.cells
        ids = {str(cell.get("id", "")): index for index, cell in enumerate(released)}
        grades = {grade_id(cell): index for index, cell in enumerate(released) if grade_id(cell)}
        texts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for index, cell in enumerate(released):
            if index not in self.skeleton.slots:
                texts[cell.cell_type, cell.source.strip()].append(index)
        self.tags = [ids.get(cell.id) if cell.id else None for cell in self.cells]
        used = set(self.tags)
        for place, handed in enumerate(self.cells):
            same = texts.get((handed.kind, handed.source.strip()), [])
            if self.tags[place] is None and same:
                self.tags[place] = next((index for index in same if index not in used), self._tag_of_copy(same))
                used.add(self.tags[place])
            if self.tags[place] is None:
                self.tags[place] = grades.get(handed.grade_id)
        self._drop_second_claims()

    def _tag_of_copy(self, same: list[int]) -> int | None:
        """The tag of a second copy: the same cell if that is locked; None if it is plain, and so the student's."""
        return same[0] if same[0] not in self.skeleton.plain else None

    def _drop_second_claims(self) -> None:
        """Clear the tags of copies of a plain cell: they are cells of the student's own."""
        seen: set[int] = set()
        for place, tag in enumerate(self.tags):
            if tag in self.skeleton.plain:
                self.tags[place] = None if tag in seen else tag
                seen.add(tag)

    def _answering_cell(self, slot: Slot) -> int | None:
        """The cell that answers the slot: by grade_id or id, else by the names it defines."""
        everywhere = range(len(self.cells))
        defining = [place for place in everywhere if self.names[place] & slot.functions]
        tagged = [place for place in everywhere if self.tags[place] == slot.index]
        # released texts and data answer nothing, whatever they bind
        free = [place for place in defining if self.tags[place] in (None, *self.skeleton.slots)]
        misfiled = [place for place in tagged if place not in defining and self._answers_another(place, slot)]
        for group in (
            [place for place in tagged if place in defining],
            [place for place in free if place not in tagged],
            [place for place in defining if self._typed_elsewhere(place, slot)],
            [place for place in tagged if place not in defining and place not in misfiled],
        ):
            if (found := self._last_written(slot, group)) is not None:
                return found
        return None

    def _typed_elsewhere(self, place: int, slot: Slot) -> bool:
        """Whether the student typed the answer into a released cell that was not made for it."""
        tag = self.tags[place]
        return tag is not None and tag not in self.skeleton.slots and not self.skeleton.names(tag) & slot.functions

    def _answers_another(self, place: int, slot: Slot) -> bool:
        """Whether a cell binds what another slot asks for."""
        return any(other.index != slot.index for other in self.skeleton.slot_of(self.names[place]))

    def _last_written(self, slot: Slot, group: Iterable[int]) -> int | None:
        """The last cell of the group that is no stub, preferring those above the question; None if all are stubs."""
        written = [place for place in group if not slot.is_blank(self.cells[place].source)]
        asked = [self.place(check) for check, waits in self.skeleton.checks.items() if slot.index in waits]
        ends = [place for place in asked if place is not None]
        above = [place for place in written if not ends or place < min(ends)]
        return next(reversed(above or written), None)

    def _words_cell(self, index: int) -> int | None:
        """The cell that holds the answer in words: the last one with its tag that was written in, else by its place."""
        blank = self.skeleton.cells[index].source.strip()
        tagged = [place for place, tag in enumerate(self.tags) if tag == index]
        if written := [place for place in tagged if self.cells[place].source.strip() not in ("", blank)]:
            return written[-1]
        if not tagged:
            return self._stray_words(index)
        another = self.skeleton.slots and not self.skeleton.slots.keys() & set(self.tags)  # texts of another notebook
        return tagged[-1] if another else self._words_beside(tagged[-1])

    def _words_beside(self, blank: int) -> int:
        """The student's text cell nearest to an answer left blank, between the questions around it; else the blank."""
        known = self.skeleton.written | self.skeleton.locked | self.skeleton.slots.keys()
        marks = [place for place, tag in enumerate(self.tags) if tag in known and place != blank]
        start = max((place for place in marks if place < blank), default=-1)
        end = min((place for place in marks if place > blank), default=len(self.cells))
        own = [
            place
            for place in range(start + 1, end)
            if self.tags[place] is None
            and self.cells[place].kind != "code"
            and self.cells[place].source.strip()
            and place not in self.texts.values()
        ]
        return min(own, key=lambda place: abs(place - blank), default=blank)

    def _stray_words(self, index: int) -> int | None:
        """An untagged text cell: the only one whose metadata call it an answer, else the one in the answer's place."""
        strays = [place for place, tag in enumerate(self.tags) if tag is None and self.cells[place].kind != "code"]
        answers = [place for place in strays if _claims_grading_by_hand(self.cells[place].about)]
        if len(answers) == 1 == len(self.skeleton.written):
            return answers[0]
        before, after = self.place(index - 1), self.place(index + 1)
        if before is None or (after is None and index + 1 < len(self.skeleton.cells)):
            return None
        end = len(self.cells) if after is None else after
        return next((place for place in strays if before < place < end), None)


def _claims_grading_by_hand(about: object) -> bool:
    """Whether a cell's own metadata call it an answer to be graded by hand; a false claim earns nothing."""
    return isinstance(about, dict) and bool(about.get("grade")) and bool(about.get("solution"))
