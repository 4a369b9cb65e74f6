"""The figure of depth: each norm is the engine's, for every activation and start, and it says what becomes of it."""

import base64
import itertools
import json
import re

import numpy as np
import pytest

from autograd_lab import functional, nn
from autograd_lab.errors import LabError
from autograd_lab.viz import figures
from autograd_lab.viz.figures.depth import ACTIVATIONS, INITS, ROWS, norms
from tests.support.figures import choose


def draws_of(figure):
    settings = figure._settings
    return np.frombuffer(base64.b64decode(settings["draws"]), "<i2") / settings["fine"]


def shown(page):
    return json.loads(page.locator(".al-figure").get_attribute("data-norms"))


@pytest.mark.browser
def test_each_norm_is_the_engines(opened):
    figure = figures.depth(12, seed=5)
    page, draws = opened(figure), draws_of(figure)
    compared = 0
    for activation in ACTIVATIONS:
        choose(page, "activation", activation)
        for name, std in INITS.items():
            choose(page, "weights", name)
            expected = norms(draws, 16, 12, activation, std(16))
            assert shown(page)["weights"] == pytest.approx(expected, rel=1e-9)
            compared += len(expected)
    assert compared == 12 * 4 * 5


@pytest.mark.browser
def test_a_network_of_nn_has_these_gradients(opened):
    figure = figures.depth(5, activation="tanh", init="1", gain=0.5, width=6, most=8, seed=2)
    draws = draws_of(figure)
    X, R = draws[: 2 * ROWS * 6].reshape(2, ROWS, 6)
    layers = [nn.Linear(6, 6, bias=False) for _ in range(5)]
    for layer, w in zip(layers, draws[2 * ROWS * 6 :].reshape(-1, 6, 6), strict=False):
        layer.weight.data = 0.5 * w
    net = nn.Sequential(*(part for layer in layers for part in (layer, nn.Tanh())))
    (net(X) * (R / np.linalg.norm(R))).sum().backward()
    page = opened(figure)
    assert shown(page)["weights"] == pytest.approx([np.linalg.norm(p.grad) for p in net.parameters()], rel=1e-9)
    z = X
    for layer in layers[:-1]:
        z = functional.tanh(layer(z))
    slope = 1 - functional.tanh(layers[-1](z)).detach().numpy() ** 2
    assert shown(page)["deltas"][-1] == pytest.approx(np.linalg.norm(R / np.linalg.norm(R) * slope), rel=1e-9)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("settings", "norm", "said"),
    [
        ({"activation": "sigmoid"}, "∂L/∂W", "It vanishes."),
        ({"activation": "sigmoid", "init": "0.0001"}, "∂L/∂W", "It vanishes."),
        ({"activation": "tanh", "init": "1"}, "∂L/∂W", "It explodes."),
        ({"activation": "relu", "init": "He"}, "∂L/∂W", "It keeps its size, more or less."),
        ({"activation": "relu", "init": "1"}, "∂L/∂W", "It is huge in every layer, since what goes forward explodes."),
        ({"activation": "relu", "init": "1"}, "δ = ∂L/∂z", "It explodes."),
        ({"activation": "linear", "init": "0.0001"}, "∂L/∂W", "It is tiny in every layer"),
        ({"activation": "linear", "init": "0.0001"}, "δ = ∂L/∂z", "It vanishes."),
        ({"activation": "tanh", "init": "Xavier"}, "δ = ∂L/∂z", "It keeps its size, more or less."),
    ],
)
@pytest.mark.sampled(4)
def test_it_says_what_becomes_of_a_gradient(opened, settings, norm, said):
    page = opened(figures.depth(20, **settings))
    choose(page, "norm of", norm)
    assert said in page.locator(".al-figure-say").inner_text()


