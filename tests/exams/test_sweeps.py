"""Wrong sweeps are known by their kind, and a mistake is named when it explains all that shows the same code."""

import numpy as np
import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps2.engines import engine, in_order, sweep_with
from autograd_lab.exams.ps2.exam import PS2
from autograd_lab.exams.ps2.sweeps import KINDS, explains, graph_of, orders, passed_on_twice, right_gradients, too_early

END = [["backward", "L"], ["read", ["a"]]]
TWICE = [["leaf", "a", 1.5], ["add", "b", "a", "a"], ["add", "L", "b", "b"], *END]
BRIDGE = [["leaf", "a", 0.7], ["mul", "b", "a", 2.0], ["tanh", "c", "b"], ["mul", "L", "c", "b"], *END]
SQUARE = [["leaf", "a", 1.5], ["mul", "L", "a", "a"], *END]
DIFFERENCE = [["leaf", "a", 1.5], ["sub", "b", "a", "a"], ["mul", "L", "b", 3.0], *END]


def kinds(*seen):
    """The mistakes that can give these numbers in these programs."""
    rows = [(program, np.array([number])) for program, number in seen]
    return {mistake for mistake, kind in KINDS if explains(kind, rows)}


def test_the_right_sweep_of_a_graph_is_the_slope():
    t = np.tanh(1.4)
    assert right_gradients(graph_of(TWICE)) == (4.0,)
    np.testing.assert_allclose(right_gradients(graph_of(BRIDGE)), 2 * (t + 1.4 * (1 - t * t)))


def test_a_graph_of_two_doublings_can_be_swept_in_two_orders_one_of_them_too_early():
    assert set(too_early(graph_of(TWICE))) == {(4.0,), (0.0,)}
    assert list(orders(graph_of(TWICE))) == [(2, 1)]


def test_contributions_that_arrive_more_than_once_leave_none_out():
    reached = {number for (number,) in passed_on_twice(graph_of(TWICE))}
    assert {4.0, 6.0, 8.0} <= reached
    assert min(reached) == 4.0


@pytest.mark.parametrize(
    ("seen", "mistakes"),
    [
        ([(TWICE, 6.0)], {"passed-on-twice"}),
        ([(TWICE, 0.0)], {"too-early"}),
        ([(TWICE, 1.0)], {"assigned", "counted-once"}),
        ([(TWICE, 1.0), (SQUARE, 1.5), (DIFFERENCE, 1.5)], set()),  # an arrow of a − a brings 3 or −3
        ([(TWICE, 5.5)], set()),
        ([(TWICE, 4.0), (SQUARE, 1.5)], {"assigned", "counted-once"}),  # in the product alone
    ],
)
def test_a_kind_explains_all_programs_or_nothing(seen, mistakes):
    assert kinds(*seen) == mistakes


def test_large_programs_and_repeated_sweeps_are_no_small_graphs():
    chain = [["leaf", "a", 1.0], ["add", "L", "a", "a"], *([["add", "L", "L", "a"]] * 6), *END]
    assert graph_of(chain) is None
    assert graph_of([*TWICE[:3], ["backward", "L"], *END]) is None


def named(cls, question, seed=0):
    result = PS2.question(question).examine(lambda plan: run_plan(plan, {"Scalar": cls}), seed)
    return {finding.mistake for finding in result.findings if finding.chapter}


@pytest.mark.slow
def test_a_name_that_one_part_suggests_and_another_contradicts_is_not_said():
    """A mean over the users looks like = for += where both contributions are equal; where they differ it does not: it
    has a name of its own.
    """

    def mean(node, contribution):
        node.shares = [*getattr(node, "shares", []), contribution]
        node.grad = sum(node.shares) / len(node.shares)

    assert named(engine(sweep=sweep_with(push=mean)), "fan_out") == {"not-added"}


@pytest.mark.slow
def test_a_sweep_in_any_wrong_order_is_named():
    assert named(engine(sweep=sweep_with(order=lambda root: in_order(root)[::-1])), "order") == {"from-the-leaves"}
    twisted = engine(sweep=sweep_with(order=lambda root: [root, *sorted(in_order(root)[1:], key=lambda n: -n.data)]))
    assert named(twisted, "order") == {"too-early"}


@pytest.mark.slow
def test_a_rule_that_is_wrong_with_a_number_on_the_left_alone_is_named():
    wrong = engine(slopes={"sub": lambda operands, out: (1.0, 1.0)}, where=lambda left, right: left)
    assert named(wrong, "rules") == {"second-sign"}


@pytest.mark.slow
def test_a_division_that_is_built_from_a_wrong_power_is_not_a_second_mistake():
    built = {"__truediv__": lambda x, other: x * other**-1, "__rtruediv__": lambda x, other: other * x**-1}
    wrong = engine(slopes={"pow": lambda operands, out: (operands[1] * out, 0.0)}, methods=built)
    assert named(wrong, "rules") == {"power-rule"}


@pytest.mark.slow
def test_two_equal_leaves_are_not_the_same_leaf():
    by_value = {"__eq__": lambda x, other: x.data == other.data, "__hash__": lambda x: hash(x.data)}

    def order(root):
        """Once for each value: what a set makes of numbers that are compared by value."""
        return list(dict.fromkeys(in_order(root)))

    cls = engine(sweep=sweep_with(order=order), methods=by_value)
    result = PS2.question("fan_out").examine(lambda plan: run_plan(plan, {"Scalar": cls}), 0)
    assert [part.points for part in result.parts] == [1, 0]
