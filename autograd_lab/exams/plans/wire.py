"""Encodes plans and outcomes as bytes, for a pipe to a process that nobody trusts.

One message is a JSON header and the raw numbers behind it. No pickle and no archive: decoding runs
no code of the sender and unpacks nothing, and a header that does not add up is refused. Texts are
decoded without lone surrogates, so that a notebook can save them.
"""

import json
import struct
from typing import IO, Any

import numpy as np

from .texts import printable

MAX_BYTES = 64 * 1024 * 1024
MAX_HEADER = 8 * 1024 * 1024  # JSON takes twenty times its size in memory; numbers in bulk are arrays, behind it
_DTYPES = frozenset({"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"})
_LENGTH = struct.Struct(">Q")
_KEY = "$array"


class WireError(ValueError):
    """Raised for bytes that are no message: cut short, too long, or with a header that does not fit the rest."""


def encode(tree: object) -> bytes:
    """A tree of dicts, lists, numbers, texts and NumPy arrays as one message."""
    arrays: list[np.ndarray[Any, Any]] = []
    head = json.dumps({"tree": _pack(tree, arrays), "arrays": [[a.dtype.str, list(a.shape)] for a in arrays]}).encode()
    message = b"".join([_LENGTH.pack(len(head)), head, *(a.tobytes() for a in arrays)])
    if len(message) > MAX_BYTES:
        raise WireError(f"a message of {len(message)} bytes is over the limit of {MAX_BYTES}")
    return message


def decode(message: bytes) -> Any:
    """The tree in a message of `encode`, tuples as lists, texts printable. Raises WireError on anything else."""
    if not _LENGTH.size <= len(message) <= MAX_BYTES:
        raise WireError(f"a message of {len(message)} bytes is outside {_LENGTH.size} to {MAX_BYTES}")
    body = _LENGTH.size + _LENGTH.unpack_from(message)[0]
    if body > len(message):
        raise WireError(f"the header should end at byte {body}, the message has {len(message)}")
    if body > MAX_HEADER:
        raise WireError(f"a header of {body} bytes is over the limit of {MAX_HEADER}")
    try:
        head = json.loads(message[_LENGTH.size : body])
        arrays = _numbers(head["arrays"], message, body)
        return _unpack(head["tree"], arrays)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise WireError(f"the message cannot be read: {type(error).__name__}: {error}") from error


def send(stream: IO[bytes], tree: object) -> None:
    """Write one message and its length."""
    message = encode(tree)
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; EOFError when the other side has gone."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_BYTES:
        raise WireError(f"a message of {length} bytes is over the limit of {MAX_BYTES}")
    return decode(_exactly(stream, length))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = stream.read(count)
        if not part:
            raise EOFError("the other side closed the pipe in the middle of a message")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _pack(tree: Any, arrays: "list[np.ndarray[Any, Any]]") -> Any:
    if isinstance(tree, np.ndarray):
        if tree.dtype.str not in _DTYPES:
            raise WireError(f"an array of {tree.dtype} cannot be sent: use real numbers")
        arrays.append(np.ascontiguousarray(tree).reshape(tree.shape))
        return {_KEY: len(arrays) - 1}
    if isinstance(tree, dict):
        return {str(key): _pack(value, arrays) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [_pack(item, arrays) for item in tree]
    return tree


def _numbers(heads: list[Any], message: bytes, start: int) -> "list[np.ndarray[Any, Any]]":
    """The arrays behind the header; together they must fill the message exactly."""
    arrays = []
    for code, shape in heads:
        if code not in _DTYPES or not all(isinstance(n, int) and n >= 0 for n in shape) or len(shape) > 8:
            raise ValueError(f"no array has dtype {code!r} and shape {shape!r}")
        count = int(np.prod(shape, dtype=object))
        size = np.dtype(code).itemsize * count
        if start + size > len(message):
            raise ValueError(f"an array of shape {shape} does not fit into the message")
        arrays.append(np.frombuffer(message, dtype=code, count=count, offset=start).reshape(shape).copy())
        start += size
    if start != len(message):
        raise ValueError(f"{len(message) - start} bytes are left over")
    return arrays


def _unpack(tree: Any, arrays: "list[np.ndarray[Any, Any]]") -> Any:
    if isinstance(tree, dict):
        if tree.keys() == {_KEY}:
            return arrays[tree[_KEY]]
        return {printable(key): _unpack(value, arrays) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_unpack(item, arrays) for item in tree]
    return printable(tree) if isinstance(tree, str) else tree
