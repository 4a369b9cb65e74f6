"""The exam of ps4: references against torch and nudging, lists in every wrong form, the first layer to look at."""

import re

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.kinds.networks import backward, forward
from autograd_lab.exams.ps4 import PS4
from tests.exams.derivatives import agree, nudged, torch_network
from tests.exams.many import seeds

FORWARD, BACKWARD = PS4.questions


def loss(X, Y, Ws, bs):
    return np.mean(np.sum((forward(X, Ws, bs)[1][-1] - Y) ** 2, axis=1))


def drawn(seed):
    """A network of the exam's, with targets."""
    rng = np.random.default_rng(seed)
    X, Ws, bs = FORWARD.draw(rng).values()
    return X, rng.uniform(size=(len(X), len(bs[-1]))), Ws, bs


@pytest.mark.slow
@seeds(10)
def test_the_references_give_the_gradient_that_nudging_shows(seeds):
    for seed in seeds:
        agrees_with_nudging(seed)


def agrees_with_nudging(seed):
    X, Y, Ws, bs = drawn(seed)
    dWs, dbs = backward(Y, Ws, *forward(X, Ws, bs))
    scale = max(np.max(np.abs(g)) for g in (*dWs, *dbs))
    for parameter, gradient in zip([*Ws, *bs], [*dWs, *dbs], strict=True):
        assert np.max(np.abs(gradient - slopes_of(parameter, X, Y, Ws, bs))) <= 1e-6 * scale


def slopes_of(parameter, X, Y, Ws, bs):
    return nudged(lambda: loss(X, Y, Ws, bs), parameter)


@pytest.mark.slow
def test_no_draw_has_a_layer_whose_gradient_is_next_to_nothing():
    rng = np.random.default_rng(5)
    for _ in range(1000):
        Y, Ws, zs, activations = BACKWARD.draw(rng).values()
        loss = np.mean(np.sum((activations[-1] - Y) ** 2, axis=1))
        parts = backward(Y, Ws, zs, activations)
        assert min(np.max(np.abs(gradient)) for part in parts for gradient in part) >= loss / 1000


@pytest.mark.slow
@seeds(10)
def test_nudging_as_the_course_does_is_within_the_tolerance_whatever_the_seed(seeds):
    for seed in seeds:
        Y, Ws, zs, activations = BACKWARD.draw(np.random.default_rng(seed)).values()
        X, bs = activations[0], [z[0] - a[0] @ W for z, a, W in zip(zs, activations, Ws, strict=False)]
        dWs, dbs = backward(Y, Ws, zs, activations)
        for parameter, gradient in zip([*Ws, *bs], [*dWs, *dbs], strict=True):
            assert np.max(np.abs(gradient - slopes_of(parameter, X, Y, Ws, bs))) <= 1e-7 * np.max(np.abs(gradient)), (
                seed
            )


def against_torch(seeds):
    for seed in seeds:
        X, Y, Ws, bs = drawn(seed)
        zs, activations = forward(X, Ws, bs)
        outputs, slopes = torch_network(X, Y, Ws, bs)
        np.testing.assert_allclose(activations[-1], outputs, rtol=1e-12)
        dWs, dbs = backward(Y, Ws, zs, activations)
        assert agree([*dWs, *dbs], slopes, 1e-10)


@pytest.mark.slow
def test_the_references_give_the_gradient_of_torch():
    against_torch(range(30))


@pytest.mark.full
def test_the_references_give_the_gradient_of_torch_on_a_thousand_seeds():
    against_torch(range(1000))


def test_draws_have_all_depths_and_are_square_and_flat_at_times():
    rng = np.random.default_rng(0)
    draws = [FORWARD.draw(rng) for _ in range(300)]
    assert {len(draw["Ws"]) for draw in draws} == {1, 2, 3, 4}
    square = [len({n for W in draw["Ws"] for n in W.shape}) == 1 for draw in draws]
    assert 0.3 < np.mean(square) < 0.6
    assert 0.05 < np.mean([len(draw["X"]) == 1 for draw in draws]) < 0.25
    inputs = BACKWARD.draw(rng)
    np.testing.assert_array_equal(inputs["activations"][1], 1 / (1 + np.exp(-inputs["zs"][0])))


