"""Makes the pages of ways through: `notebooks/ways.ipynb` for readers, `docs/teaching/ways.md` for those who teach."""

import base64
import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from autograd_lab.authoring.sections import anchor
from autograd_lab.authoring.source import Cell, Source
from autograd_lab.authoring.teaching import idea_map, map_picture
from autograd_lab.authoring.teaching.places import FROM_DOCS, FROM_NOTEBOOKS, Place, Places, Roads, chapter_title
from autograd_lab.authoring.teaching.routes import total_hours, week_minutes
from autograd_lab.authoring.teaching.ways import FILE, GoalPath, Idea, Syllabus, Ways

NAME = "ways"
FOLDER = Path("docs/teaching")

_HEAD = """\
# Ways through

Where do you want to go, and what may you leave out? You need not read the chapters in their order, nor all of them.
First come paths, each for a goal, with its hours. Then a map says what every chapter rests on, so that you can find
a path of your own: before a chapter, read those that it needs, or know their ideas from elsewhere.

Minutes are estimates: reading at 150 words a minute, playing with the pictures, and for each exercise and problem set
what its heading states.
"""
_TEACHERS_HEAD = """\
# Ways through the course

For you who teach: what rests on what, paths by goal with their hours, and syllabi. For students there is
[a page of the course](../../notebooks/ways.ipynb) with the same map and the same paths.

A **chapter** is one of the numbered notebooks in `notebooks/`; an **idea** is what it teaches, most often a word of the
[glossary](../../notebooks/glossary.ipynb); a **problem set** is a graded notebook in `assignments/`. Minutes are
estimates: reading at 150 words a minute, playing with the pictures, and for each exercise and set what it states.
"""
_RULE = """\
One idea needs another where it rests on it directly; what it needs by way of a third is not told again. A chapter needs
another where one of its ideas does. The same chapters stand in its first paragraphs, behind “You need”. *Told again*
are chapters from which something is repeated where it is used: read them before if you can.
"""


def reader_page(ways: Ways, places: Places) -> Source:
    """The page of the course, as a source."""
    paths = [_path(path, ways, places, FROM_NOTEBOOKS) for path in ways.paths if not path.teachers]
    cells = [
        _HEAD,
        "\n\n".join(["## Paths by goal", *paths]),
        f"## What needs what\n\n{_RULE}\n{_small_picture(ways, places)}",
        f"The same as a table, with what each chapter teaches:\n\n{chapter_table(ways.ideas, places, FROM_NOTEBOOKS)}",
        f"## The ideas, one by one\n\n{idea_table(ways.ideas, places, FROM_NOTEBOOKS)}",
    ]
    return Source(FILE.with_name(NAME), tuple(Cell("markdown", text, 1) for text in cells))


def _small_picture(ways: Ways, places: Places) -> str:
    """The small picture of the map within the page itself, so that a copy of the notebook has it too."""
    drawn = map_picture.svg(places.root, ways.ideas, places.chapters, map_picture.SMALL)
    inside = base64.b64encode(drawn.encode()).decode()
    told = f"The chapters as boxes, and arrows. {map_picture.description(ways.ideas, places.chapters)}"
    return f'<img alt="{html.escape(told)}" src="data:image/svg+xml;base64,{inside}">'  # Markdown takes no such address


