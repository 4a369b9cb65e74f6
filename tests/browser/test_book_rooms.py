"""On a laptop, a tablet and a telephone, each player of the book shows its root or a way to it, readable text, what to
do first, and targets that a finger meets."""

import pytest

from tests.browser.players import UNFOLD, wait_until_drawn
from tests.course.lessons import LESSONS
from tests.viz import rooms

pytestmark = pytest.mark.browser

#: chapters with wide graphs, a quiz, a comparison; arrays are in 15
SOME = ["05_computational_graph", "07_one_network_by_hand"]
ALL = [lesson.name for lesson in LESSONS]


@pytest.mark.parametrize("screen", rooms.SCREENS)
@pytest.mark.parametrize("name", [name if name in SOME else pytest.param(name, marks=pytest.mark.full) for name in ALL])
@pytest.mark.sampled(2)
def test_root_text_first_move_and_targets(book, open_page, name, screen):
    page = rooms.opened(open_page, screen)
    page.goto((book / "notebooks" / f"{name}.html").as_uri())
    count = page.locator("[data-al-player]").count()  # it is in the file; the player itself comes with its script
    assert count or name not in SOME  # not every chapter has a graph
    wait_until_drawn(page)
    page.evaluate(UNFOLD.replace("details", "details:not(.al-player details)"))
    page.wait_for_timeout(300)  # what was folded takes its room
    seen, found = rooms.faults(page, screen)
    assert seen == count
    assert not found, "\n".join(found)


def test_a_number_s_field_stays_on_a_small_telephone(book, open_page):
    page = open_page(viewport={"width": 320, "height": 700})
    page.goto((book / "notebooks" / "05_computational_graph.html").as_uri())
    wait_until_drawn(page)
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.al-player .al-number')].map(f => f.getBoundingClientRect().right))"
    )
    assert 0 < right <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
