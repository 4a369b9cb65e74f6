"""Live figures: one idea each, moved with sliders, computed in the page, so that they need no kernel.

    from autograd_lab.viz import figures
    figures.line_fit(x, y)

All have one look, the player's. A figure is a Python function that checks what it is given and makes a table of it, and
one module of JavaScript beside the shared `plot.js` and `parts.js`.
"""

from autograd_lab.viz.figures.boundary import boundary
from autograd_lab.viz.figures.boxes import boxes
from autograd_lab.viz.figures.carts import carts
from autograd_lab.viz.figures.curves import Plot, plot
from autograd_lab.viz.figures.depth import depth
from autograd_lab.viz.figures.descent import descent
from autograd_lab.viz.figures.figure import Figure, StaticFigure
from autograd_lab.viz.figures.line_fit import line_fit
from autograd_lab.viz.figures.matrices import matrix_product, shape_puzzle
from autograd_lab.viz.figures.neuron import neuron
from autograd_lab.viz.figures.nudging import nudging
from autograd_lab.viz.figures.optimisers import optimiser_race
from autograd_lab.viz.figures.overfitting import overfitting
from autograd_lab.viz.figures.strips import strips
from autograd_lab.viz.figures.two_losses import two_losses

__all__ = [
    "Figure",
    "Plot",
    "StaticFigure",
    "boundary",
    "boxes",
    "carts",
    "depth",
    "descent",
    "line_fit",
    "matrix_product",
    "neuron",
    "nudging",
    "optimiser_race",
    "overfitting",
    "plot",
    "shape_puzzle",
    "strips",
    "two_losses",
]
