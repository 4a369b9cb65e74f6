"""What chapter 21 says holds for any numbers, its answers name each slip, and its players show NumPy's numbers."""

import numpy as np
import pytest

from autograd_lab import Tensor, data, functional
from autograd_lab.answers import ch21
from tests.course.chapter_checks import (
    choose_way,
    lesson_of,
    line_told_of_slip,
    names_of,
    place_of,
    player_of,
    softmax,
    unfolded_page,
)
from tests.support.axe import findings
from tests.viz.closeups import looks
from tests.viz.pages import opened

LESSON = lesson_of(21)
CELLS = ("setup", "attend", "sureness", "block", "reader", "sixteen", "learn", "heads")
KINDS = ("plain", "residual", "pre-norm", "post-norm")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch21-{slug}" for slug in CELLS), "def our_dependencies(")


# --- attention, by NumPy alone ---------------------------------------------------------------------------


def attention_by_numpy(Q, K, V, G, seen, s):
    """(O, dQ, dK, dV) by eq. 21.4 and 21.5, with a mask."""
    P = softmax(np.where(seen, s * Q @ K.T, -np.inf))
    dP = G @ V.T
    D = P * (dP - (P * dP).sum(axis=1, keepdims=True))
    return P @ V, s * D @ K, s * D.T @ Q, P.T @ G


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("s", [1.0, 0.4])
def test_attention_goes_back_as_the_equation_says_under_any_mask(chapter, seed, s):
    rng = np.random.default_rng(seed)
    Q, K, V, G = (rng.normal(size=size) for size in ((4, 3), (6, 3), (6, 2), (4, 2)))
    seen = rng.random((4, 6)) < 0.6
    seen[:, seed] = True
    given = [Tensor(one, requires_grad=True) for one in (Q, K, V)]
    out = chapter["attend"](*given, seen, s)
    (out * G).sum().backward()
    found, *gradients = attention_by_numpy(Q, K, V, G, seen, s)
    assert out.data == pytest.approx(found, rel=1e-12)
    for tensor, by_hand in zip(given, gradients, strict=True):
        assert tensor.grad == pytest.approx(by_hand, rel=1e-10, abs=1e-13)
    wrong = attention_by_numpy(Q, K, V, G, np.ones_like(seen), s)
    assert np.abs(given[1].grad - wrong[2]).max() > 1e-3  # the mask is in the gradient


def test_a_score_answers_for_all_weights_and_raising_all_changes_nothing():
    rng = np.random.default_rng(0)
    for _ in range(20):
        z, g = rng.normal(size=5), rng.normal(size=5)
        p = softmax(z)
        short = p * (g - p @ g)
        assert short == pytest.approx((np.diag(p) - np.outer(p, p)) @ g)
        assert short.sum() == pytest.approx(0, abs=1e-14)
        assert np.abs(short - p * (1 - p) * g).max() > 1e-3  # not the diagonal alone


def test_sureness_is_that_of_one_draw_after_the_other(chapter):
    largest, norms = chapter["sureness"](6, 0.7, draws=3, seed=4)
    rng = np.random.default_rng(4)
    q, K = rng.normal(size=(3, 1, 6)), rng.normal(size=(3, 8, 6))
    for draw in range(3):
        p = softmax(0.7 * K[draw] @ q[draw, 0])
        assert largest[draw] == pytest.approx(p.max())
        assert norms[draw] == pytest.approx(np.linalg.norm(np.diag(p) - np.outer(p, p)))


# --- masks that leak -------------------------------------------------------------------------------------


def attention_under(seen):
    """Attention of rows to one another under this mask."""
    return lambda X: (X @ X.T).masked_fill(~seen, -np.inf).softmax(axis=1) @ X


@pytest.mark.parametrize("at", [(i, j) for i in range(4) for j in range(i + 1, 4)])
def test_a_mask_that_leaks_one_position_is_named_by_the_readers_own_check(chapter, at):
    seen = np.tri(4, dtype=bool)
    x = np.random.default_rng(1).normal(size=(4, 3))
    check = chapter["our_dependencies"]
    assert not np.triu(check(attention_under(seen), x), 1).any()
    seen[at] = True
    assert np.argwhere(np.triu(check(attention_under(seen), x), 1)).tolist() == [list(at)]
    assert (check(attention_under(seen), x) == ch21.dependencies(attention_under(seen), x)).all()


def test_the_readers_mask_hides_the_future_and_one_place_more_lets_it_in(chapter):
    X, y = data.number_words(3)
    T = chapter["sequence"](X, y)
    for ahead in (0, 1):
        net = chapter["Reader"](0, ahead=ahead, dtype="float64")
        net.word.weight.grad = None
        stream = net.streams(T)[-1]
        (stream[:, 5] ** 2).sum().backward()  # where it is to say the hundreds
        digits = net.word.weight.grad[chapter["EQUALS"] + 1 :]
        assert bool(digits.any()) is (ahead == 1)


# --- blocks ----------------------------------------------------------------------------------------------


def test_the_four_kinds_of_block_are_what_the_text_calls_them(chapter):
    x, hidden = np.random.default_rng(0).normal(size=(2, 3, 4)), ~np.tri(3, dtype=bool)
    for kind in KINDS:
        block = chapter["Block"](4, 2, kind, np.random.default_rng(1))

        def look(x, block=block):
            return block.self_attn(x, x, x, attn_mask=hidden)[0].data

        def work(x, block=block):
            a, b = block.linear1, block.linear2
            return np.maximum(x @ a.weight.data + a.bias.data, 0) @ b.weight.data + b.bias.data

        def norm(x):
            return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)

        expected = x
        for part in (look, work):
            expected = {
                "plain": lambda x, part=part: part(x),
                "residual": lambda x, part=part: x + part(x),
                "pre-norm": lambda x, part=part: x + part(norm(x)),
                "post-norm": lambda x, part=part: norm(x + part(x)),
            }[kind](expected)
        assert block(x, hidden).data == pytest.approx(expected, rel=1e-12, abs=1e-13), kind


