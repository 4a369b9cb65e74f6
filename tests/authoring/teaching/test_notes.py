"""The notes to all chapters: none is missing, each exam's numbers hold, and each page has its parts and links."""

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest

from autograd_lab.authoring.sections import anchor
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import pages
from autograd_lab.authoring.teaching.catalogue import entry_text
from autograd_lab.authoring.teaching.chapter_notes import FOLDER, ChapterNotes, load
from autograd_lab.authoring.teaching.links import FOLDER as PAGES
from autograd_lab.authoring.teaching.words import literal, sentence
from tests.support.course_text import course
from tests.support.repo import REPO as ROOT

CHAPTERS = [source for source in course() if source.chapter is not None]
WITH_NOTES = [source for source in CHAPTERS if (ROOT / FOLDER / f"{source.chapter:02d}.toml").exists()]
by_chapter = pytest.mark.parametrize("source", WITH_NOTES, ids=[source.short for source in WITH_NOTES])
PARTS = ("Before class", "Show", "Exercises", "What to skip", "For the exam", "After class")
LINK = re.compile(r"\]\(([^()\s]+)\)")
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")


def notes_of(source: Source) -> ChapterNotes:
    found = load(ROOT, source)
    assert found
    return found


def literals(code: str) -> set[float]:
    """The numbers that stand in a piece of Python."""
    found = (node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    return {float(value) for value in found if isinstance(value, int | float)}


def headings(text: str) -> list[str]:
    return re.findall(r"^#{2,3} (.+?)\s*$", text, re.MULTILINE)


def test_every_chapter_has_notes() -> None:
    assert not list(map(str, pages.missing_notes(ROOT, course())))


@by_chapter
def test_expected_wrong_guesses_stand_in_the_catalogue(source: Source) -> None:
    notes = notes_of(source)
    guesses = [guess for show in notes.shows for guess in show.guesses] + list(notes.exam.slips)
    assert guesses
    for guess in guesses:
        assert guess.entry == entry_text(ROOT, guess.of)
        assert guess.entry
        assert guess.meaning
        assert "{" not in guess.meaning  # no template reaches the page


@by_chapter
def test_the_exam_can_be_marked(source: Source) -> None:
    exam = notes_of(source).exam
    assert 8 <= exam.minutes <= 15
    assert all(points >= 1 for points, _ in exam.marks)
    assert len(exam.marks) >= 3
    assert exam.slips


@by_chapter
def test_the_numbers_of_the_exam_hold(source: Source) -> None:
    exam = notes_of(source).exam
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(exam.check))), "the check asserts nothing"
    exec(compile(exam.check, f"{source.short}: the exam's check", "exec"), {"np": np, "math": math})
    stated = {float(number) for number in DECIMAL.findall(re.sub(r"`[^`]*`", "", exam.answer))}
    assert stated <= literals(exam.check), f"not in the check: {stated - literals(exam.check)}"


def test_a_wrong_number_in_an_exam_is_found() -> None:
    exam = notes_of(next(source for source in WITH_NOTES if source.chapter == 3)).exam
    wrong = exam.check.replace("0.8", "0.9")
    assert wrong != exam.check
    with pytest.raises(AssertionError):
        exec(wrong, {"np": np, "math": math})


@pytest.fixture(scope="module")
def page() -> str:
    """The page of chapter 05, with one exhibit that it teaches and one that it does not."""
    source = next(source for source in CHAPTERS if source.chapter == 5)
    exhibits = [
        {"id": "9.1", "key": "assigned", "title": "fan_out(Scalar)"},
        {"id": "1.3", "key": "mean-missing", "title": "mse_gradients(X, y, w, b)"},
    ]
    return pages.pages(ROOT, [source], exhibits)[Path("docs/teaching/05.md")]


def part(page: str, name: str) -> str:
    return page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def test_the_parts_of_a_page_stand_in_their_order(page: str) -> None:
    assert page.startswith("# Notes to chapter 5 · The computational graph\n")
    assert tuple(re.findall(r"^## (.+)$", page, re.MULTILINE)) == PARTS


def test_a_page_shows_what_the_notes_and_the_chapter_say(page: str) -> None:
    source = next(source for source in CHAPTERS if source.chapter == 5)
    notes = notes_of(source)
    shown = part(page, "Show")
    assert shown.count("\n- **Ask:** ") == len(notes.shows)
    for show in notes.shows:
        assert " ".join(show.line.split()) in shown
        assert all(f"“{guess.says}”" in shown and f"*{literal(guess.meaning)}*" in shown for guess in show.guesses)
    assert "three rules: $a + b$ has slope 1" in part(page, "Before class")
    assert "overlooking that a number is used twice" in part(page, "Before class")
    assert "| 11 of 11 of its own; 11 of the chapter's 34 (32%) |" in part(page, "Exercises")
    assert all(what in part(page, "What to skip") for what, _ in notes.skip)


