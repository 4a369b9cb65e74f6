"""`make syllabus ARGS="--weeks 12 --start 2027-02-01"`: the dates of a syllabus as a table, and as a calendar."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from autograd_lab.authoring import glossary
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.sync import sources
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.schedule import DAYS, Event, events
from autograd_lab.authoring.teaching.ways import Ways, load
from autograd_lab.lab.files import write_whole

CALENDAR = Path("syllabus.ics")


def dated_table(start: date, found: Iterable[Event]) -> str:
    """A line for each event, with its date."""
    return "\n".join(f"{start + timedelta(days=event.day):%a %Y-%m-%d}  {event.what}" for event in found)


def calendar(title: str, start: date, found: Iterable[Event]) -> str:
    """The events as whole days of an iCalendar file (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Autograd Lab//syllabus//EN"]
    for number, event in enumerate(found, start=1):
        day = start + timedelta(days=event.day)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{start:%Y%m%d}-{number}@autograd-lab",
            f"DTSTAMP:{start:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            *_short_lines(f"SUMMARY:{_calendar_text(event.what)}"),
            "END:VEVENT",
        ]
    lines[3:3] = _short_lines(f"X-WR-CALNAME:{_calendar_text(title)}")
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _calendar_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _short_lines(line: str) -> list[str]:
    """A line cut into pieces of 72 letters, as the format wants it; ours are ASCII."""
    return [line[at : at + 72] if at == 0 else f" {line[at : at + 72]}" for at in range(0, len(line), 72)]


def start_day(text: str) -> date:
    """The Monday that is meant. Raises ArgumentTypeError for what is no date, or another day of the week.

    >>> start_day("2027-02-01")
    datetime.date(2027, 2, 1)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write year-month-day, as 2027-02-01") from None
    if day.weekday():
        monday = day - timedelta(days=day.weekday())
        said = f"{day} is a {DAYS[day.weekday()]}: give the Monday of week 1, as {monday}"
        raise argparse.ArgumentTypeError(said)
    return day


def ways_and_places(root: Path) -> tuple[Ways, Places]:
    """The ways of a course and its places. Raises CourseError for a course that has none."""
    course = sources(root)
    chapters = {source.chapter: source for source in course if source.chapter is not None}
    found = load(root, chapters, glossary.load(root))
    if found is None:
        raise CourseError([Problem("course/ways.toml", 1, "there is no such file here", "run this in the repository")])
    return found, Places(root, chapters, {source.short: source for source in course if source.chapter is None})


def main(argv: Sequence[str] | None = None) -> int:
    """Print the dates of a syllabus; with --ics, write them as a calendar too."""
    parser = argparse.ArgumentParser(prog="make syllabus", description="print the dates of a syllabus")
    parser.add_argument("--start", type=start_day, required=True, help="the Monday of week 1, as 2027-02-01")
    parser.add_argument("--weeks", type=int, default=12, help="2, 6 or 12 (default: 12)")
    parser.add_argument("--ics", action="store_true", help=f"write {CALENDAR} too, for a calendar program")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    options = parser.parse_args(argv)
    try:
        found, places = ways_and_places(options.root)
    except CourseError as error:
        print(error)
        return 1
    syllabus = next((one for one in found.syllabi if one.weeks == options.weeks), None)
    if syllabus is None:
        there = ", ".join(str(one.weeks) for one in found.syllabi)
        parser.error(f"there is no syllabus of {options.weeks} weeks: give one of {there}")
    happens = events(syllabus, places)
    try:
        dated = dated_table(options.start, happens)
    except OverflowError:
        edge = "begins after" if options.start.year == 1 else "ends before"
        parser.error(f"a calendar {edge} a course that begins on {options.start} does: give another day")
    print(f"{syllabus.title}, from {options.start} on\n\n{dated}")
    if options.ics:
        write_whole(options.root / CALENDAR, calendar(syllabus.title, options.start, happens).encode())
        print(f"\nwrote {CALENDAR}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
