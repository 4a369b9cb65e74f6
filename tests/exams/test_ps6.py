"""The exam of ps6 in its first edition: steps against torch and worked ones, clipping to the letter; and the training
that both editions ask for, judged by its work.
"""

import random
import re
from dataclasses import replace
from itertools import count
from math import comb

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.data import moons
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps6.edition_1.clipping import clip_by_global_norm
from autograd_lab.exams.ps6.edition_1.exam import PS6
from autograd_lab.exams.ps6.edition_1.steps import adam_step, momentum_step, rmsprop_step
from autograd_lab.exams.ps6.train_variants import right as train_right
from autograd_lab.exams.ps6.training import GOAL, ROWS, accuracy, train
from autograd_lab.exams.table import ask

MOMENTUM, RMSPROP, ADAM, CLIP, TRAIN = PS6.questions
STEPS = [MOMENTUM, RMSPROP, ADAM]
steps = pytest.mark.parametrize("question", STEPS, ids=lambda q: q.name)


def named(name, function):
    """`function` under the name that chooses the question."""

    def wrapper(*args):
        return function(*args)

    wrapper.__name__ = name
    return wrapper


def draws(question, count):
    rng = np.random.default_rng(11)
    return [question.draw(rng) for _ in range(count)]


# --- references ---


def optimisers(torch):
    """torch's optimiser for each step, and the state to begin with."""
    return {
        "momentum_step": lambda p, i: torch.optim.SGD([p], lr=i["lr"], momentum=i["beta"]),
        "rmsprop_step": lambda p, i: torch.optim.RMSprop([p], lr=i["lr"], alpha=i["rho"], eps=i["eps"]),
        "adam_step": lambda p, i: torch.optim.Adam([p], lr=i["lr"], betas=(i["beta1"], i["beta2"]), eps=i["eps"]),
    }


def state_for(torch, question, inputs):
    """The state of a draw, by torch's names."""
    names = {"momentum_step": {"v": "momentum_buffer"}, "rmsprop_step": {"s": "square_avg"}}
    names["adam_step"] = {"m": "exp_avg", "v": "exp_avg_sq"}
    state = {theirs: torch.tensor(inputs[ours]) for ours, theirs in names[question.name].items()}
    return state | ({} if question is MOMENTUM else {"step": torch.tensor(float(inputs.get("t", 1) - 1))})


