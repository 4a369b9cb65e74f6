"""How weights start. Names are PyTorch's; each fills a tensor in place and returns it.

n_in and n_out are read from the shape: (n_in, n_out) for a matrix, (filters, channels, kh, kw) for filters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from autograd_lab.errors import ShapeError

if TYPE_CHECKING:
    from autograd_lab.tensor.elementwise import Array
    from autograd_lab.tensor.tensor import Tensor

Rng = np.random.Generator | int | None
_shared = np.random.default_rng()


def manual_seed(seed: int) -> None:
    """Start the generator that is used where no `rng` is given afresh from a seed."""
    global _shared
    _shared = np.random.default_rng(seed)


def generator(rng: Rng) -> np.random.Generator:
    """A Generator as it is, one from a seed, or the shared one for None."""
    return _shared if rng is None else np.random.default_rng(rng)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs feed one output, and how many outputs one input feeds."""
    if len(shape) < 2:
        raise ShapeError(f"an initialiser with fans needs a weight of two axes or more, got shape {shape}; use zeros_")
    if len(shape) == 2:
        return shape[0], shape[1]
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, rng: Rng = None) -> Tensor:
    """Uniform between a and b."""
    return _fill(tensor, generator(rng).uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, rng: Rng = None) -> Tensor:
    """Normal with this mean and standard deviation."""
    return _fill(tensor, generator(rng).normal(mean, std, tensor.shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same number everywhere."""
    return _fill(tensor, np.full(tensor.shape, val))


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere: right for a bias, wrong for a weight (all units would stay equal)."""
    return constant_(tensor, 0.0)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Uniform with variance gain² · 2 / (n_in + n_out). Source: Glorot and Bengio (2010), eq. 16."""
    bound = gain * math.sqrt(6.0 / sum(fans(tensor.shape)))
    return uniform_(tensor, -bound, bound, rng)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Normal with variance gain² · 2 / (n_in + n_out). Source: Glorot and Bengio (2010)."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(fans(tensor.shape))), rng)


def kaiming_uniform_(tensor: Tensor, a: float = 0.0, rng: Rng = None) -> Tensor:
    """Uniform with variance 2 / ((1 + a²) n_in), a the leak of a leaky relu. Source: He et al. (2015)."""
    bound = math.sqrt(6.0 / ((1 + a * a) * fans(tensor.shape)[0]))
    return uniform_(tensor, -bound, bound, rng)


def kaiming_normal_(tensor: Tensor, a: float = 0.0, rng: Rng = None) -> Tensor:
    """Normal with variance 2 / ((1 + a²) n_in), a the leak of a leaky relu. Source: He et al. (2015), eq. 15."""
    return normal_(tensor, 0.0, math.sqrt(2.0 / ((1 + a * a) * fans(tensor.shape)[0])), rng)


def _fill(tensor: Tensor, numbers: Array) -> Tensor:
    tensor.data = numbers.astype(tensor.dtype)
    return tensor
