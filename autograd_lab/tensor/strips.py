"""The step of SGD, w ← w − rate · g, through a small scratch array, so that the step stays in the processor's cache.

A scratch array as large as a weight of 784 × 128 pushes the weights themselves out of the cache, and the next
forward pass has to fetch them again.
"""

from __future__ import annotations

import numpy as np

from autograd_lab.tensor.elementwise import Array

STRIP = 200_000  # bytes of scratch: the quickest of those tried, from 25,000 to 1,000,000


def scratch(w: Array) -> Array:
    """A scratch array of w's shape, or with as many of its rows as STRIP bytes hold."""
    rows = len(w) // -(-w.nbytes // STRIP) + 1 if w.ndim > 1 and w.nbytes > STRIP else None
    return np.empty_like(w[:rows] if rows else w)


def descend(w: Array, g: Array, rate: Array, strip: Array) -> None:
    """w ← w − rate · g in place, as many rows at a time as `strip` has."""
    rows = len(strip)
    for i in range(0, len(w), rows):
        part, of_w = strip[: len(w) - i], w[i : i + rows]
        np.multiply(g[i : i + rows], rate, part)
        np.subtract(of_w, part, of_w)
