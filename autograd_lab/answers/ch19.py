"""Chapter 19: three steps back by hand, what each step brings to a shared weight, and a cut with a perfect cosine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Row = Callable[[Array, float, float, Array], Array]


def contributions(h: Array, h0: float, u: float, own: Array) -> Array:
    """What each step brings to the weight u of h_t = tanh(… + u h_{t−1}), step 1 first, eq. 19.3."""
    return _contributions_with()(h, h0, u, own)


def _contributions_with(
    slope: Callable[[Array], Array] = lambda h: 1 - h**2,
    met: Callable[[Array, Array], Array] = lambda h, before: before,
    given: Callable[[Array], Array] = lambda own: own,
    steps: int | None = None,
    later: Callable[[float, float, float], float] = lambda u, delta, arrived: u * delta,
    last: bool = False,
) -> Row:
    """The row with something else in one place: the slope, what u met, the own gradients, how far it goes back."""

    def row(h: Array, h0: float, u: float, own: Array) -> Array:
        states, slopes, gradients = np.append(h0, h), slope(np.asarray(h)), given(np.asarray(own, dtype=float))
        factors, terms = met(states[1:], states[:-1]), np.zeros(len(h))
        delta = arrived = 0.0
        for t in reversed(range(len(h))):
            if steps is not None and t < len(h) - steps:
                break
            arrived = gradients[t] + (0.0 if last else later(u, delta, arrived))
            delta = slopes[t] * arrived
            terms[t] = delta * factors[t]
        return terms

    return row


def own_of_the_last_alone(own: Array) -> Array:
    """The loss's own gradients (T,) with all but the last set to 0."""
    alone = np.zeros_like(own)
    alone[-1] = own[-1]
    return alone


def _slopes_of_the_state_before(h: Array, h0: float, u: float, own: Array) -> Array:
    before = np.append(h0, h[:-1])
    return _contributions_with(slope=lambda _: 1 - before**2)(h, h0, u, own)


def _trial(seed: int, steps: int) -> tuple[str, tuple[Array, float, float, Array]]:
    """States within ±0.9, first state and weight, and the loss's own gradients, which are not 0 alone at the end."""
    h = np.round(0.9 * np.tanh(readable_normals(seed, steps + 1)), 2)
    own = readable_normals(seed + 50, steps)
    u = round(float(readable_normals(seed + 90, 1)[0]) + 1.6, 2)
    return f"{steps} steps", (h[1:], float(h[0]), u, own)


_U, _SLOPES, _STATES = 5 / 3, (16 / 25, 3 / 4, 9 / 25), (1 / 2, 3 / 5, -1 / 2, 4 / 5)


