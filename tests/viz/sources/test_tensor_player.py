"""A player of arrays: each picture is of the right array, nothing of the learner's is touched, sentences say shapes."""

import json
import math
import re

import numpy as np
import pytest

from autograd_lab import Tensor, Value, functional, nn, no_grad, show
from autograd_lab.errors import GraphError, LabError, ShapeError, StaleGraphError, ValueTypeError
from autograd_lab.viz.sources import rules, source_of
from autograd_lab.viz.sources.pictures import as_matrix, picture
from autograd_lab.viz.sources.rules import RULES, rule_sentence
from tests.support.repo import REPO


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def two_layers(rng):
    """A network with a mean squared error: the learner's variables by name, the loss among them."""
    X, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
    net = nn.Sequential(nn.Linear(3, 4, rng=1), nn.Sigmoid(), nn.Linear(4, 1, rng=2))
    return {"X": X, "y": y, "net": net, "loss": functional.mse(net(X), y)}


def said(source):
    """(from, to) -> the rule and note of each edge, by the names on the boxes."""
    nodes = source.trace.nodes
    recorded = source.trace.recorded
    return {
        (nodes[node].name, nodes[nodes[node].parents[slot]].name): text
        for (node, slot, *_), text in zip(recorded.arrivals, recorded.backward, strict=True)
    }


def test_every_gradient_is_the_engines_and_nothing_of_the_learners_is_touched(rng):
    names = two_layers(rng)
    loss, net = names["loss"], names["net"]
    source = source_of(loss, names=names)
    assert all(p.grad is None for p in net.parameters())
    assert loss.grad is None
    loss.backward()
    kept = [p.grad.copy() for p in net.parameters()]
    again = source_of(loss, names=names)
    for (name, parameter), grad in zip(net.named_parameters(), kept, strict=True):
        at = source.trace.find(f"net.{name}").id
        np.testing.assert_array_equal(source.gradients[at], grad)
        np.testing.assert_array_equal(again.gradients[at], grad)
        np.testing.assert_array_equal(parameter.grad, grad)
    loss.backward()  # the graph still works
    np.testing.assert_array_equal(net.parameters()[0].grad, 2 * kept[0])


def test_names_come_from_variables_arrays_and_modules(rng):
    nodes = source_of((names := two_layers(rng))["loss"], names=names).trace.nodes
    assert [n.name for n in nodes] == [
        "X", "net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias", "y", "v1", "v2", "v3", "loss",
    ]  # fmt: skip
    assert [n.kind for n in nodes] == ["const", *["leaf"] * 4, "const", *["op"] * 4]


def test_a_matrix_product_is_told_in_symbols_and_shapes(rng):
    W, X = Tensor(rng.normal(size=(3, 4)), True, "W"), Tensor(rng.normal(size=(8, 3)), name="X")
    Z = X @ W
    L = (Z * Z).mean()
    source = source_of(L, names={"Z": Z, "L": L})
    assert said(source)["Z", "W"][0] == "∂L/∂W (3, 4) = Xᵀ (3, 8) @ ∂L/∂Z (8, 4)"
    assert source.trace.recorded.forward[source.trace.find("Z").id] == "Z (8, 4) = X (8, 3) @ W (3, 4)"


@pytest.mark.parametrize(
    ("shape", "note"),
    [
        ((4,), "Summed over axis 0, since b (4,) was broadcast to (8, 4)"),
        ((8, 1), "Summed over axis 1, since b (8, 1) was broadcast to (8, 4)"),
        ((1, 4), "Summed over axis 0, since b (1, 4) was broadcast to (8, 4)"),
        ((), "Summed over axes 0, 1, since b () was broadcast to (8, 4)"),
        ((8, 4), ""),
    ],
)
def test_a_broadcast_is_explained(rng, shape, note):
    Z, b = Tensor(rng.normal(size=(8, 4)), True, "Z"), Tensor(rng.normal(size=shape), True, "b")
    A = Z + b
    L = (A * A).sum()
    source = source_of(L, names={"A": A, "L": L})
    rule, told_note = said(source)["A", "b"]
    assert told_note == note
    assert ("Σ over" in rule) == bool(note)
    np.testing.assert_allclose(source.gradients[source.trace.find("b").id], _gradient(L, b), rtol=1e-12)


