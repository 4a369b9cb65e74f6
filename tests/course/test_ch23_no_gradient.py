"""What chapter 23 says holds for any numbers, its ways are what they are called, and its answers name each slip."""

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import Tensor, data
from autograd_lab.answers import ch23
from tests.browser.engine import shown_alone
from tests.browser.players import press, wait_until_equal
from tests.course.chapter_checks import (
    bring_players_to_their_ends,
    lesson_of,
    line_told_of_slip,
    names_of,
    player_of,
    run_in_lab,
    softmax,
    unfolded_page,
)
from tests.support.axe import findings
from tests.support.lab import LIVE
from tests.viz.pages import box, opened

LESSON = lesson_of(23)
CELLS = ("setup", "estimates", "network", "turning", "settle", "ways", "forward-forward")
U = (np.arange(20_000) + 0.5) / 20_000


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch23-{slug}" for slug in CELLS))


# --- one coin --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theta", [-2.0, -0.7, 0.4, 1.3])
def test_each_way_at_the_coin_has_the_bias_that_the_text_gives_it(chapter, theta):
    p = 1 / (1 + np.exp(-theta))
    exact = p * (1 - p) * (0.55**2 - 0.45**2)
    off = {way: found.mean() - exact for way, found in chapter["estimates"](theta, U).items()}
    assert abs(off["score function"]) < 1e-4
    assert abs(off["with a baseline"]) < 1e-4
    assert off["straight through"] == pytest.approx(p * (1 - p) * (2 * (p - 0.45) - 0.1), abs=1e-4)
    assert abs(off["straight through"]) > 0.01  # it can be told from the exact one
    assert abs(off["soft, τ = 0.1"]) < abs(off["soft, τ = 1"])
    assert abs(off["wide nudge"]) < 1e-3


def test_a_baseline_cuts_the_spread_and_a_small_temperature_raises_it(chapter):
    spread = {way: found.std() for way, found in chapter["estimates"](1.0, U).items()}
    assert spread["with a baseline"] < spread["score function"] / 4
    assert spread["soft, τ = 1"] < spread["soft, τ = 0.3"] < spread["soft, τ = 0.1"]


# --- the network for digits ------------------------------------------------------------------------------


def small_batch(chapter, seed=0):
    """Weights and eight rows of digits."""
    return chapter["first_weights"](seed), chapter["X_all"][:8], chapter["y_all"][:8]


def test_its_gradient_is_the_engines(chapter):
    w, X, y = small_batch(chapter)
    W1, b1, W2, b2 = (Tensor(part, requires_grad=True) for part in chapter["parts"](w))
    logits = (Tensor(X) @ W1 + b1).tanh() @ W2 + b2
    loss = -logits.log_softmax(axis=1)[np.arange(8), y].mean()
    loss.backward()
    ours = np.concatenate([p.grad.ravel() for p in (W1, b1, W2, b2)])
    assert chapter["gradient"](w, X, y) == pytest.approx(ours, rel=1e-9, abs=1e-14)
    assert chapter["mean_loss"](w, X, y) == pytest.approx(loss.item())


def test_a_walk_forward_gives_the_gradient_times_the_direction(chapter):
    w, X, y = small_batch(chapter, 1)
    u = np.random.default_rng(2).normal(size=len(w))
    assert chapter["slope_along"](w, X, y, u) == pytest.approx(chapter["gradient"](w, X, y) @ u, rel=1e-9)


def test_the_wrong_way_back_changes_the_first_layer_and_nothing_else(chapter):
    w, X, y = small_batch(chapter)
    B = np.random.default_rng(3).normal(size=(10, 32))
    wrong, right = chapter["gradient"](w, X, y, B), chapter["gradient"](w, X, y)
    assert np.array_equal(wrong[2080:], right[2080:])
    A, _, P = chapter["answers"](w, X)
    delta = (P - np.eye(10)[y]) / 8
    assert pytest.approx(softmax(A @ chapter["parts"](w)[2] + w[2400:])) == P
    assert wrong[:2048].reshape(64, 32) == pytest.approx(X.T @ (delta @ B * (1 - A * A)), rel=1e-9, abs=1e-14)
    assert np.abs(wrong[:2048] - right[:2048]).max() > 1e-3


@pytest.mark.parametrize("way", ["1 direction", "16 directions", "evolution"])
def test_what_a_random_way_follows_lies_in_the_directions_it_drew(chapter, way):
    w, X, y = small_batch(chapter)
    count = int(way.split()[0]) if "direction" in way else 16
    found = chapter["followed"](way, w, X, y, np.random.default_rng(5), None)
    draws = np.random.default_rng(5).normal(size=(count, len(w)))
    left, *_ = np.linalg.lstsq(draws.T, found, rcond=None)
    assert draws.T @ left == pytest.approx(found, abs=1e-9)
    if way != "evolution":
        slopes = draws @ chapter["gradient"](w, X, y)
        assert left == pytest.approx(slopes / count, rel=1e-6)


def test_only_the_output_layer_moves_where_it_alone_learns(chapter):
    w, X, y = small_batch(chapter)
    found = chapter["followed"]("output layer alone", w, X, y, None, None)
    assert not found[:2080].any()
    assert np.array_equal(found[2080:], chapter["gradient"](w, X, y)[2080:])


def test_the_cosine_turns_within_a_hundred_steps(chapter):
    found = chapter["turning"](5, marks=(0, 100))
    assert np.abs(found[0, 1:]).max() < 0.2
    assert found[1, 1:].min() > 0.5


def test_forward_forward_reads_more_than_it_guesses_after_a_few_steps(chapter):
    assert chapter["forward_forward"](3, 30, steps=60) > 0.3


