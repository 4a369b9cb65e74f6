"""Swaps on the way back through a residual block that is normalised first: y = x + relu(norm(x) W1 + b1) W2 + b2.

Roles: `block` has the arguments and the right x_hat, z = x_hat W1 + b1, a, da, dz and dx_hat. `block_norm` (x, eps,
axis) makes x_hat and 1/√(v + eps), `block_axes` are the axes over which the norm goes, and its way back;
`block_inverse` is what the way back takes for 1/√(v + eps), `block_whole_norm` norm and way back at once, or None.
`block_hidden` (x_hat) makes z, `block_act` (z) a, `block_da` (g) the gradient of a, `block_mask` (z, a, da) what it
is multiplied by, `block_dx_hat` (dz) the gradient of x_hat, `block_back` (d, x_hat, inverse, axis) that of x through
the norm, `block_dx` (g, through, dx_hat) puts both roads together. `block_dw1` (x_hat, dz), `block_db1` (dz),
`block_dw2` (a, g), `block_db2` (g); `block_order` puts the five in order.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.mistakes.anatomy import Array, Swap, always

Axis = int | None


def _of_block(of: Callable[[Any], Any]) -> Any:
    return lambda made_of: of(made_of["block"])


def _mean(x: Array, axis: Axis = 1) -> Array:
    return np.asarray(x.mean(axis=axis, keepdims=True))


def _sum(x: Array, axis: Axis = 1) -> Array:
    return np.asarray(x.sum(axis=axis, keepdims=True))


def _norm(
    spread: Callable[[Array, Axis], Array] = lambda d, axis: _mean(d**2, axis),
    centred: bool = True,
    inverse: Callable[[Array, float], Any] = lambda v, eps: 1 / np.sqrt(v + eps),
    told: Callable[[Array, float], Any] | None = None,
) -> Any:
    """A norm with one of its lines changed: the spread of x − mean, what is normalised, and 1/√(v + eps)."""

    def norm(x: Array, eps: float, axis: Axis) -> tuple[Array, Array]:
        d = x - _mean(x, axis)
        v = spread(d, axis)
        of = inverse(v, eps)
        return (d if centred else x) * of, np.asarray((told or inverse)(v, eps))

    return always(norm)


def _rms(x: Array, eps: float, axis: Axis) -> tuple[Array, Array]:
    inverse = 1 / np.sqrt(_mean(x**2, axis) + eps)
    return x * inverse, inverse


def _centred_rms(x: Array, eps: float, axis: Axis) -> tuple[Array, Array]:
    inverse = 1 / np.sqrt(_mean(x**2, axis) + eps)
    return (x - _mean(x, axis)) * inverse, inverse


def _back(
    of: Callable[[Array, Array, Array, Axis], Array],
) -> Any:
    """A way back through the norm, of (d, x_hat, s, axis) with s = 1/√(v + eps)."""
    return always(of)


def _norm_back_with_n_minus_1(made_of: Any) -> Any:
    """A way back with N − 1 in the derivative of the variance alone."""

    def back(d: Array, h: Array, s: Array, axis: Axis) -> Array:
        n = h.size if axis is None else h.shape[axis]
        return np.asarray(s * (d - _mean(d, axis) - h * _sum(d * h, axis) / (n - 1)))

    return back


def _path_without_eps(b: Any) -> Any:
    """A way back whose path through the variance is divided by v^1.5, without eps."""
    ratio = b.variance / (b.variance + b.eps)  # of the squares: h is d / √(v + eps)
    return lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d * h) / ratio**1.5)


def _same(d: Array, h: Array, s: Array, axis: Axis) -> Array:
    return d


def _ones(z: Array, a: Array, da: Array) -> Array:
    return np.ones_like(z)


#: numbers of one's own for the eps that is handed in
OWN_EPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)


def _inverse_by(own: float, v: Array, eps: float) -> Array:
    """1/√(v + own), whatever eps is."""
    return np.asarray(1 / np.sqrt(v + own))


def _inverse_back_by(own: float, b: Any) -> Array:
    """1/√(v + own) for the way back."""
    return np.asarray(1 / np.sqrt(b.variance + own))


def _third_term(first: bool, second: bool, own: float = 0.0) -> Any:
    """A way back in whose third term the first x_hat, or the second, is made with a number of one's own for eps."""

    def of(b: Any) -> Any:
        other = b.x_hat / b.inverse / np.sqrt(b.variance + own)
        return lambda d, h, s, axis: s * (d - _mean(d) - (other if first else h) * _mean(d * (other if second else h)))

    return _of_block(of)


