"""Problem set 9: references against nudging and torch, what the draws promise, its bank, and its texts."""

import re

import numpy as np
import pytest

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.ps9 import steps
from autograd_lab.exams.ps9.exam import PS9
from autograd_lab.exams.ps9.lstm import lstm_cell_backward
from autograd_lab.exams.ps9.recurrent import bptt, rnn_forward
from autograd_lab.exams.ps9.scalar import bptt_scalar
from autograd_lab.exams.ps9.truncated import truncated_bptt
from autograd_lab.exams.table import ask
from tests.exams.cells import report_on_body, space
from tests.exams.derivatives import agree, nudged
from tests.exams.edits_of_variants import an_edit_gives_what_a_variant_gives
from tests.exams.many import seeds

POINTS = {
    "bptt_scalar": [2, 2, 1, 1],
    "rnn_forward": [3],
    "bptt": [2, 3, 1, 2],
    "truncated_bptt": [2, 3, 1, 2],
    "lstm_cell_backward": [2, 2, 2, 2, 2, 1],
}
FIRST = ("dWx", "dWh", "db", "dh0")


def question(name):
    return PS9.question(name)


def dealt(name, seed=0):
    """The draws of one verdict."""
    return question(name).draws(np.random.default_rng(seed))


def test_the_questions_stand_in_the_order_of_the_contract_with_their_points():
    assert {q.name: [part.points for part in q.parts] for q in PS9.questions} == POINTS
    assert PS9.total == 36


# --- references ---


@seeds(2)
def test_one_unit_is_a_layer_of_one_unit_and_what_nudging_shows(seeds):
    for seed in seeds:
        x, h, h0, w, u, b, gh = dealt("bptt_scalar", seed)[1].values()
        numbers = [np.array(v) for v in (w, u, b, h0)]

        def loss(numbers=numbers, x=x, gh=gh):
            state, total = float(numbers[3]), 0.0
            for value, own in zip(x, gh, strict=True):
                state = np.tanh(numbers[0] * value + numbers[1] * state + numbers[2])
                total += own * state
            return float(total)

        found = bptt_scalar(x, h, h0, w, u, b, gh)
        assert agree(found, [nudged(loss, number) for number in numbers], 1e-4)
        one = [np.full((1, 1), v) for v in (h0, w, u)]
        as_layer = bptt(x[:, None, None], h[:, None, None], *one, np.full(1, b), gh[:, None, None])
        assert agree(found, [part.ravel()[0] for part in as_layer], 1e-9)


@seeds(2)
def test_the_way_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        for inputs in dealt("bptt", seed)[:3]:
            xs, hs, h0, Wx, Wh, b, ghs = inputs.values()
            assert np.array_equal(hs, rnn_forward(xs, h0, Wx, Wh, b))

            def loss(xs=xs, h0=h0, Wx=Wx, Wh=Wh, b=b, ghs=ghs):
                return float((rnn_forward(xs, h0, Wx, Wh, b) * ghs).sum())

            assert agree(bptt(*inputs.values()), [nudged(loss, one) for one in (Wx, Wh, b, h0)], 1e-5)


def test_cut_off_is_the_way_back_through_a_network_that_is_cut_off():
    for inputs in dealt("truncated_bptt"):
        xs, hs, h0, Wx, Wh, b, ghs, k = inputs.values()
        totals = [np.zeros_like(one) for one in (Wx, Wh, b, h0)]
        for t in range(len(xs)):
            low = max(0, t - k + 1)
            own = np.zeros_like(ghs[low : t + 1])
            own[-1] = ghs[t]
            start = hs[low - 1] if low else h0
            shares = bptt(xs[low : t + 1], hs[low : t + 1], start, Wx, Wh, b, own)
            for n in range(3 if low else 4):
                totals[n] = totals[n] + shares[n]
        found = truncated_bptt(*inputs.values())
        assert all(np.allclose(one, other, rtol=1e-9, atol=1e-12) for one, other in zip(found, totals, strict=True))
        if k >= len(xs):
            assert agree(found, bptt(*list(inputs.values())[:-1]), 1e-9)