def _gradient(loss, leaf):
    loss.backward()
    return leaf.grad


def test_several_contributions_add_up_in_the_order_of_the_pass(rng):
    w = Tensor(rng.normal(size=(5, 2)), True, "w")
    a, b = w * w, w.tanh()
    loss = (a * b + w).sum()
    source = source_of(loss, names={"a": a, "b": b})
    recorded, at = source.trace.recorded, source.trace.find("w").id
    mine = [a for a in recorded.arrivals if source.trace.nodes[a[0]].parents[a[1]] == at]
    assert len(mine) == 4  # w * w holds it twice
    total = np.zeros((5, 2))
    for _, _, own, so_far in mine:
        total = total + recorded.pictures[own].table
        np.testing.assert_allclose(recorded.pictures[so_far].table, total, rtol=1e-13)
    loss.backward()
    np.testing.assert_allclose(total, w.grad, rtol=1e-13)


# --- the texts of the rules are true ------------------------------------------------------------------------

OPERANDS = {
    "matmul": [(4, 3), (3, 2)],
    "linear": [(4, 3), (3, 2), (2,)],
    "addmm": [(2,), (4, 3), (3, 2)],
    "transpose": [(4, 3)],
}
ENGINE = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "matmul": lambda a, b: a @ b,
    "linear": functional.linear,
    "addmm": lambda a, b, c: a + b @ c,
    "transpose": lambda a: a.T,
    "mse": functional.mse,
    "bce_with_logits": functional.bce_with_logits,
    "mse_none": lambda a, b: functional.mse(a, b, "none"),
    "bce_with_logits_none": lambda a, b: functional.bce_with_logits(a, b, "none"),
    "gelu": functional.gelu,
    "sum": lambda a: a.sum(),
    "mean": lambda a: a.mean(),
}
SCOPE = {
    "σ": lambda x: 1 / (1 + np.exp(-x)),
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "abs": np.abs,
    "sign": np.sign,
    "relu": lambda x: np.maximum(x, 0),
    "mean": np.mean,
    "rows": lambda g: g.sum(axis=0),
}
READABLE = [
    (op, slot)
    for op, rule in RULES.items()
    if not rule.forward.startswith(("~", "Σ"))
    for slot, text in enumerate(rule.pulls)
    if not text.startswith("~") and op not in ("astype", "clone")
]


@pytest.mark.parametrize(("op", "slot"), READABLE)
def test_each_expression_of_the_rules_gives_what_the_engine_computes(rng, op, slot):
    shapes = OPERANDS.get(
        op,
        [(4, 3)]
        * (2 if op in ("add", "sub", "mul", "div", "pow", "mse", "bce_with_logits") or op.endswith("_none") else 1),
    )
    arrays = [rng.uniform(0.1, 0.9, size=shape) for shape in shapes]
    operands = [Tensor(array, True) for array in arrays]
    out = ENGINE.get(op, lambda a: getattr(a, op)())(*operands)
    g = rng.normal(size=out.shape)
    scope = {**SCOPE, **dict(zip("abc", arrays, strict=False)), "g": g, "out": out.data, "n": arrays[0].size}
    np.testing.assert_allclose(eval(RULES[op].forward, dict(scope)), out.data, rtol=1e-12)
    out.backward(g)
    mine = np.asarray(eval(RULES[op].pulls[slot], dict(scope)))
    if op == "addmm" and slot == 0:
        mine = mine.sum(axis=0)
    np.testing.assert_allclose(mine, operands[slot].grad, rtol=1e-12)


VARIANTS = {
    ("matmul", (4, 3), (3,)): lambda a, b: a @ b,
    ("matmul", (3,), (3, 4)): lambda a, b: a @ b,
    ("matmul", (3,), (3,)): lambda a, b: a @ b,
    ("linear", (3,), (3, 4), (4,)): functional.linear,
}


