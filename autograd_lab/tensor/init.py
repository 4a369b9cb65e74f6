"""Initialisers: the numbers with which weights start. Names are PyTorch's; each fills a tensor and returns it.

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
    """Seed the generator that is used where no `rng` is given.

    >>> from autograd_lab import nn
    >>> nn.manual_seed(0)
    >>> first = nn.Linear(2, 1).weight
    >>> nn.manual_seed(0)
    >>> bool((nn.Linear(2, 1).weight == first).data.all())
    True
    """
    global _shared
    _shared = np.random.default_rng(seed)


def generator(rng: Rng) -> np.random.Generator:
    """A Generator as it is, a new one from a seed, or the shared one for None."""
    return _shared if rng is None else np.random.default_rng(rng)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """(n_in, n_out) of a weight: how many inputs feed one output, and how many outputs one input feeds.

    Raises ShapeError for a shape of fewer than two axes.

    >>> from autograd_lab import nn
    >>> nn.init.fans((784, 128)), nn.init.fans((8, 3, 5, 5))
    ((784, 128), (75, 200))
    """
    if len(shape) < 2:
        raise ShapeError(f"an initialiser with fans needs a weight of two axes or more, got shape {shape}; use zeros_")
    if len(shape) == 2:
        return shape[0], shape[1]
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill a tensor with numbers uniform in [a, b); returns it.

    >>> from autograd_lab import Tensor, nn
    >>> w = nn.init.uniform_(Tensor([0.0] * 1000), -1, 1, rng=0)
    >>> bool((abs(w) < 1).data.all()), round(float(w.data.max()), 2)
    (True, 1.0)
    """
    return _fill(tensor, generator(rng).uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill a tensor with normal numbers of this mean and standard deviation; returns it.

    >>> from autograd_lab import Tensor, nn
    >>> w = nn.init.normal_(Tensor([0.0] * 1000), std=0.1, rng=0)
    >>> round(float(w.data.std()), 2)
    0.1
    """
    return _fill(tensor, generator(rng).normal(mean, std, tensor.shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill a tensor with one number; returns it.

    >>> from autograd_lab import Tensor, nn
    >>> nn.init.constant_(Tensor([0.0, 0.0]), 0.5)
    Tensor([0.5, 0.5])
    """
    return _fill(tensor, np.full(tensor.shape, val))


def zeros_(tensor: Tensor) -> Tensor:
    """Fill a tensor with 0: right for a bias, wrong for a weight (all units would stay equal); returns it.

    >>> from autograd_lab import nn
    >>> nn.init.zeros_(nn.Linear(3, 2).bias)
    Tensor([0., 0.], requires_grad=True)
    """
    return constant_(tensor, 0.0)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill a weight with uniform numbers of variance gain² · 2 / (n_in + n_out); returns it.

    Source: Glorot and Bengio (2010), eq. 16.

    >>> from autograd_lab import nn
    >>> w = nn.init.xavier_uniform_(nn.Linear(300, 100).weight, rng=0)
    >>> round(float(w.data.var()), 4), 2 / (300 + 100)
    (0.005, 0.005)
    """
    bound = gain * math.sqrt(6.0 / sum(fans(tensor.shape)))
    return uniform_(tensor, -bound, bound, rng)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, rng: Rng = None) -> Tensor:
    """Fill a weight with normal numbers of variance gain² · 2 / (n_in + n_out); returns it.

    Source: Glorot and Bengio (2010).

    >>> from autograd_lab import nn
    >>> w = nn.init.xavier_normal_(nn.Linear(300, 100).weight, rng=0)
    >>> round(float(w.data.var()), 3)
    0.005
    """
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(fans(tensor.shape))), rng)


def kaiming_uniform_(tensor: Tensor, a: float = 0.0, rng: Rng = None) -> Tensor:
    """Fill a weight with uniform numbers of variance 2 / ((1 + a²) n_in), a the leak of a leaky relu; returns it.

    Source: He et al. (2015).

    >>> from autograd_lab import nn
    >>> w = nn.init.kaiming_uniform_(nn.Linear(200, 100).weight, rng=0)
    >>> round(float(w.data.var()), 3), 2 / 200
    (0.01, 0.01)
    """
    bound = math.sqrt(6.0 / ((1 + a * a) * fans(tensor.shape)[0]))
    return uniform_(tensor, -bound, bound, rng)


def kaiming_normal_(tensor: Tensor, a: float = 0.0, rng: Rng = None) -> Tensor:
    """Fill a weight with normal numbers of variance 2 / ((1 + a²) n_in), a the leak of a leaky relu; returns it.

    Source: He et al. (2015), eq. 15.

    >>> from autograd_lab import nn
    >>> w = nn.init.kaiming_normal_(nn.Linear(200, 100).weight, rng=0)
    >>> round(float(w.data.var()), 3)
    0.01
    """
    return normal_(tensor, 0.0, math.sqrt(2.0 / ((1 + a * a) * fans(tensor.shape)[0])), rng)


def _fill(tensor: Tensor, numbers: Array) -> Tensor:
    """Write numbers into a tensor, in its dtype; returns it."""
    tensor.data = numbers.astype(tensor.dtype)
    return tensor
