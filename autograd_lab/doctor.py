"""The old path of `autograd_lab.lab.doctor`."""

from autograd_lab.lab.doctor import *  # noqa: F403
