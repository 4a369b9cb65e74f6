"""NetworkView(mlp, X, y): a multilayer perceptron as layers of neurons, forward by layer, backward by neuron."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import traitlets
from ipywidgets import widget_serialization

from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError
from autograd_lab.viz import scripts
from autograd_lab.viz.network.mlp import Array, Network, Pass, read_batch, read_network
from autograd_lab.viz.static_page import StaticPage, element_id, folded_table, json_element, plain_table
from autograd_lab.viz.widgets import STUB, Code, PageWidget, shared_code

VIEWS = ("equations", "matrices", "table")
NOTATIONS = ("indices", "rows", "columns")
MOST_NUMBERS = 500_000  # of X and y, that a page is sent
MOST_ROWS = 400  # of the plain table
LABELS = {
    "forward": "batch-forward",
    "bp1": "output-delta",
    "bp2": "hidden-delta",
    "bp3": "layer-gradients",
    "bp4": "layer-gradients",
}


class NetworkView(PageWidget):
    """A network with z, a and δ on each neuron, w and ∂L/∂w on each edge, and the views linked to it.

    mlp       an nn.Sequential of nn.Linear and nn.Sigmoid, nn.Tanh or nn.ReLU; or a scalar nn.MLP
    X, y      the batch (N, n_in) and its targets (N, n_out); or one sample, (n_in,) and (n_out,)
    loss      "squares", the course's L = (1/N) Σ rows Σ outputs (a − y)², or "cross-entropy"
    row       the row to begin with, counted from 0; "batch" for sums and means over all rows
    views     which of "equations", "matrices", "table" are open at first, beside the picture
    notation  "indices", "rows" (a W) or "columns" (W a)
    grain     a step of the way back is a "layer", a "neuron" or an "edge"; by the size of the network when left out
    raises    ValueTypeError, ShapeError, LabError for what cannot be shown

    The view holds the network as it is now, and never changes it.

    >>> from autograd_lab import NetworkView, nn
    >>> net = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid())
    >>> view = NetworkView(net, [[0.0, 1.0], [1.0, 1.0]], [[1.0], [0.0]])
    >>> view
    NetworkView(2-3-1, 2 rows)
    >>> [delta.shape for delta in view.passed.deltas]  # (N, n_out) of each layer
    [(2, 3), (2, 1)]
    """

    _esm = STUB
    _code = traitlets.Instance(Code).tag(sync=True, **widget_serialization)
    _network = traitlets.Dict().tag(sync=True)
    _options = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        mlp: object,
        X: Any,
        y: Any,
        *,
        loss: str = "squares",
        row: int | Literal["batch"] = 0,
        views: str | Sequence[str] = ("equations",),
        notation: str = "indices",
        grain: str | None = None,
        start: str = "start",
        title: str | None = None,
    ) -> None:
        self.network = read_network(mlp, "NetworkView")
        self.X, self.y = read_batch(self.network, X, y, loss, "NetworkView")
        self.loss = loss
        if self.X.size + self.y.size > MOST_NUMBERS:
            raise LabError(
                f"NetworkView: X and y hold {self.X.size + self.y.size:,} numbers, and a page can be sent "
                f"{MOST_NUMBERS:,}.\n  Show some of the rows, e.g. NetworkView(mlp, X[:100], y[:100])."
            )
        for what, given, known in (("notation", notation, NOTATIONS), ("start", start, ("start", "end"))):
            _one_of(what, given, known)
        views = (views,) if isinstance(views, str) else tuple(views)
        for view in views:
            _one_of("views", view, VIEWS)
        if grain is not None:
            _one_of("grain", grain, ("layer", "neuron", "edge"))
        rows = len(self.X)
        if row != "batch" and not (isinstance(row, (int, np.integer)) and 0 <= row < rows):
            raise LabError(f"NetworkView(row={row!r}): there are rows 0 to {rows - 1}; or write row='batch'")
        shape = "-".join(map(str, self.network.widths))
        options = {
            "title": title or f"Network {shape}, {'one row' if rows == 1 else f'{rows:,} rows'}",
            "row": -1 if row == "batch" else int(row),
            "views": list(views),
            "notation": notation,
            "start": start,
            "notices": self._notices(),
            **({"grain": grain} if grain else {}),
        }
        super().__init__(_code=shared_code("network"), _network=self._data(), _options=options)

    @property
    def passed(self) -> Pass:
        """The forward and backward pass that is shown, computed with NumPy."""
        return self.network.run(self.X, self.y, self.loss)

    def static(self) -> StaticNetwork:
        """The view as HTML that needs neither kernel nor network.

        >>> from autograd_lab import NetworkView, nn
        >>> net = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid())
        >>> NetworkView(net, [0.5], [1.0]).static().html.startswith("<div")
        True
        """
        return StaticNetwork(self)

    def _data(self) -> dict[str, Any]:
        return to_json(self.network, self.X, self.y, self.loss)

    def _notices(self) -> list[str]:
        said = []
        wide = [n for n in self.network.widths if n > 16]
        if wide:
            said.append(
                f"A layer of {max(wide)} is drawn by its first and last seven neurons; equations, table and cards "
                "know them all."
            )
        said += [
            f"Layer {i} has no bias: b is 0 there, and stays so."
            for i, biased in enumerate(self.network.biased, 1)
            if not biased
        ]
        broken = sum(not np.isfinite(a).all() for a in (*self.network.weights, *self.network.biases))
        if broken:
            said.append(
                "Some weights are nan or infinite: training has diverged, and so is all that follows from them."
            )
        if not broken and not np.isfinite(self.passed.loss):
            said.append("The loss is nan or infinite: the numbers in X or in the weights are too large.")
        return said

    def _fallback_html(self) -> str:
        return StaticNetwork(self, kept=True).html

    def __repr__(self) -> str:
        rows = "1 row" if len(self.X) == 1 else f"{len(self.X):,} rows"
        return f"NetworkView({'-'.join(map(str, self.network.widths))}, {rows})"


class StaticNetwork(StaticPage):
    """A network view without a kernel: display it, or save it as a page; `kept` is as a notebook has it, packed."""

    def __init__(self, view: NetworkView, kept: bool = False) -> None:
        name = element_id("network")
        script = scripts.mounting_script(name, "network", packed=kept)
        data = json_element({"network": view._network, "options": view._options})
        table = folded_table(_table(view)) if kept else _table(view)
        super().__init__(
            str(view._options["title"]),
            f'<div id="{name}">{data}{table}</div><script type="module">{script}</script>',
        )


def to_json(network: Network, X: Array, y: Array, loss: str) -> dict[str, Any]:
    """A network and its batch as JSON-able data; numbers are base64 of little-endian float64."""
    return {
        "widths": network.widths,
        "acts": ["", *network.activations],
        "biased": [True, *network.biased],
        "leaves": encode_array(leaves_of(network.weights, network.biases)),
        "X": encode_array(X),
        "Y": encode_array(y),
        "rows": len(X),
        "loss": loss,
        "labels": {name: EQUATIONS[label].number for name, label in LABELS.items()},
    }


def leaves_of(weights: Sequence[Array], biases: Sequence[Array]) -> Array:
    """All weights and biases as one array: layer by layer, W row by row, then b."""
    return np.concatenate([part.ravel() for pair in zip(weights, biases, strict=True) for part in pair])


def encode_array(numbers: Array) -> str:
    """An array as base64 of little-endian float64, row by row."""
    return base64.b64encode(np.ascontiguousarray(numbers, "<f8").tobytes()).decode()


def _one_of(what: str, given: object, known: Sequence[str]) -> None:
    if given not in known:
        raise LabError(f"NetworkView({what}=...) is one of {', '.join(map(repr, known))}, got {given!r:.40}")


def _table(view: NetworkView) -> str:
    """The HTML table that is seen where no script runs: z, a and δ of the first row."""
    passed = view.passed
    layers = zip(passed.zs, passed.activations[1:], passed.deltas, strict=True)
    rows = [
        [f"layer {level}, neuron {j + 1}", *(f"{numbers[0, j]:.6g}" for numbers in layer)]
        for level, layer in enumerate(layers, 1)
        for j in range(layer[0].shape[1])
    ]
    left = f"<p>… {len(rows) - MOST_ROWS:,} more.</p>" if len(rows) > MOST_ROWS else ""
    caption = f"{view._options['title']}: the first row; L = {passed.loss:.6g}"
    return plain_table(("neuron", "z", "a", "δ"), rows[:MOST_ROWS], caption) + left
