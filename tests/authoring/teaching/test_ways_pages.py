"""The pages of ways through: all that they name is there and linked, and every syllabus holds what it names."""

import base64
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from autograd_lab.authoring import glossary, inventory
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.sections import anchor
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.sync import sources
from autograd_lab.authoring.teaching import chapter_notes, derived_ways, map_picture, syllabus_pages, ways, ways_pages
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.routes import shown_cells
from autograd_lab.authoring.teaching.schedule import day_name
from autograd_lab.authoring.teaching.ways import Ways
from autograd_lab.cli import COMMANDS
from tests.support.course_text import course
from tests.support.repo import REPO

LINK = re.compile(r"\]\(([^()\s]+)\)")


@pytest.fixture(scope="module")
def pages(found: Ways, places: Places) -> dict[str, str]:
    """The pages below docs/teaching/ by name."""
    asks = syllabus_pages.questions(places)
    made = {f"syllabus_{one.weeks}_weeks.md": syllabus_pages.page(one, found, places, asks) for one in found.syllabi}
    return {"ways.md": ways_pages.teachers_page(found, places), **made}


@pytest.fixture(scope="module")
def reader(found: Ways, places: Places) -> str:
    return "\n\n".join(cell.source for cell in ways_pages.reader_page(found, places).cells)


@cache
def headings(file: Path) -> set[str]:
    """The anchors of a page or of a chapter."""
    if file.suffix == ".ipynb":
        source = next((one for one in course() if one.name == file.stem), None)
        if file.stem == glossary.NAME:
            return set(glossary.load(REPO))
        text = "\n".join(cell.source for cell in source.cells if cell.kind == "markdown") if source else ""
    else:
        text = file.read_text(encoding="utf-8")
    return {anchor(heading) for heading in re.findall(r"^#+ (.+?)\s*$", text, re.MULTILINE)}


@pytest.mark.slow
def test_every_link_of_the_teachers_pages_leads_somewhere(pages: dict[str, str], places: Places) -> None:
    count = 0
    for name, text in pages.items():
        for link in LINK.findall(text):
            path, _, place = link.partition("#")
            file = (REPO / "docs/teaching" / path).resolve() if path else None
            if file is None:
                assert place in {anchor(words) for words in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}, link
                continue
            made = {*pages, "map.svg"} if file.parent.name == "teaching" else set()
            assert file.exists() or file.name in made, f"{name} links {link}"
            if place:
                assert place in headings(file), f"{name} links {link}"
            count += 1
    assert count > 400


@pytest.mark.slow
def test_every_link_of_the_readers_page_leads_somewhere(reader: str, places: Places) -> None:
    links = LINK.findall(reader)
    assert len(links) > 200
    for link in links:
        path, _, place = link.partition("#")
        assert (REPO / "notebooks" / path).is_file(), link
        assert not place or place in headings(REPO / "notebooks" / path), link


