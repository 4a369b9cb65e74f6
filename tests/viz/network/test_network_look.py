"""What one sees of a network before a number is read: strokes, sizes, the first move, the page on paper."""

import re

import numpy as np
import pytest

from autograd_lab import NetworkView, train
from autograd_lab.viz import bundle
from tests.viz.network.networks import network

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([[0], [1], [1], [0]], float)


def batch(widths, rows, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, widths[0])), rng.uniform(0.1, 0.9, size=(rows, widths[-1]))


def go(page, index):
    page.evaluate(
        "i => { const r = document.querySelector('[data-name=time]'); r.value = i;"
        " r.dispatchEvent(new Event('input')); }",
        index,
    )


def test_no_class_of_its_sheet_stands_in_another_one():
    def classes(path):
        return set(re.findall(r"\.(al-[\w-]+)", (bundle.HERE / path).read_text(encoding="utf-8")))

    own = classes("network/network.css")
    assert len(own) > 60
    assert [name for name in own if not name.startswith("al-net")] == []
    for path in {path for paths in bundle.STYLES.values() for path in paths} - {"network/network.css"}:
        assert not own & classes(path), path


WIDTH = "e => Number(e.getAttribute('stroke-width'))"
GRADIENT = "[data-e='{}'] .al-net-g"


@pytest.mark.browser
def test_a_width_means_the_same_at_each_moment_of_a_recording(opened):
    """A gradient that vanishes is seen to vanish, and one of exactly 0 is not drawn at all."""
    run = train(network([2, 3, 1], ["tanh", "sigmoid"], 5), *XOR, steps=600, learning_rate=2.0)
    assert 50 < run.peaks.argmax() < 300  # not where it begins, nor where it opens
    page = opened(run.view(views=()))
    passes = {step: run.at(step).run(*XOR) for step in (600, 0, 90, 300)}
    most = {
        "g": max(float(np.abs(dW).max()) for step in run.steps for dW in run.at(step).run(*XOR).dWs),
        "w": max(float(np.abs(W).max()) for step in run.steps for W in run.at(step).weights),
    }
    ratios = []
    for step, passed in passes.items():
        if step != 600:  # where it opens, before anything else has been shown
            go(page, step)
        for level, i, j in ((1, 0, 0), (2, 0, 0), (2, 2, 0)):
            drawn = page.locator(GRADIENT.format(f"{level}:{i}:{j}")).evaluate(WIDTH)
            size = abs(passed.dWs[level - 1][i, j]) / most["g"]
            assert drawn == pytest.approx(max(0.8, 6 * size), abs=0.02)
            ratios.append(size)
            weight = 6 * abs(run.at(step).weights[level - 1][i, j]) / most["w"]
            drawn = page.locator(f"[data-e='{level}:{i}:{j}'] .al-net-w").evaluate(WIDTH)
            assert drawn == pytest.approx(max(0.8, weight), abs=0.02)
    assert max(ratios) > 8 * min(ratios)
    said = page.locator(".al-net-widest").inner_text()
    numbers = [float(text) for text in re.findall(r"= ([\d.]+)", said)]
    assert numbers == pytest.approx([most["w"], most["g"]], rel=0.06)
    assert said.endswith("at any step of training")

    run = train(network([2, 4, 1], ["relu", "linear"]), *XOR, steps=200, learning_rate=5.0)
    assert run.losses.max() > 1e70
    assert run.peaks.max() > 50 * run.peaks[0]
    page = opened(run.view(moment=0, views=()))
    drawn = [page.locator(f".al-net-{kind}").evaluate_all(f"lines => lines.map({WIDTH})") for kind in "wg"]
    assert all(max(widths) > 1 for widths in drawn)  # its start is seen all the same
    assert "until L is ten times that of the start" in page.locator(".al-net-widest").inner_text()

    dead = network([2, 2, 1], ["relu", "linear"])
    dead[0].bias.data[:] = -100
    page = opened(NetworkView(dead, *XOR, start="end", views=(), row="batch"))
    line = page.locator(GRADIENT.format("1:0:0"))
    assert line.evaluate(WIDTH) == 0
    assert line.evaluate("e => getComputedStyle(e).stroke") == "none"


