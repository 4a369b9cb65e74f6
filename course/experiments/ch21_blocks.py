"""Chapter 21: sixteen blocks without a road, with a road alone, and normed before or after each part.

From each seed, by the chapter's own cells. `road_…`: ‖∂L/∂x‖ before the first block over that behind the last, before training, with
the usual weights and with all matrices of the blocks doubled (twenty seeds). `learnt_…`: after 200 steps at the rates 0.003 and
0.001 the share of 300 new numbers that is written right (eight seeds); 0 for a run that stopped at gradients without end.
"""

from autograd_lab import data
from autograd_lab.authoring.experiments import Experiment
from autograd_lab.errors import LabError

SEEDS, TRAINED = range(20), range(8)
KINDS = ("plain", "residual", "pre-norm", "post-norm")
experiment = Experiment(
    __file__,
    "21_attention",
    ["ch21-setup", "ch21-block", "ch21-reader", "ch21-learn", "ch21-sixteen"],
)
c = experiment.names
Reader = c["Reader"]


def first_to_last(seed, kind, times):  # type: ignore[no-untyped-def]
    """How many times as large the gradient is before the first block as behind the last."""
    net = c["doubled"](Reader(seed, kind, blocks=16, dtype="float64"), times)
    norms = c["along_the_blocks"](net, *data.number_words(32, seed=seed))
    return float(f"{norms[0] / norms[-1]:.3g}")


def learnt(seed, kind, rate):  # type: ignore[no-untyped-def]
    """The share of new numbers written right after 200 steps."""
    net = Reader(seed, kind, blocks=16)
    try:
        c["learn"](net, seed, 200, rate)
    except LabError:  # the gradients' norm is infinite
        return 0.0
    return round(c["shares_right"](net, seed)[0], 4)


def main() -> None:
    """All kinds."""
    found: dict[str, list[float]] = {}
    for kind in KINDS:
        for times in (1, 2):
            found[f"road_{kind}_{times}"] = [first_to_last(seed, kind, times) for seed in SEEDS]
    for kind in KINDS:
        for rate in (0.003, 0.001):
            found[f"learnt_{kind}_{rate}".replace(".", "_")] = [learnt(seed, kind, rate) for seed in TRAINED]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
