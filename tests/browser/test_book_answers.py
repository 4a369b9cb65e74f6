"""Exercises on the book's pages: judged as `tell` judges, kept in the browser, counted, and forgotten on request."""

import json

import pytest
from playwright.sync_api import expect

from autograd_lab.answers import EXERCISES, tell
from tests.answers.typed_answers import NUMBERS, ORDERS, right, slips
from tests.support.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY = "autograd-lab/answers/1/"
CH01 = "01_linear_regression"
FULL = [pytest.param(name, marks=pytest.mark.full) for name in (CH01, "07_one_network_by_hand", "12_vanishing")]
BY_TYPING = ("05_computational_graph", *FULL)

#: types each answer into the fields of a form and sends it; what is read there then
ANSWER = """([number, answers]) => {
  const form = document.querySelector(`.al-ask[data-al-number="${number}"] form`);
  return answers.map((typed) => {
    for (const [name, text] of Object.entries(typed)) form.elements[`answer ${name}`].value = text;
    form.requestSubmit();
    return [...form.querySelectorAll(".al-reply > p")].map((line) => line.textContent);
  });
}"""

#: a storage that refuses what is ours; the theme has things of its own in it
REFUSE = """{
  const { setItem, getItem } = Storage.prototype;
  const refuse = (key) => {
    if (String(key).startsWith("autograd-lab/")) throw new DOMException("no room", "QuotaExceededError");
  };
  Storage.prototype.setItem = function (key, value) { refuse(key); return setItem.call(this, key, value); };
  Storage.prototype.getItem = function (key) { READ return getItem.call(this, key); };
}"""


def address(book, chapter):
    return (book / "notebooks" / f"{chapter}.html").as_uri()


def typed(answer):
    """An answer as somebody types it."""
    return {
        name: ", ".join(map(repr, number)) if isinstance(number, list) else repr(number)
        for name, number in answer.items()
    }


def form_of(page, number):
    return page.locator(f'.al-ask[data-al-number="{number}"] form')


def fill(page, number, answer):
    for name, text in typed(answer).items():
        form_of(page, number).get_by_label(name, exact=True).fill(text)


def progress(page):
    return page.locator(".al-progress > span").first


@pytest.mark.parametrize("chapter", BY_TYPING)
def test_each_slip_that_is_typed_is_told_as_in_a_notebook(book, browser_page, chapter):
    browser_page.goto(address(book, chapter))
    asked = [key for key in NUMBERS if key.startswith(f"{int(chapter[:2])}.")]
    assert asked
    for key in asked:
        answers = [right(NUMBERS[key]), *(answer for _, answer in slips(NUMBERS[key]))]
        found = browser_page.evaluate(ANSWER, [key, [typed(answer) for answer in answers]])
        for answer, lines in zip(answers, found, strict=True):
            reply = tell(key, answer)
            told = [("✓" if line.endswith(": right") else "✗") + line for line in reply.lines]
            assert lines == told, (key, answer)


#: for each place: the number, whether there is a form, whether a link, and whether what the cell printed is to be seen
PLACES = """() => [...document.querySelectorAll(".al-ask")].map((place) => [
  place.dataset.alNumber, !!place.querySelector("form"), !!place.querySelector(".al-answers-code a[href]"),
  place.previousElementSibling.querySelector(":scope > .cell_output").checkVisibility(),
])"""


@pytest.mark.full
def test_every_exercise_has_a_form_or_says_where_its_code_runs(book, browser_page):
    seen = {}
    for page in sorted((book / "notebooks").glob("[0-9]*.html")):
        browser_page.goto(page.as_uri(), wait_until="domcontentloaded")
        for number, form, link, printed in browser_page.evaluate(PLACES):
            assert form != link == printed, number
            seen[number] = form
    assert seen.keys() == EXERCISES.keys()
    assert {number for number, form in seen.items() if form} == {*NUMBERS, *ORDERS}


@pytest.mark.full
def test_a_field_called_q_is_not_taken_for_a_search(book, browser_page):
    browser_page.goto(address(book, "05_computational_graph"))
    fill(browser_page, "5.1", {"p": 3, "q": 2, "r": 3})
    form_of(browser_page, "5.1").get_by_label("q", exact=True).press("Enter")
    expect(form_of(browser_page, "5.1").get_by_role("status")).to_contain_text("q: right")
    browser_page.reload()
    expect(form_of(browser_page, "5.1").get_by_role("status")).to_contain_text("q: right")
    field = form_of(browser_page, "5.1").get_by_label("q", exact=True)
    expect(field).to_have_value("2")
    field.fill("3")
    expect(form_of(browser_page, "5.1").get_by_role("status")).to_contain_text("said of what stood there before")


