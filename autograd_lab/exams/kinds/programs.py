"""Questions about a class: expression programs are built with it, differentiated, and read.

A part of such a question is a list of short programs, each ending with a read. Its answer is one vector of all numbers
read. A program can be spelled as the Python lines that a student would type.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.exams.judging import TOLERANCE, Case, Problem, Seen, blank_case
from autograd_lab.exams.kinds.program_errors import CLASS, error_sentence
from autograd_lab.exams.plans.lookalikes import near_names_sentence
from autograd_lab.exams.plans.programs import execute, spelled_operation
from autograd_lab.exams.question import Inputs, Question
from autograd_lab.mistakes import Array, Raised
from autograd_lab.mistakes.description import distinct

Program = list[list[Any]]  # instructions, the last of them a read
Explains = Callable[[Sequence[tuple[Program, Array]]], bool]  # programs, each with what was read in it
Recognise = Callable[[Sequence[tuple[Program, Array]]], Sequence[tuple[str, bool]]]
CURVED = ("pow", "exp", "tanh", "sigmoid")  # functions of one operand, with a slope that depends on it


@dataclass(frozen=True)
class ProgramQuestion(Question):
    """A question about a class; `draw(rng)` gives the programs of each part by its name.

    field      what is read: "data" or "grad"
    relative   a gradient is judged against what the class itself found at `out`, so that a slip above costs nothing
    leaning    the part whose operation makes the inner number `p`: where it fails, programs with a `p` do not count
    too_slow   the id of what a program shows that does not end in time
    edits      for each mistake the class that makes it, by part (or "*", in any)
    composed   (mistake, part, other, class) for a part that is built from another, which fails too
    kinds      mistakes of a sweep that are recognised by a test of what was read
    recognise  programs with what was read in them → mistakes with words of their own, and whether they show

    The reference and the variants are classes.
    """

    field: str = "grad"
    relative: bool = False
    too_slow: str = "timeout"  # the id of what a program shows that does not end in time
    edits: Sequence[tuple[str, Mapping[str, type]]] = ()
    composed: Sequence[tuple[str, str, str, type]] = ()
    kinds: Sequence[tuple[str, Explains]] = ()
    recognise: Recognise = lambda seen: ()
    leaning: str = ""

    @property
    def subject(self) -> str:
        """The class, for every question."""
        return CLASS

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """One step for each part, so that a method that is missing costs its own parts only."""
        steps = [{"do": "program", "class": CLASS, "instructions": _joined(programs)} for programs in inputs.values()]
        return {"seconds": self.seconds, "steps": steps}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case: the vector of each part against that of the reference."""
        expected = [_read_vector(self.reference, programs, self) for programs in inputs.values()]  # none of them raises
        right = [answer for answer in expected if not isinstance(answer, Raised)]
        if outcome.get("lost"):
            return blank_case(inputs, right, self.lost(outcome["lost"]), hopeless=True)
        steps = outcome["steps"]
        if steps[0]["status"] in ("missing", "not callable"):
            near = near_names_sentence(CLASS, steps[0].get("near", ()))
            problem = Problem("missing", f"there is no class {CLASS}: run the cell that defines it.{near}")
            return blank_case(inputs, right, problem, hopeless=True)
        rows = zip(self.parts, inputs.values(), right, steps, strict=True)
        asked = [(part.name, programs, answer, step) for part, programs, answer, step in rows]
        seen = tuple(self._seen(*one) for one in asked)
        if any(name == self.leaning and not one.holds for (name, *_), one in zip(asked, seen, strict=True)):
            seen = tuple(self._seen(*one, leaning_too=False) for one in asked)
        if not all(one.holds or (one.problem and one.problem.id == self.too_slow) for one in seen):
            seen = tuple(map(_as_timeout, seen))  # it may be slow for the same reason for which another part is wrong
        printed = sum(int(step.get("printed", 0)) for step in steps)
        return Case(inputs, seen, hopeless=any(map(_unwritten, steps)), printed=printed)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, tuple[Array | Raised, ...]]]:
        """Each edited and each wrong engine with its prediction for each part; the right vector where a part is not
        asked.
        """
        lasting = {name for name, programs in inputs.items() if any(step[0] == "repeat" for step in _joined(programs))}
        wrong = [
            (v.mistake, dict.fromkeys(inputs.keys() - (lasting if v.endless else set()), v.function))
            for v in self.wrong
        ]
        looked_at = [name if position in failing else "" for position, name in enumerate(inputs)]
        built = [(mistake, {part: cls}) for mistake, part, other, cls in self.composed if {part, other} <= {*looked_at}]
        start = (
            next(iter(inputs)) if self.relative else ""
        )  # what goes wrong everywhere would have spoilt that part too
        unseen = {name: _read_vector(self.reference, inputs[name], self) for name in {*inputs} - {*looked_at}}
        return [
            (
                mistake,
                tuple(
                    unseen[name]
                    if name in unseen and not ("*" in engines or (name == start and name in engines))
                    else _prediction(engines, name, inputs, self)
                    for name in inputs
                ),
            )
            for mistake, engines in [*self.edits, *wrong, *built]
        ]

    def recognised(self, case: Case) -> Sequence[tuple[str, tuple[Array | Raised, ...]]]:
        """A leaf whose number has changed, or was cut on its way in; and for a whole question, the kinds of sweep that
        can give what was read.
        """
        came = [(programs, seen.got) for programs, seen in zip(case.inputs.values(), case.seen, strict=True)]
        rows = [self._rows(programs, got) for programs, got in came]
        if self.field == "data":
            cut = [any(map(_leaf_changed, part)) and all(map(_leaves_are_whole, part)) for part in rows]
            changed = [any(map(_leaf_changed, part)) and not whole for part, whole in zip(rows, cut, strict=True)]
            return [("found-rounded", _answers_where(cut, came)), ("operand-changed", _answers_where(changed, came))]
        if self.relative:
            constant = [_is_constant(part, rows[place]) for place, part in enumerate(case.inputs)]
            return [("slope-constant", _answers_where(constant, came))]
        seen = [row for part in rows for row in part]
        told = [*((mistake, explains(seen)) for mistake, explains in self.kinds), *self.recognise(seen)]
        return [(mistake, _answers_where([yes] * len(came), came)) for mistake, yes in told]

    def _rows(self, programs: list[Program], got: Array | Raised | None) -> list[tuple[Program, Array]]:
        """Each program with the numbers read in it; none when nothing came."""
        if not isinstance(got, np.ndarray):
            return []
        ends = np.cumsum([len(_names(program, self)) for program in programs])
        return list(zip(programs, np.split(got, ends[:-1]), strict=True))

    def lost(self, reason: str) -> Problem:
        """The problem of a plan that never came back."""
        if reason == "timeout":
            return Problem("timeout", f"{CLASS} did not finish in time. Does a loop in it ever end?")
        return Problem("crash", f"{CLASS} ended the whole Python process: nothing came back from it.")

    def _seen(
        self, part: str, programs: list[Program], expected: Array, step: Mapping[str, Any], *, leaning_too: bool = True
    ) -> Seen:
        if step["status"] == "timeout":
            text = f"{CLASS} did not finish in time: {spell(_longest(programs[::-1]))}"
            return Seen(False, None, expected, Problem(self.too_slow, text))
        if step["status"] != "ok":
            error = step["error"] or {"type": "", "message": "", "line": ""}
            problem = (
                Problem("not-written", NOT_WRITTEN) if _unwritten(step) else Problem("raised", error_sentence(error))
            )
            if error["type"] == "RecursionError":
                deep = "copy.deepcopy" if "deepcopy" in str(error.get("source")) else CLASS
                problem = Problem("recursion-depth", f"{deep} calls itself too deeply: {spell(_longest(programs))}.")
            return Seen(False, Raised(error["type"]), expected, problem)
        reads = step["value"]["reads"]
        odd = {name: kind for read in reads for name, kind in read["odd"].items() if name.endswith(self.field)}
        if odd:
            name, kind = next(iter(odd.items()))
            text = f"{part}: {name} is a {kind}; it should be a number. In: {spell(programs[0])}"
            return Seen(False, None, expected, Problem("type", text))
        got = _vector(reads, programs, self)
        scale = np.max(np.abs(expected), initial=0.0)
        away = ~(np.abs(got - expected) <= TOLERANCE * scale)  # NaN is away from everything
        if not leaning_too:
            away &= ~np.array([_leans(program) for program in programs for _ in _names(program, self)])
        if not away.any():
            return Seen(True, got, expected)
        return Seen(False, got, expected, note=_note(programs, self, int(np.argmax(away)), got, expected))


