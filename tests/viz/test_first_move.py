"""The first move: a button that says what the next step does, and a line that says to press it until it has been."""

import pytest

from autograd_lab import Value, show
from tests.viz.pages import saved

pytestmark = pytest.mark.browser


@pytest.fixture
def loss():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    loss = w * x
    loss.name = "loss"
    return loss


def test_the_next_step_has_a_name_and_the_first_use_takes_the_hint_away(tmp_path, browser_page, loss):
    browser_page.goto(
        saved(
            tmp_path,
            show(loss),
            show(loss, start="end", sliders=[]),
            show(loss, quiz=True),
            show(loss, compare={"w": 1.0}),
        )
    )
    first, ended, quiz, compared = browser_page.locator(".al-player").all()
    button, hint = first.locator(".al-next"), first.locator(".al-first")
    assert hint.inner_text() == "Press Next, or →. Or drag w: everything is computed anew."
    said = []
    for _ in range(int(first.get_attribute("data-steps"))):
        said.append(button.text_content())
        button.click()
    assert said == ["Next: compute loss", "Next: seed, grad of loss = 1", "Next: grad of w", "Next: grad of x"]
    assert hint.count() == 0
    assert button.text_content() == "Start again"
    assert button.get_attribute("title") == "To the start (Home)"
    button.click()
    assert first.get_attribute("data-step") == "0"
    assert button.text_content() == said[0]
    assert button.get_attribute("title") == "Next step (right arrow)"

    assert ended.locator(".al-first").inner_text() == "Press Start again to see it step by step."
    assert ended.locator(".al-next").text_content() == "Start again"
    assert compared.locator(".al-first").inner_text().startswith("Press Go there, below, to see where yours first")
    assert quiz.locator(".al-first").inner_text().startswith("Press Next, or →, until a gradient is asked for.")
    quiz.locator("input.al-slider").first.press("ArrowRight")  # using a slider is using it
    assert quiz.locator(".al-first").count() == 0
    for _ in range(3):
        quiz.locator(".al-next").click()
    assert quiz.locator(".al-next").text_content() == "Next: predict grad of w"
    quiz.locator(".al-next").click()
    assert browser_page.evaluate("document.activeElement.className") == "al-quiz-guess"
    quiz.locator("[data-action=quiz-show]").click()
    quiz.locator("[data-action=quiz-next]").click()  # the last question stands at the last step: it is asked there too
    assert quiz.locator(".al-next").text_content() == "Next: predict grad of x"
    for action in ("next", "play"):
        quiz.locator(f"[data-action={action}]").click()
        assert quiz.get_attribute("data-step") == quiz.get_attribute("data-steps")
        browser_page.wait_for_function("document.activeElement.className === 'al-quiz-guess'")


def test_one_button_is_filled_and_keeps_its_place_whatever_it_says(tmp_path, browser_page):
    x = Value(2.0, "a_name_that_is_longer_than_any_button_has_room_for")
    y = x * x
    y.name = "y"
    browser_page.goto(saved(tmp_path, show(y, sliders=[])))
    player = browser_page.locator(".al-player")
    filled = """() => {
      const ground = (button) => getComputedStyle(button).backgroundColor;
      const blue = ground(document.querySelector(".al-next"));
      const seen = [...document.querySelectorAll(".al-player button")].filter((b) => b.checkVisibility());
      return seen.filter((b) => ground(b) === blue).length;
    }"""
    assert browser_page.evaluate(filled) == 1
    assert player.locator("[data-action=seed]").inner_text() == "seed"
    places = set()
    for _ in range(5):
        places.add(player.locator("[data-action=seed]").bounding_box()["x"])
        player.locator(".al-next").click()
    assert len(places) == 1
