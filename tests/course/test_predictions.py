"""Predictions hold: no number of an answer stands in the open behind its fold; each is asked once in the course."""

import re

import pytest

from tests.course.lessons import LESSONS
from tests.course.telling import telling_numbers


def predictions(lesson):
    """For each prediction: what was asked, what answers it, and what stands in the open until the next heading."""
    section = []
    cells = list(lesson.cells)
    for at, cell in enumerate(cells):
        if cell.kind == "markdown" and re.search(r"^#{1,4} ", cell.source, re.MULTILINE):
            section = []
        section.append(cell)
        if "predict" not in cell.tags:
            continue
        answer, after = [], []
        for later in cells[at + 1 :]:
            if later.kind == "markdown" and re.search(r"^#{1,4} ", later.source, re.MULTILINE):
                break
            if "predict" in later.tags:
                break
            if later.kind == "markdown" and "asserts" not in later.tags:
                (answer if "answer" in later.tags else after).append(later)
        asked = "\n".join(one.source for one in section if "answer" not in one.tags and "asserts" not in one.tags)
        yield cell, asked, "\n".join(one.source for one in answer), "\n".join(one.source for one in after)


ASKED = [(lesson, *found) for lesson in LESSONS for found in predictions(lesson)]


def test_there_are_predictions_to_look_at():
    assert len(ASKED) > 80


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.short)
def test_no_number_of_an_answer_stands_in_the_open(lesson):
    told = [
        (cell.line, sorted(shown))
        for cell, asked, answer, after in predictions(lesson)
        if (shown := (telling_numbers(answer) - telling_numbers(asked)) & telling_numbers(after))
    ]
    assert not told, f"{lesson.name}: the fold hides these numbers, and the text behind it tells them: {told}"


def test_a_prediction_is_asked_once():
    sources = [re.sub(r"\s+", " ", cell.source) for _, cell, *_ in ASKED]
    assert len(sources) == len(set(sources))


def test_the_test_itself_sees_an_answer_in_the_open():
    assert telling_numbers("It is −0.4768 here, and 12, eq. {{ref:a}} and `1`, at [9](01_x.ipynb#a-999).") == {"0.4768"}
    assert telling_numbers("With 0.05 it is 1,024 and 0.0005.") == {"1,024"}
