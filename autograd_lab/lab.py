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
from autograd_lab.workbook import prepare

FIRST_PORT = 8888
LAST_PORT = 8988
ADDRESS = "127.0.0.1"
START = Path("notebooks", "00_start_here.ipynb")


class LaunchError(LabError, RuntimeError):
    """JupyterLab cannot be opened as asked; the message says what to do."""


def course_folder(here: Path) -> Path:
    """The course that `here` lies in, else the one that this package was installed from.

    raises LaunchError  when neither has a folder notebooks/
    """
    for folder in [here, *here.parents, Path(__file__).parents[1]]:
        if (folder / START).is_file() and folder.name != "workbook":
            return folder
    raise LaunchError(
        f"no course here: neither {here} nor a folder above it has {START}.\n"
        "Get the whole repository with git clone, and run this inside it."
    )


def is_free(port: int) -> bool:
    """Whether nothing on this machine listens at a port."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def choose_port(wanted: int | None) -> int:
    """The port that was asked for, or the first free one from 8888 on.

    raises LaunchError  when the wanted port is in use, or no port is free
    """
    if wanted is not None:
        if is_free(wanted):
            return wanted
        raise LaunchError(
            f"port {wanted} is in use, perhaps by another JupyterLab (`jupyter server list` shows them).\n"
            f'Stop it, or choose another port, e.g. --port {wanted + 1} (after make: ARGS="--port {wanted + 1}"), '
            "or leave the port out."
        )
    port = next(filter(is_free, range(FIRST_PORT, LAST_PORT)), None)
    if port is None:
        raise LaunchError(
            f"no port from {FIRST_PORT} to {LAST_PORT} is free: stop a server, or choose one with --port."
        )
    if port != FIRST_PORT:
        print(f"Port {FIRST_PORT} is in use; JupyterLab takes {port}.")
    return port


def jupyterlab_command(workbook: Path, port: int, extra: Sequence[str]) -> list[str]:
    """The command that serves a working copy and opens its first notebook."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={workbook}", f"--port={port}"]
    command += ["--ServerApp.port_retries=0"]
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*command, *extra, str(workbook / START)]


def main(argv: Sequence[str] | None = None) -> int:
    """Prepare the working copy, then run JupyterLab until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="autograd-lab lab", description=__doc__, epilog="Any other option goes to JupyterLab."
    )
    parser.add_argument("--port", type=int, help=f"port to serve at (default: the first free one from {FIRST_PORT})")
    parser.add_argument("--workbook", type=Path, help="your working copy (default: workbook/ beside notebooks/)")
    options, extra = parser.parse_known_args(argv)
    began = time.monotonic()
    try:
        root = course_folder(Path.cwd())
        workbook = (options.workbook or root / "workbook").resolve()
        port = choose_port(options.port)
        print(prepare(root, workbook))
    except (LabError, OSError) as problem:
        print(f"autograd-lab lab: {problem}", file=sys.stderr)
        return 1
    print(f"Your working copy {workbook} was ready in {time.monotonic() - began:.1f} s.")
    print("Starting JupyterLab; Control-C here stops it.", flush=True)
    return _become(jupyterlab_command(workbook, port, extra), workbook)


def _become(command: list[str], folder: Path) -> int:
    """Run a command in this process's place, so that a signal meant for JupyterLab reaches it."""
    os.chdir(folder)
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
