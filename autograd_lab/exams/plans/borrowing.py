"""Borrows from the judging side: it is asked about each call of a lent function, and answers or refuses.

Nothing that could be answered is held here: a plan says which functions are lent and what their arguments are called.
An answer that was given is kept, since the code that asked has it already.
"""

import contextlib
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from .callables import globals_of
from .describe import copy, same

Ask = Callable[[dict[str, Any]], Mapping[str, Any]]  # {"function": …, "arguments": […]} → the reply of the lender

MOST_NUMBERS = 100_000  # in the arguments of one request; more are no arguments of a draw


class Borrower:
    """The borrowing side of one plan; `ask` puts a request to the lender, and is None where nobody lends."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._is_open = False
        self._told: list[tuple[str, object, object]] = []  # function, arguments, answer
        self._lock = threading.Lock()  # a student's threads may call at once, and there is one pipe

    @contextlib.contextmanager
    def borrowing_from_lender(
        self, function: Callable[..., object], lent: Mapping[str, list[str]], absent_too: bool = False
    ) -> Iterator[None]:
        """A context in which the student's functions named in `lent` are asked of the lender first.

        `absent_too` lends those that are not there as well.
        """
        names = globals_of(function)
        own = {name: names[name] for name in lent if callable(names.get(name)) and names[name] is not function}
        absent = {name: _absent(name) for name in lent if absent_too and name not in names}
        names.update({name: self._stand_in(name, lent[name], other) for name, other in (own | absent).items()})
        self._is_open = self._ask is not None
        try:
            yield
        finally:
            self._is_open = False
            names.update(own)
            for name in absent:
                names.pop(name, None)

    def _stand_in(self, name: str, arguments: list[str], own: Callable[..., object]) -> Callable[..., object]:
        """The student's function `own` with the lender before it."""

        def ask_first(*args: object, **kwargs: object) -> object:
            with self._lock:
                answer = self._answer(name, _in_order(own, arguments, args, kwargs))
            return own(*args, **kwargs) if answer is None else answer

        return ask_first

    def _answer(self, name: str, args: Sequence[object]) -> object:
        """The lender's answer; None where it has none, or is not asked."""
        if not self._is_open or self._ask is None or not _can_be_asked(args):
            return None
        for known, asked, answer in self._told:
            if known == name and _alike(asked, args):
                return copy(answer)
        reply = self._ask({"function": name, "arguments": list(args)})
        if "answer" not in reply:
            self._is_open = not reply.get("closed")
            return None
        self._told.append((name, copy(args), copy(reply["answer"])))
        return reply["answer"]


def _can_be_asked(args: Sequence[object]) -> bool:
    """Whether these may be the arguments of a draw: plain arrays of float64 and numbers, not too many."""
    sizes = [arg.size if type(arg) is np.ndarray and arg.dtype == float else 1 for arg in args]
    plain = all(type(arg) in (int, float) or (type(arg) is np.ndarray and arg.dtype == float) for arg in args)
    return bool(args) and plain and sum(sizes) <= MOST_NUMBERS


def _alike(asked: Any, args: Sequence[Any]) -> bool:
    """Whether a request had these arguments."""
    return len(asked) == len(args) and all(map(same, asked, args))


def _in_order(
    own: Callable[..., object], names: list[str], args: tuple[object, ...], kwargs: dict[str, object]
) -> tuple[object, ...]:
    """The arguments of a call in the order of the contract; () where they do not fit the student's function.

    Its own signature says where a keyword belongs. One that takes any (a wrapper, or the stand-in for a function that
    is not there) does not: then the contract's `names` do.
    """
    if not kwargs:
        return args
    try:
        bound = inspect.signature(own).bind(*args, **kwargs)
    except TypeError:  # the call itself will say what does not fit
        return ()
    except ValueError:  # a function without a signature, as some that are written in C
        return _by_name(names, args, kwargs)
    return _by_name(names, bound.args, bound.kwargs) if bound.kwargs else bound.args


def _by_name(names: list[str], args: tuple[object, ...], kwargs: dict[str, object]) -> tuple[object, ...]:
    """The arguments in the order of `names`; () where one is missing or has another name."""
    rest = names[len(args) :]
    return (*args, *(kwargs[name] for name in rest)) if set(rest) == set(kwargs) else ()


def _absent(name: str) -> Callable[..., object]:
    """A function that raises the NameError of a name that is missing."""

    def raise_name_error(*args: object, **kwargs: object) -> object:
        raise NameError(f"name '{name}' is not defined")

    return raise_name_error
