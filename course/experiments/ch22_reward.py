"""Chapter 22: three weights for one gradient, twenty networks each; and what comes of ten steps on the same games.

From each of twenty seeds, by the chapter's own cells; the three weights are numbered as in its `WAYS`. `learnt_…`: the games that
were played when three updates in a row had held the pole for 195 steps, 0 where that did not come; the mean and the smallest of
the last ten updates' steps; the mean loss of the first five and of the last five updates. `ratio_…`: the signal-to-noise ratio of
one game of a new network, from 300. `again`: loss and steps of a new game, before, after one and after ten steps on the same sixteen games.
"""

import numpy as np

from autograd_lab.authoring.experiments import Experiment

SEEDS = range(20)
experiment = Experiment(__file__, "22_reward", ["ch22-setup", "ch22-play", "ch22-learn", "ch22-noise", "ch22-again"])
c = experiment.names
WAYS = c["WAYS"]


def learnt(way, seed):  # type: ignore[no-untyped-def]
    """What came of sixty updates, in numbers."""
    _, steps, losses = c["learn"](way, seed)
    held = [at for at in range(3, len(steps) + 1) if min(steps[at - 3 : at]) >= 195]
    last = steps[-10:]
    numbers = np.mean(last), min(last), np.mean(losses[:5]), np.mean(losses[-5:])
    return [16 * held[0] if held else 0, *(round(float(number), 3) for number in numbers)]


def ratio(way, seed):  # type: ignore[no-untyped-def]
    """The signal-to-noise ratio of one game of a new network."""
    net = c["policy"](seed)
    played = c["play"](net, 300, np.random.default_rng(5 + seed))
    return round(float(c["signal_to_noise"](c["gradients_of_games"](net, played, way))), 4)


def main() -> None:
    """Twenty seeds of each."""
    found = {f"learnt_{k}": [learnt(way, seed) for seed in SEEDS] for k, way in enumerate(WAYS)}
    found |= {f"ratio_{k}": [ratio(way, seed) for seed in SEEDS] for k, way in enumerate(WAYS)}
    found["again"] = [[round(float(one), 2) for pair in c["again"](seed) for one in pair] for seed in SEEDS]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
