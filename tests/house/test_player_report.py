"""What the player's benchmarks say of their goals: a figure beyond its goal is marked in the table, and told."""

import copy

import pytest

from benchmarks.player_report import missed, section

QUICK = {"median": 10.0, "p95": 20.0}
FOUND = {
    "races": {
        "50": {"player_ms": QUICK, "redrawn_ms": QUICK, "times_faster": 8.0, "goal": 6, "bytes_a_step": 0.0},
    },
    "steps": {
        "200": {"off": QUICK, "on": {**QUICK, "dots": 60}, "behind": 1},
        "1000": {"off": QUICK, "on": {**QUICK, "dots": 0}, "behind": 0},
    },
    "nothing_ms": QUICK,
    "handled_ms": {"median": 1.0, "p95": 2.0},
    "slide_ms": QUICK,
    "comm_ms": {"median": 1.0, "p95": 2.0},
}


def test_figures_within_their_goals_are_shown_with_their_p95_and_not_marked():
    page = section(FOUND)
    assert missed(FOUND) == []
    assert "missed" not in page
    assert "| 50 | 10 ms | 20 ms | 10 ms | 20 ms | 8.0 | ≥ 6 | 0 |" in page
    assert "| next to painted, 1000 nodes, the moving dot on | 10.0 ms | 20.0 ms | ≤ 100 ms |" in page
    assert "| nothing at all to painted | 10.0 ms | 20.0 ms |  |" in page
    assert "| 200 | 1 | ≤ 1 | 60 of 60 |" in page


@pytest.mark.parametrize(
    ("place", "figure", "told", "row"),
    [
        (("steps", "200", "on", "p95"), 35.4, "200 nodes, the moving dot on: 35.4 ms > 35 ms", "35.4 ms **missed**"),
        (("steps", "1000", "behind"), 2, "a held key, 1000 nodes: 2 frames behind > 1", "| 1000 | 2 **missed** |"),
        (("races", "50", "times_faster"), 5.0, "50 nodes: 5.0 times faster < 6", "| 5.0 **missed** | ≥ 6 |"),
        (("handled_ms", "p95"), 5.3, "the handler of next alone, 200 nodes: 5.3 ms > 5 ms", "| 5.3 ms **missed** |"),
    ],
)
def test_a_figure_beyond_its_goal_is_marked_and_told(place, figure, told, row):
    found = copy.deepcopy(FOUND)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = figure
    (line,) = missed(found)
    assert line.endswith(told)
    assert section(found).count("**missed**") == 1
    assert row in section(found)
