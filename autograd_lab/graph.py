"""The old path of `autograd_lab.scalar.graph`."""

from autograd_lab.scalar.graph import *  # noqa: F403
