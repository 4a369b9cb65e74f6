"""A class that was handed the first edition of ps6 and ps7, and is graded by a later library, loses nothing.

The notebooks beside this file are what was handed out, and the answers to it. They are data: nobody edits them.
"""

import json
import shutil
from importlib import metadata
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograd_lab import check
from autograd_lab.exams import registry
from autograd_lab.exams.editions import KEY, stated_editions
from autograd_lab.exams.question import Exam
from autograd_lab.exams.registry import GROUP, NoEditionError, NoExamError, PrivateExamError, exam_of
from autograd_lab.grading import cli_collect, cli_grade
from autograd_lab.grading.collecting.collection import FAILED, CollectError, collect
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.intake.cells import GradedCell, NoQuestionError, grade_id, is_autograded, read_graded_cell
from autograd_lab.grading.intake.editions import other_edition_sentence
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.run.cell_scores import exam_of_cell
from autograd_lab.grading.run.grading_run import RunRequest, plan_run
from autograd_lab.grading.run.submission import Job, grade
from tests.grading import students
from tests.grading.course import Course
from tests.grading.gradebooks import gradebook, grades_in
from tests.house.first_sets.answers import WRONG
from tests.support.repo import REPO

HERE = Path(__file__).parent
SETS = ("ps6", "ps7")
sets = pytest.mark.parametrize("name", SETS)
NO_SANDBOX = {"sandbox": "none", "trust_students": True}  # the answers are our own


def handed_out(name: str, of: str = "") -> NotebookNode:
    """What was handed out, or the model answers to it."""
    return nbformat.read(HERE / f"{name}{of}.ipynb", as_version=4)


