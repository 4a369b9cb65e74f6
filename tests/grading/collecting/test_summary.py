"""What `collect` says at its end: of the download alone, with what could not be read apart, and who is back."""

import shutil
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from tests.grading.platform_files import ADA, BEN, OLD, zipped

RAR = b"Rar!\x1a\x07\x01\x00" + bytes(50)
CALLED = "The file is called mine.ipynb: taken as ps1.ipynb."


def words_of_collect(course: Path, capsys, *options: str) -> str:
    """What the command says."""
    assert cli_collect.main(["collect", "ps1", *options, "--course", str(course)]) == 0
    return capsys.readouterr().out


@pytest.fixture
def class_of_four(course: Path, tmp_path: Path, capsys) -> str:
    """What was said of a first download of four: one notebook of another name, and one file that is no notebook."""
    files = {"ada/ps1.ipynb": OLD, "ben/ps1.ipynb": BEN, "cyd/mine.ipynb": ADA, "dan/ps1.ipynb": RAR}
    return words_of_collect(course, capsys, str(zipped(tmp_path / "1.zip", files)))


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_those_in_the_download_are_counted_apart_and_nothing_is_repeated_of_the_others(
    course: Path, tmp_path: Path, capsys, class_of_four: str, options: tuple[str, ...]
):
    late = zipped(tmp_path / "late.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN})
    said = words_of_collect(course, capsys, str(late), "--older", *options)
    assert (
        "4 submissions to ps1: 2 in this download (1 changed, 1 as before), 2 others collected before; nothing" in said
    )
    assert "\nchanged: ada\nas before: ben\n" in said
    for others in ("cyd", "dan", CALLED, "RAR"):
        assert others not in said
    again = words_of_collect(course, capsys)  # without a download everybody's is read again
    assert "4 submissions to ps1 (4 as before); what was put right in 1 is listed above." in again
    assert CALLED in again


@pytest.mark.slow
def test_what_changed_of_others_is_told(course: Path, tmp_path: Path, capsys, class_of_four: str):
    (course / "received" / "cyd" / "ps1" / "mine.ipynb").write_bytes(OLD)  # as an instructor may
    said = words_of_collect(course, capsys, str(zipped(tmp_path / "late.zip", {"ben/ps1.ipynb": BEN})))
    assert "1 in this download (1 as before), 3 others collected before (1 changed, 2 as before); what was" in said
    assert "\nchanged: cyd\nas before: ben\n" in said
    assert CALLED in said


def test_a_file_that_could_not_be_read_is_no_repair_and_is_counted_apart(class_of_four: str):
    assert "4 submissions to ps1 (4 new); what was put right in 1 is listed above." in class_of_four
    assert class_of_four.count("RAR archive") == 1
    alone = "\n1 file could not be read, and counts 0 points as it is:\n  dan: The file is a RAR archive, which is not"
    assert alone in class_of_four


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_student_who_was_taken_out_and_comes_back_is_named(
    course: Path, tmp_path: Path, capsys, class_of_four: str, options: tuple[str, ...]
):
    assert "taken out" not in class_of_four
    for folder in ("received", "submitted"):  # as the guide says
        shutil.rmtree(course / folder / "ben" / "ps1")
    assert "ben" not in words_of_collect(course, capsys)
    said = words_of_collect(course, capsys, str(tmp_path / "1.zip"), *options)
    assert "\nnew: ben\n" in said
    assert "taken out of received/ before, and " in said
    assert "in it again: ben\n" in said
    assert options or "taken out" not in words_of_collect(course, capsys, str(tmp_path / "1.zip"))


@pytest.mark.slow
def test_a_dry_run_names_no_folder_that_is_not_there(course: Path, tmp_path: Path, capsys):
    source = str(zipped(tmp_path / "1.zip", {"ada/ps1.ipynb": ADA}))
    assert "As handed in" not in words_of_collect(course, capsys, source, "--dry-run")
    assert f"As handed in: {course / 'received'}. To be graded:" in words_of_collect(course, capsys, source)
