"""The search: one planted slip of each kind, and the sentence that the student reads."""

import math

import numpy as np
import pytest

from autograd_lab.mistakes import Sighting
from autograd_lab.mistakes.search.calls import between_calls
from autograd_lab.mistakes.search.finding import Explanation, common_explanation
from autograd_lab.mistakes.search.formula import Take, parts_by_formula
from autograd_lab.mistakes.search.results import size_factors
from tests.support.planted import QUESTIONS, ask, sigma
from tests.support.sweeps import backward

WRITTEN = [pytest.param(q, id=q.name) for q in QUESTIONS.values() if q.written]
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow))


def residual(X, y, w, b):
    return X @ w + b - y


def output(z, y, residual=lambda r: r, slope=lambda s: s):
    a = sigma(z)
    return 2 / len(z) * residual(a - y) * slope(a * (1 - a))


def gradients(X, y, r, N=None):
    N = N or len(y)
    return 2 / N * X.T @ r, 2 / N * np.sum(r)


def outer(delta, a):
    return delta @ a.T


PLANTED = [
    ("mse", lambda p, y: np.median((p - y) ** 2), "the median stands where the mean of the squares belongs"),
    ("mse", lambda p, y: np.mean(np.abs(p - y) ** 3), "the third power"),
    ("mse", lambda p, y: np.mean((np.maximum(p, 0) - y) ** 2), "ŷ is clipped at 0 from below"),
    ("mse", lambda p, y: np.mean((np.round(p) - y) ** 2), "ŷ is rounded to a whole number"),
    ("mse", lambda p, y: np.mean(((p - y) / y) ** 2), "the residual ŷ − y is divided by y before it is used"),
    ("mse", lambda p, y: np.mean((p - y[::-1]) ** 2), "in reverse order"),
    ("mse", lambda p, y: np.mean((p - y.max()) ** 2), "its largest entry stands in the place of y"),
    ("mse", lambda p, y: np.mean((p - y.mean()) ** 2), "its mean stands in the place of y"),
    ("mse", lambda p, y: np.mean((p - y) ** 2) / 3, "every entry is 1/3 times"),
    ("mse", lambda p, y: np.sum((p - y) ** 2) / 100, "every entry is N/100 times"),
    ("mse", lambda p, y: np.array([np.mean((p - y) ** 2)]), "the right numbers, in an array of one entry"),
    ("predict", lambda X, w, b: X @ w * b, "a product stands where the plus before b belongs"),
    ("predict", lambda X, w, b: X @ w**2 + b, "the square of w stands where w belongs"),
    ("predict", lambda X, w, b: X[:, :-1] @ w[:-1] + b, "a sum without its last term"),
    ("mse_gradients", lambda X, y, w, b: gradients(X, y, residual(X, y, w, b) ** 3), "the cube of the residual ŷ − y"),
    ("mse_gradients", lambda X, y, w, b: gradients(X, y, residual(X, y, w, b), X.size), "1/D times what it should be"),
    (
        "mse_gradients",
        lambda X, y, w, b: (gradients(X, y, residual(X, y, w, b))[0] + 0.1 * w, 0.0),
        "0.1 times w is added",
    ),
    (
        "mse_gradients",
        lambda X, y, w, b: (np.append(*gradients(X, y, residual(X, y, w, b))), 0.0),
        "dw: it has its last entry too many",
    ),
    (
        "gradient_step",
        lambda w, b, dw, db, lr: (w - lr * dw / np.linalg.norm(dw), b - lr * db),
        "divided by its length",
    ),
    ("gradient_step", lambda w, b, dw, db, lr: (w - lr * dw, b - lr * (db + b)), "raised by b before it is used"),
    ("sigmoid", lambda z: 1 / (1 + 2.7**-z), "2.7 to that power stands where the power e^−z belongs"),
    ("sigmoid", lambda z: np.clip(0.2 * z + 0.5, 0, 1), "a straight line clipped between 0 and 1"),
    (
        "output_delta",
        lambda z, y: output(z, y, lambda r: np.clip(r, -0.1, 0.1)),
        "a − y is clipped between −0.1 and 0.1",
    ),
    ("output_delta", lambda z, y: output(z, y, slope=lambda s: 4 * s), "every entry is 4 times"),
    (
        "hidden_delta",
        lambda z, d, W: output(z, 0, lambda r: d @ np.abs(W).T) * len(z) / 2,
        "the sign of W_next is lost",
    ),
    ("layer_gradients", lambda a, d: (a.T @ d / a.shape[1], d.sum(axis=0)), "every entry is 1/n_in times"),
    ("layer_gradients", lambda a, d: (a.T @ d, np.median(d, axis=0)), "db: the median stands where"),
    ("layer_gradients", lambda a, d: (np.vstack([a, a[:1]]).T[:, :-1] @ d * 1.0, d.max(axis=0)), "the largest stands"),
    (
        "article_output_delta",
        lambda a, y: 2 / len(a) * np.mean(a - y) * a * (1 - a),
        "its mean stands in the place of a − y",
    ),
    (
        "article_weight_gradient",
        lambda d, a: outer(d, np.full_like(a, a.mean())),
        "its mean stands in the place of a_prev",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "function", "sentence"), PLANTED, ids=[sentence for *_, sentence in PLANTED])
