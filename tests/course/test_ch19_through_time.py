"""What chapter 19 says holds for any numbers, its answers name each slip, and its players show NumPy's numbers."""

import numpy as np
import pytest

from autograd_lab import Tensor, data, optim
from autograd_lab.answers import ch19
from tests.course.chapter_checks import (
    choose_way,
    gradient_of_last_state,
    lesson_of,
    line_told_of_slip,
    losses_of_rows_once_and_twice,
    names_of,
    player_of,
    unfolded_page,
)
from tests.support.axe import findings
from tests.viz.closeups import numbers_at
from tests.viz.pages import box, opened

LESSON = lesson_of(19)
CELLS = ("setup", "recurrent", "arriving", "solve", "descend", "cosine", "words")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch19-{slug}" for slug in CELLS))


# --- the way back, by NumPy alone ------------------------------------------------------------------------


def contributions_by_numpy(net, X, y):
    """What each step brings to W_h and to W_x, and ‖∂L/∂h_t‖, each step 1 first."""
    W_x, W_h = net.cell.weight_ih.data, net.cell.weight_hh.data
    b = net.cell.bias_ih.data + net.cell.bias_hh.data
    hs = [np.zeros((len(X), len(W_h)))]
    for t in range(X.shape[1]):
        hs.append(np.tanh(X[:, t] @ W_x + hs[-1] @ W_h + b))
    arrived, to_h, to_x, norms = gradient_of_last_state(net, hs[-1], y), [], [], []
    for t in reversed(range(X.shape[1])):
        norms.insert(0, np.linalg.norm(arrived))
        delta = arrived * (1 - hs[t + 1] ** 2)
        to_h.insert(0, hs[t].T @ delta)
        to_x.insert(0, X[:, t].T @ delta)
        arrived = delta @ W_h.T
    return to_h, to_x, norms


@pytest.mark.parametrize("start", ["usual", "identity"])
@pytest.mark.parametrize("keep", [1, 2, 5, 6, 9])
def test_what_is_kept_is_the_sum_over_the_last_steps(chapter, start, keep):
    net = chapter["Recurrent"](3, 5, 3, seed=2, start=start)
    net.cell.weight_hh.data[:] *= 1.3
    X, y = data.first_symbol(n=7, steps=6, symbols=3, seed=4)
    to_h, to_x, _ = contributions_by_numpy(net, X, y)
    found = chapter["recurrent_gradient"](net, X, y, keep)
    assert found == pytest.approx(sum(to_h[-keep:]).ravel(), rel=1e-10, abs=1e-14)
    assert net.cell.weight_ih.grad == pytest.approx(sum(to_x[-keep:]), rel=1e-10, abs=1e-14)
    if keep < 6:  # something is cut off: at step 1 from W_x alone, since h₀ is 0
        assert np.linalg.norm(net.cell.weight_ih.grad - sum(to_x)) > 1e-6
    if keep < 5:
        assert np.linalg.norm(found - sum(to_h).ravel()) > 1e-6


@pytest.mark.parametrize("times", [1, 4])
def test_what_arrives_at_each_state_is_numpys(chapter, times):
    net = chapter["Recurrent"](4, 8, 4, seed=5)
    net.cell.weight_hh.data[:] *= times
    X, y = data.first_symbol(n=6, steps=12, seed=7)
    *_, norms = contributions_by_numpy(net, X, y)
    assert chapter["arriving"](net, X, y) == pytest.approx(norms, rel=1e-9)


def test_both_starts_are_what_the_text_calls_them(chapter):
    usual, identity = (chapter["Recurrent"](4, 200, 4, 0, start).cell for start in ("usual", "identity"))
    assert (identity.weight_hh.data == np.eye(200)).all()
    assert not identity.bias_ih.data.any()
    assert not identity.bias_hh.data.any()
    assert usual.weight_hh.data.var() == pytest.approx(1 / 600, rel=0.05)
    assert np.abs(usual.weight_hh.data).max() <= 200**-0.5
    assert (usual.weight_ih.data == identity.weight_ih.data).all()


