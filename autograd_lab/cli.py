"""The command `autograd-lab`: one door to what a reader or an instructor does outside a notebook.

Each command imports its own part only when it is called, so that `doctor` works where the rest does not.
"""

import argparse
import atexit
import signal
import sys
from collections.abc import Callable, Sequence

from autograd_lab.errors import INTERRUPTED, LabError
from autograd_lab.lab.doctor import print_whatever_the_encoding

Command = Callable[[Sequence[str]], int | None]


def _lab(argv: Sequence[str]) -> int | None:
    from autograd_lab.lab.launch import main

    return main(argv)


def _sync(argv: Sequence[str]) -> int | None:
    from autograd_lab.authoring.sync import main

    return main(argv)


def _doctor(argv: Sequence[str]) -> int | None:
    from autograd_lab.lab.doctor import main

    return main(argv, _advice_for_root)


def _advice_for_root() -> str:
    """What to do where only root can read what grading's sandbox shows; "" else, and without grading's packages."""
    try:
        from autograd_lab.grading.sandbox.pool import advice_for_root

        return advice_for_root()
    except (ImportError, LabError):  # a package is missing: another line of doctor's says so
        return ""


def _export(argv: Sequence[str]) -> int | None:
    from autograd_lab.lab.export import main

    return main(argv)


def _release(argv: Sequence[str]) -> int | None:
    from autograd_lab.grading.cli import main

    return main(["release", *argv])


def _collect(argv: Sequence[str]) -> int | None:
    from autograd_lab.grading.cli import main

    return main(["collect", *argv])


def _grade(argv: Sequence[str]) -> int | None:
    from autograd_lab.grading.cli_grade import main

    return main(["grade", *argv])


def _feedback(argv: Sequence[str]) -> int | None:
    from autograd_lab.grading.cli_grade import main

    return main(["feedback", *argv])


def _report(argv: Sequence[str]) -> int | None:
    from autograd_lab.grading.cli_grade import main

    return main(["report", *argv])


COMMANDS: dict[str, tuple[Command, str]] = {
    "lab": (_lab, "open the course in JupyterLab, in a working copy that is yours"),
    "doctor": (_doctor, "say what this machine has and lacks for the course"),
    "export": (_export, "run a notebook and save it as one web page that works without network and kernel"),
    "sync": (_sync, "derive notebooks/, solutions/ and assignments/ from course/"),
    "release": (_release, "enter a problem set into the gradebook (instructors)"),
    "collect": (_collect, "take in what students handed in, from a download or the exchange (instructors)"),
    "grade": (_grade, "grade a class, in parallel (instructors)"),
    "feedback": (_feedback, "write each student's page (instructors)"),
    "report": (_report, "write the page that shows where the class stands (instructors)"),
}


COURSE_EXTRA = "course"
GRADING = dict.fromkeys(("release", "collect", "grade", "feedback", "report"), "grading")
EXTRAS = {"sync": "authoring", **GRADING}  # which other extra of the package a command needs


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the first argument names, with the rest of the arguments; return its exit code."""
    print_whatever_the_encoding()
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="autograd-lab",
        description="See backpropagation happen, on every node, in both directions.",
        epilog=f"commands:\n{commands}\n\n`autograd-lab COMMAND --help` says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = parser.parse_args(arguments[:1]).command
    run, _ = COMMANDS[name]
    try:
        code = run(arguments[1:]) or 0
    except KeyboardInterrupt:  # also while a command is still being imported
        print(f"autograd-lab {name}: interrupted", file=sys.stderr)
        code = INTERRUPTED
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package in {"", "autograd_lab"}:
            raise
        extra = EXTRAS.get(name, COURSE_EXTRA)
        print(
            f"autograd-lab {name} needs the package {package}, which is not installed.\n"
            f"In the course's folder: {sys.executable} -m pip install -e '.[{extra}]'",
            file=sys.stderr,
        )
        return 1
    if code == INTERRUPTED:  # only tidying up is left: a second Ctrl+C would break it off with a traceback
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    sys.exit(main())
