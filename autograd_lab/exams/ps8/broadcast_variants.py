"""Wrong and right ways to write `vjp_of_broadcast_add` and `vjp_of_broadcast_multiply` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# (mypy does not see the names of a generator in a default.)
# mypy: disable-error-code="no-untyped-call, no-untyped-def, name-defined"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.mistakes import Array

# t is what reaches each place of the result, g or g times a factor; shape is that of the operand


def _undo(
    front: Callable[..., Any] = lambda t, shape: t.sum(axis=tuple(range(t.ndim - len(shape)))),
    ones: Callable[..., Any] = lambda t, shape: t.sum(
        axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True
    ),
) -> Callable[..., Any]:
    """A sum over the axes in front, then over those of size 1; one of the lines changed."""

    def summed_to(t: Array, shape: Any) -> Any:
        t = front(t, shape)
        return ones(t, shape)

    return summed_to


FRONT_THEN_ONES = _undo()


def add(to_x: Callable[..., Any] = FRONT_THEN_ONES, to_y: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Both parts; where one function is handed over, it serves both."""
    other = to_y or to_x

    def vjp_of_broadcast_add(x_shape, y_shape, g):
        return to_x(g, x_shape), other(g, y_shape)

    return vjp_of_broadcast_add


def multiply(to_x: Callable[..., Any] = FRONT_THEN_ONES, to_y: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Both parts of a product, in the same manner."""
    other = to_y or to_x

    def vjp_of_broadcast_multiply(x, y, g):
        return to_x(g * y, x.shape), other(g * x, y.shape)

    return vjp_of_broadcast_multiply


def stretched_axes(t: Array, shape: Any) -> tuple[int, ...]:
    """The axes of t that were stretched."""
    filled = (1,) * (t.ndim - len(shape)) + tuple(shape)
    return tuple(i for i, (n, m) in enumerate(zip(filled, t.shape, strict=True)) if n != m)


def sum_to(t: Array, shape: Any) -> Any:
    """A sum over the axes where a shape filled up with ones in front differs."""
    filled = (1,) * (t.ndim - len(shape)) + shape
    axes = tuple(i for i, (n, m) in enumerate(zip(filled, t.shape, strict=True)) if n != m)
    return t.sum(axis=axes, keepdims=True).reshape(shape)


def _padded_behind(t: Array, shape: Any) -> Any:
    filled = shape + (1,) * (t.ndim - len(shape))
    axes = tuple(i for i, (n, m) in enumerate(zip(filled, t.shape, strict=True)) if n != m)
    return t.sum(axis=axes, keepdims=True).reshape(shape)


def _own_numbers(t: Array, shape: Any) -> Any:
    axes = list(range(t.ndim - len(shape)))
    axes += [i for i, n in enumerate(shape) if n == 1 and i not in axes]
    return t.sum(axis=tuple(axes)).reshape(shape)


def _sum_without_kept_axes(t: Array, shape: Any) -> Any:
    filled = (1,) * (t.ndim - len(shape)) + shape
    axes = tuple(i for i, (n, m) in enumerate(zip(filled, t.shape, strict=True)) if n != m)
    return t.sum(axis=axes)


def _mean(t: Array, shape: Any) -> Any:
    filled = (1,) * (t.ndim - len(shape)) + shape
    axes = tuple(i for i, (n, m) in enumerate(zip(filled, t.shape, strict=True)) if n != m)
    return t.mean(axis=axes, keepdims=True).reshape(shape)


def _return_in_loop(t: Array, shape: Any) -> Any:
    if t.ndim > len(shape):
        return t.sum(axis=0)
    for i, n in enumerate(shape):
        if n == 1 and t.shape[i] != 1:
            return t.sum(axis=i, keepdims=True)
    return t


def _last_axis_alone(t: Array, shape: Any) -> Any:
    for i in reversed(range(t.ndim)):
        own = i - t.ndim + len(shape)
        if own < 0:
            return t.sum(axis=i)
        if shape[own] == 1 and t.shape[i] != 1:
            return t.sum(axis=i, keepdims=True)
    return t


def _first_slices(t: Array, shape: Any) -> Any:
    while t.ndim > len(shape):
        t = t[0]
    for i, n in enumerate(shape):
        if n == 1:
            t = t.take([0], axis=i)
    return t


def _first_in_front(t: Array, shape: Any) -> Any:
    while t.ndim > len(shape):
        t = t[0]
    return t


def _overwritten(t: Array, shape: Any) -> Any:
    out = np.zeros(shape)
    for place in np.ndindex(t.shape):
        own = place[len(place) - len(shape) :]
        out[tuple(0 if n == 1 else i for i, n in zip(own, shape, strict=True))] = t[place]
    return out


def _whole_of_integers(t: Array, shape: Any) -> Any:
    return sum_to(t, shape).astype(int)


def _folded_in_place(t: Array, shape: Any) -> Any:
    while t.ndim > len(shape):
        t[0] += t[1:].sum(axis=0)
        t = t[0]
    return sum_to(t, shape)


def _stretched_again(t: Array, shape: Any) -> Any:
    return np.broadcast_to(sum_to(t, shape), t.shape).copy()


def _scaled_in_place(x, y, g):
    dx = sum_to(g * y, x.shape)
    g *= x
    return dx, sum_to(g, y.shape)


#: name, what is done; both questions have them
_SHARED: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("stretched-not-summed", "t itself", _undo(front=lambda t, shape: t, ones=lambda t, shape: t)),
    ("stretched-not-summed", "a copy", lambda t, shape: t.copy()),
    ("ones-not-summed", "the axes in front alone", _undo(ones=lambda t, shape: t)),
    (
        "front-not-summed",
        "the ones alone",
        lambda t, shape: t.sum(
            axis=tuple(i + t.ndim - len(shape) for i, n in enumerate(shape) if n == 1), keepdims=True
        ),
    ),
    (
        "axis-dropped",
        "no keepdims",
        _undo(ones=lambda t, shape: t.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))),
    ),
    ("axis-dropped", "no reshape at the end", _sum_without_kept_axes),
    (
        "front-kept",
        "keepdims in front",
        _undo(
            front=lambda t, shape: t.sum(axis=tuple(range(t.ndim - len(shape))), keepdims=True),
            ones=lambda t, shape: t.sum(axis=tuple(i for i in range(-len(shape), 0) if shape[i] == 1), keepdims=True),
        ),
    ),
    ("front-kept", "keepdims, no reshape", lambda t, shape: t.sum(axis=stretched_axes(t, shape), keepdims=True)),
    ("stretched-averaged", "means", _mean),
    ("stretched-averaged", "over the number of all", lambda t, shape: sum_to(t, shape) / t.size),
    ("aligned-from-the-left", "ones behind", _padded_behind),
    ("aligned-from-the-left", "the shape's own numbers", _own_numbers),
    ("stretched-first", "slice 0", _first_slices),
    ("stretched-first", "slice 0 of the axes in front", _undo(front=_first_in_front)),
    ("stretched-first", "slice 0 of the ones", _undo(ones=_first_slices)),
    ("stretched-overwritten", "= for +=", _overwritten),
    ("one-axis-summed", "return in the loop", _return_in_loop),
    ("one-axis-summed", "from behind", _last_axis_alone),
    ("first-axis-always", "axis=0", lambda t, shape: t.sum(axis=0)),
    ("stretched-again", "broadcast_to", _stretched_again),
    ("summed-too-far", "one number", lambda t, shape: t.sum()),
    ("summed-too-far", "one number, filled in", lambda t, shape: np.full(shape, t.sum())),
    ("sign", "−", lambda t, shape: -sum_to(t, shape)),
    ("integers", "astype(int)", _whole_of_integers),
    ("all-zero", "never filled", lambda t, shape: np.zeros(shape)),
)


def _union(t: Array, shape: Any, other: Any) -> Any:
    axes = tuple(sorted({*stretched_axes(t, shape), *stretched_axes(t, other)}))
    return t.sum(axis=axes, keepdims=True)


def _sum_times_factor(t: Array, shape: Any, factor: Array) -> Any:
    return sum_to(t, shape) * factor


def _sums_multiplied(g: Array, factor: Array, shape: Any) -> Any:
    return sum_to(g, shape) * sum_to(np.broadcast_to(factor, g.shape), shape)


def _means_multiplied(g: Array, factor: Array, shape: Any) -> Any:
    return sum_to(g, shape) * _mean(np.broadcast_to(factor, g.shape), shape)


def _one_alone(t: Array, shape: Any) -> Any:
    return t.copy()


ADD_WRONG = (
    *(wrong(mistake, name, add(to)) for mistake, name, to in _SHARED),
    wrong("stretched-not-summed", "dy alone", add(sum_to, _one_alone)),
    wrong("stretched-averaged", "dx alone", add(_mean, sum_to)),
    wrong("other-axes-summed", "both lists of axes", lambda x, y, g: (_union(g, x, y), _union(g, y, x))),
    wrong(
        "upstream-missing",
        "ones",
        lambda x, y, g: (sum_to(np.ones_like(g), x), sum_to(np.ones_like(g), y)),
    ),
    wrong("exchanged", "dy, dx", lambda x, y, g: (sum_to(g, y), sum_to(g, x))),
    wrong("sign", "dy of a difference", lambda x, y, g: (sum_to(g, x), -sum_to(g, y))),
    wrong("inputs-changed", "rows folded into g[0]", add(_folded_in_place)),
)

MULTIPLY_WRONG = (
    *(wrong(mistake, name, multiply(to)) for mistake, name, to in _SHARED),
    wrong("stretched-not-summed", "dy alone", multiply(sum_to, _one_alone)),
    wrong(
        "other-axes-summed",
        "both lists of axes",
        lambda x, y, g: (_union(g * y, x.shape, y.shape), _union(g * x, y.shape, x.shape)),
    ),
    wrong(
        "other-factor-missing",
        "g alone",
        lambda x, y, g: (sum_to(g, x.shape), sum_to(g, y.shape)),
    ),
    wrong(
        "other-factor-missing",
        "in dy",
        lambda x, y, g: (sum_to(g * y, x.shape), sum_to(g, y.shape)),
    ),
    wrong(
        "own-factor",
        "g · x for dx",
        lambda x, y, g: (sum_to(g * x, x.shape), sum_to(g * y, y.shape)),
    ),
    wrong(
        "own-factor",
        "g · x · y",
        lambda x, y, g: (sum_to(g * x * y, x.shape), sum_to(g * x * y, y.shape)),
    ),
    wrong(
        "upstream-missing",
        "no g",
        lambda x, y, g: (
            sum_to(y + 0 * g, x.shape),
            sum_to(x + 0 * g, y.shape),
        ),
    ),
    wrong(
        "multiplied-after-summing",
        "the factor last",
        lambda x, y, g: (_sum_times_factor(g, x.shape, y), _sum_times_factor(g, y.shape, x)),
    ),
    wrong(
        "product-of-sums",
        "both summed first",
        lambda x, y, g: (_sums_multiplied(g, y, x.shape), _sums_multiplied(g, x, y.shape)),
    ),
    wrong(
        "product-of-sums",
        "times a mean",
        lambda x, y, g: (_means_multiplied(g, y, x.shape), _means_multiplied(g, x, y.shape)),
    ),
    wrong(
        "exchanged",
        "dy, dx",
        lambda x, y, g: (sum_to(g * x, y.shape), sum_to(g * y, x.shape)),
    ),
    wrong("inputs-changed", "g *= x", lambda x, y, g: _scaled_in_place(x, y, g)),
)
