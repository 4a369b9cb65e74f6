"""Describes as data what a student's code returned or raised: numbers with their type and shape, or an error."""

import linecache
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy import array as plain_copy, generic, may_share_memory, ndarray

from .forms import Description, ErrorRecord
from .texts import message_of, printable

MAX_ELEMENTS = 1_000_000  # numbers that one plan may send back
MAX_ITEMS = 64  # entries of a returned list or tuple
MAX_DEPTH = 4  # lists inside lists
MAX_TEXT = 300  # characters of a message

Array = np.ndarray[Any, Any]


class Describer:
    """Describes results as data, with a limit on the numbers of all of them together."""

    def __init__(self) -> None:
        self.room = MAX_ELEMENTS

    def describe(self, value: Any, opaque: frozenset[int] = frozenset(), depth: int = 0) -> Description:
        """A result as data: `kind` is none, number, text, array, tuple, list, dict, opaque, too large or other."""
        name = type(value).__name__
        if value is None:
            return {"kind": "none", "type": name}
        if isinstance(value, str):
            return {"kind": "text", "type": name, "text": _text(value)}
        if isinstance(value, (ndarray, generic)):
            return self._array(value, name)
        if isinstance(value, (bool, int, float)):
            return {"kind": "number", "type": name, "dtype": name, "shape": [], "array": np.array(_as_float(value))}
        if isinstance(value, (list, tuple)) and depth < MAX_DEPTH:
            items = [
                {"kind": "opaque", "type": type(item).__name__}
                if depth == 0 and index in opaque
                else self.describe(item, depth=depth + 1)
                for index, item in enumerate(value[:MAX_ITEMS])
            ]
            kind = "tuple" if isinstance(value, tuple) else "list"
            return {"kind": kind, "type": name, "length": len(value), "items": items}
        if isinstance(value, dict) and depth == 0 and all(isinstance(key, str) for key in dict.keys(value)):
            names = [_text(key) for key in islice(dict.keys(value), MAX_ITEMS)]
            items = [self.describe(item, depth=1) for item in islice(dict.values(value), MAX_ITEMS)]
            return {"kind": "dict", "type": name, "length": dict.__len__(value), "names": names, "items": items}
        if isinstance(value, dict):
            odd = (type(key).__name__ for key in dict.keys(value) if not isinstance(key, str))
            return {"kind": "other", "type": name, "keys": next(odd, "str")}
        return {"kind": "other", "type": name}

    def _array(self, value: Any, name: str) -> Description:
        if issubclass(type(value), ndarray):
            plain = ndarray.view(value, ndarray)  # not copied yet: a view of one number may have any shape
            if plain.size > self.room:
                return {"type": name, "dtype": str(plain.dtype), "shape": list(plain.shape), "kind": "too large"}
        array = plain_copy(value, subok=False)
        about = {"type": name, "dtype": str(array.dtype), "shape": list(array.shape)}
        if array.dtype.kind not in "biuf":
            return {**about, "kind": "other"}
        self.room -= array.size
        real = np.float64 if array.dtype.kind == "f" else array.dtype.newbyteorder("=")
        return {**about, "kind": "array", "array": array.astype(real)}


def _text(value: str) -> str:
    """The first MAX_TEXT characters of a text, as a plain str; a subclass's own methods are not asked."""
    return printable(str.__getitem__(value, slice(MAX_TEXT)))


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond the range of a float
        return float("inf")


def arrays(value: object) -> Iterator[Array]:
    """All arrays in nested lists and tuples."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from arrays(item)


def share_memory(a: Array, b: Array) -> bool:
    """Whether two arrays may share memory; a subclass's own methods are not asked, nor a name that was patched."""
    if not (issubclass(type(a), ndarray) and issubclass(type(b), ndarray)):
        return False  # it says only that it is an array
    return may_share_memory(ndarray.view(a, ndarray), ndarray.view(b, ndarray))


def copy(value: object) -> object:
    """The result with copies of its arrays, in the same lists; anything else stays as it is."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return [copy(item) for item in value] if isinstance(value, (list, tuple)) else value


def equal(a: Array, b: Array) -> bool:
    """Whether two arrays have the same shape, dtype and bits (so NaN equals NaN)."""
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def stamp(value: Any) -> int:
    """A checksum of an array's shape, dtype and bits; −1 for what is no array."""
    if not issubclass(type(value), ndarray):
        return -1
    plain = ndarray.view(value, ndarray)
    return crc32(plain.tobytes(), crc32(f"{plain.shape} {plain.dtype.str}".encode()))


def same(a: object, b: object) -> bool:
    """Whether two numbers or arrays have the same type and value, arrays the same bits."""
    if type(a) is not type(b):
        return False
    return equal(a, b) if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) else bool(a == b)


def describe_error(error: BaseException) -> ErrorRecord:
    """Type, message, and the line of the student's own file or cell where the error came up."""
    here = Path(__file__).parent
    frames: list[tuple[str, int]] = []
    own: str | None = None
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if Path(filename).parent != here:
            own = own or filename
            frames.append((filename, trace.tb_lineno))
        trace = trace.tb_next
    filename, line = next((f for f in reversed(frames) if f[0] == own), ("", 0))
    source = printable(linecache.getline(filename, line)).strip()[:MAX_TEXT] if line else ""
    return {"type": type(error).__name__, "message": message_of(error)[:MAX_TEXT], "line": line, "source": source}
