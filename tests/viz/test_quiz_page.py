"""The quiz in a page without a kernel: nothing is given away before its time, and all of it works by keyboard."""

import pytest

from autograd_lab import show
from autograd_lab.scalar.neurons import MLP
from tests.viz.named_graphs import squared_residual
from tests.viz.pages import load_widget

pytestmark = pytest.mark.browser

# ∂L: r 2.8762, z 2.8762, y −2.8762, p 2.8762, b 2.8762, w 8.3697, x 4.6479
W, X, B, Y = 1.616, 2.91, 0.6355, 3.9
SECRETS = {"r": "2.876", "y": "−2.876", "w": "8.37", "x": "4.648"}


@pytest.fixture
def loss():
    return squared_residual(W, X, B, Y)


@pytest.fixture
def player(tmp_path, browser_page, loss):
    """The quiz on a page."""
    browser_page.goto(show(loss, quiz=True).static().save(tmp_path / "quiz.html").as_uri())
    return browser_page.locator(".al-player")


def grads(loss):
    loss.backward()
    order = {}

    def visit(node):
        for parent in node.parents:
            visit(parent)
        order[node.name] = node.grad

    visit(loss)
    return order


def shown(player):
    """All that a page holds, attributes and the texts of fields among it."""
    return player.evaluate("e => e.outerHTML + [...e.querySelectorAll('input')].map((i) => i.value).join(' ')")


def test_no_gradient_is_given_away_by_anything_that_can_be_opened(player, loss):
    truth = grads(loss)
    assert {name: f"{truth[name]:.4g}".replace("-", "−") for name in SECRETS} == SECRETS
    for summary in player.locator("summary").all():
        summary.click()
    for action in ("end", "next", "seed", "end"):
        player.locator(f"button[data-action={action}]").click()
        for name in ("w", "x", "y", "r", "L"):
            player.locator(f'g.al-node[data-name="{name}"]').click()
            page = shown(player)
            for secret in ("2.876", "8.37", "8.36", "4.648", "4.647", "0.02876", "0.0837"):
                assert secret not in page, (action, name, secret)
    player.locator("button[data-action=end]").click()
    assert player.locator('g.al-node[data-name="r"] .al-grad').text_content() == "?"
    assert "grad hidden" in player.locator('g.al-node[data-name="r"]').get_attribute("aria-label")
    assert player.get_attribute("data-step") == "6"


def test_the_whole_quiz_by_keyboard_alone(player, browser_page, loss):
    truth = grads(loss)
    keyboard = browser_page.keyboard
    player.locator(".al-stage").focus()
    keyboard.press("End")
    keyboard.press("ArrowRight")  # one may not go on before one has predicted: the field has the focus now
    for name in ("r", "z", "y", "p", "b", "w", "x"):
        field = player.locator("input.al-quiz-guess")
        assert field.evaluate("e => e === document.activeElement"), name
        assert field.get_attribute("aria-label") == f"What is the grad of {name}, ∂L/∂{name}?"
        keyboard.type(f"{truth[name]:.5g}")
        keyboard.press("Enter")
        assert player.locator(".al-quiz-said").inner_text().startswith("Right. grad of " + name), name
        shown_grad = player.locator(f'g.al-node[data-name="{name}"]').get_attribute("data-grad")
        assert float(shown_grad) == pytest.approx(truth[name])
        keyboard.press("Enter")  # "Next question" has the focus
    assert player.locator(".al-quiz-score").inner_text() == "7 of 7 at the first try."
    assert "That was the last one." in player.locator(".al-quiz-question").inner_text()
    assert player.get_attribute("data-step") == player.get_attribute("data-steps")


def test_wrong_then_worked_out_then_shown(player):
    player.locator("button[data-action=end]").click()
    field, said = player.locator("input.al-quiz-guess"), player.locator(".al-quiz-said")
    field.fill("1.4381")  # the exponent has not come down
    player.locator("[data-action=quiz-check]").click()
    assert "comes down" in said.inner_text()
    assert field.input_value() == "1.4381"
    assert player.locator('g.al-node[data-name="r"] .al-grad').text_content() == "?"
    field.fill("7")
    field.press("Enter")
    assert "So far: grad of r = 1 × ∂L/∂r, where L = r ^ 2." in said.inner_text()
    field.fill("8")
    field.press("Enter")
    assert "Here it is: grad of r = upstream × local = 1 × 2.876 = 2.876." in said.inner_text()
    assert player.locator('g.al-node[data-name="r"] .al-grad').text_content() == "2.876"
    assert player.locator(".al-quiz-score").inner_text().startswith("0 of 1 at the first try; 1 shown")


