"""What a class of ps2 keeps, clears, combines and leaves out is told by its kind, whoever wrote the class."""

import math
from dataclasses import replace

import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps2.exam import PS2
from tests.exams import sweeps_as_written as by
from tests.exams.sweeps_as_written import put_together, right, scalar, stopped_after, sweep_that_clears

pytestmark = pytest.mark.slow


def less(x, other):
    """x − y between two nodes, and x where a number stands on the right."""
    return x + -other if isinstance(other, type(x)) else x + 0


KINDS = [
    ("repeat", "wrong-cleared", "the leaves are", sweep_that_clears(lambda node: not node.links), {}),
    ("repeat", "wrong-cleared", "of one are not", sweep_that_clears(lambda node: len(node.links) == 2), {}),
    ("repeat", "wrong-cleared", "of two are not", sweep_that_clears(lambda node: len(node.links) == 1), {}),
    ("repeat", "stale-inner", "inner nodes and the root still hold", by.one_more_at_the_root, {}),
    ("repeat", "stale-inner", "inner nodes still hold", sweep_that_clears(lambda node: False), {}),
    ("repeat", "cleared-late", "hold 0", by.at_the_end, {}),
    ("repeat", "cleared-late", "hold 0", by.emptied_as_it_hands_on, {}),
    ("repeat", "swept-once", "marked as done", by.with_a_mark, {}),
    ("repeat", "swept-once", "in a set", by.with_a_set_for_ever(), {}),
    ("repeat", "swept-once", "thrown away", by.links_thrown_away, {}),
    ("repeat", "first-kept", "every expression after the first", by.first_order_for_ever(), {}),
    ("repeat", "inner-adds-up", "inner nodes add up", by.inner_too, {}),
    ("repeat", "hidden-total", "in a second place", by.a_second_sum, {}),
    ("repeat", "calls-not-added", "their mean is taken", by.mean_over_calls, {}),
    ("rules", "start-cleared", "its 1 is gone", by.one_first, {}),
    ("rules", "condition-on-gradient", "the sign of the gradient", by.relu_by_gradient, {}),
    ("rules", "order-misses", "exp hands on to its operand", by.blind_below_exp, {}),
    ("rules", "cleared-late", "the root holds 0", by.at_the_end, {}),
    ("rules", "handed-on-otherwise", "but |upstream| × local", by.upstream_without_its_sign, {}),
    ("order", "ends-early", "ends two arrows below", by.two_arrows_deep, {}),
    ("repeat", "ends-early", "ends two arrows below", by.two_arrows_deep, {}),
    ("fan_out", "not-added", "the first one stays", put_together(lambda came: came[0]), {}),
    ("fan_out", "not-added", "they are multiplied", put_together(math.prod), {}),
    ("fan_out", "not-added", "their mean is taken", put_together(lambda came: sum(came) / len(came)), {}),
    ("fan_out", "cleared-in-rule", "is lost when an operation hands on", by.cleared_by_each_rule, {}),
    ("fan_out", "assigned", "in * alone", by.product_assigns, {}),
    ("fan_out", "counted-double", "in * with the same operand", right, {"mul": by.square_twice}),
    ("order", "first-arrival", "before every arrow into it has brought its share", by.first_arrival, {}),
    ("depth", "deep-cut", "after about 300 operations", stopped_after(301, False), {}),
    ("depth", "deep-nothing", "up to 400 operations, and none from 2,000 on", stopped_after(1500, True), {}),
    ("arithmetic", "other-function", "y − x, unless a number", right, {"sub": lambda x, other: -x + other}),
    (
        "arithmetic",
        "other-function",
        "sub gives x, without y, where a number",
        right,
        {"sub": less},
    ),
]


def findings(cls, question, seed=1):
    """The findings of a question about a class."""
    return (
        PS2.question(question)
        .examine(lambda plan: run_plan({**plan, "clock": "processor"}, {"Scalar": cls}), seed)
        .findings
    )


FEW = 6  # of the kinds one in so many is asked by `make quick`
ASKED = [pytest.param(*kind, marks=[pytest.mark.slow] if number % FEW else []) for number, kind in enumerate(KINDS)]


@pytest.mark.parametrize(("question", "mistake", "words", "backward", "more"), ASKED)
@pytest.mark.sampled(4)
def test_a_kind_is_told(question, mistake, words, backward, more):
    found = findings(scalar(backward, **more), question)
    assert [finding.mistake for finding in found] == [mistake]
    assert words in f"{found[0].line} {found[0].evidence}"


@pytest.mark.parametrize("question", [question.name for question in PS2.questions])
def test_the_class_itself_is_right(question):
    assert findings(scalar(right), question) == ()


def test_what_no_kind_explains_has_no_name():
    assert {finding.mistake for finding in findings(scalar(by.a_little_more_at_each_call), "repeat")} == {""}


def test_a_chain_that_takes_too_long_is_quoted_and_named():
    asked = replace(PS2.question("depth"), seconds=0.3)
    (found,) = asked.examine(lambda plan: run_plan(plan, {"Scalar": scalar(by.visited_in_a_list)}), 1).findings
    assert found.mistake == "slow-in-depth"
    assert "(5,000 times)" in found.line


def test_the_deepest_chain_is_quoted_where_a_class_calls_itself():
    (found,) = findings(scalar(by.first_arrival), "depth")
    assert found.mistake == "recursion-depth"
    assert "(5,000 times)" in found.line
