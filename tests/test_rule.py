"""A rule of one's own: for Tensors and Values, checked, shown, copied; and errors that teach."""
# ruff: noqa: E501 - a case of a table is a line

import copy
import pickle
import re
import subprocess
import sys

import numpy as np
import pytest

from autograd_lab import Rule, Tensor, Value, check_gradient, functional, grad, record, show, to_python
from autograd_lab.errors import DomainError, GraphError, ShapeError, ValueTypeError
from tests.support.repo import REPO


class Cube(Rule):
    sentence = "what comes from above, times 3x²"

    def forward(self, x):
        self.x = x
        return x**3

    def backward(self, g):
        return g * 3 * self.x**2


class Product(Rule):
    name = "product"

    def forward(self, a, b, power=1):
        self.a, self.b, self.power = a, b, power
        return (a * b) ** power

    def backward(self, g):
        inner = g * self.power * (self.a * self.b) ** (self.power - 1)
        return inner * self.b, inner * self.a


class Reverse(Rule):
    def __init__(self, strength):
        self.strength = strength

    def forward(self, x):
        return x

    def backward(self, g):
        return -self.strength * g


def test_a_rule_is_a_node_of_tensors_with_the_gradient_its_author_gave():
    cube, product = Cube(), Product()
    x, y = Tensor([1.0, 2.0, -3.0], requires_grad=True), Tensor([0.5, 1.5, 2.0], requires_grad=True)
    out = product(cube(x), cube(y), power=2)  # one rule, two nodes: each keeps its own numbers
    assert (out.op, out.parents[0].op) == ("product", "cube")
    out.sum().backward()
    np.testing.assert_allclose(x.grad, 6 * x.data**5 * y.data**6)
    np.testing.assert_allclose(y.grad, 6 * y.data**5 * x.data**6)
    first = x.grad.copy()
    out.sum().backward()
    np.testing.assert_array_equal(x.grad, 2 * first)


def test_one_operand_used_twice_gets_both_gradients_and_leaves_own_theirs():
    x = Tensor([1.0, 2.0], requires_grad=True)
    Product()(x, x).sum().backward()
    np.testing.assert_allclose(x.grad, 2 * x.data)

    class Same(Rule):
        def forward(self, a, b):
            return a + b

        def backward(self, g):
            return g, g

    a, b = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
    out = Same()(a, b)
    out.sum().backward()
    a.grad += 5
    assert (b.grad.tolist(), out.grad.tolist()) == ([1.0], [1.0])


def test_a_result_that_is_its_operand_has_memory_of_its_own():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = Reverse(0.5)(x)
    y.sum().backward()
    assert not np.shares_memory(x.data, y.data)
    np.testing.assert_array_equal(x.grad, [-0.5, -0.5])


def test_constants_need_no_gradient_and_without_one_no_graph_is_kept():
    assert Cube()([1.0, 2.0]).tolist() == [1.0, 8.0]
    assert Cube()(Tensor([2.0])).parents == ()

    class Rows(Rule):
        def forward(self, x, which):
            self.shape, self.which = x.shape, which
            return x[which]

        def backward(self, g):
            back = np.zeros(self.shape)
            np.add.at(back, self.which, g)
            return back, None

    x = Tensor(np.arange(6.0).reshape(3, 2), requires_grad=True)
    Rows()(x, [2, 2, 0]).sum().backward()
    np.testing.assert_array_equal(x.grad, [[1, 1], [0, 0], [2, 2]])
    assert Rows().check(x, [2, 2, 0])


def test_a_rule_is_a_node_of_values():
    x, y = Value(2.0, name="x"), Value(3.0)
    out = Product()(Cube()(x), y, power=2) + 1
    out.backward()
    assert (out.data, x.grad, y.grad) == (577.0, 6 * 2.0**5 * 9, 2 * 3 * 64.0)
    (slope,) = grad(out, [x])
    assert slope.data == x.grad
    with pytest.raises(GraphError, match=r"create_graph=True\): product is a rule of your own"):
        grad(out, [x], create_graph=True)
    with pytest.raises(GraphError, match="to_python writes operations of the table, and cube"):
        to_python(out)


def test_a_graph_with_a_rule_is_run_again_copied_and_pickled():
    x = Value(2.0)
    out = Cube()(x) * 2
    again = record(out)
    x.data = 3.0
    assert (again(), x.grad) == (54.0, 54.0)
    for twin in (copy.deepcopy(out), pickle.loads(pickle.dumps(out))):
        leaf = twin.parents[0].parents[0]
        leaf.grad = 0.0
        twin.backward()
        assert (twin.data, leaf.grad) == (54.0, 54.0)
    out.backward()
    assert x.grad == 108.0


