"""Chapter 24: one loss in five programs, JAX's question put to our engine, six logs, and the cause of each pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers, Reply
from autograd_lab.answers.ward import FAULTS
from autograd_lab.tensor.tensor import Tensor

Array = np.ndarray[Any, np.dtype[np.float64]]
Loss = Callable[..., Tensor]
Found = tuple[float, list[Array]]


def value_and_gradients(f: Loss, arrays: Sequence[Array]) -> Found:
    """The value of a function of Tensors, and its gradient in each array: zeros in what it does not use."""
    leaves = [Tensor(array, requires_grad=True) for array in arrays]
    loss = f(*leaves)
    loss.backward()
    return loss.item(), [np.zeros(leaf.shape) if leaf.grad is None else np.array(leaf.grad) for leaf in leaves]


def _without(missing: Callable[[Array], bool]) -> Callable[[Loss, Sequence[Array]], Found]:
    """The right answer, with no gradient (NaN) where there should be one that is `missing`."""

    def slip(f: Loss, arrays: Sequence[Array]) -> Found:
        value, gradients = value_and_gradients(f, arrays)
        return value, [np.full(g.shape, np.nan) if missing(g) else g for g in gradients]

    return slip


def _gradients_times(factor: float, sign: float = 1) -> Callable[[Loss, Sequence[Array]], Found]:
    """The right value, with gradients that are a multiple."""

    def slip(f: Loss, arrays: Sequence[Array]) -> Found:
        value, gradients = value_and_gradients(f, arrays)
        return value, [sign * factor * g for g in gradients]

    return slip


@dataclass(frozen=True)
class AskedTwice:
    """An exercise whose function is asked twice, and judged by its second answer; a gradient of None counts as NaN."""

    inner: Arrays

    def judge(self, answer: object) -> Reply:
        """The reply."""
        if not callable(answer):
            return self.inner.judge(answer)

        def again(f: Loss, arrays: Sequence[Array]) -> Any:
            answer(f, arrays)
            return _plain_arrays(answer(f, arrays), arrays)

        return self.inner.judge(again)


def _plain_arrays(came: Any, arrays: Sequence[Array]) -> Any:
    """What came, with NumPy's arrays for Tensors and NaN for None, as far as it has the form of an answer."""
    if not isinstance(came, tuple | list) or len(came) != 2 or not isinstance(came[1], tuple | list):
        return came
    value, gradients = came
    plain = [g.numpy() if isinstance(g, Tensor) else g for g in gradients]
    sizes = [np.shape(array) for array in arrays] if len(plain) == len(arrays) else [()] * len(plain)
    filled = [np.full(size, np.nan) if g is None else g for g, size in zip(plain, sizes, strict=True)]
    return value.item() if isinstance(value, Tensor) else value, filled


def _sum_of_cubes(a: Tensor, b: Tensor) -> Tensor:
    return (a * a * a).sum()


_LAYER = [readable_normals(1, 3, 2), readable_normals(2, 2), readable_normals(3, 4, 3)]
_TRIALS: list[tuple[str, tuple[Any, ...]]] = [
    ("the taxi", (lambda w, u: (w * u - 9) ** 2, [np.array(2.0), np.array(3.0)])),
    ("a layer and a mean", (lambda W, b, x: ((x @ W + b).tanh() ** 2).mean(), _LAYER)),
    ("an array that is not used", (_sum_of_cubes, [readable_normals(7, 3), readable_normals(8, 2, 2)])),
]

CAUSES = {
    1: "a factor in the loss",
    2: "the weights are stored the other way round",
    3: "one computes in 32 bits",
    4: "in one, something is not watched",
    5: "in one, nobody clears",
}
PAIRS = {"A": 5, "B": 3, "C": 1, "D": 2, "E": 4, "F": 1, "G": 5}

#: what speaks against a cause, whatever the pair
_AGAINST = {
    1: "A factor in the loss is the same number in all places of all four arrays, on the first batch already.",
    2: "What is stored the other way round has its numbers in other places, and none of them is another number. "
    "The biases stay.",
    3: "32 bits leave six or seven digits that agree, in all four arrays. How many agree here?",
    4: "What is not watched has no gradient at all. Is there an array without one?",
    5: "What nobody clears is right on the first batch, and shows on the second. Is it so here?",
}
_SPECIAL = {
    (
        "A",
        1,
    ): "Divide the arrays of the second batch: it is another number in each place, and on the first batch it is 1.",
    ("C", 5): "The first batch differs already, and there was nothing to be cleared. Which numbers are 4 and 6?",
    (
        "G",
        1,
    ): "Twice as much, in all places, but on the second batch alone. A loss has its factor on the first one, too.",
    ("D", 4): "All four arrays are there. Do W and V hold the same numbers in both programs, in other places?",
    ("D", 1): "The biases are equal, and so the loss is. Look at W and at its transpose.",
    ("E", 1): "Where there is a gradient, it is equal. What about the others?",
    ("F", 5): "The first batch differs already, by the same factor as the second.",
    ("B", 1): "Subtract: what is left is a ten-millionth of the numbers. No loss has such a factor.",
}