@pytest.mark.slow
def test_pytorch_has_the_same_gradients(chapter):
    pytest.importorskip("torch")
    assert names_of(LESSON, "ch19-torch-rnn")["apart"] < 1e-12


@pytest.mark.slow
def test_a_slope_that_a_latch_sends_back_is_found_by_nudging(chapter):
    names = names_of(LESSON, "def after_a_push(")
    for u, steps in ((0.9, 4), (1.5, 6), (2, 5)):

        def last_state(x, u=u, steps=steps):
            h = np.tanh(0.8 * x)
            for _ in range(steps - 1):
                h = np.tanh(u * h)
            return h

        state, slope = names["after_a_push"](u, steps)
        assert state == pytest.approx(last_state(1.0))
        assert slope == pytest.approx((last_state(1 + 1e-6) - last_state(1 - 1e-6)) / 2e-6, rel=1e-4)


# --- training --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_is_not_done_says_so_and_one_that_is_done_stops(chapter):
    net = chapter["Recurrent"](4, 8, 4, 0)
    at, share, norm = chapter["solve"](net, 30, 0, optim.SGD(net.parameters(), lr=1e-6), most=20)
    assert at is None
    assert share < 0.5
    assert norm > 0
    at, share, _ = chapter["remember"](3, 1)
    assert at is not None
    assert at % 10 == 0
    assert share >= 0.99


def test_silence_is_counted_behind_the_word(chapter, monkeypatch):
    X = np.zeros((4, 64, 20))
    y = np.arange(4)
    for row, (begin, end) in enumerate([(0, 64), (10, 57), (0, 40), (5, 41)]):  # silence of 0, 7, 24, 23 moments
        X[row, begin:end] = 0.5
    monkeypatch.setattr(chapter["data"], "spoken_digits", lambda part, seed: (X, y))
    for wrong, expected in ((0, (0.75, 0.5, 1.0)), (2, (0.75, 1.0, 0.0)), (3, (0.75, 1.0, 1.0))):
        said = Tensor(np.eye(4)[[(row + 1) % 4 if row == wrong else row for row in range(4)]])
        assert chapter["heard"](None, lambda net, X, said=said: said, draws=2) == pytest.approx(expected)


def test_what_the_records_say_holds_from_start_to_start():
    runs = {name: np.array(rows) for name, rows in data.experiment_record("ch19_memory")["starts"].items()}
    for name, rows in runs.items():
        if name.startswith("solved"):
            assert len(rows) == 20
            assert ((rows[:, 0] == 0) == (rows[:, 1] < 0.99)).all()
            assert (rows[:, 0] % 10 == 0).all()
    assert runs["arrives_usual"].max() < runs["arrives_identity"].min()
    clipped, free = runs["solved_clipped"], runs["solved_free"]
    assert (clipped[:, 0] > 0).sum() > (free[:, 0] > 0).sum() + 10
    words = {name: np.array(rows)[:, 0] for name, rows in data.experiment_record("ch19_words")["starts"].items()}
    assert words["usual_0_001"].max() < words["whole_0_003"].min() < words["identity_0_001"].min()


# --- its exercises ---------------------------------------------------------------------------------------


def test_the_reference_is_the_gradient_taken_apart():
    for _, (h, h0, u, own) in ch19.EXERCISES["19.2"].inputs:
        before = np.append(h0, h[:-1])
        inputs = np.arctanh(h) - u * before  # what the neuron must have read

        def loss(us, own=own, inputs=inputs, h0=h0):
            state, total = h0, 0.0
            for t, x in enumerate(inputs):
                state = np.tanh(x + us[t] * state)
                total += own[t] * state
            return total

        nudged = [loss(u + 1e-6 * row) - loss(u - 1e-6 * row) for row in np.eye(len(h))]
        assert ch19.contributions(h, h0, u, own) == pytest.approx(np.array(nudged) / 2e-6, rel=1e-5, abs=1e-8)


