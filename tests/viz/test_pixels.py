"""Convolution and pooling from close by: every number on the card against NumPy, and what is said of it."""

import itertools
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import Tensor, functional, show
from autograd_lab.tensor.tensor import record
from autograd_lab.viz.sources.closeups import Collector
from autograd_lab.viz.sources.recorded import Box
from autograd_lab.viz.static_page import bundles_for
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.closeups import looks, terms_of
from tests.viz.pages import box, opened
from tests.viz.recurrent import rnn


def convolution(seed=0, images=1, channels=1, filters=1, side=(5, 4), size=(3, 2), stride=(1, 1), padding=(1, 0)):
    """A convolution whose input and filters need gradients, and its loss."""
    rng = np.random.default_rng(seed)
    x = Tensor(rng.normal(size=(images, channels, *side)), True, "x")
    w = Tensor(rng.normal(size=(filters, channels, *size)), True, "w")
    b = Tensor(rng.normal(size=filters), True, "b")
    z = functional.conv2d(x, w, b, stride=stride, padding=padding)
    z.name = "z"
    return {"x": x, "w": w, "b": b, "z": z, "loss": (z * z).sum() * 0.5}  # so ∂loss/∂z = z


def pooling(seed=0, side=(5, 5), size=3, stride=2, padding=0, data=None):
    """A max pooling with windows that overlap, and its loss."""
    rng = np.random.default_rng(seed)
    x = Tensor(rng.normal(size=(1, 2, *side)) if data is None else data, True, "x")
    z = functional.max_pool2d(x, size, stride, padding)
    z.name = "z"
    return {"x": x, "z": z, "loss": (z * z).sum() * 0.5, "window": (size, stride, padding)}


def closeup(loss, kind):
    """The closeup of the only node of a kind."""
    (found,) = [c for c in trace_of(loss).recorded.closeups if c.kind == kind]
    return found


# --- what the arrays tell of their operation -----------------------------------------------------------------


@pytest.mark.parametrize("stride", [(1, 1), (2, 2), (3, 1), (2, 3)])
@pytest.mark.parametrize("padding", [(0, 0), (1, 1), (2, 0)])
def test_stride_and_padding_are_found_by_what_the_arrays_hold(stride, padding):
    net = convolution(images=2, channels=2, filters=3, side=(8, 9), size=(3, 2), stride=stride, padding=padding)
    found = closeup(net["loss"], "conv").settings
    assert found == {"size": [3, 2], "stride": [*stride], "padding": [*padding], "axes": [2]}


@pytest.mark.parametrize(
    ("size", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (3, 1, 0), (2, 3, 0), ((2, 3), (1, 2), 0)]
)
def test_the_window_of_a_pooling_is_found_too(size, stride, padding):
    net = pooling(side=(8, 8), size=size, stride=stride, padding=padding)
    found = closeup(net["loss"], "max_pool").settings
    both = [list(v) if isinstance(v, tuple) else [v, v] for v in (size, stride, padding)]
    assert [found["size"], found["stride"], found["padding"]] == both


def test_what_no_stride_and_padding_explain_is_not_shown():
    net = convolution()
    boxes = [
        Box("x", None, "leaf", "", (), net["x"].data),
        Box("w", None, "leaf", "", (), net["w"].data),
        Box("z", None, "op", "conv2d", (0, 1), net["z"].data + 1e-3),
    ]
    assert Collector(boxes).closeups([None, None, net["z"].data]) == []


def test_whole_numbers_and_float32_are_gone_through_and_what_is_not_finite_is_left_out():
    pixels = np.random.default_rng(0).integers(0, 255, (1, 1, 6, 6))
    filters = Tensor(np.ones((1, 1, 3, 3), np.float32), True)
    z = functional.max_pool2d(functional.conv2d(Tensor(pixels.astype(np.float32)), filters, padding=1), 2)
    kinds = [c.kind for c in trace_of((z * 1e-3).sum()).recorded.closeups]
    assert kinds == ["conv", "max_pool"]
    x = np.full((1, 1, 4, 4), np.nan)
    assert trace_of((functional.conv2d(x, filters) ** 2).sum()).recorded.closeups == ()


