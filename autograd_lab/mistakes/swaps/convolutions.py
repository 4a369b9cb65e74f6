"""Swaps on the way back through a cross-correlation, over one axis or two.

Roles: `conv_seen` (padded, strides) are the windows, `conv_padded` the input with its zeros, `conv_g_of_filter` the
gradient that meets them, `conv_dw` what becomes of the filter's gradient at last. For the input: `conv_filter` is what
`conv_g_of_input` is multiplied by, `conv_scatter` (columns, sizes, strides) adds the columns up, `conv_strides` says
how far apart, in an array of `conv_sizes`; `conv_dxp` makes the columns and has them added up, of (g, filter, scatter);
`conv_cut` takes the padding off. `conv_bias` sums g, `conv_order` puts the three in order. `conv` has the sizes, `k`,
`stride`, `padding` and `axes` (of space), and the functions of the exam that lay windows.
"""

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Ingredients, Swap

IMAGES, CHANNELS = 0, 1


def _flip(x: Array, axes: Any) -> Array:
    return np.flip(x, axes)


def _space(made_of: Ingredients) -> tuple[int, ...]:
    """The axes of space in an array (·, ·, *space)."""
    return tuple(range(2, 2 + int(made_of["conv"].axes)))


def _second(made_of: Ingredients) -> None:
    """Nothing where there are two axes of space; KeyError where there is one."""
    if made_of["conv"].axes < 2:
        raise KeyError("a second axis")


def _flipped_in(made_of: Ingredients, role: str, axis: int) -> Array:
    _second(made_of)
    return np.flip(made_of[role], axis)


def _transpose(made_of: Ingredients, role: str) -> Array:
    """The last two axes exchanged."""
    _second(made_of)
    return np.swapaxes(made_of[role], -1, -2)


def _one_stride(made_of: Ingredients, axis: int) -> Any:
    _second(made_of)
    strides = [made_of["conv"].stride] * 2
    strides[axis] = 1
    return tuple(strides)


def _kept(g: Array, place: int, axis: int) -> Array:
    """g with zeros in all but one entry along an axis."""
    out = np.zeros_like(g)
    where: Any = (slice(None),) * axis + (place,)
    out[where] = g[where]
    return out


def _one_place(made_of: Ingredients, g: Array, place: int) -> Array:
    """g with zeros in all places but the first or the last."""
    out = np.zeros_like(g)
    where: Any = (slice(None), slice(None), *(place for _ in _space(made_of)))
    out[where] = g[where]
    return out


def _transpose_by_reshape(g: Array) -> Array:
    """g as (O, N, …) by a reshape, laid back as if it had been a transpose."""
    return np.swapaxes(g.reshape(g.shape[1], g.shape[0], *g.shape[2:]), 0, 1)


def _count(made_of: Ingredients) -> float:
    """The number of places."""
    return float(np.prod(made_of["conv_g"].shape[2:]))


def _input_with_padding(made_of: Ingredients, before: int, after: int) -> Array:
    """The input with so many times the padding before and after."""
    conv = made_of["conv"]
    p = conv.padding
    return np.asarray(conv.padded(made_of["conv_x"], (before * p,) * conv.axes, (after * p,) * conv.axes))


def _input_with_edge(made_of: Ingredients, mode: Any) -> Array:
    p = made_of["conv"].padding
    return np.pad(made_of["conv_x"], ((0, 0), (0, 0), *((p, p) for _ in _space(made_of))), mode=mode)


def _with_remainder(made_of: Ingredients, at_end: bool) -> Any:
    """The filter's gradient as a correlation of the padded input with g spread out: k and the remainder long."""
    conv = made_of["conv"]
    xp, g = made_of["conv_padded"], made_of["conv_g_of_filter"]
    spread = conv.spread(g, conv.stride)
    k = tuple(n - m + 1 for n, m in zip(xp.shape[2:], spread.shape[2:], strict=True))
    whole = conv.filter_gradient(spread, conv.windows(xp, k, (1,) * conv.axes, spread.shape[2:]))
    if not at_end:
        return lambda dw: whole
    return lambda dw: whole[(slice(None), slice(None), *(slice(-conv.k, None) for _ in range(conv.axes)))]


