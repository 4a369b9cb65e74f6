"""Seeds for the tests of the exams' references: a few always, a thousand in `make full`."""

import pytest


def seeds(few):
    """Parametrise a test with `seeds`: a few of them, and under `full` a thousand."""
    some = pytest.param(range(few), id="some seeds")
    thousand = pytest.param(range(1000), marks=[pytest.mark.full, pytest.mark.timeout(3000)], id="a thousand seeds")
    return pytest.mark.parametrize("seeds", [some, thousand])
