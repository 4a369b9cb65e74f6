"""Forms of rules that write into arrays which are already there, for the operations that a recorded step meets most.

Each does what its rule does, number by number and in the same order, so that the last bit agrees; the rule itself, in
`elementwise`, `products` and so on, says why. What has no form is computed by its rule. Forms stand in
`in_place_entries`, `in_place_products`, `in_place_rows` and `in_place_images`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.tensor.elementwise import Array
from autograd_lab.tensor.node import ArrayNode

PullInto = Callable[[Array, Array | None], Array]
"""(∂L/∂out, the array to write into or None for a new one) -> ∂L/∂operand, not yet summed over a broadcast."""


@dataclass(slots=True)
class Shared:
    """A pull whose result belongs to somebody else: what came from above, or a view of it."""

    pull: Callable[[Array], Array]


@dataclass(slots=True)
class Form:
    """An operation on arrays that are already there.

    renew   computes the node's array from its operands' present ones
    pulls   for each operand, as far as the rule has them
    """

    renew: Callable[[], object]
    pulls: tuple[PullInto | Shared, ...]


Maker = Callable[..., Form | None]  # called with the node and the operands; None where the rule must do it
FORMS: dict[Callable[..., Any], Maker] = {}


def form(rule: Callable[..., Any]) -> Callable[[Maker], Maker]:
    """A decorator: what follows makes the form of this rule."""

    def keep(maker: Maker) -> Maker:
        FORMS[rule] = maker
        return maker

    return keep


def is_plain(node: ArrayNode, *operands: Any) -> bool:
    """Whether node and operands are of one floating dtype, and the node's array is its own to write to."""
    out = node._data
    return (
        out.dtype.kind == "f"
        and out.flags.writeable
        and all(isinstance(t, ArrayNode) and t._data.dtype is out.dtype for t in operands)
        and not any(np.may_share_memory(out, t._data) for t in operands)
    )


add_up: Any = np.add.reduce  # called with places, which takes less time than names; its stub knows them by name alone
