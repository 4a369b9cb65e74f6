"""What is said fits the answer that came: one wrong answer for each class of mistake, on draws of its question."""

import numpy as np
import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps2 import slips
from autograd_lab.exams.ps2.edits import every
from autograd_lab.exams.ps2.engines import engine, sweep_with
from autograd_lab.exams.registry import exam_of
from autograd_lab.mistakes import MISTAKES

PROBLEM_SETS = ("ps1", "ps2", "ps3", "ps4", "ps5")
QUESTIONS = {question.name: question for exam in PROBLEM_SETS for question in exam_of(exam).questions}
TEXTS = ("line", "evidence", "contradiction", "question", "cure")


def findings(name, function, seed=1):
    question = QUESTIONS[name]
    return question.examine(
        lambda plan: run_plan({**plan, "clock": "processor"}, {question.subject: function}), seed
    ).findings


def sentences(found):
    return " ".join(getattr(finding, name) for finding in found for name in TEXTS)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layers(X, Ws, bs):
    zs, activations = [], [X]
    for W, b in zip(Ws, bs, strict=True):
        zs.append(activations[-1] @ W + b)
        activations.append(sigmoid(zs[-1]))
    return zs, activations


# --- a class whose operation gives no Scalar ---


def without_wrapping(method, made):
    class Scalar(engine()):
        pass

    setattr(Scalar, method, made)
    return Scalar


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "made", "sentence"),
    [
        ("__neg__", lambda self: -self.data, "`-x` gives a plain float and not a Scalar"),
        ("__mul__", lambda self, other: self.data * getattr(other, "data", other), "`x * y` gives a plain float"),
        ("relu", lambda self: np.maximum(self.data, 0), "`x.relu()` gives a plain float64"),
        ("tanh", lambda self: None, "`x.tanh()` gives None and not a Scalar"),
    ],
)
def test_an_operation_that_gives_a_plain_number_is_named(method, made, sentence):
    text = sentences(findings("arithmetic", without_wrapping(method, made)))
    assert sentence in text
    assert "beside a Scalar" not in text  # its operands are wrapped


@pytest.mark.slow
def test_a_cure_of_arithmetic_speaks_of_no_other_operation():
    text = sentences(findings("arithmetic", engine(forward={"sub": lambda x, y: y - x})))
    assert "sub gives y − x" in text
    assert not any(word in text for word in ("exp", "tanh", "relu"))


# --- an order, links and waiting ---


@pytest.mark.slow
def test_nodes_told_apart_by_value_are_not_said_to_keep_no_operands():
    (found,) = findings("rules", engine(sweep=sweep_with(order=slips.by_value(1))))
    assert found.parts == ("relu",)
    assert "remember nodes" in found.cure
    assert "note down" not in sentences([found])


@pytest.mark.slow
def test_a_lost_link_beside_a_number_is_among_what_is_said():
    nothing = every(lambda ops, out, slopes: tuple(0.0 for _ in slopes), "add")
    assert findings("rules", nothing)  # one operation alone has a name of its own
    assert "a plain number" in MISTAKES["nothing-handed-on"].evidence
    assert "keep its operands" in MISTAKES["nothing-handed-on"].cure


# --- steps ---


@pytest.mark.slow
@pytest.mark.parametrize("times", [2, 7, 100])
def test_a_step_taken_several_times_is_counted(times):
    found = findings("gradient_step", lambda w, b, dw, db, lr: (w - times * lr * dw, b - times * lr * db))
    text = sentences(found)
    assert f"the step lr · dw is taken {times} times" in text or (times == 2 and "2" in text)
    assert "which does not belong there" not in text


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.1, 0.02])
def test_a_rate_that_does_not_depend_on_lr_is_told_with_its_number(rate):
    found = findings("gradient_step", lambda w, b, dw, db, lr: (w - rate * dw, b - rate * db))
    assert [finding.mistake for finding in found] == ["found-own-rate"]
    assert f"the step has the rate {rate}" in found[0].line
    assert "whatever lr is" in found[0].line


@pytest.mark.slow
def test_a_step_in_place_of_its_gradient_is_told():
    right = QUESTIONS["mse_gradients"].reference

    def after_a_step(X, y, w, b):
        dw, db = right(X, y, w, b)
        return w - 0.05 * dw, b - 0.05 * db

    dw, db = findings("mse_gradients", after_a_step)
    assert dw.line.startswith("dw: what comes back is w − 0.05 times its gradient")
    assert db.line.startswith("db: what comes back is b − 0.05 times its gradient")


