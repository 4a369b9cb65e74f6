"""Slopes by nudging: central differences, the complex step, and how far each can be trusted.

A central difference (f(x + h) − f(x − h)) / 2h has two errors: the curve bends within the step (grows with h²), and
the two values of f carry rounding errors ε·|f| that are divided by the small 2h (grows with 1/h). The step
h = ε^⅓·max(1, |x|) balances them. The complex step Im f(x + ih) / h subtracts nothing, so its h can be 1e-20 and its
result is exact to rounding; but the function must be smooth and do complex arithmetic.

Source: W. Squire, G. Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40, 1998.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.errors import DomainError, ValueTypeError
from autograd_lab.gradcheck.leaves import Inputs, Leaf, Plain, index_text, result_number

TINY = 1e-20  # the complex step
ROUNDING = 10  # how many rounding errors of f's own size the noise allows for
LADDER = (10.0, 1.0, 0.1, 0.01, 0.001)  # the steps that are tried where one is not enough, in units of the usual one
STEADY = 1e-7  # slopes at the step and at half of it that differ by more than this part are looked at more closely
KINK = 1e-3  # slopes from left and right that differ by more than this part may be a kink


@dataclass(frozen=True)
class Slope:
    """∂f/∂(one entry), as nudging finds it.

    value        the slope
    noise        the largest error that rounding alone explains
    step         h
    method       "central" or "complex"
    left, right  the slopes on both sides where the function has a kink, else equal to value
    """

    value: float
    noise: float
    step: float
    method: str
    left: float
    right: float

    @property
    def kink(self) -> bool:
        """True where the function has a kink, so that the slopes on both sides differ."""
        return self.left != self.right


class Nudger:
    """The slopes of one function at one point; every input that is nudged is put back.

    value   the function's value at the point
    eps     the largest relative rounding error among f and its inputs
    raises  DomainError where the function is not finite, ValueTypeError for a random function
    """

    def __init__(self, function: Callable[..., Any], inputs: Inputs) -> None:
        self._function = function
        self._inputs = inputs
        self._start = [leaf.now.copy() for leaf in inputs.leaves]
        first = self._evaluate()
        self.value = float(first.real)
        self.eps = max(_epsilon(first), *(_epsilon(start) for start in self._start))
        if not math.isfinite(self.value):
            raise DomainError(
                f"the function is {self.value} at this point, so it has no gradient here.\n"
                "  Look for log(0), 0/0 or overflow."
            )
        again = float(self._evaluate().real)
        if again != self.value:
            raise ValueTypeError(
                f"the function gives {self.value!r} and then {again!r} for the same inputs: nothing can be measured.\n"
                "  Something in it is random (dropout?) or keeps count. Fix the seed inside it, or call model.eval()."
            )

    def central(self, leaf: Leaf, index: tuple[int, ...], step: float | None = None) -> Slope:
        """The central difference at one entry."""
        x = float(leaf.now[index])
        h = self.usual_step(x) if step is None else step
        low, high = leaf.now.dtype.type(x - h), leaf.now.dtype.type(x + h)
        width = float(high) - float(low)  # what the step is after rounding
        if not width > 0:
            raise DomainError(f"the step {h:g} vanishes beside the entry {x:g} of {leaf.name}: take a larger one")
        below, above = self._at(leaf, index, low), self._at(leaf, index, high)
        value = (above - below) / width
        noise = ROUNDING * self.eps * max(abs(below), abs(above)) / width
        return Slope(value, noise, h, "central", value, value)

    def careful(self, leaf: Leaf, index: tuple[int, ...]) -> Slope:
        """The central difference at the step where two neighbouring steps agree best, with both slopes at a kink."""
        x = float(leaf.now[index])
        unit = self.eps ** (1 / 3)
        steps = {self.usual_step(x) * factor for factor in LADDER}
        if 0 < abs(x) < LADDER[-1]:  # close to 0 the function may change within less, as log does
            steps |= {unit * abs(x) * factor for factor in LADDER[:3]}
        if abs(x) > LADDER[0]:  # far from 0 it may change within 1, as sin does
            steps |= {unit * factor for factor in LADDER[:3] if unit * factor > 10 * self.eps * abs(x)}
        tries = [self.central(leaf, index, step) for step in sorted(steps, reverse=True)]
        tries = [t for t in tries if math.isfinite(t.value)]
        if len(tries) < 2:
            raise DomainError(
                f"{leaf.name}{index_text(index)} = {x:g} is at the edge of where the function is defined:\n"
                "  on one side of it the result is not finite. Check the gradient at another point."
            )
        best = min(pairwise(tries), key=lambda pair: abs(pair[0].value - pair[1].value) + pair[1].noise)[1]
        h = best.step
        left = (self.value - self._at(leaf, index, x - h)) / h
        right = (self._at(leaf, index, x + h) - self.value) / h
        noise = 2 * ROUNDING * self.eps * abs(self.value) / h
        if abs(left - right) > KINK * max(abs(left), abs(right)) + noise and not self._smooth(
            leaf, index, x, h, right - left
        ):
            return Slope(best.value, best.noise, best.step, "central", left, right)
        return best

    def complex_step(self, leaf: Leaf, index: tuple[int, ...]) -> Slope | None:
        """The complex step at one entry, or None where the function does no complex arithmetic."""
        if not isinstance(leaf, Plain):
            return None
        start = leaf.now
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", np.exceptions.ComplexWarning)
                leaf.put(index, complex(float(start[index]), TINY))
                result = self._evaluate()
        except (TypeError, ValueError, ArithmeticError, np.exceptions.ComplexWarning):
            return None
        finally:
            leaf.restore(start)
        if not np.iscomplexobj(result) or not np.isfinite(result):
            return None
        value = float(result.imag) / TINY
        noise = ROUNDING * self.eps * (abs(value) + abs(self.value) / max(1.0, abs(float(start[index]))))
        return Slope(value, noise, TINY, "complex", value, value)

    def best(self, leaf: Leaf, index: tuple[int, ...], method: str = "auto") -> Slope:
        """The complex step where it is allowed and a central difference confirms it; else the central difference.

        Where half the step gives another slope, more steps are tried.
        """
        exact = None if method == "central" else self.complex_step(leaf, index)
        if method == "complex":
            if exact is None:
                raise ValueTypeError(
                    f"the complex step needs complex arithmetic on plain arrays; {leaf.name} does not get it.\n"
                    '  Take method="central".'
                )
            return exact
        slope = self.central(leaf, index)
        if exact and abs(exact.value - slope.value) <= 1e-4 * abs(slope.value) + slope.noise:
            return exact
        half = self.central(leaf, index, slope.step / 2)
        steady = abs(slope.value - half.value) <= STEADY * max(abs(slope.value), abs(half.value)) + half.noise
        return slope if steady else self.careful(leaf, index)

    def usual_step(self, x: float) -> float:
        """ε^⅓·max(1, |x|), ε being the coarsest precision among f and the inputs."""
        return float(self.eps ** (1 / 3) * max(1.0, abs(x)))

    def restore(self) -> None:
        """Put every input back to where it was."""
        for leaf, start in zip(self._inputs.leaves, self._start, strict=True):
            leaf.restore(start)

    def _smooth(self, leaf: Leaf, index: tuple[int, ...], x: float, h: float, gap: float) -> bool:
        """True when the gap between the two slopes shrinks with the step, as it does where the curve only bends."""
        low, high = self._at(leaf, index, x - h / 10), self._at(leaf, index, x + h / 10)
        return abs(high - 2 * self.value + low) / (h / 10) < abs(gap) / 2

    def _at(self, leaf: Leaf, index: tuple[int, ...], x: Any) -> float:
        """f with one entry set to x; nan where it is not defined."""
        before = leaf.now[index].item()
        leaf.put(index, x)
        try:
            with np.errstate(all="ignore"):
                return float(self._evaluate().real)
        except (ArithmeticError, ValueError):  # beside the point, the function may not be defined
            return math.nan
        finally:
            leaf.put(index, before)

    def _evaluate(self) -> Any:
        """f of the inputs as they are now, as a NumPy number."""
        return result_number(self._inputs.call(self._function))


def _epsilon(number: Any) -> float:
    """The relative rounding error of a floating-point number or array; float64's for whole numbers."""
    dtype = np.asarray(number).dtype
    return float(np.finfo(dtype).eps) if dtype.kind in "fc" else float(np.finfo(float).eps)
