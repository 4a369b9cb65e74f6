"""Networks to show, and the reading of the numbers on the page."""

import re

import numpy as np

from autograd_lab import nn

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}


def network(widths, activations, seed=0):
    """An nn.Sequential with these widths, and these activations after its Linear layers."""
    rng = np.random.default_rng(seed)
    parts = []
    for n_in, n_out, name in zip(widths, widths[1:], activations, strict=False):
        parts.append(nn.Linear(n_in, n_out, rng=rng))
        parts += [ACTIVATIONS[name]()] if name in ACTIVATIONS else []
    return nn.Sequential(*parts)


def as_number(text):
    return float(text.replace("−", "-").replace("∞", "inf"))


def agrees(text, right):
    """Whether a text is the right number to the digits that it shows."""
    shown = as_number(text)
    digits = len(re.sub(r"e.*|[^\d]", "", text).lstrip("0")) or 1
    step = 10.0 ** (np.floor(np.log10(abs(shown))) - max(digits - 1, 0)) if shown else 1e-12
    return abs(shown - right) <= 0.5001 * step + 1e-14
