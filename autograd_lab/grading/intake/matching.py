"""Which cell of a submission is which cell of the released notebook, and which one holds the answer that counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograd_lab.grading.intake.bindings import bound, bound_if_python
from autograd_lab.grading.intake.cells import grade_id
from autograd_lab.grading.intake.handed_in import HandedCell
from autograd_lab.grading.intake.skeleton import Skeleton, Slot


@dataclass
class Matching:
    """`tags` says which released cell each cell claims to be; `answers` and `texts` which cell answers a slot."""

    skeleton: Skeleton
    cells: Sequence[HandedCell]
    tags: list[int | None] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)  # slot → cell
    texts: dict[int, int] = field(default_factory=dict)  # cell to be graded by hand → cell

    @classmethod
    def of(cls, skeleton: Skeleton, cells: Sequence[HandedCell]) -> "Matching":
        """Match the cells of a submission."""
        matching = cls(skeleton, cells)
        matching._tag()
        for slot in skeleton.slots.values():
            if (found := matching._answer(slot)) is not None:
                matching.answers[slot.index] = found
        for index in skeleton.written:
            if (found := matching._text(index)) is not None:
                matching.texts[index] = found
        return matching

    @cached_property
    def names(self) -> list[frozenset[str]]:
        """Names that each cell gives a value; a cell that is no code any more has to be Python to give any."""
        return [bound(cell.source) if cell.kind == "code" else bound_if_python(cell.source) for cell in self.cells]

    def place(self, index: int) -> int | None:
        """Where the released cell stands in the submission: its first cell with that tag."""
        return self.tags.index(index) if index in self.tags else None

    def _tag(self) -> None:
        """By cell id, since nobody else draws ours; else by text; else by grade_id, which copies keep."""
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
                self.tags[place] = next((index for index in same if index not in used), self._again(same))
                used.add(self.tags[place])
            if self.tags[place] is None:
                self.tags[place] = grades.get(handed.grade_id)
        self._drop_second_claims()

    def _again(self, same: list[int]) -> int | None:
        """A second copy of a locked cell is that cell once more; one of a plain cell is the student's own."""
        return same[0] if same[0] not in self.skeleton.plain else None

    def _drop_second_claims(self) -> None:
        """A plain cell stands once; its copies are cells of the student's own."""
        seen: set[int] = set()
        for place, tag in enumerate(self.tags):
            if tag in self.skeleton.plain:
                self.tags[place] = None if tag in seen else tag
                seen.add(tag)

    def _answer(self, slot: Slot) -> int | None:
        """The cell that answers the slot: by grade_id or id, else by the names it defines."""
        everywhere = range(len(self.cells))
        defining = [place for place in everywhere if self.names[place] & slot.functions]
        tagged = [place for place in everywhere if self.tags[place] == slot.index]
        free = [place for place in defining if self._may_answer(place)]
        typed = [place for place in defining if self._typed_elsewhere(place, slot)]
        misfiled = [place for place in tagged if place not in defining and self._answers_another(place, slot)]
        for group in (
            [place for place in tagged if place in defining],
            [place for place in free if place not in tagged],
            typed,
            [place for place in tagged if place not in defining and place not in misfiled],
        ):
            if (found := self._last(slot, group)) is not None:
                return found
        return None

    def _may_answer(self, place: int) -> bool:
        """Released texts, data and trials answer nothing, even where a name in them is a function's."""
        tag = self.tags[place]
        return tag is None or tag in self.skeleton.slots

    def _typed_elsewhere(self, place: int, slot: Slot) -> bool:
        """Whether the student typed the answer into a released cell that is for something else."""
        tag = self.tags[place]
        if tag is None or tag in self.skeleton.slots:
            return False
        return not self.skeleton.names(tag) & slot.functions

    def _answers_another(self, place: int, slot: Slot) -> bool:
        return any(other.index != slot.index for other in self.skeleton.slot_of(self.names[place]))

    def _last(self, slot: Slot, group: Iterable[int]) -> int | None:
        """The last cell of the group that is no blank, above the question if one of them is."""
        written = [place for place in group if not slot.is_blank(self.cells[place].source)]
        asked = [self.place(check) for check, waits in self.skeleton.checks.items() if slot.index in waits]
        ends = [place for place in asked if place is not None]
        above = [place for place in written if not ends or place < min(ends)]
        return next(reversed(above or written), None)

    def _text(self, index: int) -> int | None:
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
        """The student's own words nearest to an answer left blank, between the questions around it; else the blank."""
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
        """Words without a name: the only ones that say they are an answer to be graded, else those in their place."""
        strays = [place for place, tag in enumerate(self.tags) if tag is None and self.cells[place].kind != "code"]
        answers = [place for place in strays if _graded_by_hand(self.cells[place].about)]
        if len(answers) == 1 == len(self.skeleton.written):
            return answers[0]
        before, after = self.place(index - 1), self.place(index + 1)
        if before is None or (after is None and index + 1 < len(self.skeleton.cells)):
            return None
        end = len(self.cells) if after is None else after
        return next((place for place in strays if before < place < end), None)


def _graded_by_hand(about: object) -> bool:
    """Whether a cell says that a person grades it. It may say so: it gains nothing by it."""
    return isinstance(about, dict) and bool(about.get("grade")) and bool(about.get("solution"))