def _slips(letter: str, right: int) -> list[tuple[float | Sequence[float], str]]:
    return [(cause, _SPECIAL.get((letter, cause), _AGAINST[cause])) for cause in CAUSES if cause != right]


#: the six nights: each network's fault by its number, 0 for none
NIGHTS = {"P": 8, "Q": 2, "R": 1, "S": 5, "T": 7, "U": 0}


def _wrong_readings(name: str) -> list[tuple[float, str]]:
    """Each wrong reading of this night's log, with the reply to it."""
    said = {
        0: "A healthy network is inside the range in every line. Is this one?",
        1: "Where nothing is zeroed, hardly a gradient may arrive, and yet much moves. Does it here?",
        2: "Copies show in the last line, and perhaps nowhere else.",
        3: "Uphill, the loss goes to 1/2 and the weights still move. Look at both changes.",
        4: "Inputs that are not scaled saturate nearly every neuron, and gradients still arrive at the second matrix.",
        5: "What is left out of the update has a gradient and a change of exactly 0. Is there such a matrix?",
        6: "Where rows and targets are mixed up, both losses stay near 1/4.",
        7: "Without the slope the first matrix's gradients are too large, and more than half of the neurons saturate.",
        8: "Steps that are far too long throw a network where nothing moves any more: changes of 0 in both matrices.",
    }
    return [(fault, said[fault]) for fault in (0, *FAULTS) if fault != NIGHTS[name]]


EXERCISES: dict[str, Exercise] = {
    "24.1": Numbers(
        right={"pytorch": 24, "jax": 12, "tensorflow": 12, "keras": 3, "keras_mse": 3},
        slips={
            "pytorch": [
                (12, "That is one pass. The second adds to what is in the leaf."),
                (36, "That is the loss. Its slope is 2w."),
                (72, "That is twice the loss. Its slope is 2w."),
            ],
            "jax": [
                (24, "What a function returns does not add up: it starts from nothing each time."),
                (36, "That is the loss. Its slope is 2w."),
            ],
            "tensorflow": [
                (24, "A tape returns its gradients and keeps none. There is nothing to add to."),
                (36, "That is the loss. Its slope is 2w."),
                (0, "A persistent tape gives the same again. Without persistent=True an error comes."),
            ],
            "keras": [
                (12, "That is the gradient. Keras makes a step of it: w minus the rate times the gradient."),
                (9, "The step is the rate times the gradient, 0.25 · 12."),
                (-6, "The rate is 0.25."),
                (5.75, "The gradient is 2w."),
                (4.5, "The slope of w² is 2w, 12."),
            ],
            "keras_mse": [
                (0, "That is the sum over the outputs. Keras takes their mean."),
                (4.5, "w is in both outputs. Each brings half a gradient, and w adds them up."),
                (12, "That is the gradient. What is w after the step?"),
            ],
        },
        look="Where does the gradient live, and does anything stand there already?",
        follows={"keras_mse": ("keras", lambda said: said["keras"])},
    ),
    "24.2": AskedTwice(
        Arrays(
            reference=value_and_gradients,
            inputs=_TRIALS,
            parts=("value", "gradients"),
            each="array",
            slips=[
                (_gradients_times(2), "Asked twice, it gives twice as much: make new leaves each time."),
                (_without(lambda g: True), "No gradients: who goes back through the graph?"),
                (_without(lambda g: not g.any()), "What f does not use has None in its leaf. Give zeros, as JAX does."),
                (_gradients_times(1, sign=-1), "The other sign: these are gradients, and not a step."),
            ],
        )
    ),
    "24.3": Numbers(
        right=NIGHTS,
        slips={name: _wrong_readings(name) for name in NIGHTS},
        look="The faults have the numbers 1 to 8; 0 is for the healthy one.",
    ),
    "24.4": Numbers(
        right=PAIRS,
        slips={letter: _slips(letter, right) for letter, right in PAIRS.items()},
        look="The causes have the numbers 1 to 5.",
    ),
}
