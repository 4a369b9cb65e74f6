"""A node's card, by mouse and by keys: formula, local derivatives, what arrives, a nudge, the paths to the root."""

import pytest

from autograd_lab import Value, show
from tests.viz.foreign import CUBE, by

pytestmark = pytest.mark.browser


@pytest.fixture
def loss():
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(5.0, "y")
    return (w * x + b - y) ** 2


@pytest.fixture
def opened(tmp_path, browser_page):
    """A function that opens a player's page and returns the player."""

    def open_one(*arguments, **options):
        show(*arguments, **options).static().save(tmp_path / "page.html")
        browser_page.goto((tmp_path / "page.html").as_uri())
        return browser_page.locator(".al-player")

    return open_one


def box(player, name):
    return player.locator(f'g.al-node[data-name="{name}"]')


def section(player, title):
    return player.locator(".al-card > section", has=player.page.locator("h4", has_text=title))


def rows(part):
    return [row.inner_text().split() for row in part.locator("tbody tr").all()]


def step(player):
    return int(player.get_attribute("data-step"))


def test_a_click_on_a_box_opens_its_card_at_the_present_step(opened, loss):
    player = opened(loss, names={"loss": loss})
    box(player, "v3").click()
    assert step(player) == 0
    assert rows(section(player, "What arrives")) == [["loss", "·", "·", "·"], ["sum:", "∂loss/∂v3", "·"]]
    player.locator("button[data-action=go-to-step]").click()
    assert step(player) == 6
    assert player.locator(".al-card-head h3").inner_text().split() == ["v3", "sub", "−"]
    assert player.locator(".al-formula").inner_text() == "v3 = v2 − y = 7 − 5 = 2"
    assert rows(section(player, "Local derivatives")) == [["∂v3/∂v2", "1", "1"], ["∂v3/∂y", "−1", "−1"]]
    assert rows(section(player, "What arrives")) == [["loss", "1", "×", "4", "4"], ["sum:", "∂loss/∂v3", "4"]]
    assert "is-selected" in box(player, "v3").get_attribute("class")
    player.locator("button[data-action=close]").click()
    assert player.locator(".al-side").is_hidden()
    assert player.locator(".is-selected, .is-path").count() == 0


def test_every_contribution_and_every_path_is_listed_with_its_number_and_lit_in_the_picture(opened):
    a = Value(3.0, "a")
    b = a + a
    c = b * b
    player = opened(c, names={"b": b, "c": c}, start="end")
    box(player, "a").click()
    assert rows(section(player, "What arrives")) == [
        ["b,", "use", "1", "12", "×", "1", "12"],
        ["b,", "use", "2", "12", "×", "1", "12"],
        ["sum:", "∂c/∂a", "24"],
    ]
    paths = section(player, "4 paths to c")
    assert paths.locator("li").all_inner_texts() == ["a → b → c\n1 × 6 = 6"] * 4
    assert paths.locator("p").inner_text() == "6 + 6 + 6 + 6 = 24, the gradient"
    assert player.locator(".al-edge.is-path").count() == 4
    paths.locator("button").first.hover()
    assert player.locator(".al-edge.is-path").count() == 2
    player.locator("button[data-action=back]").click()
    assert rows(section(player, "What arrives"))[1:] == [["b,", "use", "2", "·", "·", "·"], ["sum:", "∂c/∂a", "12"]]


def test_a_nudge_is_measured_beside_the_gradient_and_its_size_can_be_chosen(opened, loss):
    player = opened(loss, names={"loss": loss}, start="end")
    box(player, "w").click()
    nudge = section(player, "Nudge it")
    assert [row[-1] for row in rows(nudge)] == ["4", "4.1209", "12.09", "12"]
    said = nudge.locator("p")
    assert said.inner_text() == "0.75 % apart: the curve bends within the step. Try h = 1e-8."
    nudge.locator("select").select_option("1e-5")
    assert "1e-5" in rows(nudge)[1]
    assert said.inner_text() == "0.00075 % apart: the curve bends within the step. Try h = 1e-8."
    nudge.locator("select").select_option("1e-15")
    assert "apart: rounding may move loss by up to" in said.inner_text()
    player.locator("button[data-action=back]").click()
    player.locator("button[data-action=start]").click()
    assert said.inner_text() == ""
    player.locator("button[data-action=end]").click()
    assert "apart: rounding may move loss by up to" in said.inner_text()


