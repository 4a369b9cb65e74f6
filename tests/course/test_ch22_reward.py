"""What chapter 22 says holds for any numbers, and its answers name each slip."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from autograd_lab import data
from autograd_lab.answers import ch22
from tests.course.chapter_checks import (
    bring_players_to_their_ends,
    lesson_of,
    line_told_of_slip,
    names_of,
    place_of,
    player_of,
    run_in_lab,
    softmax,
    unfolded_page,
)
from tests.support.axe import findings
from tests.support.lab import LIVE
from tests.support.traces import trace_of
from tests.viz.pages import box, opened

LESSON = lesson_of(22)
CELLS = ("setup", "draws", "play", "learn", "noise", "again")


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells with these names define."""
    return names_of(LESSON, *(f"ch22-{slug}" for slug in CELLS))


# --- a choice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_what_draws_say_has_the_mean_that_nudging_measures_with_any_baseline(chapter, seed):
    rng = np.random.default_rng(seed)
    z, wins = rng.normal(size=4), rng.normal(size=4) * 3
    p = softmax(z)
    nudged = np.array(
        [(softmax(z + h) @ wins - softmax(z - h) @ wins) / 2e-5 for h in 1e-5 * np.eye(4)],
    )
    for usual in (0.0, p @ wins, -7.0):
        rows = (wins - usual)[:, None] * (np.eye(4) - p)
        assert p @ rows == pytest.approx(nudged, abs=1e-8)
        said = chapter["slopes_of_draws"](wins, 50_000, np.random.default_rng(seed), usual, p)
        spread = (p @ (rows - nudged) ** 2) ** 0.5
        assert (np.abs(said.mean(axis=0) - nudged) < 5 * spread / 50_000**0.5 + 1e-12).all()
    own = np.zeros((4, 4))  # each draw's own win taken off it: nothing is left
    assert np.abs(p @ own - nudged).max() > 0.05


# --- weights ---------------------------------------------------------------------------------------------


def rewards_of_games(lengths):
    """Rewards (T, games) of games that last so many steps."""
    return (np.arange(max(lengths))[:, None] < np.array(lengths)).astype(float)


def test_weights_are_those_that_one_works_out_push_by_push(chapter):
    rewards = rewards_of_games([5, 2, 3])
    whole, to_go, less = (chapter["weights"](rewards, way) for way in chapter["WAYS"])
    for t in range(5):
        on = [g for g in range(3) if rewards[t, g]]
        for g in range(3):
            rest = rewards[t:, g].sum()
            assert to_go[t, g] == rest
            assert whole[t, g] == (rewards[:, g].sum() if g in on else 0)
            usual = np.mean([rewards[t:, k].sum() for k in on])
            assert less[t, g] == pytest.approx(rest - usual if g in on else 0)


def test_games_that_all_last_as_long_say_nothing_less_the_usual(chapter):
    for steps in (1, 7, 200):
        assert not chapter["weights"](np.ones((steps, 6)), chapter["WAYS"][2]).any()
        assert chapter["weights"](np.ones((steps, 6)), chapter["WAYS"][1]).all()


@pytest.mark.slow
def test_the_three_weights_have_one_mean_and_three_spreads(chapter):
    net = chapter["policy"](2)
    played = chapter["play"](net, 400, np.random.default_rng(2))
    found = [chapter["gradients_of_games"](net, played, way) for way in chapter["WAYS"]]
    spreads = [np.sqrt(g.var(axis=0).sum()) for g in found]
    assert spreads[0] > spreads[1] > spreads[2]
    for gradients in found[1:]:
        apart = gradients - found[0]  # game by game: its mean is 0, but for noise
        noise = np.sqrt(apart.var(axis=0).sum() / len(apart))
        assert np.linalg.norm(apart.mean(axis=0)) < 2 * noise
        assert np.linalg.norm(apart[0]) > noise


def test_signal_to_noise_finds_the_ratio_that_was_put_in(chapter):
    rng = np.random.default_rng(0)
    signal = np.full(25, 0.06)  # of length 0.3
    noise = rng.normal(size=(4000, 25)) / 5  # of typical length 1
    assert chapter["signal_to_noise"](signal + noise) == pytest.approx(0.3, abs=0.03)
    assert chapter["signal_to_noise"](noise) < 0.05
    few = [chapter["signal_to_noise"](signal + rng.normal(size=(30, 25)) / 5) for _ in range(200)]
    assert np.mean(few) < 0.33  # what chance adds to the mean of thirty is taken off


# --- games -----------------------------------------------------------------------------------------------