NOT_WRITTEN = f"{CLASS} is not written yet: put your own code in place of the line `raise NotImplementedError(…)`."


def _longest(programs: Sequence[Program]) -> Program:
    """The program that repeats an instruction most often, or else the first."""
    return max(programs, key=lambda program: max((step[1] for step in program if step[0] == "repeat"), default=0))


def _leans(program: Program) -> bool:
    """Whether a program makes an inner number `p` before it asks for what the part is about."""
    return any(step[0] != "read" and step[1:2] == ["p"] for step in program)


def _leaf_changed(row: tuple[Program, Array]) -> bool:
    """Whether a leaf no longer holds the number that it was made with."""
    program, got = row
    given = {step[1]: step[2] for step in program if step[0] == "leaf"}
    return any(name in given and given[name] != value for name, value in zip(program[-1][1], got, strict=True))


def _leaves_are_whole(row: tuple[Program, Array]) -> bool:
    """Whether each leaf holds a whole number less than 1 away from the one that it was made with."""
    program, got = row
    given = {step[1]: step[2] for step in program if step[0] == "leaf"}
    held = [(given[name], value) for name, value in zip(program[-1][1], got, strict=True) if name in given]
    return all(value % 1 == 0 and abs(value - number) < 1 for number, value in held)


def _is_constant(part: str, rows: Sequence[tuple[Program, Array]]) -> bool:
    """Whether a function's local derivative is one number for all operands, which it is for no function asked here."""
    if part not in CURVED or len(rows) < 3:
        return False
    upstreams = [next((step[3] for step in program if step[:2] == ["mul", "L"]), 0.0) for program, _ in rows]
    with np.errstate(all="ignore"):
        slopes = np.concatenate([got / upstream for (_, got), upstream in zip(rows, upstreams, strict=True)])
    return bool(np.isfinite(slopes).all() and np.ptp(slopes) <= TOLERANCE * np.max(np.abs(slopes)) and slopes.any())


