"""Paths and syllabi: nothing is read before what it needs, hours are those that are stated, and each fault is found."""

import re
from dataclasses import replace

import pytest

from autograd_lab.authoring import minutes
from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.teaching import routes
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.ways import ClassHour, GoalPath, SetDates, Syllabus, Ways

pytestmark = pytest.mark.slow


def said(problems) -> str:
    return "\n".join(map(str, problems))


def path(*read: str, bring: tuple[str, ...] = (), stated_hours: int | None = None) -> GoalPath:
    return GoalPath("A path", "you", bring, read, stated_hours, "", teachers=False)


def test_no_path_and_no_syllabus_has_a_fault(found: Ways, places: Places) -> None:
    assert not said(routes.lint(found, places))
    assert [one.weeks for one in found.syllabi] == [2, 6, 12]
    assert len(found.paths) >= 5


def test_a_number_in_a_title_is_stated_and_its_sum_is_of_what_the_chapters_say(found: Ways, places: Places) -> None:
    promised = {one.title: one for one in found.paths if re.search(r"\d hours", one.title)}
    assert promised
    for title, one in promised.items():
        assert one.stated_hours == int(re.search(r"(\d+) hours", title)[1])
        total = 0
        for written in one.read:
            place = places.place(written)
            if place.kind == "chapter":  # as the reader adds it up
                numbers = re.findall(r"(\d+) (?:minutes|for)\b", minutes.stated_time(place.source))
                assert place.minutes == sum(map(int, numbers))
            total += place.minutes
        assert abs(total - 60 * one.stated_hours) <= routes.STEP / 2


def test_a_path_of_all_chapters_in_order_needs_nothing_before(found: Ways, places: Places) -> None:
    everything = path(*(f"{chapter:02d}" for chapter in places.chapters), *places.sets)
    faults = said(routes.lint(replace(found, paths=(everything,), syllabi=()), places))
    assert set(re.findall(r"ps\d+ wants (ps\d+) first", faults)) <= {"ps3", "ps4"}  # by name ps10 comes before ps3
    assert "needs" not in faults


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (path("08"), "'08' teaches 'delta recursion', which needs 'δ of a hidden neuron'"),
        (
            path("08 One layer back"),
            "'08 One layer back' teaches 'delta recursion', which needs 'δ of a hidden neuron'",
        ),
        (path("05", "05"), "reads twice: 05"),
        (path("05", "ps2"), "ps2 wants chapter 06 first"),
        (path("ps5", bring=("hidden-delta", "delta-recursion", "batch-gradient")), "ps5 wants ps3 first"),
        (path("05", bring=("momentum",)), "brings momentum, which nothing in it needs"),
        (path("05", bring=("momentm",)), "brings momentm: no idea of the map"),
        (path("05", stated_hours=6), "promises 6 hours, and its places take"),
        (path("05 The bill as a table"), "there is no heading 'The bill as a table'"),
        (path("77"), "there is no chapter 77"),
        (path("ps77"), "'ps77' is no problem set"),
        (path("chapter 5"), "'chapter 5' is no place of the course"),
        (path("docs/instructors.md A course file"), "'docs/instructors.md A course file' is not there"),
    ],
)
def test_a_fault_of_a_path_is_found(found: Ways, places: Places, wrong: GoalPath, what: str) -> None:
    assert what in said(routes.lint(replace(found, paths=(wrong,), syllabi=()), places))


def test_what_is_brought_need_not_be_read(found: Ways, places: Places) -> None:
    right = path("08 One layer back", bring=("hidden-delta",))
    assert not said(routes.lint(replace(found, paths=(right,), syllabi=()), places))


SMALL = Syllabus(
    2,
    "Small",
    "you",
    (),
    60,
    -3,
    12,
    (ClassHour(1, ("ch05-one-more-coffee-4",), ("05",), ""), ClassHour(3, (), ("06",), "")),
    (SetDates("ps2", 3, 8, 10),),
    "",
)


def with_hours(*hours: ClassHour) -> Syllabus:
    return replace(SMALL, hours=hours)


