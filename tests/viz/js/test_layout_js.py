"""The page's own layout: few crossings, no edge over a box, quick; checked on what Node computes."""

import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from autograd_lab import Value
from autograd_lab.scalar.neurons import MLP
from autograd_lab.viz.graphviz_layout import by_graphviz
from tests.scalar.programs import programs
from tests.support.javascript import JS, node
from tests.support.traces import trace_of
from tests.viz.crossings import crossings, network, random_graph, run_over

pytestmark = pytest.mark.slow

LAYERED = f"""
import {{ layered }} from "{JS.as_uri()}/model/layout.js";
console.log(JSON.stringify(data.map((parents) => {{
  const links = parents.flatMap((reads, to) => reads.map((from) => ({{ from, to, key: from }})));
  const start = performance.now();
  const {{ x, y, w, h, curves }} = layered(parents.map(() => ({{ w: 122, h: 58 }})), links);
  return {{ rects: x.map((left, i) => [left, y[i], 122, 58]), w, h, curves, ms: performance.now() - start }};
}})));"""

SEEN = f"""
import {{ createView }} from "{JS.as_uri()}/model/view.js";
import {{ arrange }} from "{JS.as_uri()}/model/frames.js";
import {{ decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
const trace = decodeTrace(data.trace);
const view = createView(trace.nodes, trace.groups);
console.log(JSON.stringify(data.open.map((open) => {{
  view.open.clear();
  for (const g of open) view.open.add(g);
  const seen = view.see();
  const placed = arrange(seen, trace.groups, (box) => (box.group < 0 ? {{ w: 122, h: 58 }} : {{ w: 176, h: 62 }}));
  const rect = (r) => [r.x, r.y, r.w, r.h];
  return {{ boxes: seen.boxes, frames: seen.frames, at: [...seen.at], links: seen.links, size: placed.size,
    rects: placed.boxes.map(rect), around: [...placed.frames].map(([g, r]) => [g, rect(r)]),
    curves: placed.curves, same: trace.nodes.every((n, id) => n.parents.every((p, slot) => {{
      const k = seen.linkAt(id, slot);
      return k < 0 ? seen.at[p] === seen.at[id] : seen.links[k].edges.some(([i, s]) => i === id && s === slot);
    }})) }};
}})));"""


def ends_of(parents):
    return [(p, i) for i, reads in enumerate(parents) for p in reads]


def apart(one, other):
    (x, y, w, h), (u, v, s, t) = one, other
    return x + w <= u + 0.5 or u + s <= x + 0.5 or y + h <= v + 0.5 or v + t <= y + 0.5


def assert_sound(placed, parents):
    for i, rect in enumerate(placed["rects"]):
        assert all(apart(rect, other) for other in placed["rects"][:i])
        assert rect[0] >= -0.1
        assert rect[1] >= -0.1
        assert rect[0] + 122 <= placed["w"] + 0.5
        assert rect[1] + 58 <= placed["h"] + 0.5
    for curve, (p, i) in zip(placed["curves"], ends_of(parents), strict=True):
        (x, y, w, h), (u, v, _, t) = placed["rects"][p], placed["rects"][i]
        assert curve[:2] == pytest.approx([x + w, y + h / 2])
        assert curve[-2] == pytest.approx(u)
        assert v <= curve[-1] <= v + t
        assert x < u, "what is computed stands right of what it is computed from"
        assert run_over(curve, placed["rects"]) <= {p, i}


