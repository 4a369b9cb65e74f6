"""Makes `docs/teaching/syllabus_N_weeks.md`: a syllabus, day by day, for somebody who has never taught the course."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograd_lab.authoring import inventory
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.sections import anchor, headings_above
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import chapter_notes
from autograd_lab.authoring.teaching.places import FROM_DOCS, Places, chapter_title
from autograd_lab.authoring.teaching.routes import next_days, shown_cells, week_minutes
from autograd_lab.authoring.teaching.schedule import FORM_A_OUT, day_name
from autograd_lab.authoring.teaching.ways import ClassHour, SetDates, Syllabus, Ways
from autograd_lab.authoring.teaching.ways_pages import brought, clock, quarters, said_minutes

TEMPLATE = Path("course/syllabus.md")
BEFORE = Path("course/beside/before.py")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_BEFORE = (
    "open the course, and work through [Before the first hour](../../notebooks/before.ipynb), ten minutes, and more\n"
    "   where something has to be repaired. Nothing of it is handed in;"
)
_NO_BEFORE = "open the course, and read [for whom it is](../../notebooks/00_start_here.ipynb#for-whom-this-is);"


def page(syllabus: Syllabus, ways: Ways, places: Places, asks: Mapping[str, str]) -> str:
    """The page of a syllabus, as Markdown: `course/syllabus.md` with its places filled in; `asks` is of `questions`.

    Raises CourseError where the template names a place that is not known, or leaves one out.
    """
    weeks = week_minutes(syllabus, places)
    first = min(syllabus.sets, key=lambda each: each.out, default=SetDates("ps1", 0, 0, 0))
    parts = {
        "title": syllabus.title,
        "whom": syllabus.whom,
        "load": _load(syllabus, weeks),
        "brought": brought(syllabus.bring, ways, places, FROM_DOCS),
        "sets": " ".join(each.name for each in syllabus.sets),
        "weeks": str(syllabus.weeks),
        "first": first.name,
        "first_set": _before_and(first.name, places),
        "form_a_out": _named_day(FORM_A_OUT),
        "form_a": _named_day(syllabus.form_a),
        "not_taught": _not_taught(syllabus, places),
        "before": _BEFORE if (places.root / BEFORE).is_file() else _NO_BEFORE,
        "weeks_in_turn": "\n\n".join(_weeks(syllabus, places, asks)),
        "after": "\n".join(_dates_after(syllabus)),
        "table_of_sets": _table_of_sets(syllabus, places),
        "then": syllabus.then,
        "table_of_weeks": _table_of_weeks(weeks),
    }
    template = places.root / TEMPLATE
    text = template.read_text(encoding="utf-8") if template.is_file() else ""
    if wrong := sorted(parts.keys() ^ set(re.findall(r"\{\{(\w+)\}\}", text))):
        cure = f"its places are {', '.join(parts)}"
        raise CourseError([Problem(str(TEMPLATE), 1, f"unknown or missing: {', '.join(wrong)}", cure)])
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], text).replace(" \n", "\n")


def _load(syllabus: Syllabus, weeks: Sequence[tuple[int, int, int]]) -> str:
    own = [reading + sets for _, reading, sets in weeks]
    mean, least, most = (quarters(total) for total in (round(sum(own) / len(own)), min(own), max(own)))
    in_class = f"{len(syllabus.hours) // syllabus.weeks} hours of {syllabus.class_minutes} minutes in class"
    return f"{in_class}, and about {mean} of students' own work, in the lightest week {least}, in the hardest {most}"


def _before_and(name: str, places: Places) -> str:
    """Links to the chapters that a set needs, and the set itself."""
    if name not in places.sets:
        return name
    needed = sorted(places.before_set(name)[0])
    links = [f"[{number:02d}](../../notebooks/{places.chapters[number].name}.ipynb)" for number in needed]
    return f"chapters {', '.join(links[:-1])} and {links[-1]}, which {name} needs, and {name} itself"


def _not_taught(syllabus: Syllabus, places: Places) -> str:
    """A sentence on the questions of the forms whose chapters this course does not read; "" where there are none."""
    asked = inventory.load(places.root)
    items = asked.form("A") if asked else []
    read = {places.place(one).chapter for hour in syllabus.hours for one in hour.read}
    left = [number for number, item in enumerate(items, start=1) if item.chapter not in read]
    chapters = sorted({items[number - 1].chapter for number in left})
    if not left:
        return ""
    return (
        f"Of the {len(items)} questions, {len(left)} are on chapters that this course does not read "
        f"({_ranges(chapters, '02d')}). In both forms they leave these out: numbers {_ranges(left, 'd')}."
    )


def _ranges(numbers: Sequence[int], form: str) -> str:
    """Rising numbers in words, neighbours taken together: "20, 21, 49, 51 to 53"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        ends = [format(number, form) for number in (run[0], run[-1])]
        said += [" to ".join(ends)] if len(run) > 2 else [format(number, form) for number in run]
    return ", ".join(said)


def _named_day(day: int) -> str:
    """A day in words and as a number."""
    return f"{day_name(day)} (day {str(day).replace('-', '−')})"


def _weeks(syllabus: Syllabus, places: Places, notes: Mapping[str, str]) -> Iterator[str]:
    following = next_days([hour.day for hour in syllabus.hours])
    for week in range(syllabus.weeks):
        rows = [f"### Week {week + 1}"]
        for day in range(7 * week, 7 * week + 7):
            for number, hour in enumerate(syllabus.hours, start=1):
                if hour.day == day:
                    rows += _hour(number, hour, following[day], places, notes)
            rows.append(
                "\n".join(_list_item(line) for line in _dates(syllabus) if line[0] == day <= syllabus.hours[-1].day)
            )
        yield "\n\n".join(row for row in rows if row)