@pytest.mark.browser
def test_kinds_of_stroke_are_told_apart_without_colour(opened):
    net, (X, y) = network([3, 4, 2], ["tanh", "sigmoid"], 3), batch([3, 4, 2], 6)
    page = opened(NetworkView(net, X, y, start="end", views=(), row="batch"))
    kinds = page.evaluate("""() => Object.fromEntries(['w', 'g'].flatMap((kind) => [false, true].map((below) => {
      const sign = below ? '.is-negative' : ':not(.is-negative)';
      const line = document.querySelector(`.al-net-edge .al-net-${kind}${sign}`);
      const { strokeDasharray, strokeLinecap } = getComputedStyle(line);
      return [`${kind} ${below}`, `${strokeDasharray} ${strokeLinecap}`];
    })))""")
    assert len(set(kinds.values())) == 4, kinds
    legend = page.locator(".al-net-legend").inner_text()
    assert "∂L/∂w above 0" in legend
    assert page.locator(".al-net-legend path").count() == 6


@pytest.mark.browser
def test_two_runs_are_drawn_without_the_gradients_colour_and_a_run_alone_in_the_colours_of_the_language(opened):
    one = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), *XOR, steps=20, learning_rate=2.0)
    two = train(network([2, 3, 1], ["tanh", "sigmoid"], 2), *XOR, steps=20, learning_rate=0.5, label="tanh")
    strokes = """() => { const probe = document.createElement('i'); document.querySelector('.al-network').append(probe);
      const of = (name) => { probe.style.color = `var(--al-${name})`; return getComputedStyle(probe).color; };
      const lines = [...document.querySelectorAll('.al-net-run')].map((e) => getComputedStyle(e));
      return [lines.map((s) => [s.stroke, s.strokeWidth]), of('forward'), of('backward')]; }"""
    page = opened(one.compare(two, views=()))
    lines, forward, backward = page.evaluate(strokes)
    assert len(lines) == 2 * (1 + 2)
    assert not {stroke for stroke, _ in lines} & {forward, backward}
    assert len({tuple(line) for line in lines}) == 2
    assert len({width for _, width in lines}) == 2
    rate = page.locator(".al-net-own input")
    assert rate.input_value() == "2"
    page.locator("select[aria-label='Network of']").select_option(label="B: tanh")
    assert rate.input_value() == "0.5"  # a step of one's own is a step of the run that is looked at
    lines, forward, backward = opened(one.view(views=())).evaluate(strokes)
    assert [stroke for stroke, _ in lines] == [forward, backward, backward]


@pytest.mark.browser
def test_the_rate_of_a_run_is_seen_whole(opened):
    net = network([2, 3, 1], ["sigmoid", "sigmoid"], 1)
    page = opened(train(net, *XOR, steps=2, learning_rate=1234567.5).view(views=()))
    field = page.locator(".al-net-own input")
    assert float(field.input_value()) == 1234567.5
    room = field.evaluate("""e => { const pen = document.createElement('canvas').getContext('2d');
      pen.font = getComputedStyle(e).font;
      return [pen.measureText(e.value).width, e.clientWidth - 30]; }""")  # 30: padding, and the field's own arrows
    assert room[0] <= room[1]