def against_torch(question, count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for inputs in draws(question, count):
        p = torch.tensor(inputs["w"], requires_grad=True)
        optimiser = optimisers(torch)[question.name](p, inputs)
        optimiser.state[p] = state_for(torch, question, inputs)
        for g in inputs["g"]:
            p.grad = torch.tensor(g)
            optimiser.step()
        states = {"momentum_buffer", "square_avg", "exp_avg", "exp_avg_sq"}
        theirs = [p.detach(), *(value for name, value in optimiser.state[p].items() if name in states)]
        for ours, their in zip(question.reference(*inputs.values()), theirs, strict=True):
            np.testing.assert_allclose(ours, their.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.slow
@steps
def test_steps_are_those_of_torch(question):
    against_torch(question, 30)


@pytest.mark.full
@steps
def test_steps_are_those_of_torch_on_a_thousand_draws(question):
    against_torch(question, 1000)


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_clipping_is_that_of_torch_but_for_its_1e_minus_6(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for inputs in draws(CLIP, count):
        tensors = [torch.tensor(g, requires_grad=True) for g in inputs["grads"]]
        for tensor, g in zip(tensors, inputs["grads"], strict=True):
            tensor.grad = torch.tensor(g)
        norm = float(torch.nn.utils.clip_grad_norm_(tensors, inputs["max_norm"]))
        ours, our_norm = clip_by_global_norm(**inputs)
        assert our_norm == pytest.approx(norm, rel=1e-12)
        exact = (norm + 1e-6) / norm if norm > inputs["max_norm"] else 1.0
        for one, tensor in zip(ours, tensors, strict=True):
            np.testing.assert_allclose(one, tensor.grad.numpy() * exact, rtol=1e-9)


def test_a_worked_step_of_each():
    w, g = np.array([1.0]), np.array([2.0])
    assert [float(x[0]) for x in momentum_step(w, np.array([10.0]), g, 0.5, 0.5)] == [-2.5, 7.0]
    assert [float(x[0]) for x in rmsprop_step(w, np.array([4.0]), g, 0.5, 0.5, 0.0)] == [0.5, 4.0]
    moved, m, v = adam_step(w, 0 * w, 0 * w, g, 1, 0.5, 0.5, 0.75, 0.0)
    assert [float(x[0]) for x in (moved, m, v)] == [0.5, 1.0, 1.0]


def test_clipped_gradients_have_exactly_the_length_asked_for_and_short_ones_stay():
    lengths, kept = [], 0
    for inputs in draws(CLIP, 60):
        clipped, norm = clip_by_global_norm(**inputs)
        if norm > inputs["max_norm"]:
            lengths.append(np.sqrt(sum(np.sum(g**2) for g in clipped)) / inputs["max_norm"])
        else:
            kept += all(map(np.array_equal, clipped, inputs["grads"]))
    assert np.max(np.abs(np.array(lengths) - 1)) < 1e-12
    assert len(lengths) > 30
    assert kept == 60 - len(lengths) > 5


# --- draws ---


@steps
def test_steps_are_drawn_singly_and_in_a_row_from_rest_and_from_elsewhere(question):
    seen = draws(question, 200)
    counts = [len(inputs["g"]) for inputs in seen]
    assert set(counts) == {1, 2, 3, 4}
    assert 0.35 < np.mean(np.array(counts) == 1) < 0.65
    state = question.parts[1].name
    rest = [not inputs[state].any() for inputs in seen]
    assert 0.25 < np.mean(rest) < 0.55
    assert {inputs["w"].ndim for inputs in seen} == {1, 2}
    if question is ADAM:
        assert {inputs["t"] for inputs, at_rest in zip(seen, rest, strict=True) if at_rest} == {1}
        assert max(inputs["t"] for inputs in seen) > 5


@pytest.mark.slow
def test_gradients_to_clip_are_long_short_tiny_and_zero():
    norms = np.array([[clip_by_global_norm(**i)[1], i["max_norm"]] for i in draws(CLIP, 300)])
    assert 0.5 < np.mean(norms[:, 0] > norms[:, 1]) < 0.7
    assert 0.3 < np.mean(norms[:, 0] < 0.01) < 0.7
    assert any(not np.any(g) for i in draws(CLIP, 300) for g in i["grads"])


@pytest.mark.slow
def test_each_kind_of_gradients_to_clip_is_among_the_cases_of_all_but_one_seed_in_a_hundred_thousand():
    """A factor with norm + 1e-8 shows where tiny ones are clipped, one that is always there where they are short."""
    norms = np.array([[clip_by_global_norm(**i)[1], i["max_norm"]] for i in draws(CLIP, 5000)])
    long = norms[:, 0] > norms[:, 1]
    for kind in (long & (norms[:, 0] < 0.01), ~long):
        assert (1 - np.mean(kind)) ** CLIP.cases < 1e-5


# --- steps in a row ---


@pytest.mark.slow
def test_a_step_that_keeps_its_state_to_itself_is_found():
    memory = {}

    def secretive(w, v, g, lr, beta):
        memory["v"] = beta * memory.get("v", np.zeros_like(w)) + g if memory.get("shape") == w.shape else g
        memory["shape"] = w.shape
        return w - lr * memory["v"], memory["v"]

    assert not check.ps6(named("momentum_step", secretive), seed=2).passed


@pytest.mark.slow
def test_a_step_that_is_wrong_only_after_the_first_is_told_after_how_many():
    def tires(w, v, g, lr, beta):
        new_w, new_v = momentum_step(w, v, g, lr, beta)
        return (new_w + 0.01, new_v) if v.any() else (new_w, new_v)

    found = [check.ps6(named("momentum_step", tires), seed=seed) for seed in range(4)]
    assert {finding.mistake for report in found for finding in report.result.findings} == {""}
    assert {report.result.points for report in found} == {2}
    assert any(re.search(r"After \d steps in a row: .* differ; the first: entry", r.message) for r in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (lambda w, v: None, "returned None"),
        (lambda w, v: w, r"returned one value .*; 2 are asked for: return w, v"),
        (lambda w, v: (w, v, v), "returned 3 values; 2 are asked for"),
        (lambda w, v: (w, None), "v is None"),
        (lambda w, v: (w.tolist(), v), "w is a list; it should be a NumPy array"),
        (lambda w, v: (w[:1], v), r"w has shape \(1"),
        (lambda w, v: (w.astype(np.float32), v), "float32"),
        (lambda w, v: 1 / 0, "raised ZeroDivisionError"),
        (lambda w, v: (w * np.nan, v), "NaN"),
    ],
)
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(result, sentence):
    report = check.ps6(named("momentum_step", lambda *args: result(*momentum_step(*args))), seed=3)
    assert not report.passed
    assert re.search(sentence, report.message)


@pytest.mark.slow
def test_an_error_in_the_second_of_several_steps_is_told():
    def picky(w, v, g, lr, beta):
        if v.any():
            raise ValueError("v is not 0")
        return momentum_step(w, v, g, lr, beta)

    report = check.ps6(named("momentum_step", picky), seed=1)
    assert "raised ValueError: v is not 0" in report.message
    assert "g of shape" in report.message


# --- texts ---


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "function", "mistake", "says"),
    [
        (
            "momentum_step",
            lambda w, v, g, lr, beta: (w - lr * g, beta * v + g),
            "state-unused",
            "g alone|this gradient alone",
        ),
        (
            "momentum_step",
            lambda w, v, g, lr, beta: (v := beta * v - g, (w + lr * v, v))[1],
            "velocity-sign",
            "v ← βv − g",
        ),
        (
            "rmsprop_step",
            lambda w, s, *rest: rmsprop_step(w, s, *rest)[::-1],
            "exchanged",
            "From rest with a gradient of 0",
        ),
        (
            "clip_by_global_norm",
            lambda grads, c: clip_by_global_norm(grads, c)[::-1],
            "exchanged",
            "the list comes first",
        ),
        (
            "clip_by_global_norm",
            lambda grads, c: ([np.clip(g, -c, c) for g in grads], clip_by_global_norm(grads, c)[1]),
            "clipped-elementwise",
            "another direction",
        ),
    ],
)
def test_the_text_fits_the_function(name, function, mistake, says):
    report = check.ps6(named(name, function), seed=4)
    assert mistake in [finding.mistake for finding in report.result.findings]
    assert re.search(says, repr(report))
    assert "ŷ" not in repr(report)
    assert "row" not in repr(report)


