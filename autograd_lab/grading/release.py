"""Enters a problem set into the instructor's gradebook, and releases it if it is not yet.

nbgrader learns which cells give points when it generates an assignment. The assignments of this course come generated,
so a fresh clone has files and an empty gradebook, and autograde says that the assignment does not exist. Generating
again would fill the gradebook, but would also replace what students were given; here the files that are there stay.
"""

import filecmp
import shutil
import tempfile
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.grading.nbgrader_commands import run_nbgrader, warnings_and_errors


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
    source, target = course / "solutions" / name, course / "assignments" / name
    if not (course / "nbgrader_config.py").is_file():
        raise ReleaseError(f"{course} has no nbgrader_config.py: go to the course folder, or name it with --course")
    if not list(source.glob("*.ipynb")):
        there = sorted(path.parent.name for path in source.parent.glob("*/*.ipynb"))
        here = f"solutions/ of this course folder has {', '.join(dict.fromkeys(there)) or 'no problem set'}"
        raise ReleaseError(f"there is no notebook in {source}. {here}; copy others from solutions/ of Autograd Lab")
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as folder:
        scratch = Path(folder)
        if target.exists():
            _generate(course, name, scratch / "trial", f"sqlite:///{scratch / 'trial.db'}")
            if differences := differing_files(scratch / "trial" / name, target):
                raise ReleaseError(
                    f"{target} differs from what {source} gives ({', '.join(differences)}). If students have not got "
                    f"it yet, move {target} away and run this again; if they have, put the old solutions back"
                )
        _generate(course, name, scratch / "assignments", db_url)
        if not target.exists():
            shutil.copytree(scratch / "assignments" / name, target)
            return f"{name} is in the gradebook; what students get is in {target}"
    return f"{name} is in the gradebook; the files in {target} are as they were"


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
    """Names of the files of `fresh` that `released` lacks or holds otherwise."""
    names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file())
    _, changed, missing = filecmp.cmpfiles(fresh, released, names, shallow=False)
    return sorted([*changed, *missing])
