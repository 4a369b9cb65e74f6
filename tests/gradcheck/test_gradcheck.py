"""The gradient check: it agrees with known derivatives, catches wrong ones, says why, and leaves no trace."""

import math

import numpy as np
import pytest

from autograd_lab import Tensor, Value, check_gradient, functional, nn, numerical_gradient
from autograd_lab.errors import CheckFailed, DomainError, GraphError, LabError, ShapeError, ValueTypeError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))
Y = RNG.normal(size=6)


def loss(w, b):
    return ((X @ w + b - Y) ** 2).mean()


def right(w, b):
    residual = X @ w + b - Y
    return 2 * X.T @ residual / len(Y), 2 * residual.mean()


# --- numerical_gradient -------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [1e-8, 1e-3, 0.7, 40.0, 1e6])
@pytest.mark.parametrize(
    ("f", "df"),
    [
        (lambda x: x * x, lambda x: 2 * x),
        (np.log, lambda x: 1 / x),
        (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
        (lambda x: math.sin(x), math.cos),
    ],
)
def test_a_derivative_is_found_at_every_size_of_x(f, df, x):
    found = numerical_gradient(f, x)
    assert isinstance(found, float)
    assert found == pytest.approx(df(x), rel=1e-6, abs=1e-8)


def test_the_complex_step_is_exact_where_central_differences_are_not():
    def f(x):
        return np.exp(x) / np.sqrt(np.sin(x) ** 3 + np.cos(x) ** 3)  # the example of Squire and Trapp, 1998

    exact = 4.053427893898621  # at 1.5
    central = abs(numerical_gradient(f, 1.5, method="central") - exact)
    assert abs(numerical_gradient(f, 1.5, method="complex") - exact) <= 2e-15 * exact
    assert 1e-14 < central < 1e-8
    assert numerical_gradient(f, 1.5) == numerical_gradient(f, 1.5, method="complex")


@pytest.mark.parametrize("f", [np.abs, lambda x: x.real * x.real, lambda x: x * np.conj(x)])
def test_the_complex_step_is_not_believed_where_it_is_wrong(f):
    x = np.array(-3.0)
    exact = -1.0 if f is np.abs else -6.0
    assert numerical_gradient(f, x) == pytest.approx(exact, rel=1e-8)


def test_the_form_of_the_inputs_is_the_form_of_the_gradient():
    w, b = np.ones(3), 0.5
    dw, db = right(w, b)
    as_list = numerical_gradient(loss, [w, b])
    as_dict = numerical_gradient(loss, {"b": b, "w": w})
    np.testing.assert_allclose(as_list[0], dw, rtol=1e-9)
    assert as_list[1] == pytest.approx(db)
    assert list(as_dict) == ["b", "w"]
    np.testing.assert_allclose(as_dict["w"], dw, rtol=1e-9)
    assert numerical_gradient(lambda x: (x**2).sum(), np.arange(6.0).reshape(2, 3)).shape == (2, 3)


def test_a_step_that_is_given_is_the_step_that_is_taken():
    assert numerical_gradient(lambda x: x**3, 2.0, step=0.1) == pytest.approx(12.01)  # 3x² + h²


def test_parameters_that_the_function_uses_are_nudged_in_place():
    w = Tensor(np.ones(3), requires_grad=True)
    (found,) = numerical_gradient(lambda: functional.mse(Tensor(X) @ w, Y), [w])
    np.testing.assert_allclose(found, 2 * X.T @ (X.sum(axis=1) - Y) / len(Y), rtol=1e-8)


# --- check_gradient passes what is right --------------------------------------------------------------------


def test_a_numpy_function_with_its_gradient():
    report = check_gradient(loss, [np.ones(3), 0.5], right)
    assert report
    assert report.passed
    assert report.relative_error < 1e-12
    assert [p.name for p in report.parameters] == ["w", "b"]
    assert check_gradient(loss, {"b": 0.5, "w": np.ones(3)}, lambda w, b: dict(zip("wb", right(w, b), strict=True)))
    assert check_gradient(loss, [np.ones(3), 0.5], right(np.ones(3), 0.5))
    assert check_gradient(lambda x: (x**3).sum(), np.arange(4.0), lambda x: 3 * x**2)


def test_values():
    report = check_gradient(lambda a, b: (a * b).tanh() + a / b, [Value(2.0, name="α"), Value(-0.3)])
    assert report.passed
    assert report.relative_error < 1e-8
    assert [p.name for p in report.parameters] == ["α", "b"]


@pytest.mark.slow
def test_tensors_and_models():
    labels = np.array([0, 1, 0, 2, 1, 2])
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3))
    report = check_gradient(lambda: functional.cross_entropy(model(X), labels), model)
    assert report.passed
    assert [p.name for p in report.parameters] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert check_gradient(lambda m: functional.cross_entropy(m(X), labels), model)
    assert check_gradient(lambda: functional.cross_entropy(model(X), labels), model.parameters())
    scalar_net = nn.MLP(2, [3, 1], activation="tanh")
    assert check_gradient(lambda: scalar_net([0.5, -1.0]), scalar_net)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_torch(dtype):
    torch = pytest.importorskip("torch", reason="needs torch: pip install torch")
    torch.manual_seed(0)
    layer = torch.nn.Linear(3, 2).to(getattr(torch, dtype))
    x = torch.tensor(X, dtype=getattr(torch, dtype))
    before = layer.weight.detach().clone()
    report = check_gradient(lambda: torch.tanh(layer(x)).pow(2).mean(), layer)
    assert report.passed
    assert report.tolerance == (1e-6 if dtype == "float64" else 1e-3)
    assert torch.equal(before, layer.weight)
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    assert check_gradient(lambda w: (w**3).sum(), w)
    assert w.grad is None


