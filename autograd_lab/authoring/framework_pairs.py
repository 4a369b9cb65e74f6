"""The gradients behind chapter 24's puzzle: pairs of programs that differ in one thing, in `autograd_lab/data/`.

    python -m autograd_lab.authoring.framework_pairs

records them anew; it needs the extras `torch` and `frameworks`. Every program is 3-3-3 with sigmoids, and is asked for
its gradients on one batch after the other, without a step between. The weights are square, so that no shape tells a
transpose.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.authoring.framework_results import write_file

NAMES = "WbVc"
Batch = tuple[Any, Any]  # rows (N, 3), targets (N, 3)
Program = Any  # (parameters, batches) -> for each batch a dictionary of gradients


def drawn(letter: str) -> tuple[list[Any], list[Batch]]:
    """The parameters and the two batches of a pair: numbers with two decimals, 4 rows and 6."""
    rng = np.random.default_rng(ord(letter))
    parameters = [rng.normal(size=size).round(2) for size in ((3, 3), 3, (3, 3), 3)]
    batches = [(rng.normal(size=(n, 3)).round(2), rng.random((n, 3)).round(2)) for n in (4, 6)]
    return parameters, [batches[0], batches[0]] if letter == "G" else batches


def pytorch(
    parameters: Sequence[Any], batches: Sequence[Batch], mean: bool = True, cleared: bool = True, linear: bool = False
) -> Sequence[Mapping[str, Any]]:
    """Gradients of leaves, or of `nn.Linear`; of the mean over the rows, or of the sum."""
    import torch

    W, b, V, c = leaves = [torch.tensor(p.T if linear else p, requires_grad=True) for p in parameters]
    functional = torch.nn.functional
    found = []
    for X, Y in batches:
        x = torch.tensor(X)
        if linear:
            out = torch.sigmoid(functional.linear(torch.sigmoid(functional.linear(x, W, b)), V, c))
        else:
            out = torch.sigmoid(torch.sigmoid(x @ W + b) @ V + c)
        loss = ((out - torch.tensor(Y)) ** 2).sum() / (len(X) if mean else 1)
        if cleared:
            for leaf in leaves:
                leaf.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        found.append({name: _array(leaf.grad) for name, leaf in zip(NAMES, leaves, strict=True)})
    return found


def jax(parameters: Sequence[Any], batches: Sequence[Batch], x64: bool = True) -> Sequence[Mapping[str, Any]]:
    """Gradients of the course's loss, in 64 bits or in what JAX takes unasked."""
    import jax as framework

    def loss(given: Sequence[Any], X: Any, Y: Any) -> Any:
        W, b, V, c = given
        sigmoid = framework.nn.sigmoid
        return ((sigmoid(sigmoid(X @ W + b) @ V + c) - Y) ** 2).sum() / len(X)

    with framework.enable_x64(x64):
        asked = [framework.grad(loss)(list(parameters), X, Y) for X, Y in batches]
        return [{name: _array(g) for name, g in zip(NAMES, one, strict=True)} for one in asked]


def tensorflow(
    parameters: Sequence[Any], batches: Sequence[Batch], constants: Sequence[str] = ()
) -> Sequence[Mapping[str, Any]]:
    """Gradients from a tape; of what is a constant there are none."""
    import tensorflow as tf

    given = [tf.constant(p) if name in constants else tf.Variable(p) for name, p in zip(NAMES, parameters, strict=True)]
    W, b, V, c = given
    found = []
    for X, Y in batches:
        with tf.GradientTape() as tape:
            out = tf.sigmoid(tf.sigmoid(X @ W + b) @ V + c)
            loss = tf.reduce_sum((out - Y) ** 2) / len(X)
        asked = tape.gradient(loss, given)
        found.append({name: None if g is None else _array(g) for name, g in zip(NAMES, asked, strict=True)})
    return found


def keras(parameters: Sequence[Any], batches: Sequence[Batch], loss: str = "") -> Sequence[Mapping[str, Any]]:
    """Gradients of `Dense` layers by a tape: of the mean over the rows, or of a loss by its name."""
    import keras as framework
    import tensorflow as tf

    framework.config.set_floatx("float64")
    framework.config.set_dtype_policy("float64")
    dense = framework.layers.Dense
    model = framework.Sequential([framework.Input((3,)), dense(3, "sigmoid"), dense(3, "sigmoid")])
    model.set_weights(parameters)
    found = []
    for X, Y in batches:
        with tf.GradientTape() as tape:
            out = model(X)
            named = framework.losses.get(loss) if loss else lambda y, a: tf.reduce_sum((a - y) ** 2, axis=1)
            value = tf.reduce_mean(named(tf.constant(Y), out))
        asked = tape.gradient(value, model.trainable_variables)
        found.append({name: _array(g) for name, g in zip(NAMES, asked, strict=True)})
    return found


def _array(gradient: Any) -> Any:
    """A copy, in 64 bits: a leaf's gradient is changed by the next sweep."""
    return np.array(gradient.numpy() if hasattr(gradient, "numpy") else gradient, dtype=float)


#: letter -> the two programs, each with what it does otherwise
PAIRS: Mapping[str, tuple[tuple[Program, Mapping[str, Any]], tuple[Program, Mapping[str, Any]]]] = {
    "A": ((pytorch, {}), (pytorch, {"cleared": False})),
    "B": ((tensorflow, {}), (jax, {"x64": False})),
    "C": ((pytorch, {}), (pytorch, {"mean": False})),
    "D": ((pytorch, {"linear": True}), (keras, {})),
    "E": ((tensorflow, {}), (tensorflow, {"constants": "Wb"})),
    "F": ((jax, {}), (keras, {"loss": "mse"})),
    "G": ((jax, {}), (pytorch, {"cleared": False})),
}


def pairs() -> dict[str, Any]:
    """What both programs of each pair say today."""
    return {
        letter: {"gradients": [program(*drawn(letter), **otherwise) for program, otherwise in both]}
        for letter, both in PAIRS.items()
    }


def main() -> None:
    """Record all of them."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    print(write_file("pairs", pairs()))


if __name__ == "__main__":
    main()
