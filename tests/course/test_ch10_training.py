"""Chapter 10's ward: each fault is what it says, each patient has one, and only the right cure helps."""

import numpy as np
import pytest

from autograd_lab import check_gradient
from autograd_lab.answers.ward import FAULTS, PATIENTS, Patient, patient
from autograd_lab.errors import LabError


def gradients_agree(network):
    """Whether each array's gradient is what nudging says."""
    agree = []
    for array, said in zip(network.parameters, network.gradients(network.X, network.Y), strict=True):
        start = array.copy()

        def loss_at(numbers, array=array):
            array[:] = np.reshape(numbers, array.shape)
            return network.loss(network.X, network.Y)

        agree.append(bool(check_gradient(loss_at, start.ravel(), gradient=said.ravel())))
        array[:] = start
    return agree


@pytest.mark.slow
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_gradients_are_right_but_where_a_slope_is_forgotten(fault):
    assert gradients_agree(Patient(fault)) == ([False, True, False, True] if fault == 7 else [True] * 4)


@pytest.mark.parametrize(("fault", "direction"), [(None, -1), (2, -1), (3, 1), (4, -1), (6, -1)])
def test_a_step_goes_along_the_gradient(fault, direction):
    network = Patient(fault)
    before, gradients = [p.copy() for p in network.parameters], network.gradients(network.X, network.Y)
    network.step(network.X, network.Y, 0.5)
    for old, gradient, new in zip(before, gradients, network.parameters, strict=True):
        assert np.allclose(new, old + direction * 0.5 * gradient)


def test_one_remembers_and_one_leaves_a_layer_out():
    network = Patient(1)
    first = network.gradients(network.X, network.Y)
    network.step(network.X, network.Y, 0.5)
    middle, second = [p.copy() for p in network.parameters], network.gradients(network.X, network.Y)
    network.step(network.X, network.Y, 0.5)
    for old, a, b, new in zip(middle, first, second, network.parameters, strict=True):
        assert np.allclose(new, old - 0.5 * (a + b))
    still, start = Patient(5), Patient()
    still.step(still.X, still.Y, 0.5)
    same = [np.array_equal(a, b) for a, b in zip(still.parameters, start.parameters, strict=True)]
    assert same == [True, False, True, False]


def test_what_goes_in_is_as_the_fault_says():
    healthy = Patient()
    assert np.array_equal(Patient(4).X, healthy.X * 100)
    assert np.array_equal(Patient(4).held_X, healthy.held_X * 100)
    parted = Patient(6)
    assert np.array_equal(parted.X, healthy.X)
    assert 0.3 < (parted.Y == healthy.Y).mean() < 0.7
    assert parted.Y.sum() == healthy.Y.sum()
    assert len(np.unique(Patient(2).parameters[0])) == 1
    assert not set(map(tuple, healthy.X)) & set(map(tuple, healthy.held_X))


@pytest.mark.slow
@pytest.mark.parametrize("letter", PATIENTS)
def test_the_right_cure_heals_and_a_wrong_one_does_nothing(letter):
    fault = PATIENTS[letter]
    wrong = fault % len(FAULTS) + 1
    ill = patient(letter).train()
    treated, mistreated = patient(letter, cure=fault).train(), patient(letter, cure=wrong).train()
    assert ill.right(ill.held_X, ill.held_Y) < 0.92 < 0.98 < treated.right(treated.held_X, treated.held_Y)
    assert all(np.array_equal(a, b) for a, b in zip(ill.parameters, mistreated.parameters, strict=True))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: patient("Z"), "the patients are A, B, C, D, E, F"),
        (lambda: patient("A", cure=9), "the faults have the numbers 1 to 8"),
        (lambda: Patient(0), "the faults have the numbers 1 to 8"),
    ],
)
def test_what_there_is_not_is_said(asked, said):
    with pytest.raises(LabError, match=said):
        asked()
