"""The student's instant check: `check.ps1(mse_gradients)` in a notebook.

It asks the exam's question on fresh random inputs, in the notebook's own kernel, and reports at once what holds, what
does not, and which mistake the numbers show. A check never raises; a graded cell adds `.require()`, which raises
CheckFailed, so that `nbgrader validate` lists the cell.
"""

import secrets
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from types import FrameType
from typing import Any

from autograd_lab.errors import CheckFailed
from autograd_lab.exams.plans import message_of, run_plan
from autograd_lab.exams.plans.lookalikes import near, near_names_sentence
from autograd_lab.exams.question import Exam, Question
from autograd_lab.exams.registry import (
    NoExamError,
    NoProblemSetError,
    PrivateExamError,
    exam_asking,
    exam_of,
    is_problem_set,
    names_asked,
    own_names,
    private_names,
)
from autograd_lab.exams.report import as_html, as_text, cure_text, trouble_html
from autograd_lab.exams.verdict import QuestionResult


class Report:
    """The result of a check. It is shown in the notebook at once; `print(report)` gives it as text.

    `result` is the verdict, or None when no question could be asked; `passed` says whether all parts hold.

    >>> from autograd_lab import check
    >>> def mse(y_hat, y):
    ...     return ((y_hat - y) ** 2).sum()
    >>> report = check.ps1(mse, seed=1)
    >>> report.passed
    False
    >>> print(report.message)
    mse: loss is N times too large: the 1/N of the mean is missing.
    >>> print(report.cure())
    loss: Divide by N once, the number of rows: len(y), or X.shape[0].
    """

    def __init__(self, result: QuestionResult | None, trouble: str = "") -> None:
        self.result = result
        self._trouble = trouble
        self._shown_in: int | None = None  # the number of the cell's execution that has displayed it

    @property
    def passed(self) -> bool:
        """Whether every part holds; False when no question could be asked."""
        return self.result is not None and self.result.passed

    @property
    def message(self) -> str:
        """The verdict in one line."""
        return self.result.message if self.result else self._trouble

    def cure(self) -> str:
        """What to change, as text. Try the test and the question of the report first."""
        return cure_text(self.result) if self.result else self._trouble

    def require(self) -> None:
        """Raise CheckFailed, with the mistake in one line, unless everything holds."""
        if not self.passed:
            raise CheckFailed(self.message)

    def show(self) -> "Report":
        """Display the report, if a notebook runs, and return it."""
        shell = _shell()
        if shell is not None:
            shown = {"text/plain": repr(self), "text/html": self._repr_html_()}
            import_module("IPython.display").display(shown, raw=True)
            self._shown_in = shell.execution_count
        return self

    def __repr__(self) -> str:
        return as_text(self.result) if self.result else self._trouble

    def _repr_html_(self) -> str:
        return as_html(self.result) if self.result else trouble_html(self._trouble)

    def _ipython_display_(self) -> None:
        """Display the report, unless the cell that ran the check has displayed it already."""
        shell = _shell()
        if shell is None or self._shown_in != shell.execution_count:
            self.show()