def _answers_where(
    known: Sequence[bool], came: Sequence[tuple[Any, Array | Raised | None]]
) -> tuple[Array | Raised, ...]:
    """The student's answers where the mistake was recognised, NaN elsewhere (NaN equals no answer)."""
    return tuple(
        got if yes and got is not None else np.array([np.nan]) for yes, (_, got) in zip(known, came, strict=True)
    )


def _as_timeout(seen: Seen) -> Seen:
    """The result relabelled as a plain timeout, where a call gave no answer; its sentence and type errors stay."""
    slow = seen.problem is not None and seen.got is None and seen.problem.id != "type"
    return replace(seen, problem=Problem("timeout", seen.problem.sentence)) if slow and seen.problem else seen


def _unwritten(step: Mapping[str, Any]) -> bool:
    return bool(step["status"] == "raised" and step["error"]["type"] == "NotImplementedError")


def _joined(programs: Sequence[Program]) -> list[Any]:
    return [instruction for program in programs for instruction in program]


def _read_vector(cls: Any, programs: list[Program], question: ProgramQuestion) -> Array | Raised:
    """The vector that a class of ours gives, or the error that it raises."""
    reads: list[Any] = []
    try:
        execute(cls, _joined(programs), {}, reads)
    except Exception as error:
        return Raised(type(error).__name__)
    return _vector(reads, programs, question)


def _prediction(engines: Mapping[str, Any], name: str, inputs: Inputs, question: ProgramQuestion) -> Array | Raised:
    """The vector of one part by the engine for it; NaN where there is none."""
    cls = engines.get(name, engines.get("*"))
    return _read_vector(cls, inputs[name], question) if cls else np.array(np.nan)


def _vector(reads: Sequence[Mapping[str, Any]], programs: list[Program], question: ProgramQuestion) -> Array:
    """All numbers read in one vector; without `out` itself where gradients are relative to it."""
    if not question.relative:
        return np.concatenate([read[question.field] for read in reads])
    numbers = []
    for read, program in zip(reads, programs, strict=True):
        grads = dict(zip(read["names"], read["grad"], strict=True))
        upstream = next((step[3] for step in program if step[:2] == ["mul", "L"]), None)
        found = grads.pop("out", None)
        usable = upstream is not None and found is not None and np.isfinite(found) and found
        numbers += [float(grad * (upstream / found) if usable else grad) for grad in grads.values()]
    return np.array(numbers)


def _note(programs: list[Program], question: ProgramQuestion, index: int, got: Array, expected: Array) -> str:
    """A sentence with the program in which entry `index` of a vector was read, and what was read."""
    labels = [(program, name) for program in programs for name in _names(program, question)]
    program, name = labels[index]
    came, right = distinct(got[index], expected[index], digits=6)
    return f"{spell(program)}: {name}.{question.field} is {came}, and should be {right}."


def _names(program: Program, question: ProgramQuestion) -> list[str]:
    names = [name for step in program if step[0] == "read" for name in step[1]]
    return [name for name in names if not (question.relative and name == "out")]


def spell(program: Program) -> str:
    """A program as the Python lines that a student would type, on one line.

    >>> spell([["leaf", "a", 2.0], ["mul", "b", "a", "a"], ["backward", "b"], ["read", ["a"]]])
    '`a = Scalar(2); b = a * a; b.backward()`'
    """
    return f"`{'; '.join(line for step in program for line in _spelled(step))}`"


def _spelled(step: list[Any]) -> list[str]:
    name, *rest = step
    if name == "read":
        return []
    if name == "repeat":
        inner = "; ".join(line for one in rest[1] for line in _spelled(one))
        return [f"{inner} ({rest[0]:,} times)"]
    if name == "leaf":
        return [f"{rest[0]} = {CLASS}({rest[1]:.6g})"]
    if name == "backward":
        return [f"{rest[0]}.backward()"]
    if name == "clear":
        return [f"{rest[0]}.grad = 0"]
    return [f"{rest[0]} = {spelled_operation(name, rest[1:])}"]
