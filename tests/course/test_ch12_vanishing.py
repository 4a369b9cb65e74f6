"""Chapter 12 as a page: what the text tells its reader to do with the player and the figures gives what it says."""

import re

import pytest
from playwright.sync_api import expect

from tests.course.figures import FIGURES, figures_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHAPTER = "12_vanishing"


@pytest.fixture
def page(book, open_page):
    page = open_page()
    page.goto((book / "notebooks" / f"{CHAPTER}.html").as_uri())
    return page


def test_two_neurons_leave_their_steepest_place(page):
    player = page.locator(".al-player").first
    expect(player.locator("g.al-node")).not_to_have_count(0)
    player.locator(".al-stage").focus()
    page.keyboard.press("End")
    x = player.locator('g.al-node[data-name="x"]')
    expect(x).to_have_attribute("data-grad", "4")
    for put, grad in (("0.6", r"^2\.016"), ("0.75", r"^0\.29"), ("1", r"^0\.0229")):
        player.locator('input.al-number[data-name="x"]').fill(put)
        player.locator('input.al-number[data-name="x"]').press("Enter")
        expect(x).to_have_attribute("data-grad", re.compile(grad))
    assert player.locator(".al-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth + 1")


def choose(figure, name, what):
    figure.get_by_role("combobox", name=name, exact=True).select_option(what)


def test_the_figures_say_the_factors_of_the_text(page):
    straight, bent = figures_of(page, FIGURES[CHAPTER])
    for weights, factor in (
        ("variance 1", "4"),
        ("variance 0.0001", "0.04"),
        ("nn.Linear: variance 1/(3 n_in)", "0.58"),
    ):
        choose(straight, "weights", weights)
        expect(straight.locator(".al-figure-say")).to_contain_text(f"multiplies it by about {factor}. ")
    for activation, weights, factor in (
        ("sigmoid", "Xavier: variance 2/(n_in + n_out)", "0.23"),
        ("relu", "nn.Linear: variance 1/(3 n_in)", "0.39"),
    ):
        choose(bent, "activation", activation)
        choose(bent, "weights", weights)
        expect(bent.locator(".al-figure-say")).to_contain_text(f"multiplies it by about {factor}. It vanishes.")
