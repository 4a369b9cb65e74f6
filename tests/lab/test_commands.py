"""`autograd-lab` and its parts: doctor, lab, and an import that loads nothing heavy."""

import errno
import os
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from autograd_lab import cli
from autograd_lab.lab import doctor
from autograd_lab.lab.places import HANDED_OUT, START, course_folder, working_copy
from autograd_lab.lab.workbook import MANIFEST, prepare
from tests.support.repo import REPO

HEAVY = ("numpy", "torch", "matplotlib", "ipywidgets", "anywidget", "IPython", "graphviz")


@pytest.mark.slow
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
    assert all(f"  {name} " in text and command.purpose in text for name, command in cli.COMMANDS.items())


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
    monkeypatch.setattr("autograd_lab.lab.export.main", seen.extend)
    assert cli.main(["export", "--port", "1"]) == 0
    assert seen == ["--port", "1"]


def test_a_function_that_serves_several_commands_is_told_which(monkeypatch):
    seen = []
    monkeypatch.setattr("autograd_lab.grading.cli_grade.main", seen.extend)
    assert cli.main(["feedback", "ps1"]) == 0
    assert seen == ["feedback", "ps1"]


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
    monkeypatch.setattr(doctor, "examine", lambda folder, advice: [finding("", required)])
    assert doctor.main([]) == code
    assert ("Missing: dot." in capsys.readouterr().out) is required


@pytest.mark.slow
def test_doctor_reads_the_course_packages_from_the_metadata():
    packages = {entry.what: entry for entry in doctor.course_packages()}
    assert {"numpy", "anywidget", "jupyterlab", "nbgrader"} <= packages.keys()
    assert packages.keys().isdisjoint({"torch", "pytest", "sphinx"})
    assert packages["jupyterlab"].found.startswith("4.")


def test_doctor_sees_a_package_that_is_not_there(monkeypatch):
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: ["never-made>=1 ; extra == 'course'"])
    (entry,) = doctor.course_packages()
    assert (entry.what, entry.state) == ("never-made", "missing")


@pytest.mark.parametrize(
    ("requirement", "package"),
    [
        ("beautifulsoup4<5,>=4.12 ; extra == 'course'", "beautifulsoup4"),
        ("pg8000>=1.31", "pg8000"),
        ("a-package[extra]~=2.0; python_version >= '3' and extra == \"course\"", "a-package"),
        ("url-package @ https://example.org/url.whl ; extra == 'course'", "url-package"),
    ],
)
def test_doctor_reads_a_requirement_as_pip_does(monkeypatch, requirement, package):
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: [requirement])
    assert [entry.what for entry in doctor.course_packages()] == [package]


@pytest.mark.parametrize("marker", ["extra == 'courses'", "extra == 'course' and python_version < '3'"])
def test_doctor_passes_over_what_this_course_or_python_does_not_need(monkeypatch, marker):
    monkeypatch.setattr(doctor.importlib.metadata, "requires", lambda name: [f"never-made>=1 ; {marker}"])
    assert list(doctor.course_packages()) == []


def test_doctor_works_where_requirements_cannot_be_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    assert [(entry.what, entry.state) for entry in doctor.course_packages()] == [("packaging", "missing")]


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX: run on Linux or macOS")
def test_doctor_tells_a_sandbox_that_is_forbidden_from_one_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install bubblewrap" in doctor.sandbox().remedy
    bwrap = tmp_path / "bwrap"
    bwrap.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "bubblewrap 9.9"\n')
    bwrap.chmod(0o755)
    finding = doctor.sandbox()
    assert finding.found == ""
    assert finding.remedy.startswith("bubblewrap 9.9 is here, but this system forbids it")
    bwrap.write_text('#!/bin/sh\necho "bubblewrap 9.9"\n')
    assert doctor.sandbox().found == "bubblewrap 9.9"


def test_doctor_survives_an_empty_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    states = {entry.what: entry.state for entry in doctor.optional_programs()}
    assert states["Graphviz's dot"] == "not here"
    assert states["GPU"] == "not here"


@pytest.mark.slow
@pytest.mark.parametrize("module", ["autograd_lab.lab.doctor", "autograd_lab.cli"])
def test_doctor_speaks_on_a_console_without_arrows(module):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "LAB_CHROME": "/no/browser"}
    command = [sys.executable, "-m", module, *(["doctor"] if module.endswith("cli") else [])]
    done = subprocess.run(command, capture_output=True, env=environment)
    assert b"Traceback" not in done.stderr
    assert b"? LAB_CHROME is /no/browser" in done.stdout


def test_doctor_does_not_believe_a_browser_that_is_not_there(monkeypatch):
    monkeypatch.setenv("LAB_CHROME", "/no/browser")
    assert doctor.browser().state == "not here"
    assert "LAB_CHROME is /no/browser" in doctor.browser().remedy


