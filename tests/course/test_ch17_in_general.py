"""What chapter 17 says beyond its own asserts: of the calls of both frameworks, of checks, curvature and memory.

Its cells are run as they stand; the calls of its table are held against the same numbers by another way.
"""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import Rule, Tensor, Value, data, functional, grad
from tests.course.chapter_checks import (
    bring_players_to_their_ends,
    lesson_of,
    names_of,
    run_in_lab,
    unfolded_page,
)
from tests.support.axe import findings
from tests.support.lab import LIVE

LESSON = lesson_of(17)
TABLE = [[4, 3], [2, 2], [0.6, 0.8]]
SAID = {"v J": [62, 56], "J u": [7, 4, 1.4], "J": TABLE, "H u": [0.5, 2]}


def numbers_printed(text):
    """Name -> numbers of the lines that a cell prints: "J u [7.0, 4.0]"; brackets and line breaks do not count."""
    pieces = re.split(r"^(v J|J u|J|H u)\s+(?=\[)", text, flags=re.MULTILINE)[1:]
    return {
        name: [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", numbers)]
        for name, numbers in zip(pieces[::2], pieces[1::2], strict=True)
    }


# --- the same in other words -----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_cell_in_pytorch_says_the_chapters_numbers(capsys):
    pytest.importorskip("torch")
    names_of(LESSON, "ch17-torch")
    found = numbers_printed(capsys.readouterr().out)
    assert found.keys() == SAID.keys()
    for name, numbers in SAID.items():
        assert np.allclose(found[name], np.ravel(numbers)), name


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch.jit, which PyTorch's forward mode uses
def test_every_call_of_the_table_in_pytorch_does_what_the_table_says():
    torch = pytest.importorskip("torch")
    from torch.utils.checkpoint import checkpoint

    names = names_of(LESSON, "ch17-torch")
    carpet, sides = names["carpet"], names["sides"]
    assert np.allclose(torch.func.jacfwd(carpet)(sides), TABLE)

    leaf = sides.clone().requires_grad_()
    carpet(leaf).backward(names["prices"])  # a row, directly
    assert leaf.grad.tolist() == SAID["v J"]

    class Diagonal(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            return (a * a + b * b) ** 0.5

        @staticmethod
        def backward(ctx, g):
            a, b = ctx.saved_tensors
            length = (a * a + b * b) ** 0.5
            return g * a / length, g * b / length

    a, b = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (3.0, 4.0))
    (20 * Diagonal.apply(a, b)).backward()
    assert np.allclose([a.grad, b.grad], [12, 16])

    w = torch.tensor(600.0, dtype=torch.float64, requires_grad=True)
    grow, calls = names_of(LESSON, "def grow(")["grow"], []

    def three(a, w):
        calls.append(len(calls))
        for _ in range(3):
            a = grow(a, w)
        return a

    checkpoint(three, torch.tensor(0.2, dtype=torch.float64), w, use_reentrant=False).backward()
    assert len(calls) == 2  # forward, and again on the way back
    v = torch.tensor(600.0, dtype=torch.float64, requires_grad=True)
    three(torch.tensor(0.2, dtype=torch.float64), v).backward()
    assert w.grad == v.grad


@pytest.mark.frameworks
@pytest.mark.slow
def test_the_cell_in_jax_says_the_chapters_numbers_and_its_other_calls_do_too(capsys):
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        names = names_of(LESSON, "ch17-jax")
        found = numbers_printed(capsys.readouterr().out)
        assert found.keys() == SAID.keys()
        for name, numbers in SAID.items():
            assert np.allclose(found[name], np.ravel(numbers)), name
        assert np.allclose(jax.jacfwd(names["carpet_in_jax"])(names["here"]), TABLE)

        @jax.custom_vjp
        def diagonal(a, b):
            return (a * a + b * b) ** 0.5

        def back(kept, g):
            a, b, length = kept
            return g * a / length, g * b / length

        diagonal.defvjp(lambda a, b: (diagonal(a, b), (a, b, diagonal(a, b))), back)
        assert np.allclose(jax.grad(lambda a, b: 20 * diagonal(a, b), (0, 1))(3.0, 4.0), [12, 16])
        grow = names_of(LESSON, "def grow(")["grow"]
        plain, again = (
            jax.grad(lambda w: grow(grow(0.2, w), w)),
            jax.grad(jax.checkpoint(lambda w: grow(grow(0.2, w), w))),
        )
        assert np.isclose(plain(600.0), again(600.0), rtol=1e-14)
    finally:
        jax.config.update("jax_enable_x64", before)


# --- tables and orders -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "x", "back"),
    [
        (lambda x: np.tanh(x), np.linspace(-1, 2, 5), lambda v, x: v * (1 - np.tanh(x) ** 2)),
        (lambda x: np.array([x.sum()]), np.linspace(-1, 2, 5), lambda v, x: np.repeat(v, 5)),
        (lambda x: np.repeat(x, 3), np.array([2.0]), lambda v, x: np.array([v.sum()])),
        (lambda x: np.array([x.max()]), np.array([1.0, 4, 2]), lambda v, x: v * np.array([0, 1, 0])),
    ],
    ids=["entry by entry", "sum", "copies", "largest"],
)
def test_each_line_of_the_table_of_steps_is_the_row_times_the_nudged_table(step, x, back):
    table = names_of(LESSON, "def table_by_nudging(")["table_by_nudging"](step, x)
    v = np.arange(1.0, len(table) + 1)
    assert np.allclose(v @ table, back(v, x))


