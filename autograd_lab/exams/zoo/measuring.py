"""What is measured of random numbers, which cannot be compared; and how far two right answers are apart by chance."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.question import Question, fresh_copies
from autograd_lab.mistakes import Array

ALIKE = 0.02  # of what was measured: no difference
#: how far apart two right answers may be where chance does more; each at least four standard errors of a draw
BY_CHANCE = {
    "mean of W, in standard deviations": 0.04,
    "largest entry, in standard deviations": 1.5,
    "share of zeros in the mask": 0.05,
    "share of zeros in out": 0.05,
}


def is_random(question: Question) -> bool:
    """Whether a question asks for random numbers: these are not compared, but measured."""
    return "rng" in question.signature


def differ_by_chance(name: str, one: Array, other: Array) -> bool:
    """Whether two measurements are no farther apart than those of two right answers may be."""
    return name in BY_CHANCE and bool(np.abs(one - other) <= BY_CHANCE[name])


def measurements(function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Array]:
    """What can be said of the random numbers that a function returns, and whether they come from its rng."""
    first, again, other = (
        function(*fresh_copies({**arguments, "rng": {"seed": arguments["rng"]["seed"] + add}})) for add in (0, 0, 1)
    )
    value = function(*fresh_copies(arguments))
    if isinstance(value, (tuple, list)):
        named = _of_mask(arguments["x"], *map(np.asarray, value))
        zeros = [np.count_nonzero(np.asarray(mask) == 0) for _, mask in (first, other)]
        named["as many zeros with another seed (1: yes)"] = np.asarray(float(zeros[0] == zeros[1]))
    else:
        named = _of_weights(np.asarray(value))
    first, again, other = map(_first, (first, again, other))
    return {
        **named,
        "the same numbers with the same seed (1: yes)": np.asarray(float(np.array_equal(first, again))),
        "other numbers with another seed (1: yes)": np.asarray(float(not np.array_equal(first, other))),
    }


def _first(value: Any) -> Array:
    return np.asarray(value[0] if isinstance(value, (tuple, list)) else value)


def _of_weights(W: Array) -> dict[str, Array]:
    size = float(W.std())
    return {
        "standard deviation of W": np.asarray(size),
        "mean of W, in standard deviations": np.asarray(np.round(float(W.mean()) / (size or 1.0), 2)),
        "shape of W": np.asarray(W.shape),
        "largest entry, in standard deviations": np.asarray(np.round(np.max(np.abs(W - W.mean())) / (size or 1.0), 1)),
        "entries of W that are alike": np.asarray(float(W.size - np.unique(W).size)),
    }


def _of_mask(x: Array, out: Array, mask: Array) -> dict[str, Array]:
    fits = out.ndim == 2 and mask.shape in (out.shape, out.shape[1:])
    return {
        "share of zeros in the mask": np.asarray(np.mean(mask == 0)),
        "largest entry of the mask": np.asarray(np.max(mask, initial=0.0)),
        "shape of the mask": np.asarray(mask.shape),
        "share of zeros in out": np.asarray(np.mean(out == 0)),
        "whole rows or whole columns are dropped (1: yes)": np.asarray(float(_in_lines(mask))),
        "out is x · mask (1: yes)": np.asarray(float(fits and np.allclose(out, x * mask))),
        "zeros of out stand where the mask has them (1: yes)": np.asarray(
            float(fits and np.array_equal(out == 0, np.broadcast_to(mask == 0, out.shape)))
        ),
    }


def _in_lines(mask: Array) -> bool:
    """Whether one random number decides for a whole row or column."""
    return mask.ndim != 2 or bool(np.all(mask == mask[:1]) or np.all(mask == mask[:, :1]))
