"""Sentences about the errors of programs that are built with a student's class."""

import re
from collections.abc import Mapping
from typing import Any

CLASS = "Scalar"

_METHODS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "** or pow()": "pow"}
_UNSUPPORTED = re.compile(r"unsupported operand type\(s\) for (.+): '(\w+)' and '(\w+)'")
_NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_UNARY = re.compile(r"bad operand type for unary -: '(\w+)'")
_GIVES = re.compile(r"(`.+`) gives (None|a plain \w+)")


_NOT_THE_CLASS = frozenset(
    {
        *("NoneType", "bool", "bytes", "complex", "dict", "dict_keys", "dict_values", "function", "generator", "list"),
        *("builtin_function_or_method", "method", "method_descriptor", "module", "property", "range", "set", "str"),
        *("staticmethod", "tuple", "type"),
    }
)


def error_sentence(error: Mapping[str, Any]) -> str:
    """A sentence about the error of a program; a method of the class that is missing is named."""
    message = str(error["message"])
    plain = None if error.get("line") else _GIVES.fullmatch(message)
    if plain:
        forgotten = " Is there a `return` at its end?" if plain[2] == "None" else ""
        return f"{plain[1]} gives {plain[2]} and not a {CLASS}: return {CLASS}(…) from this operation.{forgotten}"
    unsupported, missing = _UNSUPPORTED.fullmatch(message), _NO_ATTRIBUTE.fullmatch(message)
    if unsupported and unsupported[1] in _METHODS and not _NOT_THE_CLASS & {*unsupported.groups()}:
        sign, method = unsupported[1].split()[0], _METHODS[unsupported[1]]
        if unsupported[2] in ("float", "int"):
            return (
                f"`2.5 {sign} x` does not work yet: where a number stands on the left, Python asks the {CLASS} on the "
                f"right for `__r{method}__`."
            )
        what = "x" if unsupported[3] not in ("float", "int") else "2.5"
        return f"`x {sign} {what}` does not work yet: Python asks the {CLASS} on the left for `__{method}__`."
    unary = _UNARY.fullmatch(message)
    if unary and unary[1] not in _NOT_THE_CLASS:
        return f"`-x` does not work yet: Python asks the {CLASS} for `__neg__`."
    place = f" in line {error['line']}: `{error['source']}`" if error.get("line") else ""
    if missing and missing[1] in ("float", "int"):
        return (
            f"a plain number has no `{missing[2]}`{place}. Where one may stand beside a {CLASS}, as in `x + 2` or `x + "
            f"2.5`, make it a {CLASS} first."
        )
    if missing and missing[1] not in _NOT_THE_CLASS:
        return f"{CLASS} has no `{missing[2]}` yet."
    return f"{CLASS} raised {error['type']}: {message}{place}."
