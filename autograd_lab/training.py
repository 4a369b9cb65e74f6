"""Training loops: `fit` for any model, in epochs and batches, and `train` for an MLP, kept step by step for the view.

How it is shown is the caller's: `progress` is called as the training goes, so a notebook can pass tqdm, a figure or
nothing.
"""

from __future__ import annotations

import itertools
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab import nn, optim
from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.nn.settings import is_ours, recorded_anew_with_settings
from autograd_lab.optim import Optimizer, Schedule, clip_grad_norm_
from autograd_lab.tensor.tensor import Tensor, no_grad

if TYPE_CHECKING:
    from autograd_lab.viz.network.mlp import Network
    from autograd_lab.viz.network.training_run import TrainingRun

__all__ = ["DivergedError", "Epoch", "fit", "train"]

PATIENCE = 2.0  # seconds until a run of `train` reports how far it is, and between two reports
Progress = Callable[[int, int, float], object]
Step = Callable[[Any, Any], float]  # a batch -> its loss, with the gradients filled in


class DivergedError(LabError, ArithmeticError):
    """The loss became nan or infinite during training.

    >>> from autograd_lab import Tensor, functional, optim
    >>> from autograd_lab.training import fit
    >>> w = Tensor([1.0], requires_grad=True)
    >>> batch = ([float("nan")], [1.0])  # x, y
    >>> fit(lambda x: w * x, functional.mse, optim.SGD([w]), [batch], epochs=9)
    Traceback (most recent call last):
    autograd_lab.training.DivergedError: fit: the loss is nan in epoch 1, after 0 rows of it.
    ...
    """


@dataclass(frozen=True)
class Epoch:
    """The record of one epoch of `fit`.

    number, epochs  which one, counted from 1, and how many there will be
    loss            the mean of the batches' losses, each weighted by its rows, as they were during the epoch
    score           what `validate` returned, or None

    >>> from autograd_lab.training import Epoch
    >>> Epoch(number=1, epochs=10, loss=0.5)
    Epoch(number=1, epochs=10, loss=0.5, score=None)
    """

    number: int
    epochs: int
    loss: float
    score: float | None = None


def fit(
    model: Callable[[Any], Tensor],
    loss_function: Callable[[Tensor, Any], Tensor],
    optimizer: Optimizer,
    batches: Iterable[tuple[Any, Any]],
    epochs: int,
    *,
    schedule: Schedule | None = None,
    max_norm: float | None = None,
    validate: Callable[[], Any] | None = None,
    progress: Callable[[Epoch], object] | None = None,
    replay: bool | None = None,
) -> list[Epoch]:
    """Train: for each batch (x, y) of each epoch, step against the gradient of loss_function(model(x), y).

    model          a module, or any function of x; a module is switched to training, and to evaluation for `validate`
                   and in the end
    loss_function  the mean loss over a batch, e.g. functional.cross_entropy
    batches        gone through once for each epoch, e.g. data.DataLoader((X, y), batch_size=32, shuffle=True)
    schedule       a learning-rate schedule of optim, stepped after each epoch
    max_norm       gradients are clipped to this norm, all together; None leaves them
    validate       called after each epoch without recording; its number becomes the epoch's score
    progress       called after each epoch with an Epoch; return True to stop
    replay         True records the graph at the first batch of each shape and runs it again, as `record` does: quicker,
                   with the same numbers to the last bit, for a model that decides nothing in Python. None does so where
                   model and loss are this package's own; what you change of the model between epochs is seen
    returns        the Epochs
    raises         DivergedError when the loss is no longer finite, ShapeError when there are no batches, LabError
                   for epochs below 1 and for batches that can be gone through only once

    >>> from autograd_lab import data, functional, nn, optim
    >>> from autograd_lab.training import fit
    >>> X, y = data.line(n=50, noise=0.0)
    >>> net = nn.Linear(1, 1, rng=0)
    >>> batches = data.DataLoader((X, y[:, None]), batch_size=10, shuffle=True)
    >>> history = fit(net, functional.mse, optim.SGD(net.parameters(), lr=0.3), batches, epochs=20)
    >>> net.weight.data.round(3), net.bias.data.round(3)
    (array([[2.]]), array([1.]))
    """
    if epochs < 1:
        raise LabError(f"fit: epochs={epochs} trains nothing; give at least 1")
    if hasattr(batches, "__next__"):
        raise LabError(
            "fit: batches can be gone through only once (it is a generator or iterator).\n"
            "  Give a data.DataLoader, or list(...) of it, so that each epoch starts afresh."
        )
    history: list[Epoch] = []
    step_of = _steps(model, loss_function, replay)
    for number in range(1, epochs + 1):
        _switch(model, training=True)
        loss = _one_epoch(step_of(), optimizer, batches, max_norm, number)
        if schedule is not None:
            schedule.step()
        history.append(Epoch(number, epochs, loss, _score(model, validate)))
        if progress is not None and progress(history[-1]) is True:
            break
    _switch(model, training=False)
    return history


