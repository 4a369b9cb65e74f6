"""Chapter 12's networks of thirty layers, with the chapter's own functions: digits read, and what arrives at first."""

from pathlib import Path

from autograd_lab.authoring.experiments import write_record
from autograd_lab.authoring.source import read

STARTS = range(20)
CHAPTER = Path(__file__).parents[1] / "lessons/12_vanishing.py"
CELLS = ("ch12-setup", "ch12-deep", "ch12-measure", "ch12-thirty")

names = {}
for cell in read(CHAPTER).cells:
    if cell.slug in CELLS:
        exec(compile(cell.source, cell.slug, "exec"), names)
thirty, trained = names["thirty"], names["trained"]


def normalised(seed):
    """Thirty ReLU layers with He's weights and batch normalisation."""
    return names["deep"](names["nn"].ReLU, names["he"], seed, norm=True, layers=30)


def read_by(network):
    """The share of new digits that the network of each seed reads after training."""
    return [float(trained(network(seed), seed)) for seed in STARTS]


write_record(
    __file__,
    {
        "plain": read_by(lambda seed: thirty(seed, False)),
        "residual": read_by(lambda seed: thirty(seed, True)),
        "batch_norm": read_by(normalised),
        "batch_norm_gradient": [round(float(names["deltas_of"](normalised(seed))[1]), 1) for seed in STARTS],
    },
)
