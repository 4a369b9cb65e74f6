"""Set up this course on a machine that has only Python, and run its commands. Standard library only.

Everything else in the repository may assume that its packages are installed; this file may not, so it is
plain, reads no module of ours, and can be read by any Python 3.7 (to say that 3.11 is needed).

    python3 .ci/setup.py lab [options of JupyterLab]     install what a reader needs, open the course
    python3 .ci/setup.py test [options of pytest]        install what the tests need, lint, run all but `full`
    python3 .ci/setup.py quick | full [options]          only the fast tests | all of them
    python3 .ci/setup.py lint                            only the linters
    python3 .ci/setup.py sync | book | bench [options]   derive the notebooks | build the site | measure
    python3 .ci/setup.py lite [options]                  build the course for a browser tab
    python3 .ci/setup.py pdf | zip [options]             print the built book | pack the built site
    python3 .ci/setup.py paper [options]                 print the sheet of formulas and the worksheets
    python3 .ci/setup.py slides [options]                make a deck of each chapter for class
    python3 .ci/setup.py exams                           measure what the exams catch, accept and name
    python3 .ci/setup.py experiments                     measure what the course says about training
    python3 .ci/setup.py layouts                         record how dot lays out the course's graphs
    python3 .ci/setup.py plan                            draw the plan of the library's rooms
    python3 .ci/setup.py syllabus [options]              print the dates of a syllabus

On Windows: `py -3 .ci/setup.py lab`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

REPO = Path(__file__).resolve().parents[1]
VENV = REPO / ".venv"
LOG = VENV / "setup.log"
OLDEST = (3, 11)
TORCH = "torch>=2.4,<3"
TORCH_CPU = "https://download.pytorch.org/whl/cpu"
INDEX_SECONDS = 5
DEBIAN_PACKAGES = {
    "dot": "graphviz",
    "chromium": "chromium",
    "node": "nodejs",
    "npm": "npm",
    "bwrap": "bubblewrap",
    "firefox": "firefox-esr",
    "initdb": "postgresql",
}
POSTGRESQL = Path("/usr/lib/postgresql")  # Debian keeps the server's programs off PATH
FIREFOX = ["firefox-esr", "firefox"]
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
CHROME_ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
GOALS = ["course", "test", "bench"]  # extras of the package; each holds those before it
SELECTIONS = {"quick": "not (slow or browser or lab or full)", "test": "not full", "full": ""}
BUDGETS = {"quick": 60, "test": 25 * 60}  # seconds on two cores, of linting and testing; docs/testing.md
MOST_WORKERS = 4  # each may hold a browser and a JupyterLab, about 1 GB
IMPORT_LINTER = "from importlinter.cli import lint_imports_command as run; run()"  # it has no `python -m`
MODULES = {
    "sync": "autograd_lab.authoring",
    "layouts": "autograd_lab.authoring.layouts",
    "plan": "tests.house.plan",
    "syllabus": "autograd_lab.authoring.syllabus_dates",
    "book": "autograd_lab.authoring.book",
    "lite": "autograd_lab.authoring.lite",
    "pdf": "autograd_lab.authoring.pdf",
    "paper": "autograd_lab.authoring.teaching.paper",
    "slides": "autograd_lab.authoring.teaching.slides",
    "zip": "autograd_lab.authoring.site_zip",
    "exams": "tests.exams",
    "experiments": "autograd_lab.authoring.experiments",
    "bench": "benchmarks",
}


class SetupError(Exception):
    """Something that only the reader can put right; the message says how."""


def say(text: str) -> None:
    """Print at once, also when the output is a file."""
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what is done and, after it, how long it took."""
    say(f"· {what} …")
    began = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - began:.1f} s")