@seeds(2)
def test_a_cell_back_is_what_nudging_shows(seeds):
    for seed in seeds:
        for inputs in dealt("lstm_cell_backward", seed)[:2]:
            *arrays, dh, dc = inputs.values()
            scale = max(np.abs(dh).max(), np.abs(dc).max())

            def loss(arrays=arrays, dh=dh / scale, dc=dc / scale):
                h, c = cell(*arrays)
                return float((h * dh).sum() + (c * dc).sum())

            x, h_prev, c_prev, W, U, b = arrays
            shown = [scale * nudged(loss, one) for one in (x, h_prev, c_prev, W, U, b)]
            assert agree(lstm_cell_backward(*inputs.values()), shown, 1e-5)


def cell(x, h_prev, c_prev, W, U, b):
    """(h, c) as the contract says them."""
    H = len(U)
    z = x @ W + h_prev @ U + b
    i, f, o = (1 / (1 + np.exp(-z[:, n * H : (n + 1) * H])) for n in (0, 1, 3))
    c = f * c_prev + i * np.tanh(z[:, 2 * H : 3 * H])
    return o * np.tanh(c), c


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, pytest.param(1000, marks=pytest.mark.full)])
def test_the_references_agree_with_torch(count):
    torch = pytest.importorskip("torch", reason="compares with PyTorch: pip install torch")
    for seed in range(count):
        xs, hs, h0, Wx, Wh, b, ghs = question("bptt").draw(np.random.default_rng(seed)).values()
        leaves = [torch.tensor(one, requires_grad=True) for one in (Wx, Wh, b, h0)]
        h, made = leaves[3], []
        for x in torch.tensor(xs):
            h = torch.tanh(x @ leaves[0] + h @ leaves[1] + leaves[2])
            made.append(h)
        (torch.stack(made) * torch.tensor(ghs)).sum().backward()
        assert agree(bptt(xs, hs, h0, Wx, Wh, b, ghs), [leaf.grad.numpy() for leaf in leaves], 1e-9)
        x, h_prev, c_prev, W, U, b, dh, dc = question("lstm_cell_backward").draw(np.random.default_rng(seed)).values()
        theirs = torch.nn.LSTMCell(*W.shape[:1], len(U), dtype=torch.float64)
        with torch.no_grad():
            theirs.weight_ih.copy_(torch.tensor(W.T.copy()))
            theirs.weight_hh.copy_(torch.tensor(U.T.copy()))
            theirs.bias_ih.copy_(torch.tensor(b))
            theirs.bias_hh.zero_()
        into = [torch.tensor(one, requires_grad=True) for one in (x, h_prev, c_prev)]
        h, c = theirs(into[0], (into[1], into[2]))
        ((h * torch.tensor(dh)).sum() + (c * torch.tensor(dc)).sum()).backward()
        weights = [theirs.weight_ih.grad.T, theirs.weight_hh.grad.T, theirs.bias_ih.grad]
        shown = [one.numpy() for one in (*(leaf.grad for leaf in into), *weights)]
        assert agree(lstm_cell_backward(x, h_prev, c_prev, W, U, b, dh, dc), shown, 1e-9)


# --- draws ---


