"""The imports of a student's code beside the standard library: the allowed packages, own files, and stand-ins.

A notebook plots, shows progress bars and asks the course's instant check. None of that bears on a grade, so none of it
needs its library here: those stand-ins do nothing. All else, whatever differentiates by itself among it (torch, jax,
sympy, the course's own engines), can be imported and not be used (absent.py).
"""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Collection, Iterable, Iterator, Reversible, Sequence, Sized
from pathlib import Path
from typing import Any, Self, cast

from .absent import AbsentModule, is_taken_on_trust

SILENT = frozenset({  # cost nothing, do nothing; `google.colab` is the notebook's own machine
    "IPython", "altair", "bokeh", "google", "graphviz", "ipywidgets", "matplotlib", "matplotlib_inline",
    "mpl_toolkits", "plotly", "seaborn",
})  # fmt: skip
QUIET_NAMES = frozenset({"check", "show"})  # what a student may take from autograd_lab while being graded


class Quiet:
    """The rule that every attribute is NOTHING, but for those that Python itself looks up."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return NOTHING


class Nothing(Quiet):
    """An object that accepts every use and does nothing, in the place of plots and displays."""

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


class Bar(Quiet):  # update, set_postfix and close are NOTHING
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


class _SilentModule(Quiet, types.ModuleType):
    """A module whose every name is NOTHING."""


class _BarModule(_SilentModule):
    """Stands in for tqdm: its wrappers must not swallow the loop that they wrap."""

    def __getattr__(self, name: str) -> Any:
        return BARS[name] if name in BARS else super().__getattr__(name)


class _CourseModule(AbsentModule):
    """Stands in for autograd_lab: its instant check says nothing, its engines are not there."""

    def __getattr__(self, name: str) -> Any:
        return NOTHING if name in QUIET_NAMES else super().__getattr__(name)


class Imports(importlib.abc.Loader):
    """A finder that adds to the standard library the allowed packages, the files in the current folder, and stand-ins.

    A file in the current folder is one that the student's code has written: the folder is empty at first.
    """

    def __init__(self, site: Sequence[str], packages: Collection[str]) -> None:
        self._site, self._packages = list(site), frozenset(packages)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Spec of a top-level allowed package, of a file, or of a stand-in; None leaves the name to Python."""
        top = name.partition(".")[0]
        if name in self._packages:
            return importlib.machinery.PathFinder.find_spec(name, self._site)
        if top in self._packages:
            return None
        if path is None and (own := _file_finder().find_spec(name)):
            return own
        quiet = top in SILENT or top == "tqdm" or name == "autograd_lab"
        if quiet or (_may_be_absent(name) and is_taken_on_trust()):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """An empty stand-in."""
        top = spec.name.partition(".")[0]
        if top in SILENT or top == "tqdm":
            return (_BarModule if top == "tqdm" else _SilentModule)(spec.name)
        return (_CourseModule if spec.name == "autograd_lab" else AbsentModule)(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """A stand-in has no code."""


def _file_finder() -> importlib.machinery.FileFinder:
    """A finder of Python files in the current folder, which remembers nothing: a cell may have written one just now."""
    source = (importlib.machinery.SourceFileLoader, importlib.machinery.SOURCE_SUFFIXES)
    return importlib.machinery.FileFinder(str(Path.cwd()), source)


def _may_be_absent(name: str) -> bool:
    """Whether a stand-in fits: the module is at the top, or in a package that is itself a stand-in."""
    around = name.rpartition(".")[0]
    return not around or isinstance(sys.modules.get(around), AbsentModule)
