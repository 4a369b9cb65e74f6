"""`autograd-lab release`: the gradebook learns the set, the files that students were given stay as they are."""

from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.release import differing_files
from tests.grading.course import NAME, Course


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.lab
@pytest.mark.slow
def test_the_first_release_writes_the_assignment_and_a_second_leaves_it_alone(tmp_path: Path, capsys):
    course = Course.fresh(tmp_path)
    assert cli_collect.main(["release", NAME, "--course", str(tmp_path)]) == 0
    assert "what students get is in" in capsys.readouterr().out
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(NAME).max_score == 20.0
    before = snapshot(tmp_path / "assignments")
    (tmp_path / "gradebook.db").unlink()  # as in a clean clone: files, and no gradebook
    assert cli_collect.main(["release", NAME, "--course", str(tmp_path)]) == 0
    assert "are as they were" in capsys.readouterr().out
    assert snapshot(tmp_path / "assignments") == before
    assert (tmp_path / "gradebook.db").exists()


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.full
def test_files_that_differ_from_the_solutions_are_reported_and_nothing_is_touched(tmp_path: Path, capsys):
    Course.fresh(tmp_path)
    target = tmp_path / "assignments" / NAME
    target.mkdir(parents=True)
    (target / f"{NAME}.ipynb").write_text("{}")
    before = snapshot(tmp_path)
    assert cli_collect.main(["release", NAME, "--course", str(tmp_path)]) == 1
    assert "differs from what" in capsys.readouterr().err
    assert snapshot(tmp_path) == before


def test_a_folder_that_is_no_course_is_named(tmp_path: Path, capsys):
    assert cli_collect.main(["release", NAME, "--course", str(tmp_path)]) == 1
    assert "has no nbgrader_config.py: go to the course folder" in capsys.readouterr().err


def test_a_problem_set_that_is_not_there_is_named(tmp_path: Path, capsys):
    (tmp_path / "nbgrader_config.py").touch()
    assert cli_collect.main(["release", "ps9", "--course", str(tmp_path)]) == 1
    assert "solutions/ of this course folder has no problem set; copy others from" in capsys.readouterr().err
    for name in ("ps1", "ps3"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (tmp_path / "solutions" / name / f"{name}.ipynb").touch()
    assert cli_collect.main(["release", "PS3", "--course", str(tmp_path)]) == 1
    assert "solutions/ of this course folder has ps1, ps3; copy others from" in capsys.readouterr().err


@pytest.mark.slow
def test_what_nbgrader_says_is_passed_on_when_it_fails(tmp_path: Path, capsys):
    (tmp_path / "nbgrader_config.py").write_text("raise RuntimeError('a broken setting')")
    (tmp_path / "solutions" / NAME).mkdir(parents=True)
    (tmp_path / "solutions" / NAME / f"{NAME}.ipynb").write_text("{}")
    assert cli_collect.main(["release", NAME, "--course", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "nbgrader could not generate ps1" in said
    assert "RuntimeError: a broken setting" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("released", "found"),
    [
        ({"a": "1", "b/c": "2"}, []),
        ({"a": "1", "b/c": "other"}, ["b/c"]),
        ({"a": "1"}, ["b/c"]),
        ({"a": "1", "b/c": "2", "notes of the instructor": "3"}, []),
    ],
)
def test_differences_are_those_of_the_files_that_students_are_graded_against(tmp_path: Path, released, found):
    for name, files in (("fresh", {"a": "1", "b/c": "2"}), ("released", released)):
        for file, text in files.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    assert differing_files(tmp_path / "fresh", tmp_path / "released") == found
