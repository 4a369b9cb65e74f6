"""An older download after a newer one: nobody's newer work is lost, and it is said whose it is and which is newer."""

import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.collecting.ages import Age, why_older
from autograd_lab.grading.collecting.collection import collect
from tests.grading.platform_files import ADA, BEN, OLD, submitted

MOODLE = "Ada Lovelace_1_assignsubmission_file_/ps1.ipynb"
CANVAS = "lovelaceada_12345_{}_ps1.ipynb"
BLACKBOARD = "Problem set 1_alovelace_attempt_2026-11-{}-10-00-00_ps1.ipynb"


def archive_of(path: Path, files: Mapping[str, bytes], day: int = 1, year: int = 2026) -> Path:
    """An archive of these files, as they were on a day of November."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (year, 11, day, 10, 0, 0)), data)
    return path


def folder(path: Path, data: bytes, day: int) -> Path:
    """A folder with Ada's file, as it was on a day of November."""
    (path / "ada").mkdir(parents=True)
    (path / "ada" / "ps1.ipynb").write_bytes(data)
    time = 1_793_527_200 + 86400 * day
    os.utime(path / "ada" / "ps1.ipynb", (time, time))
    return path


def words_of_collect(course: Path, source: Path, capsys, *options: str) -> str:
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course), *options]) == 0
    return capsys.readouterr().out


@pytest.mark.slow
def test_newer_work_stays_and_whose_it_is_is_said_with_both_times(course: Path, tmp_path: Path, capsys):
    newer = archive_of(tmp_path / "2.zip", {MOODLE: ADA}, day=4)
    ben = MOODLE.replace("Ada Lovelace_1", "Ben Ng_2")
    older = archive_of(tmp_path / "1.zip", {MOODLE: OLD, ben: BEN}, day=3)
    assert "newer work" not in words_of_collect(course, newer, capsys)
    dry = words_of_collect(course, older, capsys, "--dry-run")
    said = words_of_collect(course, older, capsys)
    for one in (dry, said):
        assert "1 has newer work here than in the download, and keeps it:\n  ada-lovelace: " in one
        assert "ada-lovelace: 2026-11-04 10:00:00 here, 2026-11-03 10:00:00 in the download\n`--older` takes" in one
        assert "2 submissions to ps1 (1 new, 1 as before)" in one
    assert (submitted(course, "ada-lovelace"), submitted(course, "ben-ng")) == (ADA, BEN)
    assert not (course / "received" / "ada-lovelace" / ".earlier").exists()
    assert "newer work" not in words_of_collect(course, older, capsys, "--older")
    assert submitted(course, "ada-lovelace") == OLD
    assert "newer work" not in words_of_collect(course, newer, capsys)
    assert submitted(course, "ada-lovelace") == ADA


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "student", "shown"),
    [
        (CANVAS, "lovelaceada", "attempt 12 here, attempt 9 in the download"),
        (BLACKBOARD, "alovelace", "attempt 2026-11-12-10-00-00 here, attempt 2026-11-09-10-00-00 in the download"),
    ],
)
def test_the_platforms_own_number_or_date_goes_before_the_time_of_the_file(
    course: Path, tmp_path: Path, capsys, name: str, student: str, shown: str
):
    first, last = ("9", "12") if name == CANVAS else ("09", "12")
    words_of_collect(course, archive_of(tmp_path / "2.zip", {name.format(last): ADA}, day=1), capsys)
    assert f"  {student}: {shown}\n" in words_of_collect(
        course, archive_of(tmp_path / "1.zip", {name.format(first): OLD}, day=9), capsys
    )
    assert submitted(course, student) == ADA


@pytest.mark.slow
@pytest.mark.parametrize("year", [1980, 2026])
def test_what_newer_work_has_replaced_does_not_come_back_where_times_say_nothing(
    course: Path, tmp_path: Path, capsys, year: int
):
    one, two = (archive_of(tmp_path / f"{n}.zip", {MOODLE: data}, year=year) for n, data in ((1, OLD), (2, ADA)))
    words_of_collect(course, one, capsys)
    words_of_collect(course, two, capsys)
    assert "the download holds what newer work has replaced already" in words_of_collect(course, one, capsys)
    assert submitted(course, "ada-lovelace") == ADA


