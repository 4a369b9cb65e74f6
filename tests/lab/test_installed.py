"""The course from a wheel, as who never had the repository gets it: where it lands, and what is said where it can't."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.installed import Environment, environment
from tests.support.lab import Lab, stop, wait_until_up
from tests.support.repo import REPO

pytestmark = [pytest.mark.slow, pytest.mark.lab, pytest.mark.xdist_group("wheel")]
START = Path("notebooks", "00_start_here.ipynb")
CHAPTERS = {path.name for path in (REPO / "notebooks").glob("*.ipynb")}
SETS = {path.name for path in (REPO / "assignments").iterdir() if path.is_dir()}
#: prepares the working copy as always; then JupyterLab says its version and ends
PREPARE = ("lab", "--version")


@pytest.fixture
def here(tmp_path):
    """An empty folder."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def prepared(installed: Environment, here: Path, *options: object, **more: str) -> str:
    """What `autograd-lab lab` says on the way to JupyterLab, which does start."""
    done = installed.run(installed.command, *PREPARE, *options, here=here, **more)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("4.")  # JupyterLab's own word
    return done.stdout


def refused(installed: Environment, here: Path, *options: object, **more: str) -> str:
    """What it says when it does not go on."""
    done = installed.run(installed.command, *PREPARE, *options, here=here, **more)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("autograd-lab lab: ")
    return done.stderr


def listed(lab: Lab, folder: str) -> set[str]:
    return {entry["name"] for entry in json.loads(lab.get(f"/api/contents/{folder}"))["content"]}


def test_in_an_empty_folder_the_course_is_served(installed, here, tmp_path):
    """All chapters and sets are listed, and the page is a student's."""
    lab = Lab("a-token", here / "workbook", tmp_path / "log", tmp_path / "runtime")
    command = [installed.command, "lab", "--no-browser", "--port=0", f"--IdentityProvider.token={lab.token}"]
    shared = Path(sys.prefix, "share", "jupyter", "lab")  # of the tests' own JupyterLab
    variables = installed.variables(JUPYTER_RUNTIME_DIR=str(lab.runtime), JUPYTERLAB_DIR=str(shared))
    with lab.log.open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=variables, cwd=here)
    try:
        wait_until_up(process, lab)
        page = lab.get("/lab").decode()
        assert listed(lab, "notebooks") == CHAPTERS
        assert listed(lab, "assignments") == SETS
        assert b"ps1" in lab.get("/api/contents/assignments/ps1/ps1.ipynb")
    finally:
        stop(process)
    assert '"@jupyter/nbgrader:formgrader"' in page.partition('"disabledExtensions"')[2].partition("]")[0]
    assert {path.name for path in here.iterdir()} == {"workbook"}


@pytest.mark.full
def test_the_second_time_it_goes_on_in_the_same_copy(installed, here):
    assert f"{len(CHAPTERS) + len(SETS)} new" in prepared(installed, here)
    assert "0 new, 0 updated" in prepared(installed, here / "workbook" / "notebooks")
    (here / "workbook").rename(here / "moved")
    assert "0 new, 0 updated" in prepared(installed, here / "moved")
    assert not list(here.glob("*/workbook"))


@pytest.mark.full
def test_a_newer_edition_lies_beside_a_changed_file(wheel, here, tmp_path):
    mine = environment(tmp_path / "own", wheel)
    prepared(mine, here)
    (here / "workbook" / START).write_text("my work")
    for chapter in (START, Path("notebooks", "01_linear_regression.ipynb")):
        (mine.site / "autograd_lab" / "handed_out" / chapter).write_text("a newer edition")
    assert "1 updated" in prepared(mine, here)
    assert (here / "workbook" / START).read_text() == "my work"
    assert (here / "workbook" / START.with_suffix(".new.ipynb")).read_text() == "a newer edition"
    assert (here / "workbook" / "notebooks" / "01_linear_regression.ipynb").read_text() == "a newer edition"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write: /proc on Linux")