def test_a_layer_norm_goes_back_as_the_equation_says():
    rng = np.random.default_rng(3)
    x, g = rng.normal(size=(4, 6)), rng.normal(size=(4, 6))
    given = Tensor(x, requires_grad=True)
    (functional.layer_norm(given, 6, eps=0.01) * g).sum().backward()
    spread = np.sqrt(x.var(axis=1, keepdims=True) + 0.01)
    hat = (x - x.mean(axis=1, keepdims=True)) / spread
    through = (g - g.mean(axis=1, keepdims=True) - hat * (g * hat).mean(axis=1, keepdims=True)) / spread
    assert given.grad == pytest.approx(through, rel=1e-10)


def test_doubling_doubles_the_matrices_of_the_blocks_and_nothing_else(chapter):
    usual, doubled = chapter["Reader"](3), chapter["doubled"](chapter["Reader"](3))
    for (name, a), (_, b) in zip(usual.named_parameters(), doubled.named_parameters(), strict=True):
        times = 2 if name.startswith("blocks") and a.ndim == 2 else 1
        assert (b.data == times * a.data).all(), name


def test_what_stands_along_the_blocks_is_the_gradient_of_each_stream(chapter):
    X, y = data.number_words(4)
    net = chapter["Reader"](2, "post-norm", blocks=3, dtype="float64")
    norms = chapter["along_the_blocks"](net, X, y)
    assert len(norms) == 4
    T = chapter["sequence"](X, y)
    x = Tensor(net.streams(T)[2].data, requires_grad=True)  # from the third block on
    end = net.out(net.last(net.blocks[2](x, net.hidden)))[:, 5:]
    functional.cross_entropy(end.reshape(-1, 10), y.reshape(-1)).backward()
    assert norms[2] == pytest.approx(np.linalg.norm(x.grad), rel=1e-10)


# --- reading and writing ---------------------------------------------------------------------------------


class Copies:
    """A net that says at each place the digit that stands behind "=" last, plus one."""

    def __init__(self, equals):
        self.equals = equals

    def __call__(self, T):
        said = np.maximum(T[:, 5:] - self.equals - 1, -1) + 1  # "=" gives 0, a digit d gives d + 1
        return Tensor(np.eye(10)[said % 10])


def test_it_writes_from_its_own_digits_and_is_told_the_right_ones(chapter, monkeypatch):
    net, X = Copies(chapter["EQUALS"]), np.zeros((2, 5), dtype=int)
    assert chapter["written"](net, X).tolist() == [[0, 1, 2], [0, 1, 2]]
    y = np.array([[0, 1, 2], [0, 5, 6]])  # by itself it says 0, 1, 2; told the 5 it says 6
    monkeypatch.setitem(chapter, "numbers", lambda seed: (X, y, X, y))
    by_itself, told = chapter["shares_right"](net, 0)
    assert (by_itself, told) == (0.5, 0.5)
    y[1] = [0, 1, 9]
    assert chapter["shares_right"](net, 0) == [0.5, 0.5]


