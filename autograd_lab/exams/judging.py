"""Judges the outcome of one call: is each part there, of the right form, and equal to the reference?

Each fault of form has a sentence of its own, written for the student.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from autograd_lab.exams.odd_values import made_by
from autograd_lab.exams.plans.lookalikes import near_names_sentence
from autograd_lab.exams.slips import slip_of
from autograd_lab.mistakes import Array, Raised

Inputs = dict[str, Any]  # argument name → array or number, in the order of the signature
Would = tuple[Array | Raised, ...] | Raised  # what a mistake would return: its parts, or an error

TOLERANCE = 1e-7  # of max|got − reference| against max|reference|: far above rounding, far below any mistake
_FEW_DIGITS = {"float32": 1e-4, "float16": 1e-1}  # relative distance that the rounding of these types explains


@dataclass(frozen=True)
class Part:
    """One returned value with points of its own; `shape` is the contract's text, e.g. "(D,)" or "a number".

    >>> Part("dw", 3, "(D,)").points
    3
    """

    name: str
    points: int
    shape: str


class Judged(Protocol):
    """The attributes of a question that its judge reads."""

    @property
    def name(self) -> str:
        """The name of the function that was asked for."""

    @property
    def signature(self) -> str:
        """How it is defined, e.g. "mse(y_hat, y)"."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The returned values, in order."""

    @property
    def returned(self) -> str:
        """What stands after `return`; empty where the names of the parts say it."""


