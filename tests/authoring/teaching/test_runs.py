"""A chapter's run for slides and paper: kept while its code is the same, and read cell by cell."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograd_lab.authoring.teaching import runs
from autograd_lab.authoring.teaching.paper.runs import Output, outputs_of
from autograd_lab.errors import LabError


def test_a_chapter_runs_again_only_when_its_code_has_changed(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(runs, "run_notebook", lambda notebook, *_, **__: ran.append(notebook.cells[0].source))
    path = tmp_path / "notebooks" / "05_small.ipynb"
    path.parent.mkdir()
    for code in ("1", "1", "2", "2"):
        notebook = new_notebook(cells=[new_code_cell(code)])
        nbformat.write(notebook, path)
        assert runs.executed_notebook(tmp_path, path).cells[0].source == code
    assert ran == ["1", "2"]
    assert len(list((tmp_path / runs.KEPT).iterdir())) == 1


def test_a_chapter_that_does_not_run_is_named(tmp_path, monkeypatch):
    def dies(*_, **__):
        raise RuntimeError("the kernel died")

    monkeypatch.setattr(runs, "run_notebook", dies)
    path = tmp_path / "05_small.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), path)
    with pytest.raises(LabError, match="05_small does not run to its end"):
        runs.executed_notebook(tmp_path, path)
    with pytest.raises(LabError, match=r"06_none\.ipynb is not in notebooks/: run `make sync` first"):
        runs.executed_notebook(tmp_path, tmp_path / "06_none.ipynb")


def test_a_cell_gives_what_it_prints_and_draws_and_no_warning():
    cell = new_code_cell("1", id="one")
    cell.outputs = [
        new_output("stream", name="stdout", text="1\n"),
        new_output("stream", name="stderr", text="careful\n"),
        new_output("display_data", {"text/html": "<p>2</p>", "text/plain": "two"}),
    ]
    assert outputs_of(new_notebook(cells=[cell])) == {"one": Output("1", "<p>2</p>")}
