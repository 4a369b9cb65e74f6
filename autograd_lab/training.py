"""The loop that every chapter on training would write again: epochs, batches, a step for each, and word of it all.

How it is shown is the caller's: `progress` is called after each epoch, so a notebook can pass tqdm, a figure or
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.optim import Optimizer, Schedule, clip_grad_norm_
from autograd_lab.tensor.tensor import Tensor, no_grad

__all__ = ["DivergedError", "Epoch", "fit"]


class DivergedError(LabError, ArithmeticError):
    """The loss became nan or infinite during training."""


@dataclass(frozen=True)
class Epoch:
    """What is known after an epoch.

    number, epochs  which one, counted from 1, and how many there will be
    loss            the mean of the batches' losses, each weighted by its rows, as they were during the epoch
    score           what `validate` returned, or None
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
    returns        the Epochs
    raises         DivergedError when the loss is no longer finite, ShapeError when there are no batches
    """
    if epochs < 1:
        raise LabError(f"fit: epochs={epochs} trains nothing; give at least 1")
    if hasattr(batches, "__next__"):
        raise LabError(
            "fit: batches can be gone through only once (it is a generator or iterator).\n"
            "  Give a data.DataLoader, or list(...) of it, so that each epoch starts afresh."
        )
    history: list[Epoch] = []
    for number in range(1, epochs + 1):
        _switch(model, training=True)
        loss = _one_epoch(model, loss_function, optimizer, batches, max_norm, number)
        if schedule is not None:
            schedule.step()
        history.append(Epoch(number, epochs, loss, _score(model, validate)))
        if progress is not None and progress(history[-1]) is True:
            break
    _switch(model, training=False)
    return history


def _one_epoch(
    model: Callable[[Any], Tensor],
    loss_function: Callable[[Tensor, Any], Tensor],
    optimizer: Optimizer,
    batches: Iterable[tuple[Any, Any]],
    max_norm: float | None,
    number: int,
) -> float:
    """A step for each batch; the mean loss over all rows."""
    total, rows = 0.0, 0
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        value = float(loss)
        if not math.isfinite(value):
            raise DivergedError(
                f"fit: the loss is {value} in epoch {number}, after {rows} rows of it.\n"
                "  Most often the learning rate is too large: try a tenth of it, or max_norm=1.0. To find the\n"
                "  operation that went wrong first, train within `with detect_anomaly():`."
            )
        loss.backward()
        if max_norm is not None:
            clip_grad_norm_(optimizer.parameters, max_norm)
        optimizer.step()
        total += value * len(x)
        rows += len(x)
    if not rows:
        raise ShapeError("fit: there are no batches to train on. Is the data empty, or the loader used up?")
    return total / rows


def _score(model: Callable[[Any], Tensor], validate: Callable[[], Any] | None) -> float | None:
    """What `validate` says of the model in evaluation, nothing being recorded."""
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
