"""The student's instant check: `check.ps1(mse_gradients)` in a notebook.

It asks the exam's question on fresh random inputs, in the notebook's own kernel, and says at once
what holds, what does not, and which mistake the numbers show. It never raises; a graded cell adds
`.require()`, which raises CheckFailed, so that `nbgrader validate` lists the cell.
"""

import secrets
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from autograd_lab.errors import CheckFailed
from autograd_lab.exams.plans import message_of, run_plan
from autograd_lab.exams.question import Exam, Question
from autograd_lab.exams.registry import NoExamError, PrivateExamError, exam_of, own_names
from autograd_lab.exams.report import as_html, as_text, cure_text, trouble_html
from autograd_lab.exams.verdict import QuestionResult


class Report:
    """What a check found. Shown in the notebook at once; `print(report)` gives it as text.

    `result` is the verdict, or None when there was no question to ask; `passed` whether all of it holds.
    """

    def __init__(self, result: QuestionResult | None, trouble: str = "") -> None:
        self.result = result
        self._trouble = trouble
        self._shown_in: int | None = None  # the number of the cell's execution that has displayed it

    @property
    def passed(self) -> bool:
        """Whether every part holds."""
        return self.result is not None and self.result.passed

    @property
    def message(self) -> str:
        """The verdict in one line."""
        return self.result.message if self.result else self._trouble

    def cure(self) -> str:
        """What to change. Try the test and the question of the report first."""
        return cure_text(self.result) if self.result else self._trouble

    def require(self) -> None:
        """Raise CheckFailed, with the mistake in one line, unless everything holds."""
        if not self.passed:
            raise CheckFailed(self.message)

    def show(self) -> "Report":
        """Display the report if a notebook is there to display it."""
        shell = _shell()
        if shell is not None:
            display = import_module("IPython.display").display
            display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)
            self._shown_in = shell.execution_count
        return self

    def __repr__(self) -> str:
        return as_text(self.result) if self.result else self._trouble

    def _repr_html_(self) -> str:
        return as_html(self.result) if self.result else trouble_html(self._trouble)

    def _ipython_display_(self) -> None:
        """As the last value of the cell that ran the check it is on the screen already."""
        shell = _shell()
        if shell is None or self._shown_in != shell.execution_count:
            self.show()


class Checks:
    """One method per problem set; each takes the function (for ps2, the class) that you wrote."""

    def ps1(self, function: object, seed: int | None = None) -> Report:
        """Problem set 1: `predict`, `mse`, `mse_gradients`, `gradient_step`.

        The function's name chooses the question. `seed` repeats the inputs of an earlier report.
        """
        return _check("ps1", function, seed)

    def ps2(self, scalar: object, question: str = "", seed: int | None = None) -> Report:
        """Problem set 2: your class `Scalar`, and what to ask about it.

        `question` is one of "arithmetic", "rules", "fan_out", "order", "repeat", "depth"; without it they are asked in
        this order, up to the first that is not right yet. `seed` repeats the inputs of an earlier report.
        """
        return _check_class("ps2", scalar, question, seed)

    def ps3(self, function: object, seed: int | None = None) -> Report:
        """Problem set 3: `sigmoid`, `sigmoid_prime`, `output_delta`, `hidden_delta`, `layer_gradients`.

        The function's name chooses the question. `seed` repeats the inputs of an earlier report.
        """
        return _check("ps3", function, seed)

    def ps4(self, function: object, seed: int | None = None) -> Report:
        """Problem set 4: `forward` and `backward` of a network of any depth.

        The function's name chooses the question. `seed` repeats the inputs of an earlier report.
        """
        return _check("ps4", function, seed)

    def ps5(self, function: object, seed: int | None = None) -> Report:
        """Problem set 5: three formulas of an article put right, the gradients of its example, verdicts on its claims.

        The function's name chooses the question. `seed` repeats the inputs of an earlier report.
        """
        return _check("ps5", function, seed)

    def ps6(self, function: object, seed: int | None = None) -> Report:
        """Problem set 6: `momentum_step`, `rmsprop_step`, `adam_step`, `clip_by_global_norm`, `train`.

        The function's name chooses the question. `seed` repeats the inputs of an earlier report.
        """
        return _check("ps6", function, seed)

    def ps7(self, function: object, seed: int | None = None) -> Report:
        """Problem set 7: `xavier_init`, `he_init`, `batchnorm_forward`, `batchnorm_backward`, dropout, `accumulate`.

        Dropout is `dropout_forward` and `dropout_backward`. The function's name chooses the question. `seed` repeats
        the inputs of an earlier report.
        """
        return _check("ps7", function, seed)

    def __getattr__(self, name: str) -> Callable[..., Report]:
        """A private problem set, which only the instructor's machine can ask (see `registry.py`)."""
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(_check, name)


check = Checks()


def _found(name: str) -> Exam | str:
    """The exam, or why it cannot be asked here."""
    try:
        return exam_of(name)
    except PrivateExamError as error:
        return str(error)
    except NoExamError:
        return (
            f"check.{name} is not on this machine. Your instructor may have questions that are asked only when they "
            f"grade: then test your function yourself, and go on. The course itself has {', '.join(own_names())}."
        )


def _check(name: str, function: object, seed: int | None = None) -> Report:
    """Ask the question of exam `name` that has the function's name; whatever happens, a report comes back."""
    exam = _found(name)
    if isinstance(exam, str):
        return Report(None, exam).show()
    asked = getattr(function, "__name__", "")
    names = ", ".join(question.name for question in exam.questions)
    if not callable(function):
        given = type(function).__name__
        text = f"check.{name} takes the function itself, got a {given}: write check.{name}({exam.questions[0].name})."
        return Report(None, text).show()
    try:
        question = exam.question(asked)
    except KeyError:
        text = f"check.{name} has no question about {asked or type(function).__name__!r}. It knows {names}."
        return Report(None, text).show()
    return _asked(question, question.space(function), seed).show()


def _check_class(name: str, cls: object, asked: str, seed: int | None) -> Report:
    """Ask exam `name` about a class: one question, or all of them up to the first that is not right yet."""
    exam = _found(name)
    if isinstance(exam, str):
        return Report(None, exam).show()
    known = [question.name for question in exam.questions]
    if not isinstance(cls, type):
        text = f"check.{name} takes the class itself, got a {type(cls).__name__}: write check.{name}(Scalar)."
        return Report(None, text).show()
    if asked not in ("", *known):
        return Report(None, f"check.{name} has no question {asked!r}. It knows {', '.join(known)}.").show()
    for question in exam.questions:
        if asked in ("", question.name):
            report = _asked(question, {"Scalar": cls}, seed)
            if asked or not report.passed:
                return report.show()
    return report.show()


def _asked(question: Question, functions: dict[str, object], seed: int | None) -> Report:
    """The report on one question; whatever happens, one comes back."""
    chosen = secrets.randbelow(2**31) if seed is None else seed
    try:
        return Report(question.examine(lambda plan: run_plan(plan, functions), chosen))
    except Exception as error:  # the student's code may have broken NumPy itself; an answer must come all the same
        text = (
            f"The check of {question.name} could not finish ({type(error).__name__}: {message_of(error)}; seed "
            f"{chosen}). Restart the kernel, run the cells from the top, and check again."
        )
        return Report(None, text)


def _shell() -> Any:
    """The running IPython, or None; IPython is not loaded for the question."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