@pytest.mark.slow
def test_a_correction_left_out_is_named_for_w_alone():
    def uncorrected(w, m, v, g, t, lr, beta1, beta2, eps):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        return w - lr * m / (np.sqrt(v) + eps), m, v

    report = check.ps6(named("adam_step", uncorrected), seed=1)
    assert [(f.parts, f.mistake) for f in report.result.findings] == [(("w",), "correction-missing")]
    assert report.result.points == 2


@pytest.mark.slow
def test_the_cure_speaks_of_the_function_that_was_asked_about():
    def in_place(w, v, g, lr, beta):
        v *= beta
        v += g
        return w - lr * v, v

    report = check.ps6(named("momentum_step", in_place), seed=1)
    assert "v = beta * v + g" in report.cure()
    assert "y_hat" not in report.cure()


# --- train ---


def network(change=lambda Ws, bs: (Ws, bs)):
    return named("train", lambda X, Y, rng: change(*train(X, Y, rng)))


@pytest.mark.slow
def test_the_solution_of_a_course_earns_both_parts():
    report = check.ps6(network(), seed=1)
    assert report.passed
    assert [(part.name, part.points) for part in report.result.parts] == [("accuracy", 5), ("repeatable", 1)]
    assert "right on 1 fresh draw:" in repr(report)


def test_false_alarms_are_as_rare_as_stated():
    most = int(np.ceil(GOAL * ROWS)) - 1  # rows right that do not suffice
    share = 0.986
    below = sum(comb(ROWS, k) * share**k * (1 - share) ** (ROWS - k) for k in range(most + 1))
    assert below < 1e-6


