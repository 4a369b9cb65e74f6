"""A player saved as one page, without kernel and network: it steps, slides, listens to keys, and harms nobody."""

import pytest

from autograd_lab import Value, show
from tests.viz.pages import saved

pytestmark = pytest.mark.browser


@pytest.fixture
def loss():
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    return (w * x + b - y) ** 2


def numbers(page, attribute):
    return page.eval_on_selector_all("g.al-node", f"nodes => nodes.map(n => n.getAttribute('{attribute}'))")


def test_before_a_step_nothing_is_shown_and_after_the_last_everything(tmp_path, browser_page, loss):
    browser_page.goto(saved(tmp_path, show(loss)))
    player = browser_page.locator(".al-player")
    assert numbers(browser_page, "data-grad") == [None] * 9
    assert player.locator(".al-kind-op .al-value").all_text_contents() == ["·"] * 4
    player.locator("button[data-action=end]").click()
    loss.backward()
    leaves = {"w": "12", "x": "8", "b": "4", "y": "−4"}
    for name, grad in leaves.items():
        assert player.locator(f'g.al-node[data-name="{name}"] .al-grad').text_content() == grad
    assert player.get_attribute("data-step") == player.get_attribute("data-steps")


def test_keys_alone_step_seed_and_move_a_leaf(tmp_path, browser_page, loss):
    browser_page.goto(saved(tmp_path, show(loss)))
    player, keyboard = browser_page.locator(".al-player"), browser_page.keyboard
    browser_page.locator(".al-stage").focus()
    keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "1"
    assert player.locator(".al-sentence").inner_text().startswith("Forward: v1 = 2 × 3 = 6")
    keyboard.press("s")
    assert "its gradient is 1" in player.locator(".al-sentence").inner_text()
    keyboard.press("End")
    keyboard.press("ArrowLeft")
    assert int(player.get_attribute("data-step")) == int(player.get_attribute("data-steps")) - 1
    keyboard.press("Home")
    assert player.get_attribute("data-step") == "0"
    field = player.locator('input.al-number[data-name="w"]')
    field.fill("-1")
    assert player.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "-1"
    field.fill("")  # half typed: said, and nothing else happens
    assert field.get_attribute("aria-invalid") == "true"
    assert "w keeps the one it had" in field.get_attribute("title")
    assert player.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "-1"


@pytest.mark.parametrize("place", [".al-title", ".al-say", ".al-stage"])
def test_a_click_that_meets_no_control_gives_the_keys_to_the_steps(tmp_path, browser_page, loss, place):
    browser_page.goto(saved(tmp_path, show(loss)))
    player = browser_page.locator(".al-player")
    player.locator("input.al-slider").first.click()
    browser_page.keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "0"  # the slider keeps its own keys
    player.locator(place).click(position={"x": 3, "y": 3})
    browser_page.keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "1"


def test_playing_goes_on_by_itself_and_stops_at_the_end(tmp_path, browser_page):
    a = Value(3.0, "a")
    browser_page.goto(saved(tmp_path, show(a * a)))
    browser_page.clock.install()
    player = browser_page.locator(".al-player")
    button = player.locator("button[data-action=play]")
    button.click()
    assert button.get_attribute("aria-label") == "Pause (space)"
    browser_page.clock.run_for(20_000)
    assert button.get_attribute("aria-label") == "Play (space)"
    assert player.get_attribute("data-step") == player.get_attribute("data-steps") == "4"


def test_two_players_on_a_page_do_not_disturb_one_another(tmp_path, browser_page, loss):
    browser_page.goto(saved(tmp_path, show(loss), show(loss, start="end")))
    first, second = browser_page.locator(".al-player").all()
    first.locator("button[data-action=next]").click()
    first.locator('input.al-number[data-name="w"]').fill("9")
    assert first.get_attribute("data-step") == "1"
    assert second.get_attribute("data-step") == second.get_attribute("data-steps")
    assert second.locator('g.al-node[data-name="w"]').get_attribute("data-value") == "2"
    ids = browser_page.eval_on_selector_all("marker", "all => all.map(m => m.id)")
    assert len(ids) == len(set(ids)) == 4


TOUCHING = """() => {
  const meet = (p, q) => p.left < q.right && q.left < p.right && p.top < q.bottom && q.top < p.bottom;
  const found = [];
  for (const node of document.querySelectorAll("g.al-node")) {
    const texts = [...node.querySelectorAll("text")].filter(
      (t) => t.textContent && getComputedStyle(t).visibility === "visible");
    const boxes = texts.map((t) => t.getBoundingClientRect());
    const rect = node.querySelector("rect").getBoundingClientRect();
    boxes.forEach((box, i) => {
      if (box.left < rect.left || box.right > rect.right) found.push(`${texts[i].textContent} sticks out`);
      boxes.slice(0, i).forEach((other, j) => {
        const level = Math.abs(box.bottom - other.bottom) < 8;  // two texts of one line
        if (level && meet(box, other)) found.push(`${texts[i].textContent} on ${texts[j].textContent}`);
      });
    });
    const label = document.querySelector(".al-label");
    if (label.getAttribute("visibility") === "visible") {
      const over = label.getBoundingClientRect();
      boxes.forEach((box, i) => { if (meet(box, over)) found.push(`label on ${texts[i].textContent}`); });
    }
  }
  return found;
}"""