@pytest.mark.slow
def test_every_path_is_on_its_page_with_its_hours(
    reader: str, pages: dict[str, str], found: Ways, places: Places
) -> None:
    for one in found.paths:
        assert (f"### {one.title}\n" in reader) is not one.teachers
        part = pages["ways.md"].partition(f"### {one.title}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
        stated = int(re.search(r"\((\d+) minutes\)", part)[1])
        lines = re.findall(r"^\d+\. .* (\d+) minutes?\.$", part, re.MULTILINE)
        assert sum(map(int, lines)) == stated == sum(places.place(written).minutes for written in one.read)
        for written in one.read:
            place = places.place(written)
            assert f"{place.title[1:]}](" in part, written
        for key in one.bring:
            assert f"{found.ideas[key].words}](" in part


@pytest.mark.slow
def test_the_tables_say_what_the_picture_shows(reader: str, found: Ways) -> None:
    for idea in found.ideas.values():
        row = next(line for line in reader.splitlines() if line.startswith(f"| [{idea.words}]("))
        assert row.split(" | ")[2] == (", ".join(found.ideas[need].words for need in idea.needs) or "–")


@pytest.mark.slow
def test_the_readers_page_holds_the_small_map_itself(reader: str, found: Ways, places: Places) -> None:
    [(alt, inside)] = re.findall(
        r'^<img alt="([^"]+)" src="data:image/svg\+xml;base64,([^"]+)">$', reader, re.MULTILINE
    )
    drawn = map_picture.svg(REPO, found.ideas, places.chapters, map_picture.SMALL)
    assert base64.b64decode(inside).decode() == drawn
    assert "13 needs 03, 10, 12;" in alt


@pytest.mark.slow
def test_a_syllabus_holds_every_set_cell_and_reading(pages: dict[str, str], found: Ways, places: Places) -> None:
    for syllabus in found.syllabi:
        text = pages[f"syllabus_{syllabus.weeks}_weeks.md"]
        weeks = text.partition("## The weeks\n")[2].partition("\n## ")[0]
        assert len(re.findall(r"^### Week \d+$", weeks, re.MULTILINE)) == syllabus.weeks
        named = set(re.findall(r"\*\*(ps\d+)\*\*", weeks))
        assert named == {each.name for each in syllabus.sets}
        assert set(re.findall(r"\bps\d+\b", text)) <= named | {"ps2"}  # ps2 is an example among the words
        for each in syllabus.sets:
            days = " | ".join(f"{day_name(day)} (day {day})" for day in (each.out, each.due, each.back))
            row = next(line for line in text.splitlines() if line.startswith(f"| [{each.name}]("))
            assert row.endswith(f"| {places.place(each.name).minutes} | {days} |")
        for hour in syllabus.hours:
            assert f"{day_name(hour.day)} (day {hour.day}).**" in weeks
            for cell in hour.show:
                source = places.chapters[int(cell[2:4])]
                line = next(line for line in weeks.splitlines() if f"`{cell}`" in line)
                assert (f"prediction (`{cell}`)" in line) is ("predict" in shown_cells(source)[cell].tags)
            for written in hour.read:
                place = places.place(written)
                assert f"{place.title}](" in weeks
        total = sum(
            int(row.split(" | ")[1]) for row in re.findall(r"^\| (\d+ \| \d+ \| \d+ \| \d+) \|", text, re.MULTILINE)
        )
        assert total == len(syllabus.hours) * syllabus.class_minutes


@pytest.mark.slow
def test_what_is_shown_in_class_stands_in_the_notes_to_its_chapter(
    pages: dict[str, str], found: Ways, places: Places
) -> None:
    for source in places.chapters.values():
        if notes := chapter_notes.load(REPO, source):
            asks = {show.cell: show.ask for show in notes.shows}
            for syllabus in found.syllabi:
                text = pages[f"syllabus_{syllabus.weeks}_weeks.md"]
                shown = {cell for hour in syllabus.hours for cell in hour.show if cell.startswith(f"{source.short}-")}
                assert shown <= asks.keys(), f"{source.short}: choose what its notes show"
                assert all(f"(`{cell}`). Ask: “{asks[cell]}”" in text for cell in shown)
                assert f"]({source.chapter:02d}.md)" in text or not shown


@pytest.mark.slow
def test_of_several_predictions_under_a_heading_it_is_said_which(pages: dict[str, str]) -> None:
    text = pages["syllabus_12_weeks.md"]
    assert "the first prediction (`ch03-a-valley-3`)" in text
    assert "the second prediction (`ch25-the-data-stay-at-home-8`)" in text
    assert "the prediction (`ch05-one-more-coffee-4`)" in text
    assert "the picture (`ch00-first-player`)" in text


@pytest.mark.slow
def test_commands_that_the_pages_give_are_there(pages: dict[str, str]) -> None:
    text = "\n".join(pages.values())
    ours = set(re.findall(r"autograd-lab (\w+)", text)) - {"solutions"}
    assert {"release", "collect", "grade", "feedback", "doctor"} <= ours
    assert ours <= {*COMMANDS}
    targets = set(re.findall(r"^(\w+):", (REPO / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", text)) <= targets


@pytest.mark.slow
def test_the_pages_say_of_the_forms_what_these_say_of_themselves(pages: dict[str, str]) -> None:
    asked = inventory.load(REPO)
    assert asked is not None
    for form in inventory.pages(course(), asked):
        head = " ".join(form.cells[0].source.split())
        minutes = sum(map(int, re.search(r"estimated at (\d+) minutes of reading, (\d+) for", head).groups()))
        questions = re.search(r"(\d+) questions", head)[1]
        for name, text in pages.items():
            if name.startswith("syllabus"):
                assert f"about {minutes} minutes each" in text
                assert f"{questions} questions without code" in " ".join(text.split())


@pytest.mark.slow
def test_the_start_chapter_leads_to_the_page() -> None:
    start = next(source for source in course() if source.chapter == 0)
    assert any("](ways.ipynb)" in cell.source for cell in start.cells)


@pytest.mark.slow
def test_the_page_of_before_the_first_hour_is_named_where_the_course_has_it(
    found: Ways, places: Places, tmp_path: Path
) -> None:
    [two] = [one for one in found.syllabi if one.weeks == 2]
    without = Places(tmp_path, places.chapters, places.sets)
    (tmp_path / "course").mkdir()
    template = tmp_path / syllabus_pages.TEMPLATE
    template.write_bytes((REPO / syllabus_pages.TEMPLATE).read_bytes())
    assert "before.ipynb" not in syllabus_pages.page(two, found, without, {})
    (tmp_path / syllabus_pages.BEFORE).parent.mkdir(parents=True)
    (tmp_path / syllabus_pages.BEFORE).write_text("")
    assert "[Before the first hour](../../notebooks/before.ipynb)" in syllabus_pages.page(two, found, without, {})
    template.write_text("# {{title}} {{tittle}}\n")
    with pytest.raises(CourseError, match=r"unknown or missing: after, before, .*, tittle, "):
        syllabus_pages.page(two, found, without, {})
    template.unlink()
    with pytest.raises(CourseError, match="its places are title, whom, "):
        syllabus_pages.page(two, found, without, {})


WAYS = """\
[ideas]
edge = { words = "edge", where = "05 What an edge does", needs = [] }

[[paths]]
title = "One edge"
whom = "You."
bring = []
read = ["05"]

[[syllabi]]
weeks = 1
title = "One week"
whom = "You."
bring = []
class_minutes = 45
form_a = -1
form_b = 3
sets = []
[[syllabi.hours]]
day = 1
show = []
read = ["05 What an edge does"]
"""


def loaded(root: Path, text: str) -> Ways | None:
    (root / ways.FILE).write_text(text, encoding="utf-8")
    chapters = {source.chapter: source for source in ways_course(root)}
    return ways.load(root, chapters, {})


def ways_course(root: Path) -> list[Source]:
    return sources(root)


@pytest.mark.slow
def test_a_small_course_has_its_ways(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_picture, "svg", lambda *_: "<svg/>")  # to lay one out, dot would be needed
    found = loaded(course, WAYS)
    assert found is not None
    assert found.ideas["edge"].headings == ("What an edge does",)
    assert found.syllabi[0].hours[0].read == ("05 What an edge does",)
    assert [page.name for page in derived_ways.notebooks(course, ways_course(course))] == ["ways"]


@pytest.mark.slow
def test_a_course_without_the_file_has_none(course: Path) -> None:
    assert derived_ways.notebooks(course, ways_course(course)) == []
    assert derived_ways.documents(course, ways_course(course)) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("[ideas]", "[ideas", "this is no TOML"),
        ('where = "05 What an edge does", ', "", "the idea 'edge' is no term of the glossary"),
        ("05 What an edge does", "05 What an edge is", "chapter 05 has no such place: 05 What an edge is"),
        ("05 What an edge does", "06 What an edge does", "which is no place of its chapter"),
        ("needs = []", "need = []", "the idea 'edge' has wrong or missing: needs, need"),
        ('whom = "You."\nbring', "bring", "the file, paths 1 has wrong or missing: whom"),
        ("weeks = 1", 'weeks = "1"', "the file, syllabi 1 has wrong or missing: weeks"),
        ("weeks = 1", "weeks = true", "the file, syllabi 1 has wrong or missing: weeks"),
        ("day = 1", "day = 1\ndate = 2", "the file, syllabi 1, hours 1 has wrong or missing: date"),
        ('read = ["05"]', "read = [5]", "the file, paths 1: read holds something that is no text"),
    ],
)
def test_a_bad_field_is_named(course: Path, was: str, is_now: str, said: str) -> None:
    assert was in WAYS
    with pytest.raises(CourseError, match=re.escape(said)):
        loaded(course, WAYS.replace(was, is_now, 1))


@pytest.mark.slow
def test_every_fault_of_the_ways_is_reported_at_once(course: Path) -> None:
    loaded(course, WAYS.replace('read = ["05"]', 'read = ["07"]').replace("day = 1", "day = 8"))
    with pytest.raises(CourseError) as raised:
        derived_ways.notebooks(course, ways_course(course))
    assert len(raised.value.problems) == 2
    assert "there is no chapter 07" in str(raised.value)


@pytest.mark.slow
def test_a_lone_reading_is_said_once(found: Ways, places: Places) -> None:
    [six] = [one for one in found.syllabi if one.weeks == 6]
    alone = replace(six, hours=six.hours[:1], sets=())
    assert (
        syllabus_pages.page(alone, found, places, {}).count("Together: ") == 1
    )  # two chapters are read after the first hour
