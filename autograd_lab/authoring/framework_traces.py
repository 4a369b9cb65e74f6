"""The recorded graphs in `autograd_lab/data/traces/`: two networks, each in PyTorch, JAX and TensorFlow.

    python -m autograd_lab.authoring.framework_traces

records them anew; it needs the extras `torch` and `frameworks`. Numbers are float64, and the same in all three, so
that what differs between the graphs is what the frameworks make of the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograd_lab.viz.player import Player, show

FOLDER = Path(__file__).resolve().parents[1] / "data" / "traces"
Arrays = Mapping[str, NDArray[np.float64]]

#: for each network: its parameters, weights as (n_in, n_out)
PARAMETERS: Mapping[str, Arrays] = {
    "mlp": {
        "W1": np.array([[0.5, -0.75, 1.25], [-1.0, 0.5, 0.75]]),
        "b1": np.array([0.1, -0.2, 0.3]),
        "W2": np.array([[1.5], [-1.25], [0.5]]),
        "b2": np.array([-0.4]),
    },
    "softmax": {
        "W1": np.array([[0.5, -0.75, 1.25], [-1.0, 0.5, 0.75]]),
        "b1": np.array([0.1, -0.2, 0.3]),
        "W2": np.array([[1.5, -0.5, 0.25], [-1.25, 0.75, 1.0], [0.5, 0.25, -0.75]]),
        "b2": np.array([-0.4, 0.2, 0.0]),
    },
}
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # four rows of two features
TARGETS = {"mlp": np.array([[0.0], [1.0], [1.0], [0.0]]), "softmax": np.array([0, 1, 1, 2])}


def pytorch_player(network: str) -> Player:
    """The graph of the network's loss as PyTorch computed it."""
    import torch

    given = {name: torch.tensor(array, requires_grad=True) for name, array in PARAMETERS[network].items()}
    x, y = torch.tensor(X), torch.tensor(TARGETS[network])
    z = torch.sigmoid(x @ given["W1"] + given["b1"]) @ given["W2"] + given["b2"]
    functional = torch.nn.functional
    loss = functional.mse_loss(torch.sigmoid(z), y) if network == "mlp" else functional.cross_entropy(z, y)
    return show(loss, names={**given, "X": x, "y": y, "loss": loss}, title=_title(network, "PyTorch"))


def jax_player(network: str) -> Player:
    """The graph of the network's loss as JAX computed it, in float64."""
    import jax
    from jax import numpy as jnp

    y = TARGETS[network]

    def loss(given: Arrays) -> jax.Array:
        z = jax.nn.sigmoid(X @ given["W1"] + given["b1"]) @ given["W2"] + given["b2"]
        if network == "mlp":
            return jnp.mean((jax.nn.sigmoid(z) - y) ** 2)
        return -jnp.mean(jax.nn.log_softmax(z)[np.arange(len(y)), y])

    with jax.enable_x64(True):
        return show(jax.jit(loss), dict(PARAMETERS[network]), names={"X": X, "y": y}, title=_title(network, "JAX"))


def tensorflow_player(network: str) -> Player:
    """The graph of the network's loss as TensorFlow computed it."""
    import tensorflow as tf

    given = {name: tf.Variable(array) for name, array in PARAMETERS[network].items()}

    def loss(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        z = tf.sigmoid(x @ given["W1"] + given["b1"]) @ given["W2"] + given["b2"]
        if network == "mlp":
            return tf.reduce_mean((tf.sigmoid(z) - y) ** 2)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, z))

    x, y = tf.constant(X), tf.constant(TARGETS[network])
    return show(tf.function(loss), x, y, names={**given, "X": x, "y": y}, title=_title(network, "TensorFlow"))


PLAYERS: Mapping[str, Callable[[str], Player]] = {
    "pytorch": pytorch_player,
    "jax": jax_player,
    "tensorflow": tensorflow_player,
}


def _title(network: str, framework: str) -> str:
    return f"{'2-3-1 sigmoid, squares' if network == 'mlp' else '2-3-3, softmax cross-entropy'}, in {framework}"


def main() -> None:
    """Record all of them."""
    for network in PARAMETERS:
        for framework, player in PLAYERS.items():
            print(player(network).save_trace(FOLDER / f"{network}_{framework}.trace.json"))


if __name__ == "__main__":
    main()