def run_logged(command: list[str], advice: str) -> None:
    """Run a command with its output in the log; when it fails, show the end of the log and the advice."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        code = subprocess.call(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=str(REPO))
    if code:
        tail = "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise SetupError(f"{tail}\n\n{advice}\nThe whole output is in {LOG}.")


# --- Python and its environment ---------------------------------------------------------------------------------


def usable(python: str) -> bool:
    """Whether a Python is new enough and can make an environment."""
    code = f"import sys, venv, ensurepip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_python() -> str:
    """This Python if it will do, else the newest one on PATH that does."""
    candidates = [sys.executable, *(f"python3.{minor}" for minor in (13, 12, 11, 14))]
    for python in candidates:
        if usable(python):
            if python != sys.executable:
                say(f"· Python {sys.version.split()[0]} will not do; taking {python}, which is on PATH")
            return python
    here = sys.version.split()[0]
    if sys.version_info >= OLDEST:
        raise SetupError(
            f"Python {here} is new enough, but its modules venv and ensurepip are missing.\n"
            f"On Debian and Ubuntu: sudo apt-get install python3-venv. Then run this command again."
        )
    raise SetupError(
        f"The course needs Python 3.11 or newer; this is {here}, and no newer one is on PATH.\n"
        "Install one from https://www.python.org/downloads/ (or, without touching the system, with\n"
        "`conda env create -f environment.yml`) and run: make lab PYTHON=/path/to/python3.12"
    )


def venv_python() -> Path:
    """Path of the environment's Python, whether it is there or not."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make .venv, unless one that works is there."""
    if venv_python().exists() and usable(str(venv_python())):
        return
    python = find_python()
    with step(f"Making an environment in {VENV.name}/"):
        if subprocess.call([python, "-m", "venv", "--clear", str(VENV)]):
            raise SetupError(f"`{python} -m venv {VENV}` failed; its message is above. Is the disk full or read-only?")


# --- Packages ---------------------------------------------------------------------------------------------------


def fingerprint(goal: str) -> str:
    """A hash of all that decides what is installed."""
    digest = hashlib.sha256(f"{goal} {REPO} {os.path.realpath(str(venv_python()))}".encode())
    for name in ("pyproject.toml", "constraints.txt", ".ci/setup.py"):
        digest.update((REPO / name).read_bytes())
    return digest.hexdigest()


def stamp_of(goal: str) -> Path:
    """File that says what was last installed for a goal; it is written when all has succeeded."""
    return VENV / f"installed-for-{goal}.json"


def is_installed(goal: str) -> bool:
    """Whether the environment holds what the goal needs, by itself or with what a larger goal brought."""
    for name in GOALS[GOALS.index(goal) :]:
        stamp = stamp_of(name)
        if stamp.exists() and json.loads(stamp.read_text())["of"] == fingerprint(name):
            return True
    return False