def test_float32_tensors_have_a_tolerance_of_their_own():
    w = Tensor(np.ones((3, 2), dtype=np.float32), requires_grad=True)
    report = check_gradient(lambda w: ((Tensor(X.astype(np.float32)) @ w).tanh() ** 2).mean(), w)
    assert report.passed
    assert report.tolerance == 1e-3
    assert "about 7 digits" in str(report)


def test_entries_at_a_kink_may_take_any_slope_between_the_two_sides():
    x = Tensor([0.0, 1.0, -2.0, 1e-7], requires_grad=True)
    report = check_gradient(lambda x: x.relu().sum(), x)
    assert report.passed
    assert report.parameters[0].kinks == 1
    assert "1 of 4 at a kink" in str(report)
    for slope, passes in [(0.0, True), (0.5, True), (1.0, True), (1.5, False), (-0.1, False)]:
        assert check_gradient(lambda x: np.maximum(x, 0), 0.0, slope).passed is passes


def test_a_function_near_the_edge_of_its_domain_or_bending_strongly_is_measured_with_smaller_steps():
    assert check_gradient(lambda x: x.log(), Value(1e-9))
    assert check_gradient(lambda x: (1000 * x).sin(), Value(0.3))
    assert check_gradient(lambda x: (3e4 * x).tanh(), Value(1e-5))


def test_a_gradient_of_zero_passes():
    assert check_gradient(lambda x: functional.softmax(x).sum(), Tensor([0.3, 1.0, -2.0], requires_grad=True))
    assert check_gradient(lambda x: (x - 5).relu() + 3, Value(1.0))


# --- and fails what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "note"),
    [
        (lambda w, b: (right(w, b)[0] / 2, right(w, b)[1]), "w: every entry is 0.5 times what it should be"),
        (lambda w, b: (-right(w, b)[0], right(w, b)[1]), "w: every entry has the wrong sign"),
        (lambda w, b: (right(w, b)[0] * 0, right(w, b)[1]), "w: the gradient is 0 everywhere"),
        (lambda w, b: (right(w, b)[0], right(w, b)[1] * 6), "b: it is 6 times what it should be"),
        (lambda w, b: (right(w, b)[0][::-1], right(w, b)[1]), "w: 2 of 3 entries are wrong, and by different factors"),
        (lambda w, b: (right(w, b)[0] * (1 + 1e-5), right(w, b)[1]), "w: every entry is 1.00001 times"),
        (lambda w, b: (right(w, b)[0] * np.nan, right(w, b)[1]), "w: "),
    ],
)
def test_a_wrong_gradient_fails_and_what_it_has_in_common_with_the_right_one_is_said(wrong, note):
    report = check_gradient(loss, [np.ones(3), 0.5], wrong)
    assert not report
    assert note in str(report)
    assert "The gradient is wrong" in report.verdict
    with pytest.raises(CheckFailed, match="The gradient is wrong"):
        report.require()


