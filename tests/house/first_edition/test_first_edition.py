"""What people made with an earlier edition works unchanged: a course folder, a workbook, a saved notebook, pickles.

The files beside this one were made by the edition before its modules got folders of their own. They are data: nobody
edits them, and a module that moves leaves behind the names that stand in them.
"""

import base64
import csv
import gzip
import hashlib
import json
import os
import pickle
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell
from traitlets.config.loader import PyFileConfigLoader
from traitlets.utils.importstring import import_item

import autograd_lab
from autograd_lab.lab.places import is_working_copy, working_copy
from autograd_lab.lab.workbook import MANIFEST, prepare
from tests.grading.course import BY_HAND, NAME, TOTAL, Course
from tests.grading.sandboxed import missing
from tests.support.executed import execute
from tests.support.lab import REPO

HERE = Path(__file__).parent
SEED = "20261125"  # of the run that graded the class
SCORES = {
    "ada-lovelace": 19.0,  # all right; 3 of these points were given by hand
    "ben-okafor": 9.0,  # the 1/N of the gradient is missing
    "cleo-marsh": 0.0,  # nothing written
    "dora-lind": 13.0,  # a loop without end, a derivative by nudging, a cell that fails, a question deleted
}
COMMENT = "Say why N grows too."  # by hand, too
IDS = {
    "autograd_lab.viz.shared.Code",
    "autograd_lab.viz.player.Player",
    "autograd_lab.viz.network.view.NetworkView",
    "autograd_lab.viz.figures.line_fit.LineFit",
}
WIDGETS = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
#: what a script or a page would fetch from elsewhere, or import from a file beside it
FETCHED = re.compile(
    r"""(?:\bfrom|\bimport|\bsrc\s*=|\bhref\s*=|url\(|fetch\()\s*\(?\s*["']?(?:https?:)?//|\b(?:from|import)\s*["'][./@]"""
)

#: Runs each line of a file as if the library had not been imported before: a line must not live on an earlier one.
EACH_LINE = """
import pathlib, sys, traceback
failed = 0
for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograd_lab"]:
        del sys.modules[name]
    try:
        exec(line, {"__name__": "__main__"})
    except BaseException:
        failed += 1
        print(line, "\\n", traceback.format_exc(limit=-1))
sys.exit(failed)
"""


# --- what notebooks, guides and private packages say


