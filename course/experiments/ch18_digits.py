"""Chapter 18: centred digits, by a small convolutional network and an MLP; and a convolution with a wrong gradient.

From each of twenty seeds, with a split of the digits of its own, by the chapter's own cells. The share of 400 new digits
that are read right: by the network with the right gradient; with the gradient of the second convolution's input *not
flipped*; with that gradient reversed; with the first convolution frozen as it was drawn; by an MLP; and by both kinds from 200
digits, in about as many steps. `cosine` is that of the first filters' gradient by the unflipped rule to the right one, over
200 digits: before training, and after training by the unflipped rule.
"""

import numpy as np

from autograd_lab import functional
from autograd_lab.authoring.experiments import Experiment

SEEDS = range(20)
EPOCHS, FEW, EPOCHS_OF_FEW = 10, 200, 70
experiment = Experiment(
    __file__,
    "18_convolution",
    ["ch18-setup", "ch18-correlate", "ch18-own-rule", "ch18-learn", "ch18-centred"],
)
c = experiment.names
Right = c["Convolution"]


class Reversed(Right):  # type: ignore[misc, valid-type]  # a class of the chapter's
    """The convolution whose input gets its gradient with the other sign."""

    def backward(self, g):  # type: ignore[no-untyped-def]
        """The gradient of the input, reversed, and that of the filter."""
        dx, dw = super().backward(g)
        return -dx, dw


def first_gradient(net, flip, X, y):  # type: ignore[no-untyped-def]
    """The gradient of the first filters, in a row."""
    net[3].flip = flip
    net.zero_grad()
    functional.cross_entropy(net(X), y).backward()
    return net[0].weight.grad.ravel().copy()


def cosine(net, X, y):  # type: ignore[no-untyped-def]
    """That of the gradients by the unflipped rule and by the right one."""
    kept = net[3].flip
    wrong, right = (first_gradient(net, flip, X, y) for flip in (False, True))
    net[3].flip = kept
    net.zero_grad()
    return wrong @ right / (np.linalg.norm(wrong) * np.linalg.norm(right))


def shares(make, seed, few=None, rule=Right):  # type: ignore[no-untyped-def]
    """The share that is read after training, and the cosines of a network with an unflipped rule."""
    (X, y), new = c["centred"](seed)
    c["Convolution"] = rule
    net = make(seed)
    unflipped = getattr(net[3], "flip", True) is False
    cosines = [cosine(net, X[:FEW], y[:FEW])] if unflipped else []
    c["learn"](net, X[:few], y[:few], EPOCHS if few is None else EPOCHS_OF_FEW, seed)
    if unflipped:
        cosines.append(cosine(net, X[:FEW], y[:FEW]))
    c["Convolution"] = Right
    return [c["share_read"](net, *new), *cosines]


def main() -> None:
    """Seven ways, twenty seeds each."""
    cnn, mlp = c["small_cnn"], c["mlp"]
    found = {
        "right": [shares(cnn, seed) for seed in SEEDS],
        "unflipped": [shares(lambda s: cnn(s, flip=False), seed) for seed in SEEDS],
        "reversed": [shares(cnn, seed, rule=Reversed) for seed in SEEDS],
        "frozen": [shares(lambda s: cnn(s, frozen=True), seed) for seed in SEEDS],
        "mlp": [shares(mlp, seed) for seed in SEEDS],
        "right_from_200": [shares(cnn, seed, FEW) for seed in SEEDS],
        "mlp_from_200": [shares(mlp, seed, FEW) for seed in SEEDS],
    }
    record = {name: [row[0] for row in rows] for name, rows in found.items()}
    record["cosine"] = [row[1:] for row in found["unflipped"]]
    experiment.write_record(
        {name: [[round(float(n), 4) for n in np.atleast_1d(row)] for row in rows] for name, rows in record.items()}
    )


if __name__ == "__main__":
    main()
