"""The graphs of ps2: no number overflows in them, no function's slope counts in them, and no survivor is left."""

import math

import numpy as np
import pytest

from autograd_lab.exams.plans.programs import execute
from autograd_lab.exams.ps2.engines import NAMES, engine, in_order
from autograd_lab.exams.ps2.exam import PS2
from autograd_lab.exams.ps2.graphs import FUNCTIONS, LARGEST, draw_within_bounds, largest
from autograd_lab.exams.ps2.repeats import REPEATED
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.many import seeds

SWEPT = pytest.mark.parametrize("name", ["fan_out", "order", "repeat"])
LECTURE = {
    "tanh": lambda x: (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1),
    "sigmoid": lambda x: math.exp(x) / (1 + math.exp(x)),
}
LECTURE_SLOPES = {"tanh": lambda operands, out: (1 / math.cosh(operands[0]) ** 2,)}


def programs(name, seed):
    """All programs of one draw."""
    return [p for part in PS2.question(name).draw(np.random.default_rng(seed)).values() for p in part]


def operations(steps):
    """The names of all operations of a program, repeated ones too."""
    for name, *rest in steps:
        yield from operations(rest[1]) if name == "repeat" else [name] * (name in NAMES)


@pytest.mark.slow
@SWEPT
@seeds(30)
def test_order_is_of_plus_minus_and_times_and_no_number_in_them_is_large(name, seeds):
    for program in (program for seed in seeds for program in programs(name, seed)):
        assert largest(program) <= LARGEST == 20.0
        functions = set(operations(program)) - {"add", "sub", "mul"}
        assert name != "order" or not functions
        assert functions <= set(
            FUNCTIONS
        )  # what is read does not depend on their slopes, as the next test but one shows


def test_the_largest_number_is_found_wherever_it_stands():
    start = [["leaf", "a", -3.0], ["sub", "b", 1.0, "a"]]
    assert largest(start) == 4.0
    assert largest([*start, ["repeat", 3, [["add", "b", "b", "b"]]], ["sub", "b", "b", "b"]]) == 32.0
    assert largest([["leaf", "a", 3.0], ["backward", "a"], ["clear", "a"], ["read", ["a"]]]) == 3.0
    draws = iter([{"p": [[["leaf", "a", 21.0]]]}, {"p": [start]}])
    assert draw_within_bounds(lambda rng: next(draws))(np.random.default_rng(0)) == {"p": [start]}


@pytest.mark.slow
@SWEPT
def test_a_wrong_slope_of_a_function_costs_its_points_in_rules_alone(name):
    wrong = engine(
        slopes={
            function: lambda operands, out: (7.0,) * len(operands)
            for function in ("exp", "tanh", "sigmoid", "relu", "pow", "div")
        }
    )
    assert ask(PS2.question(name), Variant("", wrong), 0).passed
    assert ask(PS2.question("rules"), Variant("", wrong), 0).points == 5


@pytest.mark.parametrize("question", [q for q in PS2.questions if q.name != "depth"], ids=lambda q: q.name)
@seeds(1)
def test_the_lectures_tanh_is_right_everywhere(question, seeds):
    assert all(
        ask(question, Variant("", engine(forward=LECTURE, slopes=LECTURE_SLOPES)), seed).passed for seed in seeds
    )


@pytest.mark.slow
@pytest.mark.parametrize("variant", REPEATED, ids=lambda v: v.name)
@seeds(1)
@pytest.mark.sampled(3)
def test_a_sweep_that_clears_too_little_or_too_much_is_named(variant, seeds):
    for seed in seeds:
        result = ask(PS2.question("repeat"), variant, seed)
        assert not result.passed
        assert {finding.mistake for finding in result.findings} == {variant.mistake}


@pytest.mark.slow
@pytest.mark.parametrize("variant", REPEATED, ids=lambda v: v.name)
@pytest.mark.parametrize("name", ["arithmetic", "rules", "fan_out", "order"])
def test_it_is_right_wherever_there_is_one_sweep(name, variant):
    assert ask(PS2.question(name), variant, 0).passed


@seeds(5)
def test_only_inner_numbers_below_the_last_result_are_read(seeds):
    """What the others hold after it, the contract does not say."""
    for seed in seeds:
        for program in PS2.question("repeat").draw(np.random.default_rng(seed))["inner"]:
            handles = {}
            execute(engine(), program[:-1], handles, [])
            root = next(step[1] for step in reversed(program) if step[0] == "backward")
            assert {id(handles[name]) for name in program[-1][1]} <= set(map(id, in_order(handles[root])))
