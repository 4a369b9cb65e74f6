"""What chapter 10 says about training on batches, digits and in its ward.

Each list has one number for each start, seeds 0, 1, 2, …; the chapter's `asserts`
cells run one of these starts anew and compare. It takes about a minute.
"""

from itertools import pairwise

import numpy as np

from autograd_lab import data
from autograd_lab.answers.ward import FAULTS, Patient
from autograd_lab.authoring.experiments import write_record

SEEDS, MANY = 20, 30


def sigma(z):
    return 1 / (1 + np.exp(-z))


def start(widths, seed):
    """Weights drawn at random, smaller where there are more inputs; biases 0."""
    rng = np.random.default_rng(seed)
    Ws = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in pairwise(widths)]
    return Ws, [np.zeros(width) for width in widths[1:]]


def forward(X, Ws, bs):
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        activations.append(sigma(activations[-1] @ W + b))
    return activations


def backward(Y, Ws, activations):
    dWs, dbs = [], []
    A = activations[-1]
    delta = 2 / len(Y) * (A - Y) * A * (1 - A)
    for l in reversed(range(len(Ws))):
        A_in = activations[l]
        dWs.insert(0, A_in.T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        delta = (delta @ Ws[l].T) * A_in * (1 - A_in)
    return dWs, dbs


def loss(X, Y, Ws, bs):
    return float(((forward(X, Ws, bs)[-1] - Y) ** 2).sum() / len(Y))


def epoch(X, Y, Ws, bs, rate, batch_size, order):
    """A step for each batch of rows, taken in this order."""
    for at in range(0, len(order), batch_size):
        rows = order[at : at + batch_size]
        dWs, dbs = backward(Y[rows], Ws, forward(X[rows], Ws, bs))
        for parameter, gradient in zip([*Ws, *bs], [*dWs, *dbs], strict=True):
            parameter -= rate * gradient


MOONS_X, _labels = data.moons(400, noise=0.1, seed=1)
X, Y = MOONS_X[:200], _labels[:200, None].astype(float)


def flat_gradient(rows, Ws, bs):
    dWs, dbs = backward(Y[rows], Ws, forward(X[rows], Ws, bs))
    return np.concatenate([g.ravel() for g in [*dWs, *dbs]])


def downhill(seed, epochs=(0, 50, 100, 200, 400)):
    """Of the twenty batches of ten, how many have a step that makes the loss of all rows fall, after so many epochs."""
    rng = np.random.default_rng(seed)
    Ws, bs = start((2, 8, 1), seed)
    counts = []
    for before, after in pairwise((0, *epochs)):
        for _ in range(after - before):
            epoch(X, Y, Ws, bs, 4.0, 10, rng.permutation(200))
        order = rng.permutation(200)
        full = flat_gradient(order, Ws, bs)
        counts.append(sum(flat_gradient(order[at : at + 10], Ws, bs) @ full > 0 for at in range(0, 200, 10)))
    return [int(count) for count in counts]


def same_work(batch_size, seed):
    """The loss after 50 epochs of the moons in batches of this size."""
    Ws, bs = start((2, 8, 1), seed)
    rng = np.random.default_rng(seed)
    for _ in range(50):
        epoch(X, Y, Ws, bs, 4.0, batch_size, rng.permutation(200))
    return loss(X, Y, Ws, bs)


def full_steps(seed, steps=1000):
    """The loss of the moons after this many steps on all rows."""
    Ws, bs = start((2, 8, 1), seed)
    for _ in range(steps):
        epoch(X, Y, Ws, bs, 4.0, 200, np.arange(200))
    return loss(X, Y, Ws, bs)


IMAGES, DIGIT = data.digits(seed=0)
D, HELD_D, d, held_d = data.train_test_split(IMAGES, DIGIT, test_size=0.25, seed=0)
T = data.one_hot(d)


def digits(seed, sorted_rows=False, brightness=1):
    """The share of new digits that are right, in per cent, after ten epochs in batches of ten."""
    Ws, bs = start((64, 30, 10), seed)
    rng = np.random.default_rng(seed)
    for _ in range(10):
        order = np.argsort(d, kind="stable") if sorted_rows else rng.permutation(len(D))
        with np.errstate(over="ignore"):
            epoch(brightness * D, T, Ws, bs, 2.0, 10, order)
    with np.errstate(over="ignore"):
        said = forward(brightness * HELD_D, Ws, bs)[-1].argmax(axis=1)
    return 100 * float((said == held_d).mean())


def ward(fault, seed):
    """The share of new rows that a patient of the ward has right, in per cent."""
    patient = Patient(fault, seed).train()
    return 100 * patient.right(patient.held_X, patient.held_Y)


def measured():
    """Every list, by its name."""
    yield "downhill", [downhill(seed) for seed in range(MANY)]
    for batch_size in (200, 40, 10, 1):
        yield (
            f"same_work_{batch_size}",
            [round(same_work(batch_size, seed), 5) for seed in range(SEEDS)],
        )
    yield "full_1000", [round(full_steps(seed), 5) for seed in range(SEEDS)]
    for name, changes in {
        "mixed": {},
        "sorted": {"sorted_rows": True},
        "bright": {"brightness": 255},
    }.items():
        yield (
            f"digits_{name}",
            [round(digits(seed, **changes), 2) for seed in range(SEEDS)],
        )
    for fault in (None, *FAULTS):
        yield (
            f"ward_{fault or 0}",
            [round(ward(fault, seed), 1) for seed in range(SEEDS)],
        )


if __name__ == "__main__":
    write_record(__file__, dict(measured()))
