"""`make experiments`: what the course says about training and would keep its readers waiting for, measured and kept.

Each script in `course/experiments/` is an `Experiment`: it measures something from many starts, and keeps it in
`autograd_lab/data/experiments/`, as TOML: the numbers of all starts, their spread, the versions, and hashes of the
script and of the cells that it measures. A chapter's `asserts` cells hold what the text says against
`data.experiment_record(name)`, and run one start.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from autograd_lab.authoring.source import read
from autograd_lab.errors import LabError
from autograd_lab.lab.files import write_whole

FOLDER = Path(__file__).resolve().parents[2] / "course" / "experiments"
LESSONS = FOLDER.with_name("lessons")
RECORDS = Path(__file__).resolve().parents[1] / "data" / "experiments"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def code_hash(code: str) -> str:
    """Hash of a script's text or a cell's, which a record keeps: another text, another hash."""
    return hashlib.sha256(code.encode()).hexdigest()


class Experiment:
    """A script that measures, and the cells of a lesson that it measures, both as they stood when it began.

    names  what those cells define: so a script measures the code that a reader sees
    """

    def __init__(self, script: str, lesson: str = "", slugs: Sequence[str] = (), lessons: Path = LESSONS) -> None:
        """An experiment that begins: its script and its cells are read, and the cells are run.

        script  `__file__`
        slugs   of the cells, which are run in the lesson's order
        raises  LabError for a cell that the lesson does not have
        """
        self.file = Path(script).resolve()
        self.lesson = lesson
        self.code = code_hash(self.file.read_text(encoding="utf-8"))
        found = _cell_texts(lesson, lessons) if slugs else {}
        if missing := [slug for slug in slugs if slug not in found]:
            there = ", ".join(found) or "no cell with a slug"
            raise LabError(f"{lesson} has no cell named {', '.join(missing)}; it has {there}")
        self.names: dict[str, Any] = {"__name__": lesson}
        self.cells: dict[str, str] = {}
        for slug, text in found.items():
            if slug in slugs:
                self.cells[slug] = code_hash(text)
                exec(text, self.names)  # noqa: S102 — the course's own code

    def write_record(
        self, starts: Mapping[str, Sequence[Any]], records: Path = RECORDS, packages: Sequence[str] = ()
    ) -> Path:
        """Write what was measured, a list with an entry for each start; returns the file.

        packages  those beside NumPy whose versions the record names, as they say themselves
        raises    LabError for a list that holds anything but numbers, or rows of several lengths
        """
        plain = {_key(name): _plain_numbers(name, numbers) for name, numbers in starts.items()}
        held = [f'{_key(slug)} = "{text_hash}"' for slug, text_hash in self.cells.items()]
        lines = [
            f'code = "{self.code}"',
            f'python = "{platform.python_version()}"',
            f'numpy = "{np.__version__}"',
            *(
                ["", "[packages]", *(f'{_key(name)} = "{import_module(name).__version__}"' for name in packages)]
                if packages
                else []
            ),
            *(["", f"[cells.{_key(self.lesson)}]  # the hash of each cell that was measured", *held] if held else []),
            "",
            "[starts]  # seeds 0, 1, 2, …",
            *(f"{name} = {numbers}" for name, numbers in plain.items()),
            "",
            "[spread]  # smallest, median, largest; a row for each number that a start gives",
            *(f"{name} = {spread(numbers)}" for name, numbers in plain.items()),
        ]
        text = "\n".join(lines) + "\n"
        tomllib.loads(text)  # what cannot be read takes no record's place
        file = records / f"{self.file.stem}.toml"
        write_whole(file, text.encode())
        return file


def _cell_texts(lesson: str, lessons: Path) -> dict[str, str]:
    """The texts of a lesson's cells of code by their slugs; none where there is no such lesson."""
    file = lessons / f"{lesson}.py"
    return _texts_by_slug(file, file.read_bytes()) if file.exists() else {}


@cache
def _texts_by_slug(file: Path, content: bytes) -> dict[str, str]:
    """The same of a file with this content: to read a lesson takes a second, and several records ask for one."""
    return {cell.slug: cell.source for cell in read(file).cells if cell.slug and cell.kind == "code"}


def _key(name: str) -> str:
    """A name as TOML has it on the left of "="."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _plain_numbers(name: str, numbers: Sequence[Any]) -> list[Any]:
    """Numbers, or rows of them, as Python's own, whose text is TOML; true is 1, and false 0."""
    try:
        array = np.array([*numbers])
    except ValueError:  # rows of several lengths
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        raise LabError(f"{name}: a record holds a number for each start, or rows of one length, not {numbers!r:.60}")
    found: list[Any] = (array.astype(int) if array.dtype.kind == "b" else array).tolist()
    return found


def spread(numbers: Sequence[Any]) -> list[list[float]]:
    """Smallest, median and largest of each column; one row where each start gives one number.

    >>> spread([[1.0, 5.0], [2.0, 5.0], [9.0, 6.0]])
    [[1.0, 2.0, 9.0], [5.0, 5.0, 6.0]]
    """
    table = np.array(numbers, dtype=float).reshape(len(numbers), -1)
    return [[float(f"{f(column):.5g}") for f in (np.min, np.median, np.max)] for column in table.T]


def outdated_names(folder: Path = FOLDER, records: Path = RECORDS, lessons: Path = LESSONS) -> list[str]:
    """Names of the experiments without a readable record, and of those whose script or cells have changed since."""
    scripts = sorted(folder.glob("*.py"))
    return [script.stem for script in scripts if not _holds(records / f"{script.stem}.toml", script, lessons)]


def _holds(record: Path, script: Path, lessons: Path) -> bool:
    """Whether a record was made by the script, and from the cells of lessons, as they stand."""
    try:
        kept = tomllib.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there, or no TOML
        return False
    if kept.get("code") != code_hash(script.read_text(encoding="utf-8")):
        return False
    for lesson, cells in kept.get("cells", {}).items():
        texts = _cell_texts(lesson, lessons)
        if any(slug not in texts or code_hash(texts[slug]) != measured for slug, measured in cells.items()):
            return False
    return True


def main(argv: Sequence[str] | None = None) -> int:
    """Run the experiments that are outdated, those that are named, or all of them; exit code 1 when one fails."""
    parser = argparse.ArgumentParser(prog="make experiments", description="measure what the course says about training")
    parser.add_argument("names", nargs="*", help="scripts of course/experiments/, without .py")
    parser.add_argument("--all", action="store_true", help="those whose record is up to date too")
    arguments = parser.parse_args(argv)
    known = sorted(script.stem for script in FOLDER.glob("*.py"))
    if unknown := sorted(set(arguments.names) - set(known)):
        parser.error(f"no experiment is named {', '.join(unknown)}; there are {', '.join(known)}")
    if arguments.names and arguments.all:
        parser.error("--all runs every experiment: give it alone, or give names alone")
    names = arguments.names or (known if arguments.all else outdated_names())
    failed = 0
    for number, name in enumerate(names, start=1):
        print(f"· {name} ({number} of {len(names)}) …", flush=True)
        begun = time.monotonic()
        done = subprocess.run([sys.executable, FOLDER / f"{name}.py"], env={**os.environ, **ONE_THREAD}, check=False)
        failed += bool(done.returncode)
        print(f"  {'failed' if done.returncode else 'done'} after {time.monotonic() - begun:.0f} s", flush=True)
    if not names:
        print("all records are up to date")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
