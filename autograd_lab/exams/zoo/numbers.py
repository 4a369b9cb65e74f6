"""The numbers of an exhibit as a page shows them: what went in, and row by row what came and what should have come."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.exams.kinds.programs import Program, ProgramQuestion, spell
from autograd_lab.exams.kinds.steps import GRADIENTS, StepQuestion, all_steps
from autograd_lab.exams.plans.programs import execute
from autograd_lab.exams.question import Inputs, Question, fresh_copies
from autograd_lab.exams.zoo.measuring import ALIKE, differ_by_chance, is_random, measurements
from autograd_lab.mistakes import Array

ROWS, COLUMNS = 6, 6  # of an array that are shown
MOST_PARTS = 4  # arrays of an answer that are shown
PROGRAMS = 3
NEAR = 1e-7  # of the largest entry: equal, as the check says


@dataclass(frozen=True)
class Answer:
    """The numbers of a function by their names, or the error that came in their place.

    changed   the inputs that it has altered
    measured  random numbers were not compared, but measured
    """

    numbers: Mapping[str, Array]
    error: str = ""
    changed: tuple[str, ...] = ()
    measured: bool = False


@dataclass(frozen=True)
class Scene:
    """A question with the inputs of one draw, and the part of them that is shown."""

    question: Question
    inputs: Inputs
    programs: tuple[Program, ...] = ()

    def answer(self, function: Callable[..., Any]) -> Answer:
        """What a function gives here."""
        if isinstance(self.question, ProgramQuestion):
            return _answer_of_class(self.question, function, self.programs)
        if isinstance(self.question, StepQuestion) and function is not self.question.reference:
            function = all_steps(function, len(self.question.parts), list(self.inputs))
        given = fresh_copies(self._arguments())
        before = fresh_copies(self._arguments())
        try:
            with np.errstate(all="ignore"):
                if is_random(self.question):
                    return Answer(measurements(function, self._arguments()), measured=True)
                value = function(*given)
        except Exception as error:
            return Answer({}, f"{type(error).__name__}: {_one_line(str(error))}")
        names = list(self._arguments())
        changed = tuple(name for name, old, new in zip(names, before, given, strict=True) if not _same(old, new))
        return Answer(self._numbers_by_part(value), changed=changed)

    def inputs_in_words(self) -> list[tuple[str, str]]:
        """What went in: a name and its numbers, for each input."""
        if self.programs:
            count = len(self.programs)
            labels = [f"program {number}" for number in range(1, count + 1)] if count > 1 else ["program"]
            return [
                (label, "\n".join(_lines_of(program))) for label, program in zip(labels, self.programs, strict=True)
            ]
        return list(_shown_inputs(self._arguments()))

    def sizes(self) -> dict[str, float]:
        """Counts and rates of this draw that a wrong factor may be made of, by the student's names."""
        if self.programs:
            return {}
        known = self.question.known({**self.inputs})
        found = {name: float(value) for name, value in known.items() if isinstance(value, (int, np.integer))}
        return found | {name: value for name, value in self._arguments().items() if isinstance(value, float)}

    def arrays(self) -> list[Array]:
        """The arrays that went in, those in lists too; none where programs went in."""
        if self.programs:
            return []
        given = [one for value in self._arguments().values() for one in (value if isinstance(value, list) else [value])]
        return [one for one in given if isinstance(one, np.ndarray)]

    def _arguments(self) -> dict[str, Any]:
        """The inputs that the signature names; a judge may have put more beside them."""
        asked = self.question.signature.rstrip(")").partition("(")[2].split(", ")
        return {name: self.inputs[name] for name in asked}

    def _numbers_by_part(self, value: Any) -> dict[str, Array]:
        """The numbers of a returned value by the names of the question's parts."""
        parts = [part.name for part in self.question.parts]
        items = [value] if len(parts) == 1 else list(_flat(value, len(parts)))
        named: dict[str, Array] = {}
        for name, item in zip(parts, items, strict=False):
            if isinstance(item, (list, tuple)) and any(np.ndim(one) for one in item):
                named |= {f"{name}[{place}]": np.asarray(one) for place, one in enumerate(item)}
            else:
                named[name] = np.ravel(item) if name.startswith("inv_") else np.asarray(item)  # a column is as good
        return named


def scene_of(question: Question, inputs: Inputs, failing: Sequence[bool], function: Callable[..., Any]) -> Scene:
    """The scene of one draw. Of a class the programs are chosen that show it: short ones of a part that fails."""
    if isinstance(question, StepQuestion):
        one = Scene(question, {**inputs, GRADIENTS: inputs[GRADIENTS][:1]})
        if not _agree(one.answer(function), one.answer(question.reference)):
            return one
    if not isinstance(question, ProgramQuestion):
        return Scene(question, inputs)
    wrong = [name for name, fails in zip(inputs, failing, strict=False) if fails]
    programs = [program for name in wrong[:2] for program in inputs[name]]
    told = [
        program
        for program in sorted(programs, key=len)
        if not _agree(
            _answer_of_class(question, function, (program,)),
            _answer_of_class(question, question.reference, (program,)),
        )
    ]
    return Scene(question, inputs, tuple(told[:PROGRAMS] or programs[:1]))


