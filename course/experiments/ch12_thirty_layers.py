"""Chapter 12's networks of thirty layers, with the chapter's own functions: digits read, and what arrives at first."""

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(__file__, "12_vanishing", ["ch12-setup", "ch12-deep", "ch12-measure", "ch12-thirty"])
names = experiment.names
STARTS = range(20)
thirty, trained = names["thirty"], names["trained"]


def normalised(seed):
    """Thirty ReLU layers with He's weights and batch normalisation."""
    return names["deep"](names["nn"].ReLU, names["he"], seed, norm=True, layers=30)


def read_by(network):
    """The share of new digits that the network of each seed reads after training."""
    return [float(trained(network(seed), seed)) for seed in STARTS]


experiment.write_record(
    {
        "plain": read_by(lambda seed: thirty(seed, False)),
        "residual": read_by(lambda seed: thirty(seed, True)),
        "batch_norm": read_by(normalised),
        "batch_norm_gradient": [round(float(names["deltas_of"](normalised(seed))[1]), 1) for seed in STARTS],
    },
)
