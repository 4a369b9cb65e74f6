"""Holds paths and syllabi to the map: nothing is read before what it needs, and stated hours are those it takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from autograd_lab.authoring import minutes
from autograd_lab.authoring.ids import cell_ids
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.authoring.teaching.places import Place, Places
from autograd_lab.authoring.teaching.schedule import FORM_A_OUT
from autograd_lab.authoring.teaching.ways import GoalPath, Idea, SetDates, Syllabus, Ways, fault

STEP = 30  # minutes to which the hours of a path are rounded


def total_hours(places: Iterable[Place]) -> float:
    """The hours that places take, to the nearest half.

    >>> half_hours(344), half_hours(346)
    (5.5, 6.0)
    """
    return half_hours(sum(place.minutes for place in places))


def half_hours(total: int) -> float:
    """Minutes as hours, to the nearest half, and half an hour at least."""
    return max(1, (total + STEP // 2) // STEP) / 2


def lint(ways: Ways, places: Places) -> Iterator[Problem]:
    """Faults of all paths and syllabi."""
    for path in ways.paths:
        yield from _path_faults(path, ways.ideas, places)
    for syllabus in ways.syllabi:
        yield from _syllabus_faults(syllabus, ways.ideas, places)


def read_places(name: str, written: Iterable[str], places: Places) -> tuple[list[Place], list[Problem]]:
    """The places of a path, and faults for those that are nowhere."""
    found: list[Place] = []
    faults: list[Problem] = []
    for one in written:
        try:
            found.append(places.place(one))
        except CourseError as error:
            faults += [fault(f"{name}: {each.what}", each.cure) for each in error.problems]
    return found, faults


def _path_faults(path: GoalPath, ideas: Mapping[str, Idea], places: Places) -> Iterator[Problem]:
    found, faults = read_places(path.title, path.read, places)
    yield from faults
    if faults:
        return
    yield from order_faults(path.title, found, path.bring, ideas, places)
    if path.stated_hours is not None and path.stated_hours != (hours := total_hours(found)):
        total = sum(place.minutes for place in found)
        takes = f"its places take {total} minutes, {hours:g} hours"
        what = f"{path.title!r} promises {path.stated_hours} hours, and {takes}"
        yield fault(what, "take something in or out, or promise other hours")


def order_faults(
    name: str, read: Sequence[Place], bring: Sequence[str], ideas: Mapping[str, Idea], places: Places
) -> Iterator[Problem]:
    """Ideas that are met before what they need, sets before their chapters, and what is brought for nothing."""
    if unknown := [key for key in bring if key not in ideas]:
        yield fault(f"{name!r} brings {', '.join(unknown)}: no idea of the map", "write the names of [ideas]")
        return
    if twice := sorted({place.written for place in read if [one.written for one in read].count(place.written) > 1}):
        yield fault(f"{name!r} reads twice: {', '.join(twice)}", "name each place once")
    taught: set[str] = set()
    used: set[str] = set()
    done: set[str] = set()
    for place in read:
        if place.kind == "set":
            yield from _set_faults(name, place, taught | set(bring), done, ideas, places)
            used |= {key for key in bring if ideas[key].chapter in places.before_set(place.written)[0]}
            done.add(place.written)
        here = {key for key, idea in ideas.items() if place.teaches(idea)}
        for key in sorted(here):
            for need in ideas[key].needs:
                if need in taught | here:
                    continue
                used.add(need)
                if need not in bring:
                    what = (
                        f"{name!r}: {place.written!r} teaches {ideas[key].words!r}, which needs {ideas[need].words!r}"
                    )
                    yield fault(what, f"read chapter {ideas[need].chapter:02d} on it before, or bring {need!r}")
        taught |= here
    if idle := [key for key in bring if key not in used]:
        yield fault(f"{name!r} brings {', '.join(idle)}, which nothing in it needs", "leave it out")


def _set_faults(
    name: str, place: Place, known: set[str], done: set[str], ideas: Mapping[str, Idea], places: Places
) -> Iterator[Problem]:
    chapters, sets = places.before_set(place.written)
    for chapter in sorted(chapters):
        if not any(ideas[key].chapter == chapter for key in known):
            yield fault(f"{name!r}: {place.written} wants chapter {chapter:02d} first", "read it before")
    for other in sorted(sets - done):
        yield fault(f"{name!r}: {place.written} wants {other} first", "do it before, or leave the set out")


def shown_cells(source: Source) -> dict[str, Cell]:
    """The cells of a chapter that can be shown in class, by id: predictions, players and figures."""
    return {
        name: cell
        for name, cell in zip(cell_ids(source), source.cells, strict=True)
        if cell.kind == "code"
        and not {"asserts", "solution", "exercise"} & set(cell.tags)
        and ("predict" in cell.tags or minutes.is_played(cell))
    }


def _syllabus_faults(syllabus: Syllabus, ideas: Mapping[str, Idea], places: Places) -> Iterator[Problem]:
    name = f"the syllabus of {syllabus.weeks} weeks"
    days = [hour.day for hour in syllabus.hours]
    if days != sorted(set(days)) or not days or days[0] < 0 or days[-1] >= 7 * syllabus.weeks:
        yield fault(
            f"{name}: its hours have the days {days}", f"one hour a day, in order, from 0 to {7 * syllabus.weeks - 1}"
        )
        return
    if not FORM_A_OUT < syllabus.form_a < days[0] or syllabus.form_b <= days[-1]:
        cure = f"mend form_a or form_b; form A is given out on day {FORM_A_OUT}"
        yield fault(f"{name}: form A comes before the first hour, form B after the last", cure)
    read: list[Place] = []
    last_day: dict[int, int] = {}
    for hour in syllabus.hours:
        found, faults = read_places(name, hour.read, places)
        yield from faults
        read += found
        for place in found:
            if place.chapter is not None:
                last_day[place.chapter] = hour.day
        yield from _show_faults(name, hour.day, hour.show, set(last_day), places)
    yield from order_faults(name, read, syllabus.bring, ideas, places)
    yield from _date_faults(name, syllabus.sets, last_day, days, places)


def _show_faults(name: str, day: int, cells: Sequence[str], chapters: set[int], places: Places) -> Iterator[Problem]:
    for cell in cells:
        number = cell[2:4]
        source = places.chapters.get(int(number)) if number.isdecimal() else None
        if source is None or cell not in shown_cells(source):
            yield fault(f"{name}, day {day}: {cell!r} is no prediction, player or figure", "name a cell by its id")
        elif source.chapter not in chapters:
            yield fault(f"{name}, day {day}: {cell!r} is of a chapter that comes later", "show what is read next")


def _date_faults(
    name: str, sets: Sequence[SetDates], last_day: Mapping[int, int], days: Sequence[int], places: Places
) -> Iterator[Problem]:
    """Sets that are given out before their chapters are read, or handed in before they could be."""
    due = {each.name: each.due for each in sets}
    for each in sets:
        if each.name not in places.sets or [one.name for one in sets].count(each.name) > 1:
            yield fault(f"{name}: {each.name!r} is no problem set, or is there twice", "name each set once")
            continue
        if not each.out < each.due < each.back:
            yield fault(f"{name}: {each.name} is out, due and back in another order", "out, then due, then back")
        chapters, earlier = places.before_set(each.name)
        for chapter in sorted(chapters):
            if last_day.get(chapter, each.out + 1) > each.out:
                yield fault(f"{name}: {each.name} is out before chapter {chapter:02d} is read", "give it out later")
        for other in sorted(earlier):
            if due.get(other, each.out + 1) > each.out:
                yield fault(f"{name}: {each.name} wants {other}, which is not due by then", "give it out later")
        after = next((day for day in days if day > each.out), each.due)
        if each.due < after:
            yield fault(f"{name}: {each.name} is due before the hour after it was given out", "give more days")


def week_minutes(syllabus: Syllabus, places: Places) -> list[tuple[int, int, int]]:
    """Of each week the minutes in class, of reading, and of problem sets, a set's spread evenly over its days."""
    weeks = syllabus.weeks
    rows = [[0.0, 0.0, 0.0] for _ in range(weeks)]
    for hour in syllabus.hours:
        rows[hour.day // 7][0] += syllabus.class_minutes
        rows[hour.day // 7][1] += sum(places.place(one).minutes for one in hour.read)
    for each in syllabus.sets:
        share = places.place(each.name).minutes / (each.due - each.out)
        for day in range(each.out, each.due):
            rows[min(day // 7, weeks - 1)][2] += share
    return [(round(in_class), round(reading), round(sets)) for in_class, reading, sets in rows]


def next_days(days: Sequence[int]) -> dict[int, int | None]:
    """Of each hour's day the day of the next; None for the last."""
    return {**dict(pairwise(days)), days[-1]: None}
