"""The course folder as nbgrader's settings describe it: what was handed in, and where results and grades go."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.paths import jupyter_config_path
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from autograd_lab.errors import LabError
from autograd_lab.grading.intake.archives import NOT_HANDED_IN
from autograd_lab.grading.intake.files import file_mode, read_regular_file
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.moments import moment_in_utc

TIMESTAMP = "timestamp.txt"  # nbgrader's: when the submission was handed in
HANDLE = "submission_secret.txt"  # nbgrader's: under which the student finds the feedback in the exchange
ANYONE = "any-student-at-all"  # stands for the student, or the problem set, in the path of a submission


class CourseFolderError(LabError, RuntimeError):
    """The folder is no course folder, or lacks what is asked for; the text says what to do."""


@dataclass(frozen=True)
class Submitted:
    """What one student handed in: the folder below submitted/ that `collect` filled."""

    student: str
    folder: Path

    @property
    def timestamp(self) -> str:
        """When it was handed in, in UTC and in a form that nbgrader reads; "" where nobody noted a time that can be."""
        try:
            return moment_in_utc(self._noted_time)
        except ValueError:
            return ""

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """A repair for a note that holds no time, which is then read as no note; else none."""
        fault = self.time_fault
        return (Repair("metadata", f"{fault}: taken as handed in at no known time."),) if fault else ()

    @property
    def time_fault(self) -> str:
        """A clause on a note that is there and holds no time; "" where it holds one, or there is none."""
        note = self._noted_time
        if not note:
            return f"{TIMESTAMP} is empty or no file" if os.path.lexists(self.folder / TIMESTAMP) else ""
        try:
            moment_in_utc(note)
        except ValueError as error:
            return f"{TIMESTAMP} {error}"
        return ""

    @property
    def _noted_time(self) -> str:
        """The text of nbgrader's note of the time."""
        return read_regular_file(self.folder / TIMESTAMP)[:100].decode("utf-8", errors="replace").strip()


class CourseFolder:
    """A course folder with its nbgrader settings; raises CourseFolderError where there is no nbgrader_config.py.

    `db_url` names another gradebook than the settings do, e.g. `postgresql+pg8000://user@host/course`.
    """

    def __init__(self, root: Path, db_url: str = "") -> None:
        self.root = root.resolve()
        if not (self.root / "nbgrader_config.py").is_file():
            raise CourseFolderError(
                f"{self.root} has no nbgrader_config.py: go to the course folder, or name it with --course"
            )
        self.config = load_settings(self.root)
        if db_url:
            self.config.CourseDirectory.db_url = db_url
        self._directory = CourseDirectory(config=self.config, root=str(self.root))

    @property
    def db_url(self) -> str:
        """The gradebook, as SQLAlchemy names it."""
        return str(self._directory.db_url)

    @property
    def course_id(self) -> str:
        """nbgrader's name of the course; its own default where the settings give none."""
        return str(self._directory.course_id) or "default_course"

    def step_folder(self, step: str, student: str, name: str) -> Path:
        """The folder of a step ("submitted", "autograded", "feedback") for one student and problem set."""
        return Path(self._directory.format_path(getattr(self._directory, f"{step}_directory"), student, name))

    def released_notebook(self, name: str) -> tuple[str, NotebookNode]:
        """The notebook that students were given, as text too; raises CourseFolderError when it is not there or none."""
        path = self.step_folder("release", ".", name) / f"{name}.ipynb"
        if not path.is_file():
            raise CourseFolderError(f"there is no {path}: run `autograd-lab release {name}` in {self.root} first")
        try:
            text = path.read_text(encoding="utf-8")
            return text, nbformat.reads(text, as_version=4)
        except (ValueError, AttributeError, LookupError, TypeError) as error:
            raise CourseFolderError(f"{path} is no notebook: put back what students were given") from error

    def submissions(self, name: str) -> list[Submitted]:
        """What was handed in for a problem set, in the order of the students; unreadable folders are among it."""
        return [Submitted(student, folder) for student, folder in self.students_of("submitted", name).items()]

    def students_of(self, step: str, name: str) -> dict[str, Path]:
        """The students who have a folder in a step of a problem set, in their order, with that folder."""
        return _folders_of_anyone(lambda student: self.step_folder(step, student, name))

    def sets_of(self, step: str, student: str) -> dict[str, Path]:
        """The problem sets for which a student has a folder in a step, in their order, with that folder."""
        return _folders_of_anyone(lambda name: self.step_folder(step, student, name))


def _folders_of_anyone(folder_of: Callable[[str], Path]) -> dict[str, Path]:
    """The names for which there is a folder, in their order, with that; `folder_of` gives the place for a name."""
    anyone = folder_of(ANYONE).parts
    others = folder_of(2 * ANYONE).parts
    at = next(number for number, part in enumerate(anyone) if part != others[number])
    everybody, (before, _, after) = Path(*anyone[:at]), anyone[at].partition(ANYONE)
    found = {}
    for place in everybody.iterdir() if everybody.is_dir() else ():
        name = place.name[len(before) : len(place.name) - len(after)]
        if place.name != f"{before}{name}{after}" or not name or name in NOT_HANDED_IN:
            continue
        if may_be_folder(folder := folder_of(name)):
            found[name] = folder
    return dict(sorted(found.items()))


def may_be_folder(path: Path) -> bool:
    """Whether the path is a folder, or cannot be looked at and so may be one."""
    try:
        return stat.S_ISDIR(file_mode(path, follow_symlinks=True))
    except OSError:
        return True


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the lock of a course folder: another of our commands that writes grades into it waits until it is free.

    There is no lock on Windows, nor on a file system without locks.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def copy_notes(source: Path, target: Path) -> None:
    """Copy nbgrader's notes on a submission, its time and its secret, to the folder of the next step."""
    for name in (TIMESTAMP, HANDLE):
        path = source / name
        if path.is_file() and not path.is_symlink():
            (target / name).unlink(missing_ok=True)  # nbgrader leaves it read-only
            (target / name).write_bytes(path.read_bytes())


def load_settings(root: Path | None = None) -> Any:
    """nbgrader's settings as its own commands find them: those of Jupyter's folders, then those of the course.

    Without a course, those of Jupyter's folders alone. Raises CourseFolderError for one that cannot be read.
    """
    config = Config()
    for folder in [*reversed(jupyter_config_path()), *([str(root)] if root else [])]:
        for loader, name in (
            (JSONFileConfigLoader, "nbgrader_config.json"),
            (PyFileConfigLoader, "nbgrader_config.py"),
        ):
            try:
                config.merge(loader(name, path=folder).load_config())
            except ConfigFileNotFound:
                continue
            except Exception as error:  # a settings file is Python: it may raise anything
                raise CourseFolderError(
                    f"{Path(folder) / name} could not be read: {type(error).__name__}: {error}"
                ) from error
    return config