def _cut_by(made_of: Ingredients, of: Any) -> Any:
    """A cut by `of` (padding, size) → slice, in every axis of space."""
    p, sizes = made_of["conv"].padding, made_of["conv_x"].shape[2:]
    return lambda dxp: dxp[(slice(None), slice(None), *(of(p, n) for n in sizes))]


def _cut_one_axis(made_of: Ingredients, axis: int) -> Any:
    _second(made_of)
    p, sizes = made_of["conv"].padding, made_of["conv_x"].shape[2:]
    places = [slice(None), slice(None)]
    places[axis] = slice(p, p + sizes[axis])
    return lambda dxp: dxp[(slice(None), slice(None), *places)]


def _reach_of_windows(made_of: Ingredients) -> list[int]:
    """How far the windows reach, in each axis of space."""
    conv = made_of["conv"]
    return [(m - 1) * conv.stride + conv.k for m in made_of["conv_g"].shape[2:]]


def _short(made_of: Ingredients) -> Any:
    """A cut of the padding at both ends of what the windows cover, as if nothing were left over."""
    p, covered = made_of["conv"].padding, _reach_of_windows(made_of)
    return lambda dxp: dxp[(slice(None), slice(None), *(slice(p, n - p) for n in covered))]


def _remainder_in_front(made_of: Ingredients) -> Any:
    """The padding cut, with what is left over laid in front."""
    conv, covered, sizes = made_of["conv"], _reach_of_windows(made_of), made_of["conv_x"].shape[2:]
    rest = [n + 2 * conv.padding - m for n, m in zip(sizes, covered, strict=True)]
    return lambda dxp: conv.part_at(
        conv.padded(conv.part_at(dxp, (0,) * len(rest), covered), rest, (0,) * len(rest)),
        (conv.padding,) * len(rest),
        sizes,
    )


def _scatter_of_repeats(made_of: Ingredients) -> Any:
    """A scatter of g that repeats each entry `stride` times, where zeros belong between them."""
    conv = made_of["conv"]

    def scatter(cols: Array, sizes: Any, strides: Any) -> Array:
        d = conv.axes
        for axis in range(1, 1 + d):
            cols = np.repeat(cols, conv.stride, axis=axis)
            last = cols.shape[axis] - (conv.stride - 1)
            cols = np.take(cols, range(last), axis=axis)
        return np.asarray(conv.sum_at_offsets(cols, sizes, (1,) * d))

    return scatter


def _valid(made_of: Ingredients) -> Any:
    """The columns of a correlation that stays inside of g spread out, in the place of a full one."""
    conv = made_of["conv"]

    def inside(dxp: Array) -> Array:
        starts = [conv.k - 1] * conv.axes
        sizes = [n - 2 * (conv.k - 1) for n in _reach_of_windows(made_of)]
        if min(sizes) < 1:
            raise ValueError("nothing is left")
        return np.asarray(conv.part_at(dxp, starts, sizes))

    return inside


def _valid_filled(made_of: Ingredients) -> Any:
    """The same, laid at the beginning of an array of the padded size: zeros, where nothing of it is left."""
    conv, d = made_of["conv"], made_of["conv"].axes
    p, sizes = conv.padding, made_of["conv_x"].shape[2:]
    inside = _valid(made_of)

    def cut_with_zeros(dxp: Array) -> Array:
        if min(_reach_of_windows(made_of)) <= 2 * (conv.k - 1):
            return np.zeros_like(made_of["conv_x"])
        short = inside(dxp)
        rest = [n + 2 * p - m for n, m in zip(sizes, short.shape[2:], strict=True)]
        return np.asarray(conv.part_at(conv.padded(short, (0,) * d, rest), (p,) * d, sizes))

    return cut_with_zeros


