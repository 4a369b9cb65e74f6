"""The exam of ps7 in its first edition: references against torch and nudging, what random answers show, its texts."""

import re
from math import erfc, sqrt

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.ps7 import init as ps7_init
from autograd_lab.exams.ps7.edition_1.accumulate import accumulate
from autograd_lab.exams.ps7.edition_1.exam import PS7
from autograd_lab.exams.ps7.edition_1.norm import batchnorm_backward, batchnorm_forward
from autograd_lab.exams.question import Variant, fresh_copies
from autograd_lab.exams.table import ask
from tests.exams.cells import report_on_body, space
from tests.exams.derivatives import nudged
from tests.exams.many import seeds


def question(name):
    return PS7.question(name)


def normalised(seed):
    """x, gamma, beta, eps of the exam, and a gradient from above."""
    rng = np.random.default_rng(seed)
    inputs = question("batchnorm_forward").draw(rng)
    return [*inputs.values(), rng.normal(size=inputs["x"].shape)]


@seeds(5)
def test_batch_normalisation_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        agrees_with_nudging(seed)


def agrees_with_nudging(seed):
    x, gamma, beta, eps, dout = normalised(seed)
    found = batchnorm_backward(dout, batchnorm_forward(x, gamma, beta, eps)[1])
    for array, gradient in zip((x, gamma, beta), found, strict=True):
        slopes = nudged(lambda: float((batchnorm_forward(x, gamma, beta, eps)[0] * dout).sum()), array)
        assert np.max(np.abs(gradient - slopes)) <= 1e-6 * np.max(np.abs(slopes))


def against_torch(seeds):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in seeds:
        x, gamma, beta, eps, dout = normalised(seed)
        leaves = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
        out = torch.nn.functional.batch_norm(leaves[0], None, None, leaves[1], leaves[2], training=True, eps=eps)
        ours, cache = batchnorm_forward(x, gamma, beta, eps)
        np.testing.assert_allclose(ours, out.detach().numpy(), rtol=1e-9, atol=1e-12)
        out.backward(torch.tensor(dout))
        for mine, leaf in zip(batchnorm_backward(dout, cache), leaves, strict=True):
            theirs = leaf.grad.numpy()
            assert np.max(np.abs(mine - theirs)) <= 1e-9 * np.max(np.abs(theirs))
        _dropout_against_torch(torch, np.random.default_rng(seed))
        _accumulation_against_torch(torch, np.random.default_rng(seed))


def _dropout_against_torch(torch, rng):
    forward, backward = question("dropout_forward"), question("dropout_backward")
    x, p, generator = fresh_copies(forward.draw(rng))
    out, mask = forward.reference(x, p, generator)
    leaf = torch.tensor(x, requires_grad=True)
    (leaf * torch.tensor(mask)).backward(torch.tensor(out))
    np.testing.assert_allclose(backward.reference(out, mask), leaf.grad.numpy(), rtol=1e-12)


def _accumulation_against_torch(torch, rng):
    batches = question("accumulate").draw(rng)["batches"]
    w = torch.tensor(rng.normal(size=(batches[0][0].shape[1], *batches[0][1].shape[1:])), requires_grad=True)

    def loss(X, Y):
        squares = (torch.tensor(X) @ w - torch.tensor(Y)) ** 2
        return squares.reshape(len(X), -1).sum(dim=1).mean()

    def gradient_fn(X, Y):
        return torch.autograd.grad(loss(X, Y), w)[0].numpy()

    together = gradient_fn(*(np.concatenate(parts) for parts in zip(*batches, strict=True)))
    found = accumulate(batches, gradient_fn)
    assert np.max(np.abs(found - together)) <= 1e-9 * np.max(np.abs(together))


@pytest.mark.slow
def test_the_references_agree_with_torch():
    against_torch(range(20))


@pytest.mark.full
def test_the_references_agree_with_torch_on_a_thousand_seeds():
    against_torch(range(1000))


@pytest.mark.parametrize("name", ["xavier_init", "he_init"])
def test_an_initialiser_of_the_reference_has_the_moments_that_it_claims(name):
    asked, rng = question(name), np.random.default_rng(0)
    pooled = np.concatenate([asked.reference(3, 5, rng).ravel() for _ in range(4000)])
    std = sqrt(asked.variance(3, 5))
    assert abs(pooled.mean()) < 0.02 * std
    assert abs(pooled.std() / std - 1) < 0.02
    assert abs(np.mean(np.abs(pooled) > 2 * std) - erfc(sqrt(2))) < 0.005


