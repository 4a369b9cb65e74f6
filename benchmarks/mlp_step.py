"""One training step of a sigmoid MLP as a race: NumPy by hand, our nn and optim, PyTorch, HIPS autograd, MyGrad.

Every contender starts from the same numbers, and their losses over a few steps are compared before the race.
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab import functional, nn, optim, record
from autograd_lab.tensor.tensor import Tensor
from benchmarks.textbook import Preallocated, Textbook, draw

SMALL = (2, 16, 16, 1)
LARGE = (784, 128, 64, 10)
#: case -> sizes, batch, dtype, whether the targets are classes
CASES: dict[str, tuple[tuple[int, ...], int, type, bool]] = {
    "2-16-16-1, batch 100, float64": (SMALL, 100, np.float64, False),
    "784-128-64-10, batch 64, float64": (LARGE, 64, np.float64, True),
    "784-128-64-10, batch 64, float32": (LARGE, 64, np.float32, True),
}
ANCHOR = "textbook NumPy"
LR = 0.1


def ours(Ws: list[Any], bs: list[Any], X: Any, Y: Any, classes: bool, recorded: bool = False) -> Callable[[], object]:
    """As a user of nn and optim writes it; recorded: with `record`, which runs the graph of the first step again."""
    layers: list[nn.Module] = []
    for m, n in itertools.pairwise([len(Ws[0]), *map(len, bs)]):
        layers += [nn.Linear(m, n, dtype=X.dtype), nn.Sigmoid()]
    net = nn.Sequential(*layers[:-1])
    for parameter, start in zip(net.parameters(), _woven(Ws, bs), strict=True):
        parameter.data = start
    optimizer = optim.SGD(net.parameters(), lr=LR)
    loss_of = functional.cross_entropy if classes else functional.mse
    inputs, targets = Tensor(X), Tensor(Y)
    replay = record(lambda: loss_of(net(inputs), targets))

    def step() -> float:
        loss = loss_of(net(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    def recorded_step() -> float:
        optimizer.zero_grad()
        loss = replay()
        optimizer.step()
        return loss

    return recorded_step if recorded else step


def torch_nn(Ws: list[Any], bs: list[Any], X: Any, Y: Any, classes: bool) -> Callable[[], object]:
    """PyTorch's nn and optim."""
    import torch

    layers: list[Any] = []
    for m, n in itertools.pairwise([len(Ws[0]), *map(len, bs)]):
        layers += [torch.nn.Linear(m, n), torch.nn.Sigmoid()]
    inputs, targets = torch.tensor(X), torch.tensor(Y)
    net = torch.nn.Sequential(*layers[:-1]).to(inputs.dtype)
    with torch.no_grad():
        for parameter, start in zip(net.parameters(), _woven(Ws, bs), strict=True):
            parameter.copy_(torch.tensor(start.T))
    optimizer = torch.optim.SGD(net.parameters(), lr=LR)
    loss_of = torch.nn.functional.cross_entropy if classes else torch.nn.functional.mse_loss

    def step() -> float:
        loss = loss_of(net(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return step


def torch_functional(Ws: list[Any], bs: list[Any], X: Any, Y: Any, classes: bool) -> Callable[[], object]:
    """PyTorch's tensors without modules, updated by hand."""
    import torch

    turned = _woven([np.ascontiguousarray(W.T) for W in Ws], bs)  # F.linear takes (n_out, n_in)
    parameters = [torch.tensor(p, requires_grad=True) for p in turned]
    inputs, targets = torch.tensor(X), torch.tensor(Y)
    loss_of = torch.nn.functional.cross_entropy if classes else torch.nn.functional.mse_loss

    def step() -> float:
        a = inputs
        for i in range(0, len(parameters), 2):
            a = torch.sigmoid(a) if i else a
            a = torch.nn.functional.linear(a, parameters[i], parameters[i + 1])
        loss = loss_of(a, targets)
        loss.backward()
        with torch.no_grad():
            for p in parameters:
                p -= LR * p.grad
                p.grad = None
        return float(loss.item())

    return step


def hips(Ws: list[Any], bs: list[Any], X: Any, Y: Any, classes: bool) -> Callable[[], object]:
    """HIPS autograd: NumPy code, differentiated."""
    import autograd
    import autograd.numpy as anp

    parameters = _woven(Ws, bs)
    rows = np.arange(len(X))

    def loss_of(parameters: list[Any]) -> Any:
        a = X
        for i in range(0, len(parameters), 2):
            a = 1 / (1 + anp.exp(-a)) if i else a
            a = anp.dot(a, parameters[i]) + parameters[i + 1]
        if not classes:
            return anp.mean((a - Y) ** 2)
        shifted = a - anp.max(a, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - shifted[rows, Y])

    gradient = autograd.value_and_grad(loss_of)

    def step() -> float:
        loss, grads = gradient(parameters)
        for p, g in zip(parameters, grads, strict=True):
            p -= LR * g
        return float(loss)

    return step


def mygrad(Ws: list[Any], bs: list[Any], X: Any, Y: Any, classes: bool) -> Callable[[], object]:
    """MyGrad's tensors, updated by hand."""
    import mygrad as mg
    from mygrad.nnet.losses import softmax_crossentropy

    parameters = [mg.tensor(p, copy=True) for p in _woven(Ws, bs)]

    def step() -> float:
        a: Any = X
        for i in range(0, len(parameters), 2):
            a = mg.nnet.sigmoid(a) if i else a
            a = mg.matmul(a, parameters[i]) + parameters[i + 1]
        loss = softmax_crossentropy(a, Y) if classes else mg.mean((a - Y) ** 2)
        loss.backward()
        for p in parameters:
            p.data -= LR * p.grad
            p.null_grad()
        return float(loss.item())

    return step


def contenders(case: str, others: bool = True) -> dict[str, Callable[[], object]]:
    """Name -> one training step of this case, the anchor first; raises AssertionError when the losses differ.

    others   False leaves the other libraries out (and unloaded): what an allocation costs the textbook's step
             depends on what else has been loaded into the process
    """
    sizes, batch, dtype, classes = CASES[case]

    def fresh() -> tuple[Any, ...]:
        return draw(sizes, batch, dtype, classes)

    made: dict[str, Callable[[], object]] = {
        ANCHOR: Textbook(*fresh(), lr=LR).step,
        "NumPy, preallocated": Preallocated(*fresh(), lr=LR).step,
        "Autograd Lab, nn and optim": ours(*fresh(), classes),
        "Autograd Lab, recorded": ours(*fresh(), classes, recorded=True),
    }
    if others:
        made |= {
            "PyTorch, functional": torch_functional(*fresh(), classes),
            "PyTorch, nn and optim": torch_nn(*fresh(), classes),
            "HIPS autograd": hips(*fresh(), classes),
            "MyGrad": mygrad(*fresh(), classes),
        }
    losses = {name: [float(step()) for _ in range(5)] for name, step in made.items()}  # type: ignore[arg-type]
    tolerance = 1e-10 if dtype is np.float64 else 1e-4
    for name, mine in losses.items():
        if not np.allclose(mine, losses[ANCHOR], rtol=tolerance):
            raise AssertionError(f"{name} does not compute the textbook's losses: {mine}, not {losses[ANCHOR]}")
    return made


def _woven(Ws: list[Any], bs: list[Any]) -> list[Any]:
    """W1, b1, W2, b2, ... as modules list their parameters."""
    return [p for pair in zip(Ws, bs, strict=True) for p in pair]
