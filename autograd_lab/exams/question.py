"""Question and Exam: what the student's check, the grader and the tests of the exams share.

A question draws inputs, turns them into a plan, and judges the outcome. The plan is all that travels to where the
student's code runs. Beside it stand the reference, wrong variants (each with the mistake it makes) and right variants
(different ways to write it that must pass).
"""

import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.equations import EQUATIONS
from autograd_lab.exams.judging import Case, Inputs as Inputs, Part as Part, Would as Would, judge_call, parts_of
from autograd_lab.exams.loans import Call, Lender, Loan as Loan, lent_without
from autograd_lab.exams.plans import globals_of
from autograd_lab.exams.verdict import ExamResult, QuestionResult, summarise
from autograd_lab.mistakes import SWAPS, Anatomy, Array, Formula, Mistake, Raised, Take, edits, result_or_error

Function = Callable[..., Any]
Runner = Callable[[dict[str, Any]], dict[str, Any]]  # plan → outcome

CASES = 8  # fresh draws per question: square, flat and one-row batches among them, almost surely
SECONDS = 2.0  # for one call
SHAPES_DO_NOT_FIT = ("ValueError", "IndexError")
MORE, ENOUGH = 8, 2  # times as many draws in search of shapes that fit; so many of them tell
PATIENCE = 0.2  # seconds that these may take, in the student's code


@dataclass(frozen=True)
class Variant:
    """One way to write the function; `mistake` is the id of the mistake it makes, empty for a right one.

    An `endless` variant does not end on some inputs; it is not run on those to predict its answer.

    >>> Variant("sum for mean", lambda y_hat, y: ((y_hat - y) ** 2).sum(), "mean-missing").mistake
    'mean-missing'
    """

    name: str
    function: Function
    mistake: str = ""
    endless: bool = False


