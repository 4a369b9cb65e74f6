"""A question of an exam: one object that the student's check, the grader and the tests of the exams share.

It draws inputs, turns them into a plan, and judges the outcome. The plan is all that travels to
where the student's code runs. Beside it stand the reference, wrong variants (each with the mistake
it makes) and right variants (different ways to write it that must pass).
"""

import inspect
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.judging import Case, judge_call, parts_of
from autograd_lab.exams.judging import Inputs as Inputs
from autograd_lab.exams.judging import Part as Part
from autograd_lab.exams.judging import Would as Would
from autograd_lab.exams.verdict import ExamResult, QuestionResult, summarise
from autograd_lab.mistakes import SWAPS, Anatomy, Array, Mistake, Raised, edits, result_or_error

Function = Callable[..., Any]
Runner = Callable[[dict[str, Any]], dict[str, Any]]  # plan → outcome

CASES = 8  # fresh draws per question: square, flat and one-row batches among them, almost surely
SECONDS = 2.0  # for one call


@dataclass(frozen=True)
class Variant:
    """A way to write the function; `mistake` is the id of the mistake it makes, empty for a right one.

    One that is `endless` does not end on some inputs, and is not run on these to see what it would say.
    """

    name: str
    function: Function
    mistake: str = ""
    endless: bool = False


@dataclass(frozen=True)
class Loan:
    """The reference of an earlier function, lent to the student's code for the arguments named.

    Called with exactly these inputs the student's own function is replaced by the reference, so that a
    mistake in it costs once; called with anything else it stays theirs.
    """

    name: str
    reference: Function
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One function that the student writes.

    `known(inputs)` gives numbers and arrays that a mistake may have mixed in, e.g. N, by the name that the student
    knows them by. `equation` is a label of `equations.toml`, or empty; `source` says where the reference is from;
    `exam` names the method of `check` that asks it. `anatomy(inputs)` says what the answer is made of, so that
    edits of it can be recognised; `loans` are earlier functions that this one may use. `call` is what stands in the
    parentheses of `check.psN(…)`, when it is not the name alone. `seconds` is the time for one draw, `cases` the
    number of draws. A question whose answers take long is measured on one in `thinned` of the seeds.
    The parts of a `whole` question show one piece of code from several sides: a mistake is named when it explains them
    all, those that hold as well.
    `returned` is what stands after `return`, when the parts are seen on the values and are not the values themselves.
    `beside` are functions of the same notebook that the plan calls as well, when they are there.
    Tolerance: a part holds when max|got − reference| ≤ 1e-7 · max|reference|.
    """

    name: str
    signature: str
    parts: tuple[Part, ...]
    draw: Callable[[np.random.Generator], Inputs]
    reference: Function
    known: Callable[[Inputs], Mapping[str, Any]]
    wrong: tuple[Variant, ...]
    right: tuple[Variant, ...]
    equation: str
    source: str
    exam: str = ""
    anatomy: Callable[[Inputs], Sequence[Anatomy]] | None = None
    loans: tuple[Loan, ...] = ()
    call: str = ""
    seconds: float = SECONDS
    cases: int = CASES
    thinned: int = 1
    whole: bool = False
    beside: tuple[str, ...] = ()
    returned: str = ""

    @property
    def subject(self) -> str:
        """The name of the function or class that the student hands to the check."""
        return self.name

    @property
    def formula(self) -> str:
        """The equation that the function computes, as LaTeX; empty for a question without one."""
        return EQUATIONS[self.equation].latex if self.equation else ""

    @property
    def points(self) -> int:
        """Points of all parts together."""
        return sum(part.points for part in self.parts)

    def space(self, function: object) -> dict[str, object]:
        """What the plan may call, by name: the function, and those of its notebook that are named in `beside`."""
        around = getattr(function, "__globals__", {})
        return {self.subject: function, **{name: around[name] for name in self.beside if name in around}}

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The call, as data."""
        step: dict[str, Any] = {"do": "call", "function": self.name, "args": [_expression(v) for v in inputs.values()]}
        if self.loans:
            step["lend"] = {
                loan.name: lent(loan.reference, [inputs[name] for name in loan.arguments]) for loan in self.loans
            }
        return {"seconds": self.seconds, "steps": [step]}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """Compare what came back with the reference, part by part."""
        expected = parts_of(self.reference(*fresh(inputs)), len(self.parts))
        return judge_call(self, inputs, outcome, expected)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """What each edit and each wrong variant makes of these inputs: its parts, or the error it raises.

        Several parts in reverse order are a suspect too. `failing` are the parts that will be looked at.
        """
        would = edits(self.anatomy(inputs), SWAPS) if self.anatomy else []
        would += [(variant.mistake, attempt(variant.function, inputs, len(self.parts))) for variant in self.wrong]
        if len(self.parts) == 1:
            return would
        return [*would, ("exchanged", parts_of(self.reference(*fresh(inputs)), len(self.parts))[::-1])]

    def recognised(self, case: Case) -> Sequence[tuple[str, Would]]:
        """Mistakes known by their kind: what came, where it can be of this kind, else what is equal to no answer.

        The same mistakes in the same order for each case.
        """
        return ()

    def without(self, variant: Variant) -> "Question":
        """The same question with one wrong variant taken out of the bank (to test the naming)."""
        return replace(self, wrong=tuple(v for v in self.wrong if v is not variant))

    def examine(self, runner: Runner, seed: int, watch: Callable[[Case], None] | None = None) -> QuestionResult:
        """Ask the question on fresh draws; `seed` reproduces them. Stops early when nothing can come back.

        `watch` is shown each case.
        """
        rng = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        seen: list[Case] = []
        for _ in range(self.cases):
            inputs = self.draw(rng)
            seen.append(self.judge(inputs, runner(self.plan(inputs))))
            if watch:
                watch(seen[-1])
            if seen[-1].hopeless:
                break
        return summarise(self, seen, seed)