def test_new_numbers_are_not_among_those_it_learns_from(chapter):
    for seed in range(3):
        X, _, X_new, y_new = chapter["numbers"](seed)
        assert len(X) == 700
        assert len(X_new) == len(y_new) == 300
        assert not {tuple(row) for row in X} & {tuple(row) for row in X_new}


@pytest.mark.slow
def test_a_few_steps_lower_the_loss(chapter):
    net = chapter["Reader"](5)
    first = chapter["learn"](net, 5, steps=5)
    assert chapter["learn"](net, 5, steps=40) < 0.8 * first


@pytest.mark.full
def test_three_hundred_steps_read_numbers_that_it_has_never_seen(chapter):
    net = chapter["Reader"](21)
    chapter["learn"](net, 21)
    assert chapter["shares_right"](net, 21)[0] > 0.94


def test_heads_give_shares_and_never_look_ahead(chapter):
    X, y = data.number_words(6)
    weights = chapter["heads"](chapter["Reader"](0), chapter["sequence"](X, y))
    assert weights.shape == (6, 2, 2, 8, 8)
    assert weights.sum(axis=-1) == pytest.approx(1, abs=1e-5)
    assert not np.triu(weights, 1).any()


def test_the_surer_head_of_a_query_is_one_head_and_has_the_largest_weight(chapter):
    X, y = data.number_words(6)
    net = chapter["Reader"](0)
    rows = chapter["surer"](net, X, y)
    both = chapter["heads"](net, chapter["sequence"](X, y))[:, 1, :, 5:]
    assert rows.shape == (6, 3, 8)
    assert rows.sum(axis=-1) == pytest.approx(1, abs=1e-5)  # not the larger weight key by key
    assert rows.max(axis=-1) == pytest.approx(both.max(axis=(1, 3)))
    assert (rows[:, None] == both).all(axis=3).any(axis=1).all()


def test_what_the_records_say_holds_from_start_to_start():
    runs = {name: np.array(rows) for name, rows in data.experiment_record("ch21_reader")["starts"].items()}
    assert all(len(rows) == 20 for rows in runs.values())
    assert np.median(runs["right"][:, 1]) >= 0.97
    assert runs["right"][:, 1].min() > runs["ahead"][:, 1].max() + 0.3
    assert runs["ahead"][:, 2].min() > 0.97
    assert (runs["mistakes"][:, 0] == np.round(300 * (1 - runs["right"][:, 1]))).all()
    blocks = {name: np.array(rows) for name, rows in data.experiment_record("ch21_blocks")["starts"].items()}
    for name, rows in blocks.items():
        assert len(rows) == (20 if name.startswith("road") else 8)
    assert blocks["road_plain_1"].max() < 1e-10 < blocks["road_plain_2"].min()
    for times in (1, 2):
        for kind in ("pre-norm", "post-norm"):
            assert 0.1 < blocks[f"road_{kind}_{times}"].min() <= blocks[f"road_{kind}_{times}"].max() < 30
    assert blocks["learnt_plain_0_003"].max() < 0.05


@pytest.mark.slow
def test_pytorch_has_the_same_gradients(chapter):
    pytest.importorskip("torch")
    X, y = data.number_words()
    names = names_of(LESSON, "ch21-reader") | {"X": X, "y": y}
    exec(LESSON.cells[place_of(LESSON, "ch21-torch-blocks")].source, names)
    assert 0 < names["apart"] < 1e-12


# --- its exercises ---------------------------------------------------------------------------------------


def test_a_table_found_by_nudging_is_right_too():
    def table_by_nudging(f, x):
        rows = np.zeros((len(x), len(x)), dtype=bool)
        for j in range(len(x)):
            moved = x.copy()
            moved[j] += 1e-3
            rows[:, j] = np.abs(f(Tensor(moved)).data - f(Tensor(x)).data).max(axis=1) > 1e-12
        return rows

    assert ch21.EXERCISES["21.2"].judge(table_by_nudging)


