"""The slope of the sigmoid and a layer's step as operations, with what may be written for them by mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes.search.operations import Operation

TINY_STEPS = tuple(range(8, 18))  # 10 to minus these: what rounding leaves of a difference
NEIGHBOURS = "a difference of neighbouring entries, as np.gradient takes it,"


def sigma(z: Any) -> Any:
    """σ(z)."""
    return 1 / (1 + np.exp(-z))


def _by_halves(z: Any) -> Any:
    """σ(z) in the form that never overflows, whose rounding is another."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def quotient(step: float, both: bool = False, of: Callable[[Any], Any] = sigma) -> Callable[[Any], Any]:
    """The difference quotient of σ with a step to one side, or to both."""
    if both:
        return lambda z: (of(z + step) - of(z - step)) / (2 * step)
    return lambda z: (of(z + step) - of(z)) / step


def _too_small() -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple(
        (f"a difference quotient that rounding spoils (its step is 1e-{power})", made)
        for power in TINY_STEPS
        for of in (sigma, _by_halves)
        for made in (
            quotient(10.0**-power, of=of),
            quotient(float(f"1e-{power}"), both=True, of=of),
        )
    )


SLOPE = Operation(
    lambda z: sigma(z) * (1 - sigma(z)),
    (
        ("e^z/(1 + e^−z)², whose upper exponent lost its minus,", lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2),
        ("e^−z/(1 + e^z)², whose lower exponent lost its minus,", lambda z: np.exp(-z) / (1 + np.exp(z)) ** 2),
        ("e^−z/(1 − e^−z)², with a minus for the plus,", lambda z: np.exp(-z) / (1 - np.exp(-z)) ** 2),
        ("e^−z/(1 + e^−z)", lambda z: np.exp(-z) / (1 + np.exp(-z))),
        ("1/(1 + e^−z)²", lambda z: 1 / (1 + np.exp(-z)) ** 2),
        ("e^z/(1 + e^z)", lambda z: np.exp(z) / (1 + np.exp(z))),
        (NEIGHBOURS, lambda z: np.gradient(sigma(z).ravel()).reshape(z.shape)),
        (NEIGHBOURS, lambda z: np.gradient(sigma(z), axis=0)),
        (NEIGHBOURS, lambda z: np.gradient(sigma(z), axis=-1)),
        (NEIGHBOURS, lambda z: np.gradient(sigma(z).ravel(), z.ravel()).reshape(z.shape)),
        *_too_small(),
    ),
    quotient,
)
#: (X W, b) → (z, a)
LAYER = Operation(
    lambda product, b: (product + b, sigma(product + b)),
    (
        ("a sigmoid without b, and b added after it,", lambda product, b: (product, sigma(product) + b)),
        ("b added before the sigmoid and after it", lambda product, b: (product + b, sigma(product + b) + b)),
        ("b added to a instead of z", lambda product, b: (product + b, sigma(product) + b)),
        ("a sigmoid that never sees b", lambda product, b: (product + b, sigma(product))),
    ),
)