def wrong_minutes(page: str) -> str:
    """What a page says of the time in class where the minutes of its cells do not add up to it; else nothing."""
    taken = [int(number) for number in re.findall(r", about (\d+) minutes?: \[", part(page, "Show"))]
    (said,) = re.findall(r"\*\*Time in class:\*\* (.+)", page)
    if found := re.search(r"numbers 1 to (\d+) .+ fit in 50 minutes \((\d+)\); all (\d+) take (\d+)\.", said):
        count, some, every, total = map(int, found.groups())
        right = sum(taken[:count]) == some <= 50 < sum(taken[: count + 1]) and (every, total) == (
            len(taken),
            sum(taken),
        )
    else:
        right = sum(taken) <= 50 and f" about {sum(taken)} of 50 minutes." in said
    return "" if taken and right else said


def test_the_minutes_of_a_page_add_up(page: str) -> None:
    assert not wrong_minutes(page)
    taken = re.findall(r", about (\d+) minutes: \[", page)
    more = page.replace(f", about {taken[0]} minutes: [", f", about {int(taken[0]) + 1} minutes: [", 1)
    assert wrong_minutes(more).startswith("numbers 1 to ")
    assert wrong_minutes(re.sub(r"all 11 take \d+", "all 11 take 57.6", page))


def doubled_ends(page: str) -> list[str]:
    """What is printed in bold with a full stop behind another end of a sentence."""
    return [bold for bold in re.findall(r"\*\*(.+?)\*\*", page) if re.search(r"[.?!]\.$", bold)]


def test_a_heading_that_ends_with_a_question_mark_gets_no_full_stop() -> None:
    source = next(source for source in CHAPTERS if source.chapter == 17)
    page = pages.pages(ROOT, [source], [])[Path("docs/teaching/17.md")]
    assert "\n- **What becomes of the curvature?** The" in page
    assert "\n- **Exercise 17.4.** It" in page
    assert not doubled_ends(page)
    assert doubled_ends(page.replace("curvature?**", "curvature?.**")) == ["What becomes of the curvature?."]
    assert (sentence("Halt!"), sentence("Said.")) == ("Halt!", "Said.")


def test_the_answer_to_the_exam_is_folded_and_its_points_add_up(page: str) -> None:
    exam = notes_of(next(source for source in CHAPTERS if source.chapter == 5)).exam
    question, _, folded = part(page, "For the exam").partition("<details>")
    assert exam.question in question
    assert exam.answer not in question
    assert exam.answer in folded.partition("</details>")[0]
    total = sum(points for points, _ in exam.marks)
    assert f"{exam.minutes} minutes, {total} points." in question
    assert f"| **{total}** | **in all** |" in folded


def test_after_class_leads_to_the_beliefs_and_exhibits_of_the_chapter(page: str) -> None:
    after = part(page, "After class")
    assert "A number used twice has the gradient that came last" in after
    assert "in 5.2." in after
    assert "<code>fan_out(Scalar)</code>: 1 exhibit</summary>9.1 = for += at a fan-out</details>" in after
    assert "1/N missing" not in after


def dead_links(found: dict[Path, str]) -> list[str]:
    """Links of derived pages that lead to no page, file or heading."""
    anchors = {
        Path("notebooks", f"{source.name}.ipynb"): {
            anchor(heading) for cell in source.cells if cell.kind == "markdown" for heading in headings(cell.source)
        }
        for source in CHAPTERS
    } | {path: {anchor(heading) for heading in headings(text)} for path, text in found.items()}
    dead = []
    for path, text in found.items():
        for link in LINK.findall(text):
            file, _, place = link.partition("#")
            target = (ROOT / path.parent / file).resolve().relative_to(ROOT.resolve())
            there = target in found or (ROOT / target).is_file()
            if not there or (place and place not in anchors.get(target, ())):
                dead.append(f"{path}: {link}")
    return dead


def with_overview(found: dict[Path, str]) -> dict[Path, str]:
    return found | {PAGES / "README.md": pages.index(ROOT, CHAPTERS, found)}


def test_the_links_of_a_page_and_of_the_overview_lead_somewhere(page: str) -> None:
    found = with_overview({Path("docs/teaching/05.md"): page})
    assert all(LINK.search(text) for text in found.values())
    assert not dead_links(found)
    broken = page.replace("#one-more-coffee", "#one-more-tea").replace("inventory_b.ipynb", "inventory_c.ipynb")
    assert dead_links(found | {Path("docs/teaching/05.md"): broken}) == [
        "docs/teaching/05.md: ../../notebooks/05_computational_graph.ipynb#one-more-tea",
        "docs/teaching/05.md: ../../notebooks/inventory_c.ipynb",
    ]


@pytest.mark.full
def test_every_page_has_links_that_lead_somewhere_minutes_that_add_up_and_one_end_to_a_sentence() -> None:
    found = pages.pages(ROOT, WITH_NOTES, [])
    assert not dead_links(with_overview(found))
    assert not [path for path, text in found.items() if wrong_minutes(text) or doubled_ends(text)]