@pytest.mark.slow
def test_values_do_without_numpy():
    source = (
        "import sys\nfrom autograd_lab import Rule, Value\n"
        "class Half(Rule):\n"
        "    def forward(self, x): return x / 2\n"
        "    def backward(self, g): return g / 2\n"
        "x = Value(3.0)\nHalf()(x).backward()\nassert x.grad == 0.5 and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", source], check=True, cwd=REPO)


def test_check_says_right_and_wrong():
    assert Cube().check(np.array([[0.5, -2.0], [1.5, 3.0]]))
    assert Product().check([1.0, 2.0], [0.5, -1.0], power=3)
    assert Cube().check(2.0)
    report = Reverse(0.5).check([1.0, -2.0])
    assert not report
    assert "every entry is -0.5 times" in str(report)
    x = Tensor([1.0, 2.0], requires_grad=True)
    assert check_gradient(lambda x: Cube()(x).sum(), x)


# --- the player ---------------------------------------------------------------------------------------------


class Through(Rule):
    """Rounds, and learns as if it had only cut off at −1 and 1."""

    sentence = "unchanged between −1 and 1"

    def forward(self, x):
        self.inside = np.abs(x) <= 1
        return np.round(x)

    def surrogate(self, x):
        return np.clip(x, -1, 1)

    def backward(self, g):
        return g * self.inside


class Everywhere(Through):
    def backward(self, g):
        return g


def test_a_backward_that_is_no_slope_on_purpose_is_held_against_the_function_it_names():
    points = [0.3, -0.8, 1.7]
    assert Through().check(points).passed
    wrong = Everywhere().check(points)
    assert not wrong.passed
    assert wrong.worst.worst == (2,)
    assert "1 of 3 entries should be 0" in str(wrong)
    assert [rule.is_slope() for rule in (Through(), rule_of(lambda self, x: x))] == [False, True]
    for jump in ("round", "floor", "sign", "step"):
        assert functional.steps.StraightThrough(jump).check(points).passed


def test_a_result_of_whole_numbers_takes_a_gradient_that_is_none():
    class Sign(Through):
        def forward(self, x):
            super().forward(x)
            return np.where(x >= 0, 1, -1)

    for dtype in ("float32", "float64"):
        x = Tensor(np.array([0.3, -0.8, 1.7], dtype), requires_grad=True)
        out = Sign()(x)
        (out * 0.5).sum().backward()
        assert out.dtype == x.grad.dtype == dtype
        assert x.grad.tolist() == [0.5, 0.5, 0.0]
    assert Sign().check([0.3, -0.8, 1.7]).passed


def test_a_floating_operand_without_a_gradient_is_not_moved():
    crop = rule_of(lambda self, x, start: np.array(x[int(start) :]), lambda self, g: (np.concatenate([[0.0], g]), None))
    assert crop.check([0.5, 1.5, 2.5], 1.0).passed


def test_what_is_wrong_in_one_way_may_be_meant_and_check_says_how_to_say_so():
    assert "write the function whose slope it is as `surrogate`" in str(Reverse(0.5).check([0.3, 0.7]))
    assert "surrogate" not in str(Everywhere().check([0.3, 0.7, 1.7]))


def test_check_names_operands_as_forward_does():
    scaled = rule_of(lambda self, rows, factors: rows * factors, lambda self, g: (g, g))
    report = scaled.check([1.5, 2.5], [3.5, 0.5])
    assert [parameter.name for parameter in report.parameters] == ["rows", "factors"]


def test_show_draws_a_rule_by_its_name_with_the_authors_sentence():
    x = Tensor([1.0, 2.0], requires_grad=True, name="x")
    y = Cube()(x)
    y.name = "y"
    trace = show(y.sum()).trace
    assert trace.recorded.symbols["cube"] == "cube"
    told = [rule for rule, _ in trace.recorded.backward]
    assert told[-1] == "∂v1/∂x (2,) = ∂v1/∂y (2,) through cube: what comes from above, times 3x²"
    assert "cube(x (2,))" in trace.recorded.forward[trace.find("y").id]

    v = Value(2.0, name="v")
    scalar = show(Cube()(v) * 2.0).trace
    assert scalar.to_json()["own"] == {str(i): Cube.sentence for i, n in enumerate(scalar.nodes) if n.op == "cube"}


