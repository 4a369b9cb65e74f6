"""Wrong ways to write `lstm_cell_backward` of problem set 9."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong


def cell(
    pre: Callable[..., Any] = lambda x, h_prev, W, U, b: x @ W + h_prev @ U + b,
    cut: Callable[..., Any] = lambda z: np.split(z, 4, axis=1),
    candidate: Callable[..., Any] = lambda zg: np.tanh(zg),
    output: Callable[..., Any] = lambda zo: s(zo),
    cells: Callable[..., Any] = lambda i, f, g, c_prev: f * c_prev + i * g,
    tanh: Callable[..., Any] = lambda c: np.tanh(c),
    to_o: Callable[..., Any] = lambda dh, dc, t, c, o: dh * t,
    road: Callable[..., Any] = lambda dc, dh, o, t, c: dc + dh * o * (1 - t**2),
    gates_get: Callable[..., Any] = lambda d, dc: d,
    to_i: Callable[..., Any] = lambda d, i, g, c_prev: d * g,
    to_f: Callable[..., Any] = lambda d, f, g, c_prev, c: d * c_prev,
    to_g: Callable[..., Any] = lambda d, i, f, g: d * i,
    slope_i: Callable[..., Any] = lambda i, f, zi: i * (1 - i),
    slope_f: Callable[..., Any] = lambda i, f, zf: f * (1 - f),
    slope_g: Callable[..., Any] = lambda g, zg: 1 - g**2,
    slope_o: Callable[..., Any] = lambda o, f, zo: o * (1 - o),
    join: Callable[..., Any] = lambda di, df, dg, do: np.concatenate([di, df, dg, do], axis=1),
    hand: Callable[..., Any] = lambda d, dc, i, f, c_prev: d * f,
    learn_U: Callable[..., Any] = lambda h_prev, c_prev, x, dz: h_prev.T @ dz,
    bias: Callable[..., Any] = lambda dz: dz.sum(axis=0),
    down_x: Callable[..., Any] = lambda dz, W, U: dz @ W.T,
    down_h: Callable[..., Any] = lambda dz, W, U, dh: dz @ U.T,
    out: Callable[..., Any] = lambda dx, dh_prev, dc_prev, dW, dU, db: (dx, dh_prev, dc_prev, dW, dU, db),
) -> Callable[..., Any]:
    """A step line by line, with one of its lines changed."""

    def lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc):
        z = pre(x, h_prev, W, U, b)
        zi, zf, zg, zo = cut(z)
        i, f, g, o = s(zi), s(zf), candidate(zg), output(zo)
        c = cells(i, f, g, c_prev)
        t = tanh(c)
        do = to_o(dh, dc, t, c, o)
        d = road(dc, dh, o, t, c)
        at_gates = gates_get(d, dc)
        di = to_i(at_gates, i, g, c_prev) * slope_i(i, f, zi)
        df = to_f(at_gates, f, g, c_prev, c) * slope_f(i, f, zf)
        dg = to_g(at_gates, i, f, g) * slope_g(g, zg)
        dz = join(di, df, dg, do * slope_o(o, f, zo))
        dc_prev = hand(d, dc, i, f, c_prev)
        dW = x.T @ dz
        dU = learn_U(h_prev, c_prev, x, dz)
        db = bias(dz)
        dx = down_x(dz, W, U)
        dh_prev = down_h(dz, W, U, dh)
        return out(dx, dh_prev, dc_prev, dW, dU, db)

    return lstm_cell_backward


def _slope_at(gate):
    return s(gate) * (1 - s(gate))


def _dc_in_place(x, h_prev, c_prev, W, U, b, dh, dc):
    zi, zf, zg, zo = np.split(x @ W + h_prev @ U + b, 4, axis=1)
    i, f, g, o = s(zi), s(zf), np.tanh(zg), s(zo)
    t = np.tanh(f * c_prev + i * g)
    dc += dh * o * (1 - t**2)
    dz = np.hstack([dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * t * o * (1 - o)])
    return dz @ W.T, dz @ U.T, dc * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


LSTM_WRONG = (
    wrong("lstm-road-left-out", "dc not added", cell(road=lambda dc, dh, o, t, c: dh * o * (1 - t**2))),
    wrong("lstm-output-path-left-out", "dh not added", cell(road=lambda dc, dh, o, t, c: dc)),
    wrong("lstm-cell-slope-missing", "no 1 − tanh²", cell(road=lambda dc, dh, o, t, c: dc + dh * o)),
    wrong("lstm-cell-slope-of-c", "1 − c²", cell(road=lambda dc, dh, o, t, c: dc + dh * o * (1 - c**2))),
    wrong(
        "lstm-cell-slope-of-c",
        "1 − tanh(tanh c)²",
        cell(road=lambda dc, dh, o, t, c: dc + dh * o * (1 - np.tanh(t) ** 2)),
    ),
    wrong("lstm-cell-slope-of-c", "1 − h²", cell(road=lambda dc, dh, o, t, c: dc + dh * o * (1 - (o * t) ** 2))),
    wrong("lstm-cell-slope-other", "1 − tanh", cell(road=lambda dc, dh, o, t, c: dc + dh * o * (1 - t))),
    wrong("lstm-cell-slope-other", "t(1 − t)", cell(road=lambda dc, dh, o, t, c: dc + dh * o * t * (1 - t))),
    wrong("lstm-cell-slope-other", "tanh(c)", cell(road=lambda dc, dh, o, t, c: dc + dh * o * t)),
    wrong(
        "lstm-cell-slope-on-both",
        "(dc + dh o)(1 − tanh²)",
        cell(road=lambda dc, dh, o, t, c: (dc + dh * o) * (1 - t**2)),
    ),
    wrong(
        "lstm-output-gate-on-both",
        "(dc + dh) o (1 − tanh²)",
        cell(road=lambda dc, dh, o, t, c: (dc + dh) * o * (1 - t**2)),
    ),
    wrong("lstm-output-gate-missing", "no o", cell(road=lambda dc, dh, o, t, c: dc + dh * (1 - t**2))),
    wrong("lstm-output-gate-missing", "dc + dh", cell(road=lambda dc, dh, o, t, c: dc + dh)),
    wrong("lstm-dc-twice", "2 dc", cell(road=lambda dc, dh, o, t, c: dc + dc + dh * o * (1 - t**2))),
    wrong("lstm-output-path-twice", "2 dh", cell(road=lambda dc, dh, o, t, c: dc + 2 * dh * o * (1 - t**2))),
    wrong("lstm-road-subtracted", "dc −", cell(road=lambda dc, dh, o, t, c: dc - dh * o * (1 - t**2))),
    wrong("lstm-dh-added", "dc + dh + …", cell(road=lambda dc, dh, o, t, c: dc + dh + dh * o * (1 - t**2))),
    wrong("lstm-output-gets-c", "dh · c", cell(to_o=lambda dh, dc, t, c, o: dh * c)),
    wrong("lstm-output-partner", "dh (1 − tanh²)", cell(to_o=lambda dh, dc, t, c, o: dh * (1 - t**2))),
    wrong("lstm-output-partner", "dh", cell(to_o=lambda dh, dc, t, c, o: dh)),
    wrong("lstm-output-gets-cell", "(dh + dc) tanh", cell(to_o=lambda dh, dc, t, c, o: (dh + dc) * t)),
    wrong(
        "lstm-output-gets-cell",
        "d tanh",
        cell(to_o=lambda dh, dc, t, c, o: (dc + dh * o * (1 - t**2)) * t),
    ),
    wrong("lstm-output-partner", "dh · o", cell(to_o=lambda dh, dc, t, c, o: dh * o)),
    wrong("lstm-one-gate-forgotten", "do = 0", cell(to_o=lambda dh, dc, t, c, o: 0 * dh)),
    wrong(
        "lstm-gates-crossed",
        "di by c_prev, df by g",
        cell(to_i=lambda d, i, g, c_prev: d * c_prev, to_f=lambda d, f, g, c_prev, c: d * g),
    ),
    wrong("lstm-only-dc-goes-on", "dc", cell(hand=lambda d, dc, i, f, c_prev: dc)),
    wrong("lstm-one-gate-forgotten", "di = 0", cell(to_i=lambda d, i, g, c_prev: 0 * d)),
    wrong("lstm-one-gate-forgotten", "dg = 0", cell(to_g=lambda d, i, f, g: 0 * d)),
    wrong("lstm-weights-not-transposed", "dz @ W", cell(down_x=lambda dz, W, U: dz @ W)),
    wrong(
        "lstm-own-for-partner",
        "di by i, dg by g",
        cell(
            to_i=lambda d, i, g, c_prev: d * i,
            to_g=lambda d, i, f, g: d * g,
        ),
    ),
    wrong("lstm-own-for-partner", "di by i", cell(to_i=lambda d, i, g, c_prev: d * i)),
    wrong("lstm-own-for-partner", "df by f", cell(to_f=lambda d, f, g, c_prev, c: d * f)),
    wrong("lstm-own-for-partner", "dc_prev by c_prev", cell(hand=lambda d, dc, i, f, c_prev: d * c_prev)),
    wrong("lstm-new-cell-for-old", "df by c", cell(to_f=lambda d, f, g, c_prev, c: d * c)),
    wrong("lstm-partner-missing", "di = d", cell(to_i=lambda d, i, g, c_prev: d)),
    wrong("lstm-partner-missing", "dg = d", cell(to_g=lambda d, i, f, g: d)),
    wrong("lstm-gates-crossed", "dg by f", cell(to_g=lambda d, i, f, g: d * f)),
    wrong("lstm-only-from-h", "gates without dc", cell(gates_get=lambda d, dc: d - dc)),
    wrong("lstm-only-from-dc", "gates from dc alone", cell(gates_get=lambda d, dc: dc)),
    wrong("lstm-forget-missing-back", "dc_prev = d", cell(hand=lambda d, dc, i, f, c_prev: d)),
    wrong("lstm-only-dc-goes-on", "dc · f", cell(hand=lambda d, dc, i, f, c_prev: dc * f)),
    wrong("lstm-only-dh-goes-on", "(d − dc) f", cell(hand=lambda d, dc, i, f, c_prev: (d - dc) * f)),
    wrong("lstm-wrong-gate-goes-on", "d · i", cell(hand=lambda d, dc, i, f, c_prev: d * i)),
    wrong("lstm-dc-goes-on-besides", "+ dc", cell(hand=lambda d, dc, i, f, c_prev: d * f + dc)),
    wrong("lstm-wrong-gate-goes-on", "d (1 − f)", cell(hand=lambda d, dc, i, f, c_prev: d * (1 - f))),
    wrong("lstm-wrong-gate-goes-on", "d f (1 − f)", cell(hand=lambda d, dc, i, f, c_prev: d * f * (1 - f))),
    wrong(
        "lstm-slopes-missing",
        "no σ', no tanh'",
        cell(
            slope_i=lambda i, f, zi: 1,
            slope_f=lambda i, f, zf: 1,
            slope_g=lambda g, zg: 1,
            slope_o=lambda o, f, zo: 1,
        ),
    ),
    wrong("lstm-one-slope-missing", "of g", cell(slope_g=lambda g, zg: 1)),
    wrong("lstm-one-slope-missing", "of o", cell(slope_o=lambda o, f, zo: 1)),
    wrong("lstm-candidate-slope", "g(1 − g)", cell(slope_g=lambda g, zg: g * (1 - g))),
    wrong("lstm-candidate-slope", "1 − g", cell(slope_g=lambda g, zg: 1 - g)),
    wrong(
        "lstm-gate-slope-of-tanh",
        "1 − a² for all",
        cell(
            slope_i=lambda i, f, zi: 1 - i**2,
            slope_f=lambda i, f, zf: 1 - f**2,
            slope_o=lambda o, f, zo: 1 - o**2,
        ),
    ),
    wrong(
        "lstm-slope-at-gate",
        "σ'(i), σ'(f), σ'(o)",
        cell(
            slope_i=lambda i, f, zi: _slope_at(i),
            slope_f=lambda i, f, zf: _slope_at(f),
            slope_o=lambda o, f, zo: _slope_at(o),
        ),
    ),
    wrong("lstm-slope-at-gate", "1 − tanh(g)²", cell(slope_g=lambda g, zg: 1 - np.tanh(g) ** 2)),
    wrong("lstm-slope-of-z", "z(1 − z) for i", cell(slope_i=lambda i, f, zi: zi * (1 - zi))),
    wrong("lstm-slope-of-z", "1 − z²", cell(slope_g=lambda g, zg: 1 - zg**2)),
    wrong(
        "lstm-slope-incomplete",
        "1 − a",
        cell(
            slope_i=lambda i, f, zi: 1 - i,
            slope_f=lambda i, f, zf: 1 - f,
            slope_o=lambda o, f, zo: 1 - o,
        ),
    ),
    wrong("lstm-slope-of-other-gate", "f(1 − f) for i", cell(slope_i=lambda i, f, zi: f * (1 - f))),
    wrong("lstm-slope-of-other-gate", "f(1 − f) for o", cell(slope_o=lambda o, f, zo: f * (1 - f))),
    wrong(
        "lstm-gates-overwritten", "o alone, in dx", cell(down_x=lambda dz, W, U: dz[:, -len(U) :] @ W[:, -len(U) :].T)
    ),
    wrong(
        "lstm-gates-overwritten",
        "o alone, in dh_prev",
        cell(
            down_h=lambda dz, W, U, dh: dz[:, 3 * len(U) :] @ U[:, 3 * len(U) :].T,
        ),
    ),
    wrong("lstm-weights-reshaped", "reshape for .T", cell(down_x=lambda dz, W, U: dz @ W.reshape(W.shape[1], -1))),
    wrong("lstm-wrong-weights-down", "U for W", cell(down_x=lambda dz, W, U: dz @ U.T)),
    wrong("lstm-dh-goes-on-besides", "+ dh", cell(down_h=lambda dz, W, U, dh: dz @ U.T + dh)),
    wrong("lstm-nothing-to-h", "zeros", cell(down_h=lambda dz, W, U, dh: np.zeros_like(dh))),
    wrong("lstm-wrong-state-entered", "c_prev", cell(learn_U=lambda h_prev, c_prev, x, dz: c_prev.T @ dz)),
    wrong(
        "product-of-sums",
        "outer of sums",
        cell(
            learn_U=lambda h_prev, c_prev, x, dz: np.outer(h_prev.sum(axis=0), dz.sum(axis=0)),
        ),
    ),
    wrong("answer-turned", "dz.T @ h_prev", cell(learn_U=lambda h_prev, c_prev, x, dz: dz.T @ h_prev)),
    wrong("not-summed", "db (N, 4H)", cell(bias=lambda dz: dz)),
    wrong("averaged-twice", "db a mean", cell(bias=lambda dz: dz.mean(axis=0))),
    wrong("wrong-axis", "db over the units", cell(bias=lambda dz: dz.sum(axis=1))),
    wrong("lstm-bias-for-each-gate", "(H,)", cell(bias=lambda dz: dz.reshape(len(dz), 4, -1).sum(axis=(0, 1)))),
    wrong("row-kept", "keepdims", cell(bias=lambda dz: dz.sum(axis=0, keepdims=True))),
    wrong(
        "exchanged",
        "dh_prev, dx",
        cell(out=lambda dx, dh_prev, dc_prev, dW, dU, db: (dh_prev, dx, dc_prev, dW, dU, db)),
    ),
    wrong(
        "exchanged",
        "dc_prev, dh_prev",
        cell(out=lambda dx, dh_prev, dc_prev, dW, dU, db: (dx, dc_prev, dh_prev, dW, dU, db)),
    ),
    wrong("exchanged", "dU, dW", cell(out=lambda dx, dh_prev, dc_prev, dW, dU, db: (dx, dh_prev, dc_prev, dU, dW, db))),
    wrong("sign", "−dh, −dc", lambda x, h, c, W, U, b, dh, dc: cell()(x, h, c, W, U, b, -dh, -dc)),
    wrong("inputs-changed", "dc +=", _dc_in_place),
)