def test_a_nudge_at_a_corner_says_that_no_step_helps(opened):
    x = Value(0.0, "x")
    player = opened(x.relu() * 3.0 + 1.0, start="end")
    box(player, "x").click()
    nudge = section(player, "Nudge it")
    for size in ("1", "1e-8"):
        nudge.locator("select").select_option(size)
        assert (
            nudge.locator("p").inner_text().startswith("3 apart: v3 has a corner exactly here, where relu at v1 turns.")
        )


def test_a_leaf_without_a_slider_of_its_own_can_be_moved_from_its_card_and_the_field_keeps_the_focus(opened, loss):
    player = opened(loss, sliders=["w"], start="end")
    box(player, "b").click()
    field = player.locator('.al-card input.al-number[data-name="b"]')
    field.click()
    field.press("ControlOrMeta+a")
    field.press_sequentially("-12.5")
    assert player.locator(".al-card").get_by_label("b, number").input_value() == "-12.5"
    assert box(player, "b").get_attribute("data-value") == "-12.5"
    assert float(player.locator("g.al-node").last.get_attribute("data-value")) == (2 * 3 - 12.5 - 5) ** 2
    slider = player.locator('.al-card input.al-slider[data-name="b"]')
    assert float(slider.get_attribute("min")) <= -12.5 <= float(slider.get_attribute("max"))


def test_each_box_says_at_its_right_what_it_is(opened, loss):
    player = opened(loss)
    signs = player.locator("g.al-node .al-op").all_text_contents()
    assert signs == ["○", "○", "○", "○", "", "×", "+", "−", "^"]  # four leaves, a plain number, four operations
    assert player.locator(".al-help").inner_text().count("○") == 0  # folded
    player.locator(".al-help summary").click()
    assert "○" in player.locator(".al-help").inner_text()


def test_a_plain_number_and_a_graph_of_one_number_have_cards_too(opened, loss):
    player = opened(loss, start="end")
    player.locator("g.al-kind-const").click()
    assert "it needs no gradient" in player.locator(".al-card").inner_text()
    assert player.locator(".al-card > section").count() == 1
    box(player, "v4").click()
    assert rows(section(player, "Local derivatives")) == [["∂v4/∂v3", "2", "×", "v3", "4"]]  # and none for the exponent
    player = opened(Value(7.0, "a"), start="end")
    box(player, "a").click()
    assert rows(section(player, "What arrives")) == [["seed", "1"], ["sum:", "∂a/∂a", "1"]]


def test_arrows_go_along_edges_enter_opens_and_escape_goes_back(opened, loss, browser_page):
    player, keyboard = opened(loss, names={"loss": loss}), browser_page.keyboard
    focused = "document.activeElement.getAttribute('data-name') ?? document.activeElement.className"

    def press(*keys):
        for key in keys:
            keyboard.press(key)
        return browser_page.evaluate(focused)

    player.locator(".al-stage").focus()
    assert press("s", "Enter") == "loss"
    assert press("ArrowLeft", "ArrowLeft", "ArrowLeft") == "v1"
    assert step(player) == 5  # on a box arrows do not step
    assert press("ArrowLeft") == "w"
    assert press("ArrowDown") == "x"
    assert press("ArrowRight") == "v1"
    assert press("Enter") == "al-side"
    assert player.locator(".al-side").get_attribute("aria-label") == "Card of v1"
    assert step(player) == 5  # looking does not move
    assert press("Escape") == "v1"
    assert player.locator(".al-side").is_hidden()
    assert press("n") == "v1"
    assert step(player) == 6  # letters step anywhere
    assert press("Escape") == "al-stage"
    press("ArrowLeft")
    assert step(player) == 5
    press("?")
    assert player.locator(".al-help").get_attribute("open") is not None


def test_one_box_only_is_a_stop_of_tab(opened, loss, browser_page):
    player = opened(loss)
    player.locator(".al-stage").focus()
    for key in ("Enter", "ArrowLeft", "ArrowLeft"):
        browser_page.keyboard.press(key)
    assert player.locator("g.al-node[tabindex='0']").count() == 1


