"""Predictions in the book: what comes out is not to be read before the reader asks for it, and then all of it is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.players import wait_until_drawn
from tests.course.lessons import LESSONS
from tests.course.telling import telling_numbers

pytestmark = pytest.mark.browser
ASKING = [lesson for lesson in LESSONS if any("predict" in cell.tags for cell in lesson.cells)]

#: for each prediction: the text of its section in sight above it and behind it, and the text that is folded
SEEN = """() => [...document.querySelectorAll(".tag_predict")].map((cell) => {
  const inSight = (element) => (element?.checkVisibility() ? element.innerText : "");
  const section = cell.closest("section");
  const parts = [...section.children];
  const folds = [...cell.querySelectorAll("details.hide")];
  const textOf = (element) => {
    const copy = element.cloneNode(true);
    for (const code of copy.querySelectorAll("script, style")) code.remove();
    return copy.textContent;
  };
  const hidden = folds.map(textOf);
  const above = parts.slice(0, parts.indexOf(cell) + 1).map(inSight);
  const behind = [];
  for (const part of parts.slice(parts.indexOf(cell) + 1)) {
    if (part.matches(".tag_predict, section")) break;
    if (part.matches("details.al-answer, .tag_answer")) hidden.push(textOf(part));
    behind.push(inSight(part));
  }
  const open = folds.some((fold) => fold.open);
  return { above: above.join("\\n"), behind: behind.join("\\n"), hidden: hidden.join("\\n"), open };
})"""

#: what explains a prediction, cell behind cell, and is still folded
SHUT = (
    ":is(.tag_predict, .al-answer, .tag_answer) + "
    ":is(details.al-answer:not([open]), .tag_answer:has(> details.hide:not([open])))"
)


@pytest.mark.parametrize("lesson", ASKING, ids=lambda lesson: lesson.short)
@pytest.mark.sampled(4)
def test_nothing_answers_a_prediction_before_it_is_opened(book, browser_page, lesson):
    browser_page.goto((book / "notebooks" / f"{lesson.name}.html").as_uri())
    wait_until_drawn(browser_page)
    found = browser_page.evaluate(SEEN)
    assert len(found) == sum("predict" in cell.tags for cell in lesson.cells)
    assert not any(one["open"] for one in found)
    told = [
        sorted(shown)
        for one in found
        if (shown := (telling_numbers(one["hidden"]) - telling_numbers(one["above"])) & telling_numbers(one["behind"]))
    ]
    assert not told, f"{lesson.name}: folded, and told in the open behind the fold: {told}"
    assert all(re.search(r"\S", one["hidden"]) for one in found)
    answers = browser_page.locator(SHUT)
    assert answers.count() or not any("answer" in cell.tags for cell in lesson.cells)
    folds = browser_page.locator(".tag_predict details.hide")
    folds.evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    expect(answers).to_have_count(0)
