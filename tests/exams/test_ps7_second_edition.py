"""The exam of ps7 in its second edition: references against torch and nudging, random answers, its texts."""

import re
from math import sqrt

import numpy as np
import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps7.accumulate import accumulate_weighted
from autograd_lab.exams.ps7.exam import PS7
from autograd_lab.exams.ps7.init import leaky_variance
from autograd_lab.exams.ps7.norm import rmsnorm_backward, rmsnorm_forward
from autograd_lab.exams.table import ask
from tests.exams.cells import report_on_body
from tests.exams.derivatives import nudged
from tests.exams.many import seeds


def question(name):
    return PS7.question(name)


def norm_inputs(seed):
    """x, gamma, eps of the exam, and a gradient from above."""
    rng = np.random.default_rng(seed)
    inputs = question("rmsnorm_forward").draw(rng)
    return [*inputs.values(), rng.normal(size=inputs["x"].shape)]


@seeds(5)
def test_rms_normalisation_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        agrees_with_nudging(*norm_inputs(seed))


def agrees_with_nudging(x, gamma, eps, dout):
    found = rmsnorm_backward(dout, rmsnorm_forward(x, gamma, eps)[1])
    for array, gradient in zip((x, gamma), found, strict=True):
        slopes = nudged(lambda: float((rmsnorm_forward(x, gamma, eps)[0] * dout).sum()), array)
        assert np.max(np.abs(gradient - slopes)) <= 1e-6 * np.max(np.abs(slopes))


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in range(count):
        x, gamma, eps, dout = norm_inputs(seed)
        leaves = [torch.tensor(array, requires_grad=True) for array in (x, gamma)]
        out = torch.nn.functional.rms_norm(leaves[0], (x.shape[1],), leaves[1], eps)
        ours, cache = rmsnorm_forward(x, gamma, eps)
        np.testing.assert_allclose(ours, out.detach().numpy(), rtol=1e-9, atol=1e-12)
        out.backward(torch.tensor(dout))
        for mine, leaf in zip(rmsnorm_backward(dout, cache), leaves, strict=True):
            theirs = leaf.grad.numpy()
            assert np.max(np.abs(mine - theirs)) <= 1e-9 * np.max(np.abs(theirs))
        slope = 0.1 + seed / count
        gain = torch.nn.init.calculate_gain("leaky_relu", slope)
        assert sqrt(leaky_variance(300, 40, slope)) == pytest.approx(gain / sqrt(300))


@pytest.mark.slow
def test_the_weights_keep_the_size_of_a_signal_and_reach_the_two_ends():
    rng = np.random.default_rng(0)
    for slope in (0.0, 0.3, 0.9, 1.0):
        z = rng.normal(size=(50, 400)) @ question("leaky_init").reference(400, 800, slope, rng)
        assert np.mean(np.where(z > 0, z, slope * z) ** 2) == pytest.approx(1, abs=0.03)
    assert leaky_variance(50, 9, 0.0) == 2 / 50
    assert leaky_variance(50, 9, 1.0) == 1 / 50


def test_weighted_batches_give_what_all_rows_give_at_once():
    rng = np.random.default_rng(3)
    for _ in range(20):
        batches = question("accumulate_weighted").draw(rng)["batches"]
        W = rng.normal(size=(batches[0][0].shape[1], *batches[0][1].shape[1:]))

        def gradient_fn(X, Y, w, W=W):
            return X.T @ ((X @ W - Y).T * w).T / w.sum()

        at_once = gradient_fn(*(np.concatenate(parts) for parts in zip(*batches, strict=True)))
        np.testing.assert_allclose(accumulate_weighted(batches, gradient_fn), at_once, rtol=1e-9, atol=1e-12)


@pytest.mark.slow
def test_draws_hide_no_mistake():
    rng = np.random.default_rng(0)
    slopes = [question("leaky_init").draw(rng)["slope"] for _ in range(200)]
    assert 0.3 < np.mean(np.array(slopes) < 0.5) < 0.7
    rates = [question("wire_dropout").draw(rng)["p"] for _ in range(200)]
    assert all(abs(p - 0.5) >= 0.1 for p in rates)
    shapes = [question("rmsnorm_forward").draw(rng)["x"].shape for _ in range(200)]
    assert 0.2 < np.mean([n == d for n, d in shapes]) < 0.6
    assert min(min(shape) for shape in shapes) > 2
    drawn = [question("accumulate_weighted").draw(rng)["batches"] for _ in range(100)]
    assert all(w.sum() > 0 for batches in drawn for _, _, w in batches)
    assert any(np.any(w == 0) for batches in drawn for _, _, w in batches)
    shares = [np.array([[len(w), w.sum()] for _, _, w in batches]) for batches in drawn]
    assert np.mean([np.argmax(s[:, 0]) != np.argmax(s[:, 1]) for s in shares]) > 0.3


