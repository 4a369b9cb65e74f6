"""Arrays on the page: what a box, a step and a card show of them; and the pure parts, run by Node."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, nn, show
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.contrast import contrast
from tests.viz.pages import TWO_VIEWS, box, load_widget, opened

pytestmark = pytest.mark.slow

SHAPES = f"""
import {{ decodeTrace, createPass }} from "{JS.as_uri()}/model/sweep.js";
import {{ decodeRecorded }} from "{JS.as_uri()}/model/recorded.js";
import {{ narrateArrays, figure, inWords }} from "{JS.as_uri()}/model/narrate_arrays.js";
const trace = decodeTrace(data, decodeRecorded), pass = createPass(trace, trace.values);
const told = pass.steps.map((_, k) => (pass.seek(k), narrateArrays(pass, trace.recorded, () => false)));
"""


def broadcast_loss():
    """(8, 3) @ (3, 4) + (4,), squared and averaged."""
    rng = np.random.default_rng(1)
    X, W = Tensor(rng.normal(size=(8, 3)), name="X"), Tensor(rng.normal(size=(3, 4)), True, "W")
    b = Tensor(rng.normal(size=4), True, "b")
    H = X @ W
    Z = H + b
    L = (Z * Z).mean()
    H.name, Z.name, L.name = "H", "Z", "L"
    return L


def test_a_recorded_pass_steps_both_ways_and_ends_with_pythons_norms():
    loss = broadcast_loss()
    trace = trace_of(loss)
    script = (
        SHAPES
        + """
    const grads = pass.grads.slice();
    const last = pass.last;
    let same = true;
    for (const k of [3, last, 0, last - 1, 5, last]) {
      pass.seek(k);
      const fresh = createPass(trace, trace.values);
      for (let i = 0; i <= k; i++) fresh.seek(i);
      const state = ({ grads, known, arrival }) => JSON.stringify([grads, known, arrival]);
      same &&= state(fresh) === state(pass);
    }
    console.log(JSON.stringify({ grads, same }));"""
    )
    done = node(script, trace.to_json())
    loss.backward()
    assert done["same"]
    by_name = dict(zip([n.name for n in trace.nodes], done["grads"], strict=True))
    W, b = (t for t in (loss.parents[0].parents[0].parents[0].parents[1], loss.parents[0].parents[0].parents[1]))
    assert by_name["W"] == pytest.approx(np.linalg.norm(W.grad), rel=1e-14)
    assert by_name["b"] == pytest.approx(np.linalg.norm(b.grad), rel=1e-14)
    assert by_name["X"] is None


def test_every_step_of_arrays_is_told_in_shapes_numbers_and_plain_words():
    told = node(SHAPES + "console.log(JSON.stringify(told));", trace_of(broadcast_loss()).to_json())
    assert told[1]["rule"] == "H (8, 4) = X (8, 3) @ W (3, 4)"
    assert told[1]["text"].startswith("Forward: H is computed: shape (8, 4), norm ")
    rules = [t["rule"] for t in told]
    assert "∂L/∂W (3, 4) = Xᵀ (3, 8) @ ∂L/∂H (8, 4)" in rules
    (bias,) = [t for t in told if t["rule"].startswith("∂L/∂b")]
    assert bias["rule"] == "∂L/∂b (4,) = Σ over axis 0 of ∂L/∂Z (8, 4)"
    assert bias["text"].endswith("Summed over axis 0, since b (4,) was broadcast to (8, 4)")
    assert bias["plain"].startswith("Raise b[")
    twice = [t["text"] for t in told if "Z adds up" in t["text"]]
    assert "Z adds up 1 of 2: so far shape (8, 4)" in twice[0]
    assert "Z adds up 2 of 2: in all shape (8, 4)" in twice[1]


def test_an_array_of_one_entry_is_told_by_that_entry_since_a_norm_has_no_sign():
    w = Tensor([2.0], requires_grad=True, name="w")
    loss = (w * -3.0).sum()
    told = node(SHAPES + "console.log(JSON.stringify(told));", trace_of(loss).to_json())
    text = next(t["text"] for t in told if t["text"].startswith("Backward") and " to w: " in t["text"])
    assert text.endswith("shape (1,), its one entry −3")
    assert not any("norm −" in t["text"] for t in told)


HEAT = f'import {{ coarser, shade }} from "{JS.as_uri()}/page/heat.js";\n'


def test_a_colour_says_sign_and_size():
    looks = node(HEAT + "console.log(JSON.stringify(data.map(shade)));", [0, 0.01, 0.1, 0.5, 1, -0.1, -0.5, -1, None])
    assert looks == ["zero", "zero", "plus1", "plus2", "plus3", "minus1", "minus2", "minus3", "odd"]


def test_a_map_made_coarser_shows_means_and_keeps_what_is_not_finite():
    cells = {"grid": [4, 2], "cells": [1, 0, 0, 0, -1, -1, None, 1]}
    coarse = node(HEAT + "console.log(JSON.stringify(coarser(data, 2, 1)));", cells)
    assert coarse == {"grid": [2, 1], "cells": [0.25, None]}
    assert node(HEAT + "console.log(JSON.stringify(coarser(data, 8, 8)));", cells) == cells


# --- in the browser -----------------------------------------------------------------------------------------


@pytest.fixture
def network():
    """A network with two layers and its mean squared error."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(64, 2)), rng.normal(size=(64, 1))
    net = nn.Sequential(nn.Linear(2, 16, rng=1), nn.Sigmoid(), nn.Linear(16, 1, rng=2))
    return {"X": X, "y": y, "net": net, "loss": functional.mse(net(X), y)}


