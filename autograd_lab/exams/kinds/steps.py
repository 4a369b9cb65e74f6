"""Questions about one step of an optimiser, which carries a state from step to step.

A step is asked for once, or several times in a row, each with the state that the student's own step before it gave
back. So a state that is kept anywhere else than in the returned values is noticed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from autograd_lab.exams.judging import Case, Seen, judge_call, parts_of
from autograd_lab.exams.question import Function, Inputs, Question, Would, attempt
from autograd_lab.mistakes import SWAPS, Array, Raised, Sighting, edits
from autograd_lab.mistakes.description import describe

GRADIENTS, TIME = "g", "t"  # the arguments that differ from step to step; `t` is there when the step counts


def steps_of(inputs: Inputs) -> int:
    """The number of steps of a draw: the length of its list of gradients."""
    return len(inputs[GRADIENTS])


def arguments(inputs: Inputs, state: Sequence[Any], step: int) -> Inputs:
    """The arguments of step number `step`, counted from 0, with the state that came back from the one before."""
    now = dict(zip(inputs, state, strict=False))
    now |= {name: inputs[name] for name in list(inputs)[len(state) :]}
    now[GRADIENTS] = inputs[GRADIENTS][step]
    return now | ({TIME: inputs[TIME] + step} if TIME in inputs else {})


def all_steps(function: Function, count: int, names: Sequence[str]) -> Function:
    """`function`, whose first `count` arguments are the state that it returns, applied to all steps of a draw."""

    def steps(*values: Any) -> tuple[Array, ...]:
        inputs = dict(zip(names, values, strict=True))
        state: Sequence[Any] = values[:count]
        for step in range(steps_of(inputs)):
            state = parts_of(function(*arguments(inputs, state, step).values()), count)
        return tuple(state)

    return steps


@dataclass(frozen=True)
class StepQuestion(Question):
    """A question about a step: its inputs hold a list of gradients, its parts are the first arguments after the step.

    The reference takes such inputs too and makes all steps; variants are single steps, as students write them.
    """

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """One call for each step, with the result of the one before."""
        count, steps = len(self.parts), []
        for step in range(steps_of(inputs)):
            before = [{"handle": f"step {step - 1}", "item": item} for item in range(count)]
            args = arguments(inputs, before if step else list(inputs.values())[:count], step)
            steps.append({"do": "call", "function": self.name, "args": list(args.values()), "keep": f"step {step}"})
        return {"seconds": self.seconds, "steps": steps}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: what the last step returned against the reference, or the first step that went wrong in form."""
        expected = parts_of(self.reference(*inputs.values()), len(self.parts))
        shown = arguments(inputs, list(inputs.values())[: len(self.parts)], 0)
        came = outcome if outcome.get("lost") else {"steps": [_decisive_record(outcome, expected)]}
        case = judge_call(self, shown, came, expected)
        return replace(case, inputs=inputs, seen=tuple(self._with_count(inputs, seen) for seen in case.seen))

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit and each wrong variant with its prediction after all steps."""
        count, names = len(self.parts), list(inputs)
        would = edits(self.anatomy(inputs), SWAPS) if self.anatomy else []
        would += [(v.mistake, attempt(all_steps(v.function, count, names), inputs, count)) for v in self.wrong]
        changes: list[tuple[str, Function]] = [("integers", lambda *parts: tuple(map(np.trunc, parts)))]
        changes += [(_exchange_label(names, order), _in_order(order)) for order in list(permutations(range(count)))[1:]]
        return would + [
            (mistake, attempt(self._changed_after_each(change, names), inputs, count)) for mistake, change in changes
        ]

    def _changed_after_each(self, change: Function, names: Sequence[str]) -> Function:
        """The reference with its values changed after each step."""

        def changed(*values: Any) -> tuple[Array, ...]:
            now = dict(zip(names, values, strict=True))
            return tuple(change(*self.reference(*{**now, GRADIENTS: [now[GRADIENTS]]}.values())))

        return all_steps(changed, len(self.parts), names)

    def _with_count(self, inputs: Inputs, seen: Seen) -> Seen:
        """The result with the number of steps in its note, when only numbers can be shown."""
        if seen.holds or seen.problem or seen.got is None or isinstance(seen.got, Raised):
            return seen
        text = describe(Sighting(seen.got, seen.expected, self.known(inputs)))
        count = steps_of(inputs)
        return replace(seen, note=text if count == 1 else f"After {count} steps in a row: {text[0].lower()}{text[1:]}")


def _exchange_label(names: Sequence[str], order: Sequence[int]) -> str:
    """The label of values that come back in another order, which it tells."""
    return f"exchanged:({', '.join(names[place] for place in order)})"


def _in_order(order: Sequence[int]) -> Function:
    """A function that puts values in another order."""
    return lambda *parts: tuple(parts[place] for place in order)


def _decisive_record(outcome: Mapping[str, Any], expected: Sequence[Array]) -> Mapping[str, Any]:
    """The record to judge: the first without a value of the right form, else the last.

    It lists the arguments that any of the steps changed.
    """
    records: Sequence[Mapping[str, Any]] = outcome["steps"]
    for record in records[:-1]:
        if record["status"] != "ok" or not _well_formed(record["value"], expected):
            return record
    return {**records[-1], "changed": sorted({position for record in records for position in record["changed"]})}


def _well_formed(value: Mapping[str, Any], expected: Sequence[Array]) -> bool:
    """Whether the next step can use this value: as many arrays as there are parts, of the right shapes."""
    items = value.get("items", [])
    shapes = [item["shape"] if item["kind"] == "array" else None for item in items]
    return len(items) == value.get("length") and shapes == [list(part.shape) for part in expected]