@pytest.mark.slow
def test_the_reference_learns_moons_from_every_start_that_was_tried():
    for seed in range(3):
        X, y = moons(400, 0.1, seed)
        Ws, bs = train(X, y[:, None].astype(float), seed)
        a = X
        for W, b in zip(Ws, bs, strict=True):
            a = 1 / (1 + np.exp(-(a @ W + b)))
        assert accuracy(a, y[:, None]) >= 0.985


def test_the_held_out_rows_are_none_of_those_to_train_on():
    inputs = TRAIN.draw(np.random.default_rng(0))
    other_X, other_Y, _ = inputs.other
    memory = {tuple(row) for row in (*inputs["X"], *other_X)}
    assert not any(tuple(row) in memory for X, _ in inputs.held_out for row in X)
    assert all(0.4 < np.mean(Y) < 0.6 for Y in (inputs["Y"], other_Y))
    assert inputs["X"].shape == other_X.shape == (400, 2)
    assert inputs["Y"].shape == other_Y.shape == (400, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda Ws, bs: None, "returned None"),
        (lambda Ws, bs: Ws, r"Ws is an array|returned"),
        (lambda Ws, bs: (Ws[0], bs[0]), r"Ws is an array of shape \(2, 8\); it should be a list"),
        (lambda Ws, bs: ([], []), "Ws is an empty list"),
        (lambda Ws, bs: ([Ws[0], None], bs), r"Ws\[1\] is None; it should be an array"),
        (lambda Ws, bs: ([np.ones((2, 9000)), np.ones((9000, 1))], [np.ones(9000), bs[1]]), "36,001 numbers; 20,000"),
        (lambda Ws, bs: ([1e308 * W for W in Ws], bs), "is right on|has diverged"),
        (lambda Ws, bs: (Ws, bs[:1]), r"bs of shapes \(8,\); with two inputs and one output"),
        (lambda Ws, bs: ([W.T for W in Ws], bs), "Each array of Ws is transposed"),
        (lambda Ws, bs: (bs, Ws), "Weights and biases have changed places: return Ws, bs"),
        (lambda Ws, bs: (Ws[::-1], bs[::-1]), "They run from the output to the input"),
        (lambda Ws, bs: ([Ws[0] * np.nan, Ws[1]], bs), "it has diverged"),
        (lambda Ws, bs: (Ws, [bs[0], bs[1] + 1e6]), "it is saturated"),
        (lambda Ws, bs: ([W * 0 for W in Ws], bs), "All neurons of its first hidden layer have the same weights"),
    ],
)
def test_a_network_that_cannot_work_says_why(change, sentence):
    report = check.ps6(network(change), seed=1)
    assert not report.passed
    assert re.search(sentence, report.message)


def first_weights(X, Y, rng):
    return [rng.normal(size=(2, 8)), rng.normal(size=(8, 1))], [rng.normal(size=8), np.zeros(1)]


def nearly_one_answer(X, Y, rng):
    return [rng.normal(size=(2, 8)), rng.uniform(0, 1, (8, 1))], [np.ones(8), np.ones(1)]


def three_rows(X, Y, rng):
    return train(X[:3], Y[:3], rng)


def pairs_lost(X, Y, rng):
    return train(X, rng.permutation(Y), rng)


@pytest.mark.slow
@pytest.mark.parametrize("slip", [first_weights, nearly_one_answer, three_rows, pairs_lost], ids=lambda f: f.__name__)
def test_why_a_network_has_not_learnt_is_not_guessed(slip):
    for seed in range(2):
        report = check.ps6(named("train", slip), seed=seed)
        assert report.result.points == 0  # it is repeatable, and pasted weights are too
        assert [finding.mistake for finding in report.result.findings] == ["undertrained"]
        assert re.search(r"On the rows that it was trained on: \d+\.\d%", report.message)
        assert "Print the loss every hundred steps" in repr(report)
        assert "one class" in report.message or slip is not nearly_one_answer


@pytest.mark.slow
def test_a_training_that_does_not_end_is_stopped():
    def endless(X, Y, rng):
        while True:
            pass

    question = replace(TRAIN, seconds=0.2)
    result = question.examine(lambda plan: run_plan(plan, {"train": endless}), 0)
    assert result.points == 0
    assert re.search(
        r"did not return in time: a call should take 0\.2 s .*; call 1 was stopped after 0\.\d s", result.message
    )
    assert "a loop over the rows takes most of the time" in result.message


