"""Decks in a browser: to be read from the last row, led by keys, no answer before its question, no network."""

import unicodedata

import nbformat
import pypdf
import pytest
from playwright.sync_api import expect

from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.teaching.slides.__main__ import build
from tests.browser.legible import factors, faults
from tests.course.lessons import LESSONS
from tests.course.telling import telling_numbers
from tests.support import axe
from tests.support.executed import shared
from tests.support.repo import REPO

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("slides")]
SIZES = {"1920x1080": {"width": 1920, "height": 1080}, "1024x768": {"width": 1024, "height": 768}}
DELTA = "08_delta_recursion"
NOTED = [one for one in LESSONS if (REPO / "course" / "teaching" / f"{one.name[:2]}.toml").is_file()]
HERE = "document.querySelector('.is-here')"
STATE = """location.hash.slice(1) + ' ' + Math.round(document.querySelector('.is-here .room').scrollTop)
    + ' ' + [...document.querySelectorAll('.is-here .al-player[data-steps]')].map(player => player.dataset.step)"""


@pytest.fixture(scope="session")
def deck_of(tmp_path_factory, executed):
    """`deck_of("08_delta_recursion")`: that chapter's deck, made from its one run."""
    root = shared(tmp_path_factory) / "slides"

    def made(name):
        (root / "notebooks").mkdir(parents=True, exist_ok=True)
        for folder in ("course", "book/_static"):
            (root / folder).parent.mkdir(exist_ok=True)
            if not (root / folder).is_symlink():
                (root / folder).symlink_to(REPO / folder)
        nbformat.write(executed(name).notebook, root / "notebooks" / f"{name}.ipynb")
        files, wrong = build(root, [name], run=False)
        assert not wrong
        return files[0]

    return made


@pytest.fixture
def opened(open_page, deck_of):
    """`opened(name, viewport=…)`: a deck on its first page, drawn."""

    def one(name=DELTA, **options):
        page = open_page(**options)
        page.goto(deck_of(name).as_uri())
        page.wait_for_function("!document.documentElement.classList.contains('is-read')")
        return page

    return one


def walk(page, key="PageDown"):
    """Go through a deck by a key, and yield the state of each stop, as `page.step scrolled player's step`."""
    stops = [page.evaluate(STATE)]
    yield stops[0]
    while True:
        page.keyboard.press(key)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if page.evaluate(STATE) == stops[-1]:
            return
        stops.append(page.evaluate(STATE))
        yield stops[-1]


def steps_of(page):
    """The steps of all pages, as the address has them: 1, 2, 2.1, …"""
    lasts = page.eval_on_selector_all(".page", "pages => pages.map(page => Number(page.dataset.last))")
    return [f"{at}.{step}" if step else str(at) for at, last in enumerate(lasts, 1) for step in range(last + 1)]


