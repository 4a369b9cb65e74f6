"""The network seen whole: neurons, equations, matrices, one table; and training as something to travel through."""

from autograd_lab.viz.network.view import NetworkView

__all__ = ["NetworkView"]
