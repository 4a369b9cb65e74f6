"""A notebook that was worked on in a browser tab, without a server: read like any other, with nothing put right."""

import json
from pathlib import Path

import nbformat
import pytest

from autograd_lab.grading.collecting.collection import collect
from autograd_lab.grading.intake.pipeline import take_in
from tests.grading.bank.case import QUESTIONS, REPO, RIGHT, WRITTEN, cell_of, filled
from tests.grading.platform_files import submitted, zipped

pytestmark = pytest.mark.slow


def downloaded() -> bytes:
    """The solved set as JupyterLite writes it: its kernel's name, cells that are trusted, an indent of two, no line at
    the end."""
    notebook = filled()
    notebook["metadata"]["kernelspec"] = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    notebook["metadata"]["language_info"] = {
        "codemirror_mode": {"name": "python", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.8",
    }
    for cell in notebook["cells"]:
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return json.dumps(notebook, indent=2, ensure_ascii=False).encode()


def test_nothing_has_to_be_put_right():
    released = nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)
    taken = take_in(released, downloaded())
    assert taken.repairs == ()
    assert taken.notebook.metadata.kernelspec.name == "python3"  # as released: nothing here could start the other one
    for name in QUESTIONS:
        assert cell_of(taken.notebook, name)["source"] == RIGHT[name]
    assert cell_of(taken.notebook, "explain_copies")["source"] == WRITTEN


@pytest.mark.parametrize("name", ["ps1.ipynb", "ps1 (1).ipynb", "ps1(2).ipynb"])
def test_it_is_collected_under_the_name_that_the_browser_gave_it(course: Path, tmp_path: Path, name: str):
    source = zipped(tmp_path / "d.zip", {f"Ada Lovelace_1234567_assignsubmission_file_/{name}": downloaded()})
    [ada] = collect(course, "ps1", source)
    assert submitted(course, "ada-lovelace") == downloaded()
    assert [repair.kind for repair in ada.repairs] == ["name"] * (name != "ps1.ipynb")
