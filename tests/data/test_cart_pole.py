"""The cart moves by the published equations, with Gymnasium's numbers, and its games end where they should."""

import math

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.data import DataError, cart_pole
from autograd_lab.errors import ShapeError

GYMNASIUM = [  # CartPole-v1 of Gymnasium 1.4.0: a state, pushes, and the state after them
    (
        (0.01, -0.02, 0.03, 0.04),
        (1, 0, 0, 1, 1, 0),
        (0.011376347732028757, -0.022628873488659468, 0.03172366072956984, 0.09802081914314609),
    ),
    ((-1.5, 0.7, -0.15, -0.9), (1,), (-1.486, 0.8968013752371168, -0.16799999999999998, -1.2358220728459874)),
]


def published(state, push):
    """The next state by the equations of Barto, Sutton and Anderson (1983), appendix, without friction."""
    x, v, angle, turning = state
    m, total, half, force = 0.1, 1.1, 0.5, 10.0 if push else -10.0
    sine, cosine = math.sin(angle), math.cos(angle)
    tipping = (9.8 * sine + cosine * (-force - m * half * turning**2 * sine) / total) / (
        half * (4 / 3 - m * cosine**2 / total)
    )
    driving = (force + m * half * (turning**2 * sine - tipping * cosine)) / total
    return [x + 0.02 * v, v + 0.02 * driving, angle + 0.02 * turning, turning + 0.02 * tipping]


@pytest.mark.parametrize(("state", "pushes", "after"), GYMNASIUM)
def test_steps_are_those_of_gymnasium(state, pushes, after):
    for push in pushes:
        state = cart_pole.cart_pole_step(np.array(state), np.array(push))
    assert state.tolist() == pytest.approx(after, rel=1e-14)


def test_a_game_beside_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    there = gymnasium.make("CartPole-v1").unwrapped
    there.reset(seed=0)
    here = data.CartPole(seed=3)
    there.state = here.states[0].copy()
    rng = np.random.default_rng(0)
    while here.playing[0]:
        push = int(rng.random() < 0.5)
        _, reward, over, *_ = there.step(push)
        assert here.step([push]) == [reward]
        assert here.states[0] == pytest.approx(np.array(there.state), abs=1e-14)
        assert here.playing[0] != over


@pytest.mark.parametrize("seed", range(5))
def test_steps_are_those_of_the_published_equations(seed):
    rng = np.random.default_rng(seed)
    states, pushes = rng.normal(scale=(1, 2, 0.2, 2), size=(40, 4)), rng.integers(0, 2, 40)
    found = cart_pole.cart_pole_step(states, pushes)
    for state, push, later in zip(states, pushes, found, strict=True):
        assert later.tolist() == pytest.approx(published(state, push), rel=1e-12, abs=1e-14)
        for change in (0.98, 1.02):  # another number would be seen
            bent = published(state * [1, 1, change, change], push)
            assert np.abs(later - bent).max() > 1e-6


def test_the_pole_falls_the_other_way_when_all_is_mirrored():
    states = np.random.default_rng(0).normal(size=(20, 4)) * 0.2
    right, left = (cart_pole.cart_pole_step(side * states, np.full(20, push)) for side, push in ((1, 1), (-1, 0)))
    assert right == pytest.approx(-left)


@pytest.mark.parametrize(
    ("state", "goes_on"),
    [
        ((2.39, 0, 0, 0), True),
        ((2.41, 0, 0, 0), False),
        ((-2.41, 0, 0, 0), False),
        ((0, 0, math.radians(11.9), 0), True),
        ((0, 0, math.radians(12.1), 0), False),
        ((0, 0, -math.radians(12.1), 0), False),
        ((2.39, 1, 0, 0), False),  # it is there after the step
        ((math.nan, 0, 0, 0), False),
    ],
)
def test_a_game_ends_beyond_its_limits_and_the_last_step_counts(state, goes_on):
    world = data.CartPole()
    world.states = np.array([state], dtype=float)
    assert world.step([0]) == [1]
    assert world.playing[0] == goes_on
    assert world.step([0]) == [1 if goes_on else 0]
    assert world.steps[0] == (2 if goes_on else 1)


def test_games_side_by_side_are_those_that_are_played_alone():
    together = data.CartPole(5, seed=1)
    states, rng, pushes = together.states.copy(), np.random.default_rng(0), []
    while together.playing.any():
        pushes.append(rng.integers(0, 2, 5))
        together.step(pushes[-1])
    assert len(set(together.steps)) > 1
    for game in range(5):
        alone = data.CartPole()
        alone.states = states[[game]]
        for at, push in enumerate(pushes):
            assert alone.step([push[game]]) == [float(at < together.steps[game])]
        assert alone.states[0] == pytest.approx(together.states[game], abs=1e-15)


def test_a_game_is_cut_off_and_begins_near_the_middle():
    world = data.CartPole(1000, most_steps=3, seed=0)
    assert np.abs(world.states).max() < 0.05
    assert world.states.std() == pytest.approx(0.1 / math.sqrt(12), rel=0.05)
    for _ in range(3):
        assert world.playing.all()
        world.step(np.ones(1000, dtype=int))
    assert not world.playing.any()
    assert (data.CartPole(2, seed=7).states == data.CartPole(2, seed=np.random.default_rng(7)).states).all()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: data.CartPole(0), DataError, "1 to 100,000 games can be played side by side, got 0"),
        (lambda: data.CartPole(most_steps=0), DataError, "at least one step"),
        (lambda: data.CartPole(2.5), DataError, "games is a whole number"),
        (lambda: data.CartPole(seed="a"), DataError, "seed is a whole number"),
        (lambda: data.CartPole(3).step([1, 0]), ShapeError, r"3 games want as many pushes, got shape \(2,\)"),
        (lambda: data.CartPole(2).step([1, -1]), DataError, "a push is 1, to the right, or 0, to the left"),
        (lambda: data.CartPole(2).step([0.5, 1]), DataError, "a push is 1"),
    ],
)
def test_errors_say_what_came(call, error, says):
    with pytest.raises(error, match=says):
        call()
