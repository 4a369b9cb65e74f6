"""Tensor against PyTorch in float64: random programs, and each operation on its own."""
# ruff: noqa: E501 - a case of a table is a line

import numpy as np
import pytest
from hypothesis import given, settings

from tests.tensor.tensor_programs import NAMES, Ours, Program, gradients, relative_error, tensor_programs, theirs

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")


@pytest.mark.slow
@given(tensor_programs())
@settings(max_examples=250, deadline=None)
def test_programs_have_torchs_gradients(program):
    assert relative_error(gradients(program, Ours), gradients(program, theirs())) <= 1e-10


@pytest.mark.full
@given(tensor_programs(max_steps=25))
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_programs_have_torchs_gradients(program):
    assert relative_error(gradients(program, Ours), gradients(program, theirs())) <= 1e-10


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "shapes", [[(3, 4), (3, 4)], [(3, 4), (4,)], [(4, 3), (3, 4)], [(2, 3, 4), (2, 1, 4)], [(4,), ()]]
)
def test_each_operation_has_torchs_gradient(name, shapes):
    program = Program(7, shapes, [(name, 0, 1, k) for k in range(4)])
    assert relative_error(gradients(program, Ours), gradients(program, theirs())) <= 1e-12


@pytest.mark.parametrize(("a", "b"), [((4,), (4,)), ((3, 4), (4,)), ((4,), (4, 3)), ((5, 3, 4), (4, 2)), ((5, 3, 4), (5, 4, 2)),
                                      ((2, 1, 3, 4), (5, 4, 2)), ((4,), (5, 4, 2)), ((5, 3, 4), (4,)), ((1, 3, 4), (5, 4, 1))])  # fmt: skip
def test_matmul_of_every_rank_has_torchs_gradient(a, b):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=a), rng.normal(size=b)
    found = []
    for make in (Ours.leaf, theirs().leaf):
        x, y = make(a), make(b)
        z = x @ y
        (z * z).sum().backward()
        found.append([np.asarray(z.detach()), np.asarray(x.grad), np.asarray(y.grad)])
    assert relative_error(*found) <= 1e-12
    assert found[0][0].shape == found[1][0].shape


@pytest.mark.slow
@given(tensor_programs())
@settings(max_examples=100, deadline=None)
def test_a_second_sweep_doubles_the_leaves_exactly(program):
    leaves, root = program.run(Ours)
    root.backward()
    once = [leaf.grad.copy() for leaf in leaves]
    root.backward()
    for leaf, first in zip(leaves, once, strict=True):
        np.testing.assert_array_equal(leaf.grad, 2 * first)