def test_what_is_no_number_is_said_and_costs_nothing(player):
    player.locator("button[data-action=end]").click()
    player.locator("input.al-quiz-guess").fill("<img src=x onerror=alert(1)>")
    player.locator("input.al-quiz-guess").press("Enter")
    assert player.locator(".al-quiz-said").inner_text().startswith("Type a number")
    assert player.locator(".al-quiz-score").inner_text() == "7 gradients to predict."
    assert player.locator("img").count() == 0


def test_show_me_reveals_and_the_score_says_so(player):
    player.locator("button[data-action=end]").click()
    player.locator("[data-action=quiz-show]").click()
    assert player.locator(".al-quiz-said").inner_text() == "grad of r = upstream × local = 1 × 2.876 = 2.876."
    player.locator("[data-action=quiz-next]").click()
    assert player.get_attribute("data-step") == "7"
    assert player.locator(".al-quiz-question").inner_text() == "What is the grad of z, ∂L/∂z?"
    assert player.locator(".al-quiz-score").inner_text() == "0 of 1 at the first try; 1 shown; 6 to go."


def test_playing_stops_at_a_question(tmp_path, browser_page, loss):
    browser_page.clock.install()
    browser_page.goto(show(loss, quiz=True).static().save(tmp_path / "quiz.html").as_uri())
    player = browser_page.locator(".al-player")
    button = player.locator("button[data-action=play]")
    button.click()
    browser_page.clock.run_for(20_000)
    assert button.get_attribute("aria-label") == "Play (space)"
    assert player.get_attribute("data-step") == "6"
    assert player.locator("input.al-quiz-guess").evaluate("e => e === document.activeElement")


def test_signs_and_sizes_are_buttons(tmp_path, browser_page, loss):
    browser_page.goto(show(loss, quiz="sign", start="end").static().save(tmp_path / "quiz.html").as_uri())
    player = browser_page.locator(".al-player")
    assert player.locator(".al-quiz-answer button").all_text_contents() == [
        "− negative",
        "0 zero",
        "+ positive",
        "Show me",
    ]
    player.get_by_role("button", name="− negative").click()
    assert player.locator(".al-quiz-said").inner_text().startswith("Upstream and local derivative are both positive")
    player.get_by_role("button", name="+ positive").click()
    assert player.locator(".al-quiz-said").inner_text().startswith("Right.")
    player.locator("select.al-quiz-level").select_option("size")
    player.locator("[data-action=quiz-next]").click()
    assert player.locator(".al-quiz-question").inner_text().startswith("Without its sign, is the grad of z")
    player.get_by_role("button", name="the same").click()
    assert player.locator(".al-quiz-said").inner_text().startswith("Right.")


def test_start_again_hides_all_and_forgets_the_score(player):
    player.locator("button[data-action=end]").click()
    player.locator("[data-action=quiz-show]").click()
    player.locator("[data-action=quiz-restart]").click()
    assert player.get_attribute("data-step") == "0"
    player.locator("button[data-action=end]").click()
    assert player.locator('g.al-node[data-name="r"] .al-grad').text_content() == "?"
    assert player.locator(".al-quiz-score").inner_text() == "7 gradients to predict."


def test_a_question_is_read_out_when_its_step_is_reached(player):
    player.locator("button[data-action=end]").click()
    assert player.locator(".al-live").text_content() == "What is the grad of r, ∂L/∂r?"
    player.locator("button[data-action=next]").click()
    assert player.locator(".al-live").text_content() == "First predict. What is the grad of r, ∂L/∂r?"


def test_moved_leaves_change_what_is_right(player):
    player.locator('input.al-number[data-name="y"]').fill("4.0")
    player.locator("button[data-action=end]").click()
    player.locator("input.al-quiz-guess").fill(str(2 * (W * X + B - 4.0)))
    player.locator("input.al-quiz-guess").press("Enter")
    assert player.locator(".al-quiz-said").inner_text().startswith("Right.")


def test_letters_typed_into_the_field_do_not_step(player):
    player.locator("button[data-action=end]").click()
    player.locator("input.al-quiz-guess").focus()
    player.page.keyboard.type("sbn pb")
    assert player.get_attribute("data-step") == "6"
    assert player.locator("input.al-quiz-guess").input_value() == "sbn pb"


