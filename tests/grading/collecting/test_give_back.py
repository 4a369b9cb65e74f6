"""One archive of pages, under the names by which Moodle and Canvas know again whose they are."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograd_lab.grading.collecting.collection import collect
from autograd_lab.grading.collecting.give_back import GiveBackError, pack_pages
from autograd_lab.grading.course_folder import CourseFolder
from tests.grading.platform_files import ADA, BEN, DOWNLOADS, STUDENTS, zipped

pytestmark = pytest.mark.slow


def collected(course: Path, kind: str, files: dict[str, bytes] | None = None) -> list[str]:
    """Take in a download, and write a page for each student that is in it."""
    source = zipped(course.with_name("download.zip"), files or DOWNLOADS[kind])
    found = [one.student for one in collect(course, "ps1", source)]
    for student in found:
        page = course / "feedback" / student / "ps1" / "ps1.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"page of {student}")
    return found


def packed(course: Path, students: Sequence[str]) -> dict[str, str]:
    """What is in the archive, by name."""
    pack_pages(CourseFolder(course), "ps1", students, course / "pages.zip")
    with zipfile.ZipFile(course / "pages.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def moodle_finds(path: str) -> tuple[int, str]:
    """The participant and the file, as Moodle reads them in one part of the path: name_number_plugin_file[_…]."""
    for at, part in enumerate(parts := path.split("/")):
        words = part.split("_", 4)
        if len(words) >= 4 and words[1].isdecimal() and words[2:4] == ["assignsubmission", "file"]:
            return int(words[1]), "/".join([*words[4:], *parts[at + 1 :]]).strip("/")
    raise AssertionError(f"Moodle finds nobody in {path}")


def canvas_finds(path: str) -> list[str]:
    """The numbers of the user and of the file handed in, or what stands for the user where names are hidden."""
    words = [word for word in path.split("_") if word != "LATE"]
    return words[1:3] if words[0] == "anon" else [word for word in words if word.isdecimal()][:2]


@pytest.mark.parametrize("kind", ["Moodle", "Moodle without folders"])
def test_moodle_finds_each_student_again(course: Path, kind: str):
    pages = packed(course, collected(course, kind))
    assert {moodle_finds(name): page for name, page in pages.items()} == {
        (1234567, "ps1.html"): "page of ada-lovelace",
        (1234568, "ps1.html"): "page of ben-ng",
    }


def test_moodles_newer_names_numbers_for_names_and_text_in_place_of_a_file_are_found_too(course: Path):
    files = {
        "Ada Lovelace_11_assignsubmission_file/work/ps1.ipynb": ADA,  # since Moodle 4.1 without the last _
        "Participant 12_12_assignsubmission_file_/ps1.ipynb": BEN,
        "Łukasz Żak_13_assignsubmission_file_/x_9_y.ipynb": BEN,
    }
    pages = packed(course, collected(course, "", files))
    assert sorted(map(moodle_finds, pages)) == [(11, "ps1.html"), (12, "ps1.html"), (13, "ps1.html")]


def test_canvas_finds_each_student_and_the_notebook_again(course: Path):
    files = {**DOWNLOADS["Canvas"], "ngben_LATE_12346_678900_first.txt": b"read this first"}
    pages = packed(course, collected(course, "", files))
    assert pages == {
        "lovelaceada_12345_678901_ps1.html": "page of lovelaceada",
        "ngben_LATE_12346_678902_ps1.html": "page of ngben",
    }
    assert [canvas_finds(name) for name in pages] == [["12345", "678901"], ["12346", "678902"]]


def test_canvas_finds_students_whose_names_it_hides(course: Path):
    files = {"anon_a1B2c_678901_ps1.ipynb": ADA, "anon_x9_LATE_678902_ps1.ipynb": BEN}
    pages = packed(course, collected(course, "", files))
    assert sorted(map(canvas_finds, pages)) == [["a1B2c", "678901"], ["x9", "678902"]]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Blackboard", "it is not known under which names Blackboard takes many pages at once"),
        ("Brightspace", "it is not known under which names Brightspace takes many pages at once"),
        ("folders", "the work did not come in a download of Moodle or Canvas"),
    ],
)
def test_other_platforms_are_told_and_no_archive_is_left(course: Path, kind: str, said: str):
    with pytest.raises(GiveBackError, match=said):
        packed(course, collected(course, kind))
    assert not list(course.glob("pages*"))


def test_students_of_two_platforms_are_not_put_together(course: Path):
    students = [*collected(course, "Moodle"), *collected(course, "Canvas")]
    with pytest.raises(GiveBackError, match="came from Canvas and Moodle; choose those of one with --student"):
        packed(course, students)
    assert len(packed(course, STUDENTS["Moodle"])) == 2


def test_where_the_names_were_not_kept_the_download_is_read_again(course: Path):
    students = collected(course, "Moodle")
    note = course / "received" / "ben-ng" / "ps1.json"
    note.write_text(json.dumps({"platform": "Moodle", "repairs": []}))
    found = pack_pages(CourseFolder(course), "ps1", students, course / "pages.zip")
    assert (found.count, list(found.left_out)) == (1, ["ben-ng"])
    assert "`autograd-lab collect ps1 DOWNLOAD` has to read the download of Moodle again" in found.left_out["ben-ng"]
    assert len(packed(course, collected(course, "Moodle"))) == 2


@pytest.mark.parametrize("place", [".", "/no/such/folder/pages.zip"])
def test_a_place_that_can_hold_no_archive_is_refused(course: Path, place: str):
    students = collected(course, "Moodle")
    with pytest.raises(GiveBackError, match="is no place for an archive: name a file in a folder that is there"):
        pack_pages(CourseFolder(course), "ps1", students, Path(place))


def test_the_platforms_names_stay_known_when_a_folder_without_any_is_read_later(course: Path):
    students = collected(course, "Moodle")
    collect(course, "ps1", course / "submitted")
    assert sorted(page for page in packed(course, students).values()) == ["page of ada-lovelace", "page of ben-ng"]
