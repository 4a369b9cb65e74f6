"""Choices and jumps: where a path of gradients ends, or goes on by another rule than the slope."""

import numpy as np
import pytest

from autograd_lab import Tensor, functional, show
from autograd_lab.tensor.tensor import record
from tests.support.traces import trace_of
from tests.viz.pages import box, opened


def drawn(pull, op="bernoulli"):
    """A draw that hands back `pull(g)`, between a sigmoid and a loss; and a second path beside it."""
    rng = np.random.default_rng(0)
    W = Tensor(rng.normal(size=(3, 2)), True, "W")
    p = functional.sigmoid(Tensor(rng.normal(size=(4, 3)), name="x") @ W)
    bits = record(op, ((rng.random(p.shape) < p.data).astype(float), (pull,)), (p,))
    p.name, bits.name = "p", "bits"
    return ((bits - 0.45) ** 2).mean() + (p * 0.1).mean()


def marks(loss):
    """{name: kind} of the marked nodes."""
    trace = trace_of(loss)
    return {trace.nodes[i].name: mark.kind for i, mark in trace.marks.items()}


def picked(one_hot=False):
    """ln π of what was chosen, times an advantage."""
    rng = np.random.default_rng(1)
    W = Tensor(rng.normal(size=(3, 2)), True, "W")
    chances = functional.log_softmax(Tensor(rng.normal(size=(4, 3))) @ W)
    action = np.array([0, 1, 1, 0])
    taken = (chances * np.eye(2)[action]) if one_hot else chances[np.arange(4), action]
    taken.name = "taken"
    return -(taken * 0.5).mean()


def test_a_draw_that_hands_nothing_back_ends_the_path():
    loss = drawn(lambda g: np.zeros_like(g))
    assert marks(loss) == {"bits": "choice"}
    trace = trace_of(loss)
    notes = [note for _, note in trace.recorded.backward if note]
    assert notes == ["A draw hands nothing back: this path ends here. What lies before it learns only by another path"]


def test_straight_through_is_told_by_what_it_hands_on_whatever_it_is_called():
    assert marks(drawn(lambda g: g)) == {"bits": "choice"}
    assert marks(drawn(lambda g: g, op="harden")) == {"bits": "straight"}
    notes = [note for _, note in trace_of(drawn(lambda g: g, op="harden")).recorded.backward if note]
    assert "harden is passed as if it had not been there: a straight-through path begins here." in notes[0]


def test_a_rule_that_follows_a_slope_of_its_own_is_not_marked():
    assert marks(drawn(lambda g: -g, op="reversal")) == {}
    assert marks((functional.relu(Tensor([-1.0, -2.0], True, "x")) * 1.0).sum()) == {}  # a slope that happens to be 0


@pytest.mark.parametrize("one_hot", [False, True])
def test_ln_p_of_what_was_chosen_begins_a_score_function_path(one_hot):
    assert marks(picked(one_hot)) == {"taken": "score"}


def test_a_slice_of_other_things_is_no_choice():
    x = Tensor(np.ones((4, 2)), True, "x")
    assert marks((x * 2.0)[0].sum()) == {}


@pytest.mark.browser
def test_a_choice_has_a_box_of_its_own_kind_and_its_step_says_what_happens(tmp_path, browser_page):
    page = browser_page
    opened(page, tmp_path, show(drawn(lambda g: np.zeros_like(g)), start="end"))
    shown = box(page, "bits")
    assert shown.locator(".al-sign-of").count() == 1
    assert shown.get_attribute("aria-label").endswith("; a choice")
    dashes = shown.locator("rect").first.evaluate("e => getComputedStyle(e).strokeDasharray")
    assert dashes.startswith("9px, 3px, 2px")
    assert box(page, "p").locator(".al-sign-of").count() == 0
    shown.click()
    assert "this path ends here" in page.locator(".al-side").inner_text()
    page.locator("summary", has_text="All steps").click()
    step = page.locator(".al-steps li", has_text="Backward, bits to p")
    assert "A draw hands nothing back: this path ends here" in step.inner_text()
