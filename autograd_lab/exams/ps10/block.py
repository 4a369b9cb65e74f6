"""`prenorm_block_backward` of problem set 10: the way back through a residual block that is normalised first.

y = x + relu(x_hat W1 + b1) W2 + b2 with x_hat = (x − mean) / √(v + eps), mean and biased variance of each row. x and
g = ∂L/∂y are (N, D), W1 (D, H), b1 (H,), W2 (H, D), b2 (D,).

Source: Xiong et al., On layer normalization in the Transformer architecture (2020), by the chain rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.kinds.draws import upstream
from autograd_lab.exams.ps10.asked import AttentionSetQuestion
from autograd_lab.exams.ps10.block_right_variants import BLOCK_RIGHT
from autograd_lab.exams.ps10.block_variants import BLOCK_WRONG
from autograd_lab.exams.ps10.formulas import prenorm_block_backward as written
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: (N, D, H) of each draw; in the last three of them shapes fit that should not
_SIZES = ((3, 4, 6), (5, 3, 4), (4, 5, 3), (1, 6, 5), (6, 4, 5), (3, 5, 5), (5, 5, 4), (4, 4, 4))
_AT_ZERO = ((5, 3, 4), (6, 4, 5))  # here the z of one unit is exactly 0 in every row, for the slope of a ReLU at 0


def draw(rng: np.random.Generator, sizes: tuple[int, int, int]) -> Inputs:
    """Rows of unlike means and sizes, an eps that shows, and weights by which some ReLUs of each row are awake."""
    N, D, H = sizes
    x = rng.uniform(0.4, 2.5, (N, 1)) * (rng.normal(0.0, 1.0, (N, 1)) + rng.normal(size=(N, D)))
    eps = float(10.0 ** rng.uniform(-2.0, 0.0))
    x_hat, _ = norm(x, eps)
    while True:
        W1, b1 = rng.normal(0.2, 0.8, (D, H)), rng.normal(0.0, 0.6, H)
        if sizes in _AT_ZERO:
            unit = int(rng.integers(H))
            W1[:, unit], b1[unit] = 0.0, 0.0
        awake = (x_hat @ W1 + b1 > 0).sum(axis=1)
        if awake.min() > 0 and awake.max() < H:
            break
    W2, b2 = rng.normal(0.2, 0.8, (H, D)), rng.normal(0.0, 0.6, D)
    return {"x": x, "W1": W1, "b1": b1, "W2": W2, "b2": b2, "eps": eps, "g": upstream(rng, (N, D), 0.3)}


def norm(x: Array, eps: float, axis: int | None = 1) -> tuple[Array, Array]:
    """x_hat, in the shape of x, and 1/√(v + eps), (N, 1)."""
    d = x - x.mean(axis=axis, keepdims=True)
    inverse = 1 / np.sqrt((d**2).mean(axis=axis, keepdims=True) + eps)
    return d * inverse, inverse


def through_norm(d: Array, x_hat: Array, inverse: Array, axis: int | None = 1) -> Array:
    """∂L/∂x (N, D) from d = ∂L/∂x_hat: straight on, through the mean, and through the variance."""
    mean = d.mean(axis=axis, keepdims=True)
    return np.asarray(inverse * (d - mean - x_hat * (d * x_hat).mean(axis=axis, keepdims=True)))


def prenorm_block_backward(
    x: Array, W1: Array, b1: Array, W2: Array, b2: Array, eps: float, g: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """(dx, dW1, db1, dW2, db2), each in the shape of what it belongs to."""
    x_hat, inverse = norm(x, eps)
    z = x_hat @ W1 + b1
    dz = (g @ W2.T) * (z > 0)
    dx = g + through_norm(dz @ W1.T, x_hat, inverse)
    return dx, x_hat.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)


@dataclass(frozen=True)
class Block:
    """The arguments of one draw, and what the right way meets: what the swaps of the catalogue read.

    `right` are the ingredients, and `answers` what they give, so that an edit need not make everything anew.
    """

    x: Array
    W1: Array
    b1: Array
    W2: Array
    b2: Array
    eps: float
    g: Array
    variance: Array
    x_hat: Array
    inverse: Array
    z: Array
    a: Array
    y: Array
    da: Array
    dz: Array
    dx_hat: Array
    through: Array
    back: Callable[[Array], Array]
    right: dict[str, Any]
    answers: tuple[Array, ...]


def block_of(inputs: Inputs) -> Block:
    """All that the right way meets."""
    x, W1, b1, W2, b2, eps, g = inputs.values()
    x_hat, inverse = norm(x, eps)
    z = x_hat @ W1 + b1
    a, da = np.maximum(z, 0), g @ W2.T
    dz = da * (z > 0)
    dx_hat = dz @ W1.T
    back = partial(through_norm, x_hat=x_hat, inverse=inverse)
    through, variance = back(dx_hat), x.var(axis=1, keepdims=True)
    answers = g + through, x_hat.T @ dz, dz.sum(axis=0), a.T @ g, g.sum(axis=0)
    right = {
        "block_norm": norm,
        "block_axes": (1, 1),
        "block_whole_norm": None,
        "block_inverse": None,
        "block_hidden": lambda x_hat: x_hat @ W1 + b1,
        "block_act": lambda z: np.maximum(z, 0),
        "block_da": lambda g: g @ W2.T,
        "block_mask": lambda z, a, da: z > 0,
        "block_dx_hat": lambda dz: dz @ W1.T,
        "block_back": through_norm,
        "block_dx": lambda g, through, dx_hat: g + through,
        "block_dw1": lambda x_hat, dz: x_hat.T @ dz,
        "block_db1": lambda dz: dz.sum(axis=0),
        "block_dw2": lambda a, g: a.T @ g,
        "block_db2": lambda g: g.sum(axis=0),
        "block_order": lambda *parts: parts,
    }
    y = x + a @ W2 + b2
    met = (variance, x_hat, inverse, z, a, y, da, dz, dx_hat, through, back)
    return Block(x, W1, b1, W2, b2, eps, g, *met, right, answers)


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the five parts, which share x_hat and dz."""
    b = block_of(inputs)
    rows = None, b.x_hat[:, :, None] * b.dz[:, None, :], b.dz, b.a[:, :, None] * b.g[:, None, :], b.g
    return [Anatomy({**b.right, "block": b}, _build, rows)]


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    b = i["block"]

    def is_right(*roles: str) -> bool:
        return all(i[role] is b.right[role] for role in roles)

    x_hat, inverse, z, a, dz, dx_hat = b.x_hat, b.inverse, b.z, b.a, b.dz, b.dx_hat
    there, back = i["block_whole_norm"] or (i["block_norm"], i["block_back"])
    if not is_right("block_whole_norm", "block_norm", "block_axes"):
        x_hat, inverse = there(b.x, b.eps, i["block_axes"][0])
    if x_hat is not b.x_hat or not is_right("block_hidden"):
        z = i["block_hidden"](x_hat)
    if z is not b.z or not is_right("block_act"):
        a = i["block_act"](z)
    if z is not b.z or not is_right("block_da", "block_mask"):
        da = i["block_da"](b.g)
        dz = da * i["block_mask"](z, a, da)
    if dz is not b.dz or not is_right("block_dx_hat"):
        dx_hat = i["block_dx_hat"](dz)
    dx, dW1, db1, dW2, db2 = b.answers
    roads = ("block_whole_norm", "block_axes", "block_inverse", "block_back", "block_dx")
    if x_hat is not b.x_hat or dx_hat is not b.dx_hat or not is_right(*roads):
        inverse = inverse if i["block_inverse"] is None else i["block_inverse"]
        dx = i["block_dx"](b.g, back(dx_hat, x_hat, inverse, i["block_axes"][1]), dx_hat)
    if x_hat is not b.x_hat or dz is not b.dz or not is_right("block_dw1"):
        dW1 = i["block_dw1"](x_hat, dz)
    if dz is not b.dz or not is_right("block_db1"):
        db1 = i["block_db1"](dz)
    if a is not b.a or not is_right("block_dw2"):
        dW2 = i["block_dw2"](a, b.g)
    db2 = db2 if is_right("block_db2") else i["block_db2"](b.g)
    return tuple(np.asarray(part) for part in i["block_order"](dx, dW1, db1, dW2, db2))


