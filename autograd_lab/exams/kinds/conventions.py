"""Questions about δ that accept both of its meanings, as long as one of them is kept.

The course's δ is ∂L/∂z. A student who defines δ as ∂L/∂a can write an equally correct sweep: σ' then stands in the step
down and in the gradient of a weight, not in δ. The notebook's function `delta_means()` says which it is, by
returning "dL/dz" or "dL/da". The second meaning needs other activations, so the plan makes both calls and the
judge looks at the one that was meant.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from inspect import signature
from typing import Any

from autograd_lab.exams.judging import Case, Problem, blank_case, judge_call, parts_of
from autograd_lab.exams.question import Function, Inputs, Question, Would, attempt, fresh_copies
from autograd_lab.mistakes import Formula, Take

MEANINGS = ("dL/dz", "dL/da")
DECLARED = "delta_means"
ASKED = {"do": "call", "function": DECLARED, "args": []}  # the step of a plan that asks for the meaning

Edit = tuple[str, Function]  # a mistake, and the formula that makes it


class Kept(dict[str, Any]):
    """The inputs of a call in which δ means ∂L/∂a."""


@dataclass(frozen=True)
class DeltaQuestion(Question):
    """A question about δ under both conventions.

    `other` is the reference when δ means ∂L/∂a, `other_inputs` makes its inputs of those drawn; `edits` are the
    formulas of known mistakes, beside the swaps of ingredients; `written_kept` are the formulas for the search when δ
    means ∂L/∂a.
    """

    other: Function = lambda: None
    other_inputs: Callable[[Inputs], Inputs] = dict
    edits: tuple[Edit, ...] = ()
    written_kept: Sequence[Callable[[Inputs, Take], tuple[Any, ...]]] = ()

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas under the meaning that was declared."""
        return [partial(one, inputs) for one in (self.written_kept if isinstance(inputs, Kept) else self.written)], 0

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """Three calls: of `delta_means`, and of the function with the inputs of each meaning."""
        first = super().plan(inputs)
        second = {"do": "call", "function": self.name, "args": list(self.other_inputs(inputs).values())}
        return {**first, "steps": [ASKED, *first["steps"], second]}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case of the call that was meant, compared with its reference."""
        expected = parts_of(self.reference(*fresh_copies(inputs)), len(self.parts))
        if outcome.get("lost"):
            return judge_call(self, inputs, outcome, expected)
        asked, first, second = outcome["steps"]
        meant = MEANINGS[0] if asked["status"] == "missing" else (asked["value"] or {}).get("text")
        if meant not in MEANINGS:
            text = f"{DECLARED}() should return {' or '.join(map(repr, MEANINGS))}, as a text."
            return blank_case(inputs, expected, Problem("no-meaning", text), hopeless=True)
        if meant == MEANINGS[0]:
            return judge_call(self, inputs, {"steps": [first]}, expected)
        kept = Kept(self.other_inputs(inputs))
        case = judge_call(self, kept, {"steps": [second]}, parts_of(self.other(*fresh_copies(kept)), len(self.parts)))
        error = second["error"] if second["status"] == "raised" else None
        if case.problem and error and error["type"] == "TypeError" and "positional argument" in error["message"]:
            text = f"{DECLARED}() says {MEANINGS[1]}, and then {self.name} is called with {', '.join(kept)}. "
            text += f"It raised TypeError: {error['message']}. Is {MEANINGS[1]} what your δ means?"
            return replace(case, problem=Problem("raised", text))
        return case

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The suspects of the first meaning; of the second only the first meaning itself, beside structure."""
        if isinstance(inputs, Kept):
            count = len(signature(self.reference).parameters)
            return [("meaning-not-kept", attempt(lambda *args: self.reference(*args[:count]), inputs, 1))]
        return [
            *super().suspects(inputs, failing),
            *((mistake, attempt(function, inputs, 1)) for mistake, function in self.edits),
        ]