NORM = (
    Swap("variance-unbiased", "block_norm", _norm(lambda d, axis: _sum(d**2, axis) / (_size(d, axis) - 1))),
    Swap("variance-unbiased", "block_back", _norm_back_with_n_minus_1),
    Swap("eps-missing", "block_norm", _norm(inverse=lambda v, eps: 1 / np.sqrt(v))),
    Swap("eps-missing", "block_inverse", _of_block(lambda b: 1 / np.sqrt(b.variance))),
    *(Swap("eps-missing", "block_norm", _norm(inverse=partial(_inverse_by, own))) for own in OWN_EPS),
    *(Swap("eps-missing", "block_inverse", _of_block(partial(_inverse_back_by, own))) for own in OWN_EPS),
    Swap("block-eps-doubled", "block_norm", _norm(inverse=lambda v, eps: 1 / np.sqrt(v + 2 * eps))),
    Swap("block-eps-doubled", "block_inverse", _of_block(lambda b: 1 / np.sqrt(b.variance + 2 * b.eps))),
    Swap("eps-outside", "block_norm", _norm(inverse=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    Swap("eps-outside", "block_norm", _norm(inverse=lambda v, eps: 1 / np.sqrt(v) + eps)),
    Swap("eps-outside", "block_inverse", _of_block(lambda b: 1 / (np.sqrt(b.variance) + b.eps))),
    Swap("eps-squared", "block_norm", _norm(inverse=lambda v, eps: 1 / np.sqrt(v + eps**2))),
    Swap("variance-for-std", "block_norm", _norm(inverse=lambda v, eps: 1 / (v + eps))),
    Swap("std-multiplied", "block_norm", _norm(inverse=lambda v, eps: np.sqrt(v + eps))),
    Swap("std-multiplied", "block_inverse", _of_block(lambda b: np.sqrt(b.variance + b.eps))),
    Swap("std-multiplied", "block_inverse", _of_block(lambda b: np.sqrt(b.variance))),
    Swap("mean-not-subtracted", "block_norm", _norm(centred=False)),
    Swap("mean-not-subtracted", "block_norm", always(_rms)),
    Swap("mean-not-subtracted", "block_norm", always(_centred_rms)),
    Swap("not-divided", "block_norm", _norm(inverse=lambda v, eps: np.ones_like(v))),
    Swap(
        "not-divided",
        "block_norm",
        _norm(inverse=lambda v, eps: np.ones_like(v), told=lambda v, eps: 1 / np.sqrt(v + eps)),
    ),
    Swap("variance-summed", "block_norm", _norm(lambda d, axis: _sum(d**2, axis))),
    Swap("absolute-deviation", "block_norm", _norm(lambda d, axis: _mean(np.abs(d), axis) ** 2)),
    Swap("absolute-deviation", "block_norm", _norm(lambda d, axis: _mean(np.abs(d), axis))),
    Swap("block-over-columns", "block_axes", always((0, 0))),
    Swap("block-over-columns", "block_axes", always((0, 1))),
    Swap("block-over-columns", "block_axes", always((1, 0))),
    Swap("normalised-over-everything", "block_axes", always((None, None))),
    Swap("normalised-over-everything", "block_axes", always((None, 1))),
    Swap("normalised-over-everything", "block_axes", always((1, None))),
    Swap("block-norm-forgotten", "block_whole_norm", always((lambda x, eps, axis: (x, np.ones((len(x), 1))), _same))),
    Swap("block-norm-forgotten", "block_norm", _of_block(lambda b: lambda x, eps, axis: (x, b.inverse))),
)
BACK = (
    Swap("block-norm-skipped", "block_back", _back(_same)),
    Swap("moments-constant", "block_back", _back(lambda d, h, s, axis: s * d)),
    Swap("mean-constant", "block_back", _back(lambda d, h, s, axis: s * (d - h * _mean(d * h, axis)))),
    Swap("variance-constant", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d, axis)))),
    Swap("variance-constant", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d) * _mean(h)))),
    Swap("moments-summed", "block_back", _back(lambda d, h, s, axis: s * (d - _sum(d) - h * _sum(d * h)))),
    Swap("moments-summed", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _sum(d * h)))),
    Swap("moments-summed", "block_back", _back(lambda d, h, s, axis: s * (d - _sum(d) - h * _mean(d * h)))),
    Swap("path-by-rows", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _sum(d * h) / len(d)))),
    Swap("path-by-rows", "block_back", _back(lambda d, h, s, axis: s * (d - _sum(d) / len(d) - h * _mean(d * h)))),
    Swap("path-by-rows", "block_back", _back(lambda d, h, s, axis: s * (d - (_sum(d) + h * _sum(d * h)) / len(d)))),
    Swap("bar-missing", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * d * h))),
    Swap("moments-added", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) + h * _mean(d * h)))),
    Swap("moments-added", "block_back", _back(lambda d, h, s, axis: s * (d + _mean(d) - h * _mean(d * h)))),
    Swap("moments-added", "block_back", _back(lambda d, h, s, axis: s * (d + _mean(d) + h * _mean(d * h)))),
    Swap("x-hat-missing", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - _mean(d * h)))),
    Swap("x-hat-missing", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d)))),
    Swap("x-for-x-hat", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h / s * _mean(d * h)))),
    Swap("x-for-x-hat", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d * h / s)))),
    Swap("x-for-x-hat", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - h / s * _mean(d * h / s)))),
    Swap(
        "x-for-x-hat",
        "block_back",
        _of_block(lambda b: lambda d, h, s, axis: s * (d - _mean(d) - b.x * _mean(d * b.x))),
    ),
    Swap(
        "x-for-x-hat",
        "block_back",
        _of_block(lambda b: lambda d, h, s, axis: s * (d - _mean(d) - b.x * _mean(d * h))),
    ),
    Swap(
        "x-for-x-hat",
        "block_back",
        _of_block(lambda b: lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d * b.x))),
    ),
    Swap(
        "mean-not-subtracted",
        "block_back",
        _of_block(lambda b: lambda d, h, s, axis: s * (d - _mean(d) - b.x * s * _mean(d * h))),
    ),
    Swap(
        "mean-not-subtracted",
        "block_back",
        _of_block(lambda b: lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d * b.x * s))),
    ),
    Swap("eps-missing", "block_back", _of_block(_path_without_eps)),
    *(
        Swap("eps-missing", "block_back", _third_term(first, second, own))
        for first, second in ((True, False), (False, True), (True, True))
        for own in (0.0, 1e-5)
    ),
    Swap("inv-std-missing", "block_back", _back(lambda d, h, s, axis: d - _mean(d) - h * _mean(d * h))),
    Swap("inv-std-twice", "block_back", _back(lambda d, h, s, axis: s * s * (d - _mean(d) - h * _mean(d * h)))),
    Swap("path-cubed", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d)) - s**3 * h * _mean(d * h))),
    Swap("path-cubed", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d)) - s**2 * h * _mean(d * h))),
    Swap("path-halved", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - 0.5 * h * _mean(d * h)))),
    Swap("path-doubled", "block_back", _back(lambda d, h, s, axis: s * (d - _mean(d) - 2 * h * _mean(d * h)))),
    Swap("unbracketed", "block_back", _back(lambda d, h, s, axis: s * d - _mean(d) - h * _mean(d * h))),
    Swap(
        "block-branch-averaged",
        "block_back",
        _back(lambda d, h, s, axis: s * (d - _mean(d) - h * _mean(d * h)) / d.shape[1]),
    ),
    Swap("path-alone", "block_back", _back(lambda d, h, s, axis: -s * (_mean(d) + h * _mean(d * h)))),
)
ROADS = (
    Swap("block-residual-forgotten", "block_dx", always(lambda g, through, d: through)),
    Swap("block-branch-forgotten", "block_dx", always(lambda g, through, d: g)),
    Swap("block-residual-doubled", "block_dx", always(lambda g, through, d: 2 * g + through)),
    Swap("block-residual-normed", "block_dx", _of_block(lambda b: lambda g, through, d: b.back(g + d))),
    Swap("block-residual-normed", "block_dx", _of_block(lambda b: lambda g, through, d: b.back(g) + through)),
    Swap("block-residual-normed", "block_dx", _of_block(lambda b: lambda g, through, d: g * b.inverse + through)),
    Swap("block-residual-value", "block_dx", _of_block(lambda b: lambda g, through, d: b.x + through)),
    Swap("block-residual-value", "block_dx", _of_block(lambda b: lambda g, through, d: b.x_hat + through)),
    Swap("block-residual-value", "block_dx", _of_block(lambda b: lambda g, through, d: b.y + through)),
    Swap("block-residual-value", "block_dx", always(lambda g, through, d: 1 + through)),
    Swap("block-value-for-dx", "block_dx", _of_block(lambda b: lambda g, through, d: b.y)),
    Swap("block-value-for-dx", "block_dx", _of_block(lambda b: lambda g, through, d: b.x_hat)),
    Swap("block-residual-multiplied", "block_dx", always(lambda g, through, d: g * through)),
    Swap("block-residual-multiplied", "block_dx", always(lambda g, through, d: g * (1 + through))),
    Swap("block-residual-multiplied", "block_dx", _of_block(lambda b: lambda g, through, d: g * b.x + through)),
    Swap("block-residual-subtracted", "block_dx", always(lambda g, through, d: g - through)),
    Swap("block-residual-subtracted", "block_dx", always(lambda g, through, d: through - g)),
)
LAYERS = (
    Swap("bias-left-out", "block_hidden", _of_block(lambda b: lambda h: h @ b.W1)),
    Swap("block-norm-forgotten", "block_hidden", _of_block(lambda b: lambda h: b.x @ b.W1 + b.b1)),
    Swap("block-weights-turned", "block_hidden", _of_block(lambda b: lambda h: h @ b.W1.T + b.b1)),
    Swap("block-weights-turned", "block_da", _of_block(lambda b: lambda g: g @ b.W2)),
    Swap("block-weights-turned", "block_dx_hat", _of_block(lambda b: lambda dz: dz @ b.W1)),
    Swap("block-other-weights", "block_da", _of_block(lambda b: lambda g: g @ b.W1)),
    Swap("block-other-weights", "block_da", _of_block(lambda b: lambda g: g @ b.W1.T)),
    Swap("block-other-weights", "block_dx_hat", _of_block(lambda b: lambda dz: dz @ b.W2)),
    Swap("block-other-weights", "block_dx_hat", _of_block(lambda b: lambda dz: dz @ b.W2.T)),
    Swap("weights-missing", "block_da", _of_block(lambda b: lambda g: g @ np.ones_like(b.W2.T))),
    Swap("upstream-missing", "block_da", _of_block(lambda b: lambda g: np.ones_like(g) @ b.W2.T)),
    Swap("upstream-missing", "block_dw2", always(lambda a, g: a.T @ np.ones_like(g))),
    Swap("block-relu-missing", "block_act", always(lambda z: z)),
    Swap("block-relu-other", "block_act", always(np.abs)),
    Swap("block-relu-other", "block_act", always(lambda z: np.maximum(z, 0.01 * z))),
    Swap("block-relu-other", "block_act", always(np.tanh)),
    Swap("block-relu-other", "block_act", always(lambda z: 1 / (1 + np.exp(-z)))),
    Swap("block-mask-missing", "block_mask", always(_ones)),
    Swap("block-mask-inverted", "block_mask", always(lambda z, a, da: (z <= 0) * 1.0)),
    Swap("block-mask-inverted", "block_mask", always(lambda z, a, da: (z < 0) * 1.0)),
    Swap("block-relu-at-zero", "block_mask", always(lambda z, a, da: (z >= 0) * 1.0)),
    Swap("block-relu-at-zero", "block_mask", always(lambda z, a, da: np.heaviside(z, 0.5))),
    Swap("block-mask-of-gradient", "block_mask", always(lambda z, a, da: (da > 0) * 1.0)),
    Swap("block-mask-of-gradient", "block_mask", always(lambda z, a, da: (z > 0) * (da > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (z - b.b1 > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.x @ b.W1 + b.b1 > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.x > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.x_hat > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.g > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.y > 0) * 1.0)),
    Swap("block-mask-elsewhere", "block_mask", _of_block(lambda b: lambda z, a, da: (b.y - b.x > 0) * 1.0)),
    Swap("block-value-for-mask", "block_mask", always(lambda z, a, da: z)),
    Swap("block-value-for-mask", "block_mask", always(lambda z, a, da: a)),
    Swap("block-value-for-mask", "block_mask", always(lambda z, a, da: np.sign(z))),
    Swap("block-mask-late", "block_da", _of_block(lambda b: lambda g: (g * (b.y > 0)) @ b.W2.T)),
    Swap("block-mask-late", "block_da", _of_block(lambda b: lambda g: (g * (b.y - b.x > 0)) @ b.W2.T)),
)
PARAMETERS = (
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: (b.z > 0).T @ g)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: b.da.T @ g)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: b.dz.T @ g)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: a.T @ b.y)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: a.T @ (b.g + b.through))),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: a.T @ b.through)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: a.T @ (b.y - b.x))),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: b.x_hat.T @ g)),
    Swap("block-dw2-operand", "block_dw2", _of_block(lambda b: lambda a, g: (b.x_hat @ b.W1).T @ g)),
    Swap("block-x-for-x-hat", "block_dw1", _of_block(lambda b: lambda h, dz: b.x.T @ dz)),
    Swap("block-x-for-x-hat", "block_dw1", _of_block(lambda b: lambda h, dz: (b.x - _mean(b.x)).T @ dz)),
    Swap("block-mask-missing", "block_dw1", _of_block(lambda b: lambda h, dz: h.T @ b.da)),
    Swap("block-mask-missing", "block_db1", _of_block(lambda b: lambda dz: b.da.sum(axis=0))),
    Swap("block-mask-missing", "block_dx_hat", _of_block(lambda b: lambda dz: b.da @ b.W1.T)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: h.T @ b.a)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: h.T @ b.z)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: h.T @ b.g)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: b.dx_hat.T @ dz)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: b.a.T @ dz)),
    Swap("block-dw1-operand", "block_dw1", _of_block(lambda b: lambda h, dz: h.T @ (b.z > 0))),
    Swap("block-db-operand", "block_db1", _of_block(lambda b: lambda dz: b.g.sum(axis=0))),
    Swap("block-db-operand", "block_db1", _of_block(lambda b: lambda dz: b.dx_hat.sum(axis=0))),
    Swap("block-db-operand", "block_db1", _of_block(lambda b: lambda dz: b.a.sum(axis=0))),
    Swap("block-db-operand", "block_db1", _of_block(lambda b: lambda dz: b.z.sum(axis=0))),
    Swap("block-db-operand", "block_db1", _of_block(lambda b: lambda dz: (b.z > 0).sum(axis=0))),
    Swap("block-db-operand", "block_db2", _of_block(lambda b: lambda g: b.y.sum(axis=0))),
    Swap("block-db-operand", "block_db2", _of_block(lambda b: lambda g: (b.y - b.x).sum(axis=0))),
    Swap("block-db-operand", "block_db2", _of_block(lambda b: lambda g: b.dz.sum(axis=0))),
    Swap("block-db-operand", "block_db2", _of_block(lambda b: lambda g: (b.g + b.through).sum(axis=0))),
    Swap("block-db-operand", "block_db2", _of_block(lambda b: lambda g: b.through.sum(axis=0))),
    Swap("block-db-count", "block_db2", _of_block(lambda b: lambda g: np.full_like(b.b2, float(len(b.g))))),
    Swap("block-db-count", "block_db2", always(lambda g: np.ones(g.shape[1]))),
    Swap("block-db-times-b", "block_db1", _of_block(lambda b: lambda dz: dz.sum(axis=0) * b.b1)),
    Swap("block-db-times-b", "block_db2", _of_block(lambda b: lambda g: g.sum(axis=0) * b.b2)),
    Swap("exchanged", "block_order", always(lambda dx, dW1, db1, dW2, db2: (dx, dW2, db2, dW1, db1))),
    Swap("exchanged", "block_order", always(lambda dx, dW1, db1, dW2, db2: (dx, db1, dW1, db2, dW2))),
    Swap("exchanged", "block_order", always(lambda dx, dW1, db1, dW2, db2: (dW1, db1, dW2, db2, dx))),
    Swap("exchanged", "block_order", always(lambda dx, dW1, db1, dW2, db2: (dx, dW1, dW2, db1, db2))),
    Swap("exchanged", "block_order", always(lambda dx, dW1, db1, dW2, db2: (dW2, db2, dW1, db1, dx))),
)


def _size(d: Array, axis: Axis) -> int:
    return d.size if axis is None else d.shape[axis]


BLOCK_SWAPS: tuple[Swap, ...] = (*NORM, *BACK, *ROADS, *LAYERS, *PARAMETERS)
