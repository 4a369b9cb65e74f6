"""The exam of ps6 in its second edition: against torch, draws, texts, and the numbers that the set tells."""

import re

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.ps6.clipping import clip_each
from autograd_lab.exams.ps6.exam import PS6
from autograd_lab.exams.ps6.steps import corrected_rmsprop_step, nesterov_step

NESTEROV, CORRECTED, CLIP, TRAIN = PS6.questions


def draws(question, count):
    rng = np.random.default_rng(12)
    return [question.draw(rng) for _ in range(count)]


def under_name(name, function):
    """`function` under the name that chooses the question."""

    def wrapper(*args):
        return function(*args)

    wrapper.__name__ = name
    return wrapper


# --- references ---


def nesterov_of_torch(torch, p, inputs):
    optimiser = torch.optim.SGD([p], lr=inputs["lr"], momentum=inputs["beta"], nesterov=True)
    optimiser.state[p] = {"momentum_buffer": torch.tensor(inputs["v"])}
    return optimiser, "momentum_buffer"


def corrected_of_torch(torch, p, inputs):
    """Adam whose average of gradients forgets everything, so that what moves is the gradient."""
    optimiser = torch.optim.Adam([p], lr=inputs["lr"], betas=(0.0, inputs["rho"]), eps=inputs["eps"])
    state = {"exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.tensor(inputs["s"])}
    optimiser.state[p] = state | {"step": torch.tensor(float(inputs["t"] - 1))}
    return optimiser, "exp_avg_sq"


def against_torch(question, theirs, count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for inputs in draws(question, count):
        p = torch.tensor(inputs["w"], requires_grad=True)
        optimiser, state = theirs(torch, p, inputs)
        for g in inputs["g"]:
            p.grad = torch.tensor(g)
            optimiser.step()
        for ours, their in zip(question.reference(*inputs.values()), (p, optimiser.state[p][state]), strict=True):
            np.testing.assert_allclose(ours, their.detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.full)])
def test_steps_are_those_of_torch(count):
    against_torch(NESTEROV, nesterov_of_torch, count)
    against_torch(CORRECTED, corrected_of_torch, count)


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_clipping_is_that_of_torch_one_array_at_a_time(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for inputs in draws(CLIP, count):
        inputs["eps"] = 1e-6  # torch's
        clipped, factors = clip_each(**inputs)
        for g, one, factor in zip(inputs["grads"], clipped, factors, strict=True):
            tensor = torch.tensor(g, requires_grad=True)
            tensor.grad = torch.tensor(g)
            torch.nn.utils.clip_grad_norm_([tensor], inputs["max_norm"])
            np.testing.assert_allclose(one, tensor.grad.numpy(), rtol=1e-9)
            np.testing.assert_allclose(factor * g, one)


def test_a_worked_step_of_each():
    w, g = np.array([0.0]), np.array([1.0])
    assert [float(x[0]) for x in nesterov_step(w, np.array([10.0]), g, 0.5, 0.5)] == [-2.0, 6.0]
    moved, s = corrected_rmsprop_step(w, 0 * w, 4 * g, 1, 0.5, 0.75, 0.0)
    assert [float(x[0]) for x in (moved, s)] == [-0.5, 4.0]
    (long, short), factors = clip_each([np.array([3.0, 4.0]), np.array([0.3])], 1.0, 5.0)
    assert long.tolist() == [3.0 * 0.1, 4.0 * 0.1]
    assert short.tolist() == [0.3 * factors[1]]
    assert factors.tolist() == [0.1, 1 / 5.3]


# --- draws ---


@pytest.mark.parametrize("question", [NESTEROV, CORRECTED], ids=lambda q: q.name)
def test_steps_are_drawn_singly_and_in_a_row_from_rest_and_from_elsewhere(question):
    seen = draws(question, 200)
    counts = np.array([len(inputs["g"]) for inputs in seen])
    rest = np.array([not inputs[question.parts[1].name].any() for inputs in seen])
    assert set(counts) == {1, 2, 3, 4}
    assert 0.35 < np.mean(counts == 1) < 0.65
    assert 0.25 < np.mean(rest) < 0.55
    if question is CORRECTED:
        assert {inputs["t"] for inputs, at_rest in zip(seen, rest, strict=True) if at_rest} == {1}


@pytest.mark.slow
def test_each_draw_to_clip_has_a_long_array_and_a_short_one_and_none_in_between():
    for inputs in draws(CLIP, 300):
        norms = np.array([np.linalg.norm(g) for g in inputs["grads"]]) / inputs["max_norm"]
        eps = inputs["eps"] / inputs["max_norm"]
        assert not np.any((norms > 0.75) & (norms < 1.3))
        assert eps < 0.2  # so that norm + eps lies on the same side as norm
        assert np.all((norms > 1) == (norms + eps > 1))
    factors = [clip_each(**inputs)[1] for inputs in draws(CLIP, 300)]
    assert np.mean([np.min(f) < 1 <= np.max(f) for f in factors]) > 0.8


# --- verdicts ---


def test_factors_may_come_as_a_list():
    told = check.ps6(under_name("clip_each", lambda *args: (clip_each(*args)[0], clip_each(*args)[1].tolist())), seed=1)
    assert told.passed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "function", "mistake", "says"),
    [
        (
            "nesterov_step",
            lambda w, v, g, lr, b: (w - lr * (b * v + g), b * v + g),
            "does-not-look-ahead",
            "same gradient",
        ),
        ("nesterov_step", lambda w, v, g, lr, b: (w - lr * g - b * (b * v + g), b * v + g), "unbracketed", "lr = 0"),
        (
            "corrected_rmsprop_step",
            lambda w, s, g, t, lr, r, e: (w - lr * g / (np.sqrt(r * s + (1 - r) * g**2) + e), r * s + (1 - r) * g**2),
            "correction-missing",
            "1 − ρᵗ",
        ),
        ("clip_each", lambda grads, m, e: clip_each(grads, m, e)[::-1], "exchanged", "the arrays come first"),
        (
            "clip_each",
            lambda grads, m, e: ([g * clip_each(grads, m, e)[1].min() for g in grads], clip_each(grads, m, e)[1]),
            "smallest-for-all",
            "factor for each array",
        ),
    ],
)
def test_the_text_fits_the_function(name, function, mistake, says):
    report = check.ps6(under_name(name, function), seed=4)
    assert mistake in [finding.mistake for finding in report.result.findings]
    said = repr(report) + report.cure()
    assert says in said
    assert not re.search("ŷ|Adam|β₂", said)