def test_where_nobody_can_write_the_copy_is_in_the_home(installed, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    said = prepared(installed, Path("/proc"), HOME=str(home))
    assert f"/proc cannot be written, so your working copy is {home / 'autograd-lab'}." in said
    assert (home / "autograd-lab" / START).is_file()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that nobody can write: /proc on Linux")
def test_where_the_home_cannot_be_written_either_a_folder_is_asked_for(installed):
    said = refused(installed, Path("/proc"), HOME="/proc")
    assert "the working copy /proc/autograd-lab cannot be written" in said
    assert "--workbook FOLDER" in said


@pytest.mark.parametrize(
    "inside", ["", *(pytest.param(f"site/{more}", marks=pytest.mark.full) for more in ("", "autograd_lab/handed_out"))]
)
def test_nothing_is_written_into_the_installation(installed, tmp_path, inside):
    here = installed.site / inside.removeprefix("site").lstrip("/") if inside else installed.folder
    before = {path for path in installed.folder.rglob("*") if "__pycache__" not in path.parts}
    home = tmp_path / "home"
    home.mkdir()
    said = prepared(installed, here, HOME=str(home))
    assert "belongs to the installed programs, which an update replaces" in said
    assert (home / "autograd-lab" / START).is_file()
    assert "an update would delete your work" in refused(installed, tmp_path, "--workbook", here / "mine")
    assert {path for path in installed.folder.rglob("*") if "__pycache__" not in path.parts} == before


def test_a_folder_of_other_things_is_left_alone(installed, here):
    (here / "workbook").mkdir()
    (here / "workbook" / "accounts.xlsx").write_text("1200")
    assert "holds other things than this course" in refused(installed, here)
    assert {path.name for path in (here / "workbook").iterdir()} == {"accounts.xlsx"}
    named = here / "course"
    prepared(installed, here, "--workbook", named)
    assert (named / START).is_file()


def test_the_working_copy_of_another_course_is_left_alone(installed, here):
    other = here / "workbook"
    files = {
        name: {"given": "0", "beside": None} for name in (START.as_posix(), "notebooks/a.ipynb", "notebooks/b.ipynb")
    }
    (other / "notebooks").mkdir(parents=True)
    (other / ".autograd-lab.json").write_text(json.dumps(files))
    before = (other / ".autograd-lab.json").read_bytes()
    said = refused(installed, here)
    assert "is the working copy of another course: of 3 files that were handed out there, this one has 1." in said
    assert "cannot be written" not in said
    assert {path.name for path in other.iterdir()} == {"notebooks", ".autograd-lab.json"}
    assert (other / ".autograd-lab.json").read_bytes() == before


@pytest.mark.full
def test_in_a_repository_of_another_version_its_reader_is_told(installed, here):
    (here / "notebooks").mkdir()
    (here / START).write_text("a chapter of another edition")
    (here / "autograd_lab").mkdir()
    (here / "autograd_lab" / "__init__.py").write_text('__version__ = "99.0"\n')
    said = prepared(installed, here)
    assert f"The course in {here} is of version 99.0" in said
    assert (here / "workbook" / START).read_text() == "a chapter of another edition"


@pytest.mark.full
def test_a_wheel_without_its_notebooks_says_what_to_do(wheel, here, tmp_path):
    mine = environment(tmp_path / "own", wheel)
    data = mine.site / "autograd_lab" / "handed_out"
    lost = data / "notebooks" / "05_computational_graph.ipynb"
    lost.unlink()
    again = f'{mine.python} -m pip install --force-reinstall --no-deps "autograd-lab"'
    assert f"{lost.name} for one: {again}" in prepared(mine, here)
    data.rename(tmp_path / "gone")
    said = refused(mine, here)
    assert "came without its notebooks" in said
    assert again in said
    told = mine.run(mine.command, "doctor", here=here)
    assert told.returncode == 1
    assert "Missing: the package's own files." in told.stdout


@pytest.fixture(scope="module", params=[(), ("numpy",)], ids=["nothing", "numpy"])
def bare(request, wheel, tmp_path_factory):
    return environment(tmp_path_factory.mktemp("bare"), wheel, request.param), request.param


class TestBare:
    """Where only the wheel is, or the wheel and NumPy."""

    OFFERED = """
import autograd_lab, json, sys
from importlib import import_module
found = {}
for name in [*autograd_lab.__all__, "zoo", "answers", "viz.figures", "viz.side_by_side", "viz.concepts"]:
    try:
        if name in autograd_lab.__all__:
            exec(f"from autograd_lab import {name}")
        else:
            import_module(f"autograd_lab.{name}")
        found[name] = ""
    except Exception as error:
        found[name] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
"""

    SOMEBODY = """
import autograd_lab, importlib.util
print(importlib.util.find_spec("anywidget"))
try:
    import anywidget
except ImportError as error:
    print(type(error).__name__, error)
"""

    def test_each_public_name_says_what_brings_what_it_needs(self, bare, here):
        python, lent = bare[0].python, bare[1]
        done = bare[0].run(python, "-c", self.OFFERED, here=here)
        found = json.loads(done.stdout)
        lacking = {name: said for name, said in found.items() if said}
        assert not {"Value", "grad", "record", "to_python"} & lacking.keys()
        numbers = {"Tensor", "check", "check_gradient", "nn", "optim", "functional", "data", "train", "diagnose"}
        assert bool(numbers & lacking.keys()) == (not lent)
        assert {"show", "NetworkView", "viz.figures"} <= lacking.keys()
        for name, said in lacking.items():
            extra = "" if "the package numpy," in said else "[course]"
            assert said.startswith("MissingPackageError: ")
            assert said.startswith(f"MissingPackageError: {name} needs the package ") or "." in name or name == "zoo"
            assert f'\n    {python} -m pip install "autograd-lab{extra}"' in said, said

    @pytest.mark.parametrize(
        ("command", "extra"),
        [
            ("lab", "course"),
            ("export x.ipynb", "course"),
            ("sync", "authoring"),
            ("grade ps1", "grading"),
            ("release ps1", "grading"),
        ],
    )
    def test_each_command_says_what_brings_what_it_needs(self, bare, here, command, extra):
        done = bare[0].run(bare[0].command, *command.split(), here=here)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert f'-m pip install "autograd-lab[{extra}]"' in done.stderr
        assert not list(here.iterdir())

    def test_a_module_that_is_run_says_it_too(self, bare, here):
        done = bare[0].run(bare[0].python, "-m", "autograd_lab.server", "student", here=here)
        assert "autograd_lab.server.__main__ needs the package jupyter_server" in done.stderr
        assert f'{bare[0].python} -m pip install "autograd-lab[course]"' in done.stderr

    def test_what_needs_no_more_than_numbers_works(self, bare, here):
        code = "from autograd_lab import Value; x = Value(3.0); (x * x).backward(); print(x.grad)"
        if bare[1]:
            code += "; from autograd_lab import check, zoo; print(zoo.exhibit(2, 1).title[:7], check.ps1(len).passed)"
        done = bare[0].run(bare[0].python, "-c", code, here=here)
        assert done.stdout.split() == ["6.0", *(["Exhibit", "False"] if bare[1] else [])]

    def test_the_doctor_names_a_command_that_needs_no_repository(self, bare, here):
        done = bare[0].run(bare[0].command, "doctor", here=here)
        assert done.returncode == 1
        assert f'→ {bare[0].python} -m pip install "autograd-lab[course]"' in done.stdout
        assert f'→ {bare[0].python} -m pip install "autograd-lab[torch]"' in done.stdout
        assert "make lab" not in done.stdout

    def test_an_import_of_somebody_elses_fails_as_ever(self, bare, here):
        done = bare[0].run(bare[0].python, "-c", self.SOMEBODY, here=here)
        assert done.stdout.splitlines() == ["None", "ModuleNotFoundError No module named 'anywidget'"]
