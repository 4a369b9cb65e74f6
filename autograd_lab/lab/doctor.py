"""`autograd-lab doctor`: a table of what the course can use on this machine, what each is for, and how to get it.

It answers most questions of those who set the course up. It imports no package but this one at the top.
"""

import argparse
import importlib.metadata
import io
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.extras import copy_of_the_repository, install_command

DISTRIBUTION = "autograd-lab"
OLDEST = (3, 11)
ENOUGH_MB = 500
CHROME_ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", CHROME_ON_A_MAC)


@dataclass(frozen=True)
class Finding:
    """A program, a package or a permission that the course can use: whether it is there, its purpose, how to get it."""

    what: str
    found: str  # version, path or number; empty when missing
    purpose: str
    remedy: str
    required: bool = False

    @property
    def state(self) -> str:
        """One word: ok, missing (needed), or "not here" (the course works without)."""
        if self.found:
            return "ok"
        return "missing" if self.required else "not here"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _program(command: Sequence[str]) -> str:
    """First line of what a program prints of its version; empty when it is not there or does not run."""
    path = shutil.which(command[0])
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *command[1:]], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else ""


def python() -> Finding:
    """Finding for Python: whether it is new enough."""
    here = platform.python_version()
    new_enough = sys.version_info >= OLDEST
    return Finding(f"Python {here}", here * new_enough, "everything", "install Python 3.11 or newer", required=True)


def remedy(extra: str = "course") -> str:
    """What to do where packages are missing: the command that installs them, with `make lab` where there is one."""
    make_lab = "run `make lab`, or " if copy_of_the_repository() else ""
    return f"{make_lab}{install_command(extra)}"


def course_packages() -> Iterator[Finding]:
    """Findings for NumPy and the packages of the extra `course`, read from this package's metadata."""
    in_venv = remedy()
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding(DISTRIBUTION, "", "everything", in_venv, required=True)
        return
    try:
        from packaging.requirements import Requirement
    except ModuleNotFoundError:  # JupyterLab brings it, so JupyterLab is missing too
        yield Finding("packaging", "", "the notebooks", in_venv, required=True)
        return
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or requirement.marker.evaluate({"extra": "course"}):
            purpose = "arrays" if requirement.name == "numpy" else "the notebooks"
            yield Finding(requirement.name, _version(requirement.name), purpose, in_venv, required=True)