def test_one_wrong_entry_is_found_and_named():
    def wrong(w):
        gradient = 2 * w
        gradient[1, 2] += 1e-3
        return gradient

    w = RNG.normal(size=(3, 4))
    report = check_gradient(lambda w: (w**2).sum(), w, wrong)
    assert not report.passed
    assert report.worst.worst == (1, 2)
    assert f"w[1, 2] should be {2 * w[1, 2]:.6g}, it is {2 * w[1, 2] + 1e-3:.6g}" in report.verdict


def test_a_parameter_without_a_gradient_is_named():
    model = nn.Sequential(nn.Linear(3, 2))
    spare = Tensor([1.0], requires_grad=True, name="spare")
    assert check_gradient(lambda: model(X).mean(), [*model.parameters(), spare])  # unused: 0 is right
    cut = check_gradient(lambda: model(X).mean() + Tensor(spare.data * 2).sum(), [*model.parameters(), spare])
    assert not cut
    assert "spare: no gradient arrived here; the gradient is 0 everywhere" in str(cut)


def test_where_rounding_hides_the_gradient_the_verdict_is_that_nothing_can_be_said():
    report = check_gradient(lambda x: x + 1e13, Value(1.0))
    assert report.undecided
    assert not report.passed
    assert "Cannot tell: the function is 1e+13" in report.verdict
    assert "unseen" in str(report)


def test_many_entries_are_sampled_and_the_report_says_so():
    w = np.ones(5000)
    report = check_gradient(lambda w: (w**2).sum(), w, lambda w: 2 * w, entries=20)
    assert report.passed
    assert len(report.parameters[0].errors) == 20
    assert "20 of 5000" in str(report)
    again = check_gradient(lambda w: (w**2).sum(), w, lambda w: 2 * w, entries=20)
    np.testing.assert_array_equal(report.parameters[0].indices, again.parameters[0].indices)


def test_the_report_is_readable_in_a_notebook_and_escapes_names():
    report = check_gradient(lambda a: a * a, Value(2.0, name="<b>"))
    html = report._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "✓" in html
    assert "The gradient agrees" in html
    assert 'scope="col"' in html
    assert report.verdict in repr(report)
    wrong = check_gradient(lambda x: x * x, 2.0, 3.0)
    assert "✗" in wrong._repr_html_()
    assert "WRONG" in wrong._repr_html_()


# --- no trace -----------------------------------------------------------------------------------------------


def test_numbers_and_gradients_are_put_back():
    v, t = Value(2.0), Tensor([1.0, 2.0], requires_grad=True)
    v.grad, memory = 7.0, t.data
    t.grad = gradient = np.array([5.0, 6.0])
    check_gradient(lambda v: v * v, v)
    check_gradient(lambda t: (t * t).sum(), t)
    assert (v.data, v.grad) == (2.0, 7.0)
    assert t.data is memory
    assert t.data.tolist() == [1.0, 2.0]
    assert t.grad is gradient
    assert gradient.tolist() == [5.0, 6.0]
    x = np.ones(3)
    numerical_gradient(lambda x: (x * x).sum(), x)
    assert x.tolist() == [1, 1, 1]


def test_numbers_are_put_back_when_the_function_fails():
    t = Tensor([1.0, 2.0], requires_grad=True)
    calls = []

    def fails(t):
        calls.append(1)
        if len(calls) > 4:
            raise RuntimeError("enough")
        return (t * t).sum()

    with pytest.raises(RuntimeError, match="enough"):
        numerical_gradient(fails, t)
    assert t.data.tolist() == [1.0, 2.0]


# --- bad input ----------------------------------------------------------------------------------------------


