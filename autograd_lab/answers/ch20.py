"""Chapter 20: one LSTM cell back by hand, what reaches a forget gate over time, and the bias that a road needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.answers.arrays import Arrays, readable_normals
from autograd_lab.answers.ch19 import own_of_the_last_alone
from autograd_lab.answers.exercises import Exercise, Numbers, changed

Array = np.ndarray[Any, np.dtype[np.float64]]
Pair = tuple[Array, Array]
Deltas = Callable[[Array, Array, float, Array], Pair]


def forget_deltas(f: Array, c: Array, c0: float, own: Array) -> Pair:
    """∂L/∂c_t and the δ of the forget gate along the straight road, (T,) each, step 1 first, eq. 20.3 and 20.4."""
    return _deltas_with()(f, c, c0, own)


def _sigmoid_slope(f: Array) -> Array:
    return f * (1 - f)


def _deltas_with(
    slope: Callable[[Array], Array] = _sigmoid_slope,
    stood_beside: Callable[[Array, Array], Array] = lambda c, before: before,
    through: Callable[[Array], Array] = lambda f: f,
    given: Callable[[Array], Array] = lambda own: own,
    steps: int | None = None,
    later: Callable[[float, float], float] = lambda gate, dc: gate * dc,
) -> Deltas:
    """The rows with something else in one place: the gate's slope, its neighbour, whose gate the road goes through."""

    def rows(f: Array, c: Array, c0: float, own: Array) -> Pair:
        f, c, own = (np.asarray(given_row, dtype=float) for given_row in (f, c, own))
        before, gates, arriving = np.append(c0, c[:-1]), through(f), given(own)
        dc, from_later = np.zeros(len(c)), 0.0
        for t in reversed(range(len(c))):
            if steps is not None and t < len(c) - steps:
                break
            dc[t] = arriving[t] + from_later
            from_later = later(gates[t], dc[t])
        return dc, dc * stood_beside(c, before) * slope(f)

    return rows


def _gate_of_the_step_before(f: Array) -> Array:
    """For step t the gate that the right road has at step t − 1: dc_t = own_t + f_t dc_{t+1}."""
    return np.append(f[0], f[:-1])


def _trial(seed: int, steps: int) -> tuple[str, tuple[Array, Array, float, Array]]:
    """Gates between 0.2 and 0.95, memories and own gradients that are not 0."""
    f = np.round(0.575 + 0.375 * np.tanh(readable_normals(seed, steps)), 2)
    c = readable_normals(seed + 50, steps + 1)
    return f"{steps} steps", (f, c[1:], float(c[0]), readable_normals(seed + 90, steps))