def test_keys_with_a_modifier_and_keys_the_player_has_no_use_for_are_left_to_the_host_as_they_should(
    opened, loss, browser_page
):
    player = opened(loss)
    browser_page.evaluate("""() => {
      window.heard = [];
      document.addEventListener("keydown", (e) => heard.push([e.key, e.defaultPrevented]));
    }""")
    player.locator(".al-stage").focus()
    for key in ("d", "d", "ArrowRight", "Control+k", "x"):
        browser_page.keyboard.press(key)
    heard = [(key, stopped) for key, stopped in browser_page.evaluate("heard") if key != "Control"]
    assert heard == [("k", False)]  # no plain letter reaches a notebook's shortcuts
    guard = "data-lm-suppress-shortcuts"  # JupyterLab asks the element in focus for it before the player hears a key
    stage, button = player.locator(".al-stage"), player.locator("button[data-action=next]")
    assert stage.get_attribute(guard) is not None
    browser_page.keyboard.down("Control")
    assert stage.get_attribute(guard) is None
    browser_page.keyboard.up("Control")
    assert stage.get_attribute(guard) is not None
    button.focus()
    assert button.get_attribute(guard) is not None
    assert stage.get_attribute(guard) is None  # else Ctrl+S would end there


def test_all_steps_are_a_list_that_is_read_and_clicked(opened, loss):
    player = opened(loss)
    player.locator("summary", has_text="All steps (12)").click()
    items = player.locator(".al-steps button")
    items.first.wait_for()  # the list is written when it has opened
    assert items.count() == 13
    assert items.nth(5).inner_text().startswith("The backward pass starts at v4: its gradient is 1")
    items.nth(12).click()
    assert step(player) == 12
    assert items.nth(12).get_attribute("aria-current") == "step"
    assert player.locator(".al-sentence").inner_text() == items.nth(12).inner_text()
    player.locator('input.al-number[data-name="w"]').fill("3")
    assert player.locator(".al-sentence").inner_text() == items.nth(12).inner_text()


def test_the_speed_of_playing_goes_round(opened, loss, browser_page):
    player = opened(loss)
    browser_page.clock.install(time=0)
    browser_page.clock.pause_at(1000)  # from here on time passes as the test says, on a slow machine too
    speed = player.locator("button[data-action=speed]")
    player.locator("button[data-action=play]").click()
    browser_page.clock.run_for(2300)
    assert step(player) == 2
    speed.click()
    speed.click()
    assert speed.inner_text() == "4×"
    browser_page.clock.run_for(1150)
    assert step(player) == 6


def test_printing_shows_everything_and_puts_it_back(opened, loss, browser_page):
    player = opened(loss)
    browser_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert step(player) == 12
    assert player.locator("details.al-table").get_attribute("open") is not None
    assert player.locator(".al-table tbody tr").first.inner_text().split() == ["w", "leaf", "2", "12"]
    browser_page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert step(player) == 0
    assert player.locator("details.al-table").get_attribute("open") is None


def test_a_name_with_markup_is_text_in_the_card_too(opened, browser_page):
    name = '<img src=x onerror="document.title=1">&"'
    w = Value(2.0, name)
    player = opened(w * w, start="end")
    player.locator("g.al-node").first.click()
    assert name in player.locator(".al-card-head").inner_text()
    assert player.locator("img").count() == 0
    assert browser_page.title() != "1"


def test_of_many_paths_those_that_carry_most_are_listed_and_the_others_are_added_up(opened):
    a, b = Value(1.0, "a"), Value(8.0, "b")
    loss = Value.total([*(a * float(k) for k in range(1, 8)), a * b])
    player = opened(loss, names={"loss": loss}, start="end")
    box(player, "a").click()
    paths = section(player, "8 paths to loss; these 6 carry most")
    assert [item.split("= ")[-1] for item in paths.locator("li").all_inner_texts()] == ["8", "7", "6", "5", "4", "3"]
    assert paths.locator("p").inner_text() == "8 + 7 + 6 + 5 + 4 + 3 + 3 from 2 more = 36, the gradient"
    player.locator(".al-leaves input.al-number[data-name=b]").fill("0.5")  # now another one carries more
    paths = section(player, "8 paths to loss, 6 of them here")
    assert paths.locator("p").inner_text() == "0.5 + 7 + 6 + 5 + 4 + 3 + 3 from 2 more = 28.5, the gradient"


def test_what_only_python_knows_is_a_question_mark_and_no_nan(opened):
    x = Value(2.0, "x")
    player = opened(by(CUBE, x, 8.0) * x, start="end")
    player.locator(".al-leaves input.al-number").fill("3")  # without a kernel nobody can cube it
    box(player, "x").click()
    assert player.locator(".al-label text").text_content() == "× ?"
    assert box(player, "x").get_attribute("aria-label") == "x, leaf, value 3, grad not known here"
    card = player.locator(".al-card").inner_text()
    assert "nan" not in card
    assert "? × ? = ?" in card
