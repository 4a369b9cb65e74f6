"""Swaps of `mistakes/swaps/` in a network with several layers: in all of them, in the hidden ones, or in the last."""

from collections.abc import Callable, Mapping
from typing import Any

from autograd_lab.mistakes import Swap

Pick = Callable[[str, int, Mapping[str, Any]], Any]  # role, layer, ingredients by role → the ingredient to use
Scope = Callable[[int, int], bool]  # layer, last layer → whether the swap is made there

SCOPES: tuple[Scope, ...] = (
    lambda layer, last: True,
    lambda layer, last: layer < last,
    lambda layer, last: layer == last,
)


def unchanged(role: str, layer: int, made_of: Mapping[str, Any]) -> Any:
    """The right ingredient itself: no mistake anywhere."""
    return made_of[role]


def substitution(swap: Swap, scope: Scope, last: int) -> Pick:
    """A choice of ingredients that makes the swap in the layers in scope; `last` is the number of the last layer."""

    def pick(role: str, layer: int, made_of: Mapping[str, Any]) -> Any:
        return swap.by(made_of) if role == swap.role and scope(layer, last) else made_of[role]

    return pick
