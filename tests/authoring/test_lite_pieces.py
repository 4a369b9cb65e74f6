"""What the site in a browser tab is made of: its lock file, its notebooks, the way there from the book."""

import json
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograd_lab.authoring import page_touches
from autograd_lab.authoring.lite import contents, lock, page, wheels
from tests.support.repo import REPO


def wheel(folder, name, *asks):
    """A wheel of one module that asks for others."""
    stem = name.replace("-", "_")
    path = folder / f"{stem}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as content:
        head = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0", *(f"Requires-Dist: {ask}" for ask in asks)]
        content.writestr(f"{stem}-1.0.dist-info/METADATA", "\n".join(head) + "\n")
        content.writestr(f"{stem}/__init__.py", "")
    return path


def test_the_lock_names_each_wheel_and_what_it_stands_on(tmp_path):
    ours = wheel(tmp_path, "autograd-lab", "numpy<3,>=1.26", 'anywidget>=0.9; extra == "course"')
    prompt = wheel(tmp_path, "prompt_toolkit", "wcwidth", "colorama")
    numpy = wheel(tmp_path, "numpy")
    lock.write_lock(
        tmp_path, {"info": {"version": "0"}}, {"numpy": {"imports": ["numpy"], "depends": []}}, [ours, prompt, numpy]
    )
    packages = json.loads((tmp_path / "pyodide-lock.json").read_text())["packages"]
    assert packages["autograd-lab"]["imports"] == ["autograd_lab"]
    assert packages["autograd-lab"]["depends"] == ["numpy"], "an extra is none of its needs"
    assert packages["prompt-toolkit"]["depends"] == [], "what the site does not carry is not waited for"
    for entry in packages.values():
        assert (tmp_path / entry["file_name"]).is_file()
    assert {"ssl", "sqlite3"} <= packages.keys()


def test_without_numpy_the_notebooks_that_need_it_are_left_out(tmp_path):
    taken, left_out = contents.write_contents(course(tmp_path), tmp_path / "files", numpy=False)
    assert taken == ["00_start_here"]
    assert left_out == ["01_arrays", "ps1"]


def test_each_notebook_names_the_kernel_of_the_tab_and_the_first_says_where_work_is(tmp_path):
    taken, left_out = contents.write_contents(course(tmp_path), tmp_path / "files", numpy=True)
    assert (taken, left_out) == (["00_start_here", "01_arrays", "ps1"], [])
    files = sorted((tmp_path / "files").rglob("*.ipynb"))
    assert [file.relative_to(tmp_path / "files").as_posix() for file in files] == [
        "assignments/ps1/ps1.ipynb",
        "notebooks/00_start_here.ipynb",
        "notebooks/01_arrays.ipynb",
    ]
    for file in files:
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        assert notebook.metadata.kernelspec.name == "python"
        assert ("You are in a browser tab" in notebook.cells[1].source) is (file.stem != "01_arrays")


def test_an_edition_is_what_the_cells_say(tmp_path):
    root = course(tmp_path)
    contents.write_contents(root, tmp_path / "files", numpy=True)
    notebook = nbformat.read(tmp_path / "files/assignments/ps1/ps1.ipynb", as_version=4)
    first = notebook.metadata.autograd_lab.edition
    assert contents.edition(notebook) == first
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="it ran")]
    assert contents.edition(notebook) == first, "what a cell put out makes no new edition"
    notebook.cells[1].source += " # new"
    assert contents.edition(notebook) != first


def a_site(folder: Path, head: str) -> Path:
    """What JupyterLite builds, as far as the watch is concerned."""
    python = folder / "static/pyodide"
    python.mkdir(parents=True)
    names = {"numpy": [], "autograd-lab": ["numpy"], "pillow": []}
    packages = {name: {"file_name": f"{name}.whl", "depends": needs} for name, needs in names.items()}
    (python / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    core = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
    for name in (*core, *(f"{name}.whl" for name in names)):
        (python / name).write_bytes(b"12345")
    for name in page.PAGES:
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(f"<head>{head}</head>")
    contents.write_contents(course(folder), folder / "files", numpy=True)
    return folder


@pytest.mark.slow
def test_the_watch_is_in_the_pages_and_knows_the_pieces_and_the_editions(tmp_path):
    site = a_site(tmp_path, "<title>Lab</title>\n")
    page.put_watch(site, REPO / "lite/tab", ["autograd-lab"])
    for name in page.PAGES:
        assert '<script type="module" src="../tab/main.js"></script>' in (site / name / "index.html").read_text()
    facts = json.loads((site / "tab/facts.json").read_text())
    assert facts["pieces"]["static/pyodide/numpy.whl"] == 5
    lock_bytes = (site / "static/pyodide/pyodide-lock.json").stat().st_size
    assert facts["first"] == lock_bytes + 6 * 5, "pillow comes later"
    assert facts["editions"].keys() == {
        "assignments/ps1/ps1.ipynb",
        "notebooks/00_start_here.ipynb",
        "notebooks/01_arrays.ipynb",
    }


@pytest.mark.slow
def test_a_page_of_another_form_is_refused(tmp_path):
    site = a_site(tmp_path, "")
    with pytest.raises(wheels.LiteError, match="has no title to put the watch below"):
        page.put_watch(site, REPO / "lite/tab", [])


def course(folder: Path) -> Path:
    """A course of two chapters and a set."""
    cells = {
        "notebooks/00_start_here.ipynb": "from autograd_lab import Value, show",
        "notebooks/01_arrays.ipynb": "import numpy as np",
        "assignments/ps1/ps1.ipynb": "from autograd_lab import check",
    }
    for name, code in cells.items():
        path = folder / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=parts), path)
    return folder / "course"


def test_the_books_pages_learn_which_notebooks_the_tab_has(tmp_path):
    (tmp_path / "_static").mkdir()
    script = tmp_path / "_static" / "run.js"
    script.write_text((REPO / "book/_static/run.js").read_text())
    for names in (["05_small"], ["05_small", "06_larger"]):
        page_touches.write_ways(tmp_path, "NOTEBOOKS", names)
        assert f"const NOTEBOOKS = {json.dumps(names)};" in script.read_text()


@pytest.mark.parametrize("there", [False, True], ids=["none", "of-another-hash"])
def test_a_folder_without_the_wheels_is_told_which_it_lacks(tmp_path, there):
    if there:
        wheel(tmp_path, "numpy")
    pyodide = wheels.Pyodide("0", "", ("numpy",), "https://example.org/", "nothing==0")
    official = {"numpy": {"file_name": "numpy-1.0-py3-none-any.whl", "sha256": "0"}}
    with pytest.raises(wheels.LiteError, match=r"lacks these wheels, or has others.*: numpy-1\.0-py3-none-any\.whl"):
        wheels.compiled_wheels(pyodide, official, tmp_path / "cache", tmp_path)
