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

# %% [markdown] slug="ch21-title"
# # 21 · Attention, and a Transformer
#
# **Time:** {{time}}.

# %% slug="ch21-setup" jupyter={"source_hidden": true}
from math import isclose, log

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, no_grad, optim
from autograd_lab import record, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures


# %% slug="ch21-block"
class Block(nn.Module):
    """The words look at one another, then each is worked on by itself.

    norm  "plain" (no road past the parts), "residual", "pre-norm" or "post-norm"
    """

    def __init__(self, width, heads, norm, rng, dtype="float64"):
        same = {"rng": rng, "dtype": dtype}
        self.norm = norm
        self.self_attn = nn.MultiheadAttention(width, heads, **same)
        self.linear1 = nn.Linear(width, 4 * width, **same)
        self.linear2 = nn.Linear(4 * width, width, **same)
        self.norm1 = nn.LayerNorm(width, dtype=dtype)
        self.norm2 = nn.LayerNorm(width, dtype=dtype)

    def looked(self, x, hidden):
        """(what the words found, the weights of each head)"""
        return self.self_attn(
            x, x, x, attn_mask=hidden, average_attn_weights=False
        )

    def forward(self, x, hidden):
        def look(x):
            return self.looked(x, hidden)[0]

        def work(x):
            return self.linear2(self.linear1(x).relu())

        for part, norm in ((look, self.norm1), (work, self.norm2)):
            if self.norm == "plain":
                x = part(x)
            elif self.norm == "residual":
                x = x + part(x)
            elif self.norm == "pre-norm":
                x = x + part(norm(x))
            else:
                x = norm(x + part(x))
        return x


# %% slug="ch21-reader"
EQUALS = len(data.NUMBER_TOKENS)  # the token "="; the ten digits come after it


class Reader(nn.Module):
    """Reads five words and "=", and writes three digits, one after the other.

    ahead  how many places further than itself a token may look: 0 is right
    """

    def __init__(self, seed, norm="pre-norm", blocks=2, ahead=0, dtype="float32"):
        rng = np.random.default_rng(seed)
        same = {"rng": rng, "dtype": dtype}
        self.word = nn.Embedding(EQUALS + 11, 32, **same)
        self.place = nn.Embedding(8, 32, **same)
        self.blocks = [Block(32, 2, norm, rng, dtype) for _ in range(blocks)]
        self.last = nn.LayerNorm(32, dtype=dtype)
        self.out = nn.Linear(32, 10, **same)
        self.hidden = ~np.tri(8, k=ahead, dtype=bool)  # True: not to be seen

    def streams(self, T):
        """x before the first block, and behind each: (N, length, 32)."""
        n = T.shape[1]
        found = [self.word(T) + self.place(np.arange(n))]
        for block in self.blocks:
            found.append(block(found[-1], self.hidden[:n, :n]))
        return found

    def forward(self, T):
        """Logits of the digits that follow "=" and what is written behind it."""
        return self.out(self.last(self.streams(T)[-1]))[:, 5:]


def sequence(X, y):
    """Five words, "=", and the first two of the three digits, as tokens."""
    equals = np.full((len(X), 1), EQUALS)
    return np.hstack([X, equals, EQUALS + 1 + y[:, :2]])


def reading_loss(net, T, y):
    return functional.cross_entropy(net(T).reshape(-1, 10), y.reshape(-1))


# %% slug="ch21-learn"
def numbers(seed):
    """700 numbers for learning, X and y; and 300 others."""
    X, y = data.number_words()
    X, X_new, y, y_new = data.train_test_split(X, y, 0.3, seed)
    return X, y, X_new, y_new


def learn(net, seed, steps=300, rate=0.003):
    """Mean loss of the last 50 steps. The net's weights are changed."""
    X, y, *_ = numbers(seed)
    step = record(lambda T, y: reading_loss(net, T, y))
    adam = optim.AdamW(net.parameters(), lr=rate)
    rng, losses = np.random.default_rng(seed), []
    for _ in range(steps):
        rows = rng.choice(len(X), 64, replace=False)
        net.zero_grad()
        losses.append(step(sequence(X[rows], y[rows]), y[rows]))
        optim.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
    return float(np.mean(losses[-50:]))


def written(net, X):
    """Three digits a row: each is read again to write the next."""
    said = np.zeros((len(X), 3), dtype=int)
    for k in range(3):
        with no_grad():
            logits = net(sequence(X, said)[:, : 6 + k]).numpy()
        said[:, k] = logits[:, k].argmax(axis=1)
    return said


def shares_right(net, seed):
    """Of 300 new numbers: right by itself, and right with the digits before."""
    *_, X, y = numbers(seed)
    with no_grad():
        told = net(sequence(X, y)).numpy().argmax(axis=2)
    right = [(said == y).all(axis=1) for said in (written(net, X), told)]
    return [float(rows.mean()) for rows in right]


# %% slug="ch21-heads"
def heads(net, T):
    """Weights of each head of each block, (N, blocks, heads, queries, keys)."""
    n, found = T.shape[1], []
    with no_grad():
        for block, x in zip(net.blocks, net.streams(T)):
            _, weights = block.looked(block.norm1(x), net.hidden[:n, :n])
            found.append(weights.numpy())
    return np.stack(found, axis=1)


def on_their_words(net):
    """Of block 2, the surer head: mean weight on the word that a digit is in.

    First over the numbers of five words (their places are 0, 3 and 4), then
    over those of one word.
    """
    X, y = data.number_words()
    last = heads(net, sequence(X, y))[:, 1].max(axis=1)[:, 5:]
    five, one = X[:, 4] > 0, X[:, 1] == 0
    surer = last[five][:, [0, 1, 2], [0, 3, 4]]
    return [float(surer.mean()), float(last[one][:, [1, 2], 0].mean())]


# %% slug="ch21-sixteen"
def along_the_blocks(net, X, y):
    """‖∂L/∂x‖ before the first block, and behind each."""
    streams = net.streams(sequence(X, y))
    logits = net.out(net.last(streams[-1]))[:, 5:]
    functional.cross_entropy(logits.reshape(-1, 10), y.reshape(-1)).backward()
    return [float(np.linalg.norm(x.grad)) for x in streams]


def doubled(net, times=2):
    """The same net with all matrices inside its blocks so many times as large."""
    for block in net.blocks:
        for p in block.parameters():
            if p.ndim == 2:
                p.data[:] *= times
    return net
