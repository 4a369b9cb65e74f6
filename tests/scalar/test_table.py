"""Every operation of the table is known wherever an operation has to be known; each failure names the place to edit.

This is what "Add an operation" in CONTRIBUTING.md ends with.
"""

import json
import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import autograd_lab
from autograd_lab import Value, grad, to_python
from autograd_lab.errors import LabError
from autograd_lab.scalar import source_text
from autograd_lab.scalar.calculus import rule_on_values
from autograd_lab.scalar.graph import topological
from autograd_lab.scalar.latex import operation_latex, partials_latex, to_latex
from autograd_lab.scalar.ops import FUNCTIONS, MATHS, OPS, Function, Op
from autograd_lab.viz.explain import Scene
from autograd_lab.viz.sources import source_of
from autograd_lab.viz.symbols import to_symbols
from tests.scalar.latex_value import latex_value
from tests.scalar.programs import BINARY, UNARY

VIZ = Path(autograd_lab.__file__).parent / "viz"
FUNCTIONS_JS = next(VIZ.rglob("functions.js"))
PLACE = FUNCTIONS_JS.relative_to(VIZ.parent.parent)
COMPUTED = [name for name, op in OPS.items() if op.arity]
PLAIN = [name for name in COMPUTED if not OPS[name].folded]
POINTS = ((0.75, 1.5), (2.5, 0.5), (1.25, 1.25))  # where every function of the table exists; the last is a tie


def call(name):
    """A function of the table called with its operands, as a text."""
    return f"{name}({', '.join('ab'[: MATHS[name].arity])})"


# --- formulas ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MATHS)
def test_the_latex_of_a_function_computes_it(name):
    latex = to_latex(call(name), {"a": "a", "b": "b"})  # raises an error that names MATHS in scalar/ops.py
    for a, b in POINTS:
        expected = FUNCTIONS[name](*(a, b)[: MATHS[name].arity])
        assert latex_value(latex, {"a": a, "b": b}) == pytest.approx(expected, rel=1e-12), (
            f"{latex} is not {name}: correct its `latex` in MATHS of scalar/ops.py"
        )


@pytest.mark.parametrize("name", PLAIN)
def test_the_latex_of_an_operation_and_of_its_local_derivatives_computes_them(name):
    op = OPS[name]
    for operands in POINTS:
        at = operands[: op.arity]
        out = op.forward(*at)
        numbers = dict(zip("abc", (*operands, out), strict=True))
        assert latex_value(operation_latex(op).removeprefix("c = "), numbers) == pytest.approx(out)
        slopes = [latex_value(text.split(" = ", 1)[1], numbers) for text in partials_latex(op)]
        assert slopes == pytest.approx(op.slopes(at, out))


@pytest.mark.parametrize("name", MATHS)
def test_a_function_has_plain_symbols_that_name_each_operand(name):
    text = to_symbols(call(name))  # raises an error that names MATHS in scalar/ops.py
    assert {letter for letter in "ab" if f"{{{letter}}}" in text} == set("ab"[: MATHS[name].arity])
    assert text.count("(") == text.count(")")
    assert not set(text) & set("*/\\"), f"{text}: `symbols` in MATHS of scalar/ops.py are for reading: write × and ÷"


def test_no_two_functions_look_alike():
    for write in (lambda name: to_latex(call(name), {"a": "a", "b": "b"}), lambda name: to_symbols(call(name))):
        written = [write(name) for name in MATHS]
        assert len(set(written)) == len(written)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_player_has_a_symbol_for_each_operation(name):
    assert OPS[name].symbol, f"give {name} a symbol in OPS of scalar/ops.py: the player writes it on the box"


# --- generated programs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MATHS)
def test_the_numpy_code_of_a_function_computes_it_on_numbers_and_arrays(name):
    scope = {}
    exec(source_text.header(call(name)), scope)  # raises an error that names MATHS in scalar/ops.py
    function = scope.get(name, FUNCTIONS[name])  # abs is Python's own
    columns = [np.array(column) for column in zip(*POINTS, strict=True)][: MATHS[name].arity]
    expected = [FUNCTIONS[name](*point[: MATHS[name].arity]) for point in POINTS]
    assert function(*columns) == pytest.approx(expected, rel=1e-12), f"correct `arrays` of {name} in scalar/ops.py"
    for point, result in zip(POINTS, expected, strict=True):
        assert function(*point[: MATHS[name].arity]) == pytest.approx(result, rel=1e-12)


@pytest.mark.parametrize("name", [name for name in source_text.DEFINED if name in MATHS and MATHS[name].arity == 1])
def test_the_numpy_code_overflows_no_sooner_than_the_engine(name):
    scope = {}
    exec(source_text.header(call(name)), scope)
    for number in (800.0, -800.0, 0.0):
        with np.errstate(under="ignore"):
            assert scope[name](np.float64(number)) == pytest.approx(FUNCTIONS[name](number), rel=1e-12)


def test_a_function_without_numpy_code_is_an_error_and_not_a_program_that_fails(monkeypatch):
    with pytest.raises(LabError, match=r"(?s)to_python cannot write erf: .*`arrays` in MATHS .*scalar/ops\.py"):
        source_text.header("y = erf(x) + dot(w, x)")
    odd = Op("odd", "odd(a)", ("1",), "odd")
    monkeypatch.setitem(MATHS, "odd", Function(lambda x: x))
    x = Value(1.0)
    y = x.exp()
    y.op = odd
    with pytest.raises(LabError, match="cannot write odd"):
        to_python(y)


# --- derivatives of derivatives, PyTorch, and whatever the random programs are given to --------------------


