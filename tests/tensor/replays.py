"""Holding a recorded step against the same graph built anew: the loss and every gradient, to the last bit."""

import numpy as np

from autograd_lab import record


def bits(array):
    """Shape, dtype and bytes of an array, None for None: equal when every bit is."""
    return None if array is None else (array.shape, array.dtype, np.ascontiguousarray(array).tobytes())


def differences(loss_of, leaves, draw, rounds=4, step=None):
    """The rounds in which a step differs from building anew: [] for a right one.

    loss_of   builds the loss of the leaves' present numbers
    draw      called with the round and a leaf's first array, returns its next
    Numbers arrive in turn by assigning and by writing into the array.
    """
    step = step or record(loss_of)
    starts = [leaf.data.copy() for leaf in leaves]
    wrong = []
    for k in range(rounds):
        for leaf, start in zip(leaves, starts, strict=True):
            if k % 2:
                leaf.data = draw(k, start)
            else:
                leaf.data[...] = draw(k, start)
            leaf.grad = None
        loss = loss_of()
        loss.backward()
        wanted = [bits(loss.data), *(bits(leaf.grad) for leaf in leaves)]
        for leaf in leaves:
            leaf.grad = None
        found = [bits(np.asarray(step(), loss.dtype).reshape(loss.shape)), *(bits(leaf.grad) for leaf in leaves)]
        if found != wanted:
            wrong.append(k)
    return wrong


def scaled(k, start):
    """The next numbers of a leaf: near the first ones, on other sides of some kinks."""
    return (start * (1 + 0.1 * k) + 0.01 * k).astype(start.dtype)
