"""The player's JavaScript computes what Python computes, and is the file that `make sync` would write."""

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from autograd_lab import Value
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.ops import OPS
from autograd_lab.viz.javascript import to_javascript
from tests.scalar.programs import programs
from tests.support.javascript import JS, node
from tests.support.traces import trace_of

NUMBERS = (-3.5, -1.0, -0.25, 0.0, 1e-9, 0.5, 1.0, 2.0, 7.25, 40.0, 750.0)


@pytest.mark.parametrize("text", ["a if a else b", "a ** b", "a > 0", "unknown(a)", "[a]", "a and b"])
def test_a_text_that_javascript_reads_differently_is_refused(text):
    with pytest.raises(ValueError, match="operation"):
        to_javascript(text)


def python_says(op, operands):
    """An operation's result and slopes; None for each that Python refuses."""
    try:
        out = float(op.forward(*operands))
    except (ValueError, ZeroDivisionError):
        return None, None
    try:
        return out, list(op.slopes(operands, out))
    except (ValueError, ZeroDivisionError):
        return out, None


def operands_of(op, rng):
    """Operands for an operation: the awkward numbers, then random ones of every size."""
    sizes = (1, 1, 1, 10, 1e-6, 1e3)
    numbers = [*NUMBERS, *[rng.choice((-1, 1)) * rng.random() * rng.choice(sizes) for _ in range(300)]]
    if op.folded:
        return [[rng.choice(numbers) for _ in range(rng.randint(1, 7))] for _ in range(150)]
    if op.arity == 1:
        return [[a] for a in numbers]
    return [[a, b] for a in NUMBERS for b in NUMBERS] + [[rng.choice(numbers), rng.choice(numbers)] for _ in range(300)]


AGREE = f"""
import {{ OPS }} from "{JS.as_uri()}/model/ops.js";
import {{ evaluate, local }} from "{JS.as_uri()}/model/sweep.js";
console.log(JSON.stringify(data.map(([op, x, out]) => {{
  const node = {{ op, parents: x.map((_, i) => i) }};
  return [evaluate(node, x), ...x.map((_, slot) => local(node, slot, out ?? NaN, x))].map(String);
}})));"""


@pytest.mark.slow
def test_every_operation_agrees_with_python_on_more_than_ten_thousand_numbers():
    rng = random.Random(20)
    cases = [(op, x, *python_says(op, x)) for op in OPS.values() if op.arity for x in operands_of(op, rng)]
    answers = node(AGREE, [[op.name, x, out if out is None or math.isfinite(out) else None] for op, x, out, _ in cases])
    compared = 0
    for (op, x, out, slopes), theirs in zip(cases, answers, strict=True):
        value, *rest = (math.nan if text == "NaN" else float(text.replace("Infinity", "inf")) for text in theirs)
        if out is None:
            assert math.isnan(value), (op.name, x, "Python refuses, so the page must not know a number either")
            continue
        assert value == pytest.approx(out, rel=1e-12, abs=1e-300), (op.name, x)
        compared += 1
        if slopes is None or not all(map(math.isfinite, [out, *slopes])):
            continue
        assert rest == pytest.approx(slopes, rel=1e-12, abs=1e-300), (op.name, x)
        compared += len(slopes)
    assert compared >= 10_000


SEEK = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
const seen = (pass) => {{
  const bits = (list) => list.map((x) => (x === null ? "none" : new Uint32Array(new Float64Array([x]).buffer).join()));
  const {{ k, step, known, values, grads, arrivals, arrival }} = pass;
  return JSON.stringify([k, step, known, bits(values), bits(grads), arrivals, arrival]);
}};
console.log(JSON.stringify(data.map(([raw, moves]) => {{
  const trace = decodeTrace(raw);
  const pass = createPass(trace, trace.values);
  let values = trace.values;
  return moves.map(([to, leaf, number]) => {{
    const before = pass.k;
    if (leaf !== null) pass.setLeaf(leaf, number);
    values = pass.values;
    const touched = pass.seek(to * pass.last);
    const replay = createPass(trace, values);
    for (let k = 0; k <= pass.k; k++) replay.seek(k);
    const honest = pass.steps.slice(Math.min(before, pass.k) + 1, Math.max(before, pass.k) + 1)
      .every(({{ node, parent }}) => [node, parent].every((i) => i < 0 || touched.includes(i)));
    return seen(pass) === seen(replay) && honest;
  }});
}})));
"""


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(programs(), st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.floats(-2, 2)), max_size=12)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_step_reached_from_anywhere_is_to_the_last_bit_a_replay_from_the_start(cases):
    data = []
    for program, moves in cases:
        trace = trace_of(program.run(Value)[1])
        leaves = [n.id for n in trace.nodes if n.kind == "leaf"]
        data.append([trace.to_json(), [[to, leaves[0] if move and leaves else None, x] for to, move, x in moves]])
    for same in node(SEEK, data):
        assert all(same)


SWEEP = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
console.log(JSON.stringify(data.map((raw) => {{
  const trace = decodeTrace(raw);
  const pass = createPass(trace, trace.values);
  pass.setLeaf(0, trace.values[0]); // computed here, all of it
  const whole = JSON.stringify(pass.final());
  pass.seek(pass.last);
  const {{ values, grads, steps }} = pass;
  return {{ values, grads, steps: steps.length, same: whole === JSON.stringify(pass.final()) }};
}})));
"""