def named(name, function):
    """`function` under the name that chooses the question."""

    def wrapper(*args):
        return function(*args)

    wrapper.__name__ = name
    return wrapper


def changed(change):
    """`backward` with its lists changed before they are returned."""

    def function(Y, Ws, zs, activations):
        dWs, dbs = backward(Y, Ws, zs, activations)
        return change(dWs, dbs)

    return named("backward", function)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda dWs, dbs: None, "returned None"),
        (lambda dWs, dbs: (dWs, dbs, 1), "returned 3 values; 2 are asked for"),
        (lambda dWs, dbs: (dWs[0], dbs), r"dWs is an array of shape .* it should be a list, one array for each layer"),
        (lambda dWs, dbs: (dWs[1:], dbs), "dWs has . arrays?; there should be"),
        (lambda dWs, dbs: ([None, *dWs[1:]], dbs), r"dWs\[0\] is None; it should be an array of shape"),
        (lambda dWs, dbs: ([dWs[0][:, :1], *dWs[1:]], dbs), r"dWs\[0\] has shape \(., 1\); it should have shape"),
        (lambda dWs, dbs: ([dWs[0] * np.nan, *dWs[1:]], dbs), r"dWs\[0\] holds NaN or infinity"),
    ],
)
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(change, sentence):
    report = check.ps4(changed(change))
    assert not report.passed
    with pytest.raises(AssertionError, match=sentence):
        report.require()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_entries_that_are_no_numbers_are_not_explained_by_a_formula_that_gives_none_either(seed):
    broken = changed(lambda dWs, dbs: ([dWs[0] * np.nan, *dWs[1:]], dbs))
    assert {finding.mistake for finding in check.ps4(broken, seed=seed).result.findings} == {"not-finite"}


@pytest.mark.slow
def test_tuples_of_arrays_are_lists_too():
    assert check.ps4(changed(lambda dWs, dbs: (tuple(dWs), tuple(dbs)))).passed


@pytest.mark.slow
def test_the_first_wrong_layer_in_the_order_of_the_sweep_is_told():
    def odd(Y, Ws, zs, activations):
        dWs, dbs = backward(Y, Ws, zs, activations)
        return [1.37 * dWs[0], *dWs[1:]], dbs

    reports = [check.ps4(named("backward", odd), seed=seed) for seed in range(5)]
    findings = [finding for report in reports for finding in report.result.findings]
    assert {finding.mistake for finding in findings} == {""}
    assert all("dWs[0][0, 0] is" in finding.line for finding in findings)
    assert any("dWs[1] is right; dWs[0][0, 0] is" in finding.line for finding in findings)
    assert {report.result.points for report in reports} == {6}


@pytest.mark.slow
@pytest.mark.parametrize("layer", [0, -1])
def test_a_layer_with_small_gradients_counts_as_much_as_the_others(layer):
    def nearly(Y, Ws, zs, activations):
        dWs, dbs = backward(Y, Ws, zs, activations)
        dWs[layer] = dWs[layer] * (1 + 1e-5)
        return dWs, dbs

    assert not check.ps4(named("backward", nearly)).passed


@pytest.mark.slow
def test_texts_speak_of_the_numbers_in_the_lists():
    minus = changed(lambda dWs, dbs: ([-W for W in dWs], dbs))
    (finding,) = check.ps4(minus, seed=3).result.findings
    assert finding.mistake == "sign"
    inputs = next(iter(_draws(3)))
    answer = backward(*inputs.values())[0][-1]
    assert f"you say {-answer[0, 0]:.4g}, nudging says {answer[0, 0]:.4g}" in finding.evidence


def _draws(seed):
    """The draws of `backward` that a seed gives."""
    import zlib

    rng = np.random.default_rng([seed, zlib.crc32(b"backward")])
    while True:
        yield BACKWARD.draw(rng)


@pytest.mark.slow
def test_an_error_tells_the_shapes_of_the_lists():
    report = check.ps4(named("forward", lambda X, Ws, bs: 1 / 0))
    assert "ZeroDivisionError" in report.message
    assert "Ws a list of shapes (" in report.message


def test_parts_and_points():
    assert {q.name: [part.points for part in q.parts] for q in PS4.questions} == {"forward": [3, 3], "backward": [8, 6]}


