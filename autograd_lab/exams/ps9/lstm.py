"""The LSTM cell of problem set 9: draws, reference and anatomy of `lstm_cell_backward`.

z = x W + h_prev U + b with W (D, 4H) and U (H, 4H), gates in the order i, f, g, o; c = f·c_prev + i·g, h = o·tanh(c).
dc is what arrives at c from the next step alone.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import Kind, any_of
from autograd_lab.exams.ps9.asked import StepsQuestion
from autograd_lab.exams.ps9.lstm_formulas import lstm_cell
from autograd_lab.exams.ps9.lstm_gates_variants import LSTM_GATES_WRONG
from autograd_lab.exams.ps9.lstm_right_variants import LSTM_RIGHT
from autograd_lab.exams.ps9.lstm_variants import LSTM_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: N, D, H, and the power of ten of dh and dc; the last cell begins empty, with c_prev = 0
_SIZES = (
    (3, 5, 4, 0),
    (4, 2, 3, 0),
    (3, 2, 1, 0),
    (3, 3, 3, 0),
    (4, 3, 2, 3),
    (4, 4, 4, 0),
    (1, 4, 3, -2),
    _EMPTY := (3, 8, 2, 0),
)


def _draw(rng: np.random.Generator, sizes: tuple[int, int, int, int]) -> Inputs:
    """A cell whose gates are awake, and a cell state of both signs on both sides of ±1."""
    N, D, H, tens = sizes
    scale = 10.0**tens
    return {
        "x": rng.normal(0.2, 1.0, (N, D)),
        "h_prev": rng.uniform(0.15, 0.8, (N, H)) * rng.choice([-1.0, 1.0], (N, H)),
        "c_prev": rng.uniform(0.3, 1.6, (N, H)) * rng.choice([-1.0, 1.0], (N, H)) * (0.0 if sizes == _EMPTY else 1.0),
        "W": rng.normal(0.1, 1.0, (D, 4 * H)) / np.sqrt(D),
        "U": rng.normal(0.1, 1.0, (H, 4 * H)) / np.sqrt(H),
        "b": rng.normal(0.2, 0.5, 4 * H),
        "dh": scale * rng.normal(0.3, 1.0, (N, H)),
        "dc": scale * rng.normal(-0.4, 1.0, (N, H)),
    }


def sigma(z: Array) -> Array:
    """σ(z)."""
    return np.asarray(1 / (1 + np.exp(-z)))


def squashed(zs: list[Array]) -> list[Array]:
    """The four gates of their pre-activations."""
    return [np.tanh(z) if n == 2 else sigma(z) for n, z in enumerate(zs)]


def slopes(gates: list[Array], zs: list[Array]) -> list[Array]:
    """The slope of each gate's own function."""
    return [1 - a**2 if n == 2 else a * (1 - a) for n, a in enumerate(gates)]


def lstm_cell_backward(
    x: Array, h_prev: Array, c_prev: Array, W: Array, U: Array, b: Array, dh: Array, dc: Array
) -> tuple[Array, ...]:
    """(dx, dh_prev, dc_prev, dW, dU, db) of one step of an LSTM cell."""
    zs = cut(x @ W + h_prev @ U + b)
    i, f, g, o = gates = squashed(zs)
    t = np.tanh(f * c_prev + i * g)
    d = dc + dh * o * (1 - t**2)
    came = (d * g, d * c_prev, d * i, dh * t)
    dz = joined([one * slope for one, slope in zip(came, slopes(gates, zs), strict=True)])
    return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def cut(z: Array) -> list[Array]:
    """The four quarters of z, in the order i, f, g, o."""
    H = z.shape[1] // 4
    return [z[:, :H], z[:, H : 2 * H], z[:, 2 * H : 3 * H], z[:, 3 * H :]]


def joined(four: list[Array]) -> Array:
    """The four δ side by side, in the order i, f, g, o."""
    return np.concatenate(four, axis=1)