class Checks:
    """A check for each problem set: `check.ps1(function)`, and for ps2 `check.ps2(Scalar)`.

    Each is made from its exam (see `registry.py`), and its help lists the functions and what they return.

    >>> from autograd_lab import check
    >>> check.ps33  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    autograd_lab.exams.registry.NoProblemSetError: there is no problem set ps33; there are ps1, ps2, ...
    """

    def __getattr__(self, name: str) -> Callable[..., Report]:
        """The check of the problem set or private exam `name`.

        Raises NoProblemSetError, which is an AttributeError and lists the sets, for a number that the course does not
        have. A private exam may be installed on the instructor's machine alone; its check exists everywhere, and
        reports that.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        return _check_of(name)

    def __dir__(self) -> list[str]:
        """The attributes, with the names of the exams on this machine, for completion by Tab."""
        return [*super().__dir__(), *own_names(), *private_names()]


check = Checks()


def _check_of(name: str) -> Callable[..., Report]:
    """The function that asks exam `name`; its docstring lists the contracts of the questions."""
    try:
        exam = exam_of(name)
    except NoExamError:
        if is_problem_set(name):
            raise NoProblemSetError(f"there is no problem set {name}; there are {', '.join(own_names())}") from None
        return _with_name_and_help(
            partial(_answer, _elsewhere(name)), name, "A private exam, which is not on this machine."
        )
    except PrivateExamError as error:
        return _with_name_and_help(partial(_answer, str(error)), name, str(error))
    if exam.asks_a_class:

        def ask_about(scalar: object, question: str = "", seed: int | None = None) -> Report:
            return _check_class(exam, scalar, question, seed)

        return _with_name_and_help(ask_about, name, _help(exam))

    def ask(function: object, seed: int | None = None) -> Report:
        return _check_function(exam, function, seed, sys._getframe(1))

    return _with_name_and_help(ask, name, _help(exam))


def _with_name_and_help(function: Callable[..., Report], name: str, text: str) -> Callable[..., Report]:
    """`function` with the name and the docstring of a check."""
    function.__name__, function.__qualname__, function.__doc__ = name, f"Checks.{name}", text
    return function


def _help(exam: Exam) -> str:
    """The docstring of a check: what each function of the exam returns, and how it is asked."""
    title = f"Problem set {exam.name.removeprefix('ps')}" if is_problem_set(exam.name) else f"Exam {exam.name}"
    lines = []
    for question in exam.questions:
        parts = [f"        {part.name}: {part.shape}" for part in question.parts]
        if exam.asks_a_class:
            lines.append(f'    "{question.name}": {", ".join(part.name for part in question.parts)}')
        else:
            lines += [f"    {question.signature} returns {question.returned}".rstrip(), *parts]
    how = "The function's name chooses the question; any object that can be called will do."
    if exam.asks_a_class:
        how = f"`question` is one of these names; without it all are asked of {exam.questions[0].subject}, in this "
        how += "order, up to the first that is not right yet."
    return "\n".join([f"{title}.", "", *lines, "", how, "`seed` repeats the inputs of an earlier report."])


def _elsewhere(name: str) -> str:
    """The sentence that exam `name` is not on this machine, and who may have it."""
    return (
        f"check.{name} is not on this machine. Your instructor may have questions that are asked only when they "
        f"grade: then test your function yourself, and go on. The course itself has {', '.join(own_names())}."
    )


def _answer(text: str, *_: object, **__: object) -> Report:
    """A report that says why no question could be asked; it is shown."""
    return Report(None, text).show()


def _check_function(exam: Exam, function: object, seed: int | None, caller: FrameType) -> Report:
    """The report on a function, by the question that has its name: in an earlier edition, if the newest has none."""
    name = exam.name
    names = ", ".join(question.name for question in exam.questions)
    if not callable(function):
        given = type(function).__name__
        return _answer(
            f"check.{name} takes the function itself, got a {given}: write check.{name}({exam.questions[0].name})."
        )
    asked = _name_of(function, names_asked(name), caller)
    try:
        question = exam_asking(name, asked).question(asked)
    except KeyError:
        one = exam.questions[0].name
        meant = next((q.name for q in exam.questions if near(q.name, {asked: function})), "")
        nearly = near_names_sentence(meant, near(meant, {asked: function})) if meant else ""
        return _answer(
            f"check.{name} has no question about {asked!r}. It knows {names}.{nearly} The name chooses the question: "
            f"define it with `def`, or say `{meant or one} = …` first, and then check.{name}({meant or one})."
        )
    return _asked(question, question.space(function), seed).show()


def _name_of(function: object, known: Sequence[str], caller: FrameType) -> str:
    """The name of a function: the one of `known` that it goes by where it is handed in, else the one that it carries.

    The grader knows a function by the first alone. So a lambda, a decorated function, an object that can be called or a
    `functools.partial` is asked as well as one that was made with `def`.
    """
    carried = str(getattr(function, "__name__", type(function).__name__))
    around = {**caller.f_globals, **caller.f_locals}
    bound = [name for name in known if around.get(name) is function]
    return carried if carried in bound or not bound else bound[0]


def _check_class(exam: Exam, cls: object, asked: str, seed: int | None) -> Report:
    """The report on a class: on one question, or on all up to the first that is not right yet."""
    name = exam.name
    known = [question.name for question in exam.questions]
    if not callable(cls):
        call = f"check.{name}({exam.questions[0].subject})"
        return _answer(f"check.{name} takes the class itself, got a {type(cls).__name__}: write {call}.")
    if asked not in ("", *known):
        return _answer(f"check.{name} has no question {asked!r}. It knows {', '.join(known)}.")
    for question in exam.questions:
        if asked in ("", question.name):
            report = _asked(question, question.space(cls), seed)
            if asked or not report.passed:
                return report.show()
    return report.show()


def _asked(question: Question, functions: dict[str, object], seed: int | None) -> Report:
    """The report on one question, even where the student's code has broken NumPy itself."""
    drawn_with = secrets.randbelow(2**31) if seed is None else seed
    try:
        return Report(question.examine(lambda plan: run_plan(plan, functions), drawn_with))
    except Exception as error:  # the student's code may have broken NumPy itself; an answer must come all the same
        return Report(
            None,
            f"The check of {question.name} could not finish ({type(error).__name__}: {message_of(error)}; seed "
            f"{drawn_with}). Restart the kernel, run the cells from the top, and check again.",
        )


def _shell() -> Any:
    """The running IPython shell, or None. Does not import IPython."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