def test_a_backward_that_is_not_linear_is_shown_with_the_number_that_it_gives():
    class Cut(Rule):
        def forward(self, x):
            return x

        def backward(self, g):
            return np.clip(g, -1, 1)

    x = Value(3.0, name="x")
    loss = Cut()(x * 2.0) ** 2
    source = show(loss)._source
    (found,) = (slopes for i, slopes in source.trace.foreign.items())
    assert found == (1 / 12,)  # 12 comes, 1 goes
    assert source.grads()[0] == 2.0
    (slope,) = grad(loss, [x])
    loss.backward()
    assert x.grad == slope.data == 2.0
    source.move([(0, 0.1)])
    (found,) = source.trace.foreign.values()
    assert found == (1.0,)


def test_a_name_of_the_engines_gets_a_star_and_braces_are_only_text():
    class Tanh(Rule):
        name = "tanh"
        sentence = "{a} set {braces}"

        def forward(self, x):
            return x + 0.0

        def backward(self, g):
            return g

    x = Tensor([1.0], requires_grad=True, name="x")
    recorded = show(Tanh()(x).sum()).trace.recorded
    assert recorded.symbols["tanh*"] == "tanh"
    assert any(rule.endswith("through tanh: {a} set {braces}") for rule, _ in recorded.backward)


# --- errors -------------------------------------------------------------------------------------------------


def rule_of(forward, backward=lambda self, g: g, **more):
    return type("Mine", (Rule,), {"forward": forward, "backward": backward, **more})()


def wrong_backward(given):
    rule = rule_of(lambda self, a, b: a.sum(axis=0) + b, lambda self, g: given(g))
    a, b = Tensor(np.ones((2, 3)), requires_grad=True), Tensor(np.ones(3), requires_grad=True)
    rule(a, b).sum().backward()


