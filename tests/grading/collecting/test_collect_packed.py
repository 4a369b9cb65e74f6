"""Archives in archives, and folders in which nothing is: both are students whose work is taken in."""

import gzip
import zipfile
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.collecting.collection import collect
from autograd_lab.grading.collecting.downloads import empty_folders
from autograd_lab.grading.collecting.platforms import owners_of_empty_folders
from tests.grading.packing import tar_of, zip_of
from tests.grading.platform_files import ADA, BEN, OLD, submitted, zipped


def texts(found, student: str) -> str:
    """What was put right for a student."""
    return " ".join(repair.text for one in found if one.student == student for repair in one.repairs)


@pytest.mark.slow
def test_archives_in_archives_are_unpacked_beside_what_was_handed_in(course: Path, tmp_path: Path):
    files = {
        "ada/work.zip": zip_of({"in/ps1.zip": zip_of({"ps1.ipynb": ADA})}),
        "ben/work.zip": zip_of({"ps1.tar.gz": gzip.compress(tar_of({"ps1/ps1.ipynb": BEN}))}),
        "cy/ps1.tgz": gzip.compress(tar_of({"ps1.ipynb": ADA})),
    }
    found = collect(course, "ps1", zipped(tmp_path / "d.zip", files))
    assert [submitted(course, student) for student in ("ada", "ben", "cy")] == [ADA, BEN, ADA]
    assert (course / "received/ada/ps1/work.zip").read_bytes() == files["ada/work.zip"]
    assert texts(found, "ada") == "The file is called work/in/ps1/ps1.ipynb: taken as ps1.ipynb."


CLASHES = {
    "a file and the same compressed": ({"ps1.ipynb": ADA, "ps1.ipynb.gz": gzip.compress(OLD)}, "1-ps1.ipynb"),
    "a folder and an archive": ({"work/ps1.ipynb": ADA, "work.zip": zip_of({"ps1.ipynb": OLD})}, "work/1-ps1.ipynb"),
    "two archives of one name": (
        {"work.tar": tar_of({"ps1.ipynb": ADA}), "work.zip": zip_of({"ps1.ipynb": OLD})},
        "work/1-ps1.ipynb",
    ),
    "a file where a folder is needed": ({"work": ADA, "work.zip": zip_of({"ps1.ipynb": OLD})}, "ps1.ipynb"),
    "long names that are cut": (
        {f"{'x' * 210}{end}/ps1.ipynb": data for end, data in (("a", ADA), ("b", OLD))},
        f"{'x' * 200}/1-ps1.ipynb",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("files", "other"), CLASHES.values(), ids=CLASHES)
def test_nothing_that_was_handed_in_is_written_over(course: Path, tmp_path: Path, files: dict[str, bytes], other: str):
    source = zipped(tmp_path / "d.zip", {"ben/ps1.ipynb": BEN} | {f"ada/{path}": data for path, data in files.items()})
    found = collect(course, "ps1", source)
    received = course / "received" / "ada" / "ps1"
    kept = {path.relative_to(received).as_posix(): path.read_bytes() for path in received.rglob("*") if path.is_file()}
    assert ADA in kept.values()
    assert kept[other] == OLD
    assert f"The place of ps1.ipynb is taken: this one is kept as {other}." in texts(found, "ada")
    assert {one.state for one in collect(course, "ps1", source)} == {"as before"}


@pytest.mark.slow
def test_the_same_file_in_an_archive_beside_it_is_no_other(course: Path, tmp_path: Path):
    files = {"ada/ps1.ipynb": ADA, "ada/ps1.ipynb.gz": gzip.compress(ADA)}
    found = collect(course, "ps1", zipped(tmp_path / "d.zip", files))
    assert texts(found, "ada") == ""


@pytest.mark.slow
def test_what_an_archive_refuses_is_said_once_to_its_own_student(course: Path, tmp_path: Path):
    files = {"ada/work.zip": zip_of({"../ps1.ipynb": ADA}), "ben/ps1.ipynb": BEN}
    found = collect(course, "ps1", zipped(tmp_path / "d.zip", files))
    assert texts(found, "ada").count("leads out of the archive: it was not opened") == 1
    assert "No notebook was handed in, but work.zip." in texts(found, "ada")
    assert texts(found, "ben") == ""
    assert sorted(path.name for path in (course / "received").iterdir()) == ["ada", "ben"]


def with_folders(path: Path, files: dict[str, bytes], *folders: str) -> Path:
    """An archive with these files, and with folders that hold nothing."""
    zipped(path, files)
    with zipfile.ZipFile(path, "a") as archive:
        for folder in folders:
            archive.writestr(f"{folder}/", b"")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["archive", "folder"])
