"""Two kinds of exercise, numbers and code, with the judging of an answer to each."""

from __future__ import annotations

import contextlib
import copy
import io
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Protocol

Rule = tuple[str | tuple[str, ...], Callable[[Mapping[str, Any]], object]]  # earlier names, and what is made of them
NOT_YET = "no answer yet"
WIDTH = 92  # of a line under a cell


@dataclass(frozen=True)
class Reply:
    """The reply to an answer: true when it is right; printed as its lines."""

    right: bool
    lines: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return "\n".join(textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in self.lines)


class Exercise(Protocol):
    """A question of a chapter, which judges answers."""

    def judge(self, answer: object) -> Reply:
        """The reply to an answer."""


@dataclass(frozen=True)
class Numbers:
    """A question whose answer is numbers by name, or one number when there is one name.

    right      name -> the number, or a list of them
    slips      name -> (a wrong number, its likely cause), …
    look       advice for a wrong number that no slip explains
    looks      name -> that advice for one name alone
    tolerance  relative distance that still counts as right: for answers rounded by hand
    follows    name -> (an earlier name or several, what the whole answer makes of this name): said when an earlier one
               is wrong

    >>> Numbers(right={"slope": 6.0}, slips={"slope": [(3.0, "The 2 is missing.")]}).judge(3)
    slope: 3 is not it. The 2 is missing.
    """

    right: Mapping[str, float | Sequence[float]]
    slips: Mapping[str, Sequence[tuple[float | Sequence[float], str]]] = field(default_factory=dict)
    look: str = "Work it out once more, one step on each line."
    tolerance: float = 5e-3
    follows: Mapping[str, Rule] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)

    def judge(self, answer: object) -> Reply:
        """The reply, with a line for each name."""
        if not isinstance(answer, Mapping):
            if len(self.right) == 1:
                answer = {next(iter(self.right)): answer}
            else:
                name = next(iter(self.right))
                return Reply(False, (f'keep the braces and the names: {{"{name}": your number, …}}',))
        told = [self._one(name, answer.get(name), answer) for name in self.right]
        unknown = [f"{name}: nothing with this name is asked for" for name in answer if name not in self.right]
        return Reply(all(right for right, _ in told), (*(line for _, line in told), *unknown))

    def _one(self, name: str, mine: object, answer: Mapping[str, object]) -> tuple[bool, str]:
        right = self.right[name]
        if _missing(mine):
            return False, f"{name}: {NOT_YET}"
        if not _numbers_only(mine):
            return False, f"{name}: {mine!r:.60} is not a plain number. Write numbers, without quotes."
        if equal_answers(mine, right, self.tolerance):
            return True, f"{name}: right"
        if (earlier := self._origin(name, mine, answer)) is not None:
            return False, f"{name}: {short_form(mine)} follows from your {earlier}. Mend that line first."
        for wrong, why in self.slips.get(name, ()):
            if equal_answers(mine, wrong, self.tolerance):
                return False, f"{name}: {short_form(mine)} is not it. {why}"
        if not isinstance(right, Real) and _count(mine) != _count(right):
            return False, f"{name}: this asks for {_count(right)} numbers, and {_count(mine)} came."
        if digits := _digits_wanted(mine, right, self.tolerance):
            return False, f"{name}: {short_form(mine)} is rounded too far. Give {digits} digits, or the formula itself."
        return False, f"{name}: {short_form(mine)} is not it. {self.looks.get(name, self.look)}"

    def _origin(self, name: str, mine: object, answer: Mapping[str, object]) -> str | None:
        """The earlier line from whose wrong number this one was got by the right steps; None for no such line."""
        earlier, made_of = self.follows.get(name, ((), lambda _: None))
        sources = (earlier,) if isinstance(earlier, str) else earlier
        given = [one for one in sources if _numbers_only(answer.get(one))]
        if any(one not in given or _count(answer[one]) != _count(self.right[one]) for one in sources):
            return None
        wrong = [one for one in sources if not equal_answers(answer[one], self.right[one], self.tolerance)]
        try:
            return wrong[0] if wrong and equal_answers(mine, made_of(answer), self.tolerance) else None
        except (TypeError, ValueError, ArithmeticError, LookupError):
            return None