@pytest.mark.parametrize("case", VARIANTS, ids=str)
def test_products_with_vectors_have_rules_of_their_own(rng, case):
    op, *shapes = case
    operands = [Tensor(rng.normal(size=shape), True) for shape in shapes]
    out = VARIANTS[case](*operands)
    g = rng.normal(size=out.shape)
    out.backward(g)
    rule = rules.rule_for(op, [len(shape) for shape in shapes])
    scope = {**SCOPE, "outer": np.outer, "g": g, **dict(zip("abc", [t.data for t in operands], strict=False))}
    np.testing.assert_allclose(eval(rule.forward, dict(scope)), out.data, rtol=1e-12)
    for text, operand in zip(rule.pulls, operands, strict=True):
        np.testing.assert_allclose(eval(text, dict(scope)), operand.grad, rtol=1e-12)


def test_a_product_of_stacks_is_told_in_words(rng):
    a, b = Tensor(rng.normal(size=(5, 2, 3)), True, "a"), Tensor(rng.normal(size=(5, 3, 4)), True, "b")
    c = a @ b
    told_rules = said(source_of(c.sum(), names={"c": c}))
    assert told_rules["c", "b"][0].endswith("∂v1/∂b (5, 3, 4) = aᵀ (5, 3, 2) @ ∂v1/∂c (5, 2, 4), matrix by matrix")


def test_an_expression_is_written_as_mathematics():
    def write(text):
        return rule_sentence(text, lambda letter, turned: {"g": "∂L/∂z"}.get(letter, letter) + "ᵀ" * turned, {"n": 8})

    assert write("2 / n * (a - b) * g") == "2 / 8 × (a − b) × ∂L/∂z"
    assert write("g * (1 - out ** 2)") == "∂L/∂z × (1 − out²)"
    assert write("a.T @ g") == "aᵀ @ ∂L/∂z"
    assert write("-g * out / b") == "−∂L/∂z × out / b"
    assert write("g / (2 * out)") == "∂L/∂z / (2 × out)"
    assert write("g * (a > 0)") == "∂L/∂z × (a > 0)"


@pytest.mark.parametrize("op", sorted(RULES))
def test_every_rule_can_be_written(op):
    words = dict.fromkeys(("n", "rows", "share", "shape", "this"), "…")
    for text in (RULES[op].forward, *RULES[op].pulls):
        assert "{" not in rules.rule_sentence(text, lambda letter, _: letter, words)


# --- pictures -----------------------------------------------------------------------------------------------


def test_a_small_array_is_shown_whole():
    seen = picture(np.array([[1.0, -4.0], [0.5, 2.0]]), 16, 8)
    assert (seen.norm, seen.low, seen.high, seen.peak, seen.place) == (math.sqrt(21.25), -4.0, 2.0, -4.0, (0, 1))
    assert seen.heat is None
    np.testing.assert_array_equal(seen.table, [[1.0, -4.0], [0.5, 2.0]])


def test_a_large_array_is_thinned_to_means_of_blocks_and_a_corner(rng):
    array = rng.normal(size=(100, 40))
    seen = picture(array, 16, 8)
    assert seen.heat.shape == (16, 16)
    np.testing.assert_array_equal(seen.table, array[:8, :8])
    rows = np.linspace(0, 100, 17).round().astype(int)
    columns = np.linspace(0, 40, 17).round().astype(int)
    mean = array[rows[3] : rows[4], columns[5] : columns[6]].mean()
    assert seen.heat[3, 5] * seen.scale / 127 == pytest.approx(mean, abs=seen.scale / 250)
    assert np.abs(seen.heat).max() == 127


@pytest.mark.parametrize(
    ("shape", "matrix"), [((), (1, 1)), ((5,), (1, 5)), ((2, 3), (2, 3)), ((2, 3, 4), (2, 12)), ((0, 3), (0, 0))]
)
def test_an_array_of_any_shape_is_seen_as_a_matrix(shape, matrix):
    assert as_matrix(np.zeros(shape)).shape == matrix
    assert picture(np.zeros(shape), 16, 8).shape == shape


