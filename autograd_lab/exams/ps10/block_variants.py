"""Wrong ways to write `prenorm_block_backward` of problem set 10."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong


def _mean(x):
    return x.mean(axis=1, keepdims=True)


def block(
    mean: Callable[..., Any] = lambda x: x.mean(axis=1, keepdims=True),
    var: Callable[..., Any] = lambda d: (d**2).mean(axis=1, keepdims=True),
    root: Callable[..., Any] = lambda v, eps: 1 / np.sqrt(v + eps),
    hat: Callable[..., Any] = lambda x, d, s: d * s,
    hidden: Callable[..., Any] = lambda h, W1, b1: h @ W1 + b1,
    act: Callable[..., Any] = lambda z: np.maximum(z, 0),
    up: Callable[..., Any] = lambda g, W2: g @ W2.T,
    awake: Callable[..., Any] = lambda z, da, x, W1, b1: z > 0,
    down: Callable[..., Any] = lambda dz, W1: dz @ W1.T,
    root_back: Callable[..., Any] = lambda s, v, eps: s,
    through: Callable[..., Any] = lambda d, h, s: s * (d - _mean(d) - h * _mean(d * h)),
    roads: Callable[..., Any] = lambda g, dx: g + dx,
    first: Callable[..., Any] = lambda h, dz, x, da: h.T @ dz,
    bias: Callable[..., Any] = lambda dz, da: dz.sum(axis=0),
    second: Callable[..., Any] = lambda a, g, z: a.T @ g,
    last: Callable[..., Any] = lambda g: g.sum(axis=0),
    out: Callable[..., Any] = lambda dx, dW1, db1, dW2, db2: (dx, dW1, db1, dW2, db2),
) -> Callable[..., Any]:
    """The way there and back, with some of the lines changed."""

    def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
        d = x - mean(x)
        v = var(d)
        s = root(v, eps)
        h = hat(x, d, s)
        z = hidden(h, W1, b1)
        a = act(z)
        da = up(g, W2)
        dz = da * awake(z, da, x, W1, b1)
        dh = down(dz, W1)
        dx = roads(g, through(dh, h, root_back(s, v, eps)))
        return out(dx, first(h, dz, x, da), bias(dz, da), second(a, g, z), last(g))

    return prenorm_block_backward


def _own_road(of: Callable[..., Any]) -> Callable[..., Any]:
    """The right five, and dx anew: `of` (g, dh, h, s, x, y, through)."""

    def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
        right = block()(x, W1, b1, W2, b2, eps, g)
        d = x - _mean(x)
        s = 1 / np.sqrt(_mean(d**2) + eps)
        h = d * s
        z = h @ W1 + b1
        dh = ((g @ W2.T) * (z > 0)) @ W1.T
        y = x + np.maximum(z, 0) @ W2 + b2

        def through(d):
            return s * (d - _mean(d) - h * _mean(d * h))

        return (of(g, dh, h, s, x, y, through), *right[1:])

    return prenorm_block_backward


def _over_columns(x, W1, b1, W2, b2, eps, g):
    """Batch normalisation in the place of the row's."""
    s = 1 / np.sqrt(x.var(axis=0) + eps)
    h = (x - x.mean(axis=0)) * s
    z = h @ W1 + b1
    dz = (g @ W2.T) * (z > 0)
    dh = dz @ W1.T
    dx = g + s * (dh - dh.mean(axis=0) - h * (dh * h).mean(axis=0))
    return dx, h.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)


def _without_norm(x, W1, b1, W2, b2, eps, g):
    z = x @ W1 + b1
    dz = (g @ W2.T) * (z > 0)
    return g + dz @ W1.T, x.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)


def _norm_on_the_way_back_alone(x, W1, b1, W2, b2, eps, g):
    """x_hat is made when the norm's own turn comes, behind the layers."""
    z = np.einsum("nd,dh->nh", x, W1) + b1
    dz = np.where(z > 0, g @ W2.T, 0)
    d, s = x - _mean(x), 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    h, dh = d * s, dz @ W1.T
    dx = s * (dh - _mean(dh) - h * _mean(dh * h))
    return g + dx, h.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)


def _third_path_by_x(x, W1, b1, W2, b2, eps, g):
    """The three paths one by one; the root's own slope is made with x, where x − mean was divided by it."""
    right = block()(x, W1, b1, W2, b2, eps, g)
    root = np.sqrt(x.var(axis=1, keepdims=True) + eps)
    h = (x - _mean(x)) / root
    dh = ((g @ W2.T) * (h @ W1 + b1 > 0)) @ W1.T
    of_root = -(dh * x / root**2).sum(axis=1, keepdims=True)
    dd = dh / root + h * of_root / x.shape[1]
    return g + dd - _mean(dd), *right[1:]


