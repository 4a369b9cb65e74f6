"""Two programs side by side: which lines stand beside one another, which are marked, and where a reason is folded."""

import re

import pytest

from autograd_lab.errors import LabError
from autograd_lab.viz.side_by_side import side_by_side

LEFT = "a = 1\nb = 2\nprint(a < b)\n"
RIGHT = "a = 1\nb = 3\nc = 4\nprint(a < b)\n"


def test_equal_lines_stand_together_and_the_others_are_marked():
    shown = side_by_side(LEFT, RIGHT, titles=("before", "after"), title="Two programs")
    assert shown.pairs == (("a = 1", "a = 1"), ("b = 2", "b = 3"), (None, "c = 4"), ("print(a < b)", "print(a < b)"))
    assert shown.differing == [("b = 2", "b = 3"), (None, "c = 4")]
    assert repr(shown).splitlines() == ["  a = 1", "- b = 2", "+ b = 3", "+ c = 4", "  print(a < b)"]
    assert shown.html.count('aria-label="only left"') == 1
    assert shown.html.count('aria-label="only right"') == 2
    assert "a &lt; b" in shown.html
    assert "<caption>Two programs</caption>" in shown.html
    assert re.findall(r'scope="col">(\w+)<', shown.html) == ["before", "after"]


def test_a_reason_is_folded_below_its_line():
    shown = side_by_side(
        LEFT, RIGHT, titles=("before", "after"), title="Two programs", why={"c = 4": "It was <not> there."}
    )
    assert shown.html.index("c = 4") < shown.html.index("It was &lt;not&gt; there.") < shown.html.index("print(a")
    assert shown.html.count("<details>") == 1


def test_a_reason_for_no_difference_is_an_error():
    with pytest.raises(LabError, match="'a = 1' is no line that differs"):
        side_by_side(LEFT, RIGHT, titles=("before", "after"), title="Two programs", why={"a = 1": "?"})