def graded_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that the machine grades."""
    return [cell for cell in notebook.cells if is_autograded(cell)]


def points_of(notebook: NotebookNode) -> dict[str, float]:
    """The points of each cell that the machine grades."""
    return {grade_id(cell): float(cell.metadata.nbgrader.points) for cell in graded_cells(notebook)}


def scores(name: str, answered: NotebookNode) -> dict[str, float | None]:
    """The scores of one who was handed the first edition."""
    released = nbformat.writes(handed_out(name))
    job = Job("ada", name, f"{name}.ipynb", nbformat.writes(answered).encode(), released, 7, NO_SANDBOX)
    found = grade(job).scores
    return {cell: found[cell] for cell in points_of(handed_out(name))}


@pytest.mark.slow
@sets
def test_each_graded_cell_finds_its_question_for_the_points_that_it_promised(name: str):
    notebook = handed_out(name)
    assert stated_editions(notebook.metadata) == {}
    for cell in graded_cells(notebook):
        graded = read_graded_cell(cell)
        exam = exam_of_cell(graded)
        assert exam.question(graded.question).points == cell.metadata.nbgrader.points
        assert exam.edition == 1 or graded.question == "train"  # which both editions ask


@pytest.mark.slow
@sets
def test_the_model_answers_earn_what_they_earned(name: str):
    assert scores(name, handed_out(name, "_solution")) == points_of(handed_out(name))


@pytest.mark.slow
@sets
def test_wrong_answers_earn_what_they_earned(name: str):
    answers, points = WRONG[name]
    assert scores(name, students.fill(handed_out(name), answers)) == points


@pytest.mark.slow
@sets
def test_the_instant_check_knows_the_functions_that_were_handed_out(name: str):
    ask = getattr(check, name)
    for question in exam_of(name, 1).questions:
        if question.seconds <= 2:
            right, wrong = question.right[0].function, question.wrong[0].function
            for function, passes in ((right, True), (wrong, False)):
                spare = lambda *args, function=function: function(*args)  # noqa: E731 - its name is set below
                spare.__name__ = question.name
                report = ask(spare, seed=3)
                assert report.passed is passes
                assert passes or f"check.{name}({question.name}, seed=3)" in repr(report)


# --- editions ---


@pytest.mark.slow
@pytest.mark.parametrize("name", registry.own_names())
def test_what_students_get_states_the_edition_of_its_exam(name: str):
    for folder in ("assignments", "solutions"):
        notebook = nbformat.read(REPO / folder / name / f"{name}.ipynb", as_version=4)
        assert stated_editions(notebook.metadata) == {name: exam_of(name).edition}


@pytest.mark.slow
def test_a_name_says_which_edition_is_meant_where_nothing_else_does():
    """So a question whose contract changes takes a new name."""
    for name in registry.own_names():
        exams = [exam_of(name, edition) for edition in registry.editions_of(name)]
        assert [exam.edition for exam in exams] == list(range(1, len(exams) + 1))
        meant: dict[str, object] = {}
        for exam in exams:
            for question in exam.questions:
                assert meant.setdefault(question.name, question) is question, f"{name}: {question.name}"
        assert {exam.total for exam in exams} == {exams[0].total}


@pytest.mark.slow
def test_editions_are_found_and_others_are_not():
    assert registry.editions_of("ps6") == (1, 2)
    assert exam_of("ps6") is exam_of("ps6", 2)
    assert exam_of("ps6", 1).questions[0].name == "momentum_step"
    assert registry.exam_asking("ps6", "adam_step") is exam_of("ps6", 1)
    assert registry.exam_asking("ps6", "train") is exam_of("ps6", 2)
    assert registry.exam_asking("ps6", "nothing") is exam_of("ps6", 2)
    with pytest.raises(NoEditionError, match=r"no edition 3 of ps6 in this autograd-lab, which has edition 1 and 2"):
        exam_of("ps6", 3)
    with pytest.raises(NoExamError):
        registry.exam_asking("ps77", "train")


def test_a_notebook_is_graded_by_the_edition_that_it_states():
    cell = read_graded_cell(graded_cells(handed_out("ps6"))[0])
    assert exam_of_cell(cell, {"ps6": 1}).edition == 1
    with pytest.raises(NoQuestionError, match="no question 'momentum_step'"):
        exam_of_cell(cell, {"ps6": 2})
    with pytest.raises(NoQuestionError, match="no edition 9 of ps6"):
        exam_of_cell(cell, {"ps6": 9})


def test_odd_metadata_state_nothing():
    for found in (None, 3, ["ps6"], {"ps6": "2", "ps7": 0, "ps1": None}):
        assert stated_editions({KEY: found}) == {}


# --- private packages ---


def of_the_first_edition(exam: Exam) -> Exam:
    """What a private package made of ps6 before there was a second edition: it knows the questions of the first."""
    exam.question("momentum_step")
    return exam


def of_the_second_edition(exam: Exam) -> Exam:
    """What a private package makes of ps6 that was written today, and knows the questions of today alone."""
    exam.question("nesterov_step")
    return exam


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    entry = EntryPoint("ps6", f"{__name__}:{request.param}", GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda **wanted: EntryPoints([entry]).select(**wanted))
    exam_of.cache_clear()
    yield
    exam_of.cache_clear()


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("private", ["of_the_second_edition"], indirect=True)
def test_a_check_answers_where_a_private_package_knows_the_newest_edition_alone():
    assert "has no question about 'len'. It knows nesterov_step" in check.ps6(len).message
    assert exam_of_cell(GradedCell("ps6", "train")).edition == 2


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("private", ["of_the_first_edition"], indirect=True)
def test_a_private_package_of_the_first_edition_still_serves_what_was_handed_out_with_it():
    for cell in graded_cells(handed_out("ps6")):
        assert exam_of_cell(read_graded_cell(cell)).edition == 1
    with pytest.raises(PrivateExamError, match="KeyError"):
        exam_of("ps6")


# --- a course folder ---


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder in which the first edition was released."""
    for name in SETS:
        for folder, of in (("assignments", ""), ("solutions", "_solution")):
            (tmp_path / "course" / folder / name).mkdir(parents=True)
            shutil.copy(HERE / f"{name}{of}.ipynb", tmp_path / "course" / folder / name / f"{name}.ipynb")
    shutil.copy(REPO / "nbgrader_config.py", tmp_path / "course")
    return tmp_path / "course"


