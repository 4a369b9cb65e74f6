"""Downloads as Moodle, Canvas and others give them, and what becomes of them in the course folder."""

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.collecting import downloads
from autograd_lab.grading.collecting.collection import Collected, CollectError, collect
from autograd_lab.grading.collecting.platforms import recognise_platform, student_ids
from autograd_lab.grading.collecting.roster import read_roster
from tests.grading.bank.case import REPO
from tests.grading.packing import zip_of
from tests.grading.platform_files import ADA, BEN, DOWNLOADS, OLD, PAGE, STUDENTS, submitted, zipped


def received(course: Path) -> dict[str, bytes]:
    """What was handed in, by path; without our own notes beside the students' folders."""
    top = course / "received"
    files = [path for path in sorted(top.rglob("*")) if path.is_file()]
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in files if path.name != "ps1.json"}


def texts(collected: list[Collected], student: str) -> str:
    """What is told about a student."""
    return "\n".join(map(str, next(one for one in collected if one.student == student).repairs))


@pytest.mark.slow
@pytest.mark.parametrize("kind", DOWNLOADS)
@pytest.mark.parametrize("unpacked", [False, True], ids=["zip", "folder"])
def test_a_download_becomes_one_notebook_a_student(course: Path, tmp_path: Path, kind: str, unpacked: bool):
    source = zipped(tmp_path / "download.zip", DOWNLOADS[kind])
    if unpacked:
        zipfile.ZipFile(source).extractall(tmp_path / "download")
        source = tmp_path / "download"
    collected = collect(course, "ps1", source)
    ada, ben = STUDENTS.get(kind, ("ada", "ben"))
    assert [one.student for one in collected] == [ada, ben]
    assert (submitted(course, ada), submitted(course, ben)) == (ADA, BEN)
    assert {path.name for path in (course / "submitted").glob("*/ps1/*")} == {"ps1.ipynb", "collected.json"}


@pytest.mark.slow
def test_what_was_handed_in_is_kept_as_it_was_under_its_own_name(course: Path, tmp_path: Path):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    assert received(course) == {
        "ada-lovelace/ps1/ps1.ipynb": ADA,
        "ben-ng/ps1/PS1 (1).ipynb": BEN,
        "ben-ng/ps1/onlinetext.html": PAGE,
    }


@pytest.mark.slow
def test_the_instructor_is_told_of_other_names_late_marks_and_attempts(course: Path, tmp_path: Path):
    canvas = collect(course, "ps1", zipped(tmp_path / "c.zip", DOWNLOADS["Canvas"]))
    assert texts(canvas, "lovelaceada") == ""
    assert "Canvas marks it as late" in texts(canvas, "ngben")
    assert "called ps1-2.ipynb: taken as ps1.ipynb" in texts(canvas, "ngben")
    blackboard = collect(course, "ps1", zipped(tmp_path / "b.zip", DOWNLOADS["Blackboard"]))
    assert "2 attempts were handed in: the last one is graded" in texts(blackboard, "alovelace")


@pytest.mark.slow
def test_what_the_platform_said_is_still_known_when_received_is_read_again(course: Path, tmp_path: Path):
    first = collect(course, "ps1", zipped(tmp_path / "c.zip", DOWNLOADS["Canvas"]))
    again = collect(course, "ps1")
    assert [one.state for one in first] == ["new", "new"]
    assert [one.state for one in again] == ["as before", "as before"]
    assert texts(again, "ngben") == texts(first, "ngben")


