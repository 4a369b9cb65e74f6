"""Reads what the course's experiments measured: `make experiments` writes it."""

import tomllib
from importlib import resources
from typing import Any

from autograd_lab.errors import LabError


def experiment_record(name: str) -> dict[str, Any]:
    """The record of an experiment: `starts` and `spread`, each by the name of what was measured.

    starts  a list with an entry for each seed
    spread  a row for each number that a start gives: smallest, median, largest
    raises LabError for a name under which nothing was recorded

    Beside them stand `python` and `numpy`, the versions with which it was measured.

    >>> from autograd_lab.data import experiment_record
    >>> sorted(experiment_record("ch16_columns"))
    ['code', 'numpy', 'python', 'spread', 'starts']
    """
    files = {
        file.name.removesuffix(".toml"): file for file in resources.files(__package__).joinpath("experiments").iterdir()
    }
    if name not in files:
        raise LabError(f"no experiment named {name!r} was recorded; there are {', '.join(sorted(files)) or 'none'}")
    return tomllib.loads(files[name].read_text(encoding="utf-8"))