def _steps(
    model: Callable[[Any], Tensor], loss_function: Callable[[Tensor, Any], Tensor], replay: bool | None
) -> Callable[[], Step]:
    """A function, called for each epoch, that returns what computes the loss and the gradients of a batch."""

    def built_anew(x: Any, y: Any) -> float:
        loss = loss_function(model(x), y)
        value = float(loss)
        if math.isfinite(value):
            loss.backward()
        return value

    ours = is_ours(model) and getattr(loss_function, "__module__", "").startswith("autograd_lab.functional.")
    if ours if replay is None else replay:
        return recorded_anew_with_settings(model, lambda x, y: loss_function(model(x), y))
    return lambda: built_anew


def _one_epoch(
    step: Step,
    optimizer: Optimizer,
    batches: Iterable[tuple[Any, Any]],
    max_norm: float | None,
    number: int,
) -> float:
    """Take a step for each batch; returns the mean loss over all rows."""
    total, rows = 0.0, 0
    for x, y in batches:
        optimizer.zero_grad()
        value = step(x, y)
        if not math.isfinite(value):
            raise DivergedError(
                f"fit: the loss is {value} in epoch {number}, after {rows} rows of it.\n"
                "  Most often the learning rate is too large: try a tenth of it, or max_norm=1.0. To find the\n"
                "  operation that went wrong first, train within `with detect_anomaly():`."
            )
        if max_norm is not None:
            clip_grad_norm_(optimizer.parameters, max_norm)
        optimizer.step()
        total += value * len(x)
        rows += len(x)
    if not rows:
        raise ShapeError("fit: there are no batches to train on. Is the data empty, or the loader used up?")
    return total / rows


def _score(model: Callable[[Any], Tensor], validate: Callable[[], Any] | None) -> float | None:
    """The number that `validate` returns, with the model in evaluation and nothing recorded; None without one."""
    if validate is None:
        return None
    _switch(model, training=False)
    with no_grad():
        return float(validate())


def _switch(model: object, training: bool) -> None:
    """Switch a module to training or evaluation; a bare function has no such state."""
    switch = getattr(model, "train", None)
    if switch is not None:
        switch(training)


# --- train(): an MLP, step by step -------------------------------------------------------------------------


def train(
    mlp: object,
    X: Any,
    y: Any,
    *,
    steps: int = 1000,
    learning_rate: float = 1.0,
    optimizer: Callable[[list[Tensor], float], optim.Optimizer] = optim.SGD,
    loss: str = "squares",
    batch_size: int | None = None,
    seed: int = 0,
    record: bool = True,
    label: str | None = None,
    progress: Progress | None = None,
) -> TrainingRun:
    """Train a network by gradient descent on the rows of X (N, n_in) with targets y (N, n_out); returns the run.

    mlp         an nn.Sequential of Linear layers with activations, or a scalar nn.MLP; its numbers are changed
    steps       how many steps are taken
    optimizer   called with the parameters and the learning rate, returns an optimiser, e.g. optim.Adam
    loss        "squares", the course's L, or "cross-entropy" for outputs of a sigmoid
    batch_size  rows of a step, drawn anew with `seed`; all of them when left out
    record      False keeps only the start and the end
    label       the name of this run beside another one
    progress    called as progress(step, steps, loss) from time to time; a long run prints a line when left out
    returns     a TrainingRun: `.losses`, `.at(step)`, `.view()` and `.compare(other)`
    raises      ValueTypeError for another kind of network, ShapeError for X or y that do not fit it, LabError for a
                setting out of range

    A run that diverges stops, and says at which step. Interrupting the kernel stops it too, and the steps taken so
    far are kept.

    >>> import numpy as np
    >>> from autograd_lab import nn, train
    >>> X, y = np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]])
    >>> net = nn.Sequential(nn.Linear(1, 1, rng=0), nn.Sigmoid())
    >>> run = train(net, X, y, steps=100, learning_rate=2.0)
    >>> run.losses[[0, -1]].round(3)
    array([0.224, 0.008])
    """
    from autograd_lab.viz.network.mlp import Network, read_batch, read_network
    from autograd_lab.viz.network.training_run import MOST_STEPS, StepKeeper, TrainingRun

    if isinstance(mlp, Network):
        raise ValueTypeError(
            "train: the network of run.at(step) is a copy for viewing, which cannot be trained.\n"
            "  Give the nn.Sequential or nn.MLP itself; train(net, X, y, steps=step) ends where run.at(step) stands."
        )
    network = read_network(mlp, "train")
    rows, targets = read_batch(network, X, y, loss, "train")
    _require_settings(steps, learning_rate, batch_size, optimizer, len(rows))
    weights, biases = _parameters_of(mlp, network)
    live = Network([W.data for W in weights], [b.data for b in biases], network.activations, network.biased)
    moving = [p for pair in zip(weights, biases, strict=True) for p in pair if p.requires_grad]
    run = TrainingRun(network, rows, targets, loss, label or f"rate {learning_rate:g}", learning_rate)
    keeper = StepKeeper(live, run, MOST_STEPS if record else 2)
    report = _progress_reporter(steps, progress)
    batches = _batches(len(rows), batch_size, seed)
    optimiser = optimizer(moving, learning_rate)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            for step in range(steps + 1):
                picked = next(batches)
                passed = live.run(rows[picked], targets[picked], loss)
                whole = passed if batch_size is None else None
                if not (math.isfinite(passed.loss) and keeper.keep(step, whole, last=step == steps)):
                    run.diverged = step
                    break
                run.taken = step
                report(step, passed.loss)
                if step < steps:
                    for W, b, dW, db in zip(weights, biases, passed.dWs, passed.dbs, strict=True):
                        W.grad, b.grad = dW, db
                    optimiser.step()
    except KeyboardInterrupt:
        run.notices.append(f"Stopped after {run.taken:,} of {steps:,} steps.")
    with np.errstate(over="ignore", invalid="ignore"):
        keeper.close()
    _write_back(mlp, live)
    _add_notices(run, learning_rate)
    return run


