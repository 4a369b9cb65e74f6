"""The way back through a recurrent layer with a name for each ingredient, as the search edits them.

The sums over the steps stand apart from the sweep that makes their δ: the first is done at once for all steps, the
second in a loop.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.ps9 import steps
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Array, Take
from autograd_lab.mistakes.search.operations import DOT, MINUS, PLUS, TIMES, Operation

_TANH = Operation(
    np.tanh,
    (
        ("the sigmoid", lambda z: 1 / (1 + np.exp(-z))),
        ("relu", lambda z: np.maximum(z, 0)),
        ("nothing", lambda z: z),
        ("tanh of tanh", lambda z: np.tanh(np.tanh(z))),
        ("the sine", np.sin),
        ("a clip between −1 and 1", lambda z: np.clip(z, -1, 1)),
        ("the slope of tanh", lambda z: 1 - np.tanh(z) ** 2),
    ),
)


def _over(pick: slice) -> Callable[[Array, Array], Array]:
    return lambda entered, deltas: steps.over_steps(entered[pick], deltas[pick])


#: Σ over steps and rows of what entered, times δ
OVER_STEPS = Operation(
    steps.over_steps,
    (
        ("a sum without the last step", _over(slice(-1))),
        ("a sum without the first step", _over(slice(1, None))),
        ("a sum without the last row", lambda e, d: steps.over_steps(e[:, :-1], d[:, :-1])),
        ("a sum without the first row", lambda e, d: steps.over_steps(e[:, 1:], d[:, 1:])),
        ("a sum over the first row alone", lambda e, d: steps.over_steps(e[:, :1], d[:, :1])),
        ("a sum over the last row alone", lambda e, d: steps.over_steps(e[:, -1:], d[:, -1:])),
        ("a mean over the steps", lambda e, d: steps.over_steps(e, d) / len(d)),
        ("a product of absolute values", lambda e, d: steps.over_steps(np.abs(e), np.abs(d))),
        ("a sum of the squares", lambda e, d: steps.over_steps(e**2, d**2)),
        ("the absolute values of what each step gives", lambda e, d: np.abs(np.einsum("tni,tnj->tij", e, d)).sum(0)),
        ("the last two steps alone", _over(slice(-2, None))),
        ("the first two steps alone", _over(slice(2))),
    ),
)
#: Σ over steps and rows of δ
OF_STEPS = Operation(
    steps.bias,
    (
        ("a sum without the last step", lambda d: steps.bias(d[:-1])),
        ("a sum without the first step", lambda d: steps.bias(d[1:])),
        ("a sum without the last row", lambda d: steps.bias(d[:, :-1])),
        ("a sum without the first row", lambda d: steps.bias(d[:, 1:])),
        ("a mean over the steps", lambda d: steps.bias(d) / len(d)),
        ("a mean over the rows", lambda d: d.mean(axis=1).sum(axis=0)),
        ("the largest", lambda d: d.max(axis=(0, 1))),
        ("a sum of the squares", lambda d: (d**2).sum(axis=(0, 1))),
        ("a sum of the absolute values", lambda d: np.abs(d).sum(axis=(0, 1))),
        ("the last two steps alone", lambda d: steps.bias(d[-2:])),
    ),
)


def rnn_forward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """h_t = tanh(x_t Wx + h_{t−1} Wh + b), step after step."""
    xs, h, Wx, Wh, b = inputs.values()
    h, hs = take("h0", h), []
    xs, Wx, Wh, b = take("xs", xs), take("Wx", Wx), take("Wh", Wh), take("b", b)
    for x in xs:
        entered = take("the product with Wx", DOT)(x, Wx)
        carried = take("the product with Wh", DOT)(take("the h that is carried on", h), Wh)
        z = take("the plus before b", PLUS)(take("the plus of the two products", PLUS)(entered, carried), b)
        h = take("h_t", take("the tanh", _TANH)(z))
        hs.append(h)
    return (np.stack(hs),)


def sums(take: Take, xs: Array, previous: Array, deltas: Array, arriving: Array) -> tuple[Any, ...]:
    """(dWx, dWh, db, dh0) of the δ of all steps, and of what arrives at h0."""
    take.offer("h_t", np.concatenate([previous[1:], previous[:1]]))
    dWx = take("the sum for dWx", OVER_STEPS)(take("x_t", xs), take("δ in dWx", deltas))
    dWh = take("the sum for dWh", OVER_STEPS)(take("h_(t−1)", previous), take("δ in dWh", deltas))
    db = take("the sum for db", OF_STEPS)(take("δ in db", deltas))
    return take("dWx", dWx), take("dWh", dWh), take("db", db), take("what arrives at h0", arriving)


def bptt(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The sweep in a loop, with its sums."""
    xs, hs, h0, _, Wh, _, ghs = inputs.values()
    return _sweep(take, (xs, hs, steps.before(hs, h0)), take("Wh on the way back", Wh), take("ghs", ghs))


