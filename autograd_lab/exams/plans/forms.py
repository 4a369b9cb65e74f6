"""The forms of a plan and of its outcome as types; what each field means is written in `__init__.py`.

A plan crosses a pipe as JSON, so these are dicts. At the border, in `run_plan` and its callers, they are plain ones.
"""

from typing import Any, TypedDict

Expression = Any  # a number, a text, None, an array, or a dict: a list, a tuple, a handle, a seed or a table
Description = dict[str, Any]  # of a result: its `kind` says which other fields there are (see describe.py)


class Row(TypedDict):
    """One call that a table can answer."""

    inputs: list[Expression]
    output: Expression


#: a call, or a program for a class
Step = TypedDict(
    "Step",
    {
        "do": str,
        "function": str,
        "args": list[Expression],
        "keep": str,
        "opaque": list[int],
        "lend": dict[str, list[str]],
        "count": bool,
        "class": str,
        "instructions": list[Any],
    },
    total=False,
)


class ErrorRecord(TypedDict):
    """What a student's code raised, with the line of their own text; `line` is 0 where there is none."""

    type: str
    message: str
    line: int | str
    source: str


class Record(TypedDict, total=False):
    """What came of one step."""

    status: str
    value: Description | None
    error: ErrorRecord | None
    changed: list[int]
    stamps: list[int | None]
    shares: list[int]
    calls: dict[str, list[int]]
    called: dict[str, int]
    near: list[str]
    beside: list[str]
    printed: int
    output: str
    warnings: list[str]
    seconds: float


class Reading(TypedDict):
    """What a program read of its handles: `data` and `grad` as arrays, `odd` the fields that are no real number."""

    names: list[str]
    odd: dict[str, str]
    data: Any
    grad: Any
