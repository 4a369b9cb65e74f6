"""Errors of Python whose message tells the slip: `^` for a power, a function of `math` or an `if` on an array."""

import re
from collections.abc import Mapping
from typing import Any

_XOR = re.compile(r"bitwise_xor|unsupported operand type\(s\) for \^")
_ONE_NUMBER = re.compile(r"only (length-1|0-dimensional|size-1) arrays can be converted")
_ONE_TRUTH = re.compile(r"^The truth value of an array with more than one element is ambiguous")
_OF_MATH = re.compile(r"\bmath\.\w+")


def slip_of(error: Mapping[str, Any]) -> tuple[str, str]:
    """The mistake that an error shows by its message and its line, and a sentence; two empty texts for any other."""
    message, source = str(error["message"]), str(error.get("source") or "")
    if error["type"] == "ValueError" and _ONE_TRUTH.search(message):
        return "if-on-array", "Python asks for one truth here, and an array has one for each entry"
    if error["type"] != "TypeError":
        return "", ""
    if _XOR.search(message):
        return "xor-for-power", "in Python ^ is no power, and it does not work on numbers with a point: write **"
    if _ONE_NUMBER.search(message):
        used = _OF_MATH.search(source)
        if used:
            of_numpy = used[0].replace("math.", "np.")
            return "math-on-array", f"`{used[0]}` takes one number, and got an array: `{of_numpy}` takes both"
        if re.search(r"\b(exp|sqrt|log|tanh|pow)\(", source) and "np." not in source:
            return (
                "math-on-array",
                "a function of the module math takes one number, and got an array: NumPy's take both",
            )
    return "", ""