@pytest.mark.sampled(20)
def test_a_planted_edit_is_told(name, function, sentence, seed):
    verdict = ask(name, function, seed)
    assert sentence in verdict.message
    assert all(
        finding.question and finding.cure and finding.contradiction for finding in verdict.findings if finding.mistake
    )


# --- networks ---


def forward(handed_on):
    """A forward sweep whose layers hand on `handed_on` (a)."""

    def network_function(X, Ws, bs):
        zs, activations, given = [], [X], X
        for W, b in zip(Ws, bs, strict=True):
            zs.append(given @ W + b)
            activations.append(sigma(zs[-1]))
            given = handed_on(activations[-1])
        return zs, activations

    return network_function


def example(x_of=lambda x: x, h1_of=lambda W_h2, W_o, delta_h2, delta_o: W_h2.T @ delta_h2):
    """The gradients of the worked example with these pieces."""

    def network_function(x, a_h1, a_h2, a_o, y, W_h2, W_o):
        delta_o = 2 / len(y) * (a_o - y) * a_o * (1 - a_o)
        delta_h2 = W_o.T @ delta_o * a_h2 * (1 - a_h2)
        delta_h1 = h1_of(W_h2, W_o, delta_h2, delta_o) * a_h1 * (1 - a_h1)
        return delta_h1 @ x_of(x).T, delta_h1, delta_h2 @ a_h1.T, delta_h2, delta_o @ a_h2.T, delta_o

    return network_function


NETWORKS = [
    ("forward", forward(np.square), "the square of the activation that is handed on"),
    ("forward", forward(lambda a: 1 - a), "the activation that is handed on goes through 1 − x"),
    ("backward", backward(down=lambda delta, W, dW: delta @ np.abs(W).T), "the sign of W is lost"),
    ("backward", backward(for_bias=lambda delta: np.median(delta, axis=0)), "dbs: the median stands where"),
    ("article_gradients", example(x_of=lambda x: x / x.max()), "is divided by its largest entry before it is used"),
    ("article_gradients", example(x_of=sigma), "the input goes through a sigmoid before it meets its weights"),
    ("article_gradients", example(h1_of=lambda W_h2, W_o, d2, do: W_o.T @ do), "the layer between is skipped"),
    ("article_gradients", example(h1_of=lambda W_h2, W_o, d2, do: W_h2.T @ do), "is taken from the layer above"),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("name", "function", "sentence"), NETWORKS, ids=[sentence for *_, sentence in NETWORKS])
@pytest.mark.sampled(8)
def test_a_planted_edit_of_a_network_is_told(name, function, sentence, seed):
    assert sentence in ask(name, function, seed).message


@pytest.mark.slow
def test_what_explains_all_parts_is_said_of_all():
    (finding,) = ask("forward", forward(lambda a: 1 - a)).findings
    assert finding.parts == ("zs", "activations")


@pytest.mark.slow
def test_two_edits_at_once_are_told_both():
    verdict = ask("mse", lambda p, y: np.mean(np.abs(p - y) ** 3))
    told = "the sign of the residual ŷ − y is lost; besides: the third power stands where the square belongs"
    assert told in verdict.message
    assert "Two things at once." in verdict.findings[0].evidence


