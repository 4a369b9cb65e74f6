"""An instructor's private package: the one of the guide, built from its own text, installed, asked and graded."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib import invalidate_caches, metadata
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograd_lab import check
from autograd_lab.errors import CheckFailed
from autograd_lab.exams import registry
from autograd_lab.exams.ps1.exam import PS1
from autograd_lab.exams.registry import NoExamError, PrivateExamError, exam_of
from autograd_lab.exams.table import README, main as table, measure
from autograd_lab.grading.cli_collect import main
from autograd_lab.mistakes import MISTAKES
from tests.grading.course import REPO, Course
from tests.support.lab import KERNEL

GUIDE = REPO / "docs" / "instructors.md"
HIDDEN = ("Σ c (ŷ − y)²", "np.average", "divided-by-rows", "Divide by np.sum(c)", "np.sum(c * ")


@pytest.fixture
def forgetful():
    """Exams are looked up anew, before and after, and mistakes of a private package are forgotten again."""
    known = set(MISTAKES)
    exam_of.cache_clear()
    yield
    exam_of.cache_clear()
    for name in set(MISTAKES) - known:
        del MISTAKES[name]
    sys.modules.pop("backprop_midterm", None)


def guide_files(folder: Path) -> Path:
    """The files that the guide shows, each under the name that stands before it."""
    folder.mkdir()
    blocks = re.findall(
        r"^`([\w.]+)`\n\n```\w+\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    for name, text in blocks:
        (folder / name).write_text(text, encoding="utf-8")
    assert {name for name, _ in blocks} == {"pyproject.toml", "backprop_midterm.py"}
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip has installed the guide's package."""
    root = tmp_path_factory.mktemp("private")
    target = root / "site"
    source = guide_files(root / "source")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--target", str(target)]
    done = subprocess.run([*install, "--quiet", "--no-index", str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch, forgetful) -> Path:
    """This process sees the package, and what it starts does too."""
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(REPO)]))
    invalidate_caches()
    return site


def weighted_mse(y_hat, y, c):
    return ((y_hat - y) ** 2 * c).sum() / c.sum()


@pytest.mark.slow
def test_the_private_exam_is_found_and_keeps_what_an_exam_promises(installed):
    exam = exam_of("midterm")
    row = measure(exam, exam.questions[0], 5)
    assert (row.killed, row.accepted, row.named, row.named_wrongly) == (1, 1, 1, 0)
    assert exam_of("ps1").questions[0].cases == 32
    assert PS1.questions[0].cases == 8
    assert exam_of("ps3") is registry._own("ps3")


@pytest.mark.slow
def test_the_table_of_a_private_exam_is_printed_and_not_written_down(installed, capsys):
    before = README.read_bytes()
    assert table(["2", "midterm"]) == 0
    assert "| midterm | `weighted_mse` | 2 | 1 | 100 % | 1 | 100 % | 100 % | 0 |" in capsys.readouterr().out
    assert README.read_bytes() == before


@pytest.mark.slow
def test_where_it_is_installed_check_asks_it_and_names_its_mistake(installed):
    assert check.midterm(weighted_mse).passed

    def plain(y_hat, y, c):
        return (c * (y_hat - y) ** 2).mean()

    plain.__name__ = "weighted_mse"
    report = check.midterm(plain)
    assert [finding.mistake for finding in report.result.findings] == ["divided-by-rows"]
    assert "Double all weights" in repr(report)
    assert "Read again" not in repr(report) + report._repr_html_()


def test_on_a_students_machine_check_says_who_asks_and_require_does_not_pass(forgetful):
    report = check.midterm(weighted_mse)
    assert not report.passed
    assert "not on this machine" in repr(report)
    assert "ps1, ps2, ps3" in repr(report)
    with pytest.raises(CheckFailed, match="asked only when they grade"):
        report.require()
    assert not hasattr(check, "_repr_mimebundle_")


