"""Where the course is, in a copy of the repository or in the installed package, and where a reader's own copy goes."""

import re
import sys
import tempfile
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.extras import copy_of_the_repository, install_command
from autograd_lab.lab.workbook import MANIFEST

PACKAGE = Path(__file__).resolve().parents[1]
HANDED_OUT = PACKAGE / "handed_out"  # the notebooks in a wheel; a copy of the repository has no such folder
START = Path("notebooks", "00_start_here.ipynb")
COPY = "workbook"
COPY_AT_HOME = "autograd-lab"


class LaunchError(LabError, RuntimeError):
    """JupyterLab cannot be opened as asked; the message says what to do."""


def course_folder(here: Path) -> Path:
    """The course that `here` lies in, else the one that this package was installed from or brought along.

    raises LaunchError  when none has a folder notebooks/
    """
    for folder in [here, *here.parents, PACKAGE.parent, HANDED_OUT]:
        if (folder / START).is_file() and not is_working_copy(folder):
            return folder
    if copy_of_the_repository():
        raise LaunchError(
            f"no course here: neither {here} nor a folder above it has {START}.\n"
            "Get the whole repository with git clone, and run this inside it."
        )
    raise LaunchError(
        f"this installation of autograd-lab {version_in(PACKAGE)} came without its notebooks: there is no "
        f"{HANDED_OUT / START}.\nThis installs it again, and leaves your own files alone:\n    {reinstall_command()}"
    )


def reinstall_command() -> str:
    """The command that installs this package anew, and nothing else."""
    return install_command("", "--force-reinstall --no-deps")


def is_working_copy(folder: Path) -> bool:
    """Whether a folder is a learner's working copy, by its manifest; the course is never read from one."""
    return (folder / MANIFEST).is_file()


def working_copy(here: Path, root: Path) -> Path:
    """The working copy that `here` lies in; else `workbook/` in the course at `root`, for an installed one in `here`.

    raises LaunchError  where that would be a folder of other things, or there is no place for one
    """
    nearest = next((folder for folder in [here, *here.parents] if folder == root or is_working_copy(folder)), root)
    if nearest != root:
        return nearest
    return _own_folder(here) if root == HANDED_OUT else root / COPY


def _own_folder(here: Path) -> Path:
    """The working copy of an installed course: in the current folder, else in the reader's home."""
    copy = here / COPY
    if why_not_in(here):
        try:
            copy = Path.home() / COPY_AT_HOME
        except RuntimeError as error:
            raise LaunchError(f"{why_not_in(here)}, and this system knows no home of yours. {NAME_ONE}") from error
    if copy.is_dir() and not is_working_copy(copy) and not (copy / START).is_file() and any(copy.iterdir()):
        raise LaunchError(f"{copy} is there already, and holds other things than this course. {NAME_ONE}")
    return copy


NAME_ONE = "Name a folder of your own: autograd-lab lab --workbook FOLDER"


def why_not_in(here: Path) -> str:
    """Why an installed course makes no working copy in a folder, as the beginning of a sentence; "" where it does."""
    if in_installation(here):
        return f"{here} belongs to the installed programs, which an update replaces"
    copy = here / COPY
    return "" if _can_write(copy if copy.is_dir() else here) else f"{here} cannot be written"


def in_installation(folder: Path) -> bool:
    """Whether a folder lies where packages are installed, so that an update, or a new environment, would delete it."""
    places = [PACKAGE if copy_of_the_repository() else PACKAGE.parent]
    if sys.prefix != sys.base_prefix:  # a virtual environment
        places.append(Path(sys.prefix))
    return any(folder.resolve().is_relative_to(place.resolve()) for place in places)


def _can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder. It is tried, since a system's answer (`os.access`) is not always true."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def version_in(package: Path) -> str:
    """The version of the library whose package is in a folder, as its `__init__.py` states it; "" without one."""
    try:
        text = (package / "__init__.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    stated = re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)
    return stated[1] if stated else ""


def other_version(root: Path) -> str:
    """The version of the library that lies beside the course at `root`, if this Python runs one of another; else ""."""
    beside = version_in(root / "autograd_lab")
    return beside if beside != version_in(PACKAGE) else ""