def hold(page):
    """Walk through a deck, and hold each stop to what a page must be."""
    wrong, met = [], []
    for stop in walk(page):
        met.append(stop.split()[0])
        wrong += [f"{stop}: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)
    assert list(dict.fromkeys(met)) == steps_of(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_deck_of_chapter_08_is_read_from_the_last_row(opened, shot, size):
    page = opened(viewport=SIZES[size], color_scheme="dark" if size == "1920x1080" else "light")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === document.documentElement")
    hold(page)
    shot(page, f"slides-08-{size}")


@pytest.mark.sampled(1)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("stop", ["7.1", "9.1"])
def test_each_step_of_a_player_shows_its_factors(opened, size, stop):
    page = opened("05_computational_graph", viewport=SIZES[size])
    page.evaluate(f"location.hash = '{stop}'")
    page.locator(".is-here .al-player").wait_for()
    page.wait_for_timeout(300)  # its picture is fitted to the page
    for step in range(factors(page)["steps"] + 1):
        seen = factors(page)
        assert seen["step"] == step  # from the start on, by →
        assert seen["seen"], seen
        assert seen["whole"], seen
        assert not seen["scrolls"], seen
        page.keyboard.press("ArrowRight")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert not page.evaluate("location.hash").endswith(stop)


def test_the_speakers_line_covers_nothing(opened):
    page = opened("05_computational_graph", viewport=SIZES["1024x768"])
    page.evaluate("location.hash = '7.1'")
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    for _ in range(factors(page)["steps"]):
        page.keyboard.press("ArrowRight")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert factors(page)["seen"]
    assert factors(page)["whole"]


def test_each_key_is_the_pages_or_the_pictures(opened):
    page = opened("05_computational_graph")
    page.evaluate("location.hash = '9.1'")
    player = page.locator(".is-here .al-player")
    page.keyboard.press("ArrowRight")
    expect(player).to_have_attribute("data-step", "1")
    page.keyboard.press("ArrowLeft")
    expect(player).to_have_attribute("data-step", "0")
    page.keyboard.press("Enter")
    page.keyboard.press(" ")
    expect(player.locator('[data-action="play"]')).to_have_attribute("aria-label", "Pause (space)")
    page.keyboard.press("Escape")
    expect(player.locator('[data-action="play"]')).to_have_attribute("aria-label", "Play (space)")
    for key, dialog in (("o", "#overview"), ("?", "#help")):
        page.keyboard.press(key)
        expect(page.locator(dialog)).to_be_visible()
        page.keyboard.press(key)
        expect(page.locator(dialog)).to_be_hidden()
    page.keyboard.press("o")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_text("10 / 19")
    page.keyboard.press("Shift+Space")
    expect(page.locator("#place")).to_have_text("9 / 19")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#place")).to_have_text("10 / 19")
    page.keyboard.press("PageDown")  # what is printed is nothing to go into
    expect(page.locator("#hint")).to_have_text("")


@pytest.mark.full
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lesson", NOTED, ids=lambda lesson: lesson.short)
def test_each_deck_is_read_from_the_last_row(opened, lesson, size):
    hold(opened(lesson.name, viewport=SIZES[size]))


def test_small_letters_and_cut_ones_are_seen(opened):
    page = opened()
    assert not faults(page)
    page.evaluate(f"{HERE}.querySelector('li').style.fontSize = '21px'")
    assert "21.0 px" in faults(page)[0]
    page.evaluate(f"{HERE}.querySelector('li').style = 'font-size: 44px; zoom: 0.4'")
    assert "17.6 px" in faults(page)[0]
    page.evaluate(f"{HERE}.querySelector('li').style = 'width: 20px; overflow: hidden; white-space: nowrap'")
    assert "cut at its side" in faults(page)[0]


@pytest.mark.parametrize(
    "lesson",
    [pytest.param(one, marks=[] if one.name == DELTA else pytest.mark.full) for one in NOTED],
    ids=lambda lesson: lesson.short,
)
def test_no_prediction_is_answered_on_its_page(opened, lesson):
    page = opened(lesson.name)
    asked = page.evaluate("""() => [...document.querySelectorAll('.page')].flatMap((page, at) =>
        page.dataset.kind === 'prediction' ? [[at + 1, page.querySelector('h1, h2').id.slice(5)]] : [])""")
    assert len(asked) == sum("predict" in cell.tags for cell in lesson.cells)
    names = cell_ids(lesson)
    told = {}
    for number, name in asked:
        page.evaluate(f"location.hash = '{number}'")
        page.wait_for_function(f"document.getElementById('place').textContent.startsWith('{number} /')")
        seen = page.evaluate("document.body.innerText")
        behind = page.eval_on_selector_all(
            ".is-here .step",
            "steps => steps.filter(step => !step.dataset.at.startsWith('0')).map(step => step.textContent)",
        )
        shown = page.eval_on_selector_all(
            ".is-here :is(.thing, .answer)", "all => all.filter(one => one.checkVisibility()).length"
        )
        assert not shown
        assert behind
        assert all(text not in seen for text in behind)
        before = "\n".join(cell.source for cell in lesson.cells[: names.index(name) + 1])
        if numbers := (telling_numbers("\n".join(behind)) & telling_numbers(seen)) - telling_numbers(before):
            told[name] = sorted(numbers)
    assert not told


def test_keys_go_to_the_picture_while_it_has_the_focus(opened):
    page = opened()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    network = page.locator(".is-here .al-network")
    expect(page.locator("#place")).to_have_text("2 / 21")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(network).to_have_attribute("data-step", "2")
    expect(page.locator("#place")).to_have_text("2 / 21")
    page.keyboard.press("PageUp")  # of a clicker
    expect(network).to_be_hidden()
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.activeElement.closest('.thing')")
    assert not page.locator("dialog[open]").count()
    page.keyboard.press("End")
    expect(page.locator("#place")).to_have_text("21 / 21")
    expect(page.locator("#status")).to_have_text("Page 21 of 21. " + page.locator(".is-here h2").inner_text())
    page.keyboard.press("Home")
    expect(page.locator("h1")).to_be_visible()


def test_mouse_touch_speaker_pages_and_help(opened):
    page = opened(has_touch=True)
    page.locator(".is-here .room").click(position={"x": 5, "y": 5})
    expect(page.locator("#place")).to_have_text("2 / 21")
    page.locator(".is-here h2").tap()
    expect(page.locator(".is-here .thing")).to_be_visible()
    page.locator("#bar [data-do=undo]").tap()
    expect(page.locator(".is-here .thing")).to_be_hidden()
    line = page.locator(".is-here .line")
    expect(line).to_be_hidden()
    page.keyboard.press("s")
    expect(line).to_be_visible()
    page.keyboard.press("Escape")
    overview = page.locator("#overview")
    expect(overview.get_by_role("button", name="Close")).to_be_visible()
    assert overview.locator("li").count() == 21
    overview.locator("li button").nth(4).click()
    expect(page.locator("#place")).to_have_text("5 / 21")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.full)])
def test_axe_finds_nothing(opened, theme):
    page = opened(color_scheme=theme, reduced_motion="reduce")
    assert page.locator("h1").count() == 1
    found = axe.findings(page)
    for stop in ("2", "2.1", "5.2", "10.1", "15.1"):
        page.evaluate(f"location.hash = '{stop}'")
        page.keyboard.press("s")
        found += axe.findings(page)
    page.keyboard.press("o")
    found += axe.findings(page, within="#overview")
    assert not found


def run_together(text):
    """A text without spaces and ligatures, as a PDF may give it back."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_on_paper_a_page_is_a_sheet_with_its_code_and_the_speakers_line(opened, tmp_path):
    page = opened(color_scheme="dark")
    page.pdf(path=tmp_path / "deck.pdf", prefer_css_page_size=True, print_background=True)
    sheets = [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(tmp_path / "deck.pdf").pages]
    assert (
        page.locator(".page").count() <= len(sheets) <= page.locator(".page").count() + 4
    )  # a long one goes on on the next
    lines = page.eval_on_selector_all(".line p:first-child", "lines => lines.map(line => line.firstChild.textContent)")
    assert len(lines) == page.locator(".page").count() - 2  # the title has none, and the last page
    rest = iter(map(run_together, sheets))
    assert all(any(run_together(line)[:20] in sheet for sheet in rest) for line in lines)  # in their order
    code = page.locator(".code pre").all_text_contents()
    printed = run_together("".join(sheets))
    assert code
    assert all(run_together(text)[:20] in printed for text in code)
    assert (
        page.evaluate("document.documentElement.dataset.theme") == "dark"
    )  # what is printed is light; then it is as it was
