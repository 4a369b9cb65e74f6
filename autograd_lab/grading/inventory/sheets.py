"""What somebody handed in: the answers of one person to one form, and what had to be said while it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autograd_lab.errors import LabError
from autograd_lab.grading.inventory.written import ANSWERED, Answer


class InventoryError(LabError, RuntimeError):
    """Something that was handed in cannot be read at all; the text says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The answers of one person to one form, by the numbers of the questions.

    who     as it was written; "" where nobody is named
    place   the file, and the row of a table, as in "before.csv, row 7"
    """

    who: str
    form: str
    place: str
    answers: Mapping[int, Answer]

    @cached_property
    def letters(self) -> dict[int, Answer]:
        """The answers that are counted: one letter that the question has."""
        return {number: answer for number, answer in self.answers.items() if answer.state == ANSWERED}


@dataclass
class Reading:
    """The sheets of what was handed in, in its order, and sentences on what was not as expected."""

    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Reading") -> None:
        """Put another reading behind this one."""
        self.sheets += other.sheets
        self.notes += other.notes


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in words, those that follow each other as a range.

    >>> ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in found)
