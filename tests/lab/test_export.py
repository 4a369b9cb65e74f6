"""`autograd-lab export`: how it talks to a kernel, and what it says of notebooks it cannot make a page of."""

import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograd_lab.lab import export, kernels
from tests.support.waiting import MOST_SECONDS


def notebook(path: Path, *cells: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    sources = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=sources), path)
    return path


def command(path: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "autograd_lab.cli", "export", str(path), "-o", str(output)]


@pytest.mark.slow
def test_two_at_once_from_elsewhere_leave_nothing_behind(tmp_path, monkeypatch):
    here, there, scratch = tmp_path / "here", tmp_path / "there", Path(tempfile.mkdtemp(prefix="alt-"))
    here.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    names = ("one", "two")
    files = [notebook(there / f"{name}.ipynb", f"print('{name} ' * 2)") for name in names]
    both = [subprocess.Popen(command(file, tmp_path), cwd=here, stderr=subprocess.PIPE) for file in files]
    try:
        told = [process.communicate(timeout=MOST_SECONDS)[1].decode() for process in both]
    finally:
        for process in both:
            process.kill()
    assert [process.returncode for process in both] == [0, 0], told
    assert all(f"{name} {name}" in (tmp_path / f"{name}.html").read_text() for name in names)
    assert not list(here.iterdir())
    assert sorted(path.name for path in there.iterdir()) == ["one.ipynb", "two.ipynb"]
    assert not list(scratch.glob("al-*"))
    scratch.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="needs files as sockets: Linux or macOS has them")
def test_each_export_has_files_of_its_own(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    with kernels.transport() as one, kernels.transport() as two:
        addresses = {transport["KernelManager"]["ip"] for transport in (one, two)}
        assert len(addresses) == 2
        assert all(Path(address).parent.is_dir() for address in addresses)
    assert not any(Path(address).parent.exists() for address in addresses)


def test_where_a_files_name_would_be_too_long_it_is_ports(monkeypatch, tmp_path):
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with kernels.transport() as transport:
        assert transport == {}


@pytest.mark.parametrize("text", ["hello", "[]", "{}", '{"nbformat": 99, "nbformat_minor": 0, "cells": []}', "\x80"])
def test_a_file_that_is_no_notebook(tmp_path, capsys, text):
    file = tmp_path / "a.ipynb"
    file.write_bytes(text.encode("latin-1"))
    assert export.main([str(file), "-o", str(tmp_path)]) == 1
    assert f"{file} is no notebook that Jupyter can read" in capsys.readouterr().err


@pytest.mark.slow
def test_a_cell_that_ends_its_kernel(tmp_path, capsys):
    file = notebook(tmp_path / "a.ipynb", "import os\nos._exit(1)")
    assert export.main([str(file), "-o", str(tmp_path)]) == 1
    assert f"the kernel that ran {file} is gone" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("Kernel didn't respond in 60 seconds"), "is gone (Kernel didn't respond"),
        (TimeoutError(), "took longer than 300 s"),
        (export.NoSuchKernel("python3"), "no kernel python3"),
    ],
)
def test_a_kernel_that_does_not_answer(tmp_path, capsys, monkeypatch, error, told):
    def execute(*arguments, **options):
        raise error

    monkeypatch.setattr(kernels.NotebookClient, "execute", execute)
    assert export.main([str(notebook(tmp_path / "a.ipynb")), "-o", str(tmp_path)]) == 1
    assert told in capsys.readouterr().err


def test_two_notebooks_of_one_name_are_refused(tmp_path, capsys):
    one, two = (notebook(tmp_path / folder / "a.ipynb") for folder in ("one", "two"))
    assert export.main([str(one), str(two), "-o", str(tmp_path), "--as-it-is"]) == 1
    assert f"{one} and {two} would both become a.html" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


def test_an_output_that_is_a_file(tmp_path, capsys):
    file = notebook(tmp_path / "a.ipynb")
    assert export.main([str(file), "-o", str(file), "--as-it-is"]) == 1
    assert f"{file} cannot be written" in capsys.readouterr().err
