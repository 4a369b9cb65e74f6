"""Collecting what cannot be read or written, and telling people apart who look alike: nobody gets another's work."""

import os
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.collecting import downloads
from autograd_lab.grading.collecting.collection import collect
from autograd_lab.grading.collecting.downloads import DownloadError
from autograd_lab.grading.collecting.platforms import Owner, student_ids
from autograd_lab.grading.collecting.roster import read_roster
from tests.grading.obedient import obedient
from tests.grading.platform_files import ADA, BEN, submitted, zipped


def costs_ada_alone(course: Path, folder: Path, capsys, why: str = "") -> None:
    """Collect from ada and ben: ada's trouble is said, with its reason, and ben's work is there."""
    source = zipped(folder / "d.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN})
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course)]) == 1
    said = capsys.readouterr().out
    assert f"ada: not collected: {why}" in said
    assert "2 submissions to ps1 (1 new, 1 not collected); " in said
    assert submitted(course, "ben") == BEN


@pytest.mark.slow
def test_a_place_that_cannot_be_written_costs_one_student(course: Path, tmp_path: Path, capsys):
    (course / "submitted" / "ada" / "ps1" / "ps1.ipynb").mkdir(parents=True)
    costs_ada_alone(course, tmp_path, capsys, "Is a directory: ")


@pytest.mark.slow
def test_a_student_whose_work_cannot_be_kept_costs_nobody_else(course: Path, tmp_path: Path, capsys):
    (course / "received").mkdir()
    (course / "received" / "ada").write_text("a file where a folder is needed")
    costs_ada_alone(course, tmp_path, capsys)


@pytest.mark.slow
def test_newer_work_that_cannot_be_kept_is_not_told_as_the_older(course: Path, tmp_path: Path, capsys):
    zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA})
    collect(course, "ps1", tmp_path / "d.zip")
    (course / "received" / "ada" / ".earlier").write_text("a file where a folder is needed")
    zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": BEN})
    [one] = collect(course, "ps1", tmp_path / "d.zip")
    assert (one.student, one.state) == ("ada", "not collected")


@pytest.mark.slow
def test_a_member_with_damaged_lzma_costs_nobody_else(course: Path, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("ada/ps1.ipynb", ADA)
        archive.writestr("ben/ps1.ipynb", BEN)
    spoilt = bytearray((tmp_path / "d.zip").read_bytes())
    spoilt[30 + len("ada/ps1.ipynb") + 4] = 0xFF  # the first byte of LZMA's own settings
    (tmp_path / "d.zip").write_bytes(spoilt)
    assert [one.student for one in collect(course, "ps1", tmp_path / "d.zip")] == ["ada", "ben"]
    assert (submitted(course, "ada"), submitted(course, "ben")) == (b"", BEN)


def test_an_archive_of_too_many_files_is_refused_and_not_cut(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "MOST_MEMBERS", 1)
    source = zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN})
    with pytest.raises(DownloadError, match="holds 2 files and folders, and of an archive at most 1 are read: unpack"):
        collect(course, "ps1", source)
    assert not (course / "received").exists()


def run(course: Path, *options: str) -> tuple[int, str]:
    """The command as a user who obeys the modes of files."""
    command = [*obedient(), sys.executable, "-m", "autograd_lab.cli", "collect", "ps1", *options]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["ada", "ada/ps1", "ada/ps1/ps1.ipynb"])
@pytest.mark.sampled(1)
def test_work_that_may_not_be_read_is_not_collected_as_nothing(course: Path, closed: str):
    for student, data in {"ada": ADA, "ben": BEN}.items():
        (course / "received" / student / "ps1").mkdir(parents=True)
        (course / "received" / student / "ps1" / "ps1.ipynb").write_bytes(data)
    place = course / "received" / closed
    place.chmod(0)
    code, said = run(course)
    place.chmod(0o755)
    assert (code, "ada: not collected: Permission denied: " in said) == (1, True), said
    assert submitted(course, "ben") == BEN
    assert not (course / "submitted" / "ada").exists()


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["ada", "ada/ps1.ipynb"], ids=["folder", "file"])
@pytest.mark.sampled(1)
def test_a_download_that_may_not_be_read_is_told(course: Path, tmp_path: Path, closed: str):
    for student in ("ada", "ben"):
        (tmp_path / "d" / student).mkdir(parents=True)
        (tmp_path / "d" / student / "ps1.ipynb").write_bytes(ADA)
    place = tmp_path / "d" / closed
    place.chmod(0)
    code, said = run(course, str(tmp_path / "d"))
    place.chmod(0o755)
    assert code == 1
    if place.is_dir():  # whose files are in it cannot be known
        assert said == f"autograd-lab collect: Permission denied: {place}\n"
    else:
        assert f"ada: not collected: Permission denied: {place}\n" in said
        assert submitted(course, "ben") == ADA
        assert not (course / "submitted" / "ada").exists()