def own_files() -> Finding:
    """Finding for the files of this package itself, by the list that pip kept when it installed them."""
    try:
        listed = importlib.metadata.files(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        listed = None
    lost = [file for file in listed or [] if not Path(str(file.locate())).exists()]
    found = "" if lost else f"all {len(listed)}" if listed else "not listed here"
    again = install_command("", "--force-reinstall --no-deps")
    some = f", {lost[0]} for one" if lost else ""
    return Finding(
        "the package's own files", found, "everything", f"{len(lost)} are gone{some}: {again}", required=True
    )


def find_browser() -> str:
    """Path of a Chromium or Chrome: what LAB_CHROME names if it is set, else the first known one; "" if none runs."""
    named = os.environ.get("LAB_CHROME")
    candidates = (named,) if named else BROWSERS
    return next(filter(None, map(shutil.which, candidates)), "")


def browser() -> Finding:
    """Finding for Chromium, which the tests drive. If LAB_CHROME names no program, the remedy says so."""
    named = os.environ.get("LAB_CHROME")
    wrong = f"LAB_CHROME is {named}, which is no program: mend or unset it"
    remedy = wrong if named else f"{_apt('chromium')}; or set LAB_CHROME"
    return Finding("Chromium or Chrome", find_browser(), "the course's own tests", remedy)


def no_advice() -> str:
    """No advice: the empty text."""
    return ""


def sandbox(advice_for_root: Callable[[], str] = no_advice) -> Finding:
    """Whether bubblewrap is there, whether this system lets it make a sandbox, and whether ours starts.

    `advice_for_root` says what to do where ours does not start because only root can read what it shows; else "".
    """
    version = _program(["bwrap", "--version"])
    everything_to_read = ("--unshare-all", "--ro-bind", "/", "/")
    works = version and _program(["bwrap", *everything_to_read, sys.executable, "-I", "-S", "-c", "print('it works')"])
    forbidden = f"{version} is here, but this system forbids it to make namespaces: docs/instructors.md says what to do"
    remedy = forbidden if version else "Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap"
    if works and (advice := advice_for_root()):
        works, remedy = "", advice
    return Finding("bubblewrap", version if works else "", "grading submissions in a sandbox (Linux)", remedy)


def optional_programs(advice_for_root: Callable[[], str] = no_advice) -> Iterator[Finding]:
    """Findings for what only makes the course better, or only an instructor or a developer needs."""
    yield Finding("PyTorch", _version("torch"), "the PyTorch chapter", remedy("torch"))
    yield Finding("Graphviz's dot", _program(["dot", "-V"]), "graphs drawn with few crossings", _apt("graphviz"))
    yield browser()
    yield Finding("Node.js", _program(["node", "--version"]), "the course's own tests", _apt("nodejs"))
    yield sandbox(advice_for_root)
    gpu = _program(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
    yield Finding("GPU", gpu, "nothing here: the whole course runs on a CPU", "not needed")


def _apt(package: str) -> str:
    return f"Debian, Ubuntu: apt-get install {package}; macOS: brew install {package}; conda-forge has it too"


def server_extension() -> Finding:
    """Finding for the course's server extension: whether Jupyter's settings in this environment switch it on."""
    folder = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.d")
    switches: dict[str, bool] = {}
    for path in sorted(folder.glob("*.json")):
        settings = json.loads(path.read_text(encoding="utf-8"))
        switches.update(settings.get("ServerApp", {}).get("jpserver_extensions", {}))
    found = "on" if switches.get("autograd_lab.server") else ""
    return Finding(
        "server extension",
        found,
        "sliders that answer within 10 ms through the kernel",
        "python -m autograd_lab.server student",
    )


def room_to_work(folder: Path) -> Iterator[Finding]:
    """Findings for a folder: write permission, and free space on its disk."""
    writable = str(folder) if os.access(folder, os.W_OK) else ""
    remedy = "start in a folder of your own, or ask who owns this one"
    yield Finding("permission to write", writable, "saving your work", remedy, required=True)
    free = shutil.disk_usage(folder).free // 10**6
    enough = f"{free} MB free" if free >= ENOUGH_MB else ""
    yield Finding("disk", enough, "packages and your work", f"{free} MB are free; make it {ENOUGH_MB}", required=True)


def examine(folder: Path, advice_for_root: Callable[[], str] = no_advice) -> list[Finding]:
    """All findings; `folder` is where the reader works. See `sandbox` for the advice."""
    findings = [python(), own_files(), *course_packages(), server_extension(), *room_to_work(folder)]
    return [*findings, *optional_programs(advice_for_root)]


def table(findings: Sequence[Finding]) -> str:
    """The findings as a text table: state, thing, what was found or its purpose; the remedy below what is missing."""
    width = max(len(finding.what) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{finding.state:8}  {finding.what:{width}}  {finding.found or 'for ' + finding.purpose}")
        if not finding.found:
            lines.append(f"{'':8}  {'':{width}}  → {finding.remedy}")
    return "\n".join(lines)


def replace_unprintable() -> None:
    """Set stdout and stderr to print ? for a letter that the console's encoding lacks, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def main(argv: Sequence[str] | None = None, advice_for_root: Callable[[], str] = no_advice) -> int:
    """Print the table; return 1 when something is missing that the course cannot do without.

    `autograd-lab doctor` hands in grading's own check of its sandbox, which this module may not know.
    """
    replace_unprintable()
    argparse.ArgumentParser(prog="autograd-lab doctor", description=__doc__).parse_args(argv)
    findings = examine(Path.cwd(), advice_for_root)
    missing = [finding.what for finding in findings if finding.state == "missing"]
    print(f"{platform.platform()}, {os.cpu_count()} processors, {sys.prefix}\n\n{table(findings)}\n")
    print(f"Missing: {', '.join(missing)}." if missing else "All that the course needs is here.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