def test_a_quiz_on_some_nodes_shows_the_others(tmp_path, browser_page, loss):
    browser_page.goto(show(loss, quiz={"nodes": ["w"]}, start="end").static().save(tmp_path / "q.html").as_uri())
    player = browser_page.locator(".al-player")
    assert player.get_attribute("data-step") == "11"
    assert player.locator('g.al-node[data-name="p"] .al-grad').text_content() == "2.876"
    assert player.locator('g.al-node[data-name="w"] .al-grad').text_content() == "?"


def test_the_list_of_steps_does_not_tell_what_is_made_from_a_hidden_gradient(tmp_path, browser_page, loss):
    browser_page.goto(show(loss, quiz={"nodes": ["z"]}).static().save(tmp_path / "q.html").as_uri())
    player = browser_page.locator(".al-player")
    player.locator("summary", has_text="All steps").click()
    steps = player.locator(".al-steps button")
    behind = [text for text in steps.all_text_contents() if text.startswith(("Backward, z to", "Backward, p to"))]
    assert len(behind) == 4  # p and b have z's gradient, w and x are made from p's
    assert [text.split(": ")[1] for text in behind] == [
        f"upstream ? × local {slope} = ?" for slope in ("1", "1", "2.91", "1.616")
    ]
    player.locator("button[data-action=quiz-next]").click()
    player.locator("button[data-action=quiz-show]").click()
    assert "Backward, p to w: upstream 2.876 × local 2.91 = 8.37" in steps.nth(11).text_content()


def test_a_question_opens_the_group_that_hides_it_and_brings_it_into_sight(tmp_path, browser_page):
    player = show(MLP(2, [4, 4, 1]), [0.5, -1.0], loss=lambda out: (out - 1.0) ** 2, quiz="sign", sliders=[])
    browser_page.goto(player.static().save(tmp_path / "quiz.html").as_uri())
    page = browser_page.locator(".al-player")
    page.locator("button[data-action=end]").click()
    for _ in range(14):
        name = page.locator(".al-quiz").get_attribute("data-node")
        hidden = page.evaluate(
            """(host, name) => {
              const stage = host.querySelector(".al-stage").getBoundingClientRect();
              const box = host.querySelector(`g.al-node[data-name="${name}"] rect`).getBoundingClientRect();
              const out = box.left < stage.left - 1 || box.right > stage.right + 1;
              return out || box.top < stage.top - 1 || box.bottom > stage.bottom + 1;
            }""",
            name,
        )
        assert not hidden, name
        page.locator("[data-action=quiz-show]").click()
        page.locator("[data-action=quiz-next]").click()


MODEL = """([trace, options]) => {
  const state = { _trace: trace, _numbers: null, _options: options, _kept: {} };
  const floats = Uint8Array.from(atob(trace.values), (c) => c.charCodeAt(0));
  state._numbers = new DataView(floats.buffer);
  const model = {
    get: (key) => state[key],
    set: (key, value) => (state[key] = JSON.parse(JSON.stringify(value))),
    save_changes: () => (window.saved = state._kept),
    on: () => {},
    off: () => {},
    send: () => {},
  };
  window.view = () => {
    document.body.replaceChildren();
    const el = document.createElement("div");
    document.body.append(el);
    return window.widget.render({ model, el });
  };
  window.view();
}"""


def test_a_new_view_of_the_same_player_goes_on_where_the_old_one_was(browser_page, loss):
    """A notebook draws a cell anew when it comes back into sight; the widget's model is what stays."""
    player = show(loss, quiz=True)
    load_widget(browser_page, "player", "numbers", "panels")
    browser_page.evaluate(MODEL, [player._trace, player._options])
    browser_page.locator("button[data-action=end]").click()
    browser_page.locator("input.al-quiz-guess").fill("2.8761")
    browser_page.locator("input.al-quiz-guess").press("Enter")
    browser_page.evaluate("window.view()")
    assert browser_page.locator(".al-quiz-score").inner_text() == "1 of 1 at the first try; 6 to go."
    browser_page.locator("button[data-action=end]").click()
    assert browser_page.locator('g.al-node[data-name="r"] .al-grad').text_content() == "2.876"
    assert browser_page.locator(".al-quiz-question").inner_text() == "What is the grad of z, ∂L/∂z?"
    player._kept = browser_page.evaluate("saved")  # as the widget's manager does with what a page saves
    assert player.quiz_report == "1 of 1 at the first try; 6 to go."
