"""What chapter 10 says about training on batches, digits and in its ward.

Each list has one number for each start, seeds 0, 1, 2, …; the chapter's `asserts`
cells run one of these starts anew and compare. It takes about a minute.
"""

import numpy as np

from autograd_lab.answers.ward import FAULTS, Patient
from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(
    __file__,
    "10_training",
    [
        "ch10-setup",
        "ch10-step",
        "ch10-start",
        "ch10-moons",
        "ch10-batches",
        "ch10-learn-digits",
    ],
)
c = experiment.names
SEEDS, MANY = 20, 30


def loss(Ws, bs):
    """The loss of all the moons."""
    return c["loss"](c["forward"](c["X"], Ws, bs)[-1], c["Y"])


def same_work(batch_size, seed):
    """The loss after 50 epochs of the moons in batches of this size."""
    Ws, bs = c["start"]((2, 8, 1), seed)
    rng = np.random.default_rng(seed)
    for _ in range(50):
        c["epoch"](c["X"], c["Y"], Ws, bs, 4.0, batch_size, rng.permutation(200))
    return loss(Ws, bs)


def full_steps(seed, steps=1000):
    """The loss of the moons after this many steps on all rows."""
    Ws, bs = c["start"]((2, 8, 1), seed)
    for _ in range(steps):
        c["step"](c["X"], c["Y"], Ws, bs, 4.0)
    return loss(Ws, bs)


def digits(seed, **way):
    """The share of new digits that are right, in per cent, after ten epochs in batches of ten."""
    with np.errstate(over="ignore"):
        return c["learn_digits"](seed, **way)[1][-1]


def ward(fault, seed):
    """The share of new rows that a patient of the ward has right, in per cent."""
    patient = Patient(fault, seed).train()
    return 100 * patient.right(patient.held_X, patient.held_Y)


def measured():
    """Every list, by its name."""
    yield "downhill", [[int(n) for n in c["right_ones"](seed, (0, 50, 100, 200, 400))] for seed in range(MANY)]
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
    experiment.write_record(dict(measured()))
