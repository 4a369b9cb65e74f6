"""What a student reads fits the function that was asked about, and the evidence that came."""

import string

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.report import as_html, as_text
from autograd_lab.mistakes import MISTAKES, Diagnosis, settle
from autograd_lab.mistakes.overrides.table import WORDING

SEED = 11


def report(name, source):
    """The verdict on a function as a student types it."""
    space = {"np": np}
    exec(source, space)
    return check.ps1(space[name], seed=SEED)


def gradients(*lines):
    return report("mse_gradients", "def mse_gradients(X, y, w, b):\n    " + "\n    ".join(lines))


def named(verdict):
    return [(finding.parts, finding.mistake) for finding in verdict.result.findings]


COLUMN = "r = X @ w[:, None] + b - y"


@pytest.mark.slow
def test_a_broadcast_residual_is_named_before_a_missing_mean():
    summed = gradients(COLUMN, "return 2 / len(y) * X.T @ r, 2 / len(y) * r.sum()")
    assert named(summed) == [(("dw", "db"), "broadcast")]
    assert "Print residual.shape" in repr(summed)
    assert "1/N of the mean is missing" not in repr(summed)
    averaged = gradients(COLUMN, "return 2 / len(y) * X.T @ r, 2 * r.mean()")
    assert named(averaged) == [(("dw",), "broadcast")]
    assert averaged.result.points == 3


@pytest.mark.slow
def test_a_missing_mean_is_still_named_when_dw_tells_that_the_residual_is_sound():
    right = "2 / len(y) * X.T @ r"
    for dw, others in [(right, []), (f"-({right})", [(("dw",), "sign")])]:
        verdict = gradients("r = X @ w + b - y", f"return {dw}, 2 * r.sum()")
        assert named(verdict) == [*others, (("db",), "mean-missing")]


@pytest.mark.slow
def test_n_times_too_large_beside_an_unexplained_dw_stays_open():
    verdict = gradients("r = X @ w + b - y", "return 1.37 * X.T @ r, 2 * r.sum()")
    assert named(verdict) == [(("dw",), "found-factor"), (("db",), "")]


def diagnosis(*candidates):
    return Diagnosis(candidates[0] if len(candidates) == 1 else "", "", {}, frozenset(candidates))


@pytest.mark.parametrize(
    ("dw", "mistake"),
    [
        (("broadcast",), "broadcast"),
        (("mean-missing",), "mean-missing"),
        (("sign",), "mean-missing"),
        ((), ""),
        (("broadcast", "mean-missing"), ""),
    ],
)
def test_an_open_part_is_settled_only_by_what_another_part_shows(dw, mistake):
    diagnoses = {"dw": diagnosis(*dw), "db": diagnosis("broadcast", "mean-missing")}
    assert settle(diagnoses)["db"].mistake == mistake


PREDICT, MSE = "def predict(X, w, b):\n    ", "def mse(y_hat, y):\n    "
LOOP = "for p, t in zip(y_hat, y):\n        "


@pytest.mark.parametrize(
    ("name", "source", "mistake", "says", "never"),
    [
        ("predict", PREDICT + "return X.T @ w + b", "transpose", "Entry n of ŷ is row n of X times w", "nudging"),
        ("predict", PREDICT + "return X * w + b", "features-not-summed", "one pressure", "price"),
        ("predict", PREDICT + "for x in X:\n        return x @ w + b", "first-row", "row 0 alone", "shape"),
        ("predict", PREDICT + "return X[:, 0] * w[0] + b", "first-feature", "column 0 of X alone", "gradient"),
        ("mse", MSE + "return -np.mean((y_hat - y) ** 2)", "sign", "cannot be negative", "nudging"),
        ("mse", MSE + "return np.mean((y_hat - y) ** 2) / 2", "factor-two-missing", "Yours gives 4.5", "derivative"),
        ("mse", MSE + "return np.sum((y_hat - y) ** 2) / (len(y) - 1)", "n-minus-one", "a single row", "is inf"),
        ("mse", MSE + "return sum(map(float, (y_hat - y) ** 2)) / (len(y) - 1)", "n-minus-one", "single row", "raised"),
        ("mse", MSE + LOOP + "return (p - t) ** 2", "first-row", "`return` stand inside the loop?", "times what"),
        ("mse", MSE + "return np.sum((y_hat - y) ** 2) / 17", "fixed-count", "that is N/17", "0 times"),
        ("mse", MSE + "return 1 // len(y) * np.sum((y_hat - y) ** 2)", "all-zero", "a // that rounds", "0 times"),
    ],
)
def test_the_text_fits_the_function(name, source, mistake, says, never):
    verdict = report(name, source)
    assert [finding.mistake for finding in verdict.result.findings] == [mistake]
    assert says in repr(verdict)
    assert never not in repr(verdict)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "mistake"),
    [
        (("for x, t in zip(X, y):", "    r = 2 / len(y) * (x @ w + b - t)", "    return r * x, r"), "first-row"),
        (("r = 2 / 17 * (X @ w + b - y)", "return X.T @ r, r.sum()"), "fixed-count"),
        (("r = 2 // len(y) * (X @ w + b - y)", "return X.T @ r, r.sum()"), "all-zero"),
    ],
)
def test_common_slips_in_the_gradient_have_names(lines, mistake):
    verdict = gradients(*lines)
    assert named(verdict) == [(("dw", "db"), mistake)]
    assert "times what it should be; entry" not in repr(verdict)


@pytest.mark.slow
def test_a_gradient_as_a_column_is_tested_against_w():
    verdict = gradients("r = X @ w + b - y", "return (2 / len(y) * X.T @ r)[:, None], 2 * r.mean()")
    assert named(verdict) == [(("dw",), "column")]
    assert "Subtract it from w, of shape (D,)" in repr(verdict)


def test_infinity_that_no_mistake_explains_keeps_its_own_sentence():
    verdict = report("mse", MSE + "return float('inf')")
    assert named(verdict) == [(("loss",), "not-finite")]


def test_a_report_tells_what_is_not_right_yet_and_how_to_ask_the_same_again():
    verdict = report("mse", MSE + "return np.sum((y_hat - y) ** 2)")
    assert "✗ loss: not right yet" in repr(verdict)
    assert f"Same numbers again: check.ps1(mse, seed={SEED})" in repr(verdict)
    assert "Read again: eq. 1.1 (in this problem set)" in repr(verdict)


@pytest.mark.slow
def test_code_between_backticks_is_marked_as_code_in_html_and_stays_escaped():
    verdict = report("mse", MSE + LOOP + "return (p - t) ** 2").result
    assert "does its <code>return</code> stand" in as_html(verdict)
    assert "does its `return` stand" in as_text(verdict)
    hostile = report("mse", MSE + "raise ValueError('`<b>`')").result
    assert "<code>&lt;b&gt;</code>" in as_html(hostile)


def test_texts_for_one_value_belong_to_a_known_mistake_and_can_be_filled():
    known = {"part", "got", "expected", "ratio", "N", "got_shape", "expected_shape", "expected_size", "program"} | {
        "n_out",
        "where",
    }
    for key, texts in WORDING.items():
        assert key[0] in MISTAKES, key
        assert texts.keys() <= {"line", "evidence", "contradiction", "question", "cure"}, key
        filled = {name for text in texts.values() for _, name, _, _ in string.Formatter().parse(text) if name}
        assert filled <= known, key
        assert "?" in texts.get("question", "?"), key
