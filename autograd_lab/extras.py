"""Packages that are not installed: which of this package's extras brings each, and the command that installs it."""

import sys

from autograd_lab.errors import MissingPackageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

#: package, as it is imported -> the extra that brings it, wherever it is used; "" for what needs no extra
OF_PACKAGES = {
    "numpy": "",
    "torch": "torch",
    "jax": "frameworks",
    "tensorflow": "frameworks",
    "keras": "frameworks",  # comes with TensorFlow
    "graphviz_pure": "layout",
    "pg8000": "postgresql",
}
#: room -> the extra that brings whatever else is imported there; elsewhere it is `course`
OF_ROOMS = {"authoring": "authoring", "grading": "grading"}


_MACHINERY = ("importlib", "importlib._bootstrap", "_frozen_importlib")


def copy_of_the_repository() -> str:
    """The folder of the repository, where this package runs from a copy of it; "" where a wheel was installed."""
    from pathlib import Path  # not needed to import the package

    folder = Path(__file__).resolve().parents[1]
    return str(folder) if (folder / "pyproject.toml").is_file() else ""


def install_command(extra: str = "course", *options: str) -> str:
    """The command for a terminal that installs this package with an extra (or none, "") for this Python.

    In double quotes, which every system's shell takes.
    """
    brackets = f"[{extra}]" if extra else ""
    python = sys.executable or "python"
    folder = copy_of_the_repository()
    what = f'-e "{folder}{brackets}"' if folder else f'"autograd-lab{brackets}"'
    return " ".join([f'"{python}"' if " " in python else python, "-m pip install", *options, what])


def extra_with(package: str, importer: str) -> str:
    """The extra that brings a package which the module `importer` of ours imports."""
    room = importer.split(".")[1] if "." in importer else ""
    return OF_PACKAGES.get(package, OF_ROOMS.get(room, "course"))


def missing_package(who: str, package: str, extra: str) -> MissingPackageError:
    """The error that says who needs a package, and what brings it."""
    error = MissingPackageError(
        f"{who} needs the package {package}, which is not installed. This installs it:\n    {install_command(extra)}",
        name=package,
    )
    error.extra = extra
    return error


class MissingPackages:
    """A finder for the end of `sys.meta_path`, where Python asks for what no other finder has found.

    For a package that a module of ours imports it raises MissingPackageError; for anybody else's import it finds
    nothing, as if it were not there.
    """

    @classmethod
    def find_spec(
        cls, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """None, or MissingPackageError: no module is found here."""
        if path is None and name not in sys.stdlib_module_names:
            importer = _importer(sys._getframe(1))
            if importer.partition(".")[0] == "autograd_lab":
                raise missing_package(importer, name, extra_with(name, importer))
        return None


def _importer(frame: "FrameType | None") -> str:
    """The module whose import statement is being carried out in a frame.

    "" for `importlib.util`, which is asked whether something is there, and for an entry point, which others have named.
    """
    while frame is not None:
        name: str = frame.f_globals.get("__name__") or ""
        if name == "__main__":  # `python -m` runs a module under this name
            name = getattr(frame.f_globals.get("__spec__"), "name", name)
        if name not in _MACHINERY:
            return "" if name.partition(".")[0] == "importlib" else name
        frame = frame.f_back
    return ""


sys.meta_path.append(MissingPackages)