def test_doctor_finds_chrome_on_a_mac(monkeypatch):
    monkeypatch.delenv("LAB_CHROME", raising=False)
    monkeypatch.setattr(doctor.shutil, "which", lambda path: path if path.startswith("/Applications/") else None)
    assert doctor.find_browser().endswith("MacOS/Google Chrome")


@pytest.mark.parametrize(("command", "extra"), [("sync", "authoring"), ("release", "grading"), ("export", "course")])
def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch, capsys, command, extra):
    def run(arguments):
        raise ModuleNotFoundError("No module named 'jupytext.cli'", name="jupytext.cli")

    module, _, function = cli.COMMANDS[command].target.partition(":")
    monkeypatch.setattr(import_module(module), function, run)
    assert cli.main([command]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"autograd-lab {command} needs the package jupytext,")
    assert f'-m pip install -e "{REPO}[{extra}]"' in told


def test_a_part_of_ours_that_is_missing_is_a_fault_of_ours(monkeypatch):
    def run(arguments):
        raise ModuleNotFoundError("No module named 'autograd_lab.lost'", name="autograd_lab.lost")

    monkeypatch.setattr("autograd_lab.authoring.sync.main", run)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["sync"])


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
        from autograd_lab.lab.launch import LaunchError, choose_port

        with pytest.raises(LaunchError, match=rf"port {taken_port} is in use(.|\n)*--port {taken_port + 1}"):
            choose_port(taken_port)

    @pytest.mark.parametrize("port", [-1, 70000])
    def test_a_number_that_is_no_port(self, port):
        from autograd_lab.lab.launch import LaunchError, choose_port

        with pytest.raises(LaunchError, match=f"{port} is no port: choose one from 1024 to 65535"):
            choose_port(port)

    def test_a_port_of_the_administrators(self, monkeypatch):
        from autograd_lab.lab import launch as lab

        class Refusing(socket.socket):
            def bind(self, address):
                raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(lab.socket, "socket", Refusing)
        with pytest.raises(lab.LaunchError, match="does not let you use port 80;") as problem:
            lab.choose_port(80)
        assert "in use" not in str(problem.value)

    def test_port_in_use_by_chance(self, taken_port, monkeypatch, capsys):
        from autograd_lab.lab import launch as lab

        monkeypatch.setattr(lab, "FIRST_PORT", taken_port)
        monkeypatch.setattr(lab, "LAST_PORT", taken_port + 50)
        port = lab.choose_port(None)
        assert port > taken_port
        assert capsys.readouterr().out == f"Port {taken_port} is in use; JupyterLab takes {port}.\n"

    def test_course_is_found_from_a_folder_inside_it(self, tmp_path):
        (tmp_path / START).parent.mkdir()
        (tmp_path / START).touch()
        inside = tmp_path / "assignments" / "ps1"
        inside.mkdir(parents=True)
        assert course_folder(inside) == tmp_path

    def test_no_course_anywhere(self, tmp_path, monkeypatch):
        from autograd_lab.lab import places

        monkeypatch.setattr(places, "PACKAGE", tmp_path / "site-packages" / "autograd_lab")
        with pytest.raises(places.LaunchError, match="git clone"):
            places.course_folder(tmp_path)

    def test_a_copy_of_the_repository_holds_the_notebooks_once(self):
        assert not HANDED_OUT.exists()

    def test_a_working_copy_is_no_course(self, tmp_path):
        mine = tmp_path / "by-any-name"
        (tmp_path / START).parent.mkdir(parents=True)
        (tmp_path / START).touch()
        prepare(tmp_path, mine)
        assert (mine / START).is_file()
        assert course_folder(mine / "notebooks") == tmp_path

    def test_inside_a_working_copy_it_opens_that_one(self, tmp_path):
        root, mine = tmp_path / "course", tmp_path / "autograd-lab"
        (root / START).parent.mkdir(parents=True)
        (root / START).touch()
        prepare(root, mine)
        assert working_copy(mine / "notebooks", root) == mine
        assert working_copy(root / "assignments", root) == root / "workbook"
        assert working_copy(tmp_path, root) == root / "workbook"

    def test_a_course_inside_a_working_copy_is_a_course(self, tmp_path):
        root = tmp_path / "clone"
        (tmp_path / MANIFEST).write_text("{}")
        assert working_copy(root / "notebooks", root) == root / "workbook"

    def test_options_go_to_jupyterlab(self):
        from autograd_lab.lab.launch import jupyterlab_command

        command = jupyterlab_command(Path("/there/workbook"), 8899, ["--no-browser"])
        assert "--port=8899" in command
        assert "--no-browser" in command
        assert command[-1] == str(Path("/there/workbook/notebooks/00_start_here.ipynb"))