def wrong_ways():
    """Each slip of exercise 19.1 worked out by a loop with the slip in it, and a word of its reply."""
    h, own, u = [1 / 2, 3 / 5, -1 / 2, 4 / 5], [0, 0, -1, 2], 5 / 3

    def deltas(own=own, u=u, slope=lambda t: 1 - h[t] ** 2, later=True):
        found = {3: 18 / 25}
        for t in (2, 1):
            found[t] = slope(t) * (own[t] + later * u * found[t + 1])
        return tuple(found[t] for t in (1, 2, 3))

    right = deltas()
    yield "delta", deltas(own=[0, 0, 0, 2]), "looks at h₂ itself"
    yield "delta", deltas(own=[0, 0, 1, 2]), "falls when h₂ rises"
    yield "delta", deltas(slope=lambda t: 1), "Each has a slope"
    yield "delta", deltas(u=1), "through u"
    yield "delta", deltas(slope=lambda t: 1 - h[t - 1] ** 2), "slope at step 2"
    yield "delta", deltas(later=False), "its own step alone"
    yield "delta", right[::-1], "other way round"
    yield "to_u", tuple(d * h[t] for d, t in zip(right, (1, 2, 3), strict=True)), "the state before"
    yield "to_u", tuple(d * u for d in right), "go to the state before"
    yield "u", sum(d * h[t] for d, t in zip(right, (1, 2, 3), strict=True)), "h_t where"
    yield "u", right[2] * h[2], "last step"
    yield "b", right[2], "three times"
    yield "h0", right[0], "through u"


@pytest.mark.parametrize(("name", "wrong", "told"), list(wrong_ways()))
def test_a_slip_on_paper_is_named(name, wrong, told):
    assert told in line_told_of_slip(ch19.EXERCISES["19.1"], name, wrong)


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_every_number_of_the_row_of_contributions_is_numpys(tmp_path, browser_page):
    player, names = player_of(LESSON, "The way back, edge by edge")
    opened(browser_page, tmp_path, player)
    browser_page.locator("button[data-action=end]").click()
    box(browser_page, "u").click()
    read = numbers_at(browser_page, ".al-side [data-q]")
    h = np.array([0.0] + [names[f"h{t}"].data for t in (1, 2, 3, 4)])
    own = np.array([0.0, 0, 0, 1])
    by_hand = ch19.contributions(h[1:], 0.0, 0.9, own)
    terms = [number for key, number in read.items() if key.startswith("term:")]
    assert sorted(terms) == pytest.approx(sorted(by_hand), rel=1e-12, abs=1e-15)
    assert read["total"] == pytest.approx(by_hand.sum(), rel=1e-12)
    arrived, norms = 1.0, []
    for t in (4, 3, 2, 1):
        norms.insert(0, arrived)
        arrived *= 0.9 * (1 - h[t] ** 2)
    assert [read[f"along:h:{t}"] for t in (1, 2, 3, 4)] == pytest.approx(norms, rel=1e-12)


@pytest.mark.browser
def test_the_maps_of_the_shared_matrix_are_numpys(tmp_path, browser_page):
    player, names = player_of(LESSON, "The first of five cards")
    opened(browser_page, tmp_path, player)
    browser_page.locator(".al-ways button", has_text="W_h").click()
    to_h, _, norms = contributions_by_numpy(names["small"], names["X"], names["y"])
    found = numbers_at(browser_page, ".al-close [data-q^='norm:']")
    assert list(found.values()) == pytest.approx([np.linalg.norm(part) for part in to_h], rel=1e-9, abs=1e-15)
    read = numbers_at(browser_page, "[data-q^=along]")
    assert [read[f"along:h:{t}"] for t in range(1, 6)] == pytest.approx(norms, rel=1e-9)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    choose_way(page.locator(".al-ways button", has_text="W_h"))
    shot(page, f"page-19-maps-{scheme}")
    assert not findings(page)


def test_the_loss_that_the_chapter_takes_is_the_mean_over_rows(chapter):
    net, (X, y) = chapter["Recurrent"](4, 3, 4, 0), data.first_symbol(n=5, steps=4, seed=0)
    once, twice = losses_of_rows_once_and_twice(net, X, y)
    assert twice == pytest.approx(once)
