"""`autograd-lab` and its parts: doctor, lab, and an import that loads nothing heavy."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_lab import cli, doctor

HEAVY = ("numpy", "torch", "matplotlib", "ipywidgets", "anywidget", "IPython", "graphviz")


def test_import_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import autograd_lab"], capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "autograd_lab" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_every_command_is_described(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert all(f"  {name} " in text and purpose in text for name, (_, purpose) in cli.COMMANDS.items())


def test_unknown_command_names_those_there_are(capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["grad"])
    assert "invalid choice: 'grad'" in capsys.readouterr().err


def test_no_command_is_an_error(capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err


def test_options_reach_the_command(monkeypatch):
    seen = []
    monkeypatch.setitem(cli.COMMANDS, "doctor", (seen.extend, ""))
    assert cli.main(["doctor", "--port", "1"]) == 0
    assert seen == ["--port", "1"]


def finding(found: str, required: bool) -> doctor.Finding:
    return doctor.Finding("dot", found, "pictures", "apt-get install graphviz", required)


def test_doctor_tells_what_is_missing_and_how_to_get_it():
    text = doctor.table([finding("", required=True)])
    assert text.splitlines()[0] == "missing   dot  for pictures"
    assert text.endswith("→ apt-get install graphviz")


@pytest.mark.parametrize(
    ("found", "required", "state"), [("2.1", True, "ok"), ("", True, "missing"), ("", False, "not here")]
)
def test_doctor_states(found, required, state):
    assert finding(found, required).state == state


@pytest.mark.parametrize(("required", "code"), [(True, 1), (False, 0)])
def test_doctor_fails_only_for_what_is_required(monkeypatch, capsys, required, code):
    monkeypatch.setattr(doctor, "examine", lambda folder: [finding("", required)])
    assert doctor.main([]) == code
    assert ("Missing: dot." in capsys.readouterr().out) is required


def test_doctor_reads_the_course_packages_from_the_metadata():
    packages = {entry.what: entry for entry in doctor.course_packages()}
    assert {"numpy", "anywidget", "jupyterlab", "nbgrader"} <= packages.keys()
    assert packages.keys().isdisjoint({"torch", "pytest", "sphinx"})
    assert packages["jupyterlab"].found.startswith("4.")


def test_doctor_sees_a_package_that_is_not_there(monkeypatch):
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: ["never-made>=1 ; extra == 'course'"])
    (entry,) = doctor.course_packages()
    assert (entry.what, entry.state) == ("never-made", "missing")


def test_doctor_survives_an_empty_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    states = {entry.what: entry.state for entry in doctor.optional_programs()}
    assert states["Graphviz's dot"] == "not here"
    assert states["GPU"] == "not here"


def test_doctor_sees_a_folder_without_permission(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    assert next(iter(doctor.room_to_work(tmp_path))).state == "missing"


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


class TestLab:
    """What `autograd-lab lab` does before JupyterLab takes over."""

    def test_port_in_use_that_was_asked_for(self, taken_port):
        from autograd_lab.lab import LaunchError, choose_port

        with pytest.raises(LaunchError, match=rf"port {taken_port} is in use(.|\n)*--port {taken_port + 1}"):
            choose_port(taken_port)

    def test_port_in_use_by_chance(self, taken_port, monkeypatch, capsys):
        from autograd_lab import lab

        monkeypatch.setattr(lab, "FIRST_PORT", taken_port)
        monkeypatch.setattr(lab, "LAST_PORT", taken_port + 50)
        port = lab.choose_port(None)
        assert port > taken_port
        assert capsys.readouterr().out == f"Port {taken_port} is in use; JupyterLab takes {port}.\n"

    def test_course_is_found_from_a_folder_inside_it(self, tmp_path):
        from autograd_lab.lab import START, course_folder

        (tmp_path / START).parent.mkdir()
        (tmp_path / START).touch()
        inside = tmp_path / "assignments" / "ps1"
        inside.mkdir(parents=True)
        assert course_folder(inside) == tmp_path

    def test_no_course_anywhere(self, tmp_path, monkeypatch):
        from autograd_lab import lab

        monkeypatch.setattr(lab, "__file__", str(tmp_path / "site-packages" / "autograd_lab" / "lab.py"))
        with pytest.raises(lab.LaunchError, match="git clone"):
            lab.course_folder(tmp_path)

    def test_a_working_copy_is_no_course(self, tmp_path):
        from autograd_lab.lab import START, course_folder

        for root in (tmp_path, tmp_path / "workbook"):
            (root / START).parent.mkdir(parents=True)
            (root / START).touch()
        assert course_folder(tmp_path / "workbook" / "notebooks") == tmp_path

    def test_options_go_to_jupyterlab(self):
        from autograd_lab.lab import jupyterlab_command

        command = jupyterlab_command(Path("/there/workbook"), 8899, ["--no-browser"])
        assert "--port=8899" in command
        assert "--no-browser" in command
        assert command[-1] == str(Path("/there/workbook/notebooks/00_start_here.ipynb"))