@dataclass(frozen=True)
class Code:
    """A question whose answer is a function.

    reference  a right answer
    inputs     the arguments of each trial
    slips      (a wrong function, its likely cause): named when it agrees with the answer on every trial
    look       advice for a wrong function that no slip explains

    >>> double = Code(reference=lambda x: 2 * x, inputs=[(1.0,), (3.0,)])
    >>> double.judge(lambda x: x + x)
    right, on 2 trials
    """

    reference: Callable[..., Any]
    inputs: Sequence[tuple[Any, ...]]
    slips: Sequence[tuple[Callable[..., Any], str]] = ()
    tolerance: float = 1e-6
    look: str = "Work this one out on paper."

    def judge(self, answer: object) -> Reply:
        """The reply after running the function on each trial, up to the first that stops or changes its arguments."""
        if answer is None or answer is ...:
            return Reply(False, (NOT_YET,))
        if not callable(answer):
            return Reply(False, ("hand over the function itself, without brackets and numbers behind its name",))
        name = getattr(answer, "__name__", "your function")
        answers: list[tuple[tuple[Any, ...], str, object]] = []
        for arguments in self.inputs:
            given = copy.deepcopy(arguments)
            call = f"{name}({', '.join(map(short_form, arguments))})"
            try:
                mine, printed = returned_and_printed(answer, given)
            except NotImplementedError:
                return Reply(False, (NOT_YET,))
            except Exception as error:
                return Reply(False, (f"{call} stopped with {type(error).__name__}: {error}",))
            if mine is None and printed:
                return Reply(False, (f"{call} prints {printed}, and returns nothing. End with `return`, not `print`.",))
            if _missing(mine):
                return Reply(False, (NOT_YET if not answers else f"{call} returns nothing: is there a `return`?",))
            if not equal_answers(given, arguments, 0.0):
                return Reply(False, (f"{call} changed its arguments. Make new numbers, and leave those alone.",))
            answers.append((arguments, call, mine))
        wrong = [(call, mine, self.reference(*a)) for a, call, mine in answers if not self._right(a, mine)]
        if not wrong:
            return Reply(True, (f"right, on {len(answers)} trials",))
        call, mine, right = wrong[0]
        why = next((text for slip, text in self.slips if self._agrees(slip, answers)), self.look)
        came, wanted = texts_that_differ(mine, right)
        return Reply(False, (f"{call} gives {came}; it should be {wanted}.", why))

    def _right(self, arguments: tuple[Any, ...], mine: object) -> bool:
        return equal_answers(mine, self.reference(*copy.deepcopy(arguments)), self.tolerance)

    def _agrees(self, slip: Callable[..., Any], answers: Sequence[tuple[tuple[Any, ...], str, object]]) -> bool:
        return all(equal_answers(mine, slip(*copy.deepcopy(a)), self.tolerance) for a, _, mine in answers)


