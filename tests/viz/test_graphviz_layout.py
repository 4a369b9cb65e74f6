"""Boxes never overlap and never move; without dot, the course's graphs still look as dot draws them."""

import shutil

import pytest
from hypothesis import given, settings

from autograd_lab import Value
from autograd_lab.viz import graphviz_layout as layouts
from autograd_lab.viz.graphviz_layout import BOX, MOST, Layout, by_graphviz, key, lay_out
from tests.scalar.programs import programs
from tests.support.traces import trace_of


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


@pytest.fixture(params=["dot", "graphviz-pure"])
def program_of_graphviz(request, monkeypatch):
    """Only one of the two programs can be found."""
    there = shutil.which
    if request.param == "dot" and not there("dot"):
        pytest.skip("needs Graphviz's dot: apt-get install graphviz")
    monkeypatch.setattr(
        layouts.shutil, "which", lambda name, path=None: there(name, path=path) if name == request.param else None
    )
    return request.param


@pytest.mark.slow
@given(program=programs(max_ops=12))
@settings(max_examples=15, deadline=None)
def test_graphvizs_layout_is_sound(program_of_graphviz_for_all, program):
    parents = parents_of(program)
    for name in program_of_graphviz_for_all:
        drawn = layouts._run(name, layouts._source(parents))
        layout = layouts._read(parents, drawn, name)
        assert_sound(layout, parents)


@pytest.fixture(scope="module")
def program_of_graphviz_for_all():
    found = [name for name in ("dot", "graphviz-pure") if layouts._run(name, "digraph { a -> b }")]
    if "dot" not in found:
        pytest.skip("needs Graphviz's dot: apt-get install graphviz")
    return found


@pytest.mark.slow
def test_each_program_is_used_where_it_is_the_only_one(program_of_graphviz):
    parents = [(), (0,), (0, 1), (1, 2, 0)]
    layout = by_graphviz(parents)
    assert layout.made_by == program_of_graphviz
    assert_sound(layout, parents)
    assert layout == by_graphviz(parents)


def test_without_any_program_the_page_lays_out(monkeypatch):
    monkeypatch.setattr(layouts.shutil, "which", lambda name, path=None: None)
    w, x = Value(2.0), Value(3.0)
    trace = trace_of((w * x + w * x * x).tanh() * 1.5 - x * w / 7.25 + w / x / x)
    assert trace.layout is None
    assert trace.to_json()["layout"] is None


def test_a_program_that_fails_is_passed_over(monkeypatch, tmp_path):
    broken = tmp_path / "dot"
    broken.write_text("#!/bin/sh\necho no; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(layouts.shutil, "which", lambda name, path=None: str(broken) if name == "dot" else None)
    assert by_graphviz([(), (0,)]) is None


def test_a_large_graph_is_left_to_the_page():
    assert lay_out([()] * MOST + [range(8)]) is None


@pytest.mark.slow
def test_numbers_never_move_the_layout():
    def layout(number):
        w = Value(number)
        return trace_of((w * w).tanh() + 3.0 * w).layout

    assert layout(1.0) == layout(-123456.789)


def test_a_layout_travels_as_text_and_comes_back():
    curve = ((131.0, 41.0), (150.0, 41.0), (170.0, 41.0), (189.0, 41.0))
    layout = Layout(300.0, 81.7, ((70.0, 41.0), (250.0, 41.0)), ((), (curve,)), "dot")
    assert Layout.from_json(layout.to_json(), "dot") == layout


def test_a_key_names_the_structure_alone():
    assert key([(), (), (0, 1)]) == key(((), [], [0, 1])) != key([(), (), (1, 0)])