X = Tensor([1.0, 2.0], requires_grad=True)
TEACHING = [
    (lambda: wrong_backward(lambda g: None), GraphError, r"mine: its backward returned nothing. Does it end in `return`"),
    (lambda: wrong_backward(lambda g: g), ShapeError, r"took 2 operands, its backward returned 1 gradient\.\n  .*da, db"),
    (lambda: wrong_backward(lambda g: (g, g, g)), ShapeError, r"took 2 operands, its backward returned 3 gradients"),
    (lambda: wrong_backward(lambda g: (g, g)), ShapeError, r"gave operand 0 a gradient of shape \(3,\); the operand has shape \(2, 3\)\.\n.*broadcast"),
    (lambda: wrong_backward(lambda g: (g[0], g)), ShapeError, r"shape \(\); the operand has shape \(2, 3\)\.\n.*Each entry"),
    (lambda: wrong_backward(lambda g: (None, g)), GraphError, r"gave None for operand 0, which needs a gradient"),
    (lambda: wrong_backward(lambda g: ("a", g)), ValueTypeError, r"backward must return an array of real numbers, got str"),
    (lambda: wrong_backward(lambda g: (g.__imul__(2), g)), ValueTypeError, r"its backward writes into an array it was given"),
    (lambda: rule_of(lambda self, x: None)(X), ValueTypeError, r"its forward returned nothing"),
    (lambda: rule_of(lambda self, x: "text")(X), ValueTypeError, r"forward must return an array of real numbers, got str"),
    (lambda: rule_of(lambda self, x: [[1.0], [1.0, 2.0]])(X), ValueTypeError, r"forward must return an array of real numbers, got list"),
    (lambda: rule_of(lambda self, x: Tensor(x))(X), ValueTypeError, r"returned a Tensor, and it works on plain arrays"),
    (lambda: rule_of(lambda self, x: x.__imul__(2))(X), ValueTypeError, r"its forward writes into an array(.|\n)*x = x \* 2"),
    (lambda: Cube()(X, None), ValueTypeError, r"cube: operand 1 is None(.|\n)*setting=…"),
    (lambda: Cube(X), ValueTypeError, r"Cube\(\.\.\.\) got its operands(.|\n)*rule = Cube\(\)\n  y = rule\(x\)"),
    (lambda: Cube(3), ValueTypeError, r"Cube\(\.\.\.\) got 3, and has no settings"),
    (lambda: Cube()(), ValueTypeError, r"called with what it computes from"),
    (lambda: Cube().check(), ValueTypeError, r"give the arrays at which to check"),
    (lambda: Cube()(X, Value(1.0)), ValueTypeError, r"got a Tensor and a Value"),
    (lambda: rule_of(lambda self, ctx, x: x)(X), ValueTypeError, r"its forward\(ctx, x\) was called with \(operand\)(.|\n)*There is no ctx"),
    (lambda: rule_of(lambda self, x, *, size: x)(X), ValueTypeError, r"was called with \(operand\): missing a required (keyword-only )?argument: 'size'\.\n.*rule\(x, size=3\)"),
    (lambda: Cube(size=3), ValueTypeError, r"Cube\(\.\.\.\) got size=3, and has no settings"),
    (lambda: rule_of(lambda self, x: (x, x))(X), ValueTypeError, r"its forward gave 2 things where one array is due"),
    (lambda: wrong_backward(lambda g: (g.__imul__(-1), g)), ValueTypeError, r"Write g = g \* 2 in place of g \*= 2"),
    (lambda: Cube().check([1, 2]), ValueTypeError, r"every operand holds whole numbers(.|\n)*Write 1\.0 for 1"),
    (lambda: Cube.check([1.0]), ValueTypeError, r"called on the class\. Make the rule first"),
    (lambda: rule_of(lambda self, x: x, surrogate=lambda x: x).check([1.0]), ValueTypeError, r"its surrogate\(\) was called with \(operand\): too many(.|\n)*self first"),
    (lambda: rule_of(lambda self, x: x, surrogate=None).check([1.0]), ValueTypeError, r"the slope of no function"),
    (lambda: rule_of(lambda self, x: x, surrogate=lambda self, x: x.sum()).check([1.0, 2.0]), ShapeError, r"surrogate returned shape \(\), its forward \(2,\)"),
    (lambda: rule_of(lambda self, x: x)(X, size=3), ValueTypeError, r"its forward\(x\) was called with \(operand, size=…\)"),
    (lambda: rule_of(lambda self, x: x, lambda self, g, x: g)(Value(1.0)).backward(), ValueTypeError, r"its backward\(g, x\) is called with one argument(.|\n)*self.x = x"),
    (lambda: rule_of(lambda self, x: len(3))(X), TypeError, r"^object of type 'int' has no len"),
    (lambda: Rule()(X), NotImplementedError, r"Rule has no forward: write `def forward"),
    (lambda: type("Half", (Rule,), {"forward": lambda self, x: x})()(X).sum().backward(), NotImplementedError, r"Half has no backward"),
    (lambda: rule_of(lambda self, x: "text")(Value(1.0)), ValueTypeError, r"on Values its forward returns one number, got 'text'"),
    (lambda: rule_of(lambda self, x: None)(Value(1.0)), ValueTypeError, r"got nothing; does it end in `return`"),
    (lambda: rule_of(lambda self, x: float("nan"))(Value(1.0)), DomainError, r"its forward returned nan"),
    (lambda: rule_of(lambda self, x: 1 / x)(Value(0.0)), DomainError, r"its forward divides by 0 at \[0.0\]"),
    (lambda: rule_of(lambda self, x: x, lambda self, g: None)(Value(1.0)).backward(), GraphError, r"its backward returned nothing"),
    (lambda: rule_of(lambda self, x: x, lambda self, g: (g, g))(Value(1.0)).backward(), ShapeError, r"took 1 operand, its backward returned 2"),
    (lambda: functional.straight_through(X, "ceil"), ValueTypeError, r"jump is one of round, floor, sign, step, got 'ceil'"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "says"), TEACHING)