def test_one_product_of_a_chain_is_cheap_from_its_narrow_end_whichever_that_is():
    product = names_of(LESSON, "def product(")["product"]
    for widths in ([1, 7, 9, 30], [30, 9, 7, 1], [4, 4, 4, 4]):
        tables = [np.ones(pair) for pair in pairwise(widths)]
        left, from_left = product(tables, True)
        right, from_right = product(tables, False)
        assert np.allclose(left, right)
        assert (from_left < from_right) is (widths[0] < widths[-1])
        assert (from_left == from_right) is (widths[0] == widths[-1])


# --- what a check knows ----------------------------------------------------------------------------------


def test_a_check_by_nudging_agrees_with_the_loss_that_lost_its_column():
    from autograd_lab.gradcheck import check_gradient

    labels = np.array([0.0, 1.0, 1.0])
    out = Tensor([[0.2], [0.9], [0.4]], requires_grad=True, name="out")
    report = check_gradient(lambda: ((out - labels) ** 2).mean(), [out])
    assert bool(report)
    assert ((out - labels) ** 2).shape == (3, 3)


def test_a_wrong_forward_with_its_own_slope_passes_and_a_backward_from_the_wrong_side_does_not():
    class HalfSum(Rule):  # meant as a running sum
        def forward(self, x):
            return np.cumsum(x) / 2

        def backward(self, g):
            return np.cumsum(g[::-1])[::-1] / 2

    class Unturned(HalfSum):
        def backward(self, g):
            return np.cumsum(g) / 2

    x = [3.0, 1.0, 4.0]
    assert bool(HalfSum().check(x))
    assert not bool(Unturned().check(x))


@pytest.mark.slow
def test_one_nudge_along_a_random_direction_tells_a_right_rule_from_a_forgetful_one():
    names = names_of(LESSON, "class Diagonal(Rule)")
    rng = np.random.default_rng(0)
    at, u, g, h = np.array([3.0, 4.0]), rng.normal(size=2), 20.0, 1e-5
    for name, holds in (("Diagonal", True), ("Forgetful", False)):
        forward = names[name]().forward
        moved = g * (forward(*(at + h * u)) - forward(*(at - h * u))) / (2 * h)
        rule = names[name]()
        rule.forward(*at)
        assert np.isclose(np.dot(rule.backward(g), u), moved) is np.bool_(holds)


# --- curvature -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_product_with_the_table_is_exact_where_pytorch_differentiates_twice():
    torch = pytest.importorskip("torch")
    from autograd_lab.answers.ch17 import bent, hessian_times

    at, u = [0.5, -1.0, 2.0], [1.0, 3.0, -2.0]
    _, theirs = torch.autograd.functional.hvp(
        lambda x: bent(*x), torch.tensor(at, dtype=torch.float64), torch.tensor(u, dtype=torch.float64)
    )
    assert np.allclose(hessian_times(bent, at, u), theirs, rtol=1e-12)


@pytest.mark.slow
def test_values_have_derivatives_of_every_order_and_tensors_and_rules_the_first_alone():
    x = Value(1.5)
    derivative = x**6
    for factor in (6, 30, 120, 360, 720, 720):
        derivative, *_ = grad(derivative, [x], create_graph=True)
        power = {6: 5, 30: 4, 120: 3, 360: 2}.get(factor, 1)
        if factor != 720:
            assert np.isclose(derivative.data, factor * 1.5**power)
    assert derivative.data == 720
    from autograd_lab.errors import GraphError, ValueTypeError

    with pytest.raises(GraphError, match="rule of your own"):
        grad(names_of(LESSON, "class Diagonal(Rule)")["Diagonal"]()(x, x), [x], create_graph=True)
    with pytest.raises(ValueTypeError):
        grad(Tensor([1.0], requires_grad=True).sum(), [x], create_graph=True)


@pytest.mark.slow
def test_the_largest_curvature_is_the_largest_eigenvalue_and_the_negative_one_where_that_is_larger():
    largest_curvature = names_of(LESSON, "ch17-most-curved")["largest_curvature"]
    rng = np.random.default_rng(2)
    Q, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    for values in ([7.0, 3, 1, 0.5, -1, -2], [1.0, 2, 3, 4, 5, -9]):
        H = Q @ np.diag(values) @ Q.T
        found = largest_curvature(lambda w, H=H: H @ w, rng.normal(size=6))
        assert np.isclose(found, max(values, key=abs), rtol=1e-6)


