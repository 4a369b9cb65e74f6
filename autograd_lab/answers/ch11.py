"""Chapter 11: two losses by hand, softmax by hand, the loss of a batch, and softmax as a layer of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import log
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers
from autograd_lab.answers.rule_formulas import natural_log

Array = np.ndarray[Any, np.dtype[np.float64]]

_SLOPE_GONE = "With cross-entropy the slope a(1 − a) is divided out. What is left?"
_OVERFLOWS = "Right as long as the logits are small. Python's e^1000 is infinite: subtract the largest of the row."
_PATCHED = (
    "A small number beside p, or a clip, makes the loss finite and wrong: below that number p has no say any more. "
    "Never form ln p: take ln of the sum, minus the logit of the right class, eq. 11.6."
)


@dataclass(frozen=True)
class Slip:
    """What the loss of a batch does otherwise than it should; without arguments, nothing.

    shift     the largest logit is subtracted          together  … of the whole batch, not of its row
    half      … in the denominator alone               of_p      the logarithm of p, instead of z − log Σ e^z
    over      the axis of the sum                      wanted    1 is subtracted from δ at the label
    tiny      added to p under the logarithm           floor     below which p is not let fall there
    mean, delta_mean                                   the loss, and δ, are divided by N
    entries   … by all entries                         sign      of δ
    """

    shift: bool = True
    mean: bool = True
    delta_mean: bool = True
    entries: bool = False
    over: int = 1
    together: bool = False
    half: bool = False
    of_p: bool = False
    tiny: float = 0.0
    floor: float = 0.0
    wanted: bool = True
    sign: int = 1


NO_SLIP = Slip()
TINY = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300)


def softmax_loss(Z: Array, labels: Array, slip: Slip = NO_SLIP) -> tuple[float, Array]:
    """(L, δ) of logits Z (N, C) and class numbers (N,), eq. 11.4 to 11.6, with the slip that is given."""
    rows = np.arange(len(Z))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        m = Z.max(axis=None if slip.together else slip.over, keepdims=True) if slip.shift else np.zeros((1, 1))
        powers = np.exp(Z - m)
        total = powers.sum(axis=slip.over, keepdims=True)
        logs = (
            np.log(np.maximum(powers / total, slip.floor) + slip.tiny)
            if slip.of_p
            else (Z if slip.half else Z - m) - np.log(total)
        )
        losses = -logs[rows, labels]
        delta = powers / total
    if slip.wanted:
        delta[rows, labels] -= 1
    count = Z.size if slip.entries else len(Z)
    return float(losses.sum() / (count if slip.mean else 1)), slip.sign * delta / (count if slip.delta_mean else 1)


def _with(**changes: Any) -> Callable[..., Any]:
    """`softmax_loss` with a slip."""
    return partial(softmax_loss, slip=Slip(**changes))


def softmax_backward(p: Array, g: Array) -> Array:
    """∂L/∂z of p = softmax(z) for one row, when g = ∂L/∂p."""
    return np.asarray(p * (g - (p * g).sum()))


def _batch(seed: int, rows: int, classes: int) -> tuple[Array, Any]:
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(size=(rows, classes)), 2), rng.integers(0, classes, rows)


def _row(seed: int, classes: int) -> tuple[Array, Array]:
    """p and g of one row."""
    rng = np.random.default_rng(seed)
    powers = np.exp(rng.normal(size=classes))
    return powers / powers.sum(), np.round(rng.normal(size=classes), 2)


EXERCISES: dict[str, Exercise] = {
    "11.1": Numbers(
        right={
            "delta_squares": -0.162,
            "delta_cross": -0.9,
            "dw_squares": -0.486,
            "dw_cross": -2.7,
            "loss_cross": log(10),
        },
        slips={
            "delta_squares": [
                (0.162, "The size is right. The neuron says too little: which way should a push on z move the loss?"),
                (-0.081, "That is half of it. The slope of r² is 2r."),
                (-1.8, "That is ∂L/∂a. On the way to z comes the slope of σ."),
                (-0.9, "That is the residual. The factor 2 and the slope of σ are missing."),
                (-0.18, "That is 2(a − y) times a. The slope of σ is a(1 − a)."),
                (-0.486, "That is the gradient of w. δ is what arrives at z, before the input comes in."),
            ],
            "delta_cross": [
                (0.9, "The size is right. The residual is a − y."),
                (-0.081, _SLOPE_GONE),
                (-1.8, "There is no 2 in it: no square has been differentiated."),
                (-10, "That is ∂L/∂a, −1/a. On the way to z comes the slope of σ."),
                (0.1, "That is a. The target is 1, so it is subtracted."),
                (-2.7, "That is the gradient of w. δ is what arrives at z, before the input comes in."),
            ],
            "dw_squares": [
                (-0.162, "That is δ. What came in at this weight is 3."),
                (0.486, "The size is right, the sign is not. Look at the sign of a − y."),
                (-0.243, "That is half of it. The slope of r² is 2r."),
                (-5.4, "The slope of σ is missing: that is 3 times ∂L/∂a."),
                (-2.7, "That is the residual times 3. The factor 2 and the slope of σ are missing."),
            ],
            "dw_cross": [
                (-0.9, "That is δ. What came in at this weight is 3."),
                (2.7, "The size is right, the sign is not. Look at the sign of a − y."),
                (-0.243, _SLOPE_GONE),
                (-5.4, "There is no 2 in it: no square has been differentiated."),
            ],
            "loss_cross": [
                (-log(10), "A probability is below 1, so its logarithm is negative, and the loss has a minus."),
                (-log(0.9), "That is −ln(1 − a), for the target 0. The target is 1."),
                (1, "That is the logarithm to the base 10. The loss has ln."),
                (0.81, "That is the squared error."),
            ],
        },
        look="Write down a, 1 − a and a − y first. Three digits are enough.",
        follows={
            "dw_squares": ("delta_squares", lambda said: 3 * said["delta_squares"]),
            "dw_cross": ("delta_cross", lambda said: 3 * said["delta_cross"]),
        },
    ),
    "11.2": Numbers(
        right={"p": (3 / 10, 1 / 10, 6 / 10), "loss": log(10), "delta": (3 / 10, -9 / 10, 6 / 10)},
        slips={
            "p": [
                ((3, 1, 6), "Those are the powers. Divide each by their sum."),
                (
                    (log(3) / log(18), 0, log(6) / log(18)),
                    "The logits are divided by their sum. First each is raised to a power of e.",
                ),
            ],
            "loss": [
                (-log(3 / 10), "That is what the first class would cost. The row belongs to the second."),
                (-log(6 / 10), "That is what the third class would cost. The row belongs to the second."),
                (1 / 10, "That is the probability. The loss is −ln of it."),
                (-log(10), "A probability is below 1, so its logarithm is negative, and the loss has a minus."),
                (1, "That is the logarithm to the base 10. The loss has ln."),
            ],
            "delta": [
                ((3 / 10, 1 / 10, 6 / 10), "That is p. One entry has a target of 1, which is subtracted."),
                ((-3 / 10, 9 / 10, -6 / 10), "That is y − p. A push on z moves the loss by p − y."),
                (
                    (3 / 10, 9 / 10, 6 / 10),
                    "The sizes are right. Which way does a push on the right class move the loss?",
                ),
                ((-7 / 10, 1 / 10, 6 / 10), "The 1 is subtracted from the first class. The row belongs to the second."),
                ((0, -9 / 10, 0), "The other two logits have a say as well: they are in the sum below."),
                ((0.21, -0.81, 0.24), "There is a slope p(1 − p) in it. Differentiate the loss as a whole."),
                ((0.1, -0.3, 0.2), "Divided by 3. N counts the rows, and there is one."),
            ],
        },
        look="Begin with the three powers, 3, 1 and 6.",
        follows={
            "loss": ("p", lambda said: -natural_log(said["p"][1])),
            "delta": ("p", lambda said: (said["p"][0], said["p"][1] - 1, said["p"][2])),
        },
    ),
    "11.3": Arrays(
        reference=softmax_loss,
        parts=("L", "δ"),
        inputs=[
            ("4 rows, 3 classes", _batch(1, 4, 3)),
            ("3 rows, 3 classes", _batch(2, 3, 3)),
            ("2 rows, 5 classes", _batch(3, 2, 5)),
            ("logits of 1,000", (np.array([[1000.0, 0.0, -1000.0], [0.0, 999.0, 1000.0]]), np.array([1, 1]))),
            ("rows far apart", (np.array([[1000.0, 999.0, 998.0], [-2.0, 0.0, 1.0]]), np.array([1, 1]))),
        ],
        slips=[
            (_with(shift=False), _OVERFLOWS),
            (_with(shift=False, of_p=True), _OVERFLOWS),
            *((_with(of_p=True, **{how: tiny}), _PATCHED) for tiny in TINY for how in ("tiny", "floor")),
            (
                _with(together=True, of_p=True),
                "One number is subtracted from all rows, and then −ln p is formed: in a low row every p is 0 or no "
                "number. Each row has its own m, and ln p is never formed.",
            ),
            (
                _with(together=True),
                "One number is subtracted from all rows, so the powers of a low row are all 0. Each row has its own m.",
            ),
            (
                _with(half=True),
                "m is subtracted in the sum and not in z_c. Subtract it in both, or add it again, eq. 11.6.",
            ),
            (
                _with(of_p=True),
                "That is −ln p, and here p is 0. Never form it: ln of the sum, minus the logit of the right class.",
            ),
            (
                _with(delta_mean=False),
                "The loss is a mean over the rows, and δ has no 1/N yet.",
            ),
            (_with(mean=False), "δ has its 1/N, and the loss is a sum over the rows."),
            (
                _with(mean=False, delta_mean=False),
                "Those are sums over the rows. L is their mean.",
            ),
            (_with(entries=True), "Divided by all entries. N counts the rows."),
            (
                _with(over=0),
                "The sum runs over the rows. Along which axis do the classes lie?",
            ),
            (_with(wanted=False), "δ is p/N. The target has not been subtracted."),
            (_with(sign=-1), "δ has the other sign: it is p − y."),
        ],
    ),
    "11.4": Arrays(
        reference=softmax_backward,
        parts=("∂L/∂z",),
        inputs=[(f"{classes} classes", _row(classes, classes)) for classes in (2, 3, 5)],
        slips=[
            (
                lambda p, g: p * (1 - p) * g,
                "Each z also moves the p of the other classes, through the sum. Those pushes are missing.",
            ),
            (
                lambda p, g: -p * ((p * g).sum() - p * g),
                "Those are the pushes on the other classes alone. Each z moves its own p as well.",
            ),
            (lambda p, g: p * g, "When the numerator grows, so does the sum below it. That push is missing."),
            (lambda p, g: p * (g - g.sum()), "g is added up as it is. Each g arrives through the p of its class."),
            (lambda p, g: p * (g - g.mean()), "The mean of g is subtracted, with equal weights. The weights are p."),
            (lambda p, g: g - (p * g).sum(), "The difference is right. How far does p_k move at all when z_k does?"),
        ],
    ),
}