@dataclass(frozen=True)
class Question:
    """A function that the student writes, with all that is needed to ask for it.

    name, signature   of the function, e.g. "mse" and "mse(y_hat, y)"
    parts             the returned values, with their points
    draw              Generator → inputs, by the names of the signature and in their order
    reference         inputs → the right answer; `source` says where it is from
    known             inputs → numbers and arrays that a mistake may have mixed in, by the student's names, e.g. N
    wrong, right      variants: the question's bank
    equation          a label of the equations, or empty
    exam              the name of its exam, by which `check` asks it
    anatomy           inputs → what the answer is made of, so that edits of it can be recognised
    written           (inputs, take) → the answer, with each ingredient taken by its name, so that a search can edit it
    loans             earlier functions that this one may use
    call              what stands in the parentheses of `check.psN(…)`, when it is not the name alone
    seconds, cases    the time for one draw, the number of draws
    enough            draws after which a right answer needs no more; 0 where it is asked them all
    thinned           a question whose answers take long is measured on one in `thinned` of the seeds
    whole             the parts show one piece of code from several sides: a mistake is named when it explains them all,
                      those that hold as well
    returned          what stands after `return`, when the parts are not the returned values themselves
    slope             the parts are slopes that a loop of nudges gives as well, which a report then says
    in_twos           two swaps at once are tried where neither one nor the search explains an answer
    beside            other functions of the notebook that the plan calls as well, when they are there
    read_again        the label of the equation to read again after these mistakes, empty for none; None: `equation`

    A part holds when max|got − reference| ≤ 1e-7 · max|reference|.

    >>> double = Question(
    ...     name="double", signature="double(x)", parts=(Part("y", 2, "(N,)"),),
    ...     draw=lambda rng: {"x": rng.normal(size=3)}, reference=lambda x: 2 * x, known=dict,
    ...     wrong=(Variant("the same", lambda x: x, "factor-two-missing"),), right=(Variant("x + x", lambda x: x + x),),
    ...     equation="", source="an example",
    ... )
    >>> from autograd_lab.exams.plans import run_plan
    >>> result = double.examine(lambda plan: run_plan(plan, {"double": lambda x: x + 0}), seed=1)
    >>> result.points, result.findings[0].mistake
    (0, 'factor-two-missing')
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
    written: Sequence[Callable[[Inputs, Take], tuple[Any, ...]]] = ()
    loans: tuple[Loan, ...] = ()
    call: str = ""
    seconds: float = SECONDS
    cases: int = CASES
    enough: int = 0
    thinned: int = 1
    whole: bool = False
    beside: tuple[str, ...] = ()
    returned: str = ""
    slope: bool = False
    in_twos: bool = False
    read_again: Callable[[Collection[str]], str] | None = None

    @property
    def subject(self) -> str:
        """The name of the function or class that the student hands to the check."""
        return self.name

    @property
    def formula(self) -> str:
        """The equation that the function computes, as LaTeX; empty for a question without one."""
        return EQUATIONS[self.equation].latex if self.equation else ""

    def reading(self, mistakes: Sequence[str]) -> str:
        """The label of the equation to read again after these mistakes; empty where there is none."""
        return self.read_again(frozenset(mistakes)) if mistakes and self.read_again else self.equation

    @property
    def points(self) -> int:
        """The points of all parts together."""
        return sum(part.points for part in self.parts)

    def space(self, function: object) -> dict[str, object]:
        """The namespace of the plan: the function, and those of its notebook that `beside` names."""
        around = globals_of(function)
        return {self.subject: function, **{name: around[name] for name in self.beside if name in around}}

    def draws(self, rng: np.random.Generator) -> list[Inputs]:
        """The inputs of one verdict, `cases` of them; a question whose draws are of several kinds deals each."""
        return [self.draw(rng) for _ in range(self.cases)]

    def plan(self, inputs: Inputs) -> dict[str, Any]:
        """The call as data, with the names of what is lent, and beside it the lender, which stays here."""
        step: dict[str, Any] = {"do": "call", "function": self.name, "args": [_expression(v) for v in inputs.values()]}
        if not self.loans:
            return {"seconds": self.seconds, "steps": [step]}
        calls = [Call(loan.name, loan.reference, [inputs[name] for name in loan.arguments]) for loan in self.loans]
        lender = Lender(calls)
        return {"seconds": self.seconds, "steps": [{**step, "lend": lender.arguments_by_function}], "lender": lender}

    def judge(self, inputs: Inputs, outcome: Mapping[str, Any]) -> Case:
        """The case of one draw: what came back, compared with the reference part by part."""
        expected = parts_of(self.reference(*fresh_copies(inputs)), len(self.parts))
        return judge_call(self, inputs, outcome, expected)

    def suspects(self, inputs: Inputs, failing: Sequence[int]) -> Sequence[tuple[str, Would]]:
        """The known mistakes with their predictions for these inputs: the parts, or the error raised.

        Predictions come from edits of the anatomy, from the wrong variants, and from the parts in reverse order.
        `failing` are the parts that will be diagnosed.
        """
        would = edits(self.anatomy(inputs), SWAPS) if self.anatomy else []
        would += [(variant.mistake, attempt(variant.function, inputs, len(self.parts))) for variant in self.wrong]
        if len(self.parts) == 1:
            return would
        return [*would, ("exchanged", parts_of(self.reference(*fresh_copies(inputs)), len(self.parts))[::-1])]

    def recognised(self, case: Case) -> Sequence[tuple[str, Would]]:
        """Mistakes recognised by a property and not by a predicted value: (id, the answer itself if it has the
        property, else NaN, which equals no answer). The same ids in the same order for each case.
        """
        return ()

    @property
    def searchable(self) -> bool:
        """Whether the numbers are the answer itself, so that edits of it can be searched for; not properties of one."""
        return bool(self.written) or self.anatomy is not None

    def formulas(self, inputs: Inputs) -> tuple[Sequence[Formula], int]:
        """The formulas as the search takes them, and the number of their last layer."""
        return [partial(written, inputs) for written in self.written], 0

    def units(self, inputs: Inputs) -> Sequence[Any]:
        """What the entries of each part are measured in."""
        return [1.0] * len(self.parts)

    @property
    def is_asked_again(self) -> bool:
        """Whether a right answer is asked the first draw once more; not where one call takes long."""
        return self.seconds <= SECONDS

    def without(self, variant: Variant) -> "Question":
        """The same question with one wrong variant taken out of its bank, to test the naming."""
        return replace(self, wrong=tuple(v for v in self.wrong if v is not variant))

    def examine(
        self, runner: Runner, seed: int, watch: Callable[[Case], None] | None = None, sound: Collection[str] = ()
    ) -> QuestionResult:
        """The verdict on fresh draws; `seed` reproduces them. Ends early when a further draw can bring nothing new.

        The first draw is asked once more when all is right: what an answer keeps between calls then shows at last.
        `runner` carries out a plan and returns its outcome; `watch` is called with each case. `sound` are functions of
        the student's that were found right: they are lent only once an answer that was built on them is wrong.
        """
        rng = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        seen: list[Case] = []
        draws = self.draws(rng)
        for number, inputs in enumerate([*draws, draws[0]]):
            right = all(map(_holds, seen))
            if (number == self.cases and not (right and self.is_asked_again)) or (right and 0 < number == self.enough):
                break
            case = self._case(inputs, runner, sound)
            sound = sound if _holds(case) else ()
            seen.append(case)
            if watch:
                watch(seen[-1])
            if seen[-1].hopeless:
                break
        if self.searchable and not _tell(seen) and any(_is_of_shapes(case) for case in seen):
            seen += self._more(runner, rng)
        return summarise(self, seen[: self.cases] if all(map(_holds, seen)) else seen, seed)

    def _case(self, inputs: Inputs, runner: Runner, sound: Collection[str]) -> Case:
        """The case of one draw; a wrong one is asked again with what `sound` spared, which counts if that was used."""
        plan = self.plan(inputs)
        spare = lent_without(plan, sound)
        case = self.judge(inputs, runner(spare))
        if spare is plan or _holds(case) or case.hopeless:
            return case
        lending = self.plan(inputs)  # anew: its lender has refused nothing yet
        again = self.judge(inputs, runner(lending))
        return again if lending["lender"].has_answered else case

    def _more(self, runner: Runner, rng: np.random.Generator) -> list[Case]:
        """Further cases, up to two with wrong numbers: where shapes do not fit, square arrays may tell the mistake.

        No more of them when the student's code takes long.
        """
        found: list[Case] = []
        spent = 0.0
        for _ in range(MORE * self.cases):
            inputs = self.draw(rng)
            outcome = runner(self.plan(inputs))
            case = self.judge(inputs, outcome)
            spent += sum(step.get("seconds", 0.0) for step in outcome["steps"])
            if case.problem is None and _tell([case]):
                found.append(case)
            if len(found) == ENOUGH or case.hopeless or spent > PATIENCE:
                break
        return found


@dataclass(frozen=True)
class Exam:
    """The questions of one problem set.

    `mistakes` are those that only its own variants make, `packages` what answers may import beside the standard library
    while they are graded, `edition` the number that notebooks carry which were released with these questions.

    >>> Exam("midterm", ()).total
    0
    """

    name: str
    questions: tuple[Question, ...]
    mistakes: tuple[Mistake, ...] = ()
    packages: tuple[str, ...] = ("numpy",)
    edition: int = 1

    @property
    def total(self) -> int:
        """The points of all questions."""
        return sum(question.points for question in self.questions)

    @property
    def asks_a_class(self) -> bool:
        """Whether all questions are about one class, in place of one function each."""
        return all(question.subject != question.name for question in self.questions)

    def question(self, name: str) -> Question:
        """The question of that name. KeyError lists those there are."""
        by_name = {question.name: question for question in self.questions}
        if name not in by_name:
            raise KeyError(f"{self.name} has no question {name!r}; it has {', '.join(by_name)}")
        return by_name[name]

    def grade(self, runner: Runner, seed: int, only: Sequence[str] | None = None) -> ExamResult:
        """The verdicts on all questions, or on those named in `only`; `runner` carries out plans, here or elsewhere."""
        asked = self.questions if only is None else [self.question(name) for name in only]
        return ExamResult(self.name, seed, tuple(question.examine(runner, seed) for question in asked))


def _holds(case: Case) -> bool:
    """Whether every part of an answer is right."""
    return all(part.holds for part in case.seen)


def _tell(cases: Sequence[Case]) -> bool:
    """Whether some case brought anything but a right answer or arrays whose shapes do not fit."""
    return not all(_is_of_shapes(case) or _holds(case) for case in cases)


def _is_of_shapes(case: Case) -> bool:
    """Whether arrays met whose shapes do not fit."""
    return case.raised is not None and case.raised.type in SHAPES_DO_NOT_FIT


def _expression(value: Any) -> Any:
    """An input in the form that plans have for it."""
    if isinstance(value, tuple):
        return {"tuple": list(value)}
    return {"list": value} if isinstance(value, list) else value


def fresh_copies(inputs: Inputs) -> list[Any]:
    """Copies of the inputs in order, so that a function may change them."""
    return [_copied(value) for value in inputs.values()]


def _copied(value: Any) -> Any:
    """A copy of one input: of an array or list, or a new Generator of the same seed."""
    if isinstance(value, list):
        return [_copied(item) for item in value]
    if isinstance(value, dict):  # a generator, as plans write it
        return np.random.default_rng(value["seed"])
    return value.copy() if isinstance(value, np.ndarray) else value


def attempt(function: Function, inputs: Inputs, count: int) -> tuple[Array, ...] | Raised:
    """The parts that a variant returns, or the error that it raises."""
    return result_or_error(lambda: parts_of(function(*fresh_copies(inputs)), count))
