"""Rules that write into arrays which are already there: the operations that a recorded step meets most.

Each does what its rule does, number by number and in the same order, so that the last bit agrees; beside it stands the
rule, in `elementwise`, `products` and so on, which says why. What has no form here is computed by its rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.tensor import elementwise, products, shaping
from autograd_lab.tensor.elementwise import Array, one_and_largest
from autograd_lab.tensor.node import ArrayNode

PullInto = Callable[[Array, Array | None], Array]
"""(∂L/∂out, the array to write into or None for a new one) -> ∂L/∂operand, not yet summed over a broadcast."""


@dataclass(slots=True)
class Shared:
    """A pull whose result belongs to somebody else: what came from above, or a view of it."""

    pull: Callable[[Array], Array]


@dataclass(slots=True)
class Form:
    """An operation on arrays that are already there.

    renew   computes the node's array from its operands' present ones
    pulls   for each operand, as far as the rule has them
    """

    renew: Callable[[], object]
    pulls: tuple[PullInto | Shared, ...]


Maker = Callable[..., Form | None]  # called with the node and the operands; None where the rule must do it
FORMS: dict[Callable[..., Any], Maker] = {}


def form(rule: Callable[..., Any]) -> Callable[[Maker], Maker]:
    """A decorator: what follows makes the form of this rule."""

    def kept(maker: Maker) -> Maker:
        FORMS[rule] = maker
        return maker

    return kept


def is_plain(node: ArrayNode, *operands: Any) -> bool:
    """Whether node and operands are of one floating dtype, and the node's array is its own to write to."""
    out = node._data
    return (
        out.dtype.kind == "f"
        and out.flags.writeable
        and all(isinstance(t, ArrayNode) and t._data.dtype is out.dtype for t in operands)
        and not any(np.may_share_memory(out, t._data) for t in operands)
    )


same = Shared(elementwise.same)
added: Any = np.add.reduce  # called with places, which takes less time than names; its stub knows them by name alone


def negative(g: Array, into: Array | None) -> Array:
    """−g."""
    return np.negative(g, into)


# --- entry by entry -----------------------------------------------------------------------------------------


def _ufunc(ufunc: np.ufunc, *pulls: PullInto | Shared) -> Maker:
    """The form of a rule that is one function of NumPy, with pulls that need no operand."""

    def maker(node: ArrayNode, *operands: ArrayNode) -> Form | None:
        if not is_plain(node, *operands):
            return None
        out = node._data
        if len(operands) == 1:
            (a,) = operands
            return Form(lambda: ufunc(a._data, out), pulls)
        a, b = operands
        return Form(lambda: ufunc(a._data, b._data, out), pulls)

    return maker


FORMS[elementwise.add] = _ufunc(np.add, same, same)
FORMS[elementwise.sub] = _ufunc(np.subtract, same, negative)
FORMS[elementwise.neg] = _ufunc(np.negative, negative)
FORMS[elementwise.clone] = _ufunc(np.positive, same)


@form(elementwise.mul)
def mul(node: ArrayNode, a: ArrayNode, b: ArrayNode) -> Form | None:
    """a · b."""
    if not is_plain(node, a, b):
        return None
    out, multiply = node._data, np.multiply
    return Form(
        lambda: multiply(a._data, b._data, out),
        (lambda g, into: multiply(g, b._data, into), lambda g, into: multiply(g, a._data, into)),
    )


@form(elementwise.div)
def div(node: ArrayNode, a: ArrayNode, b: ArrayNode) -> Form | None:
    """a / b."""
    if not is_plain(node, a, b):
        return None
    out = node._data

    def renew() -> None:
        if not b._data.all():
            elementwise.div(a._data, b._data)  # says where
        np.true_divide(a._data, b._data, out)

    def pull_b(g: Array, into: Array | None) -> Array:
        if into is None:
            return -g * out / b._data
        np.negative(g, into)
        np.multiply(into, out, into)
        return np.true_divide(into, b._data, into)

    return Form(renew, (lambda g, into: np.true_divide(g, b._data, into), pull_b))


