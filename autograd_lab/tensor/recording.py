"""While a function is recorded: each operation is noted, with what it takes to compute it again.

What cannot be run again is said: a number that Python reads (a warning), a write or a backward pass (an error).
Notes are taken for the thread that records, and for no other.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab import anomaly
from autograd_lab.errors import GraphError, RecordWarning

if TYPE_CHECKING:
    from types import FrameType

_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep  # noqa: PTH120 - pathlib would take its time to import


class _Thread(threading.local):
    """What a thread has of its own: what notes its operations while it records a function."""

    recorder: Recorder | None = None


_thread = _Thread()


class Note:
    """An operation, and how it is computed again.

    node       the tensor that came out; None for something that is done beside the graph
    op         its name, for errors
    rule       called with the operands, where a tensor stands for its array
    ruled      whether the rule returns (array, pulls); False for a function that returns the array alone
    """

    __slots__ = ("node", "op", "operands", "rule", "ruled")

    def __init__(
        self, node: Any, op: str, rule: Callable[..., Any], operands: tuple[Any, ...], ruled: bool = True
    ) -> None:
        self.node, self.op, self.rule, self.operands, self.ruled = node, op, rule, operands, ruled


class Recorder:
    """The notes of a function while it runs: `with Recorder() as recorder: function()`, then `recorder.notes`.

    Raises GraphError within another one.
    """

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def __enter__(self) -> Recorder:
        if _thread.recorder is not None:
            raise GraphError(
                "record: a recorded step was called for the first time while another function is being recorded.\n"
                "  Record the outer function alone: it may call the inner function itself, without record."
            )
        anomaly.watchers += 1
        _thread.recorder = self
        return self

    def __exit__(self, *error: object) -> None:
        _thread.recorder = None
        anomaly.watchers -= 1


class set_aside:  # noqa: N801 - a context manager is called like a function
    """Within `with set_aside():` this thread takes no notes: for what an operation does inside."""

    def __enter__(self) -> None:
        self._recorder, _thread.recorder = _thread.recorder, None

    def __exit__(self, *error: object) -> None:
        _thread.recorder = self._recorder


def note(node: Any, op: str, rule: Callable[..., Any], operands: tuple[Any, ...], ruled: bool = True) -> None:
    """Note an operation where this thread records."""
    if _thread.recorder is not None:
        _thread.recorder.notes.append(Note(node, op, rule, operands, ruled))


def done(action: Callable[[], object]) -> None:
    """Do something beside the graph (count a batch), and again at each run of a recorded step."""
    action()
    if _thread.recorder is not None:
        _thread.recorder.notes.append(Note(None, "", action, ()))


def forbid(what: str, instead: str) -> None:
    """Raise GraphError for what cannot be recorded."""
    if _thread.recorder is not None:
        raise GraphError(f"record: {what} inside the recorded function.\n  Leave it out: {instead}.")


def warn_of_read(described: str, how: str) -> None:
    """Warn of a number that Python reads in the tensor so described: what is decided with it stays as it was."""
    if _thread.recorder is not None:
        warn(
            f"record: {how} of {described} was read while the function was recorded. What Python does with "
            "the number (an `if`, a product with an array) is not part of the graph, and stays as it was in this "
            "first call.\n"
            "  Use operations on Tensors: functional.where(t > 0, a, b) for an `if`, Tensor(table)[t] for a table of "
            "NumPy's, made outside. Read results between the calls."
        )


def warn_of_copy(data: object) -> None:
    """Warn of a Tensor made of an array: it holds a copy, which stays as it was."""
    if _thread.recorder is not None and isinstance(data, np.ndarray):
        warn(
            f"record: Tensor(...) inside the recorded function copied an array of shape {data.shape}, and the copy "
            "stays as it was in this first call.\n"
            "  Take the array as an argument, step = record(lambda x: ...), step(array); or make the Tensor outside, "
            "if it stays the same."
        )


def warn(text: str) -> None:
    """A RecordWarning that points at the nearest line which is not of this package."""
    frame: FrameType | None = sys._getframe(1)
    level = 2
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, RecordWarning, stacklevel=level)