@seeds(5)
def test_draws_hide_no_mistake(seeds):
    for seed in seeds:
        for name in ("bptt", "truncated_bptt"):
            shapes = [(*inputs["xs"].shape, len(inputs["Wh"])) for inputs in dealt(name, seed)]
            assert all((T >= 3 or T == 1) and N != 2 for T, N, _, _ in shapes)
            assert all(any(sizes[n] == 1 for sizes in shapes) for n in (0, 1, 3))  # a step, a row, a unit
            assert any(not inputs["h0"].any() for inputs in dealt(name, seed))
            assert any(not inputs["ghs"][1].any() for inputs in dealt(name, seed) if len(inputs["ghs"]) > 1)
            assert sum(D != H > 1 for _, _, D, H in shapes) >= 4
            assert sum(T != N for T, N, _, _ in shapes) >= 5
            assert any(D == H for _, _, D, H in shapes)  # else every wrong matrix is an error
        cut = [(len(inputs["xs"]), inputs["k"]) for inputs in dealt("truncated_bptt", seed)]
        assert sum(1 < k < T - 1 for T, k in cut) >= 5  # one step more or less is neither all nor none
        assert any(k == 1 for _, k in cut)
        assert {T - k for T, k in cut if T > 1} >= {0, 1}
        assert any(k > T > 1 for T, k in cut)
        for inputs in dealt("bptt_scalar", seed):
            assert len(inputs["x"]) in (1, 4, 5, 6)
            assert min(abs(abs(inputs["u"]) - 1), abs(inputs["h0"])) > 0.04
            assert np.abs(inputs["h"]).max() < 0.97
        assert any(len(inputs["x"]) == 1 for inputs in dealt("bptt_scalar", seed))
        assert any(not inputs["c_prev"].any() for inputs in dealt("lstm_cell_backward", seed))
        cells = [(*inputs["x"].shape, len(inputs["U"])) for inputs in dealt("lstm_cell_backward", seed)]
        assert all(N != 2 for N, _, _ in cells)
        assert sum(D != H > 1 for _, D, H in cells) >= 4


def test_states_are_awake():
    for inputs in dealt("bptt") + dealt("truncated_bptt"):
        slopes = 1 - inputs["hs"] ** 2
        assert np.median(slopes) > 0.2
        assert slopes.min() > 1e-5


def test_what_arrives_at_the_first_state_is_the_last_of_the_sweep():
    own, slope = np.ones((3, 1, 1)), np.full((3, 1, 1), 0.5)
    deltas, arriving = steps.swept(own, slope, lambda delta: 2 * delta)
    assert deltas.ravel().tolist() == [1.5, 1.0, 0.5]
    assert arriving.item() == 3.0


# --- the bank ---


@pytest.mark.parametrize("asked", PS9.questions, ids=lambda asked: asked.name)
@pytest.mark.slow
def test_an_edit_gives_what_a_variant_gives(asked):
    """So that the variants need not run beside the edits when an answer is diagnosed."""
    for inputs in asked.draws(np.random.default_rng(2)):
        an_edit_gives_what_a_variant_gives(asked, inputs)


@pytest.mark.parametrize("asked", PS9.questions, ids=lambda asked: asked.name)
def test_each_question_has_a_bank_of_the_size_that_is_promised(asked):
    assert len(asked.wrong) >= 25
    assert len(asked.right) >= 8
    assert len({variant.name + variant.mistake for variant in asked.wrong}) == len(asked.wrong)


@pytest.mark.slow
@pytest.mark.parametrize("asked", PS9.questions, ids=lambda asked: asked.name)
def test_right_ways_are_accepted(asked):
    for variant in asked.right:
        assert ask(asked, variant, 11).passed, variant.name


@pytest.mark.full
@pytest.mark.parametrize("asked", PS9.questions, ids=lambda asked: asked.name)
def test_right_ways_are_accepted_on_a_thousand_seeds(asked):
    for variant in asked.right:
        for seed in range(1000):
            assert ask(asked, variant, seed).passed, (variant.name, seed)


# --- what is told ---

