"""Wrong and right ways to write `forward` of problem set 4."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import e, s, wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

Arrays = list[Array]

# --- forward(X, Ws, bs) ---


def _forward(
    z_of: Callable[..., Any] = lambda a, W, b: a @ W + b,
    a_of: Callable[[Array], Any] = s,
    hand_on: Callable[[Array, Array], Any] = lambda z, a: a,
    last: Callable[[Array], Any] | None = None,
    hidden: Callable[[Array], Any] | None = None,
) -> Callable[..., Any]:
    """A loop over the layers with some of its lines changed."""

    def forward(X: Array, Ws: Arrays, bs: Arrays) -> Any:
        zs: Arrays = []
        activations, a = [X], X
        for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
            z = z_of(a, W, b)
            is_last = layer == len(Ws) - 1
            out = (last if is_last else hidden) or a_of
            zs.append(z)
            activations.append(out(z))
            a = hand_on(z, activations[-1])
        return zs, activations

    return forward


def _changed_order(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    return _forward()(X, Ws, bs)[::-1]


def _reversed_lists(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs, activations = _forward()(X, Ws, bs)
    return zs[::-1], activations[::-1]


def _inserted_in_front(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs: Arrays = []
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        zs.insert(0, activations[0] @ W + b)
        activations.insert(0, s(zs[0]))
    return zs, activations


def _input_everywhere(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs = [X @ W + b for W, b in zip(Ws, bs, strict=True)]
    return zs, [X, *map(s, zs)]


def _same_weights(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs: Arrays = []
    activations = [X]
    for b in bs:
        zs.append(activations[-1] @ Ws[0] + b)
        activations.append(s(zs[-1]))
    return zs, activations


def _in_place(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    for W, b in zip(Ws, bs, strict=True):
        W += b
        W -= b + 1e-3
    return _forward()(X, Ws, bs)


def _recursive(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    if not Ws:
        return [], [X]
    z = X @ Ws[0] + bs[0]
    zs, activations = _recursive(s(z), Ws[1:], bs[1:])
    return [z, *zs], [X, *activations]


def _augmented(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs, activations = [], [X]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(np.column_stack([activations[-1], np.ones(len(X))]) @ np.vstack([W, b]))
        activations.append(1 / (1 + e(-zs[-1])))
    return zs, activations


def _preallocated(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    L = len(Ws)
    zs: list[Any] = [None] * L
    activations: list[Any] = [None] * (L + 1)
    activations[0] = X.copy()
    for l in range(L):  # noqa: E741
        zs[l] = np.dot(activations[l], Ws[l]) + bs[l]
        activations[l + 1] = 0.5 * (1 + np.tanh(0.5 * zs[l]))
    return tuple(zs), tuple(activations)


def _columns(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    zs, activations = [], [X.T]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(W.T @ activations[-1] + b[:, None])
        activations.append(s(zs[-1]))
    return [z.T for z in zs], [a.T for a in activations]


def _row_by_row(X: Array, Ws: Arrays, bs: Arrays) -> Any:
    rows = [_recursive(x[None], Ws, bs) for x in X]
    return tuple([np.vstack(layer) for layer in zip(*part, strict=True)] for part in zip(*rows, strict=True))


FORWARD_WRONG = (
    wrong("bias-left-out", "no b", _forward(lambda a, W, b: a @ W)),
    wrong("bias-twice", "b twice", _forward(lambda a, W, b: a @ W + b + b)),
    wrong("bias-sign", "− b", _forward(lambda a, W, b: a @ W - b)),
    wrong("transpose", "a Wᵀ", _forward(lambda a, W, b: a @ W.T + b)),
    wrong("transpose", "(W aᵀ)ᵀ", _forward(lambda a, W, b: (W @ a.T).T + b)),
    wrong("same-weights", "Ws[0] in every layer", _same_weights),
    wrong("input-everywhere", "X in every layer", _input_everywhere),
    wrong("z-passed-on", "z to the next layer", _forward(hand_on=lambda z, a: z)),
    wrong("not-activated", "last layer linear", _forward(last=lambda z: z)),
    wrong("not-activated", "hidden layers linear", _forward(hidden=lambda z: z)),
    wrong("not-activated", "no sigmoid at all", _forward(a_of=lambda z: z)),
    wrong("mirrored", "e^z", _forward(a_of=lambda z: 1 / (1 + e(z)))),
    wrong("tanh-for-sigmoid", "tanh", _forward(a_of=np.tanh)),
    wrong("tanh-for-sigmoid", "tanh in the hidden layers", _forward(hidden=np.tanh)),
    wrong("relu-for-sigmoid", "ReLU", _forward(a_of=lambda z: np.maximum(z, 0))),
    wrong("relu-for-sigmoid", "ReLU in the hidden layers", _forward(hidden=lambda z: np.maximum(z, 0))),
    wrong("slope-for-activation", "σ'", _forward(a_of=lambda z: s(z) * (1 - s(z)))),
    wrong("sigmoid-twice", "σ(σ(z))", _forward(a_of=lambda z: s(s(z)))),
    wrong("step-for-sigmoid", "output rounded", _forward(last=lambda z: (z > 0).astype(float))),
    wrong("softmax-for-sigmoid", "softmax at the end", _forward(last=lambda z: e(z) / e(z).sum(axis=1, keepdims=True))),
    wrong(
        "activation-for-z",
        "a in both lists",
        lambda X, Ws, bs: (_forward()(X, Ws, bs)[1][1:], _forward()(X, Ws, bs)[1]),
    ),
    wrong("exchanged", "activations, zs", _changed_order),
    wrong("reversed", "lists reversed", _reversed_lists),
    wrong("reversed", "inserted in front", _inserted_in_front),
    wrong("inputs-changed", "W += b", _in_place),
)
FORWARD_RIGHT = (
    Variant("a loop", _forward()),
    Variant("recursion", _recursive),
    Variant("augmented matrices", _augmented),
    Variant("preallocated, tuples", _preallocated),
    Variant("columns and back", _columns),
    Variant("row by row", _row_by_row),
    Variant("einsum", _forward(lambda a, W, b: np.einsum("ni,ij->nj", a, W) + b)),
    Variant("matmul, e^z/(1 + e^z)", _forward(lambda a, W, b: np.add(np.matmul(a, W), b), lambda z: e(z) / (1 + e(z)))),
    Variant("sum of products", _forward(lambda a, W, b: (a[:, :, None] * W).sum(axis=1) + b)),
    Variant("column by column", _forward(lambda a, W, b: np.stack([a @ c for c in W.T], axis=1) + b)),
)
