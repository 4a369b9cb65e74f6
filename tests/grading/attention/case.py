"""The machinery of ps8's bank, loaded once more for ps10: its cases, their notebook, and what the grader makes of them.

`images/case.py` and `test_hostile_images.py` are written for one set. Each is loaded here as a module of its own, in
which the set's names are those of ps10, so that nothing is written twice.
"""

import importlib.util
from types import ModuleType
from typing import Any

from nbformat.v4 import new_code_cell

from tests.grading.attention.answers import ARGUMENTS, BODIES, MOST


def _once_more(name: str) -> ModuleType:
    """A second module from the same file."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_case: Any = _once_more("tests.grading.images.case")
_case.MOST, _case.ARGUMENTS, _case.BODIES = MOST, ARGUMENTS, BODIES
_case.RIGHT = {name: _case.written(name, body) for name, body in BODIES.items()}
_case.new_code_cell = lambda source, **more: new_code_cell(source.replace("check.ps8(", "check.ps10("), **more)
CASES, RIGHT, bank_of_kind, lines, written = _case.CASES, _case.RIGHT, _case.Bank, _case.lines, _case.written


def grading() -> Any:
    """The module of `outcome` and `tally`, whose jobs are of ps10."""
    module: Any = _once_more("tests.grading.test_hostile_images")
    job = module.Job
    module.Job = lambda who, exam, file, *more: job(who, "ps10", "ps10.ipynb", *more)
    module.CASES, module.MOST, module.RIGHT = CASES, MOST, RIGHT
    module.handed_in, module.released = _case.handed_in, _case.released
    return module
