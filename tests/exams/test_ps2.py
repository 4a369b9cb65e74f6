"""The exam of ps2: its reference against the course's engine, torch and nudging; its draws, sentences and speed."""

import itertools
import signal

import numpy as np
import pytest

from autograd_lab import Value, check
from autograd_lab.errors import CheckFailed
from autograd_lab.exams.kinds.programs import spell
from autograd_lab.exams.plans.programs import execute
from autograd_lab.exams.ps2.closures import closures, recursive
from autograd_lab.exams.ps2.engines import engine
from autograd_lab.exams.ps2.exam import PS2
from autograd_lab.exams.ps2.right import PathByPath
from autograd_lab.exams.table import ask
from tests.exams.many import seeds

QUESTIONS = pytest.mark.parametrize("name", [question.name for question in PS2.questions])
needs_timers = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers: run on Linux or macOS")


def programs(name, seed):
    """All programs of one draw."""
    drawn = PS2.question(name).draw(np.random.default_rng(seed))
    return [program for part in drawn.values() for program in part]


def read(cls, program):
    """What a program reads with a class: data and gradients."""
    reads = []
    execute(cls, program, {}, reads)
    return [np.concatenate([one["data"], one["grad"]]) for one in reads]


@pytest.mark.slow
@QUESTIONS
def test_the_reference_agrees_with_the_courses_engine(name):
    for seed in range(5):
        for program in programs(name, seed):
            for ours, theirs in zip(read(engine(), program), read(Value, program), strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def leaves(program):
    return [step[1] for step in program if step[0] == "leaf"]


def moved(program, leaf, h):
    """The program with one leaf moved."""
    return [["leaf", leaf, step[2] + h] if step[:2] == ["leaf", leaf] else step for step in program]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rules", "fan_out", "order"])
@seeds(3)
def test_the_reference_agrees_with_nudging(name, seeds):
    for program in (program for seed in seeds for program in programs(name, seed)):
        if program[0][2] == 0.0 or program[1][0] == "backward":  # a kink, and a leaf that is its own root
            continue
        root = next(step[1] for step in program if step[0] == "backward")
        built = [step for step in program if step[0] not in ("backward", "read")]
        ends = [["backward", root], ["read", [*leaves(program), root]]]
        (found,) = read(engine(), built + ends)
        grads = found[len(leaves(program)) + 1 :]
        for leaf, grad in zip(leaves(program), grads, strict=False):
            up, down = (read(engine(), moved(built, leaf, h) + ends)[0][len(leaves(program))] for h in (1e-6, -1e-6))
            assert grad == pytest.approx((up - down) / 2e-6, rel=1e-6, abs=1e-6)


@pytest.mark.slow
@seeds(20)
def test_the_reference_agrees_with_torch(seeds):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")

    class Theirs:
        """A torch scalar in the clothes of `Scalar`: its graph is kept, so that it can be swept."""

        def __init__(self, data, tensor=None):
            self.tensor = (
                torch.tensor(float(data), dtype=torch.float64, requires_grad=True) if tensor is None else tensor
            )
            if self.tensor.requires_grad:
                self.tensor.retain_grad()

        def __getattr__(self, name):
            if name == "data":
                return self.tensor.item()
            if name == "grad":
                return 0.0 if self.tensor.grad is None else float(self.tensor.grad)
            return lambda: Theirs(0, getattr(self.tensor, name)())

        def backward(self):
            self.tensor.backward(retain_graph=True)

    def operation(name):
        def apply(x, other):
            return Theirs(0, getattr(x.tensor, name)(other.tensor if isinstance(other, Theirs) else other))

        return apply

    for name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow"):
        setattr(Theirs, f"__{name}__", operation(f"__{name}__"))
    Theirs.__neg__ = lambda x: Theirs(0, -x.tensor)

    for name, seed in itertools.product(["arithmetic", "rules", "fan_out", "order"], seeds):
        for program in programs(name, seed):
            for ours, theirs in zip(read(engine(), program), read(Theirs, program), strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.slow
def test_draws_hold_what_the_contract_names():
    rules = [step for seed in range(20) for program in programs("rules", seed) for step in program]
    assert {step[0] for step in rules} >= {"add", "sub", "mul", "div", "pow", "neg", "exp", "tanh", "sigmoid", "relu"}
    assert any(step[0] == "leaf" and step[2] == 0.0 for step in rules)
    sides = [[isinstance(x, str) for x in step[2:4]] for step in rules if step[0] == "div"]
    assert all(side in sides for side in ([True, True], [True, False], [False, True]))
    assert {step[3] for step in rules if step[0] == "pow"} >= {2.0, 3.0, -1.0, 0.5}
    assert ["repeat", 39, [["add", "L", "L", "L"]]] in programs("order", 0)[-1]
    repeated = programs("repeat", 0)
    sweeps = [[step[1] for step in program if step[0] == "backward"] for program in repeated]
    assert {"zz", "zzz", "zv", "vzv", "zc", "zt", "tt"} == {"".join(roots) for roots in sweeps}
    assert any(step[0] == "clear" for program in repeated for step in program)
    first = [[step[0] for step in program].index("backward") for program in repeated]
    assert any(program[at + 1][0] == "mul" for program, at in zip(repeated, first, strict=True))  # a loss made later


@pytest.mark.slow
def test_a_class_is_asked_one_question_or_all_up_to_the_first_that_fails():
    assert check.ps2(engine(), "order").passed
    assert check.ps2(engine()).result.name == "depth"
    stuck = check.ps2(closures(clear="nothing"))
    assert (stuck.result.name, stuck.result.points) == ("repeat", 0)
    with pytest.raises(CheckFailed, match="inner nodes still hold"):
        stuck.require()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((engine(), "orders"), "no question 'orders'. It knows arithmetic, rules, fan_out, order, repeat, depth"),
        ((3.0,), "takes the class itself, got a float: write check.ps2(Scalar)"),
        ((Value(1.0),), "takes the class itself, got a Value"),
    ],
)
def test_what_is_no_question_gets_a_message(given, sentence):
    assert sentence in repr(check.ps2(*given))