# --- answers of students who had the notebook alone ---

SWEEP = """
import numpy as np
def backward(Y, Ws, zs, activations):
    dWs, dbs = [np.zeros_like(W) for W in Ws], [np.zeros(W.shape[1]) for W in Ws]
    N, upstream = len(Y), activations[-1] - Y
    upstream = 2 / N * upstream
    for l in range(len(Ws) - 1, -1, -1):
        a, entered = activations[l + 1], activations[l]
        delta = upstream * a * (1 - a)
        dWs[l] = entered.T @ delta
        dbs[l] = delta.sum(axis=0)
        upstream = delta @ Ws[l].T
    return dWs, dbs
"""
LAYERS = """
import numpy as np
def forward(X, Ws, bs):
    zs, activations = [], [X]
    for l in range(len(Ws)):
        z = activations[-1] @ Ws[l] + bs[l]
        a = 1 / (1 + np.exp(-z))
        zs.append(z)
        activations.append(a)
    return zs, activations
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "line", "instead", "mistake", "parts", "says"),
    [
        (SWEEP, "a * (1 - a)", "a * 1 - a", "unbracketed", "dWs dbs", "the slope is a * 1 - a"),
        (SWEEP, "-1, -1)", "0, -1)", "first-layer-missing", "dWs dbs", "range(n, 0, -1) ends at 1"),
        (SWEEP, "delta = ", "delta = 1 / N * ", "factor-in-every-layer", "dWs dbs", "before the loop"),
        (SWEEP, "entered = a", "entered = zs[l - 1] if l else activations[l] #", "z-entered", "dWs", "fits zs where"),
        (LAYERS, "zs.append(z)", "zs.append(a)", "activation-for-z", "zs", "between 0 and 1"),
        (LAYERS, "1 / (1 + np.exp(-z))", "np.maximum(z, 0)", "relu-for-sigmoid", "zs activations", "answers with ReLU"),
        (LAYERS, "a = 1", "a = z if l == len(Ws) - 1 else 1", "not-activated", "activations", "or in the last"),
    ],
    ids=lambda text: text if len(text) < 30 else "",
)
def test_slips_of_a_line_that_looks_right_have_their_names(source, line, instead, mistake, parts, says):
    if mistake == "factor-in-every-layer":
        source = source.replace("    upstream = 2 / N * upstream\n", "    upstream = 2 * upstream\n", 1)
    if mistake == "z-entered":
        source = source.replace(
            "a, entered = activations[l + 1], activations[l]", "a = activations[l + 1]; entered = a"
        )
    names = {}
    exec(source.replace(line, instead, 1), names)
    report = check.ps4(names[source.split("def ")[1].split("(")[0]], seed=1)
    assert [(finding.mistake, finding.parts) for finding in report.result.findings] == [(mistake, tuple(parts.split()))]
    assert says in repr(report) + report.cure()


@pytest.mark.slow
def test_biases_that_are_summed_too_far_are_told_of_deltas_and_units_and_not_of_features():
    names = {}
    exec(SWEEP.replace("delta.sum(axis=0)", "delta.sum()", 1), names)
    report = check.ps4(names["backward"], seed=1)
    assert [(finding.mistake, finding.parts) for finding in report.result.findings] == [("summed-too-far", ("dbs",))]
    said = repr(report) + report.cure()
    assert "delta.sum(axis=0)" in said
    assert not re.search(r"column of X|feature|weight only", said)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8, 12])
def test_an_error_where_shapes_do_not_fit_is_not_taken_for_a_sum_over_calls(seed):
    names = {}
    exec(SWEEP.replace("entered.T @ delta", "entered @ delta", 1), names)
    assert [finding.mistake for finding in check.ps4(names["backward"], seed=seed).result.findings] == ["transpose"]


@pytest.mark.slow
def test_where_arrays_of_two_layers_meet_the_report_asks_for_the_layer():
    names = {}
    exec(SWEEP.replace("range(len(Ws) - 1, -1, -1)", "range(len(Ws))", 1), names)
    (finding,) = check.ps4(names["backward"], seed=1).result.findings
    assert finding.mistake == "raised"
    assert "do the two belong to the same layer" in finding.line
