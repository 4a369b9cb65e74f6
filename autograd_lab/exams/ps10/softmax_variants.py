"""Wrong ways to write `softmax_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def plain(
    inner: Callable[..., Any] = lambda p, g: (p * g).sum(axis=1, keepdims=True),
    joined: Callable[..., Any] = lambda p, g, s: p * (g - s),
    out: Callable[..., Any] = lambda dz: dz,
) -> Callable[..., Any]:
    """The short formula with one of its lines changed."""

    def softmax_backward(p, g):
        s = inner(p, g)
        dz = joined(p, g, s)
        return out(dz)

    return softmax_backward


def by_jacobian(
    diagonal: Callable[..., Any] = np.diag,
    rest: Callable[..., Any] = lambda p: np.outer(p, p),
    both: Callable[..., Any] = lambda diagonal, rest: diagonal - rest,
    row: Callable[..., Any] = lambda J, g: J @ g,
    take: Callable[..., Any] = lambda p, n: p[n],
) -> Callable[..., Any]:
    """The Jacobian of each row."""

    def softmax_backward(p, g):
        dz = np.zeros_like(g)
        for n in range(len(p)):
            q = take(p, n)
            J = both(diagonal(q), rest(q))
            dz[n] = row(J, g[n])
        return dz

    return softmax_backward


def by_loops(
    same: Callable[..., Any] = lambda p: p * (1 - p),
    other: Callable[..., Any] = lambda p, q: -p * q,
    add: Callable[..., Any] = lambda old, now: old + now,
) -> Callable[..., Any]:
    """Each entry by itself, the diagonal apart."""

    def softmax_backward(p, g):
        N, K = p.shape
        dz = np.zeros((N, K))
        for n in range(N):
            for i in range(K):
                for j in range(K):
                    slope = same(p[n, i]) if i == j else other(p[n, i], p[n, j])
                    dz[n, i] = add(dz[n, i], slope * g[n, j])
        return dz

    return softmax_backward


def _own_softmax(p):
    powers = np.exp(p)
    return powers / powers.sum(axis=1, keepdims=True)


def _mean_jacobian(p, g):
    J = np.mean([np.diag(q) - np.outer(q, q) for q in p], axis=0)
    return g @ J


def _jacobian_sum(p, g):
    J = sum(np.diag(q) - np.outer(q, q) for q in p)
    return g @ J


def _first_jacobian(p, g):
    J = np.diag(p[0]) - np.outer(p[0], p[0])
    return g @ J


def _jacobians(p, g):
    return np.array([np.diag(q) - np.outer(q, q) for q in p])


def _only_label(p, g):
    dz = np.zeros_like(g)
    for n in range(len(p)):
        k = p[n].argmax()
        dz[n, k] = p[n, k] * (1 - p[n, k]) * g[n, k]
    return dz


def _last_row_alone(p, g):
    dz = np.zeros_like(g)
    for n in range(len(p)):
        s = (p[n] * g[n]).sum()
    dz[n] = p[n] * (g[n] - s)
    return dz


def _first_row_alone(p, g):
    for n in range(len(p)):
        return p[n] * (g[n] - p[n] @ g[n])
    return None


def _sum_taken_off_g_in_place(p, g):
    g -= (p * g).sum(axis=1, keepdims=True)
    return p * g


SOFTMAX_WRONG = (
    wrong("softmax-passed-through", "g as it came", plain(joined=lambda p, g, s: g)),
    wrong("softmax-diagonal", "p(1 − p) g", plain(joined=lambda p, g, s: p * (1 - p) * g)),
    wrong("softmax-diagonal", "Jacobian, diagonal alone", by_jacobian(lambda p: np.diag(p * (1 - p)), lambda p: 0 * p)),
    wrong("softmax-diagonal", "loops, i = j alone", by_loops(other=lambda p, q: 0)),
    wrong("softmax-diagonal", "p g not summed", plain(inner=lambda p, g: p * g)),
    wrong("softmax-sum-missing", "p g", plain(joined=lambda p, g, s: p * g)),
    wrong("softmax-sum-missing", "diag(p) alone", by_jacobian(rest=lambda p: 0 * p)),
    wrong("softmax-outer-alone", "−p pᵀ alone", by_jacobian(diagonal=lambda p: 0 * p)),
    wrong("softmax-outer-alone", "loops, i ≠ j alone", by_loops(same=lambda p: 0)),
    wrong("softmax-outer-added", "diag(p) + p pᵀ", by_jacobian(both=lambda diagonal, rest: diagonal + rest)),
    wrong("softmax-outer-added", "loops, + p q", by_loops(other=lambda p, q: p * q)),
    wrong("softmax-outer-added", "g + s", plain(joined=lambda p, g, s: p * (g + s))),
    wrong("softmax-sum-unweighted", "Σ g", plain(inner=lambda p, g: g.sum(axis=1, keepdims=True))),
    wrong("softmax-sum-unweighted", "mean of g", plain(inner=lambda p, g: g.mean(axis=1, keepdims=True))),
    wrong(
        "softmax-sum-unweighted",
        "p Σ g",
        plain(inner=lambda p, g: g.sum(axis=1, keepdims=True), joined=lambda p, g, s: p * (g - p * s)),
    ),
    wrong("softmax-sum-averaged", "mean of p g", plain(inner=lambda p, g: (p * g).mean(axis=1, keepdims=True))),
    wrong("softmax-p-missing", "p g − s", plain(joined=lambda p, g, s: p * g - s)),
    wrong("softmax-p-missing", "g − s", plain(joined=lambda p, g, s: g - s)),
    wrong("softmax-p-missing", "diag(p) − p", by_jacobian(rest=lambda p: p)),
    wrong("softmax-p-missing", "p g − mean", plain(joined=lambda p, g, s: p * g - (p * g).mean(axis=1, keepdims=True))),
    wrong("softmax-identity", "I − p pᵀ", by_jacobian(diagonal=lambda p: np.eye(len(p)))),
    wrong("softmax-identity", "g − p s", plain(joined=lambda p, g, s: g - p * s)),
    wrong(
        "softmax-of-logarithm",
        "g − p Σ g",
        plain(inner=lambda p, g: g.sum(axis=1, keepdims=True), joined=lambda p, g, s: g - p * s),
    ),
    wrong("softmax-p-twice", "p² (g − s)", plain(joined=lambda p, g, s: p * p * (g - s))),
    wrong("softmax-p-twice", "Σ p² g", plain(inner=lambda p, g: (p * p * g).sum(axis=1, keepdims=True))),
    wrong(
        "softmax-diagonal-again",
        "p(1 − p) − p pᵀ",
        by_jacobian(diagonal=lambda p: np.diag(p * (1 - p))),
    ),
    wrong("softmax-axis", "axis=0", plain(inner=lambda p, g: (p * g).sum(axis=0))),
    wrong("softmax-over-everything", "no axis", plain(inner=lambda p, g: (p * g).sum())),
    wrong("softmax-keepdims", "keepdims forgotten", plain(inner=lambda p, g: (p * g).sum(axis=1))),
    wrong("softmax-g-missing", "Σ p²", plain(inner=lambda p, g: (p * p).sum(axis=1, keepdims=True))),
    wrong("softmax-g-missing", "p(1 − p)", plain(joined=lambda p, g, s: p * (1 - p))),
    wrong("softmax-g-missing", "g − p", plain(inner=lambda p, g: p)),
    wrong("softmax-g-missing", "p", plain(joined=lambda p, g, s: 1 * p)),
    wrong("softmax-g-missing", "one-hot for g", lambda p, g: plain()(p, np.eye(p.shape[1])[p.argmax(axis=1)])),
    wrong("softmax-largest", "the largest of g", plain(inner=lambda p, g: g.max(axis=1, keepdims=True))),
    wrong("softmax-one-jacobian", "that of row 0", _first_jacobian),
    wrong("softmax-jacobians-added", "their sum", _jacobian_sum),
    wrong("softmax-jacobians-added", "their mean", _mean_jacobian),
    wrong("softmax-jacobian-handed-out", "(N, K, K)", _jacobians),
    wrong("softmax-cross-entropy", "p − g", plain(joined=lambda p, g, s: p - g)),
    wrong("softmax-cross-entropy", "(p − g) / N", plain(joined=lambda p, g, s: (p - g) / len(p))),
    wrong("softmax-divided", "(g − s) / p", plain(joined=lambda p, g, s: (g - s) / p)),
    wrong("softmax-divided", "· p / p", plain(joined=lambda p, g, s: p * (g - s) * p / p)),
    wrong("softmax-divided", "g / p", plain(joined=lambda p, g, s: g / p)),
    wrong("softmax-taken-again", "softmax(p) for p", lambda p, g: plain()(_own_softmax(p), g)),
    wrong("softmax-averaged-over-classes", "/ K", plain(out=lambda dz: dz / dz.shape[1])),
    wrong("softmax-only-largest", "at the largest p alone", _only_label),
    wrong("all-zero", "g of the entry in the sum", plain(lambda p, g: p.sum(axis=1, keepdims=True) * g)),
    wrong("sign", "s − g", plain(joined=lambda p, g, s: p * (s - g))),
    wrong("sign", "p pᵀ − diag(p)", by_jacobian(both=lambda diagonal, rest: rest - diagonal)),
    wrong("averaged-twice", "/ N", plain(out=lambda dz: dz / len(dz))),
    wrong("rows-summed", "summed over the rows", plain(out=lambda dz: dz.sum(axis=0))),
    wrong("units-summed", "summed over the classes of p g", plain(out=lambda dz: dz.sum(axis=1))),
    wrong("overwritten", "the last row alone", _last_row_alone),
    wrong("first-row", "return inside the loop", _first_row_alone),
    wrong("inputs-changed", "g −= s", _sum_taken_off_g_in_place),
    wrong("softmax-last-term", "= for += in the loops", by_loops(add=lambda old, now: now)),
)
