"""The exam of ps1 catches every wrong variant, accepts every right one, and names mistakes only when it can."""

import json
import zlib
from functools import partial

import numpy as np
import pytest

from autograd_lab import Value, check
from autograd_lab.exams.plans import decode, encode, run_plan
from autograd_lab.exams.ps1.exam import PS1, gradient_step, mse, mse_gradients, predict
from autograd_lab.exams.table import ask, naming
from tests.exams.many import seeds

questions = pytest.mark.parametrize("question", PS1.questions, ids=lambda q: q.name)


@pytest.mark.slow
@pytest.mark.parametrize(
    "mistake", ["sign", "factor-two-missing", "factor-two-doubled", "mean-missing", "averaged-twice", "not-summed"]
)
def test_structural_evidence_names_a_mistake_without_its_variant(mistake):
    question = PS1.question("mse_gradients")
    variant = next(v for v in question.wrong if v.mistake == mistake)
    for seed in range(20):
        assert naming(ask(question.without(variant), variant, seed), mistake) == (True, False)


def test_the_banks_are_as_large_as_promised():
    gradients = PS1.question("mse_gradients")
    assert len({v.mistake for v in gradients.wrong}) >= 20
    assert len(gradients.right) >= 10
    assert all(len(q.wrong) >= 12 and len(q.right) >= 5 for q in PS1.questions)
    assert PS1.total == 16


@pytest.mark.parametrize("question", PS1.questions[:3], ids=lambda q: q.name)
def test_sizes_differ_and_are_sometimes_square_and_sometimes_one_row(question):
    rng = np.random.default_rng(0)
    draws = [question.draw(rng) for _ in range(300)]
    rows = np.array([len(draw["X"] if "X" in draw else draw["y"]) for draw in draws])
    assert 0.05 < np.mean(rows == 1) < 0.3
    assert not (rows == 2).any()
    if "X" in draws[0]:
        columns = np.array([draw["X"].shape[1] for draw in draws])
        assert 0.1 < np.mean(rows == columns) < 0.5
        assert np.mean(rows > columns) > 0.4


@seeds(50)
def test_the_reference_gradient_agrees_with_nudging(seeds):
    for seed in seeds:
        agrees_with_nudging(seed)


def agrees_with_nudging(seed):
    inputs = PS1.question("mse_gradients").draw(np.random.default_rng(seed))
    X, y, w, b = inputs.values()

    def loss(w, b):
        return mse(predict(X, w, b), y)

    dw, db = mse_gradients(X, y, w, b)
    h = 1e-5
    nudged = [(loss(w + h * e, b) - loss(w - h * e, b)) / (2 * h) for e in np.eye(len(w))]
    nudged_b = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    scale = max(np.max(np.abs(nudged)), abs(nudged_b))
    assert np.max(np.abs(dw - nudged)) <= 1e-6 * scale
    assert abs(db - nudged_b) <= 1e-6 * scale


@pytest.mark.slow
def test_no_draw_has_a_gradient_that_is_0_by_chance():
    """Next to a db that nearly cancels, what nudging by 1e-6 loses is more than the tolerance."""
    question, rng = PS1.question("mse_gradients"), np.random.default_rng(0)
    for _ in range(2000):
        X, y, w, b = question.draw(rng).values()
        _, db = mse_gradients(X, y, w, b)
        h = 1e-6
        nudged = (mse(predict(X, w, b + h), y) - mse(predict(X, w, b - h), y)) / (2 * h)
        assert abs(nudged - db) <= 1e-7 * abs(db)