@form(elementwise.power)
def power(node: ArrayNode, a: ArrayNode, b: ArrayNode) -> Form | None:
    """a², the power that is asked for most; others are left to the rule."""
    if not is_plain(node, a, b) or b._parents or b._needs or b._data.ndim or b._data != 2:
        return None
    out = node._data

    def renew() -> None:
        if b._data != 2:
            raise ValueError("pow: the exponent of a recorded square was changed. Record the function again.")
        with np.errstate(over="ignore"):
            np.square(a._data, out)

    def pull(g: Array, into: Array | None) -> Array:
        into = np.asarray(np.multiply(g, a._data)) if into is None else into
        with np.errstate(over="ignore"):
            np.multiply(a._data, 2.0, into)
        return np.multiply(g, into, into)

    return Form(renew, (pull,))


@form(elementwise.exp)
def exp(node: ArrayNode, a: ArrayNode) -> Form | None:
    """e to the power of a."""
    if not is_plain(node, a):
        return None
    out = node._data

    def renew() -> None:
        with np.errstate(over="ignore"):
            np.exp(a._data, out)

    return Form(renew, (lambda g, into: np.multiply(g, out, into),))


@form(elementwise.tanh)
def tanh(node: ArrayNode, a: ArrayNode) -> Form | None:
    """tanh a."""
    if not is_plain(node, a):
        return None
    out = node._data

    def pull(g: Array, into: Array | None) -> Array:
        if into is None:
            first: Array = g * (1 - out * out)
            return first
        np.multiply(out, out, into)
        np.subtract(1, into, into)
        return np.multiply(g, into, into)

    return Form(lambda: np.tanh(a._data, out), (pull,))


@form(elementwise.sigmoid)
def sigmoid(node: ArrayNode, a: ArrayNode) -> Form | None:
    """1 / (1 + e^−a)."""
    if not is_plain(node, a):
        return None
    out, (one, largest) = node._data, one_and_largest(node._data)
    below, lower = np.empty_like(out), np.minimum
    exponential, add, divide, subtract, multiply = np.exp, np.add, np.divide, np.subtract, np.multiply

    def renew() -> None:
        lower(a._data, largest, out=out)
        exponential(out, out)
        add(out, one, below)
        divide(out, below, out)

    def pull(g: Array, into: Array | None) -> Array:
        slope: Array = subtract(one, out, into)
        if into is None:
            slope = np.asarray(slope)
        multiply(slope, out, slope)
        return multiply(slope, g, slope)

    return Form(renew, (pull,))


@form(elementwise.relu)
def relu(node: ArrayNode, a: ArrayNode) -> Form | None:
    """max(a, 0)."""
    if not is_plain(node, a):
        return None
    out = node._data
    awake = np.empty_like(out, bool)

    def pull(g: Array, into: Array | None) -> Array:
        np.greater(a._data, 0, awake)
        return np.multiply(g, awake, into)

    return Form(lambda: np.maximum(a._data, 0, out=out), (pull,))


# --- products -----------------------------------------------------------------------------------------------


@form(products.matmul)
def matmul(node: ArrayNode, a: ArrayNode, b: ArrayNode) -> Form | None:
    """a @ b for matrices and stacks of them."""
    if not is_plain(node, a, b) or min(a.ndim, b.ndim) < 2:
        return None
    out, product = node._data, np.matmul
    return Form(
        lambda: product(a._data, b._data, out),
        (
            lambda g, into: product(g, b._data.swapaxes(-1, -2), into),
            lambda g, into: product(a._data.swapaxes(-1, -2), g, into),
        ),
    )


@form(products.linear)
def linear(node: ArrayNode, x: ArrayNode, w: ArrayNode, b: ArrayNode | None = None) -> Form | None:
    """x @ w + b."""
    if not is_plain(node, x, w) or (b is not None and not is_plain(node, b)) or not node._data.flags.c_contiguous:
        return None
    if x.ndim != 2:
        return _linear_in_rows(node, x, w, b)
    out, add = node._data, np.add
    product: Any = np.dot if w.size <= products.SMALL else np.matmul

    def pull_x(g: Array, into: Array | None) -> Array:
        dx: Array = product(g, w._data.T, into)
        return dx

    def pull_w(g: Array, into: Array | None) -> Array:
        dw: Array = product(x._data.T, g, into)
        return dw

    if b is None:
        return Form(lambda: product(x._data, w._data, out), (pull_x, pull_w))
    pull_b = products.ones(len(out), out.dtype).dot

    def renew() -> None:
        product(x._data, w._data, out)
        add(out, b._data, out)

    return Form(renew, (pull_x, pull_w, pull_b))


