"""Syllabi as an instructor walks them: what comes first is named, days rise, and both forms have theirs."""

import re

import pytest

from autograd_lab.authoring import inventory
from autograd_lab.authoring.teaching import schedule, syllabus_pages
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.ways import Syllabus, Ways
from tests.support.course_text import course
from tests.support.repo import REPO

SLOW = {
    12,
    13,
    18,
}  # 121, 48 and 101 seconds from the top to the last cell of the hour, measured; the next is 11, with 30
DAY = re.compile(r"\(day (−?\d+)\)")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(found: Ways, places: Places) -> dict[int, str]:
    """The page of each syllabus by its weeks."""
    return {one.weeks: syllabus_pages.page(one, found, places, {}) for one in found.syllabi}


def part(text: str, heading: str) -> str:
    """What stands under a heading of level 2."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def first_day(line: str) -> int:
    return int(DAY.search(line)[1].replace("−", "-"))


def test_the_chapters_that_the_first_set_needs_are_to_be_worked_through(
    pages: dict[int, str], found: Ways, places: Places
) -> None:
    for syllabus in found.syllabi:
        first = min(syllabus.sets, key=lambda each: each.out).name
        line = re.search(r"\*\*Be your own first student\*\*.*", pages[syllabus.weeks])[0]
        named = set(map(int, re.findall(r"/(\d\d)_\w+\.ipynb", line)))
        assert named == {0} | places.before_set(first)[0]
        assert f"which {first} needs" in line
        assert f"autograd-lab release {first}\n" in pages[syllabus.weeks]


def test_what_happens_stands_in_the_order_of_its_days(pages: dict[int, str], found: Ways) -> None:
    for syllabus in found.syllabi:
        listed = re.findall(r"^(?:\*\*Hour|- ).*\(day .*", part(pages[syllabus.weeks], "The weeks"), re.MULTILINE)
        after = re.findall(r"^- .*\(day .*", part(pages[syllabus.weeks], "After the last hour"), re.MULTILINE)
        days = [first_day(line) for line in [*listed, *after]]
        assert days == sorted(days)
        assert days[len(listed) - 1] <= syllabus.hours[-1].day < min(map(first_day, after))
        assert len(days) == len(syllabus.hours) + 3 * len(syllabus.sets) + 2  # form B, out and due


def test_both_forms_are_given_out_and_due(pages: dict[int, str], found: Ways, places: Places) -> None:
    for syllabus in found.syllabi:
        days = {event.what: event.day for event in schedule.events(syllabus, places)}
        assert days["form A of the concept inventory is given out"] == -7 < syllabus.form_a
        assert days["form B of the concept inventory is given out"] == syllabus.hours[-1].day < syllabus.form_b
        text = pages[syllabus.weeks]
        assert "On Monday before week 1 (day −7) **you** put on the platform" in text
        assert "you give out **form B**" in part(text, "The weeks").rpartition("### Week")[2]
        assert "students hand in **form B**" in part(text, "After the last hour")
        assert "before* they open any option" in text
        assert "form B is answered and handed in" in syllabus.hours[-1].prepare


def test_form_b_has_its_place_for_letters_where_the_page_says() -> None:
    asked = inventory.load(REPO)
    assert asked is not None
    last = [cell.slug for cell in inventory.pages(course(), asked)[1].cells]
    assert last.index("inventory-letters") < last.index("inventory-key") == len(last) - 1


def test_questions_of_chapters_that_are_not_read_are_numbered(pages: dict[int, str], found: Ways) -> None:
    asked = inventory.load(REPO)
    assert asked is not None
    for syllabus in found.syllabi:
        read = {int(one[:2]) for hour in syllabus.hours for one in hour.read}
        said = re.search(r"Of the 54 questions, (\d+) are on .* numbers (.+)\.$", pages[syllabus.weeks], re.MULTILINE)
        numbers = {
            number
            for run in said[2].split(", ")
            for number in range(int(run.split(" to ")[0]), int(run.split(" to ")[-1]) + 1)
        }
        for form in inventory.FORMS:
            left = [at for at, item in enumerate(asked.form(form), start=1) if item.chapter not in read]
            assert numbers == set(left)
            assert int(said[1]) == len(left)


def waits(syllabus: Syllabus) -> set[int]:
    """The chapters of hours whose preparation says that something computes."""
    return {int(hour.show[0][2:4]) for hour in syllabus.hours if "computes" in hour.prepare}


def test_only_hours_that_compute_long_say_so(pages: dict[int, str], found: Ways) -> None:
    for syllabus in found.syllabi:
        shown = {int(cell[2:4]) for hour in syllabus.hours for cell in hour.show}
        assert waits(syllabus) == SLOW & shown
        how = " ".join(part(pages[syllabus.weeks], "How an hour goes").split())
        assert "first cell named for the hour, and choose *Run → Run All Above Selected Cell*" in how
        assert how.count("Run All Above") == 1
        assert "Go on with Shift + Enter until the next cell named" in how


def test_whoever_takes_a_table_into_a_cell_is_asked_for_it_before(found: Ways) -> None:
    for syllabus in found.syllabi:
        for hour in syllabus.hours:
            if "ch12-what-cures-what-2" in hour.show:
                assert hour.show.index("ch12-remedy-1-relu-2") < hour.show.index("ch12-what-cures-what-2")
                assert "copies the table" in hour.prepare


def test_the_start_chapter_says_how_many_questions_form_a_has() -> None:
    asked = inventory.load(REPO)
    assert asked is not None
    start = next(source for source in course() if source.chapter == 0)
    text = "\n".join(cell.source for cell in start.cells)
    assert re.findall(r"Would you rather be asked (\d+)\?", text) == [str(len(asked.form("A")))]
