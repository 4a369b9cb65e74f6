"""Chapter 25: what a gradient gives away, and how well ten clients learn together, from twenty starts each.

By the chapter's own cells. `away_…`: how many of 1, 2, 4, 8, 16 and 32 images stand among the quotients of their gradients, in a
network of ReLU or tanh neurons as it is drawn. `read_k_rounds_steps`: the share of 400 new images that is read by a network of
ten clients with k pieces of the sorted images each (0: dealt out at random).
"""

from autograd_lab import nn
from autograd_lab.authoring.experiments import Experiment

SEEDS, BATCHES = range(20), (1, 2, 4, 8, 16, 32)
RUNS = [(k, 20, 10) for k in (0, 2, 1)] + [(k, rounds, 200 // rounds) for k in (0, 1) for rounds in (200, 4)]
experiment = Experiment(__file__, "25_outlook", ["ch25-setup", "ch25-data", "ch25-given-away", "ch25-federated"])
c = experiment.names


def away(seed, activation):  # type: ignore[no-untyped-def]
    """How many images of a batch are given away, for each size of batch."""
    X, y, *_ = c["images"](seed)
    net = c["network"](seed, activation)
    return [int(c["given_away"](net, X[:n], y[:n]).sum()) for n in BATCHES]


def read(seed, *settings):  # type: ignore[no-untyped-def]
    """The share of new images that is read."""
    return round(c["share_right"](c["federated"](seed, *settings), *c["images"](seed)[2:]), 4)


def main() -> None:
    """All of it."""
    found = {f"away_{kind.__name__.lower()}": [away(seed, kind) for seed in SEEDS] for kind in (nn.ReLU, nn.Tanh)}
    for settings in RUNS:
        found["read_{}_{}_{}".format(*settings)] = [read(seed, *settings) for seed in SEEDS]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
