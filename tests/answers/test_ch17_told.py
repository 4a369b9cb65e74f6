"""What `tell` says to a rule of one's own, whatever form it comes in, and to a product with the Hessian."""

import numpy as np
import pytest

from autograd_lab import Rule, Value, grad
from autograd_lab.answers import tell
from autograd_lab.answers.exercises import NOT_YET


class RunningSum(Rule):
    def forward(self, x):
        return np.cumsum(x)

    def backward(self, g):
        return np.cumsum(g[::-1])[::-1]


class ByTable(Rule):
    """The same, with the table."""

    def forward(self, x):
        self.table = np.tril(np.ones((len(x), len(x))))
        return self.table @ x

    def backward(self, g):
        return g @ self.table


class Loop(Rule):
    """The same, in a loop, with lists."""

    def forward(self, x):
        return [sum(x[: i + 1]) for i in range(len(x))]

    def backward(self, g):
        return [sum(g[i:]) for i in range(len(g))]


class OnlyForward(RunningSum):
    def backward(self, g):
        return None


class Unturned(RunningSum):
    def backward(self, g):
        return np.cumsum(g)


class Total(RunningSum):
    def backward(self, g):
        return g.sum()


class Writes(RunningSum):
    def forward(self, x):
        x += 1
        return np.cumsum(x)


class Broken(RunningSum):
    def backward(self, g):
        return g @ self.never_kept


class Settings(RunningSum):
    def __init__(self, size):
        self.size = size


@pytest.mark.parametrize("answer", [RunningSum, RunningSum(), ByTable, Loop], ids=["class", "rule", "table", "lists"])
def test_a_right_rule_is_right_as_a_class_and_as_a_rule_however_it_is_written(answer):
    assert tell("17.2", answer), repr(tell("17.2", answer))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (OnlyForward, NOT_YET),
        (Unturned, "from the wrong side"),
        (Total, "shape (), wanted (3,)"),
        (Writes, "changed its arguments"),
        (Broken, "never_kept"),
        (Settings, "Settings() stopped with TypeError"),
        (None, NOT_YET),
        (3, "hand over the function itself"),
    ],
)
def test_a_wrong_one_hears_why(answer, said):
    reply = tell("17.2", answer)
    assert not reply
    assert said in " ".join(reply.lines)


def test_the_rule_that_is_judged_keeps_nothing():
    rule = ByTable()
    assert tell("17.2", rule)
    assert not hasattr(rule, "table")


def test_a_product_by_nudging_the_gradient_is_right_too_within_what_nudging_can():
    def by_nudging(loss, weights, u, h=1e-5):
        def gradient(at):
            values = [Value(x) for x in at]
            return np.array([slope.data for slope in grad(loss(*values), values)])

        w, u = np.array(weights), np.array(u)
        return (gradient(w + h * u) - gradient(w - h * u)) / (2 * h)

    assert tell("17.3", by_nudging)


def test_a_count_that_follows_from_an_earlier_slip_is_said_so():
    reply = tell("17.1", {"arrives_at_p_and_q": (23, 11), "vJu": 12})
    assert "follows from your arrives_at_p_and_q" in " ".join(reply.lines)
