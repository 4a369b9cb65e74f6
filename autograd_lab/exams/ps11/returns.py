"""`returns_to_go` of problem set 11: what each step of some episodes is followed by, its own reward included.

rewards and ends are (T,), several episodes one after the other; ends is True at the last step of an episode, and the
last of them may be cut off. gamma is above 0, and 1 at most.

Source: Sutton and Barto, Reinforcement learning (2018), eq. 3.9.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.dealt import any_of
from autograd_lab.exams.ps11.asked import RewardSetQuestion
from autograd_lab.exams.ps11.formulas import returns_to_go as written
from autograd_lab.exams.ps11.returns_right_variants import RETURNS_RIGHT
from autograd_lab.exams.ps11.returns_variants import RETURNS_WRONG
from autograd_lab.exams.question import Inputs, Part
from autograd_lab.mistakes import Anatomy, Array

#: the lengths of the episodes, whether the last of them is cut off, and whether gamma is 1: of one step and of several,
#: one whole, one that is cut off, ends at the first step and side by side
_SETTINGS: tuple[tuple[tuple[int, ...], bool, bool], ...] = (
    ((4, 3, 5), False, False),
    ((2, 3), True, False),
    ((6,), True, False),
    ((7,), False, False),
    ((4, 1, 1, 4), True, False),
    ((1,), True, False),
    ((4, 5), True, True),
    ((1, 5, 4), False, False),
)


def draw(rng: np.random.Generator, setting: tuple[tuple[int, ...], bool, bool]) -> Inputs:
    """Rewards of both signs, some of them 0, and a gamma that shows after one step and after four."""
    lengths, cut, undiscounted = setting
    T = sum(lengths)
    ends = np.zeros(T, dtype=bool)
    ends[np.cumsum(lengths) - 1] = True
    ends[-1] = not cut
    scale = 10.0 ** rng.choice([0, 0, 0, -4, 2])
    rewards = scale * rng.uniform(0.5, 3.0, T) * rng.choice([-1.0, 1.0, 1.0], T)
    if T > 5:  # never at both ends of an episode's last step, so that what is dropped there shows
        still = rng.choice(np.flatnonzero(~ends[1:-1] & ~ends[:-2]) + 1, 1 + T // 9, replace=False)
        rewards[still] = 0.0
    gamma = 1.0 if undiscounted else float(rng.choice([rng.uniform(0.4, 0.62), rng.uniform(0.7, 0.93)]))
    return {"rewards": rewards, "ends": ends, "gamma": gamma}


def returns_to_go(rewards: Array, ends: Array, gamma: float) -> Array:
    """(T,): each reward, and gamma times what the next step has, unless an episode ends here."""
    found, after = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        found[t] = after = rewards[t] + gamma * (0.0 if ends[t] else after)
    return found


def join(reward: float, gamma: float, after: float) -> float:
    """What a step has: its reward, and what comes after it, discounted."""
    return reward + gamma * after


def goes_on(ends: Array) -> list[float]:
    """1 where the next step belongs to the same episode, 0 at an end; what comes after the last step is 0 anyway."""
    return [0.0 if end else 1.0 for end in ends.tolist()]


def anatomy(inputs: Inputs) -> list[Anatomy]:
    """The ingredients: where it goes on, how a step is joined to what comes after it, what is handed back."""
    made_of = {
        "returns": inputs,
        "return_goes_on": goes_on(inputs["ends"]),
        "return_join": join,
        "return_whole": None,
        "return_out": lambda found: found,
    }
    return [Anatomy(made_of, _build, by_row=True)]


def _build(i: Mapping[str, Any]) -> tuple[Array, ...]:
    rewards, ends, gamma = i["returns"].values()
    if i["return_whole"]:
        found = i["return_whole"](rewards, ends, gamma)
    else:
        found, after = np.zeros(len(rewards)), 0.0
        listed, on, joined = rewards.tolist(), i["return_goes_on"], i["return_join"]
        for t in reversed(range(len(rewards))):
            found[t] = after = joined(listed[t], gamma, on[t] * after)
    return (np.asarray(i["return_out"](found), dtype=float),)


_KINDS = tuple(partial(draw, setting=setting) for setting in _SETTINGS)
RETURNS = RewardSetQuestion(
    name="returns_to_go",
    signature="returns_to_go(rewards, ends, gamma)",
    parts=(Part("G", 4, "(T,), one for each step"),),
    draw=any_of(_KINDS),
    reference=returns_to_go,
    known=lambda inputs: {"T": len(inputs["rewards"]), "N": len(inputs["rewards"]), "rewards": inputs["rewards"]},
    wrong=RETURNS_WRONG,
    right=RETURNS_RIGHT,
    equation="return-to-go",
    source="Sutton and Barto (2018), eq. 3.9; tested against the sum as it is written",
    exam="ps11",
    anatomy=anatomy,
    written=(written,),
    in_twos=True,
    kinds=_KINDS,
)
