"""The memory that a benchmark tells of was looked at, or the benchmark fails."""

import pytest

from benchmarks.memory import highest


def test_a_run_of_no_time_is_looked_at_too():
    with highest(lambda: {"all": 1.5}) as memory:
        pass
    assert memory == {"all": 1.5}


def test_a_look_that_fails_is_not_taken_for_no_memory():
    def fail():
        raise RuntimeError("no such process")

    with pytest.raises(RuntimeError, match="no such process"), highest(fail):
        pass
