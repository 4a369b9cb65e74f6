"""The old path of `autograd_lab.scalar.generated`."""

from autograd_lab.scalar.generated import *  # noqa: F403
