"""Wrong engines of a kind are told by their kind: one planted engine for each, on several seeds."""

import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps2 import slips
from autograd_lab.exams.ps2.edits import every
from autograd_lab.exams.ps2.engines import engine, sweep_with
from autograd_lab.exams.ps2.exam import PS2

pytestmark = pytest.mark.slow

SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow))


def findings(cls, question, seed):
    """The findings of a question about a class."""
    asked = PS2.question(question)
    return asked.examine(lambda plan: run_plan({**plan, "clock": "processor"}, {"Scalar": cls}), seed).findings


def no_contribution(ops, out, slopes):
    return tuple(0.0 for _ in slopes)


def larger(operand, contribution):
    operand.grad = max(operand.grad, contribution, key=abs)


def zero_seed(root):
    return 0.0


PLANTED = [
    ("from-the-leaves", engine(sweep=sweep_with(order=slips.from_the_leaves)), ("fan_out", "order")),
    ("shared-list", engine(sweep=sweep_with(order=slips.root_then_oldest)), ("fan_out", "order")),
    ("by-value", engine(sweep=sweep_with(order=slips.by_value(1))), ("fan_out",)),
    ("all-ones", engine(sweep=slips.all_ones), ("fan_out", "order", "repeat")),
    ("local-missing", engine(sweep=slips.all_ones), ("rules",)),  # the same on a chain, and told by a line for both
    ("nothing-handed-on", engine(sweep=slips.nothing_handed_on), ("rules", "fan_out", "order", "repeat")),
    ("seeded-twice", engine(sweep=sweep_with(seed=lambda root: 2.0)), ("rules", "fan_out", "order", "repeat")),
    ("not-added", engine(sweep=sweep_with(push=larger)), ("fan_out",)),
    ("lost-link", every(no_contribution, "add"), ("rules", "fan_out")),
    ("lost-link", every(no_contribution, "sub"), ("rules", "fan_out")),
    ("unseeded", engine(sweep=sweep_with(seed=zero_seed)), ("rules", "repeat")),
    ("slope-of-input", every(lambda ops, out, slopes: (ops[0],), "exp"), ("rules",)),
    ("slope-constant", every(lambda ops, out, slopes: (1.7,), "exp"), ("rules",)),
    ("other-slope", every(lambda ops, out, slopes: (1 - out,), "tanh"), ("rules",)),
    ("other-function", engine(forward={"relu": lambda x: x if x > 0 else 0.01 * x}), ("arithmetic",)),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("mistake", "cls", "question"),
    [
        pytest.param(m, cls, q, id=f"{m}-{q}", marks=[] if q == questions[0] else pytest.mark.slow)
        for m, cls, questions in PLANTED
        for q in questions
    ],
)
@pytest.mark.sampled(10)
def test_an_engine_is_told_by_its_kind(mistake, cls, question, seed):
    assert {finding.mistake for finding in findings(cls, question, seed)} == {mistake}


@pytest.mark.parametrize("question", ["fan_out", "order"])
def test_the_sweep_starts_with_zero_is_said_only_where_the_root_is_read(question):
    (finding,) = findings(engine(sweep=sweep_with(seed=zero_seed)), question, 1)
    assert finding.mistake == "nothing-handed-on"
    assert "starts with 0" not in finding.line


def test_the_operation_without_a_link_is_named():
    (finding,) = findings(every(no_contribution, "add"), "fan_out", 1)
    assert "an operation, +, hands nothing down" in finding.line


def test_a_difference_with_a_number_on_the_left_is_told_of_the_operand_on_the_right():
    (finding,) = findings(engine(methods={"__rsub__": lambda x, other: x - other}), "rules", 1)
    assert finding.mistake == "second-sign"
    assert "operand on the right" in finding.contradiction
    assert "x.__rsub__(2)" in finding.question


def test_a_result_that_is_taken_for_the_slope_of_a_sigmoid_is_tried_where_it_is_flat():
    (finding,) = findings(every(lambda ops, out, slopes: (out,), "sigmoid"), "rules", 1)
    assert finding.mistake == "value-for-slope"
    assert "At x = 10 the sigmoid is flat" in finding.contradiction


def test_a_sweep_from_the_leaves_is_among_what_a_chain_cannot_tell_apart():
    (finding,) = findings(engine(sweep=sweep_with(order=slips.from_the_leaves)), "rules", 1)
    assert "a sweep begins at the leaves" in finding.evidence


def test_a_lost_link_in_one_rule_says_nothing_about_the_root():
    (finding,) = findings(every(no_contribution, "sub"), "rules", 1)
    assert finding.parts == ("sub",)
    assert finding.line == "sub hands nothing down to its operands"


def test_two_parts_with_two_functions_are_two_findings():
    cls = engine(forward={"neg": abs, "exp": lambda x: 2.7**x})
    lines = [finding.line for finding in findings(cls, "arithmetic", 1)]
    assert lines == ["sums: neg gives |x|", "functions: exp gives 2.7 to the power x"]
