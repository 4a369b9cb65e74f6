"""`autograd-lab release psN` and `collect psN`: a set into the gradebook, and what was handed in into submitted/."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.collection import (
    FAILED,
    collect,
    collection_summary,
    from_exchange,
    reading_sentences,
)
from autograd_lab.grading.collecting.roster import read_roster
from autograd_lab.grading.release import release_assignment
from autograd_lab.grading.sentences import os_error_text

GUIDE = "The whole way from release to grades: docs/instructors.md."
PURPOSES = {
    "release": "Enter a problem set into the gradebook of a course folder, and write assignments/ if it is not there.",
    "collect": "Take in what students handed in, from a download or nbgrader's exchange: as it is into received/, and "
    "one notebook a student into submitted/. Says what had to be put right. To be run again when more comes in.",
}


def set_name(text: str) -> str:
    """The name of a problem set, from the command line: that of a folder, not a path."""
    if not text.strip() or text in {".", ".."} or text != PurePath(text.replace("\\", "/")).name:
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a problem set: give one such as ps1, not a path")
    return text


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when done, 1 with a message on stderr when not."""
    parser = argparse.ArgumentParser(prog="autograd-lab", description="For instructors: see docs/instructors.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    release, collecting = (
        commands.add_parser(name, description=purpose, epilog=GUIDE) for name, purpose in PURPOSES.items()
    )
    release.add_argument("name", type=set_name, help="the problem set, e.g. ps1")
    collecting.add_argument("name", type=set_name, help="the problem set, e.g. ps1")
    source = "a zip archive or a folder, as Moodle, Canvas and the like give it; without it, received/ is read again"
    collecting.add_argument("source", type=Path, nargs="?", help=source)
    collecting.add_argument("--exchange", action="store_true", help="collect from nbgrader's exchange first")
    collecting.add_argument("--update", action="store_true", help="with --exchange: take newer submissions too")
    collecting.add_argument("--roster", type=Path, help="a class list (CSV) with a column id")
    for either in (release, collecting):
        either.add_argument("--course", type=Path, default=Path(), help="the course folder (default: the current one)")
    options = parser.parse_args(argv)
    if options.command == "collect" and options.update and not options.exchange:
        collecting.error("--update says what to take from the exchange: give --exchange too")
    try:
        if options.command == "release":
            print(release_assignment(options.course.resolve(), options.name))
            return 0
        return _collect(options)
    except LabError as error:
        print(f"autograd-lab {options.command}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"autograd-lab {options.command}: {os_error_text(error)}", file=sys.stderr)
    return 1


def _collect(options: argparse.Namespace) -> int:
    """Collect as the options say, and print what came of it; 1 when somebody's work could not be taken in."""
    course = options.course.resolve()
    roster = read_roster(options.roster) if options.roster else None
    if options.exchange:
        from_exchange(course, options.name, update=options.update)
    found = collect(course, options.name, options.source, roster)
    print(collection_summary(found, course, options.name, roster))
    if options.source:
        print("\n".join(reading_sentences(options.source, options.name)))
    return 1 if any(one.state == FAILED for one in found) else 0