def test_a_played_game_follows_the_world_and_its_chances(chapter):
    net = chapter["policy"](0)
    states, pushes, rewards = chapter["play"](net, 6, np.random.default_rng(1))
    steps = rewards.sum(axis=0).astype(int)
    assert states.shape == (max(steps), 6, 4)
    assert pushes.shape == rewards.shape == (max(steps), 6)
    for game, length in enumerate(steps):
        assert rewards[:length, game].all()
        assert not rewards[length:, game].any()
        for t in range(length - 1):
            later = data.cart_pole.cart_pole_step(states[t, game], pushes[t, game])
            assert states[t + 1, game] == pytest.approx(later)


def test_pushes_fall_as_the_policy_says(chapter):
    net = chapter["policy"](0)
    for p in net.parameters():
        p.data[:] = 0
    net.parameters()[-1].data[:] = [0, np.log(3)]  # three in four to the right
    _, pushes, rewards = chapter["play"](net, 2000, np.random.default_rng(0))
    assert pushes[rewards > 0].mean() == pytest.approx(3 / 4, abs=0.02)


@pytest.mark.slow
def test_a_few_updates_lengthen_the_games(chapter):
    _, steps, losses = chapter["learn"](chapter["WAYS"][2], seed=4, updates=12)
    assert len(steps) == len(losses) == 12
    assert np.mean(steps[-2:]) > 1.5 * np.mean(steps[:2])


@pytest.mark.full
def test_what_the_record_says_holds_from_start_to_start():
    record = {name: np.array(rows) for name, rows in data.experiment_record("ch22_reward")["starts"].items()}
    assert all(len(rows) == 20 for rows in record.values())
    assert (record["ratio_0"] < record["ratio_1"]).all()
    assert (record["ratio_1"] < record["ratio_2"]).sum() == 19
    assert (record["learnt_2"][:, 1] > 150).all()
    assert (np.diff(record["again"][:, ::2], axis=1) < 0).all()  # the loss falls with each further step


@pytest.mark.slow
def test_pytorch_has_the_same_gradients(chapter):
    pytest.importorskip("torch")
    names = dict(chapter)
    exec(LESSON.cells[place_of(LESSON, "ch22-torch-categorical")].source, names)
    assert 0 < names["apart"] < 1e-12


# --- its exercises ---------------------------------------------------------------------------------------


def wrong_ways():
    """Slips of the exercises on paper, worked out with the slip in them, and a word of the reply."""
    p, wins = np.array([1 / 2, 1 / 3, 1 / 6]), np.array([6.0, 0, 12])
    slopes, mean = np.eye(3) - p, p @ wins
    yield "22.1", "mean", wins.mean(), "plain mean"
    yield "22.1", "exact", tuple(-p * (wins - mean)), "goes down"
    yield "22.1", "exact", tuple(wins - mean), "Each counts with its chance"
    yield "22.1", "exact", tuple(p * wins), "taken off first"
    yield "22.1", "exact", tuple(p * (1 - p) * wins), "all three chances"
    yield "22.1", "exact", tuple(wins), "back through the softmax"
    yield "22.1", "drew_3", tuple(-12 * slopes[2]), "goes down"
    yield "22.1", "drew_3", (0, 0, 12), "minus the chances"
    yield "22.1", "drew_3", (0, 0, 12 * 5 / 6), "made less likely"
    yield "22.1", "drew_3", tuple(slopes[2]), "as much as was won"
    yield "22.1", "drew_3", tuple((12 - mean) * slopes[2]), "nothing is taken off"
    yield "22.1", "drew_3", tuple(12 * slopes[2] / 6), "A single draw says all of it"
    yield "22.1", "drew_2", tuple(slopes[1]), "that was 0"
    yield "22.1", "drew_2", tuple(-mean * slopes[1]), "nothing is taken off"
    yield "22.1", "drew_2_less_the_mean", tuple(mean * slopes[1]), "less likely"
    yield "22.1", "drew_2_less_the_mean", tuple(0 * slopes[1]), "is not 0"
    games = np.array([[2.0, 0, 4], [1, 3, 8]])
    to_go = games[:, ::-1].cumsum(axis=1)[:, ::-1]
    row = games.ravel()
    yield "22.2", "whole", tuple(row), "Those are the rewards"
    yield "22.2", "whole", (row.sum(),) * 6, "over the end"
    yield "22.2", "whole", tuple(games.cumsum(axis=1).ravel()), "won so far"
    yield "22.2", "to_go", tuple(row[::-1].cumsum()[::-1]), "over the end of game 1"
    yield "22.2", "to_go", tuple((to_go - games).ravel()), "own reward belongs to it"
    yield "22.2", "to_go", tuple(np.repeat(games.sum(axis=1), 3)), "whole return"
    halves = games / 2 ** np.arange(3)
    yield "22.2", "with_discount", tuple(halves[:, ::-1].cumsum(axis=1)[:, ::-1].ravel()), "from the beginning"
    yield "22.2", "with_discount", tuple((games + (to_go - games) / 2).ravel()), "halves once more"
    yield "22.2", "with_discount", tuple(to_go.ravel() / 2), "half the return to go"
    through, behind = np.zeros(6), 0.0
    for t in reversed(range(6)):
        through[t] = behind = row[t] + behind / 2
    yield "22.2", "with_discount", tuple(through), "over the end of game 1"
    yield "22.2", "less_the_usual", tuple((to_go.mean(axis=0) - to_go).ravel()), "The sign"
    yield "22.2", "less_the_usual", tuple((to_go - to_go[::-1]).ravel()), "the other game"
    yield "22.2", "less_the_usual", tuple((to_go - to_go.mean(axis=1, keepdims=True)).ravel()), "games at one time"
    yield "22.2", "less_the_usual", tuple((to_go - to_go.mean()).ravel()), "not of all six"