@pytest.mark.browser
def test_a_tall_network_is_seen_with_its_buttons_and_its_sentence(opened):
    view = NetworkView(network([10, 20, 10], ["sigmoid", "sigmoid"]), *batch([10, 20, 10], 4))
    page = opened(view, viewport={"width": 1280, "height": 900})
    for what in ("svg.al-net", "[data-action=next]", ".al-sentence", ".al-net-begin"):
        box = page.locator(what).bounding_box()
        assert box["y"] >= 0, what
        assert box["y"] + box["height"] <= 900, what
    page.set_viewport_size({"width": 1280, "height": 640})  # the picture scrolls, the buttons stay
    page.locator(".al-net-chip-down").wait_for()
    box = page.locator(".al-sentence").bounding_box()
    assert box["y"] + box["height"] <= 640
    page.get_by_label("A step is").select_option("neuron")
    title, star = page.locator(".al-net-top .al-title"), page.locator("[data-action=seed]")
    assert title.bounding_box()["x"] - page.locator(".al-network").bounding_box()["x"] < 40
    assert star.inner_text() == "loss"  # where the star leads is what it says
    star.click()
    for _ in range(12):
        page.locator("[data-action=next]").click()
    stage, box = (page.locator(what).bounding_box() for what in (".al-net-stage", "[data-n='1:0'] rect"))
    assert "h1" in page.locator(".al-sentence").inner_text()
    assert stage["y"] <= box["y"]
    assert box["y"] + box["height"] <= stage["y"] + stage["height"]


SMALLEST = """() => { let [least, where] = [99, ''];
  const walk = document.createTreeWalker(document.querySelector('.al-network'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.getClientRects().length || e.closest('.al-live')) continue;
    const at = e.ownerSVGElement ? e.getScreenCTM() : null;
    const size = parseFloat(getComputedStyle(e).fontSize) * (at ? Math.hypot(at.a, at.b) : 1);
    if (size < least) [least, where] = [size, walk.currentNode.textContent];
  }
  return [least, where]; }"""
WIDTHS = (390, 768, 1280)


@pytest.mark.browser
def test_no_text_is_small_the_loss_is_a_button_away_and_all_follows_the_text_around(opened):
    X, y = batch([2, 8, 8, 1], 20)
    run = train(network([2, 8, 8, 1], ["tanh", "tanh", "sigmoid"], 2), X, y, steps=20)
    page = opened(run.view(views=("equations", "matrices", "table")))
    chip = page.locator(".al-net-chip-right")
    seen = """() => document.querySelector('.al-net-loss').getBoundingClientRect().right
      <= document.querySelector('.al-net-stage').getBoundingClientRect().right + 1"""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"({seen})() === document.querySelector('.al-net-chip-right').hidden")
        least, where = page.evaluate(SMALLEST)
        assert least >= 11, (width, where)
    page.set_viewport_size({"width": 390, "height": 900})
    chip.click()
    page.wait_for_function(seen)
    page.locator(".al-net-chip-left").wait_for()
    texts = ".al-net-said, .al-net-legend, .al-net-own input, .al-net-eq b, svg.al-net"
    sizes = f"""() => [...document.querySelectorAll('{texts}')]
      .map((e) => e.matches('svg') ? e.getBoundingClientRect().width : parseFloat(getComputedStyle(e).fontSize))"""
    before = page.evaluate(sizes)
    page.locator(".al-network").evaluate("e => { e.style.fontSize = '28px'; }")  # as a lecturer's notebook has it
    for small, large in zip(before, page.evaluate(sizes), strict=True):
        assert large == pytest.approx(2 * small, rel=0.02)


