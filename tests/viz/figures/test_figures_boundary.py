"""The figure of a boundary: its losses are those of nn and optim; it plays, stops and starts again."""

import base64
import re

import numpy as np
import pytest

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz import figures
from autograd_lab.viz.figures.boundary import ACTIVATIONS, LOSSES, SETS, learn, network
from tests.support.figures import choose, press


def trained(figure, name, widths, activation, loss, rate, epochs, start=1):
    """(L, the part on the right side) after these epochs, by the library."""
    draws = np.frombuffer(base64.b64decode(figure._settings["draws"]), "<i2") / 32768
    found = next(one for one in figure._settings["sets"] if one["name"] == name)
    X, y = np.array(found["X"]).reshape(-1, 2), np.array(found["y"])
    return learn(network(widths, activation, draws, start), X, y, loss, rate, epochs)[-1]


def shown(page):
    data = page.locator(".al-figure")
    return float(data.get_attribute("data-loss")), float(data.get_attribute("data-right"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("name", SETS)
@pytest.mark.sampled(3)
def test_it_learns_as_the_library_does(opened, name, activation, loss):
    settings = {"activation": activation, "loss": loss, "rate": 0.5, "start": 3}
    figure = figures.boundary(name, neurons=5, layers=2, epochs=100, **settings)
    mean, right = trained(figure, name, (2, 5, 5, 1), activation, loss, 0.5, 100, 3)
    page = opened(figure)
    assert shown(page)[0] == pytest.approx(mean, rel=1e-9)
    assert shown(page)[1] == right


@pytest.mark.browser
def test_what_the_reader_sets_begins_anew(opened):
    figure = figures.boundary("moons", epochs=3)
    page = opened(figure)
    one = page.get_by_role("button", name="one epoch")
    for label, option in (("data", "xor"), ("activation", "sigmoid"), ("loss", "cross-entropy")):
        choose(page, label, option)
        assert "Epoch 0:" in page.locator(".al-figure-say").inner_text()
    press(page, "layers", "Home")
    for _ in range(4):
        one.press("Enter")
    assert page.locator(".al-fig-halves").get_attribute("d") == ""
    expected = trained(figure, "xor", (2, 1), "sigmoid", "cross-entropy", 2.0, 4)
    assert shown(page) == pytest.approx(expected, rel=1e-9)
    press(page, "layers", "ArrowRight")
    press(page, "neurons", "Home")
    press(page, "neurons", "ArrowRight", 3)
    press(page, "start", "ArrowRight", 6)
    for _ in range(4):
        one.press("Enter")
    expected = trained(figure, "xor", (2, 4, 1), "sigmoid", "cross-entropy", 2.0, 4, 7)
    assert shown(page) == pytest.approx(expected, rel=1e-9)
    assert page.locator(".al-fig-halves").get_attribute("d").count("M") == 4


@pytest.mark.browser
def test_it_plays_can_be_stopped_and_starts_again(opened):
    page = opened(figures.boundary("xor", neurons=4, rate=3))
    start = shown(page)
    canvas = page.locator("canvas").element_handle()
    page.get_by_role("button", name="play").press("Enter")
    page.wait_for_function("() => document.querySelector('.al-figure').dataset.epoch > 20")
    page.get_by_role("button", name="stop").press("Enter")
    held = page.locator(".al-figure").get_attribute("data-epoch")
    page.wait_for_timeout(200)
    assert page.locator(".al-figure").get_attribute("data-epoch") == held
    assert shown(page)[0] < start[0]
    page.get_by_role("button", name="start again").press("Enter")
    assert shown(page) == start
    assert page.evaluate("canvas => canvas.isConnected", canvas)  # painted over, never put in anew


@pytest.mark.browser
def test_each_place_has_the_colour_of_what_the_network_says(opened):
    figure = figures.boundary("circles", epochs=150, rate=3)
    page = opened(figure)
    pixels = page.evaluate("""() => {
        const c = document.querySelector('canvas');
        return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data];
    }""")
    draws = np.frombuffer(base64.b64decode(figure._settings["draws"]), "<i2") / 32768
    net = network((2, 8, 1), "tanh", draws, 1)
    found = next(one for one in figure._settings["sets"] if one["name"] == "circles")
    learn(net, np.array(found["X"]).reshape(-1, 2), np.array(found["y"]), "squares", 3, 150)
    side = 48
    colours = np.array(pixels).reshape(side, side, 4)
    low, high = figure._settings["range"]
    middles = low + (high - low) * (np.arange(side) + 0.5) / side
    z = net(np.stack([a.ravel() for a in np.meshgrid(middles, middles[::-1])], axis=1)).detach().numpy()
    z = z.reshape(side, side)
    green = colours[:, :, 1] > colours[:, :, 2]
    sure = np.abs(z) > 0.3  # where the colour is not almost paper
    assert sure.mean() > 0.7
    assert (green == (z > 0))[sure].all()


@pytest.mark.browser
@pytest.mark.parametrize("X", [[[0, 0], [1, 1]], [[5, 5]], [[-900, 40], [20, 900]]])
def test_data_of_ones_own_fit_into_the_picture(opened, X):
    page = opened(figures.boundary((X, [0, 1][: len(X)]), neurons=2))
    box = page.locator("canvas").bounding_box()
    for name in (".al-fig-class-1", ".al-fig-class-0"):
        found = page.locator(name).bounding_box()
        assert not found["width"] or (box["x"] <= found["x"] and found["x"] + found["width"] <= box["x"] + box["width"])
    assert page.get_by_role("combobox", name="data").locator("option").all_inner_texts() == ["your data"]
    assert page.locator(".al-figure-say").inner_text().startswith("Your data, network 2-2-1, tanh")


@pytest.mark.browser
def test_it_turns_dark_with_the_page(opened):
    page = opened(figures.boundary(epochs=20))
    corner = "() => [...document.querySelector('canvas').getContext('2d').getImageData(0, 47, 1, 1).data]"
    light = page.evaluate(corner)
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'dark')")
    page.wait_for_function(f"light => String(({corner})()) !== String(light)", arg=light)


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: figures.boundary("digits"), LabError, "the sets are moons, xor, circles"),
        (lambda: figures.boundary(3), LabError, "or a pair (X, y)"),
        (lambda: figures.boundary(([[1, 2, 3]], [0])), ShapeError, "got (1, 3) and (1,)"),
        (lambda: figures.boundary(([[1, 2]], [[0]])), ShapeError, "y (n,)"),
        (lambda: figures.boundary((np.zeros((401, 2)), np.zeros(401))), ShapeError, "1 to 400 rows"),
        (lambda: figures.boundary(([[1, np.inf]], [0])), LabError, "finite"),
        (lambda: figures.boundary(([[1, 2000]], [0])), LabError, "scale X first"),
        (lambda: figures.boundary(([[1, 2]], [2])), LabError, "the classes 0 and 1"),
        (lambda: figures.boundary(activation="gelu"), LabError, "one of tanh, sigmoid, relu"),
        (lambda: figures.boundary(loss="hinge"), LabError, "squares, cross-entropy"),
        (lambda: figures.boundary(neurons=0), LabError, "from 1 to 12"),
        (lambda: figures.boundary(layers=1.5), LabError, "from 0 to 3"),
        (lambda: figures.boundary(epochs=201), LabError, "from 0 to 200"),
        (lambda: figures.boundary(seed="one"), LabError, "seed=...) is a whole number"),
        (lambda: figures.boundary(None), LabError, "or a pair (X, y)"),
        (lambda: figures.boundary(start=0), LabError, "from 1 to 20"),
        (lambda: figures.boundary(rate=0), LabError, "between 0.01 and 30"),
    ],
)
def test_what_it_cannot_show_is_said(make, error, said):
    with pytest.raises(error, match=re.escape(said)):
        make()
