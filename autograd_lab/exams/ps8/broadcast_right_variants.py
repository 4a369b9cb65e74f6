"""Right ways to write `vjp_of_broadcast_add` and `vjp_of_broadcast_multiply` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from typing import Any

import numpy as np

from autograd_lab.exams.ps8.broadcast_variants import add, multiply, stretched_axes, sum_to
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array


def _by_entries(t: Array, shape: Any) -> Any:
    out = np.zeros(shape)
    for place in np.ndindex(t.shape):
        own = place[len(place) - len(shape) :]
        out[tuple(0 if n == 1 else i for i, n in zip(own, shape, strict=True))] += t[place]
    return out


def _while_loops(t: Array, shape: Any) -> Any:
    while t.ndim > len(shape):
        t = t.sum(axis=0)
    for i, n in enumerate(shape):
        if n == 1:
            t = t.sum(axis=i, keepdims=True)
    return t


def _backwards(t: Array, shape: Any) -> Any:
    for i in range(-len(shape), 0):
        if shape[i] == 1 and t.shape[i] > 1:
            t = t.sum(axis=i, keepdims=True)
    while len(t.shape) > len(shape):
        t = t.sum(0)
    return t


def _by_einsum(t: Array, shape: Any) -> Any:
    names = "abcdefg"[: t.ndim]
    own = names[t.ndim - len(shape) :]
    kept = "".join(name for name, n in zip(own, shape, strict=True) if n != 1)
    return np.einsum(f"{names}->{kept}", t).reshape(shape)


def _by_counting(t: Array, shape: Any) -> Any:
    places = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), t.shape)
    return np.bincount(places.ravel(), t.ravel(), int(np.prod(shape))).reshape(shape)


def _by_matrix(t: Array, shape: Any) -> Any:
    size = int(np.prod(shape))
    units = np.eye(size).reshape(size, *shape)
    stretched = np.stack([np.broadcast_to(unit, t.shape).ravel() for unit in units])
    return (stretched @ t.ravel()).reshape(shape)


def _at(t: Array, shape: Any) -> Any:
    out = np.zeros(shape)
    where = np.broadcast_to(np.arange(out.size).reshape(shape), t.shape)
    np.add.at(out.reshape(-1), where.ravel(), t.ravel())
    return out


def _sum_by_add_reduce(t: Array, shape: Any) -> Any:
    return np.add.reduce(t, axis=stretched_axes(t, shape), keepdims=True).reshape(shape)


def _means_times_count(t: Array, shape: Any) -> Any:
    mean = t.mean(axis=stretched_axes(t, shape)).reshape(shape)
    return mean * (t.size // max(1, int(np.prod(shape))))


ADD_RIGHT = (
    Variant("front, then ones", add()),
    Variant("filled up with ones", add(sum_to)),
    Variant("sums one by one", add(_while_loops)),
    Variant("negative axes", add(_backwards)),
    Variant("entry by entry", add(_by_entries)),
    Variant("einsum", add(_by_einsum)),
    Variant("np.bincount", add(_by_counting)),
    Variant("np.add.at", add(_at)),
    Variant("np.add.reduce", add(_sum_by_add_reduce)),
    Variant("a matrix of ones and zeros", add(_by_matrix)),
    Variant("means, times how many", add(_means_times_count)),
    Variant("a list of two", lambda x, y, g: [sum_to(g, x), sum_to(1.0 * g, y)]),
)


MULTIPLY_RIGHT = (
    Variant("front, then ones", multiply()),
    Variant("filled up with ones", multiply(sum_to)),
    Variant("sums one by one", multiply(_while_loops)),
    Variant("negative axes", multiply(_backwards)),
    Variant("entry by entry", multiply(_by_entries)),
    Variant("einsum", multiply(_by_einsum)),
    Variant("np.bincount", multiply(_by_counting)),
    Variant("np.add.at", multiply(_at)),
    Variant("np.add.reduce", multiply(_sum_by_add_reduce)),
    Variant("a matrix of ones and zeros", multiply(_by_matrix)),
    Variant(
        "from the product z",
        lambda x, y, g: (
            sum_to(g * (x * y) / x, x.shape),
            sum_to(g * (x * y) / y, y.shape),
        ),
    ),
)