@pytest.mark.slow
def test_the_bounds_hold_with_room_to_spare_for_right_initialisers():
    """Not one of 2,000 samples comes near a bound: each test has a false-alarm rate of 1e-9."""
    rng = np.random.default_rng(1)
    assert all(ps7_init.fits(rng.normal(0.0, 0.1, (20, 40)), 0.1) for _ in range(2000))


@pytest.mark.slow
@pytest.mark.parametrize("off", [0.94, 1.06])
def test_a_scale_that_is_six_percent_off_is_refused(off):
    off_scale = Variant("off", lambda n, m, rng: off * rng.normal(0, sqrt(2 / n), (n, m)))
    assert not ask(question("he_init"), off_scale, 0).passed


@pytest.mark.slow
def test_draws_are_wide_unequal_and_at_times_narrow():
    rng = np.random.default_rng(0)
    draws = [question("he_init").draw(rng) for _ in range(200)]
    assert 0.1 < np.mean([draw["n_in"] < 10 for draw in draws]) < 0.35
    assert all(max(d["n_in"], d["n_out"]) > 1.6 * min(d["n_in"], d["n_out"]) for d in draws)
    rates = [question("dropout_forward").draw(rng)["p"] for _ in range(200)]
    assert all(abs(p - 0.5) >= 0.1 for p in rates)
    shapes = [question("batchnorm_forward").draw(rng)["x"].shape for _ in range(200)]
    assert 0.2 < np.mean([n == d for n, d in shapes]) < 0.6
    assert min(n for n, _ in shapes) > 2
    sizes = [[len(X) for X, _ in question("accumulate").draw(rng)["batches"]] for _ in range(100)]
    assert all(len(set(counts)) == len(counts) > 1 for counts in sizes)


def report(name, body):
    return report_on_body(question(name), body)


