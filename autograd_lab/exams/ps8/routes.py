"""The parts of pooling's gradients in problem set 8: windows, a share for each entry, a way to put them together."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array

#: (rows, columns) of x that a window reads, those of dx that it writes to, and what arrives at it, (N, C)
Cell = tuple[tuple[slice, slice], tuple[slice, slice], Array]
Window = Callable[[Array], Array]


def first_largest(window: Array) -> Array:
    """1 at the first of the largest entries of each window in reading order, 0 elsewhere; (N, C, h, w)."""
    flat = window.reshape(*window.shape[:2], -1)
    places = flat.argmax(axis=-1)[..., None]  # ValueError where a window is empty
    return np.asarray((np.arange(flat.shape[-1]) == places).reshape(window.shape), dtype=float)


def share_of_gradient(share: Array, window: Array, g: Array) -> Array:
    """What each entry of the windows gets: its share of the gradient that arrives."""
    return share * g


def add_in_place(there: Array, given: Array) -> None:
    """Adds what is given to what is there, in place."""
    there += given


def gradient_by_routes(x: Array, cells: Iterable[Cell], share: Any, hand: Any, put: Any) -> Array:
    """The gradient of x, (N, C, H, W): each window hands what arrives at it to its entries, and `put` collects it."""
    dx = np.zeros(x.shape)
    for read, written, g in cells:
        window = x[:, :, read[0], read[1]]
        put(dx[:, :, written[0], written[1]], np.asarray(hand(share(window), window, g[:, :, None, None])))
    return dx


def place_in_cycle(rng: np.random.Generator, length: int) -> int:
    """The number of earlier draws from this generator, modulo `length`: what must not be left to chance goes by it."""
    seeds = rng.bit_generator.seed_seq
    seeds.spawn(1)  # type: ignore[attr-defined]
    return int(seeds.n_children_spawned - 1) % length  # type: ignore[attr-defined]