@pytest.mark.browser
def test_a_box_shows_shape_norms_and_heat_maps_as_they_come(tmp_path, browser_page, network):
    player = opened(browser_page, tmp_path, show(network["loss"], names=network))
    weight, hidden = box(browser_page, "net.0.weight"), box(browser_page, "v2")
    assert weight.locator(".al-shape").text_content() == "(2, 16)"
    assert weight.locator(".al-heat").count() == 1
    assert weight.locator(".al-grad").text_content() == "·"
    assert hidden.locator(".al-heat").count() == 0
    browser_page.locator("button[data-action=end]").click()
    assert weight.locator(".al-heat").count() == hidden.locator(".al-heat").count() == 2
    assert box(browser_page, "X").locator(".al-heat").count() == 1  # data has no gradient
    network["loss"].backward()
    gradient = np.linalg.norm(network["net"].parameters()[0].grad)
    assert float(weight.get_attribute("data-grad")) == pytest.approx(gradient)
    assert weight.locator(".al-grad").text_content() == f"‖{gradient:.3g}‖"  # six characters of it
    assert player.locator(".al-state").inner_text() == "computed by Python"
    browser_page.locator("button[data-action=start]").click()
    assert weight.locator(".al-heat").count() == 1  # and they go again


@pytest.mark.browser
def test_the_sign_of_a_cell_can_be_seen_without_colour(tmp_path, browser_page):
    w = Tensor([[1.0, -2.0, 3.0], [-4.0, 0.0, np.nan]], True, "w")
    opened(browser_page, tmp_path, show((w * 1.0).sum()))
    strokes = (
        box(browser_page, "w")
        .locator(".al-heat-sign")
        .evaluate_all("all => all.map(p => p.getAttribute('d')).join('')")
    )
    assert strokes.count("M") == 3  # two negative cells, and a cross for nan
    assert "⚠ not finite" in box(browser_page, "w").locator(".al-shape").text_content()
    browser_page.locator("button[data-action=next]").click()
    assert "⚠ 1 of 6 not finite, the first at [1, 2]" in browser_page.locator(".al-sentence").inner_text()


@pytest.mark.browser
def test_a_card_shows_the_array_its_numbers_and_what_arrived(tmp_path, browser_page, network):
    opened(browser_page, tmp_path, show(network["loss"], names=network, start="end"))
    box(browser_page, "net.0.bias").click()
    card = browser_page.locator(".al-side")
    bias = network["net"].parameters()[1]
    assert f"float64, shape (16,), norm {np.linalg.norm(bias.data):.4g}" in card.inner_text()
    assert "the first 8 of 16 columns" in card.inner_text()
    first = card.locator("figure").first.locator("td.al-num").first
    assert float(first.get_attribute("title")) == bias.data[0]
    assert card.locator("figure").count() == 2
    assert "∂loss/∂net.0.bias (16,) = Σ over rows of ∂loss/∂v1 (64, 16)" in card.inner_text()
    assert "was added to every row" in card.inner_text()
    browser_page.locator("button[data-action=start]").click()
    assert "Gradient: nothing has arrived yet." in card.inner_text()
    assert "Nudge" not in card.inner_text()  # the page cannot compute with arrays