@pytest.mark.slow
def test_a_network_that_is_good_and_not_repeatable_keeps_its_five_points():
    starts = count()  # another at each call, and the same in each run of this test: not every start learns
    report = check.ps6(named("train", lambda X, Y, rng: train(X, Y, np.random.default_rng(next(starts)))), seed=1)
    assert report.result.points == 5
    assert [f.mistake for f in report.result.findings] == ["chance-elsewhere"]


def test_a_slow_training_is_told_what_each_of_its_calls_took():
    inputs = TRAIN.draw(np.random.default_rng(0))
    done, stopped = {"status": "ok", "seconds": 9.3}, {"status": "timeout", "seconds": 5.7}
    blank = {"value": None, "error": None, "changed": [], "printed": 0}
    case = TRAIN.judge(inputs, {"steps": [blank | done, blank | stopped, blank | stopped | {"seconds": 0.0}]})
    assert "should take 5 s at the most; call 1 took 9.3 s; call 2 was stopped after 5.7 s." in case.problem.sentence
    assert "call 3" not in case.problem.sentence
    lost = TRAIN.judge(inputs, {"lost": "timeout", "steps": []})
    assert "should take 5 s at the most. Does a loop" in lost.problem.sentence


@pytest.mark.slow
@pytest.mark.parametrize(
    ("generator", "source"),
    [
        (lambda: np.random.default_rng(0), "np.random.default_rng"),
        (lambda: [np.random.seed(0), np.random][1], "np.random"),
        (lambda: np.random.default_rng(random.seed(1) or random.randrange(9)), "np.random.default_rng and random"),
    ],
)
def test_random_numbers_from_elsewhere_alone_cost_what_repeating_is_worth(generator, source):
    train_elsewhere = named("train", lambda X, Y, rng: train_right(X, Y, generator()))
    for _ in range(2):  # the second time the common generators are left as the first time left them
        report = check.ps6(train_elsewhere, seed=1)
        assert report.result.points == 5
        assert [f.mistake for f in report.result.findings] == ["rng-unused"]
        assert f"numbers from {source}, and none from the rng it was handed: the draw does not depend" in report.message


def test_a_seed_that_is_set_and_a_generator_that_is_made_are_no_draws():
    def train_with_a_seed(X, Y, rng):
        np.random.seed(0)
        random.seed(0)
        np.random.default_rng(0)
        return first_weights(X, Y, rng)

    making = np.random.default_rng, np.random.seed, random.seed
    for function in (train_with_a_seed, lambda X, Y, rng: first_weights(X, Y, rng.spawn(1)[0])):
        outcome = run_plan(TRAIN.plan(TRAIN.draw(np.random.default_rng(0))), {"train": function})
        assert [step["beside"] for step in outcome["steps"]] == [[], [], []]
    assert (np.random.default_rng, np.random.seed, random.seed) == making


def test_the_network_is_judged_where_the_student_cannot_reach():
    plan = TRAIN.plan(TRAIN.draw(np.random.default_rng(0)))
    assert [step["do"] for step in plan["steps"]] == ["call", "call", "call"]
    assert all(len(step["args"]) == 3 and step["args"][2].keys() == {"seed"} for step in plan["steps"])


def test_parts_and_points():
    assert {q.name: [part.points for part in q.parts] for q in PS6.questions} == {
        "momentum_step": [2, 2],
        "rmsprop_step": [2, 2],
        "adam_step": [4, 1, 1],
        "clip_by_global_norm": [3, 1],
        "train": [5, 1],
    }
    assert all(len(q.wrong) >= 20 and len(q.right) >= 10 for q in PS6.questions)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", ["eps-inside", "eps-absent", "eps-after", "root-missing", "root-multiplies"])
def test_what_is_said_of_adam_has_adams_letters(mistake):
    variant = next(v for v in ADAM.wrong if v.mistake == mistake)
    (finding,) = [found for found in ask(ADAM, variant, 0).findings if found.mistake == mistake]
    said = " ".join([finding.evidence, finding.contradiction, finding.question, finding.cure])
    assert not re.search(r"\bs\b|√s", said)
    assert re.search("v̂|v_hat", said)


# --- answers of students who had the notebook alone ---