WINDOWS = (
    "T, dWx, dWh, db, dh0 = len(xs), 0 * Wx, 0 * Wh, 0 * b, 0 * h0\n"
    "    for t in range(T):\n"
    "        g = ghs[t]\n"
    "        for s in range(t, max(-1, t - k), -1):\n"
    "            dz = g * (1 - hs[s]**2); prev = hs[s - 1] if s > 0 else h0\n"
    "            dWx += xs[s].T @ dz; dWh += prev.T @ dz; db += dz.sum(axis=0)\n"
    "            g = dz @ Wh.T\n"
    "        if t < k:\n"
    "            dh0 += g\n"
    "    return dWx, dWh, db, dh0"
)
SWEEP = (
    "T, a, dWx, dWh, db = len(xs), 0 * h0, 0 * Wx, 0 * Wh, 0 * b; prev = np.concatenate([h0[None], hs[:-1]]); "
    "d = np.zeros(hs.shape); slope = 1 - hs**2\n"
    "    for t in reversed(range(T)):\n"
    "        d[t] = (ghs[t] + a) * slope[t]; a = d[t] @ Wh.T\n"
)
END = "    return np.einsum('tni,tnj->ij', xs, d), np.einsum('tni,tnj->ij', prev, d), d.sum(axis=(0, 1)), a"
CELL = (
    "s = lambda z: 1 / (1 + np.exp(-z)); zi, zf, zg, zo = np.split(x @ W + h_prev @ U + b, 4, axis=1); "
    "i, f, g, o = s(zi), s(zf), np.tanh(zg), s(zo); t = np.tanh(f * c_prev + i * g); "
    "d = dc + dh * o * (1 - t**2); "
    "dz = np.hstack([d * g * i * (1 - i), d * c_prev * f * (1 - f), d * i * (1 - g**2), dh * t * o * (1 - o)]); "
    "return dz @ W.T, dz @ U.T, d * f, x.T @ dz, h_prev.T @ dz, dz.sum(axis=0)"
)