@pytest.mark.slow
@seeds(20)
def test_the_references_agree_with_torch(seeds):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in seeds:
        X, y, w, b = PS1.question("mse_gradients").draw(np.random.default_rng(seed)).values()
        ours = [mse(predict(X, w, b), y), *mse_gradients(X, y, w, b)]
        tw, tb = torch.tensor(w, requires_grad=True), torch.tensor(b, dtype=torch.float64, requires_grad=True)
        loss = torch.nn.functional.mse_loss(torch.tensor(X) @ tw + tb, torch.tensor(y))
        loss.backward()
        scale = max(np.max(np.abs(ours[1])), abs(ours[2]))
        assert ours[0] == pytest.approx(loss.item(), rel=1e-12)
        assert np.max(np.abs(ours[1] - tw.grad.numpy())) <= 1e-9 * scale
        assert abs(ours[2] - tb.grad.item()) <= 1e-9 * scale
        moved, moved_b = gradient_step(w, b, ours[1], ours[2], 0.1)
        optimiser = torch.optim.SGD([tw, tb], lr=0.1)
        optimiser.step()
        np.testing.assert_allclose(moved, tw.detach().numpy(), rtol=1e-9, atol=1e-12)
        assert moved_b == pytest.approx(tb.item(), rel=1e-9, abs=1e-12)


def test_the_gradients_agree_with_the_scalar_engine():
    X, y, w, b = PS1.question("mse_gradients").draw(np.random.default_rng(3)).values()
    ws, bias = [Value(float(x)) for x in w], Value(b)
    loss = Value(0.0)
    for row, target in zip(X, y, strict=True):
        z = bias
        for weight, x in zip(ws, row, strict=True):
            z = z + weight * float(x)
        loss = loss + (z - float(target)) ** 2
    loss = loss * (1 / len(y))
    loss.backward()
    dw, db = mse_gradients(X, y, w, b)
    np.testing.assert_allclose(dw, [weight.grad for weight in ws], rtol=1e-12)
    assert db == pytest.approx(bias.grad, rel=1e-12)


@pytest.mark.slow
def test_parts_earn_their_points_apart():
    def half_right(X, y, w, b):
        dw, db = mse_gradients(X, y, w, b)
        return dw, -db

    result = PS1.question("mse_gradients").examine(partial(_run, "mse_gradients", half_right), 0)
    assert [(part.name, part.points, part.maximum) for part in result.parts] == [("dw", 4, 4), ("db", 0, 3)]
    assert [(finding.parts, finding.mistake) for finding in result.findings] == [(("db",), "sign")]


@pytest.mark.slow
def test_two_mistakes_are_named_apart():
    def two(X, y, w, b):
        dw, db = mse_gradients(X, y, w, b)
        return -dw, db * len(y)

    result = PS1.question("mse_gradients").examine(partial(_run, "mse_gradients", two), 0)
    assert [(f.parts, f.mistake) for f in result.findings] == [(("dw",), "sign"), (("db",), "mean-missing")]


@pytest.mark.slow
def test_an_unknown_mistake_is_described_and_not_named():
    def odd(X, y, w, b):
        dw, db = mse_gradients(X, y, w, b)
        return 1.37 * dw + 0.2 * np.cos(np.arange(len(dw)) * dw), db

    (finding,) = PS1.question("mse_gradients").examine(partial(_run, "mse_gradients", odd), 0).findings
    assert finding.mistake == ""
    assert "entries differ" in finding.seen


@pytest.mark.slow
def test_a_factor_that_nothing_explains_is_told_as_it_is():
    def odd(X, y, w, b):
        dw, db = mse_gradients(X, y, w, b)
        return 1.37 * dw, db

    (finding,) = PS1.question("mse_gradients").examine(partial(_run, "mse_gradients", odd), 0).findings
    assert finding.mistake == "found-factor"
    assert "every entry is 1.37 times what it should be" in finding.line


def test_a_wrong_answer_on_one_row_alone_is_found():
    def fails_on_one_row(X, w, b):
        return (X @ w + b).squeeze()

    result = PS1.question("predict").examine(partial(_run, "predict", fails_on_one_row), 5)
    assert not result.passed
    assert "shape ()" in result.findings[0].line


@questions
def test_the_same_seed_asks_the_same_and_another_asks_differently(question):
    seen = []

    def runner(plan):
        seen.append(encode(plan))
        return run_plan(plan, {question.name: question.reference})

    question.examine(runner, 1)
    question.examine(runner, 1)
    question.examine(runner, 2)
    third = len(seen) // 3
    assert seen[:third] == seen[third : 2 * third] != seen[2 * third :]


