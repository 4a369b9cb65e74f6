"""The sandbox: the command for the process in which a student's code runs, and what it sees.

The process is started by `bubblewrap_processes.py`. The command is bubblewrap's: namespaces of its own, no network, and
a file system with Python, NumPy and two small folders of this package in it, all read-only, plus an empty scratch
folder in memory. What is in it is named one by one (`libraries.py`), so the gradebook, exams, solutions, other
submissions and this machine's other packages are not hidden: they are not there. What a process can do in it is cut
down from the inside (`inside/confine.py`).

Root starts it in two steps. The kernel does not count the processes of user 0 (RLIMIT_NPROC), so the sandbox must
belong to somebody else, who may not be able to read the Python that root uses (/root/…). So bubblewrap first makes, as
root, a view of the file system in which those files can be reached; then `setpriv` becomes the unprivileged user; and
bubblewrap, run a second time and without any privilege, makes the sandbox.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.errors import LabError
from autograd_lab.exams import plans
from autograd_lab.grading import inside
from autograd_lab.grading.sandbox import libraries

KINDS = ("bubblewrap", "none")
NOBODY = 65534  # the user that root becomes
PLACE = "/lab"  # where our two folders are in the sandbox
SCRATCH = "/scratch"
MEGABYTE = 2**20
# As -I and -S together, but that -I would also ignore PYTHONHASHSEED; all variables are set here, so none is foreign.
ALONE = ("-P", "-s", "-S", "-B")
SAME_EACH_TIME = {"PYTHONHASHSEED": "0"}  # the order of a set of names, which a student's answer may depend on
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
KEPT_VARIABLES = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")  # without a sandbox
OURS = {"inside": str(Path(inside.__file__).parent), "plans": str(Path(plans.__file__).parent)}


class SandboxError(LabError, RuntimeError):
    """Nothing was run: there is no sandbox on this machine, or it does not start. The text says what to do."""


@dataclass(frozen=True)
class Sandbox:
    """Where a student's code runs, and how much it gets there.

    `kind` is "bubblewrap", or "none": a plain process, for work of people you trust. A submission has `memory_mb` of
    address space, `scratch_mb` of files in memory, `cpu_seconds` of all processors together, and `tasks` processes and
    threads, three of which are taken; `packages` are what it can import beside the standard library. Raises
    SandboxError for an unknown kind.
    """

    kind: str = "bubblewrap"
    memory_mb: int = 1024
    scratch_mb: int = 32
    cpu_seconds: int = 240
    tasks: int = 8
    packages: tuple[str, ...] = ("numpy",)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SandboxError(f"there is no sandbox of the kind {self.kind!r}: choose one of {', '.join(KINDS)}")

    @property
    def is_real(self) -> bool:
        """Whether the code runs in a sandbox, and not in a plain process."""
        return self.kind != "none"

    @property
    def limits(self) -> dict[str, Any]:
        """The limits for `inside/confine.py`, by the names of the module `resource`."""
        limits: dict[str, Any] = {
            "AS": self.memory_mb * MEGABYTE,
            "CPU": self.cpu_seconds,
            "FSIZE": self.scratch_mb * MEGABYTE,
            "NOFILE": 64,
            "CORE": 0,
        }
        # without a sandbox the user's own processes would be counted too
        return {**limits, "NPROC": self.tasks, "filter": True} if self.is_real else limits

    def settings(self, site: Iterable[str], **more: str) -> str:
        """The one argument of `inside/start.py`."""
        return json.dumps({"site": list(site), "packages": self.packages, "limits": self.limits, **more})

    def unguarded_command(self, scratch: str) -> tuple[list[str], dict[str, str]]:
        """Command and environment of a worker without a sandbox, in the folder `scratch`."""
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        site = sorted(set(libraries.package_folders(self.packages).values()))
        start = str(Path(OURS["inside"], "start.py"))
        command = [sys.executable, *ALONE, start, self.settings(site, run="worker", **OURS)]
        return command, {**kept, **ONE_THREAD, **SAME_EACH_TIME, "HOME": scratch, "TMPDIR": scratch}

    def command(self, *, as_root: bool) -> list[str]:
        """The command that starts the zygote in the sandbox; `as_root` when it is root who runs it."""
        files = libraries.python_files(self.packages)
        bwrap = libraries.program_files("bwrap")
        settings = self.settings(files.site, run="zygote", inside=f"{PLACE}/inside", plans=f"{PLACE}/plans")
        python = [files.program, *ALONE, "-X", "utf8", f"{PLACE}/inside/start.py", settings]
        shown = {path: path for path in files.paths}
        ours = {place: f"{PLACE}/{name}" for name, place in OURS.items()}
        if not as_root:
            return [bwrap.program, *self._bubblewrap_options(files, shown | ours), "--", *python]
        setpriv = libraries.program_files("setpriv")
        seen = {path: path for tool in (bwrap, setpriv) for path in tool.paths}
        seen_by_nobody = {place: place for place in ours.values()}
        inner = [bwrap.program, *self._bubblewrap_options(files, shown | seen_by_nobody), "--", *python]
        return [*_view(bwrap, seen | shown | ours), "--", *_as_nobody(setpriv), *inner]

    def _bubblewrap_options(self, files: libraries.Files, shown: dict[str, str]) -> list[str]:
        """The options of bubblewrap that make the sandbox: namespaces, environment, files."""
        own = {"HOME": SCRATCH, "TMPDIR": SCRATCH, "LANG": "C.UTF-8"}
        environment = {**ONE_THREAD, **SAME_EACH_TIME, **own, **libraries.search_path()}
        return [
            *("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"),
            *("--hostname", "sandbox"),
            *(word for name, value in environment.items() for word in ("--setenv", name, value)),
            *("--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/dev/pts"),
            *_binds(shown, files.hidden),
            *("--size", str(self.scratch_mb * MEGABYTE), "--tmpfs", SCRATCH),
            *("--remount-ro", "/", "--chdir", SCRATCH),
        ]


def choose_sandbox(kind: str, *, trusted: bool) -> Sandbox:
    """The sandbox of a kind; raises SandboxError for the kind "none" unless the students are trusted."""
    sandbox = Sandbox(kind)
    if not sandbox.is_real and not trusted:
        raise SandboxError(
            "Without a sandbox the students' code runs with your rights. If you trust these students with your files, "
            "say so: --sandbox=none --i-trust-these-students (in nbgrader: --ExamPreprocessor.trust_students=True)"
        )
    return sandbox


def _binds(shown: dict[str, str], hidden: Iterable[str] = ()) -> Iterator[str]:
    """Options that show each source at its place, read-only, and the hidden folders empty.

    The folders above a place are made here: bubblewrap would make them so that only their owner can look into them. A
    hidden folder comes after the folder that holds it, and before what is shown in it.
    """
    places = set(shown.values())
    for folder in sorted({str(parent) for place in places for parent in Path(place).parents} - {"/"}):
        if not any(folder == place or folder.startswith(f"{place}/") for place in places):
            yield from ("--dir", folder)
    within = [(source, place) for source, place in shown.items() if any(place.startswith(f"{h}/") for h in hidden)]
    for source, place in shown.items():
        if (source, place) not in within:
            yield from ("--ro-bind", source, place)
    for folder in hidden:
        yield from ("--tmpfs", folder)
    for source, place in within:
        yield from ("--ro-bind", source, place)
    for folder in hidden:
        yield from ("--remount-ro", folder)


def _view(bwrap: libraries.Files, shown: dict[str, str]) -> list[str]:
    """The first step of root: a file system in which an unprivileged user reaches what the sandbox will show."""
    # bubblewrap itself needs /tmp to build its root on, and /proc to set up its namespaces
    kept = ("--dir", "/tmp", "--proc", "/proc", "--dev-bind", "/dev", "/dev")  # noqa: S108 - empty, its own
    capabilities = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP")
    # root's bubblewrap may not signal nobody's: with a space of process ids around them, one's end is the others' end
    ends_as_one = ("--die-with-parent", "--unshare-pid")
    return [bwrap.program, *ends_as_one, *capabilities, *_binds(shown), *kept]


def _as_nobody(setpriv: libraries.Files) -> list[str]:
    """The second step of root: an unprivileged user, for good."""
    user = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    return [setpriv.program, *user, "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
