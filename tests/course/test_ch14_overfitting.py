"""What chapter 14 says of its figure is what the figure says; no other draw than those of the text is needed for it."""

import pytest

from autograd_lab.viz import figures
from autograd_lab.viz.figures.overfitting import SIZES
from tests.support.figures import losses_shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: what the reader sets, and what "Room for accidents" and "Hold the curve back" say of the losses in the end
SAID = {
    "1 neuron misses discs and crosses": ({"neurons": 1}, lambda f: f["train"] > 1 / 16 and f["valid"] > 1.5 / 16),
    "32 swing between the discs": ({}, lambda f: f["valid"] > 20 * f["train"]),
    "4 are better, not good": ({"neurons": 4}, lambda f: 1.5 / 16 < f["valid"] < 0.3),
    "8 are better, not good": ({"neurons": 8}, lambda f: 1.5 / 16 < f["valid"] < 0.3),
    "40 points leave a small gap": ({"points": 40}, lambda f: 1 < f["valid"] / f["train"] < 3),
    "stopped early": ({"stop_early": True}, lambda f: 80 <= f["best"] <= 120),
    "a price": ({"weight_decay": 0.003}, lambda f: f["valid"] < 1.1 * f["lowest"] and f["valid"] < 0.07),
    "too high a price": ({"weight_decay": 0.3}, lambda f: f["train"] > 2 / 16),
}


@pytest.mark.parametrize("name", SAID)
@pytest.mark.sampled(3)
def test_the_curve_does_what_the_text_says(open_figures, name):
    settings, holds = SAID[name]
    found = losses_shown(open_figures(figures.overfitting(**{"neurons": 32, "points": 16, **settings})))
    assert holds(found), found


def test_the_price_is_paid_on_the_discs_and_gained_on_the_crosses(open_figures):
    free = losses_shown(open_figures(figures.overfitting(32, points=16)))
    priced = losses_shown(open_figures(figures.overfitting(32, points=16, weight_decay=0.003)))
    assert 2.5 < priced["train"] / free["train"] < 3.5
    assert 7 < free["valid"] / priced["valid"] < 13


@pytest.mark.full
def test_no_other_number_of_neurons_comes_nearer_to_the_discs(open_figures):
    loss = {n: losses_shown(open_figures(figures.overfitting(n, points=16)))["train"] for n in SIZES}
    assert min(loss, key=loss.get) == 32, loss