def _dates_after(syllabus: Syllabus) -> Iterator[str]:
    """What happens after the last hour, in the order of days."""
    return (_list_item(line) for line in _dates(syllabus) if line[0] > syllabus.hours[-1].day)


def _list_item(line: tuple[int, str]) -> str:
    return f"- {_named_day(line[0])}: {line[1]}."


def _hour(
    number: int, hour: ClassHour, following: int | None, places: Places, notes: Mapping[str, str]
) -> Iterator[str]:
    yield f"**Hour {number}, {_named_day(hour.day)}.**"
    if hour.prepare:
        yield f"To prepare: {hour.prepare}"
    yield "In class, in this order:\n\n" + "\n".join(
        f"{at}. {_shown(cell, places, notes)}" for at, cell in enumerate(hour.show, start=1)
    )
    chapters = dict.fromkeys(cell[2:4] for cell in hour.show)
    there = [chapter for chapter in chapters if (places.root / chapter_notes.FOLDER / f"{chapter}.toml").is_file()]
    if there:
        links = ", ".join(f"[chapter {chapter}]({chapter}.md)" for chapter in there)
        yield f"Which wrong guesses to expect, and what to say of them: the notes to {links}."
    read = [places.place(one) for one in hour.read]
    if read:
        until = f"before {_named_day(following)}" if following is not None else "when they like"
        listed = "; ".join(f"{place.link(FROM_DOCS)} ({said_minutes(place.minutes)})" for place in read)
        together = f" Together: {sum(place.minutes for place in read)} minutes." if len(read) > 1 else ""
        yield f"Afterwards students read and work through, {until}: {listed}.{together}"


def _shown(cell: str, places: Places, notes: Mapping[str, str]) -> str:
    source = places.chapters[int(cell[2:4])]
    heading = _heading_of(cell, source)
    place = f"#{anchor(heading)}" if heading else ""
    link = f"[{source.chapter:02d} · {heading or 'at its beginning'}](../../notebooks/{source.name}.ipynb{place})"
    ask = f" Ask: “{notes[cell]}”" if cell in notes else ""
    return f"{link}, {_which(cell, source)} (`{cell}`).{ask}"


def _which(cell: str, source: Source) -> str:
    """Which of the predictions, or of the other pictures, under its heading a cell is."""
    cells, heading = shown_cells(source), _heading_of(cell, source)
    predicted = "predict" in cells[cell].tags
    alike = [
        name
        for name, other in cells.items()
        if ("predict" in other.tags) is predicted and _heading_of(name, source) == heading
    ]
    noun = "prediction" if predicted else "picture"
    return f"the {noun}" if len(alike) == 1 else f"the {_ORDINALS[alike.index(cell)]} {noun}"


def _heading_of(cell: str, source: Source) -> str:
    """The smallest heading of level 2 or 3 over a cell; "" where only the title is."""
    at = source.cells.index(shown_cells(source)[cell])
    above = list(headings_above(Source(source.path, source.cells[:at])))
    headings = above[-1][0] if above else ()
    return headings[min(len(headings), 2) - 1] if headings else ""


def _dates(syllabus: Syllabus) -> list[tuple[int, str]]:
    """The days of problem sets and of form B in their order, and who does what on them."""
    form_b = (
        (syllabus.hours[-1].day, "you give out **form B** ([how](#after-the-last-hour))"),
        (syllabus.form_b, "students hand in **form B** ([how](#after-the-last-hour))"),
    )
    sets = (line for each in syllabus.sets for line in _dates_of_set(each))
    return sorted([*sets, *form_b], key=lambda line: line[0])


def _dates_of_set(each: SetDates) -> Iterator[tuple[int, str]]:
    yield each.out, f"you give out **{each.name}** ([how](#problem-sets))"
    yield each.due, f"students hand in **{each.name}**; you collect and grade it ([how](#problem-sets))"
    yield each.back, f"by now you have given **{each.name}** back with its feedback ([how](#problem-sets))"


def _table_of_sets(syllabus: Syllabus, places: Places) -> str:
    rows = ["| set | about | minutes | given out | due | back |", "|---|---|---|---|---|---|"]
    for each in sorted(syllabus.sets, key=lambda one: one.out):
        link = f"[{each.name}](../../assignments/{each.name}/{each.name}.ipynb)"
        days = " | ".join(map(_named_day, (each.out, each.due, each.back)))
        minutes = places.place(each.name).minutes
        rows.append(f"| {link} | {chapter_title(places.sets[each.name])} | {minutes} | {days} |")
    return "\n".join(rows)


def _table_of_weeks(weeks: Sequence[tuple[int, int, int]]) -> str:
    rows = [
        "| week | in class | reading and exercises | problem sets | own work | together |",
        "|---|---|---|---|---|---|",
    ]
    for number, row in enumerate(weeks, start=1):
        rows.append(f"| {number} | {' | '.join(map(str, row))} | {clock(row[1] + row[2])} | {clock(sum(row))} |")
    return "\n".join(rows)


def questions(places: Places) -> dict[str, str]:
    """What the notes to the chapters say to ask, by cell; of chapters that have notes."""
    found: dict[str, str] = {}
    for source in places.chapters.values():
        notes = chapter_notes.load(places.root, source)
        found |= {show.cell: show.ask for show in notes.shows} if notes else {}
    return found