def download(folder: Path, name: str, **handed_in: NotebookNode) -> Path:
    """A folder with a file for each student."""
    for student, notebook in handed_in.items():
        (folder / student).mkdir(parents=True)
        nbformat.write(notebook, folder / student / f"{name}.ipynb")
    return folder


def newest(name: str) -> NotebookNode:
    """What is handed out today."""
    return nbformat.read(REPO / "assignments" / name / f"{name}.ipynb", as_version=4)


@pytest.mark.slow
@sets
def test_work_of_the_edition_that_was_released_is_collected(course: Path, tmp_path: Path, name: str):
    source = download(tmp_path / "d", name, ada=handed_out(name, "_solution"), ben=handed_out(name))
    assert [one.state for one in collect(course, name, source)] == ["new", "new"]


@pytest.mark.slow
@sets
def test_work_of_another_edition_is_not_collected_and_says_why(course: Path, tmp_path: Path, name: str):
    source = download(tmp_path / "d", name, ada=handed_out(name), ben=newest(name))
    ada, ben = collect(course, name, source)
    assert ada.state == "new"
    assert ben.state == FAILED
    assert f"it is edition 2 of {name}, and what is released here is edition 1" in ben.file
    assert (course / "received" / "ben" / name / f"{name}.ipynb").is_file()  # nothing is lost
    assert not (course / "submitted" / "ben").exists()


@pytest.mark.slow
@sets
def test_work_that_was_collected_before_the_set_was_replaced_is_not_graded_as_nothing(course: Path, name: str):
    """As in a clone that is the course folder, and is updated between `collect` and `grade`."""
    Course(course, name=name).submit("ada", handed_out(name, "_solution"))
    shutil.copy(REPO / "assignments" / name / f"{name}.ipynb", course / "assignments" / name)
    with gradebook() as (_, address), grades_in(address) as grades:
        plan = plan_run(Assignment(CourseFolder(course), name, grades), RunRequest(seed=7))
    assert list(plan.jobs) == []
    assert f"it is edition 1 of {name}, and what is released here is edition 2" in plan.unreadable["ada"]


@pytest.mark.slow
@sets
def test_a_first_edition_handed_in_to_a_second_one_is_told_too(name: str):
    said = other_edition_sentence(newest(name), nbformat.writes(handed_out(name)).encode())
    assert f"it is edition 1 of {name}, and what is released here is edition 2" in said
    assert other_edition_sentence(newest(name), nbformat.writes(newest(name)).encode()) == ""
    assert other_edition_sentence(newest(name), b"") == ""
    assert other_edition_sentence(newest(name), b"\x1f\x8b no gzip") == ""


@pytest.mark.slow
def test_an_edition_that_the_library_does_not_know_is_refused(course: Path, tmp_path: Path):
    path = course / "assignments" / "ps6" / "ps6.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"][KEY] = {"ps6": 9}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(CollectError, match=r"no edition 9 of ps6 .* Install the version that the notebook came with"):
        collect(course, "ps6", download(tmp_path / "d", "ps6", ada=handed_out("ps6")))
    assert CourseFolder(course).submissions("ps6") == []


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.full
def test_a_class_that_was_handed_the_first_edition_loses_nothing(course: Path, tmp_path: Path):
    for name in SETS:
        answers, points = WRONG[name]
        source = download(
            tmp_path / name,
            name,
            right=handed_out(name, "_solution"),
            wrong=students.fill(handed_out(name), answers),
            blank=handed_out(name),
        )
        where = ["--course", str(course)]
        assert cli_collect.main(["release", name, *where]) == 0
        assert cli_collect.main(["collect", name, str(source), *where]) == 0
        trusted = ["--sandbox", "none", "--i-trust-these-students"]  # the answers are our own
        assert cli_grade.main(["grade", name, "--workers", "1", *trusted, *where]) == 0
        found = {student: score for student, (score, _) in Course(course, name=name).exported().items()}
        assert found == {
            "right": sum(points_of(handed_out(name)).values()),
            "wrong": sum(points.values()),
            "blank": 0.0,
        }