@pytest.mark.parametrize(
    ("make", "more"),
    [
        (lambda: (Tensor(np.ones((4, 3)), True) @ np.ones((3, 2))).sum(), []),
        (lambda: (Tensor(np.ones((2, 3, 3)), True) * 2.0).sum(), ["ways", "closeups"]),
        (lambda: convolution()["loss"], ["ways", "closeups", "pixels"]),
        (lambda: functional.softmax(Tensor(np.ones((2, 3)), True)).max(), ["ways", "closeups", "rows"]),
        (lambda: rnn()["loss"], ["ways", "closeups", "along", "time"]),
    ],
)
def test_a_page_gets_the_code_that_its_graph_needs(make, more):
    trace = trace_of(make()).to_json()
    assert list(bundles_for(trace, {})) == ["player", "arrays", *more]


def test_arrays_that_are_too_large_are_counted_and_do_not_travel():
    net = convolution(images=8, side=(28, 28), size=(3, 3), padding=(1, 1))
    found = closeup(net["loss"], "conv")
    assert found.arrays == {}
    assert found.count == 3 * 8 * 28 * 28 + 9 + 1  # x, z and its gradient; w and b


# --- every number on the page -------------------------------------------------------------------------------


def expected_terms(net, kind, role, at, settings):
    """The triples (or numbers) of one entry, by the definition of the operation, and what they add up to."""
    x, g = net["x"].data, net["z"].data
    (kh, kw), (sh, sw), (ph, pw) = settings
    w = net["w"].data if "w" in net else None
    shapes = {"out": g.shape, "x": x.shape, **({"w": w.shape, "b": net["b"].shape} if w is not None else {})}
    here = tuple(int(i) for i in np.unravel_index(at, shapes[role]))
    found = []
    for n, c, i, j, a, b in itertools.product(*map(range, (*x.shape[:2], *g.shape[2:], kh, kw))):
        y, z = i * sh + a - ph, j * sw + b - pw
        inside = 0 <= y < x.shape[2] and 0 <= z < x.shape[3]
        pixel = x[n, c, y, z] if inside else 0.0
        if kind == "conv":
            for f in range(len(w)):
                if role == "out" and here == (n, f, i, j):
                    found.append((pixel, w[f, c, a, b], pixel * w[f, c, a, b]))
                if role == "x" and inside and here == (n, c, y, z):
                    found.append((g[n, f, i, j], w[f, c, a, b], g[n, f, i, j] * w[f, c, a, b]))
                if role == "w" and here == (f, c, a, b):
                    found.append((g[n, f, i, j], pixel, g[n, f, i, j] * pixel))
                if role == "b" and here == (f,) and (c, a, b) == (0, 0, 0):
                    found.append((g[n, f, i, j],))
        elif inside and ((role == "out" and here == (n, c, i, j)) or (role == "x" and here == (n, c, y, z))):
            found.append((pixel,) if role == "out" else (g[n, c, i, j],))
    return sorted(found)


def check_card(page, net, kind, settings, most=10_000):
    """Hold every number of every look against NumPy; returns how many there were."""
    net["loss"].backward()
    held = {"out": net["z"].data, "x": net["x"].grad}
    if kind == "conv":
        held |= {"w": net["w"].grad, "b": net["b"].grad}
    count = 0
    seen = {role: set() for role in held}
    for every in looks(page, most).values():
        for look in every:
            role, at, terms, rest = terms_of(look)
            seen[role].add(at)
            expected = expected_terms(net, kind, role, at, settings)
            assert np.allclose(terms, expected, 1e-12, 1e-12) if expected else terms == [], (role, at)
            assert rest["held"] == held[role].reshape(-1)[at], (role, at)
            assert rest["total"] == pytest.approx(rest["held"], abs=1e-12), (role, at)
            if kind == "conv" and role == "out":
                assert rest["bias"] == net["b"].data[np.unravel_index(at, held["out"].shape)[1]]
            count += len(look["numbers"])
    if most >= 10_000:
        assert all(seen[role] == set(range(array.size)) for role, array in held.items())
    return count


