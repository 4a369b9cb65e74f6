"""Rules that work entry by entry; where a slope does not exist, the docstring gives the choice (which is PyTorch's).

Source of the rules: any table of derivatives; e.g. Baydin et al., JMLR 18 (2018), section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd_lab.errors import DomainError

Array = npt.NDArray[Any]
Pull = Callable[[Array], Array]  # ∂L/∂out -> ∂L/∂operand, not yet summed over the axes of a broadcast
Ruled = tuple[Array, tuple[Pull, ...]]  # what a rule returns: the result, and a pull for each operand


def same(g: Array) -> Array:
    """The gradient as it came: the pull of a rule whose slope is 1."""
    return g


def add(a: Array, b: Array) -> Ruled:
    """a + b, with slope 1 in both."""
    return a + b, (same, same)


def sub(a: Array, b: Array) -> Ruled:
    """a − b, with slopes 1 and −1."""
    return a - b, (same, np.negative)


def mul(a: Array, b: Array) -> Ruled:
    """a · b, with slopes b and a."""
    return a * b, (lambda g: g * b, lambda g: g * a)


def div(a: Array, b: Array) -> Ruled:
    """a / b, with slopes 1/b and −a/b²; raises DomainError where b is 0."""
    if not b.all():
        raise DomainError(f"div: division by zero at {_first_place(b == 0)}. Keep the denominator away from 0.")
    out = np.true_divide(a, b)
    return out, (lambda g: g / b, lambda g: -g * out / b)


def neg(a: Array) -> Ruled:
    """−a, with slope −1."""
    return -a, (np.negative,)


def power(a: Array, b: Array) -> Ruled:
    """a to the power of b, with slopes b · a^(b − 1), and a^b · ln a, which is 0 where a is 0.

    Raises DomainError for a negative base with a fractional exponent, and for 0 with a negative one.
    """
    exponent = b.item() if b.ndim == 0 else b  # NumPy has a short way for a plain number such as 2
    try:
        with np.errstate(invalid="raise", divide="raise", over="ignore"):
            out = a**exponent
    except FloatingPointError:
        bad = ((a < 0) & (b != np.floor(b))) | ((a == 0) & (b < 0))
        raise DomainError(
            f"pow: a negative base needs a whole exponent, and 0 a positive one: see {_first_place(bad)}.\n"
            "  Change the base (e.g. abs or clip it first) or the exponent."
        ) from None

    def pull_base(g: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # the slope of √ at 0 is infinite
            slope = exponent * a ** (exponent - 1)
        return g * np.where(b == 0, 0, slope) if b.ndim or exponent < 1 else g * slope

    def pull_exponent(g: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(out == 0, np.zeros_like(out), g * out * np.log(a))

    return out, (pull_base, pull_exponent)


def exp(a: Array) -> Ruled:
    """e to the power of each entry, with slope out."""
    with np.errstate(over="ignore"):
        out = np.exp(a)
    return out, (lambda g: g * out,)


def log(a: Array) -> Ruled:
    """The natural logarithm, with slope 1/a; raises DomainError at 0 and below."""
    if np.less_equal(a, 0).any():
        raise DomainError(
            f"log: the logarithm exists for numbers above 0 only, see {_first_place(a <= 0)} = {a[a <= 0].flat[0]:g}.\n"
            "  Keep its input positive; for a loss use bce_with_logits or cross_entropy, which need no log of yours."
        )
    return np.log(a), (lambda g: g / a,)


def sqrt(a: Array) -> Ruled:
    """The square root, with slope 1 / (2 · out), infinite at 0; raises DomainError below 0."""
    if np.less(a, 0).any():
        raise DomainError(
            f"sqrt: the square root of a negative number is not real, "
            f"see {_first_place(a < 0)} = {a[a < 0].flat[0]:g}.\n"
            "  Keep its input at 0 or above."
        )
    out = np.sqrt(a)

    def pull(g: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return g * 0.5 / out

    return out, (pull,)


def tanh(a: Array) -> Ruled:
    """The hyperbolic tangent, with slope 1 − out²."""
    out = np.tanh(a)
    return out, (lambda g: g * (1 - out * out),)


def sigmoid(a: Array) -> Ruled:
    """1 / (1 + e^−a), computed as e^a / (1 + e^a), with slope out · (1 − out).

    a is cut at 10 in float16, 80 in float32 and 700 in float64, so that nothing overflows.
    """
    one, largest = _ONE_AND_LARGEST.get(a.dtype.char, _ONE_AND_LARGEST["d"])
    out = np.asarray(np.minimum(a, largest))
    np.exp(out, out)
    np.divide(out, np.add(out, one), out)

    def pull(g: Array) -> Array:
        slope: Array = np.asarray(np.subtract(one, out))
        np.multiply(slope, out, slope)
        np.multiply(slope, g, slope)
        return slope

    return out, (pull,)


#: 1 and the largest exponent, as arrays of the dtype they meet: NumPy takes longer over a Python number
_ONE_AND_LARGEST = {
    char: (np.array(1, char), np.array(largest, char)) for char, largest in (("e", 10), ("f", 80), ("d", 700))
}


def relu(a: Array) -> Ruled:
    """max(a, 0), with slope 0 at 0."""
    return np.maximum(a, 0), (lambda g: g * (a > 0),)


def clone(a: Array) -> Ruled:
    """A copy, with slope 1."""
    return a.copy(), (same,)


def absolute(a: Array) -> Ruled:
    """|a|, with slope 0 at 0."""
    return np.abs(a), (lambda g: g * np.sign(a),)


def maximum(a: Array, b: Array) -> Ruled:
    """The larger of two; where they are equal each gets half of the gradient."""
    return np.maximum(a, b), (lambda g: g * _share(a, b), lambda g: g * _share(b, a))


def minimum(a: Array, b: Array) -> Ruled:
    """The smaller of two; where they are equal each gets half of the gradient."""
    return np.minimum(a, b), (lambda g: g * _share(b, a), lambda g: g * _share(a, b))


def clip(a: Array, low: float | None, high: float | None) -> Ruled:
    """a kept within [low, high], with slope 1 inside and on the border, 0 outside. None leaves a side open."""
    inside = np.ones(a.shape, dtype=bool)
    if low is not None:
        inside &= a >= low
    if high is not None:
        inside &= a <= high
    return np.clip(a, low, high), (lambda g: g * inside,)


def where(condition: Array, a: Array, b: Array) -> Ruled:
    """a where the condition holds, else b, each with slope 1 where it was taken."""
    return np.where(condition, a, b), (lambda g: g * condition, lambda g: g * ~condition)


def _share(a: Array, b: Array) -> Array:
    """1 where a > b, ½ where they are equal, else 0."""
    share: Array = (a > b) + 0.5 * (a == b)
    return share.astype(_result_dtype(a, b), copy=False)


def _result_dtype(*arrays: Array) -> np.dtype[Any]:
    """The dtype in which a function of these arrays is computed: theirs if it is floating, else float64."""
    dtype = arrays[0].dtype if len(arrays) == 1 else np.result_type(*arrays)
    return dtype if dtype.kind == "f" else np.dtype(float)


def _first_place(bad: Array) -> str:
    """The place of the first True as it would be written: "entry [2, 0]"."""
    at = np.argwhere(bad)[0].tolist()
    return f"entry {at}" if at else "its one entry"
