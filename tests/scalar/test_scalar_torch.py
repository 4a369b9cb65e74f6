"""The scalar engine against PyTorch, first and second derivatives; and proof that this check can fail.

The planted bugs are made in a copy of the source of ops.py or op_code.py, and in each local derivative of the table:
the same check that passes must catch each of them.
"""

import inspect
import types

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autograd_lab.scalar import op_code, ops
from tests.scalar import against_torch
from tests.scalar.programs import programs

pytestmark = pytest.mark.slow

ANY = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(programs())
@settings(max_examples=300, **ANY)
def test_gradients_equal_torch(program):
    against_torch.gradients_equal(program)


@pytest.mark.full
@pytest.mark.timeout(1800)
@given(programs(max_leaves=5, max_ops=30))
@settings(max_examples=10_000, **ANY)
def test_gradients_of_ten_thousand_programs_equal_torch(program):
    against_torch.gradients_equal(program)


@given(programs(max_ops=8))
@settings(max_examples=60, **ANY)
def test_second_derivatives_equal_torch(program):
    against_torch.second_derivatives_equal(program)


@pytest.mark.full
@pytest.mark.timeout(1800)
@given(programs(max_leaves=3, max_ops=12))
@settings(max_examples=1_000, **ANY)
def test_second_derivatives_of_a_thousand_programs_equal_torch(program):
    against_torch.second_derivatives_equal(program)


def test_kinks_have_torchs_subgradients():
    against_torch.kinks_equal()


BUGS = {
    "a sign (sub)": ('Op("sub", "a - b", ("1", "-1")', 'Op("sub", "a - b", ("1", "1")'),
    "operands exchanged (mul)": ('Op("mul", "a * b", ("b", "a")', 'Op("mul", "a * b", ("a", "b")'),
    "a sign (div)": ('"-out / b"', '"out / b"'),
    "a missing factor (sigmoid)": ('("out * (1 - out)",)', '("1 - out",)'),
    "a missing square (tanh)": ('"1 - out * out"', '"1 - out"'),
    "the operand for the result (exp)": ('Op("exp", "exp(a)", ("out",)', 'Op("exp", "exp(a)", ("a",)'),
    "the result for the operand (log)": ('("1 / a",)', '("1 / out",)'),
    "a factor of two (sqrt)": ('"0.5 / out"', '"1 / out"'),
    "a sign (cos)": ('"-sin(a)"', '"sin(a)"'),
    "a sign inside (log_sigmoid)": ('"sigmoid(-a)"', '"sigmoid(a)"'),
    "a missing += (every operation)": ('f"+= g * {factor}")', 'f"= g * {factor}")'),
    "a missing exponent (pow)": ("return b * power(a, b - 1.0)", "return power(a, b - 1.0)"),
    "the exponent's derivative (pow)": ("return power(a, b) * math.log(a)", "return b * math.log(a)"),
    "the bias forgotten (dot)": (': operands[-1].grad += g" if', ': operands[-1].grad += 0" if'),
    "the kink (relu)": ("return 1.0 if x > 0 else 0.0", "return 1.0 if x >= 0 else 0.0"),
    "the tie (max)": ("0.5 if a == b", "1.0 if a == b"),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug, monkeypatch):
    right, wrong = BUGS[bug]
    sources = [inspect.getsource(module) for module in (op_code, ops)]
    assert sum(source.count(right) for source in sources) == 1
    broken_code, broken = types.ModuleType("broken_code"), types.ModuleType("broken_ops")
    for module, source in zip((broken_code, broken), sources, strict=True):
        exec(source.replace(right, wrong), module.__dict__)
    broken.op_code, broken.CONST = broken_code, ops.CONST
    for name, op in ops.OPS.items():
        if op.arity:
            monkeypatch.setattr(op, "push", broken.OPS[name].push)
    with pytest.raises(AssertionError):
        core_check()


@pytest.mark.parametrize(("name", "slot"), [(name, slot) for name, op in ops.OPS.items() for slot in range(op.arity)])
def test_a_factor_in_any_local_derivative_of_the_table_is_caught(name, slot, monkeypatch):
    """Planted by the table, so that an operation that the random programs forget is found here."""
    op = ops.OPS[name]
    wrong = "0.25" if op.partials[slot] == "0" else f"1.25 * ({op.partials[slot]})"
    partials = [wrong if slot == i else text for i, text in enumerate(op.partials)]
    monkeypatch.setattr(op, "push", ops.Op(name, op.text, tuple(partials), folded=op.folded).push)
    with pytest.raises(AssertionError):
        core_check()


def core_check():
    """The two tests above, without a memory of earlier failures."""
    check = given(programs())(lambda program: against_torch.gradients_equal(program))
    settings(max_examples=500, database=None, phases=[Phase.generate], **ANY)(check)()
    against_torch.kinks_equal()
