"""Graphs of PyTorch, JAX, TensorFlow and Keras that were recorded, for show() where the framework is not installed."""

from importlib import resources
from pathlib import Path

from autograd_lab.data.checking import DataError


def trace_file(network: str, framework: str) -> Path:
    """The file with the graph of a network's loss, for show(), in float64.

    network    "mlp": 2-3-1, sigmoid, mean squared error; "softmax": 2-3-3, sigmoid, softmax cross-entropy; "hand":
               3-4-3 of chapter 24, sigmoid, the course's squared loss
    framework  "pytorch", "jax" or "tensorflow", and for "hand" "keras": which of them computed every number in it
    raises     DataError for one that was not recorded

    The parameters have the same numbers in all frameworks, so what differs is what each makes of the same formulas. The
    first two networks have four rows of two features, and W1 (2, 3), b1 (3,), W2 (3, n_out), b2 (n_out,). How they
    were made: README.md here.

    >>> from autograd_lab import data, show
    >>> player = show(data.trace_file("mlp", "jax"))
    >>> [node.op for node in player.trace.nodes if node.kind == "op"][:4]
    ['matmul', 'expand', 'add', 'sigmoid']
    """
    folder = Path(str(resources.files(__package__))) / "traces"
    file = folder / f"{network}_{framework}.trace.json"
    known = sorted(path.name.removesuffix(".trace.json") for path in folder.iterdir())
    if file.name.removesuffix(".trace.json") not in known:
        pairs = ", ".join(f'("{name.partition("_")[0]}", "{name.partition("_")[2]}")' for name in known)
        raise DataError(f"trace_file({network!r:.40}, {framework!r:.40}) was not recorded; there are {pairs}")
    return file
