"""A large graph on a page: it opens folded, unfolds by click and by key, and its numbers do not depend on the folds."""

import random
import time

import pytest

from autograd_lab import Value, show
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.neurons import MLP
from autograd_lab.viz.player import Static
from tests.support.traces import trace_of
from tests.viz.crossings import random_graph

pytestmark = pytest.mark.browser
BOXES = ".al-graph [data-id]"


def network(*sizes):
    random.seed(1)
    out = MLP(sizes[0], sizes[1:], "tanh")([Value(random.uniform(-1, 1), f"x{i}") for i in range(sizes[0])])
    loss = (out - 1.0) ** 2
    loss.name = "loss"
    return loss


def any_graph(count):
    """A graph without structure: sums and differences of what random_graph reads."""
    values = []
    for i, reads in enumerate(random_graph(count - 1, 1, 60)):
        made = [values[p] for p in reads]
        values.append(Value(1.0 + i / count) if not made else made[0].tanh() if len(made) == 1 else made[0] - made[1])
    used = {p for v in values for p in v.parents}
    return Value.total([v for v in values if v not in used])


@pytest.fixture
def opened(tmp_path, browser_page):
    """Open a player's page: `opened(root)` returns the page."""

    def go(root, **options):
        browser_page.goto(show(root, sliders=[], **options).static().save(tmp_path / "page.html").as_uri())
        browser_page.wait_for_selector(BOXES)
        return browser_page

    return go


def test_a_player_that_begins_with_a_card_opens_the_groups_around_its_box(tmp_path, browser_page):
    player = show(network(2, 4, 4, 1), sliders=[])
    folded = next(node.id for node in player.trace.nodes if node.kind == "op")
    Static(player._source, {**player._options, "card": folded}).save(tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri())
    assert browser_page.locator("g.al-node.is-selected").get_attribute("data-id") == str(folded)


def press(page, action):
    page.locator(f"[data-action={action}]").click()


def count(page, what=BOXES):
    return page.locator(what).count()


def test_a_thousand_nodes_open_as_thirty_boxes_within_a_moment(opened):
    root = any_graph(1000)
    start = time.perf_counter()
    page = opened(root)
    assert time.perf_counter() - start < 60  # about half a second on a quiet machine; drawn whole it would not end
    assert 1 < count(page) <= 30
    assert "1000 nodes, seen as" in page.locator(".al-folded").text_content()
    press(page, "unfold-all")
    assert count(page, ".al-node") == 1000
    assert count(page, ".al-group") == 0
    assert not page.locator(".al-folded").is_visible()
    press(page, "fold-all")
    assert count(page) <= 30


def test_a_small_graph_opens_unfolded_and_can_be_folded(opened):
    page = opened(network(2, 3, 1))
    nodes = count(page, ".al-node")
    assert nodes == len(trace_of(network(2, 3, 1)).nodes)
    press(page, "fold-all")
    assert page.locator(".al-group .al-name").all_text_contents() == ["layer 1 · 3 neurons", "layer 2 · 1 neuron"]
    for action in ("unfold-all", "fold-all"):
        page.locator(f"[data-action={action}]").press("Enter")
        page.wait_for_timeout(50)
        assert page.locator(f"[data-action={action}]").is_disabled()
        assert page.evaluate("document.activeElement.className") == "al-stage"  # where the player's keys go on
    press(page, "unfold-all")
    assert count(page, ".al-node") == nodes


def test_a_click_opens_a_group_and_its_frame_folds_it(opened):
    page = opened(network(2, 4, 4, 1))
    before = count(page)
    page.locator(".al-group", has_text="layer 1").click()
    assert page.locator(".al-frame .al-name").all_text_contents() == ["layer 1 · 4 neurons"]
    assert count(page, ".al-group-neuron") == 4 + 1  # the four of the layer, and the last layer's one
    page.locator(".al-group", has_text="neuron 2").click()
    assert count(page, ".al-frame") == 2
    assert count(page, ".al-node") == 5 + 6  # the neuron's own, and those outside all groups
    page.locator(".al-fold-one", has_text="layer 1").click()
    assert count(page) == before
    assert page.locator(".al-player").get_attribute("data-step") == "0"  # no click went on to the nodes


