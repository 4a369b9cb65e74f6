"""Cells of recurrent networks: one step in time, from an input and a state to the next state.

A network over a sequence is a Python loop over its steps, with one cell for all of them.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from autograd_lab import functional
from autograd_lab.errors import ShapeError, ValueTypeError
from autograd_lab.nn.layers import uniform
from autograd_lab.nn.module import Module
from autograd_lab.tensor import init
from autograd_lab.tensor.init import Rng
from autograd_lab.tensor.tensor import Tensor, lift


class _Cell(Module):
    """What all cells have: weights of the input and of the state, for each gate."""

    transposed_in_torch = ("weight_ih", "weight_hh")
    gates: ClassVar[int] = 1  # how many there are, side by side in the weights

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, rng: Rng = None, dtype: Any = float
    ) -> None:
        if input_size < 1 or hidden_size < 1:
            raise ShapeError(f"{type(self).__name__}({input_size}, {hidden_size}): both sizes must be at least 1")
        bound, random = 1 / math.sqrt(hidden_size), init.generator(rng)
        width = self.gates * hidden_size
        self.input_size, self.hidden_size = input_size, hidden_size
        self.weight_ih = uniform(random, bound, (input_size, width), dtype)
        self.weight_hh = uniform(random, bound, (hidden_size, width), dtype)
        self.bias_ih = uniform(random, bound, width, dtype) if bias else None
        self.bias_hh = uniform(random, bound, width, dtype) if bias else None

    def _input_and_state(self, x: Any, state: Any, what: str = "state h") -> tuple[Tensor, Tensor]:
        """Input and state as tensors, the state 0 where there is none; raises ShapeError when they do not fit."""
        kind = type(self).__name__
        x = lift(x, kind, self.weight_ih._data)
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{kind}: the input is (N, {self.input_size}) or ({self.input_size},), got shape {x.shape}.\n"
                "  A cell takes one step: for x (N, T, features) call it with x[:, t] for each t. Sequences of\n"
                "  unequal length are padded to one, and the padding left out of the loss."
            )
        wanted = (*x.shape[:-1], self.hidden_size)
        if state is None:
            return x, lift(np.zeros(wanted, self.weight_hh.dtype))
        h = lift(state, kind, self.weight_hh._data)
        if h.shape != wanted:
            raise ShapeError(
                f"{kind}: an input of shape {x.shape} needs a {what} of shape {wanted}, got {h.shape}.\n"
                "  The state has a row for each row of the input."
            )
        return x, h

    def described(self) -> str:
        """The widths of input and state."""
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias_ih is not None else ", bias=False")


class RNNCell(_Cell):
    """h ← tanh(x @ weight_ih + bias_ih + h @ weight_hh + bias_hh). Input (N, input_size), state (N, hidden_size).

    nonlinearity   "tanh", or "relu"
    bias           False leaves both biases out
    All parameters start uniform in ±1/√hidden_size, as in PyTorch. Without a state, h is 0.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> cell, h = nn.RNNCell(3, 5, rng=0), None
    >>> for x in np.ones((4, 2, 3)):  # 4 steps of 2 sequences
    ...     h = cell(x, h)
    >>> h.shape
    (2, 5)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        rng: Rng = None,
        dtype: Any = float,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, rng, dtype)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueTypeError(f'RNNCell: nonlinearity is "tanh" or "relu", got {nonlinearity!r}')
        self.nonlinearity = nonlinearity

    def forward(self, x: Any, h: Any = None) -> Tensor:
        """(N, input_size), (N, hidden_size) -> the next state, (N, hidden_size)."""
        x, h = self._input_and_state(x, h)
        a = functional.linear(x, self.weight_ih, self.bias_ih) + functional.linear(h, self.weight_hh, self.bias_hh)
        return a.tanh() if self.nonlinearity == "tanh" else a.relu()


class LSTMCell(_Cell):
    """c ← f · c + i · g and h ← o · tanh(c), the gates of x @ weight_ih + h @ weight_hh + biases.

    The gates stand side by side in the weights in PyTorch's order: input i, forget f, candidate g, output o.
    All parameters start uniform in ±1/√hidden_size, as in PyTorch. Without a state, h and c are 0.
    Source: Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); the forget gate of Gers et al. (2000).

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> cell, state = nn.LSTMCell(3, 5, rng=0), None
    >>> for x in np.ones((4, 2, 3)):
    ...     state = cell(x, state)
    >>> h, c = state
    >>> h.shape, c.shape
    ((2, 5), (2, 5))
    """

    gates = 4

    def forward(self, x: Any, state: Any = None) -> tuple[Tensor, Tensor]:
        """(N, input_size), and the state (h, c) of (N, hidden_size) each -> the next (h, c)."""
        if state is not None and (not isinstance(state, (tuple, list)) or len(state) != 2):
            raise ShapeError(
                f"LSTMCell: the state is a pair (h, c), got {type(state).__name__}. Write cell(x, (h, c))."
            )
        h, c = state or (None, None)
        x, h = self._input_and_state(x, h)
        _, c = self._input_and_state(x, c, "state c")
        a = functional.linear(x, self.weight_ih, self.bias_ih) + functional.linear(h, self.weight_hh, self.bias_hh)
        i, f, g, o = a.chunk(4, -1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


class GRUCell(_Cell):
    """h ← (1 − z) · n + z · h, with n = tanh of the input and of r times the state; r and z are sigmoids.

    The gates stand side by side in the weights in PyTorch's order: reset r, update z, candidate n.
    All parameters start uniform in ±1/√hidden_size, as in PyTorch. Without a state, h is 0.
    Source: Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014), with r after the product.

    >>> import numpy as np
    >>> from autograd_lab import nn
    >>> nn.GRUCell(3, 5, rng=0)(np.ones((2, 3))).shape
    (2, 5)
    """

    gates = 3

    def forward(self, x: Any, h: Any = None) -> Tensor:
        """(N, input_size), (N, hidden_size) -> the next state, (N, hidden_size)."""
        x, h = self._input_and_state(x, h)
        r_x, z_x, n_x = functional.linear(x, self.weight_ih, self.bias_ih).chunk(3, -1)
        r_h, z_h, n_h = functional.linear(h, self.weight_hh, self.bias_hh).chunk(3, -1)
        r, z = (r_x + r_h).sigmoid(), (z_x + z_h).sigmoid()
        n = (n_x + r * n_h).tanh()
        after: Tensor = n + z * (h - n)
        return after