def _require_settings(steps: Any, rate: Any, batch_size: Any, optimizer: object, rows: int) -> None:
    """Raise LabError for a setting of `train` that is out of range."""
    if not isinstance(steps, (int, np.integer)) or steps < 1:
        raise LabError(f"train(steps={steps!r:.40}) trains nothing; give a whole number, at least 1")
    if batch_size is not None and not (isinstance(batch_size, (int, np.integer)) and 1 <= batch_size <= rows):
        raise LabError(f"train(batch_size={batch_size!r:.40}): there are {rows} rows, give 1 to {rows}")
    if not isinstance(rate, (int, float, np.number)) or not math.isfinite(rate) or rate < 0:
        raise LabError(f"train(learning_rate={rate!r:.40}): give a number, 0 or more, e.g. 0.5")
    if not callable(optimizer):
        raise LabError(f"train(optimizer={optimizer!r:.40}): give what makes an optimiser, e.g. optim.Adam")


def _parameters_of(mlp: object, network: Network) -> tuple[list[Tensor], list[Tensor]]:
    """The weights and biases as Tensors: the module's own; for a scalar network, and for no bias, new ones."""
    if isinstance(mlp, nn.MLP):
        return [Tensor(W, requires_grad=True) for W in network.weights], [
            Tensor(b, requires_grad=True) for b in network.biases
        ]
    parts = [part for part in (mlp if isinstance(mlp, nn.Sequential) else [mlp]) if isinstance(part, nn.Linear)]
    return [part.weight for part in parts], [
        part.bias if part.bias is not None else Tensor(np.zeros(part.weight.shape[1])) for part in parts
    ]


def _write_back(mlp: object, live: Network) -> None:
    """Give a scalar network its new numbers; a module's own arrays have them already."""
    if isinstance(mlp, nn.MLP):
        for layer, W, b in zip(mlp.layers, live.weights, live.biases, strict=True):
            for j, neuron in enumerate(layer.neurons):
                neuron.b.data = float(b[j])
                for i, w in enumerate(neuron.w):
                    w.data = float(W[i, j])


def _batches(rows: int, size: int | None, seed: int) -> Iterator[Any]:
    """The rows of each step, without end: all of them, or `size` of each pass's random order."""
    rng = np.random.default_rng(seed)
    while size is None:
        yield slice(None)
    while True:
        order = rng.permutation(rows)
        yield from (order[at : at + size] for at in range(0, rows, size))


def _progress_reporter(steps: int, progress: Progress | None) -> Callable[[int, float], None]:
    """A function of (step, loss) that reports how far the run is, no more often than a reader can follow."""
    start = said = time.monotonic()

    def report(step: int, loss: float) -> None:
        nonlocal said
        now = time.monotonic()
        if progress is not None:
            if now - said >= 0.1 or step == steps:
                said = now
                progress(step, steps, loss)
        elif now - said >= PATIENCE:
            said = now
            left = (now - start) / step * (steps - step) if step else math.inf
            print(f"step {step:,} of {steps:,}, L = {loss:.4g}, about {left:.0f} s left", file=sys.stderr)

    return report


def _add_notices(run: TrainingRun, rate: float) -> None:
    """Add to the run's notices where it diverged and how its steps were thinned."""
    if run.diverged is not None:
        run.notices.append(
            f"{run.label}: the numbers stopped being finite at step {run.diverged:,}; the run ends before it. "
            f"Most often the learning rate is too large: {rate:g} here, try a tenth of it."
        )
    gap = max((b - a for a, b in itertools.pairwise(run.steps)), default=1)
    if gap > 1:
        run.notices.append(f"{run.label}: of {run.taken:,} steps one in {gap:,} is kept, in 32 bits.")