@dataclass(frozen=True)
class Exam:
    """The questions of one problem set; `mistakes` are those that only its own variants make.

    `packages` are what answers may import beside the standard library while they are graded.
    """

    name: str
    questions: tuple[Question, ...]
    mistakes: tuple[Mistake, ...] = ()
    packages: tuple[str, ...] = ("numpy",)

    @property
    def total(self) -> int:
        """Points of all questions."""
        return sum(question.points for question in self.questions)

    @property
    def asks_a_class(self) -> bool:
        """Whether all questions are about one class, and not each about the function of its name."""
        return all(question.subject != question.name for question in self.questions)

    def question(self, name: str) -> Question:
        """The question about the function `name`; KeyError names those there are."""
        for question in self.questions:
            if question.name == name:
                return question
        names = ", ".join(question.name for question in self.questions)
        raise KeyError(f"{self.name} has no question {name!r}; it has {names}")

    def grade(self, runner: Runner, seed: int, only: Sequence[str] | None = None) -> ExamResult:
        """Ask all questions (or those named in `only`); `runner` carries out plans, here or elsewhere."""
        asked = self.questions if only is None else [self.question(name) for name in only]
        return ExamResult(self.name, seed, tuple(question.examine(runner, seed) for question in asked))


def lent(reference: Function, *calls: Sequence[Any]) -> dict[str, Any]:
    """What a plan says of a function that it lends for these calls; it names its arguments as the contract does."""
    rows = [{"inputs": list(arguments), "output": reference(*arguments)} for arguments in calls]
    return {"rows": rows, "names": list(inspect.signature(reference).parameters)}


def _expression(value: Any) -> Any:
    """An input as a plan writes it."""
    return {"list": value} if isinstance(value, list) else value


def fresh(inputs: Inputs) -> list[Any]:
    """Copies of the inputs, in order, so that a variant may change them."""
    return [_copied(value) for value in inputs.values()]


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, dict):  # a generator, as plans write it
        return np.random.default_rng(value["seed"])
    return value.copy() if isinstance(value, np.ndarray) else value


def attempt(function: Function, inputs: Inputs, count: int) -> tuple[Array, ...] | Raised:
    """The parts that a variant returns, or what it raises."""
    return result_or_error(lambda: parts_of(function(*fresh(inputs)), count))