@pytest.mark.slow
def test_what_is_asked_of_the_clipping_is_the_factor_of_each_array_and_not_the_chapters_common_one():
    report = check.ps6(under_name("clip_each", lambda grads, m, e: (grads, np.ones(len(grads)))), seed=4)
    assert r"f_l = \min" in report.result.formula
    assert "13.5" not in repr(report)


def test_parts_and_points():
    assert {q.name: [part.points for part in q.parts] for q in PS6.questions} == {
        "nesterov_step": [4, 2],
        "corrected_rmsprop_step": [5, 3],
        "clip_each": [3, 1],
        "train": [5, 1],
    }
    assert all(len(q.wrong) >= 20 and len(q.right) >= 8 for q in PS6.questions)


# --- what the set tells ---

STEEPNESS, START = np.array([1.0, 50.0]), np.array([-4.0, 1.0])
TURN = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)


def arrival(step, axes, steps=400):
    """The step from which on a walker stays below 0.001 in the ravine along these axes, and his place at each step."""
    w, states, above, places = axes.T @ START, (np.zeros(2),), 0, []
    for t in range(1, steps + 1):
        w, *states = step(w, *states, axes.T @ (STEEPNESS * (axes @ w)), t)
        places.append(axes @ w)
        above = above if 0.5 * STEEPNESS @ places[-1] ** 2 < 0.001 else t
    return above + 1, np.array(places)


@pytest.mark.parametrize(
    ("step", "straight", "turned"),
    [
        (lambda w, s, g, t: (w - 0.036 * g, s), 123, 123),
        (lambda w, v, g, t: (w - 0.02 * (0.8 * v + g), 0.8 * v + g), 46, 46),
        (lambda w, v, g, t: nesterov_step(w, v, g, 0.02, 0.8), 39, 39),
        (lambda w, s, g, t: corrected_rmsprop_step(w, s, g, t, 0.1, 0.999, 1e-8), 101, 267),
    ],
)
def test_walkers_need_as_many_steps_as_the_set_says(step, straight, turned):
    assert arrival(step, np.eye(2))[0] == straight
    assert arrival(step, TURN)[0] == turned


def test_the_one_that_looks_ahead_runs_past_the_goal_about_half_as_far():
    furthest = [
        arrival(step, np.eye(2))[1][:, 0].max()
        for step in (
            lambda w, v, g, t: (w - 0.02 * (0.8 * v + g), 0.8 * v + g),
            lambda w, v, g, t: nesterov_step(w, v, g, 0.02, 0.8),
        )
    ]
    assert 0.4 < furthest[1] / furthest[0] < 0.6


def test_the_model_answer_calculates_rightly():
    assert 1 / np.sqrt(1 - 0.99) == pytest.approx(10)
    assert 31 < 1 / np.sqrt(1 - 0.999) < 32  # the leap in the race
    for rho, steps in ((0.9, 22), (0.99, 230)):
        assert 1 / np.sqrt(1 - rho**steps) == pytest.approx(1.05, abs=0.006)
