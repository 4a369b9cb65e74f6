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

# %% [markdown] slug="ch18-title"
# # 18 · Convolution, with a lab on finding things

# %% slug="ch18-setup" jupyter={"source_hidden": true}
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograd_lab import (
    Rule,
    Tensor,
    Value,
    data,
    functional,
    nn,
    no_grad,
    optim,
    record,
    show,
)
from autograd_lab.answers import tell
from autograd_lab.viz import figures


# %% slug="ch18-correlate"
def correlate(x, w, padding=0):
    """Filters w (O, C, k, l) slid over pictures x (N, C, H, W)."""
    edges = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    windows = sliding_window_view(np.pad(x, edges), w.shape[2:], axis=(2, 3))
    # windows (N, C, H', W', k, l): one window for each place; sum over C, k, l
    out = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))
    return out.transpose(0, 3, 1, 2)  # (N, O, H', W')


# %% slug="ch18-own-rule"
class Convolution(Rule):
    """A 3 × 3 convolution with a padding of 1, and both its gradients."""

    sentence = "the filter gets x correlated with g, x gets g with the filter"

    def __init__(self, flip=True):
        self.flip = flip

    def forward(self, x, w):
        self.x, self.w = x, w
        return correlate(x, w, padding=1)

    def backward(self, g):
        dw = correlate(
            self.x.swapaxes(0, 1), g.swapaxes(0, 1), padding=1
        ).swapaxes(0, 1)
        w = self.w[..., ::-1, ::-1] if self.flip else self.w
        dx = correlate(g, w.swapaxes(0, 1), padding=1)
        return dx, dw


# %% slug="ch18-learn"
def learn(net, X, y, epochs, seed):
    """Train by Adam, in batches of 32; returns the network."""
    rng = np.random.default_rng(seed)
    moving = [p for p in net.parameters() if p.requires_grad]
    adam = optim.Adam(moving, lr=0.003)
    step = record(lambda x, y: functional.cross_entropy(net(x), y))
    batches = len(X) // 32
    for _ in range(epochs):
        for rows in rng.permutation(len(X))[: batches * 32].reshape(batches, 32):
            adam.zero_grad()
            step(X[rows], y[rows])
            adam.step()
    return net


def share_read(net, X, y):
    """The share of the pictures that are read right."""
    with no_grad():
        return float(np.mean(net(X).numpy().argmax(axis=1) == y))


# %% slug="ch18-centred"
def centred(seed):
    """1,397 digits to learn from, and 400 others: (X, y), (X, y)."""
    X, y = data.digits(flat=False, seed=seed)  # (1797, 1, 8, 8)
    X = X.astype("float32")
    return (X[:1397], y[:1397]), (X[1397:], y[1397:])


class OwnConv2d(nn.Conv2d):
    """A Conv2d whose gradients are those of our own rule."""

    flip = True

    def forward(self, x):
        out = Convolution(self.flip)(x, self.weight)
        return out + self.bias.reshape(-1, 1, 1)


def small_cnn(seed, flip=True, frozen=False):
    """Two convolutions for 8 × 8 pictures; the second is our own."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    first = nn.Conv2d(1, 8, 3, padding=1, **made)
    second = OwnConv2d(8, 16, 3, padding=1, **made)
    second.flip = flip
    if frozen:
        first.weight.requires_grad = first.bias.requires_grad = False
    return nn.Sequential(
        first,
        nn.ReLU(),
        nn.MaxPool2d(2),
        second,
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64, 32, **made),
        nn.ReLU(),
        nn.Linear(32, 10, **made),
    )


def mlp(seed, pixels=64):
    """One hidden layer of 64."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, 64, **made),
        nn.ReLU(),
        nn.Linear(64, 10, **made),
    )


# %% slug="ch18-places"
def wide_cnn(seed, end, between=True):
    """Three convolutions for 16 × 16 pictures, and one of two ends."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    parts, channels, side = [], 1, 16
    for filters in (8, 16, 32):
        parts += [nn.Conv2d(channels, filters, 3, padding=1, **made), nn.ReLU()]
        channels = filters
        if between and filters < 32:
            parts.append(nn.MaxPool2d(2))
            side //= 2
    if end == "largest":
        parts.append(nn.MaxPool2d(side))
        side = 1
    out = nn.Linear(32 * side * side, 10, **made)
    return nn.Sequential(*parts, nn.Flatten(), out)


def at_column(pictures, column, seed):
    """Digits on 16 × 16, left edge at a column, or in a range of them."""
    first, last = (column, column) if isinstance(column, int) else column
    placed = data.placed(pictures, columns=(first, last), seed=seed)
    return placed.astype("float32")


def read_by_column(net, seed, epochs=12):
    """Train at the columns 0 to 2; the share read at each of 0 to 8."""
    (X, y), (X_new, y_new) = centred(seed)
    learn(net, at_column(X, (0, 2), seed), y, epochs, seed)
    return [
        share_read(net, at_column(X_new, column, seed), y_new)
        for column in range(9)
    ]