EXERCISES: dict[str, Exercise] = {
    "20.1": Numbers(
        right={
            "c": 3 / 2,
            "c_before": 27 / 20,
            "delta_f": 27 / 400,
            "delta_i": 9 / 80,
            "delta_g": 63 / 200,
            "delta_o": 4 / 9,
            "h_before": 131 / 225,
        },
        slips={
            "c": [
                (2, "That comes through h_t. What comes from the next memory, −1/2, is added."),
                (-1 / 2, "That comes from the next memory. c_t is shown in h_t as well: add what comes through it."),
                (-1 / 2 + 8 / 3, "The slope of tanh, 1 − (1/2)², is missing on the way through h_t."),
                (5 / 2, "Two slips lead there: without the output gate −1/2 + 3, and with a sign lost 1/2 + 2."),
                (7 / 2, "That is everything that arrives, as it is. What arrives at h_t goes through o and tanh."),
                (
                    -0.45 + 2,
                    "The −1/2 has its f inside already, that of the next step. This step's f leads to c_{t−1}.",
                ),
                (-1 / 2 + 4 * 2 / 3 * 1 / 4, "The slope of tanh is 1 − tanh²: 3/4 here. 1/4 is the sigmoid's."),
                (
                    -1 / 2 + 4 * 2 / 3 * 1 / 2,
                    "The slope of tanh is 1 − tanh², with a square: 3/4 here.",
                ),
                (-1, "The two are added, not multiplied."),
            ],
            "c_before": [
                (3 / 2, "That is what arrives at c_t. To c_{t−1} it goes through f."),
                (-9 / 20, "All that arrives at c_t goes on: what comes through h_t too."),
                (27 / 200, "Through f itself, 9/10. Its slope 9/100 is for the gate."),
                (3 / 4, "That is times c_{t−1}, which is what the gate gets. c_{t−1} gets it times the gate."),
            ],
            "delta_f": [
                (3 / 4, "The slope of the gate is missing: f (1 − f)."),
                (27 / 20, "That goes to c_{t−1}. To the gate goes ∂L/∂c_t times c_{t−1}, times the slope."),
                (27 / 200, "The neighbour is missing: f stands beside c_{t−1}, 1/2."),
                (0.07425, "That has c_t for c_{t−1}: the gate stands beside the memory before."),
                (3 / 4 * 19 / 100, "1 − f² is the slope of tanh. A gate is a sigmoid: f (1 − f)."),
                (-9 / 400, "All that arrives at c_t counts: what comes through h_t too."),
                (9 / 100, "All that arrives at c_t counts: what comes from the next memory too."),
            ],
            "delta_i": [
                (3 / 5, "The slope of the gate is missing: i (1 − i)."),
                (9 / 32, "The neighbour is missing: i stands beside g, 2/5."),
                (3 / 2 * 2 / 5 * 15 / 16, "1 − i² is the slope of tanh. A gate is a sigmoid: i (1 − i)."),
                (3 / 8, "That is times i. The gate gets its neighbour g, and its own slope."),
                (3 / 2 * 1 / 2 * 3 / 16, "i stands beside the candidate g, not beside c_{t−1}."),
            ],
            "delta_g": [
                (3 / 8, "The slope is missing: 1 − g²."),
                (63 / 50, "The neighbour is missing: g stands beside i, 1/4."),
                (3 / 8 * 6 / 25, "The candidate is a tanh: its slope is 1 − g², not g (1 − g)."),
                (3 / 8 * 3 / 5, "The slope of tanh is 1 − g², with a square."),
            ],
            "delta_o": [
                (2, "The slope of the gate is missing: o (1 − o)."),
                (8 / 9, "The neighbour is missing: o stands beside tanh c_t, 1/2."),
                (1 / 6, "o hears of h_t alone: take ∂L/∂h_t, 4, and not what arrives at c_t."),
                (4 * 0.55 * 2 / 9, "o stands beside tanh c_t, not beside c_t."),
                (2 * 5 / 9, "1 − o² is the slope of tanh. A gate is a sigmoid: o (1 − o)."),
            ],
            "h_before": [
                (27 / 400 + 9 / 80 + 63 / 200 + 4 / 9, "Those are the four δ, added up. Each goes through its own u."),
                (27 / 100, "That is the way through f. The other three read h_{t−1} as well."),
                (0.36, "That leaves out the way through o."),
                (9 / 80 * 2 + 27 / 100 + 63 / 200 + 2 / 9, "u_i is −2."),
                (131 / 900, "A sum over the four gates, not a mean."),
            ],
        },
        look="From behind: what arrives at c_t is 3/2. Then each gate: times its neighbour, times its own slope.",
        follows={
            "c_before": ("c", lambda said: said["c"] * 9 / 10),
            "delta_f": ("c", lambda said: said["c"] * 1 / 2 * 9 / 100),
            "delta_i": ("c", lambda said: said["c"] * 2 / 5 * 3 / 16),
            "delta_g": ("c", lambda said: said["c"] * 1 / 4 * 21 / 25),
            "h_before": (
                ("delta_f", "delta_i", "delta_g", "delta_o"),
                lambda said: 4 * said["delta_f"] - 2 * said["delta_i"] + said["delta_g"] + said["delta_o"] / 2,
            ),
        },
        looks={"h_before": "Each δ goes through its own u, and the four are added."},
    ),
    "20.2": Arrays(
        reference=forget_deltas,
        parts=("∂L/∂c_t", "δ of the forget gate"),
        inputs=[_trial(1, 3), _trial(2, 1), _trial(3, 6)],
        slips=[
            (
                _deltas_with(through=_gate_of_the_step_before),
                "From c_{t+1} to c_t leads the gate of step t + 1. Yours goes through that of step t.",
            ),
            (
                _deltas_with(later=lambda gate, dc: dc),
                "The road goes through the gate: what the later memory sends is f times its gradient.",
            ),
            (
                _deltas_with(later=lambda gate, dc: 0.0),
                "What comes from the later memory was left out: f_{t+1} times it.",
            ),
            (
                _deltas_with(later=lambda gate, dc: gate * (1 - gate) * dc),
                "The road goes through f itself. Its slope f (1 − f) is for the gate's δ.",
            ),
            (
                _deltas_with(given=own_of_the_last_alone),
                "Every memory is shown: `own[t]` is to be added at each step, not at the last alone.",
            ),
            (
                _deltas_with(stood_beside=lambda c, before: c),
                "The gate stood beside the memory *before*, c_{t−1}. Yours has c_t.",
            ),
            (
                _deltas_with(stood_beside=lambda c, before: np.append(0.0, before[1:])),
                "The first gate stood beside c0, which need not be 0.",
            ),
            (
                _deltas_with(stood_beside=lambda c, before: np.ones_like(c)),
                "The gate stood beside c_{t−1}: multiply by it.",
            ),
            (_deltas_with(slope=np.ones_like), "The slope of the gate, f (1 − f), is missing in δ."),
            (_deltas_with(slope=lambda f: 1 - f**2), "1 − f² is the slope of tanh. A gate is a sigmoid: f (1 − f)."),
            (_deltas_with(slope=lambda f: f), "The slope of a sigmoid is f (1 − f). Yours lacks 1 − f."),
            (_deltas_with(slope=lambda f: 1 - f), "The slope of a sigmoid is f (1 − f). Yours lacks f."),
            (
                _deltas_with(slope=lambda f: _sigmoid_slope(1 / (1 + np.exp(-f)))),
                "The sigmoid has been applied to the gates once more. They are its results already.",
            ),
            (_deltas_with(steps=1), "That ends after one step. The loop goes on to the first."),
            (_deltas_with(steps=2), "That ends after two steps. The loop goes on to the first."),
            (
                changed(forget_deltas, lambda *pair: tuple(row[::-1] for row in pair)),
                "The right numbers, in the wrong order: step 1 first.",
            ),
            (changed(forget_deltas, lambda *pair: pair[::-1]), "The two arrays the other way round: ∂L/∂c first."),
            (
                changed(forget_deltas, lambda dc, delta: (dc, np.sum(delta))),
                "That is the gradient of the bias. Return the δ one by one.",
            ),
        ],
    ),
    "20.3": Numbers(
        right={
            "bias": float(np.log(4)),
            "left_after_3": 0.512,
            "steps_to_a_hundredth": 21,
            "bias_for_half_after_40": float(np.log(0.5 ** (1 / 40) / (1 - 0.5 ** (1 / 40)))),
        },
        slips={
            "bias": [
                (1 / (1 + float(np.exp(-0.8))), "That is σ(0.8). The question is which b has σ(b) = 0.8."),
                (4, "That is f / (1 − f) = e^b. Take its logarithm."),
                (0.8, "That is f itself. f = σ(b)."),
                (float(np.log(0.8)), "That is ln 0.8. σ(b) = 0.8 means e^b = 0.8 / 0.2."),
                (-float(np.log(4)), "The sign: f is more than 1/2, so b is more than 0."),
                (float(np.arctanh(0.8)), "That is the inverse of tanh. A gate is a sigmoid."),
                (float(np.log10(4)), "The natural logarithm, of base e: np.log."),
            ],
            "left_after_3": [
                (0.8, "That is one step."),
                (0.64, "Those are two steps."),
                (0.4096, "Those are four steps."),
                (2.4, "The factors are multiplied, not added."),
                (0.4, "A fifth of what is *there* is lost at each step, not of what there was: 0.8³."),
                (0.488, "That is what is lost."),
                (0.008, "That is 0.2³. 0.8 of it goes on at each step."),
            ],
            "steps_to_a_hundredth": [
                (20, "0.8²⁰ is 0.0115, still more."),
                (22, "One step less is enough: 0.8²¹ is 0.0092."),
                (5, "A fifth of what is *there* is lost at each step, so it is never all of it: 0.8ⁿ < 0.01."),
                (3, "That is 0.2ⁿ. 0.8 of it goes on at each step."),
                (10, "0.8¹⁰ is 0.107, still more than a tenth."),
                (11, "0.8¹¹ is 0.086: that is a tenth, not a hundredth."),
            ],
            "bias_for_half_after_40": [
                (0, "σ(0) = 0.5 lets a half pass in *one* step. Over 40 steps f⁴⁰ is to be a half."),
                (0.5 ** (1 / 40), "That is f. The bias is ln(f / (1 − f))."),
                (float(np.log(40)), "That leaves (40/41)⁴⁰, about a third."),
                (float(np.log(39)), "That leaves (39/40)⁴⁰, about a third."),
                (float(np.log(79)), "With f = 1 − 0.5/40. The loss of each step is of what is there: f⁴⁰ = 1/2."),
                (-4.05, "The sign: f is more than 1/2, so b is more than 0."),
                (57.2, "That is f / (1 − f) = e^b. Take its logarithm."),
            ],
        },
        look="σ(b) = f means b = ln(f / (1 − f)), and n steps leave fⁿ.",
    ),
}