@pytest.mark.slow
def test_a_newer_download_replaces_what_is_graded_and_keeps_what_was_handed_in_before(course: Path, tmp_path: Path):
    collect(course, "ps1", zipped(tmp_path / "1.zip", {"ada/ps1.ipynb": OLD, "ben/ps1.ipynb": BEN}))
    collected = collect(course, "ps1", zipped(tmp_path / "2.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN}))
    assert [one.state for one in collected] == ["changed", "as before"]
    assert submitted(course, "ada") == ADA
    assert received(course)["ada/.earlier/ps1-1/ps1.ipynb"] == OLD


@pytest.mark.slow
def test_a_class_list_gives_the_ids(course: Path, tmp_path: Path):
    roster = tmp_path / "class.csv"
    roster.write_text("student_id,first,last,canvas\ns1,Ada,Lovelace,12345\ns2,Ben,Ng,99\n", encoding="utf-8-sig")
    for number, kind in enumerate(("Moodle", "Canvas")):
        collected = collect(course, "ps1", zipped(tmp_path / f"{number}.zip", DOWNLOADS[kind]), read_roster(roster))
        assert [one.student for one in collected] == ["s1", "s2"]


@pytest.mark.slow
def test_rows_that_match_nobody_and_students_in_no_row_are_told(course: Path, tmp_path: Path, capsys):
    source = zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"])
    roster = tmp_path / "class.csv"

    def notes(*rows: str) -> list[str]:
        shutil.rmtree(course / "received", ignore_errors=True)
        roster.write_text("\n".join(["id,name", *rows]))
        assert cli_collect.main(["collect", "ps1", str(source), "--roster", str(roster), "--course", str(course)]) == 0
        return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Class list")]

    assert notes("s1,Ada Lovelace", "s2,Ben Ng") == []
    assert notes("s1,Ada Lovelace", "s2,Benjamin Ng") == [
        "Class list: 1 of 2 rows matches nobody who handed in: s2.",
        "Class list: 1 of 2 who handed in is in no row: ben-ng.",
    ]
    assert notes("s1,Ada Lovelace", "s2,Ben Ng", *(f"t{i:02},Somebody {i}" for i in range(12))) == [
        "Class list: 12 of 14 rows match nobody who handed in: "
        "t00, t01, t02, t03, t04, t05, t06, t07, t08, t09 and 2 more."
    ]


@pytest.mark.slow
def test_who_has_not_handed_in_is_told_when_received_is_read_again_too(course: Path, tmp_path: Path, capsys):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["folders"]))
    (tmp_path / "class.csv").write_text("id\nada\ncyd\n")
    assert cli_collect.main(["collect", "ps1", "--roster", str(tmp_path / "class.csv"), "--course", str(course)]) == 0
    said = capsys.readouterr().out
    assert "Class list: 1 of 2 rows matches nobody who handed in: cyd." in said
    assert "Class list: 1 of 2 who handed in is in no row: ben." in said


@pytest.mark.slow
def test_two_students_of_one_name_stay_two(course: Path, tmp_path: Path):
    files = {f"Wei Li_{number}_assignsubmission_file_/ps1.ipynb": data for number, data in ((11, ADA), (12, BEN))}
    collected = collect(course, "ps1", zipped(tmp_path / "d.zip", files))
    assert [one.student for one in collected] == ["wei-li-11", "wei-li-12"]


@pytest.mark.slow
def test_an_archive_that_a_student_handed_in_is_opened(course: Path, tmp_path: Path):
    inner = zip_of({"work/ps1.ipynb": ADA, "work/other.ipynb": OLD, "__MACOSX/work/._ps1.ipynb": b"x"})
    collected = collect(course, "ps1", zipped(tmp_path / "d.zip", {"ada/all.zip": inner, "ben/ps1.ipynb": BEN}))
    assert submitted(course, "ada") == ADA
    assert "all/work/ps1.ipynb" in texts(collected, "ada")
    assert received(course)["ada/ps1/all.zip"] == inner


@pytest.mark.slow
def test_no_file_of_an_archive_leaves_its_folder(course: Path, tmp_path: Path):
    before = set(tmp_path.rglob("*")) | {tmp_path / "evil.zip"}
    evil = zip_of({"../../../../evil.ipynb": OLD, "/evil.ipynb": OLD, "..\\..\\evil.ipynb": OLD})
    source = zipped(
        tmp_path / "evil.zip",
        {
            "ada/ps1.ipynb": ADA,
            "ada/../../../evil": OLD,
            "../evil": OLD,
            "/evil": OLD,
            "ben/x.zip": evil,
            "C:/evil": OLD,
        },
    )
    link = zipfile.ZipInfo("ben/ps1.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr(link, str(REPO / "solutions" / "ps1" / "ps1.ipynb"))
    collected = collect(course, "ps1", source)
    assert submitted(course, "ada") == ADA
    assert "ps1.ipynb is a link: it was not opened" in texts(collected, "ben")
    new = {path for path in set(tmp_path.rglob("*")) - before if not path.is_relative_to(course)}
    assert new == set()
    assert {path.name for path in course.rglob("*evil*")} == set()
    assert [path for path in course.rglob("*") if path.is_symlink()] == []


@pytest.mark.slow
def test_a_link_where_the_notebook_goes_is_replaced_and_not_written_through(course: Path, tmp_path: Path):
    precious = tmp_path / "precious"
    precious.write_bytes(b"kept")
    place = course / "submitted" / "ada" / "ps1"
    place.mkdir(parents=True)
    (place / "ps1.ipynb").symlink_to(precious)
    collect(course, "ps1", zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA, "ben/ps1.ipynb": BEN}))
    assert precious.read_bytes() == b"kept"
    assert submitted(course, "ada") == ADA


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(downloads, "MOST_BYTES", 2**20)
    source = zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": bytes(2**21), "ben/ps1.ipynb": BEN})
    collected = collect(course, "ps1", source)
    assert "longer than 1 MB" in texts(collected, "ada")
    assert submitted(course, "ada") == b""