@pytest.mark.browser
@pytest.mark.parametrize("widths", [[2, 2, 1], [3, 12, 2]])
def test_fingers_find_what_they_tap(opened, widths):
    view = NetworkView(network(widths, ["sigmoid", "sigmoid"]), *batch(widths, 4), views=("equations", "table"))
    page = opened(view, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.locator(".al-net-begin").inner_text() == "Tap “Next” to see the numbers of layer 1."
    small = page.evaluate("""() => ['button', 'input', 'select', 'summary', '[role=button]']
      .flatMap((kind) => [...document.querySelectorAll(`.al-network ${kind}`)])
      .filter((e) => e.getClientRects().length).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
      .map(([text, { width, height }]) => [text, width, height]).filter((one) => one[1] < 44 || one[2] < 44)""")
    assert small == []


@pytest.mark.browser
def test_the_first_move_is_named_and_the_next_ones_too(opened):
    page = opened(NetworkView(network([2, 2, 1], ["sigmoid", "sigmoid"]), [1, 2], [1]))
    begin, button = page.locator(".al-net-begin"), page.locator("[data-action=next]")
    assert begin.inner_text() == "Press “Next” or the key → to see the numbers of layer 1."
    paper = page.locator(".al-network").evaluate("e => getComputedStyle(e).backgroundColor")
    assert page.locator("button.is-first").count() == 1
    assert button.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")[0] == paper
    place = button.bounding_box()
    names = []
    for _ in range(int(page.locator(".al-network").get_attribute("data-steps"))):
        names.append(button.inner_text())
        button.click()
        assert begin.count() == 0
    told = ["forward, layer 1", "forward, layer 2", "the loss", "δ of o", "∂L/∂w into layer 2", "h1 gathers"]
    assert names[:6] == [f"Next: {what}" for what in told]
    assert button.inner_text() == "Start again"
    assert button.bounding_box()["width"] == place["width"]
    page.keyboard.press("ArrowRight")  # a key that is held down stays at the end
    assert button.inner_text() == "Start again"
    button.click()
    assert page.locator(".al-network").get_attribute("data-step") == "0"

    run = train(network([2, 2, 1], ["sigmoid", "sigmoid"]), *XOR, steps=20)
    page = opened(run.view(views=()))
    assert page.locator("button.is-first").all_inner_texts() == ["Play the training"]
    filled = """() => { const ink = getComputedStyle(document.querySelector('.al-network')).color;
      return [...document.querySelectorAll('.al-network button')].filter((e) => e.getClientRects().length)
        .filter((e) => getComputedStyle(e).color !== ink).map((e) => e.textContent.trim()); }"""
    assert page.evaluate(filled) == ["Play the training"]
    begin = page.locator(".al-net-begin")
    assert begin.inner_text() == "Drag the slider to go through training, or press “Play the training”."
    go(page, 3)
    assert begin.count() == 0


@pytest.mark.browser
def test_on_paper_stands_the_last_step_with_all_views_and_nothing_to_press(opened):
    net, (X, y) = network([2, 3, 1], ["sigmoid", "sigmoid"]), batch([2, 3, 1], 4)
    page = opened(NetworkView(net, X, y, views=()), color_scheme="dark")
    view = page.locator(".al-network")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert view.get_attribute("data-step") == view.get_attribute("data-steps")
    assert page.locator("[data-q='d:1:0']").first.text_content() != "·"
    for panel in ("equations", "matrices", "table"):
        assert page.locator(f"[data-panel={panel}]").is_visible()
    for what in (".al-net-own", ".al-net-tabs", ".al-net-scope", ".al-net-begin", ".al-bar"):
        assert not page.locator(what).is_visible(), what
    for word in ("A step is", "take one step", "rate", "Notation", "Show"):
        assert not page.get_by_text(word, exact=True).is_visible(), word
    assert page.locator(".al-net-on-paper").inner_text() == "row 1 of 4"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # said twice, it is undone all the same
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert view.get_attribute("data-step") == "0"
    page.emulate_media(media="screen")
    assert page.locator(".al-net-panel:visible").count() == 0


@pytest.mark.browser
def test_rows_in_the_plane_have_the_colour_and_the_shape_of_their_class(opened):
    run = train(network([2, 3, 1], ["sigmoid", "sigmoid"], 1), *XOR, steps=1, learning_rate=2.0)
    page = opened(run.view(views=()), color_scheme="light")
    colours = page.evaluate("""() => { const canvas = document.querySelector('canvas.al-net-plane');
      const pen = canvas.getContext('2d');
      const { width, height } = canvas;
      const at = (x, y) => [...pen.getImageData(x * width, (1 - y) * height, 1, 1).data].slice(0, 3).join();
      const [low, high] = [0.15 / 1.3, 1.15 / 1.3]; // the range has 0.15 of room on each side
      const beside = 8 / canvas.width; // within a disc, and between the arms of a cross
      return [[low, low], [low, high], [high, low], [high, high]].map(([x, y]) => [at(x, y), at(x + beside, y)]); }""")
    low, high = "122,62,168", "26,110,46"  # --al-weight-below and --al-weight
    assert [middle for middle, _ in colours] == [low, high, high, low]
    assert [beside == middle for middle, beside in colours] == [False, True, True, False]
