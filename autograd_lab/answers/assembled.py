"""Exercise 6.6: an engine in one class, tried part by part, in the order in which the chapter built them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd_lab.answers.exercises import NOT_YET, Reply

DEEP = 10_000


@dataclass(frozen=True)
class Trial:
    """One thing that the engine has to do.

    called    the formula, as one writes it, and the number that w is
    run       the engine's class -> the number that comes out
    right     the number that should
    slips     a wrong number, and its likely cause
    look      advice for any other wrong number
    stopped   advice for an error that stops it, where that has one likely cause
    """

    called: str
    run: Callable[[Any], float]
    right: float
    slips: tuple[tuple[float, str], ...] = ()
    look: str = "Work this one out on paper, one gate on each line."
    stopped: str = ""


def _gradient(formula: Callable[[Any], Any], at: float = 3.0) -> Callable[[Any], float]:
    """The gradient of the leaf after one sweep."""
    return lambda engine: _after(engine, formula, ["sweep"], at)


def _after(engine: Any, formula: Callable[[Any], Any], steps: list[str], at: float = 3.0) -> float:
    leaf = engine(at)
    end = formula(leaf)
    for step in steps:
        if step == "sweep":
            end.backward()
        else:
            leaf.grad = 0.0
    return float(leaf.grad)


def _cube(x: Any) -> Any:
    return x * x * x


def _m_first(t: Any) -> Any:
    m = t + t
    return m + m * t


def _n_first(t: Any) -> Any:
    m = t + t
    return m * t + m


def _deep(x: Any) -> Any:
    for _ in range(DEEP):
        x = x + 1
    return x


_NOTHING = "Nothing arrives at w. Does the end get its seed of 1, and is the list read from its end?"
_FIRST_VISIT = "A number hands on before all has arrived at it. Note it in the list when you leave it, not on arriving."
_PLAIN_RIGHT = "A plain number has no `.data`: lift it to your class first."
_PLAIN_LEFT = "Python asks the plain number first, and then your class for `__radd__` or `__rmul__`."

TRIALS = [
    Trial("w + w with w = 3", lambda engine: float((engine(3.0) + engine(3.0)).data), 6),
    Trial("w * (w + w) with w = 3", lambda engine: float((engine(3.0) * (engine(3.0) + engine(3.0))).data), 18),
    Trial("w + 2 with w = 3", lambda engine: float((engine(3.0) + 2).data), 5, stopped=_PLAIN_RIGHT),
    Trial("w * 4 with w = 3", lambda engine: float((engine(3.0) * 4).data), 12, stopped=_PLAIN_RIGHT),
    Trial("2 + w with w = 3", lambda engine: float((2 + engine(3.0)).data), 5, stopped=_PLAIN_LEFT),
    Trial("4 * w with w = 3", lambda engine: float((4 * engine(3.0)).data), 12, stopped=_PLAIN_LEFT),
    Trial("w.tanh() with w = 0.5", lambda engine: float(engine(0.5).tanh().data), math.tanh(0.5)),
    Trial(
        "w * 4, the gradient of w at 3",
        _gradient(lambda w: w * 4),
        4,
        (
            (0, _NOTHING),
            (
                1,
                "The seed arrives as it is. In a product it is multiplied by the slope, which is the other factor.",
            ),
            (5, "The slope is added to what arrived. Along an arrow the two are multiplied."),
            (3, "Each factor gets its own value. The product swaps: the slope in one factor is the other."),
        ),
    ),
    Trial(
        "w + w, the gradient of w at 3",
        _gradient(lambda w: w + w),
        2,
        (
            (
                1,
                "One of two arrows is lost. Do you write `+=` when handing on, and are the parents a tuple?",
            ),
        ),
    ),
    Trial(
        "m + m * w with m = w + w, the gradient of w at 3",
        _gradient(_m_first),
        14,
        ((8, _FIRST_VISIT), (0, _NOTHING)),
        "In which order do the numbers hand on? Print them: each must come after all that were made from it.",
    ),
    Trial(
        "m * w + m with m = w + w, the gradient of w at 3",
        _gradient(_n_first),
        14,
        ((8, _FIRST_VISIT), (0, _NOTHING)),
        "In which order do the numbers hand on? Print them: each must come after all that were made from it.",
    ),
    Trial(
        "w.tanh(), the gradient of w at 0.5",
        _gradient(lambda w: w.tanh(), at=0.5),
        1 - math.tanh(0.5) ** 2,
        (
            (1 - 0.5**2, "The slope takes the result: 1 − tanh², not 1 − a²."),
            (
                1 - math.tanh(math.tanh(0.5)) ** 2,
                "The slope takes the tanh of the result. The result itself is enough.",
            ),
            (1 - math.tanh(0.5), "The slope is 1 − tanh²: the result is squared in it."),
        ),
    ),
    Trial(
        "w * w * w with w = 3, swept, w cleared, swept again",
        lambda engine: _after(engine, _cube, ["sweep", "clear", "sweep"]),
        27,
        (
            (45, "What was made on the way still holds gradients of the first sweep. Clear whatever has parents."),
            (
                72,
                "The end and what was made on the way still hold the first sweep. Clear whatever has parents.",
            ),
            (54, "The seed of the second sweep is 2. Clear the end as well, before you set it."),
        ),
    ),
    Trial(
        "w * w * w with w = 3, swept twice and nothing cleared by its user",
        lambda engine: _after(engine, _cube, ["sweep", "sweep"]),
        54,
        (
            (
                27,
                "The leaf was cleared too. It belongs to whoever uses the engine: only what has parents starts afresh.",
            ),
            (72, "What was made on the way still holds gradients of the first sweep. Clear whatever has parents."),
        ),
    ),
    Trial(
        "w = 3 alone, swept twice",
        lambda engine: _after(engine, lambda w: w, ["sweep", "sweep"]),
        2,
        ((1, "The end of a graph may be a leaf, and leaves add up: set the seed by `+= 1`, after the clearing."),),
    ),
    Trial(f"{DEEP:,} times + 1, the gradient of w at 3", _gradient(_deep), 1),
]

_PARTS = {
    "__add__": "There is no `+` yet: write the method `__add__`.",
    "__mul__": "There is no `*` yet: write the method `__mul__`.",
    "tanh": "There is no `tanh` yet.",
    "backward": "There is no `backward` yet.",
}


@dataclass(frozen=True)
class Assembled:
    """A question whose answer is the class of an engine."""

    def judge(self, answer: object) -> Reply:
        """The reply after the first part that is missing, stops, or gives a wrong number."""
        if answer is None or answer is ...:
            return Reply(False, (NOT_YET,))
        if not isinstance(answer, type):
            return Reply(False, ("hand over the class itself, without brackets and numbers behind its name",))
        missing = [said for part, said in _PARTS.items() if not hasattr(answer, part)]
        if len(missing) == len(_PARTS):
            return Reply(False, (NOT_YET,))
        if missing:
            return Reply(False, (missing[0],))
        for trial in TRIALS:
            if (wrong := complaint(trial, answer)) is not None:
                return Reply(False, wrong)
        return Reply(True, (f"right, on {len(TRIALS)} trials: an engine of your own",))


def complaint(trial: Trial, engine: Any) -> tuple[str, ...] | None:
    """What is said of a trial that went wrong; None of one that went well."""
    try:
        came = trial.run(engine)
    except RecursionError:
        return (
            f"{trial.called}: a function calls itself once for each gate. Keep the open visits on a list of your own.",
        )
    except Exception as error:
        return (f"{trial.called} stopped with {type(error).__name__}: {error}", _advice_on_error(trial, error))
    if math.isclose(came, trial.right, rel_tol=1e-9, abs_tol=1e-12):
        return None
    why = next((text for slip, text in trial.slips if math.isclose(came, slip, rel_tol=1e-9)), trial.look)
    return (f"{trial.called} gives {came:.6g}; it should be {trial.right:.6g}.", why)


def _advice_on_error(trial: Trial, error: Exception) -> str:
    if trial.stopped:
        return trial.stopped
    if isinstance(error, AttributeError) and "NoneType" in str(error):
        return "A gate returns nothing: is there a `return` before its new number?"
    return "Try this line by itself in a cell: the last line of the traceback names the place."
