"""`record`: a graph kept and run again, for training loops, whose graph is the same at every step.

A graph of Values is kept as it stands. Of Tensors a function is recorded, since operations such as dropout have to be
done again, and a graph alone does not say with which generator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, overload

from autograd_lab.errors import ValueTypeError
from autograd_lab.scalar.replay import Replay
from autograd_lab.scalar.value import Value

if TYPE_CHECKING:
    from autograd_lab.tensor.recorded_step import RecordedStep

__all__ = ["record"]


@overload
def record(what: Value) -> Replay: ...


@overload
def record(what: Callable[..., Any]) -> RecordedStep: ...


def record(what: Value | Callable[..., Any]) -> Replay | RecordedStep:
    """Keep a graph, so that it can be run again with other numbers and without being built again.

    what      the Value at the end of a graph, or a function that returns the loss as a Tensor
    returns   a function: it computes the loss and all gradients anew, as `backward()` would, to the last bit, and
              returns the loss as a number. For Values it takes no arguments
    raises    ValueTypeError for anything else

    **A function of Tensors** is run once, at the first call, while every operation is noted; later calls run the same
    operations into arrays that are already there. Change the numbers of leaves between calls (`t.data = ...`, an
    optimiser's step, or in place in an array that the function uses), or give the function parameters:
    `step = record(lambda x, y: loss_of(model(x), y))` is called as `step(x, y)` with arrays, which it gets as Tensors;
    each shape is recorded on its own.

    - What was decided in Python stays decided: an `if`, a number of rounds, `train()` or `eval()`, an array that NumPy
      made inside the function. A number that Python reads meanwhile is warned about.
    - What depends on the numbers is computed anew: max, where, clip, pooling, indices in Tensors. Dropout draws a new
      mask from the same generator, in the same order as building anew; batch norm updates its running mean and
      variance, and counts the batch; a `Rule` of your own runs its forward and backward, each time on a copy.
    - Gradients of leaves add up over calls: clear them between steps. A leaf's gradient is the same array at each call,
      unless you have kept it; the data and gradients of what was computed are overwritten.
    - Raises at the first call: GraphError for a function that needs no gradient, was recorded within `no_grad()` or
      builds nothing, ShapeError for a result of more than one number, ValueTypeError for a result that is no Tensor.
      Later: ShapeError for a shape that has changed.

    >>> from autograd_lab import Value, record
    >>> w = Value(3.0)
    >>> loss = (w - 1) ** 2
    >>> step = record(loss)
    >>> w.data = 0.5
    >>> step(), w.grad  # no node was built
    (0.25, -1.0)

    >>> from autograd_lab import data, functional, nn, optim
    >>> X, y = data.line(n=50, noise=0.0)
    >>> net = nn.Linear(1, 1, rng=0)
    >>> optimiser = optim.SGD(net.parameters(), lr=0.3)
    >>> step = record(lambda x, y: functional.mse(net(x), y))
    >>> for _ in range(100):
    ...     optimiser.zero_grad()
    ...     loss = step(X, y[:, None])
    ...     optimiser.step()
    >>> round(loss, 6), net.weight.data.round(3)
    (0.0, array([[2.]]))
    """
    if isinstance(what, Value):
        return Replay(what)
    if _is_tensor(what):
        raise ValueTypeError(
            "record(loss) takes the function that computes the loss, got a Tensor of shape "
            f"{getattr(what, 'shape', ())}.\n"
            "  Operations such as dropout are done again at each call, so record must see them done:\n"
            "  step = record(lambda: functional.mse(net(x), y)), then step()."
        )
    if not callable(what):
        raise ValueTypeError(
            f"record(...) takes the Value at the end of a graph, or a function that returns a loss, got {what!r:.60}."
        )
    from autograd_lab.tensor.recorded_step import RecordedStep  # NumPy, which Values do without

    return RecordedStep(what)


def _is_tensor(what: object) -> bool:
    return type(what).__name__ == "Tensor" and hasattr(what, "backward")
