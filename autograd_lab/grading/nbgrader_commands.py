"""Runs nbgrader's own commands in a process of their own, with the programs of this Python first on the PATH."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_TOLD = re.compile(r"\[\w+ \| (?!INFO|DEBUG)|\s*[\w.]*(Error|Exception|Exit)\b.*: ")


def commands_path() -> str:
    """The PATH with this Python's folder first: nbgrader starts `alembic` by its bare name to make a gradebook."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def run_nbgrader(
    *arguments: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `nbgrader ARGUMENTS` in a folder, and return its exit code and output.

    `environment` sets variables beside those of this process.
    """
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": commands_path(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def warnings_and_errors(output: str) -> str:
    """The warnings of an nbgrader command and the last line of each traceback; all it said where there are none.

    >>> print(warnings_and_errors("[Command | INFO] Copying\\n[Command | ERROR] No such assignment\\n"))
    [Command | ERROR] No such assignment
    """
    lines = [line.strip() for line in output.splitlines() if _TOLD.match(line)]
    return "\n".join(dict.fromkeys(lines)) or output.strip()