@pytest.mark.slow
@given(program=programs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_last_step_shows_the_engines_numbers(program):
    _, root = program.run(Value)
    root.backward()
    order = topological(root)
    trace = trace_of(root)
    (played,) = node(SWEEP, [trace.to_json()])
    assert played["values"] == pytest.approx([n.data for n in order], rel=1e-12)
    for mine, theirs, n in zip(order, played["grads"], trace.nodes, strict=True):
        assert (theirs is None) == (n.kind == "const")
        assert theirs is None or theirs == pytest.approx(mine.grad, rel=1e-12, abs=1e-12)
    assert played["same"]
    edges = sum(trace.nodes[p].kind != "const" for n in trace.nodes for p in n.parents)
    assert played["steps"] == 2 + sum(n.kind == "op" for n in trace.nodes) + edges


@pytest.mark.slow
def test_folded_operations_are_mirrored():
    w, x, b = [Value(0.5), Value(-2.0)], [Value(3.0), Value(0.25)], Value(0.125)
    y = Value.total([Value.dot(w, x, b), Value.dot(w, x), w[0]])
    y.backward()
    (played,) = node(SWEEP, [trace_of(y).to_json()])
    assert played["values"][-1] == y.data
    assert played["grads"] == [n.grad for n in topological(y)]


NARRATE = f"""
import {{ narrate }} from "{JS.as_uri()}/model/narrate.js";
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/model/sweep.js";
const trace = decodeTrace(data), pass = createPass(trace, trace.values);
console.log(JSON.stringify(pass.steps.map((_, k) => (pass.seek(k), narrate(pass)))));
"""


@pytest.mark.slow
def test_every_step_is_told_in_numbers_symbols_and_plain_words():
    a = Value(3.0)
    b = a + a
    c = b * b
    said = node(NARRATE, trace_of(c, {"a": a, "b": b, "c": c}).to_json())
    assert [s["text"] for s in said] == [
        "The leaves have their numbers. Nothing has been computed yet.",
        "Forward: b = 3 + 3 = 6",
        "Forward: c = 6 × 6 = 36",
        "The backward pass starts at c: its gradient is 1",
        "Backward, c to b: upstream 1 × local 6 = 6. b adds up 1 of 2: 6 so far",
        "Backward, c to b: upstream 1 × local 6 = 6. b adds up 2 of 2: 6 + 6 = 12 in all",
        "Backward, b to a: upstream 12 × local 1 = 12. a adds up 1 of 2: 12 so far",
        "Backward, b to a: upstream 12 × local 1 = 12. a adds up 2 of 2: 12 + 12 = 24 in all",
    ]
    assert said[3]["plain"] == "c moves exactly as far as itself."
    assert said[4]["rule"] == "grad of b += grad of c × local ∂c/∂b"
    assert said[-1]["rule"] == "grad of a += grad of b × local ∂b/∂a"
    assert said[-1]["plain"] == "Raise a by 0.01 and c rises by about 0.24."


@pytest.mark.slow
def test_a_number_used_once_gets_its_gradient_in_one_product_of_symbols():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    said = node(NARRATE, trace_of((w * x).tanh()).to_json())
    assert said[-1]["rule"] == "∂v2/∂x = ∂v2/∂v1 · ∂v1/∂x"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-4, "−4"), (0.125, "0.125"), (1 / 3, "0.3333"), (123456, "123456"), (1e7, "1e7"), (-2.5e-5, "−2.5e−5")],
)
def test_numbers_show_the_digits_they_deserve(number, text):
    script = f'import {{ format }} from "{JS.as_uri()}/model/numbers.js"; console.log(JSON.stringify(format(data)));'
    assert node(script, number) == text
