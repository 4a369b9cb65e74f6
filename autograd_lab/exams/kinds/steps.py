"""Questions about one step of an optimiser, which carries a state from step to step.

A step is asked for once, or several times in a row, where each step gets what the student's own step before it gave
back. So a state that is kept somewhere else than in the returned values does not go unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen, judge_call, parts_of
from autograd_lab.exams.question import Function, Inputs, Question, Would, attempt
from autograd_lab.mistakes import SWAPS, Array, Raised, Sighting, edits
from autograd_lab.mistakes.seen import describe

GRADIENTS, TIME = "g", "t"  # the arguments that differ from step to step; `t` is there when the step counts


def steps_of(inputs: Inputs) -> int:
    """How many steps a draw takes: its gradients are a list, one for each."""
    return len(inputs[GRADIENTS])


def arguments(inputs: Inputs, state: Sequence[Any], step: int) -> Inputs:
    """What step number `step`, counted from 0, is called with, when `state` came back from the one before."""
    now = dict(zip(inputs, state, strict=False))
    now |= {name: inputs[name] for name in list(inputs)[len(state) :]}
    now[GRADIENTS] = inputs[GRADIENTS][step]
    return now | ({TIME: inputs[TIME] + step} if TIME in inputs else {})


def in_turn(function: Function, count: int, names: Sequence[str]) -> Function:
    """All steps of a draw with `function`, whose first `count` arguments are the state that it returns."""

    def steps(*values: Any) -> tuple[Array, ...]:
        inputs = dict(zip(names, values, strict=True))
        state: Sequence[Any] = values[:count]
        for step in range(steps_of(inputs)):
            state = parts_of(function(*arguments(inputs, state, step).values()), count)
        return tuple(state)

    return steps


@dataclass(frozen=True)
class StepQuestion(Question):
    """Its inputs are those of the signature, with a list of gradients; its parts are the first arguments after it.

    The reference takes such inputs too, and goes through all steps; variants are single steps, as students write them.
    """

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """One call for each step; what comes back is handed to the next."""
        count, steps = len(self.parts), []
        for step in range(steps_of(inputs)):
            before = [{"handle": f"step {step - 1}", "item": item} for item in range(count)]
            args = arguments(inputs, before if step else list(inputs.values())[:count], step)
            steps.append({"do": "call", "function": self.name, "args": list(args.values()), "keep": f"step {step}"})
        return {"seconds": self.seconds, "steps": steps}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """Compare what the last step gave back with the reference; a step that went wrong in form ends it."""
        expected = parts_of(self.reference(*inputs.values()), len(self.parts))
        shown = arguments(inputs, list(inputs.values())[: len(self.parts)], 0)
        came = outcome if outcome.get("lost") else {"steps": [_telling(outcome, expected)]}
        case = judge_call(self, shown, came, expected)
        return replace(case, inputs=inputs, seen=tuple(self._noted(inputs, seen) for seen in case.seen))

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """What each edit and each wrong variant makes of all the steps."""
        count, names = len(self.parts), list(inputs)
        would = edits(self.anatomy(inputs), SWAPS) if self.anatomy else []
        would += [(v.mistake, attempt(in_turn(v.function, count, names), inputs, count)) for v in self.wrong]
        changes: list[tuple[str, Function]] = [("integers", lambda *parts: tuple(map(np.trunc, parts)))]
        changes += [("exchanged", _in_order(order)) for order in list(permutations(range(count)))[1:]]
        return would + [(mistake, attempt(self._then(change, names), inputs, count)) for mistake, change in changes]

    def _then(self, change: Function, names: Sequence[str]) -> Function:
        """The reference, with a change of its values after each step."""

        def changed(*values: Any) -> tuple[Array, ...]:
            now = dict(zip(names, values, strict=True))
            return tuple(change(*self.reference(*{**now, GRADIENTS: [now[GRADIENTS]]}.values())))

        return in_turn(changed, len(self.parts), names)

    def _noted(self, inputs: Inputs, seen: Seen) -> Seen:
        """With a word on how many steps there were, when numbers are all there is to see."""
        if seen.holds or seen.problem or seen.got is None or isinstance(seen.got, Raised):
            return seen
        text = describe(Sighting(seen.got, seen.expected, self.known(inputs)))
        count = steps_of(inputs)
        return replace(seen, note=text if count == 1 else f"After {count} steps in a row: {text[0].lower()}{text[1:]}")


def _in_order(order: Sequence[int]) -> Function:
    """Values in another order."""
    return lambda *parts: tuple(parts[place] for place in order)


def _telling(outcome: Mapping[str, Any], expected: Sequence[Array]) -> Mapping[str, Any]:
    """The record to judge: the first that brought no value, or none of the right form to go on with; else the last.

    An argument that any of the steps changed counts as changed.
    """
    records: Sequence[Mapping[str, Any]] = outcome["steps"]
    for record in records[:-1]:
        if record["status"] != "ok" or not _formed(record["value"], expected):
            return record
    return {**records[-1], "changed": sorted({position for record in records for position in record["changed"]})}


def _formed(value: Mapping[str, Any], expected: Sequence[Array]) -> bool:
    """Whether the next step can go on with this: as many arrays as there are parts, of the right shapes."""
    items = value.get("items", [])
    shapes = [item["shape"] if item["kind"] == "array" else None for item in items]
    return len(items) == value.get("length") and shapes == [list(part.shape) for part in expected]
