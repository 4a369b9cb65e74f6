"""`make syllabus`: the days of a syllabus with their dates, as a table and as a calendar; bad dates are said."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from autograd_lab.authoring import syllabus_dates as dates
from autograd_lab.authoring.teaching import schedule
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.ways import Ways
from tests.support.repo import REPO

START = date(2027, 2, 1)


@pytest.mark.slow
def test_every_hour_set_and_form_has_its_day(found: Ways, places: Places) -> None:
    for syllabus in found.syllabi:
        events = schedule.events(syllabus, places)
        assert [event.day for event in events] == sorted(event.day for event in events)
        assert len(events) == len(syllabus.hours) + 3 * len(syllabus.sets) + 4  # both forms, out and due
        days = {event.what: event.day for event in events}
        for each in syllabus.sets:
            assert days[f"{each.name} is given out"] == each.out
            assert days[f"{each.name} is due"] == each.due
        assert events[0].what.startswith("form A")


@pytest.mark.slow
def test_the_command_prints_each_day_with_its_date(
    capsys: pytest.CaptureFixture[str], found: Ways, places: Places
) -> None:
    assert dates.main(["--root", str(REPO), "--start", "2027-02-01", "--weeks", "2"]) == 0
    told = capsys.readouterr().out
    assert "Fri 2027-01-29  form A of the concept inventory is handed in\n" in told
    assert "Mon 2027-02-01  hour 1 in class; then to read: chapter 00\n" in told
    assert "Wed 2027-02-03  ps1 is given out\n" in told
    [two] = [syllabus for syllabus in found.syllabi if syllabus.weeks == 2]
    assert len(re.findall(r"^\w{3} \d{4}-\d\d-\d\d  ", told, re.MULTILINE)) == len(schedule.events(two, places))


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--start", "2027-02-02"], "2027-02-02 is a Tuesday: give the Monday of week 1, as 2027-02-01"),
        (["--start", "2027-02-30"], "'2027-02-30' is no date: write year-month-day, as 2027-02-01"),
        (["--start", "1.2.2027"], "'1.2.2027' is no date"),
        (["--start", "0001-01-02"], "is a Tuesday"),
        (["--start", ""], "'' is no date"),
        ([], "required: --start"),
        (["--start", "2027-02-01", "--weeks", "five"], "invalid int value: 'five'"),
    ],
)
def test_a_bad_date_is_said(capsys: pytest.CaptureFixture[str], arguments: list[str], what: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        dates.main(["--root", str(REPO), *arguments])
    assert stopped.value.code == 2
    assert what in " ".join(capsys.readouterr().err.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--start", "2027-02-01", "--weeks", "5"], "there is no syllabus of 5 weeks: give one of 2, 6, 12"),
        (["--start", "9999-12-27"], "a calendar ends before a course that begins on 9999-12-27 does"),
        (["--start", "0001-01-01"], "a calendar begins after a course that begins on 0001-01-01 does"),
    ],
)
def test_a_course_that_cannot_be_is_said(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    found: Ways,
    places: Places,
    arguments: list[str],
    what: str,
) -> None:
    monkeypatch.setattr(dates, "ways_and_places", lambda root: (found, places))
    with pytest.raises(SystemExit):
        dates.main(["--root", str(REPO), *arguments])
    assert what in " ".join(capsys.readouterr().err.split())


def test_a_calendar_has_a_whole_day_for_each_event() -> None:
    events = [schedule.Event(-3, "form A; handed in, on paper"), schedule.Event(8, "a reading " * 12)]
    text = dates.calendar("Small, and short", START, events)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "X-WR-CALNAME:Small\\, and short" in lines
    assert "SUMMARY:form A\\; handed in\\, on paper" in lines
    assert "SUMMARY:" + "a reading " * 12 in lines
    assert [line for line in lines if line.startswith("DTSTART")] == [
        f"DTSTART;VALUE=DATE:{START + timedelta(days=event.day):%Y%m%d}" for event in events
    ]
    assert len({line for line in lines if line.startswith("UID:")}) == len(events)


@pytest.mark.slow
def test_a_calendar_is_written_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Ways, places: Places
) -> None:
    monkeypatch.setattr(dates, "ways_and_places", lambda root: (replace(found), places))
    assert dates.main(["--root", str(tmp_path), "--start", "2027-02-01", "--ics"]) == 0
    assert (tmp_path / dates.CALENDAR).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_course_without_ways_is_said(course: Path) -> None:
    with pytest.raises(dates.CourseError, match="there is no such file here"):
        dates.ways_and_places(course)