def cpu_index_answers() -> bool:
    """Whether PyTorch's index of CPU builds can be reached, which it cannot behind some proxies."""
    try:
        with urllib.request.urlopen(f"{TORCH_CPU}/torch/", timeout=INDEX_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def install_torch(pip: list[str]) -> None:
    """Install PyTorch, which one chapter needs; going on without it is better than stopping."""
    if subprocess.call([str(venv_python()), "-c", "import torch"], stderr=subprocess.DEVNULL) == 0:
        return
    options = ["--extra-index-url", TORCH_CPU] if sys.platform != "darwin" and cpu_index_answers() else []
    where = "its CPU builds" if options else "the usual package index"
    with step(f"Installing PyTorch from {where}"):
        try:
            run_logged([*pip, *options, TORCH], "PyTorch could not be installed.")
        except SetupError as problem:
            say(f"  {problem}\n  Going on without it: only the PyTorch chapter and its tests need it.")
            say(f"  To try again later: {venv_python()} -m pip install torch")


def megabytes(folder: Path) -> int:
    """Size of a folder on disk, in MB."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6)


def install(goal: str) -> None:
    """Install the package with one of its extras, "course" or "test", into .venv, unless that has been done."""
    began = time.monotonic()
    make_venv()
    if is_installed(goal):
        return
    if stamp_of(goal).exists():
        stamp_of(goal).unlink()
    pip = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "-c", "constraints.txt"]
    with step(f"Installing the course's packages, one to five minutes (what pip says goes to {LOG.name})"):
        run_logged(
            [*pip, "-e", f".[{goal}]"],
            "The packages could not be installed. Is the network up, and the disk not full? Then run this again.",
        )
    install_torch(pip)
    with step("Showing students Validate, and not the instructor's parts of nbgrader"):
        run_logged([str(venv_python()), "-m", "autograd_lab.server", "student"], "JupyterLab could not be set up.")
    size = megabytes(VENV)
    unfinished = stamp_of(goal).with_suffix(".part")
    unfinished.write_text(json.dumps({"of": fingerprint(goal), "megabytes": size}))
    unfinished.replace(stamp_of(goal))
    say(f"· Installed in {time.monotonic() - began:.0f} s; .venv/ takes {size} MB")


# --- Programs that are not Python packages ----------------------------------------------------------------------


def missing_programs() -> list[str]:
    """Programs that the tests need and this machine lacks."""
    named = os.environ.get("LAB_CHROME")
    has_browser = any(map(shutil.which, [named] if named else [*CHROMIUM, CHROME_ON_A_MAC]))
    missing = [] if has_browser else ["chromium"]
    missing += [] if any(map(shutil.which, FIREFOX)) else ["firefox"]
    programs = ["dot", "node", "npm"] + ["bwrap"] * (sys.platform == "linux")  # the sandbox is for Linux only
    if sys.platform == "linux" and not list(POSTGRESQL.glob("*/bin/initdb")):
        programs.append("initdb")  # for the test of a gradebook that several instructors share
    return missing + [name for name in programs if not shutil.which(name)]


def install_programs() -> None:
    """Install missing programs with apt where that is possible without asking; else say how to get them."""
    missing = missing_programs()
    if not missing:
        return
    packages = [DEBIAN_PACKAGES[name] for name in missing]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and shutil.which("apt-get")):
        say(f"· Not on this machine: {', '.join(missing)}. The tests that need them will be skipped.")
        say(f"  On Debian: sudo apt-get install {' '.join(packages)}. Any Chrome will do too: LAB_CHROME=/its/path.")
        return
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    with step(f"Installing {', '.join(packages)} with apt"):
        run_logged([*apt, "update"], "apt-get update failed.")
        run_logged([*apt, "install", "-y", "--no-install-recommends", *packages], "apt-get install failed.")


# --- Commands ---------------------------------------------------------------------------------------------------


def in_venv(*arguments: str) -> int:
    """Run the environment's Python, with its programs first on PATH.

    What it compiles is kept, also where the user's settings forbid it: else each of a thousand processes that tests
    start compiles the library anew, and to find the quick tests takes twice as long.
    """
    path = os.pathsep.join([str(venv_python().parent), os.environ.get("PATH", "")])
    env = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.call([str(venv_python()), *arguments], cwd=str(REPO), env=env)


def lint() -> int:
    """Run the linters; return the number of those that complain."""
    checks = [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-c", IMPORT_LINTER, "--no-cache", "--no-logo"],
        [".ci/file_lengths.py"],
    ]
    with step("Linting: ruff, mypy, which part imports which, and how long the files are"):
        return sum(in_venv(*check) != 0 for check in checks)


def duration(seconds: float) -> str:
    """A time as people say it: "47 s", "12 min"."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def against_budget(which: str, seconds: float) -> str:
    """The line that says what a selection of tests took and what it may take; being late fails nothing."""
    if which not in BUDGETS:
        return f"{which}: {duration(seconds)}"
    line = f"{which}: {duration(seconds)} of {duration(BUDGETS[which])}"
    if seconds <= BUDGETS[which]:
        return line
    return f"{line}. TOO LONG, unless this machine has other work or fewer than two cores: see docs/testing.md"


def test(which: str, options: list[str]) -> int:
    """Run the tests of a selection; return an exit code."""
    install("test")
    if which != "quick":
        install_programs()
    began = time.monotonic()
    complaints = lint() if which != "quick" else 0
    selection = ["-m", SELECTIONS[which]] if SELECTIONS[which] else []
    # a test of a page or a server waits half of its time; a quick one takes less than each process takes to find it
    cores = os.cpu_count() or 1
    workers = min(cores // 2 if which == "quick" else cores + 1, MOST_WORKERS)
    selection += ["-n", str(workers if workers > 1 else 0), "--dist", "loadgroup", "--no-loadscope-reorder"]
    if which != "full":  # the same examples in each run; `full` draws new ones
        selection += ["--hypothesis-profile=ci"]
    with step(f"Running the tests ({which})"):
        code = in_venv("-m", "pytest", *selection, *options)
    if complaints:
        say("The linters complain; what they said is above the tests' output.")
    say(against_budget(which, time.monotonic() - began))
    return code or (1 if complaints else 0)


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    command, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "lab":
        install("course")
        command = [str(venv_python()), "-m", "autograd_lab.cli", "lab", *options]
        if os.name == "posix":  # in this process's place, so that Control-C reaches JupyterLab alone
            os.execv(command[0], command)
        return subprocess.call(command)
    if command in SELECTIONS:
        return test(command, options)
    if command == "lint":
        install("test")
        return 1 if lint() else 0
    if command in MODULES:
        install("bench" if command == "bench" else "test")
        return in_venv("-m", MODULES[command], *options)
    say(__doc__ or "")
    return 2


def guarded() -> NoReturn:
    """Run `main` and turn what only the reader can mend into a message."""
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        sys.exit(f"\n{problem}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    guarded()
