"""The quizzes: numbered questions, one right option each, not always in the same place; the concept test has ten."""

import re

import pytest

from autograd_lab.authoring.cell_forms import quiz
from tests.course.lessons import LESSONS

QUESTIONS = {
    lesson.name: [quiz(cell.source) for cell in lesson.cells if "quiz" in cell.tags]
    for lesson in LESSONS
    if any("quiz" in cell.tags for cell in lesson.cells)
}


def test_the_concept_test_has_ten_questions_that_keep_their_replies_and_their_key_names_the_chapters():
    questions = QUESTIONS["00_start_here"]
    assert len(questions) == 10
    [first] = [lesson for lesson in LESSONS if lesson.chapter == 0]
    assert all("withheld" in cell.tags for cell in first.cells if "quiz" in cell.tags)
    for question, options in questions:
        assert len(options) >= 3, question
    named = {n for _, options in questions for _, reply in options for n in re.findall(r"[Cc]hapters? (\d\d)", reply)}
    assert named >= {"01", "02", "03", "04", "05", "06", "07", "09"}


def test_ten_like_them_are_asked_again_in_the_chapter_that_the_first_one_names():
    [before] = [cell.source for lesson in LESSONS for cell in lesson.cells if cell.slug == "ch00-concept-test"]
    [chapter] = re.findall(
        r"chapter (\d\d) asks ten questions like these again", before.replace("\n# ", " ").replace("\n", " ")
    )
    [last] = [lesson for lesson in LESSONS if lesson.chapter == int(chapter)]
    [begin] = [at for at, cell in enumerate(last.cells) if (cell.slug or "").endswith("-concept-test")]
    again = []
    for cell in last.cells[begin + 1 :]:
        if cell.kind == "markdown" and cell.source.startswith("#"):
            break
        again += [quiz(cell.source)[0].partition("** ")[2]] * ("quiz" in cell.tags)
    first = [question.partition("** ")[2] for question, _ in QUESTIONS["00_start_here"]]
    assert len(again) == 10
    assert not set(first) & set(again)


@pytest.mark.parametrize("chapter", QUESTIONS)
def test_questions_are_numbered_and_have_one_right_option_each(chapter):
    places = set()
    for number, (question, options) in enumerate(QUESTIONS[chapter], start=1):
        assert question.startswith(f"**{number}.** ")
        [right] = [place for place, (_, reply) in enumerate(options) if reply.startswith("Right")]
        places.add(right)
    assert len(places) > 1