def with_dates(out: int, due: int, back: int, name: str = "ps2") -> Syllabus:
    return replace(SMALL, sets=(SetDates(name, out, due, back),))


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (with_hours(SMALL.hours[1], SMALL.hours[0]), "its hours have the days [3, 1]"),
        (with_hours(SMALL.hours[0], replace(SMALL.hours[1], day=14)), "its hours have the days [1, 14]"),
        (with_hours(replace(SMALL.hours[0], read=("06",)), replace(SMALL.hours[1], read=("05",))), "which needs"),
        (
            with_hours(replace(SMALL.hours[0], show=("ch06-sweep-twice-4",)), SMALL.hours[1]),
            "a chapter that comes later",
        ),
        (
            with_hours(replace(SMALL.hours[0], show=("ch05-title",)), SMALL.hours[1]),
            "is no prediction, player or figure",
        ),
        (replace(SMALL, form_a=1), "form A comes before the first hour"),
        (replace(SMALL, form_a=-7), "form A is given out on day -7"),
        (replace(SMALL, form_b=3), "form B after the last"),
        (with_dates(2, 8, 10), "ps2 is out before chapter 06 is read"),
        (with_dates(3, 3, 10), "out, due and back in another order"),
        (with_dates(3, 8, 8), "out, due and back in another order"),
        (with_dates(3, 8, 10, "ps1"), "ps1 is out before chapter 01 is read"),
        (with_dates(3, 8, 10, "ps77"), "'ps77' is no problem set"),
        (replace(SMALL, sets=SMALL.sets * 2), "or is there twice"),
    ],
)
def test_a_fault_of_a_syllabus_is_found(found: Ways, places: Places, wrong: Syllabus, what: str) -> None:
    assert what in said(routes.lint(replace(found, paths=(), syllabi=(wrong,)), places))


def test_a_set_that_builds_on_another_waits_for_it(found: Ways, places: Places) -> None:
    [twelve] = [one for one in found.syllabi if one.weeks == 12]
    early = tuple(replace(each, due=200, back=207) if each.name == "ps3" else each for each in twelve.sets)
    text = said(routes.lint(replace(found, paths=(), syllabi=(replace(twelve, sets=early),)), places))
    assert "ps4 wants ps3, which is not due by then" in text


def test_the_small_syllabus_is_right_and_its_minutes_are_those_of_what_it_holds(found: Ways, places: Places) -> None:
    assert not said(routes.lint(replace(found, paths=(), syllabi=(SMALL,)), places))
    [first, second] = routes.week_minutes(SMALL, places)
    assert first == (120, places.place("05").minutes + places.place("06").minutes, 80)  # 4 of 5 days of 100 minutes
    assert second == (0, 0, 20)


def test_the_minutes_of_a_syllabus_are_those_of_its_chapters_and_sets(found: Ways, places: Places) -> None:
    for syllabus in found.syllabi:
        weeks = routes.week_minutes(syllabus, places)
        read = sum(places.place(one).minutes for hour in syllabus.hours for one in hour.read)
        sets = sum(places.place(each.name).minutes for each in syllabus.sets)
        assert sum(reading for _, reading, _ in weeks) == read
        assert abs(sum(work for *_, work in weeks) - sets) <= len(weeks)  # each week is rounded
        assert sum(in_class for in_class, *_ in weeks) == len(syllabus.hours) * syllabus.class_minutes


def test_every_set_states_minutes_that_its_parts_take(places: Places) -> None:
    for name, source in places.sets.items():
        text = "\n".join(cell.source for cell in source.cells)
        parts = sum(map(int, re.findall(r"^#+ Part \d+: .*\((\d+) minutes", text, re.MULTILINE)))
        assert -5 <= places.place(name).minutes - parts <= 25, name  # the rest is for the pages before and between them


def test_what_a_set_wants_first_is_read_from_it(places: Places) -> None:
    assert places.before_set("ps3") == ({4, 5, 6, 7, 8}, set())
    assert places.before_set("ps5") == ({7, 8, 9}, {"ps3", "ps4"})
    assert places.before_set("ps7") == ({9, 12, 14}, {"ps4"})
    assert places.before_set("ps10") == ({21}, set())


def test_a_section_is_what_stands_under_its_heading(places: Places) -> None:
    chapter = places.chapters[5]
    outer = minutes.section(chapter, "A number that is used twice")
    inner = minutes.section(chapter, "One character")
    assert {cell.source for cell in inner.cells} < {cell.source for cell in outer.cells}
    assert minutes.section_minutes(inner) < minutes.section_minutes(outer) < minutes.stated_minutes(chapter)
    parts = [
        cell
        for heading in ("One more coffee", "The bill as a graph")
        for cell in minutes.section(chapter, heading).cells
    ]
    assert len(parts) == len({cell.line for cell in parts})
    with pytest.raises(CourseError, match="there is no heading 'One more tea'"):
        minutes.section(chapter, "One more tea")
