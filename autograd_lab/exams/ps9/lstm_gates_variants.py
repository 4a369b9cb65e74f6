"""Wrong ways to the gates and to c in `lstm_cell_backward` of problem set 9: what is made before the way back."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

import numpy as np

from autograd_lab.exams.kinds.variants import s, wrong
from autograd_lab.exams.ps9.lstm_variants import cell


def _four_sigmoids(x, h_prev, c_prev, W, U, b, dh, dc):
    gates = s(x @ W + h_prev @ U + b)
    i, f, g, o = np.split(gates, 4, axis=1)
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t**2)
    dz = np.hstack([d * g, d * c_prev, d * i, dh * t]) * gates * (1 - gates)
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def _other_order(cut, join):
    return cell(cut=cut, join=join)


LSTM_GATES_WRONG = (
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
)
