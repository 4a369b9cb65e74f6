"""Chapter 20: the words of chapter 19 again, heard by LSTMs and GRUs with as many parameters as its RNNs have.

From each of five seeds, by the chapter's own cells, with two rates of Adam: the share of the words of new voices that is heard
right, at five draws of the moments.
"""

from autograd_lab.authoring.experiments import Experiment

SEEDS = range(5)
experiment = Experiment(__file__, "20_lstm", ["ch20-setup", "ch20-reader", "ch20-solve", "ch20-words"])
c = experiment.names


def main() -> None:
    """Five seeds of each network and rate."""
    found = {}
    for kind, bias in (("GRU", 0), ("LSTM", 3), ("LSTM", 1), ("LSTM", 0)):
        for rate in (0.003, 0.01):
            nets = [c["learn_words"](c["listener"](kind, seed, bias), seed, rate) for seed in SEEDS]
            found[f"{kind.lower()}_{bias}_{rate}".replace(".", "_")] = [
                round(float(c["heard"](net)), 4) for net in nets
            ]
    experiment.write_record(found)


if __name__ == "__main__":
    main()
