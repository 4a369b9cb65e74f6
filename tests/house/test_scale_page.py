"""docs/scale.md shows the figures that are kept, and its plan follows from them."""

import json

import pytest

from benchmarks import scale_page

FOUND = {
    "cores": 2,
    "processor": "a processor",
    "students_shared": 400,
    "command_ms": 9.0,
    "classes": [
        {
            "students": students,
            "seconds": 0.1 * students,
            "each_ms": 100.0,
            "command_gb": 0.2 + students / 100_000,
            "workers_gb": 0.3,
            "sandboxes_gb": 0.1,
            "all_gb": 0.7,
            "gradebook_mb": students / 100,
            "report_s": students / 100,
            "wrong": 0,
        }
        for students in (1000, 20_000)
    ],
    "shared": [{"workers": 1, "seconds": 40.0, "efficiency": 1.0}],
    "written": [
        {
            "book": "SQLite",
            "students": students,
            "students_a_second": 100.0,
            "rows_a_second": 9000.0,
            "first_ms": 10.0,
            "last_ms": 10.0,
            "report_s": 1.0,
        }
        for students in (1000, 20_000)
    ],
}


def test_the_plan_follows_from_the_figures():
    """0.1 s on two cores, 10 ms of them for the report, are 0.18 core-seconds; 9 ms of the command are a twentieth."""
    said = scale_page.plan(FOUND)
    assert "| 2 | 5 | 33 | 167 |" in said  # N · (0.18 / 2 + 0.01) s
    assert "| 16 | 1 | 7 | 35 |" in said  # N · (0.18 / 16 + 0.01) s
    assert "| 32 | 1 | 6 | 32 |" in said  # N · (0.009 + 0.01) s
    assert "0.18 seconds of a core, 9.0 ms of them in the command. So from about 20 cores" in said
    assert "100,000 need 1.2 GB for the command, 1.00 GB for the gradebook, and 17 min" in said


def test_wrong_grades_are_told():
    assert "No grade was wrong." in scale_page.tables(FOUND)
    spoilt = {**FOUND, "classes": [{**one, "wrong": 2} for one in FOUND["classes"]]}
    assert "4 grades were wrong." in scale_page.tables(spoilt)


def test_figures_go_between_the_marks_and_nowhere_else():
    marks = scale_page.MEASURED + scale_page.END, scale_page.PLANNED + scale_page.END
    text = f"before\n{marks[0]}between\n{marks[1]}after\n"
    once = scale_page.page(text, FOUND)
    assert once.startswith("before\n<!-- measured -->\nMeasured on 2 cores of a processor")
    assert "<!-- end -->\nbetween\n<!-- planned -->\n" in once
    assert once.endswith("<!-- end -->\nafter\n")
    assert scale_page.page(once, FOUND) == once
    with pytest.raises(RuntimeError, match="planned"):
        scale_page.page(text.replace(scale_page.PLANNED, ""), FOUND)


def test_the_page_shows_the_figures_that_are_kept():
    found = json.loads(scale_page.FIGURES.read_text(encoding="utf-8"))
    text = scale_page.PAGE.read_text(encoding="utf-8")
    assert scale_page.page(text, found) == text, "run python -m benchmarks.scale --write"
