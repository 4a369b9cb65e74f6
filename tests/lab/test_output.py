"""What one cell shows in a browser tab ends before the tab does, and says so."""

import pytest

from autograd_lab.lab.output import DISPLAYED, RICH, STOPPED, Limit


def test_what_fits_is_shown_as_it_came_and_nothing_is_said():
    limit = Limit(characters=10)
    assert [limit.kept("12345"), limit.kept("67890")] == ["12345", "67890"]
    assert limit.sentence() == ""


@pytest.mark.parametrize(
    ("texts", "shown"),
    [(["x" * 20], "x" * 10 + STOPPED), (["a\n"] * 20, "a\n" * 4 + STOPPED), (["", "y" * 11], "y" * 10 + STOPPED)],
    ids=["long", "many", "one more than there is room"],
)
def test_the_rest_is_left_out_said_once_and_counted(texts, shown):
    limit = Limit(characters=10, pieces=4)
    assert "".join(limit.kept(text) for text in texts) == shown
    left_out = sum(map(len, texts)) - len(shown) + len(STOPPED)
    assert f"Left out: {left_out} characters" in limit.sentence()
    limit.begin()
    assert limit.kept("next") == "next", "the next cell has room of its own"


def test_displays_count_and_what_is_too_rich_is_named():
    limit = Limit(characters=100, pieces=3 * DISPLAYED)
    html = limit.of_display({"text/plain": "<Table>", "text/html": "h" * (RICH + 1)})
    assert html == {"text/plain": "<Table>\n… Left out: text/html, too large for a browser tab."}
    picture = {"text/plain": "<Figure>", "image/png": "abc"}
    assert [limit.of_display(picture) for _ in range(4)] == [picture, picture, {"text/plain": STOPPED}, {}]