ALIKE = {
    "one name twice": [("Ada L", "1"), ("Ada L", "2")],
    "a number that makes another's name": [("Ada L", "1"), ("Ada L", "2"), ("Ada L 1", "3")],
    "capitals and blanks": [("Ada L", ""), ("ada-l", ""), ("ADA  L", "")],
    "long names": [("x" * 200, ""), ("x" * 201, ""), ("x" * 80, "")],
    "two normal forms": [(unicodedata.normalize(form, "Zoë"), "") for form in ("NFC", "NFD")],
    "nothing that a folder may be called": [("...", ""), ("/", ""), ("<>", ""), ("\udcff", ""), ("\udcfe", "")],
}


@pytest.mark.parametrize("people", ALIKE.values(), ids=ALIKE)
@pytest.mark.parametrize("roster", [{}, {"adal": "s1"}], ids=["no list", "a list"])
def test_nobody_is_taken_for_another(people: list[tuple[str, str]], roster: dict[str, str]):
    ids = student_ids([Owner(student, "ps1.ipynb", number) for student, number in people], roster)
    assert set(ids) == set(people)
    assert len(set(ids.values())) == len(people)


@pytest.mark.slow
def test_two_folders_that_are_no_text_are_two_students(course: Path, tmp_path: Path):
    for name, data in {b"x\xf6": ADA, b"x\xe4": BEN}.items():
        folder = tmp_path / "d" / os.fsdecode(name)
        folder.mkdir(parents=True)
        (folder / "ps1.ipynb").write_bytes(data)
    collected = collect(course, "ps1", tmp_path / "d")
    assert {submitted(course, one.student) for one in collected} == {ADA, BEN}


@pytest.mark.parametrize("own", ["../ben", "a/b", ".ada", "a\\b"])
def test_a_class_list_names_no_folder_elsewhere(course: Path, tmp_path: Path, own: str, capsys):
    roster = tmp_path / "class.csv"
    roster.write_text(f"id,name\n{own},ada\n")
    source = zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN})
    assert cli_collect.main(["collect", "ps1", str(source), "--roster", str(roster), "--course", str(course)]) == 1
    assert "no folder can be called so, change it" in capsys.readouterr().err
    assert not (course / "received").exists()


@pytest.mark.slow
def test_a_class_list_with_two_of_one_name_gives_neither_the_others_id(course: Path, tmp_path: Path):
    roster = tmp_path / "class.csv"
    roster.write_text("id,first,last\ns1,Ada,Li\ns2,Ada,Li\ns3,Ben,Ng\n,,\n")
    names = ("Ada Li_1", "Ada Li_2", "Ben Ng_3")
    files = {
        f"{name}_assignsubmission_file_/ps1.ipynb": data for name, data in zip(names, (ADA, BEN, ADA), strict=True)
    }
    collected = collect(course, "ps1", zipped(tmp_path / "d.zip", files), read_roster(roster))
    assert [one.student for one in collected] == ["ada-li-1", "ada-li-2", "s3"]
    assert [submitted(course, one.student) for one in collected] == [ADA, BEN, ADA]


@pytest.mark.slow
def test_a_link_in_received_hands_in_nothing(course: Path, tmp_path: Path):
    (course / "received" / "ada" / "ps1").mkdir(parents=True)
    (course / "received" / "ada" / "ps1" / "ps1.ipynb").write_bytes(ADA)
    (course / "received" / "ben").mkdir()
    (course / "received" / "ben" / "ps1").symlink_to(course / "received" / "ada" / "ps1")
    shutil.copy(course / "nbgrader_config.py", course / "received" / "readme.txt")
    assert [one.student for one in collect(course, "ps1")] == ["ada"]