HEADS = {
    "momentum_step": "def momentum_step(w, v, g, lr, beta):\n",
    "rmsprop_step": "def rmsprop_step(w, s, g, lr, rho, eps):\n    s = rho * s + (1 - rho) * g**2\n",
    "adam_step": "def adam_step(w, m, v, g, t, lr, beta1, beta2, eps):\n"
    "    m = beta1 * m + (1 - beta1) * g\n    v = beta2 * v + (1 - beta2) * g**2\n",
}


def hats(m_hat, v_hat):
    """The lines of Adam after the averages."""
    return f"    m_hat, v_hat = {m_hat}, {v_hat}\n    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v\n"


def written(name, lines):
    names = {"np": np}
    exec(HEADS[name] + lines, names)
    return names[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lines", "mistake", "parts"),
    [
        ("rmsprop_step", "    return w - lr * g / np.sqrt(s) + eps, s\n", "eps-after", "w"),
        ("rmsprop_step", "    s = np.sqrt(s)\n    return w - lr * g / (s + eps), s\n", "root-kept", "w s"),
        ("adam_step", hats("m / 1 - beta1**t", "v / 1 - beta2**t"), "correction-unbracketed", "w"),
        ("adam_step", hats("m / (1 - beta1**t)", "v / (1 - beta1**t)"), "correction-other-beta", "w"),
        ("adam_step", hats("m / (1 - beta1**t)", "m / (1 - beta2**t)"), "m-under-root", "w"),
        ("adam_step", hats("m / (1 - beta1**max(t - 1, 1))", "v / (1 - beta2**max(t - 1, 1))"), "time-shifted", "w"),
    ],
)  # fmt: skip
def test_slips_of_a_line_that_looks_right_have_their_names(name, lines, mistake, parts):
    for seed in (1, 2):
        found = check.ps6(written(name, lines), seed=seed).result.findings
        assert [(finding.mistake, finding.parts) for finding in found] == [(mistake, tuple(parts.split()))]


@pytest.mark.slow
def test_exchanged_betas_are_told_once_for_all_that_they_spoil():
    exchanged = next(variant for variant in ADAM.wrong if variant.mistake == "betas-exchanged")
    for seed in range(3):
        found = ask(ADAM, exchanged, seed).findings
        assert [(finding.mistake, finding.parts) for finding in found] == [("betas-exchanged", ("w", "m", "v"))]


@pytest.mark.slow
@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0)])
def test_values_in_another_order_are_told_in_which_and_w_is_not_called_another_value(order):
    lines = hats("m / (1 - beta1**t)", "v / (1 - beta2**t)").replace("    return ", "    came = ")
    lines += f"    return tuple(came[place] for place in {order})\n"
    for seed in (1, 2):
        report = check.ps6(written("adam_step", lines), seed=seed)
        assert {finding.mistake for finding in report.result.findings} == {"exchanged"}
        assert f"in another order ({', '.join('wmv'[place] for place in order)})" in repr(report)
        assert "is the other value" not in repr(report)


@pytest.mark.slow
def test_an_old_velocity_handed_back_is_not_told_as_a_w_that_stands_still():
    report = check.ps6(written("momentum_step", "    return w - lr * (beta * v + g), v\n"), seed=2)
    assert "w: an old value is handed back in the place of a new one (v too)" in repr(report)
    assert "unchanged" not in repr(report)


@pytest.mark.slow
def test_short_gradients_are_drawn_often_enough_to_see_them_stretched():
    always = next(variant for variant in CLIP.wrong if variant.mistake == "upscaled")
    assert {finding.mistake for seed in range(20) for finding in ask(CLIP, always, seed).findings} == {"upscaled"}


@pytest.mark.parametrize(
    ("train", "says"),
    [
        (lambda X, Y, rng: (*solved(X, Y, rng), [0.1]), "3 values; 2 are asked for: return Ws, bs"),
        (lambda X, Y, rng: X @ np.zeros((3, 1)), "Y of shape (400, 1), rng a random generator"),
    ],
)
def test_what_train_returns_and_gets_is_told_by_the_students_names(train, says):
    assert says in check.ps6(named("train", train), seed=1).message


def solved(X, Y, rng):
    return [np.zeros((2, 1))], [np.zeros(1)]