@pytest.mark.browser
def test_what_is_off_the_scale_is_said(opened):
    page = opened(figures.depth(20, init="0.0001"))
    plot = page.locator("svg[role=img]").first
    assert "below the scale" in plot.text_content()
    choose(page, "weights", next(iter(INITS)))
    assert "the scale" not in plot.text_content()
    choose(page, "activation", "linear")
    choose(page, "weights", "variance 1")
    page.locator("input[data-name=gain]").press("End")
    assert "above the scale: layers 1 to" in plot.text_content()
    assert "outputs above the scale: layers" in page.locator("svg[role=img]").nth(1).text_content()
    for picture in page.locator(
        "svg[role=img]"
    ).all():  # nothing lies on the edge where a value is beyond it, nor name on name
        top = float(picture.locator("clipPath rect").get_attribute("y"))
        ends = re.findall(r"[ML]([-\d.]+) ([-\d.]+)", picture.locator(".al-fig-series[d*=L]").first.get_attribute("d"))
        assert not [at for _, at in ends if float(at) == top]
        boxes = [text.bounding_box() for text in picture.locator(".al-fig-note").filter(visible=True).all()]
        boxes = [box for box in boxes if box["width"]]
        assert len(boxes) >= 2
        for a, b in itertools.combinations(boxes, 2):
            beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            assert beside or abs(a["y"] - b["y"]) >= 12, (a, b)


@pytest.mark.browser
def test_curves_are_kept_for_comparison_and_forgotten(opened):
    page = opened(figures.depth(10))
    keep, plot = page.get_by_role("button", name="keep this curve"), page.locator("svg[role=img]").first
    names = plot.locator("text.al-fig-note").filter(visible=True, has_text=",")
    for activation in ("sigmoid", "tanh", "relu", "linear"):
        choose(page, "activation", activation)
        keep.press("Enter")
    page.locator("input[data-name=gain]").press("End")
    assert names.all_text_contents() == ["tanh, Xavier", "relu, Xavier", "linear, Xavier", "linear, Xavier × 4"]
    page.get_by_role("button", name="forget the kept ones").click()
    assert names.all_text_contents() == ["linear, Xavier × 4"]


def test_the_variances_are_those_of_the_initialisers():
    stds = {name.split(":")[0]: std(200) for name, std in INITS.items()}
    for name, fill in (("Xavier", nn.init.xavier_normal_), ("He", nn.init.kaiming_normal_)):
        weight = nn.Linear(200, 200).weight
        assert np.std(fill(weight, rng=0).detach().numpy()) == pytest.approx(stds[name], rel=0.02)
    assert np.std(nn.Linear(200, 200, rng=0).weight.detach().numpy()) == pytest.approx(stds["nn.Linear"], rel=0.02)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: figures.depth(activation="gelu"), "one of sigmoid, tanh, relu, linear"),
        (lambda: figures.depth(init="Glorot"), "one of Xavier, He"),
        (lambda: figures.depth(1), "from 2 to 20"),
        (lambda: figures.depth(21), "raise most="),
        (lambda: figures.depth(most=1000), "from 2 to 40"),
        (lambda: figures.depth(width=1.5), "from 2 to 32"),
        (lambda: figures.depth(True), "from 2 to 20"),
        (lambda: figures.depth(seed=-1), "seed=...) is a whole number"),
        (lambda: figures.depth(gain=9), "between 0.25 and 4"),
        (lambda: figures.depth(gain=float("nan")), "finite"),
    ],
)
def test_what_it_cannot_show_is_said(make, said):
    with pytest.raises(LabError, match=re.escape(said)):
        make()


def test_its_table_is_of_the_norm_that_is_asked_for():
    figure = figures.depth(20, activation="linear", init="1", of="deltas")
    assert "‖δ‖, linear, 1" in figure.static().html
    found = norms(draws_of(figure), 16, 20, "linear", 1.0, "deltas")
    assert found[-1] == pytest.approx(1)  # ‖R‖ = 1, and a linear layer has the slope 1
    assert (found[0] / found[-1]) ** (1 / 19) == pytest.approx(4, rel=0.01)  # √(16 · 1)
    with pytest.raises(LabError, match="weights"):
        figures.depth(of="biases")


@pytest.mark.browser
def test_it_begins_with_the_norm_that_is_asked_for(opened):
    page = opened(figures.depth(20, activation="linear", init="1", of="deltas"))
    assert "the norm of δ = ∂L/∂z is 1 in layer 20" in page.locator(".al-figure-say").inner_text()


@pytest.mark.browser
def test_no_choice_is_cut_on_a_telephone(opened):
    page = opened(figures.depth(8), viewport={"width": 390, "height": 844})
    chosen = page.get_by_label("weights", exact=True)
    wide = chosen.bounding_box()["width"]
    chosen.evaluate("(list) => { list.style.maxWidth = 'none'; list.style.flex = 'none'; }")
    assert wide == pytest.approx(chosen.bounding_box()["width"], abs=0.5)
    assert wide > 200
