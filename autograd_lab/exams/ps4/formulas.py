"""The sweeps of problem set 4 with a name for each ingredient, as the search edits them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.written import one_minus_a
from autograd_lab.exams.question import Inputs
from autograd_lab.mistakes import Take
from autograd_lab.mistakes.search.formula import Constant
from autograd_lab.mistakes.search.operations import DOT, DOWN, MINUS, PLUS, SIGMOID, TIMES, Operation
from autograd_lab.mistakes.search.slopes import LAYER

_ORDER = Operation(list, (("the order of the layers from last to first", lambda layers: list(layers)[::-1]),))


def forward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(zs, activations) of every layer."""
    X, Ws, bs = inputs.values()
    zs: list[Any] = []
    X = take("X", X)
    activations = [take("X among the activations", X)]
    given = X
    for layer, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        take.offer("X", X, layer)
        given = take("what enters the layer", given, layer)
        product = take("the product with W", DOT, layer)(given, take("W", W, layer))
        take.offer("z before b is added", product, layer)
        z = take("z", take("the plus before b", PLUS, layer)(product, take("b", b, layer)), layer)
        a = take("the activation", take("the sigmoid", SIGMOID, layer)(take("z in the sigmoid", z, layer)), layer)
        zs.append(take("what is kept as z", z, layer))
        activations.append(take("what is kept as activation", a, layer))
        given = take("the activation that is handed on", a, layer)
    return zs, activations


def forward_by_steps(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """The same with each layer's step in one piece, and the order of the layers."""
    X, Ws, bs = inputs.values()
    zs: list[Any] = []
    activations = [X]
    for W, b in take("the order of the layers from first to last", _ORDER)(zip(Ws, bs, strict=True)):
        z, a = take("the sigmoid of z with b in it", LAYER, len(zs))(activations[-1] @ W, b)
        zs.append(z)
        activations.append(a)
    return zs, activations


def backward(inputs: Inputs, take: Take) -> tuple[Any, ...]:
    """(dWs, dbs) of every layer."""
    Y, Ws, zs, activations = inputs.values()
    last = len(Ws) - 1
    residual = take("the minus in a − Y", MINUS, last)(
        take("the network's answer", activations[-1], last), take("Y", Y, last)
    )
    residual = take("a − Y", residual, last)
    upstream = take("2", Constant(2.0)) / take("N", float(len(Y))) * residual
    dWs: list[Any] = []
    dbs: list[Any] = []
    for layer in reversed(range(len(Ws))):
        take.offer("the residual of the output", 2 / len(Y) * (activations[-1] - Y), layer)
        dW, db, upstream = _layer(take, layer, upstream, Ws[layer], zs[layer], activations[layer : layer + 2])
        dWs.append(dW)
        dbs.append(db)
    return dWs[::-1], dbs[::-1]


def _layer(take: Take, layer: int, upstream: Any, W: Any, z: Any, around: Sequence[Any]) -> tuple[Any, Any, Any]:
    """The gradients of one layer, and what it hands down."""
    entered, a = around
    take.offer("z", z, layer)
    upstream = take("what comes from above", upstream, layer)
    a = take("a", a, layer)
    rest = one_minus_a(take, a, layer)
    slope = take("σ'(z)", take("the a in front of (1 − a)", a, layer) * rest, layer)
    delta = take("δ", take("the product with σ'(z)", TIMES, layer)(upstream, slope), layer)
    entered = take("the activations that enter", entered, layer)
    dW = take("the product for dW", DOT, layer)(entered.T, take("δ in dW", delta, layer))
    db = take("the sum for db", DOWN, layer)(take("δ in db", delta, layer))
    handed = take("the product with W.T", DOT, layer)(
        take("δ that is handed down", delta, layer), np.transpose(take("W", W, layer))
    )
    take.offer("what is handed down to the layer below", handed, layer)
    take.offer("the gradient of W", dW, layer)
    return take("dW", dW, layer), take("db", db, layer), handed
