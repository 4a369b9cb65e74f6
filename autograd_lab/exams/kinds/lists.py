"""Questions about a whole network: each returned value is a list of arrays, one for each layer.

To be compared, a list becomes one vector, each array in units of the largest entry of the right one, so that a layer
with small gradients counts as much as one with large ones.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.exams.judging import TOLERANCE, Case, Problem, Seen, judge_call, value_in_words
from autograd_lab.exams.kinds.list_slips import arrays_in_words, slip_of_lists
from autograd_lab.exams.question import Inputs, Part, Question, Would, fresh_copies
from autograd_lab.mistakes import Array, Formula, Raised, Take, result_or_error
from autograd_lab.mistakes.description import distinct
from autograd_lab.mistakes.evidence import NEAR
from autograd_lab.mistakes.sightings import agree

Lists = tuple[list[Array], ...]


@dataclass(frozen=True)
class ListQuestion(Question):
    """A question whose parts are lists of arrays.

    `edits(inputs)` gives the known edits of the network with their answers, `tests` recognise those with an unknown
    constant, in the inputs and the vectors that came. The first difference is looked for from the
    output down when `backward`, else from the input up.
    """

    edits: Callable[[Inputs], Sequence[tuple[str, Lists | Raised]]] = lambda inputs: ()
    backward: bool = False
    tests: Sequence[tuple[str, Callable[[Inputs, Sequence[Array]], bool]]] = ()

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: list by list and array by array against the reference."""
        expected = self._expected(inputs)

        record = outcome["steps"][-1] if outcome.get("steps") else {}
        returned = (record.get("value") or {}).get("items", ())

        def compare(part: Part, value: Mapping[str, Any], vector: Array) -> Seen:
            right = expected[self.parts.index(part)]
            seen = self._compare(part, value, vector, right)
            counted = seen.problem is not None and seen.problem.id == "count"
            slip = slip_of_lists(part.name, value, right, returned) if counted else None
            return replace(seen, problem=slip) if slip else seen

        return judge_call(self, inputs, outcome, tuple(vector_of(right, right) for right in expected), compare)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """Each edit and each wrong variant with its prediction, as vectors."""
        expected = self._expected(inputs)
        would: list[tuple[str, Lists | Raised]] = list(self.edits(inputs))
        would += [(v.mistake, _lists_or_error(v.function, inputs, len(self.parts))) for v in self.wrong]
        would += [("exchanged", expected[::-1]), ("reversed", tuple(part[::-1] for part in expected))]
        would.append(("transpose", tuple([array.T for array in part] for part in expected)))
        return [(mistake, _vectors(parts, expected)) for mistake, parts in would]

    def recognised(self, case: Case) -> Sequence[tuple[str, Would]]:
        """Mistakes with a free constant: the answers themselves where a test recognises them, else NaN."""
        came = [seen.got if isinstance(seen.got, np.ndarray) else np.asarray(np.nan) for seen in case.seen]
        nothing = tuple(np.asarray(np.nan) for _ in came)
        return [(mistake, tuple(came) if test(case.inputs, came) else nothing) for mistake, test in self.tests]

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas, with lists as vectors; the last layer is that of the shortest list."""
        expected = self._expected(inputs)

        def as_vectors(written: Callable[..., Any], take: Take) -> tuple[Array, ...]:
            lists = lists_of(written(inputs, take), len(self.parts))
            return tuple(vector_of(part, right) for part, right in zip(lists, expected, strict=True))

        return [partial(as_vectors, written) for written in self.written], min(map(len, expected)) - 1

    def units(self, inputs: Inputs) -> Sequence[Any]:
        """The largest entry of each array, once for each of its entries."""
        return [
            np.concatenate([np.full(answer.size, np.max(np.abs(answer), initial=0.0) or 1.0) for answer in right])
            for right in self._expected(inputs)
        ]

    def _expected(self, inputs: Inputs) -> Lists:
        return lists_of(self.reference(*fresh_copies(inputs)), len(self.parts))

    def _compare(self, part: Part, value: Mapping[str, Any], vector: Array, right: list[Array]) -> Seen:
        """The result for one list."""
        if value["kind"] not in ("list", "tuple"):
            last = "array" in value and agree(np.asarray(value["array"]), right[-1])
            which = ", which is the last layer's alone" if last and len(right) > 1 else ""
            came = f"{part.name} is {value_in_words(value)}{which}"
            problem = Problem("list", f"{came}; it should be a list, {part.shape}.")
            return Seen(False, None, vector, problem)
        if value["length"] != len(right):
            text = f"{part.name} has {arrays_in_words(value['length'])}; there should be {len(right)}: {part.shape}."
            arrays = [np.asarray(item["array"], dtype=float) for item in value["items"] if "array" in item]
            return Seen(False, vector_of(arrays, right), vector, Problem("count", text))
        for index, item in enumerate(value["items"]):
            if item["kind"] not in ("array", "number"):
                came = value_in_words(item)
                text = f"{part.name}[{index}] is {came}; it should be an array of shape {right[index].shape}."
                return Seen(False, None, vector, Problem("type", text))
        arrays = [np.asarray(item["array"], dtype=float) for item in value["items"]]
        got = vector_of(arrays, right)
        for index, (array, answer) in enumerate(zip(arrays, right, strict=True)):
            name = f"{part.name}[{index}]"
            if array.shape != answer.shape:
                text = f"{name} has shape {array.shape}; it should have shape {answer.shape}."
                shapes = {"got_shape": str(array.shape), "expected_shape": str(answer.shape)}
                return Seen(False, got, vector, Problem("shape", text), text, shapes)
            if not np.isfinite(array).all():
                return Seen(
                    False, got, vector, Problem("not-finite", f"{name} holds NaN or infinity, on ordinary inputs.")
                )
        if all(_away(array, answer) <= TOLERANCE for array, answer in zip(arrays, right, strict=True)):
            return Seen(True, got, vector)
        if all(map(_is_right_in_float32, arrays, right)):
            text = f"{part.name} carries seven digits only: float32 inside. Keep float64, NumPy's default."
            return Seen(False, got, vector, Problem("float32", text))
        return Seen(False, got, vector, None, *self._first(part, arrays, right))

    def _first(self, part: Part, arrays: list[Array], right: list[Array]) -> tuple[str, dict[str, str]]:
        """A sentence about the first wrong entry of the first wrong array, in the order of computation; with facts."""
        order = list(range(len(right)))[:: -1 if self.backward else 1]
        first = next(index for index in order if _away(arrays[index], right[index]) > TOLERANCE)
        before = [f"{part.name}[{index}]" for index in order[: order.index(first)]]
        got, answer = arrays[first], right[first]
        where = tuple(np.argwhere(np.abs(got - answer) > TOLERANCE * np.max(np.abs(answer)))[0])
        facts = dict(zip(("got", "expected"), distinct(got[where], answer[where]), strict=True))
        entry = f"{part.name}[{first}][{', '.join(map(str, where))}]"
        place = f"{entry} is {facts['got']}, and should be {facts['expected']}."
        verb = "is" if len(before) == 1 else "are"
        return (f"{' and '.join(before)} {verb} right; {place}" if before else place), facts


def _is_right_in_float32(array: Array, answer: Array) -> bool:
    """Whether an array holds the right numbers with the digits of float32; or all digits, where these do."""
    away = _away(array, answer)
    return away <= TOLERANCE or (away <= NEAR and np.array_equal(array, array.astype(np.float32)))


def lists_of(value: object, count: int) -> Lists:
    """The returned value as `count` lists of arrays; TypeError or ValueError when it is something else."""
    if not isinstance(value, (tuple, list)) or len(value) != count:
        raise TypeError(f"expected {count} lists")
    return tuple([np.asarray(array, dtype=float) for array in part] for part in value)


def _lists_or_error(function: Callable[..., Any], inputs: Inputs, count: int) -> Lists | Raised:
    """The lists that a variant returns, or the error that it raises."""
    return result_or_error(lambda: lists_of(function(*fresh_copies(inputs)), count))


def _vectors(parts: Lists | Raised, expected: Lists) -> Would:
    if isinstance(parts, Raised):
        return parts
    return tuple(vector_of(part, right) for part, right in zip(parts, expected, strict=True))


def vector_of(arrays: Sequence[Array], right: Sequence[Array]) -> Array:
    """A list of arrays as one vector, in units of the largest entries of `right`.

    Where number or shapes of the arrays differ from the right ones, the vector gets more axes: one in front for arrays
    that are rows, one behind for columns, three otherwise; so the structural rules for arrays hold for lists as well.
    """
    if len(arrays) != len(right):
        return np.concatenate([np.ravel(array) for array in arrays] or [np.zeros(0)])[None, None, None, :]
    scales = [np.max(np.abs(answer), initial=0.0) or 1.0 for answer in right]
    vector = np.concatenate([np.ravel(a) / scale for a, scale in zip(arrays, scales, strict=True)])
    shapes = [(array.shape, answer.shape) for array, answer in zip(arrays, right, strict=True)]
    if all(got == answer for got, answer in shapes):
        return vector
    if all(got == (1, *answer) for got, answer in shapes):
        return vector[None, :]
    return vector[:, None] if all(got == (*answer, 1) for got, answer in shapes) else vector[None, None, :]


def _away(got: Array, answer: Array) -> float:
    """The largest difference, in units of the largest entry of the answer."""
    return float(np.max(np.abs(got - answer), initial=0.0) / (np.max(np.abs(answer), initial=0.0) or 1.0))