def test_the_three_rates_bring_twenty_starts_to_the_curvature_that_they_allow():
    starts = data.experiment_record("ch17_curvature")["starts"]
    for rate in (0.2, 0.3, 0.4):
        _, after, *_ = np.array(starts[f"rate {rate}"]).T
        assert len(after) == 20
        assert np.abs(after * rate / 2 - 1).max() < 0.03
    safe, too_large = (np.array(starts[f"rate {rate}"]).T for rate in (0.2, 0.4))
    assert (safe[1] > safe[0] + 3).all()  # from below 2/0.2 it climbs
    assert (too_large[0] > 5).all()  # all of them begin above 2/0.4
    assert np.median(too_large[1]) < np.median(too_large[0]) - 0.5


@pytest.mark.full
def test_one_of_the_recorded_starts_in_pytorch():
    torch = pytest.importorskip("torch")
    names = names_of(LESSON, "ch17-network", "ch17-most-curved")
    flat = torch.tensor(names["first_weights"](3), requires_grad=True)
    pictures, targets = torch.tensor(names["pictures"]), torch.tensor(names["targets"], dtype=torch.float64)

    def loss(w):
        hidden = torch.tanh(pictures @ w[:1920].reshape(64, 30) + w[1920:1950])
        return ((hidden @ w[1950:2250].reshape(30, 10) + w[2250:] - targets) ** 2).sum() / 200

    def gradient(w):
        return torch.autograd.grad(loss(w), w)[0]

    w = flat
    for _ in range(3000):
        w = (w - 0.3 * gradient(w)).detach().requires_grad_()
    u = torch.tensor(np.random.default_rng(7).normal(size=2260))
    for _ in range(80):
        u = u / u.norm()
        Hu = torch.autograd.functional.hvp(loss, w, u)[1]
        curvature, u = (u @ Hu).item(), Hu
    assert abs(curvature * 0.3 / 2 - 1) < 0.03


# --- memory ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_kept_is_least_at_the_root_and_the_gradient_never_changes():
    slope_in_w = names_of(LESSON, "def grow(")["slope_in_w"]
    found = {every: slope_in_w(0.7, 400, every) for every in range(1, 401) if 400 % every == 0}
    assert min(found, key=lambda every: found[every][1]) == 20
    assert len({slope for slope, *_ in found.values()}) == 1
    assert all(computed <= 2 * 400 for _, _, computed in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("every", [3, 7, 150, 399, 500])
def test_the_last_stretch_may_be_shorter(every):
    slope_in_w = names_of(LESSON, "def grow(")["slope_in_w"]
    assert slope_in_w(0.7, 400, every)[0] == slope_in_w(0.7, 400, 1)[0]


# --- broadcasting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shapes", [((3, 1), (4,)), ((4, 1), (2, 1, 3)), ((), (2, 3)), ((1, 1), (5, 2)), ((2, 3), (2, 3))]
)
def test_what_was_repeated_is_summed_for_any_two_shapes(shapes):
    x, y = (Tensor(np.ones(shape), requires_grad=True) for shape in shapes)
    whole = np.broadcast_shapes(*shapes)
    g = np.random.default_rng(0).normal(size=whole)
    ((x + y) * g).sum().backward()
    for operand, shape in zip((x, y), shapes, strict=True):
        assert operand.grad.shape == shape
        into = np.broadcast_to(np.arange(max(1, np.prod(shape, dtype=int))).reshape(shape), whole)  # whose copy each is
        wanted = np.bincount(into.ravel(), weights=g.ravel())
        assert np.allclose(operand.grad.ravel(), wanted)


def test_what_was_summed_is_repeated_and_a_mean_is_divided_both_ways():
    for reduce, factor in (("sum", 1), ("mean", 1 / 4)):
        x = Tensor(np.arange(12.0).reshape(3, 4), requires_grad=True)
        (getattr(x, reduce)(axis=1) * np.array([1.0, 2, 3])).sum().backward()
        assert np.allclose(x.grad, factor * np.repeat([[1.0], [2], [3]], 4, axis=1))
    assert functional.mse(Tensor([1.0, 2.0]), Tensor([0.0, 0.0])).item() == 2.5


# --- in a page -------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_players_in_lab(jupyterlab, browser_page, shot):
    run_in_lab(browser_page, jupyterlab, LESSON.name)
    players = browser_page.locator(f".al-player[data-step]{LIVE}")
    expect(players).to_have_count(6)
    carpet = players.first
    carpet.scroll_into_view_if_needed()
    for row, (prices, wanted) in enumerate(zip(("100", "010", "001"), TABLE, strict=True)):
        for name, price in zip(("wool", "fringe", "thread"), prices, strict=True):
            field = carpet.locator(f'input.al-number[data-name="{name}"]')
            field.fill(price)
            field.press("Enter")
        for side, slope in zip("ab", wanted, strict=True):
            node = carpet.locator(f'g.al-node[data-name="{side}"]')
            expect(node).to_have_attribute("data-grad", re.compile(rf"^{slope:g}"))
        shot(browser_page, f"lab-17-row-{row}")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    bring_players_to_their_ends(page, 6, shot, f"page-17-player-{{}}-{scheme}")
    assert not findings(page)
