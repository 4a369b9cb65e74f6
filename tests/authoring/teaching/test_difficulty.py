"""What an exercise separates: only wrong ideas whose every answer is refused and told apart from all the others."""

import pytest

from autograd_lab.answers import EXERCISES, Code, Numbers
from autograd_lab.authoring.teaching.catalogue import slip_texts
from autograd_lab.authoring.teaching.difficulty import difficulty, exam_mistakes, ideas_of, separated_ideas
from autograd_lab.mistakes import MISTAKES


def numbers(*slips: tuple[float, str]) -> Numbers:
    return Numbers(right={"sum": 5}, slips={"sum": slips})


@pytest.mark.parametrize(
    ("exercise", "separated"),
    [
        (numbers((6, "A product."), (1, "A difference.")), ["A product.", "A difference."]),
        (numbers((6, "A product."), (6, "A guess.")), []),  # both are told the first
        (numbers((6, "A product."), (5, "A difference.")), ["A product."]),  # the second is accepted
        (numbers((6, "A product."), (7, "A product.")), ["A product."]),  # one idea, two answers
        (numbers((6, "A product."), (1, "A guess."), (6, "A guess.")), []),  # half of the guesses look like the product
        (numbers((6, "Wrong."), (1, "Quite. Wrong.")), ["Wrong.", "Quite. Wrong."]),  # one ends as the other does
        (
            Code(lambda x: 2 * x, [(1.0,)], [(lambda x: x, "As it came."), (lambda x: x + 1, "One more.")]),
            ["As it came."],
        ),
        (
            Code(lambda x: 2 * x, [(3.0,)], [(lambda x: x, "As it came."), (lambda x: x + 1, "One more.")]),
            ["As it came.", "One more."],
        ),
    ],
)
def test_an_idea_counts_when_all_its_answers_are_told_apart(exercise: Numbers | Code, separated: list[str]) -> None:
    slips = exercise.slips["sum"] if isinstance(exercise, Numbers) else exercise.slips
    ideas = tuple(dict.fromkeys(text for _, text in slips))
    assert separated_ideas(exercise, ideas) == separated


def test_the_chapter_counts_its_exercises_and_its_exam_mistakes_once() -> None:
    told = {text for number in ("8.1", "8.2", "8.3", "8.4") for text in slip_texts(number)}
    assert len(ideas_of(8)) == len(told) + len(exam_mistakes(8))
    assert all(MISTAKES[key].chapter == "08" for key in exam_mistakes(8))
    assert difficulty("8.3").chapter == len(ideas_of(8))


def test_the_engine_and_what_wraps_other_questions_have_their_wrong_ideas_too() -> None:
    assert min(len(slip_texts(number)) for number in ("6.6", "18.5", "24.2")) >= 4
    assert difficulty("6.6").separated == difficulty("6.6").own


@pytest.mark.full
def test_every_exercise_separates_all_that_it_knows() -> None:
    weak = {number: found for number in EXERCISES if (found := difficulty(number)).separated < found.own}
    assert not weak