@pytest.mark.slow
def test_a_damaged_archive_costs_the_damaged_file_alone(course: Path, tmp_path: Path):
    source = tmp_path / "d.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("ada/ps1.ipynb", ADA)
        archive.writestr("ben/ps1.ipynb", BEN)
    data = source.read_bytes()
    at = data.index(b"return 0")
    source.write_bytes(data[:at] + b"return 1" + data[at + 8 :])
    collect(course, "ps1", source)
    assert submitted(course, "ada") == ADA


@pytest.mark.slow
def test_a_student_who_handed_in_no_notebook_is_there_with_nothing(course: Path, tmp_path: Path):
    collected = collect(course, "ps1", zipped(tmp_path / "d.zip", {"ada/ps1.pdf": b"%PDF", "ben/ps1.ipynb": BEN}))
    assert submitted(course, "ada") == b""
    assert [one.state for one in collected] == ["new", "new"]
    assert texts(collected, "ada").count("\n") == 0  # and not that an empty file is empty, too
    assert "No notebook was handed in, but ps1.pdf" in texts(collected, "ada")


@pytest.mark.slow
def test_a_time_stamp_that_a_student_packs_with_the_notebook_is_not_believed(course: Path, tmp_path: Path):
    files = {"ada/ps1.ipynb": ADA, "ada/timestamp.txt": b"2001-01-01 00:00:00 UTC", "ben/ps1.ipynb": BEN}
    collect(course, "ps1", zipped(tmp_path / "d.zip", files))
    collect(course, "ps1")
    assert not (course / "submitted" / "ada" / "ps1" / "timestamp.txt").exists()
    assert received(course)["ada/ps1/timestamp.txt"] == files["ada/timestamp.txt"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "it is empty, so nothing says whose it is"),
        ({"notes.txt": b"x"}, "no file in"),
    ],
)
def test_a_download_without_submissions_is_refused(course: Path, tmp_path: Path, files, said: str):
    with pytest.raises(CollectError, match=said):
        collect(course, "ps1", zipped(tmp_path / "d.zip", files))


@pytest.mark.slow
def test_the_command_says_what_is_missing_and_what_to_do(course: Path, tmp_path: Path, capsys):
    def fails(*arguments: str) -> str:
        assert cli_collect.main(["collect", *arguments, "--course", str(course)]) == 1
        return capsys.readouterr().err

    assert "run `autograd-lab release ps2`" in fails("ps2")
    assert "there is no submission to ps1" in fails("ps1")
    assert "is not there" in fails("ps1", str(tmp_path / "nowhere.zip"))
    (tmp_path / "d.tar").write_bytes(b"x")
    assert "is no zip archive" in fails("ps1", str(tmp_path / "d.tar"))
    roster = tmp_path / "class.csv"
    roster.write_text("name\nAda\n")
    source = zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"])
    assert "needs a column called id" in fails("ps1", str(source), "--roster", str(roster))


@pytest.mark.slow
def test_the_command_lists_every_repair(course: Path, tmp_path: Path, capsys):
    source = zipped(tmp_path / "d.zip", {**DOWNLOADS["Moodle"], "Cy Ó_3_assignsubmission_file_/ps1.ipynb": ADA[:-30]})
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course)]) == 0
    said = capsys.readouterr().out
    assert "ben-ng:\n  The file is called PS1 (1).ipynb: taken as ps1.ipynb." in said
    assert "cy-ó:\n  The file is damaged: 48 cells could be read." in said
    assert "3 submissions to ps1 (3 new); what was put right in 2 is listed above." in said
    assert "48 cells could be read. It ends too early." in said