@pytest.mark.slow
def test_who_hands_in_again_what_they_had_before_is_graded_for_that(course: Path, tmp_path: Path, capsys):
    for day, data in enumerate((OLD, ADA, OLD), start=1):
        assert "newer work" not in words_of_collect(course, archive_of(tmp_path / "d.zip", {MOODLE: data}, day), capsys)
        assert submitted(course, "ada-lovelace") == data


@pytest.mark.slow
def test_a_folder_that_unpacking_made_look_new_does_not_bring_back_what_was_replaced(
    course: Path, tmp_path: Path, capsys
):
    words_of_collect(course, folder(tmp_path / "1", OLD, day=1), capsys)
    words_of_collect(course, folder(tmp_path / "2", ADA, day=2), capsys)
    assert "  ada: the download holds what newer" in words_of_collect(
        course, folder(tmp_path / "3", OLD, day=3), capsys
    )
    assert "here, 2026-1" in words_of_collect(course, folder(tmp_path / "4", BEN, day=0), capsys)
    assert submitted(course, "ada") == ADA


@pytest.mark.slow
@pytest.mark.parametrize("data", [OLD, BEN], ids=["the same", "other work"])
def test_a_copied_folder_that_looks_new_keeps_no_newer_archive_out(course: Path, tmp_path: Path, data: bytes):
    collect(course, "ps1", archive_of(tmp_path / "1.zip", {"ada/ps1.ipynb": OLD}, day=1))
    collect(course, "ps1", folder(tmp_path / "copy", data, day=9))
    [one] = collect(course, "ps1", archive_of(tmp_path / "2.zip", {"ada/ps1.ipynb": ADA}, day=3))
    assert (one.state, one.left_out, submitted(course, "ada")) == ("changed", "", ADA)


@pytest.mark.slow
def test_a_copied_folder_of_the_same_work_leaves_the_time_that_is_sure(course: Path, tmp_path: Path):
    collect(course, "ps1", archive_of(tmp_path / "2.zip", {"ada/ps1.ipynb": ADA}, day=3))
    collect(course, "ps1", folder(tmp_path / "copy", ADA, day=9))
    [one] = collect(course, "ps1", archive_of(tmp_path / "1.zip", {"ada/ps1.ipynb": OLD}, day=1))
    assert one.left_out == "2026-11-03 10:00:00 here, 2026-11-01 10:00:00 in the download"


@pytest.mark.slow
def test_work_is_set_aside_after_an_earlier_folder_was_taken_out_by_hand(course: Path, tmp_path: Path):
    for day, data in enumerate((OLD, BEN, ADA), start=1):
        collect(course, "ps1", archive_of(tmp_path / "d.zip", {"ada/ps1.ipynb": data}, day))
    earlier = course / "received" / "ada" / ".earlier"
    shutil.rmtree(earlier / "ps1-1")
    [one] = collect(course, "ps1", archive_of(tmp_path / "d.zip", {"ada/ps1.ipynb": OLD}, day=4))
    assert one.state == "changed"
    assert {path.read_bytes() for path in earlier.glob("*/ps1.ipynb")} == {BEN, ADA}


@pytest.mark.slow
def test_what_was_replaced_in_another_set_whose_name_begins_alike_is_nothing_here(course: Path, tmp_path: Path):
    collect(course, "ps1", archive_of(tmp_path / "1.zip", {"ada/ps1.ipynb": OLD}, year=1980))
    other = course / "received" / "ada" / ".earlier" / "ps1-extra-1" / "ps1.ipynb"
    other.parent.mkdir(parents=True)
    other.write_bytes(ADA)
    [one] = collect(course, "ps1", archive_of(tmp_path / "2.zip", {"ada/ps1.ipynb": ADA}, year=1980))
    assert (one.state, one.left_out) == ("changed", "")
    assert (other.parent.with_name("ps1-1") / "ps1.ipynb").read_bytes() == OLD


