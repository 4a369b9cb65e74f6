"""Chapter 22: what one draw says of a gradient, whom to praise for a reward, and each game against the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Table = np.ndarray[Any, np.dtype[np.bool_]]
Weights = Callable[[Array, Table], Array]


def against_the_others(to_go: Array, on: Table) -> Array:
    """Returns to go (T, games) less the mean of the other games that are on at the step; 0 where a game is over."""
    return _weights_with()(to_go, on)


def _weights_with(
    counted: Callable[[Table], Table] = lambda on: on,
    own: float = 1.0,
    axis: int = 1,
    number: Callable[[Array, int], Array] = lambda others, games: np.maximum(others, 1),
    kept: Callable[[Table], Table] = lambda on: on,
) -> Weights:
    """The weights with something else in one place: who is counted, whether its own is taken out, the axis, the mean's
    number, where they are 0."""

    def weights(to_go: Array, on: Table) -> Array:
        among = counted(on)
        given = to_go * among
        others = among.sum(axis=axis, keepdims=True) - own
        usual = (given.sum(axis=axis, keepdims=True) - own * given) / number(others, to_go.shape[axis])
        found: Array = (to_go - usual) * kept(on)
        return found

    return weights


def _everything(on: Table) -> Table:
    """True at every step of every game."""
    return np.ones_like(on)


def _alone_is_zero(to_go: Array, on: Table) -> Array:
    """The weights with 0 where no other game is on."""
    found: Array = against_the_others(to_go, on) * (on.sum(axis=1, keepdims=True) > 1)
    return found


def _trial(seed: int, steps: int, games: int, alone: bool) -> tuple[str, tuple[Array, Table]]:
    """Games of different lengths with whole rewards; behind the end stands what is no return, and is not to count."""
    rng = np.random.default_rng(seed)
    lengths = rng.permutation(np.linspace(1, steps - (not alone), games).round().astype(int))
    if not alone:
        lengths[np.argsort(lengths)[-2:]] = steps
    on = np.arange(steps)[:, None] < lengths
    rewards = rng.integers(0, 6, (steps, games)) * on
    to_go = rewards[::-1].cumsum(axis=0)[::-1].astype(float)
    return f"{games} games of {', '.join(map(str, lengths))} steps", (np.where(on, to_go, 9.0), on)


EXERCISES: dict[str, Exercise] = {
    "22.1": Numbers(
        right={
            "mean": 5,
            "exact": (1 / 2, -5 / 3, 7 / 6),
            "drew_3": (-6, -4, 10),
            "drew_2": (0, 0, 0),
            "drew_2_less_the_mean": (5 / 2, -10 / 3, 5 / 6),
        },
        slips={
            "mean": [
                (6, "That is the plain mean. Each win counts with its chance."),
                (18, "That is the sum of the wins. Each counts with its chance."),
            ],
            "exact": [
                ((-1 / 2, 5 / 3, -7 / 6), "That goes down. Asked is the gradient of the mean win, without a minus."),
                ((1, -5, 7), "Those are the wins less their mean. Each counts with its chance."),
                ((3, 0, 2), "Those are chance times win. From each win its mean is taken off first."),
                (
                    (3 / 2, 0, 5 / 3),
                    "That is the diagonal alone, p(1 − p) times the win. Each logit moves all three chances.",
                ),
                ((6, 0, 12), "Those are the slopes in the chances. They have to go back through the softmax."),
            ],
            "drew_3": [
                ((6, 4, -10), "That goes down. Asked is the gradient of the mean win, without a minus."),
                ((0, 0, 12), "The slope of ln p is 1 at what was drawn, minus the chances, of all three machines."),
                ((0, 0, 10), "The two others are made less likely: minus their chances, times 12."),
                ((-1 / 2, -1 / 3, 5 / 6), "That is the slope of ln p. It counts as much as was won, 12."),
                ((-7 / 2, -7 / 3, 35 / 6), "That has the mean taken off. Here nothing is taken off."),
                (
                    (6, 4, 2),
                    "Those are the chances times 12. The slope of ln p is 1 at what was drawn, minus the chances.",
                ),
                (
                    (-1, -2 / 3, 5 / 3),
                    "That counts with its chance, 1/6, as in the mean. A single draw says all of it.",
                ),
            ],
            "drew_2": [
                ((-1 / 2, 2 / 3, -1 / 6), "That is the slope of ln p. It counts as much as was won, and that was 0."),
                ((5 / 2, -10 / 3, 5 / 6), "That has the mean taken off. Here nothing is taken off."),
            ],
            "drew_2_less_the_mean": [
                ((-5 / 2, 10 / 3, -5 / 6), "0 less 5 is −5: machine 2 is to become less likely."),
                ((0, 0, 0), "0 less the mean win is not 0."),
                ((0, -5, 0), "The slope of ln p is 1 at what was drawn, minus the chances, of all three machines."),
                ((-1 / 2, 2 / 3, -1 / 6), "That is the slope of ln p. It counts −5 times."),
            ],
        },
        look="For each draw: what was won (less what is taken off), times 1 at what was drawn minus all chances.",
        follows={
            "exact": (
                "mean",
                lambda said: [(6 - said["mean"]) / 2, (0 - said["mean"]) / 3, (12 - said["mean"]) / 6],
            ),
            "drew_2_less_the_mean": (
                "mean",
                lambda said: [said["mean"] / 2, -said["mean"] * 2 / 3, said["mean"] / 6],
            ),
        },
    ),
    "22.2": Numbers(
        right={
            "whole": (6, 6, 6, 12, 12, 12),
            "to_go": (6, 4, 4, 12, 11, 8),
            "with_discount": (3, 2, 4, 4.5, 7, 8),
            "less_the_usual": (-3, -3.5, -2, 3, 3.5, 2),
        },
        slips={
            "whole": [
                ((2, 0, 4, 1, 3, 8), "Those are the rewards. Each push gets all that its game has won."),
                ((18, 18, 18, 18, 18, 18), "That goes over the end of a game. The second begins anew."),
                ((2, 2, 6, 1, 4, 12), "That is what was won so far. The whole return has what is still to come, too."),
            ],
            "to_go": [
                ((2, 0, 4, 1, 3, 8), "Those are the rewards. Each push gets what comes after it, too."),
                (
                    (18, 16, 16, 12, 11, 8),
                    "That goes over the end of game 1. What game 2 wins has nothing to do with it.",
                ),
                ((2, 2, 6, 1, 4, 12), "That is what was won so far. To go means from this push on."),
                ((4, 4, 0, 11, 8, 0), "The push's own reward belongs to it: it was won by this push."),
                ((6, 6, 6, 12, 12, 12), "That is the whole return."),
            ],
            "with_discount": [
                (
                    (3, 1, 1, 4.5, 3.5, 2),
                    "That counts from the beginning of the game. A discount counts from the push itself.",
                ),
                (
                    (1.5, 1, 2, 2.25, 3.5, 4),
                    "The push's own reward is not discounted: the first half comes one step later.",
                ),
                ((4, 2, 4, 6.5, 7, 8), "Each step halves once more: two steps ahead is a quarter."),
                (
                    (3, 2, 2, 6, 5.5, 4),
                    "That is half the return to go. Each step halves what lies behind it once more.",
                ),
                ((3.5625, 3.125, 6.25, 4.5, 7, 8), "That goes over the end of game 1."),
            ],
            "less_the_usual": [
                ((3, 3.5, 2, -3, -3.5, -2), "The sign: the return to go, minus the mean."),
                ((-6, -7, -4, 6, 7, 4), "That is the other game taken off. Here the mean of both is."),
                (
                    (4 / 3, -2 / 3, -2 / 3, 5 / 3, 2 / 3, -7 / 3),
                    "The mean is over the games at one time, not over the steps of one game.",
                ),
                (
                    (-1.5, -3.5, -3.5, 4.5, 3.5, 0.5),
                    "The mean is that of both games at the same time, not of all six numbers.",
                ),
                ((-3, -3, -3, 3, 3, 3), "That has the whole returns in it, 6 and 12. Take the returns to go."),
            ],
        },
        look="Game by game, from its last push backward.",
        follows={
            "less_the_usual": (
                "to_go",
                lambda said: [
                    (said["to_go"][0] - said["to_go"][3]) / 2,
                    (said["to_go"][1] - said["to_go"][4]) / 2,
                    (said["to_go"][2] - said["to_go"][5]) / 2,
                    (said["to_go"][3] - said["to_go"][0]) / 2,
                    (said["to_go"][4] - said["to_go"][1]) / 2,
                    (said["to_go"][5] - said["to_go"][2]) / 2,
                ],
            )
        },
    ),
    "22.3": Arrays(
        reference=against_the_others,
        parts=("the weights",),
        inputs=[_trial(1, 3, 3, alone=False), _trial(2, 4, 3, alone=True), _trial(3, 6, 5, alone=True)],
        slips=[
            (
                _weights_with(own=0.0),
                "The game itself is in the mean. Its own return is to be left out of what it is compared with.",
            ),
            (
                _weights_with(counted=_everything),
                "Games that are over are in the mean. Count those that are on at this step.",
            ),
            (
                _weights_with(counted=_everything, own=0.0),
                "The mean is over all games, itself and those that are over too. Only others that are on count.",
            ),
            (
                _weights_with(number=lambda others, games: np.full_like(others, games - 1)),
                "The sum is right, the number is not: divide by how many others are on, not by all other games.",
            ),
            (
                _weights_with(number=lambda others, games: others + 1),
                "The sum leaves the game out, and the number still has it: one fewer.",
            ),
            (
                _weights_with(own=0.0, number=lambda others, games: np.maximum(others - 1, 1)),
                "The number leaves the game out, and the sum still has its own return.",
            ),
            (
                _weights_with(axis=0),
                "The mean is over the steps of a game. It is to be over the games, at each step: axis 1.",
            ),
            (_weights_with(kept=_everything), "Where a game is over, its weight is 0."),
            (_alone_is_zero, "Where no other game is on, nothing is taken off: the weight is the return to go."),
            (changed(against_the_others, lambda *rows: -np.array(rows)), "The sign: the return to go, minus the mean."),
        ],
    ),
}
