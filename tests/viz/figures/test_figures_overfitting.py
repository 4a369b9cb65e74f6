"""The figure of overfitting: its losses are those of nn and optim, dropout included, and it says what became of it."""

import base64
import re

import numpy as np
import pytest

from autograd_lab.errors import LabError
from autograd_lab.viz import figures
from autograd_lab.viz.figures.overfitting import learn, network, seeded_uniforms
from tests.support.figures import losses_shown, press


def trained(figure, neurons, points, decay, dropout, epochs):
    """What the library makes of it."""
    s = figure._settings
    x, y, x_valid, y_valid = (np.array(s[key]) for key in ("x", "y", "x_valid", "y_valid"))
    net = network(neurons, np.frombuffer(base64.b64decode(s["draws"]), "<i2") / 32768)
    return learn(net, (x[:points], y[:points]), (x_valid, y_valid), epochs, s["rate"], decay, dropout, s["seed"])


def agrees(found, past):
    best = min(past, key=lambda p: p.valid)
    assert found == pytest.approx(
        {"epoch": past[-1].epoch, "train": past[-1].train, "valid": past[-1].valid,
         "best": best.epoch, "lowest": best.valid}, rel=1e-9,
    )  # fmt: skip


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("neurons", "points", "decay", "dropout"),
    [(32, 16, 0, 0), (8, 40, 1e-3, 0), (16, 10, 0, 0.3), (64, 16, 1e-2, 0.5), (1, 5, 0, 0)],
)
@pytest.mark.sampled(2)
def test_it_learns_as_the_library_does(opened, neurons, points, decay, dropout):
    settings = {"points": points, "weight_decay": decay, "dropout": dropout, "epochs": 150}
    figure = figures.overfitting(neurons, **settings)
    agrees(losses_shown(opened(figure)), trained(figure, neurons, points, decay, dropout, 150))


@pytest.mark.browser
def test_what_the_reader_sets_is_learnt_anew(opened):
    figure = figures.overfitting(16, epochs=60)
    page = opened(figure)
    losses_shown(page)
    assert not page.locator(".al-fig-faded").first.get_attribute("d")
    press(page, "neurons", "ArrowLeft", 2)
    press(page, "points", "ArrowRight", 4)
    press(page, "decay", "ArrowRight", 3)
    press(page, "dropout", "ArrowRight", 2)
    agrees(losses_shown(page), trained(figure, 8, 20, 1e-4, 0.1, 60))
    assert all(line.get_attribute("d") for line in page.locator(".al-fig-faded").all())  # what was learnt before


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"neurons": 32}, "It overfits"),
        ({"neurons": 1}, "It underfits"),
        ({"neurons": 32, "weight_decay": 0.3}, "It underfits"),
        ({"neurons": 32, "weight_decay": 1e-3}, "It neither underfits nor overfits much."),
        ({"neurons": 32, "dropout": 0.5}, "It neither underfits nor overfits much."),
        ({"neurons": 32, "stop_early": True}, "It stopped early: for 300 epochs the validation loss has not fallen"),
    ],
)
@pytest.mark.sampled(3)
def test_it_says_what_became_of_it(opened, settings, said):
    page = opened(figures.overfitting(**settings))
    found = losses_shown(page)
    assert said in page.locator(".al-figure-say").inner_text()
    if settings.get("stop_early"):
        assert found["epoch"] - found["best"] == 300
        drawn = (".al-fig-curve:not(.al-fig-faded)", ".al-fig-series-2")
        now, best = (page.locator(curve).first.get_attribute("d") for curve in drawn)
        assert now == best


@pytest.mark.browser
def test_it_is_stopped_and_goes_on(opened):
    page = opened(figures.overfitting(64, points=40, dropout=0.5, epochs=5000))
    page.get_by_role("button", name="Stop", exact=True).press("Enter")
    held = page.locator(".al-figure").get_attribute("data-epoch")
    assert "It is still learning." in page.locator(".al-figure-say").inner_text()
    page.wait_for_timeout(200)
    assert page.locator(".al-figure").get_attribute("data-epoch") == held
    page.get_by_role("button", name="play").press("Enter")
    page.wait_for_function(f"() => document.querySelector('.al-figure').dataset.epoch > {held}")
    page.get_by_role("button", name="Stop", exact=True).press("Enter")


@pytest.mark.browser
@pytest.mark.slow
def test_less_motion_shows_it_rarely_and_to_the_end(opened):
    figure = figures.overfitting(64, points=40, epochs=1500)
    page = opened(figure, reduced_motion="reduce")
    assert losses_shown(page)["epoch"] == 1500
    page.evaluate("""() => {
        [window.shows, window.began] = [0, performance.now()];
        const line = document.querySelector('.al-fig-curve:not(.al-fig-faded)');
        new MutationObserver(() => { window.shows += 1; }).observe(line, { attributes: true });
    }""")
    page.get_by_role("button", name="play").press("Enter")
    page.wait_for_function("() => window.shows > 0")
    losses_shown(page)
    assert page.evaluate("() => window.shows <= 2 + (performance.now() - window.began) / 400")  # and not in each frame


def test_chances_are_even_and_differ_by_seed():
    drawn = seeded_uniforms(7, 0, 100_000)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert np.histogram(drawn, 10, (0, 1))[0] == pytest.approx(np.full(10, 10_000), abs=400)
    assert (seeded_uniforms(7, 500, 100) == drawn[500:600]).all()
    assert not (seeded_uniforms(8, 0, 100) == drawn[:100]).any()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: figures.overfitting(5), "one of 1, 2, 3, 4, 6"),
        (lambda: figures.overfitting(weight_decay=0.5), "0.1, 0.3, got 0.5"),
        (lambda: figures.overfitting(points=4), "from 5 to 40"),
        (lambda: figures.overfitting(epochs=10**6), "from 10 to 5000"),
        (lambda: figures.overfitting(True), "one of 1, 2, 3"),
        (lambda: figures.overfitting([8]), "one of 1, 2, 3"),
        (lambda: figures.overfitting(seed=0.5), "seed=...) is a whole number"),
        (lambda: figures.overfitting(patience=0), "from 1 to 5000"),
        (lambda: figures.overfitting(dropout=1), "between 0 and 0.7"),
        (lambda: figures.overfitting(noise=-1), "between 0 and 1"),
        (lambda: figures.overfitting(rate=float("inf")), "finite"),
    ],
)
def test_what_it_cannot_show_is_said(make, said):
    with pytest.raises(LabError, match=re.escape(said)):
        make()
