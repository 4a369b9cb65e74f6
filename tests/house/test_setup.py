"""`.ci/setup.py`: what it says and does on machines that lack something."""

import ast
import http.server
import importlib.util
import json
import os
import subprocess
import sys
import threading
import tomllib

import pytest

from autograd_lab.lab import doctor
from tests.support.repo import REPO


@pytest.fixture
def setup(monkeypatch, tmp_path):
    """The set-up file as a module, working on an empty repository in a temporary folder."""
    spec = importlib.util.spec_from_file_location("setup_of_the_course", REPO / ".ci" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt", ".ci/setup.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "REPO", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOG", tmp_path / ".venv" / "setup.log")
    (tmp_path / ".venv").mkdir()
    return module


@pytest.fixture
def installer(setup, monkeypatch):
    """The set-up with pip and Python replaced by a list of the commands that it would have run."""
    commands = []
    monkeypatch.setattr(setup, "make_venv", lambda: None)
    monkeypatch.setattr(setup, "run_logged", lambda command, advice: commands.append(command))
    monkeypatch.setattr(setup, "install_torch", lambda pip: None)
    setup.commands = commands
    return setup


def test_old_python_takes_a_newer_one_on_path(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup, "usable", lambda python: python == "python3.12")
    assert setup.find_python() == "python3.12"
    assert "taking python3.12" in capsys.readouterr().out


def test_old_python_alone_is_told_what_to_do(setup, monkeypatch):
    monkeypatch.setattr(setup, "usable", lambda python: False)
    monkeypatch.setattr(setup.sys, "version", "3.10.13 (main)")
    monkeypatch.setattr(setup.sys, "version_info", (3, 10, 13))
    with pytest.raises(
        setup.SetupError, match=r"needs Python 3\.11 or newer; this is 3\.10\.13(.|\n)*make lab PYTHON="
    ):
        setup.find_python()


def test_missing_venv_module_names_the_package(setup, monkeypatch):
    monkeypatch.setattr(setup, "usable", lambda python: False)
    with pytest.raises(setup.SetupError, match="apt-get install python3-venv"):
        setup.find_python()


@pytest.mark.slow
def test_this_python_is_usable_and_a_missing_one_is_not(setup):
    assert setup.usable(sys.executable)
    assert not setup.usable("python-that-is-not-here")


def test_second_run_installs_nothing(installer):
    installer.install("test")
    assert len(installer.commands) == 2
    installer.install("test")
    installer.install("course")  # what the tests need includes the course
    assert len(installer.commands) == 2


def test_course_alone_does_not_serve_the_tests(installer):
    installer.install("course")
    installer.install("test")
    assert [command[-1] for command in installer.commands if "pip" in command] == [".[course]", ".[test]"]


def test_what_the_doctor_knows_too_is_the_same_here(setup):
    """The set-up file reads no module of ours, and so repeats what two others say."""
    assert setup.OLDEST == doctor.OLDEST
    assert {*setup.CHROMIUM, setup.CHROME_ON_A_MAC} == {*doctor.BROWSERS}
    project = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={setup.OLDEST[0]}.{setup.OLDEST[1]}"
    assert setup.TORCH in project["optional-dependencies"]["torch"]


def test_an_old_python_can_read_it_and_it_needs_no_package():
    tree = ast.parse((REPO / ".ci" / "setup.py").read_text(), feature_version=(3, 7))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt", ".ci/setup.py"])
def test_changed_requirements_install_again(installer, tmp_path, changed):
    installer.install("test")
    (tmp_path / changed).write_text("changed")
    installer.install("test")
    assert len(installer.commands) == 4


def test_killed_install_leaves_no_stamp(installer, monkeypatch):
    installer.install("test")
    (installer.REPO / "constraints.txt").write_text("changed")

    def killed(command, advice):
        raise KeyboardInterrupt

    monkeypatch.setattr(installer, "run_logged", killed)
    with pytest.raises(KeyboardInterrupt):
        installer.install("test")
    assert not installer.is_installed("test")
    assert not installer.stamp_of("test").exists()


def test_failed_command_shows_its_end_and_the_advice(setup):
    with pytest.raises(setup.SetupError, match=r"no such package\n\nIs the network up\?\nThe whole output is in"):
        setup.run_logged([sys.executable, "-c", "import sys; sys.exit('no such package')"], "Is the network up?")


@pytest.mark.slow
@pytest.mark.parametrize(("status", "answers"), [(200, True), (404, False)])
def test_torch_comes_from_the_cpu_index_where_it_answers(setup, monkeypatch, status, answers):
    class Index(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setattr(setup, "TORCH_CPU", f"http://127.0.0.1:{server.server_port}")
        assert setup.cpu_index_answers() is answers
        commands = []
        monkeypatch.setattr(setup.subprocess, "call", lambda *_, **__: 1)  # torch is not installed
        monkeypatch.setattr(setup, "run_logged", lambda command, advice: commands.append(command))
        setup.install_torch(["pip", "install"])
        server.shutdown()
        thread.join()
    options = ["--extra-index-url", setup.TORCH_CPU] if answers and sys.platform != "darwin" else []
    assert commands == [["pip", "install", *options, "torch>=2.4,<3"]]


def test_torch_that_cannot_be_had_stops_nothing(setup, monkeypatch, capsys):
    def fail(command, advice):
        raise setup.SetupError(advice)

    monkeypatch.setattr(setup, "cpu_index_answers", lambda: False)
    monkeypatch.setattr(setup.subprocess, "call", lambda *_, **__: 1)
    monkeypatch.setattr(setup, "run_logged", fail)
    setup.install_torch(["pip"])
    assert "only the PyTorch chapter and its tests need it" in capsys.readouterr().out


def test_missing_programs_are_named_to_who_cannot_install_them(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup, "missing_programs", lambda: ["chromium", "dot"])
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000, raising=False)  # Windows has none
    setup.install_programs()
    assert "sudo apt-get install chromium graphviz" in capsys.readouterr().out


def test_root_installs_missing_programs(setup, monkeypatch):
    commands = []
    monkeypatch.setattr(setup, "missing_programs", lambda: ["dot"])
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "run_logged", lambda command, advice: commands.append(command))
    setup.install_programs()
    assert commands[-1][-3:] == ["-y", "--no-install-recommends", "graphviz"]