def report(name, body):
    return report_on_body(question(name), body)


OPEN = "x_hat, gamma, inv_rms = cache; g = dout * gamma; m = (g * x_hat).mean(axis=1, keepdims=True); "
DGAMMA = ", (dout * x_hat).sum(axis=0)"
ROWS = "inv_rms = 1 / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps); x_hat = x * inv_rms; "
MASK = "mask = (rng.random(x.shape[1]) >= p) / (1 - p); "
SHARES = "total = sum({} * gradient_fn(X, Y, w) for X, Y, w in batches); return total / sum({} for X, Y, w in batches)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "says"),
    [
        ("leaky_init", "return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))", "leak-left-out", "Is it lost?"),
        (
            "leaky_init",
            "return rng.normal(0, np.sqrt(2 / ((1 + slope) * n_in)), (n_in, n_out))",
            "leak-unsquared",
            "mean *square*",
        ),
        (
            "rmsnorm_forward",
            ROWS.replace("(x**2).mean", "x.var") + "return gamma * x_hat, (x_hat, gamma, inv_rms)",
            "rms-centred",
            "5 5 5",
        ),
        ("rmsnorm_forward", ROWS + "return gamma * x_hat, (x_hat, gamma, 1 / inv_rms)", "rms-kept", "cache[2]"),
        ("rmsnorm_backward", OPEN + "return inv_rms * g" + DGAMMA, "size-constant", "how many paths"),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - g.mean(axis=1, keepdims=True) - x_hat * m)" + DGAMMA,
            "path-centred",
            "nothing was centred",
        ),
        ("rmsnorm_backward", OPEN + "return inv_rms * g - x_hat * m" + DGAMMA, "unbracketed", "both paths"),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - x_hat * m / dout.shape[1])" + DGAMMA,
            "path-averaged-twice",
            "divided by D already",
        ),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - x_hat * m * dout.shape[1])" + DGAMMA,
            "path-summed",
            "the 1/D is missing",
        ),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - x_hat * m * dout.shape[1] / len(dout))" + DGAMMA,
            "path-by-rows",
            "Where N = D",
        ),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - x_hat * (dout * x_hat).mean(axis=1, keepdims=True))" + DGAMMA,
            "path-without-gamma",
            "no gamma in its second path",
        ),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (dout - x_hat * m)" + DGAMMA,
            "direct-without-gamma",
            "no gamma in its direct path",
        ),
        (
            "rmsnorm_backward",
            OPEN + "return inv_rms * (g - x_hat * g.mean(axis=1, keepdims=True))" + DGAMMA,
            "path-mean-of-g",
            "has no x_hat inside",
        ),
        ("rmsnorm_backward", OPEN + "return -inv_rms * x_hat * m" + DGAMMA, "path-alone", "the direct one is missing"),
        (
            "leaky_init",
            "return rng.normal(0, np.sqrt(2 / (1 + slope**2)), (n_in, n_out))",
            "fan-missing",
            "does not use n_in",
        ),
        (
            "leaky_init",
            "return rng.normal(0, np.sqrt(2 / ((1 + slope**2) * n_out)), (n_in, n_out))",
            "fans-exchanged",
            "n_out where n_in belongs",
        ),
        (
            "wire_dropout",
            "mask = (rng.random(x.shape[1]) >= p) / np.sqrt(1 - p); return x * mask, mask",
            "dropout-scaled-by-root",
            "without a root",
        ),
        (
            "wire_dropout",
            "mask = rng.random(x.shape[1]) >= p; return x * mask / np.sqrt(1 - p), mask",
            "dropout-scaled-by-root",
            "what is kept of x",
        ),
        (
            "wire_dropout",
            "mask = (rng.random(x.shape[1]) >= p) / p; return x * mask, mask",
            "dropout-scaled-by-p",
            "the share that is kept",
        ),
        (
            "wire_dropout",
            MASK.replace("x.shape[1]", "x.shape") + "return x * mask, mask",
            "mask-by-entry",
            "one column",
        ),
        ("wire_dropout", MASK + "return mask, x * mask", "exchanged", "the mask"),
        ("accumulate_weighted", SHARES.format("len(X)", "len(X)"), "rows-for-weights", "ten times the weight"),
        ("accumulate_weighted", SHARES.format("w.mean()", "w.mean()"), "weights-averaged", "w.sum(), not w.mean()"),
    ],
)
def test_the_text_fits_the_function(name, body, mistake, says):
    verdict = report(name, body)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    said = repr(verdict) + verdict.cure()
    assert says in said
    assert not re.search(r"\bbeta\b|inv_std|Xavier", said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        (
            "leaky_init",
            "return rng.normal(0, 0.1, n_in)",
            r"W has shape \(\d+,\); it should be one number for each input",
        ),
        ("leaky_init", "return 1 / 0", r"called with n_in = \d+, n_out = \d+, slope a float, rng a random generator"),
        ("rmsnorm_forward", "return x", r"returned one value .*; 2 are asked for: return out, \(x_hat, gamma, inv_rms"),
        ("rmsnorm_forward", "return x, (x, gamma)", r"the cache of rmsnorm_forward is 2 values; it should be three"),
        ("rmsnorm_backward", "return dout", r"returned one value .*; 2 are asked for: return dx, dgamma"),
        ("wire_dropout", "return x, None", "mask is None; it should be one number for each column"),
        (
            "wire_dropout",
            MASK + "return x * mask, mask[:-1]",
            r"mask has shape \(\d+,\); it should be one number for each",
        ),
        ("accumulate_weighted", "return gradient_fn(*map(np.concatenate, zip(*batches)))", "none of the given batches"),
        (
            "accumulate_weighted",
            "return sum(gradient_fn(X, Y) for X, Y, w in batches)",
            "shapes .* that are none of the given batches",
        ),
    ],
)
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    verdict = report(name, body)
    assert not verdict.passed
    with pytest.raises(AssertionError, match=says):
        verdict.require()