def test_errors_say_what_came_and_what_to_do(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_an_error_of_ones_own_code_says_in_which_rule_it_came_up():
    crop = rule_of(lambda self, x, boxes: x[boxes[0] : boxes[1]])
    with pytest.raises(TypeError) as caught:
        crop(np.ones(3), [0.0, 2.0])
    (note,) = caught.value.__notes__
    assert "forward of your rule mine, called with an array of shape (3,) of float64, an array of shape (2,)" in note


def test_a_list_is_an_array_where_there_is_one_operand():
    x = Tensor([1.0, 2.0], requires_grad=True)
    rule_of(lambda self, x: [float(a) for a in x], lambda self, g: [2.0 * float(a) for a in g])(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_backward_that_fails_leaves_the_gradients_as_they_were():
    v = Value(2.0)
    (v * v).backward()
    with pytest.raises(ShapeError):
        rule_of(lambda self, x: x, lambda self, g: (g, g))(v).backward()
    assert v.grad == 4.0
    x = Tensor([2.0], requires_grad=True)
    (x * x).sum().backward()
    with pytest.raises(GraphError):
        rule_of(lambda self, x: x, lambda self, g: None)(x).sum().backward()
    assert x.grad.tolist() == [4.0]


def test_straight_through_is_a_rule_on_top_of_the_jumps():
    for jump, expected in (("round", 2.0), ("floor", 1.0), ("sign", 1.0), ("step", 1.0)):
        x, v = Tensor([1.7], requires_grad=True), Value(1.7)
        out, value = functional.straight_through(x, jump), functional.straight_through(v, jump)
        assert (out.item(), value.data) == (expected, expected)
        (out * 3.0).sum().backward()
        (value * 3.0).backward()
        assert (x.grad.tolist(), v.grad) == ([3.0], 3.0)


def test_jumps_are_nodes_through_which_nothing_goes():
    for jump in ("round", "floor", "sign", "step"):
        x, v = Tensor([1.7, -0.2], requires_grad=True), Value(-1.7)
        out, value = getattr(x, jump)(), getattr(v, jump)()
        assert (out.op, value.op.name) == (jump, jump)
        out.sum().backward()
        value.backward()
        assert (x.grad.tolist(), v.grad) == ([0.0, 0.0], 0.0)
        (slope,) = grad(value * v, [v], create_graph=True)
        assert slope.data == value.data


# --- the page in docs/ --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["own_rules.md", "operations.md", "recorded_steps.md"])
def test_the_examples_of_the_docs_run_and_print_what_they_say(page, capsys):
    text = (REPO / "docs" / page).read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    space = {}
    for example in examples:
        exec(compile(example, page, "exec"), space)
    printed = capsys.readouterr().out.splitlines()
    promised = [found[1] for found in re.finditer(r"^print\(.*\)\s+# (.+)$", "\n".join(examples), re.MULTILINE)]
    assert len(printed) == len(promised)
    for line, words in zip(printed, promised, strict=True):
        assert words.startswith(line), (line, words)


# --- three rules as a user of a detector, of a quantiser, of domain adaptation writes them ---------------------


class RoiPool(Rule):
    """The largest entry of each cell of each box: features (C, H, W), boxes (R, 4) as row, column, row, column."""

    sentence = "to the largest entry of each cell of each box, added up where boxes overlap"

    def __init__(self, size):
        self.size = size

    def forward(self, features, boxes):
        self.shape, self.taken = features.shape, []
        out = np.empty((len(boxes), len(features), self.size, self.size))
        for r, (top, left, bottom, right) in enumerate(boxes):
            rows = np.linspace(top, bottom, self.size + 1).astype(int)
            columns = np.linspace(left, right, self.size + 1).astype(int)
            for i in range(self.size):
                for j in range(self.size):
                    cell = features[
                        :, rows[i] : max(rows[i + 1], rows[i] + 1), columns[j] : max(columns[j + 1], columns[j] + 1)
                    ]
                    flat = cell.reshape(len(features), -1).argmax(axis=1)
                    y, x = np.unravel_index(flat, cell.shape[1:])
                    places = (np.arange(len(features)), y + rows[i], x + columns[j])
                    self.taken.append(((r, slice(None), i, j), places))
                    out[r, :, i, j] = features[places]
        return out

    def backward(self, g):
        back = np.zeros(self.shape)
        for cell, places in self.taken:
            np.add.at(back, places, g[cell])
        return back, None


class Quantise(Rule):
    sentence = "as if nothing had been rounded"

    def forward(self, x):
        return np.round(x)

    def backward(self, g):
        return g


@pytest.mark.slow
def test_a_pool_over_boxes_adds_up_where_they_overlap():
    features = np.random.default_rng(0).normal(size=(2, 7, 9))
    boxes = np.array([[0, 0, 5, 5], [2, 3, 7, 9], [1, 1, 2, 2]])
    pool = RoiPool(2)
    assert pool.check(features, boxes)
    x = Tensor(features, requires_grad=True, name="x")
    out = pool(x, boxes)
    assert out.shape == (3, 2, 2, 2)
    out.sum().backward()
    assert x.grad.sum() == out.size
    assert x.grad.max() > 1  # one entry was the largest of several cells


def test_quantised_weights_learn_straight_through_and_not_without():
    w = Tensor([0.2, 0.3], requires_grad=True)
    for _ in range(50):
        w.grad = None
        ((Quantise()(w) - np.array([2.0, -1.0])) ** 2).sum().backward()
        w.data = w.data - 0.05 * w.grad
    assert w.data.round().tolist() == [2.0, -1.0]
    w.grad = None
    ((w.round() - 5.0) ** 2).sum().backward()
    assert w.grad.tolist() == [0.0, 0.0]


def test_a_reversed_gradient_leaves_the_head_alone_and_turns_the_body_round():
    body, head = Tensor([1.5], requires_grad=True), Tensor([2.0], requires_grad=True)
    (Reverse(0.5)(body * 3.0) * head).sum().backward()
    assert (head.grad.tolist(), body.grad.tolist()) == ([4.5], [-3.0])
