"""The scalar network: the same numbers as written out by hand, and errors where micrograd is silent."""

import math
import random

import pytest

from autograd_lab.errors import LabError, ShapeError, ValueTypeError
from autograd_lab.scalar.neurons import MLP, Layer, Neuron


def test_a_neuron_is_its_activation_of_the_weighted_sum():
    random.seed(3)
    neuron = Neuron(2, activation="tanh")
    w1, w2 = (w.data for w in neuron.w)
    out = neuron([0.5, -2.0])
    assert out.data == pytest.approx(math.tanh(0.5 * w1 - 2.0 * w2))
    out.backward()
    assert neuron.w[1].grad == pytest.approx(-2.0 * (1 - out.data**2))


def test_a_network_learns_a_line_by_descent():
    random.seed(0)
    net = MLP(1, [4, 1], activation="tanh")
    losses = []
    for _ in range(60):
        loss = sum(((net([x]) - 2 * x) ** 2 for x in (-1.0, -0.5, 0.5, 1.0)), 0.0)
        net.zero_grad()
        loss.backward()
        for p in net.parameters():
            p.data -= 0.05 * p.grad
        losses.append(loss.data)
    assert losses[-1] < losses[0] / 50


def test_shapes_and_names_follow_micrograd():
    net = MLP(3, [4, 4, 1])
    assert len(net.parameters()) == 3 * 4 + 4 + 4 * 4 + 4 + 4 + 1
    assert repr(net.layers[-1]) == "Layer of [LinearNeuron(4)]"
    assert len(Layer(2, 3)([1.0, 2.0])) == 3


def test_plain_numbers_become_one_constant_for_all_neurons():
    out = Layer(2, 3)([1.0, 2.0])
    assert len({id(o.parents[0].parents[2]) for o in out}) == 1
    with pytest.raises(ValueTypeError, match=r"got 'a' \(str\)"):
        Layer(2, 3)(["a", 1.0])


def test_a_hidden_layer_of_one_neuron_passes_its_number_on():
    assert MLP(2, [1, 1])([1.0, 2.0]).op.name == "dot"


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: MLP(2, [3, 1])([1.0, 2.0, 3.0]), ShapeError, r"ReLUNeuron\(2\) has 2 weights and was given 3 inputs"),
        (lambda: MLP(2, []), ShapeError, r"at least one layer"),
        (lambda: Layer(0, 2), ShapeError, r"a width of 0 leaves nothing"),
        (lambda: Neuron(2, activation="swish"), LabError, r"no activation is called 'swish'; there are relu, tanh"),
    ],
)
def test_errors_say_what_came(make, error, says):
    with pytest.raises(error, match=says):
        make()
