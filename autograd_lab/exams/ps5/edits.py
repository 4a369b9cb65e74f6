"""Edits of a formula for one sample in columns: sums gone wrong, the wrong product, a factor lost.

The swaps of `mistakes/swaps/` replace an ingredient; these change how ingredients are joined.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.conventions import Edit
from autograd_lab.mistakes import Array


def _summed(function: Callable[..., Array]) -> tuple[Edit, ...]:
    """The edits that put the entries of a column together."""

    def joined(join: Callable[[Array], Any], *args: Array) -> Any:
        return join(function(*args))

    joins: tuple[tuple[str, Callable[[Array], Any]], ...] = (
        ("units-summed", np.sum),
        ("units-summed", np.mean),
        ("units-summed", partial(np.sum, keepdims=True)),
        ("units-summed", partial(np.mean, keepdims=True)),
        ("first-row", lambda d: d[0, 0]),
    )
    return tuple((mistake, partial(joined, join)) for mistake, join in joins)


OUTPUT: tuple[Edit, ...] = (
    *_summed(lambda a, y: 2 / len(a) * (a - y) * a * (1 - a)),
    ("article-product", lambda a, y: (a - y) * (a - 1)),
    ("article-product", lambda a, y: (y - a) * (a - 1)),
    ("activation-for-slope", lambda a, y: (a - y) * a),
    ("slope-incomplete", lambda a, y: (a - y) * (1 - a) / len(a)),
    ("slope-missing", lambda a, y: 2 * (a - y)),
    ("cross-entropy-delta", lambda a, y: a - y),
    ("unbracketed", lambda a, y: 2 / len(a) * (a - y) * a - a),
    ("added", lambda a, y: 2 / len(a) * (a - y) + a * (1 - a)),
    ("matrix-for-entrywise", lambda a, y: 2 / len(a) * (a - y) @ (a * (1 - a)).T),
)
HIDDEN: tuple[Edit, ...] = (
    *_summed(lambda W, d, a: W.T @ d * a * (1 - a)),
    ("weights-missing", lambda W, d, a: d * a * (1 - a)),
    ("wrong-layer-slope", lambda W, d, a: W.T @ (d * a * (1 - a))),
    ("entrywise-for-matrix", lambda W, d, a: W * d * a * (1 - a)),
    ("entrywise-for-matrix", lambda W, d, a: W.T * d * a * (1 - a)),
    ("averaged-twice", lambda W, d, a: 2 / len(a) * (W.T @ d) * a * (1 - a)),
    ("averaged-twice", lambda W, d, a: 1 / len(a) * (W.T @ d) * a * (1 - a)),
    ("averaged-twice", lambda W, d, a: 2 / len(d) * (W.T @ d) * a * (1 - a)),
    ("unbracketed", lambda W, d, a: W.T @ d * a - a),
    ("added", lambda W, d, a: W.T @ d + a * (1 - a)),
    ("matrix-for-entrywise", lambda W, d, a: W.T @ d @ (a * (1 - a)).T),
)
WEIGHTS: tuple[Edit, ...] = (
    ("entrywise-for-matrix", lambda d, a: d * a),
    ("entrywise-for-matrix", lambda d, a: d.ravel() * a.ravel()),
    ("inner-for-outer", lambda d, a: d.T @ a),
    ("inner-for-outer", lambda d, a: np.vdot(d, a)),
    ("input-left-out", lambda d, a: d.copy()),
)