def changed(function: Callable[..., Any], change: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose returned values are those of `function`, after a change.

    >>> changed(divmod, lambda quotient, rest: (rest, quotient))(7, 2)
    (1, 3)
    """
    return lambda *given: change(*function(*given))


def equal_answers(mine: object, right: object, tolerance: float) -> bool:
    """Whether two answers are equal, entry by entry: numbers, lists, tuples, arrays, dictionaries."""
    mine, right = _plain(mine), _plain(right)
    if isinstance(mine, Real) and isinstance(right, Real):
        both_nan = math.isnan(mine) and math.isnan(right)  # a slip may have no number where the right way has one
        return both_nan or math.isclose(mine, right, rel_tol=tolerance, abs_tol=1e-12)
    if isinstance(mine, Mapping) and isinstance(right, Mapping):
        return mine.keys() == right.keys() and all(equal_answers(mine[key], right[key], tolerance) for key in right)
    if isinstance(mine, list) and isinstance(right, list):
        return len(mine) == len(right) and all(equal_answers(m, r, tolerance) for m, r in zip(mine, right, strict=True))
    if isinstance(mine, str) and isinstance(right, str):
        return mine == right
    return callable(mine) and callable(right)


def returned_and_printed(function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any, str]:
    """What a function returns, and what it printed, in one short line; the reader sees the printing all the same.

    >>> returned_and_printed(print, (3,))
    3
    (None, '3')
    """
    heard = io.StringIO()
    try:
        with contextlib.redirect_stdout(heard):
            returned = function(*arguments)
    finally:
        if heard.getvalue():
            print(heard.getvalue(), end="")
    return returned, textwrap.shorten(heard.getvalue(), 40, placeholder=" …")


def texts_that_differ(mine: object, right: object) -> tuple[str, str]:
    """Two answers in few characters, with as many digits as it takes to see that they are not the same.

    >>> texts_that_differ(0.1234567, 0.1234568)
    ('0.1234567', '0.1234568')
    """
    for digits in (6, 8, 11, 17):
        shown = short_form(mine, digits), short_form(right, digits)
        if shown[0] != shown[1]:
            break
    return shown


def short_form(answer: object, digits: int = 6) -> str:
    """An answer in few characters: numbers with six digits, which are as many as a reader compares."""
    answer = _plain(answer)
    if isinstance(answer, bool):
        return str(answer)
    if isinstance(answer, Real):
        return f"{float(answer):.{digits}g}"
    if isinstance(answer, list):
        return f"[{', '.join(short_form(one, digits) for one in answer)}]"
    if isinstance(answer, Mapping):
        return f"{{{', '.join(f'{key!r}: {short_form(one, digits)}' for key, one in answer.items())}}}"
    if callable(answer):
        return getattr(answer, "__name__", "a function")
    return f"{answer!r:.60}"


def _plain(answer: object) -> Any:
    """The answer with arrays and tuples as lists, and another library's numbers as Python's."""
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    return list(answer) if isinstance(answer, tuple) else answer


def _numbers_only(mine: object) -> bool:
    mine = _plain(mine)
    if isinstance(mine, list):
        return bool(mine) and all(map(_numbers_only, mine))
    return isinstance(mine, Real) and not isinstance(mine, bool)


def _missing(mine: object) -> bool:
    """Whether the answer still holds a stub's None or an ellipsis."""
    if isinstance(mine, Mapping):
        mine = list(mine.values())
    if isinstance(mine, list | tuple):
        return any(map(_missing, mine))
    return mine is None or mine is ...


def _count(answer: object) -> int:
    answer = _plain(answer)
    return len(answer) if isinstance(answer, list) else 1


def _digits_wanted(mine: object, right: object, tolerance: float) -> int:
    """How many digits an answer should have that is right but for being rounded; 0 for one that is not."""
    mine, right = _plain(mine), _plain(right)
    if isinstance(mine, list) and isinstance(right, list):
        pairs = list(zip(mine, right, strict=True))
        wanted = [_digits_wanted(m, r, tolerance) for m, r in pairs if not equal_answers(m, r, tolerance)]
        return max(wanted, default=0) if all(wanted) else 0
    if not isinstance(mine, Real) or not isinstance(right, Real) or not math.isclose(mine, right, rel_tol=0.05):
        return 0
    has = len(f"{abs(float(mine)):.15g}".partition("e")[0].replace(".", "").strip("0"))
    if float(f"{float(right):.{has}g}") != float(mine):
        return 0
    enough = (d for d in range(has + 1, 18) if math.isclose(float(f"{float(right):.{d}g}"), right, rel_tol=tolerance))
    return next(enough, 17)
