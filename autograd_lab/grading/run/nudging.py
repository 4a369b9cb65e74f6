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

DERIVATIVE = re.compile("gradient|delta|prime|backward|derivative|jacobian|slope")  # in the name of the function
EXACT = 1e-12  # relative error that rounding explains, on most draws
FAR = 1e-2  # relative error that no difference quotient of use has
SAME_WAY = 0.9  # cosine between error and answer from which an error is a factor, not noise
FEW = 3  # numbers, below which any error is a factor


@dataclass
class Watch:
    """An observer of one question while it is examined: its cases, and the calls of the student's functions."""

    question: Question
    cases: list[Case] = field(default_factory=list)
    calls: list[Counter[str]] = field(default_factory=list)

    @property
    def is_asked_to_count(self) -> bool:
        """Whether the question asks for a derivative, by its name, so that calls are to be counted."""
        return bool(DERIVATIVE.search(self.question.name))

    def with_calls_counted(self, plan: dict[str, Any]) -> dict[str, Any]:
        """The plan, changed so that the interpreter counts the calls of the student's functions."""
        if not self.is_asked_to_count:
            return plan
        return {**plan, "steps": [{**step, "count": True} if step["do"] == "call" else step for step in plan["steps"]]}

    def count_calls(self, outcome: Mapping[str, Any]) -> None:
        """Keep the counts in an outcome; they come from the student's process, so they are reported, never trusted."""
        for record in outcome.get("steps", [])[-1:]:
            called = record.get("called")
            counted = called.items() if isinstance(called, dict) else ()
            own = {str(name): n for name, n in counted if isinstance(n, int) and name != self.question.name}
            self.calls.append(Counter(own))

    def add(self, case: Case) -> None:
        """Keep a case; of the counts since the last one, those of the outcome that it came from."""
        self.cases.append(case)
        if len(self.calls) > len(self.cases):  # it was asked for twice, with more lent the second time
            self.calls[len(self.cases) - 1 :] = self.calls[-1:]

    def notice(self, result: QuestionResult) -> str:
        """A sentence for an answer that looks like a difference quotient; "" for any other."""
        if not self.is_asked_to_count or any(finding.mistake for finding in result.findings):
            return ""
        errors = [error for case in self.cases if (error := _worst(case.seen)) is not None]
        if not errors or len(errors) < len(self.cases) / 2:
            return ""
        typical = float(np.median(errors))
        often = self._call_count_clause()
        if not EXACT < typical < FAR or not (often or _is_noise(self.cases)):
            return ""
        digits = int(-np.log10(typical))
        return (
            f"{result.name} agrees with the formula to about {digits} digits only{often}. That is what nudging each "
            "entry gives (chapter 02: a good check, but slow and inexact). The formula is what is asked for here."
        )

    def _call_count_clause(self) -> str:
        """A clause that names the function which was called once or more for each entry; "" if there is none."""
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
    """Whether the errors point in all directions, as rounding errors do, and not along the answer, as a factor does."""
    parts = [seen for case in cases for seen in case.seen]
    cosines = [value for seen in parts if (value := _cosine(seen)) is not None]
    return len(cosines) > 1 and float(np.median(cosines)) < SAME_WAY


def _cosine(seen: Seen) -> float | None:
    """The absolute cosine between the error and the answer; None where there are too few numbers to compare."""
    if not isinstance(seen.got, np.ndarray) or seen.got.shape != seen.expected.shape or seen.expected.size < FEW:
        return None
    error, answer = np.ravel(seen.got - seen.expected), np.ravel(seen.expected)
    lengths = float(np.linalg.norm(error) * np.linalg.norm(answer))
    return abs(float(error @ answer)) / lengths if lengths and np.isfinite(lengths) else None