@pytest.mark.parametrize(
    ("name", "change", "mistake", "parts", "says"),
    [
        ("bptt", ("1 - hs**2", "1 + 0 * hs"), "tanh-slope-missing", FIRST, "Put a state at 0.99"),
        ("bptt", ("1 - hs**2", "1 - (xs @ Wx + prev @ Wh + b)**2"), "tanh-slope-of-z", FIRST, "1 − z²"),
        ("bptt", ("reversed(range(T))", "range(T)"), "time-forwards", FIRST, "begins at the first step"),
        ("bptt", ("a = d[t] @ Wh.T", "a = a + d[t] @ Wh.T"), "arrivals-pile-up", FIRST, "How many ways lead"),
        ("bptt", ("a = d[t] @ Wh.T", "a = d[t] @ Wh"), "recurrent-transposed", FIRST, "it is square"),
        ("bptt", ("a = d[t] @ Wh.T", "a = (ghs[t] + a) @ Wh.T"), "slope-not-handed-on", FIRST, "what comes first"),
        ("bptt", ("a = d[t] @ Wh.T", "a = (ghs[t] * slope[t]) @ Wh.T"), "own-alone-handed-on", FIRST, "no further"),
        ("bptt", ("(0, 1)), a", "(0, 1)), ghs[0] * slope[0] @ Wh.T"), "time-not-travelled", ("dh0",), "stay at their"),
        ("bptt", ("prev, d)", "hs, d)"), "state-for-previous", ("dWh",), r"h_\(t−1\)"),
        ("bptt", ("(0, 1)), a", "(0, 1)), 0 * a"), "initial-gradient-missing", ("dh0",), "Nudge h0"),
        ("bptt", ("(0, 1)), a", "(0, 1)) / len(h0), a"), "averaged-twice", ("db",), "db doubles"),
        ("bptt", ("(0, 1)), a", "(0, 1)), a / len(h0)"), "averaged-twice", ("dh0",), "rows of dh0 should stay"),
        ("bptt", ("(ghs[t] + a)", "(ghs[t] - a)"), "arriving-subtracted", FIRST, "is subtracted"),
        ("bptt", ("d[t] @ Wh.T", "d[t] @ Wh.T * prev[t]"), "arriving-times-state", FIRST, "Your gradient of h0 is 0"),
        ("bptt", ("prev, d), d", "prev, d).T, d"), "answer-turned", ("dWh",), "In yours columns are"),
        (
            "bptt",
            ("a = d[t] @ Wh.T", "a = d[t] @ Wh.T + ghs[t - 1]"),
            "own-gradient-twice",
            FIRST,
            "where a step hands back",
        ),
        ("bptt", ("a = d[t] @ Wh.T", "a = (d[t] * slope[t]) @ Wh.T"), "slope-handed-twice", FIRST, "How many in yours"),
        (
            "bptt",
            ("(0, 1)), a", "(0, 1)), a + ghs[-1]"),
            "initial-last-own-added",
            ("dh0",),
            "which one is that at t = 0",
        ),
        (
            "truncated_bptt",
            ("max(-1, t - k)", "max(0, t - k)"),
            "first-step-left-out",
            FIRST,
            "a loop ends one step early",
        ),
        ("truncated_bptt", ("dWh += ", "dWh = "), "steps-overwritten", ("dWh",), "`=` where `\\+=` belongs"),
        ("truncated_bptt", ("db += ", "db = "), "steps-overwritten", ("db",), "the last turn of a loop"),
        ("truncated_bptt", ("dh0 += ", "dh0 = "), "steps-overwritten", ("dh0",), "go over step 0"),
        ("truncated_bptt", ("t < k", "t == k - 1"), "initial-window-miscounted", ("dh0",), "too few windows"),
        ("truncated_bptt", ("xs[s].T", "xs[t].T"), "entered-at-own-step", ("dWx",), "Put xs\\[1\\] to 0"),
        ("truncated_bptt", ("hs[s - 1] if s", "hs[t - 1] if t"), "entered-at-own-step", ("dWh",), "put hs\\[0\\] to 0"),
        ("truncated_bptt", ("1 - hs[s]**2", "1 - hs[t]**2"), "slope-of-own-step", FIRST, "tanh is flat there"),
        ("truncated_bptt", ("dz @ Wh.T", "dz @ Wh.T + ghs[s - 1]"), "own-gradients-on-the-way", FIRST, "of its own"),
        (
            "truncated_bptt",
            ("prev = ", "prev = 0 * h0 if s == t - k + 1 else "),
            "window-from-zeros",
            ("dWh",),
            "yours meets 0",
        ),
        (
            "truncated_bptt",
            ("if s > 0 else h0", "if s > t - k + 1 and s else h0"),
            "window-from-h0",
            ("dWh",),
            "meets h0",
        ),
        ("truncated_bptt", ("in range(T)", "in range(k - 1, T)"), "short-windows-left-out", FIRST, "begins at k − 1"),
        (
            "lstm_cell_backward",
            ("dh * t * o", "d * t * o"),
            "lstm-output-gets-cell",
            ("dx", "dh_prev", "dW", "dU", "db"),
            "Which of h and c",
        ),
        (
            "lstm_cell_backward",
            ("d = dc + dh", "d = dh"),
            "lstm-road-left-out",
            ("dx", "dh_prev", "dc_prev", "dW"),
            "road",
        ),
        (
            "lstm_cell_backward",
            ("d = dc +", "d = dc + dc +"),
            "lstm-dc-twice",
            ("dx", "dh_prev", "dc_prev", "dW"),
            "twice",
        ),
        ("lstm_cell_backward", (" * (1 - t**2)", ""), "lstm-cell-slope-missing", ("dx",), "flat there"),
        (
            "lstm_cell_backward",
            ("(1 - t**2)", "(1 - (o * t)**2)"),
            "lstm-cell-slope-of-c",
            ("dx", "dh_prev", "dc_prev"),
            "c = 2 and o = 1/2",
        ),
        ("lstm_cell_backward", ("d * f, x", "d, x"), "lstm-forget-missing-back", ("dc_prev",), "Close the forget gate"),
        ("lstm_cell_backward", ("d * f, x", "d * c_prev, x"), "lstm-own-for-partner", ("dc_prev",), "Put f to 0"),
        ("lstm_cell_backward", ("zg, zo =", "zo, zg ="), "lstm-gates-mixed-up", ("dx",), "In which order do you cut"),
        ("lstm_cell_backward", ("i * (1 - i)", "f * (1 - f)"), "lstm-slope-of-other-gate", ("dx",), "own letter"),
    ],
)
@pytest.mark.slow
def test_the_text_fits_the_function(name, change, mistake, parts, says):
    body = {"lstm_cell_backward": CELL, "truncated_bptt": WINDOWS}.get(name, SWEEP + END)
    assert body.count(change[0]) >= 1
    verdict = report_on_body(question(name), body.replace(*change, 1))
    [finding] = verdict.result.findings
    assert finding.mistake == mistake
    assert finding.parts[: len(parts)] == parts
    assert re.search(says, repr(verdict) + verdict.cure())


