"""Makes `docs/teaching/syllabus_N_weeks.md`: a syllabus, day by day, for somebody who has never taught the course."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from autograd_lab.authoring.sections import anchor, headings_above
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import chapter_notes
from autograd_lab.authoring.teaching.places import FROM_DOCS, Places, chapter_title
from autograd_lab.authoring.teaching.routes import half_hours, next_days, shown_cells, week_minutes
from autograd_lab.authoring.teaching.schedule import day_name
from autograd_lab.authoring.teaching.ways import ClassHour, SetDates, Syllabus, Ways
from autograd_lab.authoring.teaching.ways_pages import brought, said_hours, said_minutes

BEFORE = Path("course/beside/before.py")
FORM_MINUTES = 45

_WORDS = """\
## Words on this page

- **You** teach; **students** are those who take the course. Whoever helps you to grade does what is said of you there.
- The **clone** is your copy of the repository that this page is in. Commands that begin with `make` are typed there.
- A **chapter** is a notebook: a page of text, pictures and code, which students open in JupyterLab, a program that runs in the
  browser. The links to chapters lead to the files in `notebooks/`.
- A **cell** is a piece of a notebook: text, or code that can be run. A **prediction** is a cell of code with a question above
  it, which everybody answers on paper before the cell is run. A **player** is a picture of a computation through which one
  steps; what else moves under the hand is called a **figure**.
- A **problem set** (ps1, ps2 and so on) is a notebook in which students write functions. A check says at once whether they
  are right; the grade comes later, by a command.
- **Form A** and **form B** of the [concept inventory](../../notebooks/inventory_a.ipynb) ask 54 questions without code, before the
  course and after it, for what students believe. They take about {form_minutes} minutes each, and count for no grade.
- **Day 0** is the Monday of week 1, day 7 the Monday of week 2; day −3 is the Friday before the course.
"""

_PREPARE = """\
## Before the term, you

1. **Get the course.** `git clone ADDRESS autograd-lab`, with the address of this repository for ADDRESS; then `cd autograd-lab` and
   `make lab`. The first run installs for some minutes and then opens the course in your browser; Ctrl + C in the terminal ends
   it. [Setting up](../setup.md) says what it needs, and what to do where it fails.