def wrong_ways():
    """Slips of the exercises on paper, worked out with the slip in them, and a word of the reply."""
    p, g = np.array([1 / 2, 1 / 3, 1 / 6]), np.array([6.0, 0, -6])
    J = np.diag(p) - np.outer(p, p)
    yield "21.1", "row_1", tuple(np.diag(np.diag(J))[0]), "diagonal alone"
    yield "21.1", "row_1", tuple(np.abs(J[0])), "weight 1 falls"
    yield "21.1", "mean", g.mean(), "plain mean"
    yield "21.1", "dz", tuple(np.diag(J) * g), "diagonal alone"
    yield "21.1", "dz", tuple(p * g), "taken off each slope"
    yield "21.1", "dz", tuple(g - p @ g), "Each counts with its weight"
    yield "21.1", "dz", tuple(g), "go back through the softmax"
    yield "21.1", "dz", tuple(p * g - p @ g), "the product comes after"
    yield "21.1", "dz_if_all_g_rise_by_10", tuple(J @ g + 10), "rises by 10 as well"
    yield "21.1", "dz_if_all_g_rise_by_10", tuple(p * (g + 10 - p @ g)), "taken off"
    slopes, g, hat = np.array([1 / 2, -1 / 2, 1 / 4]), np.array([4.0, 0, 0, 0]), np.array([-1.0, -1, 1, 1])
    yield "21.3", "plain", slopes.sum(), "their sum"
    yield "21.3", "plain", np.abs(slopes).prod(), "negative"
    yield "21.3", "roads", slopes.prod(), "without roads"
    yield "21.3", "roads", 1 + slopes.prod() + 1 / 8, "Each road is added"
    yield "21.3", "roads", 1 + slopes.sum(), "two or three blocks"
    yield "21.3", "roads", (1 + np.abs(slopes)).prod(), "1 − 1/2"
    yield "21.3", "paths", 6, "they multiply"
    yield "21.3", "through_the_norm", tuple(g), "takes off its mean"
    yield "21.3", "through_the_norm", tuple(g - g.mean()), "The mean is off"
    yield "21.3", "through_the_norm", tuple(g - hat * (g * hat).mean()), "Still to come: the mean of g, 1"
    yield "21.3", "through_the_norm", tuple(g - g.mean() + hat * (g * hat).mean()), "The sign"
    yield "21.3", "through_the_norm", (1, -1, 0, 0), "arrive 4"
    yield "21.3", "block", (2, -2, 0, 0), "came through the norm"
    yield "21.3", "block", (6, -2, 0, 0), "not 2 times that"


@pytest.mark.parametrize(("number", "name", "wrong", "told"), list(wrong_ways()))
def test_a_slip_on_paper_is_named(number, name, wrong, told):
    assert told in line_told_of_slip(ch21.EXERCISES[number], name, wrong)


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The block, entry by entry", "weights"),
        pytest.param("A causal mask", "P", marks=pytest.mark.full),
    ],
)
def test_every_number_of_the_jacobians_block_is_numpys(tmp_path, browser_page, title, name):
    player, names = player_of(LESSON, title)
    opened(browser_page, tmp_path, player)
    browser_page.locator(".al-ways button", has_text=f"{name} (softmax)").click()
    if name == "weights":
        rows, arrived = softmax(np.array([0, np.log(2), np.log(5)]))[None], np.array([[8.0, 0, 4]])
    else:
        X = names["x"][:4]
        rows = softmax(np.where(np.tri(4, dtype=bool), X @ X.T, -np.inf))
        arrived = np.zeros((4, 4))
        arrived[3] = 2 * (rows[3] @ X) @ X.T
    count = 0
    (every,) = looks(browser_page).values()
    for look in every:
        for key, number in look["numbers"]:
            what, *places = key.split(":")
            (i, k), *other = (np.unravel_index(int(place), rows.shape) for place in places)
            block = np.diag(rows[i]) - np.outer(rows[i], rows[i])
            product = block[k] @ arrived[i]
            j = block[k, other[0][1]] if other else 0.0
            expected = {"p": rows[i, k], "j": j, "g": arrived[i, k], "product": product, "held": product}[what]
            assert number == pytest.approx(expected, rel=1e-9, abs=1e-15), key
            count += 1
    assert count == rows.size * rows.shape[1] * (rows.shape[1] + 4)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    choose_way(page.get_by_role("button", name="weights (softmax)"))
    shot(page, f"page-21-block-{scheme}")
    assert not findings(page)