@given(program=programs(max_ops=25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_boxes_stand_apart_and_no_edge_runs_over_one(program):
    parents = [list(n.parents) for n in trace_of(program.run(Value)[1]).nodes]
    once, again = node(LAYERED, [parents, parents])
    assert_sound(once, parents)
    assert once["curves"] == again["curves"]


def test_at_fifty_nodes_edges_cross_little_more_often_than_in_dots_layout():
    networks = [[3, 4, 4, 2, 1], [2, 6, 6, 1], [4, 5, 5, 2], [2, 4, 4, 4, 1], [5, 8, 3], [3, 3, 3, 3, 3], [6, 6, 4]]
    networks += [[2, 8, 4, 1], [4, 4, 4, 4], [3, 7, 5, 1]]
    for graphs in ([random_graph(50, seed) for seed in range(24)], [network(sizes) for sizes in networks]):
        dots = [by_graphviz(parents) for parents in graphs]
        if any(layout is None or layout.made_by != "dot" for layout in dots):
            pytest.skip("needs Graphviz's dot: apt-get install graphviz")
        ours = theirs = 0
        for parents, placed, dot in zip(graphs, node(LAYERED, graphs), dots, strict=True):
            assert_sound(placed, parents)
            mine = crossings(placed["curves"], ends_of(parents))
            drawn = [[number for point in curve for number in point] for curves in dot.curves for curve in curves]
            his = crossings(drawn, ends_of(parents))
            assert mine <= 1.5 * his + 5, parents
            ours, theirs = ours + mine, theirs + his
        assert ours <= 1.5 * theirs  # 1.05 times, when this was written


def test_a_thousand_nodes_are_laid_out_while_one_waits():
    placed = node(LAYERED, [random_graph(1000, seed, 60) for seed in range(3)])
    assert min(p["ms"] for p in placed) < 2000  # about 200 ms on a quiet machine


def test_one_box_and_boxes_without_edges():
    for placed, parents in zip(node(LAYERED, [[[]], [[], []]]), [[[]], [[], []]], strict=True):
        assert_sound(placed, parents)


def test_boxes_that_wait_for_one_another_are_drawn_all_the_same():
    """Groups never form a circle; were one to come, the page still shows it."""
    (placed,) = node(LAYERED, [[[2], [0], [1], []]])
    assert all(apart(a, b) for i, a in enumerate(placed["rects"]) for b in placed["rects"][:i])


def a_network(*sizes):
    random.seed(0)
    out = MLP(sizes[0], sizes[1:], "tanh")([Value(random.random()) for _ in range(sizes[0])])
    return Value.total([(a - 1.0) ** 2 for a in (out if isinstance(out, list) else [out])])


def batch():
    random.seed(0)
    mlp = MLP(2, [4, 1], "tanh")
    outs = [mlp([Value(random.random()), Value(random.random())]) for _ in range(12)]
    return Value.total([(out - 1.0) ** 2 for out in outs]) + 0.1 * sum(p * p for p in mlp.parameters())


@pytest.mark.parametrize("make", [lambda: a_network(2, 4, 4, 1), lambda: a_network(3, 5, 2), batch])
def test_whatever_is_open_each_node_is_seen_once_and_no_edge_runs_over_a_box(make):
    trace = trace_of(make())
    draw = random.Random(0)
    every = range(len(trace.groups))
    opened = [[], *([g for g in every if draw.random() < share] for share in (0.2, 0.5, 0.8)), list(every)]
    for seen in node(SEEN, {"trace": trace.to_json(), "open": opened}):
        assert_seen(seen, trace)


@given(seed=st.integers(0, 999))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_blocks_of_any_graph_are_seen_whole(seed):
    values = [Value(1.0) for _ in range(4)]
    draw = random.Random(seed)
    while len(values) < 90:
        values.append(draw.choice(values[-12:]) * 0.5 + draw.choice(values))
    trace = trace_of(Value.total(values))
    opened = [[], [g for g in range(len(trace.groups)) if draw.random() < 0.5]]
    for seen in node(SEEN, {"trace": trace.to_json(), "open": opened}):
        assert_seen(seen, trace)


def assert_seen(seen, trace):
    groups, nodes = trace.groups, trace.nodes
    inside = {m: g for g, group in enumerate(groups) for m in group.members}

    def around(group):
        while group >= 0:
            yield group
            group = groups[group].parent

    frames = set(seen["frames"])
    for i, b in enumerate(seen["at"]):
        box = seen["boxes"][b]
        closed = [g for g in around(inside.get(i, -1)) if g not in frames]
        assert box["group"] == (closed[-1] if closed else -1)
        assert closed or box["node"] == i
        assert set(around(box["inside"])) <= frames
    edges = sum(seen["at"][p] != seen["at"][i] for i, n in enumerate(nodes) for p in n.parents)
    assert edges == sum(len(link["edges"]) for link in seen["links"])
    assert seen["same"]
    rects, around_frames = seen["rects"], dict(seen["around"])
    for b, rect in enumerate(rects):
        assert all(apart(rect, other) for other in rects[:b])
        mine = set(around(seen["boxes"][b]["inside"]))
        for g, frame in around_frames.items():
            assert apart(rect, frame) != (g in mine)
    for link, curve in zip(seen["links"], seen["curves"], strict=True):
        ends = (link["from"], link["to"])
        assert run_over(curve, rects) <= set(ends)
        entered = {g for b in ends for g in around(seen["boxes"][b]["inside"])}
        names = list(around_frames)
        assert {names[i] for i in run_over(curve, list(around_frames.values()))} <= entered
        x, y, w, h = rects[ends[0]]
        assert curve[:2] == pytest.approx([x + w, y + h / 2])
        assert curve[-2] == pytest.approx(rects[ends[1]][0])