2. **Decide where students work**, by the table in
   [Your own machine, a JupyterHub, Binder](../instructors.md#your-own-machine-a-jupyterhub-binder). Its row also says how a set
   is handed out, collected and given back; where this page says “the platform”, the learning platform of your school is meant.
3. **Make the course folder**, outside the clone, as [A course folder](../instructors.md#a-course-folder) says, on a machine with
   Linux: students' code is graded in a [sandbox](../instructors.md#the-sandbox) that needs it. With the clone in `~/autograd-lab`:

   ```bash
   mkdir ~/backprop && cd ~/backprop
   cp ~/autograd-lab/nbgrader_config.py .
   mkdir solutions
   for name in {sets}; do cp -r ~/autograd-lab/solutions/$name solutions/; done
   ```

   In each new terminal, type `source ~/autograd-lab/.venv/bin/activate` first: then the commands that begin with `autograd-lab` are
   there. `autograd-lab doctor` says whether the sandbox works.
4. **Be your own first student**: work through the chapters of week 1 and through ps1, with a pencil. Then hand in your ps1,
   grade it and look at its feedback, by the steps of [One problem set, from release to
   grades](../instructors.md#one-problem-set-from-release-to-grades).
5. **Fix the dates.** In the clone, `make syllabus ARGS="--weeks {weeks} --start 2027-02-01"` prints each day of this page with its date;
   put the Monday of your week 1 for 2027-02-01. With `--ics` behind the date it also writes `syllabus.ics`, which calendar
   programs read. Where a holiday falls on an hour, move this hour and all that come after it.
"""

_HOW = """\
## How an hour goes

An hour *opens* a chapter: students make its first predictions together, and read the chapter afterwards, where the same
cells come again with their explanations. So nobody need have read it, and you need not lecture on it.

1. Before the hour, in the clone: `make lab`; open the chapter, click into the first cell named for the hour, and choose *Run →
   Run All Above Selected Cell*. The cell itself is not run yet. (In a list of this page the heading is a link to the place.
   The name behind it is the cell's own: its first letters are the chapter, the next the heading, the number its place under it.)
2. In class: read the question above the cell aloud. Everybody writes an answer down, alone, and then tells a neighbour why.
   Count hands for each answer.
3. Run the cell (Shift + Enter), or play the figure. Let somebody who guessed otherwise say what they had believed. The
   explanation stands folded below the cell; open it last.
4. Ten minutes for each cell leave half of the hour: for questions about what was read since the last hour and about the
   problem set, then for a beginning of the reading, while you walk round. Before each further cell, once more *Run All Above Selected Cell*.
"""

_AFTER = """\
## After the last hour

1. On {day_b} (day {form_b}) students hand in [form B](../../notebooks/inventory_b.ipynb), about {form_minutes} minutes, in the same way as form A.
2. You type, where both downloads are, `autograd-lab inventory --a form_a.zip --b form_b.zip`. It writes a folder, `inventory_report`: in it
   `report.html` says for each misconception how many had it before and how many have it after. It is no grade.
3. You export the grades of the sets: [Giving grades back](../instructors.md#giving-grades-back).
"""


def page(syllabus: Syllabus, ways: Ways, places: Places) -> str:
    """The page of a syllabus, as Markdown."""
    notes = _notes(places)
    weeks = week_minutes(syllabus, places)
    own = [reading + sets for _, reading, sets in weeks]
    in_class = f"{len(syllabus.hours) // syllabus.weeks} hours of {syllabus.class_minutes} minutes in class"
    load = (
        f"**A week:** {in_class}, and about {said_hours(half_hours(round(sum(own) / len(own))))} of students' own work, "
        f"between {said_hours(half_hours(min(own)))} and {said_hours(half_hours(max(own)))}, by the table at the end. The "
        f"forms come on top, about {FORM_MINUTES} minutes before the course and after it."
    )
    needs = "**Students bring** what [chapter 00](../../notebooks/00_start_here.ipynb#for-whom-this-is) asks for: school mathematics, and a little Python."
    parts = [
        f"# {syllabus.title}",
        syllabus.whom,
        load,
        needs,
        brought(syllabus.bring, ways, places, FROM_DOCS),
        "Other lengths, and what rests on what: [Ways through the course](ways.md).",
        _WORDS.format(form_minutes=FORM_MINUTES),
        _PREPARE.format(sets=" ".join(each.name for each in syllabus.sets), weeks=syllabus.weeks),
        _before(syllabus, places),
        _HOW,
        "## The weeks",
        *_weeks(syllabus, places, notes),
        _sets(syllabus, places),
        _AFTER.format(day_b=day_name(syllabus.form_b), form_b=_day(syllabus.form_b), form_minutes=FORM_MINUTES),
        f"**To go on:** {syllabus.then}",
        _workload(weeks),
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _day(day: int) -> str:
    return str(day).replace("-", "−")


def _before(syllabus: Syllabus, places: Places) -> str:
    day = f"{day_name(syllabus.form_a)} (day {_day(syllabus.form_a)})"
    repair = (
        "work through [Before the first hour](../../notebooks/before.ipynb): eight questions, each answered on the page, and a page "
        "of repair for what has got lost. Nothing of it is handed in"
        if (places.root / BEFORE).is_file()
        else "read [for whom the course is](../../notebooks/00_start_here.ipynb#for-whom-this-is), and open the course once"
    )
    return (
        "## Before the first hour\n\n"
        f"A week before, you put two things on the platform: how students open the course (the row that you chose above), "
        f"and [form A](../../notebooks/inventory_a.ipynb) as an assignment without points. Until {day}, students\n\n"
        f"1. {repair};\n"
        f"2. answer form A, about {FORM_MINUTES} minutes, alone and without looking anything up: they write a letter for each question at "
        "its end, save the notebook, and hand it in on the platform.\n\n"
        "You download what was handed in, as one archive, `form_a.zip`, keep it for the end, and may look at it now: "
        "`autograd-lab inventory --a form_a.zip`. Chapter 00 asks ten such questions too; they are for the reader alone."
    )


def _weeks(syllabus: Syllabus, places: Places, notes: Mapping[str, str]) -> Iterator[str]:
    following = next_days([hour.day for hour in syllabus.hours])
    for week in range(syllabus.weeks):
        rows = [f"### Week {week + 1}"]
        for number, hour in enumerate(syllabus.hours, start=1):
            if hour.day // 7 == week:
                rows += _hour(number, hour, following[hour.day], places, notes)
        dates = sorted(line for each in syllabus.sets for line in _dates(each) if line[0] // 7 == week)
        rows += ["\n".join(f"- {day_name(day)} (day {day}): {what}." for day, what in dates)]
        yield "\n\n".join(row for row in rows if row)


def _hour(
    number: int, hour: ClassHour, following: int | None, places: Places, notes: Mapping[str, str]
) -> Iterator[str]:
    yield f"**Hour {number}, {day_name(hour.day)} (day {hour.day}).**"
    if hour.prepare:
        yield f"To prepare: {hour.prepare}"
    yield "In class, in this order:\n\n" + "\n".join(
        f"{at}. {_shown(cell, places, notes)}" for at, cell in enumerate(hour.show, start=1)
    )
    chapters = dict.fromkeys(cell[2:4] for cell in hour.show)
    there = [chapter for chapter in chapters if (places.root / chapter_notes.FOLDER / f"{chapter}.toml").is_file()]
    if there:
        links = ", ".join(f"[{chapter}]({chapter}.md)" for chapter in there)
        yield f"What to ask, and which wrong guesses to expect: the notes to {links}."
    read = [places.place(one) for one in hour.read]
    if read:
        until = f"before {day_name(following)} (day {following})" if following is not None else "when they like"
        listed = "; ".join(f"{place.link(FROM_DOCS)} ({said_minutes(place.minutes)})" for place in read)
        together = f" Together: {sum(place.minutes for place in read)} minutes." if len(read) > 1 else ""
        yield f"Students read and work through, {until}: {listed}.{together}"


def _shown(cell: str, places: Places, notes: Mapping[str, str]) -> str:
    source = places.chapters[int(cell[2:4])]
    heading = _heading_of(cell, source)
    kind = "the prediction" if "predict" in shown_cells(source)[cell].tags else "the picture"
    place = f"#{anchor(heading)}" if heading else ""
    words = heading or "at its beginning"
    link = f"[{source.chapter:02d} · {words}](../../notebooks/{source.name}.ipynb{place})"
    ask = f" Ask: *{notes[cell]}*" if cell in notes else ""
    return f"{link}, {kind} `{cell}`.{ask}"


def _heading_of(cell: str, source: Source) -> str:
    """The smallest heading of level 2 or 3 over a cell; "" where only the title is."""
    at = source.cells.index(shown_cells(source)[cell])
    above = list(headings_above(Source(source.path, source.cells[:at])))
    headings = above[-1][0] if above else ()
    return headings[min(len(headings), 2) - 1] if headings else ""


def _dates(each: SetDates) -> Iterator[tuple[int, str]]:
    """The days of a problem set, and who does what on them."""
    yield each.out, f"you give out **{each.name}** ([how](#problem-sets))"
    yield each.due, f"students hand in **{each.name}**; you collect and grade it ([how](#problem-sets))"
    yield each.back, f"by now you have given **{each.name}** back with its feedback ([how](#problem-sets))"


def _sets(syllabus: Syllabus, places: Places) -> str:
    rows = [
        "| set | about | minutes, as it states | given out | due | back |",
        "|---|---|---|---|---|---|",
    ]
    for each in sorted(syllabus.sets, key=lambda one: one.out):
        place = places.place(each.name)
        about = chapter_title(places.sets[each.name])
        link = f"[{each.name}](../../assignments/{each.name}/{each.name}.ipynb)"
        days = " | ".join(f"{day_name(day)} (day {day})" for day in (each.out, each.due, each.back))
        rows.append(f"| {link} | {about} | {place.minutes} | {days} |")
    steps = (
        "All of it in the course folder. ps1 stands for each set; what the commands do and print is in "
        "[One problem set, from release to grades](../instructors.md#one-problem-set-from-release-to-grades).\n\n"
        "1. **Given out:** you type `autograd-lab release ps1`, and put `assignments/ps1/ps1.ipynb` of the course folder on the platform, "
        "with the day and the hour by which it is due.\n"
        "2. **Due:** students hand in their notebook on the platform. You download all of them as one archive, `download.zip`, into the "
        "course folder, and type `autograd-lab collect ps1 download.zip`, then `autograd-lab grade ps1`.\n"
        "3. **Within two days:** you open `reports/ps1.html`, which says what the class got wrong most often, and bring that to the next "
        "hour. Each set has an answer in words: [Grading by hand](../instructors.md#grading-by-hand) says where they are read, and the "
        "notebook in `solutions/ps1/` has the mark scheme.\n"
        "4. **Back:** you type `autograd-lab feedback ps1 --zip pages.zip` and give the pages to students as [Giving feedback "
        "back](../instructors.md#giving-feedback-back) says."
    )
    return "\n\n".join(["## Problem sets", "\n".join(rows), steps])


def _workload(weeks: list[tuple[int, int, int]]) -> str:
    rows = ["| week | in class | reading and exercises | problem sets | together |", "|---|---|---|---|---|"]
    for number, row in enumerate(weeks, start=1):
        rows.append(f"| {number} | {' | '.join(map(str, row))} | {_clock(sum(row))} |")
    head = (
        "## The workload\n\nMinutes. A reading counts in the week in which its chapter is opened; a problem set's minutes are spread "
        "evenly over the days from when it is given out until it is due."
    )
    return f"{head}\n\n" + "\n".join(rows)


def _clock(total: int) -> str:
    return f"{total // 60} h {total % 60:02d}"


def _notes(places: Places) -> dict[str, str]:
    """What the notes to the chapters say to ask, by cell; of chapters that have notes."""
    found: dict[str, str] = {}
    for source in places.chapters.values():
        notes = chapter_notes.load(places.root, source)
        found |= {show.cell: show.ask for show in notes.shows} if notes else {}
    return found


