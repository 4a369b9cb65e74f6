"""The page of the drill: worked from the keyboard, told to those who listen, kept for a later visit."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from autograd_lab.exams.zoo import drill, kept
from autograd_lab.exams.zoo.exhibits import specimens
from autograd_lab.viz import scripts
from autograd_lab.viz.drill import Drill
from tests.support.axe import findings
from tests.support.lab import lab_open, notebook_of, run_all

pytestmark = pytest.mark.browser
FEW = ("sign", "assigned", "broadcast", "leak-unsquared", "inputs-changed")
LARGEST = 1_200_000  # bytes of the page


@pytest.fixture(scope="module")
def data():
    """The drill of a few mistakes, which are all its tour."""
    few = [exhibit for exhibit in kept.exhibits() if exhibit["key"] in FEW]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "exhibits", lambda: few)
        patch.setattr(drill, "TOUR", FEW)
        return drill.drill_data()


@pytest.fixture
def address(data, tmp_path):
    return Drill(data).save(tmp_path / "zoo.html").as_uri()


def exhibit_shown(page, data):
    """The data of the exhibit that is shown, by what is on the page."""
    code = page.locator(".al-zoo-sheet .al-zoo-code").inner_text()
    return next(one for one in data["exhibits"] if "\n".join(one["code"]) == code)


def answers(exhibit, ways):
    """The places of the right answers, question by question, from 1 as on the keys."""
    yield 1 + [key for key, _ in ways].index(exhibit["way"])
    if exhibit["factors"]:
        yield 1 + exhibit["factors"].index(exhibit["factor"])
    yield 1 + [one["why"] for one in exhibit["names"]].index("")
    yield 1 + [bool(one.get("right")) for one in exhibit["lines"]].index(True)


def work(page, data):
    """Work the exhibit that is shown by keys alone, without a mistake; the focus goes along."""
    exhibit = exhibit_shown(page, data)
    for key in answers(exhibit, data["ways"]):
        asked = page.locator(".al-zoo-step").last.get_attribute("data-asks")
        page.keyboard.press(str(key))
        expect(page.locator(f".al-zoo-step[data-asks={asked}]").last.locator(".al-zoo-reply")).to_have_text(
            re.compile("^Yes")
        )
    expect(page.locator(".al-zoo-step[data-asks=end] h4")).to_be_focused()
    expect(page.locator(".al-zoo-mended").first).to_be_visible()
    return exhibit


def wrong_name(page, data):
    """Answer as far as the names, and choose a wrong one; returns its place."""
    exhibit = exhibit_shown(page, data)
    *predictions, right, _ = answers(exhibit, data["ways"])
    for key in predictions:
        page.keyboard.press(str(key))
    wrong = 1 if right != 1 else 2
    page.keyboard.press(str(wrong))
    return exhibit["names"][wrong - 1]


def later_visit(page):
    """Open the page again in another visit: what a tab keeps of one is gone."""
    page.evaluate("sessionStorage.clear()")
    page.reload()


def test_the_tour_is_worked_by_keys_alone(data, address, browser_page):
    page = browser_page
    page.goto(address)
    expect(page.locator(".al-zoo-choices")).to_be_visible()  # and nothing has the focus
    assert not page.locator(".al-zoo-sheet [tabindex='0']").count()  # nothing scrolls here
    worked = []
    for place in range(len(FEW)):
        expect(page.locator(".al-zoo h3")).to_have_text(re.compile(f"^{place + 1} of {len(FEW)}: "))
        worked.append(work(page, data)["key"])
        page.keyboard.press("Enter")
        expect(page.locator(".al-zoo h3")).to_be_focused()
    assert sorted(worked) == sorted(FEW)
    expect(page.locator("[data-path=all]")).to_have_attribute("aria-pressed", "true")  # behind the tour come all


def test_a_wrong_name_is_told_what_speaks_against_it_and_is_due_again(data, address, open_page):
    page = open_page()
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    exhibit = exhibit_shown(page, data)
    wrong = wrong_name(page, data)
    assert "would" in wrong["why"]
    expect(page.locator(".al-zoo-why")).to_have_text(f"No. {wrong['why']}")
    expect(page.locator(".al-zoo-why")).to_be_focused()  # a ring on another name would look like a hint
    expect(page.locator("[data-asks=name] .al-zoo-near")).to_be_in_viewport()  # the code is asked about
    *_, name, line = answers(exhibit, data["ways"])
    page.keyboard.press(str(name))
    expect(page.locator("[data-asks=name] .al-zoo-choices li").last).to_contain_text("(right)")  # with its reply
    expect(page.locator("[data-asks=line] .al-zoo-near .al-zoo-marked").first).to_be_in_viewport()
    page.keyboard.press(str(line))
    expect(page.locator(".al-zoo-step[data-asks=end]")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".al-zoo h3")).to_have_text(re.compile("^2 of"))
    page.locator("[data-action=back]").click()
    expect(page.locator(".al-zoo-why")).to_have_text(f"No. {wrong['why']}")  # as it was answered
    page.locator("[data-action=again]").click()
    expect(page.locator("[data-verdict]")).to_have_count(0)
    expect(page.locator("[data-path=due]")).to_have_count(0)  # not on this visit
    later_visit(page)
    expect(page.locator("[data-path=due]")).to_have_text("Due again: 1")
    assert exhibit_shown(page, data)["key"] == exhibit["key"]
    page.locator(".al-zoo-choices button").first.focus()
    work(page, data)
    later_visit(page)
    expect(page.locator(".al-zoo h3")).to_have_text(re.compile("^2 of"))  # the tour goes on behind what is solved
    expect(page.locator("[data-path=due]")).to_have_count(0)


def test_who_leaves_after_a_wrong_name_meets_the_exhibit_again(data, address, open_page):
    page = open_page()
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    key = exhibit_shown(page, data)["key"]
    wrong_name(page, data)
    page.locator("[data-action=skip]").click()
    later_visit(page)
    expect(page.locator("[data-path=due]")).to_have_text("Due again: 1")
    assert exhibit_shown(page, data)["key"] == key


def test_a_visit_goes_on_after_a_reload_where_it_stopped(data, address, open_page):
    page = open_page()
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    wrong_name(page, data)
    page.locator("[data-action=skip]").click()
    page.locator("[data-action=skip]").click()
    page.reload()
    expect(page.locator(".al-zoo h3")).to_have_text(re.compile("^3 of"))
    expect(page.locator("[data-path=tour]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-path=due]")).to_have_count(0)
    page.evaluate("""sessionStorage.setItem('autograd-lab-zoo', JSON.stringify(
        {...JSON.parse(sessionStorage.getItem('autograd-lab-zoo')), at: Date.now() - 13 * 3600e3}))""")
    page.reload()  # a tab that was left open overnight
    expect(page.locator(".al-zoo h3")).to_have_text(re.compile("^1 of"))


def test_keys_answer_what_is_in_sight_and_nothing_else(address, open_page):
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.locator(".al-zoo-choices button").first.wait_for()  # the keys are heard from now on
    page.evaluate("document.querySelector('.al-zoo').style.marginTop = '2000px'")
    page.keyboard.press("1")
    expect(page.locator("[data-verdict]")).to_have_count(0)
    page.evaluate("document.querySelector('.al-zoo').style.marginTop = '350px'")  # as behind the text of the page
    page.evaluate("document.querySelector('.al-zoo-choices').scrollIntoView({ block: 'end' })")
    page.keyboard.press("1")
    expect(page.locator("[data-verdict]").first).to_be_attached()


def test_a_table_that_is_wider_than_its_place_is_stacked(data, tmp_path, open_page):
    exhibit = next(one for one in data["exhibits"] if one["key"] == "sign")
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(Drill(data | {"exhibits": [exhibit], "tour": [exhibit["id"]]}).save(tmp_path / "z.html").as_uri())
    page.evaluate("document.querySelector('.al-zoo').style.maxWidth = '700px'")
    page.locator(".al-zoo-choices button").first.focus()
    for key in answers(exhibit, data["ways"]):
        page.keyboard.press(str(key))
    end = page.locator("[data-asks=end] .al-zoo-table")
    expect(end).to_have_class(re.compile("al-zoo-stacked"))
    edge = end.bounding_box()["x"] + end.bounding_box()["width"]
    for cell in end.locator("tr:first-child td[data-label='should come']").all():
        assert cell.bounding_box()["x"] + cell.bounding_box()["width"] <= edge + 1
    page.evaluate("document.querySelector('.al-zoo').style.maxWidth = 'none'")
    expect(end).not_to_have_class(re.compile("al-zoo-stacked"))


def test_a_key_held_down_answers_one_question(address, open_page):
    page = open_page()
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    page.keyboard.down("1")
    page.keyboard.down("1")  # the browser's repeats
    page.keyboard.down("1")
    expect(page.locator(".al-zoo-step[data-asks]")).to_have_count(2)
    expect(page.locator(".al-zoo-choices").last.locator("button[data-verdict]")).to_have_count(0)


def lines_shown(page, exhibit, data, file):
    """What stands on the buttons when the line of this exhibit is asked for."""
    page.goto(Drill(data | {"exhibits": [exhibit], "tour": [exhibit["id"]]}).save(file).as_uri())
    page.locator(".al-zoo-choices button").first.focus()
    *keys, _ = answers(exhibit, data["ways"])
    for key in keys:
        page.keyboard.press(str(key))
    return page.locator("[data-asks=line] code").all_inner_texts()


def test_lines_to_choose_from_stand_at_the_left_unless_their_indentation_differs(data, tmp_path, open_page):
    exhibit = next(one for one in data["exhibits"] if one["key"] == "broadcast")
    page = open_page()
    two = [line | {"text": f"{line['text']}\n    return dw, db"} for line in exhibit["lines"]]
    shown = lines_shown(page, exhibit | {"lines": two}, data, tmp_path / "two.html")
    assert "residual = X @ w + b - y\nreturn dw, db" in shown  # one under the other
    deeper = [line if line.get("right") else line | {"text": f"    {line['text']}"} for line in exhibit["lines"]]
    assert lines_shown(page, exhibit | {"lines": deeper}, data, tmp_path / "deeper.html") == [
        line["text"] for line in deeper
    ]


def test_it_works_where_nothing_can_be_kept(data, address, open_page):
    page = open_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    work(page, data)


def test_what_was_kept_in_another_form_is_no_trouble(data, address, open_page):
    page = open_page()
    page.add_init_script('localStorage.setItem(\'autograd-lab-zoo\', \'{"sign": 7, "assigned": {"solved": "no"}}\')')
    page.goto(address)
    expect(page.locator(".al-zoo h3")).to_have_text(re.compile("^1 of"))
    expect(page.locator("[data-path=due]")).to_have_count(0)
    assert exhibit_shown(page, data)["key"] == "sign"
    page.keyboard.press("1")  # a wrong prediction is told the number that speaks against it, and what is right
    said = r"^Not so: dw\[0\] is .* and should be .*: .*\. Right is: the other sign\.$"
    expect(page.locator("[data-asks=way] .al-zoo-reply")).to_have_text(re.compile(said))


def test_a_wrong_factor_is_told_the_right_one_as_it_is_written(data, tmp_path, open_page):
    found = next(one for one in data["exhibits"] if one["key"] == "sign")
    exhibit = dict(found, way="large", factor="N = 7", factors=["2", "N = 7", "by no single factor"])
    page = open_page()
    page.goto(Drill(data | {"exhibits": [exhibit], "tour": [exhibit["id"]]}).save(tmp_path / "zoo.html").as_uri())
    page.locator(".al-zoo-choices button").first.focus()
    for key in ("2", "1"):
        page.keyboard.press(key)
    replies = page.locator(".al-zoo-reply")
    expect(replies.nth(0)).to_have_text(re.compile("Right is: too large: farther from 0, on the right side of it.$"))
    expect(replies.nth(1)).to_have_text(re.compile("^Not so: .* times as much.* Right is: N = 7.$"))
    told = re.compile("Right is: N = 7. The other sign. All that is shown differs.$")
    expect(page.locator("[aria-live=polite]")).to_have_text(told)  # what came is said: the focus has passed it


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 900)])
@pytest.mark.sampled(1)
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(data, address, open_page, shot, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(address)
    page.locator(".al-zoo-choices button").first.focus()
    wrong_name(page, data)
    page.locator(".al-zoo-list summary").click()
    page.locator(".al-zoo-list p button").first.wait_for()
    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"zoo-{scheme}-{width}")
    *_, name, line = answers(exhibit_shown(page, data), data["ways"])
    names = page.locator("[data-asks=name] .al-zoo-choices button")
    names.nth(name - 1).click()
    page.locator("[data-asks=line] .al-zoo-choices button").nth(line - 1).click()
    expect(page.locator(".al-zoo-step[data-asks=end]")).to_be_visible()
    assert not findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_finger(address, open_page):
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(address)
    page.locator(".al-zoo-list summary").click()
    page.locator(".al-zoo-list p button").first.wait_for()
    for target in page.locator(".al-zoo button:visible, .al-zoo summary:visible").all():
        assert target.bounding_box()["height"] >= 44


def test_without_script_the_page_says_what_there_is_instead(address, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(address)
    expect(page.locator(".al-zoo p")).to_have_text(
        "The drill needs JavaScript. The table of all exhibits below needs none."
    )


def test_the_page_loads_its_own_code_alone():
    code = scripts.script("drill")
    assert "al-player" not in code
    assert len(code.encode()) < 20_000


@pytest.mark.lab
@pytest.mark.slow
def test_it_lives_under_its_cell_and_its_keys_reach_no_shortcut(browser_page, jupyterlab, shot):
    cells = ("from autograd_lab import zoo\nzoo.drill(rooms=[3])", "1 + 1")
    nbformat.write(notebook_of(*cells), jupyterlab.root / "zoo.ipynb")
    lab_open(browser_page, jupyterlab, "zoo.ipynb")
    run_all(browser_page)
    data = drill.drill_data(in_rooms=[3])
    shown = browser_page.locator(".jp-OutputArea .al-zoo")
    browser_page.evaluate("document.activeElement.blur()")
    browser_page.keyboard.press("7")  # the notebook's own, while nothing in the drill has the focus
    expect(shown.locator("[data-verdict]")).to_have_count(0)
    shown.locator(".al-zoo-choices button").first.focus()
    browser_page.keyboard.press("d")
    browser_page.keyboard.press("d")  # would delete the cell
    work(browser_page, data)
    shot(browser_page, "zoo-in-lab")
    look = "e => [getComputedStyle(e).whiteSpace, getComputedStyle(e).textAlign]"
    assert shown.locator("dd pre").first.evaluate(look)[0] == "pre"  # the host's own look is another
    assert shown.locator("td").first.evaluate(look)[1] == "left"
    assert browser_page.locator(".jp-Notebook .jp-CodeCell").count() == 2


@pytest.mark.full
def test_each_room_is_worked_by_keys_alone_and_the_whole_page_is_light(browser_page, tmp_path):
    data = drill.drill_data()
    saved = Drill(data).save(tmp_path / "zoo.html")
    assert saved.stat().st_size <= LARGEST
    page = browser_page
    page.goto(saved.as_uri())
    rooms = {exhibit["room"]: exhibit for exhibit in data["exhibits"]}
    for exhibit in rooms.values():
        page.locator(".al-zoo-list summary").focus()
        if page.locator(".al-zoo-list").get_attribute("open") is None:
            page.keyboard.press("Enter")
        button = page.locator(f".al-zoo-list button[aria-label^='Exhibit {exhibit['id']},']")
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".al-zoo-choices button").first.focus()
        assert work(page, data)["key"] == exhibit["key"]
    assert rooms.keys() == {room for (room, _), one in specimens().items() if not one.why_not_worked}
    assert len(rooms) >= 14
