"""Makes the students' version of a problem set with nbgrader, in a scratch folder with a gradebook of its own."""

import re
import shutil
from pathlib import Path

from autograd_lab.grading.nbgrader_commands import run_nbgrader
from autograd_lab.grading.release import ReleaseError

CONFIG = "nbgrader_config.py"
_EXPECTED_WARNING = "Removing existing assignment"
_WARNING = re.compile(r"^\[\w+ \| (?:WARNING|ERROR|CRITICAL)\] .*$", re.MULTILINE)
_INFO = re.compile(r"^\[\w+ \| INFO\] .*\n", re.MULTILINE)


def generate_assignment(root: Path, course: Path, name: str) -> str:
    """Text of the students' notebook for `course/solutions/<name>/<name>.ipynb`.

    root    the repository, whose nbgrader_config.py is used
    course  a scratch course folder; it gets a gradebook of its own and `assignments/<name>/`
    raises  ReleaseError when nbgrader fails or gives a warning that we do not know to be harmless
    """
    config = root / CONFIG
    if not config.exists():
        raise ReleaseError(f"{config} is missing: it says what a student finds in place of a solution; restore it")
    shutil.copy(config, course / CONFIG)
    ran = run_nbgrader(
        "generate_assignment",
        name,
        "--force",
        f"--course-dir={course}",
        f"--db=sqlite:///{course / 'gradebook.db'}",
        folder=course,
        environment={"JUPYTER_CONFIG_DIR": str(course / "no-config")},  # no user's configuration joins in
    )
    complaints = [line for line in _WARNING.findall(ran.stderr) if _EXPECTED_WARNING not in line]
    if ran.returncode or complaints:
        said = "\n".join(complaints) if not ran.returncode else _INFO.sub("", ran.stderr).strip()
        raise ReleaseError(f"nbgrader generate_assignment {name} (exit code {ran.returncode}) said:\n{said}")
    return (course / "assignments" / name / f"{name}.ipynb").read_text(encoding="utf-8")