def test_what_several_edits_explain_is_said_as_far_as_they_agree():
    one, other = Explanation("found-power", "X", "the square of"), Explanation("found-power", "w", "the square of")
    assert common_explanation([one, other]).it == "X or w"
    assert common_explanation([one, Explanation("found-absolute", "X")]).kind == "found-changed"
    assert common_explanation([one, Explanation("found-absolute", "w")]) is None
    assert common_explanation([]) is None


# --- kept between calls ---


def calls(answers):
    rights = [np.asarray(x) for x in (2.0, 3.0, 5.0, 7.0)]
    return [Sighting(np.asarray(got), right) for got, right in zip(answers, rights, strict=True)]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((2.0, 2.0, 2.0, 2.0), "the first call comes again"),
        ((2.0, 2.0, 3.0, 5.0), "the one before"),
        ((2.0, 5.0, 10.0, 17.0), "the sum of all answers so far"),
        ((2.0, 2.5, 10 / 3, 17 / 4), "the mean of all answers"),
    ],
)
def test_what_is_kept_between_calls_is_seen_in_several_of_them(answers, words):
    assert words in between_calls(calls(answers)).other


@pytest.mark.parametrize("answers", [(2.0, 3.0, 5.0, 8.0), (3.0, 3.0, 3.0, 3.0)])
def test_other_numbers_are_not_taken_for_something_kept(answers):
    assert between_calls(calls(answers)) is None


@pytest.mark.slow
def test_a_default_that_grows_is_told():
    total = []

    def mse(y_hat, y):
        total.append(np.mean((y_hat - y) ** 2))
        return sum(total)

    assert "something is kept from one call to the next" in ask("mse", mse).message


# --- Python's own slips ---


def test_the_slips_of_python_have_sentences():
    assert "** " in f"{ask('mse', lambda p, y: sum((p - y) ^ 2)).message} "
    assert ask("mse", lambda p, y: sum((p - y) ^ 2)).findings[0].mistake == "xor-for-power"
    found = ask("sigmoid", lambda z: 1 / (1 + math.exp(-z))).findings[0]
    assert found.mistake == "math-on-array"
    assert "`np.exp` takes both" in found.line


def test_float32_inside_is_told_whatever_comes_out():
    verdict = ask("mse", lambda p, y: float(np.mean((p.astype(np.float32) - y.astype(np.float32)) ** 2)))
    assert verdict.findings[0].mistake == "found-float32"


# --- no false name ---


@pytest.mark.parametrize("question", WRITTEN)
def test_a_formula_gives_the_right_answer_when_nothing_is_edited(question):
    rng = np.random.default_rng(5)
    for _ in range(4):
        inputs = question.draw(rng)
        expected = [seen.expected for seen in question.judge(inputs, {"lost": "crash"}).seen]
        formulas, last = question.formulas(inputs)
        for formula in formulas:
            for part, right in zip(parts_by_formula(formula, Take(last=last)), expected, strict=True):
                np.testing.assert_allclose(part, right, rtol=1e-9, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))])
@pytest.mark.parametrize("question", WRITTEN)
@pytest.mark.sampled(6)
def test_random_numbers_are_not_explained(question, seed):
    rng = np.random.default_rng(seed)

    def nonsense(*args):
        answers = question.reference(*args)
        answers = answers if isinstance(answers, tuple) else (answers,)
        noisy = [
            [part + rng.normal(size=part.shape) for part in one]
            if isinstance(one, list)
            else one + rng.normal(size=np.shape(one))
            for one in answers
        ]
        return noisy[0] if len(noisy) == 1 else tuple(noisy)

    assert [f.mistake for f in ask(question.name, nonsense, seed).findings if f.chapter] == []


def test_one_draw_that_differs_is_not_enough_for_a_name():
    seen = iter(range(100))

    def once(p, y):
        return np.median((p - y) ** 2) if next(seen) == 3 else np.mean((p - y) ** 2)

    assert [finding.mistake for finding in ask("mse", once).findings] == [""]


def test_a_factor_of_sizes_is_written_as_one_writes_it():
    sizes = [(3, 4), (5, 4), (7, 3), (1, 6)]
    right = np.array([1.0, -2.0])
    seen = [Sighting(right * 2 / (N * D), right, {"N": N, "D": D}) for N, D in sizes]
    assert [one.it for one in size_factors(seen)] == ["2/(D·N)"]
