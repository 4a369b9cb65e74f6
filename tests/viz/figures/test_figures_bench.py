"""What the benchmark of the figures says: both numbers of each, and which goals are missed."""

import pytest

from benchmarks import figures as bench

GOOD, LATE = {"median": 17.0, "p95": 20.0}, {"median": 17.0, "p95": 1500.0}


def found(page=GOOD, frame=GOOD, result=GOOD):
    play = {"overfitting": {"frame": frame, "result": result}}
    return {"page": {"depth": page}, "lab": {"depth": GOOD}, "play": play}


def test_nothing_is_missed_where_all_is_quick():
    assert bench.missed(found()) == []
    said = bench.section(found())
    assert "missed" not in said
    assert "| `depth` | 17.0 ms | 20.0 ms | 17.0 ms | 20.0 ms |" in said
    assert "| `overfitting`, from a slider to its result | 17.0 ms | 20.0 ms | 1,000 ms |" in said


@pytest.mark.parametrize(
    ("late", "what"),
    [
        ("page", "depth, page"),
        ("frame", "overfitting, from frame to frame while it plays"),
        ("result", "overfitting, from a slider to its result"),
    ],
)
def test_a_missed_goal_is_named_marked_and_fails_the_run(monkeypatch, late, what):
    slow = found(**{late: LATE})
    assert [line.split(":")[0] for line in bench.missed(slow)] == [what]
    assert bench.section(slow).count("1500.0 ms **missed**") == 1
    monkeypatch.setattr(bench, "figures", lambda: slow)
    monkeypatch.setattr(bench.results, "renew", lambda *_: None)
    assert bench.main() == 1


def test_each_kind_is_measured_and_what_plays_is_played():
    from tests.viz.figures.makers import MAKERS, MATRICES

    assert {*bench.MAKERS} == {*MAKERS, *MATRICES}
    assert set(bench.PLAYERS) <= set(bench.MAKERS)
