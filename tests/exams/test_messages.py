"""What a student reads fits what came: digits that differ, slips of Python, lists, and names that only look right."""

import time

import numpy as np
import pytest

from autograd_lab import check
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.plans.lookalikes import near, near_names_sentence
from autograd_lab.exams.registry import earlier_exams, own_exams
from autograd_lab.mistakes import Sighting, diagnose
from autograd_lab.mistakes.description import distinct, in_the_last_digits
from tests.support.sweeps import backward

QUESTIONS = {question.name: question for exam in (*earlier_exams(), *own_exams()) for question in exam.questions}


def ask(name, function, seed=1):
    """The verdict on a function, or on the functions of a namespace."""
    functions = function if isinstance(function, dict) else {name: function}
    return QUESTIONS[name].examine(lambda plan: run_plan({**plan, "clock": "processor"}, functions), seed)


# --- digits ---


@pytest.mark.parametrize(
    ("pair", "shown"),
    [
        ((2.0611, 2.0612), ("2.0611", "2.0612")),
        ((1.0, 1.0 + 1e-15), ("1", "1.000000000000001")),
        ((1.0, 2.0), ("1", "2")),
        ((float("nan"), 1.0), ("nan", "1")),
    ],
)
def test_two_numbers_are_printed_with_the_digits_that_differ(pair, shown):
    assert distinct(*pair) == shown


def test_no_message_says_that_a_number_should_be_itself():
    right = np.array([2.06112345, 1.0])
    seen = diagnose(right + np.array([1e-5, 0.0]), right).seen
    assert "entry [0] is 2.06113, and should be 2.06112" in seen


def test_six_digits_are_spoken_of_only_where_all_entries_agree_so():
    right = np.array([2.0, 3.0, 4.0])
    every, some = right * (1 + 3e-7), right + np.array([0.0, 3e-7, 0.0])
    told_of_every = in_the_last_digits([Sighting(every, right)])
    assert "agrees in the first six digits" in told_of_every
    assert "float32" in told_of_every
    told_of_some = in_the_last_digits([Sighting(some, right)])
    assert told_of_some.startswith("1 of 3 entries differ, after the sixth digit")
    assert "is 3.0000003, and should be 3" in told_of_some


# --- sentences ---


def test_a_question_at_the_end_is_not_followed_by_a_full_stop():
    message = ask("mse", lambda y_hat, y: None).message
    assert message.endswith("print?")


async def coroutine(y_hat, y):
    return 0.0


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (coroutine, "It is an `async def`"),
        (lambda y_hat, y: (x for x in y), "There is a `yield` in it"),
        (lambda y_hat, y: y.sum, "are the parentheses missing"),
        (lambda y_hat, y: {"loss": 1.0}, "not a dict of them"),
        (lambda y_hat, y: "3", "That is a text"),
    ],
)
def test_a_value_that_is_no_number_is_told_by_how_it_came_about(function, sentence):
    message = ask("mse", function).message
    assert sentence in message
    assert "a single number of real numbers" not in message


def test_one_value_in_the_place_of_two_is_told_in_the_same_way():
    assert "There is a `yield` in it" in ask("mse_gradients", lambda X, y, w, b: (x for x in y)).message


@pytest.mark.parametrize(("other", "sentence"), [("mѕe", "CYRILLIC SMALL LETTER DZE"), ("mse_", "is it meant?")])
def test_a_name_that_nearly_is_the_one_asked_for_is_quoted(other, sentence):
    message = ask("mse", {other: lambda y_hat, y: 0.0}).message
    assert f"There is `{other}`" in message
    assert sentence in message


def test_a_name_that_is_far_away_is_not_quoted():
    assert near("mse", {"predict": len, "msé": 3}) == []
    assert near_names_sentence("mse", []) == ""


def test_the_check_quotes_the_name_too():
    def mѕe(y_hat, y):
        return 0.0

    assert "letter 2 is CYRILLIC SMALL LETTER DZE" in check.ps1(mѕe).message


def test_keys_of_another_type_are_told():
    verdicts = {1: "a", 2: "b"}
    message = ask("verdicts_step", {"verdicts_step": lambda: verdicts}).message
    assert "Yours has a key of type int" in message


# --- lists ---


def sweep(X, Ws, bs, zs, activations):
    given = X
    activations.append(X)
    for W, b in zip(Ws, bs, strict=True):
        zs.append(given @ W + b)
        given = 1 / (1 + np.exp(-zs[-1]))
        activations.append(given)
    return zs, activations


def one_list(X, Ws, bs):
    zs = activations = []
    return sweep(X, Ws, bs, zs, activations)


KEPT = [], []


def forward_into_kept_lists(X, Ws, bs):
    return sweep(X, Ws, bs, *KEPT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "mistake"),
    [
        (one_list, "one-list"),
        (forward_into_kept_lists, "list-kept"),
        (lambda X, Ws, bs: (sweep(X, Ws, bs, [], [])[0], sweep(X, Ws, bs, [], [])[1][1:]), "array-missing"),
        (lambda X, Ws, bs: (sweep(X, Ws, bs, [], [])[0], [*sweep(X, Ws, bs, [], [])[1], X]), "array-extra"),
    ],
)
def test_lists_that_went_wrong_as_lists_are_told(function, mistake):
    assert {finding.mistake for finding in ask("forward", function).findings} == {mistake}


# --- a .T that is missing ---


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_shapes_that_never_fit_are_told_by_a_square_draw(seed):
    without_transpose = backward(for_weights=lambda entered, delta: entered @ delta)
    assert "transpose" in {finding.mistake for finding in ask("backward", without_transpose, seed).findings}


@pytest.mark.slow
def test_slow_code_is_not_asked_again_and_again():
    called = []

    def predict(X, w, b):
        called.append(X.shape)
        time.sleep(0.08)
        raise ValueError("shapes do not fit")

    assert not ask("predict", predict).passed
    assert len(called) <= QUESTIONS["predict"].cases + 4


@pytest.mark.slow
def test_stepped_weights_are_told_whatever_the_rate():
    step_then_hand_down = backward(down=lambda delta, W, dW: delta @ (W - 0.37 * dW).T)
    assert {finding.mistake for finding in ask("backward", step_then_hand_down).findings} == {"stepped-weights"}


# --- clipping and dropout ---


@pytest.mark.slow
def test_the_spectral_norm_of_a_matrix_is_told():
    def clip_by_global_norm(grads, max_norm):
        norm = np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in grads))
        return [g * max_norm / norm if norm > max_norm else g.copy() for g in grads], norm

    found = ask("clip_by_global_norm", clip_by_global_norm).findings
    assert {finding.mistake for finding in found} == {"norm-spectral"}
