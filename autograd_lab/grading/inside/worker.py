"""The worker: the only process that runs a student's code. It holds no test, no reference answer and no score.

It answers one request at a time over two pipes of its own, and leaves the student an empty input and a capped buffer
instead, so that nothing printed can be mistaken for an answer.

A request is `{"id": 1, "do": "cell", "name": ..., "source": ..., "seconds": ...}` or `{"id": 2, "do": "plan", "plan":
...}`; the answer is `{"id": 1, "error": ..., "stdout": ..., "stderr": ...}`, with `"outcome"` for a plan. While it
carries out a plan the worker may ask in its turn, for a function that is lent: `{"id": 2, "loan": ...}` is replied to
with `{"loan": ...}`, before the answer (see plans/borrowing.py).
"""

import ast
import contextlib
import io
import linecache
import os
import random
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .absent import NotThereError
from .confine import confine_process
from .shell import Shell
from .stand_ins import NOTHING, Imports

HERE = str(Path(__file__).parent)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
STOPPED = "Stopped"  # stands for the type of an error, where a limit ended a cell
REST_SECONDS = 0.5  # of computing, for the definitions below the place where a cell was stopped
OUTPUT_CAP = 20_000  # characters of stdout and of stderr kept per request


class _Capped(io.TextIOBase):
    """A text stream that keeps the first OUTPUT_CAP characters and counts the rest."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = OUTPUT_CAP
        self._lost = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: self._room]
        self._kept.append(kept)
        self._room -= len(kept)
        self._lost += len(text) - len(kept)
        return len(text)

    def text(self) -> str:
        """The characters that were kept, and a line with the number of those that were not."""
        dropped = f"\n[{self._lost} more characters were not kept]\n" if self._lost else ""
        return "".join(self._kept) + dropped


def describe(error: BaseException, message: str, filename: str) -> dict[str, Any]:
    """Type, message, line in the student's cell, and traceback of an exception, from the student's frames on."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(HERE)]
    lines = [frame.lineno for frame in frames if frame.filename == filename]
    line = error.lineno if isinstance(error, SyntaxError) else (lines[-1] if lines else None)
    shown = [*traceback.format_list(frames), *traceback.format_exception_only(error)]
    return {
        "type": type(error).__name__,
        "message": message[:OUTPUT_CAP],
        "line": line if isinstance(line, int) else None,  # a SyntaxError of the student's own may hold anything
        "traceback": "".join(shown)[:OUTPUT_CAP],
    }


def run_cell(request: dict[str, Any], namespace: dict[str, Any], plans: types.ModuleType) -> dict[str, Any] | None:
    """Run one cell as a notebook does; returns None, or the description of the error that stopped it.

    It may compute for `request["seconds"]`, however long that takes on a machine that is busy with others.
    """
    source, name, seconds = request["source"], request["name"], request["seconds"]
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        code = compile(source, filename, "exec", dont_inherit=True)
        with plans.deadline(seconds, plans.PROCESSOR):
            run_what_can_be_run(code, source, filename, namespace)
    except plans.OutOfTime as error:
        stopped = describe(error, f"it was stopped after {seconds:g} s of computing: an endless loop?", filename)
        define_the_rest(source, filename, stopped["line"] or 0, namespace, plans)
        return {**stopped, "type": STOPPED, "traceback": "", "stopped": True}
    except BaseException as error:  # a cell may also call sys.exit()
        return describe(error, plans.message_of(error), filename)
    return None


def run_what_can_be_run(code: types.CodeType, source: str, filename: str, namespace: dict[str, Any]) -> None:
    """Run a cell, and go on behind a statement that uses a module which is not there while grading.

    On the student's machine the module was there, so the statements below it had their turn. The first such error is
    raised when all is done.
    """
    first: NotThereError | None = None
    statements: list[ast.stmt] = []
    while True:
        try:
            exec(code, namespace)  # noqa: S102 - it is the worker's trade
            break
        except NotThereError as error:
            statements = statements if first else ast.parse(source).body
            first = first or error
            statements = _behind(error, filename, statements)
            code = compile(ast.Module(statements, []), filename, "exec", dont_inherit=True)
    if first is not None:
        raise first


