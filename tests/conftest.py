"""Fixtures for every test, and an honest end of the run: what was not tested, and why."""

pytest_plugins = [
    "tests.support.browser",
    "tests.support.gaps",
    "tests.support.lab",
    "tests.support.executed",
    "tests.support.book",
    "tests.support.measured",
]
