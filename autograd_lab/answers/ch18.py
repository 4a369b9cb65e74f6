"""Chapter 18: a filter by hand, there and back; a stride with padding and a remainder; a pool along a row; the lab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers
from autograd_lab.answers.lab18 import EXERCISES as LAB

Array = np.ndarray[Any, np.dtype[np.float64]]

_ROW, _FILTER, _G = (1.0, 3, 0, 2), (2.0, -1, 1), (1.0, -2)
_NOT_FLIPPED = "The filter is not flipped: at the third number the first g meets the last weight."


def _input_gradient(w: Any, g: Any, length: int, stride: int = 1, add: bool = True) -> list[float]:
    """What each number of a (padded) row gets; with `add` off, only what came last."""
    found = [0.0] * length
    for j, arriving in enumerate(g):
        for i, weight in enumerate(w):
            found[stride * j + i] = arriving * weight + (found[stride * j + i] if add else 0.0)
    return found


def pool_gradient(x: Array, size: int, stride: int, g: Array) -> Array:
    """∂L/∂x of a max pool along a row: each g to the first largest entry of its window, added up (eq. 18.7)."""
    return _pool(x, size, stride, g)


def _pool(
    x: Array,
    size: int,
    stride: int,
    g: Array,
    add: bool = True,
    start_of: Callable[[int, int], int] = lambda j, stride: stride * j,
    last: bool = False,
    all_of_a_tie: bool = False,
    place_in_window: bool = False,
    mean: bool = False,
    scaled: bool = False,
) -> Array:
    """The gradient of a pool with one slip."""
    dx = np.zeros(len(x))
    for j, arriving in enumerate(g):
        start = start_of(j, stride)
        window = np.asarray(x[start : start + size])
        winners = np.flatnonzero(window == window.max())
        if mean:
            winners, arriving = np.arange(len(window)), arriving / size
        elif not all_of_a_tie:
            winners = winners[-1:] if last else winners[:1]
        places = winners if place_in_window else start + winners
        arriving = arriving * window.max() if scaled else arriving
        dx[places] = dx[places] + arriving if add else arriving
    return dx


_POOLS = [
    (
        "windows of 3, stride 2, with a tie",
        (np.array([1.0, 4, 4, 2, 0, 5, 5, 3]), 3, 2, np.array([1.0, 10, 100])),
    ),
    ("windows of 2 side by side, one number over", (np.array([2.0, 7, 1, 3, 9]), 2, 2, np.array([0.5, -1]))),
    ("windows of 4, stride 1", (np.array([0.5, -1, 3, 2, -2, 1, 0]), 4, 1, np.array([1.0, 2, -3, 5]))),
]

BY_HAND: dict[str, Exercise] = {
    "18.1": Numbers(
        right={"filter": (-5, 3, -4), "bias": -1, "input": _input_gradient(_FILTER, _G, 4)},
        slips={
            "filter": [
                ((-6, 0, -4), "That is what the second window brings. Both use the same weights: add."),
                ((1, 3, 0), "That is what the first window brings. Both use the same weights: add."),
                ((-4, 3, -5), "The right three, in the other order. The filter's gradient needs no flip."),
                ((1, -6, 2), "The two g are exchanged. The first belongs to the first window."),
                ((-5 / 2, 3 / 2, -2), "Those are means over the two windows. What comes back is added."),
                ((4, 6, 2), "Those are the two windows, added. Each is multiplied by what it is told first."),
            ],
            "bias": [
                (0, "The bias is added at each place. Its own value, 0, has no part in its gradient."),
                (2, "That is how many outputs there are. It gets the sum of what arrives at them."),
                (3, "The second g is −2, not 2."),
                (-1 / 2, "That is the mean of the two. What comes back is added."),
                (-2, "That is what came last. Add both."),
                (1, "That is the first g alone, or the sum with the other sign. It is 1 − 2."),
            ],
            "input": [
                (_input_gradient(_FILTER[::-1], _G, 4), _NOT_FLIPPED),
                (_input_gradient(_FILTER, _G, 4, add=False), "With = only what came last is left. Two get both."),
                (_input_gradient(_FILTER, _G[::-1], 4), "The two g are exchanged. The first belongs to window 0."),
                ((2, -1, 1, 0), "That is what window 0 brings. Add window 1, one place further on."),
                ((0, -4, 2, -2), "That is what window 1 brings. Add window 0."),
                ((2, 1, 0, 1), "Those are the weights, added up. Each window multiplies them by its g first."),
            ],
        },
        look="Write one line for each window: its g times what it lies on, or times the filter. Then add the lines.",
    ),
    "18.2": Numbers(
        right={"outputs": 2, "x_0": -4, "x_2": 3, "x_6": 0, "w_3": 5},
        slips={
            "outputs": [
                (3, "A third window would begin at place 6 of the padded row and not be full: it is left out."),
                (6, "That is with stride 1. Divide by the stride, and round down."),
                (8 / 3, "There is no two thirds of a window. Round down before you add 1."),
                (1, "That is ⌊5/3⌋. One window is there before the first move: add 1."),
                (4, "That is without stride and padding: 7 − 4 + 1."),
            ],
            "x_0": [
                (2, "That is what the padding in front of it gets. Cut the padding off first."),
                (1, "That is g times the weight, with a wrong one of both. x_0 lies under w_1 of window 0."),
                (6, "That is x_1's. Window 0 begins one place in front of x_0."),
                (-2, "That is the weight. Window 0 multiplies it by what it is told, 2."),
                (4, "The size is right. The weight on it, w_1, is negative."),
            ],
            "x_2": [
                (4, "That is what window 0 brings. Window 1 begins on this number."),
                (-1, "That is what window 1 brings. Window 0 ends on this number."),
                (6, "That is the number before it. With the padding in front, x_2 stands at place 3."),
                (1, "That is with stride 1. Window 1 begins three places after window 0."),
                (0, "Window 0 brings 2 · 2, and window 1 brings −1 · 1."),
                (5, "Window 1 is told −1: it takes one off."),
            ],
            "x_6": [
                (-2, "That is x_5's. Cut off the padding in front, and count again."),
                (2, "Window 1 begins at place 3 of the padded row, and is four long. Does it reach x_6?"),
                (-3, "That is x_4's. Write the padded row, and the windows under it."),
                (6, "That is its own value. What a number is has no part in its gradient."),
            ],
            "w_3": [
                (6, "That is what window 0 brings. Window 1 uses w_3 as well."),
                (-1, "That is what window 1 brings. Window 0 uses w_3 as well."),
                (-2, "That is without the padding. Window 0 begins one place in front of x_0, and ends on x_2."),
                (4, "That is with stride 1. Window 1 ends on x_5."),
                (7, "Window 1 is told −1: it takes one off."),
            ],
        },
        look="Write the padded row, and each window's g times the filter under the places on which it lies.",
    ),
    "18.3": Arrays(
        reference=pool_gradient,
        parts=("∂L/∂x",),
        inputs=_POOLS,
        slips=[
            (
                partial(_pool, add=False),
                "An entry that won two windows kept only what the last one sent. Look at your =.",
            ),
            (
                partial(_pool, place_in_window=True),
                "argmax counts from the beginning of the window. In x the winner stands stride · j further on.",
            ),
            (partial(_pool, last=True), "In a tie yours gives to the last. The first wins."),
            (
                partial(_pool, all_of_a_tie=True),
                "In a tie every winner gets all of g. Only the first of them does.",
            ),
            (
                partial(_pool, start_of=lambda j, stride: j),
                "Window j begins at stride · j, not at j.",
            ),
            (partial(_pool, mean=True), "That is the pool of means. Here the largest gets all of it."),
            (
                partial(_pool, scaled=True),
                "Yours multiplies by the value of the winner. A switch hands on g itself: its slope is 1.",
            ),
            (
                lambda x, size, stride, g: -pool_gradient(x, size, stride, g),
                "All have the other sign.",
            ),
        ],
    ),
}

EXERCISES = BY_HAND | LAB
