"""What is said of a wrong answer is true of it: no factor that is not there, no ingredient that is as it should be."""

from importlib import import_module

import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.registry import exam_of
from autograd_lab.mistakes import Diagnosis
from autograd_lab.mistakes.search.finding import Explanation, common_explanation

TEXTS = ("line", "evidence", "contradiction", "question", "cure")


def said_of(exam, key):
    """All that a student reads of a submission of the third bank."""
    bank = import_module(f"tests.exams.third_bank.{exam}")
    submission = next(one for one in bank.SUBMISSIONS if one.key == key)
    question = exam_of(exam).question(submission.question)
    functions = submission.load(getattr(bank, "PRELUDE", ""), (question.subject, *question.beside))
    found = question.examine(lambda plan: run_plan({**plan, "clock": "processor"}, functions), 1).findings
    return " ".join(getattr(finding, name) for finding in found for name in TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("exam", "key", "true", "false"),
    [
        ("ps1", "mse/overwritten-total", "the last row only", "besides"),
        ("ps1", "mse/norm-over-n", "the root of the sum, divided by N stands", "besides"),
        ("ps1", "mse/twice-instead-of-squared", "twice the number stands where the square", "besides"),
        ("ps1", "mse_gradients/dw-averaged-to-a-number", "summed over too much", "besides"),
        ("ps1", "mse_gradients/db-times-b", "db is multiplied by b", "N is divided"),
        ("ps2", "arithmetic/plain-number-not-lifted", "a plain number has no `data`", "Scalar has no `data`"),
        ("ps2", "arithmetic/whole-numbers", "lost on the way in", "operands"),
        ("ps3", "sigmoid/exponential-alone", "e^z/(1 + e^−z) stands where", "is multiplied by e^−z"),
        ("ps3", "sigmoid_prime/kept-above-floor", "at 0.05 from below", "0.95"),
        ("ps3", "output_delta/parentheses", "the unbracketed a − y ⊙ σ'(z) stands", "divided by σ'(z)"),
        ("ps3", "layer_gradients/slope-again", "a_prev(1 − a_prev) in the place of a_prev", "inside δ"),
        ("ps5", "article_hidden_delta/reshape-for-transpose", "W_next is reshaped", "column by column"),
        (
            "ps5",
            "article_hidden_delta/activations-for-weights",
            "the product of a with the sum",
            "factor out of account",
        ),
    ],
)
def test_what_is_said_of_a_wrong_answer_is_true_of_it(exam, key, true, false):
    said = said_of(exam, key)
    assert true in said
    assert false not in said


@pytest.mark.parametrize(
    ("besides", "aside"),
    [
        ("averaged-twice", "Leaving a constant factor out of account:"),
        ("found-besides", "Leaving the other out of account:"),
        ("found-one|N|", "Leaving the other out of account:"),
    ],
)
def test_only_a_factor_is_called_a_constant_factor(besides, aside):
    assert aside in Diagnosis("square-missing", "", {}, besides=besides).text("loss")["evidence"]


def test_a_cut_on_one_side_is_not_told_as_one_on_both():
    below, both = Explanation("found-clipped", "a", "at 0.1 from below"), "between 0.1 and 0.9"
    assert common_explanation([Explanation("found-clipped", "a", both), below]) == below
    assert common_explanation([Explanation("found-clipped", "a", both)]) == Explanation("found-clipped", "a", both)
