"""Chapter 24: how far the gradients of each framework are from those by hand, for twenty networks and batches.

By the chapter's own cells. Start 0 has the chapter's weights and batch; the others draw both, 2 to 5 rows. Of each of the four
arrays the largest difference, over the array's largest number; a start gives the largest and the smallest of the four. `"mse"`
is taken times 3, the outputs. Needs the extras `torch` and `frameworks`. Keras stands on one framework for as long as a process
lives, so for each of the two others this script runs itself once more.
"""

import json
import os
import subprocess
import sys

import numpy as np

from autograd_lab.authoring.experiments import Experiment

KERAS_ON = os.environ.setdefault("KERAS_BACKEND", "tensorflow")
CELLS = ["ch24-setup", "ch24-network", "ch24-pytorch", "ch24-jax", "ch24-tensorflow", "ch24-keras", "ch24-defaults"]
experiment = Experiment(__file__, "24_frameworks", CELLS)
c = experiment.names


def network(seed):  # type: ignore[no-untyped-def]
    """Parameters, rows and targets."""
    if seed == 0:
        return c["params"], c["X"], c["Y"]
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(2, 6))
    params = [rng.normal(size=p.shape) for p in c["params"]]
    return params, rng.normal(size=(rows, 3)), rng.random((rows, 3))


def apart(program, factor=1):  # type: ignore[no-untyped-def]
    """The largest and the smallest difference of the four arrays, for each of the twenty."""
    found = []
    for seed in range(20):
        given = network(seed)
        right, theirs = c["by_hand"](*given)[1], program(*given)[1]
        each = [c["apart"]([mine], [factor * other]) for mine, other in zip(right, theirs, strict=True)]
        found.append([float(f"{f(each):.4g}") for f in (max, min)])
    return found


def keras(**how):  # type: ignore[no-untyped-def]
    """Keras as the chapter's cell calls it."""
    return lambda *given: c["in_keras"](*given, **how)


def on_this_framework():  # type: ignore[no-untyped-def]
    """Keras on the framework of this process, with the course's loss and with its own."""
    if KERAS_ON == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return {"keras": apart(keras()), "keras_mse": apart(keras(loss="mse"), 3)}


def compiled_by_tensorflow(params, X, Y):  # type: ignore[no-untyped-def]
    """The tape inside a `tf.function`."""
    import tensorflow as tf

    variables = [tf.Variable(p) for p in params]

    @tf.function
    def asked():  # type: ignore[no-untyped-def]
        with tf.GradientTape() as tape:
            loss = c["loss_in_tensorflow"](variables, X, Y)
        return tape.gradient(loss, variables)

    return None, [g.numpy() for g in asked()]


def main() -> None:
    """Twenty networks in each framework."""
    if sys.argv[1:] == ["--keras"]:
        print(json.dumps(on_this_framework()))
        return
    found = {
        "pytorch": apart(c["in_pytorch"]),
        "jax": apart(c["in_jax"]),
        "jax_as_it_comes": apart(c["jax_as_it_comes"]),
        "tensorflow": apart(c["in_tensorflow"]),
        "tensorflow_function": apart(compiled_by_tensorflow),
        **on_this_framework(),
        "keras_layers": apart(keras(floats="float32", layers="float64")),
    }
    for framework in ("jax", "torch"):
        told = subprocess.run(
            [sys.executable, __file__, "--keras"],
            env={**os.environ, "KERAS_BACKEND": framework},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout
        found |= {f"{name}_on_{framework}": starts for name, starts in json.loads(told.splitlines()[-1]).items()}
    experiment.write_record(found, packages=("torch", "jax", "tensorflow", "keras"))


if __name__ == "__main__":
    main()
