"""A small network that learns to tell two classes apart, in the page: its boundary and its loss, epoch by epoch."""

from __future__ import annotations

import base64
import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_lab import data, functional, nn, optim
from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.arguments import checked_seed, known_choice, number_between, whole_number
from autograd_lab.viz.figures.figure import Figure
from autograd_lab.viz.figures.picture import Axis, Curve, chart

Floats = NDArray[np.float64]
ACTIVATIONS = ("tanh", "sigmoid", "relu")
LOSSES = ("squares", "cross-entropy")
SETS = ("moons", "xor", "circles")
REACH = 2.0  # the course's sets are moved and scaled into ±2
RATES = (0.01, 30.0)
MOST_EPOCHS, MOST_NEURONS, MOST_LAYERS, MOST_ROWS, MOST_AT_FIRST = 10_000, 12, 3, 400, 200
LARGEST = 1e3
DRAWS, APART = 1021, 53  # numbers from which every start is taken, and how far one start lies from the next


def boundary(
    dataset: str | tuple[Any, Any] = "moons",
    *,
    neurons: int = 8,
    layers: int = 1,
    activation: str = "tanh",
    loss: str = "squares",
    rate: float = 2.0,
    epochs: int = 0,
    start: int = 1,
    seed: int = 0,
    title: str = "A boundary is learnt",
) -> Figure:
    """A network with two inputs and one sigmoid output, trained by gradient descent on all rows at once.

    dataset          "moons", "xor" or "circles", between which the reader may choose; or X (n, 2) and y (n,) of 0 and 1
    neurons, layers  in each hidden layer, and how many of these; weights start as those of nn.Linear
    loss             "squares", the mean of (a − y)², or "cross-entropy"
    rate             from 0.01 to 30
    epochs           how many it has learnt at first
    start            which of twenty starts
    raises           ShapeError for arrays that do not fit, LabError for what is not on these lists

    >>> from autograd_lab.viz import figures
    >>> figures.boundary("xor", neurons=3, epochs=5)
    Figure('A boundary is learnt')
    """
    named = _sets_by_name(dataset, checked_seed("boundary(seed=...)", seed))
    known_choice("boundary(activation=...)", activation, ACTIVATIONS)
    known_choice("boundary(loss=...)", loss, LOSSES)
    whole_number("boundary(neurons=...)", neurons, 1, MOST_NEURONS)
    whole_number("boundary(layers=...)", layers, 0, MOST_LAYERS)
    whole_number("boundary(epochs=...)", epochs, 0, MOST_AT_FIRST)
    whole_number("boundary(start=...)", start, 1, 20)
    number_between("boundary(rate=...)", rate, *RATES)
    draws = np.random.default_rng(seed).integers(-32768, 32768, DRAWS).astype("<i2")
    first = dataset if isinstance(dataset, str) else next(iter(named))
    X, y = named[first]
    ends = _axis_ends(X)
    settings = {
        "data": first, "neurons": neurons, "layers": layers, "activation": activation, "loss": loss, "rate": rate,
        "epochs": epochs, "start": start, "most": MOST_EPOCHS, "most_neurons": MOST_NEURONS, "range": ends,
        "rate_range": list(RATES), "activations": list(ACTIVATIONS),
        "sets": [{"name": name, "X": X.ravel().tolist(), "y": y.tolist()} for name, (X, y) in named.items()],
        "draws": base64.b64encode(draws.tobytes()).decode(), "title": title,
    }  # fmt: skip
    widths = (2, *[neurons] * layers, 1)
    net = network(widths, activation, draws / 32768, start)
    places = learn(net, X, y, loss, rate, max(epochs, 200))
    rows: list[list[float | str]] = [
        [str(k), places[k][0], f"{100 * places[k][1]:.3g} %"]
        for k in range(len(places))
        if _is_listed(k, len(places) - 1)
    ]
    shape = "-".join(map(str, widths))
    head = (f"epoch, {first}, {shape}, {activation}", f"L, {loss}, rate {rate:g}", "on the right side")
    return Figure("boundary", settings, (head, rows), _picture(net, X, y, ends, [p[0] for p in places]))


def network(widths: Sequence[int], activation: str, draws: Floats, start: int) -> nn.Sequential:
    """The untrained network: parameter k, counted through the layers, is draws[k] times 1/√n_in, as in nn.Linear."""
    kinds = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU}
    parts: list[nn.Module] = []
    at = APART * (start - 1)
    for n_in, n_out in itertools.pairwise(widths):
        layer = nn.Linear(n_in, n_out)
        count = (n_in + 1) * n_out
        leaves = draws[(at + np.arange(count)) % len(draws)] / math.sqrt(n_in)
        layer.load_state_dict({"weight": leaves[: n_in * n_out].reshape(n_in, n_out), "bias": leaves[n_in * n_out :]})
        parts += [layer, kinds[activation]()]
        at += count
    return nn.Sequential(*parts[:-1])


