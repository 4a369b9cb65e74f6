"""Wrong and right ways to write `train` of problem set 6: other optimisers, starts, layers, losses, and their slips."""
# Lines here are written as students write them, some of them clumsily, and that is the point.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.variants import wrong
from autograd_lab.exams.question import Variant
from autograd_lab.mistakes import Array

Arrays = list[Array]
Step = Callable[[Array, Any, Array, int], tuple[Array, Any]]  # w, state, g, t → w, state


def _s(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def _start(rng: Any, widths: tuple[int, ...] = (2, 8, 1), size: float = 1.0) -> tuple[Arrays, Arrays]:
    shapes = list(pairwise(widths))
    return [size * rng.normal(size=shape) for shape in shapes], [size * rng.normal(size=n) for n in widths[1:]]


def _gradients(
    X: Array,
    Y: Array,
    Ws: Arrays,
    bs: Arrays,
    squash: Any = _s,
    slope: Any = lambda a: a * (1 - a),
    output: Any = _s,
    delta_of: Any = lambda a, Y: 2 / len(Y) * (a - Y) * a * (1 - a),
) -> tuple[Arrays, float]:
    """The gradients of all weights, then of all biases, and the loss."""
    answers = [X]
    for W, b in zip(Ws, bs, strict=True):
        answers.append((output if len(answers) == len(Ws) else squash)(answers[-1] @ W + b))
    delta = delta_of(answers[-1], Y)
    dWs: Arrays = []
    dbs: Arrays = []
    for layer in reversed(range(len(Ws))):
        dWs.insert(0, answers[layer].T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        delta = delta @ Ws[layer].T * slope(answers[layer])
    return [*dWs, *dbs], float(np.mean((answers[-1] - Y) ** 2))


def _plain(lr: float) -> Step:
    return lambda w, state, g, t: (w - lr * g, state)


def _momentum(lr: float, beta: float = 0.9) -> Step:
    def step(w: Array, v: Any, g: Array, t: int) -> tuple[Array, Any]:
        v = g if v is None else beta * v + g
        return w - lr * v, v

    return step


def _rmsprop(lr: float, rho: float = 0.9) -> Step:
    def step(w: Array, s: Any, g: Array, t: int) -> tuple[Array, Any]:
        s = (1 - rho) * g**2 + (0 if s is None else rho * s)
        return w - lr * g / (np.sqrt(s) + 1e-8), s

    return step


def _adam(lr: float = 0.1, eps: float = 1e-8) -> Step:
    def step(w: Array, state: Any, g: Array, t: int) -> tuple[Array, Any]:
        m, v = (0.0, 0.0) if state is None else state
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        return w - lr * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + eps), (m, v)

    return step


def _run(
    X: Array, Y: Array, Ws: Arrays, bs: Arrays, step: Step, epochs: int = 500, **lines: Any
) -> tuple[Arrays, Arrays]:
    """All rows at once, `epochs` times."""
    layers, parameters, states = len(Ws), [*Ws, *bs], [None] * (len(Ws) + len(bs))
    for t in range(1, epochs + 1):
        gradients, _ = _gradients(X, Y, parameters[:layers], parameters[layers:], **lines)
        moved = [step(w, s, g, t) for w, s, g in zip(parameters, states, gradients, strict=True)]
        parameters, states = [w for w, _ in moved], [s for _, s in moved]
    return parameters[:layers], parameters[layers:]


def _trained(step: Step | None = None, epochs: int = 500, widths: tuple[int, ...] = (2, 8, 1), **lines: Any) -> Any:
    def train(X: Array, Y: Array, rng: Any) -> Any:
        return _run(X, Y, *_start(rng, widths), step or _adam(), epochs, **lines)

    return train


right = _trained()


def _back(change: Callable[[Arrays, Arrays], Any]) -> Any:
    """Trained well, and changed before it is returned."""

    def train(X: Array, Y: Array, rng: Any) -> Any:
        return change(*right(X, Y, rng))

    return train


def _from(start: Callable[[Any], tuple[Arrays, Arrays]], step: Step | None = None, epochs: int = 300) -> Any:
    """Trained from another start."""

    def train(X: Array, Y: Array, rng: Any) -> Any:
        return _run(X, Y, *start(rng), step or _adam(), epochs)

    return train


def _standardised(X: Array) -> Array:
    return np.asarray((X - X.mean(axis=0)) / X.std(axis=0))


def _centred_in_place(X: Array, Y: Array, rng: Any) -> Any:
    X -= X.mean(axis=0)
    return right(X, Y, rng)


def _shuffled_in_place(X: Array, Y: Array, rng: Any) -> Any:
    rng.shuffle(X)
    return right(X, Y, rng)


def _a_little_chance(X: Array, Y: Array, rng: Any) -> Any:
    Ws, bs = right(X, Y, rng)
    return [W + 1e-3 * np.random.normal(size=W.shape) for W in Ws], bs


def _seeded_for_all(X: Array, Y: Array, rng: Any) -> Any:
    np.random.seed(0)
    return right(X, Y, np.random)


def _zeros(rng: Any) -> tuple[Arrays, Arrays]:
    return [np.zeros((2, 8)), np.zeros((8, 1))], [np.zeros(8), np.zeros(1)]


def _halves(rng: Any) -> tuple[Arrays, Arrays]:
    return [np.full((2, 8), 0.5), np.full((8, 1), 0.5)], [np.zeros(8), np.zeros(1)]


def _negative(rng: Any) -> tuple[Arrays, Arrays]:
    return [rng.normal(size=(2, 8)), -rng.uniform(5, 9, (8, 1))], [np.ones(8), np.full(1, -20.0)]


TANH: dict[str, Any] = {"squash": np.tanh, "slope": lambda a: 1 - a**2}
RELU: dict[str, Any] = {"squash": lambda z: np.maximum(z, 0), "slope": lambda a: (a > 0).astype(float)}
LINEAR: dict[str, Any] = {"output": lambda z: z, "delta_of": lambda a, Y: 2 / len(Y) * (a - Y)}

TRAIN_WRONG = (
    wrong("no-hidden-layer", "one layer, Adam", _trained(widths=(2, 1))),
    wrong("no-hidden-layer", "one layer, descent", _trained(_plain(2.0), widths=(2, 1))),
    wrong("alike-neurons", "zeros", _from(_zeros)),
    wrong("alike-neurons", "halves", _from(_halves)),
    wrong("saturated", "from the start", _from(_negative, _plain(0.1), 50)),
    wrong("saturated", "a rate of a million", _trained(_plain(1e6), 200)),
    wrong("classes-exchanged", "1 − Y", lambda X, Y, rng: right(X, 1 - Y, rng)),
    wrong(
        "classes-exchanged",
        "the last layer turned over",
        _back(lambda Ws, bs: ([*Ws[:-1], -Ws[-1]], [*bs[:-1], -bs[-1]])),
    ),
    wrong("other-activation", "tanh", _trained(widths=(2, 8, 8, 1), **TANH)),
    wrong("other-activation", "ReLU", _trained(widths=(2, 16, 1), **RELU)),
    wrong("linear-output", "no σ at the output", _trained(epochs=800, **LINEAR)),
    wrong("weights-transposed", "(n_out, n_in)", _back(lambda Ws, bs: ([W.T for W in Ws], bs))),
    wrong("reversed", "output first", _back(lambda Ws, bs: (Ws[::-1], bs[::-1]))),
    wrong("chance-elsewhere", "a generator of its own", lambda X, Y, rng: right(X, Y, np.random.default_rng())),
    wrong("chance-elsewhere", "noise at the end", _a_little_chance),
    wrong("rng-unused", "a seed of its own", lambda X, Y, rng: right(X, Y, np.random.default_rng(0))),
    wrong("rng-unused", "the common generator, seeded", _seeded_for_all),
    wrong("diverged", "zeros, and Adam without ε", _from(_zeros, _adam(eps=0.0), 3)),
    wrong("diverged", "overflow", _back(lambda Ws, bs: ([W * 1e308 * 1e308 for W in Ws], bs))),
    wrong("inputs-rescaled", "standardised rows", lambda X, Y, rng: right(_standardised(X), Y, rng)),
    wrong("inputs-changed", "X -= mean", _centred_in_place),
    wrong("inputs-changed", "rng.shuffle(X)", _shuffled_in_place),
)


def _minibatches(X: Array, Y: Array, rng: Any) -> Any:
    Ws, bs = _start(rng, (2, 16, 1))
    parameters, states, t, step = [*Ws, *bs], [None] * 4, 0, _adam(0.1)
    for _ in range(50):
        order = rng.permutation(len(X))
        for batch in np.array_split(order, 10):
            t += 1
            gradients, _ = _gradients(X[batch], Y[batch], parameters[:2], parameters[2:])
            moved = [step(w, s, g, t) for w, s, g in zip(parameters, states, gradients, strict=True)]
            parameters, states = [w for w, _ in moved], [s for _, s in moved]
    return parameters[:2], parameters[2:]


def _until_it_is_good(X: Array, Y: Array, rng: Any) -> Any:
    Ws, bs = _start(rng)
    parameters, states, step = [*Ws, *bs], [None] * 4, _adam(0.05)
    for t in range(1, 3000):
        gradients, loss = _gradients(X, Y, parameters[:2], parameters[2:])
        if loss < 0.004:
            break
        moved = [step(w, s, g, t) for w, s, g in zip(parameters, states, gradients, strict=True)]
        parameters, states = [w for w, _ in moved], [s for _, s in moved]
    return parameters[:2], parameters[2:]


def _best_of_three(X: Array, Y: Array, rng: Any) -> Any:
    nets = [_run(X, Y, *_start(rng), _adam(), 250) for _ in range(3)]
    return min(nets, key=lambda net: _gradients(X, Y, *net)[1])


def _folded_back(X: Array, Y: Array, rng: Any) -> Any:
    mean, spread = X.mean(axis=0), X.std(axis=0)
    Ws, bs = right((X - mean) / spread, Y, rng)
    first = Ws[0] / spread[:, None]
    return [first, Ws[1]], [bs[0] - mean @ first, bs[1]]


def _clipped(X: Array, Y: Array, rng: Any) -> Any:
    step, (Ws, bs) = _momentum(2.0), _start(rng, (2, 16, 1))
    parameters: Arrays = [*Ws, *bs]
    states: list[Any] = [None] * 4
    for t in range(1, 701):
        gradients, _ = _gradients(X, Y, parameters[:2], parameters[2:])
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        gradients = [g * min(1.0, 1.0 / norm) for g in gradients]
        moved = [step(w, s, g, t) for w, s, g in zip(parameters, states, gradients, strict=True)]
        parameters, states = [w for w, _ in moved], [s for _, s in moved]
    return parameters[:2], parameters[2:]


def _without_chance(rng: Any) -> tuple[Arrays, Arrays]:
    angles = np.arange(16)
    return [3 * np.stack([np.cos(angles), np.sin(angles)]), np.cos(3.0 * angles)[:, None]], [np.zeros(16), np.zeros(1)]


def _seeded_by_rng(X: Array, Y: Array, rng: Any) -> Any:
    return right(X, Y, np.random.default_rng(rng.integers(2**31)))


CROSS_ENTROPY: dict[str, Any] = {"delta_of": lambda a, Y: (a - Y) / len(Y)}
TRAIN_RIGHT = (
    Variant("Adam", right),
    Variant("momentum", _trained(_momentum(1.0), 700, (2, 16, 1))),
    Variant("RMSprop", _trained(_rmsprop(0.1), 600)),
    Variant("plain descent", _trained(_plain(15.0), 1000, (2, 16, 1))),
    Variant("minibatches", _minibatches),
    Variant("sixteen neurons", _trained(_adam(0.05), widths=(2, 16, 1))),
    Variant("two hidden layers", _trained(_adam(0.05), 500, (2, 8, 8, 1))),
    Variant("cross-entropy", _trained(_adam(), 400, (2, 16, 1), **CROSS_ENTROPY)),
    Variant("until the loss is small", _until_it_is_good),
    Variant("the best of three", _best_of_three),
    Variant("standardised, and folded back", _folded_back),
    Variant("momentum and clipping", _clipped),
    Variant("a start without chance", _from(_without_chance, _adam(0.05), 700)),
    Variant("a generator seeded by rng", _seeded_by_rng),
    Variant("biases as rows", _back(lambda Ws, bs: (tuple(Ws), [b[None, :] for b in bs]))),
)