#: the steps of the way back, from the gates and c on
_BACK: dict[str, Any] = {
    "lstm_to_o": lambda dh, dc, t, c, o: dh * t,
    "lstm_road": lambda dc, dh, o, t, c: dc + dh * o * (1 - t**2),
    "lstm_gates_at_c": lambda d, dc: d,
    "lstm_parted": lambda d, i, f, g, c0, c: [d * g, d * c0, d * i],
    "lstm_slopes": slopes,
    "lstm_together": joined,
    "lstm_c_back": lambda d, dc, i, f, g, o: d * f,
}


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients of the cell's way there, of its way back, and of the products with its δ."""
    x, h_prev, c_prev, W, U, b, dh, dc = inputs.values()
    z = x @ W + h_prev @ U + b
    right = squashed(cut(z))
    c = right[1] * c_prev + right[0] * right[2]
    there = {f"lstm_{name}": value for name, value in zip("xhcWUb", inputs.values(), strict=False)}
    there |= {"lstm_dh": dh, "lstm_dc": dc, "lstm_new_h": right[3] * np.tanh(c), "lstm_new_c": c}
    of_cell = {
        "lstm_z": z,
        "lstm_both_orders": None,
        "lstm_apart": cut,
        "lstm_squash": squashed,
        "lstm_cell": lambda i, f, g, c0: f * c0 + i * g,
        "lstm_tanh": np.tanh,
        "lstm_way_out": {},
    }

    def back(
        made_of: Mapping[str, Any], zs: list[Array], gates: list[Array], c: Array, t: Array
    ) -> tuple[Array, Array]:
        """(δ, dc_prev)."""
        i, f, g, o = gates
        d = made_of["lstm_road"](dc, dh, o, t, c)
        came = made_of["lstm_parted"](made_of["lstm_gates_at_c"](d, dc), i, f, g, c_prev, c)
        came = [*came, made_of["lstm_to_o"](dh, dc, t, c, o)]
        own = made_of["lstm_slopes"](gates, zs)
        dz = made_of["lstm_together"]([one * slope for one, slope in zip(came, own, strict=True)])
        return dz, made_of["lstm_c_back"](d, dc, i, f, g, o)

    def with_products(dz: Array, dc_prev: Array) -> tuple[Array, ...]:
        return dz @ W.T, dz @ U.T, dc_prev, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)

    def build_cell(made_of: Mapping[str, Any]) -> tuple[Array, ...]:
        apart, together = made_of["lstm_both_orders"] or (made_of["lstm_apart"], joined)
        zs = apart(made_of["lstm_z"])
        gates = made_of["lstm_way_out"].get("lstm_squash", made_of["lstm_squash"])(zs)
        c = made_of["lstm_cell"](*gates[:3], c_prev)
        steps = {**_BACK, "lstm_together": together, **made_of["lstm_way_out"]}
        return with_products(*back(steps, zs, gates, c, made_of["lstm_tanh"](c)))

    def build_back(made_of: Mapping[str, Any]) -> tuple[Array, ...]:
        return with_products(*back(made_of, cut(z), right, c, t))

    t = np.tanh(c)
    dz, dc_prev = back(_BACK, cut(z), right, c, t)
    right_parts = dict(zip(("dx", "dh_prev", "dc_prev", "dW", "dU", "db"), with_products(dz, dc_prev), strict=True))
    of_products = {
        "lstm_down_x": None,
        "lstm_down_h": None,
        "lstm_learn_W": None,
        "lstm_learn_U": None,
        "lstm_bias": None,
        "lstm_order": lambda *parts: parts,
    }

    def build_products(made_of: Mapping[str, Any]) -> tuple[Array, ...]:
        """The right parts, but for those for which there is something else."""
        found = dict(right_parts)
        for name, role, of in (
            ("dx", "lstm_down_x", (dz, W)),
            ("dh_prev", "lstm_down_h", (dz, U)),
            ("dW", "lstm_learn_W", (x, dz)),
            ("dU", "lstm_learn_U", (h_prev, dz)),
            ("db", "lstm_bias", (dz,)),
        ):
            if made_of[role]:
                found[name] = made_of[role](*of)
        return made_of["lstm_order"](*found.values())  # type: ignore[no-any-return]

    rows = (None, None, None, np.einsum("ni,nj->nij", x, dz), np.einsum("ni,nj->nij", h_prev, dz), dz)
    return [
        Anatomy({**there, **of_cell}, build_cell),
        Anatomy({**there, **_BACK}, build_back),
        Anatomy({**there, **of_products}, build_products, rows),
    ]


_KINDS: tuple[Kind, ...] = tuple(partial(_draw, sizes=sizes) for sizes in _SIZES)
LSTM = StepsQuestion(
    name="lstm_cell_backward",
    signature="lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc)",
    parts=(
        Part("dx", 2, "the shape of x, (N, D)"),
        Part("dh_prev", 2, "the shape of h_prev, (N, H)"),
        Part("dc_prev", 2, "the shape of c_prev, (N, H)"),
        Part("dW", 2, "the shape of W, (D, 4H)"),
        Part("dU", 2, "the shape of U, (H, 4H)"),
        Part("db", 1, "the shape of b, (4H,)"),
    ),
    draw=any_of(_KINDS),
    reference=lstm_cell_backward,
    known=lambda inputs: {"N": len(inputs["x"]), "x": inputs["x"], "h_prev": inputs["h_prev"], "dh": inputs["dh"]},
    wrong=(*LSTM_WRONG, *LSTM_GATES_WRONG),
    right=LSTM_RIGHT,
    equation="lstm-cell-rows",
    source="Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000); tested against torch",
    exam="ps9",
    anatomy=anatomy,
    prepared=lstm_cell,
    in_twos=True,
    slope=True,
    kinds=_KINDS,
)
