"""The player's JavaScript computes what Python computes, and is the file that `make sync` would write."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from autograd_lab import Value
from autograd_lab.graph import topological
from autograd_lab.ops import OPS
from autograd_lab.viz import bundle
from autograd_lab.viz.trace import trace_of
from tests.engine.programs import programs

JS = Path(bundle.__file__).parent / "js"
NUMBERS = (-3.5, -1.0, -0.25, 0.0, 1e-9, 0.5, 1.0, 2.0, 7.25, 40.0, 750.0)


def node(script, data):
    """What a script prints as JSON, run by Node with `data` as its input."""
    if not shutil.which("node"):
        pytest.skip("needs Node.js: apt-get install nodejs")
    done = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=f"const data = {json.dumps(data)};\n{script}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_committed_files_are_what_sync_would_write():
    for name, text in bundle.files().items():
        assert (JS.parent / name).read_text(encoding="utf-8") == text, f"{name}: run `make sync`"


def test_the_player_is_small():
    import gzip

    code = (JS.parent / "static" / "player.js").read_bytes() + (JS.parent / "static" / "player.css").read_bytes()
    assert len(gzip.compress(code)) <= 30_000


@pytest.mark.parametrize("text", ["a if a else b", "a ** b", "a > 0", "unknown(a)", "[a]", "a and b"])
def test_a_text_that_javascript_reads_differently_is_refused(text):
    with pytest.raises(ValueError, match="operation"):
        bundle.to_javascript(text)


@pytest.mark.slow
def test_every_operation_agrees_with_python_on_values_and_slopes():
    cases = []
    for op in OPS.values():
        if not op.arity or op.folded:
            continue
        for a in NUMBERS:
            for b in NUMBERS if op.arity == 2 else (0.0,):
                operands = [a, b][: op.arity]
                try:
                    out = op.forward(*operands)
                    slopes = op.slopes(operands, out)
                except (ValueError, ZeroDivisionError):
                    continue  # Python refuses; JavaScript says nan or ∞
                if all(abs(x) < 1e300 for x in (out, *slopes)):
                    cases.append([op.name, operands, out, list(slopes)])
    assert len(cases) > 500
    script = f"""
    import {{ OPS }} from "{JS.as_uri()}/ops.js";
    console.log(JSON.stringify(data.map(([name, x]) => {{
      const out = OPS[name].forward(...x);
      return [out, ...OPS[name].slopes.map((s) => s(x[0], x[1], out))];
    }})));"""
    for (name, operands, out, slopes), theirs in zip(cases, node(script, cases), strict=True):
        assert theirs == pytest.approx([out, *slopes], rel=1e-12, abs=1e-300), (name, operands)


SWEEP = f"""
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/sweep.js";
console.log(JSON.stringify(data.map((raw) => {{
  const trace = decodeTrace(raw);
  const pass = createPass(trace, trace.values);
  pass.setLeaf(0, trace.values[0]); // computed here, all of it
  const replay = trace.nodes.map(() => null);
  let same = true;
  pass.steps.forEach((step, k) => {{
    pass.seek(k);
    if (step.kind === "seed") replay[step.node] = 1;
    if (step.kind === "backward") replay[step.parent] = (replay[step.parent] ?? 0) + pass.arrival.amount;
    same = same && JSON.stringify(replay) === JSON.stringify(pass.grads);
  }});
  return {{ values: pass.values, grads: replay, same, steps: pass.steps.length }};
}})));
"""


@pytest.mark.slow
@given(program=programs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_last_step_shows_the_engines_numbers_and_any_step_equals_a_replay(program):
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


def test_folded_operations_are_mirrored():
    w, x, b = [Value(0.5), Value(-2.0)], [Value(3.0), Value(0.25)], Value(0.125)
    y = Value.total([Value.dot(w, x, b), Value.dot(w, x), w[0]])
    y.backward()
    (played,) = node(SWEEP, [trace_of(y).to_json()])
    assert played["values"][-1] == y.data
    assert played["grads"] == [n.grad for n in topological(y)]


NARRATE = f"""
import {{ narrate }} from "{JS.as_uri()}/narrate.js";
import {{ createPass, decodeTrace }} from "{JS.as_uri()}/sweep.js";
const trace = decodeTrace(data), pass = createPass(trace, trace.values);
console.log(JSON.stringify(pass.steps.map((_, k) => (pass.seek(k), narrate(pass)))));
"""


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


def test_a_number_used_once_gets_its_gradient_in_one_product_of_symbols():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    said = node(NARRATE, trace_of((w * x).tanh()).to_json())
    assert said[-1]["rule"] == "∂v2/∂x = ∂v2/∂v1 · ∂v1/∂x"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-4, "−4"), (0.125, "0.125"), (1 / 3, "0.3333"), (123456, "123456"), (1e7, "1e7"), (-2.5e-5, "−2.5e−5")],
)
def test_numbers_show_the_digits_they_deserve(number, text):
    script = f'import {{ format }} from "{JS.as_uri()}/numbers.js"; console.log(JSON.stringify(format(data)));'
    assert node(script, number) == text
