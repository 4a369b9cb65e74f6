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
from autograd_lab.lab.workbook import MANIFEST, prepare

FIRST_PORT = 8888
LAST_PORT = 8988
HIGHEST_PORT = 65535
ADDRESS = "127.0.0.1"
START = Path("notebooks", "00_start_here.ipynb")
WORKBOOK_HELP = "your working copy (default: the one you are in, else workbook/ beside notebooks/)"


class LaunchError(LabError, RuntimeError):
    """JupyterLab cannot be opened as asked; the message says what to do."""


def course_folder(here: Path) -> Path:
    """The course that `here` lies in, else the one that this package was installed from.

    raises LaunchError  when neither has a folder notebooks/
    """
    for folder in [here, *here.parents, Path(__file__).parents[2]]:
        if (folder / START).is_file() and not is_working_copy(folder):
            return folder
    raise LaunchError(
        f"no course here: neither {here} nor a folder above it has {START}.\n"
        "Get the whole repository with git clone, and run this inside it."
    )


def is_working_copy(folder: Path) -> bool:
    """Whether a folder is a learner's working copy, by its manifest; the course is never read from one."""
    return (folder / MANIFEST).is_file()


def working_copy(here: Path, root: Path) -> Path:
    """The working copy that `here` lies in, else `workbook/` in the course at `root`."""
    nearest = next((folder for folder in [here, *here.parents] if folder == root or is_working_copy(folder)), root)
    return root / "workbook" if nearest == root else nearest


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
        root = course_folder(Path.cwd())
        workbook = (options.workbook or working_copy(Path.cwd(), root)).expanduser().resolve()
        port = choose_port(options.port)
        print(prepare(root, workbook))
    except (LabError, OSError) as problem:
        print(f"autograd-lab lab: {problem}", file=sys.stderr)
        return 1
    print(f"Your working copy {workbook} was ready in {time.monotonic() - began:.1f} s.")
    print("Starting JupyterLab; Control-C here stops it.", flush=True)
    return _exec(jupyterlab_command(workbook, port, extra), workbook)


def _exec(command: list[str], folder: Path) -> int:
    """Replace this process by a command (POSIX exec), so that signals reach JupyterLab; elsewhere run a child."""
    os.chdir(folder)
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