#: a slip, what its test says to take (T, k, which own gradients, and what is put to a number), and what comes then
TESTS_IN_WORDS = [
    (("dz @ Wh.T", "dz @ Wh.T + ghs[s - 1]"), 2, 2, 0, {}, lambda mine, right: np.allclose(mine[1], 2 * right[1])),
    (("in range(T)", "in range(k - 1, T)"), 1, 2, 0, {}, lambda mine, right: not any(part.any() for part in mine)),
    (("1 - hs[s]**2", "1 - hs[t]**2"), 2, 2, 1, {"hs": 1.0}, lambda mine, right: mine[3].any() and not right[3].any()),
    (("xs[s].T", "xs[t].T"), 2, 2, 1, {"xs": 0.0}, lambda mine, right: right[0].any() and not mine[0].any()),
    (
        ("hs[s - 1] if s > 0", "hs[t - 1] if t > 0"),
        2,
        2,
        1,
        {"hs": 0.0},
        lambda mine, right: right[1].any() and not mine[1].any(),
    ),
    (("max(-1, t - k)", "max(0, t - k)"), 1, 2, 0, {}, lambda mine, right: not mine[0].any()),
]


@pytest.mark.parametrize(("change", "T", "k", "own", "put", "holds"), TESTS_IN_WORDS)
def test_what_a_message_says_to_try_comes_out_as_it_says(change, T, k, own, put, holds):
    rng = np.random.default_rng(3)
    inputs = steps.layer(rng, steps.Sizes(T, 3, 2, 4))
    hs = steps.states(*inputs.values())
    if "hs" in put:
        hs[0] = put["hs"]
    if "xs" in put:
        inputs["xs"][1] = put["xs"]
    ghs = np.zeros(hs.shape)
    ghs[own] = rng.normal(size=ghs[own].shape)
    xs, *rest = inputs.values()
    body = WINDOWS.replace(*change, 1)
    mine = space(f"def truncated_bptt(xs, hs, h0, Wx, Wh, b, ghs, k):\n    {body}\n")["truncated_bptt"]
    assert holds(mine(xs, hs, *rest, ghs, k), truncated_bptt(xs, hs, *rest, ghs, k))


UNIT = (
    "dw = du = db = a = 0.0\n"
    "    for t in reversed(range(len(x))):\n"
    "        d = (gh[t] + a) * (1 - h[t]**2); dw += d * x[t]; du += d * (h[t - 1] if t else h0); db += d\n"
    "        a = u * d\n"
    "    return dw, du, db, a"
)


@pytest.mark.parametrize(
    ("name", "body", "change", "label"),
    [
        ("bptt_scalar", UNIT, (" * (1 - h[t]**2)", ""), "recurrence"),
        ("bptt_scalar", UNIT, ("a = u * d", "a = d"), "recurrence"),
        ("bptt_scalar", UNIT, ("du += d", "du = d"), "through-time"),
        ("bptt_scalar", UNIT, ("d * x[t]", "d"), "through-time"),
        ("bptt_scalar", UNIT, ("db, a", "db, 0 * a"), "recurrence"),
        ("truncated_bptt", WINDOWS, ("dz @ Wh.T", "dz @ Wh"), "through-time-rows"),
        ("truncated_bptt", WINDOWS, ("t - k)", "t - k - 1)"), ""),
    ],
)
@pytest.mark.slow
def test_what_is_to_be_read_again_is_what_the_mistake_is_about(name, body, change, label):
    assert body.count(change[0]) == 1
    verdict = report_on_body(question(name), body.replace(*change))
    assert verdict.result.equation == label
    assert verdict.result.formula == (EQUATIONS[label].latex if label else "")
    assert ("Read again" in repr(verdict)) == bool(label)


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("rnn_forward", "return [h0] * len(xs)", r"hs is a list; it should be a NumPy array, an array of all states"),
        ("rnn_forward", "print(xs)", "returned None"),
        ("bptt", "return Wx, Wh, b", "returned 3 values; 4 are asked for: return dWx, dWh, db, dh0"),
        ("bptt", "return Wx, Wh, None, h0", r"db is None; it should be the shape of b, \(H,\)"),
        ("bptt", "ghs[0] += 1; return Wx, Wh, b, h0", "changed its input ghs in place"),
        ("bptt", "return xs[0] @ Wh.T @ Wx.T, 0, 0, 0", r"called with xs of shape \(\d, \d, \d\)"),
        ("truncated_bptt", "raise KeyError(k)", r"k = \d"),
        ("lstm_cell_backward", "dc += 1; return x, dh, dc, W, U, b", "changed its input dc in place"),
        ("bptt_scalar", "return x, h, 0, 0", r"dw has shape \(\d,\); it should be a number"),
    ],
)
@pytest.mark.slow
def test_each_way_to_be_wrong_in_form_has_its_own_sentence(name, body, says):
    with pytest.raises(AssertionError, match=says):
        report_on_body(question(name), body).require()


