"""The graph as SVG, PNG and GIF: whole, self-contained, in the colours of now, and silent on what a quiz hides."""

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageSequence

from autograd_lab import Value, show
from tests.viz.sharing import STATES, loss, menu_of, players, pressed, shareable

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 1_000_000  # bytes of a GIF
SEEN_TEXTS = """all => all.filter((t) => t.textContent && getComputedStyle(t).visibility === "visible")
  .map((t) => t.textContent)"""
LIGHT, DARK = (255, 255, 255), (20, 24, 31)  # the paper


def saved(menu, kind):
    """The file that one thing of a menu saves: its name and its bytes."""
    with menu.page.expect_download() as got:
        menu.locator(f"[data-share={kind}]").click()
    return got.value.suggested_filename, Path(got.value.path()).read_bytes()


def svg_texts(data):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(data).iter(f"{SVG}text")]


def pictures(data):
    """The pictures of a GIF, as they follow one another on the screen, and how long each stays."""
    with Image.open(io.BytesIO(data)) as gif:
        return [(frame.convert("RGB"), frame.info["duration"]) for frame in ImageSequence.Iterator(gif)]


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
def test_the_files_of_a_player_show_what_it_shows(tmp_path, open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.goto(shareable(tmp_path, show(loss(), title="A <title> & more")))
    page.locator("input.al-number").first.fill("-1.5")
    page.locator("button[data-action=seed]").click()
    page.locator("button[data-action=next]").click()
    page.wait_for_function("!document.querySelector('.al-travel')")  # what travels is in no file
    before = page.evaluate(STATES)
    menu = menu_of(page)

    name, svg = saved(menu, "svg")
    assert name == "v4-step-6.svg"
    root = ElementTree.fromstring(svg)
    words = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert words <= {"svg", "title", "desc", "g", "rect", "path", "text", "defs", "marker"}
    used = {key for element in root.iter() for key in element.attrib}
    assert not used & {"class", "onclick", "href", "data-id", "data-value", "role", "tabindex"}
    assert b"var(" not in svg
    assert "DejaVu Sans" in root.get("font-family")
    assert root.findtext(f"{SVG}title") == "A <title> & more: step 6 of 12"
    assert root.findtext(f"{SVG}desc").startswith("Backward, v4 to v3: upstream 1 × local")
    shown = page.eval_on_selector_all(".al-graph text", SEEN_TEXTS)
    assert svg_texts(svg) == shown
    assert "−1.5" in shown

    _, png = saved(menu, "png")
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (round(2 * float(root.get("width"))), round(2 * float(root.get("height"))))
        assert picture.convert("RGB").getpixel((2, 2)) == (LIGHT if scheme == "light" else DARK)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20  # not the paper alone
    assert page.evaluate(STATES) == before


def test_a_gif_has_each_step_once_and_moves_nothing_on_the_page(tmp_path, open_page):
    page = open_page()
    page.goto(shareable(tmp_path, show(loss())))
    page.locator("button[data-action=next]").click()
    before = page.evaluate(STATES)
    page.locator(".is-awaited").wait_for(state="detached")  # until the step before has come to rest
    page.wait_for_timeout(300)
    page.evaluate("""() => {
      window.seen = new Set();
      const things = document.querySelectorAll(".al-sentence, .al-graph :is(rect, path, text):not(.al-label *)");
      const watch = () => {
        const look = (t) => `${t.textContent}${getComputedStyle(t).stroke}${getComputedStyle(t).fill}`;
        window.seen.add([...things].map(look).join());
        requestAnimationFrame(watch);
      };
      watch();
    }""")
    menu = menu_of(page)
    name, data = saved(menu, "gif")
    assert name == "v4.gif"
    assert "It has 13 pictures." in menu.locator(".al-share-said").inner_text()
    frames = pictures(data)
    assert [duration for _, duration in frames] == [1500, *[700] * 11, 3000]
    assert len({frame.tobytes() for frame, _ in frames}) == 13
    assert len(data) <= LARGEST
    assert page.evaluate(STATES) == before
    assert page.evaluate("window.seen.size") == 1
    assert page.evaluate("document.activeElement.dataset.share") == "gif"


def test_a_gif_can_be_cancelled_and_a_moved_number_ends_it(tmp_path, open_page):
    page = open_page()
    page.goto(shareable(tmp_path, *players()))
    menu = menu_of(page, 1)
    gif, said = menu.locator("[data-share=gif]"), menu.locator(".al-share-said")
    gif.click()
    menu.locator("progress").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Cancel"
    menu.locator("[data-share=png]").click()
    assert "wait for it, or cancel it" in said.inner_text()
    page.keyboard.press("Escape")
    page.get_by_text("Cancelled: nothing was saved.").wait_for()
    gif.click()
    menu.locator("progress").wait_for()
    page.locator(".al-player").nth(1).locator("input.al-number").first.fill("7")
    page.get_by_text("leave its numbers and groups alone").wait_for()


def test_what_a_quiz_hides_is_in_no_file(tmp_path, open_page):
    page = open_page()
    page.goto(shareable(tmp_path, show(loss(), quiz=True)))
    page.locator("button[data-action=end]").click()
    at_question = page.locator(".al-player").get_attribute("data-step")
    menu = menu_of(page)
    name, svg = saved(menu, "svg")
    assert name == f"v4-step-{at_question}.svg"
    assert {"?", "× ?"} <= set(svg_texts(svg))
    assert "4 = " not in ElementTree.fromstring(svg).findtext(f"{SVG}desc")
    _, gif = saved(menu, "gif")
    assert len(pictures(gif)) == int(at_question) + 1
    page.keyboard.press("Escape")
    page.locator("button[data-action=quiz-show]").click()
    page.locator("button[data-action=start]").click()
    _, more = saved(menu_of(page), "gif")  # now as far as the next question
    assert len(pictures(more)) > len(pictures(gif))


def test_what_is_too_large_or_not_to_be_had_is_said_with_what_to_do(tmp_path, open_page):
    page = open_page()
    long = Value(0.5, "x")
    for _ in range(80):
        long = long.tanh()
    page.goto(shareable(tmp_path, show(long)))
    assert "Show a smaller graph" in pressed(menu_of(page), "gif")
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    menu = page.locator(".al-share-menu")
    assert "Save the SVG: it needs none." in pressed(menu, "png")


@pytest.mark.full
@pytest.mark.parametrize("number", range(3))
def test_each_kind_of_player_becomes_files_of_a_size_to_send(tmp_path, open_page, number):
    page = open_page()
    page.goto(shareable(tmp_path, *players()))
    page.locator(".al-player").nth(number).locator("button[data-action=end]").click()
    last = int(page.locator(".al-player").nth(number).get_attribute("data-steps"))
    menu = menu_of(page, number)
    sizes = {kind: len(saved(menu, kind)[1]) for kind in ("svg", "png")}
    _, gif = saved(menu, "gif")
    print(sizes, len(gif))
    assert sizes["svg"] <= 200_000
    assert sizes["png"] <= LARGEST
    assert len(gif) <= LARGEST
    assert len(pictures(gif)) == last + 1
