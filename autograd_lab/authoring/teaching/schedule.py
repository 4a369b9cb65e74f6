"""The days of a syllabus: what happens on each, counted from the Monday of week 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd_lab.authoring.teaching.places import Place, Places
from autograd_lab.authoring.teaching.ways import Syllabus

FORM_A_OUT = -7
"""The Monday before week 1: until then form A is given out. Form B is given out in the last hour."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Event:
    """What happens on a day, in a few words without a link."""

    day: int
    what: str


def day_name(day: int) -> str:
    """A day in words.

    >>> day_name(0), day_name(17), day_name(-3)
    ('Monday of week 1', 'Thursday of week 3', 'Friday before week 1')
    """
    return f"{DAYS[day % 7]} {f'of week {day // 7 + 1}' if day >= 0 else 'before week 1'}"


def events(syllabus: Syllabus, places: Places) -> list[Event]:
    """All that a syllabus has, in the order of its days."""
    found = [
        Event(FORM_A_OUT, "form A of the concept inventory is given out"),
        Event(syllabus.form_a, "form A of the concept inventory is handed in"),
    ]
    for number, hour in enumerate(syllabus.hours, start=1):
        read = [places.place(one) for one in hour.read]
        found.append(Event(hour.day, f"hour {number} in class; then to read: {said_reading(read)}"))
    for each in syllabus.sets:
        found.append(Event(each.out, f"{each.name} is given out"))
        found.append(Event(each.due, f"{each.name} is due"))
        found.append(Event(each.back, f"{each.name} goes back with its feedback"))
    found.append(Event(syllabus.hours[-1].day, "form B of the concept inventory is given out"))
    found.append(Event(syllabus.form_b, "form B of the concept inventory is handed in"))
    return sorted(found, key=lambda event: event.day)


def said_reading(read: Sequence[Place]) -> str:
    """Chapters by number, and of which only sections are read.

    >>> said_reading([])
    'nothing'
    """
    whole = [place.written for place in read if place.kind == "chapter"]
    parts = dict.fromkeys(f"{place.chapter:02d}" for place in read if place.kind == "section")
    said = [f"chapter{'s' * (len(whole) > 1)} {' and '.join(whole)}"] if whole else []
    return " and ".join(said + [f"sections of chapter {number}" for number in parts]) or "nothing"
