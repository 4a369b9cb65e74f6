"""The drawn plan of the house shows the rooms and arrows of the code as it is."""

import html

import pytest

from tests.house import plan

pytestmark = pytest.mark.slow


def test_the_drawing_shows_each_room_and_each_arrow_of_the_code():
    rooms, arrows = plan.drawn()
    assert rooms == {room for row in plan.layers() for room in row}, "run `make plan`"
    assert arrows == plan.arrows(), "run `make plan`"


def test_what_a_room_is_for_is_written_in_its_box():
    svg = html.unescape(plan.SVG.read_text(encoding="utf-8"))
    words = {word for row in plan.layers() for room in row for word in plan.purpose(room).split()}
    missing = {word for word in words if word not in svg}
    assert not missing, "run `make plan`"


def test_no_arrow_follows_from_two_others():
    arrows = plan.arrows()
    assert not {(a, c) for a, b in arrows for b2, c in arrows if b == b2} & arrows
