"""How the points of a written answer are shared out: every set says it, and formgrader and the report show it."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from autograd_lab.grading.course_folder import load_settings
from autograd_lab.grading.formgrader_page import TITLE
from autograd_lab.grading.mark_schemes import MarkScheme, mark_schemes, mismatch_sentences, schemes_in
from autograd_lab.grading.pages.report import Standing, report_page
from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.sheet import Sheet
from tests.grading.course import BY_HAND
from tests.support.repo import REPO

SETS = sorted(path.name for path in (REPO / "solutions").iterdir() if path.is_dir())


def source(name: str) -> Path:
    return REPO / "solutions" / name / f"{name}.ipynb"


@pytest.mark.parametrize("name", SETS)
def test_every_written_answer_has_a_mark_scheme_that_gives_all_its_points(name: str):
    schemes = list(mark_schemes(nbformat.read(source(name), as_version=4)))
    assert schemes, f"{name} asks for no answer in words"
    faults = [scheme.fault for scheme in schemes if scheme.fault]
    assert not faults, f"course/problem_sets/{name}_*.py: {'; '.join(faults)}"


@pytest.mark.parametrize("name", SETS)
def test_what_students_get_holds_no_scheme_and_no_model_answer(name: str):
    released = (REPO / "assignments" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "Mark scheme" not in released
    for scheme in schemes_in(source(name)).values():
        assert scheme.model.splitlines()[0] not in released


def answer(text: str, points: float = 3) -> NotebookNode:
    about = {"grade": True, "solution": True, "grade_id": "why", "points": points}
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, metadata={"nbgrader": about})])


def test_a_scheme_is_read_with_its_notes_and_its_fault_is_named():
    table = "It doubles.\n\n**Mark scheme**\n\n| points | for |\n|---|---|\n| 2 | the `dw` |\n| 0.5 | why |\n\nBe kind."
    [scheme] = mark_schemes(answer(table))
    assert scheme == MarkScheme("why", 3.0, "It doubles.", ((2.0, "the `dw`"), (0.5, "why")), "Be kind.")
    assert scheme.fault == "the rows of why give 2.5 of 3 points"
    assert "The rows of why give 2.5 of 3 points." in scheme.as_markdown()  # formgrader's page
    assert MarkScheme("why", 0.3, "", ((0.1, "a"), (0.2, "b"))).fault == ""
    [without] = mark_schemes(answer("It doubles."))
    assert "why has no mark scheme" in without.fault


def test_a_sum_that_is_not_the_points_of_the_cell_is_told(tmp_path: Path):
    for points, expected in ((3, 1), (2, 0)):
        table = "It doubles.\n\n**Mark scheme**\n\n| points | for |\n|---|---|\n| 2 | the `dw` |"
        nbformat.write(answer(table, points), tmp_path / "ps1.ipynb")
        said = mismatch_sentences(tmp_path / "ps1.ipynb")
        assert [f"Mark scheme: the rows of why give 2 of 3 points. Change it in {tmp_path}" in one for one in said] == [
            True
        ] * expected
    one = Standing("ada", Sheet({"why": 0.0}, {"why": 3.0}), RunRecord())
    schemes = {"why": MarkScheme("why", 3.0, "It doubles.", ((2.0, "the `dw`"),))}
    assert "the rows of why give 2 of 3 points." in report_page("ps1", [one], [], {"why": 3.0}, schemes)


def formgraders_page(course: Path, **resources: str) -> BeautifulSoup:
    """The grading page of a student, made as formgrader makes it."""
    folder = course / "autograded" / "ada" / "ps1"
    folder.mkdir(parents=True)
    graded = nbformat.read(REPO / "assignments" / "ps1" / "ps1.ipynb", as_version=4)
    nbformat.write(graded, folder / "ps1.ipynb")
    config = load_settings(REPO)
    config.HTMLExporter.template_name = "formgrade"
    about = {"index": 0, "total": 1, "base_url": "", "student": "ada", "last_name": "", "first_name": ""}
    about |= {"notebook_path": "", "notebook_id": "ps1", **resources}
    page, _ = HTMLExporter(config=config).from_filename(str(folder / "ps1.ipynb"), resources=about)
    return BeautifulSoup(page, "html.parser")


@pytest.mark.slow
def test_formgrader_shows_the_scheme_below_the_answer(tmp_path: Path):
    (tmp_path / "solutions" / "ps1").mkdir(parents=True)
    (tmp_path / "solutions" / "ps1" / "ps1.ipynb").write_bytes(source("ps1").read_bytes())
    page = formgraders_page(tmp_path, submission_id="f3", assignment_id="ps1")
    [shown] = [one for one in page.find_all("details") if TITLE in one.summary.get_text()]
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in shown.find_all("tr")[1:]]
    assert rows == [
        [f"{points:g}", earned.replace("`", "")] for points, earned in schemes_in(source("ps1"))[BY_HAND].rows
    ]
    assert "each sum over the rows doubles" in shown.get_text().lower()
    before = shown.find_previous(class_="nbgrader_cell")
    assert before.find(id=BY_HAND), "the scheme stands right below the answer that it is about"
    assert not shown.find_parent(class_="nbgrader_cell")


@pytest.mark.slow
def test_a_course_folder_without_solutions_has_its_page_all_the_same(tmp_path: Path):
    page = formgraders_page(tmp_path, submission_id="f3", assignment_id="ps1")
    assert page.find(id=BY_HAND)
    assert TITLE not in page.get_text()


def test_the_report_shows_the_scheme():
    one = Standing("ada", Sheet({BY_HAND: 0.0}, {BY_HAND: 4.0}), RunRecord())
    made = report_page("ps1", [one], [], {BY_HAND: 4.0}, schemes_in(source("ps1")))
    text = BeautifulSoup(made, "html.parser").get_text()
    assert "Mark schemes" in text
    assert "without 1/N the loss and both gradients double" in text
    assert "Nothing changes" in text  # the model answer
