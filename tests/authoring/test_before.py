"""Before the first hour: each wrong option is the slip that it names, each repair is whole, a bad entry is named."""

import re
from pathlib import Path

import numpy as np
import pytest

from autograd_lab.authoring import before, sync
from autograd_lab.authoring.book import with_fold_tags
from autograd_lab.authoring.cell_forms import quiz
from autograd_lab.authoring.lint import lint
from autograd_lab.authoring.minutes import FIGURE, PREDICTION, QUESTION, WORDS, words
from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.problems import CourseError
from autograd_lab.equations import EQUATIONS
from tests.support.repo import REPO

QUESTIONS = before.load(REPO)
PAGE = before.page(REPO)
EXERCISE = 1.5  # minutes of one with a pencil, of which a repair has two
MOST_WORDS = 250


def slope(f, x):
    """The slope of f at x: exact for parabolas and lines, and rounded for the one cubic."""
    return round((f(x + 0.001) - f(x - 0.001)) / 0.002, 4)


def numbers_in(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+", text.replace("−", "-"))]


def worked_out(expression: str) -> list[float]:
    found = eval(expression, {"np": np, "slope": slope})
    return [float(number) for number in np.ravel(found)]


def share_right(options: list[tuple[str, str]], length: int) -> float:
    """How often somebody is right who takes an option of this length, by lot where there are several."""
    replies = [reply for text, reply in options if len(text) == length]
    return sum(reply.startswith("Right") for reply in replies) / len(replies)


def repairs() -> dict[str, list]:
    """The cells of each repair by its heading."""
    found, heading = {}, ""
    for cell in PAGE.cells:
        if cell.kind == "markdown" and (begun := re.match(r"## (.+)", cell.source)):
            heading = begun[1]
        if heading.startswith("Repair "):
            found.setdefault(heading, []).append(cell)
    return found


# --- the questions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_option_is_what_its_way_comes_to_and_no_other_way_does(question):
    found = [worked_out(option.value) for option in question.options]
    assert found == [numbers_in(option.text) for option in question.options]
    assert len({tuple(numbers) for numbers in found}) == len(found) == 3


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_what_a_reply_works_out_is_the_number_of_its_option(question):
    for option in question.options:
        for sum_or_product in re.findall(r"\d+(?: [+·−] \d+)+", option.reply):
            assert eval(sum_or_product.replace("·", "*").replace("−", "-")) in numbers_in(option.text)


def test_a_reply_with_a_sum_or_product_is_told():
    worked = [option for question in QUESTIONS for option in question.options if re.search(r"\d [+·] \d", option.reply)]
    assert len(worked) >= 9


def test_there_are_two_questions_of_each_kind_and_a_repair_for_each():
    kinds = [question.kind for question in QUESTIONS]
    assert len(kinds) == 8
    assert kinds == [kind for kind in dict.fromkeys(kinds) for _ in range(2)]
    assert [question.repair for question in QUESTIONS] == [cells[0].slug for cells in repairs().values()]
    assert [int(re.findall(r"\d+", heading)[0]) for heading in repairs()] == list(range(1, 9))


def test_no_habit_finds_the_right_options():
    quizzes = {at: quiz(PAGE.cells[at].source)[1] for at in option_orders(PAGE)}
    places = [
        next(place for place, option in enumerate(order) if quizzes[at][option][1].startswith("Right"))
        for at, order in option_orders(PAGE).items()
    ]
    assert max(places.count(place) for place in range(3)) <= 3
    for longest in (max, min):
        found = [share_right(options, longest(len(text) for text, _ in options)) for options in quizzes.values()]
        assert sum(found) <= 3.5


def test_a_wrong_option_leads_to_its_repair_and_a_right_one_does_not():
    asked = [cell for cell in PAGE.cells if "quiz" in cell.tags]
    for number, (cell, question) in enumerate(zip(asked, QUESTIONS, strict=True), start=1):
        assert cell.source.startswith(f"**{number}.** ")
        for _, reply in quiz(cell.source)[1]:
            assert reply.startswith("Right.") is not reply.endswith(f"(#cell-id={question.repair}).")


# --- the repairs -------------------------------------------------------------------------------------------


def test_the_text_is_as_the_lint_wants_it():
    assert lint([PAGE], EQUATIONS) == []


@pytest.mark.parametrize("heading", repairs())
def test_a_repair_asks_first_and_ends_with_two_exercises_and_their_answers(heading):
    cells = repairs()[heading]
    tags = [cell.tags for cell in cells]
    assert tags.index(("predict",)) == 1, "the question, then what comes out"
    assert tags.index(("answer",)) == 2
    assert tags[-3:] == [("exercise",), ("solution",), ("asserts",)]
    for cell in cells[-3:-1]:
        assert re.findall(r"\*\*.*?\(([ab])\)\*\*", cell.source) == ["a", "b"]
    assert sum(map(words, cells)) <= MOST_WORDS


@pytest.mark.parametrize("heading", repairs())
def test_a_repair_takes_the_minutes_that_it_states(heading):
    cells = repairs()[heading]
    played = sum("show(" in cell.source for cell in cells if cell.kind == "code")
    estimated = sum(map(words, cells)) / WORDS + PREDICTION + FIGURE * played + 2 * EXERCISE
    assert re.findall(r"\((\d+) minutes\)", heading) == [str(round(estimated))]


def test_the_table_of_what_to_do_is_that_of_the_questions_and_the_repairs():
    [text] = [cell.source for cell in PAGE.cells if cell.slug == "before-count"]
    rows = re.findall(r"^\| ([\w ]+), (\d) and (\d) \| repairs (\d) and (\d) \| (\d+) \|", text, re.MULTILINE)
    stated = [int(re.findall(r"\((\d+) minutes\)", heading)[0]) for heading in repairs()]
    expected = [
        (QUESTIONS[at].kind, at + 1, at + 2, at + 1, at + 2, stated[at] + stated[at + 1]) for at in (0, 2, 4, 6)
    ]
    assert [(kind, *map(int, numbers)) for kind, *numbers in rows] == expected
    assert 5 * round(len(QUESTIONS) * QUESTION / 5) == 10
    assert "ten minutes" in PAGE.cells[0].source


def test_its_code_runs_and_its_checks_hold():
    names = {"__name__": "lesson"}
    for cell in PAGE.cells:
        if cell.kind == "code":
            exec(cell.source, names)


def test_a_wrong_number_of_the_text_is_found():
    [checks] = [cells[-1].source for heading, cells in repairs().items() if heading.startswith("Repair 1")]
    names = {"weights": [2, 1, 4, 3], "total": 40}
    exec(checks, names)
    with pytest.raises(AssertionError):
        exec(checks.replace("== 30", "== 29"), names)


def test_its_links_lead_to_what_is_there():
    text = "\n".join(cell.source for cell in PAGE.cells if cell.kind == "markdown")
    slugs = {f"cell-id={cell.slug}" for cell in PAGE.cells if cell.source.startswith("## ")}
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) >= 20
    for link in links:
        path, _, at = link.partition("#")
        assert at in slugs if not path else (REPO / "course/lessons" / path).with_suffix(".py").exists(), link


