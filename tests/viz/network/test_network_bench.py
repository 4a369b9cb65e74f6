"""The bench of the network view: what misses its goal is marked on the page, said, and fails the command."""

import pytest

from benchmarks import network


def figures(**others):
    fast = {"median": 17.0, "p95": 20.0}
    return {**dict.fromkeys(network.SAID, fast), "record_bytes": 400_000, **others}


def test_what_keeps_its_goals_is_not_marked():
    assert network.missed(figures()) == []
    text = network.section(figures())
    assert "missed" not in text
    assert "begins right after a frame" in text
    assert all(f"| {what} | 17.0 ms | 20.0 ms |" in text for what in network.SAID.values())


@pytest.mark.parametrize("name", [*network.GOALS, "record_bytes"])
def test_what_misses_its_goal_is_marked_said_and_fails(monkeypatch, capsys, name):
    slow = {"median": 17.0, "p95": 99.0} if name in network.GOALS else 2_000_000
    found = figures(**{name: slow})
    (line,) = network.missed(found)
    assert network.SAID.get(name, "the record") in line
    assert network.section(found).count("**missed**") == 1
    monkeypatch.setattr(network, "figures", lambda: found)
    monkeypatch.setattr(network.results, "renew", lambda *_: None)
    assert network.main() == 1
    assert line in capsys.readouterr().err