def test_keys_alone_open_walk_and_fold(opened):
    page = opened(network(2, 4, 4, 1))
    keyboard = page.keyboard
    against = {"right": "ArrowLeft", "down": "ArrowUp"}[page.locator(".al-graph").get_attribute("data-way")]
    focused = "document.activeElement.getAttribute('data-name')"
    page.locator(".al-stage").focus()
    keyboard.press("Enter")
    for _ in range(5):
        if page.evaluate(focused) != "layer 3 · 1 neuron":
            keyboard.press(against)
    assert page.evaluate(focused) == "layer 3 · 1 neuron"
    keyboard.press("Enter")
    assert count(page, ".al-frame") == 1
    assert page.evaluate("document.activeElement.classList.contains('al-node')")
    assert "opened layer 3" in page.locator(".al-live").text_content()
    keyboard.press("ArrowLeft")
    keyboard.press("Backspace")
    assert count(page, ".al-frame") == 0
    assert page.evaluate(focused) == "layer 3 · 1 neuron"
    assert page.locator(".al-graph [tabindex='0'][data-id]").count() == 1


def numbers(page, attribute):
    return dict(page.eval_on_selector_all(".al-node", f"all => all.map(n => [n.dataset.name, n.dataset.{attribute}])"))


def test_however_it_is_folded_the_numbers_are_the_same(opened):
    root = network(2, 4, 4, 1)
    page = opened(root)
    press(page, "end")
    for index in (0, 0, 1):
        page.locator(".al-group").nth(index).click()
    some = numbers(page, "grad")
    press(page, "unfold-all")
    every = numbers(page, "grad")
    assert len(every) > len(some) > 5
    assert {name: every[name] for name in some} == some
    root.backward()
    trace = trace_of(root)
    press(page, "fold-all")
    exit_of_last = next(g for g in trace.groups if g.label.startswith("layer 3")).members[-1]
    shown = page.locator(".al-group", has_text="layer 3").locator(".al-value").text_content()
    assert float(shown.replace("−", "-")) == pytest.approx(trace.values[exit_of_last], rel=1e-3)


def test_edges_drawn_as_one_add_up_what_flows(opened):
    page = opened(network(2, 4, 4, 1))
    assert page.locator(".al-count-of").all_text_contents() == ["4", "4", "16", "4"]
    root = network(2, 4, 4, 1)
    trace = trace_of(root)
    press(page, "end")
    label = page.locator(".al-label text")
    for _ in range(200):  # back to the last edge between two layers
        if "of 16" in label.text_content() and label.is_visible():
            break
        page.keyboard.press("ArrowLeft")
    assert label.text_content().endswith("16 of 16")
    root.backward()
    layer = next(i for i, g in enumerate(trace.groups) if g.label.startswith("layer 1"))
    outputs = [g.members[-1] for g in trace.groups if g.parent == layer]  # read by layer 2 alone
    flows = sum(topological(root)[i].grad for i in outputs)
    assert float(label.text_content().split()[1].replace("−", "-")) == pytest.approx(flows, rel=2e-2)


def test_a_step_within_a_closed_group_lights_the_group(opened):
    page = opened(network(2, 4, 4, 1))
    press(page, "next")
    assert page.locator(".al-group.is-forward").get_attribute("data-name") == "layer 1 · 4 neurons"
    press(page, "next")  # the activation reads the sum beside it
    assert page.locator(".al-group.is-forward .al-value").text_content() == "2 of 8"
    assert count(page, ".al-edge.is-forward") == 0


def overlaps(page):
    """Whether the label of the lit edge covers a box."""
    return page.evaluate("""() => {
      const label = document.querySelector('.al-label');
      if (label.getAttribute('visibility') === 'hidden') return false;
      const a = label.querySelector('rect').getBoundingClientRect();
      return [...document.querySelectorAll('.al-graph [data-id] text')].some((text) => {
        const b = text.getBoundingClientRect();
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      });
    }""")


@pytest.mark.slow
def test_a_label_never_covers_the_text_of_a_box(opened):
    for root, opens in ((network(2, 4, 4, 1), 2), (any_graph(120), 1), (network(2, 3, 1), 0)):
        page = opened(root)
        for _ in range(opens):
            page.locator(".al-group").nth(1).click()
        press(page, "seed")
        last = int(page.locator(".al-player").get_attribute("data-steps"))
        for _ in range(min(120, last)):
            page.keyboard.press("ArrowRight")
            assert not overlaps(page), page.locator(".al-sentence").text_content()


