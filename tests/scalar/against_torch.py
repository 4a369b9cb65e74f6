"""The core check of the scalar engine: the same program, by our engine and by PyTorch in float64."""

import numpy as np
import pytest

from autograd_lab import Value, grad


def torch():
    return pytest.importorskip("torch", reason="needs PyTorch: pip install torch")


def torch_leaf(x):
    return torch().tensor(x, dtype=torch().float64, requires_grad=True)


def close(ours, theirs, tolerance):
    """max|ours − theirs| ≤ tolerance · max|theirs|, or both as good as 0."""
    ours, theirs = np.array(ours, dtype=float), np.array(theirs, dtype=float)
    return np.abs(ours - theirs).max() <= tolerance * max(np.abs(theirs).max(), 1e-3)


def gradients_equal(program, tolerance=1e-10):
    """Assert that result and gradients of a program equal PyTorch's."""
    leaves, root = program.run(torch_leaf)
    root.backward()
    theirs = [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]
    mine, result = program.run(Value)
    result.backward()
    assert close([result.data], [root.item()], tolerance), (result, root)
    assert close([leaf.grad for leaf in mine], theirs, tolerance), ([leaf.grad for leaf in mine], theirs)


def second_derivatives_equal(program, tolerance=1e-9):
    """Assert that the whole matrix of second derivatives equals PyTorch's."""
    leaves, root = program.run(torch_leaf)
    mine, result = program.run(Value)
    first = torch().autograd.grad(root, leaves, create_graph=True, allow_unused=True)
    for ours, theirs in zip(grad(result, mine, create_graph=True), first, strict=True):
        if theirs is None or not theirs.requires_grad:
            row = [0.0] * len(leaves)
        else:
            found = torch().autograd.grad(theirs, leaves, retain_graph=True, allow_unused=True)
            row = [0.0 if g is None else g.item() for g in found]
        assert close([ours.data], [0.0 if theirs is None else theirs.item()], tolerance)
        assert close([g.data for g in grad(ours, mine)], row, tolerance), row


def kinks_equal():
    """Assert our sub-gradients, each with PyTorch's: relu'(0) = 0, |0|' = 0, one half each where max or min tie."""
    for rule in (lambda a, b: a.relu() + b, lambda a, b: abs(a) + b, lambda a, b: a.max(b), lambda a, b: a.min(b)):
        ours, theirs = [Value(0.0), Value(0.0)], [torch_leaf(0.0), torch_leaf(0.0)]
        rule(*ours).backward()
        rule(*theirs).backward()
        assert [v.grad for v in ours] == [v.grad.item() for v in theirs]
