"""Gradients to compare the exams' references with: by nudging, and by PyTorch."""

import numpy as np
import pytest


def nudged(loss, array, step=1e-5):
    """The slope of loss() in each entry of an array, which is moved both ways and put back."""
    slopes = np.zeros_like(array)
    for index in np.ndindex(*array.shape):
        kept = array[index]
        array[index] = kept + step
        up = loss()
        array[index] = kept - step
        slopes[index] = (up - loss()) / (2 * step)
        array[index] = kept
    return slopes


def torch_network(X, Y, Ws, bs):
    """The outputs of a sigmoid network, and the gradients of its loss: of all weights, then of all biases."""
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    parameters = [torch.tensor(p, requires_grad=True) for p in (*Ws, *bs)]
    a = torch.tensor(X)
    for W, b in zip(parameters[: len(Ws)], parameters[len(Ws) :], strict=True):
        a = torch.sigmoid(a @ W + b)
    ((a - torch.tensor(Y)) ** 2).sum(dim=1).mean().backward()
    return a.detach().numpy(), [parameter.grad.numpy() for parameter in parameters]


def agree(ours, theirs, tolerance):
    """Whether arrays agree, each measured against its largest entry."""
    pairs = zip(ours, theirs, strict=True)
    return all(np.max(np.abs(one - other)) <= tolerance * np.max(np.abs(other)) for one, other in pairs)
