"""Chapter 23: how many new digits a network reads that has learnt in each of seven ways, and how feedback alignment turns.

`tried …`: from each of five starts three rates, and what each ends at, by the chapter's own cells. Then from each of twenty other
starts, with the rate that was best in the mean: under the name of a way the share of 400 new pictures that is right after 1,000
steps. `turning`: the cosines of the chapter's run at its seven steps, of the gradients and then of the weights.
"""

import numpy as np

from autograd_lab.authoring.experiments import Experiment

SLUGS = ["ch23-setup", "ch23-network", "ch23-turning", "ch23-ways", "ch23-forward-forward"]
RATES = {
    "backpropagation": (0.3, 1, 3),
    "output layer alone": (0.3, 1, 3),
    "feedback alignment": (0.3, 1, 3),
    "1 direction": (0.003, 0.01, 0.03),
    "16 directions": (0.03, 0.1, 0.3),
    "evolution": (0.3, 1, 3),
    "forward-forward": (10, 30, 100),
}
SEEDS, OTHERS = range(20), range(100, 105)
experiment = Experiment(__file__, "23_no_gradient", SLUGS)
c = experiment.names


def end(way, seed, rate):  # type: ignore[no-untyped-def]
    """The share that is right at the end."""
    share = c["forward_forward"](seed, rate) if way == "forward-forward" else c["learn"](way, seed, rate)
    return round(float(share), 4)


def main() -> None:
    """Each way at three rates from five starts, then at the best of them from twenty others."""
    found = {}
    for way, rates in RATES.items():
        tried = np.array([[end(way, seed, rate) for rate in rates] for seed in OTHERS])
        found[f"tried {way}"] = [[*rates, *row] for row in tried.tolist()]
        found[way] = [end(way, seed, rates[tried.mean(axis=0).argmax()]) for seed in SEEDS]
    turned = [c["turning"](seed) for seed in SEEDS]
    found["turning"] = [[round(float(one), 4) for one in (*run[:, 1], *run[:, 2])] for run in turned]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