def learn(net: nn.Sequential, X: Floats, y: Floats, loss: str, rate: float, epochs: int) -> list[tuple[float, float]]:
    """[(L, share of rows on the right side)] before the first epoch and after each; the net returns z."""
    optimiser = optim.SGD(net.parameters(), lr=rate)
    places = []
    for k in range(epochs + 1):
        z = net(X)
        if loss == "squares":
            mean = functional.mse(functional.sigmoid(z), y[:, None])
        else:
            mean = functional.bce_with_logits(z, y[:, None])
        places.append((mean.item(), float(np.mean((z.detach().numpy()[:, 0] >= 0) == (y >= 0.5)))))
        if k < epochs:
            optimiser.zero_grad()
            mean.backward()
            optimiser.step()
    return places


def _is_listed(k: int, last: int) -> bool:
    """Whether epoch k has a row in the table: 0, 1, 2, 5, 10, 20, 50 … and the last have."""
    return k in (0, last) or str(k).rstrip("0") in ("1", "2", "5")


def _sets_by_name(dataset: str | tuple[Any, Any], seed: int) -> dict[str, tuple[Floats, Floats]]:
    """The data sets to choose from, as (X, y) by name."""
    if isinstance(dataset, str):
        if dataset not in SETS:
            raise LabError(
                f"boundary({dataset!r:.40}): the sets are {', '.join(SETS)}; your own goes in as a pair (X, y)"
            )
        made = {"moons": data.moons(100, 0.12, seed), "xor": data.xor(100, 0.14, seed), "circles": _circles(100, seed)}
        return {name: (_scaled(X), y.astype(float)) for name, (X, y) in made.items()}
    try:
        X, y = (np.asarray(part, dtype=float) for part in dataset)
    except (TypeError, ValueError):
        raise LabError(f"boundary(...) takes one of {', '.join(SETS)}, or a pair (X, y), got {dataset!r:.40}") from None
    if X.ndim != 2 or X.shape[1] != 2 or y.shape != X.shape[:1]:
        raise ShapeError(f"boundary: X is (n, 2), two inputs for each place, and y (n,); got {X.shape} and {y.shape}")
    if not 1 <= len(y) <= MOST_ROWS:
        raise ShapeError(f"boundary: 1 to {MOST_ROWS} rows can be seen, got {len(y)}. Draw some of them.")
    if not np.isfinite(X).all() or not np.isin(y, (0, 1)).all():
        raise LabError("boundary: X must be finite numbers, and y the classes 0 and 1")
    if np.abs(X).max() > LARGEST:
        raise LabError(
            f"boundary: a number of X is larger than {LARGEST:g}, no network learns from that; scale X first"
        )
    return {"your data": (X, y)}


def _circles(n: int, seed: int) -> tuple[Floats, Floats]:
    """A ring of class 0 around a disc of class 1."""
    rng = np.random.default_rng(seed)
    inside = np.arange(n) % 2
    radius = np.where(inside, 0.5 * np.sqrt(rng.uniform(size=n)), 0.85) + 0.05 * rng.normal(size=n)
    angle = 2 * np.pi * rng.uniform(size=n)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), inside.astype(float)


def _scaled(X: Floats) -> Floats:
    """The rows shifted and scaled into ±REACH, rounded to three decimals."""
    middle = (X.max(axis=0) + X.min(axis=0)) / 2
    scaled: Floats = np.round((X - middle) * REACH / np.abs(X - middle).max(), 3)
    return scaled


def _axis_ends(X: Floats) -> list[float]:
    """[low, high] of both axes: a little beyond the rows, and equal, so that the plane is a square."""
    low, high = float(X.min()), float(X.max())
    room = 0.1 * (high - low) or 1.0
    return [low - room, high + room]


def _picture(net: nn.Sequential, X: Floats, y: Floats, ends: Sequence[float], losses: Sequence[float]) -> str:
    """The SVG of the plane after the last epoch, and of the losses up to there."""
    pieces = 32
    side = (ends[1] - ends[0]) / pieces
    middles = ends[0] + side * (np.arange(pieces) + 0.5)
    grid = np.stack([axis.ravel() for axis in np.meshgrid(middles, middles)], axis=1)
    high = net(grid).detach().numpy()[:, 0] >= 0
    boxes = [(p - side / 2, q - side / 2, p + side / 2, q + side / 2) for p, q in grid[high].tolist()]
    rows = [(float(a), float(b)) for a, b in X]
    classes = [
        Curve("class 1", [row for row, c in zip(rows, y, strict=True) if c], scattered="disc"),
        Curve("class 0", [row for row, c in zip(rows, y, strict=True) if not c], scattered="cross"),
    ]
    plane = Axis.over(ends, "x1"), Axis.over(ends, "x2")
    last = len(losses) - 1
    falls = Axis(0, float(last), "epoch"), Axis(0, max(losses), "loss L")
    return chart(*plane, classes, f"Shaded where the network says class 1, after {last} epochs", shaded=boxes) + chart(
        *falls, [Curve("L", [(float(k), v) for k, v in enumerate(losses)])], "The loss, epoch by epoch"
    )
