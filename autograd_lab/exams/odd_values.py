"""Sentences about returned values that are no numbers, by the slip of Python that makes them."""

from collections.abc import Mapping
from typing import Any

_MADE_BY = {
    "coroutine": "it is an `async def`, whose call only prepares the work: write a plain `def`.",
    "generator": "there is a `yield` in it, or round brackets around a `for`: collect the numbers, and `return` them.",
    "async_generator": "it is an `async def` with a `yield`: write a plain `def` with a `return`.",
    "function": "that is a function, not its result: are the parentheses of a call missing?",
    "builtin_function_or_method": "that is a method, not its result: are the parentheses missing, as in `a.sum` for "
    "`a.sum()`?",
    "method": "that is a method, not its result: are the parentheses of a call missing?",
    "ufunc": "that is a function of NumPy, not its result: are the parentheses of a call missing?",
    "map": "a `map` has computed nothing yet: np.array(list(…)) makes numbers of it.",
    "zip": "a `zip` has computed nothing yet: use the values that you put into it.",
    "filter": "a `filter` has computed nothing yet: np.array(list(…)) makes numbers of it.",
    "range": "np.arange(…) makes an array of it.",
    "set": "a set has no order, and keeps equal numbers once: use an array.",
    "dict": "return the values themselves, in the order that is asked for, not a dict of them.",
    "str": "that is a text; return the number itself, and leave the printing to whoever calls.",
    "ellipsis": "the `...` of a template is still there.",
    "type": "that is a class, not a value made with it.",
}


def made_by(value: Mapping[str, Any]) -> str:
    """A sentence about how such a value comes up, with a space in front; empty where none is known."""
    sentence = _MADE_BY.get(str(value.get("type", "")), "") if value["kind"] not in ("array", "number") else ""
    return f" {sentence[0].upper()}{sentence[1:]}" if sentence else ""