@dataclass(frozen=True)
class Problem:
    """A fault of form: a short id for the instructor and a sentence for the student."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Seen:
    """The result for one part in one draw.

    `note` is a sentence about the first difference, for questions whose numbers alone do not show the place; `facts`
    are the numbers of that place, for the catalogue's texts.
    """

    holds: bool
    got: Array | Raised | None
    expected: Array
    problem: Problem | None = None
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


Compare = Callable[[Part, Mapping[str, Any], Array], Seen]


@dataclass(frozen=True)
class Case:
    """The result of one draw: its inputs, a `Seen` for each part, and a problem that concerns the whole call."""

    inputs: Inputs
    seen: tuple[Seen, ...]
    problem: Problem | None = None
    raised: Raised | None = None
    hopeless: bool = False  # asking again would bring the same: not written, no such function, out of time
    printed: int = 0


def parts_of(value: object, count: int) -> tuple[Array, ...]:
    """The returned value as `count` arrays. TypeError or ValueError when it is anything else."""
    if count == 1:
        return (np.asarray(value, dtype=float),)
    if not isinstance(value, (tuple, list)) or len(value) != count:
        raise TypeError(f"expected {count} values")
    return tuple(np.asarray(item) for item in value)


def blank_case(
    inputs: Inputs, expected: Sequence[Array], problem: Problem, hopeless: bool = False, printed: int = 0
) -> Case:
    """The case of a call that brought nothing to compare: `problem` concerns all parts."""
    return Case(inputs, tuple(Seen(False, None, ref) for ref in expected), problem, None, hopeless, printed)


def judge_call(
    question: Judged,
    inputs: Inputs,
    outcome: Mapping[str, Any],
    expected: tuple[Array, ...],
    compare: Compare | None = None,
) -> Case:
    """The case of a plan whose last step is the call; `compare` judges one part, in place of `compare_array`."""
    if outcome.get("lost"):
        return blank_case(inputs, expected, _lost(question, outcome["lost"]), hopeless=True)
    record = outcome["steps"][-1]
    printed = int(record.get("printed", 0))
    if record["status"] != "ok":
        error = record["error"] or {}
        hopeless = record["status"] != "raised" or error["type"] == "NotImplementedError"
        raised = Raised(error["type"]) if record["status"] == "raised" else None
        return replace(
            blank_case(inputs, expected, _error_problem(question, inputs, record), hopeless, printed), raised=raised
        )
    found = _split(question, record["value"])
    if isinstance(found, Problem):
        return blank_case(inputs, expected, found, printed=printed)
    seen = tuple(map(compare or compare_array, question.parts, found, expected))
    changed = [list(inputs)[position] for position in record["changed"]]
    if changed:
        return Case(
            inputs,
            tuple(Seen(False, s.got, s.expected) for s in seen),
            _changed_inputs_problem(question, changed),
            printed=printed,
        )
    return Case(inputs, seen, printed=printed)


def _lost(question: Judged, reason: str) -> Problem:
    if reason == "timeout":
        return _timeout(question)
    return Problem("crash", f"{question.name} ended the whole Python process: nothing came back from it.")


def _timeout(question: Judged) -> Problem:
    return Problem("timeout", f"{question.name} did not return in time. Does a loop in it ever end?")


def _error_problem(question: Judged, inputs: Inputs, record: Mapping[str, Any]) -> Problem:
    """The problem of a call that brought no value."""
    name, status = question.name, record["status"]
    if status == "timeout":
        return _timeout(question)
    if status == "missing":
        near = near_names_sentence(name, record.get("near", ()))
        return Problem("missing", f"there is no function {name}: define {question.signature}.{near}")
    if status != "raised":
        return Problem("not-callable", f"{name} is not a function: define it as {question.signature}.")
    error = record["error"]
    if error["type"] == "NotImplementedError":
        return Problem(
            "not-written",
            f"{name} is not written yet: put your own code in place of the line `raise NotImplementedError(…)`.",
        )
    place = f" in line {error['line']}: `{error['source']}`" if error["line"] else ", before its first line ran"
    slip, sentence = slip_of(error)
    if slip:
        return Problem(slip, f"{name} stops{place}: {sentence}.")
    lists = [key for key, value in inputs.items() if isinstance(value, list)]
    loop = f" How many there are changes from call to call: loop over range(len({lists[0]}))." if lists else ""
    if not (error["type"] == "IndexError" and str(error["message"]).startswith("list index")) or _is_program(inputs):
        loop = ""
    if error["type"] == "ValueError" and _TWO_SHAPES.match(str(error["message"])) and _has_layers(inputs):
        loop = " Print the layer and both shapes at this line: do the two belong to the same layer, and is one turned?"
    what = f"{name} raised {error['type']}: {error['message']}".rstrip(": ")
    return Problem("raised", f"{what}{place}. It was called with {_shapes(inputs)}.{loop}")


_TWO_SHAPES = re.compile("operands could not be broadcast|matmul: |shapes .* not aligned")


def _has_layers(inputs: Inputs) -> bool:
    """Whether a list of arrays, one for each layer, is among the inputs."""
    return any(isinstance(value, list) and isinstance(value[0], np.ndarray) for value in inputs.values())


def _is_program(inputs: Inputs) -> bool:
    """Whether a list of instructions, tuples, is among the inputs."""
    return any(isinstance(value, list) and isinstance(value[0], tuple) for value in inputs.values())


def _shapes(inputs: Inputs) -> str:
    return ", ".join(f"{name} {_shape_of(value)}" for name, value in inputs.items())


def _shape_of(value: Any) -> str:
    if isinstance(value, list) and isinstance(value[0], list):
        return f"a list of {len(value)} batches"
    if isinstance(value, list) and isinstance(value[0], tuple):
        return f"= [{', '.join(map(_instruction, value))}]"
    if isinstance(value, list):
        return f"a list of shapes {', '.join(str(item.shape) for item in value)}"
    if isinstance(value, dict):
        return "a random generator"
    if callable(value):
        return "a function"
    if isinstance(value, (int, tuple)):
        return f"= {value}"
    return f"of shape {value.shape}" if np.ndim(value) else "a float"


def _instruction(one: tuple[Any, ...]) -> str:
    """One instruction of a program as it is written, numbers with four digits."""
    return f"({', '.join(f'{item:.4g}' if isinstance(item, float) else repr(item) for item in one)})"


def _split(question: Judged, value: Mapping[str, Any]) -> list[Mapping[str, Any]] | Problem:
    """The description of each part, or the problem of a value that has not that many parts."""
    name, count, kind = question.name, len(question.parts), value["kind"]
    names = question.returned or ", ".join(part.name for part in question.parts)
    if kind == "none":
        return Problem("none", f"{name} returned None. Is there a `return` at its end, and not a print?")
    if count == 1:
        if kind == "tuple":
            return Problem("count", f"{name} returned a tuple of {value['length']} values; one is asked for: {names}.")
        return [value]
    if kind not in ("tuple", "list"):
        text = f"{name} returned one value ({value_in_words(value)}); {count} are asked for: return {names}"
        return Problem("count", f"{text}.{made_by(value)}" if made_by(value) else text)
    if value["length"] != count:
        return Problem("count", f"{name} returned {value['length']} values; {count} are asked for: return {names}")
    return list(value["items"])


def compare_array(part: Part, value: Mapping[str, Any], expected: Array) -> Seen:
    """The result for one part: its array compared with the reference, to TOLERANCE of the largest entry."""
    if value["kind"] not in ("array", "number"):
        return Seen(False, None, expected, _no_numbers(part, value))
    got = np.asarray(value["array"])
    plain = got.astype(float)
    if value["dtype"] == "int" and np.isfinite(plain).all() and np.all(np.abs(plain) < 2**53):
        got = plain.astype(np.int64)  # a Python int, which came as a float
    if got.shape != expected.shape:
        text = f"{part.name} has shape {got.shape}; it should be {_shape_text(part, expected)}."
        return Seen(False, got, expected, Problem("shape", text))
    if not np.isfinite(plain).all():
        count = int((~np.isfinite(plain)).sum())
        counted = "1 entry" if count == 1 else f"{count} entries"
        text = f"{part.name} has {counted} of {plain.size} that {'is' if count == 1 else 'are'} NaN or infinite, "
        text += "on ordinary inputs."
        return Seen(False, plain, expected, Problem("not-finite", text if plain.ndim else f"{part.name} is {plain}."))
    away, scale = np.max(np.abs(plain - expected), initial=0.0), np.max(np.abs(expected), initial=0.0)
    if value["dtype"] in _FEW_DIGITS and away <= _FEW_DIGITS[value["dtype"]] * scale:
        text = f"{part.name} is {value['dtype']}, which carries too few digits. Keep float64, NumPy's default."
        return Seen(False, plain, expected, Problem("float32", text))
    return Seen(bool(away <= TOLERANCE * scale), got if got.dtype.kind in "biu" else plain, expected)


def _shape_text(part: Part, expected: Array) -> str:
    return f"{part.shape}, here {expected.shape}" if expected.ndim else part.shape


def _no_numbers(part: Part, value: Mapping[str, Any]) -> Problem:
    if value["kind"] == "none":
        return Problem("none", f"{part.name} is None; it should be {part.shape}.")
    if value["kind"] in ("list", "tuple"):
        return Problem(
            "list", f"{part.name} is a {value['kind']}; it should be a NumPy array, {part.shape}: np.array(…)."
        )
    if value["kind"] == "too large":
        return Problem("too-large", f"{part.name} has shape {tuple(value['shape'])}; it should be {part.shape}.")
    asked = part.shape if "number" in part.shape else f"{part.shape}, of real numbers"
    return Problem("type", f"{part.name} is {value_in_words(value)}; it should be {asked}.{made_by(value)}")


def value_in_words(value: Mapping[str, Any]) -> str:
    """A described value in words: "an array of shape (3, 4)", "a float", "of type str"."""
    if value["kind"] == "none":
        return "None"
    if value["kind"] in ("array", "too large"):
        return f"an array of shape {tuple(value['shape'])}"
    if value["kind"] == "number":
        return f"a {value['type']}"
    dtype = f" of {value['dtype']}" if "dtype" in value else ""
    return f"of type {value['type']}{dtype}"


def _changed_inputs_problem(question: Judged, names: list[str]) -> Problem:
    return Problem(
        "inputs-changed",
        f"{question.name} changed its input {', '.join(names)} in place. Whoever called it still needs the old "
        "numbers. Look for +=, -=, *=, an indexed assignment or a method such as pop on it, or on another name for it: "
        "b = a makes no copy.",
    )
