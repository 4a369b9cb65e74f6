"""The trace that a player of something shows."""

from autograd_lab.viz.sources import source_of


def trace_of(root, names=None):
    """The trace of everything that `root` was computed from; `names` are variables by name."""
    return source_of(root, names=names).trace
