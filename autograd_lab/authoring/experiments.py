"""`make experiments`: what the course says about training and would keep its readers waiting for, measured and kept.

Each script in `course/experiments/` measures something from many starts and hands it to `write_record`, which keeps it
in `autograd_lab/data/experiments/`, as TOML: the numbers of all starts, their spread, the versions, and a hash of the
script. A chapter's `asserts` cells hold what the text says against `data.experiment_record(name)`, and run one start.
"""

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograd_lab.authoring.source import read
from autograd_lab.errors import LabError

FOLDER = Path(__file__).resolve().parents[2] / "course" / "experiments"
LESSONS = FOLDER.with_name("lessons")
RECORDS = Path(__file__).resolve().parents[1] / "data" / "experiments"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def code_hash(script: Path) -> str:
    """Hash of a script's text, which a record keeps: another script, another hash."""
    return hashlib.sha256(script.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def lesson_names(lesson: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """The names that cells of a lesson define: so a script measures the code that a reader sees.

    cells   slug -> the first 8 digits of the hash of the cell's text
    raises  LabError for a cell that is missing or has another text: renew its hash, and run the script anew
    """
    names: dict[str, Any] = {"__name__": lesson}
    found = {cell.slug: cell.source for cell in read(LESSONS / f"{lesson}.py").cells if cell.slug in cells}
    for slug, digits in cells.items():
        now = hashlib.sha256(found.get(slug, "").encode()).hexdigest()[:8]
        if now != digits:
            raise LabError(f"the cell {slug} of {lesson} has changed: its hash is {now}, and {digits} was measured")
    for source in found.values():
        exec(source, names)  # noqa: S102 — the course's own code
    return names


def spread(numbers: Sequence[Any]) -> list[list[float]]:
    """Smallest, median and largest of each column; one row where each start gives one number.

    >>> spread([[1.0, 5.0], [2.0, 5.0], [9.0, 6.0]])
    [[1.0, 2.0, 9.0], [5.0, 5.0, 6.0]]
    """
    table = np.array(numbers, dtype=float).reshape(len(numbers), -1)
    return [[float(f"{f(column):.5g}") for f in (np.min, np.median, np.max)] for column in table.T]


def write_record(script: str, starts: Mapping[str, Sequence[Any]]) -> Path:
    """Write what a script measured, a list with an entry for each start; returns the file."""
    path = Path(script).resolve()
    lines = [
        f'code = "{code_hash(path)}"',
        f'python = "{platform.python_version()}"',
        f'numpy = "{np.__version__}"',
        "",
        "[starts]  # seeds 0, 1, 2, …",
        *(f"{name} = {list(numbers)}" for name, numbers in starts.items()),
        "",
        "[spread]  # smallest, median, largest; a row for each number that a start gives",
        *(f"{name} = {spread(numbers)}" for name, numbers in starts.items()),
    ]
    file = RECORDS / f"{path.stem}.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def outdated_names(folder: Path = FOLDER, records: Path = RECORDS) -> list[str]:
    """Names of the experiments without a record, and of those whose script has changed since."""
    found = []
    for script in sorted(folder.glob("*.py")):
        file = records / f"{script.stem}.toml"
        if not file.exists() or tomllib.loads(file.read_text(encoding="utf-8"))["code"] != code_hash(script):
            found.append(script.stem)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the experiments that are outdated, those that are named, or all of them; exit code 1 when one fails."""
    parser = argparse.ArgumentParser(prog="make experiments", description="measure what the course says about training")
    parser.add_argument("names", nargs="*", help="scripts of course/experiments/, without .py")
    parser.add_argument("--all", action="store_true", help="those whose record is up to date too")
    arguments = parser.parse_args(argv)
    known = sorted(script.stem for script in FOLDER.glob("*.py"))
    if unknown := sorted(set(arguments.names) - set(known)):
        parser.error(f"no experiment is named {', '.join(unknown)}; there are {', '.join(known)}")
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
