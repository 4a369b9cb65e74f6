"""Chapter 20: what arrives over forty steps in LSTMs and GRUs, and how RNNs and GRUs fare where the LSTMs are on trial.

From each of twenty seeds, by the chapter's own cells, before training: `arrives_lstm_…`: what is left of ‖∂L/∂c_40‖ at c_1, then
the same along the straight road alone; `arrives_gru_…`: what is left of ‖∂L/∂h_40‖ at h_1. From each of six, as in `ch20_trial`:
`solved_…`.
"""

from autograd_lab import data
from autograd_lab.authoring.experiments import Experiment

SEEDS, FEW = range(20), range(6)
experiment = Experiment(__file__, "20_lstm", ["ch20-setup", "ch20-reader", "ch20-arriving", "ch20-solve"])
c = experiment.names


def left(net, seed, straight=False):  # type: ignore[no-untyped-def]
    """The norm at the first step over that at the last."""
    net.zero_grad()
    norms = c["arriving"](net, *data.first_symbol(32, 40, seed=seed), straight)
    return float(f"{norms[0] / norms[-1]:.4g}")


def lstm(seed, bias):  # type: ignore[no-untyped-def]
    """What is left on all ways, and on the straight one alone."""
    net = c["Reader"]("LSTM", 4, 32, 4, seed, bias)
    return [left(net, seed), left(net, seed, straight=True)]


def row(kind, seed, bias):  # type: ignore[no-untyped-def]
    """A run as numbers: 0 for None."""
    at, share, net = c["remember"](kind, 40, seed, bias)
    return [at or 0, round(share, 4), left(net, seed)]


def main() -> None:
    """Twenty seeds of what costs nothing, six of the rest."""
    found = {f"arrives_lstm_{bias}": [lstm(seed, bias) for seed in SEEDS] for bias in (0, 1, 3)}
    for bias in (0, 1, 3):
        found[f"arrives_gru_{bias}"] = [left(c["Reader"]("GRU", 4, 32, 4, seed, bias), seed) for seed in SEEDS]
    for kind, bias in (("gru", 3), ("gru", 0), ("rnn", None)):
        name = f"solved_{kind}" if bias is None else f"solved_{kind}_{bias}"
        found[name] = [row(kind.upper(), seed, bias) for seed in FEW]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
