"""Chapter 23: the slope of a coin's mean cost by hand, three rules for pairs of number and rate, a pulled neuron."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograd_lab.answers.exercises import Code, Exercise, Numbers

Pair = tuple[float, float]
InPairs = Callable[..., Any]

RULES: dict[str, Callable[..., Pair]] = {
    "exp": lambda x: (math.exp(x[0]), math.exp(x[0]) * x[1]),
    "log": lambda x: (math.log(x[0]), x[1] / x[0]),
    "div": lambda x, y: (x[0] / y[0], x[1] / y[0] - x[0] * y[1] / y[0] ** 2),
}


def in_pairs(op: str, x: Pair, y: Pair | None = None) -> Pair:
    """The pair (number, rate) of x / y, of exp(x) or of log(x), eq. 23.4."""
    return RULES[op](*((x,) if y is None else (x, y)))


def _in_pairs_with(**rates: Callable[..., float]) -> InPairs:
    """The three rules with another rate in some of them."""

    def rules(op: str, x: Pair, y: Pair | None = None) -> Pair:
        number, rate = in_pairs(op, x, y)
        return number, rates[op](*((x,) if y is None else (x, y))) if op in rates else rate

    return rules


_EXACT, _STRAIGHT = 4 / 125, 16 / 125

EXERCISES: dict[str, Exercise] = {
    "23.1": Numbers(
        right={
            "exact": _EXACT,
            "straight_through": _STRAIGHT,
            "score": (9 / 125, -16 / 125),
            "with_mean_cost": (1 / 125, 16 / 125),
            "calmest_baseline": 1 / 5,
        },
        slips={
            "exact": [
                (1 / 5, "That is the slope in p. Between θ and p stands σ: times 4/5 · 1/5."),
                (-_EXACT, "A larger θ makes a 1 more likely, and a 1 costs more: the slope is positive."),
                (8 / 25, "That is the mean cost itself."),
                (_STRAIGHT, "That is what straight-through says. Exact is the difference of the two costs."),
                (4 / 25 * 13 / 25, "The difference of the costs, not their sum."),
                (9 / 25 * 4 / 25, "That is the cost of a 1, times σ's slope. A 0 costs something, too."),
            ],
            "straight_through": [
                (4 / 5, "That is the mean slope of the cost in b. Straight-through goes on through σ: times 4/25."),
                (
                    _EXACT,
                    "That is the exact slope. Straight-through takes the cost's slopes, 6/5 and −4/5, four to one.",
                ),
                (24 / 125, "That is what it says when a 1 is thrown. One throw in five is a 0."),
                (-16 / 125, "The slopes are 6/5 for a 1, which comes four times in five, and −4/5 for a 0."),
                (8 / 125, "The slope of a square is twice what is squared."),
            ],
            "score": [
                ((-16 / 125, 9 / 125), "The right numbers, the other way round: b = 1 first."),
                ((9 / 125, 16 / 125), "For b = 0, b − p is −4/5: the sign is negative."),
                ((9 / 125, 0), "b − p, not b: a round without a 1 says something, too."),
                ((9 / 25, 0), "b − p, not b: a round without a 1 says something, too."),
                ((9 / 20, -4 / 5), "The slope of ln p in θ is b − p. You have the slope in p."),
                ((36 / 625, -16 / 625), "Those are weighted by how often each comes. Give what one throw says."),
                ((36 / 125, -4 / 125), "p and 1 − p are exchanged: for b = 1, b − p is 1/5."),
            ],
            "with_mean_cost": [
                ((16 / 125, 1 / 125), "The right numbers, the other way round: b = 1 first."),
                ((1 / 125, -16 / 125), "Both factors are negative for b = 0: the cost lies below the mean."),
                ((-1 / 125, -16 / 125), "The cost minus the baseline, not the other way round."),
                ((1 / 25, -4 / 25), "Those are the costs minus the mean. Times b − p."),
                (
                    (9 / 125 - 8 / 25, -16 / 125 - 8 / 25),
                    "Take the baseline off the cost first, then multiply by b − p.",
                ),
                ((1 / 50, 2 / 25), "The mean cost weighs 9/25 with 4/5 and 4/25 with 1/5: 8/25, not 13/50."),
            ],
            "calmest_baseline": [
                (8 / 25, "That is the mean cost, with which 1/125 and 16/125 come. Set both estimates equal."),
                (13 / 50, "The plain mean of the costs is not it. Set (9/25 − c)/5 equal to −(4/25 − c) · 4/5."),
                (0, "Without a baseline 9/125 and −16/125 come. Set both estimates equal."),
                (_EXACT, "That is what both estimates are then. With which c?"),
                (7 / 15, "Mind the sign: b − p is −4/5 for a 0."),
            ],
        },
        look="The slope of σ is 4/5 · 1/5; a 1 costs 9/25 and comes four times in five.",
        follows={
            "with_mean_cost": (
                "score",
                lambda said: [said["score"][0] - 8 / 25 * 1 / 5, said["score"][1] + 8 / 25 * 4 / 5],
            ),
        },
    ),
    "23.2": Code(
        reference=in_pairs,
        inputs=[
            ("exp", (0.5, 2.0)),
            ("log", (4.0, 3.0)),
            ("div", (6.0, 1.5), (4.0, 0.0)),
            ("div", (5.0, 2.0), (-4.0, 3.0)),
            ("div", (1.0, 0.0), (0.5, 2.0)),
            ("exp", (-1.0, 0.0)),
        ],
        slips=[
            (
                _in_pairs_with(div=lambda x, y: x[1] / y[0]),
                "The rate of y is left out. It is right as long as y is a constant.",
            ),
            (
                _in_pairs_with(div=lambda x, y: x[1] / y[0] + x[0] * y[1] / y[0] ** 2),
                "When y grows, x / y falls: the second term has a minus.",
            ),
            (
                _in_pairs_with(div=lambda x, y: x[1] / y[0] - x[0] * y[1] / y[0]),
                "The slope of x / y in y is −x / y²: one more y below.",
            ),
            (
                _in_pairs_with(div=lambda x, y: x[1] / y[0] - y[1] / y[0] ** 2),
                "The slope of x / y in y is −x / y²: the x is missing.",
            ),
            (_in_pairs_with(div=lambda x, y: x[1] / y[1] if y[1] else 0.0), "Rates are not divided by one another."),
            (
                _in_pairs_with(div=lambda x, y: x[1] * y[0] - x[0] * y[1]),
                "That is the upper part of the rule. Below it stands y².",
            ),
            (
                _in_pairs_with(div=lambda x, y: (x[0] * y[1] - x[1] * y[0]) / y[0] ** 2),
                "The two terms above y² are exchanged: that of the rate of x comes with a plus.",
            ),
            (
                _in_pairs_with(exp=lambda x: math.exp(x[0])),
                "The slope of exp is there. It is multiplied by the rate of x.",
            ),
            (_in_pairs_with(exp=lambda x: x[1]), "exp has a slope, too: exp itself, times the rate of x."),
            (
                _in_pairs_with(exp=lambda x: math.exp(x[1])),
                "Of the rate no power is taken: exp(number) · rate.",
            ),
            (
                _in_pairs_with(exp=lambda x: x[0] * math.exp(x[0]) * x[1]),
                "The slope of exp is exp itself, without another factor.",
            ),
            (_in_pairs_with(log=lambda x: 1 / x[0]), "The slope of log is there. It is multiplied by the rate of x."),
            (_in_pairs_with(log=lambda x: x[1]), "log has a slope, too: 1 over the number, times the rate of x."),
            (
                _in_pairs_with(log=lambda x: 1 / x[0], exp=lambda x: math.exp(x[0])),
                "Those are the slopes. Each is multiplied by the rate of x.",
            ),
            (lambda op, x, y=None: in_pairs(op, x, y)[::-1], "The number comes first, then its rate."),
            (lambda op, x, y=None: in_pairs(op, x, y)[1], "That is the rate alone. A pair goes on: (number, rate)."),
            (lambda op, x, y=None: in_pairs(op, x, y)[0], "That is the number alone. A pair goes on: (number, rate)."),
        ],
        look="Nudge: move both numbers by a hair times their rates, and see how fast the result moves.",
    ),
    "23.3": Numbers(
        right={"exact": 4, "pulled": 5 / 2, "pushed": 4, "one_side": 3, "two_sides": 9 / 2},
        slips={
            "exact": [
                (2, "That is the residual, s − y. On the way to w comes x."),
                (8, "L has a half in front: its slope in s is s − y, once."),
                (-4, "Above its target, with x positive: a larger w makes it worse."),
                (6, "That is x · s. The loss looks at s − y."),
                (3, "That is w x, where the neuron settles."),
            ],
            "pulled": [
                (7 / 3, "s stands on both sides: w x − β (s − y) uses the new s, not the old one."),
                (10 / 3, "Divide by 1 + β: s stands on both sides."),
                (8 / 3, "β y is missing: s (1 + β) = w x + β y."),
                (9 / 4, "β y is missing: s (1 + β) = w x + β y."),
                (2, "The pull goes from w x = 3 towards 1, by a quarter of the way."),
                (4, "That is for β = −1/3."),
            ],
            "pushed": [
                (11 / 3, "s stands on both sides: w x − β (s − y) uses the new s, not the old one."),
                (5 / 2, "That is for β = 1/3."),
                (7 / 2, "As far as the pull, to the other side? s (1 + β) = w x + β y, with β = −1/3."),
                (8 / 3, "Divide by 1 + β, which is 2/3."),
                (9 / 2, "β y is missing: s (1 + β) = w x + β y."),
            ],
            "one_side": [
                (-3, "∂E/∂w is −x s, with a minus: −x · 5/2 less −x · 3."),
                (1, "That is the difference of the two. Divide by β."),
                (3 / 2, "The x is missing: ∂E/∂w is −x s."),
                (1 / 3, "Divide by β, do not multiply."),
                (4, "That is the exact slope. One pull misses it."),
            ],
            "two_sides": [
                (-9 / 2, "∂E/∂w is −x s, with a minus. And the pulled one comes first."),
                (3, "That is the difference of the two. Divide by 2β."),
                (9, "From one side to the other it is 2β: divide by that."),
                (9 / 4, "The x is missing: ∂E/∂w is −x s."),
                (4, "That is the exact slope. At β = 1/3 both sides still miss it."),
                (6, "That is the push alone, against β = 0. Both sides: half the sum."),
            ],
        },
        look="s (1 + β) = w x + β y, and ∂E/∂w = −x s.",
        follows={
            "one_side": ("pulled", lambda said: 2 * (3 - said["pulled"]) * 3),
            "two_sides": (("pulled", "pushed"), lambda said: 2 * (said["pushed"] - said["pulled"]) * 3 / 2),
        },
    ),
}
