"""`make sync`: repeatable to the byte, and no way to lose what somebody typed into a derived file."""

import subprocess
from pathlib import Path

import pytest

from autograd_lab.authoring import release, sync
from autograd_lab.grading.release import ReleaseError
from tests.support import course_text
from tests.support.repo import REPO

NOTEBOOK = Path("notebooks/05_small_graph.ipynb")


def run(root: Path, *options: str) -> int:
    return sync.main(["--root", str(root), *options])


def commit_all(root: Path) -> None:
    for command in (["init", "-q"], ["add", "notebooks", "course"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *command], cwd=root, check=True)


def edit_source(root: Path) -> None:
    source = root / "course/lessons/05_small_graph.py"
    source.write_text(source.read_text().replace("Write a function.", "Write two functions."))


@pytest.mark.slow
def test_sync_twice_leaves_every_byte_and_every_time(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course) == 0
    first = (course / NOTEBOOK).read_bytes(), (course / NOTEBOOK).stat().st_mtime_ns
    assert run(course) == 0
    assert ((course / NOTEBOOK).read_bytes(), (course / NOTEBOOK).stat().st_mtime_ns) == first
    assert "1 derived files, 0 changed" in capsys.readouterr().out
    assert run(course, "--check") == 0


def test_a_changed_byte_is_reported_by_check(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(course)
    changed = (course / NOTEBOOK).read_bytes().replace(b"slope", b"Slope")
    (course / NOTEBOOK).write_bytes(changed)
    assert run(course, "--check") == 1
    assert f"differs from its source: {NOTEBOOK}" in capsys.readouterr().out
    assert (course / NOTEBOOK).read_bytes() == changed


def test_check_reports_a_missing_notebook_and_writes_none(course: Path) -> None:
    assert run(course, "--check") == 1
    assert not (course / NOTEBOOK).exists()


@pytest.mark.slow
def test_a_derived_file_that_is_not_committed_yet_does_not_stand_in_the_way(course: Path) -> None:
    run(course)
    edit_source(course)
    assert run(course) == 0
    assert "Write two functions." in (course / NOTEBOOK).read_text()


@pytest.mark.slow
def test_a_file_as_in_head_is_replaced_without_any_memory(course: Path) -> None:
    run(course)
    commit_all(course)
    (course / ".cache/sync.json").unlink()
    edit_source(course)
    assert run(course) == 0
    assert "Write two functions." in (course / NOTEBOOK).read_text()


@pytest.mark.slow
@pytest.mark.parametrize("committed", [True, False])
def test_an_edited_file_stops_sync_and_force_saves_it(
    course: Path, capsys: pytest.CaptureFixture[str], committed: bool
) -> None:
    run(course)
    if committed:
        commit_all(course)
    (course / NOTEBOOK).write_text("an hour of my work")
    assert run(course) == 1
    assert str(NOTEBOOK) in capsys.readouterr().out
    assert (course / NOTEBOOK).read_text() == "an hour of my work"

    assert run(course, "--force") == 0
    [saved] = course.glob(f"saved/*/{NOTEBOOK}")
    assert saved.read_text() == "an hour of my work"
    assert "a graph" in (course / NOTEBOOK).read_text().lower()


@pytest.mark.slow
def test_one_edited_file_keeps_all_others_from_being_written(course: Path) -> None:
    run(course)
    (course / NOTEBOOK).write_text("mine")
    (course / "course/lessons/06_engine.py").write_text("# %% [markdown]\n# # The engine\n")
    assert run(course) == 1
    assert not (course / "notebooks/06_engine.ipynb").exists()


@pytest.mark.slow
def test_force_saves_twice_in_one_second_without_overwriting(course: Path) -> None:
    run(course)
    for text in ("first", "second"):
        (course / NOTEBOOK).write_text(text)
        assert run(course, "--force") == 0
    assert sorted(file.read_text() for file in course.glob(f"saved/*/{NOTEBOOK}")) == ["first", "second"]


@pytest.mark.slow
def test_a_notebook_whose_source_is_gone_is_removed_and_a_strangers_is_not(course: Path) -> None:
    run(course)
    (course / "notebooks/my_notes.ipynb").write_text("mine")
    source = course / "course/lessons/05_small_graph.py"
    source.rename(source.with_name("05_graph.py"))
    assert run(course, "--check") == 1
    assert run(course) == 0
    assert sorted(file.name for file in (course / "notebooks").iterdir()) == ["05_graph.ipynb", "my_notes.ipynb"]


def test_a_fault_in_the_text_writes_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = course / "course/lessons/05_small_graph.py"
    source.write_text(source.read_text().replace("{{ref:mse}}", "{{ref:nothing}}"))
    assert run(course) == 1
    assert "course/lessons/05_small_graph.py:9: {{ref:nothing}} names no equation" in capsys.readouterr().out
    assert not (course / "notebooks").exists()


def test_a_bad_inventory_hides_no_fault_of_a_chapter(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = course / "course/lessons/05_small_graph.py"
    source.write_text(source.read_text().replace("{{ref:mse}}", "{{ref:nothing}}"))
    (course / "course/inventory.toml").write_text("[misconceptions.cancel]\nchapters = [1]\n")
    assert run(course) == 1
    said = capsys.readouterr().out
    assert "{{ref:nothing}} names no equation" in said
    assert "the misconception 'cancel' has wrong or missing: says" in said


def test_without_course_text_nothing_is_removed(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(course)
    (course / "course").rename(course / "elsewhere")
    assert run(course) == 1
    assert "there is no course text here" in capsys.readouterr().out
    assert (course / NOTEBOOK).exists()


def test_two_chapters_with_one_number_are_an_error(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = course / "course/lessons/05_small_graph.py"
    source.with_name("05_other.py").write_text(source.read_text())
    assert run(course) == 1
    assert capsys.readouterr().out.count("another file is ch05 too") == 2


def test_an_empty_source_is_an_error_with_a_cure(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "course/lessons/06_empty.py").write_text("")
    assert run(course) == 1
    assert "holds no cell" in capsys.readouterr().out


def test_a_warning_of_nbgraders_counts_as_an_error_even_when_it_succeeds(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / release.CONFIG).write_text("")
    (course / "scratch").mkdir()
    said = "[GenerateAssignmentApp | WARNING] Removing existing assignment: x\n[GenerateAssignmentApp | WARNING] odd\n"
    finished = subprocess.CompletedProcess([], 0, stdout="", stderr=said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: finished)
    with pytest.raises(ReleaseError, match="odd") as error:
        release.generate_assignment(course, course / "scratch", "ps1")
    assert "Removing" not in str(error.value)


def test_a_missing_configuration_is_named(course: Path) -> None:
    with pytest.raises(ReleaseError, match=r"nbgrader_config\.py is missing"):
        release.generate_assignment(course, course, "ps1")


@pytest.mark.lab
@pytest.mark.slow
def test_a_problem_set_goes_through_nbgrader_to_the_students(course_with_problem_set: Path) -> None:
    root = course_with_problem_set
    (root / "gradebook.db").write_text("a class's grades")
    assert run(root) == 0
    assert (root / "gradebook.db").read_text() == "a class's grades"
    solution = (root / "solutions/ps1/ps1.ipynb").read_text()
    student = (root / "assignments/ps1/ps1.ipynb").read_text()
    assert "return 2 * x" in solution
    assert "return 2 * x" not in student
    assert "NotImplementedError" in student
    assert sorted(file.name for file in root.iterdir()) == [
        *(".cache", "assignments", "course", "gradebook.db", "nbgrader_config.py", "notebooks", "solutions"),
    ]
    assert run(root, "--check") == 0


@pytest.mark.lab
@pytest.mark.slow
def test_what_nbgrader_warns_of_is_an_error(course_with_problem_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = course_with_problem_set / "course/problem_sets/ps1_double.py"
    source.write_text(source.read_text().replace("### END SOLUTION", ""))
    assert run(course_with_problem_set) == 1
    assert "nbgrader generate_assignment ps1" in capsys.readouterr().out


@pytest.mark.slow
def test_the_committed_notebooks_are_what_the_sources_say() -> None:
    """The quick part of the drift test below: all but what nbgrader makes of the problem sets."""
    texts, faults = sync.notebooks(REPO, course_text.course())
    assert not faults, "\n".join(map(str, faults))
    committed = {path: (REPO / path).read_text(encoding="utf-8") for path in texts if (REPO / path).exists()}
    differing = [path.as_posix() for path, text in texts.items() if committed.get(path) != text]
    assert not differing, "run `make sync` and commit what it writes"


@pytest.mark.lab
@pytest.mark.slow
def test_the_committed_files_are_what_the_sources_say(capsys: pytest.CaptureFixture[str]) -> None:
    """The drift test: if it fails, run `make sync` and commit what it writes."""
    status = run(REPO, "--check")
    assert status == 0, capsys.readouterr().out
