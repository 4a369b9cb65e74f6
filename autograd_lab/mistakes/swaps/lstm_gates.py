"""Swaps in what an LSTM cell makes before its way back: the gates and their order, and c.

The roles are those of `lstm.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap

Four = Sequence[Array]


def sigma(z: Array) -> Array:
    """σ(z)."""
    return np.asarray(1 / (1 + np.exp(-z)))


def gate_slope(a: Array, g: bool = False) -> Array:
    """The slope of σ, or of tanh for g, from the value a of the gate."""
    return 1 - a**2 if g else a * (1 - a)


def _cut_as(order: str) -> Any:
    """The four gates by name where the columns are taken to stand in another order."""
    places = [order.index(gate) for gate in "ifgo"]

    def apart(z: Array) -> list[Array]:
        parts = np.split(z, 4, axis=1)
        return [parts[n] for n in places]

    return lambda made_of: apart


def _joined_as(order: str) -> Any:
    """δ of the gates side by side in another order."""
    places = ["ifgo".index(gate) for gate in order]
    return lambda made_of: lambda four: np.concatenate([four[n] for n in places], axis=1)


def _both_as(order: str) -> Any:
    """The columns taken and given back in another order."""
    return lambda made_of: (_cut_as(order)(made_of), _joined_as(order)(made_of))


#: orders that other programs have, and those that are one exchange away
_ORDERS = ("ifog", "igfo", "iogf", "figo", "gfio", "ofgi", "iofg", "fiog", "ofig", "gifo")


def _interleaved_cut(z: Array) -> list[Array]:
    return [z[:, n::4] for n in range(4)]


def _gates_unit_by_unit(four: Four) -> Array:
    """Each unit's four gates beside one another."""
    return np.stack(list(four), axis=-1).reshape(len(four[0]), -1)


def _squash(*kinds: Any) -> Any:
    return lambda made_of: lambda zs: [kind(z) for kind, z in zip(kinds, zs, strict=True)]


def _with_own_slopes(*kinds: Any) -> Any:
    """Gates made by these functions, and on the way back their slopes."""

    def slopes(gates: Four, zs: Four) -> list[Array]:
        return [gate_slope(a, kind is np.tanh) for kind, a in zip(kinds, gates, strict=True)]

    return lambda made_of: {"lstm_squash": _squash(*kinds)(made_of), "lstm_slopes": slopes}


def _pre(of: Any) -> Any:
    return lambda i: of(i["lstm_x"], i["lstm_h"], i["lstm_W"], i["lstm_U"], i["lstm_b"])


_SIG, _TANH = sigma, np.tanh
LSTM_GATE_SWAPS: tuple[Swap, ...] = (
    *(Swap("lstm-gate-order", "lstm_both_orders", _both_as(order)) for order in _ORDERS),
    Swap("lstm-gates-interleaved", "lstm_both_orders", lambda i: (_interleaved_cut, _gates_unit_by_unit)),
    *(Swap("lstm-gates-mixed-up", "lstm_together", _joined_as(order)) for order in _ORDERS),
    Swap("lstm-gates-interleaved", "lstm_together", lambda i: _gates_unit_by_unit),
    *(Swap("lstm-gates-mixed-up", "lstm_apart", _cut_as(order)) for order in ("ifog", "igfo", "figo", "ofig")),
    Swap("lstm-gates-interleaved", "lstm_apart", lambda i: _interleaved_cut),
    Swap("lstm-bias-left-out", "lstm_z", _pre(lambda x, h, W, U, b: x @ W + h @ U)),
    Swap("lstm-state-left-out", "lstm_z", _pre(lambda x, h, W, U, b: x @ W + b)),
    Swap("lstm-input-left-out", "lstm_z", _pre(lambda x, h, W, U, b: h @ U + b)),
    Swap(
        "lstm-forget-bias-added", "lstm_z", lambda i: i["lstm_z"] + np.repeat([0.0, 1, 0, 0], i["lstm_z"].shape[1] // 4)
    ),
    Swap("lstm-candidate-sigmoid", "lstm_squash", _squash(_SIG, _SIG, _SIG, _SIG)),
    Swap("lstm-output-tanh", "lstm_squash", _squash(_SIG, _SIG, _TANH, _TANH)),
    Swap("lstm-candidate-sigmoid", "lstm_way_out", _with_own_slopes(_SIG, _SIG, _SIG, _SIG)),
    Swap("lstm-output-tanh", "lstm_way_out", _with_own_slopes(_SIG, _SIG, _TANH, _TANH)),
    Swap("lstm-forget-tied", "lstm_cell", lambda i: lambda i_, f, g, c0: (1 - i_) * c0 + i_ * g),
    Swap("lstm-forget-left-out", "lstm_cell", lambda i: lambda i_, f, g, c0: c0 + i_ * g),
    Swap("lstm-input-gate-left-out", "lstm_cell", lambda i: lambda i_, f, g, c0: f * c0 + g),
    Swap("lstm-cell-parts-exchanged", "lstm_cell", lambda i: lambda i_, f, g, c0: i_ * c0 + f * g),
    Swap("lstm-old-cell-left-out", "lstm_cell", lambda i: lambda i_, f, g, c0: i_ * g),
    Swap("lstm-old-cell-for-cell", "lstm_cell", lambda i: lambda i_, f, g, c0: c0),
    Swap("lstm-tanh-of-cell-missing", "lstm_tanh", lambda i: lambda c: c),
    Swap(
        "lstm-tanh-of-cell-missing",
        "lstm_way_out",
        lambda i: {"lstm_to_o": lambda dh, dc, t, c, o: dh * c, "lstm_road": lambda dc, dh, o, t, c: dc + dh * o},
    ),
)
