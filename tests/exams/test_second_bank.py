"""The second bank of wrong answers, written apart from the catalogue: is it whole, and what do the exams make of it?"""

from collections import Counter

import pytest

from autograd_lab.mistakes import MISTAKES
from tests.exams.second_bank.measuring import accepted_names, bank_of, exams_with_a_bank
from tests.exams.second_bank.truths import SAME, TRUTHS

BANKS = [pytest.param(exam, id=exam.name) for exam in exams_with_a_bank()]
SAME_NAMES = {name for name, _ in SAME.values()}


@pytest.mark.parametrize("exam", BANKS)
def test_every_question_has_at_least_eight_submissions_with_a_truth(exam):
    _, submissions = bank_of(exam.name)
    count = Counter(submission.question for submission in submissions)
    assert {question.name: count[question.name] >= 8 for question in exam.questions} == dict.fromkeys(count, True)
    assert [submission.key for submission in submissions] == list(TRUTHS[exam.name])
    assert all(submission.truth.endswith(".") for submission in submissions)
    assert len({submission.source for submission in submissions}) == len(submissions)


@pytest.mark.parametrize("exam", BANKS)
def test_the_names_are_of_the_catalogue(exam):
    names = set().union(*(accepted_names(exam.name, key) for key in TRUTHS[exam.name]))
    assert MISTAKES.keys() >= names


def test_what_is_accepted_beside_the_truth_is_of_the_catalogue_and_of_the_bank():
    assert MISTAKES.keys() >= SAME_NAMES
    assert all(key in TRUTHS[exam] for exam, key in SAME)