@pytest.mark.slow
def test_the_same_work_in_an_older_download_does_not_make_it_older(course: Path, tmp_path: Path):
    collect(course, "ps1", archive_of(tmp_path / "3.zip", {MOODLE: ADA}, day=3))
    collect(course, "ps1", archive_of(tmp_path / "1.zip", {MOODLE: ADA}, day=1))
    [one] = collect(course, "ps1", archive_of(tmp_path / "2.zip", {MOODLE: OLD}, day=2))
    assert (one.state, bool(one.left_out)) == ("as before", True)


def test_a_note_of_an_earlier_edition_says_nothing_of_age():
    assert why_older(Age(time="2026-11-01T10:00:00"), Age()) == ""


def test_older_needs_a_download(course: Path, capsys):
    with pytest.raises(SystemExit):
        cli_collect.main(["collect", "ps1", "--older", "--course", str(course)])
    assert "name the download too" in capsys.readouterr().err


@pytest.mark.slow
def test_it_is_said_whose_work_is_new_changed_and_as_before(course: Path, tmp_path: Path, capsys):
    class_of = {f"s{number:02}/ps1.ipynb": BEN for number in range(12)}
    said = words_of_collect(course, archive_of(tmp_path / "1.zip", {"ada/ps1.ipynb": OLD, **class_of}, day=1), capsys)
    assert "\nnew: ada, s00, s01, s02, s03, s04, s05, s06, s07, s08 and 3 more\n" in said
    more = {"ada/ps1.ipynb": ADA, "zoe/ps1.ipynb": BEN, "s03/ps1.ipynb": BEN}
    said = words_of_collect(course, archive_of(tmp_path / "2.zip", more, day=2), capsys)
    assert "\nnew: zoe\nchanged: ada\nas before: s03\n" in said


@pytest.mark.slow
def test_a_dry_run_with_a_class_list_that_comes_late_says_what_is_new_and_what_is_not(
    course: Path, tmp_path: Path, capsys
):
    names = {"Ada Lovelace_1": ADA, "Ben Ng_2": BEN}
    files = {f"{name}_assignsubmission_file_/ps1.ipynb": data for name, data in names.items()}
    words_of_collect(course, archive_of(tmp_path / "1.zip", files, day=2), capsys)
    (tmp_path / "class.csv").write_text("id,name\ns1,Ada Lovelace\ns2,Ben Ng\ns3,Cy Young\n")
    listed = ["--roster", str(tmp_path / "class.csv"), "--dry-run"]
    said = words_of_collect(course, tmp_path / "1.zip", capsys, *listed)
    assert "ada-lovelace would be s1 now" in said
    assert "2 submissions to ps1 (2 as before); nothing had to be put right.\nas before: s1, s2\nClass list: 1 " in said
    files |= {MOODLE: OLD, "Cy Young_3_assignsubmission_file_/ps1.ipynb": BEN}
    said = words_of_collect(course, archive_of(tmp_path / "2.zip", files, day=3), capsys, *listed)
    assert "\nnew: s3\nchanged: s1\nas before: s2\n" in said
    assert "As handed in" not in said  # nothing is there
    said = words_of_collect(course, archive_of(tmp_path / "0.zip", files, day=1), capsys, *listed)
    assert "\nnew: s3\nas before: s1, s2\n1 has newer" in said
    received = collected_again(course, tmp_path / "class.csv", capsys)
    assert "2 submissions to ps1 (2 as before)" in received


def collected_again(course: Path, roster: Path, capsys) -> str:
    """What a dry run without a download says."""
    assert cli_collect.main(["collect", "ps1", "--roster", str(roster), "--dry-run", "--course", str(course)]) == 0
    return capsys.readouterr().out
