"""Enters a problem set into the instructor's gradebook, and releases it if it is not yet.

nbgrader learns which cells give points when it generates an assignment. The assignments of this course come generated,
so a fresh clone has files and an empty gradebook, and autograde says that the assignment does not exist. Generating
again would fill the gradebook, but would also replace what students were given; here the files that are there stay.
"""

import filecmp
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from autograd_lab.errors import LabError
from autograd_lab.grading.nbgrader_commands import run_nbgrader, warnings_and_errors
from autograd_lab.grading.points import changed_points, earlier_points, with_new_points
from autograd_lab.lab.files import write_whole


class ReleaseError(LabError, RuntimeError):
    """The problem set could not be released; the text says what to do."""


class NotReleasedError(LabError, LookupError):
    """The gradebook does not know the problem set, or the notebook that students were given is not there."""


def release_assignment(course: Path, name: str, db_url: str = "") -> str:
    """Enter problem set `name` of the folder `course` into its gradebook, or into the one at `db_url`.

    Returns what was done, in one sentence.

    Raises ReleaseError when there is no such problem set, nbgrader fails, or the released files differ from what
    solutions/ gives (students would be graded against another notebook than the one they were given).
    """
    target = course / "assignments" / name
    source = _source(course, name)
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as folder:
        scratch = Path(folder)
        if target.exists():
            fresh = _trial(course, name, scratch)
            if differences := differing_files(fresh, target):
                raise ReleaseError(
                    f"{target} differs from what {source} gives ({', '.join(differences)}). If students have not got "
                    "it yet, move it away and run this again; if they have, put the old solutions back"
                    f"{_points_hint(fresh, target, name)}"
                )
        _generate(course, name, scratch / "assignments", db_url)
        if not target.exists():
            shutil.copytree(scratch / "assignments" / name, target)
            return f"{name} is in the gradebook; what students get is in {target}"
    return f"{name} is in the gradebook; the files in {target} are as they were"


def release_new_points(course: Path, name: str, db_url: str = "") -> dict[str, tuple[float, float]]:
    """Give the points that solutions/ has now to a problem set that students have already.

    Returns the old and the new points of each cell where they differ. The released notebook changes in nothing else.

    Raises ReleaseError as release_assignment does, and where more than points differs or nothing was released.
    """
    target, source = course / "assignments" / name, _source(course, name)
    notebook = target / f"{name}.ipynb"
    if not notebook.is_file():
        raise ReleaseError(f"there is no {notebook} whose points could change: run this without --new-points")
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as folder:
        fresh = _trial(course, name, Path(folder))
        others = [file for file in differing_files(fresh, target) if file != notebook.name]
        new, old = _json(fresh / notebook.name), _json(notebook)
        changed = None if others else changed_points(new, old)
        if changed is None:
            raise ReleaseError(
                f"{target} differs from what {source} gives in more than points. Students have the old texts and "
                "cells, so these have to stay: change points alone"
            )
        _generate(course, name, Path(folder) / "assignments", db_url)
        if changed:
            text = json.dumps(with_new_points(new, old), indent=1, ensure_ascii=False) + "\n"
            write_whole(notebook, text.encode(errors="surrogatepass"))
    return changed


def _source(course: Path, name: str) -> Path:
    """The folder with the instructor's notebook of a problem set; ReleaseError where there is none."""
    source = course / "solutions" / name
    if not (course / "nbgrader_config.py").is_file():
        raise ReleaseError(f"{course} has no nbgrader_config.py: go to the course folder, or name it with --course")
    if not list(source.glob("*.ipynb")):
        there = sorted(path.parent.name for path in source.parent.glob("*/*.ipynb"))
        here = f"solutions/ of this course folder has {', '.join(dict.fromkeys(there)) or 'no problem set'}"
        raise ReleaseError(f"there is no notebook in {source}. {here}; copy others from solutions/ of Autograd Lab")
    return source


def _trial(course: Path, name: str, scratch: Path) -> Path:
    """The folder with what solutions/ would give to students, made with a gradebook that is thrown away."""
    _generate(course, name, scratch / "trial", f"sqlite:///{scratch / 'trial.db'}")
    return scratch / "trial" / name


def _points_hint(fresh: Path, released: Path, name: str) -> str:
    """What to do where only points differ; "" where more does."""
    changed = changed_points(*(_json(folder / f"{name}.ipynb") for folder in (fresh, released)))
    return f". Only points differ: if that is meant, `autograd-lab release {name} --new-points`" if changed else ""


def _json(path: Path) -> dict[str, Any]:
    """A notebook as data; {"cells": []} for what is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    is_notebook = isinstance(found, dict) and isinstance(found.get("metadata"), dict)
    cells = found.get("cells") if is_notebook else None
    return found if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else {"cells": []}


def _generate(course: Path, name: str, into: Path, db_url: str = "") -> None:
    """Run nbgrader's generate_assignment in `course`: it fills a gradebook, and writes the notebooks below `into`.

    The gradebook is the course's own unless another one is named.
    """
    gradebook = [f"--CourseDirectory.db_url={db_url}"] if db_url else []
    options = [f"--CourseDirectory.release_directory={into}", *gradebook]
    done = run_nbgrader("generate_assignment", name, *options, folder=course)
    if done.returncode:
        what = warnings_and_errors(done.stderr or done.stdout)
        raise ReleaseError(f"nbgrader could not generate {name} in {course}:\n{what}")


def differing_files(fresh: Path, released: Path) -> list[str]:
    """Names of the files of `fresh` that `released` lacks or holds otherwise, the note of earlier points apart."""
    names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file())
    _, changed, missing = filecmp.cmpfiles(fresh, released, names, shallow=False)
    noted = [name for name in changed if name.endswith(".ipynb") and earlier_points(_json(released / name))]
    same = {name for name in noted if changed_points(_json(fresh / name), _json(released / name)) == {}}
    return sorted({*changed, *missing} - same)
