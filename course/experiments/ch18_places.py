"""Chapter 18: digits learnt at the columns 0 to 2 of a 16 × 16 field, and read at each column, 0 to 8.

From each of twenty seeds, with a split of the digits of its own: three convolutions and the largest over all places; the
same, flattened; an MLP; and the first once more without the pools between its convolutions. It runs the chapter's own
cells. A start gives the share of 400 new digits that are read right, at each of the nine columns.
"""

from autograd_lab.authoring.experiments import Experiment

SEEDS = range(20)


def main() -> None:
    """Four networks, twenty seeds each."""
    slugs = ["ch18-setup", "ch18-learn", "ch18-centred", "ch18-places", "ch18-correlate", "ch18-own-rule"]
    experiment = Experiment(__file__, "18_convolution", slugs)
    c = experiment.names
    networks = {
        "largest": lambda seed: c["wide_cnn"](seed, "largest"),
        "flattened": lambda seed: c["wide_cnn"](seed, "flattened"),
        "mlp": lambda seed: c["mlp"](seed, pixels=256),
        "largest_without_pools_between": lambda seed: c["wide_cnn"](seed, "largest", between=False),
    }
    found = {}
    for name, network in networks.items():
        found[name] = [c["read_by_column"](network(seed), seed) for seed in SEEDS]
    experiment.write_record({name: [[round(one, 4) for one in row] for row in rows] for name, rows in found.items()})


if __name__ == "__main__":
    main()