def _with_mask_of(of: Callable[..., Any]) -> Callable[..., Any]:
    """A mask made of something else: `of` (x, h, y, z)."""

    def prenorm_block_backward(x, W1, b1, W2, b2, eps, g):
        d = x - _mean(x)
        s = 1 / np.sqrt(_mean(d**2) + eps)
        h = d * s
        z = h @ W1 + b1
        a = np.maximum(z, 0)
        y = x + a @ W2 + b2
        dz = (g @ W2.T) * of(x, h, y, z)
        dh = dz @ W1.T
        dx = g + s * (dh - _mean(dh) - h * _mean(dh * h))
        return dx, h.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)

    return prenorm_block_backward


def _mask_of_output(x, W1, b1, W2, b2, eps, g):
    """The ReLU taken to stand behind the second layer."""
    d = x - _mean(x)
    z = d / np.sqrt(_mean(d**2) + eps) @ W1 + b1
    f = np.maximum(z, 0) @ W2 + b2
    return block(up=lambda g, W2: (g * (f > 0)) @ W2.T)(x, W1, b1, W2, b2, eps, g)


def _path_without_eps(x, W1, b1, W2, b2, eps, g):
    """The path through the variance with v^1.5, where (v + eps)^1.5 belongs."""
    c = x - _mean(x)
    v = _mean(c**2)
    right = block()(x, W1, b1, W2, b2, eps, g)
    s = 1 / np.sqrt(v + eps)
    z = c * s @ W1 + b1
    d = ((g @ W2.T) * (z > 0)) @ W1.T
    return g + s * (d - _mean(d)) - c * _mean(d * c) / v**1.5, *right[1:]


def _third_term_without_eps(x, W1, b1, W2, b2, eps, g):
    """x_hat made anew for the third term, by x.std, which knows no eps."""
    c = x - _mean(x)
    h = c / x.std(axis=1, keepdims=True)
    right = block()(x, W1, b1, W2, b2, eps, g)
    s = 1 / np.sqrt(_mean(c**2) + eps)
    d = ((g @ W2.T) * (c * s @ W1 + b1 > 0)) @ W1.T
    return g + s * (d - _mean(d) - h * _mean(d * h)), *right[1:]


def _dw2_by_dx(x, W1, b1, W2, b2, eps, g):
    right = block()(x, W1, b1, W2, b2, eps, g)
    z = (x - _mean(x)) / np.sqrt(x.var(axis=1, keepdims=True) + eps) @ W1 + b1
    return *right[:3], np.maximum(z, 0).T @ right[0], right[4]


def _db2_by_dx(x, W1, b1, W2, b2, eps, g):
    dx, dW1, db1, dW2, _ = block()(x, W1, b1, W2, b2, eps, g)
    return dx, dW1, db1, dW2, dx.sum(axis=0)


def _db2_times_b2(x, W1, b1, W2, b2, eps, g):
    dx, dW1, db1, dW2, db2 = block()(x, W1, b1, W2, b2, eps, g)
    return dx, dW1, db1, dW2, db2 * b2


def _last_row(x, W1, b1, W2, b2, eps, g):
    dx, _, _, _, _ = block()(x, W1, b1, W2, b2, eps, g)
    for n in range(len(x)):
        _, dW1, db1, dW2, db2 = block()(x[n : n + 1], W1, b1, W2, b2, eps, g[n : n + 1])
    return dx, dW1, db1, dW2, db2


def _first_row(x, W1, b1, W2, b2, eps, g):
    dx, _, _, _, _ = block()(x, W1, b1, W2, b2, eps, g)
    return dx, *block()(x[:1], W1, b1, W2, b2, eps, g[:1])[1:]


def _sum_in_place_of_g(x, W1, b1, W2, b2, eps, g):
    dx, dW1, db1, dW2, db2 = block(roads=lambda g, dx: dx)(x, W1, b1, W2, b2, eps, g)
    total = g
    total += dx
    return total, dW1, db1, dW2, db2


def _mean_taken_off_x_in_place(x, W1, b1, W2, b2, eps, g):
    right = block()(x, W1, b1, W2, b2, eps, g)
    x -= _mean(x)
    return right


def _square(x):
    return (x**2).mean(axis=1, keepdims=True)


def _wide(x, of):
    return np.zeros_like(x[:, :1]) + of(x)