@pytest.mark.slow
def test_the_command_says_so_when_nothing_had_to_be_put_right(course: Path, tmp_path: Path, capsys):
    source = zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA})
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course)]) == 0
    assert "1 submission to ps1 (1 new); nothing had to be put right." in capsys.readouterr().out


@pytest.mark.slow
def test_the_note_beside_the_notebook_says_where_it_came_from(course: Path, tmp_path: Path):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    noted = json.loads((course / "submitted" / "ben-ng" / "ps1" / "collected.json").read_text())
    assert noted["from"] == "received/ben-ng/ps1/PS1 (1).ipynb"
    assert [repair["kind"] for repair in noted["repairs"]] == ["name"]


@pytest.mark.slow
def test_folders_of_the_instructors_own_are_found_in_the_settings(course: Path, tmp_path: Path):
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write('c.CourseDirectory.submitted_directory = "in"\nc.CourseDirectory.release_directory = "out"\n')
    (course / "assignments").rename(course / "out")
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["folders"]))
    assert (course / "in" / "ada" / "ps1" / "ps1.ipynb").read_bytes() == ADA


@pytest.mark.parametrize("name", ["../../etc", "...", "", "a/b", "x" * 300, "Łukasz Żak", "o'neil", "a+b@c.de", "-rf"])
def test_an_id_is_safe_as_a_folder_and_in_a_pattern(name: str):
    _, owners = recognise_platform([f"{name}_1_assignsubmission_file_/ps1.ipynb"], "ps1")
    for student in student_ids(owners.values(), {}).values():
        assert student == Path(student).name
        assert student not in ("", ".", "..")
        assert len(student) <= 80
        assert not set(student) & set("+()[]{}*?\\|^$ /")
        assert not student.startswith(("-", "."))


def command(course: Path, source: Path, capsys) -> str:
    """What `collect ps1 SOURCE` says; it must end well."""
    assert cli_collect.main(["collect", "ps1", str(source), "--course", str(course)]) == 0
    return capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "read", "nobodys"),
    [
        (
            {"Ada L_1_assignsubmission_file_/ps1.ipynb": ADA, "Group A/ps1.ipynb": BEN},
            "as Moodle names its files",
            "1 file is nobody's by its name, and left out: Group A/ps1.ipynb.",
        ),
        ({"ada.ipynb": ADA, "ben.py": b"x = 1"}, "one file per student", "left out: ben.py."),
        ({"ada/ps1.ipynb": ADA, "ben.ipynb": BEN}, "one folder per student", "left out: ben.ipynb."),
        ({"ada.ipynb": ADA, **{f"{n}.txt": b"" for n in range(12)}}, "one file per student", "7.txt and 2 more."),
    ],
)
def test_work_that_is_nobodys_by_its_name_is_told(course: Path, tmp_path: Path, capsys, files, read, nobodys):
    padding = {f"Zoe Z{n}_{n}_assignsubmission_file_/ps1.ipynb": ADA for n in range(2)} if "Moodle" in read else {}
    said = command(course, zipped(tmp_path / "d.zip", {**files, **padding}), capsys)
    assert f"d.zip: read {read}." in said
    assert nobodys in said


@pytest.mark.slow
def test_nothing_is_said_of_files_left_out_where_none_is(course: Path, tmp_path: Path, capsys):
    said = command(course, zipped(tmp_path / "d.zip", {"ada/ps1.ipynb": ADA}), capsys)
    assert "left out" not in said


@pytest.mark.parametrize("own", [".", "..", "assignments", "assignments/ps1", "solutions", "autograded", "feedback"])
def test_folders_of_the_course_itself_are_no_download(course: Path, own: str):
    (course / own).mkdir(exist_ok=True)
    with pytest.raises(CollectError, match="name the download"):
        collect(course, "ps1", course / own)
    assert not (course / "received").exists()


@pytest.mark.slow
def test_another_problem_sets_download_is_asked_about(course: Path, tmp_path: Path, capsys):
    other = (REPO / "assignments" / "ps3" / "ps3.ipynb").read_bytes()
    files = {"ada/ps1.ipynb": other, "ben/ps1.ipynb": other, "cleo/ps1.ipynb": ADA, "dan/plan.pdf": b"%PDF"}
    said = command(course, zipped(tmp_path / "d.zip", files), capsys)
    assert "3 of them hold none of the answers of ps1: is it the right download?" in said