@pytest.mark.parametrize(("number", "name", "wrong", "told"), list(wrong_ways()))
def test_a_slip_on_paper_is_named(number, name, wrong, told):
    assert told in line_told_of_slip(ch22.EXERCISES[number], name, wrong)


def test_against_the_others_game_by_game_is_right_too():
    def game_by_game(to_go, on):
        found = np.zeros(to_go.shape)
        for t, g in zip(*np.nonzero(on), strict=True):
            others = [to_go[t, k] for k in range(to_go.shape[1]) if k != g and on[t, k]]
            found[t, g] = to_go[t, g] - (np.mean(others) if others else 0)
        return found

    assert ch22.EXERCISES["22.3"].judge(game_by_game)


@pytest.mark.parametrize("wrong", [slip for slip, _ in ch22.EXERCISES["22.3"].slips])
def test_a_slip_in_the_baseline_is_named(wrong):
    [told] = [text for slip, text in ch22.EXERCISES["22.3"].slips if slip is wrong]
    reply = ch22.EXERCISES["22.3"].judge(wrong)
    assert not reply
    assert told in reply.lines[-1]


@pytest.mark.slow
def test_a_baseline_with_the_game_itself_in_it_is_biased_and_that_of_the_others_is_not():
    rng = np.random.default_rng(0)  # one push each: with m games the mean of all leaves 1 − 1/m of the gradient
    p, wins, games = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 6.0]), 4
    exact = p * (wins - p @ wins)
    drawn = rng.choice(3, size=(200_000, games), p=p)
    slopes, won = np.eye(3)[drawn] - p, wins[drawn]
    on = np.ones((1, games), dtype=bool)
    with_own = won - won.mean(axis=1, keepdims=True)
    others = np.concatenate([ch22.against_the_others(row[None], on) for row in won[:1]])
    assert others[0] == pytest.approx(with_own[0] * games / (games - 1))
    mean = (with_own[:, :, None] * slopes).mean(axis=(0, 1))
    assert mean == pytest.approx(exact * (1 - 1 / games), abs=0.01)
    assert mean * games / (games - 1) == pytest.approx(exact, abs=0.01)


# --- its players, and its pages --------------------------------------------------------------------------


def test_the_die_ends_the_path_and_what_is_led_around_it_is_the_classifiers_gradient():
    _, names = player_of(LESSON, "A path around the die")
    z, p = names["z"], np.array([0.5, 0.3, 0.2])
    names["won"].backward()
    assert not z.grad.any()
    z.grad = None
    names["loss"].backward()
    label = np.eye(3)[names["machine"]]
    assert z.grad == pytest.approx(6 * (p - label))
    kinds = {mark.kind for mark in trace_of(names["won"]).marks.values()}
    assert kinds == {"choice"}
    assert {mark.kind for mark in trace_of(names["loss"]).marks.values()} == {"choice", "score"}


@pytest.mark.browser
def test_the_player_says_where_the_path_ends(tmp_path, browser_page):
    player, _ = player_of(LESSON, "A die in the middle")
    opened(browser_page, tmp_path, player, step=-1)
    drawn = box(browser_page, "drawn")
    expect(drawn).to_have_attribute("aria-label", re.compile("a choice$"))
    drawn.click()
    expect(browser_page.locator(".al-side")).to_contain_text("this path ends here")


@pytest.mark.browser
@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_players_in_lab(jupyterlab, browser_page, shot):
    run_in_lab(browser_page, jupyterlab, LESSON.name)
    bring_players_to_their_ends(browser_page, 2, shot, "lab-22-player-{}", live=LIVE)
    expect(browser_page.locator("svg:visible .al-fig-pole")).to_have_count(8)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_page_lives_without_a_kernel(book, open_page, shot, scheme):
    page = unfolded_page(book, open_page, LESSON.name, scheme)
    bring_players_to_their_ends(page, 2, shot, f"page-22-player-{{}}-{scheme}")
    carts = page.locator("svg:visible:has(.al-fig-pole)")
    expect(carts).to_have_count(2)
    for number, picture in enumerate(carts.all()):
        picture.scroll_into_view_if_needed()
        shot(page, f"page-22-carts-{number}-{scheme}")
    assert not findings(page)
