"""The anchors: one training step of a sigmoid MLP in NumPy, as a textbook writes it, and with arrays made once.

Both are meant to be read. The textbook's version makes a new array for every intermediate result; the other one
makes each array at the start and writes into it (`out=`), which is as fast as NumPy gets without tricks.
A small net ends in a plain sum and the mean squared error, a classifier in softmax and cross-entropy.
"""

import itertools

import numpy as np


def draw(sizes, batch, dtype, classes=False, seed=0):
    """Weights (n_in, n_out), biases, a batch X and its targets Y, always the same for a seed."""
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(0, m**-0.5, (m, n)).astype(dtype) for m, n in itertools.pairwise(sizes)]
    bs = [np.zeros(n, dtype) for n in sizes[1:]]
    X = rng.normal(size=(batch, sizes[0])).astype(dtype)
    Y = rng.integers(0, sizes[-1], batch) if classes else rng.normal(size=(batch, sizes[-1])).astype(dtype)
    return Ws, bs, X, Y


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Textbook:
    """Forward, backward, update: every line as it stands on paper."""

    def __init__(self, Ws, bs, X, Y, lr=0.1):
        self.Ws, self.bs, self.X, self.Y, self.lr = Ws, bs, X, Y, lr
        self.classes = Y.dtype.kind == "i"

    def step(self):
        """One step; returns the loss."""
        activations = [self.X]
        for W, b in zip(self.Ws[:-1], self.bs[:-1], strict=True):
            activations.append(sigmoid(activations[-1] @ W + b))
        out = activations[-1] @ self.Ws[-1] + self.bs[-1]
        loss, delta = self.cross_entropy(out) if self.classes else self.mse(out)

        gradients = []
        for layer in reversed(range(len(self.Ws))):
            a = activations[layer]
            gradients.append((a.T @ delta, delta.sum(axis=0)))
            if layer:
                delta = (delta @ self.Ws[layer].T) * a * (1 - a)

        for W, b, (dW, db) in zip(self.Ws, self.bs, reversed(gradients), strict=True):
            W -= self.lr * dW
            b -= self.lr * db
        return loss

    def mse(self, out):
        """The loss and ∂L/∂out."""
        difference = out - self.Y
        return np.mean(difference**2), 2 * difference / out.size

    def cross_entropy(self, out):
        """The loss and ∂L/∂out."""
        rows = np.arange(len(out))
        exponentials = np.exp(out - out.max(axis=1, keepdims=True))
        p = exponentials / exponentials.sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(p[rows, self.Y]))
        p[rows, self.Y] -= 1
        return loss, p / len(out)


class Preallocated:
    """The same step with every array made once, and small sums by `np.add.reduce`."""

    def __init__(self, Ws, bs, X, Y, lr=0.1):
        self.Ws, self.bs, self.X, self.Y, self.lr = Ws, bs, X, Y, lr
        self.classes = Y.dtype.kind == "i"
        n, dtype = len(X), X.dtype
        widths = [W.shape[1] for W in Ws]
        self.activations = [X, *(np.empty((n, width), dtype) for width in widths)]  # the last one is the output
        self.deltas = [np.empty((n, width), dtype) for width in widths]
        self.slopes = [np.empty((n, width), dtype) for width in widths]
        self.dWs, self.dbs = [np.empty_like(W) for W in Ws], [np.empty_like(b) for b in bs]
        self.rows, self.column = np.arange(n), np.empty((n, 1), dtype)

    def step(self):
        """One step; returns the loss."""
        last = len(self.Ws) - 1
        for layer, (W, b) in enumerate(zip(self.Ws, self.bs, strict=True)):
            z = np.matmul(self.activations[layer], W, out=self.activations[layer + 1])
            z += b
            if layer < last:
                np.negative(z, out=z)
                np.exp(z, out=z)
                z += 1
                np.reciprocal(z, out=z)
        delta = self.deltas[last]
        loss = self.cross_entropy(z, delta) if self.classes else self.mse(z, delta)

        for layer in reversed(range(len(self.Ws))):
            a, delta = self.activations[layer], self.deltas[layer]
            np.matmul(a.T, delta, out=self.dWs[layer])
            np.add.reduce(delta, axis=0, out=self.dbs[layer])
            if layer:
                below, slope = self.deltas[layer - 1], self.slopes[layer - 1]
                np.matmul(delta, self.Ws[layer].T, out=below)
                np.subtract(1, a, out=slope)
                slope *= a
                below *= slope

        for parameter, gradient in zip(self.Ws + self.bs, self.dWs + self.dbs, strict=True):
            gradient *= self.lr
            parameter -= gradient
        return loss

    def mse(self, out, delta):
        """The loss; ∂L/∂out into delta."""
        np.subtract(out, self.Y, out=delta)
        flat = delta.reshape(-1)
        loss = flat.dot(flat) / out.size
        delta *= 2 / out.size
        return loss

    def cross_entropy(self, out, delta):
        """The loss; ∂L/∂out into delta."""
        np.maximum.reduce(out, axis=1, keepdims=True, out=self.column)
        np.subtract(out, self.column, out=delta)
        np.exp(delta, out=delta)
        np.add.reduce(delta, axis=1, keepdims=True, out=self.column)
        delta /= self.column
        loss = -np.log(delta[self.rows, self.Y]).mean()
        delta[self.rows, self.Y] -= 1
        delta *= 1 / len(out)
        return loss
