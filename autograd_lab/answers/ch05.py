"""Chapter 05: gradients of small graphs, by habit, by the sum at a fan-out, in an order that waits, and by nudging."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from autograd_lab.answers.exercises import NOT_YET, Code, Exercise, Numbers, Reply

Arrow = tuple[str, str, float]  # from where, to where, local derivative
Slopes = dict[str, float]
_H = 0.0001


@dataclass(frozen=True)
class Order:
    """A question whose answer is a list of arrows, in an order in which a sweep through them gives the right gradient.

    given  the lines as they stand
    end    the node where the sweep begins
    leaf   the node whose gradient is compared
    right  that gradient
    """

    given: Sequence[Arrow]
    end: str
    leaf: str
    right: float

    def judge(self, answer: object) -> Reply:
        """The reply: whether the lines are the same as given, and what the sweep through them gives."""
        lines = answer if isinstance(answer, list | tuple) else []
        if answer is None or list(lines) == list(self.given):
            return Reply(False, (f"{NOT_YET}: in this order the sweep says {self._swept(self.given):g}",))
        if sorted(map(repr, lines)) != sorted(map(repr, self.given)):
            return Reply(False, ("a line was changed, not moved: the list must hold the same lines, in another order",))
        found = self._swept(lines)
        if found == self.right:
            return Reply(True, (f"{self.leaf}: {found:g}, right",))
        return Reply(False, (f"{self.leaf}: {found:g} is not {self.right:g} yet. Which node passed on too early?",))

    def _swept(self, arrows: Sequence[Arrow]) -> float:
        grad = {node: 0.0 for _, node, _ in arrows} | {self.end: 1.0}
        for gate, node, local in arrows:
            grad[node] += grad[gate] * local
        return grad[self.leaf]


def _squared_error(w: float, x: float, b: float, y: float) -> float:
    return (w * x + b - y) ** 2


def _cubic(p: float, q: float) -> float:
    return p * p * p + p * q


def _back_at_the_start(formula: Callable[..., float], inputs: Mapping[str, float]) -> Slopes:
    """Half a one-sided slope: the input goes 0.0001 up and 0.0001 down again, and the way is taken for 0.0002."""
    at = dict(inputs)
    found = {}
    for name in inputs:
        at[name] += _H
        more = formula(**at)
        at[name] -= _H
        less = formula(**at)
        found[name] = (more - less) / (2 * _H)
    return found


def _all_at_once(formula: Callable[..., float], inputs: Mapping[str, float]) -> Slopes:
    """One slope for all: every input is moved, and not one at a time."""
    more = formula(**{name: value + _H for name, value in inputs.items()})
    less = formula(**{name: value - _H for name, value in inputs.items()})
    return dict.fromkeys(inputs, (more - less) / (2 * _H))


def _slopes(formula: Callable[..., float], inputs: Mapping[str, float], more: float, less: float, by: float) -> Slopes:
    def moved(name: str, h: float) -> float:
        return formula(**{**inputs, name: inputs[name] + h})

    return {name: (moved(name, more) - moved(name, less)) / by for name in inputs}


EXERCISES: dict[str, Exercise] = {
    "5.1": Numbers(
        right={"p": -2, "q": 2, "r": 3},
        slips={
            "p": [
                (3, "That is the difference's own value. The × swaps: it hands over the value of r."),
                (2, "The − hands its first input a copy, as it is."),
                (-6, "A gate hands on what arrives times its partner's value, here 1 times −2."),
                (-14, "That is p times r. The − does not look at values: it copies what arrives."),
                (1, "That is the local derivative of the −. Times what arrives there."),
            ],
            "q": [
                (-2, "The − flips what it hands to its second input."),
                (-3, "That is the difference's own value. The × swaps: it hands over the value of r."),
                (3, "That is the difference's own value. The × swaps: it hands over the value of r."),
                (-1, "That is the local derivative of the −. Times what arrives there."),
                (8, "That is q times r, flipped. The − does not look at values."),
            ],
            "r": [
                (-2, "That is the value of r itself. The × swaps: r gets the value of the difference."),
                (-3, "The sign: the difference is 7 − 4."),
                (-6, "That is the value of f. r gets what arrives, 1, times its partner's value."),
                (11, "That is the sum. The first gate is a −."),
            ],
        },
        look="Nudge it by 0.01 on paper: how far does the result move?",
    ),
    "5.2": Numbers(
        right={"x": 360},
        slips={
            "x": [
                (160, "That is what one arrow brought. With = for +=, the last one is all that is left."),
                (320, "The short way is missing: v uses x as well."),
                (200, "x · x is two uses of x, not one."),
                (40, "That is the short way alone."),
                (9, "That is the slope of v. The square comes after it."),
                (180, "The 2 of the square is missing."),
                (18, "You have twice the slope of v. The square has the slope 2v, here 2 · 20."),
                (400, "That is the value of L."),
            ]
        },
        look="Nudge it by 0.01 on paper: how far does the result move?",
    ),
    "5.3": Order(
        given=(
            ("late", "n", 1),
            ("late", "m", 1),
            ("m", "t", 1),
            ("m", "t", 1),
            ("n", "m", 3),
            ("n", "t", 6),
        ),
        end="late",
        leaf="t",
        right=14,
    ),
    "5.4": Code(
        reference=partial(_slopes, more=_H, less=-_H, by=2 * _H),
        inputs=[
            (_squared_error, {"w": 2.0, "x": 3.0, "b": 1.0, "y": 4.0}),
            (_cubic, {"p": 1.5, "q": -2.0}),
        ],
        slips=[
            (
                partial(_slopes, more=_H, less=-_H, by=_H),
                "Twice as large: from 0.0001 less to 0.0001 more is a way of 0.0002.",
            ),
            (
                partial(_slopes, more=_H, less=0.0, by=_H),
                "This nudges to one side only, so the curvature gets in.",
            ),
            (
                partial(_slopes, more=-_H, less=_H, by=2 * _H),
                "The sign: the result with more, minus the result with less.",
            ),
            (
                partial(_slopes, more=_H, less=-_H, by=1.0),
                "This is how far the result moved. Divide it by how far the input did.",
            ),
            (_all_at_once, "All inputs move together. Move one at a time, and leave the others where they were."),
            (
                _back_at_the_start,
                "Half of it: after `+= 0.0001` and `-= 0.0001` you are back at the start, not 0.0001 below it.",
            ),
        ],
    ),
}