@pytest.mark.browser
def test_every_number_of_a_small_convolution_is_numpys(tmp_path, browser_page):
    net = convolution(side=(4, 3), size=(3, 2), stride=(2, 1))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    assert check_card(browser_page, net, "conv", ((3, 2), (2, 1), (1, 0))) >= 150


@pytest.mark.browser
def test_every_number_of_a_small_pooling_is_numpys(tmp_path, browser_page):
    net = pooling(side=(4, 5))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    assert check_card(browser_page, net, "max_pool", ((3, 3), (2, 2), (0, 0))) >= 100


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.parametrize(
    ("channels", "filters", "stride", "padding"),
    [(1, 2, (1, 1), (1, 1)), (2, 2, (2, 1), (0, 2)), (2, 3, (3, 2), (2, 1))],
)
def test_thousands_of_numbers_of_convolutions_are_numpys(tmp_path, browser_page, channels, filters, stride, padding):
    net = convolution(7, 2, channels, filters, (6, 7), (3, 3), stride, padding)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    assert check_card(browser_page, net, "conv", ((3, 3), stride, padding)) >= 5_000


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.parametrize(("size", "stride", "padding"), [(3, 2, 1), (2, 2, 0), (3, 1, 0)])
def test_thousands_of_numbers_of_poolings_are_numpys(tmp_path, browser_page, size, stride, padding):
    net = pooling(5, (12, 13), size, stride, padding)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    assert check_card(browser_page, net, "max_pool", ((size,) * 2, (stride,) * 2, (padding,) * 2)) >= 1_000


# --- what is said, and when ---------------------------------------------------------------------------------


@pytest.mark.browser
def test_before_its_step_there_is_nothing_to_choose_and_gradients_wait_for_theirs(tmp_path, browser_page):
    net = convolution()
    opened(browser_page, tmp_path, show(net["loss"]))
    box(browser_page, "z").click()
    told = browser_page.locator(".al-close .al-told")
    assert told.inner_text() == "Not computed yet: go on to the step of z."
    assert browser_page.locator(".al-close .al-choose").count() == 0
    browser_page.locator("button[data-action=next]").click()
    assert told.inner_text().startswith("z[0, 0, 0, 0] = ")
    weights = browser_page.locator('.al-close .al-choose[aria-label^="w"]')
    weights.focus()
    browser_page.keyboard.press("ArrowRight")
    assert told.inner_text() == "∂v3/∂z has not come back yet: go on, then the terms of ∂v3/∂w stand here."
    browser_page.locator("button[data-action=end]").click()
    assert told.inner_text().startswith("∂v3/∂w[0, 0, 0, 0] = ")
    assert "the sum of 15 products (3 of them padding, 0)" in told.inner_text()


@pytest.mark.browser
def test_window_and_filter_are_lit_without_colour_too(tmp_path, browser_page):
    net = convolution(side=(5, 5), size=(2, 2), padding=(0, 0))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    count = "e => (e.getAttribute('d').match(/M/g) ?? []).length"
    lit = browser_page.locator(".al-close .al-lit-forward")
    assert [lit.nth(k).evaluate(count) for k in range(3)] == [4, 4, 1]  # image, filter, bias
    browser_page.locator('.al-close .al-choose[aria-label^="x"]').focus()
    browser_page.keyboard.press("Home")
    dashed = browser_page.locator(".al-close .al-lit-backward").first
    assert dashed.evaluate("e => getComputedStyle(e).strokeDasharray") != "none"


