"""The mark `sampled(n)`: of the cases of a test n run in `make test`, evenly spaced, and all of them in `make full`."""

from collections import defaultdict

import pytest


def evenly_spaced(count: int, n: int) -> set[int]:
    """Places of n of `count` cases: the first, and from two on the last; all where there are no more than n.

    >>> sorted(evenly_spaced(7, 3))
    [0, 3, 6]
    """
    if n >= count:
        return set(range(count))
    return {round(i * (count - 1) / (n - 1)) for i in range(n)} if n > 1 else {0}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases that a sample leaves out with `full`, before anything is selected by marks."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled") and not item.get_closest_marker("full"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for of_one_test in cases.values():
        mark = of_one_test[0].get_closest_marker("sampled")
        taken = evenly_spaced(len(of_one_test), mark.args[0]) if mark else set()
        for place, item in enumerate(of_one_test):
            if place not in taken:
                item.add_marker(pytest.mark.full)
