"""The number that travels along the lit edge: what it says, when it stays away, and that nothing of it is left."""

import random

import numpy as np
import pytest

from autograd_lab import Tensor, Value, show
from tests.viz.named_graphs import squared_residual
from tests.viz.pages import saved

pytestmark = pytest.mark.browser

#: the page's clock is 1 s ahead at each act, as if the reader had waited: else steps follow too fast to be told singly
TOOLS = """() => {
  const now = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => now() + ahead;
  const player = document.querySelector(".al-player");
  const all = (query) => [...player.querySelectorAll(query)];
  const texts = (dot) => [...dot.children].map((said) => said.textContent);
  const input = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));
  window.act = (does) => {
    ahead += 1000;
    does(player);
    const moves = document.getAnimations().filter((a) => a.effect.target.closest(".al-travel"));
    return {
      dots: all(".al-travel-dot").map((dot) => [dot.className.split("-").pop(), ...texts(dot)]),
      longest: Math.max(0, ...moves.map((a) => a.effect.getComputedTiming().endTime)),
      old: all(".al-travel-old").map((g) => g.textContent),
      awaited: all(".is-awaited").map((text) => [text.textContent, getComputedStyle(text).visibility]),
    };
  };
  const button = (action) => player.querySelector(`[data-action=${action}]`);
  window.press = (action) => act(() => button(action).click());
  window.twice = () => act(() => [1, 2].forEach(() => button("next").click()));
  window.slide = (query, value) => act(() => {
    player.querySelector(query).value = value;
    input(player.querySelector(query));
  });
  window.key = (repeat) => act(() => {
    const event = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, repeat });
    player.querySelector(".al-stage").dispatchEvent(event);
  });
}"""
NOTHING = {"dots": [], "longest": 0, "old": [], "awaited": []}


@pytest.fixture
def opened(tmp_path, open_page):
    """A function that opens a player's page with the tools on it."""

    def open_one(player, **options):
        page = open_page(**options)
        page.goto(saved(tmp_path, player))
        page.locator(".al-player").wait_for()
        page.evaluate(TOOLS)
        return page

    return open_one


def press(page, action):
    return page.evaluate("action => press(action)", action)


def loss():
    w, x, b = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b")
    return w * x + b * w


def test_numbers_run_along_the_edges_are_multiplied_at_the_label_and_land_within_400_ms(opened):
    page = opened(show(loss()))
    seen = press(page, "next")
    assert seen["dots"] == [["forward", "2"], ["forward", "3"]]
    assert 0 < seen["longest"] <= 400
    assert (seen["old"], seen["awaited"]) == (["·"], [["6", "hidden"]])  # it is there, and shown when the dot lands
    page.wait_for_function("!document.querySelector('.al-travel, .al-travel-old, .is-awaited')")
    assert page.locator("g.al-node[data-name=v1] .al-value").is_visible()
    press(page, "seed")
    for _ in range(2):
        press(page, "next")
    seen = press(page, "next")  # v2 to b: upstream 1, local 2
    assert seen["dots"] == [["backward", "1", "2"]]
    assert seen["longest"] <= 400


def test_the_second_number_to_arrive_is_added(opened):
    page = opened(show(loss()))
    press(page, "seed")
    steps = [press(page, "next") for _ in range(6)]
    to_w = [step for step in steps if step["old"] != ["·"]]
    assert [(step["dots"][0][1:], step["old"], step["awaited"][0][0]) for step in to_w] == [(["1", "+3"], ["1"], "4")]


def test_the_next_step_ends_it_and_it_stays_away_where_it_would_be_in_the_way(opened):
    page = opened(show(loss()))
    assert press(page, "next")["dots"] == [["forward", "2"], ["forward", "3"]]
    assert press(page, "next")["dots"] == [["forward", "1"], ["forward", "2"]]  # the first two are gone
    assert press(page, "back") == NOTHING
    assert press(page, "end") == NOTHING
    assert press(page, "start") == NOTHING
    assert page.evaluate("slide('.al-seek', 1)") == NOTHING
    assert page.locator(".al-player").get_attribute("data-step") == "1"
    assert page.evaluate("key(true)") == NOTHING
    assert page.evaluate("key(false)")["dots"]
    assert page.evaluate("twice()")["dots"] == []
    assert press(page, "next")["dots"]
    assert page.evaluate("slide('.al-slider', 1)") == NOTHING


def test_it_stays_away_with_reduced_motion_and_with_many_boxes(opened):
    page = opened(show(loss()), reduced_motion="reduce")
    assert press(page, "next") == NOTHING
    fades = "getComputedStyle(document.querySelector('.al-node rect')).transitionDuration"
    assert opened(show(loss())).evaluate(fades) != "0s"
    draw = random.Random(0)
    total = Value.total([Value(draw.uniform(-1, 1)) * 2.0 for _ in range(70)])
    page = opened(show(total))
    page.locator("button[data-action=unfold-all]").click()
    assert page.locator("svg.al-graph [data-id]").count() > 200
    assert press(page, "next") == NOTHING
    assert page.evaluate(fades) == "0s"  # each frame of it would paint the whole picture


def test_a_number_that_a_quiz_hides_travels_as_a_question_mark(opened):
    page = opened(show(squared_residual(1.616, 2.91, 0.6355, 3.9), quiz=True))
    press(page, "seed")
    assert press(page, "next")["dots"] == [["backward", "1", "?"]]


def test_of_arrays_the_norm_travels(opened):
    x = Tensor(np.eye(3), requires_grad=True, name="x")
    page = opened(show((x * 2.0).sum()))
    assert ["forward", "‖1.732‖"] in press(page, "next")["dots"]
    press(page, "seed")
    assert press(page, "next")["dots"] == [["backward", "1", "‖3‖"]]


@pytest.mark.slow
def test_a_thousand_steps_leave_nothing_behind(opened):
    page = opened(show(loss()))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def held():
        session.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"], metrics["Nodes"], page.locator("*").count()

    steps = """(count) => {
      let flown = 0;
      for (let k = 0; k < count; k += 1) {
        if (press("next").dots.length) flown += 1;
        else press("start");
      }
      return flown;
    }"""
    page.evaluate(steps, 30)  # what is made once
    page.evaluate("press('start')")
    bytes_before, nodes_before, elements_before = held()
    assert page.evaluate(steps, 1000) > 500
    page.evaluate("press('start')")
    bytes_after, nodes_after, elements_after = held()
    assert elements_after == elements_before
    assert nodes_after <= nodes_before + 100
    assert bytes_after - bytes_before <= 2_000_000
