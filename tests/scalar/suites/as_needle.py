"""Needle's names (CMU's Deep Learning Systems, homework 1) for this engine's operations."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd_lab import Tensor
from tests.scalar.suites.loading import NotOffered, module


class NeedleTensor:
    """A Tensor under needle's names; every one requires a gradient, as there."""

    def __init__(self, data: Any, made: Tensor | None = None, inputs: tuple[NeedleTensor, ...] = ()) -> None:
        self.inner = Tensor(np.asarray(data, dtype=float), requires_grad=True) if made is None else made
        self.op = SimpleNamespace(gradient_as_tuple=lambda out_grad, node: _gradients(node, inputs, out_grad))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.inner.shape

    @property
    def grad(self) -> NeedleTensor:
        return NeedleTensor(None, Tensor(self.inner.grad))

    def numpy(self) -> Any:
        return self.inner.detach().numpy()

    def realize_cached_data(self) -> Any:
        return self.inner.data

    def backward(self) -> None:
        if not self.inner.requires_grad:
            raise NotOffered("the gradient of a Tensor's gradient")
        self.inner.backward()

    def sum(self) -> NeedleTensor:
        return summation(self)

    def __add__(self, other: Any) -> NeedleTensor:
        return _made(lambda a, b: a + b, self, other)

    def __sub__(self, other: Any) -> NeedleTensor:
        return _made(lambda a, b: a - b, self, other)

    def __mul__(self, other: Any) -> NeedleTensor:
        return _made(lambda a, b: a * b, self, other)

    def __truediv__(self, other: Any) -> NeedleTensor:
        return _made(lambda a, b: a / b, self, other)

    def __matmul__(self, other: Any) -> NeedleTensor:
        return _made(lambda a, b: a @ b, self, other)

    __radd__, __rmul__ = __add__, __mul__


def _gradients(
    node: NeedleTensor, inputs: tuple[NeedleTensor, ...], out_grad: NeedleTensor
) -> tuple[NeedleTensor, ...]:
    for tensor in inputs:
        tensor.inner.grad = None
    node.inner.backward(out_grad.inner)
    return tuple(tensor.grad for tensor in inputs)


def _made(function: Callable[..., Tensor], *operands: Any) -> NeedleTensor:
    inner = [operand.inner if isinstance(operand, NeedleTensor) else operand for operand in operands]
    return NeedleTensor(None, function(*inner), tuple(o for o in operands if isinstance(o, NeedleTensor)))


def summation(a: NeedleTensor, axes: Any = None) -> NeedleTensor:
    return _made(lambda t: t.sum(axis=axes), a)


def transpose(a: NeedleTensor, axes: Any = None) -> NeedleTensor:
    return _made(lambda t: t.transpose(*(axes or (-1, -2))), a)


def modules() -> dict[str, Any]:
    needle = module(
        "needle",
        Tensor=NeedleTensor,
        add=lambda a, b: a + b,
        divide=lambda a, b: a / b,
        divide_scalar=lambda a, scalar: _made(lambda t: t / scalar, a),
        power_scalar=lambda a, scalar: _made(lambda t: t**scalar, a),
        power=lambda a, b: _made(lambda t, u: t**u, a, b),
        matmul=lambda a, b: a @ b,
        negate=lambda a: _made(lambda t: -t, a),
        log=lambda a: _made(lambda t: t.log(), a),
        exp=lambda a: _made(lambda t: t.exp(), a),
        relu=lambda a: _made(lambda t: t.relu(), a),
        reshape=lambda a, shape: _made(lambda t: t.reshape(shape), a),
        broadcast_to=lambda a, shape: _made(lambda t: t + np.zeros(shape), a),
        summation=summation,
        transpose=transpose,
    )
    return {
        "needle": needle,
        "simple_ml": module("simple_ml"),
        "numdifftools": module("numdifftools"),
        "mugrade": module("mugrade"),
    }


#: what belongs to the homework, not to the engine
INAPPLICABLE = {
    "test_topo_sort": "wants needle's own list of nodes, where a − b is an addition and a negation",
    "test_softmax_loss_ndl": "tests the student's softmax_loss on MNIST",
    "test_nn_epoch_ndl": "tests the student's nn_epoch on MNIST",
}
