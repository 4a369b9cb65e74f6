"""Forms of the rules that work entry by entry (`in_place` says what a form is)."""

from __future__ import annotations

import numpy as np

from autograd_lab.tensor import elementwise
from autograd_lab.tensor.elementwise import ONE_AND_LARGEST, Array
from autograd_lab.tensor.in_place import FORMS, Form, Maker, PullInto, Shared, form, is_plain
from autograd_lab.tensor.node import ArrayNode

same = Shared(elementwise.same)


def negative(g: Array, into: Array | None) -> Array:
    """−g."""
    return np.negative(g, into)


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
    """a², the power that is asked for most; for others the rule is called."""
    if not is_plain(node, a, b) or b._parents or b._needs or b._data.ndim or b._data != 2:
        return None
    out, other = node._data, False

    def renew() -> None:
        nonlocal other
        other = bool(b._data != 2)
        if other:
            np.copyto(out, elementwise.power(a._data, b._data)[0])
            return
        with np.errstate(over="ignore"):
            np.square(a._data, out)

    def pull(g: Array, into: Array | None) -> Array:
        if other:
            return np.asarray(elementwise.power(a._data, b._data)[1][0](g))
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
    out, (one, largest) = node._data, ONE_AND_LARGEST.get(node._data.dtype.char, ONE_AND_LARGEST["d"])
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
