"""A pole on a cart, to be kept upright by pushes to the left and to the right: many games side by side."""

from __future__ import annotations

import math

import numpy as np

from autograd_lab.data.checking import Array, DataError, Seed, as_array, generator_of, whole_number
from autograd_lab.errors import ShapeError

GRAVITY = 9.8  # m/s²
CART, POLE = 1.0, 0.1  # kg
HALF_POLE = 0.5  # m, from the joint to the middle of the pole
PUSH = 10.0  # N
SECONDS = 0.02  # from one step to the next
FARTHEST = 2.4  # m from the middle of the track
STEEPEST = 12 * math.pi / 180
START = 0.05  # each of the four numbers of a state begins within ± this
MOST_GAMES = 100_000


def cart_pole_step(states: Array, pushes: Array) -> Array:
    """States (…, 4) a fiftieth of a second later, by Euler's method, after pushes (…) of 1 to the right, 0 to the left.

    A state is place (m), speed, angle of the pole (rad, 0 is upright, positive to the right), and its speed.
    Source: Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult learning control
    problems" (1983), without friction; the constants are those of Gymnasium's CartPole.

    >>> import numpy as np
    >>> from autograd_lab.data.cart_pole import cart_pole_step
    >>> cart_pole_step(np.zeros(4), np.array(1)).round(4)  # the cart begins to move right, and the pole to tip left
    array([ 0.    ,  0.1951,  0.    , -0.2927])
    """
    speed, angle, turning = states[..., 1], states[..., 2], states[..., 3]
    force = (2 * np.asarray(pushes) - 1) * PUSH
    total = CART + POLE
    sine, cosine = np.sin(angle), np.cos(angle)
    pushed = (force + POLE * HALF_POLE * turning**2 * sine) / total
    tipping = (GRAVITY * sine - cosine * pushed) / (HALF_POLE * (4 / 3 - POLE * cosine**2 / total))
    driving = pushed - POLE * HALF_POLE * tipping * cosine / total
    rates = np.empty(states.shape)
    rates[..., 0], rates[..., 1], rates[..., 2], rates[..., 3] = speed, driving, turning, tipping
    later: Array = states + SECONDS * rates
    return later


class CartPole:
    """Games of a pole on a cart: each step in which a game goes on earns 1; it ends when the pole or the cart is lost.

    games       how many are played side by side
    most_steps  after so many a game is cut off, whatever stands
    seed        of the first states; a number or a NumPy Generator
    raises      DataError for settings out of range

    A game ends as soon as the pole leans by more than 12°, or the cart is more than 2.4 m from the middle; the step
    that brought it there earns its 1 as well. A game that has ended stays as it is, and earns 0.

    >>> from autograd_lab import data
    >>> world = data.CartPole(games=3, seed=0)
    >>> world.states.shape, world.playing.tolist()
    ((3, 4), [True, True, True])
    >>> while world.playing.any():
    ...     rewards = world.step([1, 1, 0])  # always to one side
    >>> world.steps.tolist()
    [8, 10, 9]
    """

    def __init__(self, games: int = 1, most_steps: int = 200, seed: Seed = 0) -> None:
        if not 1 <= whole_number("CartPole: games", games) <= MOST_GAMES:
            raise DataError(f"CartPole: 1 to {MOST_GAMES:,} games can be played side by side, got {games}")
        if whole_number("CartPole: most_steps", most_steps) < 1:
            raise DataError(f"CartPole: a game has at least one step, got most_steps={most_steps}")
        self.most_steps = int(most_steps)
        #: place, speed, angle and its speed of each game, (games, 4)
        self.states: Array = generator_of("CartPole", seed).uniform(-START, START, (games, 4))
        #: which games go on, (games,)
        self.playing: Array = np.ones(games, dtype=bool)
        #: how many steps each game has had, (games,)
        self.steps: Array = np.zeros(games, dtype=int)

    def step(self, pushes: Array | list[int]) -> Array:
        """What a step earns, (games,), 1 or 0; states, playing and steps move on.

        pushes  (games,), 1 pushes the cart to the right, 0 to the left
        raises  ShapeError for another number of pushes than games; DataError for anything but 0 and 1

        >>> from autograd_lab import data
        >>> world = data.CartPole(games=2)
        >>> world.step([0, 1])
        array([1., 1.])
        """
        given = as_array("CartPole.step", pushes)
        if given.shape != self.playing.shape:
            raise ShapeError(
                f"CartPole.step: {len(self.playing)} games want as many pushes, got shape {given.shape}: one for each"
            )
        if not ((given == 0) | (given == 1)).all():
            raise DataError(f"CartPole.step: a push is 1, to the right, or 0, to the left; got {given.tolist()!r:.60}")
        earned = self.playing.astype(float)
        later = cart_pole_step(self.states, given)
        self.states = later if self.playing.all() else np.where(self.playing[:, None], later, self.states)
        self.steps = self.steps + self.playing
        held = (abs(self.states[:, 0]) <= FARTHEST) & (abs(self.states[:, 2]) <= STEEPEST)
        self.playing = self.playing & held & (self.steps < self.most_steps)
        return earned

    def __repr__(self) -> str:
        return f"CartPole({len(self.playing)} games, {int(self.playing.sum())} going on)"
