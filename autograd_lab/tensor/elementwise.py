"""Rules that work entry by entry; where a slope does not exist, the docstring gives the choice (which is PyTorch's).

Source of the rules: any table of derivatives; e.g. Baydin et al., JMLR 18 (2018), section 3.
"""

from __future__ import annotations

import functools
import math
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
    one, largest = ONE_AND_LARGEST.get(a.dtype.char, ONE_AND_LARGEST["d"])
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
ONE_AND_LARGEST = {
    char: (np.array(1, char), np.array(largest, char)) for char, largest in (("e", 10), ("f", 80), ("d", 700))
}


def relu(a: Array) -> Ruled:
    """max(a, 0), with slope 0 at 0."""
    return np.maximum(a, 0), (lambda g: g * (a > 0),)


def sin(a: Array) -> Ruled:
    """The sine, with slope cos."""
    return np.sin(a), (lambda g: g * np.cos(a),)


def cos(a: Array) -> Ruled:
    """The cosine, with slope −sin."""
    return np.cos(a), (lambda g: -g * np.sin(a),)


def softplus(a: Array) -> Ruled:
    """ln(1 + e^a), as max(a, 0) + ln(1 + e^−|a|), with slope σ(a)."""
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a))), (lambda g: g * sigmoid(a)[0],)


def gelu(a: Array) -> Ruled:
    """a · Φ(a), Φ the normal distribution function, with slope Φ(a) + a · φ(a). Source: Hendrycks and Gimpel (2016)."""
    below = normal_share(a)

    def pull(g: Array) -> Array:
        slope: Array = below + a * np.exp(-0.5 * a * a) * a.dtype.type(1 / math.sqrt(2 * math.pi))
        return g * slope

    return a * below, (pull,)


def gelu_tanh(a: Array) -> Ruled:
    """a · (1 + tanh u) / 2 with u = √(2/π) (a + 0.044715 a³), near to gelu. Source: as gelu, section 2."""
    root = math.sqrt(2 / math.pi)
    t = np.tanh(root * (a + 0.044715 * a * a * a))

    def pull(g: Array) -> Array:
        slope: Array = 0.5 * (1 + t) + 0.5 * a * (1 - t * t) * root * (1 + 3 * 0.044715 * a * a)
        return g * slope

    return 0.5 * a * (1 + t), (pull,)


def rounded(a: Array) -> Ruled:
    """The nearest whole number, a half to the even one, with slope 0."""
    return np.round(a), (np.zeros_like,)


def floor(a: Array) -> Ruled:
    """The largest whole number that is not above a, with slope 0."""
    return np.floor(a), (np.zeros_like,)


def sign(a: Array) -> Ruled:
    """−1, 0 or 1, with slope 0."""
    return np.sign(a), (np.zeros_like,)


def step(a: Array) -> Ruled:
    """1 where a is above 0, else 0, with slope 0."""
    return (a > 0).astype(a.dtype if a.dtype.kind == "f" else float), (np.zeros_like,)


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
    taken = condition.astype(bool)
    return np.where(taken, a, b), (lambda g: g * taken, lambda g: g * ~taken)


def normal_share(a: Array) -> Array:
    """Φ(a), the share of a standard normal below a, to the last digits of its dtype; NumPy has no function for it.

    From a table of Φ at every sixteenth and Taylor's series from the nearest entry, all entries at once.
    """
    table = _normal_table()
    low, high = _TABLE
    x = np.clip(a if a.dtype.kind == "f" else a.astype(float), low, high)
    nearest = np.nan_to_num(np.rint(x * _PER_UNIT))
    away = x - nearest / _PER_UNIT
    place = nearest.astype(np.intp) - int(low * _PER_UNIT)
    terms = table if x.dtype.itemsize > 4 else table[:5].astype(x.dtype)
    out: Array = np.take(terms[-1], place)
    for term in terms[-2::-1]:
        out = out * away + np.take(term, place)
    return out


_PER_UNIT, _TABLE = 16, (-38.0, 9.0)  # below Φ is 0, above 1, to all the digits of a float64


@functools.cache
def _normal_table() -> Array:
    """(terms, places): Φ at each sixteenth, and its derivatives over k!, by φ⁽ᵏ⁺¹⁾ = −x φ⁽ᵏ⁾ − k φ⁽ᵏ⁻¹⁾."""
    x = np.arange(int(_TABLE[0] * _PER_UNIT), int(_TABLE[1] * _PER_UNIT) + 1) / _PER_UNIT
    derivatives = [np.array([0.5 * math.erfc(-at / math.sqrt(2.0)) for at in x.tolist()])]
    derivatives.append(np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi))
    derivatives.append(-x * derivatives[1])
    for k in range(1, 10):
        derivatives.append(-x * derivatives[-1] - k * derivatives[-2])
    return np.array([each / math.factorial(k) for k, each in enumerate(derivatives)])


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
