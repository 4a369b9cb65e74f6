"""What each known edit of the clipping makes of the gradients and of the norm: another norm, factor or condition."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.mistakes import Array

Arrays = list[Array]
Clip = Callable[[Arrays, float], tuple[Any, Any]]


def length(grads: Arrays) -> float:
    """√(Σ g²) over all arrays."""
    return float(np.sqrt(sum(np.sum(g**2) for g in grads)))


def _all(grads: Arrays) -> Array:
    return np.concatenate([g.ravel() for g in grads])


def _edit(
    norm: Callable[[Arrays], Any] = length,
    factor: Callable[[Any, float], Any] = lambda n, m: m / n,
    clips: Callable[[Any, float], Any] = lambda n, m: n > m,
    tells: Callable[[Any, float], Any] = lambda n, m: n,
) -> Clip:
    """Clipping with one of its ingredients replaced."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        size = np.float64(norm(grads))
        return [factor(size, max_norm) * g if clips(size, max_norm) else g for g in grads], tells(size, max_norm)

    return clip


def _each(returned: Callable[[Arrays, Arrays], Any]) -> Clip:
    """Each array clipped by its own norm; `returned` chooses the number from the arrays before and after."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        after = [g * (max_norm / length([g])) if length([g]) > max_norm else g for g in grads]
        return after, returned(grads, after)

    return clip


def _elementwise(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
    return [np.clip(g, -max_norm, max_norm) for g in grads], length(grads)


def _some(chosen: Callable[[int, int], bool]) -> Clip:
    """Only the chosen arrays are scaled, of `count` in all."""

    def clip(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
        norm = length(grads)
        factor = max_norm / norm if norm > max_norm else 1.0
        return [factor * g if chosen(i, len(grads)) else g for i, g in enumerate(grads)], norm

    return clip


def _large_only(grads: Arrays, max_norm: float) -> tuple[Any, Any]:
    norm = length(grads)
    return [max_norm / norm * g if length([g]) > max_norm else g for g in grads], norm


def _softened(eps: float) -> Clip:
    """Something is added to the norm in the factor."""
    return _edit(factor=lambda n, m: m / (n + eps))


def _where_it_fits(grads: Arrays, max_norm: float, norm: Callable[[Arrays], Any]) -> tuple[Any, Any]:
    """The gradients are right, the number alone comes from another norm."""
    return _edit()(grads, max_norm)[0], norm(grads)


NORMS: tuple[tuple[str, Callable[[Arrays], Any]], ...] = (
    ("norm-without-root", lambda grads: np.sum(_all(grads) ** 2)),
    ("norm-of-absolutes", lambda grads: np.sum(np.abs(_all(grads)))),
    ("norm-of-largest", lambda grads: np.max(np.abs(_all(grads)))),
    ("norms-added", lambda grads: sum(length([g]) for g in grads)),
    ("norm-averaged", lambda grads: np.sqrt(np.mean(_all(grads) ** 2))),
    ("norm-averaged", lambda grads: sum(length([g]) for g in grads) / len(grads)),
    ("norm-averaged", lambda grads: np.sqrt(sum(np.mean(g**2) for g in grads))),
    ("norm-of-last", lambda grads: length(grads[-1:])),
    ("norm-of-last", lambda grads: length(grads[:1])),
    ("norm-of-last", lambda grads: max(length([g]) for g in grads)),
)
EDITS: tuple[tuple[str, Clip], ...] = (
    *((mistake, _edit(norm)) for mistake, norm in NORMS),
    *((mistake, lambda grads, m, norm=norm: _where_it_fits(grads, m, norm)) for mistake, norm in NORMS),
    ("clipped-each", _each(lambda before, after: length(before))),
    ("clipped-each", _each(lambda before, after: length(after))),
    ("clipped-each", _each(lambda before, after: length(before[-1:]))),
    ("clipped-each", _each(lambda before, after: max(length([g]) for g in before))),
    ("clipped-elementwise", _elementwise),
    ("upscaled", _edit(clips=lambda n, m: True)),
    ("clipped-below", _edit(clips=lambda n, m: n < m)),
    ("not-clipped", _edit(factor=lambda n, m: 1.0)),
    ("norm-after", _edit(tells=min)),
    ("factor-inverted", _edit(factor=lambda n, m: n / m)),
    ("factor-without-norm", _edit(factor=lambda n, m: m)),
    ("factor-without-maximum", _edit(factor=lambda n, m: 1 / n)),
    ("factor-twice", _edit(factor=lambda n, m: (m / n) ** 2)),
    ("clipped-some", _some(lambda i, count: i == 0)),
    ("clipped-some", _some(lambda i, count: i == count - 1)),
    ("clipped-some", _some(lambda i, count: i < count - 1)),
    ("clipped-some", _some(lambda i, count: i > 0)),
    ("clipped-some", _large_only),
    *(("eps-in-factor", _softened(eps)) for eps in (1e-6, 1e-7, 1e-8)),
)
