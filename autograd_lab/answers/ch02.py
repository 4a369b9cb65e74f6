"""Chapter 02: slopes by nudging, and formulas on trial."""

from __future__ import annotations

from collections.abc import Callable

from autograd_lab.answers.exercises import Code, Exercise, Numbers, changed

Function = Callable[[float, float], float]
H = 1e-5


def bowl(w: float, b: float) -> float:
    """A trial function whose two slopes differ in size and sign."""
    return 3 * w**2 + 4 * w * b - 5 * b + b**2


def tilted(w: float, b: float) -> float:
    """A plane: its slopes are 2 and −7 everywhere."""
    return 2 * w - 7 * b + 1


def _gradient(f: Function, w: float, b: float) -> tuple[float, float]:
    return (f(w + H, b) - f(w - H, b)) / (2 * H), (f(w, b + H) - f(w, b - H)) / (2 * H)


_UPSIDE_DOWN = "The ratio is nudging divided by formula, not the other way round."
_TWO_OF_FOUR = "That would be a factor 2. Divide nudging by formula once more: the number of rides is in it."
_LOOK = "Print what nudging says and what the formula says, and divide the first by the second."

EXERCISES: dict[str, Exercise] = {
    "2.1": Numbers(
        right={"one_side": 6.1, "both_sides": 6},
        slips={
            "one_side": [
                (0.61, "That is how far f moved. For each unit of x it is more."),
                (6, "That is the slope itself. Nudging to one side misses it a little."),
                (5.9, "That is the ratio to the left. Here it is from 3 to 3.1."),
                (3.05, "You divided by 2h. From 3 to 3.1 it is h."),
                (96.1, "The 9 at x = 3 has to be taken off first: it is the change that is divided."),
            ],
            "both_sides": [
                (12, "You divided by h. How far apart are 2.9 and 3.1?"),
                (1.2, "That is how far f moved. For each unit of x it is more."),
                (0.06, "Divided by 2, and then multiplied by h: put 2 * h in brackets."),
                (6.1, "That is one side again. Both places are new here: 2.9 and 3.1."),
            ],
        },
        tolerance=1e-6,
    ),
    "2.2": Code(
        reference=_gradient,
        inputs=[(bowl, 1.0, 3.0), (tilted, 0.5, -3.0), (bowl, -2.0, 0.25)],
        slips=[
            (
                changed(_gradient, lambda dw, db: (dw, 2 * db)),
                "Twice too large in the second number: the two places are 2h apart.",
            ),
            (
                lambda f, w, b: (_gradient(f, w, b)[0], (f(w + H, b + H) - f(w - H, b - H)) / (2 * H)),
                "Both numbers moved for the second one. Hold w still while b moves.",
            ),
            (
                changed(_gradient, lambda dw, db: (dw, db * H * H)),
                "The second number is tiny: `/ 2 * h` divides by 2 and then multiplies by h. Put 2 * h in brackets.",
            ),
            (
                changed(_gradient, lambda dw, db: (dw, db * 2 * H)),
                "That is how far f moves, not yet how far for each unit: divide by the distance, 2h.",
            ),
            (
                lambda f, w, b: (_gradient(f, w, b)[0], (f(w, b + H) - f(w, b)) / H),
                "The second number is nudged to one side only: it is off in the sixth digit. Take b - h too.",
            ),
            (
                lambda f, w, b: (_gradient(f, w, b)[0], (f(w, b) - f(w, b - H)) / H),
                "The second number is nudged to one side only: it is off in the sixth digit. Take b + h too.",
            ),
            (
                lambda f, w, b: (_gradient(f, w, b)[0], _gradient(f, w + H, b)[1]),
                "In the second number w has stayed at w + h. Change no argument for good.",
            ),
            (
                changed(_gradient, lambda dw, db: (db, dw)),
                "The two numbers have changed places: first the slope in w, then that in b.",
            ),
            (
                changed(_gradient, lambda dw, db: (dw, dw)),
                "The second number is the first again. Which argument has to move?",
            ),
            (changed(_gradient, lambda dw, db: (dw, -db)), "The second number has the wrong sign: up minus down."),
        ],
        tolerance=1e-7,
    ),
    "2.3": Numbers(
        right={"a_w": 1, "a_b": 2, "b_w": 0.25, "b_b": 0.25, "c_w": -1, "c_b": -1},
        slips={
            "a_b": [(0.5, _UPSIDE_DOWN)],
            "b_w": [(4, _UPSIDE_DOWN), (0.5, _TWO_OF_FOUR)],
            "b_b": [(4, _UPSIDE_DOWN), (0.5, _TWO_OF_FOUR)],
            "c_w": [(1, "Look at the signs of both.")],
            "c_b": [(1, "Look at the signs of both.")],
        },
        look=_LOOK,
    ),
    "2.4": Numbers(
        right={"right": 1, "left": -1, "both_sides": 0},
        slips={
            "right": [(0.1, "That is how far f moved. Divide by h."), (0, "You moved to the right, from 0 to h.")],
            "left": [
                (1, "You moved to the left: the distance is −h."),
                (0.1, "That is how far f moved. Divide by the distance, −h."),
                (-0.1, "That is how far f moved, with a sign. Divide by the distance, −h."),
            ],
            "both_sides": [(1, "What is |h| − |−h|?"), (2, "|h| − |−h|: the two are equal, and subtracted.")],
        },
    ),
}
