"""Wrong and right ways to write `backward` of problem set 4."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

Arrays = list[Array]


def _slope(z: Array) -> Array:
    return np.asarray(s(z) * (1 - s(z)))


def _backward(
    output: Callable[..., Any] = lambda a, y, N: 2 / N * (a - y),
    slope: Callable[..., Any] = lambda z, a: a * (1 - a),
    last: Callable[..., Any] | None = None,
    hidden: Callable[..., Any] | None = None,
    hand_down: Callable[..., Any] = lambda delta, W: delta @ W.T,
    for_W: Callable[..., Any] = lambda a, delta: a.T @ delta,
    for_b: Callable[..., Any] = lambda delta: delta.sum(axis=0),
    weights: Callable[[int], int] = lambda layer: layer,
    inputs: Callable[[int], int] = lambda layer: layer,
    kept: Callable[..., Any] = lambda gradients: gradients,
) -> Callable[..., Any]:
    """A loop down the layers with some of its lines changed."""

    def backward(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
        dWs: list[Any] = [None] * len(Ws)
        dbs: list[Any] = [None] * len(Ws)
        upstream = output(activations[-1], Y, len(Y))
        for l in range(len(Ws) - 1, -1, -1):  # noqa: E741
            own = (last if l == len(Ws) - 1 else hidden) or slope
            delta = upstream * own(zs[l], activations[l + 1])
            dWs[l] = for_W(activations[inputs(l)], delta)
            dbs[l] = for_b(delta)
            if l:
                upstream = hand_down(delta, Ws[weights(l)])
        return kept(dWs), kept(dbs)

    return backward


right = _backward()


def _z_for_inputs(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    dWs, dbs = right(Y, Ws, zs, activations)
    deltas = _deltas(Y, Ws, zs, activations)
    return [dWs[0], *(z.T @ delta for z, delta in zip(zs[:-1], deltas[1:], strict=True))], dbs


def _deltas(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Arrays:
    return list(_backward(for_b=lambda delta: delta)(Y, Ws, zs, activations)[1])


def _same_delta(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    a = activations[-1]
    delta = 2 / len(Y) * (a - Y) * a * (1 - a)
    return [x.T @ delta for x in activations[:-1]], [delta.sum(axis=0) for _ in Ws]


def _slope_from(shift: int) -> Callable[..., Any]:
    def backward(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
        moved = [_slope(zs[(l + shift) % len(zs)]) for l in range(len(zs))]  # noqa: E741
        dWs: Arrays = []
        dbs: Arrays = []
        upstream = 2 / len(Y) * (activations[-1] - Y)
        for l in reversed(range(len(Ws))):  # noqa: E741
            delta = upstream * (moved[l] if 0 <= l + shift < len(zs) else _slope(zs[l]))
            dWs.insert(0, activations[l].T @ delta)
            dbs.insert(0, delta.sum(axis=0))
            upstream = delta @ Ws[l].T
        return dWs, dbs

    return backward


def _changed_lists(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    activations[-1] -= Y
    residual = activations[-1]
    a = residual + Y
    dWs, dbs = right(Y, Ws, zs, [*activations[:-1], a])
    return dWs, dbs


def _appended(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    dWs, dbs = right(Y, Ws, zs, activations)
    return dWs[::-1], dbs[::-1]


def _loops(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    dWs, dbs = [np.zeros_like(W) for W in Ws], [np.zeros(W.shape[1]) for W in Ws]
    for n in range(len(Y)):
        a = [x[n] for x in activations]
        delta = 2 / len(Y) * (a[-1] - Y[n]) * a[-1] * (1 - a[-1])
        for l in range(len(Ws) - 1, -1, -1):  # noqa: E741
            dWs[l] += np.outer(a[l], delta)
            dbs[l] += delta
            delta = (Ws[l] @ delta) * a[l] * (1 - a[l])
    return dWs, dbs


def _recursion(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    def below(layer: int, upstream: Array) -> Any:
        if layer < 0:
            return [], []
        delta = upstream * _slope(zs[layer])
        dWs, dbs = below(layer - 1, delta @ Ws[layer].T)
        return [*dWs, activations[layer].T @ delta], [*dbs, delta.sum(axis=0)]

    return below(len(Ws) - 1, 2 * (activations[-1] - Y) / len(Y))


def _in_columns(Y: Array, Ws: Arrays, zs: Arrays, activations: Arrays) -> Any:
    delta = (2 / len(Y) * (activations[-1] - Y) * _slope(zs[-1])).T
    dWs, dbs = [(delta @ activations[-2]).T], [delta.sum(axis=1)]
    for W, z, a in zip(Ws[:0:-1], zs[-2::-1], activations[-3::-1], strict=True):
        delta = (W @ delta) * _slope(z).T
        dWs.insert(0, (delta @ a).T)
        dbs.insert(0, delta.sum(axis=1))
    return dWs, dbs


def _without_first(Y: Array, Ws: Any, zs: Any, activations: Any) -> Any:
    dWs, dbs = [np.zeros_like(W) for W in Ws], [np.zeros(W.shape[1]) for W in Ws]
    up = 2 / len(Y) * (activations[-1] - Y)
    for layer in range(len(Ws) - 1, 0, -1):
        d = up * activations[layer + 1] * (1 - activations[layer + 1])
        dWs[layer], dbs[layer] = activations[layer].T @ d, d.sum(axis=0)
        up = d @ Ws[layer].T
    return dWs, dbs


def _swept(slope: Any, factor: Any) -> Any:
    """A sweep whose loop multiplies by `factor(N)` and makes δ by `slope(up, a)`."""

    def backward(Y: Array, Ws: Any, zs: Any, activations: Any) -> Any:
        dWs: list[Array] = []
        dbs: list[Array] = []
        up = activations[-1] - Y
        if factor is None:
            up = 2 / len(Y) * up
        for layer in reversed(range(len(Ws))):
            d = slope(up, activations[layer + 1]) * (1 if factor is None else factor(len(Y)))
            dWs.insert(0, activations[layer].T @ d)
            dbs.insert(0, d.sum(axis=0))
            up = d @ Ws[layer].T
        return dWs, dbs

    return backward


_two_over_n_everywhere = _swept(lambda up, a: up * a * (1 - a), lambda N: 2 / N)
_unbracketed = _swept(lambda up, a: up * a * 1 - a, None)

BACKWARD_WRONG = (
    wrong("sign", "y − a", _backward(output=lambda a, y, N: 2 / N * (y - a))),
    wrong("factor-two-missing", "no 2", _backward(output=lambda a, y, N: (a - y) / N)),
    wrong("factor-two-doubled", "4", _backward(output=lambda a, y, N: 4 / N * (a - y))),
    wrong("mean-missing", "no 1/N", _backward(output=lambda a, y, N: 2 * (a - y))),
    wrong("two-and-mean-missing", "no 2/N", _backward(output=lambda a, y, N: a - y)),
    wrong(
        "averaged-twice", "dW / N, mean", _backward(for_W=lambda a, d: a.T @ d / len(a), for_b=lambda d: d.mean(axis=0))
    ),
    wrong("averaged-twice", "db a mean", _backward(for_b=lambda d: d.mean(axis=0))),
    wrong("averaged-over-outputs", "np.mean", _backward(output=lambda a, y, N: 2 / a.size * (a - y))),
    wrong("counted-outputs", "n for N", _backward(output=lambda a, y, N: 2 / a.shape[1] * (a - y))),
    wrong("slope-missing", "no σ' anywhere", _backward(slope=lambda z, a: 1.0)),
    wrong("slope-missing", "no σ' at the output", _backward(last=lambda z, a: 1.0)),
    wrong("slope-missing", "no σ' in the hidden layers", _backward(hidden=lambda z, a: 1.0)),
    wrong("slope-at-a", "σ'(a)", _backward(slope=lambda z, a: _slope(a))),
    wrong("slope-at-a", "σ'(a) in the hidden layers", _backward(hidden=lambda z, a: _slope(a))),
    wrong("slope-of-z", "z(1 − z)", _backward(slope=lambda z, a: z * (1 - z))),
    wrong("slope-plus", "a(1 + a)", _backward(slope=lambda z, a: a * (1 + a))),
    wrong("slope-twice", "σ'²", _backward(slope=lambda z, a: (a * (1 - a)) ** 2)),
    wrong("slope-incomplete", "1 − a", _backward(slope=lambda z, a: 1 - a)),
    wrong("activation-for-slope", "σ", _backward(slope=lambda z, a: a)),
    wrong("slope-of-tanh", "1 − a²", _backward(slope=lambda z, a: 1 - a**2)),
    wrong("slope-of-relu", "z > 0", _backward(slope=lambda z, a: z > 0)),
    wrong("cross-entropy-delta", "(a − y)/N at the output", _backward(last=lambda z, a: 0.5)),
    wrong("z-for-slope", "z", _backward(slope=lambda z, a: z)),
    wrong("residual-squared", "residual twice", _backward(output=lambda a, y, N: 2 / N * (a - y) ** 2)),
    wrong("residual-squared", "e · ∂L/∂a", _backward(output=lambda a, y, N: (y - a) * 2 / N * (a - y))),
    wrong("target-left-out", "a", _backward(output=lambda a, y, N: 2 / N * a)),
    wrong("absolute", "|a − y|", _backward(output=lambda a, y, N: 2 / N * abs(a - y))),
    wrong("transpose", "δ W", _backward(hand_down=lambda d, W: d @ W)),
    wrong("transpose", "dW transposed", _backward(for_W=lambda a, d: d.T @ a)),
    wrong("wrong-layer-weights", "W below", _backward(weights=lambda layer: layer - 1)),
    wrong("wrong-layer-input", "activations[l + 1]", _backward(inputs=lambda layer: layer + 1)),
    wrong("wrong-layer-slope", "z of the layer above", _slope_from(1)),
    wrong("wrong-layer-slope", "z of the layer below", _slope_from(-1)),
    wrong("z-entered", "z in place of activations", _z_for_inputs),
    wrong("not-handed-down", "the output's δ in every layer", _same_delta),
    wrong(
        "only-last",
        "hidden layers stay 0",
        _backward(kept=lambda gradients: [*map(np.zeros_like, gradients[:-1]), gradients[-1]]),
    ),
    wrong("first-layer-missing", "the loop ends at layer 1", _without_first),
    wrong("factor-in-every-layer", "2/N in every δ", _two_over_n_everywhere),
    wrong("unbracketed", "a · 1 − a", _unbracketed),
    wrong("averaged-over-units", "mean over units", _backward(hand_down=lambda d, W: d @ W.T / W.shape[1])),
    wrong("weights-missing", "no W", _backward(hand_down=lambda d, W: d.sum(axis=1, keepdims=True))),
    wrong("upstream-missing", "no δ", _backward(hand_down=lambda d, W: W.sum(axis=1))),
    wrong("not-summed", "db = δ", _backward(for_b=lambda d: d)),
    wrong("wrong-axis", "db over axis 1", _backward(for_b=lambda d: d.sum(axis=1))),
    wrong("summed-too-far", "db one number", _backward(for_b=np.sum)),
    wrong("row-kept", "keepdims", _backward(for_b=lambda d: d.sum(axis=0, keepdims=True))),
    wrong("column", "db a column", _backward(for_b=lambda d: d.sum(axis=0)[:, None])),
    wrong("product-of-sums", "outer of sums", _backward(for_W=lambda a, d: np.outer(a.sum(axis=0), d.sum(axis=0)))),
    wrong("first-row", "row 0", _backward(for_W=lambda a, d: np.outer(a[0], d[0]), for_b=lambda d: d[0])),
    wrong("overwritten", "last row", _backward(for_W=lambda a, d: np.outer(a[-1], d[-1]), for_b=lambda d: d[-1])),
    wrong("slope-extra", "a(1 − a) in dW", _backward(for_W=lambda a, d: (a * (1 - a)).T @ d)),
    wrong("reversed", "lists as they come", _appended),
    wrong("exchanged", "dbs, dWs", lambda Y, Ws, zs, activations: right(Y, Ws, zs, activations)[::-1]),
    wrong("inputs-changed", "activations[-1] -= Y", _changed_lists),
)
BACKWARD_RIGHT = (
    Variant("a loop", right),
    Variant("σ'(z)", _backward(slope=lambda z, a: _slope(z))),
    Variant("a − a²", _backward(slope=lambda z, a: a - a**2)),
    Variant("y − a and a minus", _backward(output=lambda a, y, N: -2 / N * (y - a))),
    Variant("row by row", _loops),
    Variant("recursion", _recursion),
    Variant("columns", _in_columns),
    Variant(
        "einsum", _backward(for_W=lambda a, d: np.einsum("ni,nj->ij", a, d), for_b=lambda d: np.einsum("nj->j", d))
    ),
    Variant("sums of outer products", _backward(for_W=lambda a, d: sum(map(np.outer, a, d)), for_b=sum)),
    Variant("(W δᵀ)ᵀ", _backward(hand_down=lambda d, W: (W @ d.T).T)),
    Variant("1ᵀ δ", _backward(for_b=lambda d: np.ones(len(d)) @ d)),
)