def test_points_are_earned_part_by_part():
    result = report_on_body(question("lstm_cell_backward"), CELL.replace("d * f, x", "d, x")).result
    assert [(part.name, part.points) for part in result.parts] == [
        ("dx", 2),
        ("dh_prev", 2),
        ("dc_prev", 0),
        ("dW", 2),
        ("dU", 2),
        ("db", 1),
    ]


def test_a_loop_of_nudges_is_noticed():
    nudging = (
        "f = lambda: sum((gs * hh).sum() for gs, hh in zip(gh, s()))\n"
        "    p = [w, u, b, h0]\n"
        "    def s():\n"
        "        v = p[3]\n"
        "        for one in x:\n"
        "            v = np.tanh(p[0] * one + p[1] * v + p[2]); yield v\n"
        "    out = []\n"
        "    for n in range(4):\n"
        "        kept = p[n]; p[n] = kept + 1e-6; up = f(); p[n] = kept - 1e-6; down = f(); p[n] = kept\n"
        "        out.append((up - down) / 2e-6)\n"
        "    return tuple(out)"
    )
    verdict = report_on_body(question("bptt_scalar"), nudging)
    assert verdict.result.passed
    assert verdict.result.nudged


def test_a_loop_of_nudges_is_noticed_where_the_network_is_cut_off_too():
    nudging = (
        "p = [Wx.copy(), Wh.copy(), b.copy(), h0.copy()]\n"
        "    def loss():\n"
        "        total = 0.0\n"
        "        for t in range(len(xs)):\n"
        "            seen = xs[:t + 1][-k:]; v = [p[3], *hs][t + 1 - len(seen)]\n"
        "            for x in seen:\n"
        "                v = np.tanh(x @ p[0] + v @ p[1] + p[2])\n"
        "            total += (v * ghs[t]).sum()\n"
        "        return total\n"
        "    out = [np.zeros(one.shape) for one in p]\n"
        "    for one, slopes in zip(p, out):\n"
        "        for i in np.ndindex(one.shape):\n"
        "            one[i] += 1e-5; up = loss(); one[i] -= 2e-5; down = loss(); one[i] += 1e-5\n"
        "            slopes[i] = (up - down) / 2e-5\n"
        "    return tuple(out)"
    )
    verdict = report_on_body(question("truncated_bptt"), nudging)
    assert verdict.result.passed
    assert verdict.result.nudged


def test_no_draw_has_numbers_that_look_like_rounding():
    for asked in PS9.questions:
        for inputs in asked.draws(np.random.default_rng(4)):
            parts = asked.reference(*inputs.values())
            assert all(np.max(np.abs(part)) > 1e-4 for part in parts if np.any(part)), asked.name


def test_what_no_entry_explains_is_searched_for():
    body = SWEEP + END.replace("prev, d)", "prev[:-1], d[:-1])")
    [finding] = report_on_body(question("bptt"), body).result.findings
    assert (finding.mistake, finding.parts) == ("found-operation", ("dWh",))
    assert "without the last step" in finding.line + finding.evidence
