"""Chapter 12's networks of ten layers, with the chapter's own functions: digits read by those it does not train itself.

The keys are the names of the chapter's own lines, so that its last figure can draw all twenty of each.
"""

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(__file__, "12_vanishing", ["ch12-setup", "ch12-deep", "ch12-measure"])
names = experiment.names
STARTS = range(20)
deep, trained, nn = names["deep"], names["trained"], names["nn"]


def read_by(*network, times=1.0, norm=False, **how):
    """The share of new digits that the network of each seed reads after training."""
    return [float(trained(deep(*network, seed, times, norm), seed, **how)) for seed in STARTS]


vanishing = nn.Sigmoid, names["xavier"]
experiment.write_record(
    {
        "sigmoid, Xavier": read_by(*vanishing),
        "ten times the rate": read_by(*vanishing, rate=10 * 0.05),
        "a hundred times the rate": read_by(*vanishing, rate=100 * 0.05),
        "vanishing, clipped to 1": read_by(*vanishing, limit=1.0),
        "vanishing, 4 batches together": read_by(*vanishing, together=4),
        "ReLU, nn.Linear's start": read_by(nn.ReLU, None),
        "vanishing, batch norm": read_by(*vanishing, norm=True),
        "exploding, batch norm": read_by(nn.ReLU, names["he"], times=2, norm=True),
        "ReLU, He, batch norm": read_by(nn.ReLU, names["he"], norm=True),
    },
)
