"""Swaps on the way back through an LSTM cell, gates in the order i, f, g, o.

`lstm_x`, `lstm_h`, `lstm_c`, `lstm_W`, `lstm_U`, `lstm_b`, `lstm_dh` and `lstm_dc` are the arrays as they came.

Forward, `lstm_z` is cut by `lstm_apart` into four, which `lstm_squash` makes the gates of; `lstm_cell` joins them with
c_prev, and `lstm_tanh` is laid over c. `lstm_way_out` holds steps, of the way there or back, that change together.

Back, `lstm_to_o` is what the output gate gets, `lstm_road` what is at c in all; `lstm_parted` hands it to i, f and g,
`lstm_slopes` are the gates' own, `lstm_together` joins the four δ, and `lstm_c_back` goes on to c_prev. With δ:
`lstm_down_x`, `lstm_down_h`, `lstm_learn_W`, `lstm_learn_U`, `lstm_bias`; `lstm_order` is the order of the six.
"""

from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap
from autograd_lab.mistakes.swaps.lstm_gates import LSTM_GATE_SWAPS, Four, gate_slope, sigma


def _at_c(dh: Array, dc: Array, t: Array, o: Array) -> Array:
    """What is at c in all, where t = tanh(c)."""
    return np.asarray(dc + dh * o * (1 - t**2))


def _slopes(of: Any) -> Any:
    """Slopes made of the four gates and the four pre-activations."""
    return lambda made_of: of


def _but(which: int | None, of: Any) -> Any:
    """The right slopes but for one gate, or but for the three σ gates; `of` has (gates, zs, number)."""

    def slopes(gates: Four, zs: Four) -> list[Array]:
        return [
            np.asarray(of(gates, zs, n)) if n == which or (which is None and n != 2) else gate_slope(a, n == 2)
            for n, a in enumerate(gates)
        ]

    return lambda made_of: slopes


def _ones(gates: Four, zs: Four, n: int) -> Array:
    return np.ones_like(gates[n])


def _road(of: Any) -> Any:
    """What is at c in all, of (dc, dh, o, tanh c, c)."""
    return lambda made_of: of


def _gate_gradients_with(di: Any = None, df: Any = None, dg: Any = None) -> Any:
    """What i, f and g get of d (at c), each of (d, i, f, g, c_prev, c, o, tanh c)."""
    i_gets = di or (lambda d, i, f, g, c0, c: d * g)
    f_gets = df or (lambda d, i, f, g, c0, c: d * c0)
    g_gets = dg or (lambda d, i, f, g, c0, c: d * i)
    return lambda made_of: lambda *args: [gets(*args) for gets in (i_gets, f_gets, g_gets)]


def _c_back(of: Any) -> Any:
    """dc_prev of (d, dc, i, f, g, o)."""
    return lambda made_of: of


def _gate(n: int, delta: Array, W: Array) -> Array:
    """δ of one gate through its columns of W."""
    H = delta.shape[1] // 4
    return np.asarray(delta[:, n * H : (n + 1) * H] @ W[:, n * H : (n + 1) * H].T)


def _down(of: Any) -> Any:
    return lambda made_of: of


def _order(*order: int) -> Any:
    return lambda made_of: lambda *parts: tuple(parts[n] for n in order)


