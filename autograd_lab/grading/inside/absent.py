"""Stand-ins for modules that a student's machine has and a grader has not: importing one costs nothing, using it does.

An import that no answer needs is harmless, so it is let through; whatever is taken from the module says at its first
use that it is not there. An import that is made for trying (`try: … except ImportError`) fails as it would where the
library is not installed, so that the student's own other way is taken.
"""

import ast
import linecache
import os
import re
import sys
import types
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

LIBRARIES = frozenset({  # of others; any other module is taken for one of the student's own
    "PIL", "autograd", "autograd_lab", "cv2", "datasets", "flax", "gym", "gymnasium", "jax", "jaxlib", "keras",
    "lightgbm", "lightning", "micrograd", "networkx", "nltk", "numba", "optax", "pandas", "polars", "pytest",
    "scipy", "skimage", "sklearn", "statsmodels", "sympy", "tensorflow", "theano", "tinygrad", "torch",
    "torchaudio", "torchvision", "transformers", "xgboost",
})  # fmt: skip
CELL = "<cell "  # what the file names of a notebook's cells begin with
IMPORTING = re.compile(r"<frozen importlib(\._bootstrap.*)?>|.*importlib[/\\]__init__\.py")  # Python's own frames
UNUSABLE = (  # methods, without their underscores, in which something is wanted of the library
    "call", "iter", "next", "len", "contains", "enter", "exit", "aenter", "await", "array", "float", "int",
    "index", "complex", "setitem", "delitem", "mro_entries", "add", "radd", "sub", "rsub", "mul", "rmul",
    "matmul", "rmatmul", "truediv", "rtruediv", "floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow", "neg",
    "pos", "abs", "lt", "le", "gt", "ge",
)  # fmt: skip


class NotThereError(ImportError):
    """Something of a module was used that is not there while grading."""

    __module__ = "builtins"  # shown without the place of this file


class Absent:
    """Something that was imported from a module which is not there. In annotations and `isinstance` it is harmless."""

    def __init__(self, name: str) -> None:
        self._absent_name = name

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._absent_name}.{name}")

    def __getitem__(self, key: object) -> "Absent":  # Tensor["rows, columns"], in an annotation
        return self

    def __or__(self, other: object) -> "Absent":  # Tensor | None
        return self

    __ror__ = __or__

    def __instancecheck__(self, instance: object) -> bool:
        return False  # where there is no such library, nothing is of its types


def _complaint(self: Absent, *_: object, **__: object) -> NoReturn:
    raise NotThereError(sentence(self._absent_name))


for _name in UNUSABLE:
    setattr(Absent, f"__{_name}__", _complaint)


def sentence(name: str) -> str:
    """What to do about a name, such as "torch.tensor", that is not there while grading."""
    top = name.partition(".")[0]
    own = f"; a module of your own goes into the notebook, in a cell that begins with `%%writefile {top}.py`"
    return (
        f"{name} was used, and {top} is not there while grading: write this part with NumPy"
        f"{'' if top in LIBRARIES else own}"
    )


class AbsentModule(types.ModuleType):
    """A module that is not there; whatever is taken from it is an `Absent`."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":  # often printed
            return "not there while grading"
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}")


def is_taken_on_trust() -> bool:
    """Whether the import under way is one of the student's that is to succeed whether or not the module is there.

    Not one that asks whether the module is there: `importlib.util.find_spec`, or a `try` that goes on without it.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame and IMPORTING.fullmatch(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and _is_the_students(frame) and not _is_a_trial(frame)


def _is_the_students(frame: FrameType) -> bool:
    """Whether a frame is of a cell, or of a file that the student's code has written."""
    name = frame.f_code.co_filename
    return name.startswith((CELL, f"{Path.cwd()}{os.sep}"))


def _is_a_trial(frame: FrameType) -> bool:
    """Whether the statement that a frame is at stands in a block that goes on without the module."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        _goes_on(node) and node.body[0].lineno <= frame.f_lineno <= (node.body[-1].end_lineno or 0)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try | ast.With)
    )


def _goes_on(node: ast.Try | ast.With) -> bool:
    """Whether a `try` or a `with` goes on where an import in it fails."""
    if isinstance(node, ast.With):
        return any("suppress" in ast.dump(item) for item in node.items)
    kinds = [handler.type for handler in node.handlers]
    return any(kind is None or "Import" in ast.dump(kind) or _is_general(kind) for kind in kinds)


def _is_general(kind: ast.expr) -> bool:
    """Whether `except kind` catches an ImportError among much else."""
    return any(name in ast.dump(kind) for name in ("'Exception'", "'BaseException'", "ModuleNotFound"))
