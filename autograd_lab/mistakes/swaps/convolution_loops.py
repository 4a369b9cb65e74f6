"""Swaps in a cross-correlation's way back whose loops end too early, or go through places that are none.

Roles as in `swaps/convolutions.py`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

Counts = Callable[[Ingredients], tuple[int, ...]]


def _one_less(made_of: Ingredients, along: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of places, one less along these axes of space; KeyError where there are fewer axes."""
    places = list(made_of["conv_g"].shape[2:])
    if max(along) >= len(places):
        raise KeyError("a second axis")
    for axis in along:
        places[axis] -= 1
    return tuple(places)


def _without_padding(made_of: Ingredients) -> tuple[int, ...]:
    """The numbers of places that x has without its padding."""
    conv = made_of["conv"]
    return tuple(max((n - conv.k) // conv.stride + 1, 0) for n in made_of["conv_x"].shape[2:])


def _kept(g: Array, counts: tuple[int, ...]) -> Array:
    """g with zeros beyond so many places."""
    out = np.zeros_like(g)
    where = (slice(None), slice(None), *(slice(n) for n in counts))
    out[where] = g[where]
    return out


def _with_fewer_places(made_of: Ingredients, counts: Counts) -> Array:
    return _kept(made_of["conv_g"], counts(made_of))


def _sum_of_fewer_places(made_of: Ingredients, counts: Counts) -> Callable[[Array], Array]:
    found = counts(made_of)
    return lambda g: np.asarray(_kept(g, found).sum(axis=(0, *range(2, g.ndim))))


_COUNTS: tuple[Counts, ...] = (
    partial(_one_less, along=(0,)),
    partial(_one_less, along=(1,)),
    partial(_one_less, along=(0, 1)),
    _without_padding,
)


def _side_of_square(made_of: Ingredients) -> tuple[int, ...]:
    """The smaller of the two numbers of places, for both axes."""
    down, along = made_of["conv_g"].shape[2:]
    return (min(down, along),) * 2


def _square_within(made_of: Ingredients) -> Array:
    if made_of["conv"].axes < 2:
        raise KeyError("a second axis")
    return _with_fewer_places(made_of, _side_of_square)


def _square(made_of: Ingredients, axis: int) -> Array:
    """g as loops see it that take the places of one axis for both; IndexError where they go beyond."""
    g = made_of["conv_g"]
    count, other = g.shape[2 + axis], g.shape[3 - axis]
    if count > other:
        raise IndexError
    return _kept(g, (count, count))


def _filter_of_square(made_of: Ingredients, axis: int) -> Any:
    if made_of["conv"].axes < 2:
        raise KeyError("a second axis")
    seen = made_of["conv_seen"](made_of["conv_padded"], made_of["conv_seen_strides"])
    return lambda dw: made_of["conv"].filter_gradient(_square(made_of, axis), seen)


def _input_of_square(made_of: Ingredients, axis: int) -> Any:
    if made_of["conv"].axes < 2:
        raise KeyError("a second axis")
    return lambda g, w, scatter: scatter(made_of["conv"].columns(_square(made_of, axis), w))


def _repeats(made_of: Ingredients, to_the_end: bool) -> Array:
    """g with each entry repeated `stride` times along each axis, as far as windows fit, or to its last entry, once."""
    conv, g = made_of["conv"], made_of["conv_g"]
    for axis, n in enumerate(made_of["conv_x"].shape[2:], start=2):
        once = (g.shape[axis] - 1) * conv.stride + 1
        fits = min(n + 2 * conv.padding - conv.k + 1, g.shape[axis] * conv.stride)
        g = np.take(np.repeat(g, conv.stride, axis=axis), range(fits if to_the_end else once), axis=axis)
    return np.asarray(g)


def _filter_of_repeats(made_of: Ingredients, to_the_end: bool) -> Any:
    conv, g = made_of["conv"], _repeats(made_of, to_the_end)
    seen = conv.windows(made_of["conv_padded"], (conv.k,) * conv.axes, (1,) * conv.axes, g.shape[2:])
    return lambda dw: conv.filter_gradient(g, seen)


def _input_of_repeats(made_of: Ingredients) -> Any:
    """What comes out where all windows that fit get a repeated entry."""
    conv, repeated = made_of["conv"], _repeats(made_of, to_the_end=True)
    return lambda g, w, scatter: conv.sum_at_offsets(conv.columns(repeated, w), made_of["conv_sizes"], (1,) * conv.axes)


def _sum_of_repeats(made_of: Ingredients) -> Any:
    times = made_of["conv"].stride ** made_of["conv"].axes
    return lambda g: times * g.sum(axis=(0, *range(2, g.ndim)))


def _cut_to_windows(made_of: Ingredients) -> Any:
    """The padding cut off what the windows cover, which ends before x does where the remainder exceeds the padding."""
    conv, sizes = made_of["conv"], made_of["conv_x"].shape[2:]
    reach = [(m - 1) * conv.stride + conv.k for m in made_of["conv_g"].shape[2:]]
    places = (slice(conv.padding, min(conv.padding + n, end)) for n, end in zip(sizes, reach, strict=True))
    where = (slice(None), slice(None), *places)
    return lambda dxp: dxp[where]


CONVOLUTION_LOOP_SWAPS: tuple[Swap, ...] = (
    *(Swap("places-left-out", "conv_g_of_filter", partial(_with_fewer_places, counts=of)) for of in _COUNTS),
    *(Swap("places-left-out", "conv_g_of_input", partial(_with_fewer_places, counts=of)) for of in _COUNTS),
    *(Swap("places-left-out", "conv_bias", partial(_sum_of_fewer_places, counts=of)) for of in _COUNTS),
    *(Swap("pool-square-assumed", "conv_dw", partial(_filter_of_square, axis=axis)) for axis in (0, 1)),
    *(Swap("pool-square-assumed", "conv_dxp", partial(_input_of_square, axis=axis)) for axis in (0, 1)),
    *(Swap("pool-square-assumed", role, _square_within) for role in ("conv_g_of_filter", "conv_g_of_input")),
    Swap("gradient-repeated", "conv_dw", partial(_filter_of_repeats, to_the_end=True)),
    Swap("gradient-repeated", "conv_dw", partial(_filter_of_repeats, to_the_end=False)),
    Swap("gradient-repeated", "conv_dxp", _input_of_repeats),
    Swap("gradient-repeated", "conv_bias", _sum_of_repeats),
    Swap("remainder-lost", "conv_cut", _cut_to_windows),
    Swap("averaged-over-filters", "conv_g_of_input", lambda i: i["conv_g"] / i["conv_g"].shape[1]),
    Swap("summed-too-far", "conv_bias", lambda i: lambda g: np.full(g.shape[1], g.sum())),
)