_KINDS = tuple(partial(draw, sizes=sizes) for sizes in _SIZES)
BLOCK = AttentionSetQuestion(
    name="prenorm_block_backward",
    signature="prenorm_block_backward(x, W1, b1, W2, b2, eps, g)",
    parts=(
        Part("dx", 4, "the shape of x, (N, D)"),
        Part("dW1", 2, "the shape of W1, (D, H)"),
        Part("db1", 1, "the shape of b1, (H,)"),
        Part("dW2", 2, "the shape of W2, (H, D)"),
        Part("db2", 1, "the shape of b2, (D,)"),
    ),
    draw=any_of(_KINDS),
    reference=prenorm_block_backward,
    known=lambda inputs: {
        "N": len(inputs["x"]),
        "D": inputs["x"].shape[1],
        "H": len(inputs["b1"]),
        **{name: inputs[name] for name in ("x", "W1", "b1", "W2", "b2", "g")},
    },
    wrong=BLOCK_WRONG,
    right=BLOCK_RIGHT,
    equation="relu-block",
    source="Xiong et al. (2020), the pre-LN block, by the chain rule; tested against torch and numerical gradients",
    exam="ps10",
    anatomy=anatomy,
    written=(written,),
    in_twos=True,
    slope=True,
    kinds=_KINDS,
)