@pytest.mark.parametrize("kept", ["inv_rms", "inv_rms[:, 0]"])
def test_one_over_the_sizes_may_be_a_column_or_a_vector(kept):
    assert report("rmsnorm_forward", ROWS + f"return gamma * x_hat, (x_hat, gamma, {kept})").passed


@pytest.mark.slow
def test_a_mask_that_acts_rightly_and_is_repeated_costs_its_own_points_only():
    result = report("wire_dropout", MASK + "return x * mask, np.tile(mask, (len(x), 1))").result
    assert [(part.name, part.points) for part in result.parts] == [("out", 2), ("mask", 0)]
    assert [finding.mistake for finding in result.findings] == ["mask-repeated"]


@pytest.mark.slow
def test_with_nothing_to_drop_nothing_changes():
    odd = MASK + "mask = mask if p else np.zeros(x.shape[1]); return x * mask, mask"
    verdict = report("wire_dropout", odd)
    assert not verdict.passed
    assert "With p = 0 nothing should be dropped" in verdict.message


def test_the_gradients_travel_as_a_table_without_the_loss_behind_them():
    inputs = question("accumulate_weighted").draw(np.random.default_rng(0))
    (step,) = question("accumulate_weighted").plan(inputs)["steps"]
    assert step["args"][1]["table"] == "gradient_fn"
    record = run_plan({"seconds": 1.0, "steps": [step]}, {"accumulate_weighted": accumulate_weighted})["steps"][0]
    assert set(record["calls"]["gradient_fn"]) == set(range(len(inputs["batches"])))


def test_parts_and_points():
    assert {q.name: [part.points for part in q.parts] for q in PS7.questions} == {
        "leaky_init": [4],
        "rmsnorm_forward": [3, 1, 1, 1],
        "rmsnorm_backward": [6, 3],
        "wire_dropout": [2, 3],
        "accumulate_weighted": [4],
    }
    assert PS7.total == 28
    assert all(len(q.wrong) >= 20 and len(q.right) >= 8 for q in PS7.questions)


def test_the_model_answer_calculates_rightly():
    assert abs((1 + (2 / 5) ** 2) / 2 - 29 / 50) < 1e-12
    assert round((29 / 25) ** 30) == 86
    assert round((29 / 25) ** 15) == 9


@pytest.mark.slow
def test_masks_that_drop_each_column_by_chance_are_not_taken_for_counted_ones():
    right = question("wire_dropout").right[0]
    assert all(ask(question("wire_dropout"), right, seed).passed for seed in range(40))
