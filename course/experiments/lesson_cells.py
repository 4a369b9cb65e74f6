"""Runs cells of a lesson, so that an experiment measures the very code that the reader sees, and records what it found."""

import hashlib
import platform
from pathlib import Path

import numpy as np

from autograd_lab.authoring.source import read

LESSONS = Path(__file__).parents[1] / "lessons"


def run(lesson, slugs):
    """(the names that these cells of a lesson define, run in its order; a hash of their text)."""
    names, text = {"__name__": "lesson"}, ""
    for cell in read(LESSONS / f"{lesson}.py").cells:
        if cell.slug in slugs:
            exec(compile(cell.source, cell.slug, "exec"), names)
            text += cell.source
    return names, hashlib.sha256(text.encode()).hexdigest()


def record(script, cells, found):
    """Write what was found, name -> numbers, beside the script, with versions and hashes of the code."""
    lines = [
        f'code = "{hashlib.sha256(script.read_bytes()).hexdigest()}"',
        f'cells = "{cells}"',
        f'python = "{platform.python_version()}"',
        f'numpy = "{np.__version__}"',
        "",
        "[seeds]  # one number for each",
        *(f'"{name}" = {[round(float(one), 5) for one in numbers]}' for name, numbers in found.items()),
        "",
        "[spread]  # smallest, mean, largest, standard deviation",
    ]
    for name, numbers in found.items():
        told = (min(numbers), np.mean(numbers), max(numbers), np.std(numbers, ddof=1))
        lines.append(f'"{name}" = {[round(float(one), 5) for one in told]}')
    script.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
