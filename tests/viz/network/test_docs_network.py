"""What docs/network.md says: its examples run, its arguments and its limits are the code's own."""

import inspect
import re

import pytest

from autograd_lab import NetworkView, train
from autograd_lab.viz.network import training_run, view
from tests.support.repo import REPO

TEXT = (REPO / "docs" / "network.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_its_examples_run():
    space = {"__name__": "__main__"}
    examples = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        exec(compile(example, "docs/network.md", "exec"), space)
    assert space["run"].losses[-1] < space["run"].losses[0]
    assert space["second"].label == "tanh"


@pytest.mark.slow
def test_the_example_of_the_readme_runs():
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    (example,) = [e for e in re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S) if "NetworkView" in e]
    exec(compile(example, "README.md", "exec"), {})


@pytest.mark.parametrize("made", [NetworkView, train])
def test_every_argument_is_told(made):
    parameters = list(inspect.signature(made).parameters.values())
    for parameter in parameters[3:]:
        assert f"`{parameter.name}=" in TEXT, parameter.name


def test_its_limits_are_the_codes():
    javascript = REPO / "autograd_lab" / "viz" / "network" / "js"
    constants = {}
    for name in ("picture", "quantities"):
        found = re.findall(r"^const ([A-Z_]+) = (\d+);", (javascript / f"{name}.js").read_text("utf-8"), re.MULTILINE)
        constants |= {key: int(number) for key, number in found}
    assert f"more than {constants['MOST_DRAWN']} neurons" in TEXT
    assert constants["KEPT"] == 7
    assert "first and last seven" in TEXT
    assert f"stops at {constants['MOST_QUANTITIES']:,} rows" in TEXT
    assert f"at most {view.MOST_NUMBERS:,} numbers" in TEXT
    assert f"at most {training_run.MOST_STEPS:,} moments" in TEXT
    for name in (*view.VIEWS, *view.NOTATIONS):
        assert f'"{name}"' in TEXT, name
