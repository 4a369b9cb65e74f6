"""Arrays of three and more axes: small images by channel in boxes, and one of them large on the card."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, show
from autograd_lab.viz.sources.pictures import picture
from tests.support.javascript import JS, node
from tests.viz.pages import box, opened

IMAGES = f'import {{ fitting, imageAt, named }} from "{JS.as_uri()}/page/images.js";\n'


def test_images_stand_side_by_side_a_row_for_each_image_a_column_for_each_channel():
    array = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5)
    seen = picture(array, 16, 8)
    assert seen.tiles == (2, 3)
    assert seen.heat is None  # the table holds all entries
    assert seen.table.shape == (8, 15)
    assert np.array_equal(seen.table[4:8, 10:15], array[1, 2])


def test_three_axes_are_the_channels_of_one_image_and_five_join_the_first_ones():
    assert picture(np.ones((3, 4, 4)), 16, 8).tiles == (1, 3)
    assert picture(np.ones((2, 2, 3, 2, 2)), 16, 8).tiles == (4, 3)


@pytest.mark.parametrize("shape", [(4, 3), (4, 1, 3), (4, 5, 1, 1), (7,), (), (0, 3, 4, 4)])
def test_what_has_no_two_axes_to_see_stays_a_matrix(shape):
    assert picture(np.zeros(shape), 16, 8).tiles is None


@pytest.mark.slow
def test_a_large_image_is_thinned_to_means_of_blocks_and_the_first_images_are_shown():
    array = np.random.default_rng(0).normal(size=(32, 40, 28, 28))
    seen = picture(array, 16, 8)
    assert seen.tiles == (1, 8)
    assert seen.heat.shape == (8, 64)
    ends = np.linspace(0, 28, 9).round().astype(int)
    means = array[0, 1, ends[2] : ends[3], ends[0] : ends[1]].mean()
    assert seen.heat[2, 8] * seen.scale / 127 == pytest.approx(means, abs=seen.scale / 254)
    assert np.array_equal(seen.table[:, 8:16], array[0, 1, :8, :8])


def test_where_many_pictures_are_shown_fewer_images_are_and_none_is_blurred():
    array = np.random.default_rng(0).normal(size=(1, 4, 8, 8))
    seen = picture(array, 8, 4)
    assert seen.tiles == (1, 2)
    assert seen.heat.shape == (8, 16)
    assert seen.heat[3, 9] * seen.scale / 127 == pytest.approx(array[0, 1, 3, 1], abs=seen.scale / 254)


def test_one_image_alone_has_the_room_of_all():
    assert picture(np.ones((1, 1, 28, 28)), 16, 8).heat.shape == (16, 16)
    assert picture(np.ones((3, 12, 12)), 16, 8).heat.shape == (12, 36)  # and three have it too


@pytest.mark.slow
def test_as_many_images_stand_in_a_box_as_can_be_told_apart():
    sheet = {"grid": [16, 64], "tiles": [2, 8], "cells": [float(i % 64 // 8) for i in range(16 * 64)]}
    small = node(IMAGES + "console.log(JSON.stringify(fitting(data, { w: 63, h: 24 })));", sheet)
    down, across = small["tiles"]
    assert 6 <= down * across < 16
    rows, cols = small["grid"]
    assert len(small["cells"]) == rows * cols
    size = cols // across
    assert small["cells"][:cols] == [float(i // size) for i in range(cols)]  # channel by channel


@pytest.mark.slow
def test_an_image_is_cut_out_of_its_sheet_and_named_as_python_indexes_it():
    array = np.arange(2 * 3 * 2 * 2.0).reshape(2, 3, 2, 2)
    sheet = {"grid": [4, 6], "tiles": [2, 3], "cells": picture(array, 16, 8).table.reshape(-1).tolist()}
    told = node(IMAGES + "console.log(JSON.stringify([imageAt(data, 4).cells, named([2, 3, 2, 2], 1, 1)]));", sheet)
    assert told == [array[1, 1].reshape(-1).tolist(), "[1, 1]"]
    name = node(IMAGES + "console.log(JSON.stringify(named(data, 5, 0)));", [2, 3, 4, 2, 2])
    assert name == "[1, 2, 0]"


@pytest.fixture
def network():
    """One image of 8 × 8 under two filters of 3 × 3."""
    rng = np.random.default_rng(3)
    image = Tensor(rng.normal(size=(1, 1, 8, 8)), name="image")
    filters = Tensor(rng.normal(size=(2, 1, 3, 3)), True, "filters")
    z = functional.conv2d(image, filters, padding=1)
    z.name = "z"
    return {"z": z, "filters": filters, "loss": (z * z).mean()}


@pytest.mark.browser
def test_a_box_shows_images_not_strips(tmp_path, browser_page, network):
    opened(browser_page, tmp_path, show(network["loss"], start="end"))
    edges = box(browser_page, "z").locator(".al-heat-edge").first.get_attribute("d")
    assert edges.count("M") == 2  # two channels, each with its own edge
    heat = box(browser_page, "image").locator(".al-heat").first.evaluate("e => [e.getBBox().width, e.getBBox().height]")
    assert heat[0] == pytest.approx(heat[1], abs=1)  # square, as the image is


@pytest.mark.browser
def test_arrow_keys_choose_the_image_that_is_large_and_value_and_gradient_follow(tmp_path, browser_page, network):
    page = browser_page
    opened(page, tmp_path, show(network["loss"], start="end"))
    box(page, "z").click()
    sheets = page.locator(".al-pictures .al-choose")
    step = page.locator(".al-player").get_attribute("data-step")
    sheets.first.focus()
    page.keyboard.press("ArrowRight")
    assert sheets.first.get_attribute("aria-valuetext") == "image [0, 1]"
    assert page.locator(".al-player").get_attribute("data-step") == step  # the arrow was not a step of the pass
    value, gradient = page.locator(".al-zoom").all()
    for shown, array in ((value, network["z"].data), (gradient, None)):
        assert shown.locator(".al-what").inner_text() == "[0, 1], 8 × 8"
        if array is not None:
            numbers = [float(cell.get_attribute("title")) for cell in shown.locator("td.al-num").all()]
            assert numbers == array[0, 1].reshape(-1).tolist()
    rect = sheets.nth(1).bounding_box()
    sheets.nth(1).click(position={"x": rect["width"] * 0.25, "y": rect["height"] / 2})
    assert value.locator(".al-what").inner_text() == "[0, 0], 8 × 8"


@pytest.mark.browser
def test_the_list_of_keys_and_signs_has_those_of_arrays_from_close_by(tmp_path, browser_page, network):
    opened(browser_page, tmp_path, show(network["loss"]))
    browser_page.locator(".al-stage").focus()
    browser_page.keyboard.press("?")
    shown = browser_page.locator(".al-help").inner_text()
    assert "choose an image, an entry" in shown
    assert "hidden by a mask" in shown
