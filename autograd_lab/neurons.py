"""The old path of `autograd_lab.scalar.neurons`."""

from autograd_lab.scalar.neurons import *  # noqa: F403
