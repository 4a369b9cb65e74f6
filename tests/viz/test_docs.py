"""What docs/player.md says: its examples run, its limits and its keys are the code's own."""

import re

import pytest

from autograd_lab.viz import graphviz_layout, static_page
from tests.support.repo import REPO

TEXT = (REPO / "docs" / "player.md").read_text(encoding="utf-8")


EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def ran(*examples):
    """What these examples leave, run one after the other."""
    space = {"__name__": "__main__"}
    for example in examples:
        exec(compile(example, "docs/player.md", "exec"), space)
    return space


@pytest.mark.slow
def test_its_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) >= 7
    space = ran(*EXAMPLES)
    assert (tmp_path / "loss.html").stat().st_size > 10_000
    assert space["player"].compare_report
    assert space["k"].data == 1.5
    numbers = [space[name].data for name in ("w", "x", "b", "y", "loss")]
    assert numbers == [2.0, 3.0, 1.0, 5.0, 4.0], "what one example moves, another one shows"


@pytest.mark.slow
def test_each_example_follows_on_the_first_and_on_no_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for example in EXAMPLES[1:]:
        ran(EXAMPLES[0], example)


def test_every_argument_of_show_is_told():
    import inspect

    from autograd_lab import show

    for name in list(inspect.signature(show).parameters)[2:]:
        assert f"`{name}" in TEXT or f"{name}=" in TEXT, name


def test_its_numbers_are_the_codes():
    assert f"{static_page.MOST_ROWS:,} rows" in TEXT
    assert f"more than {graphviz_layout.MOST} boxes" in TEXT


def test_every_key_of_the_players_own_list_is_told():
    listed = (REPO / "autograd_lab" / "viz" / "js" / "page" / "help.js").read_text(encoding="utf-8")
    keys = re.findall(r'^  \["([^"]+)"', listed.partition("SIGN_HELP")[0], re.MULTILINE)
    assert len(keys) >= 10
    for key in ("Home", "Space", "Enter", "Backspace", "Escape", "Shift and arrows", "?", "+ − 0"):
        assert any(key in entry for entry in keys), key
        assert key in TEXT, key