def test_no_text_of_the_picture_covers_another_whatever_the_numbers(tmp_path, browser_page):
    w = [Value(-0.0001234567, "w"), Value(-1.234567e-300, "tiny"), Value(-123456.789, "a_long_name_indeed")]
    x = [Value(-0.001234567, "x"), Value(-1.234567e8, "huge"), Value(-0.1234567, "z")]
    dot = Value.dot(w, x, Value(0.5, "b"))
    browser_page.goto(saved(tmp_path, show((dot.tanh() - w[0] * x[1] + dot) / w[0] + x[0] * -0.0001234567)))
    player = browser_page.locator(".al-player")
    for _ in range(int(player.get_attribute("data-steps"))):
        player.locator("button[data-action=next]").click()
        assert browser_page.evaluate(TOUCHING) == [], player.locator(".al-sentence").inner_text()


def test_a_graph_wider_than_the_page_follows_the_step_and_stays_readable(tmp_path, browser_page):
    y = Value(0.5, "x")
    for _ in range(12):
        y = y.tanh()
    browser_page.set_viewport_size({"width": 700, "height": 600})
    browser_page.goto(saved(tmp_path, show(y, start="end")))
    player = browser_page.locator(".al-player")
    frame = player.locator(".al-stage").bounding_box()

    def in_sight(node):
        box = player.locator(f'g.al-node[data-id="{node}"] rect').bounding_box()
        return frame["x"] - 1 <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1

    assert in_sight(0)
    assert not in_sight(12)
    player.locator("button[data-action=seed]").click()
    assert in_sight(12)
    assert player.locator('g.al-node[data-id="12"] rect').bounding_box()["height"] >= 0.7 * 58
    assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_field_of_a_leaf_has_room_for_its_number(tmp_path, browser_page):
    w = Value(-0.69314718056, "w")
    browser_page.goto(saved(tmp_path, show(w * w, sliders={"w": (-1, 1)})))
    browser_page.add_style_tag(content="* { box-sizing: border-box }")  # as the book and JupyterLab have it
    field = browser_page.locator("input.al-number")
    assert field.input_value() == "-0.693147"
    assert field.evaluate("f => f.scrollWidth <= f.clientWidth")


def test_a_name_with_markup_is_text(tmp_path, browser_page):
    name = '<img src=x onerror="document.title=1">"</script>'
    browser_page.goto(saved(tmp_path, show(Value(1.0, name) * 2.0)))
    assert browser_page.locator("g.al-node").first.get_attribute("data-name") == name
    assert browser_page.locator(".al-player img").count() == 0
    assert browser_page.title() == "players"


def test_no_step_of_a_graph_outside_its_domain_breaks_the_page(tmp_path, browser_page):
    x = Value(2.0, "x")
    browser_page.goto(saved(tmp_path, show(x.log() / x + x**0.5)))
    player = browser_page.locator(".al-player")
    for number in ("0", "-1", "1e300"):
        player.locator("input.al-number").fill(number)
        player.locator("button[data-action=end]").click()
    player.locator("input.al-number").fill("-1")
    assert player.locator("g.al-node").last.locator(".al-value").text_content() == "nan"


def test_without_scripts_the_table_of_values_is_there(tmp_path, open_page, loss):
    page = open_page(java_script_enabled=False)
    page.goto(saved(tmp_path, show(loss)))
    page.locator("summary").click()
    assert page.locator("tr", has_text="w").first.inner_text().split() == ["w", "leaf", "2", "12"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(tmp_path, open_page, loss, scheme):
    page = open_page(color_scheme=scheme)
    page.goto(saved(tmp_path, show(loss, start="end")))
    found = page.evaluate("""() => {
      const style = getComputedStyle(document.querySelector('.al-player'));
      const get = (name) => style.getPropertyValue('--al-' + name).trim();
      return Object.fromEntries(['paper', 'box', 'ink', 'faint', 'forward', 'backward', 'forward-wash', 'backward-wash']
        .map((name) => [name, get(name)]));
    }""")
    for ink, grounds in {
        "ink": ["paper", "box", "forward-wash", "backward-wash"],
        "faint": ["paper", "box", "forward-wash", "backward-wash"],
        "forward": ["paper", "box", "forward-wash", "backward-wash"],
        "backward": ["paper", "box", "forward-wash", "backward-wash"],
    }.items():
        for ground in grounds:
            assert contrast(found[ink], found[ground]) >= 4.5, (scheme, ink, ground)


def contrast(one, other):
    """WCAG's contrast ratio of two #rrggbb colours."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
