"""Chapter 25: a network that reads digits, with few bits, with pixels taken away, and with a step uphill, from twenty starts.

By the chapter's own cells. Of 400 new images the share that is read: `whole`; `after`, rounded to 8, 4, 3 and 2 bits; `while`, after
ten epochs more with rounding to 3 and to 2 bits; `longer`, after ten epochs more without, then rounded to 3 and 2. `kept`: the share that
keeps its answer when ten pixels are replaced by paper (0), by the mean image, by ink (1); in each of these, chosen by lot, by the
gradient, and from paper, mean and ink. `pushed`: read after a step uphill of 0.05, 0.1 and 0.2, and after one of 0.1 with signs by lot.
"""

import numpy as np

from autograd_lab.authoring.experiments import Experiment

SLUGS = ("setup", "data", "federated", "few-bits", "contributions", "replaced", "pushed")
experiment = Experiment(__file__, "25_outlook", [f"ch25-{slug}" for slug in SLUGS])
c = experiment.names


def again(seed, weights, X, y, bits=None):  # type: ignore[no-untyped-def]
    """The shares read with 3 and 2 bits (or with `bits`) after ten epochs more, with rounding or without."""
    net = c["network"](seed)
    for p, w in zip(net.parameters(), weights, strict=True):
        p.data[:] = w
    c["learn"](net, seed, 10, c["with_bits"](net, bits) if bits else None)
    return [c["share_right"](c["with_bits"](net, b), X, y) for b in ([bits] if bits else [3, 2])]


def start(seed):  # type: ignore[no-untyped-def]
    """All that is measured from one start, by name."""
    X_old, _, X, y = c["images"](seed)
    net = c["learn"](c["network"](seed), seed)
    weights = [p.data.copy() for p in net.parameters()]
    share, bits = c["share_right"], c["with_bits"]
    baselines = {"paper": np.zeros(64), "mean": X_old.mean(axis=0), "ink": np.ones(64)}
    scores = c["scores_of"](net, X, baselines, seed)
    lot = np.random.default_rng(seed).choice([-0.1, 0.1], X.shape)
    return {
        "whole": share(net, X, y),
        "after": [share(bits(net, b), X, y) for b in (8, 4, 3, 2)],
        "while": [*again(seed, weights, X, y, 3), *again(seed, weights, X, y, 2)],
        "longer": again(seed, weights, X, y),
        "kept": [c["still_said"](net, X, s, base) for base in baselines.values() for s in scores.values()],
        "pushed": [
            *(share(net, c["pushed"](net, X, y, size), y) for size in (0.05, 0.1, 0.2)),
            share(net, (X + lot).clip(0, 1), y),
        ],
    }


def main() -> None:
    """Twenty starts."""
    runs = [start(seed) for seed in range(20)]
    experiment.write_record({name: [np.round(run[name], 4).tolist() for run in runs] for name in runs[0]})


if __name__ == "__main__":
    main()
