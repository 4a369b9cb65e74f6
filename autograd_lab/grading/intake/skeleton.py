"""The notebook as it was released: which cells ask, which wait for an answer, and what a question waits for."""

from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from autograd_lab.grading.intake.bindings import bound_names, defined_names, stub_names
from autograd_lab.grading.intake.cells import NoQuestionError, grade_id, is_autograded, is_code, read_graded_cell


@dataclass(frozen=True)
class Slot:
    """A code cell of the released notebook that is to hold the student's answer."""

    index: int
    name: str
    functions: frozenset[str]  # what the blank defines
    open: frozenset[str]  # those of them that do nothing yet
    blank: str

    def is_blank(self, source: str) -> bool:
        """Whether the text is no answer: empty, as it was released, or with every function still a stub."""
        if source.strip() in ("", self.blank.strip()):
            return True
        written_for = self.open & defined_names(source)
        return bool(written_for) and written_for <= stub_names(source)


@dataclass
class Skeleton:
    """The released notebook, looked up in the ways that a transplant needs."""

    cells: list[NotebookNode]
    slots: dict[int, Slot] = field(default_factory=dict)
    checks: dict[int, frozenset[int]] = field(default_factory=dict)  # each waits for the slots before it
    written: set[int] = field(default_factory=set)  # answered in words, or graded by hand for another reason
    locked: set[int] = field(default_factory=set)  # checks, and what else the student does not change
    preamble: list[int] = field(default_factory=list)  # code that stands above the first answer

    @cached_property
    def plain(self) -> set[int]:
        """Cells that nbgrader does not know: texts, imports, data, trials."""
        return {index for index, cell in enumerate(self.cells) if not grade_id(cell)}

    def slot_of(self, names: frozenset[str]) -> list[Slot]:
        """The slots that are answered by a cell which binds these names."""
        return [slot for slot in self.slots.values() if slot.functions & names]

    @classmethod
    def of(cls, released: NotebookNode) -> "Skeleton":
        """Read the released notebook."""
        skeleton = cls(list(released.cells))
        group: list[int] = []  # the slots since the last check: it waits for them
        fresh = True
        for index, cell in enumerate(skeleton.cells):
            about = cell.metadata.get("nbgrader", {})
            if about.get("solution") and about.get("grade"):
                skeleton.written.add(index)
            elif about.get("solution") and is_code(cell):
                skeleton.slots[index] = Slot(
                    index, grade_id(cell), defined_names(cell.source), stub_names(cell.source), cell.source
                )
                group = [*group, index] if not fresh else [index]
                fresh = False
            elif is_autograded(cell):
                skeleton.locked.add(index)
                skeleton.checks[index] = frozenset(group) | skeleton._asked(cell)
                fresh = True
            elif grade_id(cell):
                skeleton.locked.add(index)
            elif is_code(cell) and not skeleton.slots:
                skeleton.preamble.append(index)
        return skeleton

    def _asked(self, cell: NotebookNode) -> frozenset[int]:
        """The slots whose stub defines the function that a check asks about; none for a check that cannot be read."""
        try:
            function = read_graded_cell(cell).function
        except NoQuestionError:
            return frozenset()
        return frozenset(index for index, slot in self.slots.items() if function in slot.functions)

    def names(self, index: int) -> frozenset[str]:
        """The names that a released cell binds."""
        return bound_names(self.cells[index].source)
