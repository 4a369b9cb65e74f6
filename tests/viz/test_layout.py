"""Boxes never overlap and never move; the layout works without Graphviz."""

import shutil

import pytest
from hypothesis import given, settings

from autograd_lab import Value
from autograd_lab.viz.layout import BOX, by_layers, lay_out
from autograd_lab.viz.trace import trace_of
from tests.engine.programs import programs


def parents_of(program):
    return [node.parents for node in trace_of(program.run(Value)[1]).nodes]


def assert_sound(layout, parents):
    width, height = BOX
    for i, (x, y) in enumerate(layout.centres):
        assert width / 2 <= x <= layout.width - width / 2
        assert height / 2 <= y <= layout.height - height / 2
        for u, v in layout.centres[:i]:
            assert abs(x - u) >= width - 1 or abs(y - v) >= height - 1
    for i, operands in enumerate(parents):
        assert len(layout.curves[i]) == len(operands)
        for p, curve in zip(operands, layout.curves[i], strict=True):
            assert len(curve) % 3 == 1
            assert layout.centres[p][0] < layout.centres[i][0]
            assert curve[0][0] == pytest.approx(layout.centres[p][0] + width / 2, abs=3)
            assert abs(curve[-1][1] - layout.centres[i][1]) <= height / 2 + 3


@given(programs(max_ops=12))
@settings(max_examples=25, deadline=None)
def test_dots_layout_is_sound(program):
    if not shutil.which("dot"):
        pytest.skip("needs Graphviz's dot: apt-get install graphviz")
    parents = parents_of(program)
    layout = lay_out(parents)
    assert layout.made_by == "dot"
    assert_sound(layout, parents)
    assert layout == lay_out(parents)


@given(programs(max_ops=25))
@settings(max_examples=60, deadline=None)
def test_the_own_layout_is_sound_and_no_edge_runs_over_a_box(program):
    parents = parents_of(program)
    layout = by_layers(parents)
    assert_sound(layout, parents)
    assert layout == by_layers(parents)
    for i, operands in enumerate(parents):
        for p, curve in zip(operands, layout.curves[i], strict=True):
            assert not [n for n in range(len(parents)) if n not in (i, p) and runs_over(curve, layout.centres[n])]


def runs_over(curve, centre):
    """Whether any point of a Bézier curve lies inside the box around `centre`."""
    for s in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[s : s + 4]
        for t in (k / 12 for k in range(13)):
            x, y = (
                (1 - t) ** 3 * a[i] + 3 * (1 - t) ** 2 * t * b[i] + 3 * (1 - t) * t**2 * c[i] + t**3 * d[i]
                for i in (0, 1)
            )
            if abs(x - centre[0]) < BOX[0] / 2 - 1 and abs(y - centre[1]) < BOX[1] / 2 - 1:
                return True
    return False


def test_without_dot_the_own_layout_takes_over(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    w, x = Value(2.0), Value(3.0)
    assert trace_of(w * x + w).layout.made_by == "layers"


def test_numbers_never_move_the_layout():
    def layout(number):
        w = Value(number)
        return trace_of((w * w).tanh() + 3.0 * w).layout

    assert layout(1.0) == layout(-123456.789)