def changes(x):
    x *= 2
    return x.sum()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: numerical_gradient(lambda x: x, np.ones(3)),
            ShapeError,
            r"one number, the function returned shape \(3,\)",
        ),
        (lambda: numerical_gradient(lambda x: None, 1.0), ValueTypeError, "must return one number, got NoneType"),
        (
            lambda: numerical_gradient(lambda x: x.sum(), np.arange(3)),
            ValueTypeError,
            "x holds int64, which takes no small",
        ),
        (lambda: numerical_gradient(lambda: 1.0, []), ShapeError, "nothing to nudge"),
        (lambda: numerical_gradient(lambda: 1.0, 2.0), ValueTypeError, "takes no arguments, so nudged numbers cannot"),
        (lambda: numerical_gradient(np.log, 0.0), DomainError, "the function is -inf at this point"),
        (
            lambda: numerical_gradient(np.sqrt, 0.0),
            DomainError,
            "x = 0 is at the edge of where the function is defined",
        ),
        (lambda: numerical_gradient(lambda x: x + RNG.normal(), 1.0), ValueTypeError, "Something in it is random"),
        (lambda: numerical_gradient(changes, np.ones(3)), ValueTypeError, "changed its input x in place"),
        (lambda: numerical_gradient(3.0, 1.0), ValueTypeError, "the first argument is the function"),
        (lambda: numerical_gradient(np.sin, 1.0, method="exact"), LabError, "there are auto, central, complex"),
        (lambda: numerical_gradient(np.sin, 1.0, step=-1), LabError, "a number above 0; got -1"),
        (lambda: numerical_gradient(np.sin, 1.0, 0.1, "complex"), LabError, "the complex step has its own"),
        (lambda: numerical_gradient(np.sin, 1.0, step=1e-30), DomainError, "vanishes beside the entry 1 of"),
        (lambda: numerical_gradient(math.sin, 1.0, method="complex"), ValueTypeError, 'Take method="central"'),
        (lambda: check_gradient(np.sin, 1.0), GraphError, r"Give the gradient you want to check: check_gradient\(f, x"),
        (lambda: check_gradient(loss, [np.ones(3), 1.0], [np.ones(3)]), ShapeError, "2 inputs need as many gradients"),
        (
            lambda: check_gradient(loss, [np.ones(3), 1.0], [np.ones(2), 1.0]),
            ShapeError,
            r"w \(3,\)   its gradient \(2,\)",
        ),
        (lambda: check_gradient(lambda w: w, {"w": 1.0}, {"v": 1.0}), ShapeError, "there is none for w; it has v"),
        (lambda: check_gradient(lambda t: t.sum(), Tensor([1.0])), GraphError, "Make it with requires_grad=True"),
        (lambda: check_gradient(lambda v: v, Value(1.0) * 2), GraphError, "was computed from other numbers"),
        (lambda: check_gradient(lambda v: v.data**2, Value(1.0)), GraphError, r"Do not take .data, .item\(\) or float"),
        (lambda: check_gradient(np.sin, 1.0, np.cos, entries=0), LabError, "checks nothing"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_the_way_out(call, error, text):
    with np.errstate(all="ignore"), pytest.raises(error, match=text):
        call()


def test_a_whole_number_is_nudged_as_a_float():
    assert numerical_gradient(lambda x: x * x, 3) == pytest.approx(6.0, rel=1e-9)


def test_whole_numbers_in_a_parameter_cannot_be_nudged():
    w = Tensor([1.0], requires_grad=True)
    w._data = np.array([1])
    with pytest.raises(ValueTypeError, match="holds int64, which cannot be nudged"):
        check_gradient(lambda w: w.sum(), w)


@pytest.mark.parametrize("result", [None, "text", [[1.0], [2.0, 3.0]]])
def test_a_function_must_return_one_number(result):
    with pytest.raises(ValueTypeError, match=r"must return one number, got .*Does it end in `return`"):
        numerical_gradient(lambda x: result, 1.0)


def test_a_report_that_passed_is_returned_by_require():
    report = check_gradient(lambda x: x * x, 3.0, gradient=6.0)
    assert report.require() is report


def test_a_function_without_a_signature_is_called_with_its_input():
    assert numerical_gradient(max, [1.0, 2.0]) == [0.0, pytest.approx(1.0)]


def test_single_numbers_have_no_columns_of_arrays():
    report = check_gradient(lambda w, b: w * b, [2.0, 3.0], gradient=[3.0, 2.0])
    for shown in (str(report), report._repr_html_()):
        assert "by nudging" in shown
        assert not [name for name in ("shape", "()", "checked", "worst entry", "0.0e+00") if name in shown]
    assert "worst entry" in str(check_gradient(loss, [np.ones(3), 0.5], right))


@pytest.mark.parametrize(("method", "says"), [("complex", "nearly all"), ("central", "about 16 digits")])
def test_what_the_tolerance_means_is_said_of_the_method_that_was_used(method, says):
    shown = str(check_gradient(lambda x: x**3, 2.0, gradient=12.0, method=method))
    assert says in " ".join(shown.split())
    assert ("not straight within the step" in " ".join(shown.split())) is (method == "central")