def test_complaining_linters_fail_the_tests(setup, monkeypatch):
    monkeypatch.setattr(setup, "install", lambda goal: None)
    monkeypatch.setattr(setup, "install_programs", lambda: None)
    monkeypatch.setattr(setup, "in_venv", lambda *arguments: 1 if "mypy" in arguments else 0)
    assert setup.test("test", []) == 1
    assert setup.test("quick", []) == 0


@pytest.mark.parametrize("linter", ["ruff check", "ruff format", "mypy", "importlinter", "file_lengths"])
def test_each_linter_can_fail_the_lint(setup, monkeypatch, linter):
    monkeypatch.setattr(setup, "in_venv", lambda *arguments: int(linter in " ".join(arguments)))
    assert setup.lint() == 1


def test_what_is_drawn_for_a_run_of_the_tests_is_drawn_again_but_in_a_full_one(setup, monkeypatch):
    runs = []
    monkeypatch.setattr(setup, "install", lambda goal: None)
    monkeypatch.setattr(setup, "install_programs", lambda: None)
    monkeypatch.setattr(setup, "in_venv", lambda *arguments: runs.append(arguments) or 0)
    for which in ("test", "quick", "full"):
        setup.test(which, [])
    pytests = [arguments for arguments in runs if "pytest" in arguments]
    assert ["--hypothesis-profile=ci" in arguments for arguments in pytests] == [True, True, False]


@pytest.mark.parametrize(
    ("which", "seconds", "line"),
    [
        ("quick", 47.2, "quick: 47 s of 60 s"),
        ("quick", 61, "quick: 61 s of 60 s. TOO LONG"),
        ("test", 1499, "test: 25 min of 25 min"),
        ("test", 1800, "test: 30 min of 25 min. TOO LONG"),
        ("full", 9000, "full: 150 min"),
    ],
)
def test_a_run_says_what_it_took_of_its_budget(setup, monkeypatch, capsys, which, seconds, line):
    moments = iter([0.0, 0.0, 0.0, 0.0, 0.0, seconds] if which != "quick" else [0.0, 0.0, 0.0, seconds])
    monkeypatch.setattr(setup, "install", lambda goal: None)
    monkeypatch.setattr(setup, "install_programs", lambda: None)
    monkeypatch.setattr(setup, "in_venv", lambda *arguments: 0)
    monkeypatch.setattr(setup.time, "monotonic", lambda: next(moments))
    assert setup.test(which, []) == 0  # too long is not wrong
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(line)
    assert ("TOO LONG" in last) is ("TOO LONG" in line)


def test_every_selection_and_its_budget_stand_in_the_documentation(setup):
    text = (REPO / "docs" / "testing.md").read_text(encoding="utf-8")
    for which in setup.SELECTIONS:
        [row] = [line for line in text.splitlines() if line.startswith(f"| `make {which}` |")]
        assert which not in setup.BUDGETS or setup.duration(setup.BUDGETS[which]) in row
    markers = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["markers"]
    assert all(f"| `{marker.partition(':')[0]}` |" in text for marker in markers)


