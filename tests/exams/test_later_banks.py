"""The third, fourth and fifth bank: wrong answers by people who had seen neither the catalogue nor the other banks."""

from importlib import import_module

import pytest

from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.registry import exam_of

pytestmark = pytest.mark.slow

SETS = ("ps1", "ps2", "ps3", "ps4", "ps5")
#: wrong answers that are right by the letter of their own question, with the reason
RIGHT_THERE = {
    "order/emptied-when-handed-on": "only inner numbers are wrong, which `rules` and `repeat` read",
    "verdicts_step/capital-letters": "A for a: the letter is the right one",
    "arithmetic/tanh-by-hand": "exponentials overflow where no number of this problem set comes",
    "sigmoid/result-array-of-integers": "z is made of floats, a_prev @ W + b: the text asks for no others",
}


def of(bank):
    """Each submission of a bank, with its set and what stands in the earlier cells."""
    for name in SETS:
        module = import_module(f"tests.exams.{bank}.{name}")
        for submission in module.SUBMISSIONS:
            yield pytest.param(name, getattr(module, "PRELUDE", ""), submission, id=f"{name}-{submission.key}")


def points_lost(name, prelude, submission, question):
    """Points that a submission loses in a question."""
    functions = submission.load(prelude, (question.subject, *question.beside))
    result = question.examine(lambda plan: run_plan({**plan, "clock": "processor"}, functions), seed=1)
    return result.maximum - result.points


@pytest.mark.parametrize(("name", "prelude", "submission"), [*of("third_bank"), *of("fourth_bank"), *of("fifth_bank")])
@pytest.mark.sampled(20)
def test_a_wrong_answer_loses_points(name, prelude, submission):
    lost = points_lost(name, prelude, submission, exam_of(name).question(submission.question))
    assert (lost > 0) is (submission.key not in RIGHT_THERE)


def test_a_class_whose_inner_numbers_end_with_0_loses_them_elsewhere():
    [(name, prelude, one)] = [
        param.values for param in of("third_bank") if param.values[2].key == "order/emptied-when-handed-on"
    ]
    assert points_lost(name, prelude, one, exam_of(name).question("rules")) == 1
