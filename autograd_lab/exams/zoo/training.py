"""Small trainings in which one function can be exchanged, for the loss curve of a mistake.

The layers are square on purpose: a wrong product then has a shape that fits, and the mistake trains in silence.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from autograd_lab.exams.kinds import networks
from autograd_lab.exams.ps1 import exam as ps1
from autograd_lab.exams.ps3 import exam as ps3
from autograd_lab.exams.ps5 import formulas as ps5_formulas
from autograd_lab.mistakes import Array

Functions = dict[str, Callable[..., Any]]
STEPS = 60


def _line(use: Mapping[str, Callable[..., Any]]) -> Iterator[float]:
    """The losses of a line: two features, twelve rows, a little noise; rate 0.1."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(12, 2))
    y = X @ np.array([1.5, -0.8]) + 0.6 + 0.1 * rng.normal(size=12)
    w, b = np.zeros(2), 0.0
    while True:
        yield float(np.mean((X @ w + b - y) ** 2))
        dw, db = use["mse_gradients"](X.copy(), y.copy(), w.copy(), b)
        w, b = use["gradient_step"](w.copy(), b, dw, db, 0.1)
        w, b = np.asarray(w, dtype=float).reshape(2), float(b)


def _rows(rng: np.random.Generator) -> tuple[Array, Array, list[Array], list[Array]]:
    """Nine rows, three inputs, three outputs that ask whether two of the inputs agree; a 3-3-3 network."""
    X = rng.choice([-1.0, 1.0], (9, 3)) + 0.2 * rng.normal(size=(9, 3))
    Y = (X > 0).astype(float)[:, [1, 2, 0]] * 0.8 + 0.1
    return X, Y, [rng.normal(size=(3, 3)) for _ in range(2)], [np.zeros(3), np.zeros(3)]


def _network(use: Mapping[str, Callable[..., Any]]) -> Iterator[float]:
    """The losses of a network with problem set 3's five functions; rate 2."""
    X, Y, (W1, W2), (b1, b2) = _rows(np.random.default_rng(3))
    while True:
        z1 = X @ W1 + b1
        z2 = ps3.sigmoid(z1) @ W2 + b2
        yield float(np.mean(np.sum((ps3.sigmoid(z2) - Y) ** 2, axis=1)))
        a1 = use["sigmoid"](z1.copy())
        delta2 = use["output_delta"](z2.copy(), Y.copy())
        delta1 = use["hidden_delta"](z1.copy(), delta2, W2.copy())
        (dW1, db1), (dW2, db2) = use["layer_gradients"](X.copy(), delta1), use["layer_gradients"](a1, delta2)
        W1, b1, W2, b2 = W1 - 2 * dW1, b1 - 2 * db1, W2 - 2 * dW2, b2 - 2 * db2
        W1, W2, b1, b2 = W1.reshape(3, 3), W2.reshape(3, 3), b1.reshape(3), b2.reshape(3)


def _lists(use: Mapping[str, Callable[..., Any]]) -> Iterator[float]:
    """The losses of a network with problem set 4's two functions; rate 2."""
    X, Y, Ws, bs = _rows(np.random.default_rng(3))
    while True:
        yield float(np.mean(np.sum((networks.forward(X, Ws, bs)[1][-1] - Y) ** 2, axis=1)))
        zs, activations = use["forward"](X.copy(), list(Ws), list(bs))
        dWs, dbs = use["backward"](Y.copy(), list(Ws), zs, activations)
        Ws = [(W - 2 * dW).reshape(3, 3) for W, dW in zip(Ws, dWs, strict=True)]
        bs = [(b - 2 * db).reshape(3) for b, db in zip(bs, dbs, strict=True)]


def _columns(use: Mapping[str, Callable[..., Any]]) -> Iterator[float]:
    """The losses with problem set 5's formulas: one sample in columns, a 3-3-3-3 network, targets 0, 1, 0; rate 2."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(3, 1)), np.array([[0.0], [1.0], [0.0]])
    Ws, bs = [rng.normal(size=(3, 3)) for _ in range(3)], [np.zeros((3, 1)) for _ in range(3)]
    formulas = use["article_output_delta"], use["article_hidden_delta"], use["article_weight_gradient"]
    sweep = use.get("article_gradients", ps5_formulas.gradients_with(*formulas))
    while True:
        answers = [x]
        for W, b in zip(Ws, bs, strict=True):
            answers.append(ps3.sigmoid(W @ answers[-1] + b))
        yield float(np.mean((answers[-1] - y) ** 2))
        slopes = sweep(*(a.copy() for a in answers), y.copy(), Ws[1].copy(), Ws[2].copy())
        Ws = [(W - 2 * dW).reshape(3, 3) for W, dW in zip(Ws, slopes[0::2], strict=True)]
        bs = [(b - 2 * db).reshape(3, 1) for b, db in zip(bs, slopes[1::2], strict=True)]


_COURSES: tuple[tuple[Callable[[Mapping[str, Callable[..., Any]]], Iterator[float]], Functions], ...] = (
    (_line, {"mse_gradients": ps1.mse_gradients, "gradient_step": ps1.gradient_step}),
    (
        _network,
        {
            "sigmoid": ps3.sigmoid,
            "output_delta": ps3.output_delta,
            "hidden_delta": ps3.hidden_delta,
            "layer_gradients": ps3.layer_gradients,
        },
    ),
    (_lists, {"forward": networks.forward, "backward": networks.backward}),
    (
        _columns,
        {
            "article_output_delta": ps5_formulas.article_output_delta,
            "article_hidden_delta": ps5_formulas.article_hidden_delta,
            "article_weight_gradient": ps5_formulas.article_weight_gradient,
        },
    ),
)


def can_train(name: str) -> bool:
    """Whether there is a training in which the function `name` can be exchanged."""
    return name == "article_gradients" or any(name in functions for _, functions in _COURSES)


def losses(name: str, function: Callable[..., Any]) -> tuple[list[float], list[float], str]:
    """The losses before each step, with the right function and with `function` in its place, and what stopped the
    second.

    The last is empty when nothing did, else the type of an error. KeyError when `can_train(name)` is false.
    """
    for train, functions in _COURSES:
        if name in functions or (name == "article_gradients" and train is _columns):
            return list(islice(train(functions), STEPS + 1)), *_losses_until_end(train({**functions, name: function}))
    raise KeyError(name)


def _losses_until_end(training: Iterator[float]) -> tuple[list[float], str]:
    """The losses of a training as far as it comes, and what stopped it."""
    found: list[float] = []
    with np.errstate(all="ignore"):
        try:
            for loss in islice(training, STEPS + 1):
                if not np.isfinite(loss):
                    return found, "no number any more"
                found.append(loss)
        except Exception as error:  # shapes that do not fit, after all
            return found, type(error).__name__
    return found, ""
