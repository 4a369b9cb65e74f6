"""Inputs that more than one problem set draws."""

import numpy as np

from autograd_lab.mistakes import Array


def upstream(rng: np.random.Generator, shape: tuple[int, ...], mean: float = 0.2) -> Array:
    """A gradient from above: normal numbers around `mean`; sometimes all of them are tiny or huge."""
    scale = 10.0 ** rng.choice([0, 0, 0, -6, 3])
    return np.asarray(scale * rng.normal(mean, 1.0, shape))