def _sweep(take: Take, seen: tuple[Array, Array, Array], Wh: Array, own: Array) -> tuple[Any, ...]:
    xs, hs, previous = seen
    arriving = np.zeros(own.shape[1:])
    hs = take("h in 1 − h²", hs)
    squares = take("h²", hs * take("h in h²", hs))
    slopes = take("1 − h²", take("the minus in 1 − h²", MINUS)(1.0, squares))
    deltas = np.empty(own.shape)
    for t in reversed(range(len(own))):
        arriving = take("what comes from the next step", arriving)
        dh = take("the plus of both gradients", PLUS)(own[t], arriving)
        deltas[t] = take("the product with 1 − h²", TIMES)(dh, slopes[t])
        arriving = take("the product with Wh.T", DOT)(take("δ that is handed back", deltas[t]), Wh.T)
    return sums(take, xs, previous, deltas, arriving)


def truncated_bptt(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """All own gradients side by side, k steps each."""
    xs, hs, h0, _, Wh, _, ghs, k = inputs.values()
    slopes = take("1 − h²", 1 - take("h in 1 − h²", hs) ** 2)
    travelling, T = take("ghs", ghs), len(ghs)
    Wh = take("Wh on the way back", Wh)
    deltas, initial = np.zeros(ghs.shape), np.zeros(h0.shape)
    for far in range(int(min(take("k", k), T))):
        delta = take("the product with 1 − h²", TIMES)(travelling, slopes[: T - far])
        deltas[: T - far] += delta
        arrived = take("δ that is handed back", delta) @ Wh.T
        initial = initial + arrived[0]
        travelling = arrived[1:]
    return sums(take, xs, steps.before(hs, h0), deltas, initial)


def bptt_scalar(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The sweep for one unit, with sums over the steps."""
    x, h, h0, _, u, _, gh = inputs.values()
    previous = np.concatenate([[h0], h[:-1]])
    take.offer("h_t", h)
    h = take("h in 1 − h²", h)
    slopes = take("1 − h²", take("the minus in 1 − h²", MINUS)(1.0, take("h²", h**2)))
    own, u = take("gh", gh), take("u on the way back", u)
    deltas, arriving = np.empty(len(gh)), np.asarray(0.0)
    for t in reversed(range(len(gh))):
        dh = take("the plus of both gradients", PLUS)(own[t], take("what comes from the next step", arriving))
        deltas[t] = take("the product with 1 − h²", TIMES)(dh, slopes[t])
        arriving = take("the product with u", TIMES)(take("δ that is handed back", deltas[t]), u)
    dw = take("the sum for dw", _INNER)(take("x_t", x), take("δ in dw", deltas))
    du = take("the sum for du", _INNER)(take("h_(t−1)", previous), take("δ in du", deltas))
    return dw, du, take("the sum for db", _TOTAL)(take("δ in db", deltas)), take("what arrives at h0", arriving)


#: Σ over the steps of a product
_INNER = Operation(
    lambda a, d: np.sum(a * d),
    (
        ("a sum without the last step", lambda a, d: np.sum(a[:-1] * d[:-1])),
        ("a sum without the first step", lambda a, d: np.sum(a[1:] * d[1:])),
        ("a mean over the steps", lambda a, d: np.mean(a * d)),
        ("a sum of the absolute values", lambda a, d: np.sum(np.abs(a * d))),
        ("a sum of the squares", lambda a, d: np.sum((a * d) ** 2)),
        ("a product of the two sums", lambda a, d: np.sum(a) * np.sum(d)),
        ("the last two steps alone", lambda a, d: np.sum(a[-2:] * d[-2:])),
        ("the first two steps alone", lambda a, d: np.sum(a[:2] * d[:2])),
    ),
)
#: Σ over the steps
_TOTAL = Operation(
    np.sum,
    (
        ("a sum without the last step", lambda d: np.sum(d[:-1])),
        ("a sum without the first step", lambda d: np.sum(d[1:])),
        ("a mean over the steps", np.mean),
        ("the largest", np.max),
        ("a sum of the absolute values", lambda d: np.sum(np.abs(d))),
        ("a sum of the squares", lambda d: np.sum(d**2)),
    ),
)
