"""Predictions for a network: what each known edit of its formulas makes of the answers.

The swaps are those of single layers (`mistakes/swaps/`); here a whole network is swept with one of them in place.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.layers import SCOPES, Pick, substitution, unchanged
from autograd_lab.exams.kinds.networks import Arrays
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import SWAPS, Array, Raised, Swap, result_or_error

Lists = tuple[Arrays, Arrays]
Edited = tuple[str, Lists | Raised]
Gradient = Callable[[Array, Array], Array]  # input and δ of a layer → a gradient


def sweep(
    inputs: Inputs,
    pick: Pick = unchanged,
    for_weights: Gradient = lambda a, delta: a.T @ delta,
    for_bias: Gradient = lambda a, delta: delta.sum(axis=0),
    handed_down: str = "delta",
    brackets: bool = True,
) -> tuple[Arrays, Arrays]:
    """(dWs, dbs) of every layer, with the ingredients that `pick` chooses.

    Without `brackets` a(1 − a) is a · 1 − a. `handed_down` is "delta", or "upstream" when the layer below gets its
    gradient without the slope.
    """
    Y, Ws, zs, activations = inputs.values()
    dWs, dbs, delta, upstream = [], [], None, np.zeros(0)
    for layer in reversed(range(len(Ws))):
        a = activations[layer + 1]
        made_of: dict[str, Any] = {"z": zs[layer], "a": a, "slope": a * (1 - a), "input": activations[layer]}
        if delta is None:
            made_of |= {"residual": a - Y, "prediction": a, "target": Y}
            upstream = 2 / len(Y) * pick("residual", layer, made_of)
        else:
            made_of |= {"upstream": delta if handed_down == "delta" else upstream, "weights": Ws[layer + 1]}
            upstream = pick("upstream", layer, made_of) @ pick("weights", layer, made_of).T
        delta = upstream * pick("slope", layer, made_of) if brackets else upstream * a * 1 - a
        made_of["delta"] = delta
        a, used = pick("input", layer, made_of), pick("delta", layer, made_of)
        dWs.append(for_weights(a, used))
        dbs.append(for_bias(a, used))
    return dWs[::-1], dbs[::-1]


_BIAS: tuple[tuple[str, Gradient], ...] = (
    ("not-summed", lambda a, delta: delta),
    ("wrong-axis", lambda a, delta: delta.sum(axis=1)),
    ("wrong-axis", lambda a, delta: delta.mean(axis=1)),
    ("summed-too-far", lambda a, delta: delta.sum()),
    ("summed-too-far", lambda a, delta: delta.mean()),
    ("first-row", lambda a, delta: delta[0]),
    ("overwritten", lambda a, delta: delta[-1]),
)
_WEIGHTS: tuple[tuple[str, Gradient], ...] = (
    ("transpose", lambda a, delta: delta.T @ a),
    ("transpose", lambda a, delta: a @ delta),
    ("not-summed", lambda a, delta: np.einsum("ni,nj->nij", a, delta)),
    ("product-of-sums", lambda a, delta: np.outer(a.sum(axis=0), delta.sum(axis=0))),
    ("product-of-sums", lambda a, delta: np.outer(a.mean(axis=0), delta.mean(axis=0))),
    ("entrywise-for-matrix", lambda a, delta: a * delta),
    ("first-row", lambda a, delta: np.outer(a[0], delta[0])),
    ("overwritten", lambda a, delta: np.outer(a[-1], delta[-1])),
)


def _of_slope(z: Array) -> Array:
    a = 1 / (1 + np.exp(-z))
    return np.asarray(a * (1 - a))


#: an ingredient taken from another layer
_ELSEWHERE: tuple[tuple[str, str, Callable[[Inputs, int], Any]], ...] = (
    ("wrong-layer-weights", "weights", lambda i, layer: i["Ws"][layer]),
    ("wrong-layer-input", "input", lambda i, layer: i["activations"][layer + 1]),
    ("wrong-layer-slope", "slope", lambda i, layer: _of_slope(i["zs"][min(layer + 1, len(i["zs"]) - 1)])),
    ("wrong-layer-slope", "slope", lambda i, layer: _of_slope(i["zs"][max(layer - 1, 0)])),
    ("wrong-layer-slope", "slope", lambda i, layer: _of_slope(i["zs"][layer - 1])),  # the last one below the first
    ("wrong-layer-slope", "slope", lambda i, layer: i["activations"][layer] * (1 - i["activations"][layer])),
    ("wrong-layer-input", "input", lambda i, layer: i["activations"][layer - 1]),
    ("z-entered", "input", lambda i, layer: i["zs"][layer - 1] if layer else i["activations"][0]),
)


def backward_edits(inputs: Inputs) -> list[Edited]:
    """Every edit of the backward pass with its prediction, in the same order for each draw."""
    last, tries = len(inputs["Ws"]) - 1, list[tuple[str, Callable[[], Lists]]]()
    for swap in SWAPS:
        if swap.role in ("slope", "residual", "upstream", "weights", "input", "delta"):
            by_layer = swap.role in ("slope", "input", "delta") and swap.mistake != "coarse-difference"
            for scope in SCOPES[: 3 if by_layer else 1]:
                tries.append((swap.mistake, partial(sweep, inputs, substitution(swap, scope, last))))
    tries.append(("slope-missing", partial(sweep, inputs, handed_down="upstream")))
    tries.append(("unbracketed", partial(sweep, inputs, brackets=False)))
    tries.append(("first-layer-missing", lambda: _without_first(sweep(inputs))))
    for factor in (2.0, 1 / len(inputs["Y"]), 2 / len(inputs["Y"])):
        again = Swap("factor-in-every-layer", "upstream", lambda i, factor=factor: factor * i["upstream"])  # type: ignore[misc]
        tries.append((again.mistake, partial(sweep, inputs, substitution(again, SCOPES[0], last))))
    tries += [(mistake, partial(sweep, inputs, _from(role, layer, inputs))) for mistake, role, layer in _ELSEWHERE]
    tries += [(mistake, partial(sweep, inputs, for_bias=gradient)) for mistake, gradient in _BIAS]
    tries += [(mistake, partial(sweep, inputs, for_weights=gradient)) for mistake, gradient in _WEIGHTS]
    return [(mistake, result_or_error(attempt)) for mistake, attempt in tries]


def _without_first(gradients: tuple[Arrays, Arrays]) -> tuple[Arrays, Arrays]:
    """The gradients with zeros for the first layer of several."""
    dWs, dbs = gradients
    return [0.0 * dWs[0], *dWs[1:]], [0.0 * dbs[0], *dbs[1:]]


def _from(role: str, elsewhere: Callable[[Inputs, int], Any], inputs: Inputs) -> Pick:
    """A choice that takes `role` from `elsewhere(inputs, layer)`, and all else from its own layer."""

    def pick(name: str, layer: int, made_of: Mapping[str, Any]) -> Any:
        return elsewhere(inputs, layer) if name == role else made_of[name]

    return pick


def run(inputs: Inputs, pick: Pick = unchanged, hand_on: Callable[[Array, Array], Array] = lambda z, a: a) -> Lists:
    """(zs, activations) of every layer, with the ingredients that `pick` chooses."""
    X, Ws, bs = inputs.values()
    zs: Arrays = []
    activations, given = [X], X
    for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        made_of: dict[str, Any] = {"input": given, "weights": W, "bias": b, "X": X, "first": Ws[0]}
        z = pick("input", layer, made_of) @ pick("weights", layer, made_of) + pick("bias", layer, made_of)
        a = pick("activation", layer, {"z": z, "activation": 1 / (1 + np.exp(-z))})
        zs.append(z)
        activations.append(a)
        given = hand_on(z, a)
    return zs, activations


_FORWARD = (
    Swap("bias-left-out", "bias", lambda i: 0.0 * i["bias"]),
    Swap("bias-twice", "bias", lambda i: 2 * i["bias"]),
    Swap("bias-sign", "bias", lambda i: -i["bias"]),
    Swap("transpose", "weights", lambda i: i["weights"].T),
    Swap("same-weights", "weights", lambda i: i["first"]),
    Swap("input-everywhere", "input", lambda i: i["X"]),
)


def forward_edits(inputs: Inputs) -> list[Edited]:
    """Every edit of the forward pass with its prediction, in the same order for each draw."""
    last, tries = len(inputs["Ws"]) - 1, list[tuple[str, Callable[[], Lists]]]()
    for swap in (*_FORWARD, *(swap for swap in SWAPS if swap.role == "activation")):
        for scope in SCOPES[: 3 if swap.role == "activation" else 1]:
            tries.append((swap.mistake, partial(run, inputs, substitution(swap, scope, last))))
    tries.append(("z-passed-on", partial(run, inputs, hand_on=lambda z, a: z)))
    tries.append(("activation-for-z", lambda: (run(inputs)[1][1:], run(inputs)[1])))
    return [(mistake, result_or_error(attempt)) for mistake, attempt in tries]
