"""Choices and jumps: where a path of gradients ends, or goes on by another rule than the slope."""

import numpy as np
import pytest

from autograd_lab import Rule, Tensor, Value, functional, show
from autograd_lab.tensor.tensor import record
from tests.support.traces import trace_of
from tests.viz.pages import box, opened


def drawn(pull, op="bernoulli"):
    """A draw that hands back `pull(g)`, between a sigmoid and a loss; and a second path beside it."""
    rng = np.random.default_rng(0)
    W = Tensor(rng.normal(size=(3, 2)), True, "W")
    p = functional.sigmoid(Tensor(rng.normal(size=(4, 3)), name="x") @ W)
    made = ((rng.random(p.shape) < p.data).astype(float), (pull,))
    bits = record(op, made, (p,), lambda _: made)
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


# --- numbers ------------------------------------------------------------------------------------------------


class Bernoulli(Rule):
    """A coin that falls by its probability; nothing goes back."""

    def forward(self, p):
        return float(p > 0.3)

    def backward(self, g):
        return 0.0


class Harden(Rule):
    """0 or 1, passed as if it had not been there."""

    def forward(self, p):
        return float(p > 0.3)

    def backward(self, g):
        return g


@pytest.mark.slow
def test_draws_jumps_and_straight_through_rules_of_values_are_told_by_what_they_hand_on():
    w = Value(0.7, "w")
    p = w.sigmoid()
    assert marks((Bernoulli()(p) - 0.2) ** 2 + p) == {"v2": "choice"}
    assert marks((Harden()(p) - 0.2) ** 2) == {"v2": "straight"}
    assert marks(w.round() + w) == {"v1": "cut"}
    assert marks((w * 2.0).relu() + w) == {}


def test_a_rule_of_values_that_is_its_own_slope_is_not_marked():
    class Same(Rule):
        def forward(self, x):
            return x

        def backward(self, g):
            return g

    assert marks(Same()(Value(0.7, "w")) * 2.0) == {}


@pytest.mark.browser
def test_a_choice_of_values_has_its_border_its_sign_and_its_sentence(tmp_path, browser_page):
    page = browser_page
    w = Value(0.7, "w")
    bit = Bernoulli()(w.sigmoid())
    bit.name = "bit"
    opened(page, tmp_path, show((bit - 0.2) ** 2 + w, start="end"))
    shown = box(page, "bit")
    assert shown.locator(".al-sign-of").count() == 1
    assert shown.get_attribute("aria-label").endswith("; a choice")
    assert shown.locator("rect").first.evaluate("e => getComputedStyle(e).strokeDasharray").startswith("9px, 3px, 2px")
    shown.click()
    assert "A draw hands nothing back: this path ends here." in page.locator(".al-side").inner_text()
    page.locator("summary", has_text="All steps").click()
    assert "A draw hands nothing back" in page.locator(".al-steps li", has_text="Backward, bit to").inner_text()
    assert page.locator(".al-sign-of").count() == 1


@pytest.mark.slow
def test_ln_p_of_a_category_that_pytorch_drew_begins_a_score_function_path():
    torch = pytest.importorskip("torch")
    policy = torch.distributions.Categorical(logits=torch.ones(4, 3, dtype=torch.float64, requires_grad=True) * 0.5)
    trace = trace_of(-(policy.log_prob(torch.tensor([0, 2, 1, 1])) * 0.5).mean())
    (at,) = trace.marks
    assert (trace.nodes[at].op, trace.marks[at].kind) == ("gather", "score")
