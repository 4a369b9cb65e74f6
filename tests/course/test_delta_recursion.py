"""Chapter 08 as a page: its networks gather what the text says, edge by edge, and hold up as figures do."""

import pytest
from playwright.sync_api import expect

from tests.course.figures import NETWORKS, networks_of, step_through
from tests.support.axe import findings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHAPTER = "08_delta_recursion"
DELTAS = {  # the table under "Watch it gather"
    "d:1:0": -3 / 8,
    "d:1:1": 3 / 32,
    "d:2:0": -1 / 8,
    "d:2:1": 1 / 4,
    "d:3:0": -9 / 32,
    "d:3:1": 3 / 32,
}


@pytest.fixture
def opened(book, open_page):
    def open_chapter(**options):
        page = open_page(**options)
        page.goto((book / "notebooks" / f"{CHAPTER}.html").as_uri())
        return page

    return open_chapter


def test_every_network_ends_at_the_six_deltas_of_the_text(opened):
    for network in networks_of(opened(), NETWORKS[CHAPTER]):
        found = step_through(network)
        assert {key: float(number) for key, number in found.items()} == pytest.approx(DELTAS, rel=1e-12)


def test_one_press_is_one_edge(opened):
    network = networks_of(opened(), NETWORKS[CHAPTER])[1]
    network.locator(".al-net-stage").focus()
    network.page.keyboard.press("s")
    expect(network).to_have_attribute("data-stage", "loss")
    for _ in range(4):  # two outputs, their weights, then the first edge
        network.page.keyboard.press("ArrowRight")
    expect(network.locator(".al-sentence")).to_contain_text("h2.1 gathers from o1")
    expect(network.locator(".al-sentence")).to_contain_text("4 × (−0.2813) = −1.125")
    network.page.keyboard.press("ArrowRight")
    expect(network.locator(".al-sentence")).to_contain_text("= −0.5625")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_networks_hold_up_in_both_themes(opened, shot, scheme):
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    for number, network in enumerate(networks_of(page, NETWORKS[CHAPTER])):
        network.scroll_into_view_if_needed()
        shot(page, f"network-08-{number}-{scheme}")
    assert not findings(page)


def test_no_network_is_wider_than_a_telephone(opened):
    for network in networks_of(opened(viewport={"width": 390, "height": 800}), NETWORKS[CHAPTER]):
        box = network.bounding_box()
        assert box["x"] + box["width"] <= 390
