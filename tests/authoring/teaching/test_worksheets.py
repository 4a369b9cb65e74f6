"""Worksheets: every chapter has one, no answer stands on its task pages, and it fits its pages."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from autograd_lab.authoring import glossary
from autograd_lab.authoring.pdf import printing as chromium
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.teaching.paper import __main__ as command, authored, printing, runs
from autograd_lab.authoring.teaching.paper.runs import Output
from autograd_lab.authoring.teaching.paper.tasks import known_tasks, tasks
from autograd_lab.authoring.teaching.paper.wording import on_paper
from autograd_lab.errors import LabError
from tests.course.lessons import LESSONS
from tests.course.telling import telling_numbers
from tests.support.repo import REPO

PAPER = authored.load(REPO)
TERMS = {key: term.words for key, term in glossary.load(REPO).items()}
SHORT = ("05_computational_graph",)
CHAPTERS = [
    pytest.param(lesson, id=lesson.short, marks=() if lesson.name in SHORT else pytest.mark.full) for lesson in LESSONS
]

BY_CHANCE = [
    ("ch08-watch-it-gather-4", "ch08-a-hand-on-z-6"),  # 9/16 is a part of the loss, too
    ("ch08-exercise-8-1-three-neurons-gather-5-minu-2", "ch08-watch-it-gather-4"),  # 3/16 is the slope at 3/4
    ("ch12-exercise-12-2-one-layer-five-numbers-6-m-2", "ch12-exercise-12-1-four-in-a-row-6-minutes-2"),  # 1/10
]
"""A task, and one that has a number of its answer for another reason."""


def numbers(text):
    """The numbers of a text that tell something: not 100, nor 20,000, which stand in many places."""
    fractions = set(re.findall(r"\d+/\d+", text))
    found = telling_numbers(re.sub(r"\d+/\d+", " ", text.replace("```", " ")))
    found |= {one for one in fractions if len(one) > 3}
    return {one for one in found if len(one.replace(",", "").strip("0.")) > 1}


def told_early(found, ran):
    """(a task, one that shows numbers of its answer, these) for each such pair, which may be the same task twice."""
    shown = [numbers("\n".join([task.asked, *task.given, *(field.given for field in task.fields)])) for task in found]
    for k, task in enumerate(found):
        right = numbers(" ".join(value for _, value in task.numbers))
        if right & shown[k]:
            yield task.cell, task.cell, right & shown[k]
        answer = (numbers("\n".join([task.answer, ran[task.cell].printed])) | right) - shown[k]
        for j, other in enumerate(found):
            if j != k and answer & shown[j]:
                yield task.cell, other.cell, answer & shown[j]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lesson", CHAPTERS)
def test_a_worksheet_asks_answers_apart_and_fits(browser, executed, tmp_path, lesson):
    ran = runs.outputs_of(executed(lesson.name).notebook)
    found = tasks(lesson, ran, PAPER.tasks, TERMS)
    assert found
    assert [told for told in told_early(found, ran) if told[:2] not in BY_CHANCE] == []
    for task in found:
        assert len(task.asked.split()) > 7, f"{task.cell} asks nothing"
        assert task.answer or task.printed
    target = tmp_path / "worksheet.pdf"
    page = chromium.paper_page(browser)
    page.set_viewport_size(printing.A4)
    command.print_worksheet(page, REPO, lesson, ran, PAPER, target)
    assert printing.overflowing(page) == []
    assert printing.smallest_text(page) >= 10
    assert page.locator("[data-mml-node=merror]").count() == 0
    drawn = page.locator(".picture svg text").all_text_contents()
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) <= 4
    first = next(k for k, text in enumerate(pages) if ": answers" in text[:120])
    assert first >= 1
    assert not numbers(" ".join(drawn)) & {n for task in found for n in numbers(f"{task.answer} {task.numbers}")}
    for task in found:
        assert all(f"{name} = {value}" not in " ".join(pages[:first]) for name, value in task.numbers)


def test_every_chapter_has_tasks_besides_those_left_out():
    known = known_tasks(LESSONS)
    assert authored.unknown_tasks(PAPER, known) == []
    for lesson in LESSONS:
        left = {name for name in known_tasks([lesson]) if name.startswith(lesson.short)} - {
            name for name, choice in PAPER.tasks.items() if choice.leave_out
        }
        assert left, f"{lesson.name} has no prediction for paper"


def test_what_paper_says_first_is_true():
    assert [name for name, choice in PAPER.tasks.items() if choice.say] == ["ch02-a-nudge-and-a-ratio-8"]
    assert "(3w - 10)^2" in PAPER.tasks["ch02-a-nudge-and-a-ratio-8"].say
    assert any("$$L(w) = (3w - 10)^2$$" in cell.source for lesson in LESSONS for cell in lesson.cells)
    assert (3 * 2.01 - 10) ** 2 < (3 * 2 - 10) ** 2


def test_an_answer_that_is_told_early_would_be_noticed():
    asked = SimpleNamespace(cell="a", asked="How far?", given=(), fields=(), answer="23.91.", numbers=())
    telling = SimpleNamespace(cell="b", asked="It fell by 23.91.", given=(), fields=(), answer="Yes.", numbers=())
    ran = {"a": Output(), "b": Output()}
    assert list(told_early([asked, telling], ran)) == [("a", "b", {"23.91"})]
    assert list(told_early([asked], ran)) == []


@pytest.mark.parametrize(("text", "kept"), [
    ("## A heading\n\nHow far? Write it down, then run the cell.", "How far?"),
    ("Before you run the next cell: what will it say?", "What will it say?"),
    ("Take $w = 2$. Press → for each step. How large is $L$?", "Take $w = 2$. How large is $L$?"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n\nAdd.", "| a | b |\n|---|---|\n| 1 | 2 |\n\nAdd."),
])  # fmt: skip
def test_what_only_a_screen_can_do_is_not_on_paper(text, kept):
    assert on_paper(text) == kept


@pytest.mark.slow
def test_an_unknown_chapter_is_said(capsys):
    assert command.main(["--root", str(REPO), "77"]) == 1
    assert "no worksheet 77: there are sheet, 00, 01" in capsys.readouterr().err


@pytest.mark.parametrize(("old", "new", "said"), [
    ('"add", ', "", "the operation 'add' is missing"),
    ('"add", ', '"add", "add", ', "the operation 'add' is there twice"),
    ('"fan-out"', '"fan-in"', "the equation 'fan-in' is not among equations.toml"),
    ('"weight", ', '"heaviness", ', "the sign 'heaviness' is not among the glossary's terms"),
    ("fault = 7", "fault = 8", "the fault 8 is not among the patients of ward.py"),
    ('example = "column"', 'example = "heap"', "'Nielsen' has an unknown example"),
    ("picture = ", "pictures = ", "has wrong: pictures"),
    ('why = "Only a run', 'whom = "Only a run', "has no reason"),
    ("[sheet]", "[shoot]", "it lacks 'signs'"),
    ('"24.4"', '"24.4", "24.4"', "'24.4' is left out and named again"),
])  # fmt: skip
def test_a_fault_in_the_file_is_said(tmp_path, old, new, said):
    text = (REPO / authored.FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "course").mkdir()
    (tmp_path / "course/glossary.toml").write_bytes((REPO / "course/glossary.toml").read_bytes())
    (tmp_path / authored.FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(said)):
        authored.load(tmp_path)


def test_a_task_that_is_not_there_is_said():
    wrong = replace(PAPER, tasks={"ch05-no-such-cell": authored.Choice(code=False)})
    (problem,) = authored.unknown_tasks(wrong, known_tasks(LESSONS))
    assert "'ch05-no-such-cell' is no prediction" in problem.what


def test_a_prediction_without_an_answer_in_words_is_said():
    lesson = next(one for one in LESSONS if one.name == "06_build_the_engine")
    with pytest.raises(
        LabError, match=r"has no answer in words, and prints nothing: leave it out in course/paper.toml"
    ):
        tasks(lesson.__class__(lesson.path, tuple(c for c in lesson.cells if "answer" not in c.tags)), {}, {}, TERMS)
