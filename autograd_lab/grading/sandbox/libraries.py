"""Which files Python and NumPy need in order to run, so that a sandbox can show these and nothing else.

Found by asking: Python for its own folders, and the dynamic linker for the shared libraries. A folder such as /usr/lib
would bring along whatever packages the system's own Python has, and with them engines that differentiate.
"""

import functools
import importlib.util
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.errors import LabError

PACKAGE_FOLDERS = ("site-packages", "dist-packages")  # beside the standard library; hidden
LINKER_CACHE = "/etc/ld.so.cache"  # where the libraries of this machine are


class NotFoundError(LabError, RuntimeError):
    """Something that a sandbox needs could not be found; the text says what."""


@dataclass(frozen=True)
class Files:
    """The files of a program that a sandbox shows, each at its own path: `hidden` folders are shown empty."""

    program: str
    paths: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    site: tuple[str, ...] = ()  # the folders that hold the allowed packages


def package_folders(packages: Iterable[str]) -> dict[str, str]:
    """The folders and files of top-level packages, each with the folder that holds it; found without importing them."""
    found: dict[str, str] = {}
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise NotFoundError(f"grading needs the package {name} in this environment: pip install {name}")
        origin = Path(spec.origin)
        own = origin.parent if spec.submodule_search_locations else origin
        libraries = own.parent / f"{name}.libs"  # where wheels for Linux keep the libraries that they bring
        found |= {str(path): str(own.parent) for path in (own, libraries) if path.exists()}
    return found


def search_path() -> dict[str, str]:
    """The environment variable with this process's extra library folders, as module systems of clusters set it."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if os.environ.get(name)}


def shared_libraries(program: str, extensions: Sequence[str] = ()) -> set[str]:
    """Paths of all shared libraries that a program and the extensions that it may load need, as the linker finds them.

    All are asked about at once, as if the program loaded the extensions when it starts: `ldd` does it one by one, and
    takes seconds. (The linker takes a space or a colon in a path for the end of it, so that such paths cannot be asked
    about.)
    """
    asked = [path for path in extensions if not set(path) & {" ", ":"}]
    if len(asked) < len(extensions) or not Path(program).exists():
        raise NotFoundError("the sandbox needs a Python whose path has no space and no colon in it")
    trace = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_PRELOAD": ":".join(asked), **search_path()}
    done = subprocess.run(
        [program], env=trace, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )
    words = [line.split("=>")[-1].split() for line in done.stdout.splitlines() if line.startswith("\t")]
    return {line[0] for line in words if line and line[0].startswith("/")} - set(asked)


def _standard_library(python: str) -> list[str]:
    """The folders in which a Python finds its standard library."""
    asked = subprocess.run(
        [python, "-I", "-S", "-c", "import json, sys; print(json.dumps(sys.path))"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if asked.returncode:
        raise NotFoundError(f"{python} does not run by itself: {asked.stderr.strip()}")
    return [path for path in json.loads(asked.stdout) if Path(path).exists()]


@functools.cache
def python_files(packages: tuple[str, ...]) -> Files:
    """The files that this Python needs to run with these packages and no others."""
    python = os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)
    folders = _standard_library(python)
    homes = package_folders(packages)
    found = [Path(folder).glob("*.so*") for folder in folders] + [Path(home).rglob("*.so*") for home in homes]
    extensions = [str(path) for paths in found for path in paths if path.is_file()]
    inside = tuple(f"{home}{os.sep}" for home in [*folders, *homes])
    needed = {path for path in shared_libraries(python, extensions) if not path.startswith(inside)}
    needed |= _late_libraries(needed)
    hidden = [str(Path(folder, name)) for folder in folders for name in PACKAGE_FOLDERS]
    cache = [path for path in [LINKER_CACHE] if Path(path).exists()]
    paths = [python, *_outermost_folders(folders), *sorted(needed), *cache]
    return Files(
        python, (*paths, *homes), tuple(path for path in hidden if Path(path).is_dir()), tuple(set(homes.values()))
    )


def _late_libraries(needed: set[str]) -> set[str]:
    """libgcc, which the C library loads by itself when a thread ends."""
    beside = {Path(path).with_name("libgcc_s.so.1") for path in needed if Path(path).name.startswith("libc.so")}
    return {str(path) for path in beside if path.exists()}


def _outermost_folders(folders: list[str]) -> list[str]:
    """The folders that lie in none of the others."""
    return [path for path in folders if not any(path.startswith(other + os.sep) for other in folders)]


def unreadable_paths(files: Files) -> list[str]:
    """The paths that contain a file without read permission for others.

    Hidden folders are passed over, and so is __pycache__: Python compiles anew what it cannot read there.
    """
    return [path for path in files.paths if any(map(_is_unreadable, _tree(path, files.hidden)))]


def _tree(top: str, hidden: Collection[str]) -> Iterator[Path]:
    """A file, or a folder with all files and folders below it."""
    yield Path(top)
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name != "__pycache__" and str(Path(folder, name)) not in hidden]
        yield from (Path(folder, name) for name in (*folders, *names))


def _is_unreadable(path: Path) -> bool:
    """Whether a file cannot be read by others, or a folder cannot be searched by them."""
    try:
        mode = path.stat().st_mode
    except OSError:  # a link that leads nowhere
        return False
    needed = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
    return mode & needed != needed


@functools.cache
def program_files(name: str) -> Files:
    """The files of a program on the PATH: the program and its shared libraries."""
    path = shutil.which(name)
    if path is None:
        raise NotFoundError(f"the program {name} is not on the PATH")
    real = os.path.realpath(path)
    return Files(real, (real, *sorted(shared_libraries(real))))
