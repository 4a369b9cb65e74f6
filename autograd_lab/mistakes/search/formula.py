"""A formula with a name for each ingredient, so that any of them can be edited while it is evaluated.

It is written as a function of `take`, which hands each ingredient through: `take("ŷ − y", y_hat - y)`. The right answer
comes out when nothing is edited. Names are those of the student: they stand in the report.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Constant(float):
    """A number that stands in the formula itself, such as the 2 of a square's derivative."""


Place = tuple[str, int]  # an ingredient in a layer; the layer is 0 where there is one only
Change = Callable[[Any, "Take", int], Any]  # value, the evaluation, layer → what stands in its place


@dataclass(frozen=True)
class Edit:
    """One ingredient replaced. `kind` is an entry of the catalogue, `it` and `other` fill its texts.

    `where` picks the layers, `within` says which they are, in words.
    """

    kind: str
    name: str
    change: Change
    other: str = ""
    where: Callable[[int, int], bool] = lambda layer, last: True
    within: str = ""

    @property
    def it(self) -> str:
        """The ingredient in words, with its layers."""
        return f"{self.name} {self.within}".rstrip()


@dataclass
class Take:
    """An evaluation of a formula; what is taken is replaced where an edit says so.

    `right` holds the values of the right evaluation, `last` is the number of the last layer, `seen` is filled.

    >>> take = Take([Edit("found-squared", "r", lambda value, take, layer: value**2)])
    >>> take("r", 3.0), take("s", 3.0)
    (9.0, 3.0)
    """

    edits: Sequence[Edit] = ()
    right: Mapping[Place, Any] = field(default_factory=dict)
    last: int = 0
    seen: dict[Place, Any] = field(default_factory=dict)
    offered: dict[Place, Any] = field(default_factory=dict)

    def __call__(self, name: str, value: Any, layer: int = 0) -> Any:
        """The ingredient, edited where it is to be."""
        self.seen[name, layer] = value
        for edit in self.edits:
            if edit.name == name and edit.where(layer, self.last):
                value = edit.change(value, self, layer)
        return value

    def offer(self, name: str, value: Any, layer: int = 0) -> Any:
        """A value that may stand in the place of another by mistake, and is no ingredient itself."""
        self.offered[name, layer] = value
        return value


Formula = Callable[[Take], tuple[Any, ...]]


def parts_by_formula(formula: Formula, take: Take) -> tuple[Any, ...]:
    """The parts of the answer as arrays of floats; NumPy's warnings are off."""
    with np.errstate(all="ignore"):
        return tuple(np.asarray(part, dtype=float) for part in formula(take))
