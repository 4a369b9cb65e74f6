"""The exam of ps3: its references against nudging and torch, its draws, its texts, and loans of earlier functions."""

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.loans import Call, Lender
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps3.exam import (
    PS3,
    hidden_delta,
    layer_gradients,
    output_delta,
    pre_activations,
    sigmoid,
    sigmoid_prime,
)
from autograd_lab.exams.ps5.exam import PS5
from autograd_lab.exams.question import Variant
from autograd_lab.exams.table import ask
from tests.exams.derivatives import agree, nudged, torch_network
from tests.exams.many import seeds

HEAD = "import numpy as np\n"
OWN_SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"


def network(rng):
    """A batch, a 3-4-2 network and its targets."""
    X, Y = rng.normal(size=(5, 3)), rng.uniform(size=(5, 2))
    return X, Y, [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [rng.normal(size=4), rng.normal(size=2)]


def loss(X, Y, Ws, bs):
    a = X
    for W, b in zip(Ws, bs, strict=True):
        a = sigmoid(a @ W + b)
    return np.mean(np.sum((a - Y) ** 2, axis=1))


def gradients(X, Y, Ws, bs):
    """Of the two-layer network, by the references alone."""
    z1 = X @ Ws[0] + bs[0]
    a1 = sigmoid(z1)
    z2 = a1 @ Ws[1] + bs[1]
    delta2 = output_delta(z2, Y)
    delta1 = hidden_delta(z1, delta2, Ws[1])
    (dW1, db1), (dW2, db2) = layer_gradients(X, delta1), layer_gradients(a1, delta2)
    return [dW1, dW2], [db1, db2]


@pytest.mark.slow
@seeds(20)
def test_the_references_together_give_the_gradient_that_nudging_shows(seeds):
    for seed in seeds:
        agrees_with_nudging(seed)


def agrees_with_nudging(seed):
    X, Y, Ws, bs = network(np.random.default_rng(seed))
    dWs, dbs = gradients(X, Y, Ws, bs)
    slopes = [nudged(lambda: loss(X, Y, Ws, bs), parameter) for parameter in (*Ws, *bs)]
    assert agree([*dWs, *dbs], slopes, 1e-6)


def against_torch(seeds):
    for seed in seeds:
        X, Y, Ws, bs = network(np.random.default_rng(seed))
        dWs, dbs = gradients(X, Y, Ws, bs)
        assert agree([*dWs, *dbs], torch_network(X, Y, Ws, bs)[1], 1e-12)


@pytest.mark.slow
def test_the_references_together_give_the_gradient_of_torch():
    against_torch(range(20))


@pytest.mark.full
def test_the_references_together_give_the_gradient_of_torch_on_a_thousand_seeds():
    against_torch(range(1000))


def test_the_slope_is_the_derivative_of_the_sigmoid_also_where_it_is_saturated():
    z = np.linspace(-14, 14, 29)
    h = 1e-4
    nudged = (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)
    np.testing.assert_allclose(sigmoid_prime(z), nudged, rtol=1e-7, atol=1e-12)


@pytest.mark.slow
def test_draws_are_square_flat_saturated_and_never_at_one_half():
    rng = np.random.default_rng(0)
    draws = [PS3.question("hidden_delta").draw(rng) for _ in range(300)]
    shapes = [draw["W_next"].shape for draw in draws]
    rows = np.array([len(draw["z"]) for draw in draws])
    assert 0.05 < np.mean(rows == 1) < 0.25
    assert 0.3 < np.mean([n == m for n, m in shapes]) < 0.6
    assert not (rows == 2).any()
    z = np.concatenate([draw["z"].ravel() for draw in draws])
    assert np.abs(z).max() <= 15
    assert np.mean(np.abs(z) > 6) > 0.1
    assert not (sigmoid(z) == 0.5).any()
    assert {int(np.log10(np.abs(draw["delta_next"]).max()) // 1) for draw in draws} >= {-6, 0, 3}


def space(*sources):
    """The functions in a notebook with these cells."""
    names = {}
    exec(HEAD + "\n".join(sources), names)
    return names


WRONG_SLOPE = "def sigmoid_prime(z):\n    a = sigmoid(z)\n    return a * (1 + a)\n"
HIDDEN = "def hidden_delta(z, delta_next, W_next):\n    return delta_next @ W_next.T * sigmoid_prime(z)\n"


@pytest.mark.slow
def test_a_mistake_in_an_earlier_function_costs_once():
    names = space(OWN_SIGMOID, WRONG_SLOPE, HIDDEN)
    own = names["sigmoid_prime"]
    assert not check.ps3(own).passed
    assert check.ps3(names["hidden_delta"]).passed
    assert names["sigmoid_prime"] is own  # given back


@pytest.mark.slow
def test_a_wrong_call_of_a_right_function_is_still_seen():
    at_a = "def hidden_delta(z, delta_next, W_next):\n    return delta_next @ W_next.T * sigmoid_prime(sigmoid(z))\n"
    right = "def sigmoid_prime(z):\n    a = sigmoid(z)\n    return a * (1 - a)\n"
    (finding,) = check.ps3(space(OWN_SIGMOID, right, at_a)["hidden_delta"]).result.findings
    assert finding.mistake == "slope-at-a"


@pytest.mark.slow
def test_an_earlier_function_that_is_missing_stays_missing():
    report = check.ps3(space(OWN_SIGMOID, HIDDEN)["hidden_delta"])
    assert "name 'sigmoid_prime' is not defined" in report.message


def plan_that_lends(step, **lent):
    """A plan of one step that lends functions: for each its answer, to a call with the number or array given."""
    calls = [Call(name, reference, [argument]) for name, (reference, argument) in lent.items()]
    lender = Lender(calls)
    return {"seconds": 1.0, "steps": [{**step, "lend": lender.arguments_by_function}], "lender": lender}


def test_a_grader_lends_what_is_missing_too_since_a_cell_that_stops_should_cost_once():
    names = space(OWN_SIGMOID, HIDDEN)
    step = {"do": "call", "function": "hidden_delta", "args": [np.zeros((1, 1))] * 2 + [np.ones((1, 1))]}
    plan = plan_that_lends(step, sigmoid_prime=(lambda z: z + 1, np.zeros((1, 1))))
    (alone,) = run_plan(plan, names)["steps"]
    (lent,) = run_plan({**plan, "lend_absent": True}, names)["steps"]
    assert (alone["status"], lent["status"]) == ("raised", "ok")
    assert "sigmoid_prime" not in names  # taken back


def test_of_a_missing_function_too_only_the_calls_of_the_draw_are_lent():
    names = space("def f(x):\n    return g(x + 1)\n")
    plan = plan_that_lends({"do": "call", "function": "f", "args": [np.zeros(2)]}, g=(lambda x: x, np.zeros(2)))
    (record,) = run_plan({**plan, "lend_absent": True}, names)["steps"]
    assert record["error"]["message"] == "name 'g' is not defined"


@pytest.mark.slow
def test_a_missing_function_is_lent_to_calls_with_keywords_too():
    """A `def sigmoid(z)` that stopped is called as its contract names its argument; other names are none of it."""
    question, seen = PS3.question("output_delta"), []
    for argument in ("z", "x"):
        names = space(
            f"def output_delta(z, y):\n    a = sigmoid({argument}=z)\n    return 2 / len(z) * (a - y) * a * (1 - a)\n"
        )
        seen.append(question.examine(lambda plan, names=names: run_plan({**plan, "lend_absent": True}, names), 1))
    assert [result.passed for result in seen] == [True, False]
    assert "name 'sigmoid' is not defined" in seen[1].message


def test_a_wrapper_that_takes_any_keyword_is_lent_to_as_what_it_wraps():
    timed = "def timed(f):\n    return lambda *args, **kwargs: f(*args, **kwargs)\n"
    body = HIDDEN.replace("sigmoid_prime(z)", "sigmoid_prime(z=z)")
    names = space(OWN_SIGMOID, WRONG_SLOPE, timed, "sigmoid_prime = timed(sigmoid_prime)\n", body)
    assert check.ps3(names["hidden_delta"]).passed


@pytest.mark.slow
def test_a_keyword_that_the_students_own_function_does_not_know_is_still_an_error():
    names = space(OWN_SIGMOID, WRONG_SLOPE, HIDDEN.replace("sigmoid_prime(z)", "sigmoid_prime(t=z)"))
    assert "unexpected keyword argument 't'" in check.ps3(names["hidden_delta"]).message


@pytest.mark.parametrize("exam", [PS3, PS5], ids=["ps3", "ps5"])
def test_what_is_lent_names_its_arguments_as_its_contract_does(exam):
    lent = {}
    for question in exam.questions:
        for step in question.plan(question.draw(np.random.default_rng(0)))["steps"]:
            lent |= step.get("lend", {})
    assert lent
    assert {f"{name}({', '.join(names)})" for name, names in lent.items()} == {exam.question(n).signature for n in lent}


@pytest.mark.slow
def test_what_is_lent_is_given_back_when_the_function_raises():
    names = space(OWN_SIGMOID, WRONG_SLOPE, "def output_delta(z, y):\n    return sigmoid_prime(z) * undefined\n")
    own = names["sigmoid_prime"]
    assert "NameError" in check.ps3(names["output_delta"]).message
    assert names["sigmoid_prime"] is own


def test_a_loan_answers_its_call_and_nothing_else():
    z = np.array([1.0, 2.0])
    names = space(
        "def g(x):\n    return -x\n", "def f(x):\n    return np.stack([g(x), g(x=x), g(x + 1), g(x=x + 1)])\n"
    )
    plan = plan_that_lends({"do": "call", "function": "f", "args": [z]}, g=(lambda x: 0 * x, z))
    (record,) = run_plan(plan, names)["steps"]
    np.testing.assert_array_equal(record["value"]["array"], [[0, 0], [0, 0], [-2, -3], [-2, -3]])


def report(name, body):
    question = PS3.question(name)
    return check.ps3(space(OWN_SIGMOID, f"def {question.signature}:\n    {body}\n")[name], seed=5)


A = "a = sigmoid(z); "


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "says"),
    [
        ("sigmoid", "return 1 / 1 + np.exp(-z)", "precedence", "Python divides first"),
        ("sigmoid", "return -1 / (1 + np.exp(-z))", "sign", "A sigmoid lies between 0 and 1"),
        ("sigmoid_prime", A + "return sigmoid(a) * (1 - sigmoid(a))", "slope-at-a", "between 0.196 and 0.25"),
        ("sigmoid_prime", A + "return a * (a - 1)", "sign", "its slope is positive"),
        ("output_delta", A + "return 2 / len(z) * (a - y)", "slope-missing", "it is ∂L/∂a, not ∂L/∂z"),
        ("output_delta", A + "return (y - a) * 2 / len(z) * (a - y) * a * (1 - a)", "residual-squared", "one sign"),
        ("output_delta", A + "return 2 * (a - y) * a * (1 - a) / z.size", "averaged-over-outputs", "number of outputs"),
        ("output_delta", A + "return (a - y) / len(z)", "cross-entropy-delta", "belongs to cross-entropy"),
        ("output_delta", A + "return 2 / len(z) * (a - y) * a * 1 - a", "unbracketed", "with the brackets"),
        ("output_delta", A + "return 2 / len(z) * (a - y) * y * (1 - y)", "slope-of-target", "from the target"),
        ("sigmoid_prime", A + "return a * 1 - a", "all-zero", "Without them a * 1 - a is a − a"),
        ("hidden_delta", A + "return delta_next @ W_next.T * a * 1 - a", "unbracketed", "with the brackets"),
        ("hidden_delta", A + "return delta_next @ W_next.T", "slope-missing", "misses the factor"),
        ("hidden_delta", A + "return delta_next @ W_next * a * (1 - a)", "transpose", "row 0 of W_next, or column 0"),
        ("hidden_delta", A + "return delta_next @ W_next.T * a * (1 - a) / len(z)", "averaged-twice", "inside the δ"),
        ("layer_gradients", "return a_prev.T @ delta, delta.mean(axis=0)", "averaged-twice", "What should db do?"),
        ("layer_gradients", "return delta.T @ a_prev, delta.sum(axis=0)", "transpose", "W is (n_in, n_out)"),
        ("layer_gradients", "return a_prev.T @ delta, delta.sum(axis=0, keepdims=True)", "row-kept", "keepdims"),
    ],
)  # fmt: skip
def test_the_text_fits_the_function(name, body, mistake, says):
    verdict = report(name, body)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    assert says in repr(verdict) + verdict.cure()


@pytest.mark.slow
def test_a_factor_on_top_of_a_mistake_is_told_and_the_mistake_named():
    verdict = report("hidden_delta", A + "return -2 * (delta_next @ W_next.T) * a * (1 + a)")
    assert verdict.result.findings[0].mistake == ""  # three at once: not told apart
    verdict = report("hidden_delta", A + "return -(delta_next @ W_next.T) * a * (1 + a)")
    (finding,) = verdict.result.findings
    assert finding.mistake == "slope-plus"
    assert finding.line.endswith("; besides: sign flipped")
    assert finding.evidence.startswith("Two things at once. Leaving a constant factor out of account: ")


@pytest.mark.slow
def test_parts_earn_their_points_apart():
    result = report("layer_gradients", "return a_prev.T @ delta, delta.mean(axis=0)").result
    assert [(part.name, part.points) for part in result.parts] == [("dW", 3), ("db", 0)]
    assert PS3.total == 20


@pytest.mark.slow
def test_what_no_mistake_explains_is_told_by_what_is_seen():
    def odd_multiple(z, delta_next, W_next):
        right = hidden_delta(z, delta_next, W_next)
        return 1.37 * right + 0.1 * np.cos(np.arange(right.size)).reshape(right.shape) * right

    (finding,) = ask(PS3.question("hidden_delta"), Variant("odd", odd_multiple), 0).findings
    assert finding.mistake == ""
    assert "entries differ; the first: entry" in finding.line


@pytest.mark.slow
def test_no_draw_is_saturated_at_its_targets_everywhere():
    """Then every digit of a − y is lost, and an answer that is multiplied out would be refused (seed 609 once)."""
    question, rng = PS3.question("output_delta"), np.random.default_rng(0)
    for _ in range(5000):
        inputs = question.draw(rng)
        exact = np.isin(inputs["y"], (0.0, 1.0)).all()
        assert not exact or np.min(np.abs(inputs["z"])) <= 5.0


def nudging(kind, h):
    """The three derivatives of ps3 without their formulas: `kind` is central or one-sided, `h` the step."""

    def slopes(f, z):
        """Of f, which is a number, in each entry of z."""
        found = np.zeros_like(z)
        for index in np.ndindex(*z.shape):
            up, down = z.copy(), z.copy()
            up[index] += h
            down[index] -= h if kind == "central" else 0.0
            found[index] = (f(up) - f(down)) / (2 * h if kind == "central" else h)
        return found

    return {
        "sigmoid_prime": lambda z: (
            (sigmoid(z + h) - sigmoid(z - h)) / (2 * h) if kind == "central" else (sigmoid(z + h) - sigmoid(z)) / h
        ),
        "output_delta": lambda z, y: slopes(lambda z: np.sum((sigmoid(z) - y) ** 2) / len(y), z),
        "hidden_delta": lambda z, delta_next, W_next: slopes(lambda z: np.sum(delta_next * (sigmoid(z) @ W_next)), z),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sigmoid_prime", "output_delta", "hidden_delta"])
@pytest.mark.parametrize(("kind", "h", "holds"), [("central", 1e-5, True), ("one-sided", 1e-6, False)])
@seeds(20)
def test_an_answer_near_the_tolerance_is_in_or_out_whatever_the_seed(name, kind, h, holds, seeds):
    """Nudging as the course does it is good to eight digits, unless a draw takes them away."""
    question, nudged = PS3.question(name), nudging(kind, h)[name]
    assert [seed for seed in seeds if all_hold(question, nudged, seed) is not holds] == []


def all_hold(question, function, seed):
    """Whether a function is right on eight draws, without a look at what may be wrong with it."""
    rng = np.random.default_rng(seed)
    cases = [question.draw(rng) for _ in range(question.cases)]
    outcomes = [run_plan(question.plan(inputs), {question.name: function}) for inputs in cases]
    return all(question.judge(*pair).seen[0].holds for pair in zip(cases, outcomes, strict=True))


@pytest.mark.slow
def test_at_most_all_z_but_two_are_saturated():
    rng = np.random.default_rng(0)
    draws = [np.abs(pre_activations(rng, (3, 4))) for _ in range(300)]
    saturated = np.array([np.sum(z > 5) for z in draws])
    assert saturated.max() == 10
    assert 0.05 < np.mean(saturated == 10) < 0.2
