"""Notices derivatives that were found by nudging: right to some digits, but not the formula that was asked for.

A formula agrees with the reference to 14 digits or more; a difference quotient loses at least 4 of them, and what it
loses is noise. Its price is one or two calls of a forward function for each entry. Who earns what is not changed by it:
an answer within the tolerance has its points, and one outside it has none. It is said, so that the student knows why
the last digits are off, and the instructor can decide.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen
from autograd_lab.exams.question import Question
from autograd_lab.exams.verdict import QuestionResult

Tree = dict[str, Any]

DERIVATIVE = re.compile("gradient|delta|prime|backward|derivative|jacobian|slope")  # in the name of the function
EXACT = 1e-12  # relative error that rounding explains, on most draws
FAR = 1e-2  # relative error that no difference quotient of use has
SAME_WAY = 0.9  # cosine between error and answer from which an error is a factor, not noise
FEW = 3  # numbers, below which any error is a factor


@dataclass
class Watch:
    """What is seen of one question while it is examined: the cases, and the calls of the student's functions."""

    question: Question
    cases: list[Case] = field(default_factory=list)
    calls: list[Counter[str]] = field(default_factory=list)

    @property
    def is_asked_to_count(self) -> bool:
        """Whether the answer is a derivative, which could be nudged for."""
        return bool(DERIVATIVE.search(self.question.name))

    def counting(self, plan: Tree) -> Tree:
        """The plan that has the calls counted."""
        if not self.is_asked_to_count:
            return plan
        return {**plan, "steps": [{**step, "count": True} if step["do"] == "call" else step for step in plan["steps"]]}

    def hear(self, outcome: Mapping[str, Any]) -> None:
        """Keep what an outcome says of calls; what it says is the student's word, and only reported."""
        for record in outcome.get("steps", [])[-1:]:
            called = record.get("called")
            counted = called.items() if isinstance(called, dict) else ()
            own = {str(name): n for name, n in counted if isinstance(n, int) and name != self.question.name}
            self.calls.append(Counter(own))

    def notice(self, result: QuestionResult) -> str:
        """One sentence when the answer looks nudged for; else an empty text."""
        if not self.is_asked_to_count or any(finding.mistake for finding in result.findings):
            return ""
        errors = [error for case in self.cases if (error := _worst(case.seen)) is not None]
        if not errors or len(errors) < len(self.cases) / 2:
            return ""
        typical = float(np.median(errors))
        often = self._often()
        if not EXACT < typical < FAR or not (often or _is_noise(self.cases)):
            return ""
        digits = int(-np.log10(typical))
        return (
            f"{result.name} agrees with the formula to about {digits} digits only{often}. That is what nudging each "
            "entry gives (chapter 02: a good check, but slow and inexact). The formula is what is asked for here."
        )

    def _often(self) -> str:
        """What is said of a function that is called once or twice for each entry, if there is one."""
        for case, calls in zip(self.cases, self.calls, strict=False):
            entries = sum(seen.expected.size for seen in case.seen)
            name, count = next(iter(calls.most_common(1)), ("", 0))
            if entries > 1 and entries <= count:
                return f", and calls {name} {count} times for {entries} entries"
        return ""


def _worst(parts: Sequence[Seen]) -> float | None:
    """The largest relative error of any part; None when the parts cannot be compared."""
    found = []
    for seen in parts:
        if not isinstance(seen.got, np.ndarray) or seen.got.shape != seen.expected.shape:
            return None
        scale = float(np.max(np.abs(seen.expected), initial=0.0))
        found.append(float(np.max(np.abs(seen.got - seen.expected), initial=0.0)) / scale if scale else 0.0)
    return max(found, default=None)


def _is_noise(cases: Sequence[Case]) -> bool:
    """Whether the errors of an answer go all ways, as rounding's do, and are no multiple of it."""
    parts = [seen for case in cases for seen in case.seen]
    alike = [value for seen in parts if (value := _likeness(seen)) is not None]
    return len(alike) > 1 and float(np.median(alike)) < SAME_WAY


def _likeness(seen: Seen) -> float | None:
    """How far the error points the way of the answer, from 0 to 1; None where too few numbers are off to tell."""
    if not isinstance(seen.got, np.ndarray) or seen.got.shape != seen.expected.shape or seen.expected.size < FEW:
        return None
    error, answer = np.ravel(seen.got - seen.expected), np.ravel(seen.expected)
    lengths = float(np.linalg.norm(error) * np.linalg.norm(answer))
    return abs(float(error @ answer)) / lengths if lengths and np.isfinite(lengths) else None
