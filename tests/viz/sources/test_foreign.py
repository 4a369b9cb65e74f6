"""Operations that only Python knows, and graphs that changed after show(): said, never a wrong number."""

import math

import pytest

from autograd_lab import Value, show
from autograd_lab.errors import GraphError
from autograd_lab.scalar.ops import OPS, Op
from tests.support.javascript import JS, node
from tests.viz.foreign import CUBE, by

MINE = Op("tanh", "a * a", ("2 * a",), "²")  # borrows a name of the table

PASS = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
import {{ narrate }} from "{JS.as_uri()}/model/narrate.js";
const trace = decodeTrace(data.trace);
const pass = createPass(trace, trace.values);
const tell = () => {{
  pass.seek(pass.last);
  return {{ values: pass.values.map(String), grads: pass.grads.map(String), lost: pass.lost }};
}};
const first = tell();
pass.setLeaf(0, data.to);
const moved = tell();
pass.seek(1);
const said = narrate(pass);
pass.setLeaf(0, trace.values[0]);
console.log(JSON.stringify([first, moved, said, tell()]));
"""


@pytest.mark.slow
def test_an_operation_that_the_page_does_not_know_is_shown_and_once_moved_is_lost_but_never_wrong():
    x = Value(2.0, "x")
    loss = by(CUBE, x, 8.0).relu() * x
    trace = show(loss).trace
    assert trace.foreign == {1: (12.0,)}
    first, moved, said, again = node(PASS, {"trace": trace.to_json(), "to": 5.0})
    assert first["grads"] == ["32", "2", "2", "1"]
    assert moved["lost"] == [False, True, True, True]
    assert moved["values"] == ["5", "NaN", "NaN", "NaN"]  # relu(nan) is 0 in both languages: it must not be computed
    assert moved["grads"][0] == "NaN"
    assert said["text"] == "Forward: v1 = cube(5) = ?"
    assert "only Python can compute it" in said["plain"]
    assert again == first  # back at the number that Python's came with


def test_with_a_kernel_python_computes_what_the_page_cannot(monkeypatch):
    x = Value(2.0, "x")
    player = show(by(CUBE, x, 8.0) * 2.0)
    sent = []
    monkeypatch.setattr(player, "send", lambda content, buffers=(): sent.append(content))
    player._answer(player, {"moves": [[0, 3.0]], "turn": 1, "view": "a"}, [])
    assert player.trace.values == (3.0, 2.0, 27.0, 54.0)
    assert sent == [{"turn": 1, "view": "a", "foreign": {"2": [27.0]}}]
    assert player._source.grads()[0] == 54.0


@pytest.mark.slow
def test_an_operation_with_a_borrowed_name_is_not_taken_for_the_tables():
    trace = show(by(MINE, Value(3.0, "x"), 9.0)).trace
    assert trace.nodes[1].op == "tanh*"
    assert node(PASS, {"trace": trace.to_json(), "to": 1.0})[0]["grads"] == ["6", "1"]


@pytest.mark.slow
def test_a_slope_that_does_not_exist_travels_as_none():
    root = by(Op("root", "sqrt(a)", ("0.5 / out",), "√"), Value(0.0, "x"), 0.0)
    trace = show(root).trace
    assert math.isnan(trace.foreign[1][0])
    assert trace.to_json()["foreign"] == {"1": [None]}
    assert node(PASS, {"trace": trace.to_json(), "to": 0.0})[0]["grads"] == ["NaN", "1"]


def test_a_graph_that_was_rewired_after_show_is_refused_by_name_and_the_page_hears_of_it(monkeypatch):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    v = w * x
    player = show(v + 1.0, names={"v": v})
    v.op = OPS["add"]
    with pytest.raises(GraphError, match=r"v is made in another way than when show\(\) saw it. Call show\(\) again."):
        player.set("w", 5.0)
    assert w.data == 2.0
    sent = []
    monkeypatch.setattr(player, "send", lambda content, buffers=(): sent.append(content))
    player._answer(player, {"moves": [[0, 5.0]], "turn": 3, "view": "b"}, [])
    assert sent[0]["turn"] == 3
    assert sent[0]["failed"].startswith("GraphError: v is made in another way")


@pytest.mark.slow
def test_a_slider_that_was_widened_says_so():
    w = Value(7.0, "w")
    (said,) = show(w * 1, sliders={"w": (0, 5)})._options["notices"]
    assert said == "w = 7 lies outside the range 0 to 5 that its slider was given: it goes from 0 to 7."
    assert show(w * 1, sliders={"w": (0, 9)})._options["notices"] == []


TOLD = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
import {{ narrate }} from "{JS.as_uri()}/model/narrate.js";
import {{ reading }} from "{JS.as_uri()}/page/reading.js";
import {{ embedCode }} from "{JS.as_uri()}/share/embed.js";
const trace = decodeTrace(data.trace);
const pass = createPass(trace, trace.values);
const player = {{
  trace, pass, nodes: trace.nodes, options: {{ title: "y" }}, narrate: (reader) => narrate(reader),
  host: {{ getBoundingClientRect: () => ({{ height: 1 }}) }},
  link: {{ share: {{ raw: data.trace, program: async () => 'const packed = "";' }} }},
}};
const say = reading(player);
say(pass.last);
pass.setLeaf(0, 3);
pass.setValues(data.values, data.foreign);
pass.seek(pass.last);
const [, embedded] = /json&quot;&gt;(.*?)&lt;.script/.exec(await embedCode(player));
const other = decodeTrace(JSON.parse(embedded.replace(/&quot;/g, '"')).trace);
const begun = createPass(other, other.values);
begun.seek(pass.last);
console.log(JSON.stringify([say(pass.last), narrate(pass).text, pass.grads, begun.grads]));
"""


@pytest.mark.slow
def test_each_step_told_ahead_and_an_embedded_player_have_the_slopes_of_python_s_latest_numbers():
    trace = show(by(CUBE, Value(2.0, "x"), 8.0)).trace.to_json()
    ahead, now, grads, embedded = node(TOLD, {"trace": trace, "values": [3.0, 27.0], "foreign": {"1": [27.0]}})
    assert now.endswith("upstream 1 × local 27 = 27")
    assert ahead.startswith(now)
    assert embedded == grads == [27, 1]
