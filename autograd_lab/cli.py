"""The command `autograd-lab`: one door to what a reader or an instructor does outside a notebook.

Each command imports its own part only when it is called, so that `doctor` works where the rest does not.
"""

import argparse
import atexit
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from autograd_lab.errors import INTERRUPTED, LabError
from autograd_lab.extras import missing_package
from autograd_lab.lab.doctor import replace_unprintable


class Command(NamedTuple):
    """What runs a command, and what its user is told of it.

    target       "module:function"; the function takes the arguments and returns an exit code, or None for 0
    purpose      the line about it in the help
    extra        the extra of the package that brings what it needs
    takes_name   its function serves several commands, so the arguments begin with the command's name
    """

    target: str
    purpose: str
    extra: str = "course"
    takes_name: bool = False

    def run(self, name: str, arguments: Sequence[str]) -> int:
        """Import the module and call its function; returns the exit code."""
        module, _, function = self.target.partition(":")
        main = getattr(import_module(module), function)
        return main([name, *arguments] if self.takes_name else arguments) or 0


RELEASE, GRADE = "autograd_lab.grading.cli_collect:main", "autograd_lab.grading.cli_grade:main"
COMMANDS = {
    "lab": Command("autograd_lab.lab.launch:main", "open the course in JupyterLab, in a working copy that is yours"),
    "doctor": Command("autograd_lab.cli:doctor", "say what this machine has and lacks for the course"),
    "export": Command(
        "autograd_lab.lab.export:main",
        "run a notebook and save it as one web page that works without network and kernel",
    ),
    "sync": Command(
        "autograd_lab.authoring.sync:main", "derive notebooks/, solutions/ and assignments/ from course/", "authoring"
    ),
    "release": Command(RELEASE, "enter a problem set into the gradebook (instructors)", "grading", True),
    "collect": Command(
        RELEASE, "take in what students handed in, from a download or the exchange (instructors)", "grading", True
    ),
    "grade": Command(GRADE, "grade a class, in parallel (instructors)", "grading", True),
    "feedback": Command(GRADE, "write each student's page (instructors)", "grading", True),
    "inventory": Command(
        "autograd_lab.grading.inventory.command:main",
        "write where a class stands by the two forms of the concept inventory (instructors)",
        "grading",
    ),
    "report": Command(GRADE, "write the page that shows where the class stands (instructors)", "grading", True),
}


def doctor(argv: Sequence[str]) -> int:
    """Run the doctor with grading's own check of its sandbox, which the doctor itself may not know."""
    from autograd_lab.lab.doctor import main

    return main(argv, _advice_for_root)


def _advice_for_root() -> str:
    """What to do where only root can read what grading's sandbox shows; "" else, and without grading's packages."""
    try:
        from autograd_lab.grading.sandbox.bubblewrap_processes import advice_for_root

        return advice_for_root()
    except (ImportError, LabError):  # a package is missing: another line of doctor's says so
        return ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the first argument names, with the rest of the arguments; return its exit code."""
    replace_unprintable()
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {command.purpose}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="autograd-lab",
        description="See backpropagation happen, on every node, in both directions.",
        epilog=f"commands:\n{commands}\n\n`autograd-lab COMMAND --help` says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = parser.parse_args(arguments[:1]).command
    command = COMMANDS[name]
    try:
        code = command.run(name, arguments[1:])
    except KeyboardInterrupt:  # also while a command is still being imported
        print(f"autograd-lab {name}: interrupted", file=sys.stderr)
        code = INTERRUPTED
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package in {"", "autograd_lab"}:
            raise
        print(missing_package(f"autograd-lab {name}", package, command.extra), file=sys.stderr)
        return 1
    if code == INTERRUPTED:  # only tidying up is left: a second Ctrl+C would break it off with a traceback
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    sys.exit(main())