@pytest.mark.parametrize("name", MATHS)
def test_a_function_has_a_rule_on_values(name):
    rule = rule_on_values(name)  # raises an error that names scalar/value.py
    a, b = (Value(x) for x in POINTS[0])
    made = rule(*(a, b)[: MATHS[name].arity])
    assert made.data == pytest.approx(FUNCTIONS[name](*(a.data, b.data)[: MATHS[name].arity]))


def test_every_operation_stands_in_the_random_programs():
    made = set()
    for rules, operands in ((UNARY, [Value(0.5)]), (BINARY, [Value(0.5), Value(0.75)])):
        for rule in rules.values():
            made |= {node.op.name for node in topological(rule(*operands)) if node.op}
    missing = set(COMPUTED) - made
    assert not missing, (
        f"add {', '.join(sorted(missing))} to UNARY or BINARY in tests/scalar/programs.py: from there it is held "
        "against PyTorch, central differences, derivatives of derivatives, generated programs and the player"
    )


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_a_rule_of_the_random_programs_has_a_counterpart_in_torch(name):
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    rule = UNARY.get(name) or BINARY[name]
    numbers = (0.6, -1.1)[: 1 if name in UNARY else 2]
    ours = [Value(x) for x in numbers]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]
    result, expected = rule(*ours), rule(*theirs)
    expected.backward()
    assert result.data == pytest.approx(expected.item(), rel=1e-12)
    assert [g.data for g in grad(result, ours)] == pytest.approx([x.grad.item() for x in theirs], rel=1e-12)


# --- the player -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MATHS)
def test_a_function_stands_in_javascript(name):
    exported = re.findall(r"^export (?:const|function) (\w+)", FUNCTIONS_JS.read_text(encoding="utf-8"), re.MULTILINE)
    assert name in exported, f"write {name} in {PLACE}, then `make sync`"


def printed_by_node(script, place):
    """What a script prints as JSON."""
    if not shutil.which("node"):
        pytest.skip("needs Node.js: apt-get install nodejs")
    done = subprocess.run(
        ["node", "--input-type=module", "-"], input=script, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"see {place}:\n{done.stderr}"
    return json.loads(done.stdout)


@pytest.mark.slow
def test_the_javascript_of_every_function_computes_it():
    points = [*POINTS, (40.0, 2.0), (750.0, 1.0)]
    calls = [[name, list(point[: MATHS[name].arity])] for name in MATHS for point in points]
    script = f"""
    import * as functions from "{FUNCTIONS_JS.as_uri()}";
    console.log(JSON.stringify({json.dumps(calls)}.map(([name, x]) => String(functions[name](...x)))));"""
    for (name, numbers), answer in zip(calls, printed_by_node(script, PLACE), strict=True):
        number = float(answer.replace("Infinity", "inf"))
        assert number == pytest.approx(FUNCTIONS[name](*numbers), rel=1e-12), (
            f"{name}{tuple(numbers)} in {PLACE} gives {answer}"
        )


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_the_comparison_computes_the_gradients_of_the_engine(name):
    root = (UNARY.get(name) or BINARY[name])(*[Value(0.5), Value(0.75)][: 1 if name in UNARY else 2]) * 3.0
    trace = source_of(root, {}).trace
    root.backward()
    assert Scene(trace.nodes, trace.values).grads == pytest.approx([node.grad for node in topological(root)])


# --- the layout of a folded operation ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"), [(name, n) for name in COMPUTED for n in (range(9) if OPS[name].folded else [OPS[name].arity])]
)
def test_terms_places_and_what_is_left_over_tell_of_one_layout(name, count):
    op = OPS[name]
    slots = list(range(count))
    terms, left_over = [tuple(term) for term in op.terms(slots)], list(op.left_over(slots))
    assert sorted([slot for term in terms for slot in term] + left_over) == slots
    assert {len(term) for term in terms} <= {op.arity}
    for slot in slots:
        place = op.place(slot, count)
        assert (place is None) == (slot in left_over)
        assert place is None or terms[place[1]][place[0]] == slot


@pytest.mark.slow
def test_the_players_layout_is_the_same():
    layouts = [(op.arity, n) for op in OPS.values() if op.folded for n in range(9)]
    sweep = next(VIZ.rglob("sweep.js"))
    script = f"""
    import {{ leftOver, placeOf, termsOf }} from "{sweep.as_uri()}";
    console.log(JSON.stringify({json.dumps(layouts)}.map(([arity, count]) => {{
      const slots = [...Array(count).keys()];
      const places = slots.map((slot) => placeOf({{ arity }}, slot, count)).map((at) => at && [at.letter, at.term]);
      return [termsOf({{ arity }}, slots), leftOver({{ arity }}, slots), places];
    }})));"""
    theirs = printed_by_node(script, sweep.relative_to(VIZ.parent.parent))
    ours = []
    for op, slots in ((op, list(range(n))) for op in OPS.values() if op.folded for n in range(9)):
        places = [op.place(slot, len(slots)) for slot in slots]
        ours.append([[*map(list, op.terms(slots))], list(op.left_over(slots)), [at and list(at) for at in places]])
    assert theirs == ours


@pytest.mark.parametrize("operands", [(2.0, 3.0, 5.0, 7.0, 11.0), (2.0, 3.0), (2.0,), (2.0, 3.0, 5.0, 7.0)])
def test_a_dot_pairs_its_columns_and_adds_what_is_left_over(operands):
    dot = OPS["dot"]
    n = len(operands) // 2
    expected = math.fsum(a * b for a, b in zip(operands[:n], operands[n:], strict=False)) + sum(operands[2 * n :])
    assert dot.forward(*operands) == expected
    assert dot.slopes(operands, expected) == (*operands[n : 2 * n], *operands[:n], *[1.0] * (len(operands) % 2))
