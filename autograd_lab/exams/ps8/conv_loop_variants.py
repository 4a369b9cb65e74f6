"""Wrong ways to write the gradients of both convolutions in problem set 8 whose loops go wrong."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def along(
    count: Callable[..., Any] = lambda M, L, k, s: M,
    to_x: Callable[..., Any] = lambda t: t,
    room: Callable[..., Any] = lambda xp, reach: xp.shape[2],
    g_of: Callable[..., Any] = lambda g, s: g,
    step: Callable[..., Any] = lambda s: s,
    bias: Callable[..., Any] = lambda g: g.sum(axis=(0, 2)),
) -> Callable[..., Any]:
    """A loop over the places of a row that ends where the padded x does; one of its lines changed."""

    def conv1d_backward(x, w, s, p, g):
        L, k = x.shape[2], w.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
        reach = (g.shape[2] - 1) * s + k
        dxp, dw = np.zeros((*x.shape[:2], room(xp, reach))), np.zeros(w.shape)
        g = g_of(g, s)
        for m in range(count(g.shape[2], L, k, s)):
            here = slice(m * step(s), m * step(s) + k)
            if here.stop > xp.shape[2]:
                break
            dxp[:, :, here] += to_x(np.einsum("no,oca->nca", g[:, :, m], w))
            dw += np.einsum("no,nca->oca", g[:, :, m], xp[:, :, here])
        return dxp[:, :, p : p + L], dw, bias(g)

    return conv1d_backward


def across(
    rows: Callable[..., Any] = lambda g, x, k, s: g.shape[2],
    columns: Callable[..., Any] = lambda g, x, k, s: g.shape[3],
    to_x: Callable[..., Any] = lambda t, w: t,
    covered: bool = False,
) -> Callable[..., Any]:
    """Loops over the places of a picture, with one of their lines changed."""

    def conv2d_backward(x, w, s, p, g):
        (H, W), k = x.shape[2:], w.shape[2]
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        room = [(m - 1) * s + k for m in g.shape[2:]] if covered else xp.shape[2:]
        dxp, dw = np.zeros((*x.shape[:2], *room)), np.zeros(w.shape)
        for i in range(rows(g, x, k, s)):
            for j in range(columns(g, x, k, s)):
                here = np.s_[:, :, i * s : i * s + k, j * s : j * s + k]
                dw += np.einsum("no,ncab->ocab", g[:, :, i, j], xp[here])
                dxp[here] += to_x(np.einsum("no,ocab->ncab", g[:, :, i, j], w), w)
        return dxp[:, :, p : p + H, p : p + W], dw, g.sum(axis=(0, 2, 3))

    return conv2d_backward


def _last_written(x, w, s, p, g):
    """+= with an index array, which keeps what is written last."""
    (_, _, L), k, M = x.shape, w.shape[2], g.shape[2]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p)))
    at = np.arange(M)[:, None] * s + np.arange(k)
    dxp = np.zeros(xp.shape)
    dxp[:, :, at] += np.einsum("nom,oca->ncma", g, w)
    return dxp[:, :, p : p + L], np.einsum("nom,ncma->oca", g, xp[:, :, at]), g.sum(axis=(0, 2))


CONV1D_LOOPS = (
    wrong("places-left-out", "places of x without padding", along(count=lambda M, L, k, s: (L - k) // s + 1)),
    wrong("places-left-out", "range(M − 1)", along(count=lambda M, L, k, s: M - 1)),
    wrong("remainder-lost", "dx as long as the windows reach", along(room=lambda xp, reach: reach)),
    wrong(
        "gradient-repeated", "np.repeat, stride 1", along(g_of=lambda g, s: np.repeat(g, s, axis=2), step=lambda s: 1)
    ),
    wrong("windows-overwritten", "+= with an index array", _last_written),
)
CONV2D_LOOPS = (
    wrong("pool-square-assumed", "g.shape[2] twice", across(columns=lambda g, x, k, s: g.shape[2])),
    wrong("pool-square-assumed", "g.shape[3] twice", across(rows=lambda g, x, k, s: g.shape[3])),
    wrong(
        "places-left-out",
        "places of x without padding",
        across(lambda g, x, k, s: (x.shape[2] - k) // s + 1, lambda g, x, k, s: (x.shape[3] - k) // s + 1),
    ),
    wrong("remainder-lost", "dx as large as the windows reach", across(covered=True)),
    wrong("averaged-over-filters", "dx / O", across(to_x=lambda t, w: t / len(w))),
)
