"""The recorded layouts are those of the course's graphs, so that a machine without dot shows the same pictures."""

import json

import pytest

from autograd_lab.authoring.layouts import graphs_of, sources
from autograd_lab.viz import graphviz_layout as layouts
from autograd_lab.viz.graphviz_layout import SHIPPED, Layout, by_graphviz, key, lay_out

#: their players show arrays, which the page places by itself, or they have none
OF_ARRAYS = {"15_pytorch", "16_published_program", "22_reward", "24_frameworks"}
RECORDED = json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
@pytest.mark.sampled(1)
def test_each_graph_of_the_course_is_recorded_and_needs_no_dot(executed, path, monkeypatch):
    monkeypatch.setattr(layouts.shutil, "which", lambda name, path=None: None)
    graphs = [parents for parents in executed(path.stem).graphs if len(parents) <= layouts.MOST]
    assert bool(graphs) is (path.stem not in OF_ARRAYS)
    for parents in graphs:
        assert key(parents) in RECORDED["layouts"], "run `make layouts`"
        assert lay_out(parents).made_by == "dot"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["05_computational_graph", "06_build_the_engine"])
@pytest.mark.sampled(1)
def test_what_is_recorded_for_a_chapter_is_what_it_draws(executed, name, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    [path] = [path for path in sources() if path.stem == name]
    assert {key(parents) for parents in graphs_of(path)} == {key(parents) for parents in executed(name).graphs} != set()


def test_what_is_recorded_was_made_for_the_boxes_that_are_drawn():
    assert RECORDED["look"] == layouts.measures(), "run `make layouts`"
    assert RECORDED["dot"].startswith("dot - graphviz version")


def test_a_recorded_layout_is_what_that_dot_drew():
    first = next(iter(RECORDED["layouts"].values()))
    layout = Layout.from_json(first, "dot")
    assert len(layout.centres) == len(layout.curves)
    assert json.loads(json.dumps(layout.to_json()))["centres"] == first["centres"]


def test_the_course_draws_with_dot_what_is_recorded():
    """On the recording machine's dot the two are equal; another version may place boxes elsewhere."""
    from autograd_lab.authoring.layouts import dot_version

    parents = [(), (), (0, 1), (), (2, 3)]
    try:
        same = dot_version() == RECORDED["dot"]
    except SystemExit:
        pytest.skip("needs Graphviz's dot: apt-get install graphviz")
    if same and key(parents) in RECORDED["layouts"]:
        assert lay_out(parents).to_json() == by_graphviz(parents).to_json()