def test_what_was_answered_is_there_again_and_is_counted(book, open_page):
    page = open_page()
    page.goto(address(book, CH01))
    total = int(progress(page).text_content().split(" of ")[1].split()[0])
    expect(progress(page)).to_have_text(f"Right on this page: 0 of {total} exercises and questions.")
    fill(page, "1.3", right(NUMBERS["1.3"]))
    form_of(page, "1.3").get_by_label("L", exact=True).press("Enter")
    fill(page, "1.1", {"L": 10, "mean_residual": 0.5})
    form_of(page, "1.1").get_by_role("button", name="Check").click()
    reply = form_of(page, "1.1").get_by_role("status")
    expect(reply).to_contain_text("That is the sum of the squares. Equation 1.2 has one more factor.")
    expect(reply).to_contain_text("predictions: no answer yet")
    first = page.locator("details.al-choice summary").first
    first.press("Enter")
    expect(first).to_contain_text("your first choice")
    counted = f"{1 + ('choice: right' in first.text_content())} of {total}"
    expect(progress(page)).to_have_text(f"Right on this page: {counted} exercises and questions.")
    form_of(page, "1.1").get_by_label("predictions", exact=True).fill("7, 8")  # typed, and not checked

    page.goto(address(book, "02_nudging"))
    mark = page.locator(f"nav.bd-links a[href='{CH01}.html'] .al-done")
    expect(mark).to_have_text(f" {counted} answered right")
    assert page.locator("nav.bd-links .al-done").count() == 1

    page.goto(address(book, CH01))
    expect(form_of(page, "1.3").get_by_role("status")).to_contain_text("mean_absolute: right")
    expect(form_of(page, "1.1").get_by_label("predictions", exact=True)).to_have_value("7, 8")
    expect(form_of(page, "1.1").get_by_role("status")).to_be_empty()
    expect(first).to_contain_text("your first choice")
    expect(progress(page)).to_have_text(f"Right on this page: {counted} exercises and questions.")

    page.get_by_role("button", name="Forget my answers").press("Enter")
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Forget my answers")).to_be_focused()
    expect(form_of(page, "1.3").get_by_label("L", exact=True)).to_have_value("91")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Forget this chapter’s").click()
    expect(progress(page)).to_contain_text(f"0 of {total} exercises and questions. Your answers are forgotten.")
    expect(form_of(page, "1.3").get_by_label("L", exact=True)).to_have_value("")
    expect(first).not_to_contain_text("your first choice")
    expect(page.get_by_role("button", name="Forget my answers")).to_be_disabled()
    page.reload()
    expect(form_of(page, "1.3").get_by_label("L", exact=True)).to_have_value("")


@pytest.mark.full
def test_all_chapters_are_forgotten_and_nothing_that_is_not_ours(book, browser_page):
    browser_page.goto(address(book, CH01))
    browser_page.evaluate("localStorage.setItem('another', 'stays')")
    fill(browser_page, "1.3", {"L": 91})
    browser_page.goto(address(book, "02_nudging"))
    browser_page.get_by_role("button", name="Forget my answers").click()
    browser_page.get_by_role("button", name="Forget those of all chapters").click()
    expect(browser_page.locator("nav.bd-links .al-done")).to_have_count(0)
    assert browser_page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('autograd-lab/'))") == []
    assert browser_page.evaluate("localStorage.getItem('another')") == "stays"


@pytest.mark.parametrize("read", ["", "refuse(key);"], ids=["full", "switched off"])
@pytest.mark.sampled(1)
def test_a_browser_that_keeps_nothing_says_so_once_and_judges_all_the_same(book, browser_page, read):
    browser_page.add_init_script(REFUSE.replace("READ", read))
    browser_page.goto(address(book, CH01))
    fill(browser_page, "1.3", right(NUMBERS["1.3"]))
    for number in ("1.3", "1.1"):
        form_of(browser_page, number).get_by_role("button", name="Check").click()
    expect(form_of(browser_page, "1.3")).to_contain_text("This browser does not keep your answers")
    expect(form_of(browser_page, "1.1")).to_contain_text("L: no answer yet")
    expect(browser_page.get_by_text("This browser does not keep your answers")).to_have_count(1)
    expect(progress(browser_page)).to_contain_text("Right on this page: 1 of")
    browser_page.get_by_role("button", name="Forget my answers").click()
    browser_page.get_by_role("button", name="Forget this chapter’s").click()
    expect(progress(browser_page)).to_contain_text("Right on this page: 0 of")


