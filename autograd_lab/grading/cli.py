"""`autograd-lab release psN`: enters a problem set into the instructor's gradebook, and releases it if it is not yet.

nbgrader learns which cells give points when it generates an assignment. The assignments of this course come generated,
so a fresh clone has files and an empty gradebook, and autograde says that the assignment does not exist. Generating
again would fill the gradebook, but would also replace what students were given; here the files that are there stay.
"""

import argparse
import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.collect import FAILED, collect, from_exchange, read_as, told
from autograd_lab.grading.collecting.roster import read_roster
from autograd_lab.grading.run.folder import trouble

GIST = re.compile(r"\[\w+ \| (?!INFO|DEBUG)|\s*[\w.]*(Error|Exception|Exit)\b.*: ")
GUIDE = "The whole way from release to grades: docs/instructors.md."


class ReleaseError(LabError, RuntimeError):
    """The problem set could not be released; the text says what to do."""


def commands_path() -> str:
    """PATH with this Python's commands first: nbgrader calls `alembic` by its bare name when it makes a gradebook."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def generate(course: Path, name: str, into: Path, db_url: str = "") -> None:
    """Run nbgrader's generate_assignment in `course`: it fills a gradebook, and writes the notebooks below `into`.

    The gradebook is the course's own unless another one is named.
    """
    options = [f"--CourseDirectory.release_directory={into}"]
    if db_url:
        options.append(f"--CourseDirectory.db_url={db_url}")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", name, *options],
        cwd=course,
        env={**os.environ, "PATH": commands_path()},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ReleaseError(f"nbgrader could not generate {name} in {course}:\n{gist(done.stderr or done.stdout)}")


def gist(said: str) -> str:
    """What a command of nbgrader said in its own words and the errors' last lines, without tracebacks and progress."""
    lines = [line.strip() for line in said.splitlines() if GIST.match(line)]
    return "\n".join(dict.fromkeys(lines)) or said.strip()


def differing(fresh: Path, released: Path) -> list[str]:
    """Names of the files of `fresh` that `released` lacks or holds otherwise."""
    names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file())
    _, changed, missing = filecmp.cmpfiles(fresh, released, names, shallow=False)
    return sorted([*changed, *missing])


def release(course: Path, name: str, db_url: str = "") -> str:
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
            generate(course, name, scratch / "trial", f"sqlite:///{scratch / 'trial.db'}")
            if differences := differing(scratch / "trial" / name, target):
                raise ReleaseError(
                    f"{target} differs from what {source} gives ({', '.join(differences)}). If students have not got "
                    f"it yet, move {target} away and run this again; if they have, put the old solutions back"
                )
        generate(course, name, scratch / "assignments", db_url)
        if not target.exists():
            shutil.copytree(scratch / "assignments" / name, target)
            return f"{name} is in the gradebook; what students get is in {target}"
    return f"{name} is in the gradebook; the files in {target} are as they were"


def set_name(text: str) -> str:
    """The name of a problem set, from the command line: that of a folder, not a path."""
    if not text.strip() or text in {".", ".."} or text != PurePath(text.replace("\\", "/")).name:
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a problem set: give one such as ps1, not a path")
    return text


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when done, 1 with a message on stderr when not."""
    parser = argparse.ArgumentParser(prog="autograd-lab", description="For instructors: see docs/instructors.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    purpose = "Enter a problem set into the gradebook of a course folder, and write assignments/ if it is not there."
    command = commands.add_parser("release", description=purpose, epilog=GUIDE)
    command.add_argument("name", type=set_name, help="the problem set, e.g. ps1")
    command.add_argument("--course", type=Path, default=Path(), help="the course folder (default: the current one)")
    purpose = (
        "Take in what students handed in, from a download or nbgrader's exchange: as it is into received/, and one "
        "notebook a student into submitted/. Says what had to be put right. To be run again when more comes in."
    )
    command = commands.add_parser("collect", description=purpose, epilog=GUIDE)
    command.add_argument("name", type=set_name, help="the problem set, e.g. ps1")
    source = "a zip archive or a folder, as Moodle, Canvas and the like give it; without it, received/ is read again"
    command.add_argument("source", type=Path, nargs="?", help=source)
    command.add_argument("--exchange", action="store_true", help="collect from nbgrader's exchange first")
    command.add_argument("--update", action="store_true", help="with --exchange: take newer submissions too")
    command.add_argument("--roster", type=Path, help="a class list (CSV) with a column id")
    command.add_argument("--course", type=Path, default=Path(), help="the course folder (default: the current one)")
    options = parser.parse_args(argv)
    if options.command == "collect" and options.update and not options.exchange:
        command.error("--update says what to take from the exchange: give --exchange too")
    try:
        if options.command == "release":
            print(release(options.course.resolve(), options.name))
            return 0
        return _collect(options)
    except LabError as error:
        print(f"autograd-lab {options.command}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"autograd-lab {options.command}: {trouble(error)}", file=sys.stderr)
    return 1


def _collect(options: argparse.Namespace) -> int:
    """Collect as the options say, and tell what came of it; 1 when somebody's work could not be taken in."""
    course = options.course.resolve()
    roster = read_roster(options.roster) if options.roster else None
    if options.exchange:
        from_exchange(course, options.name, update=options.update)
    found = collect(course, options.name, options.source, roster)
    print(told(found, course, options.name, roster))
    if options.source:
        print("\n".join(read_as(options.source, options.name)))
    return 1 if any(one.state == FAILED for one in found) else 0
