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


def _four_sigmoids(x, h_prev, c_prev, W, U, b, dh, dc):
    gates = s(x @ W + h_prev @ U + b)
    i, f, g, o = np.split(gates, 4, axis=1)
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t**2)
    dz = np.hstack([d * g, d * c_prev, d * i, dh * t]) * gates * (1 - gates)
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def _other_order(cut, join):
    return cell(cut=cut, join=join)


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
    wrong(
        "lstm-gate-order",
        "i, f, o, g",
        _other_order(
            lambda z: [np.split(z, 4, axis=1)[n] for n in (0, 1, 3, 2)],
            lambda di, df, dg, do: np.concatenate([di, df, do, dg], axis=1),
        ),
    ),
    wrong(
        "lstm-gate-order",
        "i, g, f, o",
        _other_order(
            lambda z: [np.split(z, 4, axis=1)[n] for n in (0, 2, 1, 3)],
            lambda di, df, dg, do: np.concatenate([di, dg, df, do], axis=1),
        ),
    ),
    wrong(
        "lstm-gate-order",
        "f, i, g, o",
        _other_order(
            lambda z: [np.split(z, 4, axis=1)[n] for n in (1, 0, 2, 3)],
            lambda di, df, dg, do: np.concatenate([df, di, dg, do], axis=1),
        ),
    ),
    wrong(
        "lstm-gates-mixed-up", "i, f, o, g", cell(join=lambda di, df, dg, do: np.concatenate([di, df, do, dg], axis=1))
    ),
    wrong(
        "lstm-gates-mixed-up", "f, i, g, o", cell(join=lambda di, df, dg, do: np.concatenate([df, di, dg, do], axis=1))
    ),
    wrong(
        "lstm-gates-mixed-up",
        "cut as i, f, o, g",
        cell(cut=lambda z: [np.split(z, 4, axis=1)[n] for n in (0, 1, 3, 2)]),
    ),
    wrong(
        "lstm-gates-interleaved",
        "stack and reshape",
        cell(
            join=lambda di, df, dg, do: np.stack([di, df, dg, do], axis=-1).reshape(len(di), -1),
        ),
    ),
    wrong("lstm-gates-interleaved", "z[:, n::4]", cell(cut=lambda z: [z[:, n::4] for n in range(4)])),
    wrong(
        "lstm-gates-interleaved",
        "both",
        _other_order(
            lambda z: list(z.reshape(len(z), -1, 4).transpose(2, 0, 1)),
            lambda di, df, dg, do: np.stack([di, df, dg, do], axis=-1).reshape(len(di), -1),
        ),
    ),
    wrong("lstm-bias-left-out", "no b", cell(pre=lambda x, h_prev, W, U, b: x @ W + h_prev @ U)),
    wrong("lstm-state-left-out", "no h_prev", cell(pre=lambda x, h_prev, W, U, b: x @ W + b)),
    wrong("lstm-input-left-out", "no x", cell(pre=lambda x, h_prev, W, U, b: h_prev @ U + b)),
    wrong(
        "lstm-forget-bias-added",
        "σ(z_f + 1)",
        cell(cut=lambda z: [part + (n == 1) for n, part in enumerate(np.split(z, 4, axis=1))]),
    ),
    wrong("lstm-old-cell-left-out", "c = i g", cell(cells=lambda i, f, g, c_prev: i * g)),
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
    wrong("lstm-candidate-sigmoid", "g = σ(z)", cell(candidate=lambda zg: s(zg))),
    wrong("lstm-output-tanh", "o = tanh(z)", cell(output=lambda zo: np.tanh(zo))),
    wrong("lstm-forget-tied", "f = 1 − i", cell(cells=lambda i, f, g, c_prev: (1 - i) * c_prev + i * g)),
    wrong("lstm-candidate-sigmoid", "and its slope", _four_sigmoids),
    wrong("lstm-input-gate-left-out", "f c_prev + g", cell(cells=lambda i, f, g, c_prev: f * c_prev + g)),
    wrong("lstm-forget-left-out", "c_prev + i g", cell(cells=lambda i, f, g, c_prev: c_prev + i * g)),
    wrong("lstm-cell-parts-exchanged", "i c_prev + f g", cell(cells=lambda i, f, g, c_prev: i * c_prev + f * g)),
    wrong("lstm-old-cell-for-cell", "tanh(c_prev)", cell(cells=lambda i, f, g, c_prev: c_prev)),
    wrong("lstm-tanh-of-cell-missing", "h = o c", cell(tanh=lambda c: c)),
    wrong(
        "lstm-tanh-of-cell-missing",
        "and no slope",
        cell(to_o=lambda dh, dc, t, c, o: dh * c, road=lambda dc, dh, o, t, c: dc + dh * o),
    ),
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
