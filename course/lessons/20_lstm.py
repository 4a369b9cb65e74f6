# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] slug="ch20-title"
# # 20 · The road through: LSTM

# %% slug="ch20-setup" jupyter={"source_hidden": true}
from math import isclose

import numpy as np

from autograd_lab import Value, data, functional, nn, no_grad, optim
from autograd_lab import record, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures


# %% slug="ch20-reader"
class Reader(nn.Module):
    """Reads a sequence step by step, and says from its last state what it was.

    kind   of its cell: "RNN", "LSTM" or "GRU"
    bias   of the gate that keeps; None leaves it where it starts, about 0
    """

    def __init__(
        self, kind, n_in, units, n_out, seed, bias=None, dtype="float64"
    ):
        rng = np.random.default_rng(seed)
        cell = {"RNN": nn.RNNCell, "LSTM": nn.LSTMCell, "GRU": nn.GRUCell}[kind]
        self.cell = cell(n_in, units, rng=rng, dtype=dtype)
        self.out = nn.Linear(units, n_out, rng=rng, dtype=dtype)
        if bias is not None:
            keeps = slice(units, 2 * units)  # f of i, f, g, o; z of r, z, n
            self.cell.bias_ih.data[keeps] = bias
            self.cell.bias_hh.data[keeps] = 0

    def states(self, X, straight=False):
        """The states after each step of X (N, T, n_in): (h, c) of an LSTM, else h.

        straight   an LSTM's gates read h, but no gradient goes back through it
        """
        state, found = None, []
        for t in range(X.shape[1]):
            if straight and t > 0:
                state = state[0].detach(), state[1]
            state = self.cell(X[:, t], state)
            found.append(state)
        return found

    def answer(self, state):
        return self.out(state[0] if isinstance(state, tuple) else state)

    def forward(self, X):
        return self.answer(self.states(X)[-1])


# %% slug="ch20-arriving"
def arriving(net, X, y, straight=False):
    """‖∂L/∂c_t‖ for t = 1 … T, from a loss at the last step; of h without c."""
    states = net.states(X, straight)
    functional.cross_entropy(net.answer(states[-1]), y).backward()
    road = [s[1] if isinstance(s, tuple) else s for s in states]
    return [float(np.linalg.norm(memory.grad)) for memory in road]


# %% slug="ch20-solve"
def share_right(net, X, y):
    with no_grad():
        return float((net(X).numpy().argmax(axis=1) == y).mean())


def remember(kind, T, seed, bias=None, most=5000):
    """(step with 99 of 100 new rows right or None, share right, the network)."""
    net = Reader(kind, 4, 32, 4, seed, bias)
    step = record(lambda X, y: functional.cross_entropy(net(X), y))
    adam = optim.Adam(net.parameters(), lr=0.005)
    rng = np.random.default_rng(1000 + seed)
    new = data.first_symbol(400, T, seed=seed)
    for at in range(1, most + 1):
        net.zero_grad()
        loss = step(*data.first_symbol(32, T, seed=rng))
        optim.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        if at % 10 == 0 and loss < 0.5 and share_right(net, *new) >= 0.99:
            return at, share_right(net, *new), net
    return None, share_right(net, *new), net


# %% slug="ch20-words"
UNITS = {"RNN": 48, "LSTM": 21, "GRU": 25}  # about 3,800 parameters each


def listener(kind, seed, bias=None):
    return Reader(kind, 20, UNITS[kind], 10, seed, bias, dtype="float32")


def learn_words(net, seed, rate, passes=60):
    """The network after 60 passes over 360 words, each time at other moments."""
    step = record(lambda X, y: functional.cross_entropy(net(X), y))
    adam, rng = optim.Adam(net.parameters(), lr=rate), np.random.default_rng(seed)
    for _ in range(passes):
        X, y = data.spoken_digits("train", seed=rng)
        for begin in range(0, len(X), 40):
            net.zero_grad()
            rows = slice(begin, begin + 40)
            step(X[rows].astype("float32"), y[rows])
            optim.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
    return net


def heard(net, draws=5):
    """The share of new voices' words that is right, over five draws of moments."""
    words = [data.spoken_digits("test", seed=seed) for seed in range(draws)]
    return np.mean([share_right(net, X.astype("float32"), y) for X, y in words])