@pytest.mark.full
def test_what_was_spoilt_in_the_storage_is_ignored(book, open_page):
    page = open_page()
    page.goto(address(book, CH01))
    for text in (
        "{",
        json.dumps({"1.3": {"typed": {"gone": "1"}, "right": True}, "question 1": {"picked": "?", "right": True}}),
    ):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY + CH01, text])
        page.reload()
        expect(form_of(page, "1.3").get_by_label("L", exact=True)).to_have_value("")
        fill(page, "1.3", right(NUMBERS["1.3"]))
        form_of(page, "1.3").get_by_role("button", name="Check").click()
        expect(progress(page)).to_contain_text("Right on this page: 1 of")


def test_an_order_is_typed_by_the_numbers_of_its_lines(book, browser_page):
    browser_page.goto(address(book, "05_computational_graph"))
    form = form_of(browser_page, "5.3")
    expect(form.locator("li")).to_have_count(6)
    for order, said in (
        ("", "no answer yet: in this order the sweep says 8"),
        ("1, 2, 3", "a line was changed, not moved"),
        ("2, 1, 3, 4, 5, 6", "t: 8 is not 14 yet. Which node passed on too early?"),
        ("1 2 5 6 3 4", "t: 14, right"),
    ):
        form.get_by_label("order").fill(order)
        form.get_by_label("order").press("Enter")
        expect(form.get_by_role("status")).to_contain_text(said)


def test_what_a_stub_has_filled_in_stands_in_its_field(book, browser_page):
    browser_page.goto(address(book, "12_vanishing"))
    expect(form_of(browser_page, "12.2").get_by_label("signal", exact=True)).to_have_value("sqrt(1 / 100)")
    form_of(browser_page, "12.2").get_by_role("button", name="Check").click()
    expect(form_of(browser_page, "12.2").get_by_role("status")).to_contain_text("signal: right")


def test_without_scripts_and_on_paper_an_exercise_reads_as_its_code(book, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(address(book, CH01))
    assert page.locator(".al-ask form, .al-progress").count() == 0
    expect(page.get_by_text("predictions: no answer yet")).to_be_visible()
    page = open_page()
    page.goto(address(book, CH01))
    expect(form_of(page, "1.1")).to_be_visible()
    page.emulate_media(media="print")
    expect(form_of(page, "1.1")).to_be_hidden()
    expect(page.locator(".al-progress")).to_be_hidden()


def test_no_right_number_stands_in_clear_in_what_the_forms_bring(book):
    for page in (book / "notebooks").glob("[0-9]*.html"):
        for place in page.read_text(encoding="utf-8").split('<div class="al-ask"')[1:]:
            assert '"right"' not in place.partition("</div>")[0]
    assert "mean_residual" not in (book / "_static" / "answers.js").read_text(encoding="utf-8")


LOOKS = [
    ("dark", 390),
    *(pytest.param(*look, marks=pytest.mark.full) for look in (("light", 1280), ("dark", 1280), ("light", 390))),
]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_forms_are_accessible_and_fit(book, open_page, shot, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(address(book, CH01))
    fill(page, "1.1", {"predictions": [7, 8, 9, 10], "residuals": [-3, 0, 1, 0]})
    form_of(page, "1.1").get_by_label("mean_residual").fill("abc")
    form_of(page, "1.1").get_by_role("button", name="Check").click()
    expect(form_of(page, "1.1").get_by_role("status")).to_contain_text("On this page: a number such as")
    page.locator("details.al-choice summary").first.click()
    form_of(page, "1.1").scroll_into_view_if_needed()
    shot(page, f"answers-{scheme}-{width}")
    page.get_by_role("button", name="Forget my answers").click()
    assert findings(page, "color-contrast", "label", "button-name", "aria-allowed-attr", "aria-valid-attr-value") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
