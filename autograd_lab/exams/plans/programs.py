"""Expression programs: instructions that build a graph with a student's class `Scalar`, differentiate and read it.

The forms of an instruction are listed in `__init__.py`.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .forms import Reading

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
}
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
_PLAIN = frozenset({int, float, bool, complex, type(None)})
_OF_NUMPY = (np.generic, np.ndarray)


def execute(
    cls: Callable[[float], Any], instructions: list[Any], handles: dict[str, Any], reads: list[Reading]
) -> None:
    """Build and differentiate an expression with the class; what is read is appended to `reads`."""
    for name, *rest in instructions:
        if name == "repeat":
            for _ in range(rest[0]):
                execute(cls, rest[1], handles, reads)
        elif name == "read":
            reads.append(_read(rest[0], handles))
        elif name == "leaf":
            handles[rest[0]] = cls(rest[1])
        elif name == "backward":
            handles[rest[0]].backward()
        elif name == "clear":
            handles[rest[0]].grad = 0.0
        else:
            operands = [handles[x] if isinstance(x, str) else x for x in rest[1:]]
            handles[rest[0]] = made = _apply(name, operands)
            if type(made) in _PLAIN or isinstance(made, _OF_NUMPY):
                raise AttributeError(f"`{spelled_operation(name, rest[1:])}` gives {_in_words(made)}")


def _apply(name: str, operands: list[Any]) -> Any:
    if name in _BINARY:
        return _BINARY[name](*operands)
    return -operands[0] if name == "neg" else getattr(operands[0], name)()


def spelled_operation(name: str, operands: list[Any]) -> str:
    """One operation as a student types it: "x - y", "-x", "x.relu()"."""
    first, *others = [x if isinstance(x, str) else f"{x:.6g}" for x in operands]
    if name in _BINARY:
        return f"{first} {_SIGNS[name]} {others[0]}"
    return f"-{first}" if name == "neg" else f"{first}.{name}()"


def _in_words(made: object) -> str:
    return "None" if made is None else f"a plain {type(made).__name__}"


def _read(names: list[str], handles: dict[str, Any]) -> Reading:
    """Data and gradient of each handle as two arrays; what is no real number is listed in `odd` and read as NaN."""
    found: dict[str, list[float]] = {"data": [], "grad": []}
    odd: dict[str, str] = {}
    for name in names:
        for field, numbers in found.items():
            value = getattr(handles[name], field)
            real = isinstance(value, (int, float, np.number)) and not isinstance(value, np.complexfloating)
            if not real:
                odd[f"{name}.{field}"] = type(value).__name__
            numbers.append(float(value) if real else float("nan"))
    return {"names": list(names), "odd": odd, "data": np.array(found["data"]), "grad": np.array(found["grad"])}