@pytest.mark.slow
def test_unknown_command_shows_the_usage():
    done = subprocess.run([sys.executable, REPO / ".ci" / "setup.py", "dance"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "setup.py lab" in done.stdout


@pytest.mark.parametrize(
    ("command", "goal", "module"),
    [
        ("sync", "test", "autograd_lab.authoring"),
        ("layouts", "test", "autograd_lab.authoring.layouts"),
        ("book", "test", "autograd_lab.authoring.book"),
        ("exams", "test", "tests.exams"),
        ("experiments", "test", "autograd_lab.authoring.experiments"),
        ("bench", "bench", "benchmarks"),
    ],
)
def test_every_command_of_make_works_without_make(setup, monkeypatch, command, goal, module):
    done = []
    monkeypatch.setattr(setup, "install", done.append)
    monkeypatch.setattr(setup, "in_venv", lambda *arguments: done.extend(arguments) or 0)
    assert setup.main([command, "--check"]) == 0
    assert done == [goal, "-m", module, "--check"]
    assert f"setup.py {command}\n" in (REPO / "Makefile").read_text().replace("$(SETUP) ", "setup.py ").replace(
        " $(ARGS)", ""
    )


def test_a_browser_that_is_not_there_is_missing(setup, monkeypatch):
    monkeypatch.setenv("LAB_CHROME", "/no/browser")
    assert "chromium" in setup.missing_programs()


@pytest.mark.slow
@pytest.mark.full
def test_environment_that_was_moved_or_broken_is_made_anew(setup):
    python = setup.venv_python()
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text("not a program")
    setup.make_venv()
    assert setup.usable(str(python))


SEVERAL = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]


def run_pytest(folder, *options, require_all="0"):
    """A run of pytest on the tests in a folder, with what tells of gaps."""
    plugin = ["-p", "tests.support.gaps", "-p", "no:cacheprovider", "--rootdir", folder, folder]
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, *plugin, *options]
    asked_for = ("PYTEST_ADDOPTS", "FORCE_COLOR", "PY_COLORS")  # by whoever runs these tests
    environment = {name: value for name, value in os.environ.items() if name not in asked_for}
    environment |= {"LAB_REQUIRE_ALL": require_all, "PYTHONPATH": str(REPO)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [[], SEVERAL], ids=["one process", "two"])
@pytest.mark.full
def test_a_gap_fails_where_nothing_may_be_missing(tmp_path, processes):
    (tmp_path / "test_gap.py").write_text(
        "import pytest\n"
        "def test_it(): pytest.skip('needs X: buy one')\n"
        "@pytest.mark.parametrize('k', range(3))\n"
        "def test_long(k): pass\n"
    )
    for value, code in (("0", 0), ("1", 1)):
        done = run_pytest(tmp_path, *processes, "-k", "not long", require_all=value)
        assert done.returncode == code, done.stdout
        assert "   1  needs X: buy one" in done.stdout
        assert "   3  left out by the selection 'not long'" in done.stdout


@pytest.mark.slow
def test_groups_stay_in_one_process_and_browser_tests_come_last(tmp_path):
    (tmp_path / "test_order.py").write_text(
        "import os, pytest\n"
        "def note(what): open('log', 'a').write(f'{os.getpid()} {what}\\n')\n"
        "def test_page(browser_page=None): note('browser')\n"
        "test_page = pytest.mark.browser(test_page)\n"
        "@pytest.fixture(scope='session')\n"
        "def book(): note('book')\n"
        "@pytest.mark.xdist_group('book')\n"
        "def test_words(book): pass\n"
        "@pytest.mark.xdist_group('book')\n"
        "@pytest.mark.browser\n"
        "def test_pages(book): note('browser')\n"
        "@pytest.mark.parametrize('k', range(20))\n"
        "def test_plain(k): note('plain')\n"
    )
    done = run_pytest(tmp_path, *SEVERAL)
    assert done.returncode == 0, done.stdout
    lines = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    assert [what for _, what in lines].count("book") == 1
    for process in {process for process, _ in lines}:
        mine = [what for number, what in lines if number == process]
        assert "plain" not in mine[mine.index("browser") :] if "browser" in mine else True


def test_stamp_says_what_it_is_of(installer):
    installer.install("course")
    assert json.loads(installer.stamp_of("course").read_text())["of"] == installer.fingerprint("course")