def _bias(of: Any) -> Any:
    return lambda made_of: partial(of, made_of)


def _all_but_channels(g: Array) -> tuple[int, ...]:
    return (0, *range(2, g.ndim))


def _bias_from_filter(made_of: Ingredients, g: Array, mean: bool) -> Array:
    dw = made_of["conv_right_dw"]
    axes = tuple(range(1, dw.ndim))
    return np.asarray(dw.mean(axis=axes) if mean else dw.sum(axis=axes))


def _over_channels(made_of: Ingredients, g: Array) -> Array:
    """The sum over images and channels, and over all places but the last axis."""
    return np.asarray(g.sum(axis=tuple(range(g.ndim - 1))))


def _bias_of_one_axis(made_of: Ingredients, g: Array, axis: int) -> Array:
    """The sum over the images and one of two axes of space."""
    _second(made_of)
    return np.asarray(g.sum(axis=(0, axis)))


_TO_FILTER = (
    Swap("filter-gradient-flipped", "conv_dw", lambda i: lambda dw: _flip(dw, _space(i))),
    Swap("channels-exchanged", "conv_dw", lambda i: lambda dw: np.swapaxes(dw, 0, 1)),
    Swap("stride-forgotten", "conv_seen_strides", lambda i: (1,) * i["conv"].axes),
    Swap("stride-in-one-axis", "conv_seen_strides", partial(_one_stride, axis=0)),
    Swap("stride-in-one-axis", "conv_seen_strides", partial(_one_stride, axis=1)),
    Swap("rows-and-columns", "conv_seen", lambda i: partial(_turned_windows, i)),
    Swap("remainder-kept", "conv_dw", partial(_with_remainder, at_end=False)),
    Swap("remainder-wrong-end", "conv_dw", partial(_with_remainder, at_end=True)),
    Swap("padded-on-one-side", "conv_padded", partial(_input_with_padding, before=0, after=2)),
    Swap("padded-on-one-side", "conv_padded", partial(_input_with_padding, before=2, after=0)),
    Swap("padded-with-the-edge", "conv_padded", partial(_input_with_edge, mode="edge")),
    Swap("padded-with-the-edge", "conv_padded", partial(_input_with_edge, mode="reflect")),
    Swap("padded-with-the-edge", "conv_padded", partial(_input_with_edge, mode="wrap")),
    Swap("upstream-missing", "conv_g_of_filter", lambda i: np.ones_like(i["conv_g"])),
    Swap("overwritten", "conv_g_of_filter", lambda i: _kept(i["conv_g"], -1, IMAGES)),
    Swap("first-row", "conv_g_of_filter", lambda i: _kept(i["conv_g"], 0, IMAGES)),
    Swap("last-place-only", "conv_g_of_filter", lambda i: _one_place(i, i["conv_g"], -1)),
    Swap("last-place-only", "conv_g_of_filter", lambda i: _kept(_one_place(i, i["conv_g"], -1), -1, IMAGES)),
    Swap("first-place-only", "conv_g_of_filter", lambda i: _one_place(i, i["conv_g"], 0)),
    Swap("channels-reshaped", "conv_g_of_filter", lambda i: _transpose_by_reshape(i["conv_g"])),
    Swap("averaged-over-places", "conv_g_of_filter", lambda i: i["conv_g"] / _count(i)),
    Swap("averaged-over-places", "conv_g_of_filter", lambda i: i["conv_g"] / _count(i) / len(i["conv_g"])),
    Swap("input-left-out", "conv_padded", lambda i: np.ones_like(i["conv_padded"])),
)
_TO_INPUT = (
    Swap("filter-not-flipped", "conv_filter", lambda i: _flip(i["conv_w"], _space(i))),
    Swap("flipped-in-one-axis", "conv_filter", partial(_flipped_in, role="conv_w", axis=2)),
    Swap("flipped-in-one-axis", "conv_filter", partial(_flipped_in, role="conv_w", axis=3)),
    Swap("rows-and-columns", "conv_filter", partial(_transpose, role="conv_w")),
    Swap("channels-reshaped", "conv_filter", lambda i: np.swapaxes(_reshaped_filter(i["conv_w"]), 0, 1)),
    Swap("channels-reshaped", "conv_filter", lambda i: _reshaped_columns(i["conv_w"])),
    Swap("channels-reshaped", "conv_g_of_input", lambda i: _transpose_by_reshape(i["conv_g"])),
    Swap("weights-missing", "conv_filter", lambda i: np.ones_like(i["conv_w"])),
    Swap("upstream-missing", "conv_g_of_input", lambda i: np.ones_like(i["conv_g"])),
    Swap("one-filter-only", "conv_g_of_input", lambda i: _kept(i["conv_g"], -1, CHANNELS)),
    Swap("one-filter-only", "conv_g_of_input", lambda i: _kept(i["conv_g"], 0, CHANNELS)),
    Swap("last-place-only", "conv_g_of_input", lambda i: _one_place(i, i["conv_g"], -1)),
    Swap("first-place-only", "conv_g_of_input", lambda i: _one_place(i, i["conv_g"], 0)),
    Swap("averaged-over-places", "conv_g_of_input", lambda i: i["conv_g"] / _count(i)),
    Swap("windows-overwritten", "conv_scatter", lambda i: i["conv"].last_window_at_offsets),
    Swap("windows-overwritten", "conv_scatter", lambda i: i["conv"].last_weight_at_offsets),
    Swap("windows-overwritten", "conv_dxp", lambda i: partial(_overwritten_by_last_filter, i)),
    Swap("stride-forgotten", "conv_strides", lambda i: (1,) * i["conv"].axes),
    Swap("stride-in-one-axis", "conv_strides", partial(_one_stride, axis=0)),
    Swap("stride-in-one-axis", "conv_strides", partial(_one_stride, axis=1)),
    Swap("gaps-too-wide", "conv_strides", lambda i: (i["conv"].stride + 1,) * i["conv"].axes),
    Swap("gradient-repeated", "conv_scatter", _scatter_of_repeats),
    Swap("full-correlation-missing", "conv_cut", _valid),
    Swap("full-correlation-missing", "conv_cut", _valid_filled),
    Swap("padding-not-cut", "conv_cut", lambda i: lambda dxp: dxp),
    Swap("padding-minus-zero", "conv_cut", lambda i: _cut_by(i, lambda p, n: slice(p, -p))),
    Swap("padding-cut-on-one-side", "conv_cut", lambda i: _cut_by(i, lambda p, n: slice(n))),
    Swap("padding-cut-on-one-side", "conv_cut", lambda i: _cut_by(i, lambda p, n: slice(p, None))),
    Swap("padding-cut-on-one-side", "conv_cut", lambda i: _cut_by(i, lambda p, n: slice(2 * p, None))),
    Swap("padding-cut-on-one-side", "conv_cut", lambda i: _cut_by(i, lambda p, n: slice(n + p))),
    Swap("padding-cut-in-one-axis", "conv_cut", partial(_cut_one_axis, axis=0)),
    Swap("padding-cut-in-one-axis", "conv_cut", partial(_cut_one_axis, axis=1)),
    Swap("remainder-lost", "conv_cut", _short),
    Swap("remainder-wrong-end", "conv_cut", _remainder_in_front),
)
_TO_BIAS = (
    Swap("exchanged", "conv_order", lambda i: lambda dx, dw, db: (dw, dx, db)),
    Swap("exchanged", "conv_order", lambda i: lambda dx, dw, db: (dx, db, dw)),
    Swap("exchanged", "conv_order", lambda i: lambda dx, dw, db: (db, dw, dx)),
    Swap("not-summed", "conv_bias", _bias(lambda i, g: g.sum(axis=_space(i)))),
    Swap("places-not-summed", "conv_bias", _bias(lambda i, g: g.sum(axis=0))),
    Swap("places-not-summed", "conv_bias", _bias(partial(_bias_of_one_axis, axis=2))),
    Swap("places-not-summed", "conv_bias", _bias(partial(_bias_of_one_axis, axis=3))),
    Swap("wrong-axis", "conv_bias", _bias(_over_channels)),
    Swap("wrong-axis", "conv_bias", _bias(lambda i, g: g.sum(axis=tuple(range(1, g.ndim))))),
    Swap("wrong-axis", "conv_bias", _bias(lambda i, g: g.sum(axis=(0, 1)))),
    Swap("summed-too-far", "conv_bias", _bias(lambda i, g: g.sum())),
    Swap("axes-kept", "conv_bias", _bias(lambda i, g: g.sum(axis=_all_but_channels(g), keepdims=True))),
    Swap("averaged-over-places", "conv_bias", _bias(lambda i, g: g.mean(axis=_all_but_channels(g)))),
    Swap("averaged-over-places", "conv_bias", _bias(lambda i, g: g.mean(axis=_space(i)).sum(axis=0))),
    Swap("upstream-missing", "conv_bias", _bias(lambda i, g: np.full(g.shape[1], g[:, 0].size * 1.0))),
    Swap("channels-reshaped", "conv_bias", _bias(lambda i, g: g.reshape(g.shape[1], -1).sum(axis=1))),
    Swap("bias-times-input", "conv_bias", _bias(partial(_bias_from_filter, mean=False))),
    Swap("bias-times-input", "conv_bias", _bias(partial(_bias_from_filter, mean=True))),
    Swap("overwritten", "conv_bias", _bias(lambda i, g: g[-1].sum(axis=tuple(range(1, g.ndim - 1))))),
    Swap("first-row", "conv_bias", _bias(lambda i, g: g[0].sum(axis=tuple(range(1, g.ndim - 1))))),
    Swap("last-place-only", "conv_bias", _bias(lambda i, g: g[(..., *(-1 for _ in _space(i)))].sum(axis=0))),
    Swap("last-place-only", "conv_bias", _bias(lambda i, g: g[(-1, ..., *(-1 for _ in _space(i)))])),
    Swap("first-place-only", "conv_bias", _bias(lambda i, g: g[(..., *(0 for _ in _space(i)))].sum(axis=0))),
)