@pytest.mark.browser
def test_a_tie_is_said_and_routes_lead_to_what_was_taken(tmp_path, browser_page):
    data = np.array([[1.0, 3.0, 3.0], [3.0, 0.0, 2.0], [0.0, 1.0, 2.5]])[None, None]
    net = pooling(size=2, stride=1, data=data)
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    told = browser_page.locator(".al-close .al-told")
    assert told.inner_text() == (
        "z[0, 0, 0, 0] = 3, the largest of 4: x[0, 0, 0, 1]. "
        "2 entries are equally large: the first takes all of the gradient. "
        "Its gradient, 3, goes to that entry, and nothing to the others. The array holds 3."
    )
    routes = browser_page.locator(".al-close .al-route").first.get_attribute("d")
    assert routes.count("L") == 4  # one for each window
    image = browser_page.locator('.al-close .al-choose[aria-label^="x"]')
    image.focus()
    browser_page.keyboard.press("Home")
    assert (
        told.inner_text()
        == "∂v3/∂x[0, 0, 0, 0] = 0: it is in one window, and is taken by none. The array that it hands back holds 0."
    )
    browser_page.keyboard.press("ArrowRight")
    assert told.inner_text().startswith(
        "∂v3/∂x[0, 0, 0, 1] = 6: it is in 2 windows, and is taken by 2, whose gradients add up."
    )
    assert image.get_attribute("aria-valuetext") == told.inner_text()  # what a screen reader hears


@pytest.mark.browser
def test_a_click_chooses_and_too_many_numbers_are_said(tmp_path, browser_page):
    net = convolution(side=(5, 5), size=(2, 2), padding=(0, 0))
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    box(browser_page, "z").click()
    out = browser_page.locator('.al-close .al-choose[aria-label^="z"]')
    size = out.bounding_box()
    out.click(position={"x": size["width"] * 0.9, "y": size["height"] * 0.6})
    assert browser_page.locator(".al-close .al-told").inner_text().startswith("z[0, 0, 2, 3] = ")
    large = convolution(images=8, side=(28, 28), size=(3, 3), padding=(1, 1))
    opened(browser_page, tmp_path, show(large["loss"], start="end"))
    box(browser_page, "z").click()
    assert "numbers are too many to be gone through one by one" in browser_page.locator(".al-side").inner_text()


# --- other windows, by the page's model alone ---------------------------------------------------------------

LOOKS = f"""
import {{ decode }} from "{JS.as_uri()}/model/sweep.js";
import {{ decodeCloseups }} from "{JS.as_uri()}/model/closeups.js";
import {{ lookAt }} from "{JS.as_uri()}/model/windows.js";
const [closeup] = decodeCloseups(data, decode).values();
const found = {{}};
for (const role of ["out", "x", "w", "b"]) {{
  if (closeup.arrays[role]) found[role] = closeup.arrays[role].numbers.map((_, at) => lookAt(closeup, role, at));
}}
console.log(JSON.stringify(found));"""


def looked_at(loss):
    """What the page's model says of every entry, by role: (total, what the array holds, factors of each term)."""
    found = node(LOOKS, trace_of(loss).recorded.to_json()["closeups"])
    return {
        role: [(look["total"], look["held"], [term["product"] for term in look["terms"]]) for look in looks]
        for role, looks in found.items()
    }


@pytest.mark.slow
def test_the_mean_of_windows_is_gone_through_with_padding_counted():
    rng = np.random.default_rng(0)
    x = Tensor(rng.normal(size=(1, 2, 5, 4)), True, "x")
    padded = np.pad(x.data, ((0, 0), (0, 0), (1, 1), (1, 1)))
    places = [(i, j) for i in range(3) for j in range(3)]
    out = np.stack([padded[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].mean(axis=(2, 3)) for i, j in places], -1)

    def pull(g):
        full = np.zeros(padded.shape)
        for k, (i, j) in enumerate(places):
            full[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] += g.reshape(1, 2, 9)[..., k, None, None] / 4
        return full[:, :, 1:-1, 1:-1]

    made = (out.reshape(1, 2, 3, 3), (pull,))
    pooled = record("avg_pool2d", made, (x,), lambda _: made)
    loss = (pooled * pooled).sum()
    assert closeup(loss, "avg_pool").settings == {"size": [2, 2], "stride": [2, 2], "padding": [1, 1], "axes": [2]}
    found = looked_at(loss)
    loss.backward()
    assert [held for _, held, _ in found["out"]] == pooled.data.reshape(-1).tolist()
    assert [held for _, held, _ in found["x"]] == x.grad.reshape(-1).tolist()
    for total, held, products in (*found["out"], *found["x"]):
        assert total == pytest.approx(held, abs=1e-14)
        assert sum(products) == pytest.approx(held, abs=1e-14)


