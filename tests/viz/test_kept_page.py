"""What a notebook keeps of a player, a network, a figure: it waits for a live one, and stands in where none comes."""

import pytest
from playwright.sync_api import expect

from autograd_lab import NetworkView, Value, nn, show
from autograd_lab.viz import figures

pytestmark = pytest.mark.browser

#: an output area of JupyterLab with two outputs, the widget's and the kept one
NOTEBOOK = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>notebook</title></head><body>
<script id="jupyter-config-data" type="application/json">{}</script>
<div class="jp-OutputArea-child"><div class="jp-OutputArea-prompt">[3]:</div>
<div class="jp-OutputArea-output" id="above">Loading widget...</div></div>
<div class="jp-OutputArea-child"><div class="jp-OutputArea-output"><div data-al-kept="k">%s</div></div></div>"""

FAILED = "Error displaying widget: model not found"


def notebook(page, folder, widget):
    """A notebook that was opened just now, whose time passes as the test says."""
    (folder / "notebook.html").write_text(NOTEBOOK % widget._fallback_html(), encoding="utf-8")
    page.clock.install()
    page.goto((folder / "notebook.html").as_uri())
    page.locator(".al-wake").wait_for()
    return page


@pytest.fixture
def page(browser_page, tmp_path):
    return notebook(browser_page, tmp_path, show(Value(2.0, "w") * 3.0))


def says(page, text):
    page.locator("#above").evaluate("(above, text) => { above.textContent = text; }", text)


def player(page):
    return page.locator(".al-player .al-stage")


def test_where_the_widget_is_an_error_the_kept_player_takes_its_place(page):
    says(page, FAILED)
    page.clock.run_for(500)
    assert player(page).count() == 1
    assert page.locator(".al-wake").count() == 0
    assert page.locator("#above").is_hidden()
    says(page, "a widget, which has come after all")
    expect(page.locator("#above")).to_be_visible()


def test_while_a_widget_is_loading_it_waits_but_not_for_ever(page):
    page.clock.run_for(5000)
    assert player(page).count() == 0
    assert page.locator("#above").is_visible()
    page.clock.run_for(6000)
    assert player(page).count() == 1
    assert page.locator("#above").is_hidden()


def test_in_a_notebook_behind_another_one_it_waits_until_it_is_seen(page):
    page.evaluate("document.body.style.display = 'none'")  # at first: the clock goes on while nobody moves it
    says(page, FAILED)
    page.clock.run_for(20_000)
    assert player(page).count() == 0
    page.evaluate("document.body.style.display = ''")
    page.clock.run_for(500)
    assert player(page).count() == 1


def test_where_nothing_is_said_of_a_widget_two_seconds_are_enough(page):
    says(page, "")
    page.clock.run_for(1000)
    assert player(page).count() == 0
    page.clock.run_for(1500)
    assert player(page).count() == 1


def test_a_live_player_is_alone(page):
    says(page, "a widget")
    page.add_style_tag(content='[data-al-kept="k"] { display: none }')  # as a live one does
    page.clock.run_for(20_000)
    assert player(page).count() == 0


def test_the_button_does_not_wait(page):
    page.get_by_role("button", name="Show the player without a kernel").click()
    assert player(page).evaluate("stage => stage === document.activeElement")
    page.clock.run_for(20_000)
    assert player(page).count() == 1


@pytest.mark.parametrize(
    ("make", "what", "alive"),
    [
        (lambda: NetworkView(nn.Sequential(nn.Linear(1, 1), nn.Sigmoid()), [0.5], [1.0]), "network", ".al-net-stage"),
        (lambda: figures.neuron(w=2, b=-5), "figure", ".al-figure-say"),
    ],
    ids=["network", "figure"],
)
def test_a_network_and_a_figure_do_as_a_player_does(browser_page, tmp_path, make, what, alive):
    page = notebook(browser_page, tmp_path, make())
    assert page.locator(".al-wake").inner_text() == f"Show the {what} without a kernel"
    assert page.locator(".al-network, .al-figure").count() == 0
    assert page.locator("table").is_hidden()  # it is folded: what stands there for a moment must not take much room
    page.clock.run_for(5000)
    assert page.locator(alive).count() == 0
    says(page, FAILED)
    page.clock.run_for(500)
    assert page.locator(alive).count() == 1
    assert page.locator(".al-wake").count() == 0
    assert page.locator("#above").is_hidden()
