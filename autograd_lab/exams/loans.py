"""Loans: what the judging side answers when a student's code calls one of their earlier functions.

A mistake should cost once, so a question may lend the functions that it builds on. What is lent never travels: the plan
names the functions and their arguments, and each call of one is put to the `Lender` as a request. It answers for
exactly the arguments of the draw, bit for bit, and refuses everything else; the student's own function then runs. So a
value is told to code that has made the right call for it, and to no other.
"""

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.exams.plans.describe import copy, same

REFUSALS = 8  # in one plan, then nothing more is lent: the right call is to be written, not searched for
ANSWERS = 64  # in one plan; the other side keeps what it was told, so that nobody has to ask twice
CLOSED = {"closed": True}


@dataclass(frozen=True)
class Loan:
    """An earlier function, lent for the inputs that `arguments` names.

    Called with exactly these inputs, the student's own function is replaced by the reference, so that a mistake in it
    costs once; called with anything else it stays theirs.
    """

    name: str
    reference: Callable[..., Any]
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """A call that is lent: a function by its name, and its arguments."""

    name: str
    reference: Callable[..., Any]
    arguments: Sequence[Any]


class Lender:
    """The judging side of the loans of one plan: takes a request, gives the answer of the call or refuses.

    A request is `{"function": "sigmoid", "arguments": [z]}`, and may be anything at all, since it comes from a process
    that the student controls. The reply is `{"answer": ...}`, `{}` where nothing is lent for these arguments, or
    `{"closed": True}` where nothing will be lent any more.

    >>> import numpy as np
    >>> lender = Lender([Call("double", lambda x: 2 * x, [np.array([1.0, 2.0])])])
    >>> lender({"function": "double", "arguments": [np.array([1.0, 2.0])]})
    {'answer': array([2., 4.])}
    >>> lender({"function": "double", "arguments": [np.array([2.0, 1.0])]})
    {}
    """

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls
        self._answers = [call.reference(*map(copy, call.arguments)) for call in calls]  # before anybody's code runs
        self._refusals = self._answered = 0

    @property
    def has_answered(self) -> bool:
        """Whether a request was answered."""
        return self._answered > 0

    @property
    def arguments_by_function(self) -> dict[str, list[str]]:
        """The functions with their arguments as the contract names them, which is all that a plan says of a loan."""
        return {call.name: list(inspect.signature(call.reference).parameters) for call in self._calls}

    def __call__(self, request: object) -> dict[str, Any]:
        """The reply to a request; never raises."""
        if self._refusals >= REFUSALS or self._answered >= ANSWERS:
            return CLOSED
        for call, answer in zip(self._calls, self._answers, strict=True):
            if _asks_for(request, call):
                self._answered += 1
                return {"answer": copy(answer)}
        self._refusals += 1
        return CLOSED if self._refusals == REFUSALS else {}


def lent_without(plan: dict[str, Any], sound: Collection[str]) -> dict[str, Any]:
    """The plan without loans of the functions named in `sound`; the plan itself where it lends none of them."""
    lent = {name for step in plan["steps"] for name in step.get("lend", ())}
    if not lent.intersection(sound):
        return plan
    steps = [
        {**step, "lend": {name: names for name, names in step["lend"].items() if name not in sound}}
        if "lend" in step
        else step
        for step in plan["steps"]
    ]
    return {**plan, "steps": steps}


def _asks_for(request: object, call: Call) -> bool:
    """Whether a request is for this call: its function, and the same bits in every argument."""
    name = request.get("function") if isinstance(request, dict) else None
    if not isinstance(request, dict) or not isinstance(name, str) or name != call.name:
        return False
    came = request.get("arguments")
    return isinstance(came, list) and len(came) == len(call.arguments) and all(map(same, came, call.arguments))