@pytest.mark.slow
@pytest.mark.parametrize("lines", ["imports.txt", "uses.txt"])
def test_every_name_that_a_notebook_or_a_guide_takes_is_still_there(lines: str) -> None:
    """imports.txt: each import of the library in notebooks and guides; uses.txt: what they then do with modules."""
    command = [sys.executable, "-W", "error", "-c", EACH_LINE, str(HERE / lines)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_private_package_is_found_and_measured(tmp_path: Path) -> None:
    """The package of the instructor's guide, as pip had installed it."""
    shutil.copy(HERE / "private" / "backprop_midterm.py", tmp_path)
    about = tmp_path / "backprop_midterm-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: backprop-midterm\nVersion: 1.0\n")
    entries = "midterm = backprop_midterm:MIDTERM\nps1 = backprop_midterm:more_draws\n"
    (about / "entry_points.txt").write_text(f"[autograd_lab.exams]\n{entries}")
    done = subprocess.run(
        [sys.executable, "-m", "autograd_lab.exams.table", "2", "midterm"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPO)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "| midterm | `weighted_mse` | 2 | 1 | 100 % | 1 | 100 % | 100 % | 0 |" in done.stdout


# --- an instructor's course folder


def settings() -> Any:
    """What the folder's nbgrader_config.py sets."""
    return PyFileConfigLoader("nbgrader_config.py", str(HERE / "course")).load_config()


def names(setting: object) -> set[str]:
    """Each dotted name of ours in a setting, however deep."""
    if isinstance(setting, str):
        return {setting} if re.fullmatch(r"autograd_lab(\.\w+)+", setting) else set()
    inside = setting.values() if isinstance(setting, Mapping) else setting if isinstance(setting, list) else ()
    return set().union(*map(names, inside))


def test_each_module_that_the_settings_name_is_there() -> None:
    found = names(settings())
    assert len(found) == 6, found
    for name in found:
        assert callable(import_item(name)), name


def test_the_templates_lie_where_the_settings_look_for_them() -> None:
    ours = Path(settings().HTMLExporter.extra_template_basedirs[0])
    assert ours == Path(autograd_lab.__file__).with_name("templates")
    assert list(ours.glob("formgrade/*.j2"))
    assert list(ours.glob("feedback/*.j2"))


@pytest.mark.slow
def test_formgraders_page_takes_the_filter_and_the_templates_of_the_settings() -> None:
    config = settings()
    config.HTMLExporter.template_name = "formgrade"  # as formgrader does
    graded = nbformat.read(HERE / "course/autograded/ben-okafor/ps1/ps1.ipynb", as_version=4)
    graded.cells.append(new_markdown_cell("<script>alert(1)</script>said by a student"))
    page, _ = HTMLExporter(config=config).from_notebook_node(
        graded, {"index": 0, "total": 1, "base_url": "", "notebook_id": NAME}
    )
    assert "the 1/N of the mean is missing" in page
    assert "said by a student" in page
    assert "<script>alert" not in page
    assert "static/jupyter_server_mathjax/MathJax.js" in page  # ours, in place of nbconvert's address on the network
    assert not FETCHED.search(page)


def opened(to: Path) -> Course:
    """A copy of the course folder to work in, with its gradebook."""
    shutil.copytree(HERE / "course", to)
    for student in SCORES:  # what was received, which `collect` had copied byte for byte, is kept once
        shutil.copytree(to / "submitted" / student / NAME, to / "received" / student / NAME)
        (to / "received" / student / NAME / "collected.json").unlink()
    dump = to / "gradebook.sql"
    with sqlite3.connect(to / "gradebook.db") as book:
        book.executescript(dump.read_text(encoding="utf-8"))
    book.close()
    dump.unlink()
    return Course(to)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The folder as its instructor left it, to be changed."""
    return opened(tmp_path / "course")


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The same, for what leaves grades and submissions as they are."""
    return opened(tmp_path_factory.mktemp("first-edition") / "course")


def records(course: Course) -> dict[str, list[tuple[Any, ...]]]:
    """What the graded notebooks say of each question: its points, its mistakes, and the seed of its inputs."""
    about = {student: course.autograded(student).metadata["autograd_lab"]["questions"] for student in SCORES}
    return {
        student: [(one["function"], one["points"], one["mistakes"], one["result"]["seed"]) for one in questions]
        for student, questions in about.items()
    }


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file, without the order of its rows."""
    with path.open(encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row.get("student") or row["student_id"])


def unguarded() -> list[str]:
    """Options for a machine that has no sandbox."""
    return ["--sandbox=none", "--i-trust-these-students"] if missing() else []


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.xdist_group("first-edition")
class TestTheCourseFolder:
    def test_the_report_says_what_it_said(self, left: Course) -> None:
        left.run("autograd_lab.cli", "report", NAME)
        assert table(left.root / "reports" / "ps1.csv") == table(HERE / "course" / "reports" / "ps1.csv")

    def test_what_is_graded_stands(self, left: Course) -> None:
        notebooks = {path: path.read_bytes() for path in left.root.glob("autograded/*/*/*")}
        assert len(notebooks) == len(SCORES)
        assert "0 to grade" in left.run("autograd_lab.cli", "grade", NAME, *unguarded())
        assert {path: path.read_bytes() for path in left.root.glob("autograded/*/*/*")} == notebooks

    def test_whose_code_ran_out_of_time_is_known(self, left: Course) -> None:
        said = left.run("autograd_lab.cli", "grade", NAME, "--only-failed", "--dry-run", *unguarded())
        assert "1 to grade" in said
        assert "dora-lind" in said

    @pytest.mark.full
    def test_a_record_that_nbgraders_autograde_wrote_is_read(self, course: Course) -> None:
        """It says less: neither the run, nor which cell asked which question."""
        path = course.root / "autograded" / "dora-lind" / NAME / f"{NAME}.ipynb"
        graded = json.loads(path.read_text(encoding="utf-8"))
        graded["metadata"] |= json.loads((HERE / "record_of_nbgrader.json").read_text(encoding="utf-8"))
        path.write_text(json.dumps(graded), encoding="utf-8")
        course.run("autograd_lab.cli", "report", NAME)
        course.run("autograd_lab.cli", "feedback", NAME, "--student", "dora-lind")
        assert "did not return in time" in course.feedback("dora-lind")
        row = table(course.root / "reports" / "ps1.csv")[-1]
        assert (row["student"], row["score"], row["mistakes"]) == ("dora-lind", "13", "mse: timeout")
        assert "1 to grade" in course.run("autograd_lab.cli", "grade", NAME, "--dry-run", *unguarded())

    @pytest.mark.full
    def test_the_assignment_is_what_its_solution_gives(self, left: Course) -> None:
        assert "are as they were" in left.run("autograd_lab.cli", "release", NAME)

    def test_what_was_received_is_read_again_and_new_files_are_none(self, left: Course) -> None:
        said = left.run("autograd_lab.cli", "collect", NAME)
        assert "4 submissions to ps1" in said
        assert "put back as released: check_gradient_step" in said
        assert " new)" not in said
        assert "0 to grade" in left.run("autograd_lab.cli", "grade", NAME, "--dry-run", *unguarded())

    def test_graded_again_everybody_has_the_same_points_for_the_same_reasons(self, course: Course) -> None:
        """All but Dora, whose endless loop takes a busy machine a minute."""
        before = records(course)
        quick = [f"--student={student}" for student in SCORES if student != "dora-lind"]
        said = course.run("autograd_lab.cli", "grade", NAME, "--again", "--seed", SEED, *quick, *unguarded())
        assert "3 of 3 graded" in said
        assert records(course) == before
        assert course.exported() == {student: (score, TOTAL) for student, score in SCORES.items()}
        with course.gradebook() as book:  # what a person gave and wrote
            assert book.find_grade(BY_HAND, NAME, NAME, "ada-lovelace").manual_score == 3.0
            assert book.find_comment(BY_HAND, NAME, NAME, "ada-lovelace").manual_comment == COMMENT

    def test_feedback_says_what_was_found_and_what_a_person_wrote(self, left: Course) -> None:
        archive = left.root / "pages.zip"
        left.run("autograd_lab.cli", "feedback", NAME, "--zip", str(archive))
        assert COMMENT in left.feedback("ada-lovelace")
        assert "the 1/N of the mean is missing" in left.feedback("ben-okafor")
        assert "not written yet" in left.feedback("cleo-marsh")
        for said in ("did not return in time", "to about 10 digits only", "put back as released: check_gradient_step"):
            assert said in left.feedback("dora-lind")
        assert archive.is_file()

    def test_export_gives_the_same_table(self, left: Course) -> None:
        left.exported(by_command=True)
        assert table(left.root / "exports" / "ps1.csv") == table(HERE / "course" / "exports" / "ps1.csv")

    @pytest.mark.full
    def test_nbgraders_own_commands_grade_and_write_pages(self, course: Course) -> None:
        options = ["--ExamPreprocessor.sandbox=none", "--ExamPreprocessor.trust_students=True"] if missing() else []
        course.run("nbgrader", "autograde", NAME, "--force", "--student=ben-okafor", *options)
        course.run("nbgrader", "generate_feedback", NAME, "--force", "--student=ben-okafor")
        assert course.exported()["ben-okafor"] == (SCORES["ben-okafor"], TOTAL)
        assert "the 1/N of the mean is missing" in course.feedback("ben-okafor")
        assert not FETCHED.search(course.feedback("ben-okafor"))  # ours: its formulas are MathML


# --- a learner's workbook

CHAPTER, SET = Path("notebooks/02_nudging.ipynb"), Path("assignments/ps1/ps1.ipynb")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The workbook as its learner left it: one chapter and one problem set, both worked in."""
    return shutil.copytree(HERE / "workbook", tmp_path / "workbook")


def handed_out(path: Path) -> str:
    """The hash of a file as the workbook's course handed it out."""
    return str(json.loads((HERE / "workbook" / MANIFEST).read_text(encoding="utf-8"))[path.as_posix()]["given"])


@pytest.mark.slow
def test_nothing_that_the_learner_wrote_is_overwritten_by_todays_course(mine: Path) -> None:
    summary = prepare(REPO, mine)
    for path in (CHAPTER, SET):
        assert (mine / path).read_bytes() == (HERE / "workbook" / path).read_bytes()
        assert hashlib.sha256((mine / path).read_bytes()).hexdigest() != handed_out(path)  # worked in
    changed = {
        path.with_suffix(".new.ipynb")
        for path in (CHAPTER, SET)
        if hashlib.sha256((REPO / path).read_bytes()).hexdigest() != handed_out(path)
    }
    assert set(summary.news) == changed
    assert summary.kept == 2
    assert summary.updated == []
    again = prepare(REPO, mine)
    assert (again.new, again.updated, again.news) == ([], [], [])


def test_a_newer_edition_is_laid_beside_what_the_learner_wrote(mine: Path, tmp_path: Path) -> None:
    for path in (CHAPTER, SET):
        (tmp_path / "course" / path).parent.mkdir(parents=True)
        (tmp_path / "course" / path).write_text("a newer edition")
    assert len(prepare(tmp_path / "course", mine).news) == 2
    for path in (CHAPTER, SET):
        assert (mine / path).read_bytes() == (HERE / "workbook" / path).read_bytes()
        assert (mine / path.with_suffix(".new.ipynb")).read_text() == "a newer edition"


def test_opened_from_inside_it_is_known_as_the_working_copy(mine: Path) -> None:
    assert is_working_copy(mine)
    assert working_copy(mine / "notebooks", REPO) == mine


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.parametrize("path", [CHAPTER, SET], ids=lambda path: path.stem)
@pytest.mark.sampled(1)
def test_the_learners_notebooks_run_from_top_to_bottom(path: Path) -> None:
    """The chapter ends with a cell of the learner's own that imports what any notebook of the course imported."""
    notebook = nbformat.read(HERE / "workbook" / path, as_version=4)
    execute(notebook)
    texts = json.dumps([cell.get("outputs", []) for cell in notebook.cells])
    assert "right" in texts


# --- a notebook that was saved with its widgets


@pytest.fixture(scope="module")
def saved() -> nbformat.NotebookNode:
    """A player, a network and a live figure, run and saved with the state of their widgets."""
    notebook = nbformat.read(HERE / "widgets.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.mark.slow
def test_the_saved_state_brings_its_own_code(saved: nbformat.NotebookNode) -> None:
    """A browser needs anywidget and what is saved; nothing asks Python for a module."""
    state = saved.metadata["widgets"][WIDGETS]["state"]
    ours = {key: one["state"] for key, one in state.items() if one["model_module"] == "anywidget"}
    assert {one["_anywidget_id"] for one in ours.values()} == IDS
    for one in ours.values():
        assert "export default" in one["_esm"]
        assert not FETCHED.search(one["_esm"])
        if "_code" in one:  # what the stub asks the page for is saved beside it
            shared = ours[one["_code"].removeprefix("IPY_MODEL_")]
            script = gzip.decompress(base64.b64decode(shared["_packed"])).decode()
            assert "render" in script.rpartition("export default")[2]
            assert not FETCHED.search(script)


def test_every_displayed_widget_is_among_the_saved_ones(saved: nbformat.NotebookNode) -> None:
    state = saved.metadata["widgets"][WIDGETS]["state"]
    views = [
        output.data[VIEW]["model_id"]
        for cell in saved.cells
        for output in cell.outputs
        if VIEW in output.get("data", {})
    ]
    assert len(views) == 3
    assert set(views) <= set(state)


def test_without_widgets_the_saved_page_needs_no_module_of_ours(saved: nbformat.NotebookNode) -> None:
    pages = [
        output.data["text/html"]
        for cell in saved.cells
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    assert len(pages) == 4  # the player's two outputs, the network, the figure
    assert sum("<table" in page for page in pages) == 3
    for page in pages:
        assert "autograd_lab." not in page
        assert not FETCHED.search(page)


@pytest.mark.slow
def test_the_saved_notebook_becomes_a_page_as_it_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "autograd_lab.cli", "export", "--as-it-is", "-o", str(tmp_path)]
    done = subprocess.run([*command, str(HERE / "widgets.ipynb")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "widgets.html").read_text(encoding="utf-8")
    assert page.count("<table") >= 3
    assert "widget-view+json" not in page


@pytest.mark.lab
@pytest.mark.slow
def test_the_saved_notebook_runs_again(saved: nbformat.NotebookNode) -> None:
    again = nbformat.from_dict(saved)
    execute(again)
    assert all(cell.outputs for cell in again.cells)


# --- pickles


def value(kept: Any) -> bool:
    loss, w = kept
    loss.backward()
    return (loss.data, w.grad) == (4.0, 24.0)  # a second sweep: the first one's 12 stood in the pickle


def stepped(kept: Any) -> bool:
    before = [p.data.copy() for p in kept.parameters]
    for p in kept.parameters:
        p.grad = np.ones_like(p.data)
    kept.step()
    return all((old != p.data).all() for old, p in zip(before, kept.parameters, strict=True))


PICKLED: dict[str, Callable[[Any], bool]] = {
    "value": value,
    "op": lambda op: op.name == "mul",
    "neurons": lambda mlp: isinstance(mlp([1.0, -2.0]).data, float),
    "tensor": lambda t: (t.data.tolist(), t.requires_grad, t.name) == ([[1.0, 2.0], [3.0, 4.0]], True, "T"),
    "network": lambda net: net(np.ones((3, 2))).data.shape == (3, 1),
    "state": lambda state: len(state) == 4,
    "sgd": stepped,
    "adam": stepped,
    "schedule": lambda schedule: schedule.step() is None,
    "loader": lambda loader: len(list(loader)) == 2,
    "recording": lambda run: (run.taken, run.at(1).widths) == (2, [2, 2, 1]),
    "report": lambda report: not report.passed and report.result.findings[0].mistake == "mean-missing",
    "gradient_report": lambda report: "The gradient agrees" in repr(report),
    "diagnosis": lambda found: "2 times what it should be" in found.seen,
    "trace": lambda trace: trace.values[-1] == 4.0,
}


@pytest.mark.parametrize("name", PICKLED)
def test_a_pickle_is_read_and_what_it_holds_works(name: str) -> None:
    kept = json.loads((HERE / "pickles.json").read_text(encoding="utf-8"))
    assert kept.keys() == PICKLED.keys()
    assert PICKLED[name](pickle.loads(base64.b64decode(kept[name]["pickle"])))
