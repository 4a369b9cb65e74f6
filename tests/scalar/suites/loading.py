"""Runs another project's test file with stand-ins for the modules that it imports, and says how each test went.

Nothing of theirs is kept here: the files come from the folder that LAB_SUITES names.
"""

from __future__ import annotations

import os
import sys
import types
import unittest
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

#: folder in LAB_SUITES -> where it comes from and the commit that the figures in README.md are of
SOURCES = {
    "micrograd": ("https://github.com/karpathy/micrograd", "c911406e5ace8742e5841a7e0df113ecb5d54685"),
    "minitorch": ("https://github.com/minitorch/minitorch", "7d35d597ad226e73289e6920fbc1e83ea6148c8b"),
    "autograd": ("https://github.com/HIPS/autograd", "bff107b8d71a444a1160deade3e1cbd0b92f4fa6"),
    "hw1": ("https://github.com/dlsyscourse/hw1", "6bc43891a731628a903b44eb888e65aa71f22fb3"),
    "teenygrad": ("https://github.com/tinygrad/teenygrad", "b911d3c8d3210593aba0903f36360a38cb045973"),
}


class NotOffered(Exception):  # noqa: N818 - it is no error that the engine lacks what it never promised
    """A test uses something that this engine does not offer, so it does not apply."""


@dataclass(frozen=True)
class Outcome:
    """How one test went: "passed", "failed" or "does not apply", and why."""

    name: str
    state: str
    why: str = ""


def source(suite: str, path: str) -> str:
    """The text of a file of a suite; skips the test, and says how to get it, when it is not there."""
    folder = os.environ.get("LAB_SUITES")
    file = Path(folder or ".") / suite / path
    if not folder or not file.is_file():
        address, commit = SOURCES[suite]
        pytest.skip(
            f"needs {suite}: git clone {address} $LAB_SUITES/{suite} && git -C $LAB_SUITES/{suite} checkout {commit}"
        )
    return file.read_text(encoding="utf-8")


def module(name: str, **content: object) -> types.ModuleType:
    """A stand-in for a module, with what the tests take from it."""
    made = types.ModuleType(name)
    made.__dict__.update(content)
    return made


@contextmanager
def standing_in(modules: Mapping[str, types.ModuleType]) -> Iterator[None]:
    """Let `import name` give our modules, and forget them afterwards."""
    before = {name: sys.modules.get(name) for name in modules}
    path = list(sys.path)
    sys.modules.update(modules)
    try:
        yield
    finally:
        sys.path[:] = path
        for name, old in before.items():
            if old is None:
                del sys.modules[name]
            else:
                sys.modules[name] = old


def load(text: str, modules: Mapping[str, types.ModuleType], name: str) -> dict[str, object]:
    """The names that a file defines, with our modules in place of what it imports."""
    namespace: dict[str, object] = {"__name__": name}
    with standing_in(modules), warnings.catch_warnings():
        exec(compile(text, name, "exec"), namespace)
    return namespace


def run(name: str, test: Callable[[], object], inapplicable: Mapping[str, str]) -> Outcome:
    """Run one test; what is listed as inapplicable is not run, with the reason given."""
    if name in inapplicable:
        return Outcome(name, "does not apply", inapplicable[name])
    np.random.seed(0)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            test()
    except NotOffered as lacking:
        return Outcome(name, "does not apply", f"{lacking} is not offered")
    except unittest.SkipTest as skipped:
        return Outcome(name, "does not apply", f"skipped by its authors: {skipped}")
    except Exception as error:
        return Outcome(name, "failed", f"{type(error).__name__}: {str(error).strip():.300}")
    return Outcome(name, "passed")


def verdict(suite: str, outcomes: list[Outcome], at_least: int) -> None:
    """Print the figures; fail when a test that applies fails, or when fewer apply than did."""
    applied = [outcome for outcome in outcomes if outcome.state != "does not apply"]
    failed = [outcome for outcome in applied if outcome.state == "failed"]
    print(f"\n{suite}: {len(outcomes)} tests, {len(applied)} apply, {len(applied) - len(failed)} pass")
    for outcome in outcomes:
        if outcome.state == "does not apply":
            print(f"  does not apply: {outcome.name}: {outcome.why}")
    assert not failed, "\n".join(f"{outcome.name}: {outcome.why}" for outcome in failed)
    assert len(applied) >= at_least, f"{len(applied)} tests of {suite} apply, {at_least} did before"
