"""The figure of two losses: losses and slopes are the library's, for both targets and far out."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import Tensor, functional
from autograd_lab.errors import LabError
from autograd_lab.viz import figures
from autograd_lab.viz.figures.two_losses import deltas, losses
from tests.support.figures import choose


def engine(z, y):
    """The two losses and their slopes, by the engine."""
    found = []
    for bend, loss in ((Tensor.sigmoid, functional.mse), (lambda z: z, functional.bce_with_logits)):
        leaf = Tensor([float(z)], requires_grad=True)
        value = loss(bend(leaf), [float(y)])
        value.backward()
        found.append((value.item(), leaf.grad[0]))
    return found


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-300, -8, -0.3, 0, 2, 15, 300])
def test_python_says_what_the_engine_says(z, y):
    for mine, slope, (value, grad) in zip(losses(z, y), deltas(z, y), engine(z, y), strict=True):
        assert mine == pytest.approx(value, rel=1e-9, abs=1e-15)
        assert slope == pytest.approx(grad, rel=1e-6, abs=1e-15)


@pytest.mark.browser
def test_the_page_says_what_python_says(opened):
    page = opened(figures.two_losses(4.6, target=0))
    figure, said = page.locator(".al-figure"), page.locator(".al-figure-say")
    for target in (0, 1):
        choose(page, "target y", str(target))
        expect(said).to_contain_text(f"Target {target}, z = 4.6")
        shown = [json.loads(figure.get_attribute(f"data-{what}")) for what in ("losses", "deltas")]
        np.testing.assert_allclose(shown, [losses(4.6, target), deltas(4.6, target)], rtol=1e-9)
    choose(page, "target y", "0")
    expect(said).to_contain_text("Cross-entropy pushes 50.")


@pytest.mark.browser
def test_one_loss_alone_says_nothing_of_the_other(opened):
    page = opened(figures.two_losses(0.7, both=False))
    said = page.locator(".al-figure-say")
    expect(said).to_contain_text("the neuron says 0.6682. Squares: L = 0.4465, δ = 0.2963.")
    expect(said).not_to_contain_text("ross-entropy")
    page.locator("summary").click()
    expect(page.locator("thead th")).to_have_text(["z", "a = σ(z)", "squares: L", "δ"])
    assert "cross-entropy" not in page.locator(".al-figure").inner_text()


@pytest.mark.parametrize("given", [{"target": 0.5}, {"target": 2}, {"z": float("nan")}, {"z_range": (3, 1)}])
def test_what_it_cannot_show_is_said(given):
    with pytest.raises(LabError, match=r"two_losses\("):
        figures.two_losses(**given)