def _linear_in_rows(node: ArrayNode, x: ArrayNode, w: ArrayNode, b: ArrayNode | None) -> Form:
    """linear for one row, or for a batch of several axes."""
    n_in, n_out = w.shape
    out, inner = node._data.reshape(-1, n_out), x.shape
    product: Any = np.dot if w.size <= products.SMALL else np.matmul
    ones = products.ones(len(out), out.dtype)

    def renew() -> None:
        product(x._data.reshape(-1, n_in), w._data, out)
        if b is not None:
            np.add(out, b._data, out)

    def pull_x(g: Array, into: Array | None) -> Array:
        rows = product(g.reshape(-1, n_out), w._data.T, None if into is None else into.reshape(-1, n_in))
        return rows.reshape(inner) if into is None else into

    def pull_w(g: Array, into: Array | None) -> Array:
        dw: Array = product(x._data.reshape(-1, n_in).T, g.reshape(-1, n_out), into)
        return dw

    def pull_b(g: Array, into: Array | None) -> Array:
        return ones.dot(g.reshape(-1, n_out), into)

    return Form(renew, (pull_x, pull_w) if b is None else (pull_x, pull_w, pull_b))


# --- sums, and entries put elsewhere ------------------------------------------------------------------------


@form(shaping.total)
def total(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool) -> Form | None:
    """Σ over `axis`."""
    return _added(node, a, axis, keepdims, 1)


@form(shaping.mean)
def mean(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool) -> Form | None:
    """The mean over `axis`."""
    return _added(node, a, axis, keepdims, shaping.entries_per_result("mean", a._data, axis))


def _added(node: ArrayNode, a: ArrayNode, axis: Any, keepdims: bool, count: int) -> Form | None:
    """A sum (count 1) or mean."""
    if not is_plain(node, a) or node._data.dtype.char == "e":  # NumPy's mean of float16 is computed in float32
        return None
    out, divide = node._data, np.true_divide

    def renew() -> None:
        added(a._data, axis, None, out, keepdims)
        if count != 1:
            divide(out, count, out)

    if out.ndim > (count != 1):  # what comes from above is spread as it lies in memory
        return Form(renew, (Shared(shaping.spread(a.shape, axis, keepdims, count)),))
    share = np.empty_like(out)
    spread = np.broadcast_to(shaping.with_reduced_axes(share, a.ndim, axis, keepdims), a.shape)

    def pull(g: Array) -> Array:
        if count == 1:
            np.copyto(share, g)
        else:
            divide(g, count, share)
        return spread

    return Form(renew, (Shared(pull),))


@form(shaping.piece)
def piece(node: ArrayNode, a: ArrayNode, key: Any) -> Form | None:
    """A slice that is copied; a view needs no form (`replay.py`), only its pull."""
    if not (node._data.dtype.kind == "f" and node._data.dtype is a._data.dtype):
        return None
    out = node._data

    def pull(g: Array, into: Array | None) -> Array:
        full: Array = np.zeros(a.shape, g.dtype) if into is None else into
        full[key] = g  # all around it stays 0
        return full

    return Form(lambda: np.copyto(out, a._data[key]), (pull,))


@form(shaping.pick)
def pick(node: ArrayNode, a: ArrayNode, key: Any) -> Form | None:
    """What is picked by slices and whole numbers; arrays as indices are for the rule."""
    parts = key if isinstance(key, tuple) else (key,)
    plain = all(part is None or part is Ellipsis or isinstance(part, (slice, int)) for part in parts)
    return piece(node, a, key) if plain and not any(isinstance(part, bool) for part in parts) else None


@form(shaping.masked_fill)
def masked_fill(node: ArrayNode, a: ArrayNode, mask: ArrayNode, value: float) -> Form | None:
    """`value` wherever the mask holds."""
    if not is_plain(node, a):
        return None
    out, zero = node._data, np.zeros((), node._data.dtype)

    def renew() -> None:
        np.copyto(out, a._data)
        np.copyto(out, value, where=mask._data)

    def pull(g: Array, into: Array | None) -> Array:
        if into is None:
            return np.where(np.broadcast_to(mask._data, a.shape), zero, g)
        np.copyto(into, g)
        np.copyto(into, zero, where=mask._data)
        return into

    return Form(renew, (pull,))
