"""Chapter 19: what arrives over forty steps, and which networks learn to say the first of T symbols.

From each of twenty seeds, by the chapter's own cells. `arrives_…`: the norm of the gradient at the first state over that at the
last, T = 40, before training. `solved_…`: the step at which 99 of 100 new sequences are right, 0 where it is not so by the last
step, then the share that is right at the end, and the largest norm of the gradient. `cosine_…`: that of the gradient of W_h from
the last 1, 3 and 10 steps to the whole one, before training, for T = 10 and 30.
"""

from autograd_lab import data
from autograd_lab.authoring.experiments import Experiment

SEEDS = range(20)
experiment = Experiment(
    __file__,
    "19_through_time",
    ["ch19-setup", "ch19-recurrent", "ch19-arriving", "ch19-solve", "ch19-descend", "ch19-cosine"],
)
c = experiment.names
Recurrent = c["Recurrent"]


def arrives(seed, start="usual", times=1.0):  # type: ignore[no-untyped-def]
    """What is left at the first state of what there is at the last, with W_h so many times as large."""
    net = Recurrent(4, 32, 4, seed, start)
    net.cell.weight_hh.data[:] *= times
    norms = c["arriving"](net, *data.first_symbol(32, 40, seed=seed))
    return float(f"{norms[0] / norms[-1]:.4g}")


def row(found):  # type: ignore[no-untyped-def]
    """A result of `solve` as numbers: 0 for None."""
    at, share, largest = found
    return [at or 0, round(float(share), 4), round(float(largest), 2)]


def cosines(seed, steps):  # type: ignore[no-untyped-def]
    """Those of the truncated gradients to the whole one."""
    net, (X, y) = Recurrent(4, 32, 4, seed), data.first_symbol(32, steps, seed=seed)
    whole = c["recurrent_gradient"](net, X, y)
    return [round(c["cosine"](c["recurrent_gradient"](net, X, y, keep), whole), 6) for keep in (1, 3, 10)]


def main() -> None:
    """Twenty seeds of each."""
    remember, descend = c["remember"], c["descend"]
    found = {
        "arrives_usual": [arrives(seed) for seed in SEEDS],
        "arrives_identity": [arrives(seed, "identity") for seed in SEEDS],
        "arrives_usual_times_2": [arrives(seed, times=2) for seed in SEEDS],
        "arrives_usual_times_4": [arrives(seed, times=4) for seed in SEEDS],
        "cosine_10": [cosines(seed, 10) for seed in SEEDS],
        "cosine_30": [cosines(seed, 30) for seed in SEEDS],
    }
    for clip in (1.0, 1e300):
        name = "clipped" if clip == 1 else "free"
        found[f"solved_{name}"] = [row(descend(seed, clip)) for seed in SEEDS]
    for keep in (1, 3, 5):
        found[f"solved_10_keep_{keep}"] = [row(remember(10, seed, keep=keep)) for seed in SEEDS]
    for steps in (10, 20, 40):
        for start in ("usual", "identity"):
            found[f"solved_{steps}_{start}"] = [row(remember(steps, seed, start)) for seed in SEEDS]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