def names_that_differ(came: Answer, right: Answer) -> list[str]:
    """The names of the numbers that differ, have another shape, or are not there."""
    near = ALIKE if right.measured else NEAR
    wrong = [name for name, value in right.numbers.items() if not _close(came.numbers.get(name), value, near)]
    return [name for name in wrong if not only_by_chance(name, came, right)]


def only_by_chance(name: str, one: Answer, other: Answer) -> bool:
    """Whether what was measured of random numbers is no farther apart than two right answers may be."""
    a, b = one.numbers.get(name), other.numbers.get(name)
    return other.measured and a is not None and b is not None and differ_by_chance(name, a, b)


def cells(value: Array | None) -> list[list[str]]:
    """An array as rows of texts: ROWS × COLUMNS at most, with … where something is left out, and – for none."""
    if value is None:
        return [["–"]]
    array = np.asarray(value)
    if not array.size:
        return [["–"]]
    flat = array.reshape(1, -1) if array.ndim < 2 else array.reshape(-1, array.shape[-1])
    rows = [[number_text(x) for x in row[:COLUMNS]] + ["…"] * (len(row) > COLUMNS) for row in flat[:ROWS]]
    return rows + [["…"]] * (len(flat) > ROWS)


def number_text(x: Any) -> str:
    """A number with four digits.

    >>> number_text(0.123456), number_text(3.0), number_text(-0.0)
    ('0.1235', '3', '0')
    """
    number = float(x)
    return f"{number + 0.0 if number else 0.0:.4g}".replace("-", "−")


def shape_text(value: Array | None) -> str:
    """The shape as Python writes it; empty for a single number."""
    return "" if value is None or not np.ndim(value) else str(np.shape(value))


def _agree(came: Answer, right: Answer) -> bool:
    return not names_that_differ(came, right) and not came.error


def _close(got: Array | None, right: Array, near: float) -> bool:
    if got is None or np.shape(got) != np.shape(right):
        return False
    a, b = np.asarray(got, dtype=float), np.asarray(right, dtype=float)
    return bool(np.all(np.abs(a - b) <= near * np.max(np.abs(b), initial=0.0)))


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, list):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, np.random.Generator) or callable(old):
        return True
    return bool(np.array_equal(old, new))


def _one_line(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= 90 else first[:87] + "…"


def _flat(value: Any, count: int) -> Iterator[Any]:
    """The values of a returned tuple; where it holds a tuple among fewer than `count`, the values of that too."""
    items = list(value) if isinstance(value, (list, tuple)) else [value]
    if len(items) < count:
        items = [one for item in items for one in (item if isinstance(item, (tuple, list)) else [item])]
    yield from items


def _answer_of_class(question: ProgramQuestion, cls: Any, programs: Sequence[Program]) -> Answer:
    """What was read at the end of each program: `x.grad` or `out.data`, by name."""
    found: dict[str, Array] = {}
    for number, program in enumerate(programs, start=1):
        reads: list[Any] = []
        try:
            execute(cls, program, {}, reads)
        except Exception as error:
            return Answer({}, f"{type(error).__name__}: {_one_line(str(error))}")
        for place, read in enumerate(reads, start=1):
            again = f", read {place}" if len(reads) > 1 else ""
            where = f" in program {number}" if len(programs) > 1 else ""
            for name, value in zip(read["names"], read[question.field], strict=True):
                if not (question.relative and name == "out"):
                    found[f"{name}.{question.field}{where}{again}"] = np.asarray(value)
    return Answer(found)


def _lines_of(program: Program) -> list[str]:
    """A program, a statement a line."""
    return spell(program).strip("`").split("; ")


def _shown_inputs(arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in arguments.items():
        if name == "batches":
            yield from _batches(value, arguments["gradient_fn"])
        elif name == "cache":
            kept = ("x_hat", "gamma", "inv_rms") if np.ndim(value[-1]) == 2 else ("x_hat", "gamma", "inv_std")
            yield from ((f"{name}: {inner}", _text(one)) for inner, one in zip(kept, value, strict=False))
        elif isinstance(value, list) and len(value) == 1 and name == GRADIENTS:
            yield name, _text(value[0])
        elif isinstance(value, list):
            yield from ((f"{name}[{place}]", _text(one)) for place, one in enumerate(value))
        elif isinstance(value, dict):
            yield name, f"np.random.default_rng({value['seed']})"
        elif not callable(value):
            yield name, _text(value)


def _batches(batches: Sequence[Any], gradient_fn: Any) -> Iterator[tuple[str, str]]:
    """Of each batch what counts here: its rows or their weights, and its gradient."""
    for number, (batch, gradient) in enumerate(zip(batches, gradient_fn.gradients, strict=True)):
        weights = f", w = {_text(batch[2])}" if len(batch) > 2 else ""
        yield f"batches[{number}]", f"{len(batch[0])} rows{weights}\ngradient_fn gives {_text(gradient)}"


def _text(value: Any) -> str:
    """An array or number as text, with its shape where it has one."""
    if isinstance(value, tuple):
        return str(value)
    if not np.ndim(value):
        return number_text(value)
    rows = cells(np.asarray(value))
    width = max(len(cell) for row in rows for cell in row)
    lines = ["  ".join(cell.rjust(width) for cell in row) for row in rows]
    return "\n".join([f"shape {np.shape(value)}", *lines]) if np.ndim(value) > 1 else f"[{', '.join(rows[0])}]"
