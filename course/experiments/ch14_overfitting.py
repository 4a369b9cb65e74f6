"""What chapter 14 says of many draws: it runs the functions of the chapter itself, and takes some minutes.

Differences are in points of 100, against the plain network of the same draw. The strengths of the remedies were chosen on
draws 100 to 109, by the two hundred digits that are held back: `chosen_…`.
"""

import numpy as np

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(
    __file__,
    "14_overfitting",
    [
        "ch14-setup",
        "ch14-pictures",
        "ch14-learn",
        "ch14-augment",
        "ch14-measured",
        "ch14-near",
    ],
)
c = experiment.names
DRAWS = range(20)
OTHERS = range(100, 110)


def key(*words):
    return "_".join(str(word) for word in words).replace(" ", "_").replace(".", "").replace("/", "")


def strengths():
    """The share of held-back digits that is read, for each strength, on draws that are not measured."""
    for wrong in (0, 20):
        for price, tried in (
            ("l2", (0.001, 0.003, 0.01, 0.03, 0.1)),
            ("decay", (0.03, 0.1, 0.3, 1, 3, 10)),
        ):
            for strength in tried:
                found = []
                for draw in OTHERS:
                    (X, y), (X_held, y_held), _ = c["deal"](draw, wrong)
                    net = c["learn"](c["network"](draw), X, y, **{price: strength})
                    found.append(c["score"](c["probabilities"](net, X_held), y_held)[1])
                yield key("chosen", wrong, price, strength), found


def remedies():
    """The gains of every change, and what the plain network reads."""
    for wrong in (0, 20):
        gains, runs = c["measured"](wrong, DRAWS)
        yield key("plain", wrong), [100 * run["plain"][1] for run in runs]
        for name, points in gains.items():
            yield key(name, wrong), points


def plain():
    """What the plain network does with 20 false labels: its training loss, and what the held-back digits would gain."""
    losses, gains, best = [], [], []
    for draw in DRAWS:
        (X, y), (X_held, y_held), (X_new, y_new) = c["deal"](draw, wrong=20)
        seen = []

        def look(epoch, loss, X_held=X_held, y_held=y_held, seen=seen):
            if epoch % 5 == 0:
                seen.append(
                    (
                        c["score"](c["probabilities"](net, X_held), y_held)[0],
                        epoch,
                    )
                )

        net = c["network"](draw)
        c["learn"](net, X, y, after=look)
        losses.append(c["score"](c["probabilities"](net, X), y)[0])
        best.append(min(seen)[1])
        everything = c["learn"](c["network"](draw), np.vstack([X, X_held]), np.append(y, y_held))
        reads = [c["score"](c["probabilities"](one, X_new), y_new)[1] for one in (everything, net)]
        gains.append(100 * (reads[0] - reads[1]))
    yield "training_loss_20", losses
    yield "epoch_kept_20", best
    yield "held_back_labels_20", gains


def by_heart():
    """Epochs to a loss of 0.02, with their own labels and with labels dealt out, and the digits of 100 read then."""
    for name in ("own", "dealt out"):
        epochs, reads = [], []
        for draw in DRAWS:
            (X, y), _, (X_new, y_new) = c["deal"](draw)
            told = y if name == "own" else np.random.default_rng(draw).permutation(y)
            count = []

            def after(epoch, loss, count=count):
                count.append(epoch)
                return loss < 0.02

            net = c["learn"](c["network"](draw), X, told, epochs=600, after=after)
            epochs.append(count[-1])
            reads.append(100 * c["score"](c["probabilities"](net, X_new), y_new)[1])
        yield key("epochs", name), epochs
        yield key("read", name), reads


def moments():
    """At the epoch with the lowest held-back loss and at epoch 300: that loss, digits missed, certainty of the wrong."""
    rows = []
    for draw in DRAWS:
        (X, y), (X_held, y_held), _ = c["deal"](draw)
        seen = []

        def look(epoch, loss, X_held=X_held, y_held=y_held, seen=seen):
            if epoch % 5 == 0:
                p = c["probabilities"](net, X_held)
                missed = p.argmax(axis=1) != y_held
                seen.append(
                    (
                        c["score"](p, y_held)[0],
                        epoch,
                        missed.sum(),
                        p[missed].max(axis=1).mean(),
                    )
                )

        net = c["network"](draw)
        c["learn"](net, X, y, epochs=300, after=look)
        rows.append((min(seen), seen[-1]))
    for place, when in enumerate(("best", "300")):
        for at, what in enumerate(("held_back_loss", "epoch", "missed", "certainty")):
            yield key(what, when), [row[place][at] for row in rows]


def switches():
    """The share of new digits read with dropout's switch forgotten and used."""
    forgotten, used = [], []
    for draw in DRAWS:
        (X, y), _, (X_new, y_new) = c["deal"](draw)
        net = c["learn"](c["network"](draw, p=0.5), X, y)
        with c["no_grad"]():
            forgotten.append(100 * np.mean(net.train()(X_new).numpy().argmax(axis=1) == y_new))
        used.append(100 * c["score"](c["probabilities"](net, X_new), y_new)[1])
    yield "switch_forgotten", forgotten
    yield "switch_used", used


def zeros():
    """The share of the first layer's weights that end below 0.01 in size."""
    for name, price in (
        ("plain", {}),
        ("L2 0.003", {"l2": 0.003}),
        ("L1 0.003", {"l1": 0.003}),
    ):
        yield (
            key("near_zero", name),
            [c["near_zero"](draw, **price) for draw in DRAWS],
        )


if __name__ == "__main__":
    parts = (strengths, remedies, plain, by_heart, moments, switches, zeros)
    found = {name: numbers for part in parts for name, numbers in part()}
    experiment.write_record(
        {name: [round(float(one), 5) for one in numbers] for name, numbers in found.items()},
    )