@pytest.mark.browser
def test_a_kernels_answer_changes_nothing_and_no_slider_is_offered(browser_page, network):
    import struct

    player = show(network["loss"], names=network)
    load_widget(browser_page, "player", "arrays")
    numbers = list(struct.unpack(f"<{len(player.trace.nodes)}d", player._numbers))
    browser_page.evaluate(TWO_VIEWS, [player._trace, numbers, player._options])
    one = browser_page.locator("#one")
    one.locator("button[data-action=end]").click()
    before = one.locator(".al-grad").all_text_contents()
    for question in browser_page.evaluate("asked.splice(0)"):
        grads = [float("nan") if g is None else g for g in player._source.grads()]
        answer = [x if x == x else None for x in [*numbers, *grads]]  # JSON knows no nan
        browser_page.evaluate("([q, n]) => answer(q, n.map((x) => x ?? NaN))", [question, answer])
    assert one.locator(".al-grad").all_text_contents() == before
    assert one.locator(".al-player").get_attribute("data-kernel") == "live"
    assert one.locator(".al-state").inner_text() == "computed by Python"
    assert one.locator("input.al-slider, input.al-number").count() == 0


@pytest.mark.browser
def test_the_list_of_steps_and_the_table_speak_of_arrays_too(tmp_path, browser_page, network):
    opened(browser_page, tmp_path, show(network["loss"], names=network, start="end"))
    browser_page.locator("summary", has_text="All steps").click()
    browser_page.locator(".al-steps li", has_text="Backward, v1 to net.0.weight: shape (2, 16)").wait_for()
    browser_page.locator("summary", has_text="Table of values").click()
    browser_page.locator(".al-table tr", has_text="net.0.weight").first.get_by_text("‖").first.wait_for()


@pytest.mark.browser
def test_keys_alone_step_through_arrays_and_the_label_tells_all(tmp_path, browser_page, network):
    opened(browser_page, tmp_path, show(network["loss"], names=network))
    browser_page.locator(".al-stage").focus()
    browser_page.keyboard.press("ArrowRight")
    label = box(browser_page, "v1").get_attribute("aria-label")
    assert label.startswith("v1, operation linear, shape (64, 16), norm ")
    assert label.endswith("; no grad yet")
    browser_page.keyboard.press("End")
    assert "; grad of shape (64, 16), norm " in box(browser_page, "v1").get_attribute("aria-label")


@pytest.mark.browser
def test_a_large_graph_of_arrays_opens_folded(tmp_path, browser_page):
    t = Tensor(np.ones((4, 4)), True, "t")
    for _ in range(150):
        t = t.tanh() * 1.01
    opened(browser_page, tmp_path, show(t.mean()))
    assert browser_page.locator("g.al-node, g.al-group").count() <= 30
    browser_page.locator("button[data-action=end]").click()
    assert "norm" in browser_page.locator(".al-sentence").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_written_in_a_box_of_arrays_stands_out(tmp_path, open_page, network, scheme):
    page = open_page(color_scheme=scheme)
    opened(page, tmp_path, show(network["loss"], names=network, start="end"))
    found = page.evaluate("""() => {
      const player = document.querySelector('.al-player');
      const get = (name) => {
        player.style.color = `var(--al-${name})`;
        return getComputedStyle(player).color;
      };
      return Object.fromEntries(['paper', 'box', 'ink', 'faint', 'forward-wash', 'backward-wash', 'minus1', 'minus2',
        'minus3'].map((name) => [name, get(name)]));
    }""")
    for ground in ("box", "forward-wash", "backward-wash"):
        assert contrast(found["faint"], found[ground]) >= 4.5
    strokes = {"minus1": "ink", "minus2": "ink", "minus3": "paper"}  # a picture's parts: 3 to 1
    for ground, stroke in strokes.items():
        assert contrast(found[stroke], found[ground]) >= 3, (scheme, ground)


@pytest.mark.browser
def test_two_players_of_different_kinds_share_a_page(tmp_path, browser_page, network):
    from autograd_lab import Value
    from autograd_lab.viz import static_page

    x = Value(2.0, "x")
    path = tmp_path / "two.html"
    arrays, numbers = show(network["loss"], names=network), show(x * x)
    path.write_text(static_page.page("two", arrays.static().html + numbers.static().html), encoding="utf-8")
    browser_page.goto(path.as_uri())
    first, second = browser_page.locator(".al-player").all()
    for player in (first, second):
        player.locator("button[data-action=end]").click()
    assert first.locator(".al-heat").count() > 8
    assert second.locator('g.al-node[data-name="x"] .al-grad').text_content() == "4"
