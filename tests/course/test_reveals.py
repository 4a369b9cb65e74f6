"""The moments at which a number surprises stand in the chapters where they belong, and are proven there."""

import re

import pytest

from tests.course.lessons import LESSONS

#: (chapter, what it is about, what its text says, what its asserts cells hold)
REVEALS = [
    (3, "rates 0.05, 0.1, 0.15", r"0 at once\. With 0\.1 it is 4, for ever\. With 0\.15 it is 16", r"\(16, 64, 256\)"),
    (2, "h = 1e-8, 1e-15, 1e-16", r"2\.0000, then 2\.22, then 0", r"forward_ratio\(square, 1, 1e-16\) == 0"),
    (5, "= for += at a fan-out", r"24 against 6", r"pass_back\(arrows\) == 6"),
    (5, "pushing without an order", r"6, where 4 is right", r'grad\["a"\] == 6'),
    (6, "stale inner gradients", r"45", r"45"),
    (3, "each row twice", r"such\na db halves", r"/ 8 == -16"),
]


@pytest.mark.parametrize(("chapter", "what", "said", "proven"), REVEALS, ids=[what for _, what, *_ in REVEALS])
def test_a_reveal_stands_in_its_chapter(chapter, what, said, proven):
    [lesson] = [lesson for lesson in LESSONS if lesson.chapter == chapter]
    assert any(re.search(said, cell.source) for cell in lesson.cells if cell.kind == "markdown")
    assert any(re.search(proven, cell.source) for cell in lesson.cells if "asserts" in cell.tags)
