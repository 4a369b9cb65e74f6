"""`autograd-lab lab`: the course in JupyterLab, on a working copy that updates never overwrite."""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.extras import install_command, missing_package
from autograd_lab.lab import doctor, places
from autograd_lab.lab.places import START, LaunchError
from autograd_lab.lab.workbook import prepare
from autograd_lab.server import roles

FIRST_PORT = 8888
LAST_PORT = 8988
HIGHEST_PORT = 65535
ADDRESS = "127.0.0.1"
WORKBOOK_HELP = "your working copy (default: the one you are in, else workbook/ in the course's folder, or in this one)"


def is_free(port: int) -> bool:
    """Whether a server of ours can listen at a port."""
    return _refusal(port) is None


def _refusal(port: int) -> OSError | None:
    """Why the system would not let a server listen at a port; None when it would."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as refusal:
            return refusal
    return None


def choose_port(wanted: int | None) -> int:
    """The port that was asked for, or the first free one from 8888 on.

    raises LaunchError  when the wanted port is none, or in use, or not ours to use, or no port is free
    """
    if wanted is not None:
        _check_port(wanted)
        return wanted
    port = next(filter(is_free, range(FIRST_PORT, LAST_PORT)), None)
    if port is None:
        raise LaunchError(
            f"no port from {FIRST_PORT} to {LAST_PORT} is free: stop a server, or choose one with --port."
        )
    if port != FIRST_PORT:
        print(f"Port {FIRST_PORT} is in use; JupyterLab takes {port}.")
    return port


def _check_port(port: int) -> None:
    """Raise LaunchError unless JupyterLab can have a port; 0 lets the system choose one."""
    if not 0 <= port <= HIGHEST_PORT:
        raise LaunchError(f"{port} is no port: choose one from 1024 to {HIGHEST_PORT}, or leave --port out.")
    refusal = _refusal(port)
    if isinstance(refusal, PermissionError):
        raise LaunchError(
            f"this system does not let you use port {port}; most keep those below 1024 for the administrator.\n"
            f"Choose a higher one, e.g. --port {FIRST_PORT}, or leave the port out."
        )
    if refusal:
        other = port + 1 if port < HIGHEST_PORT else FIRST_PORT
        raise LaunchError(
            f"port {port} is in use, perhaps by another JupyterLab (`jupyter server list` shows them).\n"
            f'Stop it, or choose another port, e.g. --port {other} (after make: ARGS="--port {other}"), '
            "or leave the port out."
        )


def jupyterlab_command(workbook: Path, port: int, extra: Sequence[str]) -> list[str]:
    """The command that serves a working copy and opens its first notebook."""
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    served = [f"--ServerApp.root_dir={workbook}", f"--port={port}", "--ServerApp.port_retries=0"]
    return [sys.executable, "-m", "jupyterlab", *served, *as_root, *extra, str(workbook / START)]


def main(argv: Sequence[str] | None = None) -> int:
    """Prepare the working copy, then run JupyterLab until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="autograd-lab lab", description=__doc__, epilog="Any other option goes to JupyterLab."
    )
    parser.add_argument("--port", type=int, help=f"port to serve at (default: the first free one from {FIRST_PORT})")
    parser.add_argument("--workbook", type=Path, help=WORKBOOK_HELP)
    options, extra = parser.parse_known_args(argv)
    began = time.monotonic()
    try:
        _check_packages()
        root, workbook = _root_and_workbook(options.workbook)
        port = choose_port(options.port)
        print(prepare(root, workbook))
    except (LabError, OSError) as problem:
        print(f"autograd-lab lab: {problem}", file=sys.stderr)
        return 1
    print(f"Your working copy {workbook} was ready in {time.monotonic() - began:.1f} s.")
    print("Starting JupyterLab; Control-C here stops it.", flush=True)
    roles.take_role_of_student(os.environ)
    return _exec(jupyterlab_command(workbook, port, extra), workbook)


def _check_packages() -> None:
    """Say what the course lacks here; raise MissingPackageError where JupyterLab itself is not installed."""
    missing = [finding for finding in doctor.course_packages() if not finding.found]
    if any(finding.what in ("jupyterlab", "packaging") for finding in missing):
        raise missing_package("the course", "jupyterlab", "course")
    if missing:
        names = ", ".join(finding.what for finding in missing)
        print(f"The course lacks {names}. This installs what it needs:\n    {install_command()}")


def _root_and_workbook(asked: Path | None) -> tuple[Path, Path]:
    """The course and the reader's working copy, with a word about what they would not expect.

    asked   the working copy that was named, if one was
    raises  LaunchError where there is no course, or no place for the copy
    """
    here = Path.cwd()
    root = places.course_folder(here)
    workbook = (asked or places.working_copy(here, root)).expanduser().resolve()
    if asked and places.in_installation(workbook):
        raise LaunchError(
            f"{workbook} belongs to the installed programs, and an update would delete your work with it. "
            f"{places.NAME_ONE}"
        )
    from_elsewhere = root == places.HANDED_OUT and not asked and not here.is_relative_to(workbook)
    if from_elsewhere and (why := places.why_not_in(here)):
        print(f"{why}, so your working copy is {workbook}.")
    if version := places.other_version(root):
        print(
            f"The course in {root} is of version {version}, and this Python has installed "
            f"{places.version_in(places.PACKAGE)}.\n"
            "Where a chapter does not fit, run `make lab` there, or this command in a folder without a course."
        )
    if not (files := doctor.own_files()).found:
        print(f"Files of this installation are missing; {files.remedy}")
    return root, workbook


def _exec(command: list[str], folder: Path) -> int:
    """Replace this process by a command (POSIX exec), so that signals reach JupyterLab; elsewhere run a child."""
    os.chdir(folder)
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