def test_zoom_by_button_by_key_and_by_wheel(opened):
    page = opened(network(2, 4, 4, 1))
    wide = lambda: page.locator(".al-graph").bounding_box()["width"]  # noqa: E731
    before = wide()
    press(page, "zoom-in")
    assert wide() == pytest.approx(1.25 * before, rel=0.01)
    page.locator(".al-stage").focus()
    page.keyboard.press("-")
    assert wide() == pytest.approx(before, rel=0.01)
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert wide() <= page.locator(".al-stage").bounding_box()["width"] + 1
    box = page.locator(".al-stage").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 60)
    before = wide()
    page.mouse.wheel(0, -120)
    assert wide() == before  # a plain wheel is the page's
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    page.wait_for_function(f"document.querySelector('.al-graph').getBoundingClientRect().width > {before} + 5")


def test_the_picture_is_dragged_and_moved_by_keys(opened):
    page = opened(any_graph(400))
    stage = page.locator(".al-stage")
    assert stage.evaluate("s => s.scrollWidth > s.clientWidth + 300")
    assert stage.evaluate("s => s.scrollLeft") == 0
    box = stage.bounding_box()
    start = (box["x"] + 500, box["y"] + box["height"] / 2)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] - 200, start[1], steps=4)
    page.mouse.up()
    assert stage.evaluate("s => s.scrollLeft") == pytest.approx(200, abs=2)
    assert count(page, ".al-frame") == 0  # what was dragged was not clicked
    stage.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert stage.evaluate("s => s.scrollLeft") == pytest.approx(280, abs=2)
    assert page.locator(".al-player").get_attribute("data-step") == "0"


def test_the_picture_follows_the_step(opened):
    page = opened(any_graph(400))
    press(page, "unfold-all")
    for action in ("end", "seed", "start", "next", "seed"):
        press(page, action)
        lit = page.locator(".al-graph :is(.is-forward, .is-backward)[data-id]")
        for box in [lit.first.bounding_box()] if lit.count() else []:
            stage = page.locator(".al-stage").bounding_box()
            assert stage["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1
            assert stage["y"] - 1 <= box["y"]
            assert box["y"] + box["height"] <= stage["y"] + stage["height"] + 1


def test_a_step_changes_what_it_touches_and_nothing_else(opened):
    page = opened(any_graph(1000))
    press(page, "unfold-all")
    press(page, "seed")
    changed = page.evaluate("""() => {
      const seen = new Set();
      const watch = new MutationObserver((all) => all.forEach((m) => seen.add(m.target)));
      const all = { subtree: true, attributes: true, childList: true, characterData: true };
      watch.observe(document.querySelector('.al-graph'), all);
      const next = document.querySelector('[data-action=next]');
      for (let i = 0; i < 10; i++) next.click();
      watch.takeRecords().forEach((m) => seen.add(m.target));
      return seen.size;
    }""")
    assert 0 < changed <= 10 * 12


def test_markup_in_a_group_s_name_is_text(opened):
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(0.1, "b")
    a = (w * x + b).tanh()
    a.name = '<img src=x onerror="document.title=1">'
    page = opened((a - 1.0) ** 2)
    press(page, "fold-all")
    assert page.locator(".al-group").get_attribute("data-name") == f"neuron: {a.name}"
    assert count(page, ".al-player img") == 0


@pytest.mark.full
def test_a_hundred_thousand_nodes_do_not_freeze_the_page(opened):
    page = opened(any_graph(100_000))
    assert count(page) <= 30
    for action in ("next", "end", "seed", "next"):
        start = time.perf_counter()
        press(page, action)
        assert time.perf_counter() - start < 60
    page.locator(".al-group").first.click()
    assert count(page) <= 70
    page.locator(".al-table summary").click()
    page.locator(".al-table p", has_text="more nodes").wait_for()


def test_what_is_opened_at_the_left_stays_in_sight_and_the_end_of_unfolding_is_shown_too(opened):
    page = opened(any_graph(3000))
    page.locator(".al-group").first.click()
    frame = page.locator(".al-frame .al-fold-one").first
    inside = """fold => {
      const [at, stage] = [fold.getBoundingClientRect(), fold.closest(".al-stage").getBoundingClientRect()];
      return stage.left - 1 <= at.left && at.right <= stage.right + 1;
    }"""
    assert frame.evaluate(inside)
    full = page.locator(".al-full")
    assert not full.is_visible()
    press(page, "unfold-all")
    assert full.inner_text() == f"That is as much as a page can draw: {count(page)} boxes."
    assert page.locator(".al-live").text_content() == full.inner_text()
    press(page, "fold-all")
    assert not full.is_visible()
