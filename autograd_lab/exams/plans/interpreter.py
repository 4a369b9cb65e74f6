"""Carries out a plan step by step; the forms of plans and outcomes are written in `__init__.py`."""

import contextlib
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from .borrowing import Ask, Borrower
from .chance import sources_beside
from .counting import calls_of_own_functions
from .describe import MAX_TEXT, Describer, arrays, copy, describe_error, equal, share_memory, stamp
from .forms import Expression, Reading, Record, Row, Step
from .guard import PROCESSOR, WALL, Clock, OutOfTime, Tally, deadline
from .lookalikes import near
from .programs import execute
from .texts import message_of, printable

USUAL_RECURSION = 3000  # calls; what Python and notebooks allow lies between 1,000 and this


class Unavailable(Exception):  # noqa: N818 - not an error: a step that has nothing to stand on
    """Raised where a step needs the result of a step that failed."""


def lost(reason: str) -> dict[str, Any]:
    """The outcome of a plan that never came back; `reason` is "crash" or "timeout"."""
    return {"steps": [], "lost": reason}


def run_plan(plan: Mapping[str, Any], namespace: Mapping[str, object], ask: Ask | None = None) -> dict[str, Any]:
    """The outcome of `plan`, carried out with the functions and classes in `namespace`.

    `ask` puts a request for a loan to the judging side; a plan that has not travelled has its lender with it. A
    student's error is recorded and does not raise. The forms of plan and outcome are written in `__init__.py`.

    >>> def double(x):
    ...     return 2 * x
    >>> plan = {"steps": [{"do": "call", "function": "double", "args": [3.0]}]}
    >>> record = run_plan(plan, {"double": double})["steps"][0]
    >>> record["status"], float(record["value"]["array"])
    ('ok', 6.0)
    """
    run = _Run(namespace, float(plan.get("seconds", 2.0)), PROCESSOR if plan.get("clock") == "processor" else WALL)
    run.lend_absent, run.borrower = bool(plan.get("lend_absent")), Borrower(ask or plan.get("lender"))
    with _usual_recursion():
        return {"steps": [run.step(step) for step in plan["steps"]]}


@contextlib.contextmanager
def _usual_recursion() -> Iterator[None]:
    """A context in which recursion is as deep as usual, whatever the code asks for: past that a process may end."""
    limit, change = sys.getrecursionlimit(), sys.setrecursionlimit
    with contextlib.suppress(RecursionError):  # already deeper than that
        change(min(limit, USUAL_RECURSION))
    sys.setrecursionlimit = lambda limit: None
    try:
        yield
    finally:
        sys.setrecursionlimit = change
        change(limit)