@pytest.mark.slow
@pytest.mark.lab
@pytest.mark.full
def test_a_class_is_graded_by_a_question_that_nobody_has_seen(installed, tmp_path):
    course = Course(tmp_path, name="midterm")
    (tmp_path / "solutions" / "midterm").mkdir(parents=True)
    nbformat.write(notebook(), tmp_path / "solutions" / "midterm" / "midterm.ipynb")
    (tmp_path / "nbgrader_config.py").write_bytes((REPO / "nbgrader_config.py").read_bytes())
    assert main(["release", "midterm", "--course", str(tmp_path)]) == 0
    given = (tmp_path / "assignments" / "midterm" / "midterm.ipynb").read_text(encoding="utf-8")
    assert "check.midterm(weighted_mse).require()" in given
    assert [text for text in HIDDEN if text in given] == []
    assert [path.name for path in (tmp_path / "assignments" / "midterm").iterdir()] == ["midterm.ipynb"]
    for student, line in {
        "right": "return ((y_hat - y) ** 2 * c).sum() / c.sum()",
        "over-n": "return np.mean(c * (y_hat - y) ** 2)",
        "blank": None,
    }.items():
        handed_in = course.released()
        if line:
            handed_in.cells[2].source = f"def weighted_mse(y_hat, y, c):\n    {line}"
        course.submit(student, handed_in)
    course.run("nbgrader", "autograde", "midterm")
    course.run("nbgrader", "generate_feedback", "midterm")
    assert {student: score for student, (score, _) in course.exported().items()} == {
        "right": 10.0,
        "over-n": 0.0,
        "blank": 0.0,
    }
    assert "divided by the number of rows" in course.feedback("over-n")
    assert "not written yet" in course.feedback("blank")


def notebook():
    """The instructor's midterm: one question, worth ten points in this class."""
    locked = {"grade": True, "solution": False, "locked": True, "points": 10, "task": False, "schema_version": 3}
    answer = {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
    line = "return np.sum(c * (y_hat - y) ** 2) / np.sum(c)"
    solution = f"def weighted_mse(y_hat, y, c):\n    ### BEGIN SOLUTION\n    {line}\n    ### END SOLUTION"
    cells = [
        new_markdown_cell("# Midterm\n\nThe last cell is asked when I grade.", id="title"),
        new_code_cell("import numpy as np\nfrom autograd_lab import check", id="imports"),
        new_code_cell(solution, id="answer", metadata={"nbgrader": {**answer, "grade_id": "weighted"}}),
        new_code_cell(
            "check.midterm(weighted_mse).require()",
            id="asked",
            metadata={"nbgrader": {**locked, "grade_id": "check_weighted"}},
        ),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


class Entries:
    """Stands in for the entry points of packages that are not installed."""

    def __init__(self, **values):
        self.values = values

    def __call__(self, group, name):
        found = self.values.get(name, ())
        return [metadata.EntryPoint(name, value, group) for value in found]


@pytest.mark.parametrize(
    ("name", "values", "error", "text"),
    [
        ("finals", [], NoExamError, "there is no exam finals; the course has ps1, ps2"),
        ("finals", ["a:A", "b:B"], PrivateExamError, "two packages bring an exam finals: a:A and b:B"),
        ("finals", ["no_such_package:X"], PrivateExamError, "could not be used: ModuleNotFoundError"),
        ("finals", ["autograd_lab.exams.ps1.exam:PS1"], PrivateExamError, "should carry the name 'finals'"),
        ("finals", ["math:pi"], PrivateExamError, "gives a float; an Exam is needed"),
        ("ps1", ["math:pi"], PrivateExamError, "could not be used: TypeError"),
        ("ps1", ["builtins:id"], PrivateExamError, "gives a int; an Exam is needed"),
        ("ps1", [f"{__name__}:with_unknown_mistake"], PrivateExamError, "unknown mistakes: nobody-knows"),
        ("ps1", [f"{__name__}:with_another_sign"], PrivateExamError, "there is a mistake 'sign' already"),
        ("ps1", [f"{__name__}:with_unknown_equation"], PrivateExamError, "unknown equation 'e-mc2'"),
    ],
)
def test_what_is_no_exam_is_told_with_the_entry_point(name, values, error, text, monkeypatch, forgetful):
    monkeypatch.setattr(metadata, "entry_points", Entries(**{name: values}))
    with pytest.raises(error, match=re.escape(text)):
        exam_of(name)
    function = PS1.question("mse").reference
    assert not getattr(check, name)(function).passed  # a check never raises


def with_unknown_mistake(ps1):
    return _changed(ps1, wrong=(replace(ps1.questions[0].wrong[0], mistake="nobody-knows"),))


def with_another_sign(ps1):
    return replace(ps1, mistakes=(replace(MISTAKES["sign"], name="another"),))


def with_unknown_equation(ps1):
    return _changed(ps1, equation="e-mc2")


def _changed(exam, **fields):
    first, *rest = exam.questions
    return replace(exam, questions=(replace(first, **fields), *rest))
