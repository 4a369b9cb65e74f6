"""A third kind of exercise: a function that returns arrays, with a reply part by part."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.answers.exercises import NOT_YET, Code, Reply, equal_answers, returned_and_printed

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Arrays:
    """A question whose answer is a function that returns arrays; the reply goes part by part, with shapes before
    numbers.

    reference  a right answer
    inputs     (the name of the trial, its arguments), …
    parts      the names of the arrays that the reference returns; with one name it returns that array itself
    slips      (a wrong function, its likely cause)
    each       what one array of a list of them belongs to
    """

    reference: Callable[..., Any]
    inputs: Sequence[tuple[str, tuple[Any, ...]]]
    parts: Sequence[str]
    slips: Sequence[tuple[Callable[..., Any], str]] = ()
    each: str = "layer"

    def judge(self, answer: object) -> Reply:
        """The reply after running the function on each trial, up to the first that is wrong."""
        if answer is None or answer is ... or not callable(answer):
            return Code(self.reference, ()).judge(answer)
        found: list[Any] = []
        for called, arguments in self.inputs:
            given = copy.deepcopy(arguments)
            try:
                mine, printed = returned_and_printed(answer, given)
            except NotImplementedError:
                return Reply(False, (NOT_YET,))
            except Exception as error:
                return Reply(False, (f"{called}: it stopped. {_error_text(error)}", *self._named_before(found)))
            if mine is None and printed:
                return Reply(False, (f"{called}: it prints, and returns nothing. End with `return`, not `print`.",))
            if mine is None:
                return Reply(False, (NOT_YET,))
            if not equal_answers(given, arguments, 0.0):
                return Reply(False, (f"{called}: it changed its arguments. Make new arrays, and leave those alone.",))
            found.append(mine)
        for (called, arguments), mine in zip(self.inputs, found, strict=True):
            right = self.reference(*arguments)
            if not equal_answers(mine, right, TOLERANCE):
                why = next((text for slip, text in self.slips if self._agrees(slip, found)), "")
                by_part = _by_part(self.parts, mine, right, self.each)
                advice = why or (_advice(by_part) if len(by_part) == len(self.parts) else "")  # else the count is wrong
                return Reply(False, (f"{called}:", *by_part, *([advice] if advice else [])))
        return Reply(True, (f"right, on {len(found)} trials",))

    def _named_before(self, found: Sequence[Any]) -> list[str]:
        """What a function that stopped did wrong on the trials before, where it ran: one line, or none."""
        pairs = list(zip(self.inputs, found, strict=False))
        wrong = [
            called for (called, given), mine in pairs if not equal_answers(mine, self.reference(*given), TOLERANCE)
        ]
        why = next((text for slip, text in self.slips if self._agrees(slip, found)), "")
        return [f"On {wrong[0]} it ran, and was wrong. {why}".strip()] if wrong else []

    def _agrees(self, slip: Callable[..., Any], found: Sequence[Any]) -> bool:
        pairs = zip(self.inputs, found, strict=False)  # a function that stopped has found the first few
        return all(equal_answers(mine, slip(*copy.deepcopy(arguments)), TOLERANCE) for (_, arguments), mine in pairs)


def readable_normals(seed: int, *shape: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Normal numbers with two decimals, so that a trial can be read."""
    return np.round(np.random.default_rng(seed).normal(size=shape), 2)


def _error_text(error: Exception) -> str:
    """An error in words; NumPy's message about a matrix product is replaced by advice on shapes."""
    if isinstance(error, ValueError) and "matmul" in str(error):
        return "Two matrices do not fit: write the shape beside each factor, and see which sizes meet."
    return f"{type(error).__name__}: {error}"


def _by_part(parts: Sequence[str], mine: Any, right: Any, each: str) -> list[str]:
    """A line for each part: right, or a comment on its shape and its numbers."""
    if len(parts) == 1:
        mine, right = (mine,), (right,)
    if not isinstance(mine, tuple | list) or len(mine) != len(parts):
        return [f"  it should return {len(parts)} things: {', '.join(parts)}"]
    return [f"  {name}: {_comment(m, r, each)}" for name, m, r in zip(parts, mine, right, strict=True)]


def _advice(by_part: Sequence[str]) -> str:
    """What to do about wrong numbers that no slip explains."""
    if sum(not line.endswith(": right") for line in by_part) > 1:
        return "Begin with the first that is wrong: work out one entry of it by hand."
    return "Work out one entry of it by hand, or by nudging, and compare."


def _comment(mine: Any, right: Any, each: str) -> str:
    if mine is None:
        return NOT_YET
    if equal_answers(mine, right, TOLERANCE):
        return "right"
    if isinstance(right, list):
        if not isinstance(mine, list) or len(mine) != len(right):
            return f"a list of {len(right)} array{'s' * (len(right) > 1)} is wanted, one for each {each}"
        pairs = enumerate(zip(mine, right, strict=True), start=1)
        return "; ".join(f"{each} {k} {_comment(m, r, each)}" for k, (m, r) in pairs)
    try:
        shape = np.shape(np.asarray(mine, dtype=float))
    except (TypeError, ValueError):
        return f"an array is wanted, not {mine!r:.40}"
    wanted = np.shape(right)
    if not wanted:
        return f"a number is wanted, not an array of shape {shape}" if shape else f"{float(mine):.6g} is not it"
    return "the shape is right, the numbers are not" if shape == wanted else f"shape {shape}, wanted {wanted}"
