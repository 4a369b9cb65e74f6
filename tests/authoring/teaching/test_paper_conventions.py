"""BP1 to BP4 on the sheet, in three conventions, on numbers: a network 3-4-3 and a batch of five."""

from dataclasses import replace

import numpy as np
import pytest

from autograd_lab.authoring.teaching.paper import authored, conventions
from autograd_lab.authoring.teaching.paper.matrix_latex import matrix_latex
from autograd_lab.authoring.teaching.paper.sheet import sheet
from autograd_lab.errors import LabError
from tests.support.repo import REPO

PAPER = authored.load(REPO)
CONVENTIONS = {one.name: one for one in PAPER.conventions}
_rng = np.random.default_rng(7)
X, Y = _rng.normal(size=(5, 3)), _rng.random((5, 3))
PARAMETERS = [_rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 3), (3,))]


def sigma(z):
    return 1 / (1 + np.exp(-z))


def forward(parameters, pushed=None):
    """X, z1, a1, z2, a2 as rows; `pushed` is added to z1 and z2."""
    W1, b1, W2, b2 = parameters
    z1 = X @ W1 + b1 + (pushed[0] if pushed else 0)
    z2 = sigma(z1) @ W2 + b2 + (pushed[1] if pushed else 0)
    return X, z1, sigma(z1), z2, sigma(z2)


def loss(parameters, pushed=None):
    """The course's loss."""
    return ((forward(parameters, pushed)[-1] - Y) ** 2).sum() / len(Y)


def nudged(array, function):
    """∂function/∂array by nudging to both sides; the array is nudged in place."""
    found = np.zeros_like(array)
    for at in np.ndindex(array.shape):
        kept, two = array[at], []
        for h in (1e-6, -1e-6):
            array[at] = kept + h
            two.append(function())
        array[at] = kept
        found[at] = (two[0] - two[1]) / 2e-6
    return found


def truth():
    """δ of both layers and the gradients of all parameters, by nudging."""
    pushed = [np.zeros((5, 4)), np.zeros((5, 3))]
    deltas = [nudged(push, lambda: loss(PARAMETERS, pushed)) for push in pushed]
    return deltas, [nudged(p, lambda: loss(PARAMETERS)) for p in PARAMETERS]


TRUTH = truth()


def differences(convention):
    """How far each equation of a convention is from nudging, by its name."""
    (delta1, delta2), (dW1, db1, dW2, db2) = TRUTH
    W1, b1, W2, b2 = PARAMETERS
    _, z1, a1, z2, a2 = forward(PARAMETERS)
    last = {"a_prev": a1, "W": W2, "b": b2, "z": z2, "dL_da": 2 / 5 * (a2 - Y), "delta": delta2}
    first = {"a_prev": X, "W": W1, "b": b1, "z": z1, "delta": delta1, "delta_next": delta2, "W_next": W2}
    wanted = [("forward", z1, z2), ("BP1", None, delta2), ("BP2", delta1, None), ("BP3", db1, db2), ("BP4", dW1, dW2)]
    found = {}
    for rows, place in ((first, 1), (last, 2)):
        dummy = {"delta_next": np.zeros((5, 2)), "W_next": np.zeros((3, 2)), "dL_da": np.zeros((5, 4))}
        given = conventions.laid_out(convention, {**dummy, **rows})
        theirs = conventions.values(convention, given)
        for name, *both in wanted:
            if both[place - 1] is not None:
                like = {"forward": "z", "BP1": "z", "BP2": "z", "BP3": "b", "BP4": "W"}[name]
                right = conventions.laid_out(convention, {**dummy, **rows, like: both[place - 1]})[like]
                right = right.ravel() if name == "BP3" else right
                off = np.inf if theirs[name].shape != right.shape else np.abs(theirs[name] - right).max()
                found[name] = max(off, found.get(name, 0))
    return found


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_four_equations_agree_with_nudging(name):
    found = differences(CONVENTIONS[name])
    assert sorted(found) == sorted(authored.EQUATION_NAMES)
    assert max(found.values()) < 1e-8


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize(("equation", "right", "wrong"), [
    ("BP1", " * slope(z)", ""),
    ("BP2", " * slope(z)", ""),
    ("BP3", ".sum(", ".mean("),
    ("BP4", "a_prev", "a_prev * 2"),
])  # fmt: skip
def test_a_slip_in_an_equation_would_be_noticed(name, equation, right, wrong):
    one = CONVENTIONS[name]
    code = one.code[equation].replace(right, wrong) if equation != "BP4" else f"2 * ({one.code[equation]})"
    assert code != one.code[equation]
    assert differences(replace(one, code={**one.code, equation: code}))[equation] > 1e-4


def test_a_turned_weight_would_be_noticed():
    for name, taken_for in (("this course", "PyTorch's stored weight"), ("PyTorch's stored weight", "this course")):
        with pytest.raises(ValueError, match=r"matmul|operands"):
            differences(replace(CONVENTIONS[name], code=CONVENTIONS[taken_for].code))


def test_the_formulas_on_the_sheet_are_those_of_the_code():
    body = sheet(REPO, PAPER)
    for one in PAPER.conventions:
        for name in authored.EQUATION_NAMES:
            assert rf"\({matrix_latex(one.code[name])}\)" in body
    assert matrix_latex("(delta_next @ W_next.T) * slope(z)") == (
        r"\bigl(\delta^{\text{next}}\, (W^{\text{next}})^{\mathsf T}\bigr) \odot \sigma'(z)"
    )
    with pytest.raises(LabError, match=r"'np.exp\(z\)' has no LaTeX on the sheet"):
        matrix_latex("np.exp(z)")


def test_the_shapes_are_those_of_the_notes():
    found = {name: conventions.shapes(one) for name, one in CONVENTIONS.items()}
    rows, columns, stored = found["this course"], found["Nielsen"], found["PyTorch's stored weight"]
    assert [rows[k] for k in ("a_prev", "W", "b", "forward")] == [
        "(N, n_in)", "(n_in, n_out)", "(n_out,)", "(N, n_out)",
    ]  # fmt: skip
    assert [columns[k] for k in ("a_prev", "W", "b", "forward")] == [
        "(n_in, N)", "(n_out, n_in)", "(n_out, 1)", "(n_out, N)",
    ]  # fmt: skip
    assert stored["W"] == stored["BP4"] == "(n_out, n_in)"
    for one in found.values():
        assert one["BP4"] == one["W"]
        assert one["BP2"] == one["BP1"] == one["forward"]