def teachers_page(ways: Ways, places: Places) -> str:
    """The page for those who teach, as Markdown."""
    picture = (
        "[![Chapters in boxes with their ideas, and arrows from each chapter to those that rest on it; the tables "
        "below say the same](map.svg)](map.svg)\n\n"
        "Open [the picture](map.svg) by itself, and each box is a link to its chapter."
    )
    parts = [
        _TEACHERS_HEAD,
        "## Syllabi",
        _syllabus_table(ways.syllabi, places),
        "## Paths by goal",
        *(_path(path, ways, places, FROM_DOCS) for path in ways.paths),
        "## What needs what",
        f"{picture}\n\n{_RULE}",
        chapter_table(ways.ideas, places, FROM_DOCS),
        "## The ideas, one by one",
        idea_table(ways.ideas, places, FROM_DOCS),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def said_hours(hours: float) -> str:
    """Hours in words of a page.

    >>> said_hours(6.0), said_hours(4.5), said_hours(0.5), said_hours(1.0)
    ('6 hours', '4½ hours', 'half an hour', '1 hour')
    """
    if hours == 0.5:
        return "half an hour"
    whole, half = divmod(hours, 1)
    return f"{whole:.0f}{'½' * bool(half)} hour{'s' * (hours != 1)}"


def quarters(total: int) -> str:
    """Minutes to the nearest quarter of an hour, as a clock has them.

    >>> quarters(232), quarters(115)
    ('3 h 45', '2 h 00')
    """
    return clock(15 * round(total / 15))


def clock(total: int) -> str:
    """Minutes as hours and minutes.

    >>> clock(232)
    '3 h 52'
    """
    return f"{total // 60} h {total % 60:02d}"


def said_minutes(minutes: int) -> str:
    """Minutes in words.

    >>> said_minutes(1), said_minutes(20)
    ('1 minute', '20 minutes')
    """
    return f"{minutes} minute{'s' * (minutes != 1)}"


def idea_link(idea: Idea, places: Places, to: Roads) -> str:
    """An idea as a link: to the glossary where that has it, else to the section that teaches it."""
    if idea.term:
        return f"[{idea.words}]({to.notebooks}glossary.ipynb#{idea.key})"
    return f"[{idea.words}]({_taught_at(idea, places, to)})"


def _taught_at(idea: Idea, places: Places, to: Roads) -> str:
    """The address of the section that teaches an idea."""
    behind = f"#{anchor(idea.headings[-1])}" if idea.headings else ""
    return f"{to.notebooks}{places.chapters[idea.chapter].name}.ipynb{behind}"


def brought(bring: Iterable[str], ways: Ways, places: Places, to: Roads) -> str:
    """A sentence on the ideas that are taken for granted; "" where there are none."""
    ideas = [f"{idea_link(ways.ideas[key], places, to)} ({ways.ideas[key].chapter:02d})" for key in bring]
    said = f"**Taken for granted:** {', '.join(ideas)}. In brackets is the chapter for what is new to you."
    return said if ideas else ""


def _path(path: GoalPath, ways: Ways, places: Places, to: Roads) -> str:
    found = [places.place(one) for one in path.read]
    listed = "\n".join(f"{number}. {_step(group, to)}" for number, group in enumerate(_by_chapter(found), start=1))
    total = sum(place.minutes for place in found)
    time = f"**Time:** {said_hours(total_hours(found))} ({total} minutes)."
    parts = [f"### {path.title}", path.whom, time, brought(path.bring, ways, places, to), listed, path.then]
    return "\n\n".join(part for part in parts if part)


def _by_chapter(found: Sequence[Place]) -> Iterator[list[Place]]:
    """Places that follow one another, sections of one chapter together."""
    group: list[Place] = []
    for place in found:
        if group and not (place.kind == "section" == group[-1].kind and place.chapter == group[-1].chapter):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _step(group: Sequence[Place], to: Roads) -> str:
    """One line of a path: a chapter or set, or several sections of a chapter."""
    time = said_minutes(sum(place.minutes for place in group))
    links = "; ".join(place.link(to) for place in group)
    if group[0].kind == "section" and group[0].source:
        return f"Of chapter {group[0].chapter:02d}, {chapter_title(group[0].source)}, only: {links}. {time}."
    return f"{links[0].upper()}{links[1:]}. {time}." if links[0] != "[" else f"[{links[1].upper()}{links[2:]}. {time}."


def chapter_table(ideas: Mapping[str, Idea], places: Places, to: Roads) -> str:
    """The map as a table, a row for each chapter."""
    arrows, again = idea_map.arrows(ideas), idea_map.recalled(ideas)
    rows = ["| chapter | minutes | needs directly | told again | teaches |", "|---|---|---|---|---|"]
    for number, source in places.chapters.items():
        taught = ", ".join(idea.words for idea in ideas.values() if idea.chapter == number)
        rows.append(
            f"| [{number:02d} {chapter_title(source)}]({to.notebooks}{source.name}.ipynb) | "
            f"{places.place(f'{number:02d}').minutes} | {_numbers(arrows, number)} | {_numbers(again, number)} | "
            f"{taught or '–'} |"
        )
    return "\n".join(rows)


def _numbers(arrows: Iterable[tuple[int, int]], chapter: int) -> str:
    return ", ".join(f"{other:02d}" for one, other in sorted(arrows) if one == chapter) or "–"


def idea_table(ideas: Mapping[str, Idea], places: Places, to: Roads) -> str:
    """The ideas as a table: where each is taught, and on which it rests."""
    rows = ["| idea | taught in | needs | told again |", "|---|---|---|---|"]
    for idea in ideas.values():
        taught = f"[chapter {idea.chapter:02d}]({_taught_at(idea, places, to)})"
        needs = ", ".join(ideas[need].words for need in idea.needs) or "–"
        told = ", ".join(ideas[other].words for other in idea.recalls) or "–"
        rows.append(f"| {idea_link(idea, places, to)} | {taught} | {needs} | {told} |")
    return "\n".join(rows)


def _syllabus_table(syllabi: Sequence[Syllabus], places: Places) -> str:
    rows = ["| syllabus | in class | students' own work, a week | problem sets |", "|---|---|---|---|"]
    for syllabus in syllabi:
        weeks = week_minutes(syllabus, places)
        own = quarters(round(sum(reading + sets for _, reading, sets in weeks) / len(weeks)))
        sets = ", ".join(each.name for each in syllabus.sets)
        rows.append(
            f"| [{syllabus.title}](syllabus_{syllabus.weeks}_weeks.md) | {len(syllabus.hours)} hours of "
            f"{syllabus.class_minutes} minutes | about {own} | {sets} |"
        )
    return "\n".join(rows)