# --- a course that has none, or a bad one -------------------------------------------------------------------

ENTRY = """\
[[questions]]
id = "one"
kind = "sums"
repair = "before-repair-1"
question = "What is 1 + 1?"
options = [
    { text = "2", is = "right", value = "1 + 1", reply = "Right. It is." },
    { text = "1", is = "product", value = "1 * 1", reply = "No. You multiplied." },
]
"""
TEXT = """\
# %% [markdown]
# # Before
#
# It is short.

# %% [markdown] slug="before-sums"
# ## Sums

# %% [markdown] slug="before-repair-1"
# ## Repair 1: a sum (5 minutes)
#
# Add.
"""


@pytest.fixture
def with_page(course: Path) -> Path:
    """A course of one chapter with a page of one question."""
    folder = course / "course/beside"
    folder.mkdir()
    (folder / "before.toml").write_text(ENTRY)
    (folder / "before.py").write_text(TEXT)
    return course


@pytest.mark.slow
def test_a_course_gets_its_page(with_page: Path) -> None:
    assert sync.main(["--root", str(with_page)]) == 0
    text = (with_page / "notebooks/before.ipynb").read_text()
    assert text.index("## Sums") < text.index("al-choice") < text.index("## Repair 1")
    assert "[repair 1](#cell-id=before-repair-1)" in text
    assert "[repair 1](#repair-1-a-sum-5-minutes)" in with_fold_tags(text)


def test_a_course_without_questions_gets_no_page(course: Path) -> None:
    assert before.page(course) is None


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ('is = "right"', 'is = "wrong"', "has not one right option"),
        ('id = "one"\n', "", "'\\?' has wrong or missing: id"),
        ('question = "What is 1 + 1?"', 'asked = "?"', "'one' has wrong or missing: question, asked"),
        ('value = "1 * 1", ', "", "option 2 of the question 'one' has wrong or missing: value"),
        ('reply = "No. ', 'reply = "', "the reply to '1' in the question 'one' does not say whether"),
        ("repair-1", "repair", "the repair 'before-repair' of the question 'one' has no number"),
        ("repair-1", "repair-2", "names 'before-repair-2', and no cell has this slug"),
        ('"What is 1 + 1?"', "2", "'one' has wrong or missing: question"),
        ('text = "2"', "text = 2", "option 1 of the question 'one' has wrong or missing: text"),
        ('kind = "sums"', 'kind = "two sums"', "the question 'one' finds no place on the page"),
        ("[[questions]]", "[questions]", "the questions are no tables"),
        ("[[questions]]", "[[questions]", "this is no TOML"),
    ],
)
def test_a_bad_entry_is_named(with_page: Path, was: str, is_now: str, said: str) -> None:
    assert was in ENTRY
    (with_page / before.QUESTIONS).write_text(ENTRY.replace(was, is_now))
    with pytest.raises(CourseError, match=said):
        before.page(with_page)


def test_questions_without_their_text_are_named(with_page: Path) -> None:
    (with_page / "course/beside/before.py").unlink()
    with pytest.raises(CourseError, match="the questions have no page"):
        before.page(with_page)


@pytest.mark.slow
def test_sync_tells_of_a_bad_entry_and_of_a_number_that_nothing_proves(with_page: Path, capsys) -> None:
    (with_page / before.QUESTIONS).write_text(ENTRY.replace('is = "right"', 'is = "wrong"'))
    assert sync.main(["--root", str(with_page)]) == 1
    assert "course/beside/before.toml:1: the question 'one' has not one right option" in capsys.readouterr().out
    (with_page / before.QUESTIONS).write_text(ENTRY)
    (with_page / "course/beside/before.py").write_text(TEXT.replace("Add.", "Add 0.5."))
    assert sync.main(["--root", str(with_page)]) == 1
    assert "nothing proves the number 0.5" in capsys.readouterr().out
