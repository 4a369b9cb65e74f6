"""Wrong and right ways to write `rnn_forward` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.question import Variant


def loop(
    start: Callable[..., Any] = lambda h0: h0,
    order: Callable[..., Any] = lambda xs: range(len(xs)),
    read: Callable[..., Any] = lambda xs, t: xs[t],
    pre: Callable[..., Any] = lambda x, h, Wx, Wh, b: x @ Wx + h @ Wh + b,
    squash: Callable[..., Any] = lambda z: np.tanh(z),
    new: Callable[..., Any] = lambda h, a: a,
    carry: Callable[..., Any] = lambda h, z, h0: h,
    keep: Callable[..., Any] = lambda h, z, old: h,
    out: Callable[..., Any] = lambda hs, h0: np.stack(hs),
) -> Callable[..., Any]:
    """A loop over the steps, with one of its lines changed."""

    def rnn_forward(xs, h0, Wx, Wh, b):
        h = start(h0)
        hs = []
        for t in order(xs):
            old = h
            z = pre(read(xs, t), old, Wx, Wh, b)
            h = new(old, squash(z))
            hs.append(keep(h, z, old))
            h = carry(h, z, h0)
        return out(hs, h0)

    return rnn_forward


def filled(
    zeros: Callable[..., Any] = lambda xs, h0: np.zeros((len(xs), *h0.shape)),
    steps: Callable[..., Any] = lambda xs: range(len(xs)),
    before: Callable[..., Any] = lambda hs, h0, t: hs[t - 1] if t > 0 else h0,
) -> Callable[..., Any]:
    """An array of zeros, filled step by step."""

    def rnn_forward(xs, h0, Wx, Wh, b):
        hs = zeros(xs, h0)
        for t in steps(xs):
            hs[t] = np.tanh(xs[t] @ Wx + before(hs, h0, t) @ Wh + b)
        return hs

    return rnn_forward


def _one_array(xs, h0, Wx, Wh, b):
    h = h0.copy()
    hs = []
    for x in xs:
        h[:] = np.tanh(x @ Wx + h @ Wh + b)
        hs.append(h)
    return np.array(hs)


def _h0_in_place(xs, h0, Wx, Wh, b):
    hs = []
    for x in xs:
        h0[:] = np.tanh(x @ Wx + h0 @ Wh + b)
        hs.append(h0.copy())
    return np.array(hs)


def _state_in_front(xs, h0, Wx, Wh, b):
    D, W, hs = len(Wx), np.vstack([Wx, Wh]), [h0]
    for x in xs:
        both = np.hstack([hs[-1], x])
        hs.append(np.tanh(both[:, :D] @ W[:D] + both[:, D:] @ W[D:] + b))
    return np.array(hs[1:])


def _mean_of_states(xs, h0, Wx, Wh, b):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(x @ Wx + np.mean(hs, axis=0) @ Wh + b))
    return np.array(hs[1:])


FORWARD_WRONG = (
    wrong("state-not-carried", "h0 in every step", loop(carry=lambda h, z, h0: h0)),
    wrong("state-not-carried", "written into an array", filled(before=lambda hs, h0, t: h0)),
    wrong("initial-state-ignored", "zeros", loop(start=lambda h0: np.zeros_like(h0))),
    wrong("initial-state-ignored", "hs[t − 1] always", filled(before=lambda hs, h0, t: hs[t - 1])),
    wrong("initial-state-ignored", "ones", loop(start=lambda h0: np.ones_like(h0))),
    wrong("recurrence-left-out", "no h", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx + b)),
    wrong("inputs-left-out", "no x", loop(pre=lambda x, h, Wx, Wh, b: h @ Wh + b)),
    wrong("step-without-bias", "no b", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx + h @ Wh)),
    wrong("step-with-two-biases", "b twice", loop(pre=lambda x, h, Wx, Wh, b: (x @ Wx + b) + (h @ Wh + b))),
    wrong("step-not-activated", "no tanh", loop(squash=lambda z: z)),
    wrong("sigmoid-for-tanh", "σ", loop(squash=lambda z: s(z))),
    wrong("relu-for-tanh", "relu", loop(squash=lambda z: np.maximum(0, z))),
    wrong("initial-state-of-one-row", "h0[:1]", loop(start=lambda h0: h0[:1])),
    wrong("tanh-twice", "of what is kept", loop(keep=lambda h, z, old: np.tanh(h))),
    wrong("tanh-twice", "tanh(tanh(z))", loop(squash=lambda z: np.tanh(np.tanh(z)))),
    wrong(
        "tanh-too-early",
        "tanh(x Wx + b) + h Wh",
        loop(pre=lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + h @ Wh, squash=lambda z: z),
    ),
    wrong(
        "tanh-too-early",
        "x Wx + tanh(h Wh + b)",
        loop(pre=lambda x, h, Wx, Wh, b: x @ Wx + np.tanh(h @ Wh + b), squash=lambda z: z),
    ),
    wrong(
        "tanh-too-early",
        "tanh(x Wx + b) + tanh(h Wh)",
        loop(pre=lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + b) + np.tanh(h @ Wh), squash=lambda z: z),
    ),
    wrong(
        "tanh-too-early",
        "tanh(…) + b",
        loop(pre=lambda x, h, Wx, Wh, b: np.tanh(x @ Wx + h @ Wh) + b, squash=lambda z: z),
    ),
    wrong("old-state-added", "h + tanh(z)", loop(new=lambda h, a: h + a)),
    wrong("old-state-without-weights", "x Wx + h", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx + h + b)),
    wrong("recurrent-transposed", "Wh.T", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx + h @ Wh.T + b)),
    wrong("input-transposed", "Wx.T", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx.T + h @ Wh + b)),
    wrong("input-transposed", "both", loop(pre=lambda x, h, Wx, Wh, b: x @ Wx.T + h @ Wh.T + b)),
    wrong("weights-exchanged", "x Wh + h Wx", loop(pre=lambda x, h, Wx, Wh, b: x @ Wh + h @ Wx + b)),
    wrong("weights-exchanged", "[h, x] for [x, h]", _state_in_front),
    wrong("pre-activation-carried", "z handed on", loop(carry=lambda h, z, h0: z)),
    wrong("pre-activation-returned", "z kept", loop(keep=lambda h, z, old: z)),
    wrong("state-before-last-carried", "h_{t−2}", filled(before=lambda hs, h0, t: hs[t - 2] if t > 1 else h0)),
    wrong("read-backwards", "xs[::−1]", loop(order=lambda xs: range(len(xs) - 1, -1, -1))),
    wrong(
        "read-backwards",
        "and turned again",
        loop(order=lambda xs: range(len(xs) - 1, -1, -1), out=lambda hs, h0: np.stack(hs[::-1])),
    ),
    wrong("x-of-one-step", "xs[0]", loop(read=lambda xs, t: xs[0])),
    wrong("x-of-other-step", "xs[t − 1]", loop(read=lambda xs, t: xs[t - 1])),
    wrong("initial-state-kept", "h0 in front", loop(out=lambda hs, h0: np.stack([h0, *hs]))),
    wrong("states-one-early", "before the step", loop(keep=lambda h, z, old: old)),
    wrong("last-state-only", "hs[−1]", loop(out=lambda hs, h0: hs[-1])),
    wrong("last-state-only", "hs[−1:]", loop(out=lambda hs, h0: np.stack(hs[-1:]))),
    wrong("states-share-one-array", "h[:] = …", _one_array),
    wrong("states-in-reverse", "hs[::−1]", loop(out=lambda hs, h0: np.stack(hs[::-1]))),
    wrong("batch-first", "(N, T, H)", loop(out=lambda hs, h0: np.stack(hs, axis=1))),
    wrong(
        "batch-reshaped", "reshape for a transpose", loop(out=lambda hs, h0: np.stack(hs).reshape(len(h0), len(hs), -1))
    ),
    wrong("states-side-by-side", "hstack", loop(out=lambda hs, h0: np.hstack(hs))),
    wrong("states-side-by-side", "vstack", loop(out=lambda hs, h0: np.vstack(hs))),
    wrong("states-missing", "range(T − 1)", loop(order=lambda xs: range(len(xs) - 1))),
    wrong("states-missing", "one turn", filled(steps=lambda xs: range(1))),
    wrong("states-missing", "0 at the end", filled(steps=lambda xs: range(len(xs) - 1))),
    wrong(
        "first-step-left-out",
        "range(1, T)",
        filled(steps=lambda xs: range(1, len(xs)), before=lambda hs, h0, t: hs[t - 1]),
    ),
    wrong("inputs-changed", "h0[:] =", _h0_in_place),
    wrong("sign", "−tanh", lambda *args: -loop()(*args)),
)


def _one_matrix(xs, h0, Wx, Wh, b):
    """x, h and 1 side by side, and one matrix for all three."""
    W, h, hs = np.vstack([Wx, Wh, b]), h0, []
    for x in xs:
        h = np.tanh(np.concatenate([x, h, np.ones((len(h), 1))], axis=1) @ W)
        hs.append(h)
    return np.array(hs)


def _inputs_at_once(xs, h0, Wx, Wh, b):
    """What the inputs bring, for all steps in one product."""
    brought = (xs.reshape(-1, xs.shape[2]) @ Wx + b).reshape(*xs.shape[:2], -1)
    h = h0
    for t in range(len(brought)):
        h = brought[t] = np.tanh(brought[t] + h @ Wh)
    return brought


def _row_by_row(xs, h0, Wx, Wh, b):
    rows = []
    for n in range(xs.shape[1]):
        h, hs = h0[n], []
        for t in range(xs.shape[0]):
            h = np.tanh(Wx.T @ xs[t, n] + Wh.T @ h + b)
            hs.append(h)
        rows.append(hs)
    return np.array(rows).transpose(1, 0, 2)


def _recursive(xs, h0, Wx, Wh, b):
    if len(xs) == 0:
        return np.zeros((0, *h0.shape))
    h = np.tanh(xs[0] @ Wx + h0 @ Wh + b)
    return np.concatenate([h[None], _recursive(xs[1:], h, Wx, Wh, b)])


def _by_exp(xs, h0, Wx, Wh, b):
    hs = [h0]
    for x in xs:
        z = np.einsum("nd,dh->nh", x, Wx) + np.einsum("nk,kh->nh", hs[-1], Wh) + b
        hs.append(1 - 2 / (np.exp(2 * z) + 1))
    return np.stack(hs[1:])


def _entry_by_entry(xs, h0, Wx, Wh, b):
    (T, N, D), H = xs.shape, h0.shape[1]
    hs = np.zeros((T, N, H))
    for t in range(T):
        prev = h0 if t == 0 else hs[t - 1]
        for n in range(N):
            for j in range(H):
                z = b[j]
                for d in range(D):
                    z += xs[t, n, d] * Wx[d, j]
                for k in range(H):
                    z += prev[n, k] * Wh[k, j]
                hs[t, n, j] = np.tanh(z)
    return hs


FORWARD_RIGHT = (
    Variant("a list of states", loop()),
    Variant("an array, filled", filled()),
    Variant("one matrix for x, h and 1", _one_matrix),
    Variant("the inputs at once", _inputs_at_once),
    Variant("row by row", _row_by_row),
    Variant("a recursion", _recursive),
    Variant("tanh by exp, einsum", _by_exp),
    Variant("entry by entry", _entry_by_entry),
    Variant(
        "room for h0 in front",
        lambda xs, h0, Wx, Wh, b: loop(out=lambda hs, h0: np.stack([h0, *hs]))(xs, h0, Wx, Wh, b)[1:],
    ),
    Variant(
        "batch first, turned back",
        lambda xs, h0, Wx, Wh, b: loop(out=lambda hs, h0: np.stack(hs, 1))(xs, h0, Wx, Wh, b).swapaxes(0, 1),
    ),
)
