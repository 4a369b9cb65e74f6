"""Chapter 20: LSTMs that are to say the first of forty symbols, with the forget bias 0, 1 and 3, for 5,000 steps of training.

From each of six seeds, by the chapter's own cells. `solved_…`: the step at which 99 of 100 new sequences are right, 0 where it is
not so by the last step; the share that is right at the end; what is left of ‖∂L/∂c_40‖ at c_1, at the end.
"""

from autograd_lab import data
from autograd_lab.authoring.experiments import Experiment

SEEDS = range(6)
experiment = Experiment(__file__, "20_lstm", ["ch20-setup", "ch20-reader", "ch20-arriving", "ch20-solve"])
c = experiment.names


def row(seed, bias):  # type: ignore[no-untyped-def]
    """A run as numbers: 0 for None."""
    at, share, net = c["remember"]("LSTM", 40, seed, bias)
    net.zero_grad()
    norms = c["arriving"](net, *data.first_symbol(32, 40, seed=seed))
    return [at or 0, round(share, 4), float(f"{norms[0] / norms[-1]:.4g}")]


def main() -> None:
    """Six seeds of each bias."""
    experiment.write_record({f"solved_{bias}": [row(seed, bias) for seed in SEEDS] for bias in (3, 1, 0)})


if __name__ == "__main__":
    main()