def test_nan_and_infinity_are_counted_and_marked():
    array = np.ones((40, 40))
    array[3, 7], array[20, 0] = np.nan, -np.inf
    seen = picture(array, 16, 8)
    assert (seen.odd, seen.odd_place, seen.low, seen.high) == (2, (3, 7), 1.0, 1.0)
    assert math.isnan(seen.norm)
    assert np.count_nonzero(seen.heat == -128) == 2


def test_a_norm_neither_overflows_nor_vanishes():
    assert picture(np.full(4, 1e200), 16, 8).norm == pytest.approx(2e200)
    assert picture(np.full(4, 1e-200), 16, 8).norm == pytest.approx(2e-200)


@pytest.mark.slow
def test_ten_million_entries_make_a_small_trace_quickly():
    import time

    big = Tensor(np.ones((10_000, 1_000)), True, "big")
    loss = (big * 2.0).sum()
    start = time.process_time()
    source = source_of(loss)
    assert time.process_time() - start < 10  # about 0.6 s
    assert len(json.dumps(source.trace.to_json())) < 20_000


# --- the player ---------------------------------------------------------------------------------------------


def test_a_player_of_arrays_has_no_sliders_and_says_so(rng):
    player = show((names := two_layers(rng))["loss"], names=names)
    assert player._options["sliders"] == []
    with pytest.raises(GraphError, match=r"arrays has no sliders: .*\n.*show\(\) the new result"):
        player.set("net.0.bias", 1.0)
    with pytest.raises(GraphError, match="arrays has no sliders"):
        show(names["loss"], names=names, sliders=["net.0.bias"])


def test_the_table_without_scripts_says_shapes_and_norms(rng):
    html = show((names := two_layers(rng))["loss"], names=names).static().html
    weight = names["net"].parameters()[0]
    assert f"<td>‖·‖ {np.linalg.norm(weight.data):.6g}, shape (3, 4)</td>" in html


def test_a_name_with_markup_is_text():
    w = Tensor([1.0, 2.0], True, '<img src=x onerror="alert(1)">')
    assert "<img" not in show((w * w).sum()).static().html


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Tensor([1.0, 2.0], True), GraphError, r"has no graph: it was given.*\n.*requires_grad=True"),
        (lambda: Tensor([1.0]) * 2.0, GraphError, "has no graph"),
        (lambda: Tensor([1.0, 2.0], True) * 2.0, ShapeError, r"needs a scalar.*shape \(2,\): reduce it first"),
        (lambda: [Tensor([1.0], True) * 2.0], ValueTypeError, "Show one of its items, or a scalar"),
        (lambda: np.ones(3), ValueTypeError, r"An array has no graph\. Compute with Tensor"),
    ],
)
def test_what_has_no_graph_is_told_what_to_do(make, error, says):
    with pytest.raises(error, match=says):
        show(make())


def test_a_graph_that_no_longer_fits_its_numbers_is_refused():
    w = Tensor([1.0, 2.0], True, "w")
    loss = (w * w).sum()
    with no_grad():
        w -= 0.1
    with pytest.raises(StaleGraphError, match=r"written to after.*\n.*no longer fit"):
        show(loss)


def test_an_empty_array_in_the_graph_is_shown():
    w = Tensor(np.zeros((0, 3)), True, "w")
    source = source_of((w * 2.0).sum())
    assert source.trace.values[0] == 0.0
    assert source.rows()[0] == ("w", "leaf", "‖·‖ 0, shape (0, 3)", "‖·‖ 0, shape (0, 3)")


@pytest.mark.slow
def test_a_deep_graph_of_arrays_is_thinned_so_that_it_can_travel():
    t = Tensor(np.ones((50, 50)), True, "t")
    for _ in range(400):
        t = t.tanh()
    size = len(json.dumps(source_of(t.mean()).trace.to_json()))
    assert size < 600 * 801  # nodes and edges


