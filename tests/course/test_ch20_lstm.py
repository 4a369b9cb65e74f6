"""What chapter 20 says holds for any numbers, its answers name each slip, and its players show NumPy's numbers."""

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.answers import ch20
from tests.course.chapter_checks import (
    gradient_of_last_state,
    lesson_of,
    line_told_of_slip,
    losses_of_rows_once_and_twice,
    names_of,
    place_of,
    player_of,
    unfolded_page,
)
from tests.course.lessons import run_for
from tests.support.axe import findings
from tests.viz.closeups import numbers_at
from tests.viz.pages import opened

LESSON = lesson_of(20)
CELLS = ("setup", "reader", "arriving", "solve", "words")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch20-{slug}" for slug in CELLS))


# --- the way back, by NumPy alone ------------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_by_numpy(net, X, y, straight=False, road=True):
    """(‖∂L/∂c_t‖ step 1 first, ∂L/∂weight_hh); `road=False` is a slip, f·∂L/∂c left out."""
    W, U = net.cell.weight_ih.data, net.cell.weight_hh.data
    b, N, H = net.cell.bias_ih.data + net.cell.bias_hh.data, len(X), len(U)
    h = c = np.zeros((N, H))
    kept = []
    for t in range(X.shape[1]):
        i, f, g, o = np.split(X[:, t] @ W + h @ U + b, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        before = h, c
        c = f * c + i * g
        h = o * np.tanh(c)
        kept.append((*before, i, f, g, o, c))
    dh, dc, dU, norms = gradient_of_last_state(net, h, y), np.zeros((N, H)), np.zeros_like(U), []
    for h_before, c_before, i, f, g, o, c in reversed(kept):
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        norms.insert(0, np.linalg.norm(dc))
        slopes = dc * g * i * (1 - i), dc * c_before * f * (1 - f), dc * i * (1 - g**2), dh * np.tanh(c) * o * (1 - o)
        delta = np.concatenate(slopes, axis=1)
        dU += h_before.T @ delta
        dh = 0 * dh if straight else delta @ U.T
        dc = dc * f * road
    return norms, dU


def gru_by_numpy(net, X, y):
    """‖∂L/∂h_t‖, step 1 first."""
    W, U, b, q, H = *(p.data for p in (net.cell.weight_ih, net.cell.weight_hh, net.cell.bias_ih, net.cell.bias_hh)), 0
    h, kept, H = np.zeros((len(X), len(U))), [], len(U)
    for t in range(X.shape[1]):
        a, s = X[:, t] @ W + b, h @ U + q
        r, z = sigmoid(a[:, :H] + s[:, :H]), sigmoid(a[:, H : 2 * H] + s[:, H : 2 * H])
        n = np.tanh(a[:, 2 * H :] + r * s[:, 2 * H :])
        kept.append((h, r, z, n, s[:, 2 * H :]))
        h = (1 - z) * n + z * h
    dh, norms = gradient_of_last_state(net, h, y), []
    for before, r, z, n, s in reversed(kept):
        norms.insert(0, np.linalg.norm(dh))
        dn = dh * (1 - z) * (1 - n**2)
        dz, dr = dh * (before - n) * z * (1 - z), dn * s * r * (1 - r)
        dh = dh * z + np.concatenate([dr, dz, dn * r], axis=1) @ U.T
    return norms


@pytest.mark.slow
@pytest.mark.parametrize("bias", [None, 0, 3])
@pytest.mark.parametrize("straight", [False, True])
def test_what_arrives_at_each_memory_is_numpys(chapter, bias, straight):
    net = chapter["Reader"]("LSTM", 4, 6, 4, seed=3, bias=bias)
    X, y = data.first_symbol(n=5, steps=9, seed=7)
    norms, dU = lstm_by_numpy(net, X, y, straight)
    assert chapter["arriving"](net, X, y, straight) == pytest.approx(norms, rel=1e-9)
    assert net.cell.weight_hh.grad == pytest.approx(dU, rel=1e-9, abs=1e-14)
    other, _ = lstm_by_numpy(net, X, y, not straight)
    assert norms[0] != pytest.approx(other[0], rel=1e-3)
    without_road, _ = lstm_by_numpy(net, X, y, straight, road=False)
    assert norms[0] != pytest.approx(without_road[0], rel=1e-3)


def test_what_arrives_at_a_grus_states_is_numpys(chapter):
    for bias in (None, 3):
        net = chapter["Reader"]("GRU", 4, 6, 4, seed=3, bias=bias)
        X, y = data.first_symbol(n=5, steps=9, seed=7)
        assert chapter["arriving"](net, X, y) == pytest.approx(gru_by_numpy(net, X, y), rel=1e-9)


@pytest.mark.parametrize(("kind", "gates", "place"), [("LSTM", 4, 1), ("GRU", 3, 1)])
def test_the_number_on_trial_is_the_keeping_gates_and_no_other(chapter, kind, gates, place):
    plain, biased = (chapter["Reader"](kind, 4, 5, 4, seed=2, bias=bias) for bias in (None, 3))
    for name in ("weight_ih", "weight_hh"):
        assert (getattr(plain.cell, name).data == getattr(biased.cell, name).data).all()
    assert (plain.out.weight.data == biased.out.weight.data).all()
    before, after = (np.split(net.cell.bias_ih.data + net.cell.bias_hh.data, gates) for net in (plain, biased))
    assert [np.array_equal(one, other) for one, other in zip(before, after, strict=True)] == [
        at != place for at in range(gates)
    ]
    assert after[place].tolist() == [3.0] * 5
    # with the weights at 0 and an input gate that is shut, what is left after a step is σ(3) of the state
    cell = biased.cell
    cell.weight_ih.data[:] = cell.weight_hh.data[:] = 0
    if kind == "LSTM":
        cell.bias_ih.data[:5], cell.bias_hh.data[:5] = -1e3, 0
        _, state = cell(np.zeros((1, 4)), (np.ones((1, 5)), np.ones((1, 5))))
    else:
        cell.bias_ih.data[10:] = cell.bias_hh.data[10:] = 0  # a candidate of 0
        state = cell(np.zeros((1, 4)), np.ones((1, 5)))
    assert state.data == pytest.approx(sigmoid(3.0))


def test_the_plain_network_is_chapter_19s(chapter):
    names = names_of(lesson_of(19), "ch19-setup", "ch19-recurrent")
    X, _ = data.first_symbol(n=3, steps=5, seed=0)
    theirs, ours = names["Recurrent"](4, 32, 4, 1)(X), chapter["Reader"]("RNN", 4, 32, 4, 1)(X)
    assert (theirs.detach().numpy() == ours.detach().numpy()).all()


@pytest.mark.slow
def test_the_mean_forget_gate_is_numpys(chapter):
    run_for(LESSON.cells, place_of(LESSON, "ch20-gates"), names := dict(chapter))
    net, (X, _) = chapter["Reader"]("LSTM", 4, 6, 4, seed=3, bias=1), data.first_symbol(n=5, steps=4, seed=7)
    W, U, b = net.cell.weight_ih.data, net.cell.weight_hh.data, net.cell.bias_ih.data + net.cell.bias_hh.data
    h = c = np.zeros((5, 6))
    gates = []
    for t in range(4):
        i, f, g, o = np.split(X[:, t] @ W + h @ U + b, 4, axis=1)
        gates += [sigmoid(f).mean()] * (t > 0)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    assert names["mean_forget_gate"](net, X) == pytest.approx(np.mean(gates))


@pytest.mark.slow
def test_pytorch_has_the_same_gradients(chapter):
    pytest.importorskip("torch")
    assert names_of(LESSON, "ch20-torch-lstm")["apart"] < 1e-12


# --- training --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_is_not_done_says_so_and_one_that_is_done_stops(chapter):
    at, share, net = chapter["remember"]("LSTM", 30, 0, bias=0, most=10)
    assert at is None
    assert share < 0.5
    at, share, net = chapter["remember"]("GRU", 3, 1, bias=1, most=1000)
    assert at % 10 == 0
    assert share >= 0.99
    X, y = data.first_symbol(400, 3, seed=1)
    assert chapter["share_right"](net, X, y) == share


def test_the_listeners_have_as_many_parameters_as_chapter_19s(chapter):
    counts = {
        kind: sum(p.data.size for p in chapter["listener"](kind, 0).parameters()) for kind in ("RNN", "LSTM", "GRU")
    }
    assert counts["RNN"] == 3850
    assert all(abs(count / 3850 - 1) < 0.02 for count in counts.values())
    assert {p.data.dtype for p in chapter["listener"]("GRU", 0, 3).parameters()} == {np.dtype("float32")}


def test_what_the_records_say_holds_from_start_to_start():
    trial, others = (data.experiment_record(f"ch20_{name}")["starts"] for name in ("trial", "others"))
    for name, rows in (trial | others).items():
        found = np.array(rows)
        if name.startswith("solved"):
            assert len(found) == 6
            assert ((found[:, 0] == 0) == (found[:, 1] < 0.99)).all()
            assert (found[:, 0] % 10 == 0).all()
            assert found[:, 0].max() <= 5000
        else:
            assert len(found) == 20
    roads = {bias: np.array(others[f"arrives_lstm_{bias}"]) for bias in (0, 1, 3)}
    for less, more in ((0, 1), (1, 3)):
        assert roads[less].max() < roads[more][:, 1].min() or (roads[less].max(axis=0) < roads[more].min(axis=0)).all()
    gru = [np.array(others[f"arrives_gru_{bias}"]) for bias in (0, 1, 3)]
    assert gru[0].max() < gru[1].min() < gru[1].max() < gru[2].min()


# --- its exercises ---------------------------------------------------------------------------------------


def test_the_reference_is_the_gradient_by_nudging():
    for _, (f, c, c0, own) in ch20.EXERCISES["20.2"].inputs:
        before, z = np.append(c0, c[:-1]), np.log(f / (1 - f))
        added = c - f * before  # what each step let in

        def loss(z, pushed, own=own, added=added, c0=c0):
            memory, total = c0, 0.0
            for t in range(len(own)):
                memory = sigmoid(z[t]) * memory + added[t] + pushed[t]
                total += own[t] * memory
            return total

        zeros, small = np.zeros(len(f)), 1e-6 * np.eye(len(f))
        dc = [(loss(z, row) - loss(z, -row)) / 2e-6 for row in small]
        delta = [(loss(z + row, zeros) - loss(z - row, zeros)) / 2e-6 for row in small]
        found = ch20.forget_deltas(f, c, c0, own)
        assert found[0] == pytest.approx(np.array(dc), rel=1e-6, abs=1e-8)
        assert found[1] == pytest.approx(np.array(delta), rel=1e-5, abs=1e-8)


def wrong_cells():
    """Each slip of exercise 20.1 worked out by a cell with the slip in it, and a word of its reply."""

    def cell(later=-0.5, slope=3 / 4, o=2 / 3, beside_f=0.5, sigmoid_slope=lambda a: a * (1 - a)):
        dc = later + 4 * o * slope
        return {
            "c": dc,
            "delta_f": dc * beside_f * sigmoid_slope(0.9),
            "delta_i": dc * 0.4 * sigmoid_slope(0.25),
            "delta_o": 4 * 0.5 * sigmoid_slope(2 / 3),
        }

    yield "c", cell(later=0)["c"], "next memory"
    yield "c", cell(slope=1)["c"], "slope of tanh"
    yield "c", cell(slope=1 / 4)["c"], "sigmoid's"
    yield "c", cell(later=-0.5, slope=0)["c"], "shown in h_t"
    yield "c", cell(o=1)["c"], "Two slips"
    yield "c", cell(later=0.5)["c"], "Two slips"
    yield "delta_f", cell(beside_f=0.55)["delta_f"], "c_t for c_{t−1}"
    yield "delta_f", cell(later=0, slope=3 / 4)["delta_f"], "next memory"
    yield "delta_f", cell(slope=0)["delta_f"], "through h_t"
    yield "delta_f", cell(sigmoid_slope=lambda a: 1 - a**2)["delta_f"], "slope of tanh"
    yield "delta_i", cell(sigmoid_slope=lambda a: 1 - a**2)["delta_i"], "slope of tanh"
    yield "delta_i", cell(sigmoid_slope=lambda a: 1)["delta_i"], "slope of the gate"
    yield "delta_o", cell(sigmoid_slope=lambda a: 1)["delta_o"], "slope of the gate"
    yield "c_before", 1.5, "through f"
    yield "h_before", 27 / 400 + 9 / 80 + 63 / 200 + 4 / 9, "own u"


@pytest.mark.parametrize(("name", "wrong", "told"), list(wrong_cells()))
def test_a_slip_on_paper_is_named(name, wrong, told):
    assert told in line_told_of_slip(ch20.EXERCISES["20.1"], name, wrong)


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_gradients_of_the_memory_along_time_are_numpys(tmp_path, browser_page):
    player, _ = player_of(LESSON, "An LSTM over four steps")
    opened(browser_page, tmp_path, player)
    browser_page.locator(".al-ways").get_by_role("button", name="c", exact=True).click()
    read = numbers_at(browser_page, "[data-q^=along]")
    h = c = 0.0
    kept = []
    for x in (1.0, 0.0, 0.0, 0.0):
        i, g = sigmoid(8 * x - 4), np.tanh(x + 0.5 * h)
        c = 0.5 * c + i * g
        h = sigmoid(1.0) * np.tanh(c)
        kept.append((i, g, c))
    dh, dc, norms = 1.0, 0.0, []
    for i, g, c in reversed(kept):
        dc += dh * sigmoid(1.0) * (1 - np.tanh(c) ** 2)
        norms.insert(0, dc)
        dh, dc = 0.5 * dc * i * (1 - g**2), 0.5 * dc
    assert [read[f"along:c:{t}"] for t in (1, 2, 3, 4)] == pytest.approx(norms, rel=1e-9)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.full)])
@pytest.mark.full
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    player = page.locator("[aria-label*='One step of an LSTM']").first
    player.scroll_into_view_if_needed()
    shot(page, f"page-20-cell-{scheme}")
    assert not findings(page)


def test_the_loss_that_the_chapter_takes_is_the_mean_over_rows(chapter):
    net, (X, y) = chapter["Reader"]("LSTM", 4, 3, 4, 0), data.first_symbol(n=5, steps=4, seed=0)
    once, twice = losses_of_rows_once_and_twice(net, X, y)
    assert twice == pytest.approx(once)