@pytest.mark.slow
def test_a_convolution_along_one_axis_is_gone_through_too():
    rng = np.random.default_rng(0)
    x, w = Tensor(rng.normal(size=(2, 3, 9)), True, "x"), Tensor(rng.normal(size=(2, 3, 4)), True, "w")
    wide = [Tensor(t.data[:, :, None], True) for t in (x, w)]
    as_image = functional.conv2d(*wide, stride=(1, 2), padding=(0, 1))
    pulls = tuple((lambda g, pull=pull: pull(g[:, :, None])[:, :, 0]) for pull in as_image._pulls)
    made = (as_image.data[:, :, 0], pulls)
    z = record("conv1d", made, (x, w), lambda *_: made)
    loss = (z * z).sum()
    assert closeup(loss, "conv").settings == {"size": [1, 4], "stride": [1, 2], "padding": [0, 1], "axes": [1]}
    found = looked_at(loss)
    loss.backward()
    for role, array in (("out", z.data), ("x", x.grad), ("w", w.grad)):
        assert [held for _, held, _ in found[role]] == array.reshape(-1).tolist()
        for total, held, _ in found[role]:
            assert total == pytest.approx(held, abs=1e-13)


@pytest.mark.browser
def test_a_button_leads_to_what_can_be_gone_through_entry_by_entry(tmp_path, browser_page):
    net = convolution()
    opened(browser_page, tmp_path, show(net["loss"], start="end"))
    ways = browser_page.locator(".al-ways button")
    assert ways.all_inner_texts() == ["z (conv)"]
    ways.focus()
    browser_page.keyboard.press("Enter")
    told = browser_page.locator(".al-close .al-told")
    assert told.inner_text().startswith("z[0, 0, 0, 0] = ")
    assert re.search(r"Its gradient, \S+, times its weight, goes to each of these entries\.", told.inner_text())
    browser_page.keyboard.press("ArrowRight")  # keys choose at once
    assert told.inner_text().startswith("z[0, 0, 0, 1] = ")
    expect(told).to_be_in_viewport()
    heads = browser_page.locator(".al-close .al-terms th[scope=col]").all_inner_texts()
    assert heads == ["x", "w", "product"]
    browser_page.keyboard.press("Escape")
    assert browser_page.evaluate("document.activeElement.dataset.name") == "z"
    box(browser_page, "w").click()
    browser_page.locator(".al-side .al-ways button", has_text="z").click()  # its terms stand on the card of z
    assert browser_page.locator(".al-side").get_attribute("aria-label") == "Card of z"
    assert told.inner_text().startswith("∂v3/∂w[0, 0, 0, 0] = ")  # not the forward sum: w was asked for
    browser_page.keyboard.press("ArrowRight")
    assert told.inner_text().startswith("∂v3/∂w[0, 0, 0, 1] = ")


@pytest.mark.browser
def test_the_card_of_a_box_that_was_clicked_comes_into_sight(tmp_path, browser_page):
    browser_page.set_viewport_size({"width": 900, "height": 420})
    opened(browser_page, tmp_path, show(convolution()["loss"], start="end"))
    box(browser_page, "z").click()
    expect(browser_page.locator(".al-card-head")).to_be_in_viewport(ratio=1)
    assert browser_page.evaluate("document.activeElement.className") == "al-stage"  # keys step, as after any click


@pytest.mark.browser
def test_the_axes_of_filters_are_named_as_what_they_are(tmp_path, browser_page):
    opened(browser_page, tmp_path, show(convolution(channels=2, filters=3)["loss"], start="end"))
    for name, axes in (("w", "[filter, channel]"), ("x", "[image, channel]"), ("z", "[image, channel]")):
        box(browser_page, name).click()
        assert f"Each is one {axes}" in browser_page.locator(".al-pictures").inner_text()
