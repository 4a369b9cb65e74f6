"""Wrong and right ways to write `conv1d_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong

# s is the stride, p the padding; m counts places, a the weights of a filter


def places(
    pad: Callable[..., Any] = lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p))),
    seen: Callable[..., Any] = lambda m, s, k: slice(m * s, m * s + k),
    hit: Callable[..., Any] = lambda m, s, k: slice(m * s, m * s + k),
    gw: Callable[..., Any] = lambda g, m: g[:, :, m],
    learnt: Callable[..., Any] = lambda dw, now: dw + now,
    gx: Callable[..., Any] = lambda g, m: g[:, :, m],
    weights: Callable[..., Any] = lambda w: w,
    put: Callable[..., Any] = lambda old, now: old + now,
    cut: Callable[..., Any] = lambda dxp, p, L: dxp[:, :, p : p + L],
    bias: Callable[..., Any] = lambda g: g.sum(axis=(0, 2)),
    out: Callable[..., Any] = lambda dx, dw, db: (dx, dw, db),
) -> Callable[..., Any]:
    """A loop over the places, with one of its lines changed."""

    def conv1d_backward(x, w, s, p, g):
        L, k = x.shape[2], w.shape[2]
        xp = pad(x, p)
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for m in range(g.shape[2]):
            patch = xp[:, :, seen(m, s, k)]
            dw = learnt(dw, np.einsum("no,nca->oca", gw(g, m), patch))
            here = hit(m, s, k)
            dxp[:, :, here] = put(dxp[:, :, here], np.einsum("no,oca->nca", gx(g, m), weights(w)))
        return out(cut(dxp, p, L), dw, bias(g))

    return conv1d_backward


def weights(
    met: Callable[..., Any] = lambda a, s, M: slice(a, a + s * (M - 1) + 1, s),
    put: Callable[..., Any] = lambda old, now: old + now,
    w_at: Callable[..., Any] = lambda w, a: w[:, :, a],
) -> Callable[..., Any]:
    """A loop over the weights of a filter."""

    def conv1d_backward(x, w, s, p, g):
        _N, _, L = x.shape
        M, k = g.shape[2], w.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for a in range(k):
            here = met(a, s, M)
            dw[:, :, a] = np.einsum("nom,ncm->oc", g, xp[:, :, here])
            dxp[:, :, here] = put(dxp[:, :, here], np.einsum("nom,oc->ncm", g, w_at(w, a)))
        return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))

    return conv1d_backward


def full(
    gaps: Callable[..., Any] = lambda g, s: np.zeros((*g.shape[:2], (g.shape[2] - 1) * s + 1)),
    step: Callable[..., Any] = lambda s: s,
    turned: Callable[..., Any] = lambda w: w[:, :, ::-1],
    around: Callable[..., Any] = lambda k: k - 1,
    behind: Callable[..., Any] = lambda dxp, L, p: dxp[:, :, p : p + L],
    rest: Callable[..., Any] = lambda r: (0, r),
    at: Callable[..., Any] = lambda dw, k: dw[:, :, :k],
) -> Callable[..., Any]:
    """g with gaps; a full correlation with the filter turned round, and a correlation of x with g."""

    def conv1d_backward(x, w, s, p, g):
        L, k = x.shape[2], w.shape[2]
        spread = gaps(g, s)
        spread[:, :, :: step(s)] = g
        q, r = around(k), L + 2 * p - k + 1 - ((g.shape[2] - 1) * s + 1)
        around_it = np.pad(spread, ((0, 0), (0, 0), (q, q)))
        seen = np.lib.stride_tricks.sliding_window_view(around_it, k, axis=2)
        dxp = np.einsum("nolk,ock->ncl", seen, turned(w))
        dxp = np.pad(dxp, ((0, 0), (0, 0), rest(r)))
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        met = np.lib.stride_tricks.sliding_window_view(xp, spread.shape[2], axis=2)
        dw = np.einsum("ncam,nom->oca", met, spread)
        return behind(dxp, L, p), at(dw, k), g.sum(axis=(0, 2))

    return conv1d_backward


def entries(
    add: Callable[..., Any] = lambda old, now: old + now,
    learn: Callable[..., Any] = lambda old, now: old + now,
) -> Callable[..., Any]:
    """Loops over everything, in the padded array."""

    def conv1d_backward(x, w, s, p, g):
        (N, _, L), (F, _, k), M = x.shape, w.shape, g.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(F)
        for n in range(N):
            for o in range(F):
                for m in range(M):
                    here = slice(m * s, m * s + k)
                    db[o] += g[n, o, m]
                    dw[o] = learn(dw[o], g[n, o, m] * xp[n, :, here])
                    dxp[n, :, here] = add(dxp[n, :, here], g[n, o, m] * w[o])
        return dxp[:, :, p : p + L], dw, db

    return conv1d_backward


def _first_image(x, w, s, p, g):
    L, k = x.shape[2], w.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for m in range(g.shape[2]):
        here = slice(m * s, m * s + k)
        dw += np.einsum("o,ca->oca", g[0, :, m], xp[0, :, here])
        dxp[:, :, here] += np.einsum("no,oca->nca", g[:, :, m], w)
    return dxp[:, :, p : p + L], dw, g[0].sum(axis=1)


def _last_image(x, w, s, p, g):
    right = weights()
    dx = right(x, w, s, p, g)[0]
    for n in range(len(x)):
        _, dw, db = right(x[n : n + 1], w, s, p, g[n : n + 1])
    return dx, dw, db


def _last_filter(x, w, s, p, g):
    right = weights()
    _, dw, db = right(x, w, s, p, g)
    for o in range(len(w)):
        dx = right(x, w[o : o + 1], s, p, g[:, o : o + 1])[0]
    return dx, dw, db


def _first_filter(x, w, s, p, g):
    right = weights()
    _, dw, db = right(x, w, s, p, g)
    return right(x, w[:1], s, p, g[:, :1])[0], dw, db


def columns(
    rows_of: Callable[..., Any] = lambda g: g.transpose(1, 0, 2).reshape(g.shape[1], -1),
) -> Callable[..., Any]:
    """im2col, and its way back."""

    def conv1d_backward(x, w, s, p, g):
        (N, C, L), (F, _, k), M = x.shape, w.shape, g.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        at = s * np.arange(M)[:, None] + np.arange(k)
        cols = xp[:, :, at].transpose(0, 2, 1, 3).reshape(N * M, C * k)
        rows = rows_of(g)
        dw = (rows @ cols).reshape(w.shape)
        back = (rows.T @ w.reshape(F, C * k)).reshape(N, M, C, k)
        dxp = np.zeros_like(xp)
        np.add.at(dxp, (slice(None), slice(None), at), back.transpose(0, 2, 1, 3))  # type: ignore[arg-type]
        return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))

    return conv1d_backward


def _filter_reshaped(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    back = w.reshape(w.shape[1], w.shape[0], w.shape[2])
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p))
    for m in range(g.shape[2]):
        dxp[:, :, m * s : m * s + w.shape[2]] += np.einsum("no,coa->nca", g[:, :, m], back)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _gradients_with_g_repeated(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    wide = np.repeat(g, s, axis=2)[:, :, : (g.shape[2] - 1) * s + 1]
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p))
    for m in range(wide.shape[2]):
        dxp[:, :, m : m + w.shape[2]] += np.einsum("no,oca->nca", wide[:, :, m], w)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _too_wide(x, w, s, p, g):
    _, dw, db = weights()(x, w, s, p, g)
    k, M = w.shape[2], g.shape[2]
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p + M + k))
    for m in range(M):
        start = m * (s + 1)
        dxp[:, :, start : start + k] += np.einsum("no,oca->nca", g[:, :, m], w)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _in_place(x, w, s, p, g):
    dx, dw, db = weights()(x, w, s, p, g)
    w[...] = w[:, :, ::-1]
    return dx, dw, db


def _whole_numbers(x, w, s, p, g):
    return tuple(part.astype(int) for part in weights()(x, w, s, p, g))


CONV1D_WRONG = (
    wrong("filter-not-flipped", "full, unflipped", full(turned=lambda w: w)),
    wrong("filter-not-flipped", "flipped where it is added", places(weights=lambda w: w[:, :, ::-1])),
    wrong("windows-overwritten", "= for +=", places(put=lambda old, now: now)),
    wrong("windows-overwritten", "= in the loop over the weights", weights(put=lambda old, now: now)),
    wrong("windows-overwritten", "= in four loops", entries(add=lambda old, now: now)),
    wrong(
        "stride-forgotten",
        "m for m·s, both",
        places(seen=lambda m, s, k: slice(m, m + k), hit=lambda m, s, k: slice(m, m + k)),
    ),
    wrong("stride-forgotten", "m for m·s, in dx", places(hit=lambda m, s, k: slice(m, m + k))),
    wrong("stride-forgotten", "m for m·s, in dw", places(seen=lambda m, s, k: slice(m, m + k))),
    wrong("stride-forgotten", "by weights", weights(met=lambda a, s, M: slice(a, a + M))),
    wrong("gaps-too-wide", "s zeros between", _too_wide),
    wrong("gradient-repeated", "np.repeat", _gradients_with_g_repeated),
    wrong(
        "full-correlation-missing",
        "not padded by k − 1",
        full(around=lambda k: 0, rest=lambda r: (0, 0), behind=lambda dxp, L, p: dxp),
    ),
    wrong("padding-not-cut", "dx of the padded length", places(cut=lambda dxp, p, L: dxp)),
    wrong("padding-minus-zero", "p : −p", places(cut=lambda dxp, p, L: dxp[:, :, p:-p])),
    wrong("padding-cut-on-one-side", ": L", places(cut=lambda dxp, p, L: dxp[:, :, :L])),
    wrong("padding-cut-on-one-side", "p :", places(cut=lambda dxp, p, L: dxp[:, :, p:])),
    wrong("padding-cut-on-one-side", "2p :", places(cut=lambda dxp, p, L: dxp[:, :, 2 * p :])),
    wrong("padding-cut-on-one-side", ": L + p", places(cut=lambda dxp, p, L: dxp[:, :, : L + p])),
    wrong("padded-on-one-side", "behind", places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (0, 2 * p))))),
    wrong("padded-on-one-side", "in front", places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (2 * p, 0))))),
    wrong("padded-with-the-edge", "edge", places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p)), mode="edge"))),
    wrong(
        "padded-with-the-edge",
        "reflect",
        places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p)), mode="reflect")),
    ),
    wrong(
        "remainder-lost",
        "dx too short",
        full(rest=lambda r: (0, 0), behind=lambda dxp, L, p: dxp[:, :, p : dxp.shape[2] - p]),
    ),
    wrong("remainder-wrong-end", "zeros in front", full(rest=lambda r: (r, 0))),
    wrong("remainder-wrong-end", "the last k", full(at=lambda dw, k: dw[:, :, -k:])),
    wrong("remainder-kept", "dw too long", full(at=lambda dw, k: dw)),
    wrong("filter-gradient-flipped", "dw turned round", full(at=lambda dw, k: dw[:, :, :k][:, :, ::-1])),
    wrong(
        "filter-gradient-flipped",
        "patch turned round",
        places(learnt=lambda dw, now: dw + now[:, :, ::-1]),
    ),
    wrong("channels-exchanged", "dw (C, O, k)", places(out=lambda dx, dw, db: (dx, dw.transpose(1, 0, 2), db))),
    wrong("channels-reshaped", "g reshaped", columns(lambda g: g.reshape(g.shape[1], -1))),
    wrong("channels-reshaped", "w reshaped", _filter_reshaped),
    wrong("one-filter-only", "= for += over the filters", _last_filter),
    wrong("one-filter-only", "filter 0", _first_filter),
    wrong("weights-missing", "w = 1", places(weights=lambda w: np.ones_like(w))),
    wrong("input-left-out", "x = 1", places(pad=lambda x, p: np.ones((*x.shape[:2], x.shape[2] + 2 * p)))),
    wrong("upstream-missing", "g = 1", lambda x, w, s, p, g: weights()(x, w, s, p, np.ones_like(g))),
    wrong(
        "upstream-missing",
        "g = 1 in the filter alone",
        places(gw=lambda g, m: np.ones_like(g[:, :, m])),
    ),
    wrong("overwritten", "the last image", _last_image),
    wrong("first-row", "image 0", _first_image),
    wrong("last-place-only", "dw = in the loop", places(learnt=lambda dw, now: now)),
    wrong("first-place-only", "db of place 0", places(bias=lambda g: g[:, :, 0].sum(axis=0))),
    wrong("averaged-twice", "/N", lambda x, w, s, p, g: weights()(x, w, s, p, g / len(x))),
    wrong("averaged-twice", "db a mean over the images", places(bias=lambda g: g.mean(axis=0).sum(axis=1))),
    wrong("averaged-over-places", "db a mean", places(bias=lambda g: g.mean(axis=(0, 2)))),
    wrong("averaged-over-places", "dw over the places", places(gw=lambda g, m: g[:, :, m] / g.shape[2])),
    wrong("averaged-over-places", "db over the places", places(bias=lambda g: g.mean(axis=2).sum(axis=0))),
    wrong("not-summed", "db for each image", places(bias=lambda g: g.sum(axis=2))),
    wrong("places-not-summed", "db for each place", places(bias=lambda g: g.sum(axis=0))),
    wrong("wrong-axis", "db over filters", places(bias=lambda g: g.sum(axis=(0, 1)))),
    wrong("wrong-axis", "db for each image, over filters", places(bias=lambda g: g.sum(axis=(1, 2)))),
    wrong("summed-too-far", "db one number", places(bias=lambda g: g.sum())),
    wrong("axes-kept", "db with keepdims", places(bias=lambda g: g.sum(axis=(0, 2), keepdims=True))),
    wrong("column", "db (O, 1)", places(bias=lambda g: g.sum(axis=(0, 2))[:, None])),
    wrong("bias-times-input", "db = Σ dw", places(out=lambda dx, dw, db: (dx, dw, dw.sum(axis=(1, 2))))),
    wrong("exchanged", "dw, dx", places(out=lambda dx, dw, db: (dw, dx, db))),
    wrong("exchanged", "db, dw, dx", places(out=lambda dx, dw, db: (db, dw, dx))),
    wrong("sign", "−g", lambda x, w, s, p, g: weights()(x, w, s, p, -g)),
    wrong("inputs-changed", "w turned round in place", _in_place),
    wrong("integers", "astype(int)", _whole_numbers),
    wrong("all-zero", "dw never filled", places(learnt=lambda dw, now: dw)),
)
