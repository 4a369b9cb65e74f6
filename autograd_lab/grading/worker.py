"""The worker: the only process that runs a student's code, and one that holds nothing worth stealing.

It is started as a script (`python -I -S worker.py`) with the standard library, NumPy and the interpreter of
plans; no exam, reference, score or judge is within its reach by an ordinary import. It answers one request
at a time over the pipes that it was given as stdin and stdout, and leaves the student an empty input and a capped
buffer instead, so that nothing printed can be mistaken for an answer.

A request is `{"id": 1, "do": "cell", "name": ..., "source": ...}` or `{"id": 2, "do": "plan", "plan": ...}`; the answer
is `{"id": 1, "error": ..., "stdout": ..., "stderr": ...}`, with `"outcome"` for a plan.
"""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import linecache
import os
import sys
import traceback
import types
from collections.abc import Iterable, Iterator, Reversible, Sequence, Sized
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

OUTPUT_CAP = 20_000  # characters of stdout and of stderr kept per request
ALLOWED = frozenset({"numpy"})  # packages outside the standard library that a student's code may import
SILENT = frozenset({"IPython", "matplotlib", "ipywidgets", "seaborn"})  # cost nothing, do nothing
QUIET_NAMES = frozenset({"check", "show"})  # what a student may take from autograd_lab while being graded


class Nothing:
    """Accepts every use and does nothing: plots and displays in a graded notebook need no library and cost nothing."""

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: object, **kwargs: object) -> "Nothing":  # noqa: D102 - see the class
        return self

    def __getitem__(self, key: object) -> "Nothing":
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __iter__(self) -> Iterator["Nothing"]:
        return iter((self, self))  # `figure, axes = plt.subplots()`

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *exception: object) -> None:
        pass


NOTHING = Nothing()


class Bar:
    """Stands in for tqdm's progress bar: loops over what it was given, and does nothing else."""

    def __init__(self, iterable: Iterable[Any] | None = None, *args: object, **kwargs: object) -> None:
        self._iterable: Iterable[Any] = () if iterable is None else iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self._iterable)

    def __reversed__(self) -> Iterator[Any]:
        return reversed(cast(Reversible[Any], self._iterable))

    def __len__(self) -> int:
        return len(cast(Sized, self._iterable))

    def __bool__(self) -> bool:  # a generator has no length to ask for
        return True

    def __getattr__(self, name: str) -> Nothing:  # update, set_postfix, close
        if name.startswith("__"):
            raise AttributeError(name)
        return NOTHING

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    @staticmethod
    def write(*args: object, **kwargs: object) -> None:
        """`tqdm.write` needs no bar."""


def bar_of_range(*limits: int, **kwargs: object) -> Bar:
    """Stands in for `tqdm.trange`."""
    return Bar(range(*limits))


# In tqdm and all its modules (auto, notebook, contrib): whatever wraps a loop hands its items on.
BARS = {
    "tqdm": Bar,
    "tqdm_notebook": Bar,
    "trange": bar_of_range,
    "tnrange": bar_of_range,
    "tenumerate": lambda iterable, start=0, **_: enumerate(iterable, start),
    "tzip": lambda *iterables, **_: zip(*iterables, strict=False),
    "tmap": lambda function, *iterables, **_: map(function, *iterables),
}


class _SilentModule(types.ModuleType):
    """A module whose every name is NOTHING."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return NOTHING


class _BarModule(_SilentModule):
    """Stands in for tqdm: its wrappers must not swallow the loop that they wrap."""

    def __getattr__(self, name: str) -> Any:
        return BARS[name] if name in BARS else super().__getattr__(name)


class _CourseModule(types.ModuleType):
    """Stands in for autograd_lab: its instant check says nothing, its engines are not available."""

    def __getattr__(self, name: str) -> Nothing:
        if name in QUIET_NAMES:
            return NOTHING
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(f"autograd_lab.{name} is not available while grading: write this part with NumPy")


class _Imports(importlib.abc.Loader):
    """A finder that adds to the standard library exactly the allowed packages and the stand-ins."""

    def __init__(self, site: str) -> None:
        self._site = site

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Spec of a top-level allowed package, or of a stand-in; None leaves the name to Python."""
        top = name.partition(".")[0]
        if top in SILENT or top == "tqdm" or name == "autograd_lab":
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        if name in ALLOWED:
            return importlib.machinery.PathFinder.find_spec(name, [self._site])
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """An empty stand-in."""
        kinds = {"autograd_lab": _CourseModule, "tqdm": _BarModule}
        return kinds.get(spec.name.partition(".")[0], _SilentModule)(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """A stand-in has no code."""


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
        """What was written, and how much was dropped."""
        dropped = f"\n[{self._lost} more characters were not kept]\n" if self._lost else ""
        return "".join(self._kept) + dropped


def describe(error: BaseException, message: str, filename: str) -> dict[str, Any]:
    """Type, message, line in the student's cell, and traceback of an exception, from the student's frames on."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    lines = [frame.lineno for frame in frames if frame.filename == filename]
    line = error.lineno if isinstance(error, SyntaxError) else (lines[-1] if lines else None)
    shown = [*traceback.format_list(frames), *traceback.format_exception_only(error)]
    return {
        "type": type(error).__name__,
        "message": message[:OUTPUT_CAP],
        "line": line if isinstance(line, int) else None,  # a SyntaxError of the student's own may hold anything
        "traceback": "".join(shown)[:OUTPUT_CAP],
    }


def run_cell(source: str, name: str, namespace: dict[str, Any], plans: types.ModuleType) -> dict[str, Any] | None:
    """Run one cell as a notebook does; None, or the description of what stopped it."""
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        exec(compile(source, filename, "exec", dont_inherit=True), namespace)  # noqa: S102 - it is the worker's trade
    except BaseException as error:  # a cell may also call sys.exit()
        return describe(error, plans.message_of(error), filename)
    return None


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for the protocol; leave the student an empty stdin, and a stdout that leads nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return requests, answers


def _load_package(folder: Path) -> types.ModuleType:
    """A package from its folder alone: the package around it, which holds the exams, cannot be imported here."""
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python package at {folder}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = module
    spec.loader.exec_module(module)
    return module


def _notebook_namespace() -> dict[str, Any]:
    """A fresh `__main__`, so that dataclasses and pickle find the student's names where they expect them."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    vars(module).update(get_ipython=lambda: NOTHING, display=NOTHING)
    return vars(module)


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
                answer["error"] = run_cell(request["source"], request["name"], namespace, plans)
            else:
                answer["outcome"] = plans.run_plan(request["plan"], namespace)
        plans.send(answers, {**answer, "stdout": out.text(), "stderr": err.text()})


def main(plans_folder: str, site: str) -> None:
    """Serve one submission with the interpreter in `plans_folder` and the NumPy in the folder `site`."""
    requests, answers = _take_over_pipes()
    sys.meta_path.append(_Imports(site))
    serve(requests, answers, _load_package(Path(plans_folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