def _turned_windows(made_of: Ingredients, xp: Array, strides: Any) -> Array:
    """The windows with rows for columns."""
    conv = made_of["conv"]
    seen = conv.windows(xp, (conv.k,) * conv.axes, strides, made_of["conv_g"].shape[2:])
    return np.swapaxes(seen, -1, -2)


def _reshaped_filter(w: Array) -> Array:
    """w as (C, O, …) by a reshape, where its axes should change places."""
    return w.reshape(w.shape[1], w.shape[0], *w.shape[2:])


def _reshaped_columns(w: Array) -> Array:
    """w as (C · k · …, O) by a reshape, where the transpose of (O, C · k · …) belongs."""
    return w.reshape(-1, len(w)).T.reshape(w.shape)


def _overwritten_by_last_filter(made_of: Ingredients, g: Array, w: Array, scatter: Any) -> Array:
    """The last filter's columns, written place after place."""
    conv = made_of["conv"]
    sizes = made_of["conv_sizes"]
    return np.asarray(conv.last_window_at_offsets(conv.columns(g[:, -1:], w[-1:]), sizes, (conv.stride,) * conv.axes))


CONVOLUTION_SWAPS: tuple[Swap, ...] = (*_TO_FILTER, *_TO_INPUT, *_TO_BIAS)