@pytest.mark.parametrize("around", ["", "submissions/"])
def test_a_student_whose_folder_is_empty_is_there_with_nothing(course: Path, tmp_path: Path, capsys, around, form):
    files = {f"{around}ada/ps1.ipynb": ADA, f"{around}eve/.ipynb_checkpoints/ps1-checkpoint.ipynb": ADA}
    source = with_folders(tmp_path / "d.zip", files, f"{around}ben", f"{around}cy/drafts/old", f"{around}ada/figures")
    if form == "folder":
        with zipfile.ZipFile(source) as archive:
            archive.extractall(tmp_path / "d")
        source = tmp_path / "d"
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course)]) == 0
    said = capsys.readouterr().out
    assert "4 submissions to ps1 (4 new)" in said
    assert "\n  ben: No file was handed in." in said
    assert submitted(course, "ada") == ADA
    assert [submitted(course, student) for student in ("ben", "cy", "eve")] == [b""] * 3


@pytest.mark.slow
def test_a_folder_of_moodles_that_is_empty_belongs_to_its_student(course: Path, tmp_path: Path):
    files = {"Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb": ADA}
    source = with_folders(tmp_path / "d.zip", files, "Ben Ng_1234568_assignsubmission_file_", "notes")
    assert [one.student for one in collect(course, "ps1", source)] == ["ada-lovelace", "ben-ng"]
    assert '"download": "Ben Ng_1234568_assignsubmission_file_/' in (course / "received/ben-ng/ps1.json").read_text()


@pytest.mark.slow
def test_an_empty_folder_takes_nothing_away(course: Path, tmp_path: Path):
    """What came earlier stays; and of several attempts, one without a file is none."""
    collect(course, "ps1", zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN}))
    found = collect(course, "ps1", with_folders(tmp_path / "e.zip", {"ada/ps1.ipynb": ADA}, "ben"))
    assert [(one.student, one.state) for one in found] == [("ada", "as before"), ("ben", "as before")]
    assert submitted(course, "ben") == BEN
    name = "123457-789012 - Cy Ng - Nov {} 2026 900 AM"
    attempts = with_folders(tmp_path / "f.zip", {f"{name.format('20,')}/ps1.ipynb": ADA}, name.format("21,"))
    collect(course, "ps1", attempts)
    assert submitted(course, "cy-ng") == ADA


@pytest.mark.slow
def test_a_download_of_empty_folders_alone_is_a_class_that_handed_in_nothing(course: Path, tmp_path: Path):
    for student in ("ada", "ben"):
        (tmp_path / "d" / student).mkdir(parents=True)
    assert [one.file for one in collect(course, "ps1", tmp_path / "d")] == ["", ""]


@pytest.mark.slow
def test_among_files_that_carry_the_students_names_an_empty_folder_is_nobodys(course: Path, tmp_path: Path):
    source = with_folders(tmp_path / "d.zip", {"ada.ipynb": ADA, "ben.ipynb": BEN}, "figures")
    assert [one.student for one in collect(course, "ps1", source)] == ["ada", "ben"]


def test_the_outermost_folder_that_holds_nothing_is_the_students(tmp_path: Path):
    for path in ("ada/a/b", "ben/a", ".trash/x", "ben/.git/x"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "ben" / "ps1.ipynb").touch()
    assert empty_folders(tmp_path) == ["ada", "ben/a"]
    assert owners_of_empty_folders("Moodle", ["ada"], ["x"], "ps1") == ("Moodle", {})