MASK = "mask = (rng.random(x.shape) >= p) / (1 - p); "
MOMENTS = "mean = x.mean(axis=0); inv_std = 1 / np.sqrt(x.var(axis=0) + eps); x_hat = (x - mean) * inv_std; "
OPEN = "x_hat, gamma, inv_std = cache; g = dout * gamma; "
SUMS = ", (dout * x_hat).sum(axis=0), dout.sum(axis=0)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "says"),
    [
        (
            "xavier_init",
            "return rng.normal(0, 2 / (n_in + n_out), (n_in, n_out))",
            "std-for-variance",
            "a variance, or a",
        ),
        ("xavier_init", "return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))", "other-init", "Xavier's is 0.0"),
        ("he_init", "return rng.normal(0, np.sqrt(2 / n_out), (n_in, n_out))", "fans-exchanged", "n_in or n_out"),
        ("he_init", "return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))", "transpose", "compute x @ W"),
        ("he_init", "s = np.sqrt(6 / n_in); return rng.uniform(-s, s, (n_in, n_out))", "not-normal", "no bell"),
        (
            "he_init",
            "return abs(rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)))",
            "not-normal",
            "what do you do with them before you return them",
        ),
        ("he_init", "return np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)", "rng-ignored", "from np.random"),
        (
            "batchnorm_forward",
            MOMENTS.replace("axis=0)", "axis=0, ddof=1)", 2).replace("mean(axis=0, ddof=1)", "mean(axis=0)")
            + "return gamma * x_hat + beta, (x_hat, gamma, inv_std)",
            "variance-unbiased",
            "Is anything guessed here",
        ),
        (
            "batchnorm_forward",
            MOMENTS + "return gamma * (x_hat + beta), (x_hat, gamma, inv_std)",
            "beta-inside",
            "Put gamma = 0",
        ),
        (
            "batchnorm_forward",
            MOMENTS + "return gamma * x_hat + beta, (x_hat, gamma, 1 / inv_std)",
            "std-for-inv-std",
            "cache[2]",
        ),
        (
            "batchnorm_backward",
            OPEN + "return g * inv_std" + SUMS,
            "moments-constant",
            "each column of dx must add up to 0",
        ),
        (
            "batchnorm_backward",
            OPEN + "return inv_std * (g - g.mean(axis=0))" + SUMS,
            "variance-constant",
            "Stretch a column",
        ),
        (
            "dropout_forward",
            "mask = rng.random(x.shape) >= p; return x * mask, mask",
            "dropout-not-scaled",
            "makes up for it",
        ),
        ("dropout_forward", MASK + "return x * mask / (1 - p), mask", "mask-twice", "divide a second time"),
        (
            "dropout_forward",
            MASK.replace("/ (1 - p)", "/ np.sqrt(1 - p)") + "return x * mask, mask",
            "dropout-scaled-by-root",
            "without a root",
        ),
        ("he_init", "return rng.normal(0, np.sqrt(2), (n_in, n_out))", "init-fixed", "use n_in"),
        ("dropout_forward", MASK + "return mask, x * mask", "exchanged", "the mask"),
        (
            "dropout_forward",
            "mask = (rng.permutation(x.size) >= p * x.size).reshape(x.shape) / (1 - p); return x * mask, mask",
            "dropped-by-count",
            "an exact number of entries",
        ),
        ("dropout_backward", "return dout * (np.random.random(dout.shape) > 0.5)", "new-mask", "dice thrown"),
        (
            "accumulate",
            "return sum(gradient_fn(X, Y) for X, Y in batches) / len(batches)",
            "unweighted",
            "Split off one row",
        ),
        ("accumulate", "return sum(len(X) * gradient_fn(X, Y) for X, Y in batches)", "mean-missing", "add up to 1"),
    ],
)
def test_the_text_fits_the_function(name, body, mistake, says):
    verdict = report(name, body)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    assert says in repr(verdict) + verdict.cure()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("he_init", "return None", "returned None"),
        ("he_init", "return rng.normal(0, 0.1, n_in)", r"W has shape \(\d+,\); it should be one number for each input"),
        ("he_init", "return [[0.0]]", "W is of type list|W is a list"),
        (
            "he_init",
            "return 1 / 0",
            r"raised ZeroDivisionError.* called with n_in = \d+, n_out = \d+, rng a random gen",
        ),
        ("he_init", "return np.full((n_in, n_out), np.nan)", "NaN or infinite"),
        ("batchnorm_forward", "return x", r"returned one value .*; 2 are asked for: return out, \(x_hat"),
        ("batchnorm_forward", "return x, x, gamma, eps", r"returned 4 values; 2 are asked for"),
        ("batchnorm_forward", "return x, x", r"the cache of batchnorm_forward is an array of shape .* three arrays"),
        (
            "batchnorm_forward",
            "return x, (x, gamma)",
            r"the cache of batchnorm_forward is 2 values; it should be three",
        ),
        ("batchnorm_backward", "return dout", r"returned one value .*; 3 are asked for: return dx, dgamma, dbeta"),
        ("dropout_forward", "return x", r"returned one value .*; 2 are asked for: return out, mask"),
        ("dropout_forward", "return x, None", "mask is None; it should be the shape of x"),
        ("dropout_forward", "return x[0], x[0]", r"out has shape \(\d+,\); it should be the shape of x"),
        ("dropout_forward", "raise KeyError(p)", "raised KeyError"),
        (
            "accumulate",
            "return gradient_fn(*map(np.concatenate, zip(*batches)))",
            "takes one batch at a time, since .* none of the given batches",
        ),
        ("accumulate", "return gradient_fn", "gradient is of type function"),
        ("accumulate", "raise ValueError", r"called with batches a list of \d batches, gradient_fn a function"),
    ],
)
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    verdict = report(name, body)
    assert not verdict.passed
    with pytest.raises(AssertionError, match=says):
        verdict.require()


@pytest.mark.slow
def test_with_nothing_to_drop_nothing_changes():
    odd = MASK + "mask = mask if p else np.zeros(x.shape); return x * mask, mask"
    verdict = report("dropout_forward", odd)
    assert not verdict.passed
    assert "With p = 0 nothing should be dropped" in verdict.message


@pytest.mark.slow
def test_a_cache_with_keepdims_serves_as_well():
    body = MOMENTS + "return gamma * x_hat + beta, (x_hat, gamma, inv_std[None, :])"
    assert report("batchnorm_forward", body).passed


@pytest.mark.slow
def test_a_mistake_that_only_the_cache_shows_costs_only_there():
    result = report("batchnorm_forward", MOMENTS + "return gamma * x_hat + beta, (x - mean, gamma, inv_std)").result
    assert [(part.name, part.points) for part in result.parts] == [
        ("out", 3),
        ("x_hat", 0),
        ("gamma", 1),
        ("inv_std", 1),
    ]
    assert [finding.mistake for finding in result.findings] == ["cache-mixed"]