def without(*names, **more):
    """A right class that lacks some methods, or has others."""
    cls = engine(methods=more)
    for name in names:
        delattr(cls, name)
    return cls


class Bare:
    """A class that can nothing."""

    def __init__(self, data):
        self.data, self.grad = data, 0.0


class Left(Bare):
    """Adds and subtracts, when the Scalar stands on the left."""

    def __add__(self, other):
        return Left(self.data + getattr(other, "data", other))

    __sub__ = __mul__ = __truediv__ = __add__


class Text(Bare):
    """A result that holds no number."""

    def __init__(self):
        super().__init__("3")


class Blank:
    """As released."""

    def __init__(self, data):
        raise NotImplementedError("write this class, then run the cell again")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cls", "question", "sentence"),
    [
        (Blank, "arithmetic", "is not written yet"),
        (Bare, "arithmetic", "`x + x` does not work yet: Python asks the Scalar on the left for `__add__`"),
        (Left, "arithmetic", "where a number stands on the left, Python asks the Scalar on the right for `__radd__`"),
        (without("tanh"), "arithmetic", "Scalar has no `tanh` yet"),
        (without("backward"), "order", "Scalar has no `backward` yet"),
        (Bare, "rules", "Scalar has no `backward` yet"),
        (without(backward=lambda self: setattr(self, "grad", None)), "rules", "x.grad is a NoneType; it should be"),
        (without(exp=lambda self: Text()), "arithmetic", "is a str; it should be a number"),
        (without(backward=lambda self: 1 / 0), "fan_out", "Scalar raised ZeroDivisionError: division by zero in line"),
    ],
)  # fmt: skip
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(cls, question, sentence):
    report = check.ps2(cls, question)
    assert not report.passed
    assert sentence in repr(report)


@pytest.mark.slow
def test_a_slip_in_the_product_costs_the_product_alone():
    doubled = engine(slopes={"mul": lambda operands, out: (2 * operands[1], 2 * operands[0])})
    result = check.ps2(doubled, "rules").result
    assert {part.name for part in result.parts if not part.points} == {"mul"}
    assert result.findings[0].mistake == "factor-two-doubled"


@pytest.mark.slow
def test_the_report_shows_lines_that_can_be_typed_in():
    report = check.ps2(closures(assign=True), "fan_out", seed=4)
    line = report.result.findings[0].evidence.split("`")[1]
    space = {"Scalar": closures(assign=True)}
    exec(line, space)
    assert f"{space['x'].grad:.6g}" in report.result.findings[0].evidence
    assert 'check.ps2(Scalar, "fan_out", seed=4)' in repr(report)


def test_programs_are_spelled_as_python():
    program = [["leaf", "a", 2.0], ["pow", "b", "a", 3.0], ["neg", "c", "b"], ["repeat", 3, [["add", "c", "c", "a"]]]]
    program += [["tanh", "c", "c"], ["backward", "c"], ["clear", "a"], ["read", ["a"]]]
    assert spell(program) == (
        "`a = Scalar(2); b = a ** 3; c = -b; c = c + a (3 times); c = c.tanh(); c.backward(); a.grad = 0`"
    )


@needs_timers
@pytest.mark.slow
def test_paths_without_end_and_recursion_without_bottom_are_named():
    report = check.ps2(PathByPath, "order")
    assert [(f.parts, f.mistake) for f in report.result.findings] == [(("doublings",), "path-by-path")]
    assert report.result.points == 2
    assert "Count the paths" in repr(report)
    deep = check.ps2(closures(order=recursive), "depth")
    assert [finding.mistake for finding in deep.result.findings] == ["recursion-depth"]
    assert "calls itself too deeply" in repr(deep)


@needs_timers
@pytest.mark.slow
def test_slowness_is_not_given_a_name_when_something_else_is_wrong():
    for variant in PS2.question("order").wrong:
        if variant.mistake == "passed-on-twice":
            named = {finding.mistake for finding in ask(PS2.question("order"), variant, 0).findings}
            assert named == {"passed-on-twice", "timeout"}


def test_every_question_is_worth_what_the_problem_set_says():
    assert {q.name: q.points for q in PS2.questions} == {
        "arithmetic": 3, "rules": 11, "fan_out": 2, "order": 3, "repeat": 3, "depth": 2,
    }  # fmt: skip
