"""Xavier's and He's initialisers in the first edition of problem set 7: references and known mistakes."""

from math import sqrt

import numpy as np

from autograd_lab.exams.ps7.init import Sample, common_edits
from autograd_lab.mistakes import Array


def xavier_init(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Normal entries of variance 2/(n_in + n_out), shape (n_in, n_out)."""
    return rng.normal(0.0, sqrt(2 / (n_in + n_out)), (n_in, n_out))


def he_init(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Normal entries of variance 2/n_in, shape (n_in, n_out)."""
    return rng.normal(0.0, sqrt(2 / n_in), (n_in, n_out))


def xavier_edits(n_in: int, n_out: int) -> list[tuple[str, Sample]]:
    """The known mistakes, each with what it makes of Xavier's variance."""
    found = [
        ("other-init", 2 / n_in),
        ("one-fan", 1 / n_in),
        ("one-fan", 1 / n_out),
        ("one-fan", 2 / n_out),
        ("fans-multiplied", 2 / (n_in * n_out)),
        ("fans-multiplied", 1 / (n_in * n_out)),
        ("unbracketed", 2 / n_in + n_out),
    ]
    return [*common_edits(2 / (n_in + n_out)), *((mistake, Sample(0.0, sqrt(v))) for mistake, v in found)]


def he_edits(n_in: int, n_out: int) -> list[tuple[str, Sample]]:
    """The known mistakes, each with what it makes of He's variance."""
    found = [
        ("other-init", 2 / (n_in + n_out)),
        ("other-init", 1 / (n_in + n_out)),
        ("fans-exchanged", 2 / n_out),
        ("fans-exchanged", 1 / n_out),
        ("fans-multiplied", 2 / (n_in * n_out)),
    ]
    return [*common_edits(2 / n_in), *((mistake, Sample(0.0, sqrt(v))) for mistake, v in found)]
