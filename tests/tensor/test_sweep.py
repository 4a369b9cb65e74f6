"""The backward pass as an observer sees it: every edge once, latest node first, and every gradient put back."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional
from autograd_lab.errors import StaleGraphError
from autograd_lab.tensor.sweep import dry_run


def leaf(*numbers, name=None):
    return Tensor(np.array(numbers, float), requires_grad=True, name=name)


def watched(root):
    """The edges of a dry run, and the nodes that it returns."""
    edges = []
    nodes = dry_run(root, np.ones(root.shape), lambda *edge: edges.append(edge))
    return edges, nodes


def test_the_edges_add_up_to_the_gradients_of_backward():
    x, b = leaf(1.0, 2.0, name="x"), leaf(3.0, name="b")
    y = (x * x + b).tanh()
    root = y.sum()
    edges, nodes = watched(root)
    root.backward()
    for tensor in (x, b, *nodes[1:]):
        arrived = sum(g for node, slot, g, _ in edges if node.parents[slot] is tensor)
        np.testing.assert_allclose(arrived, tensor.grad, rtol=1e-15)


def test_the_latest_node_comes_first_and_an_operand_that_stands_twice_has_two_edges():
    x = leaf(3.0)
    square = x * x
    root = square.sum()
    edges, nodes = watched(root)
    assert nodes == [root, square]
    assert [(node, slot) for node, slot, _, _ in edges] == [(root, 0), (square, 0), (square, 1)]


def test_an_edge_tells_the_shape_before_a_broadcast_is_summed():
    x, b = leaf(1.0, 2.0, 3.0), leaf(1.0)
    edges, _ = watched((x + b).sum())
    wide = {node.parents[slot]: (g.shape, wide) for node, slot, g, wide in edges}
    assert wide[b] == ((1,), (3,))
    assert wide[x] == ((3,), (3,))


def test_constants_have_no_edge():
    x = leaf(2.0)
    edges, _ = watched((x * 3.0).sum())
    assert all(node.parents[slot].requires_grad for node, slot, _, _ in edges)
    assert len(edges) == 2


def test_every_gradient_is_put_back():
    x = leaf(1.0, 2.0)
    inner = x * 2
    root = functional.mse(inner, [0.0, 0.0])
    assert watched(root)
    assert (x.grad, inner.grad, root.grad) == (None, None, None)
    root.backward()
    before = [(t, t.grad, t.grad.copy()) for t in (x, inner, root)]
    watched(root)
    for tensor, grad, numbers in before:
        assert tensor.grad is grad
        np.testing.assert_array_equal(grad, numbers)


def test_gradients_are_put_back_when_the_run_fails():
    x = leaf(1.0)
    root = (x * x).sum()
    root.backward()

    def fails(*edge):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dry_run(root, np.ones(()), fails)
    assert x.grad.tolist() == [2.0]
    x.data = [5.0]
    with pytest.raises(StaleGraphError, match="was written to after"):
        watched(root)
    assert x.grad.tolist() == [2.0]
    assert root.grad == 1.0
