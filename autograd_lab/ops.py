"""The old path of `autograd_lab.scalar.ops`."""

from autograd_lab.scalar.ops import *  # noqa: F403
