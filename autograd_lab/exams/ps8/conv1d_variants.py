"""Wrong and right ways to write `conv1d_backward` of problem set 8."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

# s is the stride, p the padding; m counts places, a the weights of a filter


def _places(
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


def _weights(
    met: Callable[..., Any] = lambda a, s, M: slice(a, a + s * (M - 1) + 1, s),
    put: Callable[..., Any] = lambda old, now: old + now,
    w_at: Callable[..., Any] = lambda w, a: w[:, :, a],
) -> Callable[..., Any]:
    """A loop over the weights of a filter."""

    def conv1d_backward(x, w, s, p, g):
        N, C, L = x.shape
        M, k = g.shape[2], w.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        dxp, dw = np.zeros_like(xp), np.zeros_like(w)
        for a in range(k):
            here = met(a, s, M)
            dw[:, :, a] = np.einsum("nom,ncm->oc", g, xp[:, :, here])
            dxp[:, :, here] = put(dxp[:, :, here], np.einsum("nom,oc->ncm", g, w_at(w, a)))
        return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))

    return conv1d_backward


def _full(
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


def _entries(
    add: Callable[..., Any] = lambda old, now: old + now,
    learn: Callable[..., Any] = lambda old, now: old + now,
) -> Callable[..., Any]:
    """Loops over everything, in the padded array."""

    def conv1d_backward(x, w, s, p, g):
        (N, C, L), (O, _, k), M = x.shape, w.shape, g.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(O)
        for n in range(N):
            for o in range(O):
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
    right = _weights()
    dx = right(x, w, s, p, g)[0]
    for n in range(len(x)):
        _, dw, db = right(x[n : n + 1], w, s, p, g[n : n + 1])
    return dx, dw, db


def _last_filter(x, w, s, p, g):
    right = _weights()
    _, dw, db = right(x, w, s, p, g)
    for o in range(len(w)):
        dx = right(x, w[o : o + 1], s, p, g[:, o : o + 1])[0]
    return dx, dw, db


def _first_filter(x, w, s, p, g):
    right = _weights()
    _, dw, db = right(x, w, s, p, g)
    return right(x, w[:1], s, p, g[:, :1])[0], dw, db


def _columns(rows_of: Callable[..., Any] = lambda g: g.transpose(1, 0, 2).reshape(g.shape[1], -1)) -> Callable[..., Any]:
    """im2col, and its way back."""

    def conv1d_backward(x, w, s, p, g):
        (N, C, L), (O, _, k), M = x.shape, w.shape, g.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        at = s * np.arange(M)[:, None] + np.arange(k)
        cols = xp[:, :, at].transpose(0, 2, 1, 3).reshape(N * M, C * k)
        rows = rows_of(g)
        dw = (rows @ cols).reshape(w.shape)
        back = (rows.T @ w.reshape(O, C * k)).reshape(N, M, C, k)
        dxp = np.zeros_like(xp)
        np.add.at(dxp, (slice(None), slice(None), at), back.transpose(0, 2, 1, 3))
        return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))

    return conv1d_backward


def _filter_reshaped(x, w, s, p, g):
    _, dw, db = _weights()(x, w, s, p, g)
    back = w.reshape(w.shape[1], w.shape[0], w.shape[2])
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p))
    for m in range(g.shape[2]):
        dxp[:, :, m * s : m * s + w.shape[2]] += np.einsum("no,coa->nca", g[:, :, m], back)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _repeated(x, w, s, p, g):
    _, dw, db = _weights()(x, w, s, p, g)
    wide = np.repeat(g, s, axis=2)[:, :, : (g.shape[2] - 1) * s + 1]
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p))
    for m in range(wide.shape[2]):
        dxp[:, :, m : m + w.shape[2]] += np.einsum("no,oca->nca", wide[:, :, m], w)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _too_wide(x, w, s, p, g):
    _, dw, db = _weights()(x, w, s, p, g)
    k, M = w.shape[2], g.shape[2]
    dxp = np.zeros((*x.shape[:2], x.shape[2] + 2 * p + M + k))
    for m in range(M):
        start = m * (s + 1)
        dxp[:, :, start : start + k] += np.einsum("no,oca->nca", g[:, :, m], w)
    return dxp[:, :, p : p + x.shape[2]], dw, db


def _in_place(x, w, s, p, g):
    dx, dw, db = _weights()(x, w, s, p, g)
    w[...] = w[:, :, ::-1]
    return dx, dw, db


def _whole_numbers(x, w, s, p, g):
    return tuple(part.astype(int) for part in _weights()(x, w, s, p, g))


CONV1D_WRONG = (
    wrong("filter-not-flipped", "full, unflipped", _full(turned=lambda w: w)),
    wrong("filter-not-flipped", "flipped where it is added", _places(weights=lambda w: w[:, :, ::-1])),
    wrong("windows-overwritten", "= for +=", _places(put=lambda old, now: now)),
    wrong("windows-overwritten", "= in the loop over the weights", _weights(put=lambda old, now: now)),
    wrong("windows-overwritten", "= in four loops", _entries(add=lambda old, now: now)),
    wrong(
        "stride-forgotten",
        "m for m·s, both",
        _places(seen=lambda m, s, k: slice(m, m + k), hit=lambda m, s, k: slice(m, m + k)),
    ),
    wrong("stride-forgotten", "m for m·s, in dx", _places(hit=lambda m, s, k: slice(m, m + k))),
    wrong("stride-forgotten", "m for m·s, in dw", _places(seen=lambda m, s, k: slice(m, m + k))),
    wrong("stride-forgotten", "by weights", _weights(met=lambda a, s, M: slice(a, a + M))),
    wrong("gaps-too-wide", "s zeros between", _too_wide),
    wrong("gradient-repeated", "np.repeat", _repeated),
    wrong("full-correlation-missing", "not padded by k − 1", _full(around=lambda k: 0, rest=lambda r: (0, 0), behind=lambda dxp, L, p: dxp)),
    wrong("padding-not-cut", "dx of the padded length", _places(cut=lambda dxp, p, L: dxp)),
    wrong("padding-minus-zero", "p : −p", _places(cut=lambda dxp, p, L: dxp[:, :, p:-p])),
    wrong("padding-cut-on-one-side", ": L", _places(cut=lambda dxp, p, L: dxp[:, :, :L])),
    wrong("padding-cut-on-one-side", "p :", _places(cut=lambda dxp, p, L: dxp[:, :, p:])),
    wrong("padding-cut-on-one-side", "2p :", _places(cut=lambda dxp, p, L: dxp[:, :, 2 * p :])),
    wrong("padding-cut-on-one-side", ": L + p", _places(cut=lambda dxp, p, L: dxp[:, :, : L + p])),
    wrong("padded-on-one-side", "behind", _places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (0, 2 * p))))),
    wrong("padded-on-one-side", "in front", _places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (2 * p, 0))))),
    wrong("padded-with-the-edge", "edge", _places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p)), mode="edge"))),
    wrong(
        "padded-with-the-edge",
        "reflect",
        _places(pad=lambda x, p: np.pad(x, ((0, 0), (0, 0), (p, p)), mode="reflect")),
    ),
    wrong("remainder-lost", "dx too short", _full(rest=lambda r: (0, 0), behind=lambda dxp, L, p: dxp[:, :, p : dxp.shape[2] - p])),
    wrong("remainder-wrong-end", "zeros in front", _full(rest=lambda r: (r, 0))),
    wrong("remainder-wrong-end", "the last k", _full(at=lambda dw, k: dw[:, :, -k:])),
    wrong("remainder-kept", "dw too long", _full(at=lambda dw, k: dw)),
    wrong("filter-gradient-flipped", "dw turned round", _full(at=lambda dw, k: dw[:, :, :k][:, :, ::-1])),
    wrong(
        "filter-gradient-flipped",
        "patch turned round",
        _places(learnt=lambda dw, now: dw + now[:, :, ::-1]),
    ),
    wrong("channels-exchanged", "dw (C, O, k)", _places(out=lambda dx, dw, db: (dx, dw.transpose(1, 0, 2), db))),
    wrong("channels-reshaped", "g reshaped", _columns(lambda g: g.reshape(g.shape[1], -1))),
    wrong("channels-reshaped", "w reshaped", _filter_reshaped),
    wrong("one-filter-only", "= for += over the filters", _last_filter),
    wrong("one-filter-only", "filter 0", _first_filter),
    wrong("weights-missing", "w = 1", _places(weights=lambda w: np.ones_like(w))),
    wrong("input-left-out", "x = 1", _places(pad=lambda x, p: np.ones((*x.shape[:2], x.shape[2] + 2 * p)))),
    wrong("upstream-missing", "g = 1", lambda x, w, s, p, g: _weights()(x, w, s, p, np.ones_like(g))),
    wrong(
        "upstream-missing",
        "g = 1 in the filter alone",
        _places(gw=lambda g, m: np.ones_like(g[:, :, m])),
    ),
    wrong("overwritten", "the last image", _last_image),
    wrong("first-row", "image 0", _first_image),
    wrong("last-place-only", "dw = in the loop", _places(learnt=lambda dw, now: now)),
    wrong("first-place-only", "db of place 0", _places(bias=lambda g: g[:, :, 0].sum(axis=0))),
    wrong("averaged-twice", "/N", lambda x, w, s, p, g: _weights()(x, w, s, p, g / len(x))),
    wrong("averaged-twice", "db a mean over the images", _places(bias=lambda g: g.mean(axis=0).sum(axis=1))),
    wrong("averaged-over-places", "db a mean", _places(bias=lambda g: g.mean(axis=(0, 2)))),
    wrong("averaged-over-places", "dw over the places", _places(gw=lambda g, m: g[:, :, m] / g.shape[2])),
    wrong("averaged-over-places", "db over the places", _places(bias=lambda g: g.mean(axis=2).sum(axis=0))),
    wrong("not-summed", "db for each image", _places(bias=lambda g: g.sum(axis=2))),
    wrong("places-not-summed", "db for each place", _places(bias=lambda g: g.sum(axis=0))),
    wrong("wrong-axis", "db over filters", _places(bias=lambda g: g.sum(axis=(0, 1)))),
    wrong("wrong-axis", "db for each image, over filters", _places(bias=lambda g: g.sum(axis=(1, 2)))),
    wrong("summed-too-far", "db one number", _places(bias=lambda g: g.sum())),
    wrong("axes-kept", "db with keepdims", _places(bias=lambda g: g.sum(axis=(0, 2), keepdims=True))),
    wrong("column", "db (O, 1)", _places(bias=lambda g: g.sum(axis=(0, 2))[:, None])),
    wrong("bias-times-input", "db = Σ dw", _places(out=lambda dx, dw, db: (dx, dw, dw.sum(axis=(1, 2))))),
    wrong("exchanged", "dw, dx", _places(out=lambda dx, dw, db: (dw, dx, db))),
    wrong("exchanged", "db, dw, dx", _places(out=lambda dx, dw, db: (db, dw, dx))),
    wrong("sign", "−g", lambda x, w, s, p, g: _weights()(x, w, s, p, -g)),
    wrong("inputs-changed", "w turned round in place", _in_place),
    wrong("integers", "astype(int)", _whole_numbers),
    wrong("all-zero", "dw never filled", _places(learnt=lambda dw, now: dw)),
)


def _by_basis(x, w, s, p, g):
    """The forward pass on unit vectors: exact, since it is linear."""
    (N, C, L), k = x.shape, w.shape[2]

    def forward(x, w):
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        seen = np.lib.stride_tricks.sliding_window_view(xp, k, axis=2)[:, :, ::s]
        return np.einsum("ncma,oca->nom", seen, w)

    units = np.eye(C * L).reshape(C * L, C, L)
    dx = np.einsum("uom,nom->nu", forward(units, w), g).reshape(x.shape)
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(x, ((0, 0), (0, 0), (p, p))), k, axis=2)[:, :, ::s]
    return dx, np.einsum("nom,ncma->oca", g, seen), np.einsum("nom->o", g)


def _by_np_correlate(x, w, s, p, g):
    (N, C, L), (O, _, k) = x.shape, w.shape
    full = L + 2 * p
    dxp, dw = np.zeros((N, C, full)), np.zeros_like(w)
    for n in range(N):
        for o in range(O):
            wide = np.zeros(full - k + 1)
            wide[: (g.shape[2] - 1) * s + 1 : s] = g[n, o]
            for c in range(C):
                dxp[n, c] += np.convolve(wide, w[o, c], mode="full")
                dw[o, c] += np.correlate(np.pad(x[n, c], p), wide, mode="valid")
    return dxp[..., p : full - p], dw, g.sum(-1).sum(0)


def _by_image(x, w, s, p, g):
    one = [_places()(x[n : n + 1], w, s, p, g[n : n + 1]) for n in range(len(x))]
    return np.concatenate([a for a, _, _ in one]), sum(b for _, b, _ in one), sum(c for _, _, c in one)


def _by_index(x, w, s, p, g):
    """Without padding: what lies outside is skipped."""
    (N, C, L), (O, _, k), M = x.shape, w.shape, g.shape[2]
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for m in range(M):
        for a in range(k):
            i = m * s + a - p
            if 0 <= i < L:
                dx[:, :, i] += g[:, :, m] @ w[:, :, a]
                dw[:, :, a] += g[:, :, m].T @ x[:, :, i]
    return dx, dw, g.sum(axis=2).sum(axis=0)


def _by_matrix(x, w, s, p, g):
    """One matrix (L + 2p, M) for each pair of channels."""
    L, k, M = x.shape[2], w.shape[2], g.shape[2]
    hit = np.zeros((k, L + 2 * p, M))
    for a in range(k):
        hit[a, a + s * np.arange(M), np.arange(M)] = 1
    hit = hit[:, p : p + L]
    dx = np.einsum("nom,oca,alm->ncl", g, w, hit, optimize=True)
    dw = np.einsum("nom,ncl,alm->oca", g, x, hit, optimize=True)
    return dx, dw, np.ones(g.shape[0]) @ g.sum(axis=2)


CONV1D_RIGHT = (
    Variant("a loop over the places", _places()),
    Variant("a loop over the weights", _weights()),
    Variant("full correlation, flipped", _full()),
    Variant("im2col", _columns()),
    Variant("loops over everything", _entries()),
    Variant("units of the forward pass", _by_basis),
    Variant("np.convolve and np.correlate", _by_np_correlate),
    Variant("image by image", _by_image),
    Variant("without padding", _by_index),
    Variant("a matrix of hits", _by_matrix),
    Variant("a list of three", lambda x, w, s, p, g: list(_weights()(x, w, s, p, g))),
)