# --- what settles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.slow
def test_an_error_of_one_pull_falls_with_beta_and_that_of_two_with_its_square(chapter, seed):
    rng = np.random.default_rng(seed)
    net = [0.25 * rng.normal(size=size) for size in ((3, 4), (4, 3))]
    x, y = rng.normal(size=3), rng.uniform(-0.5, 0.5, size=3)
    exact = chapter["exact_slopes"](x, *net, y)
    rest, errors = chapter["energy_slopes"](x, *net, y, 0), {}
    for beta in (0.02, 0.01):
        ahead, behind = (chapter["energy_slopes"](x, *net, y, pull) for pull in (beta, -beta))
        errors[beta] = [
            np.linalg.norm(guess - exact) for guess in ((ahead - rest) / beta, (ahead - behind) / (2 * beta))
        ]
    assert errors[0.02][0] / errors[0.01][0] == pytest.approx(2, rel=0.1)
    assert errors[0.02][1] / errors[0.01][1] == pytest.approx(4, rel=0.1)


# --- its exercises ---------------------------------------------------------------------------------------


def test_rules_written_with_numpy_are_right_too():
    def in_pairs(op, x, y=None):
        if op == "exp":
            return [np.exp(x[0]), np.exp(x[0]) * x[1]]
        if op == "log":
            return np.array([np.log(x[0]), x[1] / x[0]])
        return x[0] / y[0], (x[1] * y[0] - x[0] * y[1]) / y[0] ** 2

    assert ch23.EXERCISES["23.2"].judge(in_pairs)


def wrong_ways():
    """Slips of the exercises on paper, worked out with the slip in them, and a word of the reply."""
    p, one, none = 4 / 5, 9 / 25, 4 / 25
    yield "23.1", "exact", one - none, "Between θ and p"
    yield "23.1", "exact", p * one + (1 - p) * none, "mean cost itself"
    yield "23.1", "straight_through", p * 6 / 5 + (1 - p) * -4 / 5, "goes on through σ"
    yield "23.1", "score", (one * (1 - p), none * p), "sign is negative"
    yield "23.1", "with_mean_cost", (one - 8 / 25, none - 8 / 25), "Times b − p"
    yield "23.1", "calmest_baseline", p * one + (1 - p) * none, "mean cost"
    yield "23.3", "exact", 2 * (3 - 1) * 2, "half in front"
    yield "23.3", "pulled", 3 - 1 / 3 * (3 - 1), "stands on both sides"
    yield "23.3", "one_side", 2 * (5 / 2 - 3) * 3, "with a minus"
    yield "23.3", "two_sides", 2 * (4 - 5 / 2) * 3, "2β"


@pytest.mark.parametrize(("number", "name", "wrong", "told"), list(wrong_ways()))
def test_a_slip_on_paper_is_named(number, name, wrong, told):
    assert told in line_told_of_slip(ch23.EXERCISES[number], name, wrong)


# --- its record ------------------------------------------------------------------------------------------


def test_what_the_record_says_holds_from_start_to_start():
    record = {name: np.array(rows) for name, rows in data.experiment_record("ch23_ways")["starts"].items()}
    tried = {name.removeprefix("tried "): rows for name, rows in record.items() if name.startswith("tried ")}
    assert len(tried) == 7
    assert all(len(record[way]) == 20 for way in tried)
    assert all(rows.shape == (5, 6) for rows in tried.values())
    for way in ("backpropagation", "feedback alignment", "16 directions"):
        assert record[way].min() > record["output layer alone"].mean(), way
    cosines = record["turning"]
    assert cosines.shape == (20, 14)
    assert np.abs(cosines[:, [0, 7]]).max() < 0.2
    assert (cosines[:, 6] > cosines[:, 2]).all()
    assert cosines[:, [2, 6, 9, 13]].min() > 0.4


# --- its players, and its pages --------------------------------------------------------------------------


def set_slider(player, name, to):
    """Move the slider of a leaf, as a hand does."""
    slider = player.locator(f'input.al-slider[data-name="{name}"]')
    slider.evaluate("(e, to) => { e.value = to; e.dispatchEvent(new Event('input', { bubbles: true })); }", to)


@pytest.mark.browser
def test_a_throw_is_level_on_both_sides_of_its_jump(tmp_path, browser_page, monkeypatch):
    player, _ = player_of(LESSON, "One throw of a coin")
    graph = shown_alone(LESSON, monkeypatch)[0]
    shown = opened(browser_page, tmp_path, player, step=-1)
    for u in (0.9, 0.2):  # the coin falls on 0, then on 1
        set_slider(shown, "u", u)
        wait_until_equal(shown, graph.sweep(u=u))
        loss = box(browser_page, "loss").get_attribute("data-value")
        assert float(loss) == pytest.approx(0.45**2 if u == 0.9 else 0.55**2)
        assert [float(box(browser_page, leaf).get_attribute("data-grad")) for leaf in ("theta", "u")] == [0, 0]


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_players_in_lab(jupyterlab, browser_page, shot, monkeypatch):
    graph = shown_alone(LESSON, monkeypatch)[1]
    run_in_lab(browser_page, jupyterlab, LESSON.name)
    bring_players_to_their_ends(browser_page, 3, shot, "lab-23-player-{}", live=LIVE)
    soft = browser_page.locator(f".al-player[data-step]{LIVE}").nth(1)
    press(soft, "end")
    for tau in (0.25, 1.5):
        set_slider(soft, "tau", tau)
        wait_until_equal(soft, graph.sweep(tau=tau))
    expect(soft).to_contain_text("Python agrees")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    bring_players_to_their_ends(page, 3, shot, f"page-23-player-{{}}-{scheme}")
    assert not findings(page)