def test_the_gradients_travel_as_a_table_without_the_loss_behind_them():
    inputs = question("accumulate").draw(np.random.default_rng(0))
    (step,) = question("accumulate").plan(inputs)["steps"]
    assert step["args"][1]["table"] == "gradient_fn"
    record = run_plan({"seconds": 1.0, "steps": [step]}, {"accumulate": accumulate})["steps"][0]
    assert set(record["calls"]["gradient_fn"]) == set(range(len(inputs["batches"])))


def test_parts_and_points():
    points = {q.name: [part.points for part in q.parts] for q in PS7.questions}
    assert points == {
        "xavier_init": [2],
        "he_init": [2],
        "batchnorm_forward": [3, 1, 1, 1],
        "batchnorm_backward": [5, 2, 1],
        "dropout_forward": [2, 3],
        "dropout_backward": [2],
        "accumulate": [3],
    }
    assert PS7.total == 28


# --- answers of students who had the notebook alone ---

FORWARD = "return gamma * x_hat + beta, (x_hat, gamma, inv_std)"
SCALED = "rng.normal(0, np.sqrt(2 / n_in + n_out), (n_in, n_out))"
TWICE = "dx = right(dout, cache); _, gamma, _ = cache; g = dout * gamma; return dx, (g * cache[0]).sum(0), g.sum(0)"


def back(dx):
    """The way back with another line for dx."""
    return f"{OPEN}dx = {dx}; return dx{SUMS}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "body", "mistake", "parts", "says"),
    [
        ("xavier_init", f"return {SCALED}", "unbracketed", "W", "2 / n_in + n_out"),
        ("batchnorm_forward", MOMENTS.replace("(x - mean)", "x - mean") + FORWARD, "unbracketed", "out x_hat", "order"),
        ("batchnorm_forward", MOMENTS + FORWARD.replace("gamma * x_hat + beta", "x_hat"), "affine-missing", "out", "7"),
        (
            "batchnorm_backward",
            back("inv_std * (g - g.mean() - x_hat * (g * x_hat).mean())"),
            "normalised-over-everything",
            "dx",
            "axis=0 in both means",
        ),
        ("batchnorm_backward", back("inv_std * (g - g.mean(0) - x_hat * g * x_hat)"), "bar-missing", "dx", "one bar"),
        (
            "batchnorm_backward",
            back("inv_std * g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)"),
            "unbracketed",
            "dx",
            "all three terms",
        ),
        ("batchnorm_backward", TWICE, "gamma-twice", "dgamma dbeta", "gamma times what it should be"),
        (
            "dropout_forward",
            MASK.replace("(1 - p)", "1 - p") + "return x * mask, mask",
            "unbracketed",
            "out mask",
            "1 − p and −p",
        ),
        (
            "dropout_forward",
            MASK.replace("x.shape", "x.shape[1]") + "return x * mask, mask",
            "mask-shared",
            "out mask",
            "whole rows or columns",
        ),
    ],
)
def test_slips_of_a_line_that_looks_right_have_their_names(name, body, mistake, parts, says):
    whole = space(f"def {question(name).signature}:\n    {body}\n")
    whole["right"] = lambda dout, cache: batchnorm_backward(dout, cache)[0]
    told = check.ps7(whole[name], seed=5)
    assert [(finding.mistake, finding.parts) for finding in told.result.findings] == [(mistake, tuple(parts.split()))]
    assert says in repr(told) + told.cure()


@pytest.mark.slow
def test_a_matrix_that_is_turned_is_told_with_the_shape_it_came_in():
    told = report("xavier_init", "return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))")
    shape = tuple(map(int, re.search(r"Your W has shape \((\d+), (\d+)\)", repr(told)).groups()))
    assert min(shape) > 3


@pytest.mark.slow
def test_out_without_a_mask_is_not_told_of_in_half_a_sentence():
    told = report("dropout_forward", "return x * 2.0, None")
    assert "right answer. ;" not in told.message
    assert [finding.parts for finding in told.result.findings] == [("out", "mask")]


@pytest.mark.slow
def test_the_gradient_function_may_be_called_with_its_names():
    total = "sum(len(X) * gradient_fn({}) for X, Y in batches) / sum(len(X) for X, Y in batches)"
    assert report("accumulate", "return " + total.format("X=X, Y=Y")).passed
    assert report("accumulate", "return " + total.format("X, Y=Y")).passed
    assert "gradient_fn takes X, Y" in report("accumulate", "return " + total.format("X, y=Y")).message