class _Run:
    """One plan under way: results kept by name, time and room left."""

    def __init__(self, namespace: Mapping[str, object], seconds: float, clock: Clock) -> None:
        self.namespace = namespace
        self.clock, self.ends = clock, clock.now() + seconds
        self.kept: dict[str, object] = {}
        self.before: dict[str, object] = {}  # copies, to see whether a later step changes a kept result
        self.describer = Describer()
        self.calls: dict[str, list[int]] = {}
        self.lend_absent, self.borrower = False, Borrower(None)

    def step(self, step: Step) -> Record:
        """The record of one step, which is run here: status, value, error, side effects, what was printed, seconds."""
        self.calls = {}
        record: Record = {
            "status": "ok",
            "value": None,
            "error": None,
            "changed": [],
            "stamps": [],
            "shares": [],
            "calls": self.calls,
        }
        out, started = Tally(), time.perf_counter()
        name = step.get("function") or step["class"]
        target = self.namespace.get(name)
        if target is None or not callable(target):
            status = "missing" if target is None else "not callable"
            found = near(name, self.namespace)
            return {**record, "status": status, "near": found, "printed": 0, "seconds": 0.0}
        with warnings.catch_warnings(record=True) as heard, contextlib.redirect_stdout(out):
            warnings.simplefilter("always")
            with contextlib.redirect_stderr(out):
                try:
                    action = self._call if step["do"] == "call" else self._program
                    action(target, step, record)
                except OutOfTime:
                    record["status"] = "timeout"
                except Unavailable:
                    record["status"] = "skipped"
                except (Exception, SystemExit) as error:
                    record.update({"status": "raised", "error": describe_error(error)})
        record.update({"printed": out.count, "output": printable(out.head), "seconds": time.perf_counter() - started})
        record["warnings"] = [message_of(w.message)[:MAX_TEXT] for w in heard[:3]]
        return record

    def _deadline(self) -> contextlib.AbstractContextManager[None]:
        return deadline(self.ends - self.clock.now(), self.clock)

    def _call(self, function: Callable[..., object], step: Step, record: Record) -> None:
        args = [self._build(expr) for expr in step["args"]]
        called: Counter[str] = Counter()
        counted = calls_of_own_functions(called) if step.get("count") else contextlib.nullcontext()
        lent = self.borrower.borrowing_from_lender(function, step.get("lend", {}), self.lend_absent)
        with lent, sources_beside(args) as beside, self._deadline(), counted:
            value = function(*args)
        record["beside"] = beside
        record["called"] = dict(called.most_common(3))
        if "keep" in step:
            self.kept[step["keep"]] = value
            self.before[step["keep"]] = copy(value)
        record["value"] = self.describer.describe(value, frozenset(step.get("opaque", ())))
        for position, (arg, expr) in enumerate(zip(args, step["args"], strict=True)):
            record["stamps"].append(stamp(arg) if isinstance(expr, np.ndarray) else None)
            if not self._same(arg, expr):
                record["changed"].append(position)
            if any(share_memory(a, b) for a in arrays(arg) for b in arrays(value)):
                record["shares"].append(position)

    def _build(self, expr: Expression) -> Any:
        """The Python value of an expression; arrays are fresh copies."""
        if isinstance(expr, np.ndarray):
            return expr.copy()
        if not isinstance(expr, dict):
            return expr
        if "list" in expr:
            return [self._build(item) for item in expr["list"]]
        if "tuple" in expr:
            return tuple(self._build(item) for item in expr["tuple"])
        if "seed" in expr:
            return np.random.default_rng(expr["seed"])
        if "table" in expr:
            return self._table(expr["table"], expr["rows"], expr.get("names", []))
        return _pick(self.kept, expr)

    def _table(self, name: str, rows: list[Row], names: list[str]) -> Callable[..., object]:
        calls = self.calls.setdefault(name, [])

        def tabulated(*args: object, **kwargs: object) -> object:
            rest = names[len(args) :]
            if kwargs and set(kwargs) != set(rest):
                strange = [f"{key!r} is unknown or came twice" for key in kwargs if key not in rest]
                missing = [f"{key!r} is missing" for key in rest if key not in kwargs]
                raise TypeError(f"{name} takes {', '.join(names) or 'no names'}: {(strange or missing)[0]}")
            args = (*args, *(kwargs[key] for key in rest if key in kwargs))
            index = self._find(args, rows)
            calls.append(index)
            if index >= 0:
                return self._build(rows[index]["output"])
            shapes = ", ".join(str(getattr(arg, "shape", type(arg).__name__)) for arg in args)
            raise LookupError(
                f"{name} takes one batch at a time, since together they do not fit into memory: it was called with "
                f"arguments of shapes {shapes} that are none of the given batches"
            )

        tabulated.__name__ = name
        return tabulated

    def _find(self, args: tuple[object, ...], rows: list[Row]) -> int:
        """The index of the row that has these arguments; −1 when none has."""
        for index, row in enumerate(rows):
            if len(args) == len(row["inputs"]) and all(map(self._same, args, row["inputs"])):
                return index
        return -1

    def _same(self, value: Any, expr: Expression) -> bool:
        """Whether `value` still holds what `expr` described."""
        if isinstance(expr, np.ndarray):
            return isinstance(value, np.ndarray) and equal(value, expr)
        if not isinstance(expr, dict):
            return value is expr or bool(value == expr)
        if "list" in expr:
            items = expr["list"]
            return isinstance(value, list) and len(value) == len(items) and all(map(self._same, value, items))
        if "tuple" in expr:
            items = expr["tuple"]
            return isinstance(value, tuple) and len(value) == len(items) and all(map(self._same, value, items))
        if "handle" in expr:
            old, new = list(arrays(_pick(self.before, expr))), list(arrays(value))
            return len(old) == len(new) and all(map(equal, new, old))
        return True  # a Generator is there to be used up; a table cannot be changed

    def _program(self, cls: Callable[[float], Any], step: Step, record: Record) -> None:
        reads: list[Reading] = []
        with self._deadline():
            execute(cls, step["instructions"], {}, reads)
        record["value"] = {"kind": "reads", "reads": reads}


def _pick(results: Mapping[str, Any], expr: Mapping[str, Any]) -> Any:
    """An earlier result, or one item of it."""
    if expr["handle"] not in results:
        raise Unavailable
    value = results[expr["handle"]]
    if "item" not in expr:
        return value
    if not isinstance(value, (list, tuple)) or not expr["item"] < len(value):
        raise Unavailable
    return value[expr["item"]]
