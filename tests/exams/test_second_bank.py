"""The second bank of wrong answers, written apart from the catalogue: is it whole, and what do the exams make of it?"""

from collections import Counter

import pytest

from autograd_lab.exams.table import README
from autograd_lab.mistakes import MISTAKES
from tests.exams.second_bank.__main__ import BEGIN, END
from tests.exams.second_bank.measuring import (
    accepted_names,
    bank_name,
    bank_of,
    earlier_exams_with_a_bank,
    exams_with_a_bank,
    row_of,
    trials,
)
from tests.exams.second_bank.truths import SAME, SYMPTOMS, TRUTHS

BANKS = [pytest.param(exam, id=bank_name(exam)) for exam in (*exams_with_a_bank(), *earlier_exams_with_a_bank())]
SAME_NAMES = {name for name, _ in SAME.values()}


@pytest.mark.parametrize("exam", BANKS)
def test_every_question_has_at_least_eight_submissions_with_a_truth(exam):
    name = bank_name(exam)
    _, submissions = bank_of(name)
    count = Counter(submission.question for submission in submissions)
    assert {question.name: count[question.name] >= 8 for question in exam.questions} == dict.fromkeys(count, True), (
        f"tests/exams/second_bank/{name}.py: write eight wrong answers or more for each question"
    )
    assert [submission.key for submission in submissions] == list(TRUTHS[name])
    assert all(submission.truth.endswith(".") for submission in submissions)
    assert len({submission.source for submission in submissions}) == len(submissions)


@pytest.mark.parametrize("exam", BANKS)
def test_the_names_are_of_the_catalogue(exam):
    name = bank_name(exam)
    names = set().union(*(accepted_names(name, key) for key in TRUTHS[name]))
    assert MISTAKES.keys() >= names


def test_what_is_accepted_beside_the_truth_is_of_the_catalogue_and_of_the_bank():
    assert MISTAKES.keys() >= SAME_NAMES | SYMPTOMS.keys()
    assert all(key in TRUTHS[exam] for exam, key in SAME)


def test_the_table_in_the_readme_counts_what_is_in_the_bank():
    table = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    assert len(rows) > 20
    for exam, question, _, wrong, nameable, *_ in rows:
        if question != "all":
            keys = [key for key in TRUTHS[exam] if key.startswith(f"{question}/")]
            assert (int(wrong), int(nameable)) == (len(keys), sum(bool(TRUTHS[exam][key]) for key in keys))


def promises(exam, seeds):
    """The figures of an exam, and whether they are what the README says is asked for."""
    row = row_of(exam.name, trials(exam, seeds))
    assert row.killed == 1
    assert row.right >= 0.85
    assert row.wrong <= 0.01


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("exam", BANKS)
@pytest.mark.sampled(2)
def test_the_exams_keep_their_promises_on_one_seed(exam):
    promises(exam, 1)


@pytest.mark.full
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("exam", BANKS)
def test_the_exams_keep_their_promises_on_twenty_seeds(exam):
    promises(exam, 20)
