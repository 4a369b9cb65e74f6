"""Every exam catches its wrong variants, accepts its right ones, and names a mistake only when it can."""

import re
from dataclasses import replace

import numpy as np
import pytest

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.kinds.programs import ProgramQuestion
from autograd_lab.exams.plans import run_plan
from autograd_lab.exams.question import SECONDS, fresh_copies
from autograd_lab.exams.registry import earlier_exams
from autograd_lab.exams.table import EXAMS, README, ask, measure
from autograd_lab.mistakes import MISTAKES, SWAPS, edits

NEWEST = [(exam, q) for exam in EXAMS for q in exam.questions]
#: with those of earlier editions, by which work is still graded; a question that stayed is there once
ALL = [
    *NEWEST,
    *((exam, q) for exam in earlier_exams() for q in exam.questions if all(q is not one for _, one in NEWEST)),
]
QUESTIONS = [pytest.param(exam, q, id=f"{exam.name}-{q.name}") for exam, q in ALL]
RIGHT = [pytest.param(q, v, id=f"{q.name}-{v.name}") for _, q in ALL for v in q.right]
PLAIN = [q for _, q in ALL if not isinstance(q, ProgramQuestion)]
FUNCTIONS = [pytest.param(q, id=f"{q.exam}-{q.name}") for q in PLAIN]
ANATOMIES = [pytest.param(q, id=f"{e.name}-{q.name}") for e, q in ALL if q.anatomy]
#: questions whose answers do not take long
QUICK = [pytest.param(q, id=f"{q.exam}-{q.name}") for _, q in ALL if q.seconds <= SECONDS]
questions = pytest.mark.parametrize(("exam", "question"), QUESTIONS)


def keeps_its_promises(exam, question, seeds):
    """Every wrong variant loses points and gets no other name, every right one gets full marks, most get their name."""
    row = measure(exam, question, seeds)
    assert not row.failures, "\n".join(row.failures)
    assert row.killed == row.accepted == 1
    assert row.named_wrongly == row.named_wrongly_unseen == 0
    assert row.named >= 0.95
    assert row.named_unseen >= 0.8


def passes(question, variant, draws):
    """Whether all parts hold on this many draws, until one does not; nothing is diagnosed."""
    rng, functions = np.random.default_rng(1), question.space(variant.function)
    for _ in range(draws):
        inputs = question.draw(rng)
        if not all(seen.holds for seen in question.judge(inputs, run_plan(question.plan(inputs), functions)).seen):
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("question", QUICK)
def test_each_wrong_variant_fails_on_one_of_its_draws(question):
    """The slow tests below ask whether it is named, too."""
    alive = [f"{v.mistake}: {v.name}" for v in question.wrong if not v.endless and passes(question, v, question.cases)]
    assert alive == []


@pytest.mark.slow
@pytest.mark.parametrize("question", QUICK)
def test_each_right_variant_holds_on_two_draws(question):
    assert [variant.name for variant in question.right if not passes(question, variant, 2)] == []


@pytest.mark.slow
@pytest.mark.timeout(900)
@questions
@pytest.mark.sampled(2)
def test_the_bank_keeps_its_promises_on_one_seed(exam, question):
    keeps_its_promises(exam, question, 1)


@pytest.mark.full
@pytest.mark.timeout(3000)
@questions
def test_the_bank_keeps_its_promises_on_a_hundred_seeds(exam, question):
    keeps_its_promises(exam, question, 100)


@pytest.mark.slow
def test_a_bank_that_does_not_is_told_with_the_variant_and_the_seed():
    exam, question = EXAMS[0], EXAMS[0].questions[1]
    right, wrong = question.right[0], question.wrong[0]
    passes = replace(wrong, function=right.function)
    renamed = replace(wrong, mistake="transposed", name="renamed")
    refused = replace(right, function=wrong.function, name="refused")
    row = measure(exam, replace(question, wrong=(passes, renamed, wrong), right=(refused,)), 1)
    assert row.failures[:2] == (
        f"{wrong.mistake}: {wrong.name} (seed 0) is not killed",
        "refused (seed 0) is not accepted",
    )
    assert any(line.startswith("transposed: renamed (seed 0)") for line in row.failures[2:])


@pytest.mark.full
@pytest.mark.parametrize(("question", "variant"), RIGHT)
def test_a_right_variant_gets_full_marks_on_a_thousand_seeds(question, variant):
    assert [seed for seed in range(1000 // question.thinned) if not ask(question, variant, seed).passed] == []


@questions
def test_variants_and_equations_are_known_to_the_catalogues(exam, question):
    assert {variant.mistake for variant in question.wrong} <= MISTAKES.keys()
    assert EQUATIONS[question.equation].latex == question.formula
    assert question.exam == exam.name


@questions
def test_variants_have_names_of_their_own(exam, question):
    for bank in (question.wrong, question.right):
        assert len({(variant.mistake, variant.name) for variant in bank}) == len(bank)


def test_swaps_are_known_to_the_catalogue():
    assert {swap.mistake for swap in SWAPS} <= MISTAKES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("question", ANATOMIES)
def test_what_the_answer_is_made_of_gives_the_answer(question):
    rng = np.random.default_rng(3)
    counts = set()
    for _ in range(20):
        inputs = question.draw(rng)
        expected = question.reference(*fresh_copies(inputs))
        parts = expected if isinstance(expected, tuple) else (expected,)
        for anatomy in question.anatomy(inputs):
            for part, built in zip(parts, anatomy.build(anatomy.ingredients), strict=True):
                np.testing.assert_allclose(built, part, rtol=1e-12, atol=1e-12)
            for part, rows in zip(parts, anatomy.rows, strict=bool(anatomy.rows)):
                if rows is not None:
                    np.testing.assert_allclose(rows.sum(axis=0), part, rtol=1e-9, atol=1e-12)
        counts.add(tuple(mistake for mistake, _ in edits(question.anatomy(inputs), SWAPS)))
    assert len(counts) == 1  # the same edits in the same order, whatever was drawn


@pytest.mark.parametrize("question", FUNCTIONS)
def test_references_change_none_of_their_inputs(question):
    inputs = question.draw(np.random.default_rng(0))
    values = fresh_copies(inputs)
    question.reference(*values)
    for one, other in zip(plain(values), plain(inputs.values()), strict=True):
        np.testing.assert_array_equal(one, other)


def plain(values):
    """All arrays and numbers, those in lists too; a generator is there to be used up."""
    for value in values:
        if isinstance(value, list):
            yield from plain(value)
        elif isinstance(value, (int, float, np.ndarray)):
            yield value


@pytest.mark.parametrize(
    ("exam", "question"), [pytest.param(*one, id=f"{one[0].name}-{one[1].name}") for one in NEWEST]
)
def test_the_table_in_the_readme_is_of_these_questions_and_variants(exam, question):
    text = README.read_text(encoding="utf-8")
    counts = rf"{len(question.wrong)} \| 100 % \| {len(question.right)} \| 100 % \|"
    row = rf"\| {exam.name} \| `{question.name}` \| \d+ \| {counts}"
    assert re.search(row, text), "run python -m autograd_lab.exams.table"
