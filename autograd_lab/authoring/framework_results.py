"""What chapter 24's programs return where their frameworks are installed, and the graphs that it shows, as data files.

    python -m autograd_lab.authoring.framework_results

records them anew, from the chapter's own cells; it needs the extras `torch` and `frameworks`. Numbers are the
frameworks' own. The record keeps a hash of each cell, so that a test sees when a cell has changed since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from autograd_lab.authoring.experiments import LESSONS, code_hash
from autograd_lab.authoring.source import read
from autograd_lab.data.framework_results import plain

DATA = Path(__file__).resolve().parents[1] / "data"
LESSON = "24_frameworks"
#: of the chapter, in its order: what the programs below need
CELLS = (
    "ch24-setup",
    "ch24-network",
    "ch24-pytorch",
    "ch24-jax",
    "ch24-tensorflow",
    "ch24-keras",
    "ch24-graph-programs",
    "ch24-defaults",
    "ch24-keras-layers",
    "ch24-habits",
    "ch24-rows",
)
#: program -> the packages whose work it is, and whether it is called with the chapter's network
PROGRAMS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "in_pytorch": (("torch",), True),
    "in_jax": (("jax",), True),
    "in_tensorflow": (("tensorflow",), True),
    "in_keras": (("keras", "tensorflow"), True),
    "pytorch_as_it_comes": (("torch",), True),
    "jax_as_it_comes": (("jax",), True),
    "keras_as_it_comes": (("keras", "tensorflow"), True),
    "keras_with_layers_in_64_bits": (("keras", "tensorflow"), True),
    "gradients_by_row_in_jax": (("jax",), True),
    "habits_in_pytorch": (("torch",), False),
    "habits_in_jax": (("jax",), False),
    "habits_in_tensorflow": (("tensorflow",), False),
}
GRAPHS = ("pytorch", "jax", "tensorflow", "keras")


def chapter_names(lessons: Path = LESSONS) -> dict[str, Any]:
    """What the chapter's cells define; they are run, and need the frameworks for what they print alone."""
    texts = cell_texts(lessons)
    names: dict[str, Any] = {"__name__": LESSON}
    for slug in CELLS:
        exec(texts[slug], names)  # noqa: S102 — the course's own code
    return names


def cell_texts(lessons: Path = LESSONS) -> dict[str, str]:
    """The texts of the cells by their slugs."""
    return {cell.slug: cell.source for cell in read(lessons / f"{LESSON}.py").cells if cell.slug in CELLS}


def results(names: Mapping[str, Any], kept: Mapping[str, str]) -> dict[str, Any]:
    """What each program returns today, with the versions it was computed by and the hash of the cells behind it.

    names  what the chapter's cells define
    kept   the texts of these cells
    """
    network = [names["params"], names["X"], names["Y"]]
    found = {}
    for name, (packages, called) in PROGRAMS.items():
        arguments = network if called else []
        found[name] = {
            "versions": {package: _version(package) for package in packages},
            "cells": cells_hash(name, kept),
            "arguments": plain(arguments),
            "result": plain(names[name](*arguments)),
        }
    return found


def cells_hash(program: str, texts: Mapping[str, str]) -> str:
    """A hash of the cell with a program, and of the cell with the numbers that it is called with."""
    [own] = [text for text in texts.values() if f"def {program}(" in text]
    return code_hash(texts["ch24-network"] + own)


def write_file(what: str, found: Mapping[str, Any]) -> Path:
    """Write `framework_<what>.json` beside the other data; returns the file."""
    file = DATA / f"framework_{what}.json"
    entries = [f"{json.dumps(key)}: {json.dumps(plain(value))}" for key, value in found.items()]
    file.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")
    return file


def _version(package: str) -> str:
    """The version that a package says of itself: TensorFlow has several names in a package index."""
    return str(import_module(package).__version__)


def main() -> None:
    """Record results and graphs."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    names = chapter_names()
    for framework in GRAPHS:
        print(names[f"graph_in_{framework}"]().save_trace(DATA / "traces" / f"hand_{framework}.trace.json"))
    print(write_file("results", results(names, cell_texts())))


if __name__ == "__main__":
    main()
