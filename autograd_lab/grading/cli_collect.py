"""`autograd-lab release psN` and `collect psN`: a set into the gradebook, and what was handed in into submitted/."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath

from autograd_lab.grading.collecting.collection import FAILED, collect, from_exchange
from autograd_lab.grading.collecting.roster import read_roster
from autograd_lab.grading.collecting.summary import collection_summary, reading_sentences
from autograd_lab.grading.command_errors import EXPECTED, error_text
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.mark_schemes import mismatch_sentences
from autograd_lab.grading.release import release_assignment, release_new_points
from autograd_lab.grading.run.gradebook import AssignmentGrades

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
    points = "students have it already: give it the points that solutions/ has now, and change nothing else"
    release.add_argument("--new-points", action="store_true", help=points)
    collecting.add_argument("name", type=set_name, help="the problem set, e.g. ps1")
    source = "a zip archive or a folder, as Moodle, Canvas and the like give it; without it, received/ is read again"
    collecting.add_argument("source", type=Path, nargs="?", help=source)
    collecting.add_argument("--exchange", action="store_true", help="collect from nbgrader's exchange first")
    collecting.add_argument("--update", action="store_true", help="with --exchange: take newer submissions too")
    collecting.add_argument("--roster", type=Path, help="a class list (CSV) with a column id")
    collecting.add_argument("--dry-run", action="store_true", help="say what would be collected, and change nothing")
    older = "take the download's work also where what is here is newer"
    collecting.add_argument("--older", action="store_true", help=older)
    for either in (release, collecting):
        either.add_argument("--course", type=Path, default=Path(), help="the course folder (default: the current one)")
    options = parser.parse_args(argv)
    if options.command == "collect" and options.update and not options.exchange:
        collecting.error("--update says what to take from the exchange: give --exchange too")
    if options.command == "collect" and options.dry_run and options.exchange:
        collecting.error("--dry-run is for a download: nbgrader's exchange collects at once")
    if options.command == "collect" and options.older and not options.source:
        collecting.error("--older says what to take from a download: name the download too")
    try:
        if options.command == "collect":
            return _collect(options)
        course = options.course.resolve()
        print(_new_points(course, options.name) if options.new_points else release_assignment(course, options.name))
        for said in mismatch_sentences(course / "solutions" / options.name / f"{options.name}.ipynb"):
            print(said)
        return 0
    except EXPECTED as error:
        print(f"autograd-lab {options.command}: {error_text(error)}", file=sys.stderr)
    return 1


def _new_points(course: Path, name: str) -> str:
    """Release other points for a set that students have; returns what was done, and what is left to do."""
    folder = CourseFolder(course)
    changed = release_new_points(course, name)
    if not changed:
        return f"{name} is in the gradebook; all points are as they were"
    with AssignmentGrades(folder.db_url, folder.course_id, name) as grades:
        by_hand = grades.flag_scores_by_hand(changed)
    points = ", ".join(f"{cell} {old:g} -> {new:g}" for cell, (old, new) in changed.items())
    said = [
        f"{name} has other points now: {points}. Students keep the notebooks that they have.",
        f"`autograd-lab grade {name}` grades everybody by the new points.",
    ]
    if by_hand:
        which = ", ".join(f"{cell} ({count}, out of {changed[cell][0]:g})" for cell, count in by_hand.items())
        said.append(
            f"Scores that a person gave count as they are, out of the old points. Look at them again: {which}. "
            "The report names whose they are."
        )
    return "\n".join(said)


def _collect(options: argparse.Namespace) -> int:
    """Collect as the options say, and print what came of it; 1 when somebody's work could not be taken in."""
    course = options.course.resolve()
    roster = read_roster(options.roster) if options.roster else None
    if options.exchange:
        from_exchange(course, options.name, update=options.update)
    how = {"dry_run": options.dry_run, "older": options.older}
    found = collect(course, options.name, options.source, roster, **how, tell=print)
    print(collection_summary(found, course, options.name, roster, dry_run=options.dry_run))
    if options.source:
        print("\n".join(reading_sentences(options.source, options.name)))
    if options.dry_run:
        print("This was a dry run: nothing was collected.")
    return 1 if any(one.state == FAILED for one in found) else 0
