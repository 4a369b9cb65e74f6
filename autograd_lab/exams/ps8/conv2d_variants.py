"""Wrong and right ways to write `conv2d_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.mistakes import Array

# s is the stride, p the padding; i and j count places, a and b the weights of a filter


def weights(
    pad: Callable[..., Any] = lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p), (p, p))),
    rows: Callable[..., Any] = lambda a, s, n: slice(a, a + s * (n - 1) + 1, s),
    cols: Callable[..., Any] = lambda b, s, n: slice(b, b + s * (n - 1) + 1, s),
    rows_back: Callable[..., Any] = lambda a, s, n: slice(a, a + s * (n - 1) + 1, s),
    cols_back: Callable[..., Any] = lambda b, s, n: slice(b, b + s * (n - 1) + 1, s),
    seen: Callable[..., Any] = lambda xp, r, c: xp[:, :, r, c],
    gw: Callable[..., Any] = lambda g: g,
    gx: Callable[..., Any] = lambda g: g,
    weight: Callable[..., Any] = lambda w, a, b: w[:, :, a, b],
    put: Callable[..., Any] = lambda old, now: old + now,
    cut: Callable[..., Any] = lambda dxp, p, H, W: dxp[:, :, p : p + H, p : p + W],
    bias: Callable[..., Any] = lambda g: g.sum(axis=(0, 2, 3)),
    out: Callable[..., Any] = lambda dx, dw, db: (dx, dw, db),
) -> Callable[..., Any]:
    """A loop over the weights of a filter, with one of its lines changed."""

    def conv2d_backward(x, w, s, p, g):
        H, W = x.shape[2:]
        n, m = g.shape[2:]
        k = w.shape[2]
        xp = pad(x, p)
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for a in range(k):
            for b in range(k):
                r, c = rows(a, s, n), cols(b, s, m)
                dw[:, :, a, b] = np.tensordot(gw(g), seen(xp, r, c), axes=([0, 2, 3], [0, 2, 3]))
                r, c = rows_back(a, s, n), cols_back(b, s, m)
                back = np.tensordot(gx(g), weight(w, a, b), axes=(1, 0)).transpose(0, 3, 1, 2)
                dxp[:, :, r, c] = put(dxp[:, :, r, c], back)
        return out(cut(dxp, p, H, W), dw, bias(g))

    return conv2d_backward


def places(
    add: Callable[..., Any] = lambda old, now: old + now,
    learn: Callable[..., Any] = lambda dw, now: dw + now,
    patch_of: Callable[..., Any] = lambda patch: patch,
    filter_of: Callable[..., Any] = lambda w: w,
    images: Callable[..., Any] = lambda g: g,
) -> Callable[..., Any]:
    """A loop over the places."""

    def conv2d_backward(x, w, s, p, g):
        H, W = x.shape[2:]
        k = w.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                here = np.s_[:, :, i * s : i * s + k, j * s : j * s + k]
                dw = learn(dw, np.tensordot(images(g)[:, :, i, j], patch_of(xp[here]), axes=(0, 0)))
                dxp[here] = add(dxp[here], np.tensordot(g[:, :, i, j], filter_of(w), axes=(1, 0)))
        return dxp[:, :, p : p + H, p : p + W], dw, g.sum(axis=(0, 2, 3))

    return conv2d_backward


def full(
    turned: Callable[..., Any] = lambda w: w[:, :, ::-1, ::-1],
    around: Callable[..., Any] = lambda k: k - 1,
    behind: Callable[..., Any] = lambda dxp, H, W, p: dxp[:, :, p : p + H, p : p + W],
    rest: Callable[..., Any] = lambda r: (0, r),
    at: Callable[..., Any] = lambda dw, k: dw[:, :, :k, :k],
) -> Callable[..., Any]:
    """g with gaps; a full correlation with the filter turned round, and a correlation of x with g."""

    def conv2d_backward(x, w, s, p, g):
        (N, _, H, W), k = x.shape, w.shape[2]
        n, m = g.shape[2:]
        spread = np.zeros((N, w.shape[0], (n - 1) * s + 1, (m - 1) * s + 1))
        spread[:, :, ::s, ::s] = g
        q = around(k)
        r, c = H + 2 * p - k - (n - 1) * s, W + 2 * p - k - (m - 1) * s
        around_it = np.pad(spread, ((0, 0), (0, 0), (q, q), (q, q)))
        seen = np.lib.stride_tricks.sliding_window_view(around_it, (k, k), axis=(2, 3))
        dxp = np.tensordot(seen, turned(w), axes=([1, 4, 5], [0, 2, 3])).transpose(0, 3, 1, 2)
        dxp = np.pad(dxp, ((0, 0), (0, 0), rest(r), rest(c)))
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        met = np.lib.stride_tricks.sliding_window_view(xp, spread.shape[2:], axis=(2, 3))
        dw = np.tensordot(spread, met, axes=([0, 2, 3], [0, 4, 5]))
        return behind(dxp, H, W, p), at(dw, k), g.sum(axis=(0, 2, 3))

    return conv2d_backward


def _filters_overwritten(x, w, s, p, g):
    """= for += in loops over images, filters and places."""
    H, W = x.shape[2:]
    k = w.shape[2]
    _, dw, db = weights()(x, w, s, p, g)
    dxp = np.zeros((*x.shape[:2], H + 2 * p, W + 2 * p))
    for o in range(len(w)):
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                dxp[:, :, i * s : i * s + k, j * s : j * s + k] = g[:, o, i, j][:, None, None, None] * w[o]
    return dxp[:, :, p : p + H, p : p + W], dw, db


def _first_image(x, w, s, p, g):
    dx = weights()(x, w, s, p, g)[0]
    return dx, *weights()(x[:1], w, s, p, g[:1])[1:]


def _last_image(x, w, s, p, g):
    dx = weights()(x, w, s, p, g)[0]
    for n in range(len(x)):
        _, dw, db = weights()(x[n : n + 1], w, s, p, g[n : n + 1])
    return dx, dw, db


def _last_filter(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    for o in range(len(w)):
        dx = weights()(x, w[o : o + 1], s, p, g[:, o : o + 1])[0]
    return dx, dw, db


def _first_filter(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    return weights()(x, w[:1], s, p, g[:, :1])[0], dw, db


def _filters_first_by_reshape(g: Array) -> Array:
    """What g.reshape(F, …) makes of g, in the order of g."""
    N, F = g.shape[:2]
    return g.reshape(F, N, *g.shape[2:]).swapaxes(0, 1)


def _columns_reshaped(x, w, s, p, g):
    _, _, db = weights()(x, w, s, p, g)
    dx, dw, _ = weights()(x, w, s, p, _filters_first_by_reshape(g))
    return dx, dw, db


def _filter_reshaped(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    back = w.reshape(w.shape[1], w.shape[0], *w.shape[2:]).swapaxes(0, 1)
    return weights()(x, back, s, p, g)[0], dw, db


def _gradients_with_g_repeated(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    n, m = g.shape[2:]
    wide = g.repeat(s, axis=2).repeat(s, axis=3)[:, :, : (n - 1) * s + 1, : (m - 1) * s + 1]
    return weights()(x, w, 1, p, wide)[0], dw, db


def _too_wide(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    n, m = g.shape[2:]
    roomy = np.zeros((*x.shape[:2], x.shape[2] + n + w.shape[2], x.shape[3] + m + w.shape[2]))
    return weights()(roomy, w, s + 1, p, g)[0][:, :, : x.shape[2], : x.shape[3]], dw, db


def _in_place(x, w, s, p, g):
    dx, dw, db = weights()(x, w, s, p, g)
    w[...] = w[:, :, ::-1, ::-1]
    return dx, dw, db


def _whole_numbers(x, w, s, p, g):
    return tuple(part.astype(int) for part in weights()(x, w, s, p, g))


def _both_turned(x, w, s, p, g):
    dx, dw, db = weights()(x, w.swapaxes(2, 3), s, p, g)
    return dx, dw.swapaxes(2, 3), db


def _every(a, s, n):
    return slice(a, a + n)


CONV2D_WRONG = (
    wrong("filter-not-flipped", "full, unflipped", full(turned=lambda w: w)),
    wrong("filter-not-flipped", "flipped where it is added", places(filter_of=lambda w: w[:, :, ::-1, ::-1])),
    wrong("flipped-in-one-axis", "rows alone", full(turned=lambda w: w[:, :, ::-1])),
    wrong("flipped-in-one-axis", "columns alone", full(turned=lambda w: w[:, :, :, ::-1])),
    wrong("rows-and-columns", "w transposed", weights(weight=lambda w, a, b: w[:, :, b, a])),
    wrong("rows-and-columns", "patch transposed", places(patch_of=lambda patch: patch.transpose(0, 1, 3, 2))),
    wrong(
        "rows-and-columns",
        "both",
        _both_turned,
    ),
    wrong("windows-overwritten", "= for +=", places(add=lambda old, now: now)),
    wrong("windows-overwritten", "= in the loop over the weights", weights(put=lambda old, now: now)),
    wrong("windows-overwritten", "= in all loops", _filters_overwritten),
    wrong(
        "stride-forgotten",
        "both",
        weights(
            rows=lambda a, s, n: slice(a, a + n),
            cols=lambda b, s, n: slice(b, b + n),
            rows_back=lambda a, s, n: slice(a, a + n),
            cols_back=lambda b, s, n: slice(b, b + n),
        ),
    ),
    wrong("stride-forgotten", "in dx", weights(rows_back=_every, cols_back=_every)),
    wrong("stride-forgotten", "in dw", weights(rows=_every, cols=_every)),
    wrong("stride-in-one-axis", "rows of dx", weights(cols_back=lambda b, s, n: slice(b, b + n))),
    wrong("stride-in-one-axis", "columns of dx", weights(rows_back=lambda a, s, n: slice(a, a + n))),
    wrong("stride-in-one-axis", "rows of dw", weights(cols=lambda b, s, n: slice(b, b + n))),
    wrong("stride-in-one-axis", "columns of dw", weights(rows=lambda a, s, n: slice(a, a + n))),
    wrong("gaps-too-wide", "s zeros between", _too_wide),
    wrong("gradient-repeated", "np.repeat", _gradients_with_g_repeated),
    wrong(
        "full-correlation-missing",
        "not padded by k − 1",
        full(around=lambda k: 0, rest=lambda r: (0, 0), behind=lambda dxp, H, W, p: dxp),
    ),
    wrong("padding-not-cut", "dx of the padded size", weights(cut=lambda dxp, p, H, W: dxp)),
    wrong("padding-minus-zero", "p : −p", weights(cut=lambda dxp, p, H, W: dxp[:, :, p:-p, p:-p])),
    wrong("padding-cut-on-one-side", ": H, : W", weights(cut=lambda dxp, p, H, W: dxp[:, :, :H, :W])),
    wrong("padding-cut-on-one-side", "p :, p :", weights(cut=lambda dxp, p, H, W: dxp[:, :, p:, p:])),
    wrong("padding-cut-on-one-side", "2p :", weights(cut=lambda dxp, p, H, W: dxp[:, :, 2 * p :, 2 * p :])),
    wrong("padding-cut-in-one-axis", "rows alone", weights(cut=lambda dxp, p, H, W: dxp[:, :, p : p + H])),
    wrong("padding-cut-in-one-axis", "columns alone", weights(cut=lambda dxp, p, H, W: dxp[:, :, :, p : p + W])),
    wrong(
        "padded-on-one-side",
        "behind",
        weights(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (0, 2 * p), (0, 2 * p)))),
    ),
    wrong(
        "padded-on-one-side",
        "in front",
        weights(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (2 * p, 0), (2 * p, 0)))),
    ),
    wrong(
        "padded-with-the-edge",
        "edge",
        weights(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="edge")),
    ),
    wrong(
        "remainder-lost",
        "dx too small",
        full(rest=lambda r: (0, 0), behind=lambda dxp, H, W, p: dxp[:, :, p : dxp.shape[2] - p, p : dxp.shape[3] - p]),
    ),
    wrong("remainder-wrong-end", "zeros in front", full(rest=lambda r: (r, 0))),
    wrong("remainder-wrong-end", "the last k", full(at=lambda dw, k: dw[:, :, -k:, -k:])),
    wrong("remainder-kept", "dw too large", full(at=lambda dw, k: dw)),
    wrong("filter-gradient-flipped", "dw turned round", full(at=lambda dw, k: dw[:, :, :k, :k][:, :, ::-1, ::-1])),
    wrong(
        "filter-gradient-flipped",
        "patch turned round",
        places(patch_of=lambda patch: patch[:, :, ::-1, ::-1]),
    ),
    wrong("channels-exchanged", "dw (C, O, k, k)", weights(out=lambda dx, dw, db: (dx, dw.transpose(1, 0, 2, 3), db))),
    wrong("channels-reshaped", "g reshaped", _columns_reshaped),
    wrong("channels-reshaped", "w reshaped", _filter_reshaped),
    wrong("one-filter-only", "= for += over the filters", _last_filter),
    wrong("one-filter-only", "filter 0", _first_filter),
    wrong("weights-missing", "w = 1", weights(weight=lambda w, a, b: np.ones_like(w[:, :, a, b]))),
    wrong("input-left-out", "x = 1", weights(seen=lambda xp, r, c: np.ones_like(xp[:, :, r, c]))),
    wrong("upstream-missing", "g = 1", lambda x, w, s, p, g: weights()(x, w, s, p, np.ones_like(g))),
    wrong("upstream-missing", "g = 1 in dx", weights(gx=lambda g: np.ones_like(g))),
    wrong("overwritten", "the last image", _last_image),
    wrong("first-row", "image 0", _first_image),
    wrong("last-place-only", "dw = in the loop", places(learn=lambda dw, now: now)),
    wrong("first-place-only", "db of the first place", weights(bias=lambda g: g[:, :, 0, 0].sum(axis=0))),
    wrong("averaged-twice", "/N", lambda x, w, s, p, g: weights()(x, w, s, p, g / len(x))),
    wrong("averaged-twice", "dw over the images", weights(gw=lambda g: g / len(g))),
    wrong("averaged-twice", "db a mean over the images", weights(bias=lambda g: g.mean(axis=0).sum(axis=(1, 2)))),
    wrong("averaged-over-places", "db a mean", weights(bias=lambda g: g.mean(axis=(0, 2, 3)))),
    wrong("averaged-over-places", "dw over the places", weights(gw=lambda g: g / g[0, 0].size)),
    wrong("not-summed", "db for each image", weights(bias=lambda g: g.sum(axis=(2, 3)))),
    wrong("places-not-summed", "db for each place", weights(bias=lambda g: g.sum(axis=0))),
    wrong("places-not-summed", "db for each column", weights(bias=lambda g: g.sum(axis=(0, 2)))),
    wrong("places-not-summed", "db for each row", weights(bias=lambda g: g.sum(axis=(0, 3)))),
    wrong("wrong-axis", "db over filters", weights(bias=lambda g: g.sum(axis=(0, 1, 2)))),
    wrong("wrong-axis", "db for each image, over filters", weights(bias=lambda g: g.sum(axis=(1, 2, 3)))),
    wrong("summed-too-far", "db one number", weights(bias=lambda g: g.sum())),
    wrong("axes-kept", "db with keepdims", weights(bias=lambda g: g.sum(axis=(0, 2, 3), keepdims=True))),
    wrong("column", "db (O, 1)", weights(bias=lambda g: g.sum(axis=(0, 2, 3)).reshape(-1, 1))),
    wrong("bias-times-input", "db = Σ dw", weights(out=lambda dx, dw, db: (dx, dw, dw.sum(axis=(1, 2, 3))))),
    wrong("exchanged", "dw, dx", weights(out=lambda dx, dw, db: (dw, dx, db))),
    wrong("exchanged", "db, dw, dx", weights(out=lambda dx, dw, db: (db, dw, dx))),
    wrong("sign", "−g", lambda x, w, s, p, g: weights()(x, w, s, p, -g)),
    wrong("inputs-changed", "w turned round in place", _in_place),
    wrong("integers", "astype(int)", _whole_numbers),
    wrong("all-zero", "dw never filled", places(learn=lambda dw, now: dw)),
)