def test_a_plan_holds_the_inputs_and_nothing_of_the_answer():
    question = PS1.question("mse_gradients")
    inputs = question.draw(np.random.default_rng(zlib.crc32(b"any")))
    plan = question.plan(inputs)
    assert plan.keys() == {"seconds", "steps"}
    assert plan["steps"][0].keys() == {"do", "function", "args"}
    assert all(a is b for a, b in zip(plan["steps"][0]["args"], inputs.values(), strict=True))


@pytest.mark.slow
def test_an_exam_is_graded_through_any_runner_and_its_result_is_json():
    functions = {q.name: q.reference for q in PS1.questions} | {"mse": lambda y_hat, y: np.sum((y_hat - y) ** 2)}
    result = PS1.grade(lambda plan: decode(encode(run_plan(decode(encode(plan)), functions))), seed=4)
    data = json.loads(json.dumps(result.as_dict()))
    assert (data["points"], data["maximum"]) == (13, 16)
    assert {q["name"]: q["passed"] for q in data["questions"]} == {
        "predict": True,
        "mse": False,
        "mse_gradients": True,
        "gradient_step": True,
    }
    assert data["questions"][1]["findings"][0]["mistake"] == "mean-missing"
    assert PS1.grade(lambda plan: {}, seed=0, only=[]).questions == ()


def test_an_unknown_question_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="predict, mse, mse_gradients, gradient_step"):
        PS1.question("forward")


@pytest.mark.parametrize(("reason", "sentence"), [("crash", "ended the whole Python process"), ("timeout", "in time")])
def test_a_plan_that_never_came_back_stops_the_question(reason, sentence):
    asked = []

    def runner(plan):
        asked.append(plan)
        return {"steps": [], "lost": reason}

    result = PS1.question("mse").examine(runner, 0)
    assert len(asked) == 1
    assert result.points == 0
    assert sentence in result.message


def _run(name, function, plan):
    return run_plan(plan, {name: function})


def by_nudging(X, y, w, b, step=1e-5):
    """The gradients as the notebook's own test cell finds them: each parameter is moved to both sides."""

    def slope(move):
        return (move(step) - move(-step)) / (2 * step)

    dw = [slope(lambda h, e=e: mse(predict(X, w + h * e, b), y)) for e in np.eye(len(w))]
    return np.array(dw), slope(lambda h: mse(predict(X, w, b + h), y))


@pytest.mark.slow
@pytest.mark.parametrize("step", [1e-3, 1e-4, 1e-5, 1e-6])
def test_slopes_from_nudging_to_both_sides_count_in_full_and_are_told_as_what_they_are(step):
    for seed in range(5):
        report = check.ps1(partial_named(by_nudging, step=step), seed=seed)
        assert report.passed
        assert "as slopes from nudging or rounded ones do. It counts in full" in repr(report)
        assert "as slopes from nudging or rounded ones do" in report._repr_html_()


def test_rounded_slopes_are_not_told_that_they_nudge():
    def mse_gradients(X, y, w, b):
        residual = predict(X, w, b) - y
        return np.round(2 * X.T @ residual / len(y), 9), round(2 * residual.mean(), 9)

    told = repr(check.ps1(mse_gradients, seed=0))
    assert "as slopes from nudging or rounded ones do. It counts in full. If you nudge: " in told


def partial_named(function, **kwargs):
    """The function with these arguments, under the name that the check asks about."""
    mse_gradients = partial(function, **kwargs)
    mse_gradients.__name__ = "mse_gradients"
    return mse_gradients


@pytest.mark.slow
def test_a_formula_however_it_is_written_is_not_taken_for_nudging():
    question = PS1.question("mse_gradients")
    for variant in question.right:
        assert [ask(question, variant, seed).nudged for seed in range(10)] == [0] * 10, variant.name
