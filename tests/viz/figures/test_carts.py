"""Pictures of a game: the cart where it is, the pole as it leans, heard as a sentence."""

import math
import re

import numpy as np
import pytest

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.carts import carts

LABELS = {"title": "A <game>", "say": "The pole tips to the right."}
GAME = np.zeros((10, 4))
GAME[:, 0], GAME[:, 2] = np.linspace(0, 0.9, 10), np.linspace(0, 0.3, 10)


def poles(html):
    """(x of the foot, y, x of the tip, y) of each pole in the wide picture, as drawn."""
    wide = html[: html.index('class="al-plot-stage al-plot-narrow"')]
    found = re.findall(r'class="al-fig-pole" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', wide)
    return np.array(found, dtype=float)


def test_frames_are_spread_from_the_first_step_to_the_last_and_lean_as_the_pole_does():
    html = carts(GAME, **LABELS)._repr_html_()
    drawn = poles(html)
    assert len(drawn) == 4
    for (x, y, tip_x, tip_y), step in zip(drawn, (0, 3, 6, 9), strict=True):
        assert math.atan2(tip_x - x, y - tip_y) == pytest.approx(GAME[step, 2], abs=0.01)
        assert f"step {step}, {step * 0.02:.2f} s" in html
    lengths = np.hypot(drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1])
    assert lengths == pytest.approx(lengths[0], rel=0.01)
    apart = np.diff(drawn[:, 0])  # a frame, and three tenths of a metre: a pole is a metre
    assert apart == pytest.approx(apart[0], abs=0.3)
    assert apart[0] > 0.3 * lengths[0]
    assert (drawn > 0).all()
    assert (drawn[:, [0, 2]] < 640).all()


def test_it_is_read_out_and_has_its_numbers():
    html = carts(GAME, **LABELS)._repr_html_()
    assert 'aria-label="A &lt;game&gt;. The pole tips to the right."' in html
    assert "<td>0.90</td><td>17.19</td>" in html
    assert "−0.30" in carts(-GAME, **LABELS).html


def test_a_short_game_has_fewer_frames_and_a_long_way_fits():
    assert len(poles(carts(GAME[:2], **LABELS).html)) == 2
    far = GAME.copy()
    far[-1, 0] = -2.4
    drawn = poles(carts(far, frames=8, **LABELS).html)
    assert len(drawn) == 8
    assert (drawn > 0).all()


@pytest.mark.parametrize(
    ("states", "more", "error", "says"),
    [
        (np.zeros((5, 3)), {}, ShapeError, r"\(T, 4\) finite numbers, got shape \(5, 3\)"),
        (np.zeros((5, 2, 4)), {}, ShapeError, r"states\[:, 0\]"),
        (np.zeros((0, 4)), {}, ShapeError, "finite numbers"),
        (np.full((5, 4), np.nan), {}, ShapeError, "finite numbers"),
        ("game", {}, ShapeError, "are numbers"),
        (GAME, {"say": " "}, LabError, "say in words"),
        (GAME, {"frames": 1}, LabError, "2 to 8 pictures"),
        (GAME, {"frames": 9}, LabError, "2 to 8 pictures"),
    ],
)
def test_errors_say_what_came(states, more, error, says):
    with pytest.raises(error, match=says):
        carts(states, **{**LABELS, **more})
