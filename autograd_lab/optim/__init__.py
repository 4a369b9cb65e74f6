"""Optimisers: how parameters move down their gradients. Names, defaults and arithmetic are PyTorch's.

A step writes into the parameters in place, through arrays that are made once: a fresh 784 × 128 array at each
step would cost more in page faults than the step's arithmetic.
"""

from autograd_lab.optim.clipping import clip_grad_norm_ as clip_grad_norm_
from autograd_lab.optim.methods import SGD as SGD, Adam as Adam, AdamW as AdamW, RMSprop as RMSprop
from autograd_lab.optim.optimizer import Optimizer as Optimizer
from autograd_lab.optim.schedules import CosineAnnealingLR as CosineAnnealingLR, Schedule as Schedule, StepLR as StepLR

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "Optimizer",
    "RMSprop",
    "Schedule",
    "StepLR",
    "clip_grad_norm_",
]