def _behind(error: BaseException, filename: str, statements: list[ast.stmt]) -> list[ast.stmt]:
    """Those of the statements behind the one that an error came from; at least one fewer."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    at = (frames[0].lineno or 0, frames[0].colno or 0) if frames else (0, 0)
    starts = [
        min((node.lineno, node.col_offset) for node in (s, *getattr(s, "decorator_list", ()))) for s in statements
    ]
    return statements[max(1, sum(start <= at for start in starts)) :]


def define_the_rest(source: str, filename: str, line: int, namespace: dict[str, Any], plans: types.ModuleType) -> None:
    """Run the definitions below the `line` at which a cell was stopped: a long training costs no function below it."""
    with contextlib.suppress(BaseException), plans.deadline(REST_SECONDS, plans.PROCESSOR):
        for statement in ast.parse(source).body:
            if statement.lineno > line and isinstance(statement, DEFINITIONS):
                with contextlib.suppress(Exception):  # it may need a number that was not computed
                    exec(compile(ast.Module([statement], []), filename, "exec", dont_inherit=True), namespace)  # noqa: S102


def close_standard_streams() -> None:
    """Redirect stdin, stdout and stderr to the null device: the pipes of the grader are not within a print's reach."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _notebook_namespace() -> dict[str, Any]:
    """A fresh `__main__`, so that dataclasses and pickle find the student's names where they expect them."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    shell = Shell(vars(module))
    vars(module).update(get_ipython=lambda: shell, display=NOTHING)
    return vars(module)


def loan_request(number: int, requests: BinaryIO, answers: BinaryIO, plans: types.ModuleType) -> Callable[[Any], Any]:
    """A function that puts a request for a loan to the grader, in the middle of a plan, and returns its reply."""

    def ask(loan: dict[str, Any]) -> Any:
        with plans.alarms_held_back():
            plans.send(answers, {"id": number, "loan": loan})
            return plans.receive(requests)["loan"]

    return ask


def serve(requests: BinaryIO, answers: BinaryIO, plans: types.ModuleType) -> None:
    """Answer requests until the other side closes its pipe."""
    namespace = _notebook_namespace()
    while True:
        try:
            request = plans.receive(requests)
        except EOFError:
            return
        out, err = _Capped(), _Capped()
        answer: dict[str, Any] = {"id": request["id"], "error": None}
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            if request["do"] == "cell":
                answer["error"] = run_cell(request, namespace, plans)
            else:
                ask = loan_request(request["id"], requests, answers, plans)
                answer["outcome"] = plans.run_plan(request["plan"], namespace, ask)
        plans.send(answers, {**answer, "stdout": out.text(), "stderr": err.text()})


def prepare(settings: dict[str, Any]) -> None:
    """Install the import rules of the settings, and import NumPy's modules before the student's code needs them."""
    sys.meta_path.append(Imports(settings["site"], settings["packages"]))
    import heapq  # noqa: F401 - which Counter.most_common imports when it is first called, for a file too many perhaps

    import numpy.linalg
    import numpy.random  # noqa: F401


def seed_global_generators() -> None:
    """Seed the global generators of NumPy and `random`, so that a run can be repeated if a student draws from them."""
    import numpy as np

    np.random.seed(0)
    random.seed(0)


def main(settings: dict[str, Any], load_plans: Callable[[], types.ModuleType]) -> None:
    """Serve one submission over the pipes that this process was given as stdin and stdout."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    close_standard_streams()
    prepare(settings)
    plans = load_plans()
    seed_global_generators()
    confine_process(settings["limits"])
    serve(requests, answers, plans)