# --- brackets, turned answers, one truth ---


@pytest.mark.slow
def test_an_answer_for_examples_in_columns_is_right_but_turned():
    def hidden_delta_with_a_slip(z, delta_next, W_next):
        return (W_next @ delta_next.T) * (sigmoid(z) * (1 - sigmoid(z))).T

    (found,) = findings("hidden_delta", hidden_delta_with_a_slip)
    assert "the right numbers, turned" in found.line
    assert "examples are rows here" in found.cure
    assert "W_next" not in sentences([found])


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
def test_brackets_missing_around_the_residual_are_told_in_its_letters(before):
    def output(z, y):
        a = sigmoid(z)
        if before:
            return 2 / len(z) * a - y * a * (1 - a)
        return a - y * a * (1 - a) * 2 / len(z)

    (found,) = findings("output_delta", output)
    assert found.line == "delta: the brackets around a − y are missing"


def by_sign(z):
    return np.exp(z) / (1 + np.exp(z)) if z < 0 else sigmoid(z)


@pytest.mark.slow
def test_an_if_on_an_array_is_met_with_np_where():
    (found,) = findings("sigmoid", by_sign)
    assert found.mistake == "if-on-array"
    assert "np.where" in found.cure
    assert "a.any()" not in sentences([found])


# --- lists ---


@pytest.mark.slow
def test_a_z_without_its_bias_is_told():
    def forward(X, Ws, bs):
        activations = layers(X, Ws, bs)[1]
        return [a @ W for a, W in zip(activations[:-1], Ws, strict=True)], activations

    (found,) = findings("forward", forward)
    assert "z before b is added" in found.line


@pytest.mark.slow
def test_a_z_of_the_wrong_sign_is_not_told_of_a_residual():
    def forward(X, Ws, bs):
        zs, activations = layers(X, Ws, bs)
        return [-z for z in zs], activations

    (found,) = findings("forward", forward)
    assert found.line == "zs holds −z"
    assert "residual" not in sentences([found])


@pytest.mark.slow
def test_a_loop_that_ends_after_one_layer_is_told():
    def forward(X, Ws, bs):
        z = X @ Ws[0] + bs[0]
        return [z], [X, sigmoid(z)]

    text = sentences(findings("forward", forward, seed=0))
    assert "Only the first one is there, and right" in text
    assert "return after the loop" in text


def two_layers(Y, Ws, zs, activations):
    return [Ws[0], Ws[1]], [Ws[0][0], Ws[1][0]]


@pytest.mark.slow
def test_a_list_that_is_shorter_than_the_code_expects_is_met_with_a_loop():
    found = next(f for f in (findings("backward", two_layers, seed)[0] for seed in range(9)) if "IndexError" in f.line)
    assert "loop over range(len(Ws))" in found.line


@pytest.mark.parametrize(
    ("name", "changed", "array"),
    [("mse", lambda y_hat, y: float(np.mean(np.square(np.subtract(y_hat, y, out=y_hat)))), "y_hat")],
)
def test_a_cure_for_a_changed_input_names_an_array_of_the_question(name, changed, array):
    (found,) = findings(name, changed)
    assert found.mistake == "inputs-changed"
    assert array in found.cure


@pytest.mark.parametrize("name", ["backward", "forward"])
def test_a_network_changed_in_place_is_told_in_its_own_letters(name):
    reference = QUESTIONS[name].reference

    def change_input(*args):
        answer = reference(*args)
        args[1][0][...] -= 1.0
        return answer

    (found,) = findings(name, change_input)
    assert found.mistake == "inputs-changed"
    assert "y_hat" not in sentences([found])
    assert "r = a" not in found.cure


# --- verdicts ---


def test_a_key_that_is_no_claim_is_named_with_the_claim_that_is_meant():
    question = exam_of("ps5").question("verdicts_words")
    answers = {claim.id: claim.answer for group in question.groups for claim in group}
    misspelt = {**answers, "W9": None, "w9": "a"}
    absent = {name: verdict for name, verdict in misspelt.items() if name != "W9"}
    for verdicts in (misspelt, absent):
        (found,) = findings("verdicts_words", lambda verdicts=verdicts: verdicts)
        assert "There is an unknown key 'w9': did you mean 'W9'?" in found.line
        assert "Replace None" not in found.cure
    (found,) = findings("verdicts_words", lambda: {**answers, "W9": None})
    assert "unknown" not in found.line