BLOCK_WRONG = (
    # --- the two roads ---
    wrong("block-residual-forgotten", "the branch alone", block(roads=lambda g, dx: dx)),
    wrong("block-branch-forgotten", "g alone", block(roads=lambda g, dx: g)),
    wrong("block-residual-doubled", "2 g", block(roads=lambda g, dx: 2 * g + dx)),
    wrong("block-residual-subtracted", "g − dx", block(roads=lambda g, dx: g - dx)),
    wrong("block-residual-multiplied", "g · (1 + dx)", block(roads=lambda g, dx: g * (1 + dx))),
    wrong(
        "block-residual-normed", "g through the norm as well", _own_road(lambda g, dh, h, s, x, y, back: back(g + dh))
    ),
    wrong("block-residual-normed", "g · s", _own_road(lambda g, dh, h, s, x, y, back: g * s + back(dh))),
    wrong("block-residual-value", "x for g", _own_road(lambda g, dh, h, s, x, y, back: x + back(dh))),
    wrong("block-residual-value", "y for g", _own_road(lambda g, dh, h, s, x, y, back: y + back(dh))),
    wrong("block-residual-value", "1 for g", _own_road(lambda g, dh, h, s, x, y, back: 1 + back(dh))),
    wrong("factor-two-missing", "half of both", block(roads=lambda g, dx: (g + dx) / 2)),
    # --- back through the norm ---
    wrong("block-norm-skipped", "dh as it came", block(through=lambda d, h, s: d)),
    wrong("moments-constant", "s · dh", block(through=lambda d, h, s: s * d)),
    wrong("mean-constant", "no mean of dh", block(through=lambda d, h, s: s * (d - h * _mean(d * h)))),
    wrong("variance-constant", "no path of the variance", block(through=lambda d, h, s: s * (d - _mean(d)))),
    wrong(
        "moments-summed",
        "sums",
        block(through=lambda d, h, s: s * (d - d.sum(1, keepdims=True) - h * (d * h).sum(1, keepdims=True))),
    ),
    wrong(
        "path-by-rows",
        "sums over N",
        block(through=lambda d, h, s: s * (d - _mean(d) - h * (d * h).sum(1, keepdims=True) / len(d))),
    ),
    wrong("moments-added", "+ h", block(through=lambda d, h, s: s * (d - _mean(d) + h * _mean(d * h)))),
    wrong("bar-missing", "h d h", block(through=lambda d, h, s: s * (d - _mean(d) - h * d * h))),
    wrong("x-hat-missing", "in front", block(through=lambda d, h, s: s * (d - _mean(d) - _mean(d * h)))),
    wrong("x-hat-missing", "inside", block(through=lambda d, h, s: s * (d - _mean(d) - h * _mean(d)))),
    wrong("x-for-x-hat", "x − mean in front", block(through=lambda d, h, s: s * (d - _mean(d) - h / s * _mean(d * h)))),
    wrong("inv-std-missing", "no s", block(through=lambda d, h, s: d - _mean(d) - h * _mean(d * h))),
    wrong("inv-std-twice", "s²", block(through=lambda d, h, s: s**2 * (d - _mean(d) - h * _mean(d * h)))),
    wrong("path-cubed", "s³ h", block(through=lambda d, h, s: s * (d - _mean(d)) - s**3 * h * _mean(d * h))),
    wrong("path-halved", "½ h", block(through=lambda d, h, s: s * (d - _mean(d) - h * _mean(d * h) / 2))),
    wrong("path-doubled", "2 h", block(through=lambda d, h, s: s * (d - _mean(d) - 2 * h * _mean(d * h)))),
    wrong("unbracketed", "s · d − …", block(through=lambda d, h, s: s * d - _mean(d) - h * _mean(d * h))),
    wrong(
        "block-branch-averaged",
        "/ D",
        block(through=lambda d, h, s: s * (d - _mean(d) - h * _mean(d * h)) / d.shape[1]),
    ),
    wrong("path-alone", "without d", block(through=lambda d, h, s: s * (-_mean(d) - h * _mean(d * h)))),
    # --- the norm ---
    wrong("variance-unbiased", "D − 1", block(var=lambda d: d.var(axis=1, ddof=1, keepdims=True))),
    wrong("eps-missing", "no eps", block(root=lambda v, eps: 1 / np.sqrt(v))),
    wrong("eps-missing", "no eps on the way back", block(root_back=lambda s, v, eps: 1 / np.sqrt(v))),
    wrong("eps-missing", "v^1.5 in the path of the variance", _path_without_eps),
    wrong("eps-missing", "1e-5 for eps", block(root=lambda v, eps: 1 / np.sqrt(v + 1e-5))),
    wrong("eps-missing", "1e-5 for eps on the way back", block(root_back=lambda s, v, eps: 1 / np.sqrt(v + 1e-5))),
    wrong("eps-missing", "x_hat without eps in the third term", _third_term_without_eps),
    wrong("block-eps-doubled", "2 eps", block(root=lambda v, eps: 1 / np.sqrt(v + eps + eps))),
    wrong("eps-outside", "√v + eps", block(root=lambda v, eps: 1 / (np.sqrt(v) + eps))),
    wrong("eps-squared", "eps²", block(root=lambda v, eps: 1 / np.sqrt(v + eps**2))),
    wrong("variance-for-std", "no root", block(root=lambda v, eps: 1 / (v + eps))),
    wrong("std-multiplied", "times √", block(root=lambda v, eps: np.sqrt(v + eps))),
    wrong("mean-not-subtracted", "x · s", block(hat=lambda x, d, s: x * s)),
    wrong("mean-not-subtracted", "on the way back", _third_path_by_x),
    wrong(
        "mean-not-subtracted",
        "x s in front of the second mean",
        _own_road(lambda g, dh, h, s, x, y, through: g + s * (dh - _mean(dh) - x * s * _mean(dh * h))),
    ),
    wrong(
        "x-for-x-hat",
        "mean of d x",
        _own_road(lambda g, dh, h, s, x, y, through: g + s * (dh - _mean(dh) - h * _mean(dh * x))),
    ),
    wrong("mean-not-subtracted", "an RMS norm", block(mean=lambda x: 0.0)),
    wrong("not-divided", "x − mean", block(root=lambda v, eps: np.ones_like(v))),
    wrong("variance-summed", "a sum of squares", block(var=lambda d: (d**2).sum(axis=1, keepdims=True))),
    wrong("block-over-columns", "axis 0", _over_columns),
    wrong(
        "block-over-columns",
        "axis 0 on the way there",
        block(mean=lambda x: x.mean(axis=0, keepdims=True), var=lambda d: (d**2).mean(axis=0, keepdims=True)),
    ),
    wrong(
        "normalised-over-everything",
        "one mean and one variance",
        block(mean=lambda x: _wide(x, np.mean), var=lambda d: _wide(d, lambda d: (d**2).mean())),
    ),
    wrong("block-norm-forgotten", "x for norm(x)", _without_norm),
    wrong("block-norm-forgotten", "x for norm(x) on the way there", _norm_on_the_way_back_alone),
    # --- the layers ---
    wrong("bias-left-out", "x_hat W1", block(hidden=lambda h, W1, b1: h @ W1)),
    wrong("block-mask-missing", "no mask", block(awake=lambda z, da, x, W1, b1: np.ones_like(z))),
    wrong("block-mask-missing", "a ≥ 0", block(awake=lambda z, da, x, W1, b1: np.maximum(z, 0) >= 0)),
    wrong("block-mask-missing", "da in dW1", block(first=lambda h, dz, x, da: h.T @ da)),
    wrong("block-mask-missing", "da in db1", block(bias=lambda dz, da: da.sum(axis=0))),
    wrong("block-mask-inverted", "z < 0", block(awake=lambda z, da, x, W1, b1: z < 0)),
    wrong("block-relu-at-zero", "z ≥ 0", block(awake=lambda z, da, x, W1, b1: z >= 0)),
    wrong("block-mask-of-gradient", "da > 0", block(awake=lambda z, da, x, W1, b1: da > 0)),
    wrong("block-mask-elsewhere", "without b1", block(awake=lambda z, da, x, W1, b1: z - b1 > 0)),
    wrong("block-mask-elsewhere", "x W1 + b1", block(awake=lambda z, da, x, W1, b1: x @ W1 + b1 > 0)),
    wrong("block-mask-elsewhere", "y", _with_mask_of(lambda x, h, y, z: y > 0)),
    wrong("block-mask-elsewhere", "x", _with_mask_of(lambda x, h, y, z: x > 0)),
    wrong("block-value-for-mask", "z", block(awake=lambda z, da, x, W1, b1: z)),
    wrong("block-value-for-mask", "a", block(awake=lambda z, da, x, W1, b1: np.maximum(z, 0))),
    wrong("block-value-for-mask", "sign of z", block(awake=lambda z, da, x, W1, b1: np.sign(z))),
    wrong("block-mask-late", "behind W2", _mask_of_output),
    wrong("block-relu-missing", "a = z", block(act=lambda z: z)),
    wrong("block-relu-other", "|z|", block(act=np.abs)),
    wrong("block-relu-other", "leaky", block(act=lambda z: np.where(z > 0, z, 0.01 * z))),
    wrong("block-weights-turned", "g W2", block(up=lambda g, W2: g @ W2)),
    wrong("block-weights-turned", "dz W1", block(down=lambda dz, W1: dz @ W1)),
    wrong("block-weights-turned", "x_hat W1ᵀ", block(hidden=lambda h, W1, b1: h @ W1.T + b1)),
    wrong(
        "block-other-weights",
        "g W1",
        lambda x, W1, b1, W2, b2, eps, g: block(up=lambda g, W2: g @ W1)(x, W1, b1, W2, b2, eps, g),
    ),
    wrong("weights-missing", "W2 = 1", block(up=lambda g, W2: g @ np.ones_like(W2.T))),
    wrong("upstream-missing", "g = 1", block(up=lambda g, W2: np.ones_like(g) @ W2.T)),
    wrong("upstream-missing", "g = 1 in dW2", block(second=lambda a, g, z: a.T @ np.ones_like(g))),
    # --- the weights' gradients ---
    wrong("block-x-for-x-hat", "xᵀ dz", block(first=lambda h, dz, x, da: x.T @ dz)),
    wrong("block-x-for-x-hat", "(x − mean)ᵀ dz", block(first=lambda h, dz, x, da: (x - _mean(x)).T @ dz)),
    wrong(
        "block-dw1-operand",
        "x_hatᵀ g",
        lambda x, W1, b1, W2, b2, eps, g: block(first=lambda h, dz, x, da: h.T @ g)(x, W1, b1, W2, b2, eps, g),
    ),
    wrong("block-relu-missing", "zᵀ g", block(second=lambda a, g, z: z.T @ g)),
    wrong("block-dw2-operand", "maskᵀ g", block(second=lambda a, g, z: (z > 0).T @ g)),
    wrong(
        "block-db-operand",
        "db1 by g",
        lambda x, W1, b1, W2, b2, eps, g: block(bias=lambda dz, da: g.sum(axis=0))(x, W1, b1, W2, b2, eps, g),
    ),
    wrong("block-db-operand", "db2 by dx", _db2_by_dx),
    wrong("block-db-count", "db2 = N", block(last=lambda g: np.full(g.shape[1], float(len(g))))),
    wrong("block-db-times-b", "b2 Σ g", _db2_times_b2),
    wrong("block-dw2-operand", "aᵀ dx", _dw2_by_dx),
    wrong("block-value-for-dx", "y", _own_road(lambda g, dh, h, s, x, y, through: y)),
    wrong("averaged-twice", "db2 a mean", block(last=lambda g: g.mean(axis=0))),
    wrong("averaged-twice", "db1 a mean", block(bias=lambda dz, da: dz.mean(axis=0))),
    wrong("averaged-twice", "weights over N", block(second=lambda a, g, z: a.T @ g / len(g))),
    wrong("not-summed", "db2 for each row", block(last=lambda g: g)),
    wrong("not-summed", "db1 for each row", block(bias=lambda dz, da: dz)),
    wrong("wrong-axis", "db2 over the columns", block(last=lambda g: g.sum(axis=1))),
    wrong("wrong-axis", "db1 over the columns", block(bias=lambda dz, da: dz.sum(axis=1))),
    wrong("summed-too-far", "db2 one number", block(last=lambda g: g.sum())),
    wrong("row-kept", "db2 with keepdims", block(last=lambda g: g.sum(axis=0, keepdims=True))),
    wrong("answer-turned", "gᵀ a", block(second=lambda a, g, z: g.T @ a)),
    wrong("answer-turned", "dzᵀ x_hat", block(first=lambda h, dz, x, da: dz.T @ h)),
    wrong("overwritten", "the last row alone", _last_row),
    wrong("first-row", "row 0 alone", _first_row),
    wrong("sign", "−g", lambda x, W1, b1, W2, b2, eps, g: block()(x, W1, b1, W2, b2, eps, -g)),
    wrong("exchanged", "dW2, db2 first", block(out=lambda dx, dW1, db1, dW2, db2: (dx, dW2, db2, dW1, db1))),
    wrong("exchanged", "biases last", block(out=lambda dx, dW1, db1, dW2, db2: (dx, dW1, dW2, db1, db2))),
    wrong("inputs-changed", "g += dx", _sum_in_place_of_g),
    wrong("inputs-changed", "x −= mean", _mean_taken_off_x_in_place),
)