ROAD = (
    Swap("lstm-road-left-out", "lstm_road", _road(lambda dc, dh, o, t, c: dh * o * (1 - t**2))),
    Swap("lstm-output-path-left-out", "lstm_road", _road(lambda dc, dh, o, t, c: dc)),
    Swap("lstm-cell-slope-missing", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o)),
    Swap("lstm-cell-slope-of-c", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * (1 - c**2))),
    Swap("lstm-cell-slope-of-c", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * (1 - np.tanh(t) ** 2))),
    Swap("lstm-cell-slope-of-c", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * (1 - (o * t) ** 2))),
    Swap("lstm-cell-slope-other", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * (1 - t))),
    Swap("lstm-cell-slope-other", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * t * (1 - t))),
    Swap("lstm-cell-slope-other", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * t)),
    Swap("lstm-cell-slope-other", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * o * t**2)),
    Swap("lstm-cell-slope-on-both", "lstm_road", _road(lambda dc, dh, o, t, c: (dc + dh * o) * (1 - t**2))),
    Swap("lstm-output-gate-on-both", "lstm_road", _road(lambda dc, dh, o, t, c: (dc + dh) * o * (1 - t**2))),
    Swap("lstm-output-gate-missing", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh * (1 - t**2))),
    Swap("lstm-output-gate-missing", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh)),
    Swap("lstm-dc-twice", "lstm_road", _road(lambda dc, dh, o, t, c: 2 * dc + dh * o * (1 - t**2))),
    Swap("lstm-output-path-twice", "lstm_road", _road(lambda dc, dh, o, t, c: dc + 2 * dh * o * (1 - t**2))),
    Swap("lstm-road-subtracted", "lstm_road", _road(lambda dc, dh, o, t, c: dc - dh * o * (1 - t**2))),
    Swap("lstm-dh-added", "lstm_road", _road(lambda dc, dh, o, t, c: dc + dh + dh * o * (1 - t**2))),
    Swap("lstm-output-gets-c", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh * c),
    Swap("lstm-output-partner", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh * (1 - t**2)),
    Swap("lstm-output-partner", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh * t * (1 - t**2)),
    Swap("lstm-output-partner", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh),
    Swap("lstm-output-gets-cell", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: (dh + dc) * t),
    Swap("lstm-output-gets-cell", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dc * t),
    Swap("lstm-output-gets-cell", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: _at_c(dh, dc, t, o) * t),
    Swap("lstm-output-gets-cell", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: _at_c(dh, dc, t, o) * c),
    Swap("lstm-output-partner", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh * o),
    Swap("lstm-output-partner", "lstm_to_o", lambda i: lambda dh, dc, t, c, o: dh * o * t),
    Swap(
        "lstm-own-for-partner",
        "lstm_parted",
        _gate_gradients_with(lambda d, i, f, g, c0, c: d * i, None, lambda d, i, f, g, c0, c: d * g),
    ),
    Swap("lstm-own-for-partner", "lstm_parted", _gate_gradients_with(di=lambda d, i, f, g, c0, c: d * i)),
    Swap("lstm-own-for-partner", "lstm_parted", _gate_gradients_with(dg=lambda d, i, f, g, c0, c: d * g)),
    Swap("lstm-own-for-partner", "lstm_parted", _gate_gradients_with(df=lambda d, i, f, g, c0, c: d * f)),
    Swap("lstm-new-cell-for-old", "lstm_parted", _gate_gradients_with(df=lambda d, i, f, g, c0, c: d * c)),
    Swap(
        "lstm-gates-crossed",
        "lstm_parted",
        _gate_gradients_with(lambda d, i, f, g, c0, c: d * c0, lambda d, i, f, g, c0, c: d * g),
    ),
    Swap("lstm-partner-missing", "lstm_parted", _gate_gradients_with(di=lambda d, i, f, g, c0, c: d)),
    Swap("lstm-partner-missing", "lstm_parted", _gate_gradients_with(df=lambda d, i, f, g, c0, c: d)),
    Swap("lstm-partner-missing", "lstm_parted", _gate_gradients_with(dg=lambda d, i, f, g, c0, c: d)),
    Swap("lstm-gates-crossed", "lstm_parted", _gate_gradients_with(dg=lambda d, i, f, g, c0, c: d * f)),
    Swap("lstm-only-from-h", "lstm_gates_at_c", lambda i: lambda d, dc: d - dc),
    Swap("lstm-only-from-dc", "lstm_gates_at_c", lambda i: lambda d, dc: dc),
    Swap("lstm-forget-missing-back", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d)),
    Swap("lstm-only-dc-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: dc * f)),
    Swap("lstm-only-dh-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: (d - dc) * f)),
    Swap("lstm-wrong-gate-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * i)),
    Swap("lstm-wrong-gate-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * o)),
    Swap("lstm-own-for-partner", "lstm_c_back", lambda i: lambda d, dc, *gates: d * i["lstm_c"]),
    Swap("lstm-dc-goes-on-besides", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * f + dc)),
    Swap("lstm-dc-goes-on-besides", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * f + dc * f)),
    Swap("lstm-wrong-gate-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * f * (1 - f))),
    Swap("lstm-wrong-gate-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: d * (1 - f))),
    Swap("lstm-only-dc-goes-on", "lstm_c_back", _c_back(lambda d, dc, i, f, g, o: dc)),
)
GATES = (
    Swap("lstm-slopes-missing", "lstm_slopes", _slopes(lambda a, z: [np.ones_like(one) for one in a])),
    Swap("lstm-slopes-missing", "lstm_slopes", _but(None, _ones)),
    *(Swap("lstm-one-slope-missing", "lstm_slopes", _but(n, _ones)) for n in range(4)),
    Swap("lstm-candidate-slope", "lstm_slopes", _but(2, lambda a, z, n: a[2] * (1 - a[2]))),
    Swap("lstm-candidate-slope", "lstm_slopes", _but(2, lambda a, z, n: sigma(z[2]) * (1 - sigma(z[2])))),
    Swap("lstm-candidate-slope", "lstm_slopes", _but(2, lambda a, z, n: 1 - a[2])),
    Swap("lstm-gate-slope-of-tanh", "lstm_slopes", _but(None, lambda a, z, n: 1 - a[n] ** 2)),
    *(Swap("lstm-gate-slope-of-tanh", "lstm_slopes", _but(n, lambda a, z, n: 1 - a[n] ** 2)) for n in (0, 1, 3)),
    Swap("lstm-slope-at-gate", "lstm_slopes", _but(None, lambda a, z, n: sigma(a[n]) * (1 - sigma(a[n])))),
    Swap("lstm-slope-at-gate", "lstm_slopes", _but(2, lambda a, z, n: 1 - np.tanh(a[2]) ** 2)),
    Swap(
        "lstm-slope-at-gate",
        "lstm_slopes",
        _slopes(
            lambda a, z: [1 - np.tanh(one) ** 2 if n == 2 else sigma(one) * (1 - sigma(one)) for n, one in enumerate(a)]
        ),
    ),
    Swap("lstm-slope-of-z", "lstm_slopes", _but(None, lambda a, z, n: z[n] * (1 - z[n]))),
    Swap("lstm-slope-of-z", "lstm_slopes", _but(2, lambda a, z, n: 1 - z[2] ** 2)),
    *(Swap("lstm-slope-of-z", "lstm_slopes", _but(n, lambda a, z, n: z[n] * (1 - z[n]))) for n in (0, 1, 3)),
    Swap(
        "lstm-slope-of-z",
        "lstm_slopes",
        _slopes(lambda a, z: [1 - one**2 if n == 2 else one * (1 - one) for n, one in enumerate(z)]),
    ),
    Swap("lstm-slope-incomplete", "lstm_slopes", _but(None, lambda a, z, n: 1 - a[n])),
    Swap("lstm-slope-incomplete", "lstm_slopes", _but(None, lambda a, z, n: a[n])),
    *(
        Swap("lstm-slope-of-other-gate", "lstm_slopes", _but(n, lambda a, z, n, m=m: a[m] * (1 - a[m])))
        for n in (0, 1, 3)
        for m in (0, 1, 3)
        if n != m
    ),
    Swap(
        "lstm-slope-of-other-gate",
        "lstm_slopes",
        _slopes(lambda a, z: [gate_slope(a[1]), gate_slope(a[0]), gate_slope(a[2], True), gate_slope(a[3])]),
    ),
    *(Swap("lstm-one-gate-forgotten", "lstm_slopes", _but(n, lambda a, z, n: 0 * a[n])) for n in range(4)),
    *(
        Swap("lstm-gates-overwritten", role, _down(lambda d, W, n=n: _gate(n, d, W)))
        for role in ("lstm_down_x", "lstm_down_h")
        for n in range(4)
    ),
    Swap("lstm-weights-not-transposed", "lstm_down_x", _down(lambda d, W: d @ W)),
    Swap("lstm-weights-not-transposed", "lstm_down_h", _down(lambda d, U: d @ U)),
    Swap("lstm-weights-reshaped", "lstm_down_x", _down(lambda d, W: d @ W.reshape(W.shape[::-1]))),
    Swap("lstm-weights-reshaped", "lstm_down_h", _down(lambda d, U: d @ U.reshape(U.shape[::-1]))),
    Swap("lstm-wrong-weights-down", "lstm_down_x", lambda i: lambda d, W: d @ i["lstm_U"].T),
    Swap("lstm-wrong-weights-down", "lstm_down_h", lambda i: lambda d, U: d @ i["lstm_W"].T),
    Swap("lstm-dh-goes-on-besides", "lstm_down_h", lambda i: lambda d, U: d @ U.T + i["lstm_dh"]),
    Swap("lstm-nothing-to-h", "lstm_down_h", lambda i: lambda d, U: 0 * i["lstm_h"]),
    Swap("lstm-wrong-state-entered", "lstm_learn_U", lambda i: lambda h, d: i["lstm_c"].T @ d),
    Swap("lstm-wrong-state-entered", "lstm_learn_U", lambda i: lambda h, d: i["lstm_new_h"].T @ d),
    Swap("lstm-wrong-state-entered", "lstm_learn_U", lambda i: lambda h, d: i["lstm_new_c"].T @ d),
    Swap("lstm-wrong-state-entered", "lstm_learn_U", lambda i: lambda h, d: i["lstm_x"].T @ d),
    Swap("lstm-wrong-state-entered", "lstm_learn_W", lambda i: lambda x, d: i["lstm_h"].T @ d),
    Swap("product-of-sums", "lstm_learn_W", lambda i: lambda x, d: np.outer(x.sum(axis=0), d.sum(axis=0))),
    Swap("product-of-sums", "lstm_learn_U", lambda i: lambda h, d: np.outer(h.sum(axis=0), d.sum(axis=0))),
    Swap("not-summed", "lstm_bias", lambda i: lambda d: d),
    Swap("summed-too-far", "lstm_bias", lambda i: lambda d: d.sum()),
    Swap("wrong-axis", "lstm_bias", lambda i: lambda d: d.sum(axis=1)),
    Swap("lstm-bias-for-each-gate", "lstm_bias", lambda i: lambda d: d.reshape(len(d), 4, -1).sum(axis=(0, 2))),
    Swap("lstm-bias-for-each-gate", "lstm_bias", lambda i: lambda d: d.reshape(len(d), 4, -1).sum(axis=(0, 1))),
    Swap("exchanged", "lstm_order", _order(1, 0, 2, 3, 4, 5)),
    Swap("exchanged", "lstm_order", _order(0, 2, 1, 3, 4, 5)),
    Swap("exchanged", "lstm_order", _order(0, 1, 2, 4, 3, 5)),
    Swap("exchanged", "lstm_order", _order(3, 4, 5, 0, 1, 2)),
    Swap("exchanged", "lstm_order", _order(5, 4, 3, 2, 1, 0)),
)

LSTM_SWAPS: tuple[Swap, ...] = (*LSTM_GATE_SWAPS, *ROAD, *GATES)
