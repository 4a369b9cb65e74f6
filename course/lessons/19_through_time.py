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

# %% [markdown] slug="ch19-title"
# # 19 · Through time

# %% slug="ch19-setup" jupyter={"source_hidden": true}
from math import inf, isclose

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, no_grad, optim
from autograd_lab import record, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures


# %% slug="ch19-recurrent"
class Recurrent(nn.Module):
    """Reads a sequence step by step, and says from its last state what it was."""

    def __init__(self, n_in, units, n_out, seed, start="usual", dtype="float64"):
        rng = np.random.default_rng(seed)
        self.cell = nn.RNNCell(n_in, units, rng=rng, dtype=dtype)
        self.out = nn.Linear(units, n_out, rng=rng, dtype=dtype)
        if start == "identity":
            self.cell.weight_hh.data[:] = np.eye(units)
            self.cell.bias_ih.data[:] = self.cell.bias_hh.data[:] = 0

    def states(self, X, keep=inf):
        """h₁ … h_T, each (N, units), of X (N, T, n_in).

        What goes back goes over the last `keep` steps and no further.
        """
        h, found = None, []
        for t in range(X.shape[1]):
            if t > 0 and t == X.shape[1] - keep:
                h = h.detach()
            h = self.cell(X[:, t], h)
            found.append(h)
        return found

    def forward(self, X, keep=inf):
        return self.out(self.states(X, keep)[-1])


# %% slug="ch19-arriving"
def arriving(net, X, y):
    """‖∂L/∂h_t‖ for t = 1 … T."""
    states = net.states(X)
    functional.cross_entropy(net.out(states[-1]), y).backward()
    return [float(np.linalg.norm(h.grad)) for h in states]


# %% slug="ch19-solve"
def share_right(net, X, y):
    with no_grad():
        return float((net(X).numpy().argmax(axis=1) == y).mean())


def solve(net, T, seed, optimiser, most, clip=1.0, keep=inf):
    """(step with 99 of 100 new sequences right or None, share right, norm).

    The norm is the largest that the gradient of all weights had on the way.
    """
    step = record(lambda X, y: functional.cross_entropy(net(X, keep), y))
    rng = np.random.default_rng(1000 + seed)
    new, largest = data.first_symbol(400, T, seed=seed), 0.0
    for at in range(1, most + 1):
        net.zero_grad()
        step(*data.first_symbol(32, T, seed=rng))
        norm = optim.clip_grad_norm_(net.parameters(), clip)
        largest = max(largest, norm)
        optimiser.step()
        if at % 10 == 0 and (share := share_right(net, *new)) >= 0.99:
            return at, share, largest
    return None, share, largest


def remember(T, seed, start="usual", most=1000, keep=inf):
    """`solve` by a network of 32 units, with Adam."""
    net = Recurrent(4, 32, 4, seed, start)
    adam = optim.Adam(net.parameters(), lr=0.005)
    return solve(net, T, seed, adam, most, keep=keep)


# %% slug="ch19-descend"
def descend(seed, clip):
    """`solve` for 20 symbols, from the identity, by plain descent."""
    net = Recurrent(4, 32, 4, seed, "identity")
    return solve(net, 20, seed, optim.SGD(net.parameters(), lr=0.1), 600, clip)


# %% slug="ch19-cosine"
def recurrent_gradient(net, X, y, keep=inf):
    """∂L/∂W_h in a row, from the last `keep` steps."""
    net.zero_grad()
    functional.cross_entropy(net(X, keep), y).backward()
    return net.cell.weight_hh.grad.ravel().copy()


def cosine(u, v):
    return float(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)))


# %% slug="ch19-words"
def recurrent_listener(seed, start="usual"):
    return Recurrent(20, 48, 10, seed, start, dtype="float32")


def whole_listener(seed, hidden=3):
    """An MLP on the whole recording, as one row of 64 · 20 numbers."""
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64 * 20, hidden, rng=rng, dtype="float32"),
        nn.Tanh(),
        nn.Linear(hidden, 10, rng=rng, dtype="float32"),
    )


def at_the_end(net, X):
    return net(X)


def all_along(net, X):
    states = net.states(X)
    return net.out(sum(states) / len(states))


def learn_words(net, seed, rate, read=at_the_end, passes=60):
    """The network after 60 passes over 360 words, each time at other moments."""
    step = record(lambda X, y: functional.cross_entropy(read(net, X), y))
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


def heard(net, read=at_the_end, draws=5):
    """Shares of new voices' words: all, little silence behind, much."""
    right, silence = [], []
    for seed in range(draws):
        X, y = data.spoken_digits("test", seed=seed)
        with no_grad():
            said = read(net, X.astype("float32")).numpy().argmax(axis=1)
        right.append(said == y)
        silence.append((X.sum(axis=2)[:, ::-1] > 0).argmax(axis=1))
    right, silence = np.concatenate(right), np.concatenate(silence)
    return right.mean(), right[silence < 8].mean(), right[silence >= 24].mean()
