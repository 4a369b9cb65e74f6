"""What a scalar node may cost, as `make bench` measures it; and the contenders of the race compute the same."""

import importlib

import pytest

import autograd_lab
from benchmarks import scalars


@pytest.mark.slow
def test_a_node_is_small_and_leaves_nothing_behind():
    assert scalars.bytes_a_node() <= 192
    assert scalars.objects_a_node() <= 2
    assert scalars.garbage() == 0


@pytest.mark.slow
def test_a_million_operations_in_a_chain():
    x, y = scalars.chain(scalars.LONG)
    y.backward()
    assert x.grad == pytest.approx(y.data, rel=1e-9)


@pytest.mark.slow
@pytest.mark.full
def test_the_contenders_of_the_demo_step_agree():
    pytest.importorskip("micrograd", reason="needs micrograd: pip install micrograd")
    race = importlib.import_module("benchmarks.micrograd_step").contenders()  # raises when their losses differ
    assert len(race) == 5


def test_every_public_name_is_there():
    for name in autograd_lab.__all__:
        assert getattr(autograd_lab, name) is not None
    with pytest.raises(AttributeError, match=r"no attribute 'Tensr'; it offers .*Tensor, Value"):
        _ = autograd_lab.Tensr
