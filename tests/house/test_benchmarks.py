"""The page of the benchmarks shows the figures that are kept, and one part is renewed without the others."""

import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import results

pytestmark = pytest.mark.slow  # the parts bring much with them


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Copies of both files, in which a part may be renewed."""
    for name in ("RESULTS", "README"):
        monkeypatch.setattr(results, name, Path(shutil.copy(getattr(results, name), tmp_path)))
    return json.loads(results.RESULTS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", ["player", "network", "figures", "grading", "hostile", "networks", "lite"])
def test_the_same_figures_again_change_no_byte(kept, part):
    before = results.RESULTS.read_bytes(), results.README.read_bytes()
    results.renew(part, kept[part], import_module(f"benchmarks.{part}").section)
    assert (results.RESULTS.read_bytes(), results.README.read_bytes()) == before


def test_new_figures_stand_in_both_files_and_the_others_stay(kept):
    section = "grading: {grade_s} s".format_map
    results.README.write_text(f"before\n{section(kept['grading'])}\nafter\n")
    results.renew("grading", {"grade_s": 12}, section)
    assert results.README.read_text() == "before\ngrading: 12 s\nafter\n"
    assert json.loads(results.RESULTS.read_text()) == {**kept, "grading": {"grade_s": 12}}


def test_a_part_that_was_never_measured_comes_last(kept):
    before = results.README.read_text(encoding="utf-8")
    results.renew("new", {"x": 1}, "new: {x} s".format_map)
    assert results.README.read_text(encoding="utf-8") == f"{before}\nnew: 1 s\n"
    assert json.loads(results.RESULTS.read_text()) == {**kept, "new": {"x": 1}}


def test_a_page_that_shows_other_figures_is_not_renewed(kept):
    with pytest.raises(RuntimeError, match="run make bench"):
        results.renew("grading", kept["grading"], lambda found: "something else")


@pytest.mark.parametrize(("p95", "code"), [(5.1, 1), (4.9, 0)])
def test_the_players_benchmark_ends_with_1_when_a_goal_is_missed(kept, monkeypatch, capsys, p95, code):
    from benchmarks import player

    found = kept["player"] | {"races": {}, "steps": {}, "handled_ms": {"median": 1.0, "p95": p95}}
    monkeypatch.setattr(player, "figures", lambda: found)
    assert player.main() == code
    part = player.section(found)
    assert part.strip() in results.README.read_text(encoding="utf-8")
    assert ("**missed**" in part) == bool(code)
    assert capsys.readouterr().err.strip() == (
        f"the handler of next alone, 200 nodes: {p95} ms > 5 ms" if code else "all within their goals"
    )