# --- modules ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_scalar_network_is_called_and_its_parameters_are_named():
    import random

    random.seed(3)
    net = nn.MLP(2, [2, 1], activation="tanh")
    player = show(net, [1.0, -2.0], loss=lambda out: (out - 1.0) ** 2)
    trace = player.trace
    assert {n.name for n in trace.nodes if n.kind == "leaf"} == {
        "x1", "x2", "L1.n1.w1", "L1.n1.w2", "L1.n1.b", "L1.n2.w1", "L1.n2.w2", "L1.n2.b",
        "L2.n1.w1", "L2.n1.w2", "L2.n1.b",
    }  # fmt: skip
    expected = (net([1.0, -2.0]) - 1.0) ** 2
    assert trace.values[-1] == expected.data
    assert [n.name for n in show(nn.Neuron(2), [1.0, 2.0]).trace.nodes if n.kind == "leaf"] == [
        "w1",
        "w2",
        "x1",
        "x2",
        "b",
    ]


@pytest.mark.slow
def test_parameters_of_a_network_in_a_variable_are_named_too():
    neuron = nn.Neuron(1)
    y = neuron([Value(2.0, "x")])
    assert {n.name for n in show(y).trace.nodes} == {"w1", "x", "b", "v1", "y"}


def test_a_module_of_tensors_is_called_with_its_inputs(rng):
    names = two_layers(rng)
    X, y = names["X"], names["y"]
    net = names["net"]
    trace = show(net, X, loss=lambda out: functional.mse(out, y)).trace
    assert trace.values[-1] == names["loss"].item()
    assert [n.name for n in trace.nodes][:6] == ["X", *(f"net.{n}" for n, _ in names["net"].named_parameters()), "y"]


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda net: show(net), LabError, r"needs what the module is called with: show\(model, x\)"),
        (lambda net: show(net, np.ones((2, 3))), ShapeError, r"gives shape \(2, 1\).*\n.*loss=function"),
        (lambda net: show(nn.Layer(2, 3), [1.0, 2.0]), ShapeError, r"gives 3 outputs.*\n.*Value\.total"),
        (lambda net: show(nn.Neuron(2), 1.0), ValueTypeError, r"takes a list of numbers, got 1\.0"),
        (lambda net: show(net, np.ones((1, 3)), loss=lambda out: 3.0), ValueTypeError, "gave 3.0, which has no graph"),
        (lambda net: show(Value(1.0) * 2.0, [1.0]), LabError, r"inputs and loss= are for a module"),
    ],
)
def test_a_module_called_wrongly_is_told_what_to_do(rng, make, error, says):
    with pytest.raises(error, match=says):
        make(two_layers(rng)["net"])


@pytest.mark.slow
def test_a_module_in_training_is_left_as_it_was():
    dropout = nn.Dropout(0.5, rng=1)
    net = nn.Sequential(nn.Linear(3, 4, rng=0), nn.BatchNorm1d(4), dropout, nn.Linear(4, 1, rng=2))
    x = np.arange(15.0).reshape(5, 3)
    state, drawn = net.state_dict(), dropout.rng.bit_generator.state
    shown = show(net, x, loss=lambda out: out.mean())
    assert all(np.array_equal(array, state[name]) for name, array in net.state_dict().items())
    assert dropout.rng.bit_generator.state == drawn
    assert net(x).mean().item() == shown.trace.values[-1]  # so the next call sees what the picture shows
    assert net.state_dict()["1.num_batches_tracked"] == 1


@pytest.mark.parametrize("names", [{3: Value(1.0)}, {None: 1.0}], ids=["number", "none"])
def test_a_name_that_is_no_text_is_refused_in_words(names):
    with pytest.raises(ValueTypeError, match=r"a name is text, got .*Write names="):
        show(Value(1.0) * 2.0, names=names)


def test_every_operation_of_the_engine_has_a_rule_that_is_told():
    made = set()
    for room in ("tensor", "functional"):
        for path in (REPO / "autograd_lab" / room).glob("*.py"):
            source = path.read_text(encoding="utf-8")
            made |= set(re.findall(r'(?:\brecord|_made|_binary)\(\s*"(\w+)"', source))
            made |= {
                name for loss in re.findall(r'named\("(\w+)"', source) for name in (loss, f"{loss}_sum", f"{loss}_none")
            }
    assert len(made) > 40
    assert made <= set(RULES), f"write {', '.join(sorted(made - set(RULES)))} in autograd_lab/viz/sources/rules.py"