EXERCISES: dict[str, Exercise] = {
    "19.1": Numbers(
        right={
            "delta": (4 / 25, 3 / 20, 18 / 25),
            "to_u": (2 / 25, 9 / 100, -9 / 25),
            "u": -19 / 100,
            "b": 103 / 100,
            "h0": 4 / 15,
        },
        slips={
            "delta": [
                ((24 / 25, 9 / 10, 18 / 25), "The loss looks at h₂ itself, too: L = 2 h₃ − h₂ has a slope there."),
                ((1 / 3, 1 / 5, 18 / 25), "Those are what arrives at h₁ and h₂. Each has a slope, 1 − h²."),
                ((1 / 4, 1 / 5, 18 / 25), "Those are what arrives at h₁ and h₂. Each has a slope, 1 − h²."),
                ((-0.1344, -0.21, 18 / 25), "What comes from the later step comes through u: times 5/3."),
                ((-16 / 25 * 5 / 4, -3 / 4, 18 / 25), "What comes from the later step was left out."),
                ((0, -3 / 4, 18 / 25), "Each looks at its own step alone. Step 2 has used h₁, and step 3 has used h₂."),
                ((16 / 25, 0, 18 / 25), "At h₂ two things arrive, and they are added: −1, and what step 3 sends."),
                ((0.16, 0.128, 18 / 25), "The slope at step 2 is that of h₂, −1/2: 3/4."),
                ((1.76, 1.65, 18 / 25), "The loss falls when h₂ rises: its own gradient there is −1."),
                ((18 / 25, 3 / 20, 4 / 25), "The right numbers, the other way round: step 1 first."),
            ],
            "to_u": [
                ((12 / 125, -3 / 40, 72 / 125), "Those are δ_t times h_t. At step t, u met the state before."),
                ((-9 / 25, 9 / 100, 2 / 25), "The right numbers, the other way round: step 1 first."),
                (
                    (4 / 15, 1 / 4, 6 / 5),
                    "Those go to the state before: u times δ. To u goes δ times that state.",
                ),
                ((0, 9 / 100, -9 / 25), "h₀ is 1/2 here, not 0."),
            ],
            "u": [
                (-9 / 25, "That is what the last step brings. u is one weight: add all three."),
                (0.597, "That has h_t where h_{t−1} belongs."),
                (-0.19 / 3, "A sum over the steps, not a mean."),
            ],
            "b": [
                (18 / 25, "That is what the last step brings. b is used three times."),
                (103 / 300, "A sum over the steps, not a mean."),
            ],
            "h0": [
                (4 / 25, "That is δ₁. h₀ comes in through u."),
                (2 / 25, "That goes to u: δ₁ times h₀. To h₀ goes δ₁ times u."),
            ],
        },
        look="From behind: what arrives at h₃ is 2. Then δ₃, then what it sends to h₂, and so on.",
        follows={
            "to_u": (
                "delta",
                lambda said: [said["delta"][0] / 2, said["delta"][1] * 3 / 5, said["delta"][2] * -1 / 2],
            ),
            "u": ("to_u", lambda said: said["to_u"][0] + said["to_u"][1] + said["to_u"][2]),
            "b": ("delta", lambda said: said["delta"][0] + said["delta"][1] + said["delta"][2]),
            "h0": ("delta", lambda said: said["delta"][0] * 5 / 3),
        },
    ),
    "19.2": Arrays(
        reference=contributions,
        parts=("what each step brings to u",),
        inputs=[_trial(1, 3), _trial(2, 1), _trial(3, 6)],
        slips=[
            (
                _contributions_with(met=lambda h, before: h),
                "That has h_t where h_{t−1} belongs: u met the state before.",
            ),
            (
                _contributions_with(slope=np.ones_like),
                "The slopes 1 − h² are missing: what arrives at a state is not yet its δ.",
            ),
            (
                _slopes_of_the_state_before,
                "The slope of step t is that of its own state, h_t. Yours is that of the state before.",
            ),
            (_contributions_with(slope=lambda h: 1 - h), "The slope of tanh is 1 − h², with a square."),
            (_contributions_with(slope=lambda h: h * (1 - h)), "That is the slope of a sigmoid. tanh has 1 − h²."),
            (
                _contributions_with(slope=lambda h: 1 - np.tanh(h) ** 2),
                "tanh has been applied to the states once more. They are tanh's results already.",
            ),
            (
                _contributions_with(given=own_of_the_last_alone),
                "The loss looks at every state: `own[t]` is to be added at each step, not at the last alone.",
            ),
            (_contributions_with(last=True), "What comes from the later step was left out: u times its δ."),
            (
                _contributions_with(later=lambda u, delta, arrived: delta),
                "The δ of the later step comes back through u: multiply it by u.",
            ),
            (
                _contributions_with(later=lambda u, delta, arrived: u * arrived),
                "What comes back is u times the later step's δ, so times its slope as well.",
            ),
            (_contributions_with(steps=1), "That ends after one step. The loop goes on to the first."),
            (_contributions_with(steps=2), "That ends after two steps. The loop goes on to the first."),
            (
                changed(contributions, lambda *row: row[::-1]),
                "The right numbers, in the wrong order: step 1 first.",
            ),
            (
                changed(contributions, lambda *row: np.sum(row)),
                "That is the gradient of u. Return its terms one by one.",
            ),
            (
                changed(contributions, lambda *row: np.cumsum(row[::-1])[::-1]),
                "Those are sums: each entry has what the later steps bring inside it. Keep the terms apart.",
            ),
            (changed(contributions, lambda *row: np.cumsum(row)), "Those are running sums. Keep the terms apart."),
            (
                _contributions_with(met=lambda h, before: np.append(0.0, before[1:])),
                "The first step met h0, which need not be 0.",
            ),
            (
                _contributions_with(met=lambda h, before: np.ones_like(h)),
                "Those are the δ, what b gets. u met a state, too.",
            ),
            (
                lambda h, h0, u, own: u * _contributions_with(met=lambda h, before: np.ones_like(h))(h, h0, u, own),
                "That is what each step sends to the state before, u times δ. To u it brings δ times that state.",
            ),
        ],
    ),
    "19.3": Numbers(
        right={
            "whole": (3, 4),
            "kept": (2.4, 3.2),
            "cosine": 1,
            "share_of_the_norm": 0.8,
            "share_of_the_first_input": 0,
        },
        slips={
            "whole": [
                ((4, 3), "The other way round: u first."),
                ((0.6, 0.8), "A sum over the steps, not a mean."),
                ((1.6, 2.0), "That is the last step alone."),
            ],
            "kept": [
                ((3.2, 2.4), "The other way round: u first."),
                ((1.6, 2.0), "Two steps are kept, 4 and 5."),
                ((0.6, 0.8), "That is what is cut off. The last two steps are kept."),
                ((2.8, 3.4), "Those are three steps. Two are kept."),
                ((0.2, 0.6), "Those are the first two. The last two are kept."),
            ],
            "cosine": [
                (20, "That is the dot product. Divide it by both norms."),
                (4, "Divide by both norms, 5 and 4."),
                (5, "Divide by both norms, 5 and 4."),
                (0.8, "That is the ratio of the norms. The cosine is about directions."),
                (0, "That would be two vectors at a right angle. One of these is a multiple of the other."),
            ],
            "share_of_the_norm": [
                (1, "The directions agree. The norms are 4 and 5."),
                (0.64, "That is the share of the squares."),
                (0.2, "That is what is cut off."),
                (0.4, "Two of five steps are kept. The norms are 4 and 5."),
                (1.25, "The other way round: kept over whole."),
            ],
            "share_of_the_first_input": [
                (0.8, "That is the share of the whole. The first input spoke at step 1, and step 1 is cut off."),
                (1, "The direction is right, but step 1 has been cut off."),
                (0.5, "That is what it said. How much of it is kept?"),
                (0.125, "That is its share of the whole gradient of w. How much of it is kept?"),
            ],
        },
        look="Add up the columns that count, then compare.",
    ),
}
